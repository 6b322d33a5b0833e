#include "cmd/read/haproxy.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/read/file.h"
#include "cmd/read/front.h"
#include "cmd/read/haproxy_host.h"
#include "cmd/read/words.h"

enum { PROXIES_MOST = 2000, RULES_MOST = 10000, LINE_MOST = 65536, LINES_MOST = 1000000 };

enum section { SECTION_OTHER, SECTION_DEFAULTS, SECTION_FRONTEND, SECTION_BACKEND, SECTION_LISTEN };

struct rule {
	const char	*backend;
	struct hosts	 hosts;
};

struct server {
	const char	*label, *address, *place;
};

/* A defaults, frontend, backend or listen; what a defaults has is copied. */
struct proxy {
	enum section	 section;
	const char	*name, *place;
	bool		 http, web, tls, closes, reuses, multiplexes, tls_behind, disabled;
	const char	*address;
	const char	*certificate;
	const char	*default_backend;
	struct acls	 acls;
	struct rule	*rule;
	size_t		 n_rule;
	struct server	*server;
	size_t		 n_server;
};

/* A name that something else than a backend is decided by. */
struct beside {
	const char	*host;
	const char	*keyword;
	const char	*place;
};

struct haproxy {
	struct import	*import;
	struct origin	 origin;
	struct proxy	*proxy;
	size_t		 n_proxy;
	struct proxy	*at;		/* the section that is read, or NULL */
	struct beside	*beside;	/* rules that choose no backend */
	size_t		 n_beside;
};

typedef void	read_fn(struct haproxy *, const char **word, size_t n);

/* -- what proxies say -- */

static void
read_mode(struct haproxy *h, const char **word, size_t n)
{
	h->at->http = n > 1 && strcmp(word[1], "http") == 0;
}

static void
read_bind(struct haproxy *h, const char **word, size_t n)
{
	struct pool	*pool = &h->import->farm.pool;
	const char	*address;
	size_t		 i;

	for (i = 2; i < n; i++) {
		h->at->tls |= strcmp(word[i], "ssl") == 0;
		if (strcmp(word[i], "crt") == 0 && i + 1 < n && h->at->certificate == NULL)
			h->at->certificate = word[i + 1];
	}
	if (n < 2)
		return;
	h->at->web |= front_web(word[1]);
	address = pool_ncopy(pool, word[1], strcspn(word[1], ","));
	if (strncmp(address, "ipv4@", 5) == 0 || strncmp(address, "ipv6@", 5) == 0)
		address += 5;
	if (h->at->address == NULL)
		h->at->address = front_address(h->import, address);
}

static void
read_default_backend(struct haproxy *h, const char **word, size_t n)
{
	h->at->default_backend = n > 1 ? word[1] : NULL;
}

static void
read_acl(struct haproxy *h, const char **word, size_t n)
{
	struct acls	*acls = &h->at->acls;

	if (n < 3 || acls->n == RULES_MOST)
		return;
	acls->acl = pool_more(&h->import->farm.pool, acls->acl, acls->n, sizeof(*acls->acl));
	acls->acl[acls->n] = (struct acl){ .name = word[1] };
	hosts_of_criterion(&acls->acl[acls->n++].hosts, &h->origin, word + 2, n - 2);
}

static struct rule *
add_rule(struct haproxy *h, const char *backend)
{
	struct proxy	*at = h->at;

	if (at->n_rule == RULES_MOST) {
		import_say(h->import, h->origin.place, "there are more rules than are read");
		return NULL;
	}
	at->rule = pool_more(&h->import->farm.pool, at->rule, at->n_rule, sizeof(*at->rule));
	at->rule[at->n_rule] = (struct rule){ .backend = backend };
	return &at->rule[at->n_rule++];
}

static void
take_mapping(void *arg, const char *host, const char *backend)
{
	struct haproxy	*h = arg;
	struct rule	*rule = add_rule(h, backend);

	if (rule == NULL || host == NULL)
		return;
	rule->hosts.host = pool_more(&h->import->farm.pool, NULL, 0, sizeof(*rule->hosts.host));
	rule->hosts.host[rule->hosts.n++] = host;
}

