#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include "plans/trust.h"

#define BYTES(text)	{ text, sizeof(text) - 1 }
#define TIME		"\1\2\3\4\5\6\7\x08"
#define HEAD(n)		"\1\0\0\0" n "\0\0\0"
/* 13 bytes, the length of the name, the name. */
#define EXAMPLE(flags, type)	"\x1d\0\0\0" flags "\0\0\0" TIME type "\x0c\0\0\0corp.example"
#define LAB(flags, type)	"\x21\0\0\0" flags "\0\0\0" TIME type "\x10\0\0\0lab.corp.EXAMPLE"
#define DOMAIN(flags)	"\x29\0\0\0" flags "\0\0\0" TIME "\2" "\0\0\0\0" "\x0c\0\0\0emea.example" "\4\0\0\0EMEA"

static const struct {
	const char	*row;
	struct span	 bytes;
	const char	*host;
	const char	*says;		/* NULL: it leads there */
} routes[] = {
	{ "its suffix", BYTES(HEAD("\1") EXAMPLE("\0", "\0")), "portal.CORP.example", NULL },
	{ "the suffix itself", BYTES(HEAD("\1") EXAMPLE("\0", "\0")), "corp.example", NULL },
	{ "another", BYTES(HEAD("\1") EXAMPLE("\0", "\0")), "portal.example", "no suffix of it leads there" },
	{ "the end of a label", BYTES(HEAD("\1") EXAMPLE("\0", "\0")), "xcorp.example",
	    "no suffix of it leads there" },
	{ "none", BYTES(HEAD("\0")), "portal.corp.example", "no suffix of it leads there" },
	{ "new", BYTES(HEAD("\1") EXAMPLE("\1", "\0")), "a.corp.example",
	    "corp.example is a suffix that is disabled there" },
	{ "in conflict", BYTES(HEAD("\1") EXAMPLE("\4", "\0")), "a.corp.example",
	    "corp.example is a suffix that is disabled there" },
	{ "excluded", BYTES(HEAD("\2") EXAMPLE("\0", "\0") LAB("\0", "\1")), "a.lab.corp.example",
	    "lab.corp.EXAMPLE is excluded there" },
	{ "beside what is excluded", BYTES(HEAD("\2") EXAMPLE("\0", "\0") LAB("\0", "\1")), "b.corp.example", NULL },
	{ "no longer excluded", BYTES(HEAD("\2") EXAMPLE("\0", "\0") LAB("\2", "\1")), "a.lab.corp.example", NULL },
	{ "a domain is no suffix", BYTES(HEAD("\1") DOMAIN("\0")), "a.emea.example", "no suffix of it leads there" },
	{ "a domain disabled", BYTES(HEAD("\1") DOMAIN("\1")), "a.emea.example",
	    "the domain emea.example is disabled there" },
	{ "its NetBIOS name disabled", BYTES(HEAD("\2") EXAMPLE("\0", "\0") DOMAIN("\4")), "a.corp.example", NULL },
	{ "other records", BYTES(HEAD("\2") "\x10\0\0\0" "\0\0\0\0" TIME "\4" "abc" EXAMPLE("\0", "\0") "rest"),
	    "a.corp.example", NULL },
	/* What cannot be read. */
	{ "nothing", { NULL, 0 }, "a", "it is too short" },
	{ "half a head", BYTES("\1\0\0\0\0\0\0"), "a", "it is too short" },
	{ "version 2", BYTES("\2\0\0\0\0\0\0\0"), "a", "it is of an unknown version" },
	{ "no record", BYTES(HEAD("\1")), "a", "it has fewer records than it says" },
	{ "many records", BYTES("\1\0\0\0\xff\xff\xff\xff" EXAMPLE("\0", "\0")), "a",
	    "it has fewer records than it says" },
	{ "a long record", BYTES(HEAD("\1") "\xff\xff\xff\xff" "\0\0\0\0" TIME "\0"), "a",
	    "it has fewer records than it says" },
	{ "a short record", BYTES(HEAD("\1") "\x0c\0\0\0" "\0\0\0\0" TIME "\0"), "a",
	    "one of its records is cut short" },
	{ "a long name", BYTES(HEAD("\1") "\x1d\0\0\0" "\0\0\0\0" TIME "\0" "\x0d\0\0\0corp.example"), "a",
	    "one of its records is cut short" },
	{ "a domain without a name", BYTES(HEAD("\1") "\x11\0\0\0" "\0\0\0\0" TIME "\2" "\0\0\0\0"), "a",
	    "one of its records is cut short" },
};

static void
route(void)
{
	struct pool		 pool = { 0 };
	struct trust_info	 info;
	const char		*says;
	char			*copy;
	size_t			 i;

	for (i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		/* Exactly as long as it is, so that a read behind it is seen. */
		copy = malloc(routes[i].bytes.n + 1);
		memcpy(copy + 1, routes[i].bytes.n == 0 ? "" : routes[i].bytes.at, routes[i].bytes.n);
		if (trust_read(&pool, &info, (struct span){ copy + 1, routes[i].bytes.n }) == 0) {
			OK(info.fault == NULL, routes[i].row);
			says = trust_refuses(&pool, &info, routes[i].host);
		} else
			says = info.fault;
		SAME(says, routes[i].says, routes[i].row);
		free(copy);
	}
	pool_free(&pool);
}

void
t_trust(void)
{
	test_suite("trust");
	test_add("which names lead to another forest", route);
}
