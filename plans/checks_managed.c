#include "plans/check.h"

#include <string.h>

#include "plans/descriptor.h"
#include "plans/fold.h"
#include "plans/grant.h"
#include "plans/holder.h"
#include "plans/membership.h"
#include "plans/report.h"
#include "plans/sid.h"

/* Checks on accounts whose password is the directory's. */

static bool
runs_as(const struct farm_site *site, const struct farm_server *server, const struct farm_account *account)
{
	size_t	 i;

	if (farm_effective(site, NULL, server).pool.account == account)
		return true;
	for (i = 0; i < site->n_application; i++)
		if (farm_effective(site, &site->application[i], server).pool.account == account)
			return true;
	return false;
}

/* Does any pool on SERVER run as ACCOUNT? */
static bool
is_host(const struct farm *farm, const struct farm_server *server, const struct farm_account *account)
{
	size_t	 i, j;

	for (i = 0; i < farm->n_site; i++)
		for (j = 0; j < farm->site[i].n_server; j++)
			if (farm->site[i].server[j] == server && runs_as(&farm->site[i], server, account))
				return true;
	return false;
}

static struct told
may_retrieve(struct report *report, const struct account *managed, const struct descriptor *readers,
    const struct farm_server *server)
{
	const struct account	*machine = server->account == NULL ? NULL :
				    roster_account(&report->facts->roster, server->account);
	struct access_question	 question = { .directory = report->facts->directory, .account = machine,
	    .where = managed->domain, .right = RIGHT_READ_PROPERTY };

	if (machine == NULL)
		return (struct told){ ANSWER_UNKNOWN, "it is in no source" };
	return membership_access(&report->pool, &question, readers);
}

/* Is its password for the servers that it names? */
static bool
names_hosts(int kind)
{
	return kind == ACCOUNT_GMSA || kind == ACCOUNT_DMSA;
}

/* While a migration goes on, servers that log on as the account before it are
 * added; once it is completed, no more. */
static bool
is_migrating(const struct facts *facts, const struct account *managed)
{
	const struct account	*before = managed->more->preceded_by == NULL ? NULL :
				    directory_account_of_dn(facts->directory, managed->more->preceded_by);

	return before != NULL && before->more->superseded_state == 1;
}

/* Whose password the servers of a pool retrieve: its account's, or that of the
 * dMSA which has taken its place; NULL: they retrieve none. */
static const struct account *
managed_of(const struct subject *subject, const struct facts *facts)
{
	const struct account	*account = subject->registered;
	int			 kind;

	if (account != NULL && holder_is_superseded(facts->directory, account))
		account = directory_account_of_dn(facts->directory, account->more->superseded_by);
	if (account == NULL)
		return NULL;
	kind = account->kind != ACCOUNT_UNKNOWN ? (int)account->kind : subject->account->kind;
	return names_hosts(kind) && !is_migrating(facts, account) ? account : NULL;
}

/* Is it known who may?  Where the attribute is known and there is none, nobody
 * may. */
static bool
has_readers(const struct account *managed)
{
	return managed->more->password_readers.at != NULL || (managed->domain != NULL &&
	    managed->domain->covers[ATTR_PASSWORD_READERS] == COVERAGE_COMPLETE);
}

static void
host_not_allowed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*managed = managed_of(subject, facts);
	struct descriptor	 readers = { .n_ace = 0 };
	const char		*names = "";
	struct told		 told;
	size_t			 i;

	if (managed == NULL)
		return;
	if (!has_readers(managed)) {
		report_skip_unsaid(report, check, subject->account->domain->dns,
		    "msDS-GroupMSAMembership was exported for every account");
		return;
	}
	if (managed->more->password_readers.at != NULL)
		descriptor_read(&report->pool, &readers, managed->more->password_readers);
	for (i = 0; i < facts->farm->n_server; i++) {
		const struct farm_server	*server = &facts->farm->server[i];

		if (!is_host(facts->farm, server, subject->account))
			continue;
		told = may_retrieve(report, managed, &readers, server);
		if (told.answer == ANSWER_UNKNOWN)
			report_skip(report, check, subject->account->domain->dns, pool_printf(&report->pool,
			    "%s and the password of %s: %s", server->name, subject->account->text, told.because));
		else if (told.answer == ANSWER_NO)
			names = pool_printf(&report->pool, "%s%s%s", names, *names == '\0' ? "" : ", ", server->name);
	}
	if (*names != '\0')
		finding_holder(report, managed == subject->registered ?
		    report_find(report, check, subject, "its password may not be retrieved by %s", names) :
		    report_find(report, check, subject, "%s has taken its place, whose password may not be retrieved by %s",
		    roster_name(&facts->roster, managed), names), managed, NULL);
}

