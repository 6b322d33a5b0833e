#ifndef CMD_RENDER_TICKET_H
#define CMD_RENDER_TICKET_H

#include <stdbool.h>
#include <stdio.h>

#include "cmd/render/render.h"

/*
 * The report for a ticket: CommonMark with GitHub's tables, no HTML.  What
 * came from outside is text, or code, and never becomes anything else.
 */
struct ticket {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
};

void	ticket_put(struct ticket *, const char *ours);
void	ticket_heading(struct ticket *, const char *title);

/* Plain text, whatever is in it. */
void	ticket_text(struct ticket *, const char *text);
void	ticket_paragraph(struct ticket *, const char *text);

/* A name, within a line; in a table a bar ends the cell even there. */
void	ticket_code(struct ticket *, const char *text, bool in_table);

/* Lines to copy, at the indent of their item. */
void	ticket_block(struct ticket *, int indent, const char *text);

/* An item of a numbered list: what the step does, its command and why. */
void	ticket_step(struct ticket *, const struct step *);

#endif
