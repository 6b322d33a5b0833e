#include "plans/check.h"

#include <string.h>

#include "plans/change.h"
#include "plans/key.h"
#include "plans/report.h"
#include "plans/spn.h"
#include "plans/table.h"

/*
 * Checks on one decision of the plan: what the description alone shows, then
 * what the directory shows.
 */

#define LOOKUP		"[MS-DRSR] 4.1.4.2.14 LookupSPN"
#define GMSA_DOC	"Getting started with group managed service accounts"
#define IE_DOC		"Troubleshoot Kerberos failures in Internet Explorer"

static const struct standing *
standing_of(const struct report *report, const struct subject *subject)
{
	return &report->standing[subject->index];
}

static void
name_holders(struct report *report, struct finding *finding, const struct subject *subject)
{
	finding->holder = report->standing[subject->index].holder;
	finding->n_holder = report->standing[subject->index].n_holder;
}

static void
run_rule(const struct check *check, const struct subject *subject,
    struct report *report, const char *const *id)
{
	for (; *id != NULL; id++) {
		if (strcmp(subject->decision->rule->id, *id) == 0) {
			report_find(report, check, subject, "%s", subject->decision->reason);
			return;
		}
	}
}

/* A check that says what one of these rules has decided. */
#define ON_RULES(name, ...) \
static void \
name(const struct check *check, const struct subject *subject, \
    const struct facts *facts, struct report *report) \
{ \
	static const char	*const id[] = { __VA_ARGS__, NULL }; \
\
	(void)facts; \
	run_rule(check, subject, report, id); \
}

ON_RULES(machine_identity, "farm-machine")
ON_RULES(kernel_mode, "farm-bypassed", "bypassed-registered")
ON_RULES(pool_account, "node-bypassed-covered", "node-bypassed-explicit", "machine-bypassed")
ON_RULES(keys_differ, "machine-always", "accounts-differ", "single-host-account", "balancer-several-accounts")
ON_RULES(identity_unusable, "local-user", "local-service")
ON_RULES(product_account, "account-not-supported", "farm-machine-no-gmsa")
ON_RULES(name_conflict, "same-name", "host-shadowed", "host-own-name", "host-other-computer")
ON_RULES(setting_unknown, "balancer-unknown", "authentication-unknown", "key-unknown")
ON_RULES(ntlm_only, "authentication-ntlm")

static void
node_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct sharer	*row;
	const char		*text = "";

	(void)facts;
	if (strcmp(d->rule->id, "node-account") != 0)
		return;
	for (row = sharer; row->word != NULL; row++)
		text = pool_printf(&report->pool, "%s%s%s", text, row == sharer ? "" : ", ", row->says);
	report_find(report, check, subject,
	    "it is the own name of %s: whatever else is reached by it there gets tickets for %s and fails, such as %s",
	    d->server[0]->name, d->holder->text, text);
}

static void
cname(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (strcmp(subject->decision->rule->id, "canonical-of-computer") == 0)
		report_find(report, check, subject,
		    "%s is a computer's own name, and clients that follow the CNAME ask for it: replace the CNAME by an A record",
		    subject->decision->host);
}

static void
computer_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct farm_server *server = farm_own_name(facts->farm, d->host);

	if (d->point.name != NAME_OTHER || d->rule->outcome != OUTCOME_REGISTER ||
	    d->point.front != FRONT_DIRECT || d->point.host != HOST_ANSWERS)
		return;
	report_find(report, check, subject,
	    "%s is the own name of %s; the SPN goes before that computer's HOST/, which must stay, and only an administrator can write it",
	    d->host, server != NULL ? server->account->text :
	    d->named != NULL ? roster_name(&facts->roster, d->named) : "a computer");
}

/* Where the description cannot work the proposal is the finding; what is to
 * be registered after it is not missing yet. */
static bool
is_due(const struct decision *d)
{
	return d->holder != NULL && d->rule->outcome == OUTCOME_REGISTER;
}

static bool
is_planned(const struct decision *d)
{
	return is_due(d) || (d->holder != NULL && d->rule->outcome == OUTCOME_PROPOSE);
}

/* Who answers HOST/ for the host, if that answers this SPN at all. */
static const struct holding *
host_holders(const struct facts *facts, struct report *report, const struct decision *d, size_t *n)
{
	*n = 0;
	if (d->point.host != HOST_ANSWERS)
		return NULL;
	return roster_holders(&facts->roster, d->holder,
	    pool_printf(&report->pool, "HOST/%s", d->host), n);
}

