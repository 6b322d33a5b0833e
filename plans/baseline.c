#include "plans/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/looked.h"
#include "plans/report.h"
#include "plans/spn.h"
#include "plans/table.h"

/* Of audit alone: check has no such subjects. */
static bool
is_audited(const struct check *check)
{
	return check->audits || check->on == ON_DOMAIN || check->on == ON_GONE || check->on == ON_DNS;
}

/* Audit makes it without a description too. */
static bool
is_about_directory(const struct check *check)
{
	return is_audited(check) || check->on == ON_CLASH || check->on == ON_HOLDER || check->on == ON_REGISTERED;
}

/* Why the check does not settle whether there is such a finding, or NULL. */
static const char *
not_made(struct report *report, const struct check *check)
{
	size_t	 i;

	if (check == NULL)
		return "no check has this id";
	if (check->needs != 0 && report->facts->directory == NULL)
		return "no directory was read this time";
	for (i = 0; i < report->n_skipped; i++) {
		if (report->skipped[i].check == check)
			return pool_printf(&report->pool, "the check was skipped in %s", report->skipped[i].domain);
	}
	if ((check->on == ON_GONE || check->on == ON_DNS) && !report->facts->dns_asked)
		return "DNS was not asked";
	if (check->on == ON_GONE && report->facts->n_unanswered > 0)
		return "DNS did not answer for every host";
	if (is_audited(check) && strcmp(report->command, "audit") != 0)
		return "the check is one of audit";
	if (!is_about_directory(check) && report->facts->farm->n_site == 0)
		return "the check is about a description, and there is none";
	if (!check->plans && strcmp(report->command, "plan") == 0)
		return "the check is none of plan";
	return NULL;
}

/* The same, which rows that are skipped take long to tell, once for each check. */
struct unmade {
	struct report	*report;
	const char	*less;		/* why clashes with the plan are less looked for than they were, or NULL */
	struct {
		const struct check	*check;
		const char		*why;
	}		*said;
	size_t		 n_said;
};

static const char *
unmade_why(struct unmade *unmade, const struct check *check)
{
	struct pool	*pool = &unmade->report->pool;
	size_t		 i;

	for (i = 0; i < unmade->n_said; i++) {
		if (unmade->said[i].check == check)
			return unmade->said[i].why;
	}
	unmade->said = pool_more(pool, unmade->said, unmade->n_said, sizeof(*unmade->said));
	unmade->said[i].check = check;
	unmade->said[i].why = not_made(unmade->report, check);
	return unmade->said[unmade->n_said++].why;
}

/* -- which of the past -- */

/* Its findings, to be found by key. */
struct known {
	const struct past_finding	**finding;
	size_t				  n;
};

static int
by_key(const void *a, const void *b)
{
	const struct past_finding	*x = *(const struct past_finding *const *)a;
	const struct past_finding	*y = *(const struct past_finding *const *)b;
	int				 c = strcmp(x->id, y->id);

	return c != 0 ? c : strcmp(x->subject, y->subject);
}

static struct known
known_of(struct pool *pool, const struct past *past)
{
	struct known	 known = { pool_alloc(pool, past->n_finding * sizeof(*known.finding)), past->n_finding };
	size_t		 i;

	for (i = 0; i < known.n; i++)
		known.finding[i] = &past->finding[i];
	if (known.n > 1)
		qsort(known.finding, known.n, sizeof(*known.finding), by_key);
	return known;
}

/* Which of them it is, N if none. */
static size_t
place_of(const struct known *known, const struct finding *finding)
{
	struct past_finding		  key = { .id = finding->check->id, .subject = finding->subject.text };
	const struct past_finding	 *at = &key, **found;

	found = known->n == 0 ? NULL :
	    bsearch(&at, known->finding, known->n, sizeof(*known->finding), by_key);
	return found == NULL ? known->n : (size_t)(found - known->finding);
}

/* Is it about SPNs that the past one was not about? */
static bool
has_more(const struct past_finding *past, const struct finding *finding)
{
	const struct clash	*clash = finding->subject.clash;
	size_t			 i;

	if (past->n_spn == 0 || clash == NULL)
		return false;
	for (i = 0; i < clash->n_spn && bsearch(&clash->spn[i], past->spn, past->n_spn,
	    sizeof(*past->spn), spn_order) != NULL; i++)
		continue;
	return i < clash->n_spn;
}

/* -- what is accepted -- */

static bool
accepts(const struct acceptance *acceptance, const struct finding *finding)
{
	return acceptance->check == finding->check &&
	    (acceptance->subject == NULL || strcmp(acceptance->subject, finding->subject.text) == 0);
}

