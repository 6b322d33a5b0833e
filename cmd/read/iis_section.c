#include "cmd/read/iis_section.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/read/form.h"
#include "plans/fold.h"
#include "plans/spn.h"

#define AUTHENTICATION	"system.webServer/security/authentication/"
#define WINDOWS		AUTHENTICATION "windowsAuthentication"
#define ANONYMOUS	AUTHENTICATION "anonymousAuthentication"

enum { PROVIDERS_MOST = 16, LEVELS_MOST = 10000, FLAGS_MOST = 8, SPNS_MOST = 1000 };

const struct xml *
xml_at(const struct xml *element, const char *path)
{
	const char	*slash;
	char		 name[64];
	size_t		 n;

	for (; element != NULL && path != NULL; path = slash == NULL ? NULL : slash + 1) {
		slash = strchr(path, '/');
		n = slash == NULL ? strlen(path) : (size_t)(slash - path);
		memcpy(name, path, n);
		name[n] = '\0';
		element = xml_child(element, name);
	}
	return element;
}

bool
path_is_within(const char *path, const char *above)
{
	size_t	 n = strlen(above);

	return n == 0 || (strncasecmp(path, above, n) == 0 && (path[n] == '\0' || path[n] == '/'));
}

/* "/a/b/", ".", "a\b": all of them begin and end without a slash. */
static const char *
path_of(struct import *import, const char *text)
{
	char	*path = pool_copy(&import->farm.pool, text == NULL ? "" : text), *at;
	size_t	 n;

	for (at = path; (at = strchr(at, '\\')) != NULL; )
		*at = '/';
	while (*path == '/')
		path++;
	for (n = strlen(path); n > 0 && path[n - 1] == '/'; )
		path[--n] = '\0';
	return strcmp(path, ".") == 0 ? "" : path;
}

static const char *
below(struct import *import, const char *path, const char *text)
{
	const char	*rest = path_of(import, text);

	if (*path == '\0' || *rest == '\0')
		return *rest == '\0' ? path : rest;
	return pool_printf(&import->farm.pool, "%s/%s", path, rest);
}

static void
add_level(struct levels *levels, struct level level)
{
	struct pool	*pool = &levels->import->farm.pool;

	if (levels->n_level == LEVELS_MOST) {
		import_say(levels->import, import_place(levels->import, level.file, level.holder->line),
		    "there are more locations than are read");
		return;
	}
	levels->level = pool_more(pool, levels->level, levels->n_level, sizeof(level));
	levels->level[levels->n_level++] = level;
}

void
levels_add(struct levels *levels, const char *path, const struct xml *root, const char *file, bool outside)
{
	const struct xml	*location;

	path = path_of(levels->import, path);
	add_level(levels, (struct level){ path, root, file, outside });
	for (location = xml_child(root, "location"); location != NULL; location = xml_next(location, "location"))
		add_level(levels, (struct level){ below(levels->import, path, xml_get(location, "path")), location, file,
		    outside });
}

static int
by_reach(const void *a, const void *b)
{
	const struct level	*x = a, *y = b;
	size_t			 n = strlen(x->path), m = strlen(y->path);

	if (x->outside != y->outside)
		return x->outside ? 1 : -1;
	if (n != m)
		return n < m ? -1 : 1;
	return x->holder->line - y->holder->line;
}

/* -- locks -- */

/* IIS comes with the section locked; <configSections> says whether it is. */
static bool
is_locked_at_first(const struct levels *levels)
{
	const struct xml	*section = NULL, *row;
	size_t			 i;

	for (i = 0; i < levels->n_level && section == NULL; i++) {
		row = xml_at(levels->level[i].holder, "configSections/sectionGroup");
		while (row != NULL && strcmp(xml_get(row, "name") == NULL ? "" : xml_get(row, "name"), "system.webServer") != 0)
			row = xml_next(row, "sectionGroup");
		for (row = xml_child(row, "sectionGroup"); row != NULL; row = xml_next(row, "sectionGroup")) {
			section = xml_at(row, "sectionGroup/section");
			while (section != NULL && (xml_get(section, "name") == NULL ||
			    strcmp(xml_get(section, "name"), "windowsAuthentication") != 0))
				section = xml_next(section, "section");
			if (section != NULL)
				break;
		}
	}
	return section == NULL || (xml_get(section, "overrideModeDefault") != NULL &&
	    text_same(xml_get(section, "overrideModeDefault"), "Deny"));
}

