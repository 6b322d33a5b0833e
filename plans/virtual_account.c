#include "plans/virtual_account.h"

#include <string.h>
#include <utf8proc.h>

#include "plans/sid.h"

enum { BEYOND = 0x10000, HIGH = 0xd800, LOW = 0xdc00 };

static size_t
put_unit(char *out, utf8proc_int32_t unit)
{
	out[0] = (char)(unit & 0xff);
	out[1] = (char)(unit >> 8);
	return 2;
}

static size_t
put_character(char *out, utf8proc_int32_t c)
{
	size_t	 n;

	if (c < BEYOND)
		return put_unit(out, c);
	n = put_unit(out, HIGH + ((c - BEYOND) >> 10));
	return n + put_unit(out + n, LOW + ((c - BEYOND) & 0x3ff));
}

char *
virtual_account_bytes(struct pool *pool, const char *name, size_t *n_out)
{
	const utf8proc_uint8_t	*at = (const utf8proc_uint8_t *)name;
	size_t			 left = strlen(name);
	char			*out = pool_alloc(pool, 2 * left + 1);	/* no character takes more */
	utf8proc_int32_t	 c;
	utf8proc_ssize_t	 length;

	*n_out = 0;
	for (; left > 0; at += length, left -= (size_t)length) {
		length = utf8proc_iterate(at, (utf8proc_ssize_t)left, &c);
		if (length <= 0)
			return NULL;
		*n_out += put_character(out + *n_out, utf8proc_tolower(c));
	}
	return out;
}

char *
virtual_account_sid(struct pool *pool, const unsigned char sha1[SHA1_SIZE])
{
	/* [MS-DTYP] 2.4.2.2; subauthorities have their least significant byte first too. */
	char	 sid[8 + 4 + SHA1_SIZE] = { 1, 6, 0, 0, 0, 0, 0, 5, 82 };

	memcpy(sid + 8 + 4, sha1, SHA1_SIZE);
	return sid_text(pool, (struct span){ sid, sizeof(sid) });
}
