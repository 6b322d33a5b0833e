#include "plans/list.h"

void
list_add(struct pool *pool, struct list *list, const char *text)
{
	if (list->n++ < list->most)
		list->text = list->n == 1 ? pool_copy(pool, text) : pool_printf(pool, "%s, %s", list->text, text);
}

const char *
list_text(struct pool *pool, const struct list *list)
{
	return list->n <= list->most ? list->text :
	    pool_printf(pool, "%s and %zu more", list->text, list->n - list->most);
}
