#include "plans/check.h"

#include <string.h>

#include "plans/report.h"
#include "plans/spn.h"

/* Checks on what the vendor of a site's product asks for (plans/service.c). */

enum { MEMBER_KERNEL_MODE, MEMBER_CREDENTIALS, N_MEMBER };

static const char *const member_name[N_MEMBER] = {
	[MEMBER_KERNEL_MODE] = "useKernelMode", [MEMBER_CREDENTIALS] = "useAppPoolCredentials"
};

static int
asked_for(const struct product *by, int member)
{
	return member == MEMBER_KERNEL_MODE ? by->kernel_mode : by->app_pool_credentials;
}

/*
 * Is the setting other than the vendor asks for?  With a built-in identity
 * useAppPoolCredentials decides nothing, nor with kernel mode off.
 */
static bool
differs(const struct product *by, const struct farm_effective *at, int member)
{
	int	 is = member == MEMBER_KERNEL_MODE ? at->authentication.kernel_mode :
		     at->authentication.app_pool_credentials;
	int	 asked = asked_for(by, member);

	if (asked == SETTING_UNSET || is == SETTING_UNKNOWN || is == asked ||
	    at->authentication.enabled == SETTING_NO)
		return false;
	return member == MEMBER_KERNEL_MODE || (identity_account(at) != NULL &&
	    at->authentication.kernel_mode != SETTING_NO);
}

/* The servers where it is, "" for none. */
static const char *
where_differs(struct pool *pool, const struct farm_site *site,
    const struct farm_application *application, int member)
{
	struct farm_effective	 at;
	const char		*text = "";
	size_t			 i;

	for (i = 0; i < site->n_server; i++) {
		at = farm_effective(site, application, site->server[i]);
		if (differs(site->product, &at, member))
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ", ", site->server[i]->name);
	}
	return text;
}

static void
setting_of(const struct check *check, const struct subject *subject, struct report *report,
    const struct farm_application *application)
{
	const struct farm_site	*site = subject->site;
	struct subject		 one = *subject;
	const char		*servers, *asked;
	int			 member;

	if (application != NULL)
		one.text = pool_printf(&report->pool, "%s%s", site->name, application->url);
	for (member = 0; member < N_MEMBER; member++) {
		servers = where_differs(&report->pool, site, application, member);
		if (*servers == '\0' || (application != NULL &&
		    strcmp(servers, where_differs(&report->pool, site, NULL, member)) == 0))
			continue;	/* an application as its site is not said again */
		asked = asked_for(site->product, member) == SETTING_YES ? "true" : "false";
		report_find(report, check, &one, "product %s asks for %s %s, and that is not so on %s",
		    site->product->word, member_name[member], asked, servers);
	}
}

static void
setting(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	size_t	 i;

	(void)facts;
	setting_of(check, subject, report, NULL);
	for (i = 0; i < subject->site->n_application; i++)
		setting_of(check, subject, report, &subject->site->application[i]);
}

static void
note(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct product	*by = subject->site->product;

	(void)facts;
	if (by->note != NULL)
		report_find(report, check, subject, "product %s: %s", by->word, by->note);
}

/* As clients ask for it: the class in capitals (RFC 4559), hosts as browsers
 * make them, and the realm of the account's domain. */
static void
keytab_principal(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	struct pool		*pool = &report->pool;
	const char		*class = text_same(d->site->service, "HTTP") ? "HTTP" : d->site->service;
	const char		*rest = strchr(d->spn, '/');
	char			*realm, *at;

	(void)facts;
	if (!d->site->product->keytab || d->holder == NULL || rest == NULL)
		return;
	realm = pool_copy(pool, d->holder->domain->dns);
	for (at = realm; *at != '\0'; at++)
		*at = text_alpha(*at) && text_lower(*at) == *at ? (char)(*at - 'a' + 'A') : *at;
	report_find(report, check, subject,
	    "the keytab needs %s%s@%s in exactly this case, with the keys of %s for aes256-cts-hmac-sha1-96 and aes128-cts-hmac-sha1-96",
	    class, rest, realm, d->holder->text);
}

const struct check checks_product[] = {
	{ .id = "product-setting", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = setting,
	  .title = "a setting is not as the vendor of the product asks for",
	  .consequence = "The plan follows the settings as described. The product may fail all the same, or the vendor not support it.",
	  .remedy = "Set what the finding names and plan again, or say in the description how it is.",
	  .source = "the vendor of the product: 'spnplan explain PRODUCT'" },
	{ .id = "product-note", .severity = SEVERITY_INFO, .on = ON_SITE, .plans = true,
	  .run = note,
	  .title = "what the product takes besides SPNs",
	  .consequence = "SPNs alone do not bring Kerberos to this product.",
	  .remedy = "See to what the finding says, which no description and no directory shows.",
	  .source = "the vendor of the product: 'spnplan explain PRODUCT'" },
	{ .id = "keytab-principal", .severity = SEVERITY_INFO, .on = ON_DECISION, .plans = true,
	  .run = keytab_principal,
	  .title = "a principal that the keytab needs",
	  .consequence = "Without it, or in another case, or without the encryption type of the ticket, the server cannot decrypt: names in keytabs are case-sensitive, in Active Directory they are not.",
	  .remedy = "Compare with klist -ke, and make the keytab from the account that the finding names.",
	  .source = "RFC 4120 6.2; [MS-KILE] 3.1.5.11; MIT Kerberos, klist" },
	{ .id = NULL }
};
