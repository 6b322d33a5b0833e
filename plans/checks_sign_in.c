#include "plans/check.h"

#include <string.h>

#include "plans/list.h"
#include "plans/report.h"

/*
 * Checks on how the users of a site sign in, and whether anybody can act for
 * them afterwards.  Each looks at the servers of a site, and of those of its
 * applications that differ.
 */

#define TOKEN	"[MS-SFU] 1.3: whoever acts for a user shows the user's ticket, which NTLM has none of"

typedef bool	holds_fn(const struct farm_authentication *);
typedef const char *where_fn(struct pool *, const struct farm_site *, const struct farm_application *, holds_fn *);
typedef void	say_fn(const struct check *, const struct subject *, struct report *, const char *servers);

/* The servers where it holds, "" for none. */
static const char *
where(struct pool *pool, const struct farm_site *site, const struct farm_application *application, holds_fn *holds)
{
	const char		*text = "";
	struct farm_effective	 at;
	size_t			 i;

	for (i = 0; i < site->n_server; i++) {
		at = farm_effective(site, application, site->server[i]);
		if (holds(&at.authentication))
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ", ", site->server[i]->name);
	}
	return text;
}

/* An application as its site is not said again. */
static void
at_each_path(const struct check *check, const struct subject *subject, struct report *report, where_fn *find,
    holds_fn *holds, say_fn *say)
{
	const struct farm_site	*site = subject->site;
	struct subject		 one = *subject;
	const char		*there, *here = find(&report->pool, site, NULL, holds);
	size_t			 i;

	if (site->product->decrypts_by != BY_IIS)
		return;
	if (*here != '\0')
		say(check, subject, report, here);
	for (i = 0; i < site->n_application; i++) {
		there = find(&report->pool, site, &site->application[i], holds);
		if (*there == '\0' || strcmp(there, here) == 0)
			continue;
		one.text = pool_printf(&report->pool, "%s%s", site->name, site->application[i].url);
		say(check, &one, report, there);
	}
}

static bool
is_on(const struct farm_authentication *auth)
{
	return auth->enabled != SETTING_NO;
}

/* -- what the servers offer -- */

static bool
offers_nothing(const struct farm_authentication *auth)
{
	return plan_offers(auth) == OFFERED_NOTHING;
}

static bool
offers_no_negotiate(const struct farm_authentication *auth)
{
	return plan_offers(auth) == OFFERED_NTLM;
}

static bool
offers_negotiate(const struct farm_authentication *auth)
{
	return plan_offers(auth) == OFFERED_NEGOTIATE;
}

/* Where Kerberos is not OFFERED though other servers offer it, and what is in
 * its place; "" if there is none. */
static const char *
where_lacking(struct pool *pool, const struct farm_site *site, const struct farm_application *application,
    holds_fn *offered)
{
	const char	*off = where(pool, site, application, offers_nothing);
	const char	*ntlm = where(pool, site, application, offers_no_negotiate);
	const char	*others = where(pool, site, application, offered);

	if (*others == '\0' || (*off == '\0' && *ntlm == '\0'))
		return "";
	if (*off != '\0')
		off = pool_printf(pool, "Windows authentication is off on %s; ", off);
	if (*ntlm != '\0')
		ntlm = pool_printf(pool, "only NTLM is offered on %s; ", ntlm);
	return pool_printf(pool, "%s%sKerberos is offered on %s", off, ntlm, others);
}

/* Is one of its names handed on to several servers? */
static bool
is_shared(const struct plan *plan, const struct farm_site *site)
{
	size_t	 i;

	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].site == site && plan->decision[i].n_server > 1)
			return true;
	}
	return false;
}

static void
say_lacking(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	if (is_shared(report->facts->plan, subject->site))
		report_find(report, check, subject, "%s", servers);
}

static void
lacking(const struct check *check, const struct subject *subject, const struct facts *facts, struct report *report)
{
	(void)facts;
	at_each_path(check, subject, report, where_lacking, offers_negotiate, say_lacking);
}

static bool
needs_user_mode(const struct farm_authentication *auth)
{
	size_t	 i;

	for (i = 0; i < auth->n_provider && auth->provider[i] != PROVIDER_NEGOTIATE_KERBEROS; i++)
		continue;
	return is_on(auth) && auth->kernel_mode == SETTING_YES && i < auth->n_provider;
}

static void
say_kernel(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "Negotiate:Kerberos is offered on %s while kernel mode is on, with which IIS cannot use it",
	    servers);
}

static void
kernel(const struct check *check, const struct subject *subject, const struct facts *facts, struct report *report)
{
	(void)facts;
	at_each_path(check, subject, report, where, needs_user_mode, say_kernel);
}

static bool
is_open(const struct farm_authentication *auth)
{
	return is_on(auth) && auth->anonymous == SETTING_YES;
}

static void
say_open(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "anonymous authentication is on too on %s: no ticket is asked for where anybody may read%s",
	    servers, subject->site->n_delegation > 0 ? ", and there is no user whom a back end could be reached for" : "");
}

static void
anonymous(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report)
{
	(void)facts;
	at_each_path(check, subject, report, where, is_open, say_open);
}

/* -- the second hop -- */

static bool
acts_as_user(const struct farm_authentication *auth)
{
	return is_on(auth) && auth->impersonation == IMPERSONATION_USER;
}

static void
say_undelegated(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "on %s the application acts as its users, and delegatesTo has no back end: on other computers it is nobody",
	    servers);
}

static void
undelegated(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report)
{
	(void)facts;
	if (subject->site->n_delegation == 0)
		at_each_path(check, subject, report, where, acts_as_user, say_undelegated);
}

