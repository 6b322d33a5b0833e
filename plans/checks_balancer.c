#include "plans/check.h"

#include "plans/balancer.h"
#include "plans/report.h"

/* Checks on what balancers do to tickets and connections. */

static bool
acts_for(const struct farm_balancer *balancer, const struct farm_account *account)
{
	size_t	 i;

	for (i = 0; i < balancer->n_account; i++) {
		if (balancer->account[i] == account)
			return true;
	}
	return false;
}

static void
account_kind_of_balancer(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_account	*account = subject->account;
	const struct farm_balancer	*balancer;
	const struct balancer_row	*row;
	size_t				 i;

	for (i = 0; i < facts->farm->n_balancer; i++) {
		balancer = &facts->farm->balancer[i];
		row = balancer_of(balancer);
		if (acts_for(balancer, account) && !balancer_acts_as(row, account->kind))
			report_find(report, check, subject,
			    "it is %s, and balancer '%s' of kind %s obtains tickets only as %s",
			    account_kind[account->kind].says, balancer->name,
			    word_for(word_balancer_kind, balancer->kind), balancer_accounts(row, &report->pool));
	}
}

const struct check checks_balancer[] = {
	{ .id = "balancer-account-kind", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT, .plans = true,
	  .run = account_kind_of_balancer,
	  .title = "the balancer cannot obtain tickets as its account",
	  .consequence = "No user reaches the site: the balancer signs in to nobody.",
	  .remedy = "Name an account of a kind that the balancer takes; where its kind is wrong, say the right one in accounts.",
	  .source = "the vendor of the balancer: 'spnplan explain KIND'" },
	{ .id = NULL }
};
