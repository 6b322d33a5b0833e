#include "plans/roster.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/sid.h"
#include "plans/spn.h"

static void
may_lose(struct roster *roster, const struct farm_account *account)
{
	if (account == NULL || account->domain == NULL)
		return;
	roster->account = pool_more(roster->pool, roster->account, roster->n_account,
	    sizeof(*roster->account));
	roster->account[roster->n_account++] = account;
}

static void
may_lose_overrides(struct roster *roster, const struct farm_override *override, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		may_lose(roster, override[i].pool.account);
}

static void
may_lose_site(struct roster *roster, const struct farm_site *site)
{
	size_t	 i;

	may_lose(roster, site->pool.account);
	may_lose_overrides(roster, site->override, site->n_override);
	for (i = 0; i < site->n_application; i++) {
		may_lose(roster, site->application[i].pool.account);
		may_lose_overrides(roster, site->application[i].override, site->application[i].n_override);
	}
	for (i = 0; i < site->n_former_account; i++)
		may_lose(roster, site->former_account[i]);
}

static int
identity_cmp(const char *dns_a, const char *sam_a, const char *dns_b, const char *sam_b)
{
	int	 c = fold_cmp(dns_a, dns_b);

	return c != 0 ? c : fold_cmp(sam_a, sam_b);
}

static int
by_identity(const void *a, const void *b)
{
	const struct farm_account	*x = *(const struct farm_account *const *)a;
	const struct farm_account	*y = *(const struct farm_account *const *)b;

	return identity_cmp(x->domain->dns, x->sam, y->domain->dns, y->sam);
}

static int
against(const void *key, const void *member)
{
	const struct account		*x = key;
	const struct farm_account	*y = *(const struct farm_account *const *)member;

	return identity_cmp(x->domain->dns, x->sam, y->domain->dns, y->sam);
}

void
roster_make(struct roster *roster, struct pool *pool, const struct farm *farm,
    const struct directory *directory)
{
	size_t	 i, j;

	*roster = (struct roster){ .pool = pool, .farm = farm, .directory = directory };
	for (i = 0; i < farm->n_server; i++)
		may_lose(roster, farm->server[i].account);
	for (i = 0; i < farm->n_balancer; i++) {
		for (j = 0; j < farm->balancer[i].n_account; j++)
			may_lose(roster, farm->balancer[i].account[j]);
	}
	for (i = 0; i < farm->n_site; i++)
		may_lose_site(roster, &farm->site[i]);
	if (roster->n_account > 1)
		qsort(roster->account, roster->n_account, sizeof(*roster->account), by_identity);
}

void
roster_learn(struct farm *farm, const struct directory *directory)
{
	struct roster		 roster = { .farm = farm, .directory = directory };
	const struct account	*account;
	const struct domain	*domain;
	size_t			 i;

	for (i = 0; i < farm->n_domain; i++) {
		domain = directory_domain(directory, farm->domain[i].dns);
		if (domain == NULL || domain->forest == NULL)
			continue;
		farm->domain[i].forest = pool_copy(&farm->pool, domain->forest);
		farm->domain[i].forest_known = true;
	}
	for (i = 0; i < farm->n_known; i++) {
		if (farm->known[i]->described || farm->known[i]->server != NULL)
			continue;
		account = roster_account(&roster, farm->known[i]);
		if (account != NULL && account->kind != ACCOUNT_UNKNOWN)
			farm->known[i]->kind = (int)account->kind;
	}
}

const struct account *
roster_account(const struct roster *roster, const struct farm_account *account)
{
	const struct domain	*domain;

	if (roster->directory == NULL || account == NULL || account->domain == NULL)
		return NULL;
	domain = directory_domain(roster->directory, account->domain->dns);
	return domain == NULL ? NULL : directory_account(roster->directory, domain, account->sam);
}

const struct account *
roster_machine(const struct roster *roster, const struct farm_server *server)
{
	const struct account	*account = roster_account(roster, server->account);

	if (account != NULL || roster->directory == NULL)
		return account;
	return directory_named(roster->directory, server->dns);
}

bool
roster_same(const struct farm_account *described, const struct account *account)
{
	return described != NULL && described->domain != NULL && account->domain != NULL &&
	    account->sam != NULL && identity_cmp(described->domain->dns, described->sam,
	    account->domain->dns, account->sam) == 0;
}

static const struct farm_domain *
described(const struct roster *roster, const struct domain *domain)
{
	size_t	 i;

	for (i = 0; domain != NULL && i < roster->farm->n_domain; i++) {
		if (text_same(roster->farm->domain[i].dns, domain->dns))
			return &roster->farm->domain[i];
	}
	return NULL;
}

