#include "plans/check.h"

#include <string.h>

#include "plans/report.h"
#include "plans/spn.h"

/* Checks on one account that the plan relies on, and on its SPNs. */

static void
absent(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->registered == NULL)
		report_find(report, check, subject, "there is no account %s in %s",
		    subject->account->sam, subject->account->domain->dns);
}

static void
disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->registered != NULL && subject->registered->has_uac &&
	    (subject->registered->uac & UAC_DISABLED) != 0)
		finding_holder(report, report_find(report, check, subject, "%s is disabled",
		    subject->account->text), subject->registered, NULL);
}

static bool
kinds_agree(int described, enum account_kind is)
{
	return described == (int)is || (described == ACCOUNT_USER && is == ACCOUNT_INETORGPERSON);
}

static void
other_kind(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_account	*account = subject->account;

	(void)facts;
	if (subject->registered == NULL || subject->registered->kind == ACCOUNT_UNKNOWN ||
	    kinds_agree(account->kind, subject->registered->kind))
		return;
	finding_holder(report, report_find(report, check, subject, "%s is %s in the directory, not %s",
	    account->text, account_kind[subject->registered->kind].says, account_kind[account->kind].says),
	    subject->registered, NULL);
}

/* 15 characters before the "$" are what older callers can take. */
static void
long_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account_kind_row	*row = &account_kind[subject->account->kind];
	const char			*at;
	int				 n = 0;

	(void)facts;
	for (at = subject->account->sam; *at != '\0'; at++)
		n += (*at & 0xc0) != 0x80 && *at != '$';
	if (row->sam_warns && n > row->sam_most)
		report_find(report, check, subject, "%s has %d characters before its \"$\"; %d are safe",
		    subject->account->sam, n, row->sam_most);
}

static void
malformed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct spn	 parts;
	const char	*says = NULL;
	int		 i;

	(void)facts;
	spn_parse(&parts, span_of(subject->spn));
	for (i = 0; i < N_SPN_FAULT && says == NULL; i++) {
		if ((parts.fault & 1u << i) != 0)
			says = spn_fault[i].says;
	}
	if (says != NULL)
		finding_holder(report, report_find(report, check, subject, "'%s': %s", subject->spn, says),
		    subject->registered, NULL);
}

const struct check checks_account[] = {
	{ .id = "account-missing", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT, .plans = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SAM) | NEEDS_ALL_ACCOUNTS, .absence = true,
	  .run = absent,
	  .title = "an account of the plan does not exist",
	  .consequence = "The SPN cannot be registered, and the pool cannot start as it.",
	  .remedy = "Create the account, or correct its name in the description.",
	  .source = "setspn, \"Could not find account\"" },
	{ .id = "account-disabled", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC),
	  .run = disabled,
	  .title = "an account of the plan is disabled",
	  .consequence = "No ticket is issued for its SPNs, and no other holder answers instead.",
	  .remedy = "Enable the account, or plan another one and take the SPNs from it.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE" },
	{ .id = "account-kind", .severity = SEVERITY_WARNING, .on = ON_ACCOUNT, .plans = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(OBJECT_CLASS),
	  .run = other_kind,
	  .title = "an account is of another kind than described",
	  .consequence = "The plan may rest on the wrong rule: what serves one computer, who knows the password, how setspn finds the account.",
	  .remedy = "Correct kind in accounts, or the name.",
	  .source = "[MS-ADSC] classes of accounts" },
	{ .id = "account-name-long", .severity = SEVERITY_WARNING, .on = ON_ACCOUNT, .plans = true,
	  .run = long_name,
	  .title = "a managed account has a long name",
	  .consequence = "Some callers cut sAMAccountName at 15 characters and do not find the account.",
	  .remedy = "Choose a name of at most 15 characters.",
	  .source = "New-ADServiceAccount, -SamAccountName" },
	{ .id = "spn-malformed", .severity = SEVERITY_WARNING, .on = ON_REGISTERED,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN),
	  .run = malformed,
	  .title = "an SPN that no client will ask for",
	  .consequence = "It does nothing, and hides that the SPN which was meant is missing.",
	  .remedy = "Remove it with setspn -D and register what was meant.",
	  .source = "[MS-ADTS] 2.2.21; RFC 4559" },
	{ .id = NULL }
};