/* Conditions are made of names that are known only at the end of a section. */
static void
read_use_backend(struct haproxy *h, const char **word, size_t n)
{
	struct rule	*rule;

	if (n < 2)
		return;
	if (strncmp(word[1], "%[", 2) == 0) {
		map_read(&h->origin, word[1], take_mapping, h);
		return;
	}
	rule = add_rule(h, word[1]);
	if (rule != NULL && n > 2 && strcmp(word[2], "if") == 0)
		hosts_of_condition(&rule->hosts, &h->origin, &h->at->acls, word + 3, n - 3);
}

static void
add_server(struct haproxy *h, const char *label, const char *address)
{
	struct proxy	*at = h->at;

	if (strncmp(address, "ipv4@", 5) == 0 || strncmp(address, "ipv6@", 5) == 0)
		address += 5;
	at->server = pool_more(&h->import->farm.pool, at->server, at->n_server, sizeof(*at->server));
	at->server[at->n_server++] = (struct server){ label, address, h->origin.place };
}

static void
read_server(struct haproxy *h, const char **word, size_t n)
{
	size_t	 i;

	if (n < 3) {
		import_say(h->import, h->origin.place, "the server has no address");
		return;
	}
	for (i = 3; i < n; i++) {
		if (strcmp(word[i], "disabled") == 0) {
			import_say(h->import, h->origin.place, "'%.100s' is disabled, and left out", word[1]);
			return;
		}
		h->at->tls_behind |= strcmp(word[i], "ssl") == 0;
		h->at->multiplexes |= (strcmp(word[i], "proto") == 0 || strcmp(word[i], "alpn") == 0) && i + 1 < n &&
		    strstr(word[i + 1], "h2") != NULL;
	}
	add_server(h, word[1], word[2]);
}

static void
read_default_server(struct haproxy *h, const char **word, size_t n)
{
	size_t	 i;

	for (i = 1; i < n; i++)
		h->at->tls_behind |= strcmp(word[i], "ssl") == 0;
}

static void
read_server_template(struct haproxy *h, const char **word, size_t n)
{
	if (n < 4)
		return;
	import_say(h->import, h->origin.place, "'%.60s' stands for %.20s servers, which DNS names: one is taken for them",
	    word[1], word[2]);
	add_server(h, word[1], word[3]);
}

static void
read_http_reuse(struct haproxy *h, const char **word, size_t n)
{
	h->at->reuses = n > 1 && strcmp(word[1], "always") == 0;
}

static void
read_option(struct haproxy *h, const char **word, size_t n)
{
	if (n > 1 && (strcmp(word[1], "httpclose") == 0 || strcmp(word[1], "forceclose") == 0 ||
	    strcmp(word[1], "http-server-close") == 0))
		h->at->closes = true;
	if (n > 1 && strcmp(word[1], "http-keep-alive") == 0)
		h->at->closes = false;
}

static void
read_no(struct haproxy *h, const char **word, size_t n)
{
	if (n > 2 && strcmp(word[1], "option") == 0 && strstr(word[2], "close") != NULL)
		h->at->closes = false;
}

static void
read_disabled(struct haproxy *h, const char **word, size_t n)
{
	(void)word;
	(void)n;
	h->at->disabled = true;
}

/* In a section whose defaults are disabled. */
static void
read_enabled(struct haproxy *h, const char **word, size_t n)
{
	(void)word;
	(void)n;
	h->at->disabled = false;
}

static void
read_beside_rule(struct haproxy *h, const char **word, size_t n)
{
	struct hosts	 hosts = { .n = 0 };
	size_t		 i;

	for (i = 0; i < n && strcmp(word[i], "if") != 0 && strcmp(word[i], "unless") != 0; i++)
		continue;
	if (i < n)
		hosts_of_condition(&hosts, &h->origin, &h->at->acls, word + i + 1, n - i - 1);
	for (i = 0; i < hosts.n; i++) {
		h->beside = pool_more(&h->import->farm.pool, h->beside, h->n_beside, sizeof(*h->beside));
		h->beside[h->n_beside++] = (struct beside){ hosts.host[i], word[0], h->origin.place };
	}
}

