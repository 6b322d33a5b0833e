#include "plans/farm.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"
#include "plans/spn.h"
#include "plans/table.h"

/*
 * From what readers filled in to a farm that can be planned: sorted, names
 * resolved to what they name, defaults filled in.  Everything that is wrong
 * is said; nothing stops at the first fault.  A text that a reader had to
 * refuse is "", and is not complained of again.
 */
struct closing {
	struct farm	*farm;
	struct pool	*pool;
	struct faults	*faults;
	struct table	 domain, server, account, balancer;
};

enum { MANAGED_MOST = 256 };	/* rangeUpper of sAMAccountName */

/* -- order -- */

static int
by_text(const void *a, const void *b)
{
	const char	*x = *(const char *const *)a, *y = *(const char *const *)b;
	int		 c = fold_cmp(x, y);

	return c != 0 ? c : strcmp(x, y);
}

static void
sort(void *row, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(row, n, size, cmp);
}

/* Rows that have a name begin with it. */
static int
by_name(const void *a, const void *b)
{
	return by_text(a, b);
}

/* -- finding by name -- */

struct named {
	const char	*name;
	const char	*path;
	void		*what;
};

static struct named *
find_named(const struct table *table, const char *name)
{
	struct named	*named;
	size_t		 step = 0;

	while ((named = table_next(table, fold_hash(name), &step)) != NULL) {
		if (fold_cmp(named->name, name) == 0)
			return named;
	}
	return NULL;
}

static void *
find(const struct table *table, const char *name)
{
	const struct named	*named = find_named(table, name);

	return named == NULL ? NULL : named->what;
}

static void
put(struct closing *c, struct table *table, const char *kind, const char *name, const char *path, void *what)
{
	const struct named	*first = find_named(table, name);
	struct named		*named;

	if (*name == '\0')
		return;
	if (first != NULL) {
		faults_add(c->faults, path, "%s '%s' is described twice, first in %s", kind, name, first->path);
		return;
	}
	named = pool_alloc(c->pool, sizeof(*named));
	*named = (struct named){ name, path, what };
	table_put(c->pool, table, fold_hash(name), named);
}

static struct farm_domain *
find_domain(const struct closing *c, const char *name)
{
	struct farm_domain	*domain = find(&c->domain, name);
	size_t			 i;

	for (i = 0; domain == NULL && i < c->farm->n_domain; i++) {
		if (c->farm->domain[i].dns != NULL && fold_cmp(c->farm->domain[i].dns, name) == 0)
			domain = &c->farm->domain[i];
	}
	return domain;
}

/* -- accounts -- */

/* ACCOUNT is DOMAIN\sam: where is it, and what is it called there? */
static bool
account_parts(struct closing *c, const char *path, struct farm_account *account)
{
	const char	*slash = strchr(account->name, '\\');
	char		*domain;

	if (slash == NULL) {
		faults_add(c->faults, path, strchr(account->name, '@') != NULL ?
		    "'%s': write the account as NETBIOS\\name" :
		    "'%s' names no domain: write DOMAIN\\name, or .\\name for a local user", account->name);
		return false;
	}
	domain = pool_ncopy(c->pool, account->name, (size_t)(slash - account->name));
	account->sam = slash + 1;
	account->domain = find_domain(c, domain);
	if (account->domain == NULL && strcmp(domain, ".") != 0 && find(&c->server, domain) == NULL) {
		faults_add(c->faults, path, "'%s': no domain '%s' is described in domains", account->name, domain);
		return false;
	}
	if (account->domain == NULL)
		account->kind = ACCOUNT_LOCAL;
	return true;
}

static void
account_text(struct closing *c, struct farm_account *account)
{
	account->text = account->domain == NULL ? pool_printf(c->pool, ".\\%s", account->sam) :
	    pool_printf(c->pool, "%s\\%s", account->domain->name, account->sam);
}

static bool
ends_in_dollar(const char *sam)
{
	size_t	 n = strlen(sam);

	return n > 0 && sam[n - 1] == '$';
}

static bool
account_sam(struct closing *c, const char *path, struct farm_account *account)
{
	const struct account_kind_row	*row;
	const char			*fault;

	if (account->kind == ACCOUNT_UNKNOWN)
		account->kind = ends_in_dollar(account->sam) ? ACCOUNT_GMSA : ACCOUNT_USER;
	row = &account_kind[account->kind];
	if (row->dollar && !ends_in_dollar(account->sam))
		account->sam = pool_printf(c->pool, "%s$", account->sam);
	fault = name_sam_fault(account->sam, row->sam_warns ? MANAGED_MOST : row->sam_most);
	if (fault != NULL)
		faults_add(c->faults, path, "'%s' %s", account->name, fault);
	return fault == NULL;
}

