#include "cmd/read/import.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd/read/form.h"
#include "plans/fold.h"
#include "plans/name.h"
#include "plans/printable.h"

enum { NAMES_MOST = 10000, NETBIOS_MOST = 15, TEXT_MOST = 200, SITES_MOST = 5000, NEAR = 16 };

void
import_free(struct import *import)
{
	farm_free(&import->farm);
	*import = (struct import){ 0 };
}

const char *
import_place(struct import *import, const char *name, int line)
{
	return pool_printf(&import->farm.pool, "%s:%d", name, line);
}

static char	*text_of(struct import *, const char *fmt, va_list) __attribute__((format(printf, 2, 0)));

static char *
text_of(struct import *import, const char *fmt, va_list ap)
{
	char	 text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	return printable(&import->farm.pool, text);
}

/* What is met once for each path is said once. */
void
import_note(struct import *import, const char *about, const char *fmt, ...)
{
	struct note	 note = { .about = about };
	va_list		 ap;
	size_t		 i;

	va_start(ap, fmt);
	note.text = text_of(import, fmt, ap);
	va_end(ap);
	for (i = import->n_note; i > 0 && import->n_note - i < NEAR; i--) {
		if (import->note[i - 1].about == about && strcmp(import->note[i - 1].text, note.text) == 0)
			return;
	}
	import->note = pool_more(&import->farm.pool, import->note, import->n_note, sizeof(note));
	import->note[import->n_note++] = note;
}

void
import_say(struct import *import, const char *place, const char *fmt, ...)
{
	struct pool	*pool = &import->farm.pool;
	const char	*line;
	va_list		 ap;
	size_t		 i;

	va_start(ap, fmt);
	line = pool_printf(pool, "%s: %s", place, text_of(import, fmt, ap));
	va_end(ap);
	for (i = import->n_line; i > 0 && import->n_line - i < NEAR; i--) {
		if (strcmp(import->line[i - 1], line) == 0)
			return;
	}
	import->line = pool_more(pool, import->line, import->n_line, sizeof(*import->line));
	import->line[import->n_line++] = line;
}

const char *
import_text(struct import *import, const char *text)
{
	char	*good = printable(&import->farm.pool, text), *at;
	size_t	 n = strlen(good);

	if (n > TEXT_MOST) {
		for (n = TEXT_MOST; n > 0 && (good[n] & 0xc0) == 0x80; n--)
			continue;
		good[n] = '\0';
	}
	for (at = good; (at = strchr(at, '"')) != NULL; )
		*at = '\'';
	return *good == '\0' ? "unnamed" : good;
}

/* -- servers -- */

static struct node *
find_node(struct import *import, const char *name)
{
	size_t	 i;

	for (i = 0; i < import->n_node; i++) {
		if (text_same(import->node[i].name, name) || text_same(import->node[i].dns, name))
			return &import->node[i];
	}
	return NULL;
}

static struct node *
find_address(struct import *import, const char *address)
{
	size_t	 i, j;

	for (i = 0; i < import->n_node; i++) {
		for (j = 0; j < import->node[i].n_address; j++) {
			if (text_same(import->node[i].address[j], address))
				return &import->node[i];
		}
	}
	return NULL;
}

static struct node *
add_node(struct import *import, const char *name, const char *dns, const char *place)
{
	struct farm	*farm = &import->farm;

	import->node = pool_more(&farm->pool, import->node, import->n_node, sizeof(*import->node));
	import->node[import->n_node] = (struct node){ .name = name, .dns = dns, .path = place };
	farm->server = pool_more(&farm->pool, farm->server, farm->n_server, sizeof(*farm->server));
	farm->server[farm->n_server++] = (struct farm_server){ .name = name, .dns = dns, .path = place };
	return &import->node[import->n_node++];
}