static void
read_http_request(struct haproxy *h, const char **word, size_t n)
{
	read_beside_rule(h, word, n);
	if (n > 2 && (strcmp(word[1], "del-header") == 0 || strcmp(word[1], "set-header") == 0) &&
	    text_same(word[2], "Authorization"))
		import_say(h->import, h->origin.place, "the Authorization header is changed: no ticket gets through");
	if (n > 1 && strcmp(word[1], "auth") == 0)
		import_say(h->import, h->origin.place, "HAProxy asks for a password itself, in the header that tickets use");
}

static void
read_dispatch(struct haproxy *h, const char **word, size_t n)
{
	if (n > 1)
		add_server(h, NULL, word[1]);
}

static void
pass_over(struct haproxy *h, const char **word, size_t n)
{
	(void)h;
	(void)word;
	(void)n;
}

/* Sorted; what is passed over bears neither upon names nor upon tickets. */
static const struct keyword {
	const char	*word;
	read_fn		*read;
} keyword[] = {
	{ "acl", read_acl }, { "backlog", pass_over }, { "balance", pass_over }, { "bind", read_bind },
	{ "capture", pass_over }, { "clitcpka-cnt", pass_over }, { "clitcpka-idle", pass_over },
	{ "clitcpka-intvl", pass_over }, { "compression", pass_over }, { "cookie", pass_over },
	{ "declare", pass_over }, { "default-server", read_default_server }, { "default_backend", read_default_backend },
	{ "description", pass_over }, { "disabled", read_disabled }, { "dispatch", read_dispatch },
	{ "email-alert", pass_over }, { "enabled", read_enabled }, { "error-log-format", pass_over },
	{ "errorfile", pass_over }, { "errorfiles", pass_over }, { "errorloc", pass_over },
	{ "errorloc302", pass_over }, { "errorloc303", pass_over }, { "external-check", pass_over },
	{ "filter", pass_over }, { "filter-sequence", pass_over }, { "force-be-switch", pass_over },
	{ "force-persist", pass_over }, { "fullconn", pass_over }, { "guid", pass_over },
	{ "hash-balance-factor", pass_over }, { "hash-key", pass_over },
	{ "hash-preserve-affinity", pass_over }, { "hash-type", pass_over },
	{ "http-after-response", pass_over }, { "http-check", pass_over }, { "http-error", pass_over },
	{ "http-request", read_http_request }, { "http-response", pass_over },
	{ "http-reuse", read_http_reuse }, { "http-send-name-header", pass_over }, { "id", pass_over },
	{ "ignore-persist", pass_over }, { "load-server-state-from-file", pass_over }, { "log", pass_over },
	{ "log-format", pass_over }, { "log-format-sd", pass_over }, { "log-steps", pass_over },
	{ "log-tag", pass_over }, { "max-keep-alive-queue", pass_over },
	{ "max-session-srv-conns", pass_over }, { "maxconn", pass_over }, { "mode", read_mode },
	{ "monitor", pass_over }, { "monitor-net", pass_over }, { "monitor-uri", pass_over },
	{ "no", read_no }, { "option", read_option }, { "persist", pass_over }, { "quic-initial", pass_over },
	{ "rate-limit", pass_over }, { "redirect", read_beside_rule }, { "retries", pass_over },
	{ "retry-on", pass_over }, { "server", read_server }, { "server-state-file-name", pass_over },
	{ "server-template", read_server_template }, { "source", pass_over }, { "srvtcpka-cnt", pass_over },
	{ "srvtcpka-idle", pass_over }, { "srvtcpka-intvl", pass_over }, { "ssl-f-use", pass_over },
	{ "stats", pass_over }, { "stick", pass_over }, { "stick-table", pass_over },
	{ "tcp-check", pass_over }, { "tcp-request", pass_over }, { "tcp-response", pass_over },
	{ "timeout", pass_over }, { "unique-id-format", pass_over }, { "unique-id-header", pass_over },
	{ "use-server", pass_over }, { "use_backend", read_use_backend }
};

static int
by_word(const void *name, const void *row)
{
	return strcmp(name, ((const struct keyword *)row)->word);
}

/* -- sections -- */

