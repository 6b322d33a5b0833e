#include "plans/closing.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/lower_bound.h"

static void
close_pool(struct closing *c, struct farm_pool *pool)
{
	const char	*path;

	if (pool->path == NULL)
		return;		/* the description is silent */
	path = closing_at(c, pool->path, "account");
	if (pool->identity == IDENTITY_SPECIFIC_USER && pool->account_name == NULL)
		faults_add(c->faults, pool->path, "account is needed with identity SpecificUser");
	else if (pool->identity != IDENTITY_SPECIFIC_USER && pool->identity != WORD_REFUSED &&
	    pool->account_name != NULL)
		faults_add(c->faults, path, "belongs to identity SpecificUser");
	else if (text_same(pool->account_name, "unknown"))
		pool->identity = IDENTITY_UNKNOWN;
	else
		pool->account = closing_account(c, path, pool->account_name);
}

static void
close_authentication(struct closing *c, struct farm_authentication *auth)
{
	size_t	 i;

	closing_texts(c, auth->path, "extendedProtectionSpns", auth->protected_spn, auth->n_protected_spn);
	for (i = 0; i < auth->n_protected_spn; i++)
		closing_spn(c, auth->path, "extendedProtectionSpns", auth->protected_spn[i]);
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

/* Are all servers that the description gives the site among its servers? */
static bool
is_whole(const struct farm_site *site)
{
	if (site->n_server_name > 0)
		return site->n_server == site->n_server_name;
	return site->balancer != NULL && site->n_server == site->balancer->n_server_name;
}

static void
close_overrides(struct closing *c, const struct farm_site *site, struct farm_override *override, size_t n)
{
	size_t	 i;

	closing_sort(override, n, sizeof(*override), by_server);
	for (i = 0; i < n; i++) {
		override[i].server = closing_find(&c->server, override[i].server_name);
		if (i > 0 && override[i].server != NULL && override[i - 1].server == override[i].server)
			faults_add(c->faults, override[i].path, "server '%s' is listed twice", override[i].server_name);
		else if (is_whole(site) && (override[i].server == NULL || !runs_on(site, override[i].server)))
			faults_add(c->faults, override[i].path, "'%s' is none of the site's servers", override[i].server_name);
		close_pool(c, &override[i].pool);
		close_authentication(c, &override[i].authentication);
	}
}

static int
name_against(const void *name, const void *row)
{
	return fold_cmp(name, ((const struct farm_name *)row)->name);
}

static const struct farm_name *
claim(struct farm_balancer *balancer, const char *host)
{
	struct farm_name	*name = NULL;

	if (balancer != NULL && balancer->n_dns_name > 0)
		name = bsearch(host, balancer->dns_name, balancer->n_dns_name, sizeof(*name), name_against);
	if (name != NULL)
		name->claimed = true;
	return name;
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
		colon = strchrnul(*name->text == '[' ? strchrnul(name->text, ']') : name->text, ':');
		name->host = pool_ncopy(c->pool, name->text, (size_t)(colon - name->text));
		name->port = *colon == ':' ? colon + 1 : "";
		name->dns_name = claim(balancer, name->host);
		if (i > 0 && *name->text != '\0' && fold_cmp(name[-1].text, name->text) == 0)
			faults_add(c->faults, closing_at(c, site->path, "names"), "'%s' is listed twice", name->text);
	}
	if (site->n_host == 0 && site->node_names != SETTING_YES && site->node_names != SETTING_UNKNOWN)
		faults_add(c->faults, site->path, "names is needed: at least one, or nodeNames");
}

