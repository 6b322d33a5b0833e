#include "tests/test.h"

#include "plans/sid.h"

#define BYTES(text)	{ text, sizeof(text) - 1 }
#define HEAD		"\0\0\0\0\0\5"
#define FIFTEEN		"\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0" \
			"\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0" \
			"\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0"

static const struct {
	const char	*row;
	struct span	 bytes;
	const char	*text;
} sids[] = {
	{ "a user", BYTES("\1\5" HEAD "\x15\0\0\0\x4f\x97\xd4\x4d"
	    "\xab\x7c\xea\xac\x4c\x1c\x60\x04\x50\x04\0\0"),
	    "S-1-5-21-1305777999-2901048491-73407564-1104" },
	{ "system", BYTES("\1\1" HEAD "\x12\0\0\0"), "S-1-5-18" },
	{ "the largest subauthority", BYTES("\1\1" HEAD "\xff\xff\xff\xff"),
	    "S-1-5-4294967295" },
	{ "an authority alone", BYTES("\1\0" HEAD), "S-1-5" },
	/* The authority has its most significant byte first. */
	{ "a large authority", BYTES("\1\1\0\0\xff\xff\xff\xff\1\0\0\0"),
	    "S-1-4294967295-1" },
	{ "an authority beyond 32 bits", BYTES("\1\1\0\1\2\3\4\xAB\1\0\0\0"),
	    "S-1-0x0001020304AB-1" },
	{ "15 subauthorities", BYTES("\1\x0f" HEAD FIFTEEN),
	    "S-1-5-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1" },
	/* No SIDs. */
	{ "nothing", { NULL, 0 }, NULL },
	{ "short head", BYTES("\1\0\0\0\0\0\0"), NULL },
	{ "revision 2", BYTES("\2\1" HEAD "\x12\0\0\0"), NULL },
	{ "revision 0", BYTES("\0\1" HEAD "\x12\0\0\0"), NULL },
	{ "a byte too few", BYTES("\1\1" HEAD "\x12\0\0"), NULL },
	{ "a byte too many", BYTES("\1\1" HEAD "\x12\0\0\0\0"), NULL },
	{ "fewer than it says", BYTES("\1\2" HEAD "\x12\0\0\0"), NULL },
	{ "16 subauthorities", BYTES("\1\x10" HEAD FIFTEEN "\1\0\0\0"), NULL },
	{ "text", BYTES("S-1-5-18"), NULL },
};

static void
sid(void)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(sids) / sizeof(*sids); i++)
		SAME(sid_text(&pool, sids[i].bytes), sids[i].text,
		    sids[i].row);
	pool_free(&pool);
}

/* Every SID comes back from its text. */
static void
back(void)
{
	static const char	*const none[] = {
		"", "S", "S-1", "S-1-", "S-1-5-", "S-1-5-21-", "S-2-5-18", "s-1-5-18", "S-1-5-18 ", "S-1--5",
		"S-1-5-4294967296", "S-1-4294967296", "S-1-5-018", "S-1-05-18", "S-1-5-18-x", "S-1-5-+1",
		"S-1-0x0000FFFFFFFF-1", "S-1-0x0001020304ab-1", "S-1-0x00010203-1",
		"S-1-5-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", "S-1-5-99999999999999999999999999",
	};
	struct pool	 pool = { 0 };
	struct span	 bytes;
	size_t		 i;

	for (i = 0; i < sizeof(sids) / sizeof(*sids); i++) {
		if (sids[i].text == NULL)
			continue;
		bytes = sid_bytes(&pool, sids[i].text);
		OK(span_same(bytes, sids[i].bytes), sids[i].row);
	}
	for (i = 0; i < sizeof(none) / sizeof(*none); i++)
		OK(sid_bytes(&pool, none[i]).at == NULL, none[i]);
	pool_free(&pool);
}

/* At the beginning of what goes on. */
static void
length(void)
{
	static const struct {
		struct span	 bytes;
		size_t		 n;
	} rows[] = {
		{ BYTES("\1\1" HEAD "\x12\0\0\0"), 12 }, { BYTES("\1\1" HEAD "\x12\0\0\0rest"), 12 },
		{ BYTES("\1\0" HEAD "rest"), 8 }, { BYTES("\1\2" HEAD "\x12\0\0\0"), 0 },
		{ BYTES("\2\1" HEAD "\x12\0\0\0"), 0 }, { BYTES("\1\x10" HEAD FIFTEEN "\1\0\0\0"), 0 },
		{ BYTES("\1\1"), 0 }, { { NULL, 0 }, 0 },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		SAME_INT((long long)sid_length(rows[i].bytes), (long long)rows[i].n, NULL);
}

static void
names(void)
{
	static const struct {
		const char	*sid;
		size_t		 domain;
		const char	*name;
	} rows[] = {
		{ "S-1-1-0", 0, "Everyone" }, { "S-1-5-32-544", 0, "Administrators" },
		{ "S-1-5-21-1-22-333-515", 17, "Domain Computers" },
		{ "S-1-5-21-1-22-333-1515", 17, NULL }, { "S-1-5-21-1-22-333", 0, NULL },
		{ "S-1-5-21-1-22", 0, NULL }, { "S-1-5-21-", 0, NULL }, { "S-1-5-21", 0, NULL },
		{ "S-1-5-21-1-22-333-515-1", 17, NULL }, { "S-1-5-32-515", 0, NULL }, { "-515", 0, NULL },
		{ "", 0, NULL },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		SAME_INT((long long)sid_domain(rows[i].sid), (long long)rows[i].domain, rows[i].sid);
		SAME(sid_name(rows[i].sid), rows[i].name, rows[i].sid);
	}
}

void
t_sid(void)
{
	test_suite("sid");
	test_add("SIDs are read from their bytes", sid);
	test_add("and written", back);
	test_add("and found among others", length);
	test_add("their domains and what everybody calls them", names);
}
