#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd/command.h"
#include "cmd/evidence.h"
#include "cmd/output.h"
#include "cmd/read/header.h"
#include "cmd/report.h"
#include "krb/ask.h"
#include "krb/place.h"
#include "krb/resolve.h"
#include "krb/url.h"
#include "plans/asked.h"
#include "plans/fold.h"
#include "plans/filetime.h"
#include "plans/spn.h"

enum { SITE_TIMEOUT = 10 };

/* One visit to a site. */
struct visit {
	const struct options	*options;
	const struct farm	*farm;
	struct evidence		*seen;
	struct session		*session;
	struct url		 url;		/* of the site */
	struct node		*node;
	size_t			 n_node;
};

/* -- whom to ask -- */

static void
add_node(struct visit *visit, const struct node *node)
{
	visit->node = pool_more(&visit->seen->pool, visit->node, visit->n_node, sizeof(*visit->node));
	visit->node[visit->n_node++] = *node;
}

/* The site's URL as a server sees it that is asked in SCHEME: the Host header
 * stays the client's. */
static const char *
url_in(const struct visit *visit, const char *scheme)
{
	const struct url	*site = &visit->url;
	const char		*bracket = strchr(site->host, ':') != NULL ? "[" : "";

	return pool_printf(&visit->seen->pool, "%s://%s%s%s%s%s%s", scheme, bracket, site->host, *bracket != '\0' ? "]" : "",
	    site->has_port ? ":" : "", site->has_port ? site->port : "", site->path);
}

/* "[NAME=]HOST[:PORT]", where HOST may begin with http:// or https://. */
static int
read_node(struct visit *visit, const char *text, struct error *err)
{
	struct pool	*pool = &visit->seen->pool;
	const char	*equals = strchr(text, '='), *rest = equals == NULL ? text : equals + 1;
	struct url	 url;
	struct node	 node = { .node = equals == NULL ? NULL : pool_ncopy(pool, text, (size_t)(equals - text)) };
	const bool	 scheme = strstr(rest, "://") != NULL;

	if (url_read(pool, &url, scheme ? rest : pool_printf(pool, "%s://%s", visit->url.scheme, rest), err) != 0)
		return error_in(err, "--node");
	if (*url.host == '\0' || strcmp(url.path, "/") != 0)
		return error_set(err, "--node: '%s' is none of [NAME=]HOST[:PORT]", text);
	node.host = url.host;
	node.port = url.has_port || scheme ? url.port : visit->url.port;
	if (node.node == NULL)
		node.node = rest;
	if (strcmp(url.scheme, visit->url.scheme) != 0)
		node.url = url_in(visit, url.scheme);
	add_node(visit, &node);
	return 0;
}

static bool
is_listed(const struct visit *visit, const char *node)
{
	size_t	 i;

	for (i = 0; i < visit->n_node; i++) {
		if (visit->node[i].node != NULL && fold_cmp(visit->node[i].node, node) == 0)
			return true;
	}
	return false;
}

/* Is TLS at its end before the servers, by the description? */
static bool
is_offloaded(const struct farm_balancer *balancer)
{
	return balancer != NULL && balancer->mode == MODE_TLS_OFFLOAD &&
	    (balancer->server_tls == SERVER_TLS_UNSET || balancer->server_tls == SERVER_TLS_NONE);
}

static void
add_servers(struct visit *visit, const struct farm_site *site)
{
	const bool	 plain = is_offloaded(site->balancer) && strcmp(visit->url.scheme, "https") == 0;
	size_t		 i;

	for (i = 0; i < site->n_server; i++) {
		if (!is_listed(visit, site->server[i]->name))
			add_node(visit, &(struct node){ .node = site->server[i]->name, .host = site->server[i]->dns,
			    .port = plain ? "80" : visit->url.port, .url = plain ? url_in(visit, "http") : NULL });
	}
}

static bool
is_called(const struct farm_site *site, const char *host)
{
	size_t	 i;

	for (i = 0; i < site->n_host; i++) {
		if (text_same(site->host[i].host, host))
			return true;
	}
	return false;
}

static int
by_node(const void *a, const void *b)
{
	const struct node	*x = a, *y = b;

	if (x->node == NULL || y->node == NULL)
		return (x->node != NULL) - (y->node != NULL);
	return strcmp(x->node, y->node);
}

/* Behind a name with several addresses each may be another server. */
static void
add_addresses(struct visit *visit)
{
	size_t			 i, n;
	const char *const	*address = asked_addresses(&visit->seen->pool, visit->seen->name, &n);

	for (i = 0; i < n; i++)
		add_node(visit, &(struct node){ .node = address[i], .host = address[i], .port = visit->url.port });
}

static int
find_nodes(struct visit *visit, struct error *err)
{
	bool	 known = false;
	size_t	 i;

	add_node(visit, &(struct node){ .node = NULL });
	for (i = 0; i < visit->options->n_node; i++) {
		if (read_node(visit, visit->options->node[i], err) != 0)
			return -1;
	}
	for (i = 0; i < visit->farm->n_site; i++) {
		if (!is_called(&visit->farm->site[i], visit->url.host))
			continue;
		add_servers(visit, &visit->farm->site[i]);
		known = true;
	}
	if (visit->options->n_farm > 0 && !known)
		return error_set(err, "no site of the farm has the name '%s'", visit->url.host);
	if (visit->n_node == 1)
		add_addresses(visit);
	qsort(visit->node, visit->n_node, sizeof(*visit->node), by_node);
	return 0;
}

/* -- what they say -- */

