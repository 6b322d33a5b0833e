#include <string.h>

#include "cmd/render/columns.h"
#include "cmd/render/render.h"
#include "cmd/render/seen.h"
#include "cmd/render/sentence.h"
#include "plans/cause.h"

/* The report for people: the summary first, then what there is to know. */
struct page {
	FILE			*out;
	const struct report	*report;
	const struct look	*look;
	struct pool		 pool;
};

static const char *const colour_of[N_SEVERITY] = {
	[SEVERITY_INFO] = "36", [SEVERITY_WARNING] = "33", [SEVERITY_ERROR] = "31"
};

/* Columns that TEXT takes: characters of UTF-8, one each. */
static int
columns(const char *text, size_t n)
{
	int	 width = 0;

	for (; n > 0; text++, n--)
		width += (*text & 0xc0) != 0x80;
	return width;
}

/* TEXT between INDENT and the right edge, broken at spaces; the first line
 * continues at column AT. */
static void
wrap(struct page *page, int at, int indent, const char *text)
{
	const char	*word = printable(&page->pool, text), *end;
	bool		 first = true;
	int		 width;

	for (; *word != '\0'; word = *end == ' ' ? end + 1 : end) {
		end = strchrnul(word, ' ');
		width = columns(word, (size_t)(end - word));
		if (!first && at + 1 + width > page->look->width) {
			fprintf(page->out, "\n%*s", indent, "");
			at = indent;
		} else if (!first) {
			fputc(' ', page->out);
			at++;
		}
		fwrite(word, 1, (size_t)(end - word), page->out);
		at += width;
		first = false;
	}
	fputc('\n', page->out);
}

static void
paragraph(struct page *page, int indent, const char *text)
{
	fprintf(page->out, "%*s", indent, "");
	wrap(page, indent, indent, text);
}

static void
summary(struct page *page)
{
	char	*line[SCOPE_LINES], *found = sentence_duplicates(&page->pool, page->report);
	char	*apart = sentence_apart(&page->pool, page->report);
	size_t	 i, n = sentence_scope(&page->pool, page->report, line);

	for (i = 0; i < n; i++)
		paragraph(page, 0, line[i]);
	paragraph(page, 0, sentence_counts(&page->pool, page->report));
	if (apart != NULL)
		paragraph(page, 0, apart);
	if (found != NULL)
		paragraph(page, 0, found);
}

static void
heading(struct page *page, const char *text)
{
	if (page->look->colour)
		fprintf(page->out, "\n\033[1m%s\033[0m\n", text);
	else
		fprintf(page->out, "\n%s\n", text);
}

/* A list in lines of their own, where a table would be too wide. */
static void
seen_lines(struct page *page, const struct seen_row *row, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		paragraph(page, 2, pool_printf(&page->pool, "%s: %s", row[i].subject, row[i].result));
		if (*row[i].detail != '\0')
			paragraph(page, 6, row[i].detail);
	}
}

static void
seen(struct page *page)
{
	size_t			 i, j, n, n_alike;
	const struct seen_row	*row = seen_rows(&page->pool, page->report, &n);
	struct columns		*columns;

	for (i = 0; i < n; i += n_alike) {
		columns = columns_new(&page->pool, "lll");
		for (j = i; j < n && strcmp(row[j].title, row[i].title) == 0; j++)
			columns_row(columns, (const char *const []){ printable(&page->pool, row[j].subject),
			    printable(&page->pool, row[j].result), printable(&page->pool, row[j].detail) });
		n_alike = j - i;
		heading(page, row[i].title);
		if (!columns_put(columns, page->out, 2, page->look->width))
			seen_lines(page, &row[i], n_alike);
	}
}

static void
causes(struct page *page)
{
	size_t			 i, n;
	const struct cause	**cause = causes_make(&page->pool, page->report, &n);

	if (n > 0)
		heading(page, sentence_causes);
	for (i = 0; i < n; i++) {
		paragraph(page, 2, cause[i]->says);
		paragraph(page, 6, cause[i]->remedy);
	}
}

