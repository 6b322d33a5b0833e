#include <string.h>

#include "cmd/render/render.h"
#include "cmd/render/seen.h"
#include "cmd/render/sentence.h"

/*
 * The report for spreadsheets (RFC 4180): one table, a line for what was
 * audited, and for each decision, finding, step, delegation and skipped check.
 * The mark in front makes spreadsheets read UTF-8.
 */
enum column { RECORD, NUMBER, ID, SEVERITY, SUBJECT, SPN, ACCOUNT, RESULT, DIRECTORY, DETAIL, STEPS, N_COLUMN };

static const char *const title[N_COLUMN] = {
	[RECORD] = "record", [NUMBER] = "number", [ID] = "id", [SEVERITY] = "severity", [SUBJECT] = "subject",
	[SPN] = "spn", [ACCOUNT] = "account", [RESULT] = "result", [DIRECTORY] = "directory",
	[DETAIL] = "detail", [STEPS] = "steps"
};

struct sheet {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
};

/* What a spreadsheet would run: these, and the same in full width. */
static bool
is_formula(const char *text)
{
	static const char	*const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0" };
	size_t			 i;

	for (i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
		if (strncmp(text, wide[i], 3) == 0)
			return true;
	}
	return *text != '\0' && strchr("=+-@\t\r\n", *text) != NULL;
}

/* Always quoted; an apostrophe before what would be run makes it text. */
static void
cell(struct sheet *sheet, const char *text)
{
	const char	*at = text == NULL ? "" : printable(&sheet->pool, text);

	fputs(is_formula(at) ? "\"'" : "\"", sheet->out);
	for (; *at != '\0'; at++) {
		if (*at == '"')
			fputc('"', sheet->out);
		fputc(*at, sheet->out);
	}
	fputc('"', sheet->out);
}

static void
row(struct sheet *sheet, const char *const text[N_COLUMN])
{
	int	 i;

	for (i = 0; i < N_COLUMN; i++) {
		fputs(i == 0 ? "" : ",", sheet->out);
		cell(sheet, text[i]);
	}
	fputs("\r\n", sheet->out);
}

static char *
number(struct sheet *sheet, size_t n)
{
	return pool_printf(&sheet->pool, "%zu", n);
}

/* An audit of some domains does not speak for the forest. */
static void
scope(struct sheet *sheet)
{
	char	*line[SCOPE_LINES];
	size_t	 i, n = sentence_scope(&sheet->pool, sheet->report, line);

	for (i = 0; i < n; i++)
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = "scope", [NUMBER] = number(sheet, i + 1),
		    [DETAIL] = line[i] });
}

static void
decisions(struct sheet *sheet)
{
	const struct report	*report = sheet->report;
	const struct decision	*d;
	const struct standing	*at;
	size_t			 i;

	for (i = 0; i < report->facts->plan->n_decision; i++) {
		d = &report->facts->plan->decision[i];
		at = &report->standing[i];
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = "decision", [NUMBER] = number(sheet, i + 1),
		    [ID] = d->rule->id, [SUBJECT] = d->place, [SPN] = d->spn,
		    [ACCOUNT] = d->holder != NULL ? d->holder->text : NULL, [RESULT] = outcome_word[d->rule->outcome],
		    [DIRECTORY] = at->assumed ? "assumed" : report->facts->directory == NULL || d->holder == NULL ? NULL :
		    state_word[at->state],
		    [DETAIL] = d->reason, [STEPS] = sentence_numbers(&sheet->pool, at->step, at->n_step) });
	}
}

/* "CORP\web$, enabled, wrong; CORP\svc, disabled" */
static char *
holders(struct sheet *sheet, const struct finding *finding)
{
	const char	**text = pool_alloc(&sheet->pool, finding->n_holder * sizeof(*text));
	size_t		 i;

	for (i = 0; i < finding->n_holder; i++)
		text[i] = pool_printf(&sheet->pool, "%s, %s", finding->holder[i].name,
		    sentence_holder(&sheet->pool, finding, i));
	return pool_join(&sheet->pool, text, finding->n_holder, "; ");
}

