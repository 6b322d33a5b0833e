#include "tests/notation.h"

#include <stdlib.h>
#include <string.h>

/* Puts the length of DER before what stands from AT on. */
static size_t
put_length(char *bytes, size_t at, size_t n)
{
	const size_t	 length = n - at, more = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;

	memmove(bytes + at + 1 + more, bytes + at, length);
	bytes[at] = (char)(more == 0 ? length : 0x80 + more);
	for (size_t i = 0; i < more; i++)
		bytes[at + 1 + i] = (char)(length >> 8 * (more - 1 - i) & 0xff);
	return n + 1 + more;
}

static int
hex(char c)
{
	static const char	 digit[] = "0123456789abcdef";
	const char		*at = c == '\0' ? NULL : strchr(digit, c);

	if (at == NULL)
		abort();
	return (int)(at - digit);
}

static size_t
put_text(const char **at, char *bytes, size_t n)
{
	const int	 wide = **at == '~';

	for (*at += 1 + wide; **at != '\''; (*at)++) {
		bytes[n++] = **at;
		if (wide)
			bytes[n++] = '\0';
	}
	return n;
}

struct span
notation(struct pool *pool, const char *at)
{
	enum { DEEPEST = 32 };
	char	*bytes = pool_alloc(pool, 3 * strlen(at) + 1);
	size_t	 open[DEEPEST], depth = 0, n = 0;

	for (; *at != '\0'; at++) {
		if (*at == '{' && depth < DEEPEST)
			open[depth++] = n;
		else if (*at == '}' && depth > 0)
			n = put_length(bytes, open[--depth], n);
		else if (*at == '\'' || *at == '~')
			n = put_text(&at, bytes, n);
		else if (*at != ' ') {
			bytes[n++] = (char)(hex(at[0]) << 4 | hex(at[1]));
			at++;
		}
	}
	if (depth != 0)
		abort();
	return (struct span){ bytes, n };
}
