#include "plans/farm.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"

const struct word word_identity[] = {
	{ "LocalSystem", IDENTITY_LOCAL_SYSTEM }, { "LocalService", IDENTITY_LOCAL_SERVICE },
	{ "NetworkService", IDENTITY_NETWORK_SERVICE },
	{ "ApplicationPoolIdentity", IDENTITY_APPLICATION_POOL },
	{ "SpecificUser", IDENTITY_SPECIFIC_USER }, { "unknown", IDENTITY_UNKNOWN }, { NULL, 0 }
};

const struct word word_balancer_mode[] = {
	{ "pass-through", MODE_PASS_THROUGH }, { "tls-offload", MODE_TLS_OFFLOAD },
	{ "authenticates", MODE_AUTHENTICATES }, { "unknown", MODE_UNKNOWN }, { NULL, 0 }
};

const struct word word_balancer_kind[] = {
	{ "haproxy", BALANCER_HAPROXY }, { "nginx", BALANCER_NGINX }, { "f5", BALANCER_F5 },
	{ "netscaler", BALANCER_NETSCALER }, { "arr", BALANCER_ARR }, { "nlb", BALANCER_NLB },
	{ "wap", BALANCER_WAP }, { "entra-connector", BALANCER_ENTRA_CONNECTOR },
	{ "tmg", BALANCER_TMG }, { "other", BALANCER_OTHER }, { NULL, 0 }
};

const struct word word_client_authentication[] = {
	{ "kerberos", CLIENT_KERBEROS }, { "other", CLIENT_OTHER }, { "unknown", CLIENT_UNKNOWN },
	{ NULL, 0 }
};

const struct word word_dns_record[] = {
	{ "A", RECORD_A }, { "CNAME", RECORD_CNAME }, { "unknown", RECORD_UNKNOWN }, { NULL, 0 }
};

const struct word word_provider[] = {
	{ "Negotiate", PROVIDER_NEGOTIATE }, { "NTLM", PROVIDER_NTLM },
	{ "Negotiate:Kerberos", PROVIDER_NEGOTIATE_KERBEROS }, { "unknown", PROVIDER_UNKNOWN },
	{ NULL, 0 }
};

const struct word word_protection[] = {
	{ "None", PROTECTION_NONE }, { "Allow", PROTECTION_ALLOW }, { "Require", PROTECTION_REQUIRE },
	{ "unknown", PROTECTION_UNKNOWN }, { NULL, 0 }
};

const struct word word_protection_flag[] = {
	{ "None", FLAG_NONE }, { "Proxy", FLAG_PROXY }, { "NoServiceNameCheck", FLAG_NO_SERVICE_NAME_CHECK },
	{ "AllowDotlessSpn", FLAG_ALLOW_DOTLESS_SPN }, { "ProxyCohosting", FLAG_PROXY_COHOSTING },
	{ "unknown", FLAG_UNKNOWN }, { NULL, 0 }
};

const struct word word_impersonation[] = {
	{ "none", IMPERSONATION_NONE }, { "user", IMPERSONATION_USER }, { "account", IMPERSONATION_ACCOUNT },
	{ "unknown", IMPERSONATION_UNKNOWN }, { NULL, 0 }
};

const struct word word_server_tls[] = {
	{ "none", SERVER_TLS_NONE }, { "own-certificate", SERVER_TLS_OTHER },
	{ "same-certificate", SERVER_TLS_SAME }, { "unknown", SERVER_TLS_UNKNOWN }, { NULL, 0 }
};

const struct word word_delegated_users[] = {
	{ "kerberos", USERS_KERBEROS }, { "any", USERS_ANY }, { "unknown", USERS_UNKNOWN }, { NULL, 0 }
};

void
faults_add(struct faults *faults, const char *path, const char *fmt, ...)
{
	char	 text[1024];
	va_list	 ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	faults->line = pool_more(&faults->pool, faults->line, faults->n_line, sizeof(*faults->line));
	faults->line[faults->n_line++] = pool_printf(&faults->pool, "%s: %s", path, text);
}

void
faults_free(struct faults *faults)
{
	pool_free(&faults->pool);
	*faults = (struct faults){ 0 };
}

void
farm_free(struct farm *farm)
{
	pool_free(&farm->pool);
	*farm = (struct farm){ 0 };
}

/* -- what holds for one server -- */

static void
merge_pool(struct farm_pool *into, const struct farm_pool *over)
{
	if (over->name != NULL)
		into->name = over->name;
	if (over->identity != IDENTITY_UNSET) {
		into->identity = over->identity;
		into->account = over->account;
	}
}

static void
merge_setting(int *into, int over)
{
	if (over != 0)
		*into = over;
}