static void
close_delegations(struct closing *c, struct farm_site *site)
{
	struct farm_delegation	*delegation;
	size_t			 i, j;

	for (i = 0; i < site->n_delegation; i++) {
		delegation = &site->delegation[i];
		closing_texts(c, delegation->path, "spn", delegation->spn, delegation->n_spn);
		for (j = 0; j < delegation->n_spn; j++)
			closing_spn(c, delegation->path, "spn", delegation->spn[j]);
		delegation->account = closing_account(c, closing_at(c, delegation->path, "account"),
		    delegation->account_name);
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
		close_authentication(c, &application->authentication);
		close_overrides(c, site, application->override, application->n_override);
		if (i > 0 && *application->url != '\0' && fold_cmp(application[-1].url, application->url) == 0)
			faults_add(c->faults, application->path, "application '%s' is described twice", application->url);
	}
}

/* IIS answers for HTTP alone.  Of any other class it is the account of the
 * pool that decrypts, whatever kernel mode says. */
static void
close_product(struct closing *c, struct farm_site *site)
{
	const struct product	*row;
	bool			 other = site->service != NULL && *site->service != '\0' &&
				     !text_same(site->service, "HTTP");
	char			*known = pool_copy(c->pool, "");

	if (site->product_name == NULL)
		site->product_name = other ? "generic" : "iis";
	site->product = product_find(site->product_name);
	if (site->product != NULL) {
		if (other && site->product->decrypts_by == BY_IIS)
			faults_add(c->faults, closing_at(c, site->path, "service"),
			    "'%s' is not served by %s, which serves HTTP", site->service, site->product->word);
		if (site->service == NULL)
			site->service = site->product->service;
	} else if (*site->product_name != '\0') {
		for (row = product; row->word != NULL; row++)
			known = pool_printf(c->pool, "%s%s%s", known, row == product ? "" : ", ", row->word);
		faults_add(c->faults, closing_at(c, site->path, "product"), "'%s' is none of %s", site->product_name, known);
	}
}

static struct farm_balancer *
find_balancer(struct closing *c, const struct farm_site *site)
{
	struct farm_balancer	*balancer = closing_find(&c->balancer, site->balancer_name);

	if (balancer == NULL)
		closing_absent(c, &c->balancer, closing_at(c, site->path, "loadBalancer"), site->balancer_name);
	return balancer;
}

static void
close_site_servers(struct closing *c, struct farm_site *site)
{
	const struct farm_balancer	*balancer = site->balancer;

	site->server = closing_servers(c, site->path, site->server_name, site->n_server_name, &site->n_server);
	if (site->n_server_name > 0)
		return;
	if (balancer != NULL) {
		site->server = balancer->server;
		site->n_server = balancer->n_server;
	}
	if (balancer == NULL ? site->balancer_name == NULL : balancer->n_server_name == 0)
		faults_add(c->faults, site->path, "servers is needed: at least one, here or in the balancer");
}

void
closing_site(struct closing *c, struct farm_site *site)
{
	struct farm_balancer	*balancer = NULL;

	closing_put(c, &c->site, site->name, site->path, site);
	if (site->balancer_name != NULL)
		site->balancer = balancer = find_balancer(c, site);
	close_site_servers(c, site);
	close_product(c, site);
	close_hosts(c, site, balancer);
	close_pool(c, &site->pool);
	close_authentication(c, &site->authentication);
	close_overrides(c, site, site->override, site->n_override);
	close_applications(c, site);
	close_delegations(c, site);
	closing_sort(site->delegation, site->n_delegation, sizeof(*site->delegation), by_first_spn);
	site->former_account = closing_accounts(c, site->path, "formerAccounts", site->former_account_name,
	    site->n_former_account_name, &site->n_former_account);
	closing_texts(c, site->clients.path == NULL ? site->path : site->clients.path, "forests",
	    site->clients.forest, site->clients.n_forest);
}

static int
by_text(const void *key, const void *name)
{
	return fold_cmp(key, ((const struct farm_site_name *)name)->text);
}

const struct farm_site_name *
farm_site_name_from(const struct farm_site *site, const char *text)
{
	const size_t	 i = lower_bound(text, site->host, site->n_host, sizeof(*site->host), by_text);

	return i < site->n_host ? &site->host[i] : NULL;
}
