#ifndef LDAP_NEWLINE_H
#define LDAP_NEWLINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The line feeds of a text, all found before its lines are looked at: lines are
 * short, and to look for the end of each from where it begins has the processor
 * wait for one after the other.
 */
enum { NEWLINE_BLOCK = 64 };

/* Those of each block of the text, a bit each, the lowest first: N /
 * NEWLINE_BLOCK + 1 numbers of them. */
void	newlines_find(const char *text, size_t n, uint64_t *found);

/* What is left of them: MASK of the block at AT, and all behind. */
struct newlines {
	char		*at;
	uint64_t	 mask;
	const uint64_t	*next;
};

static inline struct newlines
newlines_of(char *text, const uint64_t *found)
{
	return (struct newlines){ text, *found, found + 1 };
}

/* The next one.  There must be one. */
static inline char *
newline_next(struct newlines *newlines)
{
	while (newlines->mask == 0) {
		newlines->at += NEWLINE_BLOCK;
		newlines->mask = *newlines->next++;
	}
	return newlines->at + __builtin_ctzll(newlines->mask);
}

/* Goes past it. */
static inline void
newline_pass(struct newlines *newlines)
{
	newlines->mask &= newlines->mask - 1;
}

#endif