static bool
acts_as_one(const struct farm_authentication *auth)
{
	return is_on(auth) && auth->impersonation == IMPERSONATION_ACCOUNT;
}

static void
say_fixed(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "on %s the application is one account for everybody, which back ends see in place of the user",
	    servers);
}

static void
fixed(const struct check *check, const struct subject *subject, const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->site->n_delegation > 0)
		at_each_path(check, subject, report, where, acts_as_one, say_fixed);
}

static bool
offers_ntlm_alone(const struct farm_authentication *auth)
{
	size_t	 i;

	for (i = 0; i < auth->n_provider && auth->provider[i] == PROVIDER_NTLM; i++)
		continue;
	return is_on(auth) && i == auth->n_provider;
}

static bool
offers_both(const struct farm_authentication *auth)
{
	return farm_offers_ntlm(auth) && !offers_ntlm_alone(auth);
}

/* The accounts of back ends that are to be reached with the tickets alone that
 * users bring, or all of them. */
static const char *
back_ends(struct pool *pool, const struct farm_site *site, bool by_ticket)
{
	enum { SHOWN = 8 };
	struct list	 list = { .most = SHOWN };
	size_t		 i;

	for (i = 0; i < site->n_delegation; i++) {
		if (!by_ticket || site->delegation[i].users == USERS_KERBEROS)
			list_add(pool, &list, site->delegation[i].spn[0]);
	}
	return list.n == 0 ? "" : list_text(pool, &list);
}

static void
say_ntlm(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "only NTLM is offered on %s, and such a token is good there alone: %s sees the user by protocol transition or not at all",
	    servers, back_ends(&report->pool, subject->site, false));
}

static void
ntlm(const struct check *check, const struct subject *subject, const struct facts *facts, struct report *report)
{
	(void)facts;
	if (subject->site->n_delegation > 0)
		at_each_path(check, subject, report, where, offers_ntlm_alone, say_ntlm);
}

static void
say_fallback(const struct check *check, const struct subject *subject, struct report *report, const char *servers)
{
	report_find(report, check, subject, "who falls back to NTLM on %s has a token that cannot be delegated: %s sees nobody",
	    servers, back_ends(&report->pool, subject->site, true));
}

static void
fallback(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report)
{
	(void)facts;
	if (*back_ends(&report->pool, subject->site, true) != '\0')
		at_each_path(check, subject, report, where, offers_both, say_fallback);
}

const struct check checks_sign_in[] = {
	{ .id = "node-without-kerberos", .severity = SEVERITY_ERROR, .on = ON_SITE, .plans = true,
	  .run = lacking,
	  .title = "of the servers behind one name, some do not offer Kerberos",
	  .consequence = "Requests that reach them are refused with 401.2, run as nobody where anonymous authentication is on, or sign in by NTLM, now and then and whatever SPNs are registered.",
	  .remedy = "Switch Windows authentication on there and offer Negotiate, as on the other servers; take a server that is not to serve the name out of servers.",
	  .source = "IIS reference, windowsAuthentication" },
	{ .id = "provider-kernel-mode", .severity = SEVERITY_ERROR, .on = ON_SITE, .plans = true,
	  .run = kernel,
	  .title = "Negotiate:Kerberos is offered while kernel mode is on",
	  .consequence = "IIS cannot use the provider then: users are refused, or sign in by whatever else is offered.",
	  .remedy = "Set useKernelMode to false there, and plan again, because the pool's identity decrypts then; or offer Negotiate in its place, which brings NTLM along.",
	  .source = "IIS 7.5, Advanced Settings of Windows authentication (cc771945)" },
	{ .id = "anonymous-first", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = anonymous,
	  .title = "anonymous authentication is on beside Windows authentication",
	  .consequence = "IIS lets users in as nobody, and asks for a ticket only where its files or rules refuse that. The SPN may never be used, and delegation finds no user.",
	  .remedy = "Switch anonymous authentication off where users are to sign in, or Windows authentication where they are not.",
	  .source = "IIS reference, anonymousAuthentication" },
	{ .id = "impersonation-undelegated", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = undelegated,
	  .title = "an application acts as its users, and nobody may delegate them",
	  .consequence = "What it calls on other computers, such as file shares and databases, sees an anonymous user, or refuses the logon.",
	  .remedy = "List the back ends in delegatesTo, or let the application reach them as the pool's identity.",
	  .source = "ASP.NET, identity element; [MS-SFU] 1.3" },
	{ .id = "impersonation-fixed", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = fixed,
	  .title = "an application is one account for everybody, and is to act for its users",
	  .consequence = "Back ends see that account whoever asks: the delegation is not used, and trust that nobody needs remains.",
	  .remedy = "Remove userName from the identity element if back ends are to see the user, or else delegatesTo.",
	  .source = "ASP.NET, identity element" },
	{ .id = "delegation-ntlm", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = ntlm,
	  .title = "a site that is to act for its users offers NTLM alone",
	  .consequence = "No user brings a ticket that could be shown to a back end. Protocol transition makes one, from the bare word of the front end.",
	  .remedy = "Put Negotiate first among the providers.",
	  .source = TOKEN },
	{ .id = "delegation-fallback", .severity = SEVERITY_INFO, .on = ON_SITE, .plans = true,
	  .run = fallback,
	  .title = "users are said to bring tickets, and NTLM is offered besides",
	  .consequence = "Whoever falls back to NTLM uses the front end, and the back end sees an anonymous user, or refuses the logon.",
	  .remedy = "Offer Negotiate:Kerberos alone, with kernel mode off, so that it fails at the front end; or set users any, which takes protocol transition.",
	  .source = TOKEN },
	{ .id = NULL }
};
