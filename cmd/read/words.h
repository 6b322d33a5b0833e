#ifndef CMD_READ_WORDS_H
#define CMD_READ_WORDS_H

#include "plans/pool.h"

#include <stdbool.h>

/* A line of words as HAProxy takes it apart: blanks, quotation marks of both
 * kinds, backslashes, and comments from # on. */
enum { WORDS_MOST = 256 };

struct words {
	const char	*word[WORDS_MOST + 1];	/* NULL behind the last */
	size_t		 n;
	bool		 too_many;
};

void	words_split(struct words *, struct pool *, const char *line, size_t n);

#endif