static void
severity(struct page *page, enum severity level)
{
	if (page->look->colour)
		fprintf(page->out, "  \033[%sm%s\033[0m", colour_of[level], severity_word[level]);
	else
		fprintf(page->out, "  %s", severity_word[level]);
}

static void
holders(struct page *page, const struct finding *finding)
{
	size_t	 i;

	for (i = 0; i < finding->n_holder; i++)
		paragraph(page, 6, pool_printf(&page->pool, "on %s, %s", finding->holder[i].name,
		    sentence_holder(&page->pool, finding, i)));
}

static void
remedy(struct page *page, const struct finding *finding)
{
	if (finding->n_step > 0)
		paragraph(page, 6, pool_printf(&page->pool, "remedy: step%s %s", sentence_plural(finding->n_step),
		    sentence_numbers(&page->pool, finding->step, finding->n_step)));
}

/* What there is to find, before many findings. */
static void
kinds_of_findings(struct page *page)
{
	const struct report	*report = page->report;
	enum { WIDEST = 80 };	/* words of ours, and short */
	struct columns		*columns = columns_new(&page->pool, "lrl");
	const struct check	*check;
	size_t			 i, n;

	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		check = report->finding[i].check;
		columns_row(columns, (const char *const []){ severity_word[check->severity],
		    pool_printf(&page->pool, "%zu", n), check->id });
	}
	columns_put(columns, page->out, 2, WIDEST);
	fputc('\n', page->out);
}

static void
finding_row(struct page *page, const struct finding *finding)
{
	severity(page, finding->check->severity);
	fputs("  ", page->out);
	wrap(page, 4 + (int)strlen(severity_word[finding->check->severity]), 6,
	    pool_printf(&page->pool, "%s: %s", finding->check->id, finding->subject.text));
	paragraph(page, 6, finding->detail);
	holders(page, finding);
	remedy(page, finding);
}

/* Many notes of one kind bury what matters: the first ones stand for all. */
static void
findings(struct page *page)
{
	enum { MANY = 20, NOTES = 5 };
	const struct report	*report = page->report;
	bool			 many = report->n_finding > MANY;
	size_t			 i, j, n, shown;

	if (report->n_finding == 0)
		return;
	heading(page, report->past != NULL ? "New findings" : "Findings");
	if (many)
		kinds_of_findings(page);
	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		shown = many && n > NOTES + 1 && report->finding[i].check->severity == SEVERITY_INFO ? NOTES : n;
		for (j = 0; j < shown; j++)
			finding_row(page, &report->finding[i + j]);
		if (shown < n)
			paragraph(page, 2, pool_printf(&page->pool, "%s: %zu more, all of them with --format json",
			    report->finding[i].check->id, n - shown));
	}
}

/* What was there before, and what nobody wants to see again. */
static void
apart(struct page *page)
{
	size_t			 i, n;
	const struct apart	*row = apart_make(&page->pool, page->report, &n);

	for (i = 0; i < n; i++) {
		if (i == 0 || row[i].title != row[i - 1].title)
			heading(page, row[i].title);
		paragraph(page, 2, row[i].line);
	}
}

static void
reason(struct page *page, const struct decision *d)
{
	paragraph(page, 8, pool_printf(&page->pool, "%s [%s]", d->reason, d->rule->id));
}

/* How it stands in the directory, or "". */
static const char *
standing_of(struct page *page, size_t i)
{
	const struct report	*report = page->report;

	if (report->standing[i].assumed)
		return "assumed: no directory shows it";
	return report->facts->directory == NULL || report->facts->plan->decision[i].holder == NULL ? "" :
	    state_word[report->standing[i].state];
}

