#include "tests/test.h"

#include <string.h>

#include "plans/name.h"
#include "plans/pool.h"

#define TEN	"abcdefghij"
#define SIXTY	TEN TEN TEN TEN TEN TEN
#define LABEL	SIXTY "abc"

struct row {
	const char	*name;
	const char	*fault;		/* NULL: it is good */
};

static const struct row	hosts[] = {
	/* Letters, digits, hyphens within, underscores; one label or several. */
	{ "portal", NULL }, { "portal.corp.example", NULL }, { "PORTAL", NULL }, { "p", NULL }, { "3com.example", NULL },
	{ "a--b.example", NULL }, { "_sites.corp", NULL }, { "my_portal", NULL }, { "xn--bcher-kva.example", NULL },
	{ "", "is empty" },
	{ "a b", "holds a character that no host name has" }, { "a:80", "holds a character that no host name has" },
	{ "a/b", "holds a character that no host name has" }, { "a\\b", "holds a character that no host name has" },
	{ "a@b", "holds a character that no host name has" }, { "a\n", "holds a character that no host name has" },
	{ "b\xc3\xbc" "cher", "holds a character that no host name has" },
	{ "-a", "has a label that begins or ends with a hyphen" }, { "a-", "has a label that begins or ends with a hyphen" },
	{ "a.-b.c", "has a label that begins or ends with a hyphen" },
	/* Labels of 1 to 63, 253 in all. */
	{ "a.", "has an empty label" }, { ".a", "has an empty label" }, { "a..b", "has an empty label" }, { ".", "has an empty label" },
	{ LABEL, NULL }, { LABEL "d", "has a label of more than 63 characters" },
	{ LABEL "." LABEL "." LABEL "." SIXTY "a", NULL },
	{ LABEL "." LABEL "." LABEL "." SIXTY "ab", "has more than 253 characters" },
	/* With words of their own. */
	{ "http://portal", "is a URL: write the host name alone" },
	{ "*", "is a wildcard, which no SPN can be: list the names" },
	{ "*.corp.example", "is a wildcard, which no SPN can be: list the names" },
	{ "web*", "is a wildcard, which no SPN can be: list the names" },
	{ "192.0.2.1", "is an address, for which clients do not ask for a ticket: write the host name" },
	{ "[2001:db8::1]", "is an address, for which clients do not ask for a ticket: write the host name" },
	{ "fe80::1", "is an address, for which clients do not ask for a ticket: write the host name" }
};

static void
host(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		SAME(name_host_fault(hosts[i].name), hosts[i].fault, hosts[i].name);
}

static void
ip(void)
{
	static const struct {
		const char	*name;
		bool		 is;
	} rows[] = {
		{ "192.0.2.1", true }, { "0.0.0.0", true }, { "2001:db8::1", true }, { "::", true }, { "::1", true },
		{ "[::1]", true }, { "[2001:DB8::1]", true }, { "::ffff:192.0.2.1", true },
		{ "", false }, { "portal", false }, { "1.2.3", false }, { "1.2.3.4.5", false }, { "1.2.3.example", false },
		{ "1.2.3.a", false }, { "2001", false },
		/* One colon stands before a port, whatever the host is made of. */
		{ "cafe:8080", false }, { "dead.beef:443", false }, { "192.0.2.1:80", false }, { "a:b:c:portal", false }
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		SAME_INT(name_ip(rows[i].name), rows[i].is, rows[i].name);
}

static void
parts(void)
{
	static const struct {
		const char	*name, *first;
		bool		 qualified;
	} rows[] = {
		{ "portal", "portal", false }, { "portal.corp.example", "portal", true }, { "a.b", "a", true },
		{ ".b", "", true }, { "", "", false }
	};
	struct pool	 pool = { 0 };
	struct span	 label;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		label = name_short(rows[i].name);
		SAME(pool_ncopy(&pool, label.at, label.n), rows[i].first, rows[i].name);
		SAME_INT(name_qualified(rows[i].name), rows[i].qualified, rows[i].name);
	}
	pool_free(&pool);
}

