#include "plans/clash.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/holder.h"
#include "plans/lower_bound.h"
#include "plans/spn.h"

/* One name that clashes, before those of the same accounts are put together. */
struct found {
	enum clash_kind		 kind;
	const struct account	**account;
	size_t			 n_account, n_before;
	const char		*spn;
	const struct holding	*holding;	/* all of them, of IGNORABLE */
	size_t			 n_holding;
};

struct search {
	struct pool		*pool;
	const struct roster	*roster;
	const struct directory	*directory;	/* of the roster */
	const struct plan	*plan;
	struct found		*found;
	size_t			 n_found;
};

bool
clash_is_duplicate(enum clash_kind kind)
{
	return kind <= CLASH_HOST;
}

bool
clash_is_equal(enum clash_kind kind)
{
	return kind != CLASH_UPN && kind != CLASH_SHADOW;
}

bool
clash_holds_for(const struct roster *roster, const struct farm_account *described, const struct account *account)
{
	const struct account	*in = roster_account(roster, described);

	if (in == NULL || in == account)
		return roster_same(described, account);
	return clash_same_holder(in, account) &&
	    ((account->uac & UAC_DISABLED) == 0 || holder_is_superseded(roster->directory, account));
}

static struct found *
find(struct search *search, enum clash_kind kind, const struct account *const *account, size_t n,
    const char *spn)
{
	struct found	*found;
	size_t		 i;

	search->found = pool_more(search->pool, search->found, search->n_found, sizeof(*found));
	found = &search->found[search->n_found++];
	*found = (struct found){ .kind = kind, .account = pool_alloc(search->pool, n * sizeof(*found->account)),
	    .n_account = n, .spn = spn };
	for (i = 0; i < n; i++)
		found->account[i] = account[i];
	if (clash_is_equal(kind) && n > 1)
		qsort(found->account, n, sizeof(*found->account), clash_account_order);
	return found;
}

bool
clash_made_for(const struct account *account, const char *spn)
{
	struct spn	 parts;

	if (text_same(spn, "kadmin/changepw"))
		return holder_is_krbtgt(account);
	spn_parse(&parts, span_of(spn));
	return span_is(parts.class, "E3514235-4B06-11D1-AB04-00C04FC2DCD2") && account->kind == ACCOUNT_COMPUTER &&
	    (!account->has_uac || (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0);
}

/* Nobody else has it. */
static bool
is_known(const struct account *const *account, size_t n, const char *spn)
{
	size_t	 i;

	for (i = 0; i < n && clash_made_for(account[i], spn); i++)
		continue;
	return i == n;
}

static bool
are_own_short_names(const struct account *const *account, size_t n, const char *spn)
{
	struct spn	 parts;
	size_t		 i;

	spn_parse(&parts, span_of(spn));
	if (parts.host.n == 0 || memchr(parts.host.at, '.', parts.host.n) != NULL)
		return false;
	for (i = 0; i < n; i++) {
		if (!account_own_short_name(account[i], parts.host))
			return false;
	}
	return true;
}

/* Is it the account of seamless single sign-on, of which each forest has its
 * own (Entra Connect)? */
static bool
is_sso(const struct account *account)
{
	return account->sam != NULL && text_same(account->sam, "AZUREADSSOACC$");
}

/* Do all forests have it, each its own, and none lacks anything by that? */
static bool
is_each_forests_own(const struct account *const *account, size_t n, const char *spn)
{
	size_t	 i;

	for (i = 0; i < n && is_sso(account[i]); i++)
		continue;
	return i == n || are_own_short_names(account, n, spn);
}

static enum clash_kind
spelling(const struct holding *holding, size_t n)
{
	enum clash_kind	 kind = CLASH_EXACT;
	struct spn	 parts;
	size_t		 i;

	spn_parse(&parts, span_of(holding[0].spn));
	if (span_is(parts.class, "HOST"))
		return CLASH_HOST;
	for (i = 1; i < n; i++) {
		if (!text_same(holding[0].spn, holding[i].spn))
			return CLASH_FOLD;
		if (strcmp(holding[0].spn, holding[i].spn) != 0)
			kind = CLASH_CASE;
	}
	return kind;
}

/* Of holders that are, or may be, of one forest. */
static void
duplicate(struct search *search, const struct holding *holding, size_t n_holding)
{
	const struct account	**account = pool_alloc(search->pool, n_holding * sizeof(*account));
	const size_t		  n = clash_accounts(search->directory, holding, n_holding, account);

	if (n < 2 || !clash_in_one_forest(account, n))
		return;
	find(search, is_known(account, n, holding->spn) ? CLASH_KNOWN :
	    are_own_short_names(account, n, holding->spn) ? CLASH_SHORT_NAME : spelling(holding, n_holding),
	    account, n, holding->spn);
}

static int
holding_by_forest(const void *a, const void *b)
{
	const struct holding	*x = a, *y = b;
	int			 c = clash_forest_cmp(x->account, y->account);

	if (c == 0)
		c = clash_account_cmp(x->account, y->account);
	return c != 0 ? c : strcmp(x->spn, y->spn);
}

/* An account of one forest is no duplicate in another. */
static void
duplicates_by_forest(struct search *search, const struct holding_group *group)
{
	size_t		 i, j, n = group->n_holding;
	struct holding	*holding = pool_alloc(search->pool, n * sizeof(*holding));

	memcpy(holding, group->holding, n * sizeof(*holding));
	qsort(holding, n, sizeof(*holding), holding_by_forest);
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && clash_forest_cmp(holding[i].account, holding[j].account) == 0; j++)
			continue;
		duplicate(search, holding + i, j - i);
	}
}

