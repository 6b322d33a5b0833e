#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/key.h"
#include "plans/text.h"

struct directory_index *
directory_open(struct directory *directory)
{
	if (directory->index == NULL)
		directory->index = pool_alloc(&directory->pool,
		    sizeof(*directory->index));
	return directory->index;
}

struct shard *
directory_shard(const struct directory *directory, const char *source)
{
	return shard_new(directory->seed, source);
}

void
directory_number(struct directory_index *index)
{
	const struct shard	*shard;
	size_t			 i, n = 0;

	if (index->met != NULL)
		return;
	for (i = 0; i < index->n_shard; i++)
		n += index->shard[i]->n_met;
	if (n > 0)
		index->met = array_new(n, sizeof(*index->met));
	for (i = 0; i < index->n_shard; i++) {
		shard = index->shard[i];
		if (shard->n_met > 0)
			memcpy(index->met + shard->first, shard->met, shard->n_met * sizeof(*shard->met));
	}
	index->n_met = n;
}

static void
unnumber(struct directory_index *index)
{
	free(index->met);
	index->met = NULL;
	index->n_met = 0;
}

/* What was sorted is the first shard's again, whose numbers are everybody's. */
static void
unsort(struct directory_index *index)
{
	size_t	 i;

	for (i = 0; i < N_NAME; i++) {
		if (!index->sorted[i])
			continue;
		index->shard[0]->name[i] = index->name[i];
		index->name[i] = (struct names){ 0 };
		index->sorted[i] = false;
	}
}

/* No more entries come into the shards that are there. */
static void
append(struct directory_index *index, struct directory *directory, struct shard *shard)
{
	struct shard	*before = index->n_shard == 0 ? NULL : index->shard[index->n_shard - 1];

	unnumber(index);
	unsort(index);
	if (before != NULL) {
		shard_end(before);
		shard->first = before->first + before->n_met;
	}
	index->shard = pool_more(&directory->pool, index->shard, index->n_shard,
	    sizeof(*index->shard));
	index->shard[index->n_shard++] = shard;
}

void
directory_join(struct directory *directory, struct shard *shard, size_t line)
{
	struct directory_index	*index = directory_open(directory);

	shard_end(shard);
	shard->line = line;
	append(index, directory, shard);
	index->last = NULL;
}

int
directory_add(struct directory *directory, const struct entry *entry,
    struct error *err)
{
	struct directory_index	*index = directory_open(directory);
	struct shard		*shard = index->last;

	if (shard == NULL || strcmp(shard->source, entry->source) != 0) {
		shard = directory_shard(directory, entry->source);
		append(index, directory, shard);
		index->last = shard;
	}
	return shard_add(shard, entry, err);
}

void
directory_free(struct directory *directory)
{
	static const struct directory	 empty;
	struct directory_index		*index = directory->index;
	size_t				 i;

	if (index != NULL) {
		for (i = 0; i < index->n_shard; i++)
			shard_free(index->shard[i]);
		for (i = 0; i < N_NAME; i++)
			names_free(&index->name[i]);
		free(index->met);
		pool_free(&index->made);
	}
	pool_free(&directory->pool);
	*directory = empty;
}

/* -- domains -- */

static struct home *
home_new(struct directory *directory, const char *dns, uint64_t hash)
{
	struct directory_index	*index = directory->index;
	struct home		*home = pool_alloc(&directory->pool, sizeof(*home));

	home->domain.dns = pool_copy(&directory->pool, dns);
	home->on_all = UINT64_MAX;
	index->home = pool_more(&directory->pool, index->home, index->n_home,
	    sizeof(*index->home));
	index->home[index->n_home++] = home;
	table_put(&directory->pool, &index->by_dns, hash, home);
	return home;
}

struct home *
directory_home(struct directory *directory, const char *dns)
{
	uint64_t	 hash = key_bytes(directory->seed, span_of(dns));
	struct home	*home;
	size_t		 step = 0;

	while ((home = table_next(&directory->index->by_dns, hash, &step)) != NULL)
		if (strcmp(home->domain.dns, dns) == 0)
			return home;
	return home_new(directory, dns, hash);
}

const char *
directory_source(struct directory *directory, const char *source)
{
	struct directory_index	*index = directory->index;
	size_t			 i;

	for (i = 0; i < index->n_source; i++)
		if (strcmp(index->source[i], source) == 0)
			return index->source[i];
	index->source = pool_more(&directory->pool, index->source,
	    index->n_source, sizeof(*index->source));
	index->source[index->n_source] = pool_copy(&directory->pool, source);
	return index->source[index->n_source++];
}

void
directory_exported(struct directory *directory, const char *source,
    enum attribute_id id)
{
	struct directory_index	*index = directory_open(directory);

	index->exported = pool_more(&directory->pool, index->exported,
	    index->n_exported, sizeof(*index->exported));
	index->exported[index->n_exported].source =
	    directory_source(directory, source);
	index->exported[index->n_exported++].id = id;
}

void
directory_covers(struct directory *directory, const char *dns,
    uint64_t attributes)
{
	directory_open(directory);
	directory_home(directory, pool_lower(&directory->pool, dns))->covered |=
	    attributes;
}
