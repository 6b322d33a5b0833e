#include "cmd/read/import.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/read/member.h"
#include "plans/fold.h"

/* Says of each setting only what its surroundings do not say already. */

static bool
same_account(const struct farm_pool *a, const struct farm_pool *b)
{
	return a->identity == b->identity && text_same(a->account_name, b->account_name);
}

/* What CHILD says, all of it, where PARENT holds: only what differs. */
static struct farm_effective
difference(const struct farm_effective *parent, const struct farm_effective *child)
{
	struct farm_effective	 only = { .pool = { .name = NULL } };

	if (fold_cmp(parent->pool.name, child->pool.name) != 0)
		only.pool.name = child->pool.name;
	if (!same_account(&parent->pool, &child->pool)) {
		only.pool.identity = child->pool.identity;
		only.pool.account_name = child->pool.account_name;
	}
	shape_difference(&shape_authentication, &only.authentication, &parent->authentication, &child->authentication);
	return only;
}

static bool
is_silent(const struct farm_effective *at)
{
	return at->pool.name == NULL && at->pool.identity == 0 &&
	    shape_silent(&shape_authentication, &at->authentication);
}

static bool
same(const struct farm_effective *a, const struct farm_effective *b)
{
	struct farm_effective	 only = difference(a, b);

	return is_silent(&only);
}

/* Where nobody signs in the other settings do not matter: they are as around. */
static void
settle(struct farm_effective *at, const struct farm_effective *parent)
{
	if (at->authentication.enabled != SETTING_NO)
		return;
	at->authentication = parent->authentication;
	at->authentication.enabled = SETTING_NO;
}

/* What most servers have, of several the first. */
static struct farm_effective
commonest(const struct farm_effective *at, size_t n)
{
	size_t	 i, j, count, best = 0, most = 0;

	for (i = 0; i < n; i++) {
		for (count = 0, j = 0; j < n; j++)
			count += same(&at[i], &at[j]);
		if (count > most) {
			most = count;
			best = i;
		}
	}
	return at[best];
}

/* What holds where ONLY is said within PARENT. */
static struct farm_effective
within(struct farm_effective parent, const struct farm_pool *pool, const struct farm_authentication *auth)
{
	if (pool->name != NULL)
		parent.pool.name = pool->name;
	if (pool->identity != 0) {
		parent.pool.identity = pool->identity;
		parent.pool.account_name = pool->account_name;
	}
	shape_overlay(&shape_authentication, &parent.authentication, auth);
	return parent;
}

/* What each server has, N of them, becomes what differs from PARENT there. */
static size_t
reduce_overrides(struct farm_override *override, size_t n, struct farm_effective *at,
    const struct farm_effective *parent)
{
	struct farm_effective	 only;
	size_t			 i, kept = 0;

	for (i = 0; i < n; i++) {
		settle(&at[i], &parent[i]);
		only = difference(&parent[i], &at[i]);
		if (is_silent(&only))
			continue;
		override[kept] = override[i];
		override[kept].pool = only.pool;
		override[kept++].authentication = only.authentication;
	}
	return kept;
}

static struct farm_effective
said(const struct farm_override *override)
{
	return (struct farm_effective){ override->pool, override->authentication };
}

/*
 * SITE_AT is what the site has on each of its servers.  An application that a
 * server does not have is there as the site is.
 */
static bool
reduce_application(struct pool *pool, const struct farm_site *site, struct farm_application *application,
    const struct farm_effective *base, const struct farm_effective *site_at)
{
	size_t			 n = site->n_server_name, i, j;
	struct farm_override	*override = pool_alloc(pool, n * sizeof(*override));
	struct farm_effective	*at = pool_alloc(pool, n * sizeof(*at));
	struct farm_effective	*parent = pool_alloc(pool, n * sizeof(*parent)), own, only;

	for (i = 0; i < n; i++) {
		at[i] = site_at[i];
		override[i] = (struct farm_override){ .server_name = site->server_name[i] };
		for (j = 0; j < application->n_override; j++) {
			if (strcmp(application->override[j].server_name, site->server_name[i]) == 0)
				at[i] = said(&application->override[j]);
		}
		settle(&at[i], &site_at[i]);
	}
	own = commonest(at, n);
	settle(&own, base);
	only = difference(base, &own);
	application->pool = only.pool;
	application->authentication = only.authentication;
	for (i = 0; i < n; i++)
		parent[i] = within(site_at[i], &only.pool, &only.authentication);
	application->override = override;
	application->n_override = reduce_overrides(override, n, at, parent);
	return application->n_override > 0 || !is_silent(&only);
}

