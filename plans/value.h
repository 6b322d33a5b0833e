#ifndef PLANS_VALUE_H
#define PLANS_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "plans/eight.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"

/* What the values of an entry say. */

/* The first value of an attribute, or NULL. */
const struct value	*value_of(const struct entry *, enum attribute_id);

/*
 * A value as the directory model keeps it: a terminated UTF-8 text, where
 * every byte that is not UTF-8, and every NUL, is written as \xHH.
 */
char	*value_text(struct pool *, struct span);

/* A 32-bit number, which AD writes with a sign and others without. */
int	value_number(const struct value *, uint32_t *number_out, struct error *);

/*
 * A number or a time, as its attribute is read: 0 to 2^32 - 1, or 100 ns since
 * the beginning of 1601, UTC, where the greatest, which AD writes for "never"
 * as it does 0, is 0.
 */
int	value_integer(const struct value *, int64_t *number_out, struct error *);

/* The same of nearly all numbers, which come in their millions: digits alone, so
 * few that they cannot be too many.  False: value_integer says what it is. */
static inline bool
value_digits(struct span text, enum attribute_as as, int64_t *number_out)
{
	enum { N_EIGHT = 8, SHORT = 19 };
	const uint64_t	 most = as == AS_NUMBER ? UINT32_MAX : INT64_MAX;
	uint64_t	 number = 0, eight;
	unsigned	 digit;

	if (text.n == 0 || text.n > SHORT)
		return false;
	for (; text.n >= N_EIGHT; text.at += N_EIGHT, text.n -= N_EIGHT) {
		if (!eight_digits(text.at, &eight))
			return false;
		number = number * 100000000 + eight;
	}
	for (; text.n > 0; text.at++, text.n--) {
		digit = (unsigned char)*text.at - (unsigned)'0';
		if (digit > 9)
			return false;
		number = number * 10 + digit;
	}
	*number_out = number == INT64_MAX ? 0 : (int64_t)number;
	return number <= most;
}

#endif
