#include <string.h>

#include "cmd/render/render.h"
#include "cmd/render/sentence.h"

/*
 * The report for a ticket: CommonMark with GitHub's tables, no HTML.  What
 * came from outside is text, or code, and never becomes anything else.
 */
struct ticket {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
};

/*
 * Plain text: what has a meaning anywhere is escaped, and what has one only
 * at the beginning of a line there.  Bare addresses would be links, and
 * dollar signs formulas.
 */
static void
plain(struct ticket *ticket, const char *text)
{
	static const char	 special[] = "\\`*_[]<>|&~#!@$^{}";
	const char		*shown = printable(&ticket->pool, text), *at;
	bool			 beginning = true;

	for (at = shown; *at != '\0'; at++) {
		if (strchr(special, *at) != NULL ||
		    (*at == ':' && at[1] == '/') || (beginning && strchr("-+=.)", *at) != NULL) ||
		    (*at == '.' && at - shown >= 3 && span_is((struct span){ at - 3, 3 }, "www")))
			fputc('\\', ticket->out);
		fputc(*at, ticket->out);
		beginning &= text_digit(*at) || *at == ' ';
	}
}

/* How many backticks stand together in TEXT, at most. */
static int
longest_run(const char *text)
{
	int	 run = 0, most = 0;

	for (; *text != '\0'; text++) {
		run = *text == '`' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	return most;
}

static void
backticks(struct ticket *ticket, int n)
{
	for (; n > 0; n--)
		fputc('`', ticket->out);
}

/* A name, within a line.  In a table a bar ends the cell even there. */
static void
code(struct ticket *ticket, const char *text, bool in_table)
{
	const char	*shown = printable(&ticket->pool, text), *at;
	int		 n = longest_run(shown) + 1;

	if (*shown == '\0')
		return;
	backticks(ticket, n);
	fputs(n > 1 ? " " : "", ticket->out);
	for (at = shown; *at != '\0'; at++) {
		if (*at == '|' && in_table)
			fputc('\\', ticket->out);
		fputc(*at, ticket->out);
	}
	fputs(n > 1 ? " " : "", ticket->out);
	backticks(ticket, n);
}

/* Lines to copy, at the indent of their item. */
static void
block(struct ticket *ticket, int indent, const char *text)
{
	const char	*shown = printable(&ticket->pool, text);
	int		 n = longest_run(shown) + 1;

	n = n < 3 ? 3 : n;
	fprintf(ticket->out, "\n%*s", indent, "");
	backticks(ticket, n);
	fprintf(ticket->out, "text\n%*s%s\n%*s", indent, "", shown, indent, "");
	backticks(ticket, n);
	fputs("\n", ticket->out);
}

static void
put(struct ticket *ticket, const char *ours)
{
	fputs(ours, ticket->out);
}

static void
heading(struct ticket *ticket, const char *title)
{
	fprintf(ticket->out, "\n## %s\n", title);
}

static void
paragraph(struct ticket *ticket, const char *text)
{
	put(ticket, "\n");
	plain(ticket, text);
	put(ticket, "\n");
}

static void
summary(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	char			*line[SCOPE_LINES], *found = sentence_duplicates(&ticket->pool, report);
	size_t			 i, n = sentence_scope(&ticket->pool, report, line);

	fprintf(ticket->out, "# spnplan %s%s\n", report->command, report->rollback ? ", rollback" : "");
	for (i = 0; i < n; i++)
		paragraph(ticket, line[i]);
	paragraph(ticket, sentence_counts(&ticket->pool, report));
	if (found != NULL)
		paragraph(ticket, found);
}

static void
finding(struct ticket *ticket, const struct finding *row)
{
	size_t	 i;

	put(ticket, "- **");
	plain(ticket, row->subject.text);
	put(ticket, "**: ");
	plain(ticket, row->detail);
	for (i = 0; i < row->n_holder; i++) {
		put(ticket, "; on ");
		code(ticket, row->holder[i].name, false);
		fprintf(ticket->out, " (%s%s%s)", row->holder[i].state,
		    row->holder[i].verdict != NULL ? ", " : "", row->holder[i].verdict != NULL ? row->holder[i].verdict : "");
	}
	if (row->n_step > 0)
		fprintf(ticket->out, "; remedy: step%s %s", sentence_plural(row->n_step),
		    sentence_numbers(&ticket->pool, row->step, row->n_step));
	put(ticket, "\n");
}

/* What a kind of finding means is said once. */
static void
findings(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	const struct check	*check;
	size_t			 i, j, n;

	if (report->n_finding > 0)
		heading(ticket, "Findings");
	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		check = report->finding[i].check;
		fprintf(ticket->out, "\n### %s: %s (%zu)\n", severity_word[check->severity], check->id, n);
		paragraph(ticket, check->consequence);
		paragraph(ticket, check->remedy);
		put(ticket, "\n");
		for (j = 0; j < n; j++)
			finding(ticket, &report->finding[i + j]);
	}
}

static void
decision(struct ticket *ticket, const struct decision *d, const struct standing *at)
{
	put(ticket, "| ");
	code(ticket, d->spn, true);
	fprintf(ticket->out, " | %s | ", outcome_word[d->rule->outcome]);
	if (d->holder != NULL)
		code(ticket, d->holder->text, true);
	fprintf(ticket->out, " | %s | ", at->assumed ? "assumed" :
	    ticket->report->facts->directory == NULL || d->holder == NULL ? "" : state_word[at->state]);
	plain(ticket, d->reason);
	fprintf(ticket->out, " \\[%s\\] |\n", d->rule->id);
}

