#include <string.h>

#include "cmd/render/seen.h"
#include "cmd/render/sentence.h"
#include "cmd/render/ticket.h"
#include "plans/cause.h"

static void
summary(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	char			*line[SCOPE_LINES], *found = sentence_duplicates(&ticket->pool, report);
	size_t			 i, n = sentence_scope(&ticket->pool, report, line);

	fprintf(ticket->out, "# spnplan %s%s\n", report->command, report->rollback ? ", rollback" : "");
	for (i = 0; i < n; i++)
		ticket_paragraph(ticket, line[i]);
	ticket_paragraph(ticket, sentence_counts(&ticket->pool, report));
	if (sentence_apart(&ticket->pool, report) != NULL)
		ticket_paragraph(ticket, sentence_apart(&ticket->pool, report));
	if (found != NULL)
		ticket_paragraph(ticket, found);
}

static void
seen(struct ticket *ticket)
{
	size_t			 i, n;
	const struct seen_row	*row = seen_rows(&ticket->pool, ticket->report, &n);

	for (i = 0; i < n; i++) {
		if (i == 0 || strcmp(row[i].title, row[i - 1].title) != 0) {
			ticket_heading(ticket, row[i].title);
			ticket_put(ticket, "\n| | | |\n| --- | --- | --- |\n");
		}
		ticket_put(ticket, "| ");
		ticket_code(ticket, row[i].subject, true);
		ticket_put(ticket, " | ");
		ticket_text(ticket, row[i].result);
		ticket_put(ticket, " | ");
		ticket_text(ticket, row[i].detail);
		ticket_put(ticket, " |\n");
	}
}

static void
causes(struct ticket *ticket)
{
	size_t			 i, n;
	const struct cause	**cause = causes_make(&ticket->pool, ticket->report, &n);

	if (n > 0) {
		ticket_heading(ticket, sentence_causes);
		ticket_put(ticket, "\n");
	}
	for (i = 0; i < n; i++) {
		ticket_put(ticket, "- ");
		ticket_text(ticket, pool_printf(&ticket->pool, "%s: %s", cause[i]->says, cause[i]->remedy));
		ticket_put(ticket, "\n");
	}
}

static void
finding(struct ticket *ticket, const struct finding *row)
{
	size_t	 i;

	ticket_put(ticket, "- **");
	ticket_text(ticket, row->subject.text);
	ticket_put(ticket, "**: ");
	ticket_text(ticket, row->detail);
	for (i = 0; i < row->n_holder; i++) {
		ticket_put(ticket, "; on ");
		ticket_code(ticket, row->holder[i].name, false);
		ticket_put(ticket, " (");
		ticket_text(ticket, sentence_holder(&ticket->pool, row, i));
		ticket_put(ticket, ")");
	}
	if (row->n_step > 0)
		fprintf(ticket->out, "; remedy: step%s %s", sentence_plural(row->n_step),
		    sentence_numbers(&ticket->pool, row->step, row->n_step));
	ticket_put(ticket, "\n");
}

/* What a kind of finding means is said once. */
static void
findings(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	const struct check	*check;
	size_t			 i, j, n;

	if (report->n_finding > 0)
		ticket_heading(ticket, report->past != NULL ? "New findings" : "Findings");
	for (i = 0; i < report->n_finding; i += n) {
		n = findings_alike(report, i);
		check = report->finding[i].check;
		fprintf(ticket->out, "\n### %s: %s (%zu)\n", severity_word[check->severity], check->id, n);
		ticket_paragraph(ticket, check->consequence);
		ticket_paragraph(ticket, check->remedy);
		ticket_put(ticket, "\n");
		for (j = 0; j < n; j++)
			finding(ticket, &report->finding[i + j]);
	}
}

static void
apart(struct ticket *ticket)
{
	size_t			 i, n;
	const struct apart	*row = apart_make(&ticket->pool, ticket->report, &n);

	for (i = 0; i < n; i++) {
		if (i == 0 || row[i].title != row[i - 1].title) {
			ticket_heading(ticket, row[i].title);
			ticket_put(ticket, "\n");
		}
		ticket_put(ticket, "- ");
		ticket_text(ticket, row[i].line);
		ticket_put(ticket, "\n");
	}
}

static void
decision(struct ticket *ticket, const struct decision *d, const struct standing *at)
{
	ticket_put(ticket, "| ");
	ticket_code(ticket, d->spn, true);
	fprintf(ticket->out, " | %s | ", outcome_word[d->rule->outcome]);
	if (d->holder != NULL)
		ticket_code(ticket, d->holder->text, true);
	fprintf(ticket->out, " | %s | ", at->assumed ? "assumed" :
	    ticket->report->facts->directory == NULL || d->holder == NULL ? "" : state_word[at->state]);
	ticket_text(ticket, d->reason);
	fprintf(ticket->out, " \\[%s\\] |\n", d->rule->id);
}

