#include "plans/closing.h"

#include <stdlib.h>
#include <string.h>

#include "plans/balancer.h"
#include "plans/fold.h"
#include "plans/name.h"

/* -- domains and servers -- */

static void
close_domains(struct closing *c)
{
	struct farm_domain	*domain = c->farm->domain;
	size_t			 i, n = c->farm->n_domain;

	for (i = 0; i < n; i++) {
		domain[i].forest_known = domain[i].forest != NULL;
		if (domain[i].forest == NULL)
			domain[i].forest = domain[i].dns;
		if (closing_put(c, &c->domain, domain[i].name, domain[i].path, &domain[i]))
			closing_put(c, &c->dns, domain[i].dns, domain[i].path, &domain[i]);
	}
}

static int
by_dns(const void *a, const void *b)
{
	const struct farm_server	*x = *(const struct farm_server *const *)a;
	const struct farm_server	*y = *(const struct farm_server *const *)b;
	int				 c = fold_cmp(x->dns, y->dns);

	return c != 0 ? c : strcmp(x->name, y->name);
}

static void
server_domain(struct closing *c, struct farm_server *server)
{
	struct farm	*farm = c->farm;

	if (server->domain_name != NULL) {
		server->domain = closing_domain(c, server->domain_name);
		if (server->domain == NULL)
			closing_absent(c, &c->domain, closing_at(c, server->path, "domain"), server->domain_name);
	} else if (farm->n_domain == 1)
		server->domain = &farm->domain[0];
	else if (farm->n_domain > 1)
		faults_add(c->faults, server->path, "domain is needed where several domains are described");
}

/* Two good names can make a bad one: with a hyphen at an end, or too long. */
static void
default_dns(struct closing *c, struct farm_server *server)
{
	const char	*domain;

	server->dns = pool_lower(c->pool, server->name);
	if (server->domain == NULL)
		return;
	domain = server->domain->dns;
	server->dns = pool_printf(c->pool, "%s.%s", server->dns, domain);
	if (name_netbios_fault(server->name) == NULL && name_host_fault(domain) == NULL &&
	    name_host_fault(server->dns) != NULL)
		faults_add(c->faults, server->path, "dns is needed: '%s' is no host name", server->dns);
}

static void
close_server(struct closing *c, struct farm_server *server)
{
	server_domain(c, server);
	if (closing_find(&c->server, server->name) != server)
		server->dns = "";	/* the second of its name */
	if (server->dns == NULL)
		default_dns(c, server);
	if (server->domain != NULL && closing_find(&c->server, server->name) == server)
		closing_machine(c, server);
}

static void
close_servers(struct closing *c)
{
	struct farm	*farm = c->farm;
	size_t		 i;

	for (i = 0; i < farm->n_server; i++)
		close_server(c, &farm->server[i]);
	farm->by_dns = pool_alloc(c->pool, farm->n_server * sizeof(*farm->by_dns));
	for (i = 0; i < farm->n_server; i++)
		farm->by_dns[i] = &farm->server[i];
	closing_sort(farm->by_dns, farm->n_server, sizeof(*farm->by_dns), by_dns);
	for (i = 1; i < farm->n_server; i++) {
		if (*farm->by_dns[i]->dns != '\0' && fold_cmp(farm->by_dns[i - 1]->dns, farm->by_dns[i]->dns) == 0)
			faults_add(c->faults, farm->by_dns[i]->path, "the dns name '%s' is that of %s too",
			    farm->by_dns[i]->dns, farm->by_dns[i - 1]->path);
	}
}

/* -- balancers -- */

/* %h and %s stand for a host: check what they will make. */
static void
check_request(struct closing *c, const char *path, const char *template)
{
	char		*text = pool_alloc(c->pool, strlen(template) + 1), *to = text;
	const char	*at;

	for (at = template; *at != '\0'; at++) {
		if (*at != '%') {
			*to++ = *at;
		} else if (at[1] == 'h' || at[1] == 's') {
			*to++ = *++at;
		} else {
			faults_add(c->faults, closing_at(c, path, "requests"),
			    "'%s': %% must be followed by h (host) or s (server)", template);
			return;
		}
	}
	closing_spn(c, path, "requests", text);
}

/* Only a balancer that obtains tickets itself has accounts and requests. */
static void
close_tickets(struct closing *c, struct farm_balancer *balancer)
{
	const struct {
		const char	*member;
		bool		 is_set;
	} own[] = {
		{ "accounts", balancer->n_account_name > 0 },
		{ "requests", balancer->n_request > 0 },
		{ "clientAuthentication", balancer->client_authentication > 0 }
	};
	size_t	 i;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (own[i].is_set && (balancer->mode == MODE_UNSET || balancer->mode == MODE_PASS_THROUGH ||
		    balancer->mode == MODE_TLS_OFFLOAD))
			faults_add(c->faults, closing_at(c, balancer->path, own[i].member), "belongs to mode authenticates");
	}
	if (balancer->mode == MODE_AUTHENTICATES && !balancer_of(balancer)->obtains)
		faults_add(c->faults, closing_at(c, balancer->path, "mode"),
		    "a balancer of kind %s never obtains tickets itself; of these it may: %s",
		    word_for(word_balancer_kind, balancer->kind), balancer_obtaining(c->pool));
	if (balancer->mode == MODE_AUTHENTICATES && balancer->n_account_name == 0)
		faults_add(c->faults, balancer->path, "accounts is needed: a balancer that authenticates has at least one");
}

