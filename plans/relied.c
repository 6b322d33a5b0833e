#include "plans/relied.h"

#include <stdlib.h>

struct accounts {
	const struct farm_account	**account;
	size_t				 n;
};

static void
rely_on(struct pool *pool, struct accounts *list, const struct farm_account *account)
{
	if (account == NULL || account->domain == NULL || account->proposed)
		return;
	list->account = pool_more(pool, list->account, list->n, sizeof(*list->account));
	list->account[list->n++] = account;
}

static bool
is_among(const struct accounts *list, const struct farm_account *account)
{
	return list->n > 0 &&
	    bsearch(&account, list->account, list->n, sizeof(*list->account), farm_account_cmp) != NULL;
}

/* Each once, and none of OTHERS. */
static void
settle(struct accounts *list, const struct accounts *others)
{
	size_t	 i, n = 0;

	if (list->n > 1)
		qsort(list->account, list->n, sizeof(*list->account), farm_account_cmp);
	for (i = 0; i < list->n; i++) {
		if ((n == 0 || list->account[n - 1] != list->account[i]) && !is_among(others, list->account[i]))
			list->account[n++] = list->account[i];
	}
	list->n = n;
}

/* Whose key it is, the server itself is to be a member of the domain; not so
 * where the keys are in a keytab. */
static bool
needs_members(const struct decision *d)
{
	return d->rule->outcome != OUTCOME_NONE_NEEDED && !d->site->product->keytab;
}

void
relied_collect(struct plan *plan)
{
	static const struct accounts	 nobody = { .n = 0 };
	struct accounts			 account = { .n = 0 }, host = { .n = 0 };
	const struct decision		*d;
	size_t				 i, j;

	for (i = 0; i < plan->n_decision; i++) {
		d = &plan->decision[i];
		rely_on(&plan->pool, &account, d->holder);
		rely_on(&plan->pool, &account, d->pool);
		for (j = 0; j < d->n_server; j++) {
			rely_on(&plan->pool, &account, d->key[j].account);
			if (needs_members(d))
				rely_on(&plan->pool, &host, d->server[j]->account);
		}
	}
	for (i = 0; i < plan->n_delegation; i++) {
		rely_on(&plan->pool, &account, plan->delegation[i].from);
		rely_on(&plan->pool, &account, plan->delegation[i].to);
	}
	settle(&account, &nobody);
	settle(&host, &account);
	plan->account = account.account;
	plan->n_account = account.n;
	plan->host = host.account;
	plan->n_host = host.n;
}
