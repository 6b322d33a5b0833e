#include "plans/clash.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/key.h"
#include "plans/table.h"

/* Which accounts count as one, which are of one forest, and which goes first. */

int
clash_account_cmp(const struct account *a, const struct account *b)
{
	int	 c;

	if (a == b)
		return 0;
	if (a->domain != b->domain && (c = a->domain == NULL ? -1 : b->domain == NULL ? 1 :
	    strcmp(a->domain->dns, b->domain->dns)) != 0)
		return c;
	if ((a->sam == NULL) != (b->sam == NULL))
		return a->sam == NULL ? -1 : 1;
	if (a->sam != NULL && (c = fold_cmp(a->sam, b->sam)) != 0)
		return c;
	return strcmp(a->dn, b->dn);
}

int
clash_account_order(const void *a, const void *b)
{
	return clash_account_cmp(*(const struct account *const *)a, *(const struct account *const *)b);
}

static bool
is_link(const char *dn, const struct account *account)
{
	return dn != NULL && fold_cmp(dn, account->dn) == 0;
}

/* A link that no migration made hides nothing. */
static bool
precedes(const struct account *new, const struct account *old)
{
	return is_link(new->more->preceded_by, old) && is_link(old->more->superseded_by, new) &&
	    old->more->superseded_state != 0;
}

bool
clash_same_holder(const struct account *a, const struct account *b)
{
	return a == b || precedes(a, b) || precedes(b, a);
}

bool
clash_holds_too(const struct directory *directory, const struct account *one, const char *spn)
{
	const char		*const linked[] = { one->more->preceded_by, one->more->superseded_by };
	const struct account	*account;
	size_t			 i;

	if (account_holds(one, spn))
		return true;
	for (i = 0; i < sizeof(linked) / sizeof(*linked); i++) {
		account = linked[i] == NULL ? NULL : directory_account_of_dn(directory, linked[i]);
		if (account != NULL && clash_same_holder(one, account) && account_holds(account, spn))
			return true;
	}
	return false;
}

bool
clash_same_forest(const struct account *a, const struct account *b)
{
	const char	*one = a->domain == NULL ? NULL : a->domain->forest;
	const char	*other = b->domain == NULL ? NULL : b->domain->forest;

	return one == NULL || other == NULL || text_same(one, other);
}

static const char *
forest_of(const struct account *account)
{
	return account->domain == NULL || account->domain->forest == NULL ? "" : account->domain->forest;
}

int
clash_forest_cmp(const struct account *a, const struct account *b)
{
	return strcmp(forest_of(a), forest_of(b));
}

/* Accounts by their DNs: all that one counts as the same as can be found. */
struct kept {
	uint64_t	 seed;
	struct pool	 pool;
	struct table	 table;
};

static bool
is_kept(struct kept *kept, const struct account *account, const char *dn)
{
	const struct account	**other;
	size_t			 step = 0;

	if (dn == NULL)
		return false;
	while ((other = table_next(&kept->table, key_text(kept->seed, span_of(dn), &kept->pool), &step)) != NULL) {
		if (clash_same_holder(*other, account))
			return true;
	}
	return false;
}

size_t
clash_accounts(const struct directory *directory, const struct holding *holding, size_t n,
    const struct account **out)
{
	struct kept		 kept = { .seed = directory->seed };
	const struct account	*account;
	size_t			 i, n_out = 0;

	for (i = 0; i < n; i++) {
		account = holding[i].account;
		if (is_kept(&kept, account, account->dn) || is_kept(&kept, account, account->more->preceded_by) ||
		    is_kept(&kept, account, account->more->superseded_by))
			continue;
		out[n_out] = account;
		table_put(&kept.pool, &kept.table, key_text(kept.seed, span_of(account->dn), &kept.pool), &out[n_out++]);
	}
	pool_free(&kept.pool);
	return n_out;
}

bool
clash_in_one_forest(const struct account *const *account, size_t n)
{
	struct pool	  pool = { 0 };
	const char	**forest = pool_alloc(&pool, n * sizeof(*forest));
	bool		  same = false;
	size_t		  i, known = 0;

	for (i = 0; i < n; i++) {
		if (account[i]->domain != NULL && account[i]->domain->forest != NULL)
			forest[known++] = account[i]->domain->forest;
	}
	if (known > 1)
		qsort(forest, known, sizeof(*forest), text_order);
	for (i = 1; i < known && !same; i++)
		same = text_same(forest[i - 1], forest[i]);
	pool_free(&pool);
	return same || (known < n && n > 1);
}

bool
clash_may_be_of_one_forest(const struct account *const *account, size_t n)
{
	bool	 one = true;
	size_t	 i;

	for (i = 0; i < n && *forest_of(account[i]) != '\0'; i++)
		one &= clash_same_forest(account[0], account[i]);
	return one || i < n;
}
