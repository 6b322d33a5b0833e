#include "ldap/newline.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static uint64_t
few(const char *text, size_t n)
{
	uint64_t	 found = 0;
	size_t		 i;

	for (i = 0; i < n; i++)
		found |= (uint64_t)(text[i] == '\n') << i;
	return found;
}

#ifdef __SSE2__
static uint64_t
quarter(const char *text)
{
	__m128i	 bytes;

	memcpy(&bytes, text, sizeof(bytes));
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
}

static uint64_t
block(const char *text)
{
	return quarter(text) | quarter(text + 16) << 16 | quarter(text + 32) << 32 |
	    quarter(text + 48) << 48;
}
#else
static uint64_t
block(const char *text)
{
	return few(text, NEWLINE_BLOCK);
}
#endif

void
newlines_find(const char *text, size_t n, uint64_t *found)
{
	for (; n >= NEWLINE_BLOCK; text += NEWLINE_BLOCK, n -= NEWLINE_BLOCK)
		*found++ = block(text);
	*found = few(text, n);
}
