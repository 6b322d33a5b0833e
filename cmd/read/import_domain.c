#include "cmd/read/import.h"

#include <string.h>

#include "cmd/read/form.h"
#include "plans/fold.h"
#include "plans/identity.h"
#include "plans/name.h"

/* Which domains there are, and what accounts are called in them. */

enum { DNS_MOST = 237 };	/* with room for a server's name before it */

static void
add_domain(struct import *import, const char *name, const char *dns, const char *note)
{
	struct farm		*farm = &import->farm;
	struct farm_domain	 domain = { .name = name, .path = import_place(import, "domain", (int)farm->n_domain),
				     .dns = dns };

	farm->domain = pool_more(&farm->pool, farm->domain, farm->n_domain, sizeof(domain));
	farm->domain[farm->n_domain++] = domain;
	if (note != NULL)
		import_note(import, domain.path, "%s", note);
}

static const struct farm_domain *
find_domain(const struct import *import, const char *name)
{
	size_t	 i;

	for (i = 0; name != NULL && i < import->farm.n_domain; i++) {
		if (fold_cmp(import->farm.domain[i].name, name) == 0 ||
		    fold_cmp(import->farm.domain[i].dns, name) == 0)
			return &import->farm.domain[i];
	}
	return NULL;
}

/* The first label, as most domains are called. */
static const char *
netbios_of(struct import *import, const char *dns)
{
	struct pool	*pool = &import->farm.pool;
	size_t		 n = strcspn(dns, "."), i;
	char		*name = pool_ncopy(pool, dns, n < 15 ? n : 15);

	for (i = 0; name[i] != '\0'; i++)
		name[i] = text_alpha(name[i]) && name[i] >= 'a' ? (char)(name[i] - 'a' + 'A') : name[i];
	return name;
}

/* Below which the names of servers are names of hosts, and not addresses. */
static bool
is_domain(const char *dns)
{
	const char	*dot = strrchr(dns, '.');

	return text_alpha(dot == NULL ? *dns : dot[1]) && strlen(dns) <= DNS_MOST;
}

int
import_domain(struct import *import, const char *value, struct error *err)
{
	struct pool	*pool = &import->farm.pool;
	const char	*equals = strchr(value, '='), *name = NULL, *dns, *why = NULL;

	dns = form_text(pool, FORM_HOST, equals == NULL ? value : equals + 1, &why);
	if (dns == NULL)
		return error_set(err, "--domain: '%s' %s", equals == NULL ? value : equals + 1, why);
	if (!is_domain(dns))
		return error_set(err, "--domain: '%s' is no name of a domain", dns);
	if (equals != NULL) {
		name = form_text(pool, FORM_NETBIOS, pool_ncopy(pool, value, (size_t)(equals - value)), &why);
		if (name == NULL)
			return error_set(err, "--domain: '%.*s' %s", (int)(equals - value), value, why);
	}
	if (find_domain(import, dns) != NULL || find_domain(import, name) != NULL)
		return error_set(err, "--domain: '%s' is named twice", value);
	add_domain(import, name == NULL ? "" : name, dns, NULL);
	return 0;
}

/* -- every pool of the sites -- */

typedef int	pool_fn(struct import *, struct farm_pool *, const struct farm_site *, struct error *);

static int
each_pool(struct import *import, pool_fn *visit, struct error *err)
{
	struct farm_site	*site;
	size_t			 i, j;
	int			 result = 0;

	for (i = 0; result == 0 && i < import->farm.n_site; i++) {
		site = &import->farm.site[i];
		result = visit(import, &site->pool, site, err);
		for (j = 0; result == 0 && j < site->n_application; j++)
			result = visit(import, &site->application[j].pool, site, err);
	}
	return result;
}

/* -- what accounts look like -- */

/* IIS takes built-in accounts by their names too. */
static bool
built_in(struct farm_pool *pool)
{
	static const struct {
		const char	*name;
		enum identity	 identity;
	} row[] = {
		{ "NT AUTHORITY\\SYSTEM", IDENTITY_LOCAL_SYSTEM },
		{ "NT AUTHORITY\\LOCAL SERVICE", IDENTITY_LOCAL_SERVICE },
		{ "NT AUTHORITY\\NETWORK SERVICE", IDENTITY_NETWORK_SERVICE },
		{ "LocalSystem", IDENTITY_LOCAL_SYSTEM }, { "LocalService", IDENTITY_LOCAL_SERVICE },
		{ "NetworkService", IDENTITY_NETWORK_SERVICE },
		{ "ApplicationPoolIdentity", IDENTITY_APPLICATION_POOL }
	};
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (text_same(pool->account_name, row[i].name)) {
			pool->identity = row[i].identity;
			pool->account_name = NULL;
			return true;
		}
	}
	if (pool->account_name == NULL || strncasecmp(pool->account_name, "IIS APPPOOL\\", 12) != 0)
		return false;
	pool->identity = IDENTITY_APPLICATION_POOL;
	pool->account_name = NULL;
	return true;
}

