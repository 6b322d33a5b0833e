#ifndef CMD_RENDER_SEEN_H
#define CMD_RENDER_SEEN_H

#include "plans/report.h"

/*
 * What diagnose saw, a row each, for the renderers for people.  Those of one
 * TITLE stand together.
 */
struct seen_row {
	const char	*word, *title;	/* "server", "Servers": for programs and for people */
	const char	*subject;	/* the node, the SPN, the name, the place */
	const char	*result;	/* in a few words: the verdict */
	const char	*detail;	/* and the rest, "" for none */
};

struct seen_row	*seen_rows(struct pool *, const struct report *, size_t *n_out);

/* What it comes to, in one sentence. */
char	*seen_summary(struct pool *, const struct report *);

/* The next command for somebody who has read that. */
char	*seen_next(struct pool *, const struct report *);

#endif