/* What the vendor documents that it asks for. */
static void
default_requests(struct closing *c, struct farm_balancer *balancer)
{
	if (balancer->mode != MODE_AUTHENTICATES || balancer->n_request > 0 ||
	    balancer_of(balancer)->request == NULL)
		return;
	balancer->request = pool_alloc(c->pool, sizeof(*balancer->request));
	balancer->request[0] = balancer_of(balancer)->request;
	balancer->n_request = 1;
	balancer->requests_by_default = true;
}

static void
close_dns_names(struct closing *c, struct farm_balancer *balancer)
{
	struct farm_name	*name;
	size_t			 i;

	closing_sort(balancer->dns_name, balancer->n_dns_name, sizeof(*balancer->dns_name), closing_by_text);
	for (i = 0; i < balancer->n_dns_name; i++) {
		name = &balancer->dns_name[i];
		if (name->record == RECORD_CNAME && name->canonical == NULL)
			faults_add(c->faults, name->path, "canonical is needed: where does the CNAME lead?");
		if (name->record != RECORD_CNAME && name->record != WORD_REFUSED &&
		    name->canonical != NULL && *name->canonical != '\0')
			faults_add(c->faults, closing_at(c, name->path, "canonical"), "belongs to record CNAME");
		if (name->canonical != NULL && *name->canonical != '\0' && fold_cmp(name->canonical, name->name) == 0)
			faults_add(c->faults, closing_at(c, name->path, "canonical"), "'%s' is the name itself", name->name);
		if (i > 0 && *name->name != '\0' && fold_cmp(name[-1].name, name->name) == 0)
			faults_add(c->faults, name->path, "name '%s' is listed twice", name->name);
	}
}

static void
close_balancer(struct closing *c, struct farm_balancer *balancer)
{
	size_t	 i;

	closing_put(c, &c->balancer, balancer->name, balancer->path, balancer);
	balancer->server = closing_servers(c, balancer->path, balancer->server_name, balancer->n_server_name,
	    &balancer->n_server);
	balancer->account = closing_accounts(c, balancer->path, "accounts", balancer->account_name,
	    balancer->n_account_name, &balancer->n_account);
	closing_texts(c, balancer->path, "requests", balancer->request, balancer->n_request);
	for (i = 0; i < balancer->n_request; i++)
		check_request(c, balancer->path, balancer->request[i]);
	close_tickets(c, balancer);
	default_requests(c, balancer);
	close_dns_names(c, balancer);
}

/* With none of a kind, those who refer to it say no more. */
static void
need(struct closing *c, struct names *names, const char *member, const void *list, size_t n)
{
	if (n == 0 && list == NULL)
		faults_add(c->faults, member, "at least one must be described");
	names->partial = n == 0;
}

void
farm_close(struct farm *farm, struct faults *faults)
{
	struct closing	 c = { .farm = farm, .pool = &farm->pool, .faults = faults,
	    .domain = { .kind = "domain" }, .dns = { .kind = "DNS domain" }, .server = { .kind = "server" },
	    .balancer = { .kind = "balancer", .partial = faults->n_line > 0 && farm->n_balancer == 0 },
	    .site = { .kind = "site" } };
	size_t		 i;

	closing_sort(farm->domain, farm->n_domain, sizeof(*farm->domain), closing_by_text);
	closing_sort(farm->server, farm->n_server, sizeof(*farm->server), closing_by_text);
	closing_sort(farm->account, farm->n_account, sizeof(*farm->account), closing_by_text);
	closing_sort(farm->balancer, farm->n_balancer, sizeof(*farm->balancer), closing_by_text);
	closing_sort(farm->site, farm->n_site, sizeof(*farm->site), closing_by_text);
	need(&c, &c.domain, "domains", farm->domain, farm->n_domain);
	need(&c, &c.server, "servers", farm->server, farm->n_server);
	need(&c, &c.site, "sites", farm->site, farm->n_site);
	close_domains(&c);
	for (i = 0; i < farm->n_server; i++)
		closing_put(&c, &c.server, farm->server[i].name, farm->server[i].path, &farm->server[i]);
	closing_described(&c);
	close_servers(&c);
	closing_kinds(&c);
	for (i = 0; i < farm->n_balancer; i++)
		close_balancer(&c, &farm->balancer[i]);
	for (i = 0; i < farm->n_site; i++)
		closing_site(&c, &farm->site[i]);
	closing_sort(farm->known, farm->n_known, sizeof(*farm->known), closing_by_account);
}