static void
decision(struct page *page, size_t i)
{
	const struct decision	*d = &page->report->facts->plan->decision[i];
	const char		*where = d->holder == NULL ? "" : pool_printf(&page->pool, " on %s", d->holder->text);
	const char		*now = standing_of(page, i);

	fprintf(page->out, "%*s", 4, "");
	wrap(page, 4, 8, pool_printf(&page->pool, "%s  %s%s%s%s%s", d->spn, outcome_word[d->rule->outcome],
	    where, *now != '\0' ? " (" : "", now, *now != '\0' ? ")" : ""));
}

/* Many that are decided alike, to be looked through; false where they are too
 * wide for it. */
static bool
decision_columns(struct page *page, size_t first, size_t n)
{
	const struct decision	*d;
	struct columns		*columns = columns_new(&page->pool, "llll");
	size_t			 i;

	for (i = first; i < first + n; i++) {
		d = &page->report->facts->plan->decision[i];
		columns_row(columns, (const char *const []){ printable(&page->pool, d->spn),
		    outcome_word[d->rule->outcome],
		    d->holder == NULL ? "" : printable(&page->pool, d->holder->text), standing_of(page, i) });
	}
	return columns_put(columns, page->out, 4, page->look->width);
}

static void
decisions(struct page *page)
{
	enum { MANY = 4 };
	const struct plan	*plan = page->report->facts->plan;
	const char		*place = NULL;
	bool			 aligned;
	size_t			 i, j, n;

	if (plan->n_decision == 0)
		return;
	heading(page, "Decisions");
	for (i = 0; i < plan->n_decision; i += n) {
		n = decisions_alike(plan, i);
		if (plan->decision[i].place != place) {
			place = plan->decision[i].place;
			paragraph(page, 2, place);
		}
		aligned = n >= MANY && decision_columns(page, i, n);
		if (!aligned)
			decision(page, i);
		reason(page, &plan->decision[i]);
		for (j = i + 1; !aligned && j < i + n; j++)
			decision(page, j);
	}
}

/* "HTTP/vip.corp.example (the CNAME is followed): Edge and Chrome, Firefox" */
static void
prediction_line(struct page *page, const struct prediction *p, size_t first)
{
	struct pool	*pool = &page->pool;
	char		*line;
	size_t		 i;

	for (i = 0; i < first; i++) {
		if (prediction_same(&p[i], &p[first]))
			return;		/* it is said already */
	}
	line = p[first].spn == NULL ? pool_printf(pool, "%s: ", p[first].because) :
	    pool_printf(pool, "%s (%s%s): ", p[first].spn, sentence_fate(&p[first]), p[first].because);
	for (i = first; i < N_CLIENT; i++) {
		if (prediction_same(&p[i], &p[first]))
			line = pool_printf(pool, "%s%s%s", line, i == first ? "" : ", ", p[i].client->title);
	}
	fprintf(page->out, "%*s", 4, "");
	wrap(page, 4, 8, line);
}

static void
predictions(struct page *page)
{
	enum { NAMES = 20 };
	const struct report	*report = page->report;
	const struct prediction	*p;
	bool			 ordinary = false;
	size_t			 i, j, n = 0;

	for (i = 0; i < report->n_prediction; i += N_CLIENT) {
		p = &report->prediction[i];
		ordinary |= p->spn != NULL;
		if (!predictions_differ(p) || n++ >= NAMES)
			continue;
		if (n == 1)
			heading(page, "What clients ask for");
		paragraph(page, 2, pool_printf(&page->pool, "%s (site '%s')", p->name->text, p->site->name));
		for (j = 0; j < N_CLIENT; j++)
			prediction_line(page, p, j);
	}
	if (n > NAMES)
		paragraph(page, 2, pool_printf(&page->pool, "%zu more name%s, all of them with --format json",
		    n - NAMES, sentence_plural(n - NAMES)));
	if (n == 0 && ordinary)
		paragraph(page, 2, "Clients ask for each name as typed, or completed: no other SPN is needed.");
}

