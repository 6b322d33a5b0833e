#include "cmd/render/sentence.h"

#include <string.h>

#include "cmd/render/seen.h"
#include "plans/baseline.h"
#include "plans/list.h"

const char *
sentence_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

bool
report_is_audit(const struct report *report)
{
	return strcmp(report->command, "audit") == 0;
}

const char *
report_looks(const struct report *report)
{
	return report_is_audit(report) ? "audit" : "check";
}

const char *
report_writes(const struct report *report)
{
	return report_is_audit(report) ? "audit" : "plan";
}

/* "1 site, 2 SPNs: 2 to be held by an account." */
static char *
decided(struct pool *pool, const struct report *report)
{
	static const char	*const says[N_OUTCOME] = {
		[OUTCOME_REGISTER] = "to be held by an account", [OUTCOME_COVERED] = "covered by HOST/",
		[OUTCOME_NONE_NEEDED] = "not needed", [OUTCOME_PROPOSE] = "only as proposed",
		[OUTCOME_REFUSED] = "refused", [OUTCOME_ASK] = "undecided"
	};
	size_t			 i, n = report->facts->plan->n_decision;
	const char		*before = ": ";
	char			*line;

	line = pool_printf(pool, "%zu site%s, %zu SPN%s", report->facts->farm->n_site,
	    sentence_plural(report->facts->farm->n_site), n, sentence_plural(n));
	for (i = 0; i < N_OUTCOME; i++) {
		if (report->n_outcome[i] == 0)
			continue;
		line = pool_printf(pool, "%s%s%zu %s", line, before, report->n_outcome[i], says[i]);
		before = ", ";
	}
	return pool_printf(pool, "%s.", line);
}

static char *
audited(struct pool *pool, const struct report *report, const char *where)
{
	return pool_printf(pool, "Audited: %zu account%s with %zu SPN%s, in %s.",
	    report->n_audited, sentence_plural(report->n_audited),
	    report->n_audited_spn, sentence_plural(report->n_audited_spn), where);
}

/* An audit of some domains does not speak for the forest. */
static size_t
audit_scope(struct pool *pool, const struct report *report, char **line)
{
	const struct directory	*directory = report->facts->directory;
	struct list		 looked = { .most = 0 }, missed = looked;
	bool			 known = directory->n_domain > 0;
	size_t			 i;

	for (i = 0; i < directory->n_domain; i++) {
		list_add(pool, directory->domain[i].n_entry > 0 ? &looked : &missed, directory->domain[i].dns);
		known &= directory->domain[i].forest != NULL;
	}
	line[0] = audited(pool, report, looked.n > 0 ? looked.text : "no domain");
	if (missed.n > 0)
		line[1] = pool_printf(pool, "Not the whole forest: nothing came from %s.", missed.text);
	else if (!known)
		line[1] = pool_copy(pool, "Whether that is the whole forest is not known: its configuration was not read.");
	return missed.n > 0 || !known ? 2 : 1;
}

size_t
sentence_scope(struct pool *pool, const struct report *report, char *line[SCOPE_LINES])
{
	size_t	 n = 0;

	if (report->facts->evidence != NULL)
		line[n++] = seen_summary(pool, report);
	else if (!report_is_audit(report) || report->facts->farm->n_site > 0)
		line[n++] = decided(pool, report);
	if (report_is_audit(report))
		n += audit_scope(pool, report, line + n);
	return n;
}

char *
sentence_apart(struct pool *pool, const struct report *report)
{
	char	*since;

	if (report->past == NULL)
		return report->n_ignored == 0 ? NULL : pool_printf(pool, "%zu ignored.", report->n_ignored);
	since = pool_printf(pool, "Since %s: %zu new, %zu stay%s, %zu gone, %zu not looked at", report->past->name,
	    report->n_finding, report->n_stays, report->n_stays == 1 ? "s" : "", report->n_gone,
	    report->n_bygone - report->n_gone);
	return report->n_ignored == 0 ? pool_printf(pool, "%s.", since) :
	    pool_printf(pool, "%s; %zu ignored.", since, report->n_ignored);
}