static const struct section_row {
	const char	*word;
	enum section	 section;
} section_row[] = {
	{ "defaults", SECTION_DEFAULTS }, { "frontend", SECTION_FRONTEND }, { "backend", SECTION_BACKEND },
	{ "listen", SECTION_LISTEN }, { "global", SECTION_OTHER }, { "peers", SECTION_OTHER },
	{ "resolvers", SECTION_OTHER }, { "userlist", SECTION_OTHER }, { "mailers", SECTION_OTHER },
	{ "cache", SECTION_OTHER }, { "program", SECTION_OTHER }, { "ring", SECTION_OTHER },
	{ "log-forward", SECTION_OTHER }, { "log-profile", SECTION_OTHER }, { "http-errors", SECTION_OTHER },
	{ "fcgi-app", SECTION_OTHER }, { "crt-store", SECTION_OTHER }, { "acme", SECTION_OTHER },
	{ "traces", SECTION_OTHER }, { "dynamic-update", SECTION_OTHER }, { NULL, SECTION_OTHER }
};

/* The last defaults, or those of that name. */
static const struct proxy *
defaults_of(const struct haproxy *h, const char *name)
{
	size_t	 i;

	for (i = h->n_proxy; i > 0; i--) {
		if (h->proxy[i - 1].section == SECTION_DEFAULTS &&
		    (name == NULL || strcmp(h->proxy[i - 1].name, name) == 0))
			return &h->proxy[i - 1];
	}
	return NULL;
}

static void
begin_section(struct haproxy *h, enum section section, const char **word, size_t n)
{
	const struct proxy	*defaults;
	struct proxy		 proxy = { .section = section };
	const char		*from = NULL;
	size_t			 i;

	h->at = NULL;
	if (section == SECTION_OTHER)
		return;
	if (h->n_proxy == PROXIES_MOST) {
		import_say(h->import, h->origin.place, "there are more proxies than are read");
		return;
	}
	for (i = 1; i + 1 < n; i++) {
		if (strcmp(word[i], "from") == 0)
			from = word[i + 1];
	}
	defaults = section == SECTION_DEFAULTS && from == NULL ? NULL : defaults_of(h, from);
	if (defaults != NULL)
		proxy = *defaults;
	else if (from != NULL)
		import_say(h->import, h->origin.place, "there are no defaults '%.60s'", from);
	proxy.section = section;
	proxy.name = n > 1 && strcmp(word[1], "from") != 0 ? word[1] : "";
	proxy.place = h->origin.place;
	h->proxy = pool_more(&h->import->farm.pool, h->proxy, h->n_proxy, sizeof(proxy));
	h->proxy[h->n_proxy] = proxy;
	h->at = &h->proxy[h->n_proxy++];
}

static void
read_line(struct haproxy *h, const struct words *words)
{
	const struct section_row	*section;
	const struct keyword		*row;
	const char			**word = pool_alloc(&h->import->farm.pool, words->n * sizeof(*word));

	memcpy(word, words->word, words->n * sizeof(*word));
	for (section = section_row; section->word != NULL; section++) {
		if (strcmp(section->word, word[0]) == 0) {
			begin_section(h, section->section, word, words->n);
			return;
		}
	}
	if (h->at == NULL)
		return;
	row = bsearch(word[0], keyword, sizeof(keyword) / sizeof(*keyword), sizeof(*keyword), by_word);
	if (row == NULL || words->too_many)
		import_say(h->import, h->origin.place, "'%.60s' is not understood", word[0]);
	else
		row->read(h, word, words->n);
}

/* Outside of a section nothing is read: such a file is no configuration. */
static int
read_lines(struct haproxy *h, const char *name, char *text, size_t n, struct error *err)
{
	struct pool	*pool = &h->import->farm.pool;
	struct words	 words;
	char		*at, *end = text + n, *stop;
	int		 line = 1;

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	h->origin.name = name;
	for (at = text; at < end; at = stop + 1, line++) {
		if (line > LINES_MOST)
			return error_set(err, "%s: has more than %d lines", name, LINES_MOST);
		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop == NULL ? end : stop;
		if (stop - at > LINE_MOST) {
			import_say(h->import, import_place(h->import, name, line), "the line is too long, and left out");
			continue;
		}
		words_split(&words, pool, at, (size_t)(stop - at));
		if (words.n == 0)
			continue;
		h->origin.place = import_place(h->import, name, line);
		read_line(h, &words);
	}
	return 0;
}

/* -- the whole -- */

static bool
is_front(const struct proxy *proxy)
{
	return (proxy->section == SECTION_FRONTEND || proxy->section == SECTION_LISTEN) && !proxy->disabled;
}