static void
reduce_site(struct pool *pool, struct farm_site *site)
{
	static int		 provider[] = { PROVIDER_NEGOTIATE, PROVIDER_NTLM }, flag[] = { FLAG_NONE };
	struct farm_effective	 defaults = {
		.pool = { .name = site->name, .identity = IDENTITY_APPLICATION_POOL },
		.authentication = { .enabled = SETTING_YES, .kernel_mode = SETTING_YES,
		    .app_pool_credentials = SETTING_NO, .anonymous = SETTING_NO,
		    .impersonation = IMPERSONATION_NONE, .provider = provider, .n_provider = 2,
		    .extended_protection = PROTECTION_NONE, .protection_flag = flag, .n_protection_flag = 1 } };
	size_t			 n = site->n_override, i, kept = 0;
	struct farm_effective	*at = pool_alloc(pool, n * sizeof(*at)), *parent = pool_alloc(pool, n * sizeof(*parent));
	struct farm_effective	 base, only;

	for (i = 0; i < n; i++) {
		at[i] = said(&site->override[i]);
		settle(&at[i], &defaults);
	}
	base = commonest(at, n);
	for (i = 0; i < n; i++) {
		parent[i] = base;
		settle(&at[i], &base);
	}
	for (i = 0; i < site->n_application; i++) {
		if (reduce_application(pool, site, &site->application[i], &base, at))
			site->application[kept++] = site->application[i];
	}
	site->n_application = kept;
	site->n_override = reduce_overrides(site->override, n, at, parent);
	only = difference(&defaults, &base);
	site->pool = only.pool;
	site->authentication = only.authentication;
}

/* A balancer's servers are the site's, where they are all. */
static void
reduce_servers(const struct farm *farm, struct farm_site *site)
{
	const struct farm_balancer	*balancer;
	size_t				 i, j, k, found = 0;

	for (i = 0; i < farm->n_balancer && site->balancer_name != NULL; i++) {
		balancer = &farm->balancer[i];
		if (strcmp(balancer->name, site->balancer_name) != 0 ||
		    balancer->n_server_name != site->n_server_name)
			continue;
		for (j = 0; j < site->n_server_name; j++) {
			for (k = 0; k < balancer->n_server_name; k++)
				found += strcmp(site->server_name[j], balancer->server_name[k]) == 0;
		}
		if (found == site->n_server_name)
			site->n_server_name = 0;
	}
}

static bool
is_among(const char *name, const char **list, size_t n)
{
	size_t	 i;

	for (i = 0; i < n && strcmp(list[i], name) != 0; i++)
		continue;
	return i < n;
}

static bool
is_used(const struct farm *farm, const char *server)
{
	size_t	 i;

	for (i = 0; i < farm->n_site; i++) {
		if (is_among(server, farm->site[i].server_name, farm->site[i].n_server_name))
			return true;
	}
	for (i = 0; i < farm->n_balancer; i++) {
		if (is_among(server, farm->balancer[i].server_name, farm->balancer[i].n_server_name))
			return true;
	}
	return false;
}

static void
drop_balancers(struct farm *farm)
{
	size_t	 i, j, kept = 0;

	for (i = 0; i < farm->n_balancer; i++) {
		for (j = 0; j < farm->n_site && (farm->site[j].balancer_name == NULL ||
		    strcmp(farm->site[j].balancer_name, farm->balancer[i].name) != 0); j++)
			continue;
		if (j < farm->n_site)
			farm->balancer[kept++] = farm->balancer[i];
	}
	farm->n_balancer = kept;
}

/* A server that does nothing but balance is none of the farm's. */
static void
drop_servers(struct farm *farm)
{
	size_t	 i, kept = 0;

	for (i = 0; i < farm->n_server; i++) {
		if (is_used(farm, farm->server[i].name))
			farm->server[kept++] = farm->server[i];
	}
	farm->n_server = kept;
}

void
import_reduce(struct import *import)
{
	struct farm	*farm = &import->farm;
	size_t		 i;

	drop_balancers(farm);
	drop_servers(farm);
	for (i = 0; i < farm->n_site; i++) {
		if (farm->site[i].n_override > 0)
			reduce_site(&farm->pool, &farm->site[i]);
		reduce_servers(farm, &farm->site[i]);
	}
}
