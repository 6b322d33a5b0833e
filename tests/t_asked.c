#include "tests/test.h"

#include <string.h>

#include "plans/asked.h"

/* What is asked by itself of the addresses of a name. */
static void
addresses(void)
{
	static const struct {
		const char	*address[4];
		const char	*expected;
	} row[] = {
		{ { NULL }, "" },
		/* One server, also where it has both kinds. */
		{ { "192.0.2.1" }, "" },
		{ { "2001:db8::1" }, "" },
		{ { "192.0.2.1", "2001:db8::1" }, "" },
		/* Several; those of IPv6 need not have a route. */
		{ { "192.0.2.1", "192.0.2.2" }, " 192.0.2.1 192.0.2.2" },
		{ { "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2" }, " 192.0.2.1 192.0.2.2" },
		{ { "2001:db8::1", "2001:db8::2" }, " 2001:db8::1 2001:db8::2" },
	};
	struct pool		 pool = { 0 };
	const char *const	*address;
	char			*text;
	size_t			 i, k, n;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct seen_name	 name = { .address = row[i].address };

		while (name.n_address < 4 && row[i].address[name.n_address] != NULL)
			name.n_address++;
		address = asked_addresses(&pool, &name, &n);
		text = pool_copy(&pool, "");
		for (k = 0; k < n; k++)
			text = pool_printf(&pool, "%s %s", text, address[k]);
		SAME(text, row[i].expected, row[i].expected);
	}
	pool_free(&pool);
}

void
t_asked(void)
{
	test_suite("asked");
	test_add("several addresses are asked one by one", addresses);
}