static bool
is_setspn_alone(const struct steps *steps)
{
	size_t	 i;

	for (i = 0; i < steps->n_step; i++) {
		if (steps->step[i]->kind != step_spn && steps->step[i]->kind != step_spn_stranger)
			return false;
	}
	return true;
}

/* What can hold every step. */
static const char *
script(const struct steps *steps)
{
	return is_setspn_alone(steps) ? "setspn=FILE.cmd" : "powershell=FILE.ps1";
}

static size_t
count_offered(const struct steps *steps)
{
	size_t	 i, n = 0;

	for (i = 0; i < steps->n_step; i++)
		n += steps->step[i]->offered;
	return n;
}

/* Many proposals bury what is to be run: the first ones stand for all. */
static void
steps(struct page *page)
{
	enum { MANY = 20, FIRST = 5 };
	const struct report	*report = page->report;
	const struct step_kind	*kind = NULL;
	const struct step	*step;
	size_t			 i, offered = count_offered(&report->steps), met = 0;

	if (report->steps.n_step == 0)
		return;
	heading(page, report->rollback ? "Rollback, in the order to run it" : "Steps, in the order to run them");
	for (i = 0; i < report->steps.n_step; i++) {
		step = report->steps.step[i];
		if (step->kind != kind) {
			kind = step->kind;
			paragraph(page, 2, pool_printf(&page->pool, "%s, by %s", kind->stage, kind->by));
		}
		if (step->offered && offered > MANY && ++met > FIRST) {
			if (met == offered)
				paragraph(page, 8, pool_printf(&page->pool, "%zu more, all of them with --format %s",
				    offered - FIRST, script(&report->steps)));
			continue;
		}
		fprintf(page->out, "  %4zu  ", i + 1);
		wrap(page, 8, 8, sentence_step(&page->pool, step));
		if (step->by != NULL && (i == 0 || report->steps.step[i - 1]->by != step->by))
			paragraph(page, 8, pool_printf(&page->pool, "by %s", step->by));
		if (step->waits && step->action == ACTION_ADD && !step->blocked)
			paragraph(page, 8, "the old holder is in another domain: first setspn -F -Q must say: No such SPN found.");
		if (step->action == ACTION_DECIDE)
			paragraph(page, 8, step->why);
		else if (sentence_no_way_back(step) != NULL)
			paragraph(page, 8, pool_printf(&page->pool, "no way back: %s", sentence_no_way_back(step)));
		if (i + 1 == report->steps.n_step || report->steps.step[i + 1]->kind != kind) {
			if (!report->rollback && kind->verify != NULL)
				paragraph(page, 8, pool_printf(&page->pool, "then: %s", kind->verify));
		}
	}
}

static void
delegations(struct page *page)
{
	const struct plan	*plan = page->report->facts->plan;
	const struct delegation	*d;
	size_t			 i, j;

	if (plan->n_delegation == 0)
		return;
	heading(page, "Delegation");
	for (i = 0; i < plan->n_delegation; i++) {
		d = &plan->delegation[i];
		paragraph(page, 2, sentence_delegation(&page->pool, d));
		for (j = 0; j < d->n_spn; j++)
			paragraph(page, 6, d->spn[j]);
		paragraph(page, 6, pool_printf(&page->pool, "%s [%s]", d->rule->reason, d->rule->id));
	}
	paragraph(page, 2, sentence_never_delegated);
}

static bool
same_reason(const struct skipped *a, const struct skipped *b)
{
	return strcmp(a->domain, b->domain) == 0 && strcmp(a->because, b->because) == 0;
}

static void
skipped(struct page *page)
{
	const struct report	*report = page->report;
	const struct skipped	*row = report->skipped;
	char			*ids = NULL;
	size_t			 i, n = report->n_skipped;

	if (n == 0)
		return;
	heading(page, "Skipped: not passed, for want of evidence");
	for (i = 0; i < n; i++) {
		if (i == 0 || !same_reason(&row[i - 1], &row[i])) {
			paragraph(page, 2, pool_printf(&page->pool, "in %s: %s", row[i].domain, row[i].because));
			ids = pool_copy(&page->pool, row[i].check->id);
		} else
			ids = pool_printf(&page->pool, "%s, %s", ids, row[i].check->id);
		if (i + 1 == n || !same_reason(&row[i], &row[i + 1]))
			paragraph(page, 6, ids);
	}
}

