#include "cmd/gone.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"
#include "plans/spn.h"

static int
by_host(const void *a, const void *b)
{
	const struct gone	*x = a, *y = b;
	int			 c = fold_cmp(x->host, y->host);

	if (c == 0)
		c = strcmp(x->account->dn, y->account->dn);
	return c != 0 ? c : strcmp(x->spn, y->spn);
}

static void
look(struct facts *facts, struct pool *pool, const struct account *account, const char *spn)
{
	struct spn	 parts;
	char		*host;

	spn_parse(&parts, span_of(spn));
	/* Who ends in a dot is the same host. */
	if (parts.host.n > 1 && parts.host.at[parts.host.n - 1] == '.')
		parts.host.n--;
	if (parts.fault != 0 || memchr(parts.host.at, '.', parts.host.n) == NULL)
		return;
	host = pool_ncopy(pool, parts.host.at, parts.host.n);
	if (name_host_fault(host) != NULL || directory_named(facts->directory, host) != NULL)
		return;
	facts->gone = pool_more(pool, facts->gone, facts->n_gone, sizeof(*facts->gone));
	facts->gone[facts->n_gone++] = (struct gone){ host, account, spn };
}

void
gone_find(struct facts *facts, struct pool *pool, enum resolved (*ask)(const char *host))
{
	const struct account	*const *account;
	enum resolved		 known = RESOLVED_YES;
	size_t			 i, j, n, kept = 0;

	account = directory_accounts(facts->directory, &n);
	for (i = 0; i < n; i++) {
		if ((account[i]->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0)
			continue;
		for (j = 0; j < account[i]->n_spn; j++)
			look(facts, pool, account[i], account[i]->spn[j]);
	}
	if (facts->n_gone > 1)
		qsort(facts->gone, facts->n_gone, sizeof(*facts->gone), by_host);
	for (i = 0; i < facts->n_gone; i++) {
		if (i == 0 || fold_cmp(facts->gone[i].host, facts->gone[i - 1].host) != 0) {
			known = ask(facts->gone[i].host);
			facts->n_unanswered += known == RESOLVED_UNKNOWN;
		}
		if (known == RESOLVED_NO)
			facts->gone[kept++] = facts->gone[i];
	}
	facts->n_gone = kept;
	facts->dns_asked = true;
}
