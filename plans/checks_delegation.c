#include "plans/check.h"

#include <stdlib.h>
#include <string.h>

#include "plans/change.h"
#include "plans/delegation.h"
#include "plans/holder.h"
#include "plans/list.h"
#include "plans/report.h"
#include "plans/spn.h"

/*
 * Checks on delegation: one front end and one back end at a time, and what a
 * front end may do besides.
 */

#define SFU_SELF	"[MS-SFU] 3.2.5.1.2"
#define SFU_LIST	"[MS-SFU] 3.2.5.2.3"
#define SFU_RESOURCE	"[MS-SFU] 3.2.5.2.4"

static const struct delegated *
standing_of(const struct report *report, const struct subject *subject)
{
	return &report->delegated[subject->index];
}

enum { SHOWN = 8 };

/* What is on the list, and the flag beside it. */
static const char *
list_and_flag(struct pool *pool, const struct list *list, bool flag)
{
	static const char	 any[] = "any authentication protocol";

	if (!flag)
		return list_text(pool, list);
	return list->n == 0 ? any : pool_printf(pool, "%s, %s", list_text(pool, list), any);
}

/* Only what the plan changes is a remedy: it registers nothing for a back end. */
static void
remedied_by(struct report *report, struct finding *finding, const struct delegated *at)
{
	size_t	 i;

	for (i = 0; i < at->n_step; i++)
		finding_step(report, finding, at->step[i]);
}

static void
list_missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;
	const struct delegated	*at = standing_of(report, subject);
	struct list		 lacks = { .most = SHOWN };
	bool			 flag = false;
	size_t			 i;

	(void)facts;
	if (d->on != d->from || at->n_step == 0)
		return;
	for (i = 0; i < at->n_step; i++) {
		if (at->step[i]->kind == step_delegation_list)
			list_add(&report->pool, &lacks, at->step[i]->after);
		flag |= at->step[i]->kind == step_delegation_flag;
	}
	remedied_by(report, report_find(report, check, subject, "missing on %s: %s", d->from->text,
	    list_and_flag(&report->pool, &lacks, flag)), at);
}

static void
not_named(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;
	const struct delegated	*at = standing_of(report, subject);

	(void)facts;
	if (d->on != d->to || d->on == d->from || at->n_step == 0)
		return;
	if (at->named.answer == ANSWER_UNKNOWN)
		report_skip(report, check, d->to->domain->dns, pool_printf(&report->pool,
		    "whether %s names %s: %s", d->to->text, d->from->text, at->named.because));
	else
		remedied_by(report, report_find(report, check, subject, "%s does not name %s",
		    d->to->text, d->from->text), at);
}

static void
denied(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;

	(void)facts;
	if (standing_of(report, subject)->denied)
		report_find(report, check, subject, "%s denies it to %s, or to a group that it is in",
		    d->to->text, d->from->text);
}

static void
unreadable(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const char	*fault = standing_of(report, subject)->fault;

	(void)facts;
	if (fault != NULL)
		report_find(report, check, subject, "who may act towards %s cannot be read: %s",
		    subject->delegation->to->text, fault);
}

static void
others_named(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const char	*others = standing_of(report, subject)->others;

	(void)facts;
	if (others != NULL && standing_of(report, subject)->n_step > 0)
		report_find(report, check, subject, "%s names %s already", subject->delegation->to->text, others);
}

static void
by_resource(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;

	(void)facts;
	if (standing_of(report, subject)->by_resource)
		report_find(report, check, subject, "%s names %s, so that no list is needed", d->to->text, d->from->text);
}

static void
undecided(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->delegation->rule->kind == DELEGATION_ASK)
		report_find(report, check, subject, "%s", subject->delegation->rule->reason);
}

/* No ticket can be made for an account that the domain does not have. */
static void
target_local(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_site		*site = subject->site;
	const struct farm_account	*account;
	struct list			 local = { .most = SHOWN };
	size_t				 i;

	(void)facts;
	for (i = 0; i < site->n_delegation; i++) {
		account = site->delegation[i].account;
		if (account == NULL || account->domain == NULL)
			list_add(&report->pool, &local, pool_printf(&report->pool, "%s (%s)",
			    site->delegation[i].account_name, site->delegation[i].spn[0]));
	}
	if (local.n > 0)
		report_find(report, check, subject, "no domain has the account of a back end: %s",
		    list_text(&report->pool, &local));
}

/* Will the plan itself register it? */
static bool
is_planned(const struct facts *facts, const char *spn)
{
	size_t	 i;

	for (i = 0; i < facts->plan->n_decision; i++) {
		if (facts->plan->decision[i].holder != NULL && spn_cmp(facts->plan->decision[i].spn, spn) == 0)
			return true;
	}
	return false;
}

