#include "plans/proposal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

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

/*
 * The names that are taken, and for each the number to try next when it is
 * wanted again.  Open addressing, at most half full.
 */
struct taken {
	struct taken_name {
		const char	*text;
		unsigned	 next;
	}	*name;
	size_t	 size;
};

static struct taken_name *
taken_slot(const struct taken *taken, const char *text)
{
	size_t	 i = (size_t)fold_hash(text) & (taken->size - 1);

	while (taken->name[i].text != NULL && fold_cmp(taken->name[i].text, text) != 0)
		i = (i + 1) & (taken->size - 1);
	return &taken->name[i];
}

static void
taken_init(struct taken *taken, struct plan *plan)
{
	const struct farm	*farm = plan->farm;
	size_t			 i;

	for (taken->size = 64; taken->size < 2 * (farm->n_known + farm->n_site); taken->size *= 2)
		continue;
	taken->name = pool_alloc(&plan->pool, taken->size * sizeof(*taken->name));
	for (i = 0; i < farm->n_known; i++)
		*taken_slot(taken, farm->known[i]->text) = (struct taken_name){ farm->known[i]->text, 2 };
}

static bool
in_directory(const struct directory *directory, const struct farm_domain *domain, const char *sam)
{
	const struct domain	*in = directory == NULL ? NULL : directory_domain(directory, domain->dns);

	return in != NULL && directory_account(directory, in, sam) != NULL;
}

/* BASE, or BASE-2, BASE-3 and so on, whichever is free in DOMAIN. */
static const char *
free_name(struct plan *plan, const struct directory *directory, struct taken *taken,
    const struct farm_domain *domain, const char *base)
{
	struct pool		*pool = &plan->pool;
	struct taken_name	*first = taken_slot(taken, pool_printf(pool, "%s\\%s$", domain->name, base));
	struct taken_name	*slot;
	const char		*name = base, *text, *tail;
	unsigned		 number = first->text == NULL ? 2 : first->next;

	for (;;) {
		text = pool_printf(pool, "%s\\%s$", domain->name, name);
		slot = taken_slot(taken, text);
		if (slot->text == NULL && !in_directory(directory, domain, pool_printf(pool, "%s$", name)))
			break;
		tail = pool_printf(pool, "-%u", number++);
		name = pool_printf(pool, "%.*s%s", (int)(SAM_MOST - strlen(tail)), base, tail);
	}
	*slot = (struct taken_name){ text, 2 };
	first->next = number;
	return name;
}

static struct proposal
propose(struct plan *plan, const struct directory *directory, struct taken *taken,
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
	struct taken		  taken;
	size_t			 *parent, i, n = 0, root;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].rule->holder == HOLDER_NEW)
			wanting[n++] = &plan->decision[i];
	}
	if (n == 0)
		return;
	parent = join_sites(plan, wanting, n);
	taken_init(&taken, plan);
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
