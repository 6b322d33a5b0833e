#include "plans/sid.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

/* [MS-DTYP] 2.4.2.2: revision, count, 6 bytes of authority, then 32-bit
 * subauthorities, the least significant byte first. */
enum { SID_HEAD = 8, SID_REVISION = 1, SID_MOST = 15 };

static uint32_t
little_endian(const unsigned char *at, size_t n)
{
	uint32_t	 number = 0;

	while (n > 0)
		number = number << 8 | at[--n];
	return number;
}

static uint64_t
authority(const unsigned char *at)
{
	uint64_t	 number = 0;
	size_t		 i;

	for (i = 2; i < SID_HEAD; i++)
		number = number << 8 | at[i];
	return number;
}

/* "-" and NUMBER; returns the length. */
static size_t
put_number(char *out, uint64_t number)
{
	char	 digit[20];
	size_t	 n = 0, i = 0;

	do
		digit[n++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	out[i++] = '-';
	while (n > 0)
		out[i++] = digit[--n];
	return i;
}

/* 2.4.2.1: from 2^32 on, the authority is written in hexadecimal. */
static size_t
put_authority(char *out, uint64_t number)
{
	if (number >> 32 == 0)
		return put_number(out, number);
	return (size_t)snprintf(out, sizeof("-0x000000000000"),
	    "-0x%012" PRIX64, number);
}

char *
sid_text(struct pool *pool, struct span bytes)
{
	enum { MOST = sizeof("S-1-0x000000000000") +
	    SID_MOST * (sizeof("-4294967295") - 1) };
	const unsigned char	*at = (const unsigned char *)bytes.at;
	char			 text[MOST] = "S-1";
	size_t			 i, n = sizeof("S-1") - 1;

	if (bytes.n < SID_HEAD || at[0] != SID_REVISION || at[1] > SID_MOST ||
	    bytes.n != SID_HEAD + 4 * (size_t)at[1])
		return NULL;
	n += put_authority(text + n, authority(at));
	for (i = SID_HEAD; i < bytes.n; i += 4)
		n += put_number(text + n, little_endian(at + i, 4));
	return pool_ncopy(pool, text, n);
}
