#include "cmd/read/front.h"

#include <string.h>

#include "plans/name.h"

enum { SERVERS_MOST = 1000 };

void
front_name(struct front *front, const char *host)
{
	front->site.path = front->place;
	import_host(front->import, &front->site, host, 0);
}

const char *
front_address(struct import *import, const char *text)
{
	struct pool	*pool = &import->farm.pool;
	const char	*end = strrchr(text, ':');

	if (*text == '\0' || *text == '/')
		return NULL;
	if (*text == '[') {
		end = strchr(text, ']');
		return end == NULL ? NULL : pool_ncopy(pool, text + 1, (size_t)(end - text) - 1);
	}
	if (end == NULL || strchr(text, ':') != end)
		return pool_copy(pool, text);
	return end == text ? NULL : pool_ncopy(pool, text, (size_t)(end - text));
}

bool
front_web(const char *addresses)
{
	const char	*at, *end;
	struct span	 port;

	for (at = addresses; ; at = end + 1) {
		end = strchrnul(at, ',');
		for (port = (struct span){ end, 0 }; port.at > at && text_digit(port.at[-1]); port.n++)
			port.at--;
		if ((span_is(port, "80") || span_is(port, "443")) && (port.at == at || port.at[-1] == ':'))
			return true;
		if (*end == '\0')
			return false;
	}
}

void
front_server(struct front *front, const char *label, const char *text, const char *place)
{
	struct import	*import = front->import;
	const char	*address = front_address(import, text), *name;
	size_t		 i;

	if (address == NULL) {
		import_say(import, place, "'%.100s' is no address of a server", text);
		return;
	}
	if (front->n_server == SERVERS_MOST) {
		import_say(import, place, "'%.100s': no more than %d servers are taken", text, SERVERS_MOST);
		return;
	}
	name = import_member(import, label, address, place);
	for (i = 0; i < front->n_server; i++) {
		if (strcmp(front->server[i], name) == 0)
			return;
	}
	front->server = pool_more(&import->farm.pool, front->server, front->n_server, sizeof(name));
	front->server[front->n_server++] = name;
}

const char *
front_plain(struct import *import, const char *pattern)
{
	char	*host = pool_copy(&import->farm.pool, pattern == NULL ? "" : pattern), *to = host;
	size_t	 n = strlen(host);

	if (n > 0 && host[n - 1] == '$')
		host[n - 1] = '\0';
	for (pattern = *host == '^' ? host + 1 : host; *pattern != '\0'; pattern++) {
		if (*pattern == '\\' && (pattern[1] == '.' || pattern[1] == '-'))
			pattern++;
		else if (strchr("\\^$*+?()[]{}|", *pattern) != NULL)
			return NULL;
		*to++ = *pattern;
	}
	*to = '\0';
	return *host == '\0' ? NULL : host;
}

static bool
has_servers(const struct farm_balancer *balancer, const struct front *front)
{
	size_t	 i, j;

	for (i = 0; i < balancer->n_server_name; i++) {
		for (j = 0; j < front->n_server && strcmp(balancer->server_name[i], front->server[j]) != 0; j++)
			continue;
		if (j == front->n_server)
			return false;
	}
	return balancer->n_server_name == front->n_server;
}

static const struct farm_balancer *
balancer_for(const struct front *front)
{
	struct farm		*farm = &front->import->farm;
	struct farm_balancer	*balancer;
	int			 mode = front->signs_in ? MODE_UNKNOWN : front->ends ? MODE_TLS_OFFLOAD : MODE_UNSET;
	int			 tls = front->ends && front->tls_behind ? SERVER_TLS_UNKNOWN : SERVER_TLS_UNSET;
	size_t			 i;

	for (i = 0; i < farm->n_balancer; i++) {
		balancer = &farm->balancer[i];
		if (balancer->kind == front->kind && balancer->mode == mode && balancer->server_tls == tls &&
		    balancer->shares_connections == front->shares && has_servers(balancer, front))
			return balancer;
	}
	balancer = import_balancer(front->import, front->name, front->place, front->kind);
	balancer->mode = mode;
	balancer->server_tls = tls;
	balancer->shares_connections = front->shares;
	balancer->server_name = front->server;
	balancer->n_server_name = front->n_server;
	return balancer;
}

void
front_add(struct front *front)
{
	struct import		*import = front->import;
	const char		*balancer;
	struct farm_site	*site;

	if (front->n_server == 0) {
		import_say(import, front->place, "'%.100s' is left out: it has no servers", front->name);
		return;
	}
	balancer = balancer_for(front)->name;
	/* A place of its own, that notes on the two stay apart. */
	site = import_site(import, front->name, pool_copy(&import->farm.pool, front->place));
	if (site == NULL) {
		import_say(import, front->place, "'%.100s' is left out: there are too many sites", front->name);
		return;
	}
	site->balancer_name = balancer;
	site->host = front->site.host;
	site->n_host = front->site.n_host;
	if (site->n_host == 0 && front->address != NULL && name_ip(front->address)) {
		import_host(import, site, front->address, 0);
		import_note(import, site->path, "write the names that lead to %s in place of it", front->address);
	}
	if (site->n_host == 0 && front->web && front->certificate != NULL)
		import_note(import, site->path, "its certificate is '%s'", import_text(import, front->certificate));
	if (front->web)
		import_nameless(site);
	import_front(site);
}
