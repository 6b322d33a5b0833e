#include "cmd/read/nginx.h"

#include <string.h>

#include "cmd/read/front.h"
#include "cmd/read/nginx_parse.h"

enum { FRONTS_MOST = 2000 };

struct nginx {
	struct import	*import;
	struct front	*front;		/* by what requests are passed to */
	size_t		 n_front;
};

/* A server and where its requests go. */
struct scope {
	const struct directive	*block;		/* http or stream */
	const struct directive	*server;
	bool			 stream;
};

static const char *
place_of(const struct nginx *nginx, const struct directive *directive)
{
	return import_place(nginx->import, directive->file, directive->line);
}

static const struct directive *
find(const struct directive *list, const char *name)
{
	while (list != NULL && strcmp(list->name, name) != 0)
		list = list->next;
	return list;
}

static const char *
first(const struct directive *directive)
{
	return directive == NULL || directive->n_argument == 0 ? "" : directive->argument[0];
}

static bool
has(const struct directive *directive, const char *word)
{
	size_t	 i;

	for (i = 0; i < directive->n_argument; i++) {
		if (strcmp(directive->argument[i], word) == 0)
			return true;
	}
	return false;
}

/* -- names -- */

/* "_" and "" are names of nothing; ".a.b" is a.b and all below it. */
static void
take_name(struct nginx *nginx, struct front *front, const char *name, const struct directive *at)
{
	struct pool	*pool = &nginx->import->farm.pool;
	const char	*plain = *name == '~' ? front_plain(nginx->import, name + (name[1] == '*' ? 2 : 1)) : name;

	if (*name == '\0' || strcmp(name, "_") == 0)
		return;
	if (plain == NULL || *plain == '\0' || plain[strlen(plain) - 1] == '*' || strchr(plain, '$') != NULL) {
		import_say(nginx->import, place_of(nginx, at), "'%.100s' is no name alone: list the names that it stands for",
		    name);
		return;
	}
	if (*plain == '.') {
		front_name(front, plain + 1);
		front_name(front, pool_printf(pool, "*%s", plain));
	} else
		front_name(front, plain);
}

static void
take_names(struct nginx *nginx, struct front *front, const struct directive *server)
{
	const struct directive	*row;
	size_t			 i;

	for (row = find(server->child, "server_name"); row != NULL; row = find(row->next, "server_name")) {
		for (i = 0; i < row->n_argument; i++)
			take_name(nginx, front, row->argument[i], row);
	}
}

/* -- what requests are passed to -- */

static const struct directive *
upstream_of(const struct scope *scope, const char *name)
{
	const struct directive	*row = find(scope->block->child, "upstream");

	while (row != NULL && !text_same(first(row), name))
		row = find(row->next, "upstream");
	return row;
}

static void
take_servers(struct nginx *nginx, struct front *front, const struct directive *upstream)
{
	const struct directive	*row;

	for (row = find(upstream->child, "server"); row != NULL; row = find(row->next, "server")) {
		if (has(row, "down"))
			import_say(nginx->import, place_of(nginx, row), "'%.100s' is down, and left out", first(row));
		else if (strncmp(first(row), "unix:", 5) == 0)
			import_say(nginx->import, place_of(nginx, row), "'%.100s' is no address of a server", first(row));
		else
			front_server(front, NULL, first(row), place_of(nginx, row));
	}
	if (find(upstream->child, "ntlm") != NULL)
		front->shares = SETTING_NO;
}

/* The group of that name, or the host of that name alone. */
static struct front *
front_of(struct nginx *nginx, const struct scope *scope, const char *target, const struct directive *at)
{
	struct pool		*pool = &nginx->import->farm.pool;
	const struct directive	*upstream = upstream_of(scope, target);
	struct front		*front, new = { .import = nginx->import, .kind = BALANCER_NGINX, .ends = !scope->stream };
	size_t			 i;

	for (i = 0; i < nginx->n_front; i++) {
		front = &nginx->front[i];
		if (text_same(front->name, target) && front->ends == new.ends)
			return front;
	}
	if (nginx->n_front == FRONTS_MOST)
		return NULL;
	new.name = target;
	new.place = place_of(nginx, upstream != NULL ? upstream : at);
	if (upstream != NULL)
		take_servers(nginx, &new, upstream);
	else
		front_server(&new, NULL, target, place_of(nginx, at));
	nginx->front = pool_more(pool, nginx->front, nginx->n_front, sizeof(new));
	nginx->front[nginx->n_front] = new;
	return &nginx->front[nginx->n_front++];
}

