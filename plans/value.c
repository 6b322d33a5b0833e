#include "plans/value.h"

#include <stdbool.h>
#include <string.h>

#include "plans/eight.h"
#include "plans/filetime.h"

const struct value *
value_of(const struct entry *entry, enum attribute_id id)
{
	size_t	 i;

	for (i = 0; i < entry->n_value; i++)
		if (entry->value[i].id == id)
			return &entry->value[i];
	return NULL;
}

/* The length of the character at TEXT, or 0: none, or NUL. */
static size_t
character(struct span text)
{
	size_t	 most = text.n < 4 ? text.n : 4;

	if (text.at[0] == '\0')
		return 0;
	for (text.n = 1; text.n <= most; text.n++)
		if (text_utf8(text))
			return text.n;
	return 0;
}

static char *
escaped(struct pool *pool, struct span text)
{
	static const char	 digit[] = "0123456789ABCDEF";
	char			*kept = pool_alloc(pool, 4 * text.n + 1);
	char			*out = kept;
	size_t			 n;
	unsigned char		 byte;

	for (; text.n > 0; text.at += n, text.n -= n) {
		n = character(text);
		if (n > 0) {
			memcpy(out, text.at, n);
			out += n;
			continue;
		}
		n = 1;
		byte = (unsigned char)*text.at;
		*out++ = '\\';
		*out++ = 'x';
		*out++ = digit[byte >> 4];
		*out++ = digit[byte & 15];
	}
	return kept;
}

char *
value_text(struct pool *pool, struct span text)
{
	if (text.n == 0)
		return pool_copy(pool, "");
	if (memchr(text.at, '\0', text.n) == NULL && text_utf8(text))
		return pool_ncopy(pool, text.at, text.n);
	return escaped(pool, text);
}

/* With or without a minus. */
static int
decimal(struct span text, int64_t *number_out)
{
	bool	 minus = text.n > 0 && text.at[0] == '-';
	int64_t	 number = 0;
	int	 digit;
	size_t	 i;

	for (i = minus ? 1 : 0; i < text.n; i++) {
		digit = text_digit(text.at[i]) ? text.at[i] - '0' : -1;
		if (digit < 0 || number < (INT64_MIN + digit) / 10)
			return -1;
		/* Below 0 there is one more of them. */
		number = number * 10 - digit;
	}
	if (i == (minus ? 1 : 0) || (!minus && number == INT64_MIN))
		return -1;
	*number_out = minus ? number : -number;
	return 0;
}

/* Nearly all numbers, which come in their millions: digits alone, so few that they
 * cannot be too many. */
static bool
digits(struct span text, enum attribute_as as, int64_t *number_out)
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

int
value_integer(const struct value *value, int64_t *number_out,
    struct error *err)
{
	static const struct {
		int64_t		 least, most;
		const char	*says;
	}	 range[] = {
		[AS_NUMBER] = { INT32_MIN, UINT32_MAX, "a number" },
		[AS_FILETIME] = { INT64_MIN, INT64_MAX, "a number of 64 bits" },
		[AS_TIME] = { 0, INT64_MAX, "a time" }
	};
	const enum attribute_as	 as = attribute[value->id].as;

	if (as != AS_TIME && digits(value->text, as, number_out))
		return 0;
	if ((as == AS_TIME ? filetime_read : decimal)(value->text, number_out) == -1 ||
	    *number_out < range[as].least || *number_out > range[as].most)
		return error_set(err, "%s is not %s", attribute[value->id].name, range[as].says);
	if (as == AS_NUMBER)
		*number_out &= UINT32_MAX;
	else if (*number_out == INT64_MAX)
		*number_out = 0;
	return 0;
}

int
value_number(const struct value *value, uint32_t *number_out,
    struct error *err)
{
	int64_t	 number;

	if (value_integer(value, &number, err) == -1)
		return -1;
	*number_out = (uint32_t)number;
	return 0;
}

char *
value_signed(struct pool *pool, uint32_t number)
{
	return pool_printf(pool, "%ld", (long)(int32_t)number);
}
