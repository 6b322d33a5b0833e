#include "plans/verdict.h"

#include <string.h>

#include "plans/filetime.h"
#include "plans/fold.h"
#include "plans/key.h"
#include "plans/holder.h"
#include "plans/spn.h"
#include "plans/table.h"

/* One clash while it is judged. */
struct judging {
	struct pool		*pool;
	const struct facts	*facts;
	const struct clash	*clash;
	struct judged		*judged;

	/* Of the accounts that no sign before the one at hand has. */
	const struct account	*owner;		/* the first whose own name it is, or NULL */
	bool			 service;	/* one is a service's */
	int64_t			 latest;	/* logon */
	const struct account	**left;		/* all of them, once names were noted: */
	struct table		 named;		/* by name; of each, two in two domains */
};

/* -- the description -- */

static bool
is_of_clash(const struct judging *j, const struct farm_account *holder)
{
	size_t	 i;

	for (i = 0; i < j->clash->n_account; i++) {
		if (clash_holds_for(&j->facts->roster, holder, j->clash->account[i]))
			return true;
	}
	return false;
}

/* Does the plan want another of these SPNs on another account of the forest,
 * so that one who is wrong for one of them may be right for the other? */
static bool
is_divided(const struct judging *j, const struct decision *d)
{
	const struct decision	*other = j->facts->plan->decision;

	for (; other < d; other++) {
		if (other->holder != NULL && other->holder != d->holder &&
		    text_same(other->holder->domain->forest, d->holder->domain->forest) &&
		    clash_names(j->pool, j->clash, other->spn) &&
		    (is_of_clash(j, d->holder) || is_of_clash(j, other->holder)))
			return true;
	}
	return false;
}

/* By the description: false where it knows none of the SPNs.  Where it divides
 * them, check says of each what is right. */
static bool
by_plan(struct judging *j)
{
	const struct plan	*plan = j->facts->plan;
	const struct clash	*clash = j->clash;
	const struct decision	*d;
	bool			 known = false;
	size_t			 i;

	for (d = plan->decision; d < plan->decision + plan->n_decision; d++) {
		if (d->holder == NULL || !clash_names(j->pool, clash, d->spn))
			continue;
		if (is_divided(j, d)) {
			memset(j->judged, 0, clash->n_account * sizeof(*j->judged));
			return true;
		}
		known = true;
		for (i = 0; i < clash->n_account; i++) {
			if (clash_holds_for(&j->facts->roster, d->holder, clash->account[i]))
				j->judged[i].verdict = VERDICT_RIGHT;
		}
	}
	for (i = 0; known && i < clash->n_account; i++) {
		if (j->judged[i].verdict == VERDICT_NONE && !clash_is_behind(j->pool, clash, i))
			j->judged[i] = (struct judged){ VERDICT_WRONG, "the description plans another" };
	}
	return known;
}

/* -- signs: each is looked for among those that no sign before it has -- */

static bool
is_left(const struct judging *j, size_t i)
{
	return j->judged[i].verdict == VERDICT_NONE;
}

/* One of two that were made under one name on two domain controllers: the one
 * that replication renamed. */
static const char *
conflict(struct judging *j, size_t i)
{
	const char	*dn = j->clash->account[i]->dn, *at = strstr(dn, "\\0ACNF:");

	return at == NULL || memchr(dn, ',', (size_t)(at - dn)) != NULL ? NULL :
	    "a conflict object of replication (CNF)";
}

static const char *
disabled(struct judging *j, size_t i)
{
	const struct account	*account = j->clash->account[i];

	return account->has_uac && (account->uac & UAC_DISABLED) != 0 && !holder_is_krbtgt(account) &&
	    !holder_is_superseded(j->facts->directory, account) ? "disabled" : NULL;
}

static const char *
unseen(struct judging *j, size_t i)
{
	const char	*const *spn;
	size_t		 n;

	if (j->clash->kind != CLASH_IGNORABLE)
		return NULL;
	spn = clash_spellings(j->pool, j->clash, j->clash->account[i], &n);
	return n == 0 || fold_bare(j->pool, *spn) == NULL ? NULL : "its spelling holds characters that are not shown";
}

