#include "plans/delegation.h"

#include <string.h>

const char *const delegation_word[N_DELEGATION_KIND] = {
	[DELEGATION_CONSTRAINED] = "constrained",
	[DELEGATION_TRANSITION] = "protocol-transition",
	[DELEGATION_RESOURCE] = "resource-based"
};

/* FIRST is where the entries of the same request begin: no account twice. */
static void
add(struct plan *plan, size_t first, const struct farm_account *from,
    const struct farm_account *to, int users, const char *const *spn, size_t n_spn)
{
	struct delegation	*d;
	size_t			 i;

	if (from == NULL || to == NULL)
		return;
	for (i = first; i < plan->n_delegation; i++) {
		if (plan->delegation[i].from == from)
			return;
	}
	plan->delegation = pool_more(&plan->pool, plan->delegation, plan->n_delegation, sizeof(*d));
	d = &plan->delegation[plan->n_delegation++];
	*d = (struct delegation){ .from = from, .to = to, .on = from, .spn = spn, .n_spn = n_spn };
	if (from->domain != to->domain) {
		d->kind = DELEGATION_RESOURCE;
		d->on = to;
		d->reason = "the back end is in another domain, which a list on the front end does not reach";
	} else if (users == USERS_KERBEROS) {
		d->kind = DELEGATION_CONSTRAINED;
		d->reason = "users come with Kerberos tickets, so the list alone is enough";
	} else {
		d->kind = DELEGATION_TRANSITION;
		d->reason = "not every user comes with a Kerberos ticket";
	}
}

/* Everyone whose key decrypts at the site acts for its users.  The site's
 * decisions are N from D. */
static void
of_site(struct plan *plan, const struct farm_delegation *asked,
    const struct decision *d, size_t n)
{
	size_t	 first = plan->n_delegation, i, j;

	for (i = 0; i < n; i++) {
		if (d[i].point.front != FRONT_DIRECT || d[i].holder == NULL)
			continue;
		if (d[i].rule->holder != HOLDER_MACHINE) {
			add(plan, first, d[i].holder, asked->account, asked->users, asked->spn, asked->n_spn);
			continue;
		}
		for (j = 0; j < d[i].n_server; j++)
			add(plan, first, d[i].server[j]->account, asked->account, asked->users,
			    asked->spn, asked->n_spn);
	}
}

/* A balancer that authenticates acts towards whoever holds what it requests. */
static void
of_balancer(struct plan *plan, const struct decision *d)
{
	const struct farm_balancer	*balancer = d->site->balancer;
	const char			**spn = pool_alloc(&plan->pool, sizeof(*spn));
	int				 users = balancer->client_authentication == CLIENT_KERBEROS ?
					     USERS_KERBEROS : USERS_ANY;
	size_t				 first = plan->n_delegation, i;

	*spn = d->spn;
	for (i = 0; i < balancer->n_account; i++)
		add(plan, first, balancer->account[i], d->holder, users, spn, 1);
}

void
delegation_plan(struct plan *plan)
{
	const struct decision	*d = plan->decision;
	size_t			 i, j, n;

	for (i = 0; i < plan->n_decision; i += n) {
		for (n = 1; i + n < plan->n_decision && d[i + n].site == d[i].site; n++)
			continue;
		for (j = 0; j < d[i].site->n_delegation; j++)
			of_site(plan, &d[i].site->delegation[j], d + i, n);
		for (j = i; j < i + n; j++) {
			if (d[j].requested && d[j].holder != NULL)
				of_balancer(plan, &d[j]);
		}
	}
}
