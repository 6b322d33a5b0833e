#include "plans/closing.h"

#include <string.h>

#include "plans/fold.h"

static void
close_pool(struct closing *c, struct farm_pool *pool)
{
	if (pool->path == NULL)
		return;		/* the description is silent */
	if (pool->identity == IDENTITY_SPECIFIC_USER && pool->account_name == NULL)
		faults_add(c->faults, pool->path, "account is needed with identity SpecificUser");
	else if (pool->identity != IDENTITY_SPECIFIC_USER && pool->account_name != NULL)
		faults_add(c->faults, pool->path, "account belongs to identity SpecificUser");
	else if (pool->account_name != NULL && text_same(pool->account_name, "unknown"))
		pool->identity = IDENTITY_UNKNOWN;
	else
		pool->account = closing_account(c, pool->path, pool->account_name);
}

static int
by_server(const void *a, const void *b)
{
	const struct farm_override	*x = a, *y = b;
	int				 c = fold_cmp(x->server_name, y->server_name);

	return c != 0 ? c : strcmp(x->server_name, y->server_name);
}

static bool
runs_on(const struct farm_site *site, const struct farm_server *server)
{
	size_t	 i;

	for (i = 0; i < site->n_server; i++) {
		if (site->server[i] == server)
			return true;
	}
	return false;
}

static void
close_overrides(struct closing *c, const struct farm_site *site, struct farm_override *override, size_t n)
{
	size_t	 i;

	closing_sort(override, n, sizeof(*override), by_server);
	for (i = 0; i < n; i++) {
		override[i].server = closing_find(&c->server, override[i].server_name);
		if (override[i].server == NULL || !runs_on(site, override[i].server))
			faults_add(c->faults, override[i].path, "'%s' is none of the site's servers", override[i].server_name);
		else if (i > 0 && override[i - 1].server == override[i].server)
			faults_add(c->faults, override[i].path, "server '%s' is listed twice", override[i].server_name);
		close_pool(c, &override[i].pool);
	}
}

static const struct farm_name *
claim(struct farm_balancer *balancer, const char *host)
{
	size_t	 i;

	for (i = 0; balancer != NULL && i < balancer->n_dns_name; i++) {
		if (fold_cmp(balancer->dns_name[i].name, host) == 0) {
			balancer->dns_name[i].claimed = true;
			return &balancer->dns_name[i];
		}
	}
	return NULL;
}

static int
by_host(const void *a, const void *b)
{
	const struct farm_site_name	*x = a, *y = b;

	return closing_by_text(&x->text, &y->text);
}

static void
close_hosts(struct closing *c, struct farm_site *site, struct farm_balancer *balancer)
{
	struct farm_site_name	*name;
	const char		*colon;
	size_t			 i;

	closing_sort(site->host, site->n_host, sizeof(*site->host), by_host);
	for (i = 0; i < site->n_host; i++) {
		name = &site->host[i];
		colon = strchrnul(name->text, ':');
		name->host = pool_ncopy(c->pool, name->text, (size_t)(colon - name->text));
		name->port = *colon == ':' ? colon + 1 : "";
		name->dns_name = claim(balancer, name->host);
		if (i > 0 && *name->text != '\0' && fold_cmp(name[-1].text, name->text) == 0)
			faults_add(c->faults, site->path, "names: '%s' is listed twice", name->text);
	}
	if (site->n_host == 0 && site->node_names != SETTING_YES)
		faults_add(c->faults, site->path, "names: a site needs at least one, or nodeNames");
}

static void
close_delegations(struct closing *c, struct farm_site *site)
{
	struct farm_delegation	*delegation;
	size_t			 i, j;

	for (i = 0; i < site->n_delegation; i++) {
		delegation = &site->delegation[i];
		closing_sort(delegation->spn, delegation->n_spn, sizeof(*delegation->spn), closing_by_text);
		for (j = 0; j < delegation->n_spn; j++)
			closing_spn(c, delegation->path, "spn", delegation->spn[j]);
		if (delegation->n_spn == 0)
			faults_add(c->faults, delegation->path, "spn: at least one is needed");
		delegation->account = closing_account(c, delegation->path, delegation->account_name);
	}
}

static int
by_first_spn(const void *a, const void *b)
{
	const struct farm_delegation	*x = a, *y = b;
	size_t				 i;
	int				 c;

	for (i = 0; i < x->n_spn && i < y->n_spn; i++) {
		if ((c = closing_by_text(&x->spn[i], &y->spn[i])) != 0)
			return c;
	}
	if (x->n_spn != y->n_spn)
		return x->n_spn < y->n_spn ? -1 : 1;
	c = closing_by_text(&x->account_name, &y->account_name);
	return c != 0 ? c : x->users - y->users;
}

static int
by_url(const void *a, const void *b)
{
	const struct farm_application	*x = a, *y = b;

	return closing_by_text(&x->url, &y->url);
}

static void
close_applications(struct closing *c, struct farm_site *site)
{
	struct farm_application	*application;
	size_t			 i;

	closing_sort(site->application, site->n_application, sizeof(*site->application), by_url);
	for (i = 0; i < site->n_application; i++) {
		application = &site->application[i];
		close_pool(c, &application->pool);
		close_overrides(c, site, application->override, application->n_override);
		if (i > 0 && *application->url != '\0' && fold_cmp(application[-1].url, application->url) == 0)
			faults_add(c->faults, application->path, "application '%s' is described twice", application->url);
	}
}

static void
close_product(struct closing *c, struct farm_site *site)
{
	const struct product	*row;
	char			*known = pool_copy(c->pool, "");

	site->product = product_find(site->product_name == NULL ? "iis" : site->product_name);
	if (site->product == NULL) {
		for (row = product; row->word != NULL; row++)
			known = pool_printf(c->pool, "%s%s%s", known, row == product ? "" : ", ", row->word);
		faults_add(c->faults, site->path, "product: '%s' is none of %s", site->product_name, known);
		return;
	}
	if (site->service == NULL)
		site->service = site->product->service;
}

void
closing_site(struct closing *c, struct farm_site *site)
{
	struct farm_balancer	*balancer = NULL;

	if (site->balancer_name != NULL) {
		balancer = closing_find(&c->balancer, site->balancer_name);
		site->balancer = balancer;
		if (balancer == NULL)
			faults_add(c->faults, site->path, "loadBalancer: no balancer '%s' is described", site->balancer_name);
	}
	site->server = closing_servers(c, site->path, site->server_name, site->n_server_name, &site->n_server);
	if (site->n_server_name == 0 && balancer != NULL) {
		site->server = balancer->server;
		site->n_server = balancer->n_server;
	}
	if (site->n_server == 0 && site->n_server_name == 0)
		faults_add(c->faults, site->path, "servers: a site needs at least one, its own or its balancer's");
	close_product(c, site);
	close_hosts(c, site, balancer);
	close_pool(c, &site->pool);
	close_overrides(c, site, site->override, site->n_override);
	close_applications(c, site);
	close_delegations(c, site);
	closing_sort(site->delegation, site->n_delegation, sizeof(*site->delegation), by_first_spn);
	site->former_account = closing_accounts(c, site->path, site->former_account_name,
	    site->n_former_account_name, &site->n_former_account);
	closing_sort(site->clients.forest, site->clients.n_forest, sizeof(*site->clients.forest), closing_by_text);
}