static const char *
before_backslash(struct import *import, const char *account)
{
	const char	*slash = account == NULL ? NULL : strchr(account, '\\');

	return slash == NULL ? NULL : pool_ncopy(&import->farm.pool, account, (size_t)(slash - account));
}

/* Is it a user of one server? */
static bool
is_local(struct import *import, const char *account)
{
	const char	*before = before_backslash(import, account);
	size_t		 i;

	if (before == NULL)
		return strchr(account, '@') == NULL;
	for (i = 0; i < import->n_node; i++) {
		if (text_same(import->node[i].name, before))
			return true;
	}
	return strcmp(before, ".") == 0;
}

/* What stands before the backslash, where that can be a domain. */
static const char *
prefix_of(struct import *import, const char *account)
{
	const char	*before = before_backslash(import, account);

	if (before == NULL || *before == '\0' || is_local(import, account) || text_same(before, "IIS APPPOOL") ||
	    text_same(before, "NT AUTHORITY") || text_same(before, "BUILTIN"))
		return NULL;
	return before;
}

static const char *
suffix_of(const char *account)
{
	const char	*at = account == NULL ? NULL : strrchr(account, '@');

	return at == NULL || strchr(account, '\\') != NULL ? NULL : at + 1;
}

/* -- DNS names that domains may have -- */

/* The DNS names that a domain could have, the likeliest first. */
struct candidates {
	const char	**dns;
	size_t		 n;
};

static void
add_candidate(struct import *import, struct candidates *candidates, const char *dns)
{
	struct pool	*pool = &import->farm.pool;
	const char	*why = NULL;

	if (dns != NULL && name_qualified(dns) && (dns = form_text(pool, FORM_HOST, dns, &why)) != NULL &&
	    is_domain(dns)) {
		candidates->dns = pool_more(pool, candidates->dns, candidates->n, sizeof(*candidates->dns));
		candidates->dns[candidates->n++] = dns;
	}
}

/* Of servers, then of accounts, then of what clients type. */
static struct candidates
candidates_of(struct import *import)
{
	struct farm		*farm = &import->farm;
	struct candidates	 candidates = { NULL, 0 };
	const char		*host, *dot;
	size_t			 i, j;

	for (i = 0; i < import->n_node; i++) {
		if (import->node[i].dns != NULL && name_qualified(import->node[i].dns))
			add_candidate(import, &candidates, strchr(import->node[i].dns, '.') + 1);
	}
	for (i = 0; i < farm->n_site; i++) {
		add_candidate(import, &candidates, suffix_of(farm->site[i].pool.account_name));
		for (j = 0; j < farm->site[i].n_application; j++)
			add_candidate(import, &candidates, suffix_of(farm->site[i].application[j].pool.account_name));
	}
	for (i = 0; i < farm->n_site; i++) {
		for (j = 0; j < farm->site[i].n_host; j++) {
			host = pool_ncopy(&farm->pool, farm->site[i].host[j].text,
			    strcspn(farm->site[i].host[j].text, ":"));
			dot = name_ip(host) ? NULL : strchr(host, '.');
			if (dot != NULL)
				add_candidate(import, &candidates, name_qualified(dot + 1) ? dot + 1 : host);
		}
	}
	return candidates;
}

/* A NetBIOS name that stands before an account, of which the DNS name is
 * sought: that begins as it does, or is the only one said. */
static int
learn_prefix(struct import *import, struct farm_pool *of, const struct farm_site *site, struct error *err)
{
	const char		*prefix = prefix_of(import, of->account_name), *why = NULL;
	struct candidates	 candidates;
	size_t			 i;

	if (of->identity != IDENTITY_SPECIFIC_USER || built_in(of) || prefix == NULL ||
	    find_domain(import, prefix) != NULL)
		return 0;
	if (name_qualified(prefix)) {
		if ((prefix = form_text(&import->farm.pool, FORM_HOST, prefix, &why)) != NULL &&
		    is_domain(prefix) && find_domain(import, prefix) == NULL)
			add_domain(import, "", prefix, NULL);
		return 0;
	}
	if (form_text(&import->farm.pool, FORM_NETBIOS, prefix, &why) == NULL)
		return 0;
	if (import->farm.n_domain == 1 && *import->farm.domain[0].name == '\0') {
		import->farm.domain[0].name = prefix;
		return 0;
	}
	candidates = candidates_of(import);
	for (i = 0; i < candidates.n; i++) {
		if (span_is(name_short(candidates.dns[i]), prefix) && find_domain(import, candidates.dns[i]) == NULL) {
			add_domain(import, prefix, candidates.dns[i], "its DNS name is inferred from names of hosts");
			return 0;
		}
	}
	return error_set(err, "%s: what is the DNS name of the domain of '%s'? say --domain %s=DNS.NAME",
	    site->path, of->account_name, prefix);
}

