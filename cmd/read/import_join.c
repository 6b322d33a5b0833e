#include "cmd/read/import.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"

/* The sites of single servers, and what balancers have of them, become one
 * site each. */

static bool
is_wildcard(const struct farm_site_name *host)
{
	return *host->text == '*';
}

static bool
has_host(const struct farm_site *site, const char *text)
{
	size_t	 i;

	for (i = 0; i < site->n_host; i++) {
		if (strcmp(site->host[i].text, text) == 0)
			return true;
	}
	return false;
}

static bool
hosts_overlap(const struct farm_site *a, const struct farm_site *b)
{
	size_t	 i;

	for (i = 0; i < a->n_host; i++) {
		if (has_host(b, a->host[i].text))
			return true;
	}
	return false;
}

static bool
runs_on(const struct farm_site *site, const char *server)
{
	size_t	 i;

	for (i = 0; i < site->n_server_name; i++) {
		if (strcmp(site->server_name[i], server) == 0)
			return true;
	}
	return false;
}

static bool
servers_overlap(const struct farm_site *a, const char **server, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (runs_on(a, server[i]))
			return true;
	}
	return false;
}

static void
add_hosts(struct import *import, struct farm_site *site, const struct farm_site *from)
{
	struct pool	*pool = &import->farm.pool;
	size_t		 i;

	for (i = 0; i < from->n_host; i++) {
		if (has_host(site, from->host[i].text))
			continue;
		site->host = pool_more(pool, site->host, site->n_host, sizeof(*site->host));
		site->host[site->n_host++] = from->host[i];
	}
}

static void
move_notes(struct import *import, const char *from, const char *to)
{
	size_t	 i;

	for (i = 0; i < import->n_note; i++) {
		if (import->note[i].about == from)
			import->note[i].about = to;
	}
}

/* -- the same site on several servers -- */

static bool
same_site(const struct farm_site *joined, const struct farm_site *site)
{
	if (joined->balancer_name != NULL || site->balancer_name != NULL ||
	    servers_overlap(joined, site->server_name, site->n_server_name))
		return false;
	if (joined->n_host > 0 && site->n_host > 0)
		return hosts_overlap(joined, site);
	return fold_cmp(joined->name, site->name) == 0;
}

static void
add_override(struct import *import, struct farm_override **override, size_t *n, const struct farm_site *site,
    const struct farm_pool *of_pool, const struct farm_authentication *auth)
{
	*override = pool_more(&import->farm.pool, *override, *n, sizeof(**override));
	(*override)[(*n)++] = (struct farm_override){ .server_name = site->server_name[0],
	    .pool = *of_pool, .authentication = *auth };
}

static struct farm_application *
application_of(struct import *import, struct farm_site *site, const struct farm_application *like)
{
	size_t	 i;

	for (i = 0; i < site->n_application; i++) {
		if (fold_cmp(site->application[i].url, like->url) == 0)
			return &site->application[i];
	}
	site->application = pool_more(&import->farm.pool, site->application, site->n_application,
	    sizeof(*site->application));
	site->application[site->n_application] = (struct farm_application){ .path = like->path, .url = like->url };
	return &site->application[site->n_application++];
}

/* SITE is of one server, and has all its settings. */
static void
add_server(struct import *import, struct farm_site *joined, const struct farm_site *site)
{
	struct farm_application	*application;
	size_t			 i;

	joined->server_name = pool_more(&import->farm.pool, joined->server_name, joined->n_server_name,
	    sizeof(*joined->server_name));
	joined->server_name[joined->n_server_name++] = site->server_name[0];
	add_override(import, &joined->override, &joined->n_override, site, &site->pool, &site->authentication);
	for (i = 0; i < site->n_application; i++) {
		application = application_of(import, joined, &site->application[i]);
		add_override(import, &application->override, &application->n_override, site,
		    &site->application[i].pool, &site->application[i].authentication);
	}
	add_hosts(import, joined, site);
	if (site->node_names == SETTING_YES)
		joined->node_names = SETTING_YES;
	if (joined->path != site->path) {
		if (fold_cmp(joined->name, site->name) != 0)
			import_note(import, joined->path, "'%s' on %s", site->name, site->server_name[0]);
		move_notes(import, site->path, joined->path);
	}
}

