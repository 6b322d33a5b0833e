#include "plans/check.h"

#include <string.h>

#include "plans/filetime.h"
#include "plans/holder.h"
#include "plans/report.h"
#include "plans/spn.h"

/* Checks on the state of every account that holds SPNs or acts for users. */

#define POLICY	"[MS-KILE] 3.3.5.7.1"

static void
find(const struct check *check, const struct subject *subject, struct report *report, const char *detail)
{
	finding_holder(report, report_find(report, check, subject, "%s", detail), subject->registered, NULL);
}

static char *
how_many(struct report *report, const struct account *account)
{
	return pool_printf(&report->pool, "it is disabled and holds %zu SPN%s, the first of them %s",
	    account->n_spn, account->n_spn == 1 ? "" : "s", account->spn[0]);
}

/* One that the plan relies on is account-disabled. */
static void
disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	if (holder_disabled(subject) && subject->account == NULL && account->n_spn > 0 &&
	    account->kind != ACCOUNT_COMPUTER && !holder_is_superseded(facts->directory, account))
		find(check, subject, report, how_many(report, account));
}

static void
computer_disabled(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if (holder_disabled(subject) && subject->account == NULL && account->n_spn > 0 &&
	    account->kind == ACCOUNT_COMPUTER)
		find(check, subject, report, how_many(report, account));
}

static void
expired(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	if (holder_expired(account, facts->now) && holder_in_use(subject))
		find(check, subject, report, pool_printf(&report->pool, "it expired on %s",
		    filetime_day(&report->pool, account->expires)));
}

static void
locked_out(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if (holder_locked_out(account) && holder_in_use(subject))
		find(check, subject, report, account->more->lockout == 0 ? "it is locked out" :
		    pool_printf(&report->pool, "it is locked out since %s",
		    filetime_day(&report->pool, account->more->lockout)));
}

static void
password_expired(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if (!holder_password_expired(account) ||
	    (account->has_pwd_last_set && account->pwd_last_set == 0) || !holder_in_use(subject))
		return;
	find(check, subject, report, !account->has_pwd_last_set ? "its password has expired" :
	    pool_printf(&report->pool, "its password, set on %s, has expired",
	    filetime_day(&report->pool, account->pwd_last_set)));
}

static void
password_not_set(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if (account->has_pwd_last_set && account->pwd_last_set == 0 && !account_kind[account->kind].managed &&
	    (account->uac & UAC_SMARTCARD_REQUIRED) == 0 && holder_in_use(subject))
		find(check, subject, report, account->kind == ACCOUNT_COMPUTER ?
		    "no computer has joined with it yet" :
		    "it has no password yet, or has to change it at the next logon");
}

/* Names of a failover cluster have an account and no machine of their own. */
static bool
is_cluster(const struct account *account)
{
	static const char	 begins[] = "MSServerCluster", virtual[] = "MSClusterVirtualServer/";
	size_t			 i;

	for (i = 0; i < account->n_spn; i++) {
		struct span	 spn = span_of(account->spn[i]);

		if ((spn.n >= sizeof(begins) - 1 && span_is((struct span){ spn.at, sizeof(begins) - 1 }, begins)) ||
		    (spn.n >= sizeof(virtual) - 1 && span_is((struct span){ spn.at, sizeof(virtual) - 1 }, virtual)))
			return true;
	}
	return false;
}

static bool
holds_host(const struct account *account)
{
	struct spn	 parts;
	size_t		 i;

	for (i = 0; i < account->n_spn; i++) {
		spn_parse(&parts, span_of(account->spn[i]));
		if (span_is(parts.class, "HOST") && parts.fault == 0 && parts.port.n == 0 &&
		    parts.service.n == 0 && span_is(parts.host, account->dns_name))
			return true;
	}
	return false;
}

/* Is it a machine that runs Windows and has joined? */
static bool
is_member(const struct account *account)
{
	return account->kind == ACCOUNT_COMPUTER && account->has_uac && (account->uac & UAC_DISABLED) == 0 &&
	    account->dns_name != NULL && account->created != 0 && account->last_logon > account->created &&
	    holder_runs_windows(account);
}

