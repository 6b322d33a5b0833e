#ifndef LDAP_NEWLINE_H
#define LDAP_NEWLINE_H

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * memchr(3) for line feeds.  An export has a million lines of some dozen bytes
 * each: a call for every one takes longer than to look.
 */
#ifdef __SSE2__
static inline unsigned
newlines(const char *at)
{
	__m128i	 text;

	memcpy(&text, at, sizeof(text));
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('\n')));
}

static inline char *
newline(char *at, const char *end)
{
	enum { HALF = 16, STEP = 32 };
	unsigned	 found;

	for (; end - at >= STEP; at += STEP)
		if ((found = newlines(at) | newlines(at + HALF) << HALF) != 0)
			return at + __builtin_ctz(found);
	return memchr(at, '\n', (size_t)(end - at));
}
#else
static inline char *
newline(char *at, const char *end)
{
	return memchr(at, '\n', (size_t)(end - at));
}
#endif

#endif
