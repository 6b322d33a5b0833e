#include "plans/want.h"

#include <stdlib.h>
#include <string.h>

#include "plans/descriptor.h"
#include "plans/directory.h"
#include "plans/dn.h"
#include "plans/evidence.h"
#include "plans/membership.h"
#include "plans/plan.h"
#include "plans/sid.h"
#include "plans/spn.h"
#include "plans/trust.h"

/* One want while it grows. */
struct growing {
	struct pool	*pool;
	enum want_kind	 kind;
	const char	*domain;
	const char	**value;
	size_t		 n_value;
};

static int
by_spn(const void *a, const void *b)
{
	const char	*x = *(const char *const *)a, *y = *(const char *const *)b;
	int		 c = spn_cmp(x, y);

	return c != 0 ? c : strcmp(x, y);
}

static int
find_spn(const void *key, const void *member)
{
	return spn_cmp(key, *(const char *const *)member);
}

/* Sorts and drops what the directory would take for the same. */
static size_t
unique(const char **text, size_t n)
{
	size_t	 i, kept = 0;

	if (n > 1)
		qsort(text, n, sizeof(*text), by_spn);
	for (i = 0; i < n; i++) {
		if (kept == 0 || spn_cmp(text[kept - 1], text[i]) != 0)
			text[kept++] = text[i];
	}
	return kept;
}

static void
want_value(struct growing *growing, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	growing->value = pool_more(growing->pool, growing->value, growing->n_value,
	    sizeof(*growing->value));
	growing->value[growing->n_value++] = pool_copy(growing->pool, value);
}

static bool
was_wanted(const struct wants *wants, size_t n_before, const struct growing *growing, const char *value)
{
	const struct want	*want;
	size_t			 i;

	for (i = 0; i < n_before; i++) {
		want = &wants->want[i];
		if (want->kind == growing->kind && text_same(want->domain, growing->domain) &&
		    want->n_value > 0 && bsearch(value, want->value, want->n_value,
		    sizeof(*want->value), find_spn) != NULL)
			return true;
	}
	return false;
}

/* Adds what is new of it. */
static void
want_add(struct wants *wants, size_t n_before, struct growing *growing)
{
	size_t	 i, n = unique(growing->value, growing->n_value), kept = 0;

	for (i = 0; i < n; i++) {
		if (!was_wanted(wants, n_before, growing, growing->value[i]))
			growing->value[kept++] = growing->value[i];
	}
	if (kept == 0)
		return;
	wants->want = pool_more(&wants->pool, wants->want, wants->n_want, sizeof(*wants->want));
	wants->want[wants->n_want++] = (struct want){ growing->kind, growing->domain,
	    growing->value, kept };
}

/* What HOST/ may answer instead of it. */
static char *
host_form(struct pool *pool, const char *spn)
{
	return pool_printf(pool, "HOST%s", strchrnul(spn, '/'));
}

/* Each planned SPN and each of a back end, and HOST/ of its host and of what
 * its name leads to: they may answer instead.  And the servers' own names, by
 * which their accounts are found too. */
static void
want_spns(struct wants *wants, size_t n_before, const struct plan *plan, enum want_kind kind)
{
	struct growing			 growing = { &wants->pool, kind, NULL, NULL, 0 };
	const struct farm_balancer	*balancer;
	const char			*const prefix = kind == WANT_SPN ? "HOST/" : "";
	const struct delegation		*d;
	size_t				 i, j;

	for (i = 0; i < plan->n_delegation && kind == WANT_SPN; i++) {
		d = &plan->delegation[i];
		for (j = 0; j < d->n_spn; j++) {
			want_value(&growing, d->spn[j]);
			want_value(&growing, host_form(&wants->pool, d->spn[j]));
		}
	}
	for (i = 0; i < plan->n_decision; i++) {
		if (kind == WANT_SPN) {
			want_value(&growing, plan->decision[i].spn);
			want_value(&growing, decision_before_host(&wants->pool, &plan->decision[i]));
		}
		want_value(&growing, pool_printf(&wants->pool, "%s%s", prefix, plan->decision[i].host));
	}
	for (i = 0; i < plan->n_host; i++)
		want_value(&growing, pool_printf(&wants->pool, "%s%s", prefix, plan->host[i]->server->dns));
	for (i = 0; i < plan->farm->n_balancer; i++) {
		balancer = &plan->farm->balancer[i];
		for (j = 0; j < balancer->n_dns_name; j++) {
			if (balancer->dns_name[j].canonical != NULL)
				want_value(&growing, pool_printf(&wants->pool, "%s%s", prefix,
				    balancer->dns_name[j].canonical));
			if (farm_reverse(&balancer->dns_name[j]) != NULL)
				want_value(&growing, pool_printf(&wants->pool, "%s%s", prefix,
				    balancer->dns_name[j].reverse));
		}
	}
	want_add(wants, n_before, &growing);
}

