#include "plans/change.h"

#include <string.h>

#include "plans/spn.h"

/* One clash while its steps are made. */
struct making {
	struct report		*report;
	struct finding		*finding;
	const struct clash	*clash;
	const struct judged	*judged;
};

static bool
is_in(const struct making *m, const struct step *step)
{
	size_t	 i;

	for (i = 0; i < m->finding->n_step; i++) {
		if (m->finding->step[i] == step)
			return true;
	}
	return false;
}

static void
add(struct making *m, const struct step *step)
{
	if (!is_in(m, step))
		finding_step(m->report, m->finding, step);
}

static bool
is_wrong(const struct making *m, size_t i)
{
	return m->judged[i].verdict == VERDICT_WRONG || m->judged[i].verdict == VERDICT_PROBABLY;
}

/* Is one of the first N right? */
static bool
has_right(const struct making *m, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (m->judged[i].verdict == VERDICT_RIGHT)
			return true;
	}
	return false;
}

/* -- what the plan does about it anyway -- */

static bool
is_from(const struct making *m, const struct step *step, size_t i)
{
	return step->object != NULL && strcmp(step->object, m->clash->account[i]->dn) == 0;
}

/* Does the step take one of the SPNs from one who is wrong, or ask about it? */
static bool
takes(const struct making *m, const struct step *step)
{
	size_t	 i;

	if (step->spn == NULL || step->action == ACTION_ADD ||
	    !clash_names(&m->report->pool, m->clash, step->spn))
		return false;
	for (i = 0; i < m->clash->n_account; i++) {
		if (m->judged[i].verdict == VERDICT_WRONG && is_from(m, step, i))
			return true;
	}
	return false;
}

/* Has the plan a step already, which takes this one from that account? */
static bool
is_planned_away(const struct making *m, size_t i, const char *spn)
{
	const struct standing	*at = m->report->standing, *end = at + m->report->facts->plan->n_decision;
	size_t			 j;

	for (; at < end; at++) {
		for (j = 0; j < at->n_step; j++) {
			if (at->step[j]->spn != NULL && at->step[j]->action != ACTION_ADD &&
			    is_from(m, at->step[j], i) && spn_cmp(at->step[j]->spn, spn) == 0)
				return true;
		}
	}
	return false;
}

static void
by_plan(struct making *m)
{
	const struct standing	*at = m->report->standing;
	size_t			 i, j, n = m->report->facts->plan->n_decision;

	/* The SPN goes elsewhere, and the user names are still in its way. */
	if (m->clash->kind == CLASH_UPN && !has_right(m, m->clash->n_before))
		return;
	for (i = 0; i < n; i++) {
		for (j = 0; j < at[i].n_step && !takes(m, at[i].step[j]); j++)
			continue;
		if (j == at[i].n_step)
			continue;
		for (j = 0; j < at[i].n_step; j++)
			add(m, at[i].step[j]);
	}
}

/* -- what no plan sees -- */

/* Does another of its forest hold it too, who would stand in the way of
 * putting it back?  Of those that lose it, the first can have it back. */
static bool
is_refused_again(const struct making *m, size_t i)
{
	size_t	 k;

	for (k = 0; k < m->clash->n_account; k++) {
		if (k != i && (k < i || !is_wrong(m, k)) && clash_same_forest(m->clash->account[k], m->clash->account[i]))
			return true;
	}
	return false;
}

static const struct step *
removal(const struct making *m, size_t i, const struct holding *holding)
{
	struct step	 step = change_spn_from(m->report->facts, holding);

	step.irreversible = is_refused_again(m, i);
	step.why = m->clash->kind == CLASH_FORESTS ? "the account of the other forest decrypts" :
	    "it is taken for the planned SPN, and characters of it are not shown";
	return steps_add(&m->report->steps, &step);
}

/* Why it is to be taken off, as far as that is known. */
static char *
why_off(const struct making *m, size_t i, bool planned)
{
	struct pool	*pool = &m->report->pool;

	if (m->judged[i].verdict == VERDICT_PROBABLY)
		return pool_printf(pool, "probably wrong: %s", m->judged[i].why);
	return pool_copy(pool, planned ? m->judged[i].why : "the description plans SPNs of theirs on another account");
}