/* Does a computer write SPNs of this class for itself (TERMSRV/, WSMAN/)? */
static bool
is_machines(struct span class)
{
	static const char	*const machines[] = { "HOST", "RestrictedKrbHost", "TERMSRV", "WSMAN", NULL };
	size_t			 i;

	for (i = 0; machines[i] != NULL; i++) {
		if (span_is(class, machines[i]))
			return true;
	}
	return false;
}

static bool
bears(const struct account *account, struct span host)
{
	size_t	 i;

	if (account->kind != ACCOUNT_COMPUTER)
		return false;
	for (i = 0; i < account->n_other_dns_name; i++) {
		if (span_is(host, account->other_dns_name[i]))
			return true;
	}
	return (account->dns_name != NULL && span_is(host, account->dns_name)) || account_own_short_name(account, host);
}

/* Is it the account's own name, as its computer writes SPNs for itself or the
 * directory makes it? */
static bool
is_own(const struct judging *j, const struct account *account)
{
	struct spn	 parts;
	size_t		 i;

	for (i = 0; i < j->clash->n_spn; i++) {
		spn_parse(&parts, span_of(j->clash->spn[i]));
		if (clash_made_for(account, j->clash->spn[i]) ||
		    (is_machines(parts.class) && bears(account, parts.host)))
			return true;
	}
	return false;
}

static void
look_for_owner(struct judging *j)
{
	size_t	 i;

	for (i = 0; j->owner == NULL && i < j->clash->n_account; i++) {
		if (is_left(j, i) && is_own(j, j->clash->account[i]))
			j->owner = j->clash->account[i];
	}
}

static const char *
name_of_another(struct judging *j, size_t i)
{
	return j->owner == NULL || is_own(j, j->clash->account[i]) ? NULL :
	    pool_printf(j->pool, "the name is %s's own", roster_name(&j->facts->roster, j->owner));
}

static bool
is_service(const struct account *account)
{
	return account->kind == ACCOUNT_USER || account->kind == ACCOUNT_INETORGPERSON ||
	    account_kind[account->kind].managed;
}

static void
look_for_service(struct judging *j)
{
	size_t	 i;

	for (i = 0; !j->service && i < j->clash->n_account; i++)
		j->service = is_left(j, i) && is_service(j->clash->account[i]);
}

/* A domain controller holds what it holds for its own sake. */
static const char *
beside_service(struct judging *j, size_t i)
{
	const struct account	*account = j->clash->account[i];

	return account->kind == ACCOUNT_COMPUTER && (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) == 0 &&
	    j->service ? "a computer beside a service account" : NULL;
}

static void
look_for_logon(struct judging *j)
{
	size_t	 i;

	for (i = 0; i < j->clash->n_account; i++) {
		if (is_left(j, i) && j->clash->account[i]->last_logon > j->latest)
			j->latest = j->clash->account[i]->last_logon;
	}
}

static uint32_t
key_sam(const struct judging *j, const struct account *account)
{
	return key_text(j->facts->directory->seed, span_of(account->sam), j->pool);
}

/* One after the other that was noted of its name, then NULL. */
static const struct account *
namesake(const struct judging *j, const struct account *account, size_t *step)
{
	const uint32_t			 key = key_sam(j, account);
	const struct account *const	*other;

	while ((other = table_next(&j->named, key, step)) != NULL) {
		if (fold_cmp((*other)->sam, account->sam) == 0)
			return *other;
	}
	return NULL;
}

/* A third one says no more than two that are in two domains. */
static bool
is_needed(const struct judging *j, const struct account *account)
{
	size_t			 step = 0;
	const struct account	*first = namesake(j, account, &step);

	return first == NULL || (first->domain != account->domain && namesake(j, account, &step) == NULL);
}

