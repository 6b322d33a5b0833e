#include "plans/value.h"

#include <stdbool.h>
#include <string.h>

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

static int
number_parse(struct span text, uint32_t *number_out)
{
	bool	 minus = text.n > 0 && text.at[0] == '-';
	int64_t	 number = 0;
	size_t	 i;

	for (i = minus ? 1 : 0; i < text.n; i++) {
		if (!text_digit(text.at[i]) || number > UINT32_MAX)
			return -1;
		number = number * 10 + (text.at[i] - '0');
	}
	if (i == (minus ? 1 : 0) ||
	    number > (minus ? -(int64_t)INT32_MIN : (int64_t)UINT32_MAX))
		return -1;
	*number_out = (uint32_t)(minus ? -number : number);
	return 0;
}

int
value_number(const struct value *value, uint32_t *number_out,
    struct error *err)
{
	if (number_parse(value->text, number_out) == -1)
		return error_set(err, "%s is not a number",
		    attribute[value->id].name);
	return 0;
}