static void
join_servers(struct import *import)
{
	struct farm		*farm = &import->farm;
	const struct farm_site	*site = farm->site;
	struct farm_site	*joined = NULL;
	size_t			 n = farm->n_site, n_joined = 0, i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < n_joined && !same_site(&joined[j], &site[i]); j++)
			continue;
		if (j == n_joined) {
			joined = pool_more(&farm->pool, joined, n_joined++, sizeof(*joined));
			joined[j] = site[i].balancer_name != NULL ? site[i] :
			    (struct farm_site){ .name = site[i].name, .path = site[i].path };
		}
		if (site[i].balancer_name == NULL)
			add_server(import, &joined[j], &site[i]);
	}
	farm->site = joined;
	farm->n_site = n_joined;
}

/* -- balancers before them -- */

static const struct farm_balancer *
balancer_named(const struct farm *farm, const char *name)
{
	size_t	 i;

	for (i = 0; i < farm->n_balancer; i++) {
		if (strcmp(farm->balancer[i].name, name) == 0)
			return &farm->balancer[i];
	}
	return NULL;
}

/* "*.corp.example" and "portal.corp.example:8443". */
static bool
matches(const char *wildcard, const char *host)
{
	size_t	 n = strcspn(host, ":"), m = strcspn(wildcard, ":") - 1;

	return n > m && memcmp(host + n - m, wildcard + 1, m) == 0;
}

static bool
takes(const struct farm_site *site, const struct farm_site *front)
{
	size_t	 i, j;

	for (i = 0; i < site->n_host; i++) {
		for (j = 0; is_wildcard(&site->host[i]) && j < front->n_host; j++) {
			if (matches(site->host[i].text, front->host[j].text))
				return true;
		}
	}
	return site->node_names == SETTING_YES || hosts_overlap(site, front);
}

/* The site that a balancer leads to: first those that share a name with it. */
static struct farm_site *
behind(struct import *import, const struct farm_site *front, const struct farm_balancer *balancer)
{
	struct farm_site	*site, *found = NULL;
	size_t			 i;

	for (i = 0; i < import->farm.n_site; i++) {
		site = &import->farm.site[i];
		if (site->n_override == 0 || site->balancer_name != NULL ||
		    !servers_overlap(site, balancer->server_name, balancer->n_server_name))
			continue;
		if (hosts_overlap(site, front))
			return site;
		if (found == NULL && takes(site, front))
			found = site;
	}
	return found;
}

/* Without names of its own it leads to all sites of its servers. */
static bool
join_all(struct import *import, const struct farm_site *front, const struct farm_balancer *balancer)
{
	struct farm_site	*site;
	bool			 any = false;
	size_t			 i;

	for (i = 0; i < import->farm.n_site; i++) {
		site = &import->farm.site[i];
		if (site->n_override == 0 || site->balancer_name != NULL ||
		    !servers_overlap(site, balancer->server_name, balancer->n_server_name))
			continue;
		site->balancer_name = front->balancer_name;
		any = true;
	}
	return any;
}

static bool
is_named(const struct farm_site *front)
{
	size_t	 i;

	for (i = 0; i < front->n_host; i++) {
		if (!name_ip(front->host[i].text) && *front->host[i].text != '[')
			return true;
	}
	return false;
}

/* A site has one balancer: of a second one the names are taken. */
static bool
join_second(struct import *import, const struct farm_site *front, const struct farm_balancer *balancer)
{
	struct farm_site	*site;
	size_t			 i;

	for (i = 0; i < import->farm.n_site; i++) {
		site = &import->farm.site[i];
		if (site->n_override == 0 || site->balancer_name == NULL || !hosts_overlap(site, front) ||
		    !servers_overlap(site, balancer->server_name, balancer->n_server_name))
			continue;
		import_note(import, site->path, "it is behind '%s' too", front->balancer_name);
		add_hosts(import, site, front);
		return true;
	}
	return false;
}