static void
seen(struct sheet *sheet)
{
	size_t			 i, n;
	const struct seen_row	*row_of = seen_rows(&sheet->pool, sheet->report, &n);

	for (i = 0; i < n; i++)
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = row_of[i].word, [NUMBER] = number(sheet, i + 1),
		    [SUBJECT] = row_of[i].subject, [RESULT] = row_of[i].result, [DETAIL] = row_of[i].detail });
}

static void
findings(struct sheet *sheet)
{
	const struct report	*report = sheet->report;
	const struct finding	*finding;
	size_t			 i;

	for (i = 0; i < report->n_finding; i++) {
		finding = &report->finding[i];
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = "finding", [NUMBER] = number(sheet, i + 1),
		    [ID] = finding->check->id, [SEVERITY] = severity_word[finding->check->severity],
		    [SUBJECT] = finding->subject.text,
		    [SPN] = finding->subject.decision != NULL ? finding->subject.decision->spn : finding->subject.spn,
		    [ACCOUNT] = holders(sheet, finding), [DETAIL] = finding->detail,
		    [STEPS] = sentence_numbers(&sheet->pool, finding->step, finding->n_step) });
	}
}

static void
apart(struct sheet *sheet)
{
	size_t			 i, n;
	const struct apart	*row_of = apart_make(&sheet->pool, sheet->report, &n);

	for (i = 0; i < n; i++)
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = row_of[i].word, [NUMBER] = number(sheet, i + 1),
		    [ID] = row_of[i].id, [SEVERITY] = row_of[i].severity,
		    [SUBJECT] = row_of[i].subject, [DETAIL] = row_of[i].because });
}

static void
steps(struct sheet *sheet)
{
	const struct report	*report = sheet->report;
	const struct step	*step;
	size_t			 i;

	for (i = 0; i < report->steps.n_step; i++) {
		step = report->steps.step[i];
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = report->rollback ? "rollback" : "step",
		    [NUMBER] = number(sheet, step->number), [ID] = step->kind->word,
		    [SUBJECT] = step->node != NULL ? step->node : step->object, [SPN] = step->spn,
		    [ACCOUNT] = step->account, [RESULT] = action_word[step->action],
		    [DETAIL] = sentence_step(&sheet->pool, step), [STEPS] = number(sheet, step->number) });
	}
}

static void
delegations(struct sheet *sheet)
{
	const struct plan	*plan = sheet->report->facts->plan;
	const struct delegation	*d;
	size_t			 i;

	for (i = 0; i < plan->n_delegation; i++) {
		d = &plan->delegation[i];
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = "delegation", [NUMBER] = number(sheet, i + 1),
		    [ID] = d->rule->id, [SUBJECT] = d->site->name, [SPN] = pool_join(&sheet->pool, d->spn, d->n_spn, "; "),
		    [ACCOUNT] = d->from != NULL ? d->from->text : d->balancer->name,
		    [RESULT] = delegation_word[d->rule->kind], [DETAIL] = sentence_delegation(&sheet->pool, d) });
	}
}

static void
skipped(struct sheet *sheet)
{
	const struct report	*report = sheet->report;
	size_t			 i;

	for (i = 0; i < report->n_skipped; i++)
		row(sheet, (const char *const [N_COLUMN]){ [RECORD] = "skipped", [NUMBER] = number(sheet, i + 1),
		    [ID] = report->skipped[i].check->id, [SEVERITY] = severity_word[report->skipped[i].check->severity],
		    [SUBJECT] = report->skipped[i].domain, [DETAIL] = report->skipped[i].because });
}

int
render_csv(FILE *out, const struct report *report, const struct look *look)
{
	struct sheet	 sheet = { .out = out, .report = report };

	(void)look;
	fputs("\xef\xbb\xbf", out);
	row(&sheet, title);
	if (report_is_audit(report))
		scope(&sheet);
	if (report->facts->evidence == NULL)
		decisions(&sheet);
	seen(&sheet);
	findings(&sheet);
	apart(&sheet);
	steps(&sheet);
	if (report->facts->evidence == NULL)
		delegations(&sheet);
	skipped(&sheet);
	pool_free(&sheet.pool);
	return 0;
}
