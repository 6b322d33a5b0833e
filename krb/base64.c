#include "krb/base64.h"

#include <stdint.h>
#include <string.h>

enum { NO_DIGIT = 64 };

static unsigned
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (text_digit(c))
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : NO_DIGIT;
}

bool
base64_digit(char c)
{
	return digit_value(c) != NO_DIGIT;
}

/* Goes past blanks, and past padding where SIGN is '='. */
static void
skip(struct span *text, char sign)
{
	while (text->n > 0 && (text_blank(*text->at) || *text->at == sign)) {
		text->at++;
		text->n--;
	}
}

struct span
base64_read(struct pool *pool, struct span text, struct span *rest)
{
	unsigned char	*out = pool_alloc(pool, text.n / 4 * 3 + 3);
	unsigned	 n_bit = 0;
	uint32_t	 bits = 0;
	size_t		 n = 0;

	for (skip(&text, ' '); text.n > 0 && base64_digit(*text.at); skip(&text, ' ')) {
		bits = bits << 6 | digit_value(*text.at);
		n_bit += 6;
		if (n_bit >= 8) {
			n_bit -= 8;
			out[n++] = (unsigned char)(bits >> n_bit);
		}
		text.at++;
		text.n--;
	}
	skip(&text, '=');
	*rest = text;
	return (struct span){ (const char *)out, n };
}

char *
base64_write(struct pool *pool, struct span bytes)
{
	static const char	 digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char			*text = pool_alloc(pool, bytes.n / 3 * 4 + 5), *to = text;
	size_t			 i, k, n;
	uint32_t		 bits;

	for (i = 0; i < bytes.n; i += n) {
		n = bytes.n - i < 3 ? bytes.n - i : 3;
		for (bits = 0, k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? (unsigned char)bytes.at[i + k] : 0);
		for (k = 0; k < 4; k++)
			*to++ = k <= n ? digit[bits >> (18 - 6 * k) & 63] : '=';
	}
	return text;
}
