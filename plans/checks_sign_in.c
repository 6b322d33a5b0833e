#include "plans/check.h"

#include <string.h>

#include "plans/report.h"

/* Checks on whether the users of a site sign in at all. */

static bool
is_open(const struct farm_site *site, const struct farm_application *application, const struct farm_server *server)
{
	struct farm_effective	 at = farm_effective(site, application, server);

	return at.authentication.enabled != SETTING_NO && at.authentication.anonymous == SETTING_YES;
}

/* The servers where anybody is let in, "" for none. */
static const char *
where_open(struct pool *pool, const struct farm_site *site, const struct farm_application *application)
{
	const char	*text = "";
	size_t		 i;

	for (i = 0; i < site->n_server; i++) {
		if (is_open(site, application, site->server[i]))
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ", ", site->server[i]->name);
	}
	return text;
}

static void
open_at(const struct check *check, const struct subject *subject, struct report *report,
    const struct farm_application *application)
{
	const struct farm_site	*site = subject->site;
	struct subject		 one = *subject;
	const char		*servers = where_open(&report->pool, site, application);

	if (*servers == '\0' || (application != NULL && strcmp(servers, where_open(&report->pool, site, NULL)) == 0))
		return;		/* an application as its site is not said again */
	if (application != NULL)
		one.text = pool_printf(&report->pool, "%s%s", site->name, application->url);
	report_find(report, check, &one, "anonymous authentication is on too on %s: no ticket is asked for where anybody may read%s",
	    servers, site->n_delegation > 0 ? ", and there is no user whom a back end could be reached for" : "");
}

static void
anonymous(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report)
{
	size_t	 i;

	(void)facts;
	if (subject->site->product->decrypts_by != BY_IIS)
		return;
	open_at(check, subject, report, NULL);
	for (i = 0; i < subject->site->n_application; i++)
		open_at(check, subject, report, &subject->site->application[i]);
}

const struct check checks_sign_in[] = {
	{ .id = "anonymous-first", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = anonymous,
	  .title = "anonymous authentication is on beside Windows authentication",
	  .consequence = "IIS lets users in as nobody, and asks for a ticket only where its files or rules refuse that. The SPN may never be used, and delegation finds no user.",
	  .remedy = "Switch anonymous authentication off where users are to sign in, or Windows authentication where they are not.",
	  .source = "IIS reference, anonymousAuthentication" },
	{ .id = NULL }
};