static int
learn_domain(struct import *import, struct error *err)
{
	struct farm_domain	*domain;
	struct candidates	 candidates;
	size_t			 i;

	if (import->farm.n_domain == 0) {
		candidates = candidates_of(import);
		if (candidates.n == 0)
			return error_set(err, "no domain is in these files: say --domain CORP=corp.example");
		add_domain(import, netbios_of(import, candidates.dns[0]), candidates.dns[0],
		    "inferred from names of hosts");
	}
	for (i = 0; i < import->farm.n_domain; i++) {
		domain = &import->farm.domain[i];
		if (*domain->name != '\0')
			continue;
		if (find_domain(import, netbios_of(import, domain->dns)) != NULL)
			return error_set(err, "what is the NetBIOS name of %s? say --domain NAME=%s", domain->dns,
			    domain->dns);
		domain->name = netbios_of(import, domain->dns);
		import_note(import, domain->path, "its NetBIOS name is inferred");
	}
	return 0;
}

/* -- accounts as a description has them -- */

static const char *
known_account(struct import *import, const char *name, const struct farm_site *site)
{
	struct pool			*pool = &import->farm.pool;
	const char			*prefix = prefix_of(import, name), *suffix = suffix_of(name);
	const struct farm_domain	*domain = find_domain(import, prefix != NULL ? prefix : suffix);

	if (prefix != NULL && domain != NULL)
		return pool_printf(pool, "%s\\%s", domain->name, strchr(name, '\\') + 1);
	if (suffix != NULL && domain != NULL) {
		import_note(import, site->path, "the pool runs as %s, of which the sAMAccountName is inferred",
		    import_text(import, name));
		return pool_printf(pool, "%s\\%.*s", domain->name, (int)(suffix - name) - 1, name);
	}
	if (is_local(import, name))
		return strchr(name, '\\') != NULL ? name : pool_printf(pool, ".\\%s", name);
	return NULL;
}

/* Its length goes by the kind that it is taken for. */
static bool
is_good_account(struct import *import, const char *account)
{
	const char	*slash = strchr(account, '\\'), *sam = slash == NULL ? "" : slash + 1;
	size_t		 n = strlen(sam);
	bool		 managed = n > 0 && sam[n - 1] == '$', local = is_local(import, account);

	return strchr(account, '"') == NULL && !(managed && local) &&
	    name_sam_fault(sam, managed ? 256 : account_kind[ACCOUNT_USER].sam_most) == NULL;
}

static int
describe_account(struct import *import, struct farm_pool *of, const struct farm_site *site, struct error *err)
{
	const char	*account, *why = NULL;

	(void)err;
	if (of->identity != IDENTITY_SPECIFIC_USER)
		return 0;
	account = of->account_name == NULL || *of->account_name == '\0' ? NULL :
	    known_account(import, of->account_name, site);
	if (account == NULL || !is_good_account(import, account) ||
	    form_text(&import->farm.pool, FORM_ACCOUNT, account, &why) == NULL) {
		import_note(import, site->path, "the pool '%s' runs as '%s': write that as DOMAIN\\name", of->name,
		    of->account_name == NULL || *of->account_name == '\0' ? "" : import_text(import, of->account_name));
		account = "unknown";
	}
	of->account_name = account;
	return 0;
}

/* -- servers -- */

static bool
is_in(struct import *import, const struct farm_server *server, const struct farm_domain *domain)
{
	return server->dns != NULL &&
	    text_same(server->dns, pool_printf(&import->farm.pool, "%s.%s", server->name, domain->dns));
}

/* In several domains each server says its own. */
static void
server_domain(struct import *import, struct farm_server *server)
{
	const struct farm	*farm = &import->farm;
	size_t			 i;

	for (i = 0; i < farm->n_domain && !is_in(import, server, &farm->domain[i]); i++)
		continue;
	if (i < farm->n_domain)
		server->dns = NULL;
	else if (farm->n_domain > 1)
		import_note(import, server->path, "its domain is inferred");
	if (farm->n_domain > 1)
		server->domain_name = farm->domain[i < farm->n_domain ? i : 0].name;
}

int
import_accounts(struct import *import, struct error *err)
{
	size_t	 i;

	if (each_pool(import, learn_prefix, err) != 0 || learn_domain(import, err) != 0)
		return -1;
	each_pool(import, describe_account, err);
	for (i = 0; i < import->farm.n_server; i++)
		server_domain(import, &import->farm.server[i]);
	return 0;
}
