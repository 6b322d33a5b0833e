#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/sid.h"

/* Groups, trusts, and who has which SID. */

/* NULL comes first. */
static int
text_cmp(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return fold_cmp(a, b);
}

/* Domains stand in one array, in order. */
static int
group_cmp(const void *a, const void *b)
{
	const struct group	*x = a, *y = b;
	int			 c;

	if (x->domain != y->domain)
		return x->domain == NULL || (y->domain != NULL && x->domain < y->domain) ? -1 : 1;
	c = text_cmp(x->sam, y->sam);
	return c != 0 ? c : strcmp(x->dn, y->dn);
}

static void
find_by(struct directory *directory, struct group *group)
{
	struct directory_index	*index = directory->index;
	struct error		 err = { "" };
	char			*folded;

	if (group->sid != NULL)
		table_put(&directory->pool, &index->group_by_sid, fold_hash(group->sid), group);
	if (dn_fold(&index->folds, span_of(group->dn), &folded, &err) == 0)
		table_put(&directory->pool, &index->group_by_dn, fold_hash(folded), group);
}

void
directory_close_groups(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	const struct object	*object;
	struct group		*group;
	size_t			 i, n = 0;

	for (i = 0; i < index->n_object; i++)
		n += index->object[i]->is_group;
	group = pool_alloc(&directory->pool, n * sizeof(*group));
	directory->group = group;
	if (n == 0)
		return;
	directory_distribute(directory, &index->member);
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		if (object->is_group)
			group[directory->n_group++] = (struct group){
			    .dn = object->account->dn, .sam = object->account->sam, .sid = object->account->sid,
			    .domain = object->home == NULL ? NULL : object->home->closed,
			    .type = object->group_type, .has_type = object->has_group_type,
			    .member = object->value, .n_member = object->n_value };
	}
	qsort(group, n, sizeof(*group), group_cmp);
	for (i = 0; i < n; i++)
		find_by(directory, &group[i]);
}

static int
trust_cmp(const void *a, const void *b)
{
	const struct trust	*x = a, *y = b;

	if (x->domain != y->domain)
		return x->domain == NULL || (y->domain != NULL && x->domain < y->domain) ? -1 : 1;
	return text_cmp(x->partner, y->partner);
}

/* What has no partner is of no use. */
static bool
is_trust(const struct object *object)
{
	return object->trust != NULL && object->trust->partner != NULL;
}

void
directory_close_trusts(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	struct trust		*trust;
	size_t			 i, n = 0;

	for (i = 0; i < index->n_object; i++)
		n += is_trust(index->object[i]);
	trust = pool_alloc(&directory->pool, n * sizeof(*trust));
	directory->trust = trust;
	for (i = 0; i < index->n_object; i++) {
		if (!is_trust(index->object[i]))
			continue;
		trust[directory->n_trust] = *index->object[i]->trust;
		if (index->object[i]->home != NULL)
			trust[directory->n_trust].domain = index->object[i]->home->closed;
		directory->n_trust++;
	}
	if (n > 1)
		qsort(trust, n, sizeof(*trust), trust_cmp);
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

const struct group *
directory_group(const struct directory *directory, const char *dn)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	const struct group	*group = NULL;
	char			*folded, *other;
	size_t			 step = 0;

	if (directory->n_group > 0 && dn_fold(&pool, span_of(dn), &folded, &err) == 0)
		while ((group = table_next(&directory->index->group_by_dn, fold_hash(folded), &step)) != NULL)
			if (dn_fold(&pool, span_of(group->dn), &other, &err) == 0 && strcmp(folded, other) == 0)
				break;
	pool_free(&pool);
	return group;
}

const struct group *
directory_group_of_sid(const struct directory *directory, const struct domain *domain, const char *sid)
{
	const struct group	*group;
	size_t			 step = 0;

	while ((group = table_next(&directory->index->group_by_sid, fold_hash(sid), &step)) != NULL)
		if (strcmp(group->sid, sid) == 0 && (group->domain == domain || sid_domain(sid) > 0))
			break;
	return group;
}

static int
by_sid(const void *a, const void *b)
{
	const struct account	*x = *(const struct account *const *)a;
	const struct account	*y = *(const struct account *const *)b;
	int			 c = strcmp(x->sid, y->sid);

	return c != 0 ? c : strcmp(x->dn, y->dn);
}

static int
is_sid(const void *sid, const void *account)
{
	return strcmp(sid, (*(const struct account *const *)account)->sid);
}

/* Few reports ask. */
static void
sort_by_sid(const struct directory *directory)
{
	struct directory_index	*index = directory->index;
	size_t			 i;

	index->by_sid = pool_alloc(&index->open, directory->n_account * sizeof(*index->by_sid));
	for (i = 0; i < directory->n_account; i++)
		if (directory->account[i]->sid != NULL)
			index->by_sid[index->n_by_sid++] = directory->account[i];
	if (index->n_by_sid > 1)
		qsort(index->by_sid, index->n_by_sid, sizeof(*index->by_sid), by_sid);
}

const struct account *
directory_account_of_sid(const struct directory *directory, const char *sid)
{
	struct directory_index		*index = directory->index;
	const struct account *const	*found;

	if (index->by_sid == NULL)
		sort_by_sid(directory);
	found = bsearch(sid, index->by_sid, index->n_by_sid, sizeof(*index->by_sid), is_sid);
	return found == NULL ? NULL : *found;
}
