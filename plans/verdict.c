#include "plans/verdict.h"

#include <string.h>

#include "plans/filetime.h"
#include "plans/fold.h"
#include "plans/holder.h"
#include "plans/spn.h"

/* One clash while it is judged. */
struct judging {
	struct pool		*pool;
	const struct facts	*facts;
	const struct clash	*clash;
	struct judged		*judged;
};

/* -- the description -- */

/* Does the plan want another of these SPNs on another account of the forest? */
static bool
is_divided(const struct judging *j, const struct decision *d)
{
	const struct decision	*other = j->facts->plan->decision;

	for (; other < d; other++) {
		if (other->holder != NULL && other->holder != d->holder &&
		    text_same(other->holder->domain->forest, d->holder->domain->forest) &&
		    clash_names(j->pool, j->clash, other->spn))
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
			if (roster_same(d->holder, clash->account[i]))
				j->judged[i].verdict = VERDICT_RIGHT;
		}
	}
	for (i = 0; known && i < clash->n_account; i++) {
		if (j->judged[i].verdict == VERDICT_NONE && !(clash->kind == CLASH_SHADOW && i == 1))
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
conflict(const struct judging *j, size_t i)
{
	const char	*dn = j->clash->account[i]->dn, *at = strstr(dn, "\\0ACNF:");

	return at == NULL || memchr(dn, ',', (size_t)(at - dn)) != NULL ? NULL :
	    "a conflict object of replication (CNF)";
}

static const char *
disabled(const struct judging *j, size_t i)
{
	const struct account	*account = j->clash->account[i];

	return account->has_uac && (account->uac & UAC_DISABLED) != 0 && !holder_is_krbtgt(account) ?
	    "disabled" : NULL;
}

/* The spelling of an SPN that clashes, on that account. */
static const char *
spelling(const struct judging *j, const struct account *account)
{
	size_t	 i;

	for (i = 0; i < account->n_spn; i++) {
		if (clash_names(j->pool, j->clash, account->spn[i]))
			return account->spn[i];
	}
	return NULL;
}

static const char *
unseen(const struct judging *j, size_t i)
{
	const char	*spn;

	if (j->clash->kind != CLASH_IGNORABLE)
		return NULL;
	spn = spelling(j, j->clash->account[i]);
	return spn == NULL || fold_bare(j->pool, spn) == NULL ? NULL : "its spelling holds characters that are not shown";
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
	return (account->dns_name != NULL && span_is(host, account->dns_name)) || clash_own_short_name(account, host);
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

static const char *
name_of_another(const struct judging *j, size_t i)
{
	size_t	 k;

	for (k = 0; k < j->clash->n_account; k++) {
		if (is_left(j, k) && is_own(j, j->clash->account[k]))
			return is_own(j, j->clash->account[i]) ? NULL : pool_printf(j->pool, "the name is %s's own",
			    roster_name(&j->facts->roster, j->clash->account[k]));
	}
	return NULL;
}

static bool
is_service(const struct account *account)
{
	return account->kind == ACCOUNT_USER || account->kind == ACCOUNT_INETORGPERSON ||
	    account_kind[account->kind].managed;
}

/* A domain controller holds what it holds for its own sake. */
static const char *
beside_service(const struct judging *j, size_t i)
{
	const struct account	*account = j->clash->account[i];
	size_t			 k;

	if (account->kind != ACCOUNT_COMPUTER || (account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0)
		return NULL;
	for (k = 0; k < j->clash->n_account; k++) {
		if (is_left(j, k) && is_service(j->clash->account[k]))
			return "a computer beside a service account";
	}
	return NULL;
}

static int64_t
latest_logon(const struct judging *j)
{
	int64_t	 latest = 0;
	size_t	 i;

	for (i = 0; i < j->clash->n_account; i++) {
		if (is_left(j, i) && j->clash->account[i]->last_logon > latest)
			latest = j->clash->account[i]->last_logon;
	}
	return latest;
}

/* Has it a namesake in another domain, as a migration leaves it? */
static bool
has_namesake(const struct judging *j, const struct account *account)
{
	const struct clash	*clash = j->clash;
	size_t			 i;

	for (i = 0; account->sam != NULL && i < clash->n_account; i++) {
		if (is_left(j, i) && clash->account[i]->domain != account->domain && clash->account[i]->sam != NULL &&
		    fold_cmp(clash->account[i]->sam, account->sam) == 0)
			return true;
	}
	return false;
}

/*
 * It is used no more, while another of them is.  The time of the last logon
 * lags by up to 14 days, and a new account may be meant to take over.
 */
static const char *
left_behind(const struct judging *j, size_t i)
{
	enum { QUIET_DAYS = 90 };
	const int64_t		 quiet = QUIET_DAYS * FILETIME_DAY;
	const struct account	*account = j->clash->account[i];
	const char		*since;

	if (account->domain == NULL || account->domain->covers[ATTR_LAST_LOGON] != COVERAGE_COMPLETE ||
	    latest_logon(j) - account->last_logon < quiet || account->created == 0 ||
	    j->facts->now - account->created < quiet)
		return NULL;
	since = account->last_logon == 0 ? "never logged on" :
	    pool_printf(j->pool, "last logged on by %s", filetime_day(j->pool, account->last_logon));
	return pool_printf(j->pool, "%s%s, while another does",
	    has_namesake(j, account) ? "migrated to another domain, " : "", since);
}

/* Those that have the sign are wrong, unless all have it that are left. */
static void
by_sign(struct judging *j, const char *(*sign)(const struct judging *, size_t))
{
	const char	**why = pool_alloc(j->pool, j->clash->n_account * sizeof(*why));
	size_t		 i, n = 0, n_left = 0;

	for (i = 0; i < j->clash->n_account; i++) {
		if (!is_left(j, i))
			continue;
		n_left++;
		n += (why[i] = sign(j, i)) != NULL;
	}
	for (i = 0; n < n_left && i < j->clash->n_account; i++) {
		if (is_left(j, i) && why[i] != NULL)
			j->judged[i] = (struct judged){ VERDICT_PROBABLY, why[i] };
	}
}

/* Who has a user name like an SPN, or is of another forest, is not wrong by
 * being of a kind. */
static const struct sign {
	const char	*(*sign)(const struct judging *, size_t);
	bool		 of_user_name, of_forests;
} sign[] = {
	{ conflict, true, true }, { disabled, true, true }, { unseen, false, false },
	{ name_of_another, false, false }, { beside_service, false, false }, { left_behind, false, true }
};

static bool
says(const struct sign *row, enum clash_kind kind)
{
	return kind == CLASH_UPN ? row->of_user_name : kind == CLASH_FORESTS ? row->of_forests :
	    clash_is_duplicate(kind);
}

struct judged *
verdicts_make(struct pool *pool, const struct facts *facts, const struct clash *clash)
{
	struct judging	 j = { pool, facts, clash, pool_alloc(pool, clash->n_account * sizeof(*j.judged)) };
	size_t		 i;

	if (clash->kind == CLASH_KNOWN || clash->kind == CLASH_SHORT_NAME || by_plan(&j))
		return j.judged;
	for (i = 0; i < sizeof(sign) / sizeof(*sign); i++) {
		if (says(&sign[i], clash->kind))
			by_sign(&j, sign[i].sign);
	}
	return j.judged;
}