static void
target_missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;
	struct list		 lacks = { .most = SHOWN };
	size_t			 i, n;

	for (i = 0; i < d->n_spn; i++) {
		change_delegation_holders(facts, &report->pool, d, d->spn[i], &n);
		if (n == 0 && !is_planned(facts, d->spn[i]))
			list_add(&report->pool, &lacks, d->spn[i]);
	}
	if (lacks.n > 0)
		report_find(report, check, subject, "nobody holds %s", list_text(&report->pool, &lacks));
}

static bool
is_several(const struct delegated *at, const char *spn)
{
	size_t	 i;

	for (i = 0; i < at->n_duplicate && at->duplicate[i] != spn; i++)
		continue;
	return i < at->n_duplicate;
}

static bool
is_elsewhere(const struct facts *facts, const struct delegation *d, const struct account *account)
{
	return !clash_holds_for(&facts->roster, d->to, account);
}

static bool
is_disabled(const struct facts *facts, const struct delegation *d, const struct account *account)
{
	(void)d;
	return account->has_uac && (account->uac & UAC_DISABLED) != 0 &&
	    !holder_is_superseded(facts->directory, account);
}

static bool
is_controller(const struct facts *facts, const struct delegation *d, const struct account *account)
{
	(void)facts;
	(void)d;
	return (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0;
}

/* A finding with every holder of a target for whom IT is true. */
static void
on_holders(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report, bool (*is)(const struct facts *, const struct delegation *, const struct account *),
    const char *says)
{
	const struct delegation	*d = subject->delegation;
	const struct account	*last = NULL;
	struct finding		*finding = NULL;
	const struct holding	*holding;
	size_t			 i, j, n;

	for (i = 0; i < d->n_spn; i++) {
		if (is == is_elsewhere && is_several(standing_of(report, subject), d->spn[i]))
			continue;
		holding = change_delegation_holders(facts, &report->pool, d, d->spn[i], &n);
		for (j = 0; j < n; j++) {
			if (!is(facts, d, holding[j].account) || holding[j].account == last)
				continue;
			last = holding[j].account;
			if (finding == NULL)
				finding = report_find(report, check, subject, "%s is held by %s", d->spn[i], says);
			finding_holder(report, finding, last, NULL);
		}
	}
}

/* Several SPNs of a back end have the same holders. */
static void
name_holders(struct report *report, struct finding *finding, const struct delegation *d, const struct delegated *at)
{
	const struct facts	*facts = report->facts;
	const struct account	**account = NULL;
	const struct holding	*holding;
	size_t			 i, j, n, n_account = 0;

	for (i = 0; i < at->n_duplicate; i++) {
		holding = change_delegation_holders(facts, &report->pool, d, at->duplicate[i], &n);
		for (j = 0; j < n; j++) {
			account = pool_more(&report->pool, account, n_account, sizeof(*account));
			account[n_account++] = holding[j].account;
		}
	}
	qsort(account, n_account, sizeof(*account), clash_account_order);
	for (i = 0; i < n_account; i++) {
		if (i == 0 || account[i] != account[i - 1])
			finding_holder(report, finding, account[i], is_elsewhere(facts, d, account[i]) ? "wrong" : "right");
	}
}

static void
target_duplicate(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegated	*at = standing_of(report, subject);
	struct list		 several = { .most = SHOWN };
	size_t			 i;

	(void)facts;
	for (i = 0; i < at->n_duplicate; i++)
		list_add(&report->pool, &several, at->duplicate[i]);
	if (several.n > 0)
		name_holders(report, report_find(report, check, subject, "on several accounts, so nobody gets a ticket: %s",
		    list_text(&report->pool, &several)), subject->delegation, at);
}

static void
target_elsewhere(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_holders(check, subject, facts, report, is_elsewhere, pool_printf(&report->pool,
	    "another account than %s", subject->delegation->to->text));
}

static void
target_disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_holders(check, subject, facts, report, is_disabled, "a disabled account");
}

static void
target_controller(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_holders(check, subject, facts, report, is_controller, "a domain controller");
}

static bool
plans_kind(const struct plan *plan, const struct farm_account *from, enum delegation_kind kind)
{
	size_t	 i;

	for (i = 0; i < plan->n_delegation; i++) {
		if (plan->delegation[i].from == from && plan->delegation[i].rule->kind == kind)
			return true;
	}
	return false;
}

