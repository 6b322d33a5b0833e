#ifndef CMD_RENDER_SENTENCE_H
#define CMD_RENDER_SENTENCE_H

#include "plans/report.h"

/* What the renderers for people say in the same words.  Names are as they
 * came: whoever writes them makes them safe. */

const char	*sentence_plural(size_t n);

/* The command that looks again, and the one that writes the steps. */
const char	*report_looks(const struct report *);
const char	*report_writes(const struct report *);

bool	report_is_audit(const struct report *);

/* What the report is about, a sentence a line: "1 site, 2 SPNs: 2 to be held
 * by an account." and what of the directory was audited; how many. */
enum { SCOPE_LINES = 3 };
size_t	sentence_scope(struct pool *, const struct report *, char *line[SCOPE_LINES]);

/* "2 errors, 0 warnings, 0 notes; 4 steps; 0 checks skipped." */
char	*sentence_counts(struct pool *, const struct report *);

/* "Since OLD.json: 1 new, 2 stay, 0 gone, 0 not looked at; 3 ignored.", or NULL
 * where nothing was compared or ignored. */
char	*sentence_apart(struct pool *, const struct report *);

/* "found 1 group of duplicate SPNs.", or NULL where that cannot be said. */
char	*sentence_duplicates(struct pool *, const struct report *);

/* What a step does, in one line. */
char	*sentence_step(struct pool *, const struct step *);

/* What a finding says of an account: "enabled, wrong"; where several clash,
 * "computer, enabled". */
char	*sentence_holder(struct pool *, const struct finding *, size_t i);

/* Why it cannot be undone, or NULL. */
const char	*sentence_no_way_back(const struct step *);

/* Where no step changes anything by itself. */
extern const char	sentence_nothing_back[];

/* "1, 4 to 7": of steps in the order of their numbers. */
char	*sentence_numbers(struct pool *, const struct step *const *step, size_t n);

/* Who may act towards whom, and where that is set. */
char	*sentence_delegation(struct pool *, const struct delegation *);

/* Above the causes of plans/cause.h. */
extern const char	sentence_causes[];

/* Whom nothing of that reaches. */
extern const char	sentence_never_delegated[];

/* How many findings from the FIRST on have its id. */
size_t	findings_alike(const struct report *, size_t first);

/* How many decisions from the FIRST on are of its site. */
size_t	decisions_of_site(const struct plan *, size_t first);

/* How many decisions from the FIRST on have its place and its reason. */
size_t	decisions_alike(const struct plan *, size_t first);

/* What stands apart from the findings, a line each: what is gone, stays, is
 * ignored, and what ignores nothing.  Those of one TITLE stand together. */
struct apart {
	const char	*word, *title;	/* "gone", for programs and for people */
	const char	*id, *severity, *subject, *because;	/* SEVERITY and BECAUSE may be NULL */
	char		*line;		/* the same in a sentence */
};
struct apart	*apart_make(struct pool *, const struct report *, size_t *n_out);

/* What is amiss with a prediction, before the reason: "not planned; ". */
const char	*sentence_fate(const struct prediction *);

#endif
