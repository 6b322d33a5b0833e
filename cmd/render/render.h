#ifndef CMD_RENDER_RENDER_H
#define CMD_RENDER_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "plans/printable.h"
#include "plans/report.h"

/* How a report is to look; what is in it is settled before. */
struct look {
	int	 width;		/* columns */
	bool	 colour;
};

/* Writes the whole report.  0, or -1 where it cannot be expressed; the caller
 * looks at ferror. */
typedef int render_fn(FILE *, const struct report *, const struct look *);

struct renderer {
	const char	*name;
	render_fn	*render;
	const char	*says;
};

extern const struct renderer	renderer_table[];	/* the last has no name */

const struct renderer	*renderer_find(struct span name);	/* or NULL */
char	*renderer_names(struct pool *);		/* "text, json, ..." */

/* The line of setspn for a step of kind spn, as a script of cmd.exe takes it;
 * NULL, and why in *WHY, where it cannot be written or is not to be run yet. */
char	*setspn_command(struct pool *, const struct farm *, const struct step *, const char **why_out);

render_fn	render_text, render_json, render_html, render_markdown, render_csv,
		render_setspn, render_powershell, render_ldif, render_runbook;

#endif