static void
duplicates(struct search *search)
{
	const struct holding_group	*group;
	const struct account		**account;
	size_t				 i, n, n_group;

	group = directory_duplicates(search->directory, &n_group);
	for (i = 0; i < n_group; i++) {
		account = pool_alloc(search->pool, group[i].n_holding * sizeof(*account));
		n = clash_accounts(search->directory, group[i].holding, group[i].n_holding, account);
		if (clash_may_be_of_one_forest(account, n)) {
			duplicate(search, group[i].holding, group[i].n_holding);
			continue;
		}
		duplicates_by_forest(search, &group[i]);
		if (!is_each_forests_own(account, n, group[i].holding->spn))
			find(search, is_known(account, n, group[i].holding->spn) ? CLASH_KNOWN : CLASH_FORESTS,
			    account, n, group[i].holding->spn);
	}
}

/* Computers that have the short name of one that a decision relies on. */
static void
short_names_planned(struct search *search)
{
	const struct plan	*plan = search->plan;
	const struct decision	*d;
	const struct holding	*holding;
	const struct account	**account;
	size_t			 n;

	for (d = plan->decision; d < plan->decision + plan->n_decision; d++) {
		if (d->holder == NULL || d->rule->outcome != OUTCOME_COVERED || strchr(d->host, '.') != NULL)
			continue;
		holding = directory_holders(search->directory, pool_printf(search->pool, "HOST/%s", d->host), &n);
		account = pool_alloc(search->pool, n * sizeof(*account));
		n = clash_accounts(search->directory, holding, n, account);
		if (n > 1 && clash_in_one_forest(account, n) && are_own_short_names(account, n, holding->spn))
			find(search, CLASH_SHORT_NAME, account, n, holding->spn);
	}
}

/* -- characters that nobody sees -- */

static void
ignorables(struct search *search)
{
	struct found	*found;
	struct unseen	*unseen;
	size_t		 i, n;

	unseen = unseens_make(search->pool, search->roster, search->plan, &n);
	for (i = 0; i < n; i++) {
		found = find(search, CLASH_IGNORABLE, unseen[i].account, unseen[i].n_account, unseen[i].spn);
		found->holding = unseen[i].holding;
		found->n_holding = unseen[i].n_holding;
	}
}

/* -- user names -- */

