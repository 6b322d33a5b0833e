#include "plans/sid.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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

size_t
sid_length(struct span bytes)
{
	const unsigned char	*at = (const unsigned char *)bytes.at;
	size_t			 n;

	if (bytes.n < SID_HEAD || at[0] != SID_REVISION || at[1] > SID_MOST)
		return 0;
	n = SID_HEAD + 4 * (size_t)at[1];
	return n <= bytes.n ? n : 0;
}

/* A number from *TEXT on, which goes past it; -1: none, or beyond MOST. */
static int
take_decimal(const char **text, uint64_t most, uint64_t *number_out)
{
	uint64_t	 number = 0;
	const char	*at = *text;

	while (text_digit(*at)) {
		number = number * 10 + (uint64_t)(*at++ - '0');
		if (number > most)
			return -1;
	}
	/* One way to write it: no 0 in front. */
	if (at == *text || (**text == '0' && at - *text > 1))
		return -1;
	*text = at;
	*number_out = number;
	return 0;
}

static int
take_authority(const char **text, uint64_t *number_out)
{
	static const char	 digit[] = "0123456789ABCDEF";
	const char		*found;
	uint64_t		 number = 0;
	int			 i;

	if ((*text)[0] != '0' || (*text)[1] != 'x')
		return take_decimal(text, UINT32_MAX, number_out);
	*text += 2;
	for (i = 0; i < 12; i++, (*text)++) {
		if (**text == '\0' || (found = strchr(digit, **text)) == NULL)
			return -1;
		number = number << 4 | (uint64_t)(found - digit);
	}
	*number_out = number;
	return number >> 32 == 0 ? -1 : 0;
}

struct span
sid_bytes(struct pool *pool, const char *text)
{
	const struct span	 none = { NULL, 0 };
	unsigned char		 sid[SID_HEAD + 4 * SID_MOST] = { SID_REVISION };
	uint64_t		 number;
	size_t			 i, n = SID_HEAD;

	if (strncmp(text, "S-1-", 4) != 0)
		return none;
	text += 4;
	if (take_authority(&text, &number) != 0)
		return none;
	for (i = SID_HEAD; i > 2; number >>= 8)
		sid[--i] = (unsigned char)number;
	for (; *text == '-' && n < sizeof(sid); sid[1]++) {
		text++;
		if (take_decimal(&text, UINT32_MAX, &number) != 0)
			return none;
		for (i = 0; i < 4; i++, number >>= 8)
			sid[n++] = (unsigned char)number;
	}
	if (*text != '\0')
		return none;
	return (struct span){ memcpy(pool_alloc(pool, n), sid, n), n };
}

size_t
sid_domain(const char *sid)
{
	static const char	 begins[] = "S-1-5-21-";
	const char		*at = sid;
	int			 part;

	if (strncmp(sid, begins, sizeof(begins) - 1) != 0)
		return 0;
	for (part = 0, at += sizeof(begins) - 1; part < 3; part++) {
		while (text_digit(*at))
			at++;
		if (*at != '-')
			return 0;
		if (part < 2)
			at++;
	}
	return (size_t)(at - sid);
}

/* [MS-DTYP] 2.4.2.4; a number alone is the RID in any domain. */
const char *
sid_name(const char *sid)
{
	static const struct {
		const char	*sid, *name;
	} row[] = {
		{ "S-1-1-0", "Everyone" },
		{ "S-1-3-0", "Creator Owner" },
		{ "S-1-5-2", "Network" },
		{ "S-1-5-7", "Anonymous Logon" },
		{ "S-1-5-9", "Enterprise Domain Controllers" },
		{ "S-1-5-10", "Self" },
		{ "S-1-5-11", "Authenticated Users" },
		{ "S-1-5-15", "This Organization" },
		{ "S-1-5-18", "Local System" },
		{ "S-1-5-1000", "Other Organization" },
		{ "S-1-5-32-544", "Administrators" },
		{ "S-1-5-32-545", "Users" },
		{ "S-1-5-32-546", "Guests" },
		{ "S-1-5-32-548", "Account Operators" },
		{ "S-1-5-32-549", "Server Operators" },
		{ "S-1-5-32-551", "Backup Operators" },
		{ "S-1-5-32-554", "Pre-Windows 2000 Compatible Access" },
		{ "S-1-18-1", "Authentication authority asserted identity" },
		{ "S-1-18-2", "Service asserted identity" },
		{ "-500", "Administrator" },
		{ "-502", "krbtgt" },
		{ "-512", "Domain Admins" },
		{ "-513", "Domain Users" },
		{ "-514", "Domain Guests" },
		{ "-515", "Domain Computers" },
		{ "-516", "Domain Controllers" },
		{ "-518", "Schema Admins" },
		{ "-519", "Enterprise Admins" },
		{ "-521", "Read-only Domain Controllers" },
		{ "-525", "Protected Users" },
		{ "-526", "Key Admins" },
		{ "-527", "Enterprise Key Admins" },
	};
	const char	*const known = sid + sid_domain(sid);
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		if (strcmp(row[i].sid, known) == 0 && (*known == '-') == (known != sid))
			return row[i].name;
	return NULL;
}

bool
sid_is_anyone(const char *sid)
{
	static const char	*const known[] = { "S-1-1-0", "S-1-5-2", "S-1-5-7", "S-1-5-11", "S-1-5-15",
				    "S-1-5-32-545", "S-1-5-32-546", "S-1-18-1" };
	static const char	*const rid[] = { "-513", "-514", "-515" };
	const size_t		 n = sid_domain(sid);
	size_t			 i;

	for (i = 0; n == 0 && i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(sid, known[i]) == 0)
			return true;
	}
	for (i = 0; n > 0 && i < sizeof(rid) / sizeof(*rid); i++) {
		if (strcmp(sid + n, rid[i]) == 0)
			return true;
	}
	return false;
}
