#include "tests/heard.h"

#include <string.h>

void
heard_init(struct heard *heard, const char *name)
{
	*heard = (struct heard){ .name = name };
	heard->text = heard->covers = heard->note = pool_copy(&heard->pool, "");
}

static const char *
shown(struct pool *pool, struct span text)
{
	char	*out = pool_copy(pool, "");
	size_t	 i;

	for (i = 0; i < text.n; i++)
		out = pool_printf(pool, text.at[i] >= ' ' && text.at[i] <= '~' ? "%s%c" : "%s\\x%02x", out,
		    (unsigned char)text.at[i]);
	return out;
}

static int
add(void *arg, const struct entry *entry, struct error *err)
{
	struct heard	*heard = arg;
	struct pool	*pool = &heard->pool;
	size_t		 i;

	(void)err;
	if (heard->name != NULL && strcmp(entry->source, heard->name) != 0)
		heard->stranger = pool_copy(pool, entry->source);
	heard->text = pool_printf(pool, "%s%s%s", heard->text, entry->replaces ? "replaces: " : "",
	    shown(pool, entry->dn));
	for (i = 0; i < entry->n_value; i++)
		heard->text = pool_printf(pool, "%s %s=%s", heard->text,
		    attribute[entry->value[i].id].name, shown(pool, entry->value[i].text));
	heard->text = pool_printf(pool, "%s\n", heard->text);
	return 0;
}

static void
covers(void *arg, const char *dns, uint64_t attributes)
{
	struct heard	*heard = arg;

	(void)attributes;
	heard->covers = pool_printf(&heard->pool, "%s%s ", heard->covers, dns);
}

struct sink
heard_sink(struct heard *heard)
{
	return (struct sink){ add, heard, covers };
}

void
heard_note(void *arg, const char *text)
{
	struct heard	*heard = arg;

	heard->note = pool_printf(&heard->pool, "%s%s\n", heard->note, text);
}

void
heard_free(struct heard *heard)
{
	pool_free(&heard->pool);
	*heard = (struct heard){ 0 };
}