/* "http://portal/path": what lies between. */
static const char *
target_of(struct nginx *nginx, const char *url)
{
	const char	*at = strstr(url, "://");

	at = at == NULL ? url : at + 3;
	return pool_ncopy(&nginx->import->farm.pool, at, strcspn(at, "/?"));
}

static void
take_address(struct nginx *nginx, struct front *front, const struct scope *scope)
{
	const struct directive	*row = find(scope->server->child, "ssl_certificate");

	if (front->certificate == NULL && row != NULL)
		front->certificate = first(row);
	for (row = find(scope->server->child, "listen"); row != NULL; row = find(row->next, "listen")) {
		if (front->address == NULL)
			front->address = front_address(nginx->import, first(row));
		front->ends |= has(row, "ssl");
		front->web |= !scope->stream || front_web(first(row));
	}
}

/* The names of the server, or HOST where a map has told them. */
static void
pass_to(struct nginx *nginx, const struct scope *scope, const char *target, bool tls, const char *host,
    const struct directive *at)
{
	struct front	*front = *target == '\0' ? NULL : front_of(nginx, scope, target, at);

	if (front == NULL || front->n_server == 0)
		return;
	take_address(nginx, front, scope);
	front->tls_behind |= tls;
	if (host != NULL)
		take_name(nginx, front, host, at);
	else if (!scope->stream)
		take_names(nginx, front, scope->server);
}

/* map $host $group { portal.corp.example portal; default rest; } */
static bool
pass_by_map(struct nginx *nginx, const struct scope *scope, const char *variable, bool tls)
{
	static const char	*const asks[] = { "$host", "$http_host", "$ssl_preread_server_name", "$ssl_server_name",
				     "$server_name" };
	const struct directive	*map = find(scope->block->child, "map"), *row;
	size_t			 i;

	while (map != NULL && (map->n_argument < 2 || strcmp(map->argument[1], variable) != 0))
		map = find(map->next, "map");
	for (i = 0; map != NULL && i < sizeof(asks) / sizeof(*asks); i++) {
		if (strcmp(first(map), asks[i]) == 0)
			break;
	}
	if (map == NULL || i == sizeof(asks) / sizeof(*asks))
		return false;
	for (row = map->child; row != NULL; row = row->next) {
		if (row->n_argument == 1 && *first(row) != '$')
			pass_to(nginx, scope, target_of(nginx, first(row)), tls,
			    strcmp(row->name, "default") == 0 ? NULL : row->name, row);
	}
	return true;
}

static void
take_pass(struct nginx *nginx, const struct scope *scope, const struct directive *at)
{
	const char	*target = target_of(nginx, first(at));
	bool		 tls = strncmp(first(at), "https:", 6) == 0 || strncmp(first(at), "grpcs:", 6) == 0;

	if (strchr(target, '$') == NULL)
		pass_to(nginx, scope, target, tls, NULL, at);
	else if (*target != '$' || !pass_by_map(nginx, scope, target, tls))
		import_say(nginx->import, place_of(nginx, at), "'%.100s' is found out for each request", first(at));
}

/* -- directives -- */

typedef void	take_fn(struct nginx *, const struct scope *, const struct directive *);

static void	walk(struct nginx *, const struct scope *, const struct directive *);

static void
take_block(struct nginx *nginx, const struct scope *scope, const struct directive *at)
{
	walk(nginx, scope, at->child);
}

static void
take_header(struct nginx *nginx, const struct scope *scope, const struct directive *at)
{
	(void)scope;
	if (text_same(first(at), "Authorization") && at->n_argument > 1 &&
	    strcmp(at->argument[1], "$http_authorization") != 0)
		import_say(nginx->import, place_of(nginx, at), "the Authorization header is changed: no ticket gets through");
}

static void
take_sign_in(struct nginx *nginx, const struct scope *scope, const struct directive *at)
{
	(void)scope;
	if (strcmp(first(at), "off") != 0)
		import_say(nginx->import, place_of(nginx, at), "'%.60s': nginx signs users in itself", at->name);
}

static void
pass_over(struct nginx *nginx, const struct scope *scope, const struct directive *at)
{
	(void)nginx;
	(void)scope;
	(void)at;
}