static bool
is_over(const struct acceptance *acceptance, const char *today)
{
	return acceptance->until != NULL && strcmp(acceptance->until, today) < 0;
}

static void
add_stale(struct report *report, const struct acceptance *acceptance, const char *because)
{
	report->stale = pool_more(&report->pool, report->stale, report->n_stale, sizeof(*report->stale));
	report->stale[report->n_stale++] = (struct stale){ acceptance, because };
}

static void
ignore(struct report *report, const struct finding *finding, const struct acceptance *acceptance)
{
	report->ignored = pool_more(&report->pool, report->ignored, report->n_ignored, sizeof(*report->ignored));
	report->ignored[report->n_ignored] = *finding;
	report->accepted = pool_more(&report->pool, report->accepted, report->n_ignored, sizeof(*report->accepted));
	report->accepted[report->n_ignored++] = acceptance;
}

static void
mark(bool *marked, const struct step *const *step, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		marked[step[i]->number - 1] = true;
}

/* What is accepted is left as it is: steps that are for nothing else go. */
static void
drop_steps(struct report *report)
{
	struct steps	*steps = &report->steps;
	bool		*accepted = pool_alloc(&report->pool, steps->n_step * sizeof(*accepted));
	bool		*needed = pool_alloc(&report->pool, steps->n_step * sizeof(*needed));
	size_t		 i, kept = 0;

	for (i = 0; i < report->n_ignored; i++)
		mark(accepted, report->ignored[i].step, report->ignored[i].n_step);
	for (i = 0; i < report->n_finding; i++)
		mark(needed, report->finding[i].step, report->finding[i].n_step);
	for (i = 0; i < report->facts->plan->n_decision; i++)
		mark(needed, report->standing[i].step, report->standing[i].n_step);
	for (i = 0; i < report->facts->plan->n_delegation; i++)
		mark(needed, report->delegated[i].step, report->delegated[i].n_step);
	for (i = 0; i < steps->n_step; i++) {
		if (needed[i] || !accepted[i])
			steps->step[kept++] = steps->step[i];
	}
	steps->n_step = kept;
	steps_sort(steps);
	for (i = 0; i < report->n_ignored; i++)
		report->ignored[i].n_step = 0;
}

/* Those that are not over, by subject, or by id where they have none. */
static struct table
accepting(struct pool *pool, const struct acceptance *acceptance, size_t n, const char *today)
{
	const struct acceptance	**at = pool_alloc(pool, n * sizeof(*at));
	struct table		  table = { 0 };
	size_t			  i;

	for (i = 0; i < n; i++) {
		at[i] = &acceptance[i];
		if (!is_over(at[i], today))
			table_put(pool, &table, fold_hash(at[i]->subject != NULL ? at[i]->subject : at[i]->check->id), &at[i]);
	}
	return table;
}

/* The first that accepts it, or NULL. */
static const struct acceptance *
acceptance_of(const struct table *table, const struct finding *finding)
{
	const char			*const by[] = { finding->subject.text, finding->check->id };
	const struct acceptance		*first = NULL, *const *at;
	size_t				 i, step;

	for (i = 0; i < sizeof(by) / sizeof(*by); i++) {
		step = 0;
		while ((at = table_next(table, fold_hash(by[i]), &step)) != NULL) {
			if (accepts(*at, finding) && (first == NULL || *at < first))
				first = *at;
		}
	}
	return first;
}

/* Who accepted a clash did not accept it on SPNs that came later. */
static bool
is_more(struct report *report, const struct past *past, const struct known *known, struct finding *finding)
{
	const size_t	 at = place_of(known, finding);

	if (at == known->n || !has_more(known->finding[at], finding))
		return false;
	finding->detail = pool_printf(&report->pool,
	    "%s; it is to be ignored, but has SPNs that it did not have in %s", finding->detail, past->name);
	return true;
}

void
baseline_accept(struct report *report, const struct acceptance *acceptance, size_t n, const char *today,
    const struct past *past)
{
	const struct known	 known = past == NULL ? (struct known){ .n = 0 } : known_of(&report->pool, past);
	const struct table	 table = accepting(&report->pool, acceptance, n, today);
	const struct acceptance	*by;
	struct unmade		 unmade = { .report = report };
	bool			*used = pool_alloc(&report->pool, n * sizeof(*used));
	size_t			 i, j, kept = 0;

	for (i = 0; i < report->n_finding; i++) {
		by = acceptance_of(&table, &report->finding[i]);
		if (by != NULL)
			used[by - acceptance] = true;
		if (by != NULL && !is_more(report, past, &known, &report->finding[i])) {
			report->n_severity[report->finding[i].check->severity]--;
			ignore(report, &report->finding[i], by);
		} else
			report->finding[kept++] = report->finding[i];
	}
	report->n_finding = kept;
	drop_steps(report);
	for (j = 0; j < n; j++) {
		if (is_over(&acceptance[j], today))
			add_stale(report, &acceptance[j], "its last day is over");
		else if (!used[j] && unmade_why(&unmade, acceptance[j].check) == NULL)
			add_stale(report, &acceptance[j], "there is no such finding any more");
	}
}

