#include "plans/check.h"

#include <string.h>

#include "plans/name.h"
#include "plans/report.h"
#include "plans/trust.h"

/* Checks on what users of other forests need. */

/* A skipped check says that the evidence of DNS is missing. */
static const struct domain *
known_forest(const struct check *check, const char *dns, struct report *report)
{
	const struct domain	*domain = directory_domain(report->facts->directory, dns);

	if (domain == NULL || (domain->n_entry == 0 && !domain->all_accounts))
		report_skip(report, check, dns, "no entry of this domain came from any source");
	else if (domain->covers[ATTR_TRUST_PARTNER] == COVERAGE_COMPLETE)
		return domain;
	else
		report_skip_unsaid(report, check, dns, "its trusts were exported");
	return NULL;
}

/* Is the forest known, or the domain the root of its own, as one is that has no
 * trust with another of its forest? */
static bool
is_told(const struct check *check, const struct farm_domain *domain, struct report *report)
{
	const struct directory	*directory = report->facts->directory;
	const struct domain	*in;
	size_t			 i;

	if (domain->forest_known)
		return true;
	if ((in = known_forest(check, domain->dns, report)) == NULL)
		return false;
	for (i = 0; i < directory->n_trust; i++) {
		if (directory->trust[i].domain == in && (directory->trust[i].attributes & TRUST_WITHIN_FOREST) != 0) {
			report_skip(report, check, domain->dns, "which forest the domain is in is not known");
			return false;
		}
	}
	return true;
}

/* Why a domain controller of FOREST does not send who asks for HOST to OWN, or
 * NULL: it does, or that cannot be told. */
static const char *
refusal(const struct check *check, struct report *report, const char *host, const char *forest, const char *own)
{
	const struct domain	*domain;
	const struct trust	*trust;
	struct trust_info	 info;

	if ((domain = known_forest(check, forest, report)) == NULL)
		return NULL;
	trust = directory_trust(report->facts->directory, domain, own);
	if (trust == NULL)
		return pool_printf(&report->pool, "it has no trust with %s", own);
	if ((trust->direction & TRUST_INBOUND) == 0)
		return pool_printf(&report->pool, "%s does not trust it", own);
	if ((trust->attributes & TRUST_FOREST) == 0)
		return pool_printf(&report->pool, "its trust with %s is none between forests", own);
	/* Such a trust need not have them where it lets nobody in. */
	if (trust->info.at == NULL && (trust->direction & TRUST_OUTBOUND) != 0)
		return "its trust has no name suffixes";
	if (trust->info.at == NULL)
		info.fault = "it is not there, and the trust is one-way";
	else if (trust_read(&report->pool, &info, trust->info) == 0)
		return trust_refuses(&report->pool, &info, host);
	report_skip(report, check, forest, pool_printf(&report->pool,
	    "msDS-TrustForestTrustInfo of its trust with %s tells nothing: %s", own, info.fault));
	return NULL;
}

static void
unrouted(const struct check *check, const struct subject *subject, struct report *report, bool qualified)
{
	const struct decision	*d = subject->decision;
	const struct farm_users	*users;
	const char		*text = "", *why, *own;
	size_t			 i, n;

	if (d->holder == NULL || d->holder->domain == NULL || d->requested || name_qualified(d->host) != qualified)
		return;
	own = d->holder->domain->forest;
	users = farm_users(&report->pool, d->site, &n);
	for (i = 0; i < n; i++) {
		if (text_same(users[i].forest, own) || (users[i].domain != NULL &&
		    (!is_told(check, users[i].domain, report) || !is_told(check, d->holder->domain, report))))
			continue;
		why = qualified ? refusal(check, report, d->host, users[i].forest, own) :
		    "a short name leads to no other forest";
		if (why != NULL)
			text = pool_printf(&report->pool, "%s%sfrom %s: %s", text, *text == '\0' ? "" : "; ",
			    users[i].forest, why);
	}
	if (*text != '\0')
		report_find(report, check, subject, "%s", text);
}

static void
not_routed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	unrouted(check, subject, report, true);
}

static void
short_not_routed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	unrouted(check, subject, report, false);
}

/* Who may authenticate to the holder, where only those named may. */
static struct told
admitted(struct report *report, const struct farm_account *holder)
{
	const struct account	*in = roster_account(&report->facts->roster, holder);
	struct descriptor	 descriptor;

	if (in == NULL)
		return (struct told){ ANSWER_YES, NULL };	/* account-missing says so */
	if (in->more->security.at == NULL)
		return (struct told){ ANSWER_UNKNOWN, pool_printf(&report->pool,
		    "nTSecurityDescriptor of %s did not come", holder->text) };
	if (descriptor_read(&report->pool, &descriptor, in->more->security) != 0)
		return (struct told){ ANSWER_UNKNOWN, pool_printf(&report->pool,
		    "nTSecurityDescriptor of %s is none: %s", holder->text, descriptor.fault) };
	return trust_admitted(&report->pool, report->facts->directory, in->domain, &descriptor);
}

static void
not_allowed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	const struct farm_users	*users;
	const struct domain	*own;
	const struct trust	*trust;
	struct told		 told;
	size_t			 i, n;

	if (d->holder == NULL || d->holder->domain == NULL || d->requested)
		return;
	users = farm_users(&report->pool, d->site, &n);
	for (i = 0; i < n; i++) {
		if (text_same(users[i].forest, d->holder->domain->forest) ||
		    (own = known_forest(check, d->holder->domain->forest, report)) == NULL)
			continue;
		trust = directory_trust(facts->directory, own, users[i].forest);
		if (trust == NULL || (trust->attributes & TRUST_SELECTIVE) == 0)
			continue;
		told = admitted(report, d->holder);
		if (told.answer == ANSWER_UNKNOWN)
			report_skip(report, check, d->holder->domain->dns, told.because);
		else if (told.answer == ANSWER_NO)
			report_find(report, check, subject,
			    "the trust with %s is selective, and nobody from there is allowed to authenticate to %s",
			    users[i].forest, d->holder->text);
	}
}

const struct check checks_trust[] = {
	{ .id = "name-not-routed", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY,
	  .run = not_routed,
	  .title = "a name that users of another forest are not led to",
	  .consequence = "Their domain controllers do not know the SPN, and they fall back to NTLM.",
	  .remedy = "Give clients a name whose suffix the forest trust routes, or enable the suffix in the users' forest.",
	  .source = "[MS-ADTS] 6.1.6.9.3.2" },
	{ .id = "short-name-not-routed", .severity = SEVERITY_WARNING, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY,
	  .run = short_not_routed,
	  .title = "a short name, and users in another forest",
	  .consequence = "Those of them who type it fall back to NTLM, unless the policy \"Use forest search order\" of their domain controllers or computers has the forest of the site.",
	  .remedy = "Have them use the full name, which a forest trust can route.",
	  .source = "[MS-ADTS] 6.1.6.9.3.2; Group Policy, Use forest search order" },
	{ .id = "not-allowed-to-authenticate", .severity = SEVERITY_ERROR, .on = ON_DECISION,
	  .needs = NEEDS_DIRECTORY,
	  .run = not_allowed,
	  .title = "a selective trust lets nobody in to the account that holds the SPN",
	  .consequence = "Users of the other forest get KDC_ERR_POLICY in place of a ticket.",
	  .remedy = "Grant a group of theirs Allowed to Authenticate on the account that holds the SPN.",
	  .source = "[MS-ADTS] 5.1.3.2.1, Allowed-To-Authenticate; [MS-ADTS] 6.1.6.7.9" },
	{ .id = NULL }
};