static struct farm_account *
find_account(const struct closing *c, const char *text)
{
	struct farm_account	*account;
	size_t			 step = 0;

	while ((account = table_next(&c->account, fold_hash(text), &step)) != NULL) {
		if (fold_cmp(account->text, text) == 0)
			return account;
	}
	return NULL;
}

static void
add_account(struct closing *c, struct farm_account *account)
{
	struct farm	*farm = c->farm;

	table_put(c->pool, &c->account, fold_hash(account->text), account);
	farm->known = pool_more(c->pool, farm->known, farm->n_known, sizeof(*farm->known));
	farm->known[farm->n_known++] = account;
}

/*
 * The account of that name: the one that is described, else one that this
 * mention implies.  Of several spellings the first in order is kept, so that
 * the order of mentions does not show.
 */
static const struct farm_account *
account_for(struct closing *c, const char *path, const char *name)
{
	struct farm_account	 account = { .path = path, .name = name }, *known;

	if (name == NULL || *name == '\0' || !account_parts(c, path, &account))
		return NULL;
	if (account.kind == ACCOUNT_LOCAL && ends_in_dollar(account.sam)) {
		faults_add(c->faults, path, "'%s' is no local user", name);
		return NULL;
	}
	account_text(c, &account);
	known = find_account(c, account.text);
	if (known == NULL && !account_sam(c, path, &account))
		return NULL;
	if (known == NULL) {
		known = pool_alloc(c->pool, sizeof(*known));
		*known = account;
		add_account(c, known);
	} else if (!known->described && known->server == NULL && strcmp(account.text, known->text) < 0) {
		known->sam = account.sam;
		known->text = account.text;
	}
	return known;
}

static void
close_accounts(struct closing *c)
{
	struct farm_account	*account;
	const struct farm_account *first;
	size_t			 i;

	for (i = 0; i < c->farm->n_account; i++) {
		account = &c->farm->account[i];
		account->described = true;
		if (*account->name == '\0' || !account_parts(c, account->path, account) ||
		    !account_sam(c, account->path, account))
			continue;
		account_text(c, account);
		first = find_account(c, account->text);
		if (first != NULL)
			faults_add(c->faults, account->path, "account '%s' is described twice, first in %s",
			    account->text, first->path);
		else
			add_account(c, account);
		if (account->hosts != NULL && account->kind != ACCOUNT_GMSA && account->kind != ACCOUNT_DMSA)
			faults_add(c->faults, account->path, "hosts belongs to a gmsa or dmsa, not to a %s",
			    account_kind[account->kind].word);
	}
}

/* -- domains and servers -- */

static void
close_domains(struct closing *c)
{
	struct farm_domain	*domain = c->farm->domain;
	size_t			 i, j, n = c->farm->n_domain;

	if (n == 0)
		faults_add(c->faults, "domains", "at least one domain must be described");
	for (i = 0; i < n; i++) {
		put(c, &c->domain, "domain", domain[i].name, domain[i].path, &domain[i]);
		if (domain[i].forest == NULL)
			domain[i].forest = domain[i].dns;
		for (j = 0; j < i; j++) {
			if (*domain[i].dns != '\0' && fold_cmp(domain[i].dns, domain[j].dns) == 0)
				faults_add(c->faults, domain[i].path, "the dns name '%s' is that of %s too",
				    domain[i].dns, domain[j].path);
		}
	}
}

static void
machine_account(struct closing *c, struct farm_server *server)
{
	struct farm_account	*account;
	const char		*name = server->account_name;

	if (name == NULL)
		name = pool_printf(c->pool, "%s\\%s$", server->domain->name, server->name);
	if (!ends_in_dollar(name)) {
		faults_add(c->faults, server->path, "account '%s' is no computer's: its name must end in $", name);
		return;
	}
	server->account = account_for(c, server->path, name);
	if (server->account == NULL)
		return;
	account = find_account(c, server->account->text);
	if (account->server != NULL)
		faults_add(c->faults, server->path, "account %s is that of %s too", account->text,
		    account->server->path);
	if (account->described && account->kind != ACCOUNT_COMPUTER)
		faults_add(c->faults, account->path, "%s is the account of server '%s', so its kind must be computer",
		    account->text, server->name);
	account->kind = ACCOUNT_COMPUTER;
	account->server = server;
}

