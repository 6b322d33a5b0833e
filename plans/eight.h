#ifndef PLANS_EIGHT_H
#define PLANS_EIGHT_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Text eight bytes at a time, as numbers. */
#define EIGHT(byte)	(UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t
eight_bytes(const char *at)
{
	uint64_t	 eight;

	memcpy(&eight, at, sizeof(eight));
	return eight;
}

/* Are the N bytes at A and B the same?  For names, so short that to call memcmp(3)
 * takes longer. */
static inline bool
eight_same(const char *a, const char *b, size_t n)
{
	uint64_t	 differs = 0;
	size_t		 i;

	if (n < sizeof(differs))
		return n == 0 || memcmp(a, b, n) == 0;
	for (i = 0; i + sizeof(differs) < n; i += sizeof(differs))
		differs |= eight_bytes(a + i) ^ eight_bytes(b + i);
	i = n - sizeof(differs);
	return (differs | (eight_bytes(a + i) ^ eight_bytes(b + i))) == 0;
}

static inline bool
eight_ascii(uint64_t eight)
{
	return (eight & EIGHT(0x80)) == 0;
}

/* Lower case for the letters among ASCII bytes. */
static inline uint64_t
eight_lower(uint64_t eight)
{
	uint64_t	 from_a = eight + EIGHT(0x80 - 'A');
	uint64_t	 above_z = eight + EIGHT(0x7f - 'Z');

	return eight | (((from_a & ~above_z) & EIGHT(0x80)) >> 2);
}

/*
 * The number that eight digits are, or false.  Adding 6 to a digit above 9
 * carries into the upper half of its byte; then each two, four and eight
 * digits are made one number.
 */
static inline bool
eight_digits(const char *at, uint64_t *number_out)
{
	uint64_t	 eight = le64toh(eight_bytes(at));

	if ((((eight ^ EIGHT('0')) | ((eight + EIGHT(6)) ^ EIGHT('0'))) & EIGHT(0xf0)) != 0)
		return false;
	eight = (eight & EIGHT(0x0f)) * ((10 << 8) + 1) >> 8;
	eight = (eight & UINT64_C(0x00ff00ff00ff00ff)) * ((100 << 16) + 1) >> 16;
	eight = (eight & UINT64_C(0x0000ffff0000ffff)) * ((UINT64_C(10000) << 32) + 1) >> 32;
	*number_out = eight;
	return true;
}

#endif
