#include "plans/check.h"

#include <stdlib.h>
#include <string.h>

#include "plans/delegation.h"
#include "plans/descriptor.h"
#include "plans/grant.h"
#include "plans/holder.h"
#include "plans/list.h"
#include "plans/membership.h"
#include "plans/report.h"
#include "plans/sid.h"
#include "plans/spn.h"

/*
 * Checks on whom the whole directory trusts for delegation.  What a plan asks
 * for is the business of checks_delegation.c, which says it of the plan.
 */

#define SFU_LIST	"[MS-SFU] 3.2.5.2.3"
#define SFU_RESOURCE	"[MS-SFU] 3.2.5.2.4"

static bool
is_controller(const struct account *account)
{
	return (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0;
}

/* Made with TRUSTED_TO_AUTH, to ask a full domain controller for its users. */
static bool
is_read_only(const struct account *account)
{
	return (account->uac & UAC_PARTIAL_SECRETS) != 0;
}

static bool
is_disabled(const struct account *account)
{
	return (account->uac & UAC_DISABLED) != 0;
}

enum { SHOWN = 8 };

static void
unconstrained(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if ((account->uac & UAC_TRUSTED_FOR_DELEGATION) != 0 && !is_controller(account) && holder_in_use(subject))
		finding_holder(report, report_find(report, check, subject,
		    "it may act for its users towards every service"), account, NULL);
}

static void
transition(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;
	const size_t		 n = account->more->n_delegates_to;

	(void)facts;
	if ((account->uac & UAC_TRUSTED_TO_AUTH) == 0 || subject->account != NULL || is_read_only(account) ||
	    !holder_in_use(subject))
		return;
	finding_holder(report, report_find(report, check, subject, n == 0 ?
	    "it may act as any user who is not protected, towards back ends that name it; it has no list of its own" :
	    "it may act as any user who is not protected, towards %zu SPN%s", n, n == 1 ? "" : "s"), account, NULL);
}

static void
sensitive(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if ((account->uac & UAC_NOT_DELEGATED) != 0 && holder_delegates(account) && holder_in_use(subject))
		finding_holder(report, report_find(report, check, subject,
		    "it is sensitive, and trusted for delegation"), account, NULL);
}

/*
 * The lists of front ends
 */

/* krbtgt/DOMAIN, which domain controllers take for krbtgt itself. */
static const struct holding *
krbtgt_of(const struct facts *facts, struct report *report, const char *spn, struct span name, size_t *n_out)
{
	const struct directory	*directory = facts->directory;
	const struct domain	*domain;
	struct holding		*holding = pool_alloc(&report->pool, sizeof(*holding));

	for (domain = directory->domain; domain < directory->domain + directory->n_domain; domain++) {
		if (span_is(name, domain->dns) || (domain->netbios != NULL && span_is(name, domain->netbios)))
			*holding = (struct holding){ directory_account(directory, domain, "krbtgt"), spn };
	}
	*n_out = holding->account != NULL;
	return holding;
}

/* Who answers for SPN, by its own name or by HOST/. */
static const struct holding *
answering(const struct facts *facts, struct report *report, const char *spn, size_t *n_out)
{
	const struct holding	*holding = directory_holders(facts->directory, spn, n_out);
	const char		*slash = strchr(spn, '/');
	struct spn		 parts;

	if (*n_out > 0 || slash == NULL)
		return holding;
	spn_parse(&parts, span_of(spn));
	if (span_is(parts.class, "krbtgt"))
		return krbtgt_of(facts, report, spn, parts.host, n_out);
	if (!directory_host_answers(facts->directory, parts.class))
		return holding;
	return directory_holders(facts->directory, pool_printf(&report->pool, "HOST%s", slash), n_out);
}

/* What the holders of an SPN are: looked for once, as many lists may have it. */
struct answering {
	const struct holding	*holding;
	bool			 disabled;	/* all of them */
	bool			 controller;	/* one who is not, or krbtgt */
};

static struct answering *
answering_new(struct report *report, const struct holding *holding, size_t n)
{
	struct answering	*as = pool_alloc(&report->pool, sizeof(*as));
	size_t			 i;

	*as = (struct answering){ .holding = holding, .disabled = true };
	for (i = 0; i < n; i++) {
		const struct account	*account = holding[i].account;

		as->disabled &= is_disabled(account) && !holder_is_krbtgt(account);
		as->controller |= holder_is_krbtgt(account) || (is_controller(account) && !is_disabled(account));
	}
	table_put(&report->pool, &report->answering, (uintptr_t)holding / sizeof(*holding), as);
	return as;
}

static const struct answering *
answering_as(struct report *report, const struct holding *holding, size_t n)
{
	static const struct answering	 nobody;
	const struct answering		*as;
	size_t				 step = 0;

	if (n == 0)
		return &nobody;
	while ((as = table_next(&report->answering, (uintptr_t)holding / sizeof(*holding), &step)) != NULL) {
		if (as->holding == holding)
			return as;
	}
	return answering_new(report, holding, n);
}

static bool
is_nobody(const struct answering *as)
{
	return as->holding == NULL;
}

static bool
are_disabled(const struct answering *as)
{
	return as->disabled;
}

static bool
is_on_controller(const struct answering *as)
{
	return as->controller;
}

/* A finding where IT is true of the holders of entries of the list. */
static void
on_entries(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report, bool (*is)(const struct answering *), const char *says)
{
	const struct account	*account = subject->registered;
	struct list		 list = { .most = SHOWN };
	const struct holding	*holding;
	size_t			 i, n;

	if (account->more->n_delegates_to == 0 || !holder_in_use(subject))
		return;
	for (i = 0; i < account->more->n_delegates_to; i++) {
		const char	*spn = account->more->delegates_to[i];

		holding = answering(facts, report, spn, &n);
		if (is(answering_as(report, holding, n)) && (subject->account == NULL ||
		    !delegation_asks(facts->plan, subject->account, spn)))
			list_add(&report->pool, &list, spn);
	}
	if (list.n > 0)
		finding_holder(report, report_find(report, check, subject, "its list has %s, %s",
		    list_text(&report->pool, &list), says), account, NULL);
}

static void
list_unheld(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_entries(check, subject, facts, report, is_nobody, "which nobody holds");
}

static void
list_disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_entries(check, subject, facts, report, are_disabled, "which only a disabled account holds");
}