static void
broader(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*in = subject->registered;
	struct list		 more = { .most = SHOWN };
	bool			 flag;
	size_t			 i;

	if (in == NULL || plans_kind(facts->plan, subject->account, DELEGATION_ASK))
		return;
	for (i = 0; i < in->more->n_delegates_to; i++) {
		if (!delegation_asks(facts->plan, subject->account, in->more->delegates_to[i]))
			list_add(&report->pool, &more, in->more->delegates_to[i]);
	}
	flag = in->has_uac && (in->uac & UAC_TRUSTED_TO_AUTH) != 0 &&
	    !plans_kind(facts->plan, subject->account, DELEGATION_TRANSITION);
	if (more.n > 0 || flag)
		report_find(report, check, subject, "%s may do more than is planned: %s",
		    subject->account->text, list_and_flag(&report->pool, &more, flag));
}

static void
mixed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*in = subject->registered;

	if (in != NULL && in->more->n_delegates_to > 0 && in->has_uac &&
	    (in->uac & UAC_TRUSTED_TO_AUTH) == 0 &&
	    plans_kind(facts->plan, subject->account, DELEGATION_RESOURCE))
		report_find(report, check, subject,
		    "%s has a list of its own, Kerberos only, beside back ends that name it",
		    subject->account->text);
}

/* The ticket that kernel mode took is the machine's; the pool, which makes
 * the calls, cannot show it. */
static void
bypassed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct delegation	*d = subject->delegation;
	size_t			 i;

	if (d->point.part != PART_KEY || d->server == NULL)
		return;
	for (i = 0; i < facts->plan->n_decision; i++) {
		const struct decision	*at = &facts->plan->decision[i];

		if (at->site == d->site && at->pool != NULL && at->pool != d->from &&
		    at->point.who == WHO_BYPASSED && at->rule->holder == HOLDER_MACHINE) {
			report_find(report, check, subject, "the site runs as %s, but %s decrypts and must act",
			    at->pool->text, d->from->text);
			return;
		}
	}
}

/* One that is disabled is account-disabled. */
static void
revoked(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;
	const char		*says;

	if (account == NULL || (account->uac & UAC_DISABLED) != 0)
		return;
	says = holder_expired(account, facts->now) ? "it has expired" :
	    holder_locked_out(account) ? "it is locked out" :
	    holder_password_expired(account) ? "its password has expired" : NULL;
	if (says != NULL)
		finding_holder(report, report_find(report, check, subject,
		    "%s, and gets no tickets for its users", says), account, NULL);
}

