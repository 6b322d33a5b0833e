#include "plans/printable.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "plans/text.h"

/* Characters that are not shown at all make two names read as one. */
static bool
is_shown(const unsigned char *at, size_t n)
{
	utf8proc_int32_t	 c;

	return utf8proc_iterate(at, (utf8proc_ssize_t)n, &c) <= 0 || !utf8proc_get_property(c)->ignorable;
}

/* C1 controls (U+0080 to U+009F) drive terminals too; bidirectional marks
 * (U+200E, U+200F, U+202A-E, U+2066-9) make a line read as another. */
static bool
is_plain(const unsigned char *at, size_t n)
{
	if (n == 1)
		return at[0] >= 0x20 && at[0] != 0x7f;
	if (n == 2)
		return at[0] != 0xc2 || at[1] >= 0xa0;
	if (n == 3 && at[0] == 0xe2 && at[1] == 0x80)
		return !(at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae));
	if (n == 3 && at[0] == 0xe2 && at[1] == 0x81)
		return !(at[2] >= 0xa6 && at[2] <= 0xa9);
	return true;
}

static size_t
sequence(const unsigned char *at, size_t left)
{
	size_t	 n = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

	if (n > left || !text_utf8((struct span){ (const char *)at, n }))
		return 0;
	return n;
}

char *
printable(struct pool *pool, const char *text)
{
	size_t			 left = strlen(text), n;
	char			*out = pool_alloc(pool, 4 * left + 1), *to = out;
	const unsigned char	*at = (const unsigned char *)text;

	for (; left > 0; at += n, left -= n) {
		n = sequence(at, left);
		if (n > 0 && is_plain(at, n) && (n == 1 || is_shown(at, n))) {
			memcpy(to, at, n);
			to += n;
			continue;
		}
		n = n == 0 ? 1 : n;
		for (size_t i = 0; i < n; i++)
			to += snprintf(to, 5, "\\x%02X", at[i]);
	}
	*to = '\0';
	return out;
}
