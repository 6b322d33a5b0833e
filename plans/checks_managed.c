#include "plans/check.h"

#include <string.h>

#include "plans/descriptor.h"
#include "plans/membership.h"
#include "plans/report.h"

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

static bool
is_gmsa(const struct subject *subject)
{
	const enum account_kind	 kind = subject->registered == NULL ? ACCOUNT_UNKNOWN : subject->registered->kind;

	return kind == ACCOUNT_GMSA || (subject->registered != NULL && kind == ACCOUNT_UNKNOWN &&
	    subject->account->kind == ACCOUNT_GMSA);
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
	const struct account	*managed = subject->registered;
	struct descriptor	 readers = { .n_ace = 0 };
	const char		*names = "";
	struct told		 told;
	size_t			 i;

	if (!is_gmsa(subject))
		return;
	if (!has_readers(managed)) {
		report_skip(report, check, subject->account->domain->dns,
		    "nothing says that msDS-GroupMSAMembership was exported for every account (see --exported)");
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
		finding_holder(report, report_find(report, check, subject,
		    "its password may not be retrieved by %s", names), managed, NULL);
}

const struct check checks_managed[] = {
	{ .id = "gmsa-host-not-allowed", .severity = SEVERITY_ERROR, .on = ON_ACCOUNT,
	  .needs = NEEDS_DIRECTORY,
	  .run = host_not_allowed,
	  .title = "a server may not retrieve the password of its gMSA",
	  .consequence = "The pool does not start there, and requests that the server gets fail, whatever the SPN.",
	  .remedy = "Add the computer to the group in PrincipalsAllowedToRetrieveManagedPassword and restart it, or add the group.",
	  .source = "[MS-ADTS] 3.1.1.4.4, msDS-ManagedPassword" },
	{ .id = NULL }
};
