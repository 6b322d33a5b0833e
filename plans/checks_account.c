#include "plans/check.h"

#include <string.h>

#include "plans/change.h"
#include "plans/holder.h"
#include "plans/report.h"
#include "plans/spn.h"

/* Checks on one account that the plan relies on, and on its SPNs. */

static void
absent(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_account	*account = subject->account;

	(void)facts;
	if (subject->registered != NULL)
		return;
	report_find(report, check, subject, "there is no account %s in %s%s", account->sam, account->domain->dns,
	    !subject->host ? "" : pool_printf(&report->pool, ", and no computer is named %s, on which a site runs",
	    account->server->dns));
}

static void
disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	if (account == NULL || !account->has_uac || (account->uac & UAC_DISABLED) == 0 ||
	    holder_is_superseded(facts->directory, account))
		return;
	finding_holder(report, !subject->host ?
	    report_find(report, check, subject, "%s is disabled", subject->account->text) :
	    report_find(report, check, subject, "%s is disabled, the account of server %s",
	    roster_name(&facts->roster, account), subject->account->server->name), account, NULL);
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
	struct finding	*finding;
	struct spn	 parts;
	const char	*says = NULL;
	int		 i;

	(void)facts;
	spn_parse(&parts, span_of(subject->spn));
	for (i = 0; i < N_SPN_FAULT && says == NULL; i++) {
		if ((parts.fault & 1u << i) != 0)
			says = spn_fault[i].says;
	}
	if (says == NULL)
		return;
	finding = report_find(report, check, subject, "'%s': %s", subject->spn, says);
	finding_holder(report, finding, subject->registered, NULL);
	change_offer(report, finding, subject->registered, subject->spn, says);
}

static void
pointless(const struct check *check, const struct subject *subject, struct report *report,
    enum spn_pointless what, const char *says)
{
	struct finding	*finding;
	struct spn	 parts;

	spn_parse(&parts, span_of(subject->spn));
	if (parts.fault != 0 || (spn_pointless(&parts) & 1u << what) == 0)
		return;
	finding = report_find(report, check, subject, "'%s': %s", subject->spn, says);
	/* An address may be there on purpose. */
	if (what != SPN_ADDRESS)
		change_offer(report, finding, subject->registered, subject->spn, says);
}

#define ON_POINTLESS(name, what, says) \
static void \
name(const struct check *check, const struct subject *subject, \
    const struct facts *facts, struct report *report) \
{ \
	(void)facts; \
	pointless(check, subject, report, what, says); \
}

ON_POINTLESS(three_parts, SPN_THREE_PARTS, "clients ask for HTTP/ in two parts, so that nobody asks for it")
ON_POINTLESS(default_port, SPN_DEFAULT_PORT, "no client puts 80 or 443 into an SPN")
ON_POINTLESS(address, SPN_ADDRESS, "clients ask for addresses only where TryIPSPN is set")

static void
host_gone(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct finding	*finding = report_find(report, check, subject,
			    "no computer bears the host of %s, and DNS does not know it", subject->spn);

	(void)facts;
	finding_holder(report, finding, subject->registered, NULL);
	change_offer(report, finding, subject->registered, subject->spn,
	    "no computer bears its host, and DNS does not know it");
}

static void
unanswered(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	report_find(report, check, subject, "DNS did not answer for %zu host%s", facts->n_unanswered,
	    facts->n_unanswered == 1 ? "" : "s");
}

const struct check checks_account[] = {
	{ .id = "account-missing", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT, .plans = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SAM) | NEEDS_ALL_ACCOUNTS, .absence = true, .hosts = true,
	  .run = absent,
	  .title = "an account of the plan does not exist",
	  .consequence = "The SPN cannot be registered, and the pool cannot start as it. A server without one is no member of the domain: nobody of the domain logs on there, and no pool starts as an account of it.",
	  .remedy = "Create the account, join the server to the domain, or correct the name in the description.",
	  .source = "setspn, \"Could not find account\"" },
	{ .id = "account-disabled", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC), .hosts = true,
	  .run = disabled,
	  .title = "an account of the plan is disabled",
	  .consequence = "No ticket is issued for its SPNs, and no other holder answers instead. A server gets no ticket itself (KDC_ERR_CLIENT_REVOKED): no account of the domain can be logged on there, and it retrieves no password of a gMSA.",
	  .remedy = "Enable the account, or plan another one and take the SPNs from it; take a server that is gone out of the description.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE; [MS-KILE] 3.3.5.7.1" },
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
	{ .id = "spn-three-parts", .severity = SEVERITY_INFO, .on = ON_REGISTERED,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN),
	  .run = three_parts,
	  .title = "an SPN of class HTTP in three parts",
	  .consequence = "It does nothing, and may hide that HTTP/ and the name alone is missing.",
	  .remedy = "Register HTTP/ and the name, where that is missing, and remove this one.",
	  .source = "[MS-ADTS] 2.2.21; RFC 4559 4" },
	{ .id = "spn-default-port", .severity = SEVERITY_INFO, .on = ON_REGISTERED,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN),
	  .run = default_port,
	  .title = "an SPN of class HTTP with the port 80 or 443",
	  .consequence = "It does nothing, and may hide that the SPN without a port is missing.",
	  .remedy = "Register the SPN without the port, where that is missing, and remove this one.",
	  .source = "Troubleshoot Kerberos failures in Internet Explorer" },
	{ .id = "spn-address", .severity = SEVERITY_INFO, .on = ON_REGISTERED,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN),
	  .run = address,
	  .title = "an SPN with an address in place of a name",
	  .consequence = "Only clients where TryIPSPN is set ask for it, and it breaks when the address changes hands.",
	  .remedy = "Have clients use the name; keep the SPN only where TryIPSPN is set on purpose.",
	  .source = "Windows Server, configuring Kerberos for IP address" },
	{ .id = "spn-host-gone", .severity = SEVERITY_INFO, .on = ON_GONE,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(DNS_NAME) | NEEDS(OTHER_DNS_NAMES) | NEEDS_ALL_ACCOUNTS,
	  .forest = true, .absence = true,
	  .run = host_gone,
	  .title = "an SPN of a host that exists no more",
	  .consequence = "It does nothing, until somebody registers the name in DNS and is taken for that host.",
	  .remedy = "Remove it with setspn -D, if the host is gone for good.",
	  .source = "[MS-ADTS] 2.2.21; RFC 1035" },
	{ .id = "dns-silent", .severity = SEVERITY_WARNING, .on = ON_DNS,
	  .run = unanswered,
	  .title = "DNS did not answer for some hosts",
	  .consequence = "Whether these hosts exist is not known.",
	  .remedy = "Ask again where DNS can be reached.",
	  .source = "RFC 1035" },
	{ .id = NULL }
};
