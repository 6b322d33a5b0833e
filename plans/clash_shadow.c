#include "plans/clash.h"

#include <stdlib.h>
#include <string.h>

#include "plans/spn.h"

/* SPNs that go before HOST/ of their names on other accounts. */

/* One account's, before those of one SPN are put together. */
struct casting {
	const struct account	*account;
	const char		*spn;
	const struct holding	*host;
	size_t			 n_host;
};

/* Samba's BIND answers for DNS/ of a domain controller as "dns-" and its name. */
static bool
is_bind(const struct account *account, const struct spn *parts)
{
	enum { BEGINS = sizeof("dns-") - 1 };
	const size_t	 n = account->sam == NULL ? 0 : strlen(account->sam);

	return n > BEGINS && span_is(parts->class, "DNS") && parts->host.n >= n - BEGINS &&
	    span_is((struct span){ account->sam, BEGINS }, "dns-") &&
	    span_is((struct span){ parts->host.at, n - BEGINS }, account->sam + BEGINS) &&
	    (parts->host.n == n - BEGINS || parts->host.at[n - BEGINS] == '.');
}

/* Only the class is another: a port and a service name stay ([MS-DRSR] 4.1.4.2.19). */
char *
clash_host(struct pool *pool, const struct directory *directory, const char *spn)
{
	const size_t		 n = spn_front(span_of(spn)).n;
	const struct span	 class = { spn, n == 0 ? 0 : n - 1 };

	return class.n == 0 || span_is(class, "HOST") || !directory_host_answers(directory, class) ? NULL :
	    pool_printf(pool, "HOST/%s", spn + n);
}

/* Does it go before HOST/ that others hold, and not the account itself? */
static bool
casts(struct pool *pool, const struct directory *directory, struct casting *casting)
{
	const char	*host = clash_host(pool, directory, casting->spn);
	struct spn	 parts;

	if (host == NULL)
		return false;
	spn_parse(&parts, span_of(casting->spn));
	if (is_bind(casting->account, &parts))
		return false;
	casting->host = directory_holders(directory, host, &casting->n_host);
	return casting->n_host > 0 && !clash_holds_too(directory, casting->account, casting->host->spn);
}

/* By SPN and forest: those have the same HOST/ behind them. */
static int
casting_cmp(const struct casting *a, const struct casting *b)
{
	int	 c = spn_cmp(a->spn, b->spn);

	return c != 0 ? c : clash_forest_cmp(a->account, b->account);
}

static int
casting_order(const void *a, const void *b)
{
	const struct casting	*x = a, *y = b;
	int			 c = casting_cmp(x, y);

	if (c == 0)
		c = clash_account_cmp(x->account, y->account);
	return c != 0 ? c : strcmp(x->spn, y->spn);
}

static struct casting *
castings(struct pool *pool, const struct directory *directory, size_t *n_out)
{
	const struct account	*const *account;
	struct casting		*all = NULL, one;
	size_t			 i, j, n;

	*n_out = 0;
	/* HOST/ of the same name ends as the SPN does. */
	account = directory_odd(directory, ODD_INSTANCE, &n);
	for (i = 0; i < n; i++) {
		for (j = 0; j < account[i]->n_spn; j++) {
			one = (struct casting){ .account = account[i], .spn = account[i]->spn[j] };
			if (!casts(pool, directory, &one))
				continue;
			all = pool_more(pool, all, *n_out, sizeof(*all));
			all[(*n_out)++] = one;
		}
	}
	if (*n_out > 1)
		qsort(all, *n_out, sizeof(*all), casting_order);
	return all;
}

/* Of N that are equal. */
static struct shadow
shadow_of(struct pool *pool, const struct casting *casting, size_t n)
{
	struct shadow		 shadow = { .spn = casting->spn };
	const struct holding	*host = casting->host;
	size_t			 i;

	shadow.account = pool_alloc(pool, (n + casting->n_host) * sizeof(*shadow.account));
	for (i = 0; i < n; i++) {
		if (i == 0 || casting[i].account != casting[i - 1].account)
			shadow.account[shadow.n_before++] = casting[i].account;
	}
	shadow.n_account = shadow.n_before;
	for (i = 0; i < casting->n_host; i++) {
		if (clash_same_forest(casting->account, host[i].account) &&
		    (i == 0 || host[i].account != host[i - 1].account))
			shadow.account[shadow.n_account++] = host[i].account;
	}
	qsort(shadow.account + shadow.n_before, shadow.n_account - shadow.n_before, sizeof(*shadow.account),
	    clash_account_order);
	return shadow;
}

struct shadow *
shadows_make(struct pool *pool, const struct directory *directory, size_t *n_out)
{
	size_t		 i, j, n;
	struct casting	*casting = castings(pool, directory, &n);
	struct shadow	*shadow = pool_alloc(pool, n * sizeof(*shadow));

	*n_out = 0;
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && casting_cmp(&casting[i], &casting[j]) == 0; j++)
			continue;
		shadow[*n_out] = shadow_of(pool, &casting[i], j - i);
		*n_out += shadow[*n_out].n_account > shadow[*n_out].n_before;
	}
	return shadow;
}
