#include "plans/check.h"

#include <string.h>

#include "plans/list.h"
#include "plans/name.h"
#include "plans/report.h"
#include "plans/reply.h"

/* Checks on all that diagnose saw of a site together. */

static void
no_address(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct evidence	*evidence = facts->evidence;

	if (evidence->n_name > 0 && evidence->name->n_address == 0)
		report_find(report, check, subject, "%s: %s", evidence->name->name,
		    evidence->name->failed != NULL ? evidence->name->failed : "it has no address");
}

static void
is_address(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	if (facts->evidence->host != NULL && name_ip(facts->evidence->host))
		report_find(report, check, subject, "clients on Windows ask for no ticket for an address, unless TryIPSPN is set");
}

static void
differ(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const char	*well = reply_nodes(&report->pool, facts->evidence, true), *ill = reply_nodes(&report->pool, facts->evidence, false);

	if (well != NULL && ill != NULL)
		report_find(report, check, subject, "Kerberos works on %s and not on %s: whether a user gets in depends on where the balancer sends the request",
		    well, ill);
}

/* What was captured of the offers of servers, each once; of proxies nothing. */
static void
no_offer(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct evidence	*evidence = facts->evidence;
	const struct seen_token	*seen;
	struct list		 offers = { .most = 8 };
	const char		*last = NULL;
	size_t			 i;

	for (i = 0; i < evidence->n_token; i++) {
		seen = &evidence->token[i];
		if (seen->scheme != NULL && reply_negotiates(seen->scheme))
			return;
		if (seen->scheme == NULL || seen->header == NULL || !text_same(seen->header, "WWW-Authenticate") ||
		    (last != NULL && text_same(seen->scheme, last)))
			continue;
		last = seen->scheme;
		list_add(&report->pool, &offers, last);
	}
	if (last != NULL)
		report_find(report, check, subject, "the servers offer %s, and never Negotiate",
		    list_text(&report->pool, &offers));
}

const struct check checks_look[] = {
	{ .id = "look-no-address", .severity = SEVERITY_ERROR, .on = ON_LOOK, .run = no_address,
	  .title = "the name has no address",
	  .consequence = "No client reaches the site.",
	  .remedy = "Mend DNS, or the name.",
	  .source = "RFC 1034 3.7" },
	{ .id = "look-address", .severity = SEVERITY_ERROR, .on = ON_LOOK, .run = is_address,
	  .title = "the site is called by its address",
	  .consequence = "NTLM, whatever the SPNs are.",
	  .remedy = "Call it by a name.",
	  .source = "Microsoft, Kerberos over IP addresses" },
	{ .id = "look-nodes-differ", .severity = SEVERITY_ERROR, .on = ON_LOOK, .run = differ,
	  .title = "the servers of one site differ",
	  .consequence = "It works, and then it does not: the kind of fault that is searched for longest.",
	  .remedy = "Make the servers that fail as those that do not: pool account, useAppPoolCredentials, password or keytab, clock.",
	  .source = "Microsoft, SPN checklist for Kerberos with IIS" },
	{ .id = "look-no-offer", .severity = SEVERITY_ERROR, .on = ON_LOOK, .run = no_offer,
	  .title = "no captured answer offers Kerberos",
	  .consequence = "Clients use NTLM or ask for a password, whatever the SPNs are.",
	  .remedy = "Put Negotiate first into the providers of Windows authentication; look whether a balancer takes the header away.",
	  .source = "RFC 4559 4.1; IIS reference, windowsAuthentication providers" },
	{ .id = NULL }
};