/* What FROM sends to BACK. */
static bool
lead(struct front *front, const struct proxy *from, const struct proxy *back)
{
	size_t	 i, j;
	bool	 leads = from == back ||
		     (from->default_backend != NULL && strcmp(from->default_backend, back->name) == 0);

	if (leads && front->address == NULL)
		front->address = from->address;
	if (leads && front->certificate == NULL)
		front->certificate = from->certificate;
	for (i = 0; i < from->n_rule; i++) {
		if (strcmp(from->rule[i].backend, back->name) != 0)
			continue;
		leads = true;
		for (j = 0; j < from->rule[i].hosts.n; j++)
			front_name(front, from->rule[i].hosts.host[j]);
	}
	if (leads) {
		front->ends |= from->tls || from->http;
		front->web |= from->web || from->http;
	}
	return leads;
}

static void
add_backend(struct haproxy *h, const struct proxy *back)
{
	struct front	 front = { .import = h->import, .name = back->name, .place = back->place,
			     .kind = BALANCER_HAPROXY };
	bool		 leads = false;
	size_t		 i;

	for (i = 0; i < h->n_proxy; i++) {
		if (is_front(&h->proxy[i]))
			leads |= lead(&front, &h->proxy[i], back);
	}
	if (!leads) {
		import_say(h->import, back->place, "no frontend leads to '%.100s': it is left out", back->name);
		return;
	}
	for (i = 0; i < back->n_server; i++)
		front_server(&front, back->server[i].label, back->server[i].address, back->server[i].place);
	front.tls_behind = back->tls_behind;
	if (back->reuses && back->multiplexes && front.ends)
		front.shares = SETTING_YES;
	if (back->closes && front.ends)
		import_note(h->import, back->place, "connections to '%s' are closed after each request, which NTLM does not "
		    "bear", import_text(h->import, back->name));
	front_add(&front);
}

static bool
is_named(const struct farm *farm, const char *host)
{
	size_t	 i, j;

	for (i = 0; i < farm->n_site; i++) {
		for (j = 0; j < farm->site[i].n_host; j++) {
			if (text_same(farm->site[i].host[j].text, host))
				return true;
		}
	}
	return false;
}

/* Names that no backend was found for. */
static void
say_beside(const struct haproxy *h)
{
	const struct beside	*rule;
	size_t			 i;

	for (i = 0; i < h->n_beside; i++) {
		rule = &h->beside[i];
		if (!is_named(&h->import->farm, rule->host))
			import_say(h->import, rule->place,
			    "'%.40s' has a rule for '%.100s', which is not followed: list that name if users type it",
			    rule->keyword, rule->host);
	}
}

static int
finish(struct haproxy *h, const char *name, struct error *err)
{
	size_t	 i;

	if (h->n_proxy == 0)
		return error_set(err, "%s: there is no frontend, backend or listen", name);
	for (i = 0; i < h->n_proxy; i++) {
		if (h->proxy[i].disabled && h->proxy[i].section != SECTION_DEFAULTS)
			import_say(h->import, h->proxy[i].place, "'%.100s' is disabled, and left out", h->proxy[i].name);
		if ((h->proxy[i].section == SECTION_BACKEND || h->proxy[i].section == SECTION_LISTEN) &&
		    h->proxy[i].n_server > 0 && !h->proxy[i].disabled)
			add_backend(h, &h->proxy[i]);
	}
	say_beside(h);
	return 0;
}

int
haproxy_read_text(struct import *import, const char *name, char *text, size_t n, struct error *err)
{
	struct haproxy	 h = { .import = import, .origin = { .import = import } };

	return read_lines(&h, name, text, n, err) != 0 ? -1 : finish(&h, name, err);
}

int
haproxy_read(struct import *import, const char **path, size_t n, struct error *err)
{
	struct haproxy	 h = { .import = import, .origin = { .import = import, .has_files = true } };
	char		*text;
	size_t		 i, length;

	for (i = 0; i < n; i++) {
		if (file_read(&import->farm.pool, path[i], &text, &length, err) != 0 ||
		    read_lines(&h, file_name(path[i]), text, length, err) != 0)
			return -1;
	}
	return finish(&h, file_name(path[0]), err);
}