static void
missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	size_t			 n;

	if (!is_due(d) || standing_of(report, subject)->state != STATE_MISSING)
		return;
	host_holders(facts, report, d, &n);
	if (n == 0)
		report_find(report, check, subject, "No such SPN found. %s must hold %s", d->holder->text, d->spn);
}

static void
answered_by_host(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct holding	*holding;
	struct finding		*finding;
	size_t			 i, n;

	if (!is_due(d) || standing_of(report, subject)->state != STATE_MISSING)
		return;
	holding = host_holders(facts, report, d, &n);
	if (n == 0 || (n == 1 && clash_holds_for(&facts->roster, d->holder, holding[0].account)))
		return;
	finding = report_find(report, check, subject,
	    "nobody holds %s, so HOST/%s answers, and that is %s, not %s", d->spn, d->host,
	    roster_name(&facts->roster, holding[0].account), d->holder->text);
	for (i = 0; i < n; i++)
		finding_holder(report, finding, holding[i].account, NULL);
}

static void
wrong_account(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct standing	*at = standing_of(report, subject);

	(void)facts;
	if (!is_due(d) || at->state != STATE_ELSEWHERE)
		return;
	name_holders(report, report_find(report, check, subject,
	    "Existing SPN found! %s is on %s, but %s decrypts", d->spn, at->holder[0].name, d->holder->text),
	    subject);
}

static void
shadowed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct holding	*holding;
	const char		*before = decision_before_host(&report->pool, d);
	struct finding		*finding = NULL;
	size_t			 i, n;

	if (before == NULL || d->holder == NULL)
		return;
	holding = roster_holders(&facts->roster, d->holder, before, &n);
	for (i = 0; i < n; i++) {
		if (clash_holds_for(&facts->roster, d->holder, holding[i].account))
			continue;
		if (finding == NULL)
			finding = report_find(report, check, subject,
			    "%s holds %s, which goes before HOST/%s on %s, whose key decrypts",
			    roster_name(&facts->roster, holding[i].account), holding[i].spn, d->host, d->holder->text);
		finding_holder(report, finding, holding[i].account, "wrong");
	}
}

static void
host_missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct holding	*holding;
	struct finding		*finding;
	size_t			 i, n;
	bool			 held = false;

	if (d->rule->outcome != OUTCOME_COVERED || d->holder == NULL)
		return;
	roster_holders(&facts->roster, d->holder, d->spn, &n);
	if (n > 0)
		return;
	holding = host_holders(facts, report, d, &n);
	for (i = 0; i < n; i++)
		held |= clash_holds_for(&facts->roster, d->holder, holding[i].account);
	if (held && n == 1)
		return;
	finding = report_find(report, check, subject, held ?
	    "HOST/%s is on several accounts, so nobody gets a ticket for %s" :
	    "HOST/%s is not on %s, so nothing answers %s with its key", d->host,
	    held ? d->spn : d->holder->text, d->spn);
	for (i = 0; i < n; i++)
		finding_holder(report, finding, holding[i].account,
		    clash_holds_for(&facts->roster, d->holder, holding[i].account) ? "right" : "wrong");
}

static bool
differ_in_case_only(const struct holding *holding, size_t n)
{
	size_t	 i;

	for (i = 1; i < n; i++) {
		if (strcmp(holding[0].spn, holding[i].spn) != 0)
			return true;
	}
	return false;
}

static void
duplicate_of(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report, bool in_case)
{
	const struct decision	*d = subject->decision;
	const struct standing	*at = standing_of(report, subject);
	const struct holding	*holding;
	size_t			 n;

	if (!is_planned(d) || at->state != STATE_DUPLICATE)
		return;
	holding = roster_holders(&facts->roster, d->holder, d->spn, &n);
	if (differ_in_case_only(holding, n) == in_case)
		name_holders(report, report_find(report, check, subject,
		    in_case ? "%s is on %zu accounts in spellings that the directory takes for one" :
		    "%s is registered on %zu accounts", d->spn, at->n_holder), subject);
}

static void
duplicate(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	duplicate_of(check, subject, facts, report, false);
}

static void
duplicate_spelling(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	duplicate_of(check, subject, facts, report, true);
}

/*
 * Of an SPN that strangers hold: what the finding on each of them says of the
 * rest.  Were they to name one another, there would be as many lines as pairs.
 */