/* A userPrincipalName that may be an SPN: without its realm, as if it were one. */
struct user_name {
	const struct account	*account;
	const char		*spn;
	bool			 found;		/* it clashes already */
};

/* Those of one SPN and forest have the same holders against them. */
static int
user_name_cmp(const struct user_name *a, const struct user_name *b)
{
	int	 c = spn_cmp(a->spn, b->spn);

	return c != 0 ? c : clash_forest_cmp(a->account, b->account);
}

static int
user_name_order(const void *a, const void *b)
{
	const struct user_name	*x = a, *y = b;
	int			 c = user_name_cmp(x, y);

	return c != 0 ? c : clash_account_cmp(x->account, y->account);
}

const char *
clash_user_name(struct pool *pool, const struct account *account)
{
	const char	*upn = account->upn, *at;

	if (upn == NULL || strchr(upn, '/') == NULL)
		return NULL;
	at = strrchr(upn, '@');
	return at == NULL ? upn : pool_ncopy(pool, upn, (size_t)(at - upn));
}

/* All of them, sorted. */
static struct user_name *
user_names(struct search *search, size_t *n_out)
{
	const struct account	*const *account;
	struct user_name	*name;
	const char		*spn;
	size_t			 i, n;

	account = directory_odd(search->directory, ODD_UPN, &n);
	name = pool_alloc(search->pool, n * sizeof(*name));
	*n_out = 0;
	for (i = 0; i < n; i++) {
		if ((spn = clash_user_name(search->pool, account[i])) != NULL)
			name[(*n_out)++] = (struct user_name){ .account = account[i], .spn = spn };
	}
	if (*n_out > 1)
		qsort(name, *n_out, sizeof(*name), user_name_order);
	return name;
}

/* Of N names of one SPN and forest: those whose accounts do not hold it
 * themselves, against all of the forest who do. */
static void
user_names_held_by(struct search *search, struct user_name *name, size_t n, const struct holding *holding, size_t n_holding)
{
	const struct account	**account = pool_alloc(search->pool, (n + n_holding) * sizeof(*account));
	const struct account	**holder = account + n;
	const char		*spn = NULL;
	size_t			 i, n_before = 0, n_holder = 0;

	for (i = 0; i < n_holding; i++) {
		if (!clash_same_forest(name->account, holding[i].account) ||
		    (i > 0 && holding[i].account == holding[i - 1].account))
			continue;
		holder[n_holder++] = holding[i].account;
		spn = spn != NULL ? spn : holding[i].spn;
	}
	for (i = 0; i < n && n_holder > 0; i++) {
		name[i].found = !clash_holds_too(search->directory, name[i].account, name[i].spn);
		if (name[i].found)
			account[n_before++] = name[i].account;
	}
	if (n_before == 0)
		return;
	memmove(account + n_before, holder, n_holder * sizeof(*account));
	qsort(account + n_before, n_holder, sizeof(*account), clash_account_order);
	find(search, CLASH_UPN, account, n_before + n_holder, spn)->n_before = n_before;
}

static void
user_names_held(struct search *search, struct user_name *name, size_t n)
{
	const struct holding	*holding;
	size_t			 i, j, n_holding;

	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && user_name_cmp(&name[i], &name[j]) == 0; j++)
			continue;
		holding = directory_holders(search->directory, name[i].spn, &n_holding);
		if (n_holding > 0)
			user_names_held_by(search, &name[i], j - i, holding, n_holding);
	}
}

/* As its account writes it, if that holds it. */
static const char *
spelled(const struct search *search, const struct decision *d)
{
	const struct holding	*holding;
	size_t			 i, n;

	holding = directory_holders(search->directory, d->spn, &n);
	for (i = 0; i < n; i++) {
		if (clash_holds_for(search->roster, d->holder, holding[i].account))
			return holding[i].spn;
	}
	return d->spn;
}

/* Of N names of its SPN: all that are in the way of who is to hold it, and not
 * of who holds it. */
