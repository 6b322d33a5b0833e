#ifndef CMD_RENDER_MARKUP_H
#define CMD_RENDER_MARKUP_H

#include <stdio.h>

#include "cmd/render/render.h"
#include "plans/table.h"

/* A page of HTML in the making: what html.c and drawing.c share.  Text that
 * came from outside is written by markup_text only. */
struct markup {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
	/* The gravest finding about each, NULL where there is none. */
	const struct finding	**of_decision, **of_delegation;
	struct table		 of_account;	/* findings, by what fold_hash makes of the account's text */
	size_t			*box_of, *key_box_of;	/* for drawing.c: by server of the farm */
	size_t			 next_delegation;	/* for drawing.c: the first of the sites to come */
};

/* The style sheet of the page. */
extern const char	markup_style[];

/* Printable, and with what HTML gives a meaning escaped; for attributes in
 * double quotes too. */
void	markup_text(struct markup *, const char *text);

/* A section, and a table of N columns that begins and ends; ID, CAPTION and
 * TITLE are ours. */
void	markup_heading(struct markup *, const char *id, const char *title);
void	markup_table(struct markup *, const char *caption, const char *const *title, size_t n);
void	markup_table_end(struct markup *);

/* A reference to FINDING where it is told. */
void	markup_finding(struct markup *, const struct finding *);

/* An item of a list: the same, and what was found. */
void	markup_detail(struct markup *, const struct finding *);

/* Fills what the members below "gravest" say, before the first drawing. */
void	drawing_index(struct markup *);

/* What diagnose saw, and what else it may be: html_seen.c. */
void	markup_seen(struct markup *);
void	markup_causes(struct markup *);

/*
 * An SVG drawing of one site: who asks for which name, where it leads, whose
 * key decrypts there and whom that account may act towards; then what was found
 * of what it marks.  Its decisions are N from the FIRST on; sites come
 * in the order of the plan.
 */
void	drawing_site(struct markup *, size_t first, size_t n);

#endif
