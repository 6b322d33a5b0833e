#include "plans/text.h"

#include <string.h>

#include "plans/eight.h"

#define FIVE(c)	[c] = 1, [c + 1] = 1, [c + 2] = 1, [c + 3] = 1, [c + 4] = 1

const unsigned char	text_host[256] = {
	FIVE('0'), FIVE('5'), ['-'] = 1, ['.'] = 1,
	FIVE('A'), FIVE('F'), FIVE('K'), FIVE('P'), FIVE('U'), ['Z'] = 1,
	FIVE('a'), FIVE('f'), FIVE('k'), FIVE('p'), FIVE('u'), ['z'] = 1,
};

struct span
span_of(const char *text)
{
	struct span	 span = { text, text == NULL ? 0 : strlen(text) };

	return span;
}

bool
span_is(struct span span, const char *word)
{
	size_t	 i;

	for (i = 0; i < span.n; i++)
		if (word[i] == '\0' || !text_equal(span.at[i], word[i]))
			return false;
	return word[i] == '\0';
}

bool
span_pass(struct span *span, const char *word)
{
	const size_t	 n = strlen(word);

	if (span->n < n || memcmp(span->at, word, n) != 0)
		return false;
	span->at += n;
	span->n -= n;
	return true;
}

bool
span_count(struct span span, size_t *out)
{
	enum { DIGITS_MOST = 15 };
	size_t	 i;

	*out = 0;
	for (i = 0; i < span.n && i < DIGITS_MOST && text_digit(span.at[i]); i++)
		*out = *out * 10 + (size_t)(span.at[i] - '0');
	return span.n > 0 && i == span.n;
}

int
text_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
text_alpha(char c)
{
	c = text_lower(c);
	return c >= 'a' && c <= 'z';
}

bool
text_same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return span_is(span_of(a), b);
}

/* How many of the N bytes at AT, from the first, are ASCII: in eights. */
static size_t
ascii_run(const unsigned char *at, size_t n)
{
	size_t		 i = 0;

	while (n - i >= sizeof(uint64_t) && eight_ascii(eight_bytes((const char *)at + i)))
		i += sizeof(uint64_t);
	return i;
}

/*
 * The well-formed sequences of RFC 3629 section 4: by their first byte, how
 * many bytes follow and within which bounds the first of those lies.  What
 * follows it is 80 to BF.
 */
static const struct utf8_row {
	unsigned char	 first, last;
	unsigned char	 more;
	unsigned char	 low, high;
} utf8_row[] = {
	{ 0x00, 0x7f, 0, 0x00, 0x00 },
	{ 0xc2, 0xdf, 1, 0x80, 0xbf },
	{ 0xe0, 0xe0, 2, 0xa0, 0xbf },
	{ 0xe1, 0xec, 2, 0x80, 0xbf },
	{ 0xed, 0xed, 2, 0x80, 0x9f },
	{ 0xee, 0xef, 2, 0x80, 0xbf },
	{ 0xf0, 0xf0, 3, 0x90, 0xbf },
	{ 0xf1, 0xf3, 3, 0x80, 0xbf },
	{ 0xf4, 0xf4, 3, 0x80, 0x8f },
};

/* The length of the character at AT, of N bytes at most, or 0: none. */
static size_t
utf8_length(const unsigned char *at, size_t n)
{
	const struct utf8_row	*row = utf8_row;
	const struct utf8_row	*end = utf8_row +
				    sizeof(utf8_row) / sizeof(*utf8_row);
	size_t			 i;

	while (row < end && at[0] > row->last)
		row++;
	if (row == end || at[0] < row->first || n <= row->more)
		return 0;
	if (row->more > 0 && (at[1] < row->low || at[1] > row->high))
		return 0;
	for (i = 2; i <= row->more; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return 1 + (size_t)row->more;
}

bool
text_utf8(struct span text)
{
	const unsigned char	*at = (const unsigned char *)text.at;
	size_t			 i, length;

	for (i = 0; i < text.n; i += length) {
		i += ascii_run(at + i, text.n - i);
		if (i == text.n)
			break;
		length = utf8_length(at + i, text.n - i);
		if (length == 0)
			return false;
	}
	return true;
}

size_t
text_utf8_put(char *at, uint32_t c)
{
	static const struct { uint32_t most; unsigned char lead; } row[] = {
		{ 0x7f, 0 }, { 0x7ff, 0xc0 }, { 0xffff, 0xe0 }, { 0x10ffff, 0xf0 }
	};
	size_t	 i, more = 0;

	while (c > row[more].most)
		more++;
	for (i = more; i > 0; i--) {
		at[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	at[0] = (char)(row[more].lead | c);
	return more + 1;
}

const char *
word_for(const struct word *word, int value)
{
	for (; word->word != NULL; word++)
		if (word->value == value)
			return word->word;
	return "";
}
