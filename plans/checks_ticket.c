#include "plans/check.h"

#include "plans/asked.h"
#include "plans/code.h"
#include "plans/etype.h"
#include "plans/holder.h"
#include "plans/reply.h"
#include "plans/report.h"
#include "plans/seal.h"
#include "plans/spn.h"

/* Checks on what the KDC said when it was asked for a ticket. */

#define CODES	"RFC 4120 7.5.9"
#define PURGE	"'klist purge' on Windows, 'kdestroy' and 'kinit' elsewhere"

static const char *
code_text(struct report *report, const struct subject *subject)
{
	return code_kerberos_text(&report->pool, subject->ticket->code);
}

/* The SPN that most browsers ask for comes first. */
static bool
is_main(const struct facts *facts, const struct seen_ticket *ticket)
{
	return !reply_lets_all_in(facts->evidence) && ticket == facts->evidence->ticket;
}

static bool
is_other(const struct facts *facts, const struct seen_ticket *ticket)
{
	return !reply_lets_all_in(facts->evidence) && ticket != facts->evidence->ticket;
}

static bool
is_refused(const struct facts *facts, const struct seen_ticket *ticket, int code)
{
	return is_main(facts, ticket) && !ticket->no_tgt && !ticket->no_kdc && ticket->code == code;
}

static bool
is_not_found(const struct facts *facts, const struct seen_ticket *ticket)
{
	return is_refused(facts, ticket, ERR_SERVER_UNKNOWN) || is_refused(facts, ticket, ERR_USER_TO_USER);
}

static void
no_credentials(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (is_main(facts, subject->ticket) && subject->ticket->no_tgt)
		report_find(report, check, subject, "%s; 'kinit' gets a ticket-granting ticket, then ask again",
		    subject->ticket->failed);
}

static void
no_kdc(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (is_main(facts, subject->ticket) && subject->ticket->no_kdc)
		report_find(report, check, subject, "%s", subject->ticket->failed);
}

static void
nobody(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct held	 held = held_by(&report->pool, facts, subject->spn);
	struct finding		*finding;

	if (!is_not_found(facts, subject->ticket) || held.n_account > 0)
		return;
	finding = report_find(report, check, subject, held.known ?
	    "%s: nobody holds it, and HOST/ of its name neither, in the domains that were asked" :
	    facts->directory != NULL ? "%s: nobody holds it in what was read, which need not be all that there is" :
	    "%s: nobody holds it, or two accounts do, or it belongs to another forest; -d with a directory tells which",
	    code_text(report, subject));
	finding_planned_steps(report, finding, held_planned(facts, subject->spn));
}

/* 8 is what the RFC has for it, and 7 what domain controllers were seen to say. */
static void
several(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct held	 held = held_by(&report->pool, facts, subject->spn);
	const bool		 told = is_refused(facts, subject->ticket, ERR_NOT_UNIQUE);
	struct finding		*finding;

	if (!told && (held.n_account < 2 ||
	    (!is_not_found(facts, subject->ticket) && subject->ticket->failed != NULL)))
		return;
	if (held.n_account < 2)
		finding = report_find(report, check, subject, "%s: several accounts hold it%s", code_text(report, subject),
		    facts->directory == NULL ? "; -d with a directory tells which" : "");
	else if (subject->ticket->failed == NULL)
		finding = report_find(report, check, subject,
		    "%s hold it: a ticket came all the same, and which of them it is for depends on the domain controller",
		    held_names(&report->pool, facts, &held));
	else
		finding = report_find(report, check, subject, "%s: %s hold it, so no ticket is made for any",
		    code_text(report, subject), held_names(&report->pool, facts, &held));
	held_add(report, finding, &held);
	finding_planned_steps(report, finding, held_planned(facts, subject->spn));
}

