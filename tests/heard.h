#ifndef TESTS_HEARD_H
#define TESTS_HEARD_H

#include "plans/entry.h"
#include "plans/pool.h"

/* What a source pushed, as text that can be compared. */
struct heard {
	struct pool	 pool;
	char		*text;		/* a line for each entry; bytes that do not print as \xHH */
	char		*covers;	/* the domains, a blank after each */
	char		*note;		/* a line for each note */
	const char	*stranger;	/* source of an entry that is not NAME */
	const char	*name;		/* of the source; NULL: any */
};

void		heard_init(struct heard *, const char *name);
struct sink	heard_sink(struct heard *);
void		heard_note(void *heard, const char *text);
void		heard_free(struct heard *);

#endif
