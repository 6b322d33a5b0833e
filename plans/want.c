#include "plans/want.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/plan.h"
#include "plans/spn.h"

static int
by_spn(const void *a, const void *b)
{
	const char	*x = *(const char *const *)a, *y = *(const char *const *)b;
	int		 c = spn_cmp(x, y);

	return c != 0 ? c : strcmp(x, y);
}

/* Sorts and drops what the directory would take for the same. */
static size_t
unique(const char **text, size_t n)
{
	size_t	 i, kept = 0;

	if (n > 1)
		qsort(text, n, sizeof(*text), by_spn);
	for (i = 0; i < n; i++) {
		if (kept == 0 || spn_cmp(text[kept - 1], text[i]) != 0)
			text[kept++] = text[i];
	}
	return kept;
}

/* Each planned SPN, and HOST/ of its host: it may answer instead. */
static struct want
want_spns(struct pool *pool, const struct plan *plan)
{
	const char	**spn = pool_alloc(pool, 2 * plan->n_decision * sizeof(*spn));
	size_t		  i, n = 0;

	for (i = 0; i < plan->n_decision; i++) {
		spn[n++] = plan->decision[i].spn;
		spn[n++] = pool_printf(pool, "HOST/%s", plan->decision[i].host);
	}
	return (struct want){ .kind = WANT_SPN, .value = spn, .n_value = unique(spn, n) };
}

static struct want
want_accounts(struct pool *pool, const struct plan *plan, const struct farm_domain *domain)
{
	const char	**sam = pool_alloc(pool, (plan->farm->n_known + plan->n_proposal) * sizeof(*sam));
	size_t		  i, n = 0;

	for (i = 0; i < plan->farm->n_known; i++) {
		if (plan->farm->known[i]->domain == domain)
			sam[n++] = plan->farm->known[i]->sam;
	}
	for (i = 0; i < plan->n_proposal; i++) {
		if (plan->proposal[i].account->domain == domain)
			sam[n++] = plan->proposal[i].account->sam;
	}
	return (struct want){ .kind = WANT_ACCOUNT, .domain = domain->dns, .value = sam,
	    .n_value = unique(sam, n) };
}

const struct want *
want_plan(struct pool *pool, const struct plan *plan, size_t *n_out)
{
	const struct farm	*farm = plan->farm;
	struct want		*want = pool_alloc(pool, (2 + farm->n_domain) * sizeof(*want));
	size_t			 i;

	want[0] = (struct want){ .kind = WANT_CONFIG };
	want[1] = want_spns(pool, plan);
	for (i = 0; i < farm->n_domain; i++)
		want[2 + i] = want_accounts(pool, plan, &farm->domain[i]);
	*n_out = 2 + farm->n_domain;
	return want;
}
