#include "plans/check.h"

#include <stdint.h>
#include <stdlib.h>

#include "plans/holder.h"
#include "plans/membership.h"
#include "plans/odd.h"
#include "plans/report.h"
#include "plans/sid.h"

/* Protected Users. */

struct protected {
	const struct check	*check;
	const struct facts	*facts;
	struct report		*report;
	struct table		 met;	/* accounts, each of which may be in several groups */
};

static bool
is_met(struct protected *in, const struct account *account)
{
	const uintptr_t		 key = (uintptr_t)account / sizeof(*account);
	const struct account	**met;
	size_t			 step = 0;

	while ((met = table_next(&in->met, key, &step)) != NULL)
		if (*met == account)
			return true;
	met = pool_alloc(&in->report->pool, sizeof(*met));
	*met = account;
	table_put(&in->report->pool, &in->met, key, met);
	return false;
}

static void
no_sid(void *arg, const char *sid)
{
	(void)arg;
	(void)sid;
}

static void
protect(struct protected *in, const struct account *account, const char *by)
{
	const struct subject	 subject = { .kind = ON_HOLDER, .registered = account };

	if (holder_in_use(&subject) && !is_met(in, account))
		finding_holder(in->report, report_find(in->report, in->check, &subject,
		    "it is a member of Protected Users%s and %s", by, account->n_spn > 0 ?
		    "holds SPNs" : "is trusted for delegation"), account, NULL);
}

static void
member(void *arg, const struct group *group, const char *dn)
{
	struct protected	*in = arg;
	const struct account	*account = directory_account_of_dn(in->facts->directory, dn);

	(void)group;
	if (account != NULL)
		protect(in, account, "");
}

/* Who has it as primary group stands in no list of members ([MS-ADA3] 2.120).
 * Few have another one than most. */
static void
primary(void *arg, const struct group *group)
{
	struct protected		*in = arg;
	const struct directory		*directory = in->facts->directory;
	const size_t			 n_domain = group->sid == NULL ? 0 : sid_domain(group->sid);
	const unsigned long		 rid = n_domain == 0 ? 0 : strtoul(group->sid + n_domain + 1, NULL, 10);
	const struct account *const	*account;
	size_t				 i, n;

	if (rid == 0)
		return;
	account = odd_primary_group((int64_t)rid) ? directory_odd(directory, ODD_PRIMARY, &n) :
	    directory_accounts(directory, &n);
	for (i = 0; i < n; i++)
		if (account[i]->primary_group == rid && account[i]->domain == group->domain)
			protect(in, account[i], " by its primary group");
}

static void
protected_users(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	struct protected		 in = { .check = check, .facts = facts, .report = report };
	const struct membership_walk	 to = { no_sid, primary, member, &in };

	if (subject->domain->sid != NULL)
		membership_walk(&report->pool, facts->directory, subject->domain,
		    pool_printf(&report->pool, "%s-525", subject->domain->sid), &to);
}

const struct check checks_protected[] = {
	{ .id = "holder-protected", .severity = SEVERITY_WARNING, .on = ON_DOMAIN,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(SPN) | NEEDS(OBJECT_SID) | NEEDS(GROUP_TYPE) |
	      NEEDS(MEMBER) | NEEDS(PRIMARY_GROUP) | NEEDS_ALL_ACCOUNTS,
	  .run = protected_users,
	  .title = "a service's account is in Protected Users",
	  .consequence = "Its own tickets last four hours, are not renewed and cannot be delegated, and it cannot use RC4: the service loses its connections, and its password lies on the server all the same.",
	  .remedy = "Take services and computers out of Protected Users, which is for people.",
	  .source = "Windows Server, Protected Users security group" },
	{ .id = NULL }
};