/* The SPNs that tickets were asked for, or are for. */
static const char **
seen_spns(struct pool *pool, const struct evidence *evidence, size_t *n_out)
{
	const char		**spn = NULL;
	const struct token	*token;
	size_t			 i, n = 0;

	for (i = 0; i < evidence->n_ticket; i++) {
		spn = pool_more(pool, spn, n, sizeof(*spn));
		spn[n++] = evidence->ticket[i].spn;
	}
	for (i = 0; i < evidence->n_token; i++) {
		token = evidence->token[i].token == NULL ? NULL : token_inmost(evidence->token[i].token);
		if (token == NULL || token->spn == NULL)
			continue;
		spn = pool_more(pool, spn, n, sizeof(*spn));
		spn[n++] = token->spn;
	}
	*n_out = n;
	return spn;
}

static void
want_class(struct growing *growing, const char *text)
{
	struct spn	 spn;

	spn_parse(&spn, span_of(text));
	if (spn.class.n > 0)
		want_value(growing, pool_printf(growing->pool, "%.*s/", (int)spn.class.n, spn.class.at));
}

/* Domain controllers look for SPNs among user names too, where any realm may
 * follow: all of the class of what is planned, or was seen. */
static void
want_user_names(struct wants *wants, size_t n_before, const struct plan *plan, const struct evidence *evidence)
{
	struct growing	 growing = { &wants->pool, WANT_USER_NAME, NULL, NULL, 0 };
	const char	**spn;
	size_t		 i, n = 0;

	for (i = 0; i < plan->n_decision; i++)
		want_class(&growing, plan->decision[i].spn);
	spn = evidence == NULL ? NULL : seen_spns(&wants->pool, evidence, &n);
	for (i = 0; i < n; i++)
		want_class(&growing, spn[i]);
	want_add(wants, n_before, &growing);
}

static char *
host_of(struct pool *pool, const char *text)
{
	struct spn	 spn;

	spn_parse(&spn, span_of(text));
	return pool_ncopy(pool, spn.host.n > 0 ? spn.host.at : "", spn.host.n);
}

static void
want_seen(struct wants *wants, size_t n_before, const struct evidence *evidence, enum want_kind kind)
{
	struct growing	 growing = { &wants->pool, kind, NULL, NULL, 0 };
	size_t		 i, n;
	const char	**spn = seen_spns(&wants->pool, evidence, &n);

	for (i = 0; i < n; i++) {
		if (kind == WANT_SPN) {
			want_value(&growing, spn[i]);
			want_value(&growing, pool_printf(&wants->pool, "HOST/%s", host_of(&wants->pool, spn[i])));
		} else
			want_value(&growing, host_of(&wants->pool, spn[i]));
	}
	want_add(wants, n_before, &growing);
}

/*
 * The account, and the one that setspn may take for it: it finds a computer
 * WEB before a user WEB.
 */
static void
want_account(struct growing *growing, const char *sam)
{
	size_t	 n = sam == NULL ? 0 : strlen(sam);

	if (n == 0)
		return;
	want_value(growing, sam);
	if (sam[n - 1] == '$')
		want_value(growing, pool_ncopy(growing->pool, sam, n - 1));
	else
		want_value(growing, pool_printf(growing->pool, "%s$", sam));
}