static void
note_names(struct judging *j)
{
	size_t	 i, n = 0;

	j->left = pool_alloc(j->pool, j->clash->n_account * sizeof(*j->left));
	for (i = 0; i < j->clash->n_account; i++) {
		j->left[n] = j->clash->account[i];
		if (is_left(j, i) && j->left[n]->sam != NULL && is_needed(j, j->left[n])) {
			table_put(j->pool, &j->named, key_sam(j, j->left[n]), &j->left[n]);
			n++;
		}
	}
}

/* Has it a namesake in another domain, as a migration leaves it? */
static bool
has_namesake(struct judging *j, const struct account *account)
{
	const struct account	*other;
	size_t			 step = 0;

	if (account->sam == NULL)
		return false;
	if (j->left == NULL)
		note_names(j);
	do
		other = namesake(j, account, &step);
	while (other != NULL && other->domain == account->domain);
	return other != NULL;
}

/*
 * It is used no more, while another of them is.  The time of the last logon
 * lags by up to 14 days, and a new account may be meant to take over.
 */
static const char *
left_behind(struct judging *j, size_t i)
{
	enum { QUIET_DAYS = 90 };
	const int64_t		 quiet = QUIET_DAYS * FILETIME_DAY;
	const struct account	*account = j->clash->account[i];
	const char		*since;

	if (account->domain == NULL || account->domain->covers[ATTR_LAST_LOGON] != COVERAGE_COMPLETE ||
	    j->latest - account->last_logon < quiet || account->created == 0 ||
	    j->facts->now - account->created < quiet)
		return NULL;
	since = account->last_logon == 0 ? "never logged on" :
	    pool_printf(j->pool, "last logged on by %s", filetime_day(j->pool, account->last_logon));
	return pool_printf(j->pool, "%s%s, while another does",
	    has_namesake(j, account) ? "migrated to another domain, " : "", since);
}

/* Who has a user name like an SPN, or is of another forest, is not wrong by
 * being of a kind. */
static const struct sign {
	const char	*(*sign)(struct judging *, size_t);
	void		(*look)(struct judging *);	/* before it, or NULL */
	bool		 of_user_name, of_forests;
} sign[] = {
	{ conflict, NULL, true, true }, { disabled, NULL, true, true }, { unseen, NULL, false, false },
	{ name_of_another, look_for_owner, false, false }, { beside_service, look_for_service, false, false },
	{ left_behind, look_for_logon, false, true }
};

/* Those that have the sign are wrong, unless all have it that are left. */
static void
by_sign(struct judging *j, const struct sign *row)
{
	const char	**why = pool_alloc(j->pool, j->clash->n_account * sizeof(*why));
	size_t		 i, n = 0, n_left = 0;

	if (row->look != NULL)
		row->look(j);
	for (i = 0; i < j->clash->n_account; i++) {
		if (!is_left(j, i))
			continue;
		n_left++;
		why[i] = clash_is_behind(j->pool, j->clash, i) ? NULL : row->sign(j, i);
		n += why[i] != NULL;
	}
	for (i = 0; n < n_left && i < j->clash->n_account; i++) {
		if (is_left(j, i) && why[i] != NULL)
			j->judged[i] = (struct judged){ VERDICT_PROBABLY, why[i] };
	}
}

static bool
says(const struct sign *row, enum clash_kind kind)
{
	return kind == CLASH_UPN ? row->of_user_name : kind == CLASH_FORESTS ? row->of_forests :
	    clash_is_duplicate(kind);
}

struct judged *
verdicts_make(struct pool *pool, const struct facts *facts, const struct clash *clash)
{
	struct judging	 j = { .pool = pool, .facts = facts, .clash = clash,
	    .judged = pool_alloc(pool, clash->n_account * sizeof(*j.judged)) };
	size_t		 i;

	if (clash->kind == CLASH_KNOWN || clash->kind == CLASH_SHORT_NAME || by_plan(&j))
		return j.judged;
	for (i = 0; i < sizeof(sign) / sizeof(*sign); i++) {
		if (says(&sign[i], clash->kind))
			by_sign(&j, &sign[i]);
	}
	return j.judged;
}