static void
merge_authentication(struct farm_authentication *into, const struct farm_authentication *over)
{
	merge_setting(&into->enabled, over->enabled);
	merge_setting(&into->kernel_mode, over->kernel_mode);
	merge_setting(&into->app_pool_credentials, over->app_pool_credentials);
	merge_setting(&into->anonymous, over->anonymous);
	merge_setting(&into->impersonation, over->impersonation);
	merge_setting(&into->extended_protection, over->extended_protection);
	if (over->n_protection_flag > 0) {
		into->protection_flag = over->protection_flag;
		into->n_protection_flag = over->n_protection_flag;
	}
	if (over->protected_spn != NULL) {
		into->protected_spn = over->protected_spn;
		into->n_protected_spn = over->n_protected_spn;
	}
	if (over->n_provider > 0) {
		into->provider = over->provider;
		into->n_provider = over->n_provider;
	}
}

static void
merge_overrides(struct farm_effective *at, const struct farm_override *override, size_t n,
    const struct farm_server *server)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (override[i].server == server) {
			merge_pool(&at->pool, &override[i].pool);
			merge_authentication(&at->authentication, &override[i].authentication);
		}
	}
}

struct farm_effective
farm_effective(const struct farm_site *site, const struct farm_application *application,
    const struct farm_server *server)
{
	static int		 provider[] = { PROVIDER_NEGOTIATE, PROVIDER_NTLM };
	struct farm_effective	 at = {
		.pool = { .name = site->name, .identity = IDENTITY_APPLICATION_POOL },
		.authentication = { .enabled = SETTING_YES, .kernel_mode = SETTING_YES,
		    .app_pool_credentials = SETTING_NO, .anonymous = SETTING_NO,
		    .impersonation = IMPERSONATION_NONE, .provider = provider, .n_provider = 2,
		    .extended_protection = PROTECTION_NONE }
	};

	merge_pool(&at.pool, &site->pool);
	merge_authentication(&at.authentication, &site->authentication);
	merge_overrides(&at, site->override, site->n_override, server);
	if (application != NULL) {
		merge_pool(&at.pool, &application->pool);
		merge_authentication(&at.authentication, &application->authentication);
		merge_overrides(&at, application->override, application->n_override, server);
	}
	return at;
}

bool
farm_offers_ntlm(const struct farm_authentication *auth)
{
	size_t	 i;

	if (auth->enabled == SETTING_NO)
		return false;
	for (i = 0; i < auth->n_provider; i++) {
		if (auth->provider[i] != PROVIDER_NEGOTIATE_KERBEROS)
			return true;
	}
	return false;
}

const char *
farm_reverse(const struct farm_name *name)
{
	return text_same(name->reverse, "unknown") ? NULL : name->reverse;
}

int
farm_account_cmp(const void *a, const void *b)
{
	const struct farm_account	*x = *(const struct farm_account *const *)a;
	const struct farm_account	*y = *(const struct farm_account *const *)b;

	return strcmp(x->text, y->text);
}

/* A server's own name: its NetBIOS name or its dns.  Servers are sorted by
 * name; dns has an order of its own in by_dns. */
static int
name_against(const void *key, const void *member)
{
	return fold_cmp(key, ((const struct farm_server *)member)->name);
}

static int
dns_against(const void *key, const void *member)
{
	return fold_cmp(key, (*(const struct farm_server *const *)member)->dns);
}

const char *
farm_forest(const struct farm *farm, const char *dns)
{
	size_t	 i;

	for (i = 0; dns != NULL && i < farm->n_domain; i++) {
		if (text_same(farm->domain[i].dns, dns))
			return farm->domain[i].forest;
	}
	return NULL;
}

static bool
has_forest(const struct farm_users *users, size_t n, const char *forest)
{
	size_t	 i;

	for (i = 0; i < n && !text_same(users[i].forest, forest); i++)
		continue;
	return i < n;
}

const struct farm_users *
farm_users(struct pool *pool, const struct farm_site *site, size_t *n_out)
{
	const struct farm_clients	*clients = &site->clients;
	const struct farm_domain	*domain;
	struct farm_users		*users = NULL;
	size_t				 i, n = 0;

	for (i = 0; i < clients->n_forest; i++) {
		users = pool_more(pool, users, n, sizeof(*users));
		users[n++] = (struct farm_users){ clients->forest[i], NULL };
	}
	for (i = 0; clients->n_forest == 0 && i < site->n_server; i++) {
		domain = site->server[i]->domain;
		if (has_forest(users, n, domain->forest))
			continue;
		users = pool_more(pool, users, n, sizeof(*users));
		users[n++] = (struct farm_users){ domain->forest, domain };
	}
	*n_out = n;
	return users;
}

const struct farm_server *
farm_own_name(const struct farm *farm, const char *host)
{
	const struct farm_server	*server;
	const struct farm_server	*const *at;

	if (farm->n_server == 0)
		return NULL;
	server = bsearch(host, farm->server, farm->n_server, sizeof(*farm->server), name_against);
	if (server != NULL)
		return server;
	at = bsearch(host, farm->by_dns, farm->n_server, sizeof(*farm->by_dns), dns_against);
	return at == NULL ? NULL : *at;
}