/* Why one holder is not found all the same. */
static const char *
hidden(struct pool *pool, const struct directory *directory, const struct account *account)
{
	if ((account->uac & UAC_DISABLED) != 0 && !holder_is_superseded(directory, account))
		return "which is disabled";
	if (account->domain != NULL)
		return pool_printf(pool, "in %s: does the user's domain know the way there, and has the change reached the domain controller that was asked",
		    account->domain->dns);
	return "so the domain controller that was asked does not know it yet";
}

static void
one_holder(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct held	 held = held_by(&report->pool, facts, subject->spn);
	struct finding		*finding;

	if (!is_not_found(facts, subject->ticket) || held.n_account != 1)
		return;
	finding = report_find(report, check, subject, "%s, and yet %s holds %s, %s", code_text(report, subject),
	    held_names(&report->pool, facts, &held), held.by_host ? "HOST/ of its name" : "it",
	    hidden(&report->pool, facts->directory, held.account[0]));
	held_add(report, finding, &held);
}

/* Did a server that was sent the ticket fail to read it? */
static bool
is_unread(const struct facts *facts, const struct seen_ticket *ticket)
{
	const struct seen_answer	*answer = facts->evidence->answer;
	size_t				 i;

	for (i = 0; i < facts->evidence->n_answer; i++) {
		if (answer[i].spn != NULL && spn_cmp(answer[i].spn, ticket->spn) == 0 &&
		    reply_of(&answer[i]) == REPLY_CANNOT_DECRYPT)
			return true;
	}
	return false;
}

/* What having the SPN as user name may have to do with what was seen, or NULL. */
static const char *
by_user_name(const struct facts *facts, const struct seen_ticket *ticket, bool is_held)
{
	if (ticket->failed == NULL)
		return is_unread(facts, ticket) ? "a domain controller that looks there makes the ticket with that account's key" : NULL;
	if (is_refused(facts, ticket, ERR_USER_TO_USER))
		return "a domain controller that looks there says this of an account that holds no SPN";
	if (is_held && (is_refused(facts, ticket, ERR_SERVER_UNKNOWN) || is_refused(facts, ticket, ERR_NOT_UNIQUE)))
		return "a domain controller that looks there finds more than one account";
	return NULL;
}

static void
keep_without_spn(struct held *held)
{
	size_t	 i, kept = 0;

	for (i = 0; i < held->n_account; i++) {
		if (held->account[i]->n_spn == 0)
			held->account[kept++] = held->account[i];
	}
	held->n_account = kept;
}

static void
user_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seen_ticket	*ticket = subject->ticket;
	struct pool			*pool = &report->pool;
	const char			*says = by_user_name(facts, ticket, held_by(pool, facts, subject->spn).n_account > 0);
	struct finding			*finding;
	struct held			 held;

	if (says == NULL)
		return;
	held = held_user_names(pool, facts, subject->spn, ticket->realm);
	if (ticket->failed != NULL && ticket->code == ERR_USER_TO_USER)
		keep_without_spn(&held);
	if (held.n_account == 0)
		return;
	finding = report_find(report, check, subject, "%s%sit is the userPrincipalName of %s, and %s",
	    ticket->failed == NULL ? "" : code_text(report, subject), ticket->failed == NULL ? "" : ": ",
	    held_names(pool, facts, &held), says);
	held_add(report, finding, &held);
}

static void
no_key(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct held	 held = held_by(&report->pool, facts, subject->spn);
	struct finding		*finding;

	if (!is_refused(facts, subject->ticket, ERR_ETYPE_NOSUPP) && !is_refused(facts, subject->ticket, ERR_NULL_KEY))
		return;
	finding = report_find(report, check, subject,
	    "%s: the client, the account and the domain controller share no encryption type%s", code_text(report, subject),
	    seal_keys(&report->pool, facts, &held));
	held_add(report, finding, &held);
}

static void
clock_skew(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (is_refused(facts, subject->ticket, ERR_SKEW))
		report_find(report, check, subject,
		    "%s: the clocks of this machine and of the domain controller differ by more than five minutes",
		    code_text(report, subject));
}

