#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/key.h"
#include "plans/sid.h"

/* Groups, trusts, and who has which SID. */

/* The group of an entry's object, made once; NULL: it is none. */
static const struct group *
met_group(const struct directory *directory, struct met *met)
{
	struct pool		*made = &directory->index->made;
	struct object		*object = met->object;
	const struct met	*at;
	struct group		*group;
	struct made		 all;
	struct error		 err = { "" };

	if (object == NULL || !object->is_group)
		return NULL;
	if (object->group == NULL) {
		object_make(made, object->met[0], &all, &at, &err);
		group = pool_alloc(made, sizeof(*group));
		*group = all.group;
		group->number = object->group_number;
		object->group = group;
	}
	return object->group;
}

/* Those that are noted under the key, one after the other, then NULL. */
static struct met *
noted(const struct directory *directory, enum name name, uint32_t key, size_t *step)
{
	size_t		 n;
	const uint64_t	*note = names_find(directory_names(directory, name), key, &n);

	return *step == n ? NULL :
	    directory->index->met[names_number(note[(*step)++])];
}

static const struct group *
group_of_dn(const struct directory *directory, struct pool *pool, struct span folded)
{
	uint32_t		 key = key_noted(key_dn_whole(directory->seed, folded));
	const struct group	*group;
	struct error		 err = { "" };
	struct met		*met;
	char			*other;
	size_t			 step = 0;

	while ((met = noted(directory, NAME_DN, key, &step)) != NULL)
		if ((group = met_group(directory, met)) != NULL &&
		    dn_fold(pool, span_of(group->dn), &other, &err) == 0 &&
		    span_same(folded, span_of(other)))
			return group;
	return NULL;
}

const struct group *
directory_group(const struct directory *directory, const char *dn)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	const struct group	*group = NULL;
	char			*folded;

	if (directory->n_group > 0 && dn_fold(&pool, span_of(dn), &folded, &err) == 0)
		group = group_of_dn(directory, &pool, span_of(folded));
	pool_free(&pool);
	return group;
}

const struct account *
directory_account_of_dn(const struct directory *directory, const char *dn)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	const struct account	*account = NULL;
	struct met		*met;
	char			*folded, *other;
	uint32_t		 key;
	size_t			 step = 0;

	if (dn_fold(&pool, span_of(dn), &folded, &err) == 0) {
		key = key_noted(key_dn_whole(directory->seed, span_of(folded)));
		while ((met = noted(directory, NAME_DN, key, &step)) != NULL) {
			if ((account = met_account(directory, met)) != NULL &&
			    dn_fold(&pool, span_of(account->dn), &other, &err) == 0 &&
			    strcmp(folded, other) == 0)
				break;
			account = NULL;
		}
	}
	pool_free(&pool);
	return account;
}

static uint32_t
key_sid(const struct directory *directory, const char *sid)
{
	struct pool	 pool = { 0 };
	uint32_t	 key = key_bytes(directory->seed, sid_bytes(&pool, sid));

	pool_free(&pool);
	return key;
}

const struct group *
directory_group_of_sid(const struct directory *directory, const struct domain *domain, const char *sid)
{
	uint32_t		 key = key_sid(directory, sid);
	const struct group	*group, *found = NULL;
	struct met		*met;
	size_t			 step = 0;

	while ((met = noted(directory, NAME_SID, key, &step)) != NULL)
		if ((group = met_group(directory, met)) != NULL && group->sid != NULL &&
		    strcmp(group->sid, sid) == 0 &&
		    (group->domain == domain || sid_domain(sid) > 0) &&
		    (found == NULL || strcmp(group->dn, found->dn) < 0))
			found = group;
	return found;
}

const struct account *
directory_account_of_sid(const struct directory *directory, const char *sid)
{
	uint32_t		 key = key_sid(directory, sid);
	const struct account	*account, *found = NULL;
	struct met		*met;
	size_t			 step = 0;

	while ((met = noted(directory, NAME_SID, key, &step)) != NULL)
		if ((account = met_account(directory, met)) != NULL && account->sid != NULL &&
		    strcmp(account->sid, sid) == 0 &&
		    (found == NULL || strcmp(account->dn, found->dn) < 0))
			found = account;
	return found;
}

static int
trust_cmp(const void *a, const void *b)
{
	const struct trust	*x = a, *y = b;

	if (x->domain != y->domain)
		return x->domain == NULL || (y->domain != NULL && x->domain < y->domain) ? -1 : 1;
	return fold_cmp(x->partner, y->partner);
}

/* Is it the first entry of its object to name a partner? */
static bool
names_partner(const struct met *met)
{
	const struct met	*other;
	size_t			 i = 0;

	do
		other = met_nth(met_first(met), i++);
	while (!attributes_have(other->attributes, ATTR_TRUST_PARTNER) && other != met);
	return met->account && other == met && attributes_have(met->attributes, ATTR_TRUST_PARTNER);
}

/* Few, so all of them at once.  What has no partner is of no use. */
void
directory_close_trusts(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	struct trust		*trust = NULL;
	const struct met	*met, *at;
	struct made		 all;
	struct error		 err = { "" };
	size_t			 i, n = 0;

	for (i = 0; i < index->n_special; i++) {
		met = index->special[i];
		if (!names_partner(met) ||
		    object_make(&index->made, met_first(met), &all, &at, &err) == -1)
			continue;
		trust = pool_more(&index->made, trust, n, sizeof(*trust));
		trust[n++] = all.trust;
	}
	if (n > 1)
		qsort(trust, n, sizeof(*trust), trust_cmp);
	directory->trust = trust;
	directory->n_trust = n;
}

const struct trust *
directory_trust(const struct directory *directory, const struct domain *domain, const char *partner)
{
	size_t	 i;

	for (i = 0; i < directory->n_trust; i++)
		if (directory->trust[i].domain == domain && fold_cmp(directory->trust[i].partner, partner) == 0)
			return &directory->trust[i];
	return NULL;
}