static char *
upper(struct pool *pool, const char *text, size_t n)
{
	char	*copy = pool_ncopy(pool, text, n), *at;

	for (at = copy; *at != '\0'; at++)
		*at = text_alpha(*at) && text_lower(*at) == *at ? (char)(*at - 'a' + 'A') : *at;
	return copy;
}

/* The first label of a DNS name, or all that Windows takes of it at the join:
 * another server that is called so already is a fault. */
static const char *
add_server(struct import *import, const char *name, const char *dns, const char *place, const char **why)
{
	const size_t	 n = dns == NULL ? strlen(name) : strcspn(name, ".");
	const bool	 cut = dns != NULL && n > NETBIOS_MOST;
	char		*netbios = upper(&import->farm.pool, name, cut ? NETBIOS_MOST : n);
	struct node	*node = find_node(import, netbios);

	if (form_text(&import->farm.pool, FORM_NETBIOS, netbios, why) == NULL || (*why = name_host_fault(netbios)) != NULL)
		return NULL;
	if (node != NULL && cut) {
		*why = "has the first 15 characters of another server, so its NetBIOS name is not known";
		return NULL;
	}
	if (node == NULL)
		node = add_node(import, netbios, dns, place);
	if (cut)
		import_note(import, place, "%s: Windows cuts its name to 15 characters; write the NetBIOS name of the computer if it is another",
		    dns);
	return node->name;
}

const char *
import_server(struct import *import, const char *name, const char *place, const char **why)
{
	const char	*dns = !name_qualified(name) ? NULL : form_text(&import->farm.pool, FORM_HOST, name, why);
	struct node	*node = find_node(import, dns == NULL ? name : dns);

	*why = NULL;
	return node != NULL ? node->name : add_server(import, name, dns, place, why);
}

void
import_address(struct import *import, const char *server, const char *address)
{
	struct node	*node = find_node(import, server), *other = find_address(import, address);

	if (other != NULL && other != node)
		import_note(import, node->path, "%s listens on %s as %s does: is that the address of a cluster?",
		    node->name, address, other->name);
	if (other != NULL)
		return;
	node->address = pool_more(&import->farm.pool, node->address, node->n_address, sizeof(*node->address));
	node->address[node->n_address++] = pool_copy(&import->farm.pool, address);
}

/* What of TEXT a NetBIOS name can have, and no name that another server has. */
static const char *
netbios_of(struct import *import, const char *text)
{
	struct pool	*pool = &import->farm.pool;
	char		*name = pool_alloc(pool, NETBIOS_MOST + 1), *to = name;
	unsigned	 n;

	for (; *text != '\0' && to < name + NETBIOS_MOST; text++) {
		if (text_alpha(*text) || text_digit(*text))
			*to++ = *text;
		else if (to > name && to[-1] != '-')
			*to++ = '-';
	}
	while (to > name && to[-1] == '-')
		*--to = '\0';
	if (to == name)
		name = pool_copy(pool, "SERVER");
	name = upper(pool, name, strlen(name));
	for (n = 2; find_node(import, name) != NULL; n++)
		name = pool_printf(pool, "%.*s-%u", 10 - (n > 99 ? 4 : 0), name, n);
	return name;
}

const char *
import_member(struct import *import, const char *label, const char *address, const char *place)
{
	struct pool	*pool = &import->farm.pool;
	bool		 is_name = !name_ip(address) && strchr(address, ':') == NULL;
	const char	*why = NULL, *dns = is_name ? form_text(pool, FORM_HOST, address, &why) : NULL;
	struct node	*node = is_name ? NULL : find_address(import, address);
	const char	*name = NULL;

	if (node != NULL && label != NULL && find_node(import, label) != NULL && find_node(import, label) != node)
		import_say(import, place, "'%.60s' is at %.60s, where %s listens: it is taken for that", label, address,
		    node->name);
	if (node != NULL)
		return node->name;
	if (dns != NULL)
		name = import_server(import, dns, place, &why);
	if (name == NULL && label != NULL && (node = find_node(import, label)) != NULL)
		name = node->name;
	if (name == NULL) {
		name = netbios_of(import, label != NULL ? label : address);
		node = add_node(import, name, dns != NULL && name_qualified(dns) ? dns : NULL, place);
		import_note(import, place, "%s%s%s: write the NetBIOS name of the computer", label != NULL ? label : "",
		    label != NULL ? " at " : "", address);
	}
	if (!is_name)
		import_address(import, name, address);
	return name;
}

