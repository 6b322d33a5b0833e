#include "plans/check.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"
#include "plans/report.h"

/* Checks on one name of a site and on what its clients ask for. */

/* No client asks for a ticket: Windows authentication is off, for instance. */
static bool
is_idle(const struct prediction *asked)
{
	return asked->decision != NULL && asked->decision->rule->outcome == OUTCOME_NONE_NEEDED;
}

static bool
is_unplanned(const struct prediction *p)
{
	return p->spn != NULL && p->decision == NULL;
}

static bool
is_computer(const struct facts *facts, const char *host)
{
	return farm_own_name(facts->farm, host) != NULL ||
	    (facts->directory != NULL && directory_named(facts->directory, host) != NULL);
}

static void
is_cname(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct prediction	*p = subject->asked;
	const struct farm_name	*dns = p->name->dns_name;
	size_t			 i;

	(void)facts;
	if (dns == NULL || dns->record != RECORD_CNAME || is_idle(p))
		return;
	/* Another finding says it where those who follow it have no SPN. */
	for (i = 0; i < N_CLIENT; i++) {
		if (is_unplanned(&p[i]) || (p[i].decision != NULL && p[i].decision->rule->outcome == OUTCOME_REFUSED))
			return;
	}
	report_find(report, check, subject,
	    "some clients ask for %s, others for %s, where its CNAME leads; with an A record all ask for the name itself",
	    p->name->host, dns->canonical);
}

/* "Firefox, .NET": who asks for the SPN of FIRST. */
static char *
clients_of(struct pool *pool, const struct prediction *p, size_t first)
{
	char	*text = pool_copy(pool, p[first].client->title);
	size_t	 i;

	for (i = first + 1; i < N_CLIENT; i++) {
		if (is_unplanned(&p[i]) && fold_cmp(p[i].spn, p[first].spn) == 0)
			text = pool_printf(pool, "%s, %s", text, p[i].client->title);
	}
	return text;
}

static void
leads_back(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct prediction	*p = subject->asked, *said = NULL;
	size_t			 i;

	for (i = 0; i < N_CLIENT; i++) {
		if (p[i].client->follows != FOLLOWS_ADDRESS || !is_unplanned(&p[i]) ||
		    p[i].name->dns_name == NULL || !text_same(p[i].host, p[i].name->dns_name->reverse) ||
		    !is_computer(facts, p[i].host) || (said != NULL && fold_cmp(said->spn, p[i].spn) == 0))
			continue;
		said = &p[i];
		report_find(report, check, subject,
		    "its address leads back to %s, a computer's own name, so %s is asked for, which is not planned: mend the PTR record, or set rdns = false on these clients: %s",
		    p[i].host, p[i].spn, clients_of(&report->pool, p, i));
	}
}

static bool
is_completed(const struct prediction *p)
{
	size_t	 n = strlen(p->name->host);

	return !name_qualified(p->name->host) && !name_ip(p->name->host) &&
	    (p->host == NULL || (strncmp(p->host, p->name->host, n) == 0 && p->host[n] == '.'));
}

/* What ends in "cannot be told" for want of a DNS fact is another finding. */
static void
no_full_name(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct prediction	*p = subject->asked;
	const struct farm_name	*dns = p->name->dns_name;
	size_t			 i;

	(void)facts;
	if (is_idle(p) || (dns != NULL && dns->record == RECORD_UNKNOWN))
		return;
	for (i = 0; i < N_CLIENT && (p[i].decision != NULL || !is_completed(&p[i]) ||
	    p[i].client->follows != FOLLOWS_CNAME); i++)
		continue;
	if (i < N_CLIENT)
		report_find(report, check, subject,
		    "its full name%s%s is not planned: list it, for clients that complete a short name ask for that",
		    p[i].host != NULL ? " " : "", p[i].host != NULL ? p[i].host : "");
}

static void
other_spn(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct prediction	*p = subject->asked;
	size_t			 i, j;

	for (i = 0; i < N_CLIENT; i++) {
		if (!is_unplanned(&p[i]) || is_completed(&p[i]) ||
		    (p[i].client->follows == FOLLOWS_ADDRESS && is_computer(facts, p[i].host)))
			continue;
		for (j = 0; j < i && (!is_unplanned(&p[j]) || fold_cmp(p[j].spn, p[i].spn) != 0); j++)
			continue;
		if (j == i)
			report_find(report, check, subject, "%s is not planned; these ask for it: %s",
			    p[i].spn, clients_of(&report->pool, p, i));
	}
}

const struct check checks_name[] = {
	{ .id = "reverse-to-computer", .severity = SEVERITY_WARNING, .on = ON_NAME, .plans = true,
	  .run = leads_back,
	  .title = "the address of a name leads back to a computer",
	  .consequence = "Clients over MIT Kerberos get a ticket for that computer, which the site cannot decrypt. The SPN of a computer's own name is not planned for that: it would take the name from WinRM there.",
	  .remedy = "Let the PTR record of the address name the site, or set rdns = false in krb5.conf on those clients.",
	  .source = "MIT Kerberos, Principal names and DNS" },
	{ .id = "name-is-cname", .severity = SEVERITY_INFO, .on = ON_NAME, .plans = true,
	  .run = is_cname,
	  .title = "clients do not agree about a CNAME",
	  .consequence = "Two SPNs must be right instead of one, and a client that nobody thought of may ask for the one that is not.",
	  .remedy = "Replace the CNAME by an A record.",
	  .source = "Exchange, Kerberos for load-balanced client access; MIM, preparing the domain" },
	{ .id = "full-name-unplanned", .severity = SEVERITY_INFO, .on = ON_NAME, .plans = true,
	  .run = no_full_name,
	  .title = "a short name without its full one",
	  .consequence = "Most clients let the resolver complete a short name and ask for HTTP/portal.corp.example where portal was typed: they fall back to NTLM.",
	  .remedy = "List the full name too.",
	  .source = "Chromium, net/http/http_auth_handler_negotiate.cc; .NET, AuthenticationHelper.NtAuth.cs" },
	{ .id = "client-spn-unplanned", .severity = SEVERITY_INFO, .on = ON_NAME, .plans = true,
	  .run = other_spn,
	  .title = "clients ask for an SPN that is not planned",
	  .consequence = "Those that are named fall back to NTLM, or fail where HOST/ of a computer answers.",
	  .remedy = "See the client with explain: some follow a CNAME whatever clients.canonicalizeCname says. Leave the default, or replace the CNAME by an A record.",
	  .source = "Firefox, extensions/auth/nsAuthSSPI.cpp; .NET, AuthenticationHelper.NtAuth.cs" },
	{ .id = NULL }
};
