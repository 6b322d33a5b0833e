#include "plans/directory_open.h"

#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/key.h"
#include "plans/value.h"

/* Entries that replace what came before (plans/entry.h). */

static uint32_t
key_guid(uint64_t seed, struct span guid, struct pool *scratch)
{
	(void)scratch;
	return key_bytes(seed, guid);
}

static uint32_t
key_folded_dn(uint64_t seed, struct span folded, struct pool *scratch)
{
	(void)scratch;
	return key_noted(key_dn_whole(seed, folded));
}

static struct span
guid_of(struct pool *pool, const struct met *met)
{
	(void)pool;
	return met_text(met, ATTR_OBJECT_GUID);
}

static struct span
folded_sam(struct pool *pool, struct span sam)
{
	return span_of(fold_copy(pool, span_of(value_text(pool, sam))));
}

static struct span
sam_of(struct pool *pool, const struct met *met)
{
	struct span	 sam = met_text(met, ATTR_SAM);

	return sam.at == NULL ? sam : folded_sam(pool, sam);
}

/* How entries are found by what is unique, and whether in one domain only. */
enum { BY_GUID, BY_DN, BY_SAM };

static const struct {
	enum name	  name;
	uint32_t	(*key)(uint64_t seed, struct span, struct pool *scratch);
	struct span	(*text)(struct pool *, const struct met *);
	bool		  in_domain;
} unique[N_UNIQUE] = {
	[BY_GUID] = { NAME_GUID, key_guid, guid_of, false },
	[BY_DN] = { NAME_DN, key_folded_dn, met_folded_dn, false },
	[BY_SAM] = { NAME_SAM, key_text, sam_of, true }
};

/* Nobody will ask for it any more. */
static void
drop(struct met *met)
{
	met->account = met->group = met->forest = false;
}

static void
replace(struct directory *directory, const struct shard *shard, const struct replacing *by, size_t how)
{
	struct pool	 pool = { 0 };
	const uint64_t	*note;
	struct met	*met;
	uint32_t	 key = unique[how].key(directory->seed, by->text[how], &pool);
	size_t		 i, n;

	note = names_find(directory_names(directory, unique[how].name), key, &n);
	for (i = 0; i < n; i++) {
		met = directory->index->met[names_number(note[i])];
		if (met->in->shard != shard || met->number >= by->n_before ||
		    (unique[how].in_domain &&
		    strcmp(met->in->home == NULL ? "" : met->in->home->dns, by->dns) != 0))
			continue;
		if (span_same(unique[how].text(&pool, met), by->text[how]))
			drop(met);
	}
	pool_free(&pool);
}

bool
directory_replace(struct directory *directory)
{
	const struct directory_index	*index = directory->index;
	const struct shard		*shard;
	size_t				 i, j, how;
	bool				 any = false;

	for (i = 0; i < index->n_shard; i++) {
		shard = index->shard[i];
		any |= shard->n_replacing > 0;
		for (j = 0; j < shard->n_replacing; j++)
			for (how = 0; how < N_UNIQUE; how++)
				if (shard->replacing[j].text[how].at != NULL)
					replace(directory, shard, &shard->replacing[j], how);
	}
	return any;
}

int
shard_replace(struct shard *shard, const struct entry *entry, bool deleted, struct error *err)
{
	const struct value	*guid = value_of(entry, ATTR_OBJECT_GUID), *sam = value_of(entry, ATTR_SAM);
	struct replacing	*by;
	char			*folded = NULL;

	if (!deleted && dn_fold(&shard->pool, entry->dn, &folded, err) == -1)
		return -1;
	shard->replacing = pool_more(&shard->pool, shard->replacing, shard->n_replacing,
	    sizeof(*shard->replacing));
	by = &shard->replacing[shard->n_replacing++];
	*by = (struct replacing){ .n_before = shard->n_met, .dns = dn_domain(&shard->pool, entry->dn) };
	if (guid != NULL)
		by->text[BY_GUID] = (struct span){
		    pool_ncopy(&shard->pool, guid->text.at, guid->text.n), guid->text.n };
	by->text[BY_DN] = span_of(folded);
	if (!deleted && sam != NULL)
		by->text[BY_SAM] = folded_sam(&shard->pool, sam->text);
	return 0;
}