static char *
lower(struct pool *pool, const char *text)
{
	char	*copy = pool_copy(pool, text), *p;

	for (p = copy; *p != '\0'; p++)
		*p = text_lower(*p);
	return copy;
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
close_server(struct closing *c, struct farm_server *server)
{
	struct farm	*farm = c->farm;

	if (server->domain_name != NULL)
		server->domain = find_domain(c, server->domain_name);
	else if (farm->n_domain == 1)
		server->domain = &farm->domain[0];
	if (server->domain == NULL && server->domain_name != NULL)
		faults_add(c->faults, server->path, "no domain '%s' is described in domains", server->domain_name);
	else if (server->domain == NULL && farm->n_domain > 1)
		faults_add(c->faults, server->path, "domain is needed where several domains are described");
	if (server->dns == NULL && server->domain != NULL)
		server->dns = pool_printf(c->pool, "%s.%s", lower(c->pool, server->name), server->domain->dns);
	if (server->dns == NULL)
		server->dns = lower(c->pool, server->name);
	if (server->domain != NULL)
		machine_account(c, server);
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
	sort(farm->by_dns, farm->n_server, sizeof(*farm->by_dns), by_dns);
	for (i = 1; i < farm->n_server; i++) {
		if (*farm->by_dns[i]->dns != '\0' && fold_cmp(farm->by_dns[i - 1]->dns, farm->by_dns[i]->dns) == 0)
			faults_add(c->faults, farm->by_dns[i]->path, "the dns name '%s' is that of %s too",
			    farm->by_dns[i]->dns, farm->by_dns[i - 1]->path);
	}
}

/* Names of servers, resolved and sorted. */
static const struct farm_server **
servers_for(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_server	**server = pool_alloc(c->pool, n * sizeof(*server)), *found;
	size_t				  i;

	*n_out = 0;
	sort(name, n, sizeof(*name), by_text);
	for (i = 0; i < n; i++) {
		if (*name[i] == '\0')
			continue;
		found = find(&c->server, name[i]);
		if (found == NULL)
			faults_add(c->faults, path, "servers: no server '%s' is described", name[i]);
		else if (*n_out > 0 && server[*n_out - 1] == found)
			faults_add(c->faults, path, "servers: '%s' is listed twice", name[i]);
		else
			server[(*n_out)++] = found;
	}
	return server;
}

static const struct farm_account **
accounts_for(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_account	**account = pool_alloc(c->pool, n * sizeof(*account));
	size_t				  i;

	*n_out = 0;
	sort(name, n, sizeof(*name), by_text);
	for (i = 0; i < n; i++) {
		account[*n_out] = account_for(c, path, name[i]);
		*n_out += account[*n_out] != NULL;
	}
	return account;
}

/* -- SPNs in a description -- */

static void
check_spn(struct closing *c, const char *path, const char *what, const char *text)
{
	struct spn	 parts;
	int		 i;

	if (*text == '\0')
		return;
	spn_parse(&parts, span_of(text));
	for (i = 0; i < N_SPN_FAULT; i++) {
		if ((parts.fault & 1u << i) != 0) {
			faults_add(c->faults, path, "%s: '%s': %s", what, text, spn_fault[i].says);
			return;
		}
	}
	if (strpbrk(text, "\"'<>|&^%!`") != NULL)
		faults_add(c->faults, path, "%s: '%s' holds a character that no SPN here may have", what, text);
}

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
			faults_add(c->faults, path, "requests: '%s': %% must be followed by h (host) or s (server)", template);
			return;
		}
	}
	check_spn(c, path, "requests", text);
}

/* -- balancers -- */

static void
close_balancer(struct closing *c, struct farm_balancer *balancer)
{
	static const int	 never[] = { BALANCER_HAPROXY, BALANCER_ARR, BALANCER_NLB };
	struct farm_name	*name;
	size_t			 i;

	balancer->server = servers_for(c, balancer->path, balancer->server_name, balancer->n_server_name,
	    &balancer->n_server);
	balancer->account = accounts_for(c, balancer->path, balancer->account_name,
	    balancer->n_account_name, &balancer->n_account);
	sort(balancer->request, balancer->n_request, sizeof(*balancer->request), by_text);
	for (i = 0; i < balancer->n_request; i++)
		check_request(c, balancer->path, balancer->request[i]);
	for (i = 0; i < sizeof(never) / sizeof(*never); i++) {
		if (balancer->mode == MODE_AUTHENTICATES && balancer->kind == never[i])
			faults_add(c->faults, balancer->path, "mode: a balancer of kind %s never obtains tickets itself",
			    word_for(word_balancer_kind, balancer->kind));
	}
	if (balancer->mode == MODE_AUTHENTICATES && balancer->n_account_name == 0)
		faults_add(c->faults, balancer->path, "accounts: a balancer that authenticates needs at least one");
	sort(balancer->dns_name, balancer->n_dns_name, sizeof(*balancer->dns_name), by_name);
	for (i = 0; i < balancer->n_dns_name; i++) {
		name = &balancer->dns_name[i];
		if (name->record == RECORD_CNAME && name->canonical == NULL)
			faults_add(c->faults, name->path, "canonical is needed: where does the CNAME lead?");
		if (name->record != RECORD_CNAME && name->canonical != NULL)
			faults_add(c->faults, name->path, "canonical belongs to a record of type CNAME");
		if (i > 0 && *name->name != '\0' && fold_cmp(name[-1].name, name->name) == 0)
			faults_add(c->faults, name->path, "name '%s' is listed twice", name->name);
	}
}