static const struct step *
proposal(const struct making *m, size_t i, const struct holding *holding, bool planned)
{
	struct pool	*pool = &m->report->pool;
	const char	*why = why_off(m, i, planned);
	const char	*kept = planned ? change_spn_kept(m->report->facts, holding) : change_spn_fixed(holding);
	struct step	 step = change_spn_decide(m->report->facts, holding, kept != NULL ?
			    pool_printf(pool, "%s; %s", why, kept) :
			    pool_printf(pool, "%s; once its owner agrees, take it off%s", why,
			    is_refused_again(m, i) ? ": a duplicate cannot be put back" : ""));

	step.offered = kept == NULL;
	return steps_add(&m->report->steps, &step);
}

/* A computer writes HOST/ again, whoever takes it from it. */
static void
take(struct making *m, size_t i)
{
	const struct account	*account = m->clash->account[i];
	bool			 planned = m->judged[i].verdict == VERDICT_WRONG &&
				    (m->clash->kind == CLASH_FORESTS || m->clash->kind == CLASH_IGNORABLE);
	struct holding		 holding = { .account = account };
	const struct step	*step, *last = NULL;
	const char		*const *spn;
	size_t			 j, n;

	spn = clash_spellings(&m->report->pool, m->clash, account, &n);
	for (j = 0; j < n && m->clash->kind != CLASH_HOST; j++) {
		holding.spn = spn[j];
		if (is_planned_away(m, i, holding.spn))
			continue;
		step = planned && has_right(m, m->clash->n_account) && change_spn_kept(m->report->facts, &holding) == NULL ?
		    removal(m, i, &holding) : proposal(m, i, &holding, planned);
		/* Two spellings stand side by side. */
		if (step != last)
			finding_step(m->report, m->finding, step);
		last = step;
	}
}

/* A user name is nothing that setspn can write. */
static void
user_name(struct making *m, size_t i)
{
	struct holding	 holding = { m->clash->account[i], m->clash->spn[0] };
	struct step	 step = change_spn_decide(m->report->facts, &holding, pool_printf(&m->report->pool,
			    "%s%s; its userPrincipalName is %s: give it another, and make its keytab anew",
			    m->judged[i].verdict == VERDICT_PROBABLY ? "probably wrong: " : "", m->judged[i].why,
			    holding.account->upn));

	step.attribute = "userPrincipalName";
	step.before = holding.account->upn;
	finding_step(m->report, m->finding, steps_add(&m->report->steps, &step));
}

/* What to do where nothing shows who is wrong. */
static const char	*const next[N_CLASH] = {
	[CLASH_EXACT] = "ask what runs as each of them: whose key decrypts keeps them",
	[CLASH_CASE] = "ask what runs as each of them: whose key decrypts keeps them",
	[CLASH_FOLD] = "ask what runs as each of them: whose key decrypts keeps them",
	[CLASH_IGNORABLE] = "look at who wrote each of them",
	[CLASH_HOST] = "HOST/ belongs to the computer that bears the name: delete what is left over, or give one of them another name",
	[CLASH_SHORT_NAME] = "use full names, or give one of the computers another name",
	[CLASH_SHADOW] = "right where that is meant; else say in a description whose key is needed",
	[CLASH_UPN] = "ask which of the keys decrypts: that account keeps the name",
	[CLASH_FORESTS] = "ask which forest's account decrypts: it keeps them, where users of both are to reach it"
};

static bool
is_settled(const struct making *m)
{
	size_t	 i, n = 0;

	for (i = 0; i < m->clash->n_account; i++)
		n += !is_wrong(m, i);
	if (m->clash->kind == CLASH_SHADOW)
		return m->finding->n_step > 0 || has_right(m, m->clash->n_account);
	return m->finding->n_step > 0 && (n < 2 || has_right(m, m->clash->n_account));
}

void
change_clash(struct report *report, struct finding *finding, const struct clash *clash,
    const struct judged *judged)
{
	struct making	 m = { report, finding, clash, judged };
	size_t		 i;

	by_plan(&m);
	for (i = 0; i < clash->n_account && clash->kind != CLASH_SHADOW; i++) {
		if (!is_wrong(&m, i))
			continue;
		if (clash->kind == CLASH_UPN && i < clash->n_before)
			user_name(&m, i);
		else
			take(&m, i);
	}
	if (next[clash->kind] != NULL && !is_settled(&m))
		finding->detail = pool_printf(&report->pool, "%s; %s", finding->detail, next[clash->kind]);
}