static bool
is_locked(const struct levels *levels, const char *path)
{
	const struct level	*level;
	const char		*mode;
	bool			 locked = is_locked_at_first(levels);
	size_t			 i;

	for (i = 0; i < levels->n_level; i++) {
		level = &levels->level[i];
		if (level->outside || !path_is_within(path, level->path) || xml_at(level->holder, WINDOWS) == NULL)
			continue;
		mode = xml_get(level->holder, "overrideMode");
		if (mode == NULL)
			mode = xml_get(level->holder, "allowOverride");
		if (text_same(mode, "Allow") || text_same(mode, "true"))
			locked = false;
		else if (text_same(mode, "Deny") || text_same(mode, "false"))
			locked = true;
	}
	return locked;
}

void
levels_close(struct levels *levels)
{
	const struct xml	*section;
	struct level		*level;
	size_t			 i, kept = 0;

	if (levels->n_level > 1)
		qsort(levels->level, levels->n_level, sizeof(*levels->level), by_reach);
	for (i = 0; i < levels->n_level; i++) {
		level = &levels->level[i];
		section = level->outside ? xml_at(level->holder, WINDOWS) : NULL;
		if (section == NULL || !is_locked(levels, level->path))
			levels->level[kept++] = *level;
		else
			import_say(levels->import, import_place(levels->import, level->file, section->line),
			    "windowsAuthentication is locked in applicationHost.config, so it is not taken from here: "
			    "IIS answers with error 500.19");
	}
	levels->n_level = kept;
}

/* -- values -- */

static void
take_bool(const struct levels *levels, const struct level *level, const struct xml *section, const char *name,
    int *setting)
{
	const char	*value = xml_get(section, name);

	if (value == NULL)
		return;
	if (text_same(value, "true") || text_same(value, "1"))
		*setting = SETTING_YES;
	else if (text_same(value, "false") || text_same(value, "0"))
		*setting = SETTING_NO;
	else {
		*setting = SETTING_UNKNOWN;
		import_say(levels->import, import_place(levels->import, level->file, section->line),
		    "%s is neither true nor false", name);
	}
}

static int
provider_of(const char *word)
{
	const struct word	*row;

	for (row = word_provider; row->word != NULL; row++) {
		if (row->value != PROVIDER_UNKNOWN && text_same(row->word, word))
			return row->value;
	}
	return PROVIDER_NONE;
}

static void
drop_provider(struct farm_authentication *auth, int provider)
{
	size_t	 i, kept = 0;

	for (i = 0; i < auth->n_provider; i++) {
		if (auth->provider[i] != provider)
			auth->provider[kept++] = auth->provider[i];
	}
	auth->n_provider = kept;
}

/* What a level adds goes before what it inherits (mergeAppend is false). */
static void
take_providers(const struct levels *levels, const struct level *level, const struct xml *section,
    struct farm_authentication *auth)
{
	const struct xml	*row;
	int			 provider, *list;
	size_t			 own = 0;

	list = pool_alloc(&levels->import->farm.pool, PROVIDERS_MOST * sizeof(*list));
	if (auth->n_provider > 0)
		memcpy(list, auth->provider, auth->n_provider * sizeof(*list));
	auth->provider = list;
	for (row = xml_child(section, "providers")->child; row != NULL; row = row->next) {
		if (strcmp(row->name, "clear") == 0) {
			auth->n_provider = own = 0;
			continue;
		}
		provider = provider_of(xml_get(row, "value"));
		if (provider == PROVIDER_NONE)
			import_say(levels->import, import_place(levels->import, level->file, row->line),
			    "the provider '%.60s' is none that is known", xml_get(row, "value") == NULL ? "" : xml_get(row, "value"));
		else if (strcmp(row->name, "remove") == 0)
			drop_provider(auth, provider);
		else if (strcmp(row->name, "add") == 0) {
			drop_provider(auth, provider);
			own = own > auth->n_provider ? auth->n_provider : own;
			memmove(list + own + 1, list + own, (auth->n_provider - own) * sizeof(*list));
			list[own++] = provider;
			auth->n_provider++;
		}
	}
}

