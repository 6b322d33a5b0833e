#include "plans/held.h"

#include "plans/clash.h"
#include "plans/fold.h"
#include "plans/spn.h"

static bool
is_counted(const struct held *held, const struct account *account)
{
	size_t	 i;

	for (i = 0; i < held->n_account; i++) {
		if (held->account[i] == account || clash_same_holder(held->account[i], account))
			return true;
	}
	return false;
}

static void
add(struct pool *pool, struct held *held, const struct account *account)
{
	held->account = pool_more(pool, held->account, held->n_account, sizeof(*held->account));
	held->account[held->n_account++] = account;
}

static void
count(struct pool *pool, struct held *held, const struct directory *directory, const char *spn)
{
	size_t			 i, n;
	const struct holding	*holding = directory_holders(directory, spn, &n);

	for (i = 0; i < n; i++) {
		if (!is_counted(held, holding[i].account))
			add(pool, held, holding[i].account);
	}
}

bool
held_known(const struct facts *facts)
{
	const struct directory	*directory = facts->directory;
	size_t			 i;

	for (i = 0; directory != NULL && i < facts->farm->n_domain; i++) {
		if (directory_domain(directory, facts->farm->domain[i].dns) == NULL)
			return false;
	}
	for (i = 0; directory != NULL && i < directory->n_domain; i++) {
		if (!directory->domain[i].all_accounts || directory->domain[i].covers[ATTR_SPN] != COVERAGE_COMPLETE)
			return false;
	}
	return directory != NULL && directory->n_domain > 0;
}

/* What may answer for it where nobody holds it, or NULL. */
static const char *
host_form(struct pool *pool, const struct directory *directory, const char *text)
{
	struct spn	 spn;

	spn_parse(&spn, span_of(text));
	return spn.port.n > 0 || !directory_host_answers(directory, spn.class) ? NULL :
	    pool_printf(pool, "HOST/%.*s", (int)spn.host.n, spn.host.at);
}

struct held
held_by(struct pool *pool, const struct facts *facts, const char *spn)
{
	const struct directory	*directory = facts->directory;
	struct held		 held = { .known = held_known(facts) };
	const char		*host;

	if (directory == NULL)
		return held;
	count(pool, &held, directory, spn);
	host = host_form(pool, directory, spn);
	if (held.n_account == 0 && host != NULL) {
		held.by_host = true;
		count(pool, &held, directory, host);
	}
	return held;
}

static bool
is_in_realm(const struct account *account, const char *realm)
{
	return realm == NULL || account->domain == NULL || text_same(account->domain->dns, realm);
}

struct held
held_in_realm(struct pool *pool, const struct facts *facts, const char *spn, const char *realm)
{
	struct held	 held = held_by(pool, facts, spn);
	size_t		 i, kept = 0;

	for (i = 0; i < held.n_account; i++) {
		if (is_in_realm(held.account[i], realm))
			held.account[kept++] = held.account[i];
	}
	held.n_account = kept;
	return held;
}

/* Are they of its forest, or none at all? */
static bool
is_among(const struct held *held, const struct account *account)
{
	size_t	 i;

	for (i = 0; i < held->n_account && !clash_same_forest(held->account[i], account); i++)
		continue;
	return i < held->n_account || held->n_account == 0;
}

struct held
held_user_names(struct pool *pool, const struct facts *facts, const char *spn, const char *realm)
{
	const struct directory	*directory = facts->directory;
	const struct held	 holders = held_in_realm(pool, facts, spn, realm);
	struct held		 held = { .known = false };
	const struct account	*const *account;
	const char		*name, *host;
	size_t			 i, n;

	if (directory == NULL)
		return held;
	host = host_form(pool, directory, spn);
	account = directory_odd(directory, ODD_UPN, &n);
	for (i = 0; i < n; i++) {
		name = clash_user_name(pool, account[i]);
		if (name != NULL && spn_cmp(name, spn) == 0 && is_in_realm(account[i], realm) && is_among(&holders, account[i]) &&
		    !clash_holds_too(directory, account[i], spn) &&
		    (host == NULL || !clash_holds_too(directory, account[i], host)))
			add(pool, &held, account[i]);
	}
	return held;
}

void
held_add(struct report *report, struct finding *finding, const struct held *held)
{
	size_t	 i;

	for (i = 0; i < held->n_account; i++)
		finding_holder(report, finding, held->account[i], NULL);
}

const char *
held_names(struct pool *pool, const struct facts *facts, const struct held *held)
{
	enum { MOST = 8 };
	const size_t	 n = held->n_account <= MOST ? held->n_account : MOST;
	const char	*text = "";
	size_t		 i;

	for (i = 0; i < n; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : " and ",
		    roster_name(&facts->roster, held->account[i]));
	return n == held->n_account ? text : pool_printf(pool, "%s and %zu more", text, held->n_account - n);
}

const struct decision *
held_planned(const struct facts *facts, const char *spn)
{
	size_t	 i;

	for (i = 0; i < facts->plan->n_decision; i++) {
		if (spn_cmp(facts->plan->decision[i].spn, spn) == 0)
			return &facts->plan->decision[i];
	}
	return NULL;
}

static bool
is_node(const struct farm_server *server, const char *name)
{
	return fold_cmp(server->name, name) == 0 || (server->dns != NULL && fold_cmp(server->dns, name) == 0);
}

/* Its place among the servers of the decision, or their number. */
static size_t
find_node(const struct decision *d, const char *server)
{
	size_t	 i;

	for (i = 0; i < d->n_server && !is_node(d->server[i], server); i++)
		continue;
	return i;
}

const struct farm_account *
held_decrypts(const struct decision *d, const char *server)
{
	const size_t	 i = find_node(d, server);

	return i < d->n_server ? d->key[i].account : NULL;
}

bool
held_protected(const struct decision *d, const char *server)
{
	const size_t	 i = find_node(d, server);

	return i < d->n_server && farm_effective(d->site, d->application,
	    d->server[i]).authentication.extended_protection == PROTECTION_REQUIRE;
}
