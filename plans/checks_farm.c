#include "plans/check.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"
#include "plans/report.h"

/* Checks on the description itself: its sites and the names of its balancers. */

/* Is the first of the site's names that is not before TEXT one of HOST? */
static bool
is_first(const struct farm_site *site, const char *text, const char *host)
{
	const struct farm_site_name	*name = farm_site_name_from(site, text);

	return name != NULL && fold_cmp(name->host, host) == 0;
}

/* With a port or without; other names may stand between these. */
static bool
asks_for(struct pool *pool, const struct farm_site *site, const char *host)
{
	return is_first(site, host, host) || is_first(site, pool_printf(pool, "%s:", host), host);
}

static void
unclaimed(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	(void)facts;
	if (!subject->dns_name->claimed)
		report_find(report, check, subject, "balancer '%s' answers for %s, but no site lists it in names",
		    subject->balancer->name, subject->dns_name->name);
}

/* What the description does not know and the plan has to take for something. */
static const char *
taken_for(struct pool *pool, const char *sofar, const char *member, const char *value)
{
	return pool_printf(pool, "%s%s%s is planned as %s", sofar, *sofar == '\0' ? "" : ", ", member, value);
}

static void
client_unknown(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_site	*site = subject->site;
	struct pool		*pool = &report->pool;
	const char		*text = "";
	size_t			 i;

	(void)facts;
	if (site->clients.port_in_spn == SETTING_UNKNOWN)
		text = taken_for(pool, text, "clients.portInSpn", "true");
	if (site->clients.canonicalize_cname == SETTING_UNKNOWN)
		text = taken_for(pool, text, "clients.canonicalizeCname", "true");
	if (site->node_names == SETTING_UNKNOWN)
		text = taken_for(pool, text, "nodeNames", site->n_host > 0 ? "false" : "false (without names nothing is planned)");
	for (i = 0; i < site->n_host; i++) {
		if (site->host[i].dns_name != NULL && site->host[i].dns_name->record == RECORD_UNKNOWN)
			text = taken_for(pool, text, pool_printf(pool, "the record of %s", site->host[i].host), "A");
		if (site->host[i].dns_name != NULL && text_same(site->host[i].dns_name->reverse, "unknown"))
			text = taken_for(pool, text, pool_printf(pool, "the reverse of %s", site->host[i].host), "the name itself");
	}
	if (*text != '\0')
		report_find(report, check, subject, "unknown: %s", text);
}

static void
is_address(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_site	*site = subject->site;
	const char		*text = "";
	size_t			 i;

	(void)facts;
	for (i = 0; i < site->n_host; i++) {
		if (name_ip(site->host[i].host))
			text = pool_printf(&report->pool, "%s%s%s", text, *text == '\0' ? "" : ", ", site->host[i].host);
	}
	if (*text != '\0')
		report_find(report, check, subject, "no SPN is planned for an address, which Windows asks no ticket for: %s", text);
}

/* Users type what their intranet zone knows: often the first label alone. */
static void
no_short_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct decision	*d = subject->decision;
	struct span		 label = name_short(d->host);
	char			*shortname = pool_ncopy(&report->pool, label.at, label.n);

	(void)facts;
	if (d->holder != NULL && d->application == NULL && name_qualified(d->host) &&
	    strchr(d->spn, ':') == NULL && asks_for(&report->pool, d->site, d->host) &&
	    !asks_for(&report->pool, d->site, shortname))
		report_find(report, check, subject,
		    "its short form '%s' is not planned: list it if clients type it", shortname);
}

const struct check checks_farm[] = {
	{ .id = "name-unclaimed", .severity = SEVERITY_WARNING, .on = ON_DNS_NAME, .plans = true,
	  .run = unclaimed,
	  .title = "a balancer's name that no site lists",
	  .consequence = "Nothing is planned for it; clients that use it fall back to NTLM.",
	  .remedy = "Add it to names of the site that it leads to.",
	  .source = "spnplan-farm(5)" },
	{ .id = "client-setting-unknown", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = client_unknown,
	  .title = "what clients ask for is unknown",
	  .consequence = "SPNs may be planned that nobody needs, or not planned though clients ask for them.",
	  .remedy = "Set the members that the finding names.",
	  .source = "spnplan-farm(5)" },
	{ .id = "name-is-address", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = is_address,
	  .title = "an address stands for a name",
	  .consequence = "Whoever types the address is authenticated by NTLM, or not at all where that is forbidden.",
	  .remedy = "Have users type a host name, and list that. Where it must be the address, set TryIPSPN to 1 on every Windows client and register HTTP/ADDRESS by hand on the account that decrypts.",
	  .source = "Configuring Kerberos for IP addresses" },
	{ .id = "short-name-unplanned", .severity = SEVERITY_INFO, .on = ON_DECISION, .plans = true,
	  .run = no_short_name,
	  .title = "a name without its short form",
	  .consequence = "HTTP/portal and HTTP/portal.corp.example are two SPNs: whoever types the short one falls back to NTLM.",
	  .remedy = "List the short name too, if clients use it.",
	  .source = "[MS-KILE] 3.1.5.11: names are not canonicalised" },
	{ .id = NULL }
};