/* -- sites -- */

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
		pool->account = account_for(c, pool->path, pool->account_name);
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

	sort(override, n, sizeof(*override), by_server);
	for (i = 0; i < n; i++) {
		override[i].server = find(&c->server, override[i].server_name);
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

	return by_text(&x->text, &y->text);
}

static void
close_hosts(struct closing *c, struct farm_site *site, struct farm_balancer *balancer)
{
	struct farm_site_name	*name;
	const char		*colon;
	size_t			 i;

	sort(site->host, site->n_host, sizeof(*site->host), by_host);
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
		sort(delegation->spn, delegation->n_spn, sizeof(*delegation->spn), by_text);
		for (j = 0; j < delegation->n_spn; j++)
			check_spn(c, delegation->path, "spn", delegation->spn[j]);
		if (delegation->n_spn == 0)
			faults_add(c->faults, delegation->path, "spn: at least one is needed");
		delegation->account = account_for(c, delegation->path, delegation->account_name);
	}
}

static int
by_first_spn(const void *a, const void *b)
{
	const struct farm_delegation	*x = a, *y = b;
	size_t				 i;
	int				 c;

	for (i = 0; i < x->n_spn && i < y->n_spn; i++) {
		if ((c = by_text(&x->spn[i], &y->spn[i])) != 0)
			return c;
	}
	if (x->n_spn != y->n_spn)
		return x->n_spn < y->n_spn ? -1 : 1;
	c = by_text(&x->account_name, &y->account_name);
	return c != 0 ? c : x->users - y->users;
}

static int
by_url(const void *a, const void *b)
{
	const struct farm_application	*x = a, *y = b;

	return by_text(&x->url, &y->url);
}

static void
close_applications(struct closing *c, struct farm_site *site)
{
	struct farm_application	*application;
	size_t			 i;

	sort(site->application, site->n_application, sizeof(*site->application), by_url);
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

static void
close_site(struct closing *c, struct farm_site *site)
{
	struct farm_balancer	*balancer = NULL;

	if (site->balancer_name != NULL) {
		balancer = find(&c->balancer, site->balancer_name);
		site->balancer = balancer;
		if (balancer == NULL)
			faults_add(c->faults, site->path, "loadBalancer: no balancer '%s' is described", site->balancer_name);
	}
	site->server = servers_for(c, site->path, site->server_name, site->n_server_name, &site->n_server);
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
	sort(site->delegation, site->n_delegation, sizeof(*site->delegation), by_first_spn);
	site->former_account = accounts_for(c, site->path, site->former_account_name,
	    site->n_former_account_name, &site->n_former_account);
	sort(site->clients.forest, site->clients.n_forest, sizeof(*site->clients.forest), by_text);
}

static int
by_known(const void *a, const void *b)
{
	return by_text(&(*(const struct farm_account *const *)a)->text,
	    &(*(const struct farm_account *const *)b)->text);
}

void
farm_close(struct farm *farm, struct faults *faults)
{
	struct closing	 c = { .farm = farm, .pool = &farm->pool, .faults = faults };
	struct table	 site = { 0 };
	size_t		 i;

	sort(farm->domain, farm->n_domain, sizeof(*farm->domain), by_name);
	sort(farm->server, farm->n_server, sizeof(*farm->server), by_name);
	sort(farm->account, farm->n_account, sizeof(*farm->account), by_name);
	sort(farm->balancer, farm->n_balancer, sizeof(*farm->balancer), by_name);
	sort(farm->site, farm->n_site, sizeof(*farm->site), by_name);
	close_domains(&c);
	for (i = 0; i < farm->n_server; i++)
		put(&c, &c.server, "server", farm->server[i].name, farm->server[i].path, &farm->server[i]);
	for (i = 0; i < farm->n_balancer; i++)
		put(&c, &c.balancer, "balancer", farm->balancer[i].name, farm->balancer[i].path, &farm->balancer[i]);
	for (i = 0; i < farm->n_site; i++)
		put(&c, &site, "site", farm->site[i].name, farm->site[i].path, &farm->site[i]);
	close_accounts(&c);
	close_servers(&c);
	for (i = 0; i < farm->n_balancer; i++)
		close_balancer(&c, &farm->balancer[i]);
	for (i = 0; i < farm->n_site; i++)
		close_site(&c, &farm->site[i]);
	sort(farm->known, farm->n_known, sizeof(*farm->known), by_known);
}
