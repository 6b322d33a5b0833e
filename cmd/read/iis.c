#include "cmd/read/iis.h"

#include <string.h>
#include <unistd.h>

#include "cmd/read/file.h"
#include "cmd/read/form.h"
#include "cmd/read/iis_content.h"
#include "cmd/read/iis_farm.h"
#include "cmd/read/iis_section.h"
#include "plans/name.h"

enum { PATHS_MOST = 1000 };

/* -- pools -- */

static const struct word word_identity_type[] = {
	{ "LocalSystem", IDENTITY_LOCAL_SYSTEM }, { "0", IDENTITY_LOCAL_SYSTEM },
	{ "LocalService", IDENTITY_LOCAL_SERVICE }, { "1", IDENTITY_LOCAL_SERVICE },
	{ "NetworkService", IDENTITY_NETWORK_SERVICE }, { "2", IDENTITY_NETWORK_SERVICE },
	{ "SpecificUser", IDENTITY_SPECIFIC_USER }, { "3", IDENTITY_SPECIFIC_USER },
	{ "ApplicationPoolIdentity", IDENTITY_APPLICATION_POOL }, { "4", IDENTITY_APPLICATION_POOL },
	{ NULL, 0 }
};

static const char *
pool_setting(const struct xml *row, const struct xml *defaults, const char *name)
{
	const char	*value = xml_get(xml_child(row, "processModel"), name);

	return value != NULL ? value : xml_get(xml_child(defaults, "processModel"), name);
}

static int
identity_of(struct iis *iis, const struct xml *row, const char *type)
{
	const struct word	*word;

	for (word = word_identity_type; type != NULL && word->word != NULL; word++) {
		if (text_same(word->word, type))
			return word->value;
	}
	if (type == NULL)
		return IDENTITY_APPLICATION_POOL;
	import_say(iis->import, iis_place(iis, row), "identityType '%.60s' is none that is known", type);
	return IDENTITY_UNKNOWN;
}

static struct farm_pool
pool_named(struct iis *iis, const char *name, const char *place)
{
	const struct xml	*pools = xml_at(iis->root, "system.applicationHost/applicationPools");
	const struct xml	*defaults = xml_child(pools, "applicationPoolDefaults"), *row;
	struct farm_pool	 pool = { .name = import_text(iis->import, name), .identity = IDENTITY_UNKNOWN };

	for (row = xml_child(pools, "add"); row != NULL; row = xml_next(row, "add")) {
		if (!text_same(xml_get(row, "name"), name))
			continue;
		pool.identity = identity_of(iis, row, pool_setting(row, defaults, "identityType"));
		if (pool.identity == IDENTITY_SPECIFIC_USER)
			pool.account_name = pool_setting(row, defaults, "userName");
		return pool;
	}
	import_say(iis->import, place, "the pool '%s' is not in this file", pool.name);
	return pool;
}

static const char *
pool_name(const struct iis *iis, const struct xml *site, const struct xml *application)
{
	const char	*name = xml_get(application, "applicationPool");

	if (name == NULL)
		name = xml_get(xml_child(site, "applicationDefaults"), "applicationPool");
	if (name == NULL)
		name = xml_get(xml_at(iis->root, "system.applicationHost/sites/applicationDefaults"), "applicationPool");
	return name == NULL ? "DefaultAppPool" : name;
}

/* -- bindings -- */

/* "IP:port:host", of which IP may be in brackets and host empty. */
static bool
read_binding(struct iis *iis, struct farm_site *site, const struct xml *binding)
{
	const char	*text = xml_get(binding, "bindingInformation"), *host, *at;
	char		*address;
	int		 port = 0;

	host = text == NULL ? NULL : strrchr(text, ':');
	if (host == NULL || host == text)
		return false;
	address = pool_ncopy(&iis->import->farm.pool, text, (size_t)(host - text));
	at = strrchr(address, ':');
	if (at == NULL)
		return false;
	address[at - address] = '\0';
	for (at++; text_digit(*at) && port <= 65535; at++)
		port = port * 10 + (*at - '0');
	if (*at != '\0' || port < 1 || port > 65535)
		return false;
	if (name_ip(address))
		import_address(iis->import, iis->server, address);
	if (host[1] != '\0')
		import_host(iis->import, site, host + 1, port);
	else
		site->node_names = SETTING_YES;
	return true;
}