/*
 * Those of the whole directory
 */

/* Whom it names, where it lets somebody at all. */
static const char *
nobody_named(struct report *report, const struct access_question *question, const struct descriptor *readers)
{
	size_t	 i;

	for (i = 0; i < readers->n_ace; i++) {
		if (grant_of(&report->pool, question, readers, i) != ANSWER_NO)
			return ": whom it names does not exist, is disabled or denied, or is a group without other members";
	}
	return "";
}

/* Of one that the plan relies on gmsa-host-not-allowed names the servers. */
static void
without_hosts(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account		*managed = subject->registered;
	const struct access_question	 question = { .directory = facts->directory, .where = managed->domain,
	    .right = RIGHT_READ_PROPERTY };
	struct descriptor		 readers = { .n_ace = 0 };
	struct told			 told;

	if (!names_hosts(managed->kind) || subject->account != NULL || !holder_in_use(subject) ||
	    is_migrating(facts, managed))
		return;
	if (managed->more->password_readers.at != NULL)
		descriptor_read(&report->pool, &readers, managed->more->password_readers);
	told = grant_anybody(&report->pool, &question, &readers);
	if (readers.fault != NULL)
		finding_holder(report, report_find(report, check, subject, "who may retrieve its password cannot be read: %s",
		    readers.fault), managed, NULL);
	else if (told.answer == ANSWER_NO)
		finding_holder(report, report_find(report, check, subject, "nobody may retrieve its password%s",
		    nobody_named(report, &question, &readers)), managed, NULL);
	else if (told.answer == ANSWER_UNKNOWN && managed->domain != NULL)
		report_skip(report, check, managed->domain->dns, pool_printf(&report->pool,
		    "the password of %s: %s", roster_name(&facts->roster, managed), told.because));
}

static void
outbound(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*managed = subject->registered;

	(void)facts;
	if (managed->kind == ACCOUNT_GMSA && managed->dns_name == NULL && managed->n_spn > 0 && holder_in_use(subject))
		finding_holder(report, report_find(report, check, subject,
		    "it has no dNSHostName, and holds %s", managed->spn[0]), managed, NULL);
}

/* The account at the other end of a link of ACCOUNT's; where it did not come
 * the check is skipped. */
static const struct account *
linked(const struct check *check, const struct account *account, const struct facts *facts,
    struct report *report, const char *dn)
{
	const struct account	*other = directory_account_of_dn(facts->directory, dn);

	if (other == NULL && account->domain != NULL)
		report_skip(report, check, account->domain->dns,
		    pool_printf(&report->pool, "%s, which %s links to, is in no source", dn, account->dn));
	return other;
}

static bool
is_link(const char *dn, const struct account *account)
{
	return dn != NULL && fold_cmp(dn, account->dn) == 0;
}

/* A migration writes both ends and how far it is ([MS-ADA2]). */
static void
link_alone(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account		*account = subject->registered, *other;
	const struct account_more	*more = account->more;
	const char			*says = NULL;

	if (more->preceded_by != NULL &&
	    (other = linked(check, account, facts, report, more->preceded_by)) != NULL)
		says = !is_link(other->more->superseded_by, account) ? "does not name it" :
		    other->more->superseded_state == 0 ? "is in no state of a migration" : NULL;
	else if (more->superseded_by != NULL &&
	    (other = linked(check, account, facts, report, more->superseded_by)) != NULL)
		says = !is_link(other->more->preceded_by, account) ? "does not name it" : NULL;
	if (says != NULL)
		finding_holder(report, report_find(report, check, subject, "it names %s, which %s",
		    roster_name(&facts->roster, other), says), account, NULL);
}

