#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include "ldap/filter.h"

/*
 * Filters of RFC 4515, whatever the values have in them.
 */

static const struct {
	struct term	 term[3];
	size_t		 n;
	const char	*expected;
} row[] = {
	{ { { "cn", "a" } }, 1, "(cn=a)" },
	{ { { "cn", "a" }, { "sn", "b" }, { "cn", "c" } }, 3, "(|(cn=a)(sn=b)(cn=c))" },
	{ { { "cn", NULL } }, 1, "(cn=*)" },
	/* What is special in a filter is none in a value. */
	{ { { "cn", "*" } }, 1, "(cn=\\2A)" },
	{ { { "cn", "a)(cn=*" } }, 1, "(cn=a\\29\\28cn=\\2A)" },
	{ { { "cn", "a\\b" }, { "cn", "" } }, 2, "(|(cn=a\\5Cb)(cn=))" },
	{ { { "cn", "z\xc3\xbcrich" } }, 1, "(cn=z\\C3\\BCrich)" },
};

static void
filters(void)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(filter_any(&pool, row[i].term, row[i].n), row[i].expected, row[i].expected);
	pool_free(&pool);
}

void
t_filter(void)
{
	test_suite("filter");
	test_add("values are escaped", filters);
}
