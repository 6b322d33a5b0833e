#include "plans/proposal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"
#include "plans/table.h"

enum { SAM_MOST = 15 };		/* longer gMSA names trouble older callers */

static int
by_spn(const void *a, const void *b)
{
	const struct decision	*x = *(const struct decision *const *)a, *y = *(const struct decision *const *)b;
	int			 c = spn_cmp(x->spn, y->spn);

	return c != 0 ? c : x < y ? -1 : x > y;
}

static size_t
root_of(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/* Sites that share a name must share the account: join them. */
static size_t *
join_sites(struct plan *plan, const struct decision **d, size_t n)
{
	const struct farm	*farm = plan->farm;
	size_t			*parent = pool_alloc(&plan->pool, farm->n_site * sizeof(*parent));
	size_t			 i, a, b;

	for (i = 0; i < farm->n_site; i++)
		parent[i] = i;
	qsort(d, n, sizeof(*d), by_spn);
	for (i = 1; i < n; i++) {
		if (spn_cmp(d[i - 1]->spn, d[i]->spn) != 0)
			continue;
		a = root_of(parent, (size_t)(d[i - 1]->site - farm->site));
		b = root_of(parent, (size_t)(d[i]->site - farm->site));
		parent[a > b ? a : b] = a > b ? b : a;
	}
	return parent;
}

/* "gmsa-portal" from a site's name: letters, digits and hyphens. */
static char *
base_name(struct pool *pool, const char *site)
{
	char	*name = pool_printf(pool, "gmsa-%s", site);
	char	*to = name;
	size_t	 i;

	for (i = 0; name[i] != '\0' && to - name < SAM_MOST; i++) {
		if (text_alpha(name[i]) || text_digit(name[i]) || name[i] == '-')
			*to++ = text_lower(name[i]);
	}
	while (to > name && to[-1] == '-')
		to--;
	*to = '\0';
	return strcmp(name, "gmsa") == 0 ? pool_copy(pool, "gmsa-web") : name;
}

/* A name that is taken, and the number to try next when it is wanted again. */
struct taken {
	const char	*text;
	unsigned	 next;
};

/* The row of TEXT, a new one with next 0 where there was none. */
static struct taken *
taken_row(struct pool *pool, struct table *table, const char *text)
{
	uint64_t	 hash = fold_hash(text);
	struct taken	*row;
	size_t		 at = 0;

	while ((row = table_next(table, hash, &at)) != NULL) {
		if (fold_cmp(row->text, text) == 0)
			return row;
	}
	row = pool_alloc(pool, sizeof(*row));
	row->text = text;
	table_put(pool, table, hash, row);
	return row;
}

static bool
in_directory(const struct directory *directory, const struct farm_domain *domain, const char *sam)
{
	const struct domain	*in = directory == NULL ? NULL : directory_domain(directory, domain->dns);

	return in != NULL && directory_account(directory, in, sam) != NULL;
}

/* BASE, or BASE-2, BASE-3 and so on, whichever is free in DOMAIN. */
static const char *
free_name(struct plan *plan, const struct directory *directory, struct table *taken,
    const struct farm_domain *domain, const char *base)
{
	struct pool	*pool = &plan->pool;
	struct taken	*first = taken_row(pool, taken, pool_printf(pool, "%s\\%s$", domain->name, base));
	struct taken	*row = first;
	const char	*name = base, *tail;

	while (row->next != 0 || in_directory(directory, domain, pool_printf(pool, "%s$", name))) {
		first->next = first->next == 0 ? 2 : first->next;
		tail = pool_printf(pool, "-%u", first->next++);
		name = pool_printf(pool, "%.*s%s", (int)(SAM_MOST - strlen(tail)), base, tail);
		row = taken_row(pool, taken, pool_printf(pool, "%s\\%s$", domain->name, name));
	}
	row->next = 2;
	return name;
}

static struct proposal
propose(struct plan *plan, const struct directory *directory, struct table *taken,
    const struct farm_site *site)
{
	const struct farm_domain	*domain = site->server[0]->domain;
	struct farm_account		*account = pool_alloc(&plan->pool, sizeof(*account));
	const char			*name;

	name = free_name(plan, directory, taken, domain, base_name(&plan->pool, site->name));
	account->path = site->path;
	account->domain = domain;
	account->kind = ACCOUNT_GMSA;
	account->proposed = true;
	account->sam = pool_printf(&plan->pool, "%s$", name);
	account->text = pool_printf(&plan->pool, "%s\\%s", domain->name, account->sam);
	account->name = account->text;
	return (struct proposal){ account, pool_printf(&plan->pool, "%s-hosts", name), site };
}

void
proposal_assign(struct plan *plan, const struct directory *directory)
{
	const struct decision	**wanting = pool_alloc(&plan->pool, plan->n_decision * sizeof(*wanting));
	const struct farm	 *farm = plan->farm;
	const struct farm_account **of_site;
	struct table		  taken = { 0 };
	size_t			 *parent, i, n = 0, root;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].rule->holder == HOLDER_NEW)
			wanting[n++] = &plan->decision[i];
	}
	if (n == 0)
		return;
	parent = join_sites(plan, wanting, n);
	for (i = 0; i < farm->n_known; i++)
		taken_row(&plan->pool, &taken, farm->known[i]->text)->next = 2;
	of_site = pool_alloc(&plan->pool, farm->n_site * sizeof(*of_site));
	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].rule->holder != HOLDER_NEW)
			continue;
		root = root_of(parent, (size_t)(plan->decision[i].site - farm->site));
		if (of_site[root] == NULL) {
			plan->proposal = pool_more(&plan->pool, plan->proposal, plan->n_proposal,
			    sizeof(*plan->proposal));
			plan->proposal[plan->n_proposal] = propose(plan, directory, &taken, &farm->site[root]);
			of_site[root] = plan->proposal[plan->n_proposal++].account;
		}
		plan->decision[i].holder = of_site[root];
	}
}

const struct proposal *
proposal_of(const struct plan *plan, const struct farm_account *account)
{
	size_t	 i;

	for (i = 0; i < plan->n_proposal; i++) {
		if (plan->proposal[i].account == account)
			return &plan->proposal[i];
	}
	return NULL;
}
