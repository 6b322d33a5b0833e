#include "plans/check.h"

#include <stdlib.h>
#include <string.h>

#include "plans/change.h"
#include "plans/report.h"
#include "plans/spn.h"
#include "plans/verdict.h"

/* Checks on names that several accounts lay claim to.  Those that "check" makes
 * too say what those on decisions do not see, who look at holders alone. */

#define LOOKUP	"[MS-DRSR] 4.1.4.2.14 LookupSPN"

/* What each of them has to do with it. */
static const char *
part(struct pool *pool, const struct clash *clash, size_t i)
{
	if (clash->kind == CLASH_UPN)
		return i < clash->n_before ? "userPrincipalName" : "SPN";
	if (clash_is_behind(pool, clash, i))
		return "HOST/";
	return clash->kind == CLASH_SHADOW ? "SPN" : NULL;
}

static const char *
says(struct pool *pool, const char *has, const struct judged *judged)
{
	static const char	*const word[] = { [VERDICT_RIGHT] = "right", [VERDICT_WRONG] = "wrong: ",
				    [VERDICT_PROBABLY] = "probably wrong: " };

	if (judged->verdict == VERDICT_NONE)
		return has;
	return pool_printf(pool, "%s%s%s%s", has == NULL ? "" : has, has == NULL ? "" : ", ", word[judged->verdict],
	    judged->why == NULL ? "" : judged->why);
}

/* Does the finding show the SPN as it is written here? */
static bool
is_shown(const struct clash *clash, const char *spn)
{
	const char	*const *shown = clash->kind == CLASH_IGNORABLE ? clash->spn :
			    bsearch(&spn, clash->spn, clash->n_spn, sizeof(*clash->spn), spn_order);

	return shown != NULL && strcmp(*shown, spn) == 0;
}

/* How the account writes what the finding shows otherwise, or NULL. */
static const char *
written(struct pool *pool, const struct clash *clash, size_t i)
{
	const char	*first = NULL, *const *spn;
	size_t		 n, others = 0;

	if (!clash_is_equal(clash->kind))
		return NULL;
	for (spn = clash_spellings(pool, clash, clash->account[i], &n); n > 0; spn++, n--) {
		if (is_shown(clash, *spn))
			continue;
		if (first == NULL)
			first = *spn;
		else
			others++;
	}
	return others == 0 ? first : pool_printf(pool, "%s and %zu other%s", first, others, others == 1 ? "" : "s");
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
    const struct facts *facts, struct report *report, enum clash_kind kind, const char *detail)
{
	const struct clash	*clash = subject->clash;
	const struct judged	*judged;
	struct finding		*finding;
	size_t			 i;

	if (clash->kind != kind)
		return;
	judged = verdicts_make(&report->pool, facts, clash);
	finding = report_find(report, check, subject, "%s %s", list_spns(&report->pool, clash), detail);
	for (i = 0; i < clash->n_account; i++) {
		finding_holder(report, finding, clash->account[i],
		    says(&report->pool, part(&report->pool, clash, i), &judged[i]));
		finding->holder[i].written = written(&report->pool, clash, i);
	}
	change_clash(report, finding, clash, judged);
}

/* A check that says which clashes of one kind there are. */
#define ON_KIND(name, kind, detail) \
static void \
name(const struct check *check, const struct subject *subject, \
    const struct facts *facts, struct report *report) \
{ \
	report_clash(check, subject, facts, report, kind, detail); \
}

ON_KIND(exact, CLASH_EXACT, "on several accounts")
ON_KIND(letters, CLASH_CASE, "on several accounts, written in other cases")
ON_KIND(folded, CLASH_FOLD, "on several accounts, in spellings that the directory takes for one")
ON_KIND(host, CLASH_HOST, "on several accounts")
ON_KIND(short_name, CLASH_SHORT_NAME, "in several domains, each of which has a computer of that name")
ON_KIND(forests, CLASH_FORESTS, "in several forests")
ON_KIND(known, CLASH_KNOWN, "on several accounts, as the directory makes it")

static void
ignorable(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct clash	*clash = subject->clash;
	bool			 before = false;
	size_t			 i;

	for (i = 0; i < clash->n_account; i++)
		before |= clash_is_behind(&report->pool, clash, i);
	report_clash(check, subject, facts, report, CLASH_IGNORABLE, clash->n_account < 2 ?
	    "planned for another account, but for characters that are not shown" :
	    before ? "goes before HOST/ of the name on another account, but for characters that are not shown" :
	    "on several accounts, but for characters that are not shown");
}

static void
shadow(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	report_clash(check, subject, facts, report, CLASH_SHADOW, subject->clash->n_account == 2 ?
	    "on one account, and HOST/ of the name on the other" :
	    "on some of these accounts, and HOST/ of the name on the others");
}

