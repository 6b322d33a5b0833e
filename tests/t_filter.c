#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include "ldap/filter.h"

/*
 * Filters of RFC 4515, whatever the values have in them.
 */

#define T(text)	{ text, sizeof(text) - 1 }

static const struct {
	struct term	 term[3];
	size_t		 n;
	const char	*expected;
} row[] = {
	{ { { "cn", T("a") } }, 1, "(cn=a)" },
	{ { { "cn", T("a") }, { "sn", T("b") }, { "cn", T("c") } }, 3, "(|(cn=a)(sn=b)(cn=c))" },
	{ { { "cn", { NULL, 0 } } }, 1, "(cn=*)" },
	/* What is special in a filter is none in a value. */
	{ { { "cn", T("*") } }, 1, "(cn=\\2A)" },
	{ { { "cn", T("a)(cn=*") } }, 1, "(cn=a\\29\\28cn=\\2A)" },
	{ { { "cn", T("a\\b") }, { "cn", T("") } }, 2, "(|(cn=a\\5Cb)(cn=))" },
	{ { { "objectSid", T("\1\0*\5\xff") } }, 1, "(objectSid=\\01\\00\\2A\\05\\FF)" },
	{ { { "cn", T("z\xc3\xbcrich") } }, 1, "(cn=z\\C3\\BCrich)" },
	/* The star at the end is the filter's own, any other is not. */
	{ { { "cn", T("a/"), true } }, 1, "(cn=a/*)" },
	{ { { "cn", T("*)"), true }, { "cn", T("b") } }, 2, "(|(cn=\\2A\\29*)(cn=b))" },
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
