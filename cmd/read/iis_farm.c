#include "cmd/read/iis_farm.h"

#include <string.h>

#include "cmd/read/front.h"

/* Is it the URL of that host, "http://HOST/{R:0}"? */
static bool
leads_to(const char *url, const char *host)
{
	const char	*at = url == NULL ? NULL : strstr(url, "://");
	size_t		 n = strlen(host);

	return at != NULL && strncasecmp(at + 3, host, n) == 0 && (at[3 + n] == '\0' || strchr("/:", at[3 + n]) != NULL);
}

/* The hosts that a rule asks for; without any it is for all. */
static bool
read_conditions(struct iis *iis, struct farm_site *site, const struct xml *rule)
{
	const struct xml	*row;
	const char		*host;
	bool			 any = false;

	for (row = xml_at(rule, "conditions/add"); row != NULL; row = xml_next(row, "add")) {
		if (!text_same(xml_get(row, "input"), "{HTTP_HOST}"))
			continue;
		any = true;
		host = front_plain(iis->import, xml_get(row, "pattern"));
		if (host != NULL)
			import_host(iis->import, site, host, 0);
		else
			import_say(iis->import, iis_place(iis, row), "the condition on {HTTP_HOST} is not one name");
	}
	return any;
}

/* The names that its own sites answer to, the one that PATH lies in or all of
 * them, which lead on to the farm. */
static void
take_names(struct iis *iis, struct farm_site *front, const char *path)
{
	const struct farm	*farm = &iis->import->farm;
	const struct farm_site	*site;
	size_t			 i, j;

	for (i = 0; i < farm->n_site; i++) {
		site = &farm->site[i];
		if (site->balancer_name != NULL || site->server_name[0] != iis->server ||
		    (*path != '\0' && !path_is_within(path, site->name)))
			continue;
		for (j = 0; j < site->n_host; j++)
			import_host(iis->import, front, site->host[j].text, 0);
	}
}

/* Does one of these rules lead to the farm, and by TLS? */
static bool
read_rules(struct iis *iis, const char *farm, struct farm_site *front, const struct xml *rule, const char *path,
    bool *tls)
{
	const char	*url;
	bool		 leads = false, asks = false;

	for (; rule != NULL; rule = xml_next(rule, "rule")) {
		url = xml_get(xml_child(rule, "action"), "url");
		if (!leads_to(url, farm) ||
		    text_same(xml_get(rule, "enabled"), "false"))
			continue;
		leads = true;
		*tls |= strncasecmp(url, "https", 5) == 0;
		asks |= read_conditions(iis, front, rule);
	}
	if (leads && !asks)
		take_names(iis, front, path);
	return leads;
}

/* The server's own rules, and those of its sites. */
static bool
read_all_rules(struct iis *iis, const char *farm, struct farm_site *front, bool *tls)
{
	const struct level	*level;
	bool			 leads;
	size_t			 i;

	leads = read_rules(iis, farm, front, xml_at(iis->root, "system.webServer/rewrite/globalRules/rule"), "", tls);
	for (i = 0; i < iis->levels.n_level; i++) {
		level = &iis->levels.level[i];
		leads |= read_rules(iis, farm, front, xml_at(level->holder, "system.webServer/rewrite/rules/rule"),
		    level->path, tls);
	}
	return leads;
}

static void
read_members(struct iis *iis, struct farm_balancer *balancer, const struct xml *element)
{
	struct pool		*pool = &iis->import->farm.pool;
	const struct xml	*row;
	const char		*address, *name;
	size_t			 i;

	for (row = xml_child(element, "server"); row != NULL; row = xml_next(row, "server")) {
		address = xml_get(row, "address");
		if (address == NULL || *address == '\0')
			continue;
		if (text_same(xml_get(row, "enabled"), "false")) {
			import_say(iis->import, iis_place(iis, row), "'%.100s' is disabled, and left out", address);
			continue;
		}
		name = import_member(iis->import, NULL, address, iis_place(iis, row));
		for (i = 0; i < balancer->n_server_name && balancer->server_name[i] != name; i++)
			continue;
		if (i < balancer->n_server_name)
			continue;
		balancer->server_name = pool_more(pool, balancer->server_name, balancer->n_server_name, sizeof(name));
		balancer->server_name[balancer->n_server_name++] = name;
	}
}

/* What the server itself does with these names is no site of its own. */
static void
drop_fronts(struct iis *iis)
{
	struct farm	*farm = &iis->import->farm;
	size_t		 i, kept = 0;

	for (i = 0; i < farm->n_site; i++) {
		if (farm->site[i].balancer_name == NULL && farm->site[i].server_name[0] == iis->server &&
		    farm->site[i].authentication.enabled == SETTING_NO)
			continue;
		farm->site[kept++] = farm->site[i];
	}
	farm->n_site = kept;
}

static bool
read_farm(struct iis *iis, const struct xml *element)
{
	struct import		*import = iis->import;
	const char		*name = xml_get(element, "name"), *place = iis_place(iis, element);
	struct farm_balancer	 balancer = { .path = NULL }, *kept;
	struct farm_site	 front = { .path = place }, *site;
	bool			 tls = false;

	if (name == NULL || *name == '\0' || text_same(xml_get(element, "enabled"), "false"))
		return false;
	read_members(iis, &balancer, element);
	if (balancer.n_server_name == 0)
		return false;
	if (!read_all_rules(iis, name, &front, &tls)) {
		import_say(import, place, "no rule leads to the farm '%.60s': it is left out", name);
		return false;
	}
	kept = import_balancer(import, name, place, BALANCER_ARR);
	kept->mode = MODE_TLS_OFFLOAD;		/* it speaks HTTP itself, to either side */
	kept->server_tls = tls ? SERVER_TLS_UNKNOWN : SERVER_TLS_UNSET;
	kept->server_name = balancer.server_name;
	kept->n_server_name = balancer.n_server_name;
	site = import_site(import, name, import_place(import, iis->name, element->line));
	if (site == NULL)
		return false;
	site->balancer_name = kept->name;
	site->host = front.host;
	site->n_host = front.n_host;
	import_nameless(site);
	import_front(site);
	return true;
}

static bool
is_farm(const struct iis *iis, const char *url)
{
	const struct xml	*row = xml_at(iis->root, "webFarms/webFarm");

	while (row != NULL && (xml_get(row, "name") == NULL || !leads_to(url, xml_get(row, "name"))))
		row = xml_next(row, "webFarm");
	return row != NULL;
}

/* Rules of a site, or of a web.config, that forward to a host. */
static void
say_proxies(struct iis *iis, const struct level *level)
{
	const struct xml	*rule = xml_at(level->holder, "system.webServer/rewrite/rules/rule"), *action;
	const char		*url;

	for (; rule != NULL; rule = xml_next(rule, "rule")) {
		action = xml_child(rule, "action");
		url = xml_get(action, "url");
		if (url != NULL && strstr(url, "://") != NULL && text_same(xml_get(action, "type"), "Rewrite") &&
		    !is_farm(iis, url))
			import_say(iis->import, import_place(iis->import, level->file, rule->line),
			    "requests are forwarded to '%.200s', which is no farm: describe the site there", url);
	}
}

void
iis_farms(struct iis *iis)
{
	const struct xml	*row = xml_at(iis->root, "webFarms/webFarm");
	bool			 any = false;
	size_t			 i;

	for (; row != NULL; row = xml_next(row, "webFarm"))
		any |= read_farm(iis, row);
	if (any)
		drop_fronts(iis);
	for (i = 0; i < iis->levels.n_level; i++)
		say_proxies(iis, &iis->levels.level[i]);
}