struct strangers {
	const struct directory		*directory;
	struct table			 row;		/* of a stranger who is a holder, by its DN */
	const struct holder_row		**other;	/* whom the description names, in the order of holders */
	size_t				 n_other;
	const struct step		**step;		/* what is done about them, and for the right one */
	size_t				 n_step;
};

static struct strangers
strangers_of(struct report *report, const struct standing *at)
{
	struct pool		*pool = &report->pool;
	struct strangers	 all = { .directory = report->facts->directory };
	size_t			 i;

	all.other = pool_alloc(pool, at->n_holder * sizeof(*all.other));
	all.step = pool_alloc(pool, at->n_step * sizeof(*all.step));
	for (i = 0; i < at->n_holder; i++) {
		if (strcmp(at->holder[i].verdict, "stranger") != 0)
			all.other[all.n_other++] = &at->holder[i];
		else
			table_put(pool, &all.row, key_bytes(all.directory->seed,
			    span_of(at->holder[i].account->dn)), &at->holder[i]);
	}
	for (i = 0; i < at->n_step; i++) {
		if (at->step[i]->kind != step_spn_stranger)
			all.step[all.n_step++] = at->step[i];
	}
	return all;
}

/* NULL where what it holds goes before what the holders hold. */
static const struct holder_row *
row_of(const struct strangers *all, const char *dn)
{
	const uint64_t			 key = key_bytes(all->directory->seed, span_of(dn));
	const struct holder_row		*row;
	size_t				 step = 0;

	do
		row = table_next(&all->row, key, &step);
	while (row != NULL && strcmp(row->account->dn, dn) != 0);
	return row;
}

static void
name_stranger(struct report *report, struct finding *finding, const struct strangers *all, const struct step *step)
{
	const struct holder_row	*row = row_of(all, step->object);
	size_t			 i;

	finding->holder = pool_alloc(&report->pool, (all->n_other + 1) * sizeof(*finding->holder));
	for (i = 0; i < all->n_other && (row == NULL || all->other[i] < row); i++)
		finding->holder[finding->n_holder++] = *all->other[i];
	if (row != NULL)
		finding->holder[finding->n_holder++] = *row;
	for (; i < all->n_other; i++)
		finding->holder[finding->n_holder++] = *all->other[i];
	finding->step = NULL;
	finding->n_step = 0;
	finding_step(report, finding, step);
	for (i = 0; i < all->n_step; i++)
		finding_step(report, finding, all->step[i]);
	change_sort(finding->step, finding->n_step);
}

static void
stranger(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct standing	*at = standing_of(report, subject);
	struct strangers	 all = { .n_other = 0 };
	struct subject		 one = *subject;
	const char		*account;
	size_t			 i;

	(void)facts;
	for (i = 0; i < at->n_step; i++) {
		if (at->step[i]->kind != step_spn_stranger)
			continue;
		if (all.directory == NULL)
			all = strangers_of(report, at);
		account = at->step[i]->account != NULL ? at->step[i]->account : at->step[i]->object;
		one.text = pool_printf(&report->pool, "%s on %s", subject->text, account);
		name_stranger(report, report_find(report, check, &one, "%s holds %s: %s", account,
		    at->step[i]->spn, at->step[i]->why), &all, at->step[i]);
	}
}

static void
netbios_unknown(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct standing	*at = standing_of(report, subject);
	struct subject		 one = *subject;
	size_t			 i;

	(void)facts;
	for (i = 0; i < at->n_step; i++) {
		if (at->step[i]->spn == NULL || at->step[i]->account != NULL)
			continue;
		one.text = pool_printf(&report->pool, "%s on %s", subject->text, at->step[i]->object);
		if (at->step[i]->sam == NULL)
			report_find(report, check, &one,
			    "no command can name %s: without a sAMAccountName it is no account, or not all of it came",
			    at->step[i]->object);
		else
			report_find(report, check, &one,
			    "no command can name %s: add the domain %s with its NetBIOS name to domains",
			    at->step[i]->object, at->step[i]->domain != NULL ? at->step[i]->domain : "it is in");
	}
}