static bool
is_about_client(int code)
{
	return code == ERR_CLIENT_UNKNOWN || code == ERR_CLIENT_REVOKED || code == ERR_KEY_EXPIRED || code == ERR_PREAUTH_FAILED;
}

static void
client_refused(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seen_ticket	*ticket = subject->ticket;

	if (is_main(facts, ticket) && is_about_client(ticket->code))
		report_find(report, check, subject, "%s, %s: it is the user's account, %s", code_text(report, subject), ticket->failed,
		    facts->evidence->client != NULL ? facts->evidence->client : "whoever that is");
}

static void
policy(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (is_refused(facts, subject->ticket, ERR_POLICY) || is_refused(facts, subject->ticket, ERR_SERVICE_REVOKED))
		report_find(report, check, subject, "%s, %s: a logon restriction, or selective authentication of a trust",
		    code_text(report, subject), subject->ticket->failed);
}

/* All that has no check of its own. */
static void
refused(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	static const int		 told[] = { ERR_SERVER_UNKNOWN, ERR_NOT_UNIQUE, ERR_NULL_KEY, ERR_POLICY, ERR_ETYPE_NOSUPP,
					    ERR_SERVICE_REVOKED, ERR_USER_TO_USER, ERR_SKEW };
	const struct seen_ticket	*ticket = subject->ticket;
	size_t				 i;

	if (!is_main(facts, ticket) || ticket->failed == NULL || ticket->no_tgt || ticket->no_kdc ||
	    is_about_client(ticket->code))
		return;
	for (i = 0; i < sizeof(told) / sizeof(*told); i++) {
		if (ticket->code == told[i])
			return;
	}
	if (ticket->code == 0)
		report_find(report, check, subject, "%s", ticket->failed);
	else
		report_find(report, check, subject, "%s, %s; 'spnplan explain %d' says what it means", code_text(report, subject),
		    ticket->failed, ticket->code);
}

static void
other_clients(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct evidence	*evidence = facts->evidence;
	const char		*clients = asked_by(&report->pool, evidence, subject->spn);
	struct held		 first, held;

	if (!is_other(facts, subject->ticket) || clients == NULL || subject->ticket->no_tgt || subject->ticket->no_kdc)
		return;
	if (subject->ticket->failed != NULL) {
		report_find(report, check, subject, "it is what these ask for, and no ticket comes: %s (%s)", clients,
		    subject->ticket->failed);
		return;
	}
	first = held_in_realm(&report->pool, facts, evidence->ticket->spn, evidence->ticket->realm);
	held = held_in_realm(&report->pool, facts, subject->spn, subject->ticket->realm);
	if (first.n_account == 1 && held.n_account == 1 && first.account[0] != held.account[0])
		report_find(report, check, subject, "it is what these ask for: %s; the ticket is for %s, while that for %s is for %s",
		    clients, held_names(&report->pool, facts, &held), evidence->ticket->spn,
		    held_names(&report->pool, facts, &first));
}

static struct seal
seal_of(const struct seen_ticket *ticket)
{
	return (struct seal){ ticket->spn, ticket->realm, ticket->etype, ticket->kvno };
}

/* What servers make of it is seen where they were asked. */
static void
holder(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seal	 seal = seal_of(subject->ticket);
	struct finding		*finding;

	if (subject->ticket->failed != NULL)
		return;
	finding = seal_realm(check, subject, report, &seal);
	if (finding == NULL && facts->evidence->n_answer == 0)
		finding = seal_misread(check, subject, report, &seal);
	if (finding != NULL)
		finding_planned_steps(report, finding, held_planned(facts, seal.spn));
}

static void
weak(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seal	 seal = seal_of(subject->ticket);

	(void)facts;
	if (subject->ticket->failed == NULL)
		seal_weak(check, subject, report, &seal);
}

