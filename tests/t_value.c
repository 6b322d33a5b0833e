#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "plans/value.h"

enum { NONE = -1 };

static const struct row {
	enum attribute_id	 id;
	const char		*text;
	int64_t			 number;	/* NONE: it is none */
} rows[] = {
	/* 32 bits, with a sign or without. */
	{ ATTR_UAC, "0", 0 }, { ATTR_UAC, "512", 512 }, { ATTR_UAC, "00000000000000000512", 512 },
	{ ATTR_UAC, "4294967295", 4294967295 }, { ATTR_UAC, "-2147483648", 2147483648 },
	{ ATTR_UAC, "4294967296", NONE }, { ATTR_UAC, "-2147483649", NONE }, { ATTR_UAC, "", NONE },
	{ ATTR_UAC, "-", NONE }, { ATTR_UAC, "+1", NONE }, { ATTR_UAC, " 1", NONE }, { ATTR_UAC, "0x10", NONE },
	/* 64 bits; the greatest is never. */
	{ ATTR_PWD_LAST_SET, "133020708380492782", 133020708380492782 },
	{ ATTR_PWD_LAST_SET, "12345678", 12345678 }, { ATTR_PWD_LAST_SET, "1234567890123456", 1234567890123456 },
	{ ATTR_PWD_LAST_SET, "9223372036854775806", 9223372036854775806 },
	{ ATTR_PWD_LAST_SET, "9223372036854775807", 0 }, { ATTR_PWD_LAST_SET, "9223372036854775808", NONE },
	{ ATTR_PWD_LAST_SET, "18446744073709551616", NONE },
	/* [MS-ADTS] 3.1.1.2.2.2 */
	{ ATTR_CREATED, "16010101000001.0Z", 10000000 }, { ATTR_CREATED, "16010101000001Z", 10000000 },
	{ ATTR_CREATED, "16010101000001.0", NONE }, { ATTR_CREATED, "1601010100001Z", NONE },
};

static int64_t
read_as(enum attribute_id id, const char *text, size_t n)
{
	struct value	 value = { id, { text, n } };
	struct error	 err = { "" };
	int64_t		 number = 0;

	return value_integer(&value, &number, &err) == 0 ? number : NONE;
}

static void
numbers(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		SAME_INT(read_as(rows[i].id, rows[i].text, strlen(rows[i].text)),
		    rows[i].number, rows[i].text);
}

/* Whatever stands in place of a digit, wherever. */
static void
digits(void)
{
	static const char	 good[][20] = { "13302070838049278", "16010101000001" };
	char			 text[20];
	size_t			 i, j, n;
	int			 c;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		n = strlen(good[i]);
		for (j = 0; j < n; j++) {
			for (c = 0; c < 256; c++) {
				if ((c >= '0' && c <= '9') || (c == '-' && j == 0))
					continue;
				snprintf(text, sizeof(text), "%sZ", good[i]);
				text[j] = (char)c;
				OK(read_as(i == 0 ? ATTR_PWD_LAST_SET : ATTR_CREATED, text,
				    i == 0 ? n : n + 1) == NONE, text);
			}
		}
	}
}

void
t_value(void)
{
	test_suite("value");
	test_add("numbers and times", numbers);
	test_add("what is no digit", digits);
}