static void
take_protection(const struct levels *levels, const struct level *level, const struct xml *section,
    struct farm_authentication *auth)
{
	const char		*value = xml_get(xml_child(section, "extendedProtection"), "tokenChecking");
	static const char	*const number[] = { [PROTECTION_NONE] = "0", [PROTECTION_ALLOW] = "1",
				     [PROTECTION_REQUIRE] = "2" };
	const struct word	*row;
	size_t			 i;

	if (value == NULL)
		return;
	for (i = PROTECTION_NONE; i <= PROTECTION_REQUIRE; i++) {
		if (strcmp(value, number[i]) == 0)
			value = word_for(word_protection, (int)i);
	}
	auth->extended_protection = PROTECTION_UNKNOWN;
	for (row = word_protection; row->word != NULL; row++) {
		if (text_same(row->word, value))
			auth->extended_protection = row->value;
	}
	if (auth->extended_protection == PROTECTION_UNKNOWN)
		import_say(levels->import, import_place(levels->import, level->file, section->line),
		    "tokenChecking is none of None, Allow and Require");
}

static int
flag_of(struct span word)
{
	const struct word	*row;

	for (row = word_protection_flag; row->word != NULL; row++) {
		if (span_is(word, row->word))
			return row->value;
	}
	return FLAG_UNKNOWN;
}

/* "Proxy, ProxyCohosting", or their sum as a number. */
static void
take_flags(const struct levels *levels, const struct xml *protection, struct farm_authentication *auth)
{
	const char		*value = xml_get(protection, "flags"), *at;
	const struct word	*row;
	unsigned		 sum = 0;
	size_t			 n;

	if (value == NULL)
		return;
	for (at = value; text_digit(*at) && sum < 1000; at++)
		sum = sum * 10 + (unsigned)(*at - '0');
	if (*at != '\0')
		sum = 0;
	for (; *at != '\0'; at += n) {
		at += strspn(at, " ,");
		n = strcspn(at, " ,");
		sum |= n == 0 ? 0 : (unsigned)flag_of((struct span){ at, n });
	}
	auth->protection_flag = pool_alloc(&levels->import->farm.pool, FLAGS_MOST * sizeof(*auth->protection_flag));
	auth->n_protection_flag = 0;
	for (row = word_protection_flag; row->word != NULL; row++) {
		if ((sum & (unsigned)row->value) != 0)
			auth->protection_flag[auth->n_protection_flag++] = row->value;
	}
	if (auth->n_protection_flag == 0)
		auth->protection_flag[auth->n_protection_flag++] = FLAG_NONE;
}

/* As a description takes it. */
static bool
is_spn(struct pool *pool, const char *text)
{
	const char	*why = NULL;
	struct spn	 parts;

	if (form_text(pool, FORM_SPN, text, &why) == NULL || strpbrk(text, "\"'<>|&^%!`") != NULL)
		return false;
	spn_parse(&parts, span_of(text));
	return parts.fault == 0;
}

static void
take_spn(const struct levels *levels, const struct level *level, const struct xml *row,
    struct farm_authentication *auth)
{
	struct pool	*pool = &levels->import->farm.pool;
	const char	*name = xml_get(row, "name") == NULL ? "" : xml_get(row, "name");
	size_t		 i;

	if (!is_spn(pool, name) || auth->n_protected_spn == SPNS_MOST) {
		import_say(levels->import, import_place(levels->import, level->file, row->line),
		    "the spn '%.200s' is left out: it is none that a client asks for", name);
		return;
	}
	for (i = 0; i < auth->n_protected_spn; i++) {
		if (fold_cmp(auth->protected_spn[i], name) == 0)
			return;
	}
	auth->protected_spn = pool_more(pool, auth->protected_spn, auth->n_protected_spn, sizeof(name));
	auth->protected_spn[auth->n_protected_spn++] = name;
}

