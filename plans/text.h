#ifndef PLANS_TEXT_H
#define PLANS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/eight.h"

/*
 * Text that somebody else owns: not terminated, any bytes.  AT may be NULL
 * where N is 0.
 */
struct span {
	const char	*at;
	size_t		 n;
};

struct span	span_of(const char *text);	/* NULL gives the empty span */
bool	span_is(struct span, const char *word);	/* ASCII case ignored */
bool	span_pass(struct span *, const char *word);	/* goes past what it begins with, byte for byte */
bool	span_count(struct span, size_t *out);	/* is it a number, of 15 digits at most? */

/* 1 for what names of hosts are made of: letters, digits, "-" and ".". */
extern const unsigned char	text_host[256];

/* ASCII only, whatever the locale. */
static inline bool
text_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A space, a tab or an end of a line. */
static inline bool
text_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* But for case; nearly always they are the same. */
static inline bool
text_equal(char a, char b)
{
	return a == b || text_lower(a) == text_lower(b);
}

/* Byte for byte? */
static inline bool
span_same(struct span a, struct span b)
{
	return a.n == b.n && eight_same(a.at, b.at, a.n);
}

bool	text_alpha(char);
int	text_order(const void *, const void *);	/* for qsort, of two strings: by bytes */
bool	text_same(const char *, const char *);	/* ASCII case ignored; NULLs equal */

/* Is it UTF-8 (RFC 3629: no surrogates, nothing overlong)? */
bool	text_utf8(struct span);

/* Writes the character C, of 4 bytes at most, and returns how many it takes; a
 * surrogate becomes what text_utf8 refuses. */
size_t	text_utf8_put(char *at, uint32_t c);

/* A word of the description and the value that it stands for. */
struct word {
	const char	*word;
	int		 value;
};

/* The word for VALUE in a table that ends in { NULL, 0 }, or "". */
const char	*word_for(const struct word *, int value);

#endif