static void
want_holders(struct growing *growing, const struct directory *directory, const char *spn)
{
	const struct holding	*holding;
	size_t			 i, n;

	if (spn == NULL)
		return;
	holding = directory_holders(directory, spn, &n);
	for (i = 0; i < n; i++) {
		if (holding[i].account->domain != NULL &&
		    text_same(holding[i].account->domain->dns, growing->domain))
			want_account(growing, holding[i].account->sam);
	}
}

/* All of those who hold what was seen, in one domain. */
static void
want_seen_holders(struct wants *wants, size_t n_before, const struct evidence *evidence,
    const struct directory *directory, const char *dns)
{
	struct growing	 growing = { &wants->pool, WANT_ACCOUNT, pool_copy(&wants->pool, dns), NULL, 0 };
	size_t		 i, n;
	const char	**spn = seen_spns(&wants->pool, evidence, &n);

	for (i = 0; i < n; i++) {
		want_holders(&growing, directory, spn[i]);
		want_holders(&growing, directory, pool_printf(&wants->pool, "HOST/%s", host_of(&wants->pool, spn[i])));
	}
	want_add(wants, n_before, &growing);
}

static void
want_accounts(struct wants *wants, size_t n_before, const struct plan *plan,
    const struct directory *directory, const char *dns)
{
	struct growing	 growing = { &wants->pool, WANT_ACCOUNT, pool_copy(&wants->pool, dns), NULL, 0 };
	size_t		 i, j;

	for (i = 0; i < plan->farm->n_known; i++) {
		if (plan->farm->known[i]->domain != NULL && text_same(plan->farm->known[i]->domain->dns, dns))
			want_account(&growing, plan->farm->known[i]->sam);
	}
	for (i = 0; i < plan->n_proposal; i++) {
		if (text_same(plan->proposal[i].account->domain->dns, dns))
			want_account(&growing, plan->proposal[i].account->sam);
	}
	for (i = 0; directory != NULL && i < plan->n_decision; i++) {
		want_holders(&growing, directory, plan->decision[i].spn);
		want_holders(&growing, directory, decision_before_host(&wants->pool, &plan->decision[i]));
		want_holders(&growing, directory,
		    pool_printf(&wants->pool, "HOST/%s", plan->decision[i].host));
	}
	for (i = 0; directory != NULL && i < plan->n_delegation; i++) {
		for (j = 0; j < plan->delegation[i].n_spn; j++) {
			want_holders(&growing, directory, plan->delegation[i].spn[j]);
			want_holders(&growing, directory, host_form(&wants->pool, plan->delegation[i].spn[j]));
		}
	}
	want_add(wants, n_before, &growing);
}

/*
 * The SIDs of descriptors, and the members of the groups among them, which may
 * be groups: each round shows one level more.
 */
struct following {
	const struct directory	*directory;
	struct growing		 sid, member;
};

static void
follow_sid(void *arg, const char *sid)
{
	struct following	*following = arg;

	if (sid_domain(sid) > 0 ? directory_account_of_sid(following->directory, sid) == NULL :
	    strncmp(sid, "S-1-5-32-", 9) == 0)
		want_value(&following->sid, sid);
}

static void
follow_group(void *arg, const struct group *group)
{
	(void)arg;
	(void)group;
}

static void
follow_member(void *arg, const struct group *group, const char *dn)
{
	struct following	*following = arg;

	(void)group;
	want_value(&following->member, dn);
}

/* The SIDs of those entries that COUNT, all where it is NULL. */
static void
follow(struct following *following, const struct domain *where, struct span bytes,
    bool (*count)(const struct ace *))
{
	const struct membership_walk	 to = { follow_sid, follow_group, follow_member, following };
	struct pool			 pool = { 0 };
	struct descriptor		 descriptor;
	const struct ace		*ace;
	size_t				 i;

	if (bytes.at == NULL || descriptor_read(&pool, &descriptor, bytes) != 0)
		descriptor.n_ace = 0;
	for (i = 0; i < descriptor.n_ace; i++) {
		ace = &descriptor.ace[i];
		if (ace->sid != NULL && (count == NULL || count(ace)))
			membership_walk(&pool, following->directory, where, ace->sid, &to);
	}
	pool_free(&pool);
}

