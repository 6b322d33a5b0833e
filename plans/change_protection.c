#include "plans/change.h"
#include "plans/protection.h"

static void
add(struct report *report, const char *path, const struct farm_server *server, struct step step)
{
	step.kind = step_extended_protection;
	step.object = pool_printf(&report->pool, "%s on %s", path, server->name);
	step.argument = path;
	step.node = server->name;
	steps_add(&report->steps, &step);
}

static void
on_server(struct report *report, const struct farm_site *site, const struct farm_application *application,
    const struct farm_server *server)
{
	struct pool		*pool = &report->pool;
	struct protection_at	 at = protection_at(pool, report->facts->plan, site, application, server);
	const char		*path = protection_path(pool, site, application);
	size_t			 i;

	if (!protection_is_on(&at))
		return;
	if (at.flags != at.wanted)
		add(report, path, server, (struct step){ .action = ACTION_SET, .attribute = "flags",
		    .before = protection_flags(pool, at.flags), .after = protection_flags(pool, at.wanted),
		    .why = "TLS ends at the balancer, so that what the client is bound to cannot be compared here" });
	for (i = 0; i < at.n_missing; i++)
		add(report, path, server, (struct step){ .action = ACTION_ADD, .attribute = "spn",
		    .after = at.missing[i], .why = "the SPN that clients ask for is compared with this list instead" });
}

void
change_protection(struct report *report)
{
	const struct farm	*farm = report->facts->farm;
	const struct farm_site	*site;
	size_t			 i, j, k;

	for (i = 0; i < farm->n_site; i++) {
		site = &farm->site[i];
		if (site->product->decrypts_by != BY_IIS || !protection_broken(site))
			continue;
		for (j = 0; j < site->n_server; j++) {
			on_server(report, site, NULL, site->server[j]);
			for (k = 0; k < site->n_application; k++)
				on_server(report, site, &site->application[k], site->server[j]);
		}
	}
}