bool
roster_may_share_forest(const struct roster *roster, const struct account *account, const struct farm_account *holder)
{
	const struct farm_domain	*domain = described(roster, account->domain);
	const char			*forest = account->domain == NULL ? NULL : account->domain->forest;

	if (domain != NULL)
		forest = domain->forest_known ? domain->forest : NULL;
	return forest == NULL || !holder->domain->forest_known || text_same(forest, holder->domain->forest);
}

static bool
is_in_domain(const struct account *account, const struct farm_domain *domain)
{
	return account->domain != NULL && text_same(account->domain->dns, domain->dns);
}

/* Does HOLDER, who is one of N, bear the SPN's host as its own short name? */
static bool
bears_short_name(const struct roster *roster, const struct farm_account *holder, struct span host,
    const struct holding *holding, size_t n)
{
	const struct account	*in = roster_account(roster, holder);
	size_t			 i;

	for (i = 0; i < n && holding[i].account != in; i++)
		continue;
	return i < n && account_own_short_name(in, host);
}

const struct holding *
roster_holders(const struct roster *roster, const struct farm_account *holder, const char *spn,
    size_t *n_out)
{
	const struct holding	*all;
	struct holding		*here;
	struct spn		 parts;
	bool			 bears;
	size_t			 i, n;

	all = directory_holders(roster->directory, spn, &n);
	*n_out = 0;
	if (n == 0)
		return all;
	spn_parse(&parts, span_of(spn));
	bears = bears_short_name(roster, holder, parts.host, all, n);
	here = pool_alloc(roster->pool, n * sizeof(*here));
	for (i = 0; i < n; i++) {
		if (roster_may_share_forest(roster, all[i].account, holder) && !(bears &&
		    !is_in_domain(all[i].account, holder->domain) && account_own_short_name(all[i].account, parts.host)))
			here[(*n_out)++] = all[i];
	}
	return *n_out == n ? all : here;
}

bool
roster_may_lose(const struct roster *roster, const struct account *account)
{
	if (account->domain == NULL || account->sam == NULL || roster->n_account == 0 ||
	    (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0)
		return false;
	return bsearch(account, roster->account, roster->n_account, sizeof(*roster->account),
	    against) != NULL;
}

/* Two forests may each have a domain of that NetBIOS name: then it is the
 * described one's, whether that one came or not. */
static bool
is_ambiguous(const struct roster *roster, const struct domain *domain)
{
	const struct directory	*directory = roster->directory;
	size_t			 i;

	for (i = 0; i < directory->n_domain; i++) {
		if (directory->domain[i].netbios != NULL && &directory->domain[i] != domain &&
		    text_same(directory->domain[i].netbios, domain->netbios))
			return true;
	}
	for (i = 0; i < roster->farm->n_domain; i++) {
		if (text_same(roster->farm->domain[i].name, domain->netbios))
			return true;
	}
	return false;
}

/* "CORP\\NAME", or NULL. */
static const char *
named(const struct roster *roster, const struct domain *domain, const char *sam)
{
	const struct farm_domain	*of_farm = described(roster, domain);
	const char			*netbios;

	if (domain == NULL || sam == NULL)
		return NULL;
	netbios = domain->netbios;
	if (netbios == NULL && of_farm != NULL)
		netbios = of_farm->name;
	else if (netbios != NULL && of_farm == NULL && is_ambiguous(roster, domain))
		return NULL;
	return netbios == NULL ? NULL : pool_printf(roster->pool, "%s\\%s", netbios, sam);
}

const char *
roster_text(const struct roster *roster, const struct account *account)
{
	return named(roster, account->domain, account->sam);
}

const char *
roster_name(const struct roster *roster, const struct account *account)
{
	const char	*text = roster_text(roster, account);

	return text != NULL ? text : account->dn;
}

const char *
roster_principal(const struct roster *roster, const struct domain *domain, const char *sid)
{
	const struct account	*account = directory_account_of_sid(roster->directory, sid);
	const struct group	*group = directory_group_of_sid(roster->directory, domain, sid);
	const char		*name;

	if (account != NULL)
		return roster_name(roster, account);
	if (sid_name(sid) != NULL || group == NULL)
		return sid_name(sid) != NULL ? sid_name(sid) : sid;
	name = named(roster, group->domain, group->sam);
	return name != NULL ? name : group->dn;
}