/* Who may retrieve its password, or that of the dMSA which takes its place. */
static void
follow_readers(struct following *following, const struct account *account)
{
	const struct account	*by = account->more->superseded_by == NULL ? NULL :
				    directory_account_of_dn(following->directory, account->more->superseded_by);

	follow(following, account->domain, account->more->password_readers, NULL);
	if (by != NULL)
		follow(following, by->domain, by->more->password_readers, NULL);
}

/* Splits what was found by the domain that has it. */
static void
want_members(struct wants *wants, size_t n_before, const struct directory *directory,
    const struct growing *member)
{
	struct growing	 growing;
	const char	**dns = pool_alloc(&wants->pool, member->n_value * sizeof(*dns));
	size_t		 i, j;

	for (i = 0; i < member->n_value; i++)
		dns[i] = dn_domain(&wants->pool, span_of(member->value[i]));
	for (i = 0; i < directory->n_domain; i++) {
		growing = (struct growing){ &wants->pool, WANT_GROUP,
		    pool_copy(&wants->pool, directory->domain[i].dns), NULL, 0 };
		for (j = 0; j < member->n_value; j++)
			if (strcmp(dns[j], growing.domain) == 0)
				want_value(&growing, member->value[j]);
		want_add(wants, n_before, &growing);
	}
}

/* Who may act for users towards an account of the plan, and who may retrieve
 * its password; and the group whose age tells since when keys are AES. */
static void
want_principals(struct wants *wants, size_t n_before, const struct plan *plan,
    const struct directory *directory)
{
	struct following		 following = { .directory = directory,
	    .sid = { .pool = &wants->pool, .kind = WANT_SID },
	    .member = { .pool = &wants->pool, .kind = WANT_GROUP } };
	const struct farm_account	*known;
	const struct account		*account;
	const struct domain		*domain;
	size_t				 i;

	for (i = 0; i < plan->farm->n_known; i++) {
		known = plan->farm->known[i];
		domain = known->domain == NULL ? NULL : directory_domain(directory, known->domain->dns);
		if (domain == NULL || (account = directory_account(directory, domain, known->sam)) == NULL)
			continue;
		follow(&following, account->domain, account->more->acts_for, NULL);
		follow_readers(&following, account);
		follow(&following, account->domain, account->more->security, trust_admits);
	}
	for (i = 0; i < directory->n_domain; i++) {
		if (directory->domain[i].sid != NULL && directory->domain[i].aes_since == 0)
			want_value(&following.sid, pool_printf(&wants->pool, "%s-521", directory->domain[i].sid));
	}
	want_add(wants, n_before, &following.sid);
	want_members(wants, n_before, directory, &following.member);
}

/* What the forest of a site knows of the trust with that of its clients. */
static void
want_other_side(struct wants *wants, const char *own, const char *clients)
{
	struct growing	 growing = { &wants->pool, WANT_TRUST, own, NULL, 0 };

	if (text_same(own, clients))
		return;
	want_value(&growing, clients);
	want_add(wants, wants->n_want, &growing);
}

static bool
is_selective(struct pool *pool, const struct directory *directory, const struct farm_domain *domain,
    const struct farm_site *site)
{
	const struct domain	*own = directory_domain(directory, domain->forest);
	const struct farm_users	*users;
	const struct trust	*trust;
	size_t			 i, n;

	users = farm_users(pool, site, &n);
	for (i = 0; own != NULL && i < n; i++) {
		trust = directory_trust(directory, own, users[i].forest);
		if (trust != NULL && (trust->attributes & TRUST_SELECTIVE) != 0)
			return true;
	}
	return false;
}