/* -- what was there before -- */

/* Why less is known of the domain than was then, or NULL. */
static const char *
less_known(struct report *report, const struct past_domain *past)
{
	const struct directory	*directory = report->facts->directory;
	const struct domain	*domain;

	if (directory == NULL)
		return "no directory was read this time";
	domain = directory_domain(directory, past->dns);
	if (domain == NULL || (domain->n_entry == 0 && !domain->all_accounts))
		return pool_printf(&report->pool, "nothing came from %s this time", past->dns);
	/* Findings may have other subjects then, and HOST/ other classes. */
	if (past->named && domain->forest == NULL)
		return pool_printf(&report->pool, "the configuration of %s did not come this time", past->dns);
	if (!domain->all_accounts && (past->all_accounts || domain->n_entry < past->n_entry))
		return pool_printf(&report->pool, "nothing says that every account of %s came this time", past->dns);
	return NULL;
}

/* Why the scope of the past was another one, or NULL. */
static const char *
other_scope(struct report *report, const struct past *past)
{
	const char	*why = NULL;
	size_t		 i;

	if (strcmp(past->command, report->command) != 0)
		return pool_printf(&report->pool, "that was a report of %s", past->command);
	for (i = 0; why == NULL && i < past->n_domain; i++)
		why = less_known(report, &past->domain[i]);
	return why;
}

/* Why it cannot be told whether such a finding is gone, or NULL: it is. */
static const char *
not_looked_at(struct unmade *unmade, const struct past *past, const struct past_finding *finding)
{
	const struct check	*check = check_find(finding->id);
	const char		*why = unmade_why(unmade, check);

	if (why == NULL && check->needs != 0 && !past->scoped)
		why = "that report does not say which domains it looked at";
	if (why == NULL)
		why = check->on == ON_CLASH && !check->audits ? unmade->less :
		    looked_amiss(unmade->report, check, finding->subject);
	return why;
}

static void
add_bygone(struct report *report, const struct past_finding *finding, const char *why)
{
	report->bygone = pool_more(&report->pool, report->bygone, report->n_bygone, sizeof(*report->bygone));
	report->bygone[report->n_bygone++] = (struct bygone){ finding, why };
	report->n_gone += why == NULL;
}

/* Was it there and not accepted, so that nobody need look at it anew? */
static bool
is_known(struct report *report, const struct past *past, const struct past_finding *before, struct finding *finding)
{
	if (has_more(before, finding))
		return false;
	if (before->ignored)
		finding->detail = pool_printf(&report->pool, "%s; it was ignored in %s, and is no more",
		    finding->detail, past->name);
	return !before->ignored;
}

void
baseline_compare(struct report *report, const struct past *past)
{
	const struct known	 known = known_of(&report->pool, past);
	bool			*met = pool_alloc(&report->pool, known.n * sizeof(*met));
	const char		*scope = other_scope(report, past);
	struct unmade		 unmade = { .report = report, .less = looked_less(report, past) };
	size_t			 i, at, kept = 0;

	for (i = 0; i < report->n_ignored; i++) {
		at = place_of(&known, &report->ignored[i]);
		if (at < known.n)
			met[at] = true;
	}
	for (i = 0; i < report->n_finding; i++) {
		at = place_of(&known, &report->finding[i]);
		if (at < known.n)
			met[at] = true;
		if (at == known.n || !is_known(report, past, known.finding[at], &report->finding[i])) {
			report->finding[kept++] = report->finding[i];
			continue;
		}
		report->n_severity[report->finding[i].check->severity]--;
		report->stays = pool_more(&report->pool, report->stays, report->n_stays, sizeof(*report->stays));
		report->stays[report->n_stays++] = report->finding[i];
	}
	report->n_finding = kept;
	for (i = 0; i < known.n; i++) {
		if (!met[i])
			add_bygone(report, known.finding[i],
			    scope != NULL ? scope : not_looked_at(&unmade, past, known.finding[i]));
	}
	report->past = past;
}