const struct check checks_delegation[] = {
	{ .id = "delegation-undecided", .severity = SEVERITY_ERROR, .on = ON_DELEGATION, .plans = true,
	  .run = undecided,
	  .title = "it is not known how much trust a delegation needs",
	  .consequence = "Nothing is planned or checked for it, and the second hop may fail.",
	  .remedy = "Find out how users sign in, and set users in delegatesTo.",
	  .source = SFU_SELF },
	{ .id = "delegation-target-local", .severity = SEVERITY_ERROR, .on = ON_SITE, .plans = true,
	  .run = target_local,
	  .title = "a back end runs as an account that no domain has",
	  .consequence = "No ticket can be made for it, so nobody can act for users towards it.",
	  .remedy = "Run the back end as an account of the domain, or name the computer account in delegatesTo.",
	  .source = "RFC 4120 3.3" },
	{ .id = "delegation-missing", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO), .absence = true,
	  .run = list_missing,
	  .title = "a front end may not act towards a back end as planned",
	  .consequence = "The back end sees an anonymous user, or the logon fails; the front end itself works.",
	  .remedy = "Run the steps; then purge the tickets of the front end or wait 15 minutes.",
	  .source = SFU_LIST },
	{ .id = "delegation-not-named", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR), .absence = true,
	  .run = not_named,
	  .title = "a back end does not name its front end",
	  .consequence = "The back end sees an anonymous user, or the logon fails; the front end itself works.",
	  .remedy = "Run the steps, which keep who is named already; then purge the tickets of the front end or wait 15 minutes.",
	  .source = SFU_RESOURCE },
	{ .id = "delegation-by-resource", .severity = SEVERITY_INFO, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO),
	  .run = by_resource,
	  .title = "a back end names its front end, where the plan is a list",
	  .consequence = "None: it does what the list would, and whoever may write to the back end decides.",
	  .remedy = "Nothing, unless the entry is to go: then put the list on the front end first.",
	  .source = SFU_RESOURCE },
	{ .id = "delegation-denied", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR),
	  .run = denied,
	  .title = "a back end denies its front end to act",
	  .consequence = "The back end sees an anonymous user, or the logon fails, and to name the front end does not help.",
	  .remedy = "Take the entry that denies out of msDS-AllowedToActOnBehalfOfOtherIdentity, then plan again.",
	  .source = SFU_RESOURCE "; [MS-DTYP] 2.5.3.2" },
	{ .id = "delegation-unreadable", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR),
	  .run = unreadable,
	  .title = "the list of who may act towards a back end is no security descriptor",
	  .consequence = "Nobody can tell who may act, and a change could drop somebody.",
	  .remedy = "Look at msDS-AllowedToActOnBehalfOfOtherIdentity of the account, and write it anew.",
	  .source = "[MS-DTYP] 2.4.6" },
	{ .id = "delegation-others-named", .severity = SEVERITY_INFO, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR),
	  .run = others_named,
	  .title = "a back end names others, whom a careless command would drop",
	  .consequence = "-PrincipalsAllowedToDelegateToAccount replaces the list: whoever it does not repeat can no longer act.",
	  .remedy = "Use the steps of this report, which repeat them.",
	  .source = "Set-ADUser, -PrincipalsAllowedToDelegateToAccount" },
	{ .id = "delegation-target-missing", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS | NEEDS_MAPPINGS, .forest = true, .absence = true,
	  .run = target_missing,
	  .title = "nobody holds an SPN of a back end",
	  .consequence = "The front end gets no ticket for it: KDC_ERR_S_PRINCIPAL_UNKNOWN.",
	  .remedy = "Register the SPN on the back end's account, or correct it in the description.",
	  .source = "RFC 4120 7.5.9; [MS-DRSR] 4.1.4.2.14 LookupSPN" },
	{ .id = "delegation-target-duplicate", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_MAPPINGS, .forest = true,
	  .run = target_duplicate,
	  .title = "an SPN of a back end is on several accounts",
	  .consequence = "The front end gets no ticket for it: KDC_ERR_S_PRINCIPAL_UNKNOWN.",
	  .remedy = "Take the SPN from every account but the one that runs the back end.",
	  .source = "[MS-DRSR] 4.1.4.2.14 LookupSPN" },
	{ .id = "delegation-target-elsewhere", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = target_elsewhere,
	  .title = "an SPN of a back end is on another account than described",
	  .consequence = "The back end cannot decrypt the ticket, or the delegation leads to another service.",
	  .remedy = "Correct the account in delegatesTo, or move the SPN.",
	  .source = "[MS-DRSR] 4.1.4.2.14 LookupSPN" },
	{ .id = "delegation-target-disabled", .severity = SEVERITY_ERROR, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(UAC), .forest = true,
	  .run = target_disabled,
	  .title = "an SPN of a back end is on a disabled account",
	  .consequence = "No ticket is issued for it.",
	  .remedy = "Enable the account, or move the SPN to the one that runs the back end.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE" },
	{ .id = "delegation-target-controller", .severity = SEVERITY_WARNING, .on = ON_DELEGATION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(UAC), .forest = true,
	  .run = target_controller,
	  .title = "delegation leads to a domain controller",
	  .consequence = "The service name in a ticket is not protected: who may act towards one service of an account may act towards all of them, here the directory itself.",
	  .remedy = "Move the service off the domain controller, or do without the delegation.",
	  .source = "[MS-SFU] 5.1" },
	{ .id = "delegation-bypassed", .severity = SEVERITY_WARNING, .on = ON_DELEGATION, .plans = true,
	  .run = bypassed,
	  .title = "kernel mode decrypts as the machine for a site that acts for its users",
	  .consequence = "The pool's account makes the calls and has no ticket to show, so the back end sees nobody.",
	  .remedy = "Set useAppPoolCredentials, or switch kernel mode off, and plan again.",
	  .source = "Business Central, configure delegation for the web server" },
	{ .id = "delegation-broader", .severity = SEVERITY_WARNING, .on = ON_FRONT_END,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO),
	  .run = broader,
	  .title = "a front end may act towards more than is planned",
	  .consequence = "Whoever takes over the front end can act as any user towards those services too.",
	  .remedy = "Describe what is needed, and remove the rest from msDS-AllowedToDelegateTo.",
	  .source = SFU_LIST },
	{ .id = "delegation-mixed", .severity = SEVERITY_ERROR, .on = ON_FRONT_END,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO),
	  .run = mixed,
	  .title = "a Kerberos-only list stands beside resource-based delegation",
	  .consequence = "Tickets that the front end obtains for users who brought none are not forwardable, and the back ends refuse them.",
	  .remedy = "Remove the list, and have every back end name the front end.",
	  .source = SFU_SELF },
	{ .id = "front-end-revoked", .severity = SEVERITY_ERROR, .on = ON_FRONT_END,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(EXPIRES),
	  .run = revoked,
	  .title = "an account that is to act for its users may not log on",
	  .consequence = "The domain controllers refuse it tickets (KDC_ERR_CLIENT_REVOKED, KDC_ERR_KEY_EXPIRED), at the latest when those it has end: a balancer signs in nobody, and back ends see no user.",
	  .remedy = "Do as account-expired, account-locked-out or account-password-expired says, which is found too.",
	  .source = "[MS-KILE] 3.3.5.6.3 and 3.3.5.7.1" },
	{ .id = NULL }
};