static void
host_missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;
	const struct holding	*other;
	char			*host;
	size_t			 n;

	if (!is_member(account) || holds_host(account) || is_cluster(account))
		return;
	host = pool_printf(&report->pool, "HOST/%s", account->dns_name);
	other = directory_holders(facts->directory, host, &n);
	find(check, subject, report, n == 0 ?
	    pool_printf(&report->pool, "it bears the name %s and does not hold %s", account->dns_name, host) :
	    pool_printf(&report->pool, "it bears the name %s, and %s is on %s", account->dns_name, host,
	    roster_name(&facts->roster, other->account)));
}

const struct check checks_holder[] = {
	{ .id = "holder-disabled", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(SPN),
	  .run = disabled,
	  .title = "a disabled account holds SPNs",
	  .consequence = "Nobody gets a ticket for them, and no other account can be given them.",
	  .remedy = "Enable the account if its service still runs; else remove its SPNs with setspn -D, or delete it.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE, and 3.1.1.5.1.3" },
	{ .id = "computer-disabled", .severity = SEVERITY_INFO, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(SPN),
	  .run = computer_disabled,
	  .title = "a disabled computer holds SPNs",
	  .consequence = "None while nobody uses its names; no other account can be given them.",
	  .remedy = "Delete the computer's account once it is not coming back.",
	  .source = "[MS-ADTS] 2.2.16, ADS_UF_ACCOUNT_DISABLE, and 3.1.1.5.1.3" },
	{ .id = "account-expired", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(EXPIRES), .hosts = true,
	  .run = expired,
	  .title = "a service's account has expired",
	  .consequence = "It gets no ticket any more and cannot log on (KDC_ERR_CLIENT_REVOKED): the service stops at its next start, and what it asks for its users fails.",
	  .remedy = "Set accountExpires to never (Clear-ADAccountExpiration), or take the account out of use.",
	  .source = POLICY },
	{ .id = "account-locked-out", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(UAC_COMPUTED),
	  .run = locked_out,
	  .title = "a service's account is locked out",
	  .consequence = "It cannot log on (KDC_ERR_CLIENT_REVOKED) until the lockout ends; somebody guesses its password, or a server still has an old one.",
	  .remedy = "Find the server that logs on with a wrong password (event 4740 on the domain controllers), then unlock the account.",
	  .source = POLICY },
	{ .id = "account-password-expired", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(UAC_COMPUTED),
	  .run = password_expired,
	  .title = "the password of a service's account has expired",
	  .consequence = "It cannot log on (KDC_ERR_KEY_EXPIRED): what runs goes on until its next start.",
	  .remedy = "Move the service to a gMSA; until then change the password there and on every server that has it.",
	  .source = "[MS-ADTS] 3.1.1.4.5.17; RFC 4120 7.5.9" },
	{ .id = "account-password-not-set", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(PWD_LAST_SET), .hosts = true,
	  .run = password_not_set,
	  .title = "a service's account has no password of its own yet",
	  .consequence = "It cannot log on, and where it has no key nobody gets a ticket for its SPNs (KDC_ERR_ETYPE_NOSUPP).",
	  .remedy = "Set its password, or join the computer; take the SPNs from an account that was prepared and never used.",
	  .source = "[MS-ADA3] pwdLastSet; [MS-KILE] 3.3.5.6" },
	{ .id = "computer-host-missing", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(UAC) | NEEDS(OS) | NEEDS(DNS_NAME) | NEEDS(CREATED) |
	    NEEDS(LAST_LOGON), .absence = true,
	  .run = host_missing,
	  .title = "a Windows computer without HOST/ of its name",
	  .consequence = "Remote administration, file shares and everything else that HOST/ answers for fall back to NTLM or fail.",
	  .remedy = "Run setspn -R with the computer's name, which puts them back; where another account holds it, first find out whose name that is.",
	  .source = "setspn, switch -R; [MS-DRSR] 4.1.4.2.19 MapSPN" },
	{ .id = NULL }
};