/* Is there one that speaks HTTP? */
static bool
read_bindings(struct iis *iis, struct farm_site *site, const struct xml *element)
{
	const struct xml	*row;
	const char		*protocol;
	bool			 http = false;

	for (row = xml_at(element, "bindings/binding"); row != NULL; row = xml_next(row, "binding")) {
		protocol = xml_get(row, "protocol");
		if (!text_same(protocol, "http") && !text_same(protocol, "https"))
			continue;
		http = true;
		if (!read_binding(iis, site, row))
			import_say(iis->import, iis_place(iis, row), "the binding is not IP:port:host");
	}
	return http;
}

/* -- sites -- */

static const char *
url_of(struct iis *iis, const char *path)
{
	return import_text(iis->import, *path == '/' ? path : pool_printf(&iis->import->farm.pool, "/%s", path));
}

/* The element of the application that PATH, from a slash on, lies in. */
static const struct xml *
application_at(const struct xml *site, const char *path)
{
	const struct xml	*row, *best = NULL;
	const char		*at;
	size_t			 n, longest = 0;

	for (row = xml_child(site, "application"); row != NULL; row = xml_next(row, "application")) {
		at = xml_get(row, "path");
		n = at == NULL || strcmp(at, "/") == 0 ? 0 : strlen(at);
		if ((best == NULL || n > longest) && path_is_within(path, n == 0 ? "" : at)) {
			best = row;
			longest = n;
		}
	}
	return best;
}

/* Whom requests are taken for, which no decision depends on. */
static void
note_users(struct iis *iis, const struct farm_site *site, const char *url, const struct iis_settings *at)
{
	if (at->authentication.anonymous == SETTING_YES)
		import_note(iis->import, site->path, "%s: anonymous requests are %s", url,
		    *at->anonymous == '\0' ? "the pool's identity" : at->anonymous);
	if (at->authentication.impersonation == IMPERSONATION_ACCOUNT)
		import_note(iis->import, site->path, "%s: ASP.NET runs it as %s, whoever asks", url, at->impersonated);
}

/* All settings at PATH of the site, its name in front. */
static struct farm_authentication
authentication_at(struct iis *iis, const struct farm_site *site, const struct xml *element, const char *name,
    const char *url)
{
	const char		*path = strcmp(url, "/") == 0 ? name :
				    pool_printf(&iis->import->farm.pool, "%s%s", name, url);
	const struct xml	*application = application_at(element, url);
	struct iis_settings	 at = levels_at(&iis->levels, path);

	if (at.authentication.n_provider == 0)
		at.authentication.enabled = SETTING_NO;	/* it offers nothing */
	if (at.authentication.n_provider == 0)
		at.authentication.provider[at.authentication.n_provider++] = PROVIDER_NTLM;
	if (at.authentication.enabled != SETTING_NO) {
		note_users(iis, site, url, &at);
		if (text_same(xml_get(application, "path"), url))
			iis_content(iis, site, element, application, url);
	}
	return at.authentication;
}

static void
read_application(struct iis *iis, struct farm_site *site, const struct xml *element, const char *name,
    const char *url, const char *place)
{
	struct pool		*pool = &iis->import->farm.pool;
	struct farm_application	 row = { .path = place, .url = import_text(iis->import, url) };
	size_t			 i;

	for (i = 0; i < site->n_application; i++) {
		if (text_same(site->application[i].url, row.url))
			return;
	}
	if (site->n_application == PATHS_MOST) {
		import_say(iis->import, place, "no more than %d paths of a site are read", PATHS_MOST);
		return;
	}
	row.pool = pool_named(iis, pool_name(iis, element, application_at(element, url)), place);
	row.authentication = authentication_at(iis, site, element, name, url);
	site->application = pool_more(pool, site->application, site->n_application, sizeof(row));
	site->application[site->n_application++] = row;
}

static void
read_applications(struct iis *iis, struct farm_site *site, const struct xml *element, const char *name)
{
	const struct xml	*row;
	const struct level	*level;
	const char		*path;
	size_t			 i, n = strlen(name);

	for (row = xml_child(element, "application"); row != NULL; row = xml_next(row, "application")) {
		path = xml_get(row, "path");
		if (path != NULL && *path != '\0' && strcmp(path, "/") != 0)
			read_application(iis, site, element, name, url_of(iis, path), iis_place(iis, row));
	}
	for (i = 0; i < iis->levels.n_level; i++) {
		level = &iis->levels.level[i];
		if (level_is_below(level, name))
			read_application(iis, site, element, name, level->path + n,
			    import_place(iis->import, level->file, level->holder->line));
	}
}