const struct check checks_decision[] = {
	{ .id = "farm-machine-identity", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = machine_identity,
	  .title = "several servers with keys of their own behind one name",
	  .consequence = "The SPN can be on one machine account only, and the other servers cannot decrypt its tickets: requests fail now and then. On several accounts it is a duplicate, and nobody gets a ticket.",
	  .remedy = "Run the site as one account on every server, best a gMSA (under IIS with useAppPoolCredentials), and register the SPN on it last.",
	  .source = GMSA_DOC },
	{ .id = "farm-kernel-mode", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = kernel_mode,
	  .title = "kernel mode decrypts as the machine, but the SPN is the pool account's",
	  .consequence = "Requests fail with KRB_AP_ERR_MODIFIED on the servers named; clients do not fall back to NTLM.",
	  .remedy = "Set useAppPoolCredentials to true there, before the SPN is registered.",
	  .source = IE_DOC },
	{ .id = "keys-differ", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = keys_differ,
	  .title = "the servers behind one name do not share an account",
	  .consequence = "Whichever account holds the SPN, servers with another key cannot decrypt its tickets.",
	  .remedy = "Run the pool as the same account on every server; a standalone managed service account serves one only.",
	  .source = GMSA_DOC },
	{ .id = "identity-unusable", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = identity_unusable,
	  .title = "the identity of the pool cannot decrypt a ticket",
	  .consequence = "Kerberos cannot work for this name, whatever is registered.",
	  .remedy = "Use a gMSA or another domain account, or let kernel mode decrypt as the machine on a single server.",
	  .source = "KB4466942" },
	{ .id = "product-account", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = product_account,
	  .title = "the product cannot run as the account, or needs one that is not described",
	  .consequence = "Kerberos cannot work for this name: whatever is registered, the product has no key for it on every server.",
	  .remedy = "Run the product as an account of a kind that its vendor supports, the same on every server; 'spnplan explain PRODUCT' says which.",
	  .source = "the vendor of the product: 'spnplan explain PRODUCT'" },
	{ .id = "name-conflict", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = name_conflict,
	  .title = "one name is needed on different accounts",
	  .consequence = "The SPN has one holder; the other site rejects every ticket.",
	  .remedy = "Give one of them another host name, or run both as the same account. Ports and paths do not tell SPNs apart.",
	  .source = "Register a service principal name for a report server (SQL Server Reporting Services)" },
	{ .id = "cname-to-computer", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = cname,
	  .title = "a CNAME leads to a computer's own name",
	  .consequence = "Clients that follow the CNAME get a ticket for the computer, which the site cannot decrypt.",
	  .remedy = "Replace the CNAME by an A record.",
	  .source = "Configure Kerberos authentication for load-balanced client access (Exchange)" },
	{ .id = "setting-unknown", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .run = setting_unknown,
	  .title = "a setting that decides who must hold the SPN is unknown",
	  .consequence = "Nothing can be planned or checked for this name.",
	  .remedy = "Fill in the member that the reason names.",
	  .source = "spnplan-farm(5)" },
	{ .id = "spn-missing", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true, .absence = true,
	  .run = missing,
	  .title = "nobody holds a planned SPN",
	  .consequence = "Clients get KDC_ERR_S_PRINCIPAL_UNKNOWN and fall back to NTLM, or ask for a password.",
	  .remedy = "Register the SPN on the account named.",
	  .source = "RFC 4120 7.5.9; " LOOKUP },
	{ .id = "spn-answered-by-host", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS | NEEDS_MAPPINGS, .forest = true, .absence = true,
	  .run = answered_by_host,
	  .title = "HOST/ answers for a planned SPN, with the wrong key",
	  .consequence = "Clients get a ticket for the computer; the site rejects it with KRB_AP_ERR_MODIFIED, and there is no fall-back to NTLM.",
	  .remedy = "Register the SPN on the account named; it goes before HOST/, which stays.",
	  .source = "[MS-DRSR] 4.1.4.2.19 MapSPN" },
	{ .id = "spn-wrong-account", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = wrong_account,
	  .title = "a planned SPN is on another account",
	  .consequence = "Clients get a ticket that the site cannot decrypt: KRB_AP_ERR_MODIFIED, no fall-back to NTLM.",
	  .remedy = "Take the SPN from the account that holds it and register it on the one that decrypts.",
	  .source = "RFC 4120 7.5.9" },
	{ .id = "spn-shadowed", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = shadowed,
	  .title = "an explicit SPN goes before the HOST/ that should answer",
	  .consequence = "Clients get a ticket for the account that holds the SPN; whoever has HOST/ cannot decrypt it. On a server's own name with class HTTP, WinRM fails too.",
	  .remedy = "Take the SPN from the account that holds it.",
	  .source = LOOKUP },
	{ .id = "host-spn-missing", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS | NEEDS_MAPPINGS, .forest = true, .absence = true,
	  .run = host_missing,
	  .title = "HOST/ is not where it should answer",
	  .consequence = "Nobody gets a ticket with the server's key: clients fall back to NTLM, or fail where another account holds HOST/.",
	  .remedy = "Restore the HOST/ SPNs of the computer (setspn -R writes them) and take them from any other account.",
	  .source = "setspn, switch -R; " LOOKUP },
	{ .id = "spn-duplicate", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = duplicate,
	  .title = "a planned SPN is on several accounts",
	  .consequence = "The domain controller refuses a ticket, so every client falls back to NTLM or is asked for a password.",
	  .remedy = "Take the SPN from every account but the one that decrypts.",
	  .source = "AskDS, Kerberos authentication problems: SPN issues, part 2 (2008); " LOOKUP },
	{ .id = "spn-duplicate-spelling", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = duplicate_spelling,
	  .title = "a planned SPN is on several accounts, spelled differently",
	  .consequence = "As for spn-duplicate: the directory ignores case, width, kana type and diacritics, so the spellings are one SPN.",
	  .remedy = "Take the SPN from every account but the one that decrypts.",
	  .source = "[MS-ADTS] 3.1.1.2.2.4.13 and 6.5" },
	{ .id = "spn-stranger", .severity = SEVERITY_ERROR, .on = ON_DECISION, .plans = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = stranger,
	  .title = "an SPN that no step may take from its holder",
	  .consequence = "Taking it may break a service that nobody here knows of; leaving it breaks this one. Nothing is taken from anybody meanwhile.",
	  .remedy = "Ask the owner of the account. If an account that the description does not name may lose the SPN, name it in formerAccounts and plan again; HOST/ SPNs and those of domain controllers must be looked at by hand.",
	  .source = "spnplan-farm(5)" },
	{ .id = "netbios-unknown", .severity = SEVERITY_WARNING, .on = ON_DECISION, .plans = true,
	  .needs = NEEDS_DIRECTORY, .forest = true,
	  .run = netbios_unknown,
	  .title = "no command can name an account",
	  .consequence = "A step is printed as a remark only.",
	  .remedy = "Add the domain to domains, or export the crossRef objects of the configuration; what is no account is changed by its DN.",
	  .source = "setspn, account names" },
	{ .id = "node-name-on-account", .severity = SEVERITY_WARNING, .on = ON_DECISION, .plans = true,
	  .run = node_name,
	  .title = "a server's own name on a domain account",
	  .consequence = "PowerShell remoting and everything else on HTTP.SYS of that server get tickets for the account and fail, WinRM with 0x80090322.",
	  .remedy = "(1) Give the site a name of its own and leave the server's alone. (2) Register HTTP/SERVER:5985 and HTTP/SERVER:5986, short and full, on the computer and use New-PSSessionOption -IncludePortInSPN. (3) Reach WinRM by a form of the name that is not registered.",
	  .source = "KB4549715; New-PSSessionOption -IncludePortInSPN" },
	{ .id = "computer-name-taken", .severity = SEVERITY_WARNING, .on = ON_DECISION, .plans = true,
	  .run = computer_name,
	  .title = "the name is a computer's own",
	  .consequence = "Other web services of that computer, WinRM among them, get tickets for the holder of the SPN. A delegated operator may be refused it.",
	  .remedy = "Best use a name that no computer bears; else have an administrator register it and leave HOST/ in place.",
	  .source = "KB5008382; " LOOKUP },
	{ .id = "pool-account-bypassed", .severity = SEVERITY_WARNING, .on = ON_DECISION, .plans = true,
	  .run = pool_account,
	  .title = "the pool runs as an account, but the machine decrypts",
	  .consequence = "The account has no part in Kerberos up to the site; an SPN on it would break the site.",
	  .remedy = "Leave the SPN to the machine, or set useAppPoolCredentials and plan again.",
	  .source = IE_DOC },
	{ .id = "ntlm-only", .severity = SEVERITY_WARNING, .on = ON_DECISION, .plans = true,
	  .run = ntlm_only,
	  .title = "only NTLM is offered",
	  .consequence = "Every user authenticates by NTLM, whatever SPNs are registered.",
	  .remedy = "Put Negotiate first in the list of providers if Kerberos is wanted.",
	  .source = "IIS reference, windowsAuthentication providers" },
	{ .id = NULL }
};