static void
list_controller(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (!is_controller(subject->registered))
		on_entries(check, subject, facts, report, is_on_controller,
		    "which a domain controller or krbtgt holds");
}

/*
 * The back ends, which name front ends
 */

struct actors {
	struct descriptor	 list;
	struct access_question	 question;	/* what the KDC asks of it, [MS-SFU] 3.2.5.2.4 */
};

/* Reads who may act towards the account; false where nobody may. */
static bool
actors(const struct subject *subject, const struct facts *facts, struct report *report, struct actors *out)
{
	const struct account	*account = subject->registered;

	if (account->more->acts_for.at == NULL || is_disabled(account))
		return false;
	descriptor_read(&report->pool, &out->list, account->more->acts_for);
	out->question = (struct access_question){ .directory = facts->directory, .where = account->domain,
	    .right = RIGHT_CONTROL_ACCESS };
	return true;
}

/* The SID that an entry lets act for users, or NULL: it grants nothing. */
static const char *
actor(struct report *report, const struct actors *actors, size_t entry)
{
	return grant_of(&report->pool, &actors->question, &actors->list, entry) == ANSWER_NO ? NULL :
	    actors->list.ace[entry].sid;
}

/* Is it known that no object has the SID?  Where that cannot be told, the
 * check is skipped. */
static bool
is_nobodys(const struct check *check, const struct account *account, const struct facts *facts,
    struct report *report, const char *sid)
{
	const struct directory	*directory = facts->directory;
	const struct domain	*domain = directory_domain_of_sid(directory, sid);

	if (sid_domain(sid) == 0 || directory_account_of_sid(directory, sid) != NULL ||
	    directory_group_of_sid(directory, NULL, sid) != NULL)
		return false;
	if (domain != NULL && domain->all_accounts && !domain->hides &&
	    domain->covers[ATTR_GROUP_TYPE] == COVERAGE_COMPLETE)
		return true;
	if (account->domain != NULL)
		report_skip(report, check, account->domain->dns, domain == NULL ?
		    pool_printf(&report->pool, "no source has the domain of %s", sid) :
		    pool_printf(&report->pool, "the groups of %s did not all come", domain->dns));
	return false;
}

/* An entry that grants nothing is left over all the same. */
static void
resource_unknown(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct list		 list = { .most = SHOWN };
	struct actors		 in;
	const struct ace	*ace;

	if (!actors(subject, facts, report, &in))
		return;
	if (in.list.fault != NULL)
		finding_holder(report, report_find(report, check, subject, "who may act towards it cannot be read: %s",
		    in.list.fault), subject->registered, NULL);
	for (ace = in.list.ace; ace < in.list.ace + in.list.n_ace; ace++) {
		if (ace_allows(ace) && is_nobodys(check, subject->registered, facts, report, ace->sid))
			list_add(&report->pool, &list, ace->sid);
	}
	if (list.n > 0)
		finding_holder(report, report_find(report, check, subject, "it names %s, which no object has",
		    list_text(&report->pool, &list)), subject->registered, NULL);
}