static void
other_version(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seal	 seal = seal_of(subject->ticket);

	(void)facts;
	if (subject->ticket->failed == NULL)
		seal_version(check, subject, report, &seal);
}

static void
stale(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct seen_ticket	*ticket = subject->ticket;

	(void)facts;
	if (!ticket->cached)
		return;
	/* Without an answer of the KDC nothing is known of what it would issue. */
	if (ticket->failed != NULL && ticket->code != 0)
		report_find(report, check, subject,
		    "the user's cache has a ticket in %s, and the KDC issues none now: " PURGE,
		    etype_key(&report->pool, ticket->cached_etype, ticket->cached_kvno));
	else if (ticket->failed == NULL && (ticket->cached_kvno != ticket->kvno || ticket->cached_etype != ticket->etype))
		report_find(report, check, subject,
		    "the user's cache has a ticket in %s, and the KDC now issues %s: " PURGE,
		    etype_key(&report->pool, ticket->cached_etype, ticket->cached_kvno),
		    etype_key(&report->pool, ticket->etype, ticket->kvno));
}

/* In base64, with the word before it, as the header has it. */
static size_t
header_size(size_t token)
{
	return sizeof("Negotiate ") - 1 + (token + 2) / 3 * 4;
}

static void
large(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	seal_large(check, subject, report, header_size(subject->ticket->size));
}