static void
user_names_planned_for(struct search *search, const struct decision *d, struct user_name *name, size_t n)
{
	const struct account	*holder = roster_account(search->roster, d->holder);
	const struct account	**account = pool_alloc(search->pool, (n + 1) * sizeof(*account));
	size_t			 i, n_before = 0;

	for (i = 0; i < n; i++) {
		if (name[i].found || clash_holds_for(search->roster, d->holder, name[i].account) ||
		    !roster_may_share_forest(search->roster, name[i].account, d->holder))
			continue;
		account[n_before++] = name[i].account;
		name[i].found = true;
	}
	if (n_before == 0)
		return;
	qsort(account, n_before, sizeof(*account), clash_account_order);
	account[n_before] = holder;
	find(search, CLASH_UPN, account, n_before + (holder != NULL), spelled(search, d))->n_before = n_before;
}

static int
by_spn(const void *key, const void *name)
{
	return spn_cmp(key, ((const struct user_name *)name)->spn);
}

static void
user_names_planned(struct search *search, struct user_name *name, size_t n)
{
	const struct decision	*d;
	size_t			 i, j;

	for (d = search->plan->decision; d < search->plan->decision + search->plan->n_decision; d++) {
		if (d->holder == NULL)
			continue;
		i = lower_bound(d->spn, name, n, sizeof(*name), by_spn);
		for (j = i; j < n && spn_cmp(name[j].spn, d->spn) == 0; j++)
			continue;
		if (j > i)
			user_names_planned_for(search, d, &name[i], j - i);
	}
}

/* -- those of the same accounts together -- */

static int
same_accounts(const struct found *a, const struct found *b)
{
	size_t	 i;

	for (i = 0; i < a->n_account && i < b->n_account; i++) {
		if (a->account[i] != b->account[i])
			return clash_account_cmp(a->account[i], b->account[i]);
	}
	if (a->n_account != b->n_account)
		return a->n_account < b->n_account ? -1 : 1;
	return a->n_before < b->n_before ? -1 : a->n_before > b->n_before;
}

static int
by_accounts(const void *a, const void *b)
{
	const struct found	*x = a, *y = b;
	int			 c;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if ((c = same_accounts(x, y)) != 0)
		return c;
	c = fold_cmp(x->spn, y->spn);
	return c != 0 ? c : strcmp(x->spn, y->spn);
}

static int
host_order(const void *a, const void *b)
{
	return same_accounts(a, b);
}

/* Who holds HOST/ of a computer and other SPNs of it is its clone: that is one
 * clash with all of them. */
static void
with_host(struct search *search)
{
	struct found	*found = search->found;
	size_t		 host = 0, n_host = 0, i;

	while (host < search->n_found && found[host].kind < CLASH_HOST)
		host++;
	while (host + n_host < search->n_found && found[host + n_host].kind == CLASH_HOST)
		n_host++;
	for (i = 0; n_host > 0 && i < host; i++) {
		if ((found[i].kind == CLASH_EXACT || found[i].kind == CLASH_CASE) &&
		    bsearch(&found[i], found + host, n_host, sizeof(*found), host_order) != NULL)
			found[i].kind = CLASH_HOST;
	}
	if (n_host > 0)
		qsort(found, search->n_found, sizeof(*found), by_accounts);
}

/* Without what is not shown. */
static const char *
bare(struct pool *pool, const char *spn)
{
	const char	*without = fold_bare(pool, spn);

	return without != NULL ? without : spn;
}

static const char *const *
bare_keys(struct pool *pool, const char *const *spn, size_t n)
{
	const char	**key = pool_alloc(pool, n * sizeof(*key));
	size_t		  i;

	for (i = 0; i < n; i++)
		key[i] = bare(pool, spn[i]);
	if (n > 1)
		qsort(key, n, sizeof(*key), spn_order);
	return key;
}