/* "Everyone", "CORP\\Web (has Everyone)", or NULL: it is not anyone.  Where that
 * cannot be told the check is skipped. */
static const char *
anyone(const struct check *check, const struct actors *in, const struct facts *facts, struct report *report,
    const char *sid)
{
	const struct domain	*where = in->question.where;
	const char		*which, *name = roster_principal(&facts->roster, where, sid);
	struct told		 told = membership_reaches(&report->pool, facts->directory, where, sid, sid_is_anyone, &which);

	if (told.answer == ANSWER_UNKNOWN && where != NULL)
		report_skip(report, check, where->dns, told.because);
	if (told.answer != ANSWER_YES)
		return NULL;
	return strcmp(which, sid) == 0 ? name : pool_printf(&report->pool, "%s (has %s)", name,
	    roster_principal(&facts->roster, where, which));
}

static void
resource_anyone(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct list	 list = { .most = SHOWN };
	struct actors	 in;
	const char	*sid, *name;
	size_t		 i;

	if (!actors(subject, facts, report, &in) || in.list.fault != NULL)
		return;
	if (in.list.open)
		list_add(&report->pool, &list, "everybody, for want of a list");
	for (i = 0; i < in.list.n_ace; i++) {
		sid = actor(report, &in, i);
		if (sid != NULL && (name = anyone(check, &in, facts, report, sid)) != NULL)
			list_add(&report->pool, &list, name);
	}
	if (list.n > 0)
		finding_holder(report, report_find(report, check, subject, "it lets these act for users: %s",
		    list_text(&report->pool, &list)), subject->registered, NULL);
}

/* A domain controller, all of them, or the system that each of them is. */
static bool
are_controllers(const struct facts *facts, const char *sid)
{
	static const char	*const known[] = { "S-1-5-9", "S-1-5-18" };
	static const char	*const rid[] = { "-498", "-516", "-521" };
	const struct account	*account = directory_account_of_sid(facts->directory, sid);
	const size_t		 n = sid_domain(sid);
	size_t			 i;

	if (account != NULL)
		return is_controller(account);
	for (i = 0; n == 0 && i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(sid, known[i]) == 0)
			return true;
	}
	for (i = 0; directory_domain_of_sid(facts->directory, sid) != NULL && i < sizeof(rid) / sizeof(*rid); i++) {
		if (strcmp(sid + n, rid[i]) == 0)
			return true;
	}
	return false;
}

static void
resource_controller(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct list	 list = { .most = SHOWN };
	struct actors	 in;
	const char	*sid;
	size_t		 i;

	if (!is_controller(subject->registered) || !actors(subject, facts, report, &in))
		return;
	for (i = 0; i < in.list.n_ace; i++) {
		if ((sid = actor(report, &in, i)) != NULL && !are_controllers(facts, sid))
			list_add(&report->pool, &list, roster_principal(&facts->roster, in.question.where, sid));
	}
	if (list.n > 0)
		finding_holder(report, report_find(report, check, subject, "it is a domain controller, and lets these act for users: %s",
		    list_text(&report->pool, &list)), subject->registered, NULL);
}

/* delegation-mixed says it where the plan has it so. */
static bool
is_planned(const struct facts *facts, const struct account *account)
{
	size_t	 i;

	for (i = 0; i < facts->plan->n_delegation; i++) {
		if (facts->plan->delegation[i].rule->kind == DELEGATION_RESOURCE &&
		    roster_same(facts->plan->delegation[i].from, account))
			return true;
	}
	return false;
}

/* Do tickets that it obtains for users who brought none stay with it? */
static bool
is_kerberos_only(const struct facts *facts, const struct account *account)
{
	return account->more->n_delegates_to > 0 && !is_disabled(account) &&
	    (account->uac & UAC_TRUSTED_TO_AUTH) == 0 && !is_planned(facts, account);
}

/* Every account that is so; they are looked for once. */
static void
find_kerberos_only(const struct facts *facts, struct report *report)
{
	const struct account	*const *odd;
	size_t			 i, n;

	report->has_kerberos_only = true;
	odd = directory_odd(facts->directory, ODD_HOLDER, &n);
	for (i = 0; i < n; i++) {
		if (!is_kerberos_only(facts, odd[i]))
			continue;
		report->kerberos_only = pool_more(&report->pool, report->kerberos_only, report->n_kerberos_only,
		    sizeof(*report->kerberos_only));
		report->kerberos_only[report->n_kerberos_only++] = odd[i];
	}
}

