#include "plans/check.h"

#include "plans/balancer.h"
#include "plans/holder.h"
#include "plans/reason.h"
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

static const struct decision *
own_of(const struct plan *plan, const struct farm_account *account)
{
	size_t	 i;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].own == account)
			return &plan->decision[i];
	}
	return NULL;
}

static void
user_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = own_of(facts->plan, subject->account);
	const struct account	*in = subject->registered;
	const char		*name = d == NULL ? NULL : reason_user_name(&report->pool, d);
	enum answer		 answer;
	struct finding		*finding;

	if (name == NULL || in == NULL || (answer = holder_user_name(in, name)) == ANSWER_YES)
		return;
	if (answer == ANSWER_UNKNOWN) {
		report_skip_unsaid(report, check, in->domain->dns,
		    "userPrincipalName was exported for every account");
		return;
	}
	finding = report_find(report, check, subject, "its userPrincipalName is %s; balancer '%s' signs in as it by %s",
	    in->upn == NULL ? "not set" : in->upn, d->site->balancer->name, name);
	finding_holder(report, finding, in, NULL);
	finding_planned_steps(report, finding, d);
}

/* The servers of the site that offer it, there or in one of its applications. */
static const char *
offering_ntlm(struct pool *pool, const struct farm_site *site)
{
	const char		*text = "";
	struct farm_effective	 at;
	size_t			 i, j;
	bool			 offers;

	for (i = 0; i < site->n_server; i++) {
		at = farm_effective(site, NULL, site->server[i]);
		offers = farm_offers_ntlm(&at.authentication);
		for (j = 0; j < site->n_application; j++) {
			at = farm_effective(site, &site->application[j], site->server[i]);
			offers |= farm_offers_ntlm(&at.authentication);
		}
		if (offers)
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ", ", site->server[i]->name);
	}
	return text;
}

static void
connection_sharing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_site		*site = subject->site;
	const struct farm_balancer	*balancer = site->balancer;
	const char			*offering, *how;
	int				 shares;

	(void)facts;
	if (balancer == NULL || site->product->decrypts_by != BY_IIS)
		return;
	shares = balancer_shares(balancer);
	offering = offering_ntlm(&report->pool, site);
	if (shares == SETTING_NO || *offering == '\0')
		return;
	how = balancer_of(balancer)->for_ntlm;
	report_find(report, check, subject, "NTLM can be used on %s, and clients %sshare the connections of balancer '%s': %s",
	    offering, shares == SETTING_UNKNOWN ? "may " : "", balancer->name,
	    how != NULL ? how : "give each client connections of its own");
}

const struct check checks_balancer[] = {
	{ .id = "balancer-account-kind", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT, .plans = true,
	  .run = account_kind_of_balancer,
	  .title = "the balancer cannot obtain tickets as its account",
	  .consequence = "No user reaches the site: the balancer signs in to nobody.",
	  .remedy = "Name an account of a kind that the balancer takes; where its kind is wrong, say the right one in accounts.",
	  .source = "the vendor of the balancer: 'spnplan explain KIND'" },
	{ .id = "balancer-user-name", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT,
	  .needs = NEEDS_DIRECTORY,
	  .run = user_name,
	  .title = "the userPrincipalName of the balancer's account is not its SPN",
	  .consequence = "The domain controllers do not know the name by which the balancer signs in: it obtains no ticket, for itself or for its users.",
	  .remedy = "Set userPrincipalName to the account's host/ SPN, an @ and the realm, and give the balancer the same name; first see that nobody signs in by the one of before.",
	  .source = "Microsoft Entra, F5 BIG-IP Easy Button for SSO to Kerberos; F5 BIG-IP APM, Kerberos SSO" },
	{ .id = "connection-sharing", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = connection_sharing,
	  .title = "NTLM through a balancer whose connections clients share",
	  .consequence = "NTLM signs in a connection, not a request: users are asked for passwords again and again, or a request runs as whoever signed in on that connection before. With authPersistNonNTLM that goes for Kerberos too.",
	  .remedy = "Set the balancer as the finding says, or let the servers offer Negotiate:Kerberos alone, which takes kernel mode off. Say sharesConnections in the description.",
	  .source = "RFC 4559 6; IIS reference, windowsAuthentication, authPersistNonNTLM; 'spnplan explain KIND'" },
	{ .id = NULL }
};
