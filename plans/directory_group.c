#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/key.h"
#include "plans/lower_bound.h"
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

/* The entries noted under the key of a folded DN; others may have that key. */
static const uint64_t *
noted_dn(const struct directory *directory, const char *folded, size_t *n_out)
{
	return names_find(directory_names(directory, NAME_DN),
	    key_noted(key_dn_whole(directory->seed, span_of(folded))), n_out);
}

static bool
is_dn(struct pool *pool, const char *dn, const char *folded)
{
	struct error	 err = { "" };
	char		*other;

	return dn_fold(pool, span_of(dn), &other, &err) == 0 && strcmp(other, folded) == 0;
}

static const struct group *
group_of_dn(const struct directory *directory, struct pool *pool, const char *folded)
{
	const struct group	*group;
	const uint64_t		*note;
	size_t			 i, n;

	note = noted_dn(directory, folded, &n);
	for (i = 0; i < n; i++) {
		group = met_group(directory, directory->index->met[names_number(note[i])]);
		if (group != NULL && is_dn(pool, group->dn, folded))
			return group;
	}
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
		group = group_of_dn(directory, &pool, folded);
	pool_free(&pool);
	return group;
}

static const struct account *
account_of_dn(const struct directory *directory, struct pool *pool, const char *folded)
{
	const struct account	*account;
	const uint64_t		*note;
	size_t			 i, n;

	note = noted_dn(directory, folded, &n);
	for (i = 0; i < n; i++) {
		account = met_account(directory, directory->index->met[names_number(note[i])]);
		if (account != NULL && is_dn(pool, account->dn, folded))
			return account;
	}
	return NULL;
}

const struct account *
directory_account_of_dn(const struct directory *directory, const char *dn)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	const struct account	*account = NULL;
	char			*folded;

	if (dn_fold(&pool, span_of(dn), &folded, &err) == 0)
		account = account_of_dn(directory, &pool, folded);
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

/* A SID of a domain is one in all of them; others each has for itself. */
static const struct domain *
domain_for(const struct domain *domain, const char *sid)
{
	return sid_domain(sid) > 0 ? NULL : domain;
}

/* NULL: nobody was met that has it. */
static struct bearer *
bearer_find(const struct directory *directory, const struct domain *domain, const char *sid, uint64_t hash)
{
	struct bearer	*bearer;
	size_t		 step = 0;

	while ((bearer = table_next(&directory->index->bearer, hash, &step)) != NULL)
		if (bearer->domain == domain && strcmp(bearer->sid, sid) == 0)
			return bearer;
	return NULL;
}

static uint64_t
bearer_hash(const struct directory *directory, const struct domain *domain, uint32_t key)
{
	return domain == NULL ? key : key + 1 + (uint64_t)(domain - directory->domain);
}

static struct bearer *
bearer_of(const struct directory *directory, const struct domain *domain, const char *sid, uint32_t key)
{
	struct pool	*made = &directory->index->made;
	uint64_t	 hash = bearer_hash(directory, domain, key);
	struct bearer	*bearer = bearer_find(directory, domain, sid, hash);

	if (bearer != NULL)
		return bearer;
	bearer = pool_alloc(made, sizeof(*bearer));
	*bearer = (struct bearer){ .domain = domain, .sid = sid };
	table_put(made, &directory->index->bearer, hash, bearer);
	return bearer;
}

/* Of several the first in order. */
static void
bear_account(const struct directory *directory, const struct account *account, uint32_t key)
{
	struct bearer	*bearer = bearer_of(directory, NULL, account->sid, key);

	if (bearer->account == NULL || strcmp(account->dn, bearer->account->dn) < 0)
		bearer->account = account;
}

static void
bear_group(const struct directory *directory, const struct group *group, uint32_t key)
{
	struct bearer	*bearer = bearer_of(directory, domain_for(group->domain, group->sid), group->sid, key);

	if (bearer->group == NULL || strcmp(group->dn, bearer->group->dn) < 0)
		bearer->group = group;
}

static void
bear(const struct directory *directory, struct met *met, uint32_t key)
{
	const struct account	*account = met_account(directory, met);
	const struct group	*group = met_group(directory, met);

	if (account != NULL && account->sid != NULL)
		bear_account(directory, account, key);
	if (group != NULL && group->sid != NULL)
		bear_group(directory, group, key);
}

/* Who bears a SID, looked for once however many do. */
static struct bearer *
bearer_met(const struct directory *directory, const struct domain *domain, const char *sid)
{
	struct directory_index	*index = directory->index;
	const uint32_t		 key = key_sid(directory, sid);
	const uint64_t		*note;
	size_t			 i, n, step = 0;

	if (table_next(&index->sid, key, &step) == NULL) {
		table_put(&index->made, &index->sid, key, index);
		note = names_find(directory_names(directory, NAME_SID), key, &n);
		for (i = 0; i < n; i++)
			bear(directory, index->met[names_number(note[i])], key);
	}
	return bearer_find(directory, domain, sid, bearer_hash(directory, domain, key));
}

const struct group *
directory_group_of_sid(const struct directory *directory, const struct domain *domain, const char *sid)
{
	const struct bearer	*bearer = bearer_met(directory, domain_for(domain, sid), sid);

	return bearer == NULL ? NULL : bearer->group;
}

const struct account *
directory_account_of_sid(const struct directory *directory, const char *sid)
{
	const struct bearer	*bearer = bearer_met(directory, NULL, sid);

	return bearer == NULL ? NULL : bearer->account;
}

/* Of several that have one SID the first counts. */
static int
by_sid(const void *a, const void *b)
{
	const struct domain	*x = *(const struct domain *const *)a, *y = *(const struct domain *const *)b;
	int			 c = strcmp(x->sid, y->sid);

	return c != 0 ? c : x < y ? -1 : x > y;
}

static void
sort_by_sid(const struct directory *directory)
{
	struct directory_index	*index = directory->index;
	const struct domain	**domain;
	size_t			 i, n = 0;

	domain = pool_alloc(&index->made, directory->n_domain * sizeof(*domain));
	for (i = 0; i < directory->n_domain; i++)
		if (directory->domain[i].sid != NULL)
			domain[n++] = &directory->domain[i];
	if (n > 1)
		qsort(domain, n, sizeof(*domain), by_sid);
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(domain[i - 1]->sid, domain[i]->sid) != 0)
			domain[index->n_by_sid++] = domain[i];
	index->by_sid = domain;
}

static int
sid_against(const void *key, const void *member)
{
	const struct span	*sid = key;
	const struct domain	*domain = *(const struct domain *const *)member;
	int			 c = strncmp(sid->at, domain->sid, sid->n);

	return c != 0 || domain->sid[sid->n] == '\0' ? c : -1;
}

const struct domain *
directory_domain_of_sid(const struct directory *directory, const char *sid)
{
	struct directory_index		*index = directory->index;
	const struct span		 of_domain = { sid, sid_domain(sid) };
	const struct domain *const	*found;

	if (index->by_sid == NULL)
		sort_by_sid(directory);
	found = of_domain.n == 0 || index->n_by_sid == 0 ? NULL :
	    bsearch(&of_domain, index->by_sid, index->n_by_sid, sizeof(*index->by_sid), sid_against);
	return found == NULL ? NULL : *found;
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
	const struct trust	 key = { .domain = domain, .partner = partner };
	const size_t		 first = lower_bound(&key, directory->trust, directory->n_trust,
				    sizeof(*directory->trust), trust_cmp);

	return first < directory->n_trust && trust_cmp(&directory->trust[first], &key) == 0 ?
	    &directory->trust[first] : NULL;
}