/* Takes what lets anyone act out of the list, as delegation-resource-anyone says
 * that; who is named under a condition is named.  False: the rest names no more
 * than accounts that have no such list. */
static bool
may_name(const struct check *check, const struct facts *facts, struct report *report, struct actors *in)
{
	const struct ace	*of = in->list.ace;
	const struct account	*account;
	const char		*which;
	struct told		 told;
	bool			 may = false;
	size_t			 i;

	in->list.ace = pool_alloc(&report->pool, in->list.n_ace * sizeof(*of));
	for (i = 0; i < in->list.n_ace; i++) {
		in->list.ace[i] = of[i];
		if (!ace_allows(&of[i]))
			continue;
		in->list.ace[i].conditional = false;
		if ((account = directory_account_of_sid(facts->directory, of[i].sid)) != NULL) {
			may |= is_kerberos_only(facts, account);
			continue;
		}
		told = membership_reaches(&report->pool, facts->directory, in->question.where, of[i].sid, sid_is_anyone, &which);
		if (told.answer == ANSWER_UNKNOWN && in->question.where != NULL)
			report_skip(report, check, in->question.where->dns, told.because);
		if (told.answer == ANSWER_YES)
			in->list.ace[i].kind = ACE_OTHER;
		may |= told.answer != ANSWER_YES;
	}
	return may;
}

/* The front ends among those whom an entry names, each walked once: there may be
 * many groups, and many front ends. */
struct named {
	const struct facts	*facts;
	struct report		*report;
	const struct account	**account;
	size_t			 n;
};

static void
named_account(struct named *in, const struct account *account)
{
	size_t	 i;

	if (account == NULL || !is_kerberos_only(in->facts, account))
		return;
	for (i = 0; i < in->n; i++) {
		if (in->account[i] == account)
			return;
	}
	in->account = pool_more(&in->report->pool, in->account, in->n, sizeof(*in->account));
	in->account[in->n++] = account;
}

static void
named_sid(void *arg, const char *sid)
{
	struct named	*in = arg;

	named_account(in, directory_account_of_sid(in->facts->directory, sid));
}

static void
named_group(void *arg, const struct group *group)
{
	struct named		*in = arg;
	const struct report	*report = in->report;
	const char		*rid = group->sid == NULL ? "" : group->sid + sid_domain(group->sid);
	size_t			 i;

	for (i = 0; *rid == '-' && i < report->n_kerberos_only; i++) {
		if (report->kerberos_only[i]->domain == group->domain &&
		    strtoul(rid + 1, NULL, 10) == report->kerberos_only[i]->primary_group)
			named_account(in, report->kerberos_only[i]);
	}
}

static void
named_member(void *arg, const struct group *group, const char *dn)
{
	struct named	*in = arg;

	(void)group;
	named_account(in, directory_account_of_dn(in->facts->directory, dn));
}

/* Does nothing on the list deny it? */
static bool
is_let(struct report *report, const struct actors *in, const struct account *account)
{
	struct access_question	 question = in->question;
	size_t			 i;

	for (i = 0; i < in->list.n_ace && in->list.ace[i].kind != ACE_DENY; i++)
		continue;
	question.account = account;
	return i == in->list.n_ace || membership_access(&report->pool, &question, &in->list).answer != ANSWER_NO;
}

static void
resource_mixed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct named			 named = { .facts = facts, .report = report };
	const struct membership_walk	 to = { named_sid, named_group, named_member, &named };
	struct list			 list = { .most = SHOWN };
	struct actors			 in;
	const char			*sid;
	size_t				 i;

	if (!actors(subject, facts, report, &in) || in.list.open || !may_name(check, facts, report, &in))
		return;
	if (!report->has_kerberos_only)
		find_kerberos_only(facts, report);
	for (i = 0; i < in.list.n_ace; i++) {
		if ((sid = actor(report, &in, i)) != NULL)
			membership_walk(&report->pool, facts->directory, in.question.where, sid, &to);
	}
	for (i = 0; i < named.n; i++) {
		if (is_let(report, &in, named.account[i]))
			list_add(&report->pool, &list, roster_name(&facts->roster, named.account[i]));
	}
	if (list.n > 0)
		finding_holder(report, report_find(report, check, subject,
		    "it names %s, whose own list is for Kerberos only", list_text(&report->pool, &list)),
		    subject->registered, NULL);
}