static void
decisions(struct ticket *ticket)
{
	const struct plan	*plan = ticket->report->facts->plan;
	const char		*place = NULL;
	size_t			 i;

	if (plan->n_decision > 0)
		heading(ticket, "Decisions");
	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].place != place) {
			place = plan->decision[i].place;
			put(ticket, "\n### ");
			plain(ticket, place);
			put(ticket, "\n\n| SPN | Outcome | Account | In the directory | Why |\n| --- | --- | --- | --- | --- |\n");
		}
		decision(ticket, &plan->decision[i], &ticket->report->standing[i]);
	}
}

static void
step(struct ticket *ticket, const struct step *row)
{
	struct pool	*pool = &ticket->pool;
	const char	*command, *why;
	int		 indent;

	command = row->action == ACTION_DECIDE ? NULL : row->kind != step_spn ? step_command(pool, row) :
	    setspn_command(pool, ticket->report->facts->farm, row, &why);
	put(ticket, "\n");
	indent = fprintf(ticket->out, "%zu. ", row->number);
	plain(ticket, command == NULL || row->spn != NULL ? sentence_step(pool, row) :
	    pool_printf(pool, "%s%s%s", row->object, row->node != NULL ? ", on " : "", row->node != NULL ? row->node : ""));
	put(ticket, "\n");
	if (row->waits && row->action == ACTION_ADD && !row->blocked)
		fprintf(ticket->out, "\n%*sThe old holder is in another domain: first `setspn -F -Q` must say: "
		    "No such SPN found.\n", indent, "");
	if (command != NULL)
		block(ticket, indent, command);
	if (sentence_no_way_back(row) != NULL) {
		fprintf(ticket->out, "\n%*s**No way back:** ", indent, "");
		plain(ticket, sentence_no_way_back(row));
		put(ticket, "\n");
	}
	if (row->why != NULL) {
		fprintf(ticket->out, "\n%*s", indent, "");
		plain(ticket, row->why);
		put(ticket, "\n");
	}
}

static void
step_list(struct ticket *ticket, const struct steps *steps, bool back)
{
	const struct step	*row;
	size_t			 i;

	for (i = 0; i < steps->n_step; i++) {
		row = steps->step[i];
		if (i == 0 || steps->step[i - 1]->kind != row->kind)
			fprintf(ticket->out, "\n### %s\n\nBy %s.\n", row->kind->stage, row->kind->by);
		step(ticket, row);
		if (!back && row->kind->verify != NULL && (i + 1 == steps->n_step || steps->step[i + 1]->kind != row->kind)) {
			put(ticket, "\nThen: ");
			plain(ticket, row->kind->verify);
			put(ticket, "\n");
		}
	}
}

static void
steps(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	struct steps		 back = { .pool = &ticket->pool };

	if (report->steps.n_step == 0)
		return;
	heading(ticket, report->rollback ? "Rollback, in the order to run it" : "Steps, in the order to run them");
	step_list(ticket, &report->steps, report->rollback);
	if (report->rollback || report->facts->directory == NULL)
		return;
	steps_invert(&back, &report->steps);
	heading(ticket, "Rollback, in the order to run it");
	step_list(ticket, &back, true);
}

static void
delegations(struct ticket *ticket)
{
	const struct plan	*plan = ticket->report->facts->plan;
	size_t			 i, j;

	if (plan->n_delegation == 0)
		return;
	heading(ticket, "Delegation");
	put(ticket, "\n");
	for (i = 0; i < plan->n_delegation; i++) {
		put(ticket, "- ");
		plain(ticket, sentence_delegation(&ticket->pool, &plan->delegation[i]));
		for (j = 0; j < plan->delegation[i].n_spn; j++) {
			put(ticket, j == 0 ? ": " : ", ");
			code(ticket, plan->delegation[i].spn[j], false);
		}
		put(ticket, "; ");
		plain(ticket, plan->delegation[i].rule->reason);
		fprintf(ticket->out, " \\[%s\\]\n", plan->delegation[i].rule->id);
	}
	paragraph(ticket, sentence_never_delegated);
}

static void
skipped(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	size_t			 i;

	if (report->n_skipped == 0)
		return;
	heading(ticket, "Skipped: not passed, for want of evidence");
	put(ticket, "\n");
	for (i = 0; i < report->n_skipped; i++) {
		fprintf(ticket->out, "- `%s`, in ", report->skipped[i].check->id);
		plain(ticket, report->skipped[i].domain);
		put(ticket, ": ");
		plain(ticket, report->skipped[i].because);
		put(ticket, "\n");
	}
}

static void
evidence(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	size_t			 i;

	heading(ticket, "Evidence");
	put(ticket, report->n_source == 0 ? "\nThe description alone.\n" : "\n");
	for (i = 0; i < report->n_source; i++) {
		put(ticket, "- ");
		code(ticket, report->source[i].name, false);
		put(ticket, ", time of the directory: ");
		plain(ticket, report->source[i].time != NULL ? report->source[i].time : "not recorded");
		put(ticket, "\n");
	}
}

int
render_markdown(FILE *out, const struct report *report, const struct look *look)
{
	struct ticket	 ticket = { .out = out, .report = report };

	(void)look;
	summary(&ticket);
	findings(&ticket);
	decisions(&ticket);
	steps(&ticket);
	delegations(&ticket);
	skipped(&ticket);
	evidence(&ticket);
	pool_free(&ticket.pool);
	return 0;
}
