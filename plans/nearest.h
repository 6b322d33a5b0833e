#ifndef PLANS_NEAREST_H
#define PLANS_NEAREST_H

#include <stddef.h>

/*
 * What somebody meant who misspelt WORD.  Begin with { .word = word }, try
 * each word that there is; the nearest of them, the first of several, is
 * FOUND, or NULL where none is near: a third of its letters may be wrong,
 * missing, too many, or two neighbours swapped, and it may stop short.
 */
struct nearest {
	const char	*word;
	const char	*found;
	size_t		 distance;
	char		 text[96];
};

void	nearest_try(struct nearest *, const char *word);

/* ", but 'check' is", or "". */
const char	*nearest_says(struct nearest *);

#endif
