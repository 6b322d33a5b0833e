#include "plans/check.h"

#include <string.h>

#include "plans/protection.h"
#include "plans/report.h"

/* Checks on extended protection where TLS ends at a balancer. */

/* What is said of one server, or NULL. */
typedef const char *say_fn(struct pool *, const struct protection_at *);

static const char *
say_wrong(struct pool *pool, const struct protection_at *at)
{
	const char	*says = "";

	if (!protection_is_on(at))
		return NULL;
	if (at->flags != at->wanted)
		says = pool_printf(pool, "flags are %s and must be %s", protection_flags(pool, at->flags),
		    protection_flags(pool, at->wanted));
	if (at->n_missing > 0)
		says = pool_printf(pool, "%s%sspn must list %s", says, *says == '\0' ? "" : ", ",
		    pool_join(pool, at->missing, at->n_missing, ", "));
	return *says == '\0' ? NULL : pool_printf(pool, "tokenChecking is %s: %s",
	    word_for(word_protection, at->checking), says);
}

static const char *
say_dotless(struct pool *pool, const struct protection_at *at)
{
	(void)pool;
	return protection_is_on(at) ? at->dotless : NULL;
}

static const char *
say_unknown(struct pool *pool, const struct protection_at *at)
{
	(void)pool;
	return !protection_is_unknown(at) ? NULL : at->checking == PROTECTION_UNKNOWN ?
	    "set extendedProtection" : "set extendedProtectionFlags";
}

/* What is said of the servers, those alike together. */
static const char *
of_servers(const struct subject *subject, const struct facts *facts, struct report *report,
    const struct farm_application *application, say_fn *say)
{
	const struct farm_site	*site = subject->site;
	struct pool		*pool = &report->pool;
	const char		**said = pool_alloc(pool, site->n_server * sizeof(*said)), *text = "", *names;
	struct protection_at	 at;
	size_t			 i, j;

	for (i = 0; i < site->n_server; i++) {
		at = protection_at(pool, facts->plan, site, application, site->server[i]);
		said[i] = say(pool, &at);
	}
	for (i = 0; i < site->n_server; i++) {
		if (said[i] == NULL)
			continue;
		names = site->server[i]->name;
		for (j = i + 1; j < site->n_server; j++) {
			if (said[j] == NULL || strcmp(said[i], said[j]) != 0)
				continue;
			names = pool_printf(pool, "%s, %s", names, site->server[j]->name);
			said[j] = NULL;
		}
		text = pool_printf(pool, "%s%son %s %s", text, *text == '\0' ? "" : "; ", names, said[i]);
	}
	return text;
}

/* The steps of the site or application at PATH. */
static void
add_steps(struct report *report, struct finding *finding, const char *path)
{
	const struct step	*step;
	size_t			 i;

	for (i = 0; i < report->steps.n_step; i++) {
		step = report->steps.step[i];
		if (step->kind != step_extended_protection || strcmp(step->argument, path) != 0)
			continue;
		finding->step = pool_more(&report->pool, finding->step, finding->n_step, sizeof(*finding->step));
		finding->step[finding->n_step++] = step;
	}
}

static void
on_unit(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report, const struct farm_application *application, say_fn *say, bool has_steps)
{
	const char	*said = of_servers(subject, facts, report, application, say);
	struct subject	 unit = *subject;
	struct finding	*finding;

	if (*said == '\0')
		return;
	unit.text = protection_path(&report->pool, subject->site, application);
	finding = report_find(report, check, &unit, "TLS ends at balancer '%s'; %s",
	    subject->site->balancer->name, said);
	if (has_steps)
		add_steps(report, finding, unit.text);
}

static void
on_units(const struct check *check, const struct subject *subject, const struct facts *facts,
    struct report *report, say_fn *say, bool has_steps)
{
	const struct farm_site	*site = subject->site;
	size_t			 i;

	if (site->product->decrypts_by != BY_IIS || !protection_broken(site))
		return;
	on_unit(check, subject, facts, report, NULL, say, has_steps);
	for (i = 0; i < site->n_application; i++)
		on_unit(check, subject, facts, report, &site->application[i], say, has_steps);
}

static void
wrong(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_units(check, subject, facts, report, say_wrong, true);
}

static void
dotless(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_units(check, subject, facts, report, say_dotless, false);
}

static void
unknown(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	on_units(check, subject, facts, report, say_unknown, false);
}

static void
of_vendor(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct farm_site			*site = subject->site;
	const struct protection_vendor		*row = protection_vendor(site->product);
	int					 said = site->authentication.extended_protection;

	(void)facts;
	if (row == NULL || !protection_broken(site) || said == PROTECTION_NONE ||
	    (said == PROTECTION_UNSET && !row->on))
		return;
	report_find(report, check, subject, "TLS ends at balancer '%s'; %s (%s)",
	    site->balancer->name, row->says, row->source);
}

#define IIS_PROTECTION	"IIS reference, extendedProtection"

const struct check checks_protection[] = {
	{ .id = "extended-protection", .severity = SEVERITY_ERROR, .on = ON_SITE, .plans = true,
	  .run = wrong,
	  .title = "extended protection is not set for a balancer that ends TLS",
	  .consequence = "Tickets and SPNs are right, and the servers answer 401.1 all the same: with Require to everyone, with Allow to every client that binds its ticket, as Windows does. Past the balancer it works.",
	  .remedy = "Set flags to Proxy and list in spn every SPN that clients ask for.",
	  .source = IIS_PROTECTION },
	{ .id = "extended-protection-vendor", .severity = SEVERITY_ERROR, .on = ON_SITE, .plans = true,
	  .run = of_vendor,
	  .title = "the product's own extended protection does not bear a balancer that ends TLS",
	  .consequence = "Tickets and SPNs are right, and users are turned away or asked for passwords all the same.",
	  .remedy = "Do as the finding says, which is the vendor's advice; say serverTls or extendedProtection in the description.",
	  .source = "the vendor of the product, as the finding names it; RFC 5929 4" },
	{ .id = "extended-protection-short-name", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = dotless,
	  .title = "a short name under extended protection",
	  .consequence = "Clients that type the short name get 401.1.",
	  .remedy = "Redirect them to the full name. The flag AllowDotlessSpn would let them in, but Microsoft calls it insecure, as whoever answers for short names can pass for the site; no step sets it. Where it is set, say so in extendedProtectionFlags.",
	  .source = IIS_PROTECTION ", AllowDotlessSpn" },
	{ .id = "extended-protection-unknown", .severity = SEVERITY_WARNING, .on = ON_SITE, .plans = true,
	  .run = unknown,
	  .title = "whether extended protection bears the balancer is unknown",
	  .consequence = "If it is on without the flag Proxy, the servers answer 401.1 though tickets and SPNs are right.",
	  .remedy = "Set the member that the finding names.",
	  .source = IIS_PROTECTION },
	{ .id = NULL }
};
