#include "plans/table.h"

static void
put(struct table *table, uint64_t hash, void *what)
{
	size_t	 i = hash & (table->size - 1);

	while (table->slot[i].what != NULL)
		i = (i + 1) & (table->size - 1);
	table->slot[i].hash = hash;
	table->slot[i].what = what;
	table->n++;
}

/* Sizes are powers of two, and a quarter stays empty. */
void
table_put(struct pool *pool, struct table *table, uint64_t hash, void *what)
{
	struct table	 larger = { 0 };
	size_t		 i;

	if (table->n >= table->size / 4 * 3) {
		larger.size = table->size == 0 ? 64 : 2 * table->size;
		larger.slot = pool_alloc(pool,
		    larger.size * sizeof(*larger.slot));
		for (i = 0; i < table->size; i++)
			if (table->slot[i].what != NULL)
				put(&larger, table->slot[i].hash,
				    table->slot[i].what);
		*table = larger;
	}
	put(table, hash, what);
}

void *
table_next(const struct table *table, uint64_t hash, size_t *step)
{
	const struct table_slot	*slot;

	if (table->size == 0)
		return NULL;
	for (;;) {
		slot = &table->slot[(hash + (*step)++) & (table->size - 1)];
		if (slot->what == NULL || slot->hash == hash)
			return slot->what;
	}
}
