#include "cmd/render/ticket.h"

#include <string.h>

#include "cmd/render/sentence.h"

/*
 * Plain text: what has a meaning anywhere is escaped, and what has one only
 * at the beginning of a line there.  Bare addresses would be links, and
 * dollar signs formulas.
 */
void
ticket_text(struct ticket *ticket, const char *text)
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

void
ticket_code(struct ticket *ticket, const char *text, bool in_table)
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

void
ticket_block(struct ticket *ticket, int indent, const char *text)
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

void
ticket_put(struct ticket *ticket, const char *ours)
{
	fputs(ours, ticket->out);
}

void
ticket_heading(struct ticket *ticket, const char *title)
{
	fprintf(ticket->out, "\n## %s\n", title);
}

void
ticket_paragraph(struct ticket *ticket, const char *text)
{
	ticket_put(ticket, "\n");
	ticket_text(ticket, text);
	ticket_put(ticket, "\n");
}

void
ticket_step(struct ticket *ticket, const struct step *row)
{
	struct pool	*pool = &ticket->pool;
	const char	*command, *why;
	int		 indent;

	command = step_is_setspn(row) ? setspn_command(pool, ticket->report->facts->farm, row, &why) :
	    row->action == ACTION_DECIDE ? NULL : step_command(pool, row);
	ticket_put(ticket, "\n");
	indent = fprintf(ticket->out, "%zu. ", row->number);
	ticket_text(ticket, command == NULL || row->spn != NULL ? sentence_step(pool, row) :
	    pool_printf(pool, "%s%s%s", row->object, row->node != NULL ? ", on " : "", row->node != NULL ? row->node : ""));
	ticket_put(ticket, "\n");
	if (row->waits && row->action == ACTION_ADD && !row->blocked)
		fprintf(ticket->out, "\n%*sThe old holder is in another domain: first `setspn -F -Q` must say: "
		    "No such SPN found.\n", indent, "");
	if (command != NULL)
		ticket_block(ticket, indent, command);
	if (sentence_no_way_back(row) != NULL) {
		fprintf(ticket->out, "\n%*s**No way back:** ", indent, "");
		ticket_text(ticket, sentence_no_way_back(row));
		ticket_put(ticket, "\n");
	}
	if (row->why != NULL) {
		fprintf(ticket->out, "\n%*s", indent, "");
		ticket_text(ticket, row->why);
		ticket_put(ticket, "\n");
	}
}

