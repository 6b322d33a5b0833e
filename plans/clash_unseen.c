#include "plans/clash.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

/* SPNs that are equal but for characters that nobody sees. */

struct hiding {
	char			*bare;		/* folded, without them */
	struct holding		 holding;
};

static int
hiding_order(const void *a, const void *b)
{
	const struct hiding	*x = a, *y = b;
	int			 c = strcmp(x->bare, y->bare);

	return c != 0 ? c : clash_account_cmp(x->holding.account, y->holding.account);
}

/* All SPNs with such characters, sorted by what is left without them. */
static struct hiding *
collect(struct pool *pool, const struct directory *directory, size_t *n_out)
{
	const struct account	*const *account;
	struct hiding		*list = NULL;
	char			*bare;
	size_t			 i, j, n = 0, n_account;

	account = directory_odd(directory, ODD_SPN, &n_account);
	for (i = 0; i < n_account; i++) {
		for (j = 0; j < account[i]->n_spn; j++) {
			bare = fold_bare(pool, account[i]->spn[j]);
			if (bare == NULL)
				continue;
			list = pool_more(pool, list, n, sizeof(*list));
			list[n++] = (struct hiding){ bare, { account[i], account[i]->spn[j] } };
		}
	}
	if (n > 1)
		qsort(list, n, sizeof(*list), hiding_order);
	*n_out = n;
	return list;
}

/* Who holds what such an SPN is taken for, or else HOST/ that answers for it. */
static const struct holding *
taken_for(struct pool *pool, const struct directory *directory, const char *bare, size_t *n_out)
{
	const struct holding	*holding = directory_holders(directory, bare, n_out);
	const char		*host = *n_out > 0 ? NULL : clash_host(pool, directory, bare);

	return host == NULL ? holding : directory_holders(directory, host, n_out);
}

/* N that are left the same, with what they are taken for. */
static struct unseen
unseen_of(struct pool *pool, const struct directory *directory, const struct hiding *hiding, size_t n)
{
	size_t			 i, n_plain;
	const struct holding	*plain = taken_for(pool, directory, hiding->bare, &n_plain);
	struct unseen		 unseen = { .spn = hiding->holding.spn, .n_holding = n_plain + n };

	unseen.holding = pool_alloc(pool, unseen.n_holding * sizeof(*unseen.holding));
	for (i = 0; i < unseen.n_holding; i++)
		unseen.holding[i] = i < n_plain ? plain[i] : hiding[i - n_plain].holding;
	unseen.account = pool_alloc(pool, unseen.n_holding * sizeof(*unseen.account));
	unseen.n_account = clash_accounts(directory, unseen.holding, unseen.n_holding, unseen.account);
	return unseen;
}

/* Those are duplicates already, with such characters or without. */
static bool
are_equal(const struct holding *holding, size_t n)
{
	size_t	 i;

	for (i = 1; i < n; i++) {
		if (spn_cmp(holding[0].spn, holding[i].spn) != 0)
			return false;
	}
	return true;
}

static bool
is_clash(const struct unseen *unseen)
{
	return unseen->n_account > 1 && clash_in_one_forest(unseen->account, unseen->n_account) &&
	    !are_equal(unseen->holding, unseen->n_holding);
}

/* Is SPN planned for an account of their forest that is none of them? */
static bool
is_planned_for_another(const struct roster *roster, const struct plan *plan, const char *spn,
    const struct unseen *unseen)
{
	const struct decision	*d = plan->decision, *end = d + plan->n_decision;
	bool			 shares;
	size_t			 i;

	for (; d < end; d++) {
		if (d->holder == NULL || spn_cmp(d->spn, spn) != 0)
			continue;
		shares = false;
		for (i = 0; i < unseen->n_account && !clash_holds_for(roster, d->holder, unseen->account[i]); i++)
			shares |= roster_may_share_forest(roster, unseen->account[i], d->holder);
		if (i == unseen->n_account && shares)
			return true;
	}
	return false;
}

struct unseen *
unseens_make(struct pool *pool, const struct roster *roster, const struct plan *plan, size_t *n_out)
{
	size_t		 i, j, n;
	struct hiding	*hiding = collect(pool, roster->directory, &n);
	struct unseen	*unseen = pool_alloc(pool, n * sizeof(*unseen));

	*n_out = 0;
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && strcmp(hiding[i].bare, hiding[j].bare) == 0; j++)
			continue;
		unseen[*n_out] = unseen_of(pool, roster->directory, &hiding[i], j - i);
		*n_out += is_clash(&unseen[*n_out]) ||
		    is_planned_for_another(roster, plan, hiding[i].bare, &unseen[*n_out]);
	}
	return unseen;
}
