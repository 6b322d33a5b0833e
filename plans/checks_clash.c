#include "plans/check.h"

#include <string.h>

#include "plans/filetime.h"
#include "plans/fold.h"
#include "plans/report.h"
#include "plans/spn.h"

/* Checks on names that several accounts lay claim to. */

#define LOOKUP	"[MS-DRSR] 4.1.4.2.14 LookupSPN"

/* The account that the plan wants the SPN on, where a description knows. */
static const struct farm_account *
planned_for(const struct facts *facts, const char *spn)
{
	size_t	 i;

	for (i = 0; i < facts->plan->n_decision; i++) {
		if (facts->plan->decision[i].holder != NULL && spn_cmp(facts->plan->decision[i].spn, spn) == 0)
			return facts->plan->decision[i].holder;
	}
	return NULL;
}

/* The one account on which the plan wants all of these SPNs that it knows;
 * where it divides them, check says of each what is right. */
static const struct farm_account *
planned_together(const struct facts *facts, const struct clash *clash)
{
	const struct farm_account	*all = NULL, *one;
	size_t				 i;

	for (i = 0; i < clash->n_spn; i++) {
		one = planned_for(facts, clash->spn[i]);
		if (one != NULL && all != NULL && one != all)
			return NULL;
		all = one != NULL ? one : all;
	}
	return all;
}

static bool
any(const struct clash *clash, bool (*is)(const struct account *))
{
	size_t	 i;

	for (i = 0; i < clash->n_account; i++) {
		if (is(clash->account[i]))
			return true;
	}
	return false;
}

static bool
is_disabled(const struct account *account)
{
	return account->has_uac && (account->uac & UAC_DISABLED) != 0;
}

static bool
is_service(const struct account *account)
{
	return account->kind == ACCOUNT_USER || account->kind == ACCOUNT_INETORGPERSON ||
	    account_kind[account->kind].managed;
}

static bool
is_in_use(const struct account *account)
{
	return !is_disabled(account);
}

static int64_t
latest_logon(const struct clash *clash)
{
	int64_t	 latest = 0;
	size_t	 i;

	for (i = 0; i < clash->n_account; i++) {
		if (clash->account[i]->last_logon > latest)
			latest = clash->account[i]->last_logon;
	}
	return latest;
}

/* Has it a namesake in another domain, as a migration leaves it? */
static const struct account *
namesake(const struct clash *clash, const struct account *account)
{
	size_t	 i;

	for (i = 0; account->sam != NULL && i < clash->n_account; i++) {
		if (clash->account[i]->domain != account->domain && clash->account[i]->sam != NULL &&
		    fold_cmp(clash->account[i]->sam, account->sam) == 0)
			return clash->account[i];
	}
	return NULL;
}

/*
 * Signs that the account is used no more, while another of them is.  The time
 * of the last logon lags by up to 14 days, and a new account may be meant to
 * take over.
 */
static const char *
left_behind(const struct facts *facts, struct report *report, const struct clash *clash,
    const struct account *account)
{
	enum { QUIET_DAYS = 90 };
	const int64_t	 quiet = QUIET_DAYS * FILETIME_DAY;
	const char	*since;

	if (account->domain == NULL || account->domain->covers[ATTR_LAST_LOGON] != COVERAGE_COMPLETE ||
	    latest_logon(clash) - account->last_logon < quiet || account->created == 0 ||
	    facts->now - account->created < quiet)
		return NULL;
	since = account->last_logon == 0 ? "never logged on" :
	    pool_printf(&report->pool, "last logged on by %s", filetime_day(&report->pool, account->last_logon));
	return pool_printf(&report->pool, "probably wrong: %s%s, while another does",
	    namesake(clash, account) != NULL ? "migrated to another domain, " : "", since);
}

/* One of two that were made under one name on two domain controllers: the one
 * that replication renamed. */
static bool
is_conflict(const struct account *account)
{
	const char	*at = strstr(account->dn, "\\0ACNF:");

	return at != NULL && memchr(account->dn, ',', (size_t)(at - account->dn)) == NULL;
}

/*
 * Which of them is wrong.  The description knows; without one there are signs:
 * a conflict object, an account that is switched off, a computer beside a service account, one
 * that nobody uses.  Two of a kind show none.
 */
static const char *
verdict(const struct facts *facts, struct report *report, const struct clash *clash,
    const struct account *account)
{
	const struct farm_account	*planned = planned_together(facts, clash);

	if (planned != NULL)
		return roster_same(planned, account) ? "right" : "wrong: the description plans another";
	if (is_conflict(account))
		return "probably wrong: a conflict object of replication (CNF)";
	if (is_disabled(account) && any(clash, is_in_use))
		return "probably wrong: disabled";
	if (account->kind == ACCOUNT_COMPUTER && any(clash, is_service))
		return "probably wrong: a computer beside a service account";
	return left_behind(facts, report, clash, account);
}

/* What each of them has to do with it. */
static const char *
part(const struct facts *facts, struct report *report, const struct clash *clash, size_t i)
{
	if (clash->kind == CLASH_UPN)
		return i == 0 ? "userPrincipalName" : "SPN";
	if (clash->kind == CLASH_SHADOW)
		return i == 0 ? "SPN" : "HOST/";
	return clash_is_duplicate(clash->kind) ? verdict(facts, report, clash, clash->account[i]) : NULL;
}

static char *
list_spns(struct pool *pool, const struct clash *clash)
{
	enum { MOST = 8 };
	char	*text = pool_copy(pool, clash->spn[0]);
	size_t	 i, n = clash->n_spn <= MOST ? clash->n_spn : MOST - 1;

	for (i = 1; i < n; i++)
		text = pool_printf(pool, "%s, %s", text, clash->spn[i]);
	return n == clash->n_spn ? text : pool_printf(pool, "%s and %zu others", text, clash->n_spn - n);
}