const struct check checks_trusted[] = {
	{ .id = "delegation-unconstrained", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC),
	  .run = unconstrained,
	  .title = "an account is trusted for unconstrained delegation",
	  .consequence = "Users hand it their ticket-granting tickets: whoever takes it over is all of them, everywhere.",
	  .remedy = "Plan constrained delegation, then clear TrustedForDelegation.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_TRUSTED_FOR_DELEGATION" },
	{ .id = "delegation-any-protocol", .severity = SEVERITY_INFO, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO),
	  .run = transition,
	  .title = "an account may act for users who never signed in to it with Kerberos",
	  .consequence = "Whoever takes it over is every user towards those services, without waiting for one.",
	  .remedy = "Where users sign in with Kerberos, choose Kerberos only: Set-ADAccountControl -TrustedToAuthForDelegation $false.",
	  .source = "[MS-SFU] 3.2.5.1.2" },
	{ .id = "delegation-list-unheld", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(DELEGATES_TO) | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS | NEEDS_MAPPINGS,
	  .forest = true, .absence = true,
	  .run = list_unheld,
	  .title = "an account may act towards SPNs that nobody holds",
	  .consequence = "It gets no ticket for them: KDC_ERR_S_PRINCIPAL_UNKNOWN. Who may register one of them on an account of his own, or on another, chooses where it leads.",
	  .remedy = "Remove them from msDS-AllowedToDelegateTo, or register the SPN that was meant.",
	  .source = SFU_LIST "; RFC 4120 7.5.9" },
	{ .id = "delegation-list-disabled", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(DELEGATES_TO) | NEEDS(SPN) | NEEDS(UAC), .forest = true,
	  .run = list_disabled,
	  .title = "an account may act towards a disabled account",
	  .consequence = "No ticket is issued for it, so what the front end does there fails.",
	  .remedy = "Remove the SPNs from msDS-AllowedToDelegateTo, or move them to the account that runs the back end.",
	  .source = SFU_LIST "; [MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE" },
	{ .id = "delegation-list-controller", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(DELEGATES_TO) | NEEDS(SPN) | NEEDS(UAC), .forest = true,
	  .run = list_controller,
	  .title = "an account may act towards a domain controller",
	  .consequence = "The service name in a ticket is not protected: who takes the account over acts towards all services of the domain controller, the directory itself among them.",
	  .remedy = "Move the service off the domain controller, or do without the delegation.",
	  .source = "[MS-SFU] 5.1" },
	{ .id = "delegation-resource-unknown", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR),
	  .run = resource_unknown,
	  .title = "a back end names a front end that does not exist",
	  .consequence = "Delegation that was meant does not work; the entry is left over from an account that was deleted.",
	  .remedy = "Write the list anew, without it: -PrincipalsAllowedToDelegateToAccount with all who remain.",
	  .source = SFU_RESOURCE },
	{ .id = "delegation-resource-anyone", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(ACTS_FOR),
	  .run = resource_anyone,
	  .title = "everybody may act for users towards an account",
	  .consequence = "Whoever has an account with an SPN, or may create a computer, is any user there.",
	  .remedy = "Name the front ends that need it in -PrincipalsAllowedToDelegateToAccount, or nobody.",
	  .source = SFU_RESOURCE },
	{ .id = "delegation-resource-controller", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(ACTS_FOR),
	  .run = resource_controller,
	  .title = "a domain controller lets others act for users",
	  .consequence = "Whoever takes over one of them is any user on the domain controller, administrators that are not protected included.",
	  .remedy = "Clear msDS-AllowedToActOnBehalfOfOtherIdentity of the domain controller, and find out who wrote it.",
	  .source = SFU_RESOURCE "; [MS-SFU] 5.1" },
	{ .id = "delegation-resource-mixed", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO) | NEEDS(ACTS_FOR),
	  .run = resource_mixed,
	  .title = "a back end names a front end that has a Kerberos-only list",
	  .consequence = "Tickets that the front end obtains for users who brought none are not forwardable, and the back end refuses them.",
	  .remedy = "Remove the list, and have every back end name the front end.",
	  .source = "[MS-SFU] 3.2.5.1.2" },
	{ .id = "delegation-sensitive", .severity = SEVERITY_INFO, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(DELEGATES_TO),
	  .run = sensitive,
	  .title = "an account that is trusted for delegation is marked as sensitive",
	  .consequence = "The mark does not keep it from acting for its users: it keeps others from acting for it.",
	  .remedy = "Leave it where the account also signs in elsewhere; set it on those who must not be acted for.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_NOT_DELEGATED" },
	{ .id = NULL }
};
