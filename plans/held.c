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
count(struct pool *pool, struct held *held, const struct directory *directory, const char *spn)
{
	size_t			 i, n;
	const struct holding	*holding = directory_holders(directory, spn, &n);

	for (i = 0; i < n; i++) {
		if (is_counted(held, holding[i].account))
			continue;
		held->account = pool_more(pool, held->account, held->n_account, sizeof(*held->account));
		held->account[held->n_account++] = holding[i].account;
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

struct held
held_by(struct pool *pool, const struct facts *facts, const char *text)
{
	const struct directory	*directory = facts->directory;
	struct held		 held = { .known = held_known(facts) };
	struct spn		 spn;

	if (directory == NULL)
		return held;
	count(pool, &held, directory, text);
	spn_parse(&spn, span_of(text));
	if (held.n_account == 0 && spn.port.n == 0 && directory_host_answers(directory, spn.class)) {
		held.by_host = true;
		count(pool, &held, directory, pool_printf(pool, "HOST/%.*s", (int)spn.host.n, spn.host.at));
	}
	return held;
}

struct held
held_in_realm(struct pool *pool, const struct facts *facts, const char *spn, const char *realm)
{
	struct held		 held = held_by(pool, facts, spn);
	const struct domain	*domain;
	size_t			 i, kept = 0;

	for (i = 0; i < held.n_account; i++) {
		domain = held.account[i]->domain;
		if (realm == NULL || domain == NULL || text_same(domain->dns, realm))
			held.account[kept++] = held.account[i];
	}
	held.n_account = kept;
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
	const char	*text = "";
	size_t		 i;

	for (i = 0; i < held->n_account; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : " and ",
		    roster_name(&facts->roster, held->account[i]));
	return text;
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
