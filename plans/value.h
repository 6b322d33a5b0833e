#ifndef PLANS_VALUE_H
#define PLANS_VALUE_H

#include <stdint.h>

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

/* The same as AD writes it: where bit 31 is set, with a minus (2.5.5.9,
 * Integer, [MS-ADTS] 3.1.1.2.2.2). */
char	*value_signed(struct pool *, uint32_t number);

/*
 * A number or a time, as its attribute is read: 0 to 2^32 - 1, or 100 ns since
 * the beginning of 1601, UTC, where the greatest, which AD writes for "never"
 * as it does 0, is 0.
 */
int	value_integer(const struct value *, int64_t *number_out, struct error *);

#endif