static void
ask_ticket(struct visit *visit, const char *spn)
{
	struct evidence	*seen = visit->seen;

	seen->ticket = pool_more(&seen->pool, seen->ticket, seen->n_ticket, sizeof(*seen->ticket));
	session_ticket(visit->session, &seen->pool, spn, &seen->ticket[seen->n_ticket++]);
}

static int
ask_servers(struct visit *visit, struct error *err)
{
	const struct options		*options = visit->options;
	const struct ask_options	 ask = { .url = visit->url.whole, .ca_file = options->live.ca_file,
					    .timeout = options->live.timeout != 0 ? options->live.timeout : SITE_TIMEOUT };
	struct evidence			*seen = visit->seen;
	const struct seen_ticket	*ticket = evidence_ticket(seen);
	size_t				 i;

	if (find_nodes(visit, err) != 0)
		return -1;
	for (i = 0; i < visit->n_node; i++)
		visit->node[i].spn = ticket == NULL ? NULL : ticket->spn;
	seen->n_answer = visit->n_node;
	seen->answer = pool_alloc(&seen->pool, seen->n_answer * sizeof(*seen->answer));
	return servers_ask(visit->session, &seen->pool, &ask, visit->node, visit->n_node, seen->answer, err);
}

static int
look_at_site(struct visit *visit, const char *text, struct error *err)
{
	struct evidence		*seen = visit->seen;
	const struct asked	*asked;
	size_t			 i, n;

	if (url_read(&seen->pool, &visit->url, text, err) != 0)
		return -1;
	seen->url = place_shown(&seen->pool, visit->url.whole);
	seen->host = visit->url.host;
	seen->port = visit->url.port;
	seen->n_name = 1;
	seen->name = pool_alloc(&seen->pool, sizeof(*seen->name));
	resolve_name(&seen->pool, seen->host, seen->name);
	asked = asked_make(&seen->pool, seen, &n);
	for (i = 0; i < n; i++)
		ask_ticket(visit, asked[i].spn);
	return ask_servers(visit, err);
}

/* -- what to look at -- */

static bool
is_url(const char *text)
{
	return strstr(text, "://") != NULL;
}

static bool
is_file(const char *text)
{
	struct stat	 about;

	return strcmp(text, "-") == 0 || (stat(text, &about) == 0 && !S_ISDIR(about.st_mode));
}

static bool
is_spn(const char *text)
{
	struct spn	 spn;

	spn_parse(&spn, span_of(text));
	return spn.fault == 0;
}

static int
read_headers(struct visit *visit, const char *path, struct error *err)
{
	return headers_read(&visit->seen->pool, path, visit->options->try_keytab, &visit->seen->token, &visit->seen->n_token, err);
}

static int
look_at(struct visit *visit, const char *text, struct error *err)
{
	if (!is_url(text) && is_file(text))
		return read_headers(visit, text, err);
	if (!is_url(text) && !is_spn(text))
		return error_set(err, "'%s' is no URL, no SPN and no file", text);
	if (visit->session != NULL)
		return error_set(err, "one URL or SPN at a time");
	if ((visit->session = session_open(err)) == NULL)
		return -1;
	if (session_client(visit->session) != NULL)
		visit->seen->client = pool_copy(&visit->seen->pool, session_client(visit->session));
	if (is_url(text))
		return look_at_site(visit, text, err);
	ask_ticket(visit, text);
	return 0;
}

static int
look_around(struct visit *visit, struct error *err)
{
	const struct options	*options = visit->options;
	int			 result = 0;
	size_t			 i;

	visit->seen->time = options->now != 0 ? options->now : FILETIME_1970 + (int64_t)time(NULL) * FILETIME_SECOND;
	for (i = 0; result == 0 && i < options->n_argument; i++)
		result = look_at(visit, options->argument[i], err);
	for (i = 0; result == 0 && i < options->n_header; i++)
		result = read_headers(visit, options->header[i], err);
	if (visit->session != NULL)
		session_close(visit->session);
	if (result == 0 && options->n_node > 0 && visit->n_node == 0)
		result = error_set(err, "--node needs the URL of the site");
	if (result == 0 && options->save_file != NULL)
		result = output_put(options->save_file, evidence_write, visit->seen, err);
	return result;
}

static int
diagnose(struct gathered *gathered, struct evidence *seen, const struct options *options, struct error *err)
{
	struct visit	 visit = { .options = options, .farm = &gathered->farm, .seen = seen };

	if (gather_farm(gathered, options->farm, options->n_farm, err) != 0)
		return EXIT_TROUBLE;
	if ((options->evidence_file != NULL ? evidence_read(seen, options->evidence_file, err) : look_around(&visit, err)) != 0)
		return EXIT_TROUBLE;
	gathered->evidence = seen;
	return report_on("diagnose", gathered, options, err);
}

int
cmd_diagnose(const struct options *options, struct error *err)
{
	const size_t	 n_live = options->n_argument + options->n_header + options->n_node + (options->save_file != NULL) +
			    (options->try_keytab != NULL);
	struct gathered	 gathered = { 0 };
	struct evidence	 seen = { .time = 0 };
	int		 status = EXIT_TROUBLE;

	if (options->evidence_file != NULL && n_live > 0)
		error_set(err, "--evidence stands for all that is looked at: no URL, SPN, file, --node, --header, --keytab or --save beside it");
	else if (options->evidence_file == NULL && options->n_argument + options->n_header == 0)
		error_set(err, "diagnose needs a URL, an SPN or a file of captured headers; see 'spnplan help diagnose'");
	else
		status = diagnose(&gathered, &seen, options, err);
	gather_free(&gathered);
	evidence_free(&seen);
	return status;
}