static bool
join_one(struct import *import, const struct farm_site *front, const struct farm_balancer *balancer)
{
	struct farm_site	*site;

	if (join_second(import, front, balancer))
		return true;
	site = behind(import, front, balancer);
	if (site == NULL)
		return false;
	site->balancer_name = front->balancer_name;
	site->node_names = SETTING_UNSET;
	add_hosts(import, site, front);
	move_notes(import, front->path, site->path);
	return true;
}

static void
join_balancers(struct import *import)
{
	struct farm		*farm = &import->farm;
	struct farm_site	*front;
	bool			 joined;
	size_t			 i, round, kept = 0;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < farm->n_site; i++) {
			front = &farm->site[i];
			if (front->n_override > 0 || front->path == NULL || is_named(front) != (round == 0))
				continue;
			joined = (round == 0 ? join_one : join_all)(import, front,
			    balancer_named(farm, front->balancer_name));
			if (joined)
				front->path = NULL;
		}
	}
	for (i = 0; i < farm->n_site; i++) {
		if (farm->site[i].path != NULL)
			farm->site[kept++] = farm->site[i];
	}
	farm->n_site = kept;
}

/* -- names -- */

static void
drop_wildcards(struct import *import, struct farm_site *site)
{
	size_t	 i, kept = 0;

	for (i = 0; i < site->n_host; i++) {
		if (is_wildcard(&site->host[i]))
			import_note(import, site->path, "it answers to %s: list the names that clients type",
			    import_text(import, site->host[i].text));
		else
			site->host[kept++] = site->host[i];
	}
	if (kept == 0 && site->n_host > 0 && site->node_names != SETTING_YES)
		site->node_names = SETTING_UNKNOWN;
	else if (kept == 0 && site->node_names == SETTING_UNKNOWN)
		import_note(import, site->path, "no name is known that clients type: list them");
	site->n_host = kept;
}

/* What has a binding without a host name answers to any. */
static void
say_names(struct import *import, struct farm_site *site)
{
	if (site->node_names != SETTING_YES)
		return;
	if (site->n_host > 0)
		site->node_names = SETTING_UNKNOWN;
	else
		import_note(import, site->path, "it answers to any name: list those that clients type");
}

/* A description is no description of a site that nobody can call. */
static void
drop_nameless(struct import *import)
{
	struct farm		*farm = &import->farm;
	struct farm_site	*site;
	size_t			 i, kept = 0;

	for (i = 0; i < farm->n_site; i++) {
		site = &farm->site[i];
		drop_wildcards(import, site);
		say_names(import, site);
		if (site->n_host > 0 || site->node_names != SETTING_UNSET)
			farm->site[kept++] = *site;
		else
			import_say(import, site->path,
			    "site '%s' is left out: no name is known that clients type", site->name);
	}
	farm->n_site = kept;
}

static bool
is_taken(const struct farm *farm, size_t i, const char *name)
{
	size_t	 j;

	for (j = 0; j < i; j++) {
		if (fold_cmp(farm->site[j].name, name) == 0)
			return true;
	}
	return false;
}

/* No two sites have the same name; for the pool it remains the default. */
static void
name_apart(struct import *import)
{
	struct farm	*farm = &import->farm;
	const char	*name;
	size_t		 i;
	unsigned	 n;

	for (i = 0; i < farm->n_site; i++) {
		name = farm->site[i].name;
		for (n = 2; is_taken(farm, i, name); n++)
			name = pool_printf(&farm->pool, "%s (%u)", farm->site[i].name, n);
		farm->site[i].name = name;
	}
}

void
import_join(struct import *import)
{
	join_servers(import);
	join_balancers(import);
	drop_nameless(import);
	name_apart(import);
}