static const struct row	sams[] = {
	/* At most the characters that its kind may have, "$" apart; here 10. */
	{ "svc", NULL }, { TEN, NULL }, { TEN "$", NULL }, { TEN "a", "is too long for its kind of account" },
	{ TEN "a$", "is too long for its kind of account" },
	{ "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6", NULL },
	{ "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xbc", "is too long for its kind of account" },
	{ "", "names no account" }, { "$", "names no account" }, { "$$", NULL },
	/* What [MS-SAMR] 3.1.1.6 forbids. */
	{ "a\"b", "holds a character that Active Directory forbids in account names" },
	{ "a/b", "holds a character that Active Directory forbids in account names" },
	{ "a\\b", "holds a character that Active Directory forbids in account names" },
	{ "a[b", "holds a character that Active Directory forbids in account names" },
	{ "a]b", "holds a character that Active Directory forbids in account names" },
	{ "a:b", "holds a character that Active Directory forbids in account names" },
	{ "a;b", "holds a character that Active Directory forbids in account names" },
	{ "a|b", "holds a character that Active Directory forbids in account names" },
	{ "a=b", "holds a character that Active Directory forbids in account names" },
	{ "a,b", "holds a character that Active Directory forbids in account names" },
	{ "a+b", "holds a character that Active Directory forbids in account names" },
	{ "a*b", "holds a character that Active Directory forbids in account names" },
	{ "a?b", "holds a character that Active Directory forbids in account names" },
	{ "a<b", "holds a character that Active Directory forbids in account names" },
	{ "a>b", "holds a character that Active Directory forbids in account names" },
	{ "a\tb", "holds a control character" }, { "a\x7f", "holds a control character" },
	{ "a\xff", "is not UTF-8" },
	{ " a", "begins or ends with a blank, or ends with a dot" }, { "a ", "begins or ends with a blank, or ends with a dot" },
	{ "a $", "begins or ends with a blank, or ends with a dot" }, { "a.", "begins or ends with a blank, or ends with a dot" },
	/* What it does not. */
	{ "a b", NULL }, { ".a", NULL }, { "a.b", NULL }, { "a@b", NULL }, { "a&b%c^d!", NULL }, { "o'hara", NULL }
};

static void
sam(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(sams) / sizeof(*sams); i++)
		SAME(name_sam_fault(sams[i].name, 10), sams[i].fault, sams[i].name);
}

static const struct row	netbios[] = {
	{ "WEB01", NULL }, { "web-01", NULL }, { "a_b", NULL }, { "A.B", NULL }, { "ABCDEFGHIJKLMNO", NULL },
	{ "", "is empty" },
	{ "ABCDEFGHIJKLMNOP", "has more than 15 characters, so it is no NetBIOS name" },
	{ ".WEB", "begins with a dot" },
	{ "WEB 01", "holds a character that no NetBIOS name has" }, { "WEB01$", "holds a character that no NetBIOS name has" },
	{ "B\xc3\x9cRO", "holds a character that no NetBIOS name has" }, { "WEB\x01", "holds a character that no NetBIOS name has" },
	{ "WEB\x7f", "holds a character that no NetBIOS name has" }
};

static void
netbios_name(void)
{
	static const char	 none[] = "\\/:*?\"<>|,;=+[]@&%^!$'`(){}~#";
	char			 name[] = "W?B";
	size_t			 i;

	for (i = 0; i < sizeof(netbios) / sizeof(*netbios); i++)
		SAME(name_netbios_fault(netbios[i].name), netbios[i].fault, netbios[i].name);
	for (i = 0; none[i] != '\0'; i++) {
		name[1] = none[i];
		SAME(name_netbios_fault(name), "holds a character that no NetBIOS name has", name);
	}
}

void
t_name(void)
{
	test_suite("name");
	test_add("host names", host);
	test_add("addresses", ip);
	test_add("parts of a host name", parts);
	test_add("account names", sam);
	test_add("NetBIOS names", netbios_name);
}