/* That of one who holds it not, or not yet, is only planned. */
static bool
is_held(const struct clash *clash)
{
	return clash->n_account > clash->n_before && account_holds(clash->account[clash->n_before], clash->spn[0]);
}

static void
user_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct clash	*clash = subject->clash;
	const bool		 held = is_held(clash);

	report_clash(check, subject, facts, report, CLASH_UPN, clash->n_account == 1 ?
	    "planned, and the same as userPrincipalName of this account" : clash->n_account == clash->n_before ?
	    "planned, and the same as userPrincipalName of these accounts" : clash->n_account == 2 ?
	    (held ? "on one account, and the same as userPrincipalName of the other" :
	    "planned for one account, and the same as userPrincipalName of the other") :
	    held ? "on some of these accounts, and the same as userPrincipalName of the others" :
	    "planned for one of these accounts, and the same as userPrincipalName of the others");
}

const struct check checks_clash[] = {
	{ .id = "duplicate-exact", .severity = SEVERITY_ERROR, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = exact,
	  .title = "SPNs on several accounts",
	  .consequence = "The domain controller issues no ticket for them: clients fall back to NTLM or fail.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others with setspn -D.",
	  .source = LOOKUP },
	{ .id = "duplicate-case", .severity = SEVERITY_ERROR, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = letters,
	  .title = "SPNs on several accounts that differ in case",
	  .consequence = "For the domain controller they are the same SPN: it issues no ticket for them.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others with setspn -D.",
	  .source = "[MS-KILE] 3.1.5.11; " LOOKUP },
	{ .id = "duplicate-folded", .severity = SEVERITY_ERROR, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = folded,
	  .title = "SPNs on several accounts that only the directory takes for one",
	  .consequence = "Kana, width and diacritics do not count: a lookup finds several accounts, and no ticket is issued.",
	  .remedy = "Find out whose key decrypts, and remove the SPNs from the others.",
	  .source = "[MS-ADTS] 3.1.1.2.2.4.13 and 6.5; KB938447" },
	{ .id = "duplicate-ignorable", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = ignorable,
	  .title = "SPNs that differ in characters which are not shown",
	  .consequence = "Domain controllers without the update of March 2026 take them for one: somebody may have registered them to take over tickets.",
	  .remedy = "Look at who wrote them, remove those with such characters, and update the domain controllers.",
	  .source = "CVE-2026-25177" },
	{ .id = "duplicate-host", .severity = SEVERITY_ERROR, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = host,
	  .title = "HOST/ of one name on several accounts",
	  .consequence = "Every class that HOST/ answers for is a duplicate of that name too: HTTP/, cifs/ and the like.",
	  .remedy = "Leave HOST/ to the computer that bears the name; setspn -R puts back what a computer has lost.",
	  .source = "[MS-DRSR] 4.1.4.2.19 MapSPN" },
	{ .id = "computer-name-twice", .severity = SEVERITY_WARNING, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = short_name,
	  .title = "one short computer name in several domains",
	  .consequence = "Which of them gets the ticket for the short name depends on the domain that is asked.",
	  .remedy = "Use full names, or rename one of the computers.",
	  .source = LOOKUP },
	{ .id = "spn-is-user-name", .severity = SEVERITY_ERROR, .on = ON_CLASH,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS(UPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = user_name,
	  .title = "an SPN is the userPrincipalName of another account",
	  .consequence = "The domain controller looks for user principal names too and finds two accounts.",
	  .remedy = "Where ktpass set the name, put userPrincipalName back; leave the SPN on the account whose key decrypts.",
	  .source = "[MS-KILE] 3.3.5.1.1" },
	{ .id = "host-shadow", .severity = SEVERITY_WARNING, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_MAPPINGS | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = shadow,
	  .title = "an SPN goes before HOST/ of its name on another account",
	  .consequence = "Tickets for that class are the first account's: whatever of it runs on the computer itself, such as WinRM for HTTP/, cannot decrypt them.",
	  .remedy = "Nothing where that is meant; else give the site a name of its own.",
	  .source = LOOKUP ", MapSPN" },
	{ .id = "duplicate-forests", .severity = SEVERITY_WARNING, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = forests,
	  .title = "SPNs in several forests",
	  .consequence = "Users of each forest get a ticket of their own forest's account, whichever serves the name.",
	  .remedy = "Leave the SPN to the forest whose account decrypts, and route the name's suffix over the trust.",
	  .source = "[MS-KILE] 3.3.5.7; [MS-ADTS] 6.1.6.9.3" },
	{ .id = "duplicate-known", .severity = SEVERITY_INFO, .on = ON_CLASH, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(SPN) | NEEDS_ALL_ACCOUNTS, .forest = true,
	  .run = known,
	  .title = "an SPN that the directory itself puts on several accounts",
	  .consequence = "None.",
	  .remedy = "None: it is not counted as a duplicate.",
	  .source = "[MS-DRSR] 2.2.2; Windows Server, setspn" },
	{ .id = NULL }
};
