#include "plans/protection.h"

#include <string.h>

#include "plans/balancer.h"
#include "plans/spn.h"

static const struct protection_vendor vendor[] = {
	{ "exchange", true,
	  "Exchange does not support extended protection where TLS is taken off (Exchange 2019 CU14 and later switch it on): speak TLS to the servers with the balancer's certificate, or say extendedProtection None where it is off",
	  "Configure Windows Extended Protection in Exchange Server" },
	{ "adfs", true,
	  "AD FS compares the certificate that the client saw with its own (ExtendedProtectionTokenCheck, Allow by default): speak TLS to the servers with the same certificate and key, or set it to None and say extendedProtection None",
	  "AD FS requirements; Set-AdfsProperties, -ExtendedProtectionTokenCheck" },
	{ "ssrs", false,
	  "Reporting Services has it in RSReportServer.config: RSWindowsExtendedProtectionScenario must be Proxy, and the names of the balancer URLs of the report server",
	  "Extended protection for authentication with Reporting Services" },
	{ "powerbi", false,
	  "Power BI Report Server has it in RSReportServer.config: RSWindowsExtendedProtectionScenario must be Proxy, and the names of the balancer URLs of the report server",
	  "Extended protection for authentication with Reporting Services" },
	{ NULL }
};

const struct protection_vendor *
protection_vendor(const struct product *product_of_site)
{
	const struct protection_vendor	*row;

	for (row = vendor; row->product != NULL; row++) {
		if (text_same(row->product, product_of_site->word))
			return row;
	}
	return NULL;
}

/* The binding is a hash of the certificate (RFC 5929 4), so that TLS to the
 * server with the same one keeps it. */
bool
protection_broken(const struct farm_site *site)
{
	return site->balancer != NULL && balancer_ends(site->balancer) &&
	    site->balancer->server_tls != SERVER_TLS_SAME;
}

static bool
is_listed(const char *const *list, size_t n, const char *spn)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (spn_cmp(list[i], spn) == 0)
			return true;
	}
	return false;
}

static bool
reaches(const struct decision *d, const struct farm_server *server)
{
	size_t	 i;

	for (i = 0; i < d->n_server; i++) {
		if (d->server[i] == server)
			return true;
	}
	return false;
}

/* Every SPN that clients ask for on the way to the server must be listed. */
static void
compare(struct pool *pool, const struct plan *plan, const struct farm_site *site,
    const struct farm_server *server, const struct farm_authentication *auth, struct protection_at *at)
{
	const struct decision	*d;
	size_t			 i;

	for (i = 0; i < plan->n_decision; i++) {
		d = &plan->decision[i];
		if (d->site != site || !reaches(d, server) || d->rule->outcome == OUTCOME_REFUSED)
			continue;
		if (strchr(d->host, '.') == NULL && (at->flags & FLAG_ALLOW_DOTLESS_SPN) == 0) {
			if (at->dotless == NULL || strstr(at->dotless, d->spn) == NULL)
				at->dotless = at->dotless == NULL ? d->spn : pool_printf(pool, "%s, %s", at->dotless, d->spn);
			continue;
		}
		if (is_listed(auth->protected_spn, auth->n_protected_spn, d->spn) ||
		    is_listed(at->missing, at->n_missing, d->spn))
			continue;
		at->missing = pool_more(pool, at->missing, at->n_missing, sizeof(*at->missing));
		at->missing[at->n_missing++] = d->spn;
	}
}

struct protection_at
protection_at(struct pool *pool, const struct plan *plan, const struct farm_site *site,
    const struct farm_application *application, const struct farm_server *server)
{
	struct farm_effective	 effective = farm_effective(site, application, server);
	const struct farm_authentication *auth = &effective.authentication;
	struct protection_at	 at = { .checking = auth->enabled == SETTING_NO ? PROTECTION_NONE : auth->extended_protection };
	size_t			 i;

	for (i = 0; i < auth->n_protection_flag; i++)
		at.flags |= (unsigned)auth->protection_flag[i];
	at.wanted = FLAG_PROXY | (at.flags & FLAG_ALLOW_DOTLESS_SPN);
	if (protection_is_on(&at))
		compare(pool, plan, site, server, auth, &at);
	return at;
}

bool
protection_is_unknown(const struct protection_at *at)
{
	return at->checking == PROTECTION_UNKNOWN ||
	    (at->checking != PROTECTION_NONE && (at->flags & FLAG_UNKNOWN) != 0);
}

bool
protection_is_on(const struct protection_at *at)
{
	return at->checking != PROTECTION_NONE && !protection_is_unknown(at);
}

const char *
protection_flags(struct pool *pool, unsigned flags)
{
	const struct word	*word;
	const char		*text = "";

	for (word = word_protection_flag; word->word != NULL; word++) {
		if (word->value != FLAG_NONE && (flags & (unsigned)word->value) != 0)
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ",", word->word);
	}
	return *text == '\0' ? "None" : text;
}

const char *
protection_path(struct pool *pool, const struct farm_site *site, const struct farm_application *application)
{
	return application == NULL ? site->name : pool_printf(pool, "%s%s", site->name, application->url);
}