static void
holdings_together(struct pool *pool, const struct found *found, size_t n, struct clash *clash)
{
	struct holding	*all, *end;
	size_t		 i, n_all = 0;

	for (i = 0; i < n; i++)
		n_all += found[i].n_holding;
	all = end = pool_alloc(pool, n_all * sizeof(*all));
	for (i = 0; i < n; i++) {
		if (found[i].n_holding > 0)
			memcpy(end, found[i].holding, found[i].n_holding * sizeof(*all));
		end += found[i].n_holding;
	}
	clash_spelled(clash, all, n_all);
}

static struct clash
together(struct pool *pool, const struct found *found, size_t n)
{
	const char	**spn = pool_alloc(pool, n * sizeof(*spn));
	size_t		  i, kept = 0;
	struct clash	  clash;

	for (i = 0; i < n; i++) {
		if (kept == 0 || strcmp(spn[kept - 1], found[i].spn) != 0)
			spn[kept++] = found[i].spn;
	}
	clash = (struct clash){ .kind = found->kind, .account = found->account, .n_account = found->n_account,
	    .n_before = found->n_before, .spn = spn, .n_spn = kept,
	    .key = found->kind == CLASH_IGNORABLE ? bare_keys(pool, spn, kept) : spn };
	if (clash.kind == CLASH_IGNORABLE)
		holdings_together(pool, found, n, &clash);
	return clash;
}

bool
clash_names(struct pool *pool, const struct clash *clash, const char *spn)
{
	const char	*key = clash->kind == CLASH_IGNORABLE ? bare(pool, spn) : spn;

	return bsearch(&key, clash->key, clash->n_spn, sizeof(*clash->key), spn_order) != NULL;
}

/* Sorted, those of the same accounts as one. */
static struct clash *
all_together(struct search *search, size_t *n_out)
{
	struct clash	*clash = pool_alloc(search->pool, search->n_found * sizeof(*clash));
	struct found	*found = search->found;
	size_t		 i, j;

	if (search->n_found > 1)
		qsort(found, search->n_found, sizeof(*found), by_accounts);
	with_host(search);
	*n_out = 0;
	for (i = 0; i < search->n_found; i = j) {
		for (j = i + 1; j < search->n_found && found[j].kind == found[i].kind &&
		    same_accounts(&found[i], &found[j]) == 0; j++)
			continue;
		clash[(*n_out)++] = together(search->pool, &found[i], j - i);
	}
	return clash;
}

struct clash *
clashes_make(struct pool *pool, const struct roster *roster, const struct plan *plan, size_t *n_out)
{
	struct search		 search = { pool, roster, roster->directory, plan };
	const struct shadow	*shadow;
	struct user_name	*name;
	struct found		*found;
	size_t			 i, n;

	duplicates(&search);
	ignorables(&search);
	name = user_names(&search, &n);
	user_names_held(&search, name, n);
	user_names_planned(&search, name, n);
	shadow = shadows_make(pool, search.directory, &n);
	for (i = 0; i < n; i++) {
		found = find(&search, CLASH_SHADOW, shadow[i].account, shadow[i].n_account, shadow[i].spn);
		found->n_before = shadow[i].n_before;
	}
	return all_together(&search, n_out);
}

static bool
is_planned(struct pool *pool, const struct plan *plan, const struct clash *clash)
{
	const struct decision	*d = plan->decision, *end = d + plan->n_decision;

	while (d < end && (d->holder == NULL || !clash_names(pool, clash, d->spn)))
		d++;
	return d < end;
}

struct clash *
clashes_planned(struct pool *pool, const struct roster *roster, const struct plan *plan, size_t *n_out)
{
	struct search		 search = { pool, roster, roster->directory, plan };
	struct user_name	*name;
	struct clash		*clash;
	size_t			 i, n;

	short_names_planned(&search);
	ignorables(&search);
	name = user_names(&search, &n);
	user_names_planned(&search, name, n);
	clash = all_together(&search, &n);
	*n_out = 0;
	for (i = 0; i < n; i++) {
		if (clash[i].kind == CLASH_SHORT_NAME || is_planned(pool, plan, &clash[i]))
			clash[(*n_out)++] = clash[i];
	}
	return clash;
}
