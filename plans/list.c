#include "plans/list.h"

#include <string.h>

static void
append(struct pool *pool, struct list *list, const char *text)
{
	size_t	 n = strlen(text);
	char	*larger;

	if (list->room - list->length <= n) {
		list->room = 2 * (list->length + n) + 1;
		larger = pool_alloc(pool, list->room);
		if (list->length > 0)
			memcpy(larger, list->text, list->length);
		list->text = larger;
	}
	memcpy(list->text + list->length, text, n + 1);
	list->length += n;
}

void
list_add(struct pool *pool, struct list *list, const char *text)
{
	if (list->n++ >= list->most && list->most != 0)
		return;
	if (list->n > 1)
		append(pool, list, ", ");
	append(pool, list, text);
}

const char *
list_text(struct pool *pool, const struct list *list)
{
	return list->n <= list->most || list->most == 0 ? list->text :
	    pool_printf(pool, "%s and %zu more", list->text, list->n - list->most);
}