/* Where nobody signs in, pools do not matter. */
static void
drop_applications(struct farm_site *site)
{
	size_t	 i;

	for (i = 0; i < site->n_application; i++) {
		if (site->application[i].authentication.enabled != SETTING_NO)
			return;
	}
	if (site->authentication.enabled == SETTING_NO)
		site->n_application = 0;
}

static int
read_site(struct iis *iis, const struct xml *element, struct error *err)
{
	struct pool		*pool = &iis->import->farm.pool;
	const char		*name = xml_get(element, "name"), *place = iis_place(iis, element);
	struct farm_site	*site, bound = { .path = place };

	if (name == NULL || *name == '\0')
		return error_set(err, "%s: the site has no name", place);
	if (!read_bindings(iis, &bound, element)) {
		import_say(iis->import, place, "site '%.60s' is left out: it has no binding of http or https", name);
		return 0;
	}
	site = import_site(iis->import, name, place);
	if (site == NULL)
		return error_set(err, "%s: there are more sites than can be read", place);
	site->host = bound.host;
	site->n_host = bound.n_host;
	site->node_names = bound.node_names;
	site->server_name = pool_alloc(pool, sizeof(*site->server_name));
	site->server_name[site->n_server_name++] = iis->server;
	site->pool = pool_named(iis, pool_name(iis, element, application_at(element, "/")), place);
	if (text_same(xml_get(element, "serverAutoStart"), "false"))
		import_note(iis->import, place, "it does not start with the server (serverAutoStart)");
	site->authentication = authentication_at(iis, site, element, name, "/");
	read_applications(iis, site, element, name);
	drop_applications(site);
	return 0;
}

static void
say_strays(struct iis *iis)
{
	const struct xml	*sites = xml_at(iis->root, "system.applicationHost/sites"), *row;
	const struct level	*level;
	size_t			 i;

	for (i = 0; i < iis->levels.n_level; i++) {
		level = &iis->levels.level[i];
		for (row = xml_child(sites, "site"); row != NULL; row = xml_next(row, "site")) {
			if (*level->path == '\0' || (xml_get(row, "name") != NULL &&
			    path_is_within(level->path, xml_get(row, "name"))))
				break;
		}
		if (row == NULL && *level->path != '\0')
			import_say(iis->import, import_place(iis->import, level->file, level->holder->line),
			    "there is no site '%.*s'", (int)strcspn(level->path, "/"), level->path);
	}
}

/* Sections that are kept in files of their own, which may have what matters. */
static void
say_elsewhere(struct import *import, const char *file, const struct xml *element)
{
	static const char *const	 matters[] = { "sites", "applicationPools", "webFarms", "windowsAuthentication",
					     "anonymousAuthentication", "identity", "globalRules", "rules", NULL };
	const char			*path;
	size_t				 i;

	for (; element != NULL; element = element->next) {
		path = xml_get(element, "configSource");
		if (path == NULL)
			path = xml_get(element, "childSource");
		for (i = 0; path != NULL && matters[i] != NULL; i++) {
			if (strcmp(element->name, matters[i]) == 0)
				import_say(import, import_place(import, file, element->line),
				    "'%s' is in another file too, which is not read: '%.200s'", element->name, path);
		}
		say_elsewhere(import, file, element->child);
	}
}

static int
read_sites(struct iis *iis, struct error *err)
{
	const struct xml	*row = xml_at(iis->root, "system.applicationHost/sites/site");
	int			 result = 0;

	for (; result == 0 && row != NULL; row = xml_next(row, "site"))
		result = read_site(iis, row, err);
	return result;
}

/* -- files -- */

const char *
iis_place(const struct iis *iis, const struct xml *element)
{
	return import_place(iis->import, iis->name, element->line);
}

static void
say_redirection(struct import *import, const char *server, const char *name, const struct xml *root)
{
	const struct xml	*row = xml_child(root, "configurationRedirection");

	if (row != NULL && text_same(xml_get(row, "enabled"), "true"))
		import_say(import, import_place(import, name, row->line),
		    "%s takes its configuration from '%.200s': that file is in force, and this one is not", server,
		    xml_get(row, "path") == NULL ? "" : xml_get(row, "path"));
}