static const struct directive_row {
	const char	*name;		/* or how it begins, with a "*" */
	take_fn		*take;
} directive_row[] = {
	{ "location", take_block }, { "if", take_block }, { "limit_except", take_block },
	{ "proxy_pass", take_pass }, { "grpc_pass", take_pass },
	{ "proxy_set_header", take_header }, { "auth_basic", take_sign_in }, { "auth_request", take_sign_in },
	{ "auth_gss", take_sign_in }, { "auth_jwt", take_sign_in }, { "auth_*", pass_over },
	/* What bears neither upon names nor upon tickets. */
	{ "absolute_redirect", pass_over }, { "access_*", pass_over }, { "add_*", pass_over }, { "aio*", pass_over },
	{ "alias", pass_over }, { "allow", pass_over }, { "ancient_browser*", pass_over }, { "autoindex*", pass_over },
	{ "break", pass_over }, { "brotli*", pass_over }, { "charset*", pass_over }, { "client_*", pass_over },
	{ "default_type", pass_over }, { "deny", pass_over }, { "directio*", pass_over }, { "error_*", pass_over },
	{ "etag", pass_over }, { "expires", pass_over }, { "fastcgi_*", pass_over }, { "grpc_*", pass_over },
	{ "gunzip*", pass_over }, { "gzip*", pass_over }, { "http2*", pass_over }, { "http3*", pass_over },
	{ "ignore_invalid_headers", pass_over }, { "index", pass_over }, { "internal", pass_over },
	{ "keepalive_*", pass_over }, { "large_client_header_buffers", pass_over }, { "limit_*", pass_over },
	{ "lingering_*", pass_over }, { "listen", pass_over }, { "log_*", pass_over }, { "merge_slashes", pass_over },
	{ "open_file_cache*", pass_over }, { "output_buffers", pass_over }, { "preread_*", pass_over },
	{ "port_in_redirect", pass_over }, { "proxy_*", pass_over }, { "quic_*", pass_over }, { "real_ip*", pass_over },
	{ "recursive_error_pages", pass_over }, { "reset_timedout_connection", pass_over }, { "resolver*", pass_over },
	{ "return", pass_over }, { "rewrite*", pass_over }, { "root", pass_over }, { "satisfy", pass_over },
	{ "scgi_*", pass_over }, { "send*", pass_over }, { "server_name*", pass_over }, { "server_tokens", pass_over },
	{ "set", pass_over }, { "set_real_ip_from", pass_over }, { "ssi*", pass_over }, { "ssl*", pass_over },
	{ "stub_status", pass_over }, { "sub_filter*", pass_over }, { "tcp_*", pass_over }, { "try_files", pass_over },
	{ "types*", pass_over }, { "underscores_in_headers", pass_over }, { "uwsgi_*", pass_over },
	{ "valid_referers", pass_over }, { NULL, NULL }
};

static bool
is_named(const struct directive_row *row, const char *name)
{
	size_t	 n = strlen(row->name);

	return row->name[n - 1] == '*' ? strncmp(row->name, name, n - 1) == 0 : strcmp(row->name, name) == 0;
}

static void
walk(struct nginx *nginx, const struct scope *scope, const struct directive *list)
{
	const struct directive_row	*row;

	for (; list != NULL; list = list->next) {
		for (row = directive_row; row->name != NULL && !is_named(row, list->name); row++)
			continue;
		if (row->name != NULL)
			row->take(nginx, scope, list);
		else
			import_say(nginx->import, place_of(nginx, list), "'%.60s' is not understood", list->name);
	}
}

/* -- the whole -- */

static void
read_servers(struct nginx *nginx, const struct directive *block, bool stream)
{
	struct scope	 scope = { .block = block, .stream = stream };

	for (scope.server = find(block->child, "server"); scope.server != NULL;
	    scope.server = find(scope.server->next, "server"))
		walk(nginx, &scope, scope.server->child);
}

static int
read_tree(struct import *import, const char *name, const struct directive *top, struct error *err)
{
	struct nginx		 nginx = { .import = import };
	const struct directive	*row;
	size_t			 i;

	for (row = top; row != NULL; row = row->next) {
		if (strcmp(row->name, "http") == 0 || strcmp(row->name, "stream") == 0)
			read_servers(&nginx, row, *row->name == 's');
	}
	if (find(top, "http") == NULL && find(top, "stream") == NULL)
		return error_set(err, "%s: there is neither http nor stream: give nginx.conf, which includes the others", name);
	for (i = 0; i < nginx.n_front; i++)
		front_add(&nginx.front[i]);
	return 0;
}

int
nginx_read(struct import *import, const char *path, struct error *err)
{
	struct directive	*top;

	if (nginx_parse(&top, import, path, err) != 0)
		return -1;
	return read_tree(import, path, top, err);
}

int
nginx_read_text(struct import *import, const char *name, const char *text, size_t n, struct error *err)
{
	struct directive	*top;

	if (nginx_parse_text(&top, import, name, text, n, err) != 0)
		return -1;
	return read_tree(import, name, top, err);
}