/* An administrator, a domain controller or krbtgt. */
static bool
is_privileged(const struct account *account)
{
	const char	*rid = account->sid == NULL ? "" : account->sid + sid_domain(account->sid);

	return account->more->admin_count != 0 || strcmp(rid, "-500") == 0 || strcmp(rid, "-502") == 0 ||
	    (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0;
}

static void
link_privileged(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered, *other;

	if (account->more->preceded_by == NULL ||
	    (other = linked(check, account, facts, report, account->more->preceded_by)) == NULL)
		return;
	if (is_privileged(other))
		finding_holder(report, report_find(report, check, subject, "it takes the place of %s, which is privileged",
		    roster_name(&facts->roster, other)), account, NULL);
}

#define MANAGED		"[MS-ADTS] 3.1.1.4.4, msDS-ManagedPassword; Setting up delegated Managed Service Accounts (Windows Server)"
#define SUCCESSOR	"CVE-2025-53779 (BadSuccessor); Windows Server 2025, delegated managed service accounts"

const struct check checks_managed[] = {
	{ .id = "gmsa-host-not-allowed", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT,
	  .needs = NEEDS_DIRECTORY,
	  .run = host_not_allowed,
	  .title = "a server may not retrieve the password of its gMSA or dMSA",
	  .consequence = "The pool does not start there, and requests that the server gets fail, whatever the SPN.",
	  .remedy = "Add the computer to the group in PrincipalsAllowedToRetrieveManagedPassword and restart it, or add the group. A migration to a dMSA adds no server any more once it is completed.",
	  .source = MANAGED },
	{ .id = "gmsa-without-hosts", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(OBJECT_CLASS) | NEEDS(PASSWORD_READERS), .absence = true,
	  .run = without_hosts,
	  .title = "a gMSA or dMSA whose password no server may retrieve",
	  .consequence = "No service runs as it, so nobody can decrypt the tickets for its SPNs.",
	  .remedy = "Name its servers, or a group of them, in PrincipalsAllowedToRetrieveManagedPassword; or delete the account.",
	  .source = MANAGED },
	{ .id = "gmsa-outbound-only", .severity = SEVERITY_INFO, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(OBJECT_CLASS) | NEEDS(DNS_NAME) | NEEDS(SPN), .absence = true,
	  .run = outbound,
	  .title = "a gMSA that was made for outbound authentication holds SPNs",
	  .consequence = "-RestrictToOutboundAuthenticationOnly, which leaves dNSHostName out, is for accounts that log on and accept nobody: the SPNs belong elsewhere.",
	  .remedy = "Run the service as a gMSA that was made with -DNSHostName, and move the SPNs there.",
	  .source = "New-ADServiceAccount, -RestrictToOutboundAuthenticationOnly" },
	{ .id = "dmsa-link-alone", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(PRECEDED_BY) | NEEDS(SUPERSEDED_BY) | NEEDS(SUPERSEDED_STATE), .absence = true,
	  .run = link_alone,
	  .title = "a link between a dMSA and an account that no migration made",
	  .consequence = "Domain controllers without the update of August 2025 give the dMSA the rights and keys of the account that it names: somebody may have written the link for that.",
	  .remedy = "Find out who wrote it (event 5136), remove the link, update the domain controllers, and reset the account's password if nobody meant it.",
	  .source = SUCCESSOR },
	{ .id = "dmsa-privileged", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(ADMIN_COUNT) | NEEDS(PRECEDED_BY),
	  .run = link_privileged,
	  .title = "a dMSA takes the place of a privileged account",
	  .consequence = "Whoever may use or change the dMSA has the rights and keys of that account, on updated domain controllers too where both ends of the link are written.",
	  .remedy = "Find out who wrote the link (event 5136). Unless it was meant, remove it, delete the dMSA and reset the account's password.",
	  .source = SUCCESSOR },
	{ .id = NULL }
};