static const char *
way_back(const struct steps *steps)
{
	return is_setspn_alone(steps) ? "--rollback-file FILE.cmd" : "--rollback --format powershell=BACK.ps1";
}

/* Is there nothing to run before somebody decides? */
static bool
asks_only(const struct steps *steps)
{
	size_t	 i;

	for (i = 0; i < steps->n_step && (steps->step[i]->action == ACTION_DECIDE || steps->step[i]->blocked); i++)
		continue;
	return i == steps->n_step;
}

static void
next_step(struct page *page)
{
	const struct report	*report = page->report;
	struct pool		*pool = &page->pool;
	const char		*text;
	bool			 wrong = report->n_severity[SEVERITY_ERROR] + report->n_severity[SEVERITY_WARNING] > 0;
	bool			 to_do = report->steps.n_step > 0 && (wrong || !asks_only(&report->steps));

	if (report->facts->evidence != NULL)
		text = seen_next(pool, report);
	else if (report->rollback && report->steps.n_step > 0)
		text = pool_printf(pool, "Next: write it as a script with --format %s.", script(&report->steps));
	else if (report->n_finding > 0 && report->n_severity[SEVERITY_ERROR] > 0 &&
	    report->facts->directory == NULL)
		text = "Next: 'spnplan explain ID' says what a finding means. Mend the description, then plan again.";
	else if (report->facts->directory == NULL && report->steps.n_step == 0)
		text = "Next: plan against the directory with -d.";
	else if (report->facts->directory == NULL)
		text = pool_printf(pool, "Next: plan against the directory with -d, or write the steps with --format %s.",
		    script(&report->steps));
	else if (report->unsaid)
		text = "Next: give the evidence that is missing. If the export was made with the commands of "
		    "'spnplan help export', add --exported standard.";
	else if (report->n_skipped > 0)
		text = "Next: give the evidence that is missing; 'spnplan help export' prints how to export it.";
	else if (report->rollback)
		text = "There is nothing to take back.";
	else if (to_do && asks_only(&report->steps))
		text = pool_printf(pool, "Next: write the steps with --format %s, for those who are to decide.",
		    script(&report->steps));
	else if (to_do && strcmp(report->command, report_writes(report)) == 0)
		text = pool_printf(pool, "Next: write the steps with --format %s and the way back with %s.",
		    script(&report->steps), way_back(&report->steps));
	else if (to_do)
		text = pool_printf(pool, "Next: 'spnplan plan' with the same arguments and --format %s writes the steps.",
		    script(&report->steps));
	else if (wrong)
		text = "Next: 'spnplan explain ID' says what a finding means and what to do.";
	else if (report_is_audit(report) && report->n_audited == 0)
		text = "No account came from any source, so nothing was audited.";
	else if (report->n_stays + report->n_ignored > 0)
		text = "Nothing else was found.";
	else if (report_is_audit(report))
		text = "Nothing of this breaks or weakens Kerberos.";
	else
		text = "The directory is as planned.";
	fputc('\n', page->out);
	paragraph(page, 0, text);
}

int
render_text(FILE *out, const struct report *report, const struct look *look)
{
	struct page	 page = { .out = out, .report = report, .look = look };

	summary(&page);
	seen(&page);
	findings(&page);
	apart(&page);
	if (strcmp(report->command, "plan") == 0) {
		decisions(&page);
		predictions(&page);
	}
	steps(&page);
	if (report->facts->evidence != NULL)
		causes(&page);
	else
		delegations(&page);
	skipped(&page);
	next_step(&page);
	pool_free(&page.pool);
	return 0;
}