static void
take_spns(const struct levels *levels, const struct level *level, const struct xml *protection,
    struct farm_authentication *auth)
{
	const struct xml	*row;

	for (row = protection == NULL ? NULL : protection->child; row != NULL; row = row->next) {
		if (strcmp(row->name, "clearSpns") == 0)
			auth->n_protected_spn = 0;
		else if (strcmp(row->name, "spn") == 0)
			take_spn(levels, level, row, auth);
	}
}

/* "password" is not read. */
static void
take_impersonation(const struct levels *levels, const struct level *level, struct iis_settings *at)
{
	const struct xml	*identity = xml_at(level->holder, "system.web/identity");
	const char		*user = xml_get(identity, "userName");
	int			 impersonate = SETTING_UNSET;

	take_bool(levels, level, identity, "impersonate", &impersonate);
	if (user != NULL)
		at->impersonated = user;
	if (impersonate == SETTING_NO)
		at->authentication.impersonation = IMPERSONATION_NONE;
	else if (impersonate == SETTING_UNKNOWN)
		at->authentication.impersonation = IMPERSONATION_UNKNOWN;
	else if (impersonate == SETTING_YES)
		at->authentication.impersonation = at->impersonated != NULL && *at->impersonated != '\0' ?
		    IMPERSONATION_ACCOUNT : IMPERSONATION_USER;
}

struct iis_settings
levels_at(const struct levels *levels, const char *path)
{
	struct iis_settings		 at = { .authentication = { .enabled = SETTING_NO, .kernel_mode = SETTING_YES,
					     .app_pool_credentials = SETTING_NO, .anonymous = SETTING_YES,
					     .impersonation = IMPERSONATION_NONE,
					     .extended_protection = PROTECTION_NONE }, .anonymous = "IUSR" };
	struct farm_authentication	*auth = &at.authentication;
	const struct xml		*section;
	const struct level		*level;
	bool				 any_providers = false;
	size_t				 i;

	for (i = 0; i < levels->n_level; i++) {
		level = &levels->level[i];
		if (!path_is_within(path, level->path))
			continue;
		take_bool(levels, level, xml_at(level->holder, ANONYMOUS), "enabled", &auth->anonymous);
		if (xml_get(xml_at(level->holder, ANONYMOUS), "userName") != NULL)
			at.anonymous = xml_get(xml_at(level->holder, ANONYMOUS), "userName");
		take_impersonation(levels, level, &at);
		section = xml_at(level->holder, WINDOWS);
		take_bool(levels, level, section, "enabled", &auth->enabled);
		take_bool(levels, level, section, "useKernelMode", &auth->kernel_mode);
		take_bool(levels, level, section, "useAppPoolCredentials", &auth->app_pool_credentials);
		take_protection(levels, level, section, auth);
		take_flags(levels, xml_child(section, "extendedProtection"), auth);
		take_spns(levels, level, xml_child(section, "extendedProtection"), auth);
		if (xml_child(section, "providers") != NULL) {
			take_providers(levels, level, section, auth);
			any_providers = true;
		}
	}
	if (auth->n_protection_flag == 0) {
		auth->protection_flag = pool_alloc(&levels->import->farm.pool, sizeof(*auth->protection_flag));
		auth->protection_flag[auth->n_protection_flag++] = FLAG_NONE;
	}
	if (!any_providers) {
		auth->provider = pool_alloc(&levels->import->farm.pool, 2 * sizeof(*auth->provider));
		auth->provider[auth->n_provider++] = PROVIDER_NEGOTIATE;
		auth->provider[auth->n_provider++] = PROVIDER_NTLM;
	}
	return at;
}

bool
level_is_below(const struct level *level, const char *site)
{
	return strlen(level->path) > strlen(site) && path_is_within(level->path, site) &&
	    (xml_at(level->holder, WINDOWS) != NULL || xml_at(level->holder, ANONYMOUS) != NULL ||
	    xml_at(level->holder, "system.web/identity") != NULL);
}
