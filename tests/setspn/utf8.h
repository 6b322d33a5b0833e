#ifndef SETSPN_UTF8_H
#define SETSPN_UTF8_H

#include <stdint.h>

/*
 * The code point at *AT, which is moved behind it, or -1 where the bytes up
 * to END are not UTF-8 (RFC 3629): *AT stays then.
 */
static inline int32_t
utf8_next(const char **at, const char *end)
{
	static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)*at;
	int32_t code = byte[0];
	int more = 0, i;

	if (code >= 0xf0 && code <= 0xf4)
		more = 3;
	else if (code >= 0xe0 && code < 0xf0)
		more = 2;
	else if (code >= 0xc2 && code < 0xe0)
		more = 1;
	else if (code >= 0x80)
		return -1;
	if (end - *at <= more)
		return -1;
	if (more > 0)
		code &= 0x3f >> more;
	for (i = 1; i <= more; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (byte[i] & 0x3f);
	}
	if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return -1;
	*at += more + 1;
	return code;
}

#endif