static void
report_clash(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report, enum clash_kind kind, const char *says)
{
	const struct clash	*clash = subject->clash;
	struct finding		*finding;
	size_t			 i;

	if (clash->kind != kind)
		return;
	finding = report_find(report, check, subject, "%s %s", list_spns(&report->pool, clash), says);
	for (i = 0; i < clash->n_account; i++)
		finding_holder(report, finding, clash->account[i], part(facts, report, clash, i));
}

/* A check that says which clashes of one kind there are. */
#define ON_KIND(name, kind, says) \
static void \
name(const struct check *check, const struct subject *subject, \
    const struct facts *facts, struct report *report) \
{ \
	report_clash(check, subject, facts, report, kind, says); \
}

ON_KIND(exact, CLASH_EXACT, "on several accounts")
ON_KIND(letters, CLASH_CASE, "on several accounts, written in other cases")
ON_KIND(folded, CLASH_FOLD, "on several accounts, in spellings that the directory takes for one")
ON_KIND(ignorable, CLASH_IGNORABLE, "on several accounts, but for characters that are not shown")
ON_KIND(host, CLASH_HOST, "on several accounts")
ON_KIND(short_name, CLASH_SHORT_NAME, "in several domains, each of which has a computer of that name")
ON_KIND(user_name, CLASH_UPN, "on one account, and the same as userPrincipalName of the other")
ON_KIND(shadow, CLASH_SHADOW, "on one account, and HOST/ of the name on the other")
ON_KIND(forests, CLASH_FORESTS, "in several forests")
ON_KIND(known, CLASH_KNOWN, "on several accounts, as the directory makes it")

const struct check checks_clash[] = {
	{ .id = "duplicate-exact", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = exact,
	  .title = "SPNs on several accounts",
	  .consequence = "The domain controller issues no ticket for them: clients fall back to NTLM or fail.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others with setspn -D.",
	  .source = LOOKUP },
	{ .id = "duplicate-case", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = letters,
	  .title = "SPNs on several accounts that differ in case",
	  .consequence = "For the domain controller they are the same SPN: it issues no ticket for them.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others with setspn -D.",
	  .source = "[MS-KILE] 3.1.5.11; " LOOKUP },
	{ .id = "duplicate-folded", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = folded,
	  .title = "SPNs on several accounts that only the directory takes for one",
	  .consequence = "Kana, width and diacritics do not count: a lookup finds several accounts, and no ticket is issued.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others.",
	  .source = "[MS-ADTS] 3.1.1.2.2.4.13 and 6.5" },
	{ .id = "duplicate-ignorable", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = ignorable,
	  .title = "SPNs that differ in characters which are not shown",
	  .consequence = "Domain controllers without the update of March 2026 take them for one: somebody may have registered them to take over tickets.",
	  .remedy = "Look at who wrote them, remove those with such characters, and update the domain controllers.",
	  .source = "CVE-2026-25177" },
	{ .id = "duplicate-host", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = host,
	  .title = "HOST/ of one name on several accounts",
	  .consequence = "Every class that HOST/ answers for is a duplicate of that name too: HTTP/, cifs/ and the like.",
	  .remedy = "Leave HOST/ to the computer that bears the name; setspn -R puts back what a computer has lost.",
	  .source = "[MS-DRSR] 4.1.4.2.19 MapSPN" },
	{ .id = "computer-name-twice", .severity = SEVERITY_WARNING, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = short_name,
	  .title = "one short computer name in several domains",
	  .consequence = "Which of them gets the ticket for the short name depends on the domain that is asked.",
	  .remedy = "Use full names, or rename one of the computers.",
	  .source = LOOKUP },
	{ .id = "spn-is-user-name", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(UPN), .forest = true,
	  .run = user_name,
	  .title = "an SPN is the userPrincipalName of another account",
	  .consequence = "The domain controller looks for user principal names too and finds two accounts.",
	  .remedy = "Where ktpass set the name, put userPrincipalName back; leave the SPN on the account whose key decrypts.",
	  .source = "[MS-KILE] 3.3.5.1.1" },
	{ .id = "host-shadow", .severity = SEVERITY_WARNING, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_MAPPINGS, .forest = true,
	  .run = shadow,
	  .title = "an SPN goes before HOST/ of its name on another account",
	  .consequence = "Tickets for that class are the first account's: whatever of it runs on the computer itself, such as WinRM for HTTP/, cannot decrypt them.",
	  .remedy = "Nothing where that is meant; else give the site a name of its own.",
	  .source = LOOKUP ", MapSPN" },
	{ .id = "duplicate-forests", .severity = SEVERITY_WARNING, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = forests,
	  .title = "SPNs in several forests",
	  .consequence = "Users of each forest get a ticket of their own forest's account, whichever serves the name.",
	  .remedy = "Leave the SPN to the forest whose account decrypts, and route the name's suffix over the trust.",
	  .source = "[MS-KILE] 3.3.5.7; [MS-ADTS] 6.1.6.9.3" },
	{ .id = "duplicate-known", .severity = SEVERITY_INFO, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN), .forest = true,
	  .run = known,
	  .title = "an SPN that the directory itself puts on several accounts",
	  .consequence = "None.",
	  .remedy = "None: it is not counted as a duplicate.",
	  .source = "[MS-DRSR] 2.2.2; Windows Server, setspn" },
	{ .id = NULL }
};