static void
decisions(struct ticket *ticket)
{
	const struct plan	*plan = ticket->report->facts->plan;
	const char		*place = NULL;
	size_t			 i;

	if (plan->n_decision > 0)
		ticket_heading(ticket, "Decisions");
	for (i = 0; i < plan->n_decision; i++) {
		if (plan->decision[i].place != place) {
			place = plan->decision[i].place;
			ticket_put(ticket, "\n### ");
			ticket_text(ticket, place);
			ticket_put(ticket, "\n\n| SPN | Outcome | Account | In the directory | Why |\n| --- | --- | --- | --- | --- |\n");
		}
		decision(ticket, &plan->decision[i], &ticket->report->standing[i]);
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
		ticket_step(ticket, row);
		if (!back && row->kind->verify != NULL && (i + 1 == steps->n_step || steps->step[i + 1]->kind != row->kind)) {
			ticket_put(ticket, "\nThen: ");
			ticket_text(ticket, row->kind->verify);
			ticket_put(ticket, "\n");
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
	ticket_heading(ticket, report->rollback ? "Rollback, in the order to run it" : "Steps, in the order to run them");
	step_list(ticket, &report->steps, report->rollback);
	if (report->rollback || report->facts->directory == NULL)
		return;
	steps_invert(&back, &report->steps);
	ticket_heading(ticket, "Rollback, in the order to run it");
	if (back.n_step == 0)
		ticket_paragraph(ticket, sentence_nothing_back);
	step_list(ticket, &back, true);
}

static void
delegations(struct ticket *ticket)
{
	const struct plan	*plan = ticket->report->facts->plan;
	size_t			 i, j;

	if (plan->n_delegation == 0)
		return;
	ticket_heading(ticket, "Delegation");
	ticket_put(ticket, "\n");
	for (i = 0; i < plan->n_delegation; i++) {
		ticket_put(ticket, "- ");
		ticket_text(ticket, sentence_delegation(&ticket->pool, &plan->delegation[i]));
		for (j = 0; j < plan->delegation[i].n_spn; j++) {
			ticket_put(ticket, j == 0 ? ": " : ", ");
			ticket_code(ticket, plan->delegation[i].spn[j], false);
		}
		ticket_put(ticket, "; ");
		ticket_text(ticket, plan->delegation[i].rule->reason);
		fprintf(ticket->out, " \\[%s\\]\n", plan->delegation[i].rule->id);
	}
	ticket_paragraph(ticket, sentence_never_delegated);
}

static void
skipped(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	size_t			 i;

	if (report->n_skipped == 0)
		return;
	ticket_heading(ticket, "Skipped: not passed, for want of evidence");
	ticket_put(ticket, "\n");
	for (i = 0; i < report->n_skipped; i++) {
		fprintf(ticket->out, "- `%s`, in ", report->skipped[i].check->id);
		ticket_text(ticket, report->skipped[i].domain);
		ticket_put(ticket, ": ");
		ticket_text(ticket, report->skipped[i].because);
		ticket_put(ticket, "\n");
	}
}

static void
evidence(struct ticket *ticket)
{
	const struct report	*report = ticket->report;
	size_t			 i;

	ticket_heading(ticket, "Evidence");
	ticket_put(ticket, report->n_source > 0 ? "\n" : report->facts->evidence != NULL ? "\nNo directory.\n" :
	    "\nThe description alone.\n");
	for (i = 0; i < report->n_source; i++) {
		ticket_put(ticket, "- ");
		ticket_code(ticket, report->source[i].name, false);
		ticket_put(ticket, ", time of the directory: ");
		ticket_text(ticket, report->source[i].time != NULL ? report->source[i].time : "not recorded");
		ticket_put(ticket, "\n");
	}
}

int
render_markdown(FILE *out, const struct report *report, const struct look *look)
{
	struct ticket	 ticket = { .out = out, .report = report };

	(void)look;
	summary(&ticket);
	seen(&ticket);
	findings(&ticket);
	apart(&ticket);
	if (report->facts->evidence == NULL)
		decisions(&ticket);
	steps(&ticket);
	if (report->facts->evidence == NULL)
		delegations(&ticket);
	else
		causes(&ticket);
	skipped(&ticket);
	evidence(&ticket);
	pool_free(&ticket.pool);
	return 0;
}