/* Where the trust lets users in only to accounts that allow it, who is allowed. */
static void
want_security(struct wants *wants, size_t n_before, const struct plan *plan, const struct directory *directory)
{
	const struct decision	*d;
	struct growing		 growing;
	size_t			 i;

	for (i = 0; i < plan->n_decision; i++) {
		d = &plan->decision[i];
		if (d->holder == NULL || d->holder->domain == NULL ||
		    !is_selective(&wants->pool, directory, d->holder->domain, d->site))
			continue;
		growing = (struct growing){ &wants->pool, WANT_SECURITY, d->holder->domain->dns, NULL, 0 };
		want_value(&growing, d->holder->sam);
		want_add(wants, n_before, &growing);
	}
}

/* What the forests of clients know of the one that the site is in.  What only
 * the directory shows of them comes before. */
static void
want_trusts(struct wants *wants, const struct plan *plan)
{
	const struct farm	*farm = plan->farm;
	const struct farm_users	*users;
	struct growing		 growing;
	size_t			 i, j, k, n;

	for (i = 0; i < farm->n_site; i++) {
		users = farm_users(&wants->pool, &farm->site[i], &n);
		for (j = 0; j < n; j++) {
			if (users[j].domain != NULL && !users[j].domain->forest_known)
				continue;
			growing = (struct growing){ &wants->pool, WANT_TRUST, users[j].forest, NULL, 0 };
			for (k = 0; k < farm->n_domain; k++)
				if (!text_same(farm->domain[k].forest, users[j].forest))
					want_value(&growing, farm->domain[k].forest);
			want_add(wants, wants->n_want, &growing);
			for (k = 0; k < farm->n_domain; k++)
				want_other_side(wants, farm->domain[k].forest, users[j].forest);
		}
	}
}

static bool
is_described(const struct farm *farm, const char *dns)
{
	size_t	 i;

	for (i = 0; i < farm->n_domain; i++) {
		if (text_same(farm->domain[i].dns, dns))
			return true;
	}
	return false;
}

static void
want_whole(struct wants *wants, enum want_kind kind)
{
	wants->want = pool_more(&wants->pool, wants->want, wants->n_want, sizeof(*wants->want));
	wants->want[wants->n_want++] = (struct want){ .kind = kind };
}

const struct want *
want_plan(struct wants *wants, const struct plan *plan, const struct evidence *evidence,
    const struct directory *directory, size_t *n_out)
{
	const struct farm	*farm = plan->farm;
	size_t			 i, n_before = wants->n_want;

	if (n_before == 0)
		want_whole(wants, WANT_CONFIG);
	want_trusts(wants, plan);
	want_spns(wants, n_before, plan, WANT_SPN);
	want_spns(wants, n_before, plan, WANT_DNS_NAME);
	want_user_names(wants, n_before, plan, evidence);
	if (evidence != NULL) {
		want_seen(wants, n_before, evidence, WANT_SPN);
		want_seen(wants, n_before, evidence, WANT_DNS_NAME);
	}
	for (i = 0; i < farm->n_domain; i++)
		want_accounts(wants, n_before, plan, directory, farm->domain[i].dns);
	for (i = 0; directory != NULL && i < directory->n_domain; i++) {
		if (!is_described(farm, directory->domain[i].dns))
			want_accounts(wants, n_before, plan, directory, directory->domain[i].dns);
	}
	for (i = 0; evidence != NULL && directory != NULL && i < directory->n_domain; i++)
		want_seen_holders(wants, n_before, evidence, directory, directory->domain[i].dns);
	if (directory != NULL)
		want_security(wants, n_before, plan, directory);
	if (directory != NULL)
		want_principals(wants, n_before, plan, directory);
	*n_out = wants->n_want - n_before;
	return wants->want + n_before;
}

const struct want *
want_all(struct wants *wants, size_t *n_out)
{
	want_whole(wants, WANT_CONFIG);
	want_whole(wants, WANT_ALL);
	*n_out = wants->n_want;
	return wants->want;
}

void
want_free(struct wants *wants)
{
	pool_free(&wants->pool);
	*wants = (struct wants){ 0 };
}