char *
sentence_counts(struct pool *pool, const struct report *report)
{
	return pool_printf(pool, "%zu error%s, %zu warning%s, %zu note%s; %zu step%s; %zu check%s skipped.",
	    report->n_severity[SEVERITY_ERROR], sentence_plural(report->n_severity[SEVERITY_ERROR]),
	    report->n_severity[SEVERITY_WARNING], sentence_plural(report->n_severity[SEVERITY_WARNING]),
	    report->n_severity[SEVERITY_INFO], sentence_plural(report->n_severity[SEVERITY_INFO]),
	    report->steps.n_step, sentence_plural(report->steps.n_step),
	    report->n_skipped, sentence_plural(report->n_skipped));
}

/* In setspn's words, where every domain was there to be asked. */
char *
sentence_duplicates(struct pool *pool, const struct report *report)
{
	size_t	 n = report->n_duplicate;

	if (report->facts->directory == NULL || report->facts->evidence != NULL || (n == 0 && report->n_skipped > 0))
		return NULL;
	return pool_printf(pool, "%sfound %zu group%s of duplicate SPNs.",
	    report_is_audit(report) ? "" : report->behind ? "Among these SPNs and those of back ends: " :
	    "Among these SPNs: ", n, n > 1 ? "s" : "");
}

char *
sentence_step(struct pool *pool, const struct step *step)
{
	const char	*account = step->account != NULL ? step->account : step->object;
	char		*command = step_command(pool, step);

	if (step->action == ACTION_DECIDE && step->spn != NULL)
		return pool_printf(pool, "decide about %s on %s", step->spn, account);
	if (step->action == ACTION_DECIDE)
		return pool_printf(pool, "cannot be undone: %s, %s", step->kind->word, step->object);
	if (step->spn != NULL)
		return pool_printf(pool, "%s %s %s %s%s", step->action == ACTION_ADD ? "add" : "remove",
		    step->spn, step->action == ACTION_ADD ? "to" : "from", account,
		    step->blocked ? " (not yet: see the findings)" : "");
	return step->node == NULL ? command : pool_printf(pool, "on %s: %s", step->node, command);
}

char *
sentence_holder(struct pool *pool, const struct finding *finding, size_t i)
{
	const struct holder_row	*holder = &finding->holder[i];
	bool			 clash = finding->subject.kind == ON_CLASH;

	return pool_printf(pool, "%s%s%s%s%s%s%s", clash ? account_kind[holder->account->kind].word : "",
	    clash ? ", " : "", holder->state, holder->written != NULL ? ", as " : "",
	    holder->written != NULL ? holder->written : "", holder->verdict != NULL ? ", " : "",
	    holder->verdict != NULL ? holder->verdict : "");
}

const char *
sentence_no_way_back(const struct step *step)
{
	if (step->action == ACTION_DECIDE)
		return NULL;
	if (step->kind->undo != NULL)
		return step->kind->undo;
	if (!step->irreversible || step->blocked)
		return NULL;
	return step->kind == step_spn ? "the directory would refuse a duplicate" :
	    "it takes a password that is not known here";
}

const char sentence_nothing_back[] = "These steps change nothing by themselves, so there is nothing to take back.";

char *
sentence_numbers(struct pool *pool, const struct step *const *step, size_t n)
{
	struct list	 list = { .text = pool_copy(pool, "") };
	char		*line;
	size_t		 i, last;

	for (i = 0; i < n; i = last + 1) {
		for (last = i; last + 1 < n && step[last + 1]->number == step[last]->number + 1; last++)
			continue;
		line = pool_printf(pool, "%zu", step[i]->number);
		if (last > i)
			line = pool_printf(pool, "%s%s%zu", line, last > i + 1 ? " to " : ", ", step[last]->number);
		list_add(pool, &list, line);
	}
	return list.text;
}

