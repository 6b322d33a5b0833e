#include "plans/clash.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plans/lower_bound.h"
#include "plans/spn.h"

/* How the accounts of a clash write its SPNs. */

/* Any order of accounts will do, as none of it shows. */
static int
address_cmp(const struct account *a, const struct account *b)
{
	return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

/* Those of an account as its list is. */
static int
holding_order(const void *a, const void *b)
{
	const struct holding	*x = a, *y = b;
	int			 c = address_cmp(x->account, y->account);

	if (c == 0)
		c = spn_cmp(x->spn, y->spn);
	return c != 0 ? c : strcmp(x->spn, y->spn);
}

void
clash_spelled(struct clash *clash, struct holding *holding, size_t n)
{
	if (n > 1)
		qsort(holding, n, sizeof(*holding), holding_order);
	clash->holding = holding;
	clash->n_holding = n;
}

struct spelled {
	struct pool	*pool;
	const char	**spn;
	size_t		 n;
};

static void
spelled_add(struct spelled *spelled, const char *spn)
{
	if (spelled->n > 0 && spelled->spn[spelled->n - 1] == spn)
		return;
	spelled->spn = pool_more(spelled->pool, spelled->spn, spelled->n, sizeof(*spelled->spn));
	spelled->spn[spelled->n++] = spn;
}

static int
by_account(const void *key, const void *holding)
{
	return address_cmp(key, ((const struct holding *)holding)->account);
}

/* What is not shown stands in the way of the order of an account's SPNs. */
static void
spelled_unseen(struct spelled *spelled, const struct clash *clash, const struct account *account)
{
	size_t	 i = lower_bound(account, clash->holding, clash->n_holding, sizeof(*clash->holding), by_account);

	for (; i < clash->n_holding && clash->holding[i].account == account; i++)
		spelled_add(spelled, clash->holding[i].spn);
}

bool
clash_is_behind(struct pool *pool, const struct clash *clash, size_t i)
{
	const char	*const *spn;
	size_t		 n;

	if (clash->kind == CLASH_SHADOW)
		return i >= clash->n_before;
	if (clash->kind != CLASH_IGNORABLE)
		return false;
	spn = clash_spellings(pool, clash, clash->account[i], &n);
	for (; n > 0; spn++, n--) {
		if (clash_names(pool, clash, *spn))
			return false;
	}
	return true;
}

const char *const *
clash_spellings(struct pool *pool, const struct clash *clash, const struct account *account, size_t *n_out)
{
	struct spelled		 spelled = { .pool = pool };
	const char		*const *spn;
	size_t			 i, j, n;

	if (clash->kind == CLASH_IGNORABLE)
		spelled_unseen(&spelled, clash, account);
	for (i = 0; clash->kind != CLASH_IGNORABLE && i < clash->n_spn; i++) {
		spn = account_spellings(account, clash->spn[i], &n);
		for (j = 0; j < n && (i == 0 || spn_cmp(clash->spn[i - 1], clash->spn[i]) != 0); j++)
			spelled_add(&spelled, spn[j]);
	}
	*n_out = spelled.n;
	return spelled.spn;
}