/* -- sites and balancers -- */

void
import_host(struct import *import, struct farm_site *site, const char *host, int port)
{
	struct pool	*pool = &import->farm.pool;
	char		*text = pool_lower(pool, host);
	const char	*good, *why = NULL;
	size_t		 i, n = strlen(text);

	if (n > 0 && text[n - 1] == '.')
		text[n - 1] = '\0';
	if (strcmp(text, "localhost") == 0 || strncmp(text, "127.", 4) == 0 || strcmp(text, "[::1]") == 0)
		return;
	if (port != 0 && port != 80 && port != 443)
		text = pool_printf(pool, "%s:%d", text, port);
	/* Wildcards wait for the names of a balancer. */
	good = *text == '*' ? text : form_text(pool, FORM_TYPED, text, &why);
	if (good == NULL) {
		import_say(import, site->path, "the name '%.100s' %s", host, why);
		return;
	}
	for (i = 0; i < site->n_host; i++) {
		if (strcmp(site->host[i].text, good) == 0)
			return;
	}
	if (site->n_host == NAMES_MOST) {
		import_say(import, site->path, "'%.100s': no more than %d names are taken", host, NAMES_MOST);
		return;
	}
	site->host = pool_more(pool, site->host, site->n_host, sizeof(*site->host));
	site->host[site->n_host++] = (struct farm_site_name){ .text = good };
}

struct farm_site *
import_site(struct import *import, const char *name, const char *place)
{
	struct farm	*farm = &import->farm;

	if (farm->n_site == SITES_MOST)
		return NULL;
	farm->site = pool_more(&farm->pool, farm->site, farm->n_site, sizeof(*farm->site));
	farm->site[farm->n_site] = (struct farm_site){ .name = import_text(import, name), .path = place };
	return &farm->site[farm->n_site++];
}

static bool
is_balancer(const struct farm *farm, const char *name)
{
	size_t	 i;

	for (i = 0; i < farm->n_balancer; i++) {
		if (fold_cmp(farm->balancer[i].name, name) == 0)
			return true;
	}
	return false;
}

struct farm_balancer *
import_balancer(struct import *import, const char *name, const char *place, int kind)
{
	struct farm	*farm = &import->farm;
	const char	*good = import_text(import, name), *own = good;
	unsigned	 n;

	for (n = 2; is_balancer(farm, own); n++)
		own = pool_printf(&farm->pool, "%s (%u)", good, n);
	farm->balancer = pool_more(&farm->pool, farm->balancer, farm->n_balancer, sizeof(*farm->balancer));
	farm->balancer[farm->n_balancer] =
	    (struct farm_balancer){ .name = own, .path = place, .kind = kind };
	return &farm->balancer[farm->n_balancer++];
}

void
import_nameless(struct farm_site *site)
{
	if (site->n_host == 0)
		site->node_names = SETTING_UNKNOWN;
}

void
import_front(struct farm_site *site)
{
	site->pool.identity = IDENTITY_UNKNOWN;
	site->authentication.enabled = SETTING_UNKNOWN;
	site->authentication.app_pool_credentials = SETTING_UNKNOWN;
}

int
import_finish(struct import *import, struct error *err)
{
	if (import->farm.n_site == 0)
		return error_set(err, "nothing was found that a site could be made of");
	if (import_accounts(import, err) != 0)
		return -1;
	import_join(import);
	if (import->farm.n_site == 0)
		return error_set(err, "no site has a name that clients could type");
	import_reduce(import);
	return 0;
}
