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

/* Digits alone, so few of them that they cannot be too many. */
static int
short_decimal(struct span text, int64_t *number_out)
{
	uint64_t	 number = 0, eight;
	unsigned	 digit;
	size_t		 i;

	for (i = 0; text.n - i >= sizeof(eight); i += sizeof(eight)) {
		if (!eight_digits(text.at + i, &eight))
			return -1;
		number = number * 100000000 + eight;
	}
	for (; i < text.n; i++) {
		digit = (unsigned char)text.at[i] - (unsigned)'0';
		if (digit > 9)
			return -1;
		number = number * 10 + digit;
	}
	*number_out = (int64_t)number;
	return number > INT64_MAX ? -1 : 0;
}

/* A decimal number with or without a minus. */
static int
long_decimal(struct span text, int64_t *number_out)
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

/* From LEAST up to MOST. */
static int
decimal(struct span text, int64_t least, int64_t most, int64_t *number_out)
{
	enum { SHORT = 19 };

	if ((text.n == 0 || text.n > SHORT || short_decimal(text, number_out) == -1) &&
	    long_decimal(text, number_out) == -1)
		return -1;
	return *number_out < least || *number_out > most ? -1 : 0;
}

static int
read_number(struct span text, int64_t *number_out)
{
	if (decimal(text, INT32_MIN, UINT32_MAX, number_out) == -1)
		return -1;
	*number_out &= UINT32_MAX;
	return 0;
}

static int
read_filetime(struct span text, int64_t *number_out)
{
	if (decimal(text, INT64_MIN, INT64_MAX, number_out) == -1)
		return -1;
	if (*number_out == INT64_MAX)
		*number_out = 0;
	return 0;
}

int
value_integer(const struct value *value, int64_t *number_out,
    struct error *err)
{
	static const struct {
		int		(*read)(struct span, int64_t *);
		const char	*says;
	}	 reader[] = {
		[AS_NUMBER] = { read_number, "a number" },
		[AS_FILETIME] = { read_filetime, "a number of 64 bits" },
		[AS_TIME] = { filetime_read, "a time" }
	};
	const enum attribute_as	 as = attribute[value->id].as;

	if (reader[as].read(value->text, number_out) == -1)
		return error_set(err, "%s is not %s",
		    attribute[value->id].name, reader[as].says);
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
