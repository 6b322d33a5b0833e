#ifndef SETSPN_BLOCK_H
#define SETSPN_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/setspn/store.h"

/*
 * LDIF (RFC 2849) as blocks of lines.  What is not LDIF, and values by URL,
 * end the program.
 */

/* A line of LDIF, unfolded and decoded. */
struct line {
	const char	*name;
	const char	*text;		/* NULL where it holds a NUL */
	const char	*raw;
	size_t		 raw_len;
	size_t		 number;
};

/* The lines up to a blank one, with the blank lines and comments before them. */
struct block {
	struct line	*line;
	size_t		 n_line;
	const char	*raw;
	size_t		 raw_len;
};

struct input {
	struct store	*store;		/* of what is read */
	const char	*path;
	const char	*at;
	const char	*end;
	size_t		 number;	/* of the line at AT */
};

/* The digits, in order. */
extern const char	base64[];

/* False at the end of the file. */
bool	block_read(struct input *, struct block *);

/* The first line of that attribute behind AFTER, which may be NULL, or NULL. */
const struct line	*block_next(const struct block *, const char *name,
			    const struct line *after);

/* The first value of the attribute, or NULL. */
const char	*block_text(const struct block *, const char *name);

/* Has the attribute that value, whatever its case? */
bool	block_has(const struct block *, const char *name, const char *text);

#endif