const struct check checks_ticket[] = {
	{ .id = "ticket-no-credentials", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = no_credentials,
	  .title = "there is no ticket-granting ticket to ask with",
	  .consequence = "Nothing can be said about tickets. A user in this state gets NTLM, or is asked for a password.",
	  .remedy = "kinit, as the user in question if possible; on Windows sign in with a domain account and a line of sight to a domain controller.",
	  .source = "MIT Kerberos, kinit(1)" },
	{ .id = "ticket-no-kdc", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = no_kdc,
	  .title = "no domain controller answers for Kerberos",
	  .consequence = "No ticket: clients fall back to NTLM, or fail where that is forbidden.",
	  .remedy = "Look at the _kerberos SRV records of the realm, at port 88 in firewalls and VPNs, and at krb5.conf.",
	  .source = "RFC 4120 7.2.3" },
	{ .id = "ticket-nobody", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = nobody,
	  .title = "no ticket: the SPN is not found",
	  .consequence = "Clients fall back to NTLM in silence, or ask for a password.",
	  .remedy = "Register the SPN on the account whose key the servers have: 'spnplan plan' says which. For a name of another forest, enable it in the name suffix routing of the trust.",
	  .source = CODES },
	{ .id = "ticket-duplicate", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = several,
	  .title = "several accounts hold the SPN that is asked for",
	  .consequence = "No ticket, so NTLM; or, between domains, a ticket for the wrong account in some places.",
	  .remedy = "Take the SPN from all but the account whose key the servers have.",
	  .source = CODES "; AskDS, Kerberos authentication problems, part 2" },
	{ .id = "ticket-one-holder", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = one_holder,
	  .title = "the SPN is not found, though an account holds it",
	  .consequence = "Clients fall back to NTLM.",
	  .remedy = "Enable the account; wait for replication or force it; check trusts and name suffix routing between the user's domain and the account's.",
	  .source = CODES "; [MS-KILE] 3.3.5.1.1" },
	{ .id = "ticket-no-key", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = no_key,
	  .title = "no ticket: no encryption type in common",
	  .consequence = "Clients fall back to NTLM, since July 2026 also where only RC4 keys exist.",
	  .remedy = "Set the account's password anew so that it has AES keys, renew keytabs, then set msDS-SupportedEncryptionTypes to 24.",
	  .source = CODES "; KB5073381" },
	{ .id = "ticket-clock", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = clock_skew,
	  .title = "the clocks differ too much for Kerberos",
	  .consequence = "No ticket for anybody on this machine.",
	  .remedy = "Set the clock by the domain: w32tm /resync, chrony or timesyncd.",
	  .source = CODES },
	{ .id = "ticket-client", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = client_refused,
	  .title = "the KDC refuses the user, not the service",
	  .consequence = "This user gets no ticket for anything.",
	  .remedy = "Look at the user's account: unknown, disabled, locked, expired, or its password has changed.",
	  .source = CODES },
	{ .id = "ticket-policy", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = policy,
	  .title = "the KDC may not give the user this ticket",
	  .consequence = "Clients fall back to NTLM, which the same policy may forbid too.",
	  .remedy = "Grant Allowed to Authenticate on the account where the trust is selective; look at logon hours and authentication policies.",
	  .source = CODES },
	{ .id = "ticket-refused", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = refused,
	  .title = "the KDC gives no ticket",
	  .consequence = "Clients fall back to NTLM, or fail.",
	  .remedy = "See what the code means, with explain.",
	  .source = CODES },
	{ .id = "ticket-holder", .severity = SEVERITY_ERROR, .on = ON_TICKET, .run = holder,
	  .title = "the ticket is for another account than the one that has to read it",
	  .consequence = "The servers cannot decrypt it.",
	  .remedy = "Plan the farm, and do as it says: one account, everywhere. Where the realm is another, look which one krb5.conf and the trusts give the name to.",
	  .source = "[MS-KILE] 3.4.5; RFC 4120 1.2" },
	{ .id = "ticket-other-clients", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = other_clients,
	  .title = "some clients ask for another SPN, and fare worse with it",
	  .consequence = "The site works in one browser and not in the other.",
	  .remedy = "Use an A record in place of a CNAME, let the PTR record name the site, or register the other SPN on the same account.",
	  .source = "MIT Kerberos, Principal names and DNS; Chromium, net/http/http_auth_handler_negotiate.cc" },
	{ .id = "ticket-user-name", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = user_name,
	  .title = "the SPN is the userPrincipalName of an account that does not hold it",
	  .consequence = "Domain controllers look for user principal names too: no ticket, or one for that account, which the servers cannot decrypt.",
	  .remedy = "Put userPrincipalName back where ktpass set it; leave the SPN on the account whose key the servers have.",
	  .source = "[MS-KILE] 3.3.5.1.1 and 3.3.5.7" },
	{ .id = "ticket-weak", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = weak,
	  .title = "the ticket is in RC4 or DES",
	  .consequence = "Domain controllers stop issuing it: RC4 by default since July 2026, DES is gone from Windows Server 2025.",
	  .remedy = "Set the account's password anew, renew keytabs, then set msDS-SupportedEncryptionTypes to 24.",
	  .source = "KB5073381" },
	{ .id = "ticket-kvno", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = other_version,
	  .title = "the ticket is made with another key than the directory shows",
	  .consequence = "A password was changed just now, or domain controllers disagree: the servers may have either key.",
	  .remedy = "Wait for replication, or force it; then renew keytabs and restart the pools.",
	  .source = "[MS-KILE] 3.1.5.8" },
	{ .id = "ticket-stale", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = stale,
	  .title = "the user's cache has an old ticket for the SPN",
	  .consequence = "This user fails where others succeed, or the other way round, until the ticket expires after ten hours.",
	  .remedy = "klist purge on Windows, kdestroy and kinit elsewhere; then sign in to the site again.",
	  .source = "Microsoft, klist; RFC 4120 5.3" },
	{ .id = "ticket-large", .severity = SEVERITY_WARNING, .on = ON_TICKET, .run = large,
	  .title = "the ticket fills the headers of a request",
	  .consequence = "Users in many groups get 400 Bad Request, from IIS or from a balancer before it, and the logs of IIS do not show it: HTTPERR does.",
	  .remedy = "Take the user out of groups; or raise MaxFieldLength and MaxRequestBytes of HTTP.SYS, and what balancers allow for headers.",
	  .source = "KB2020943; KB327825" },
	{ .id = NULL }
};
