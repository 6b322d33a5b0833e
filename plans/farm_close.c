#include "plans/closing.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"
#include "plans/spn.h"

/* -- order -- */

int
closing_by_text(const void *a, const void *b)
{
	const char	*x = *(const char *const *)a, *y = *(const char *const *)b;
	int		 c = fold_cmp(x, y);

	return c != 0 ? c : strcmp(x, y);
}

void
closing_sort(void *row, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(row, n, size, cmp);
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

void *
closing_find(const struct table *table, const char *name)
{
	const struct named	*named = find_named(table, name);

	return named == NULL ? NULL : named->what;
}

void
closing_put(struct closing *c, struct table *table, const char *kind, const char *name, const char *path, void *what)
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

struct farm_domain *
closing_domain(const struct closing *c, const char *name)
{
	struct farm_domain	*domain = closing_find(&c->domain, name);
	size_t			 i;

	for (i = 0; domain == NULL && i < c->farm->n_domain; i++) {
		if (c->farm->domain[i].dns != NULL && fold_cmp(c->farm->domain[i].dns, name) == 0)
			domain = &c->farm->domain[i];
	}
	return domain;
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
		closing_put(c, &c->domain, "domain", domain[i].name, domain[i].path, &domain[i]);
		if (domain[i].forest == NULL)
			domain[i].forest = domain[i].dns;
		for (j = 0; j < i; j++) {
			if (*domain[i].dns != '\0' && fold_cmp(domain[i].dns, domain[j].dns) == 0)
				faults_add(c->faults, domain[i].path, "the dns name '%s' is that of %s too",
				    domain[i].dns, domain[j].path);
		}
	}
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
		server->domain = closing_domain(c, server->domain_name);
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

/* Names of servers, resolved and sorted. */
const struct farm_server **
closing_servers(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_server	**server = pool_alloc(c->pool, n * sizeof(*server)), *found;
	size_t				  i;

	*n_out = 0;
	closing_sort(name, n, sizeof(*name), closing_by_text);
	for (i = 0; i < n; i++) {
		if (*name[i] == '\0')
			continue;
		found = closing_find(&c->server, name[i]);
		if (found == NULL)
			faults_add(c->faults, path, "servers: no server '%s' is described", name[i]);
		else if (*n_out > 0 && server[*n_out - 1] == found)
			faults_add(c->faults, path, "servers: '%s' is listed twice", name[i]);
		else
			server[(*n_out)++] = found;
	}
	return server;
}

/* -- SPNs in a description -- */

void
closing_spn(struct closing *c, const char *path, const char *what, const char *text)
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
	closing_spn(c, path, "requests", text);
}

/* -- balancers -- */

static void
close_balancer(struct closing *c, struct farm_balancer *balancer)
{
	static const int	 never[] = { BALANCER_HAPROXY, BALANCER_ARR, BALANCER_NLB };
	struct farm_name	*name;
	size_t			 i;

	balancer->server = closing_servers(c, balancer->path, balancer->server_name, balancer->n_server_name,
	    &balancer->n_server);
	balancer->account = closing_accounts(c, balancer->path, balancer->account_name,
	    balancer->n_account_name, &balancer->n_account);
	closing_sort(balancer->request, balancer->n_request, sizeof(*balancer->request), closing_by_text);
	for (i = 0; i < balancer->n_request; i++)
		check_request(c, balancer->path, balancer->request[i]);
	for (i = 0; i < sizeof(never) / sizeof(*never); i++) {
		if (balancer->mode == MODE_AUTHENTICATES && balancer->kind == never[i])
			faults_add(c->faults, balancer->path, "mode: a balancer of kind %s never obtains tickets itself",
			    word_for(word_balancer_kind, balancer->kind));
	}
	if (balancer->mode == MODE_AUTHENTICATES && balancer->n_account_name == 0)
		faults_add(c->faults, balancer->path, "accounts: a balancer that authenticates needs at least one");
	closing_sort(balancer->dns_name, balancer->n_dns_name, sizeof(*balancer->dns_name), closing_by_text);
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

static int
by_known(const void *a, const void *b)
{
	return closing_by_text(&(*(const struct farm_account *const *)a)->text,
	    &(*(const struct farm_account *const *)b)->text);
}

void
farm_close(struct farm *farm, struct faults *faults)
{
	struct closing	 c = { .farm = farm, .pool = &farm->pool, .faults = faults };
	size_t		 i;

	closing_sort(farm->domain, farm->n_domain, sizeof(*farm->domain), closing_by_text);
	closing_sort(farm->server, farm->n_server, sizeof(*farm->server), closing_by_text);
	closing_sort(farm->account, farm->n_account, sizeof(*farm->account), closing_by_text);
	closing_sort(farm->balancer, farm->n_balancer, sizeof(*farm->balancer), closing_by_text);
	closing_sort(farm->site, farm->n_site, sizeof(*farm->site), closing_by_text);
	close_domains(&c);
	for (i = 0; i < farm->n_server; i++)
		closing_put(&c, &c.server, "server", farm->server[i].name, farm->server[i].path, &farm->server[i]);
	for (i = 0; i < farm->n_balancer; i++)
		closing_put(&c, &c.balancer, "balancer", farm->balancer[i].name, farm->balancer[i].path, &farm->balancer[i]);
	for (i = 0; i < farm->n_site; i++)
		closing_put(&c, &c.site, "site", farm->site[i].name, farm->site[i].path, &farm->site[i]);
	closing_described(&c);
	close_servers(&c);
	for (i = 0; i < farm->n_balancer; i++)
		close_balancer(&c, &farm->balancer[i]);
	for (i = 0; i < farm->n_site; i++)
		closing_site(&c, &farm->site[i]);
	closing_sort(farm->known, farm->n_known, sizeof(*farm->known), by_known);
}