char *
sentence_delegation(struct pool *pool, const struct delegation *d)
{
	const char	*who = d->from != NULL ? d->from->text : pool_printf(pool, "balancer '%s'", d->balancer->name);

	if (d->rule->kind == DELEGATION_NONE)
		return pool_printf(pool, "none for %s", who);
	if (d->on == NULL)
		return pool_printf(pool, "ask: %s towards %s", who, d->to->text);
	return pool_printf(pool, "%s, set on %s: %s may act for its users towards %s",
	    delegation_word[d->rule->kind], d->on->text, who, d->to->text);
}

const char sentence_causes[] = "What else it may be, the likely first";

const char sentence_never_delegated[] = "Users whose accounts are marked sensitive, and members of "
    "Protected Users, are never delegated, whatever is set here.";

size_t
findings_alike(const struct report *report, size_t first)
{
	size_t	 i;

	for (i = first; i < report->n_finding && report->finding[i].check == report->finding[first].check; i++)
		continue;
	return i - first;
}

size_t
decisions_of_site(const struct plan *plan, size_t first)
{
	size_t	 i;

	for (i = first; i < plan->n_decision && plan->decision[i].site == plan->decision[first].site; i++)
		continue;
	return i - first;
}

size_t
decisions_alike(const struct plan *plan, size_t first)
{
	const struct decision	*d = &plan->decision[first];
	size_t			 i;

	for (i = first + 1; i < plan->n_decision && plan->decision[i].place == d->place &&
	    plan->decision[i].rule == d->rule && strcmp(plan->decision[i].reason, d->reason) == 0; i++)
		continue;
	return i - first;
}

/* "spn-missing (error): HTTP/portal.corp.example" */
static char *
finding_line(struct pool *pool, const struct apart *row)
{
	return pool_printf(pool, "%s (%s): %s", row->id, row->severity, row->subject);
}

struct apart *
apart_make(struct pool *pool, const struct report *report, size_t *n_out)
{
	struct apart	*all = pool_alloc(pool, (report->n_bygone + report->n_stays + report->n_ignored +
			    report->n_stale) * sizeof(*all)), *to = all;
	size_t		 i;

	for (i = 0; i < report->n_bygone; i++, to++) {
		const struct bygone	*b = &report->bygone[i];

		*to = (struct apart){ b->because == NULL ? "gone" : "not-looked-at", "Gone", b->finding->id,
		    b->finding->severity, b->finding->subject, b->because, NULL };
		to->line = b->because == NULL ? finding_line(pool, to) :
		    pool_printf(pool, "not looked at: %s, because %s", finding_line(pool, to), b->because);
	}
	for (i = 0; i < report->n_stays; i++, to++) {
		const struct finding	*f = &report->stays[i];

		*to = (struct apart){ "stays", "Stays", f->check->id, severity_word[f->check->severity],
		    f->subject.text, NULL, NULL };
		to->line = finding_line(pool, to);
	}
	for (i = 0; i < report->n_ignored; i++, to++) {
		const struct finding	*f = &report->ignored[i];

		*to = (struct apart){ "ignored", "Ignored", f->check->id, severity_word[f->check->severity],
		    f->subject.text, report->accepted[i]->reason, NULL };
		to->line = pool_printf(pool, "%s, because: %s", finding_line(pool, to), to->because);
	}
	for (i = 0; i < report->n_stale; i++, to++) {
		const struct stale	*s = &report->stale[i];

		*to = (struct apart){ "stale", "Stale: ignores nothing", s->acceptance->check->id, NULL, s->acceptance->place,
		    s->because, pool_printf(pool, "%s, %s: %s", s->acceptance->place, s->acceptance->check->id, s->because) };
	}
	*n_out = (size_t)(to - all);
	return all;
}

const char *
sentence_fate(const struct prediction *p)
{
	if (p->decision == NULL)
		return "not planned; ";
	return p->decision->rule->outcome == OUTCOME_REFUSED ? "refused; " : "";
}