static int
root_of(struct import *import, const struct iis_text *file, struct xml **root, struct error *err)
{
	if (xml_read(root, &import->farm.pool, file->name, file->text, file->n, err) != 0)
		return -1;
	if (strcmp((*root)->name, "configuration") != 0)
		return error_set(err, "%s:%d: the root is '%.60s': give the whole file, which has <configuration>",
		    file->name, (*root)->line, (*root)->name);
	say_elsewhere(import, file->name, (*root)->child);
	return 0;
}

int
iis_read_text(struct import *import, const struct iis_text *server, size_t n_server,
    const struct iis_text *web, size_t n_web, struct error *err)
{
	struct pool	*pool = &import->farm.pool;
	struct iis	*iis = pool_alloc(pool, n_server * sizeof(*iis));
	struct xml	**web_root = pool_alloc(pool, n_web * sizeof(*web_root)), *root;
	size_t		 i, j;
	const char	*why = NULL;
	int		 result = 0;

	for (i = 0; result == 0 && i < n_web; i++)
		result = root_of(import, &web[i], &web_root[i], err);
	for (i = 0; result == 0 && i < n_server; i++) {
		for (j = 0; j < i; j++) {
			if (text_same(server[j].of, server[i].of))
				return error_set(err, "--server: '%s' is given twice", server[i].of);
		}
		result = root_of(import, &server[i], &root, err);
		iis[i] = (struct iis){ .import = import, .name = server[i].name, .levels = { .import = import } };
		iis[i].server = import_server(import, server[i].of, import_place(import, server[i].name, 1), &why);
		if (result == 0 && iis[i].server == NULL)
			result = error_set(err, "--server: '%s' %s: give the computer's NetBIOS name", server[i].of, why);
		if (result != 0)
			break;
		iis[i].root = root;
		say_redirection(import, iis[i].server, iis[i].name, root);
		levels_add(&iis[i].levels, "", root, iis[i].name, false);
		for (j = 0; j < n_web; j++)
			levels_add(&iis[i].levels, web[j].of, web_root[j], web[j].name, true);
		levels_close(&iis[i].levels);
		say_strays(&iis[i]);
		result = read_sites(&iis[i], err);
	}
	for (i = 0; result == 0 && i < n_server; i++)
		iis_farms(&iis[i]);
	return result;
}

static int
read_text(struct import *import, const struct iis_file *file, struct iis_text *out, struct error *err)
{
	char	*text;

	*out = (struct iis_text){ .of = file->of, .name = file_name(file->path) };
	if (file_read(&import->farm.pool, file->path, &text, &out->n, err) != 0)
		return -1;
	out->text = text;
	return 0;
}

/* Shared configuration is switched on in a file of its own. */
static int
look_beside(struct import *import, const struct iis_file *file, struct error *err)
{
	const char	*slash = strrchr(file->path, '/');
	struct iis_file	 beside = { file->of, pool_printf(&import->farm.pool, "%.*sredirection.config",
			     slash == NULL ? 0 : (int)(slash - file->path) + 1, file->path) };
	struct iis_text	 text;
	struct xml	*root;

	if (access(beside.path, R_OK) != 0)
		return 0;
	if (read_text(import, &beside, &text, err) != 0 || root_of(import, &text, &root, err) != 0)
		return -1;
	say_redirection(import, file->of, text.name, root);
	return 0;
}

int
iis_read(struct import *import, const struct iis_file *server, size_t n_server, const struct iis_file *web,
    size_t n_web, struct error *err)
{
	struct pool	*pool = &import->farm.pool;
	struct iis_text	*text = pool_alloc(pool, (n_server + n_web) * sizeof(*text));
	size_t		 i;

	for (i = 0; i < n_server; i++) {
		if (read_text(import, &server[i], &text[i], err) != 0 || look_beside(import, &server[i], err) != 0)
			return -1;
	}
	for (i = 0; i < n_web; i++) {
		if (read_text(import, &web[i], &text[n_server + i], err) != 0)
			return -1;
	}
	return iis_read_text(import, text, n_server, text + n_server, n_web, err);
}
