#include "tests/test.h"

#include <string.h>

#include "cmd/pseudonyms.h"
#include "plans/sid.h"

/*
 * Made-up names keep what a report depends on.  The secret is fixed here, but
 * no test knows a name that comes of it.
 */

static struct pseudonyms	made = { .secret = { 1, 2 } };

static const char *
changed(struct pool *pool, const char *name)
{
	return pool_copy(pool, pseudonyms_name(&made, name));
}

/* Names that stay as they are. */
static void
words_stay(void)
{
	static const char	*const name[] = { "", "CN=Configuration", "cn=partitions", "OU=,DC=", "1234.5", "$",
				    "DC=DomainDnsZones", "\xc3\xbc" };
	struct pool		 pool = { 0 };
	size_t			 i;

	for (i = 0; i < sizeof(name) / sizeof(*name); i++)
		SAME(changed(&pool, name[i]), name[i], name[i]);
	pool_free(&pool);
}

static void
structure_stays(void)
{
	static const char	 name[] = "CN=Web\\2C Portal-01,OU=x,DC=corp,DC=example";
	struct pool		 pool = { 0 };
	const char		*other = changed(&pool, name);
	size_t			 i, same = 0;

	if (OK(strlen(other) == strlen(name), other)) {
		for (i = 0; name[i] != '\0'; i++) {
			OK(text_alpha(name[i]) == text_alpha(other[i]), other);
			OK((name[i] >= 'a') == (other[i] >= 'a'), other);
			same += text_alpha(name[i]) && name[i] == other[i];
		}
		OK(same < 16, other);
		OK(strncmp(other + 6, "\\2C ", 4) == 0, other);
	}
	pool_free(&pool);
}

/* The same word is the same again, in another case too, and another is another. */
static void
equality_stays(void)
{
	static const char	*const pair[][2] = {
		{ "web", "wec" }, { "web", "we" }, { "a", "b" }, { "portal", "portam" }, { "ab", "ba" }
	};
	struct pool		 pool = { 0 };
	const char		*one, *two;
	size_t			 i;
	char			 c, d;

	for (i = 0; i < sizeof(pair) / sizeof(*pair); i++) {
		one = changed(&pool, pair[i][0]);
		two = changed(&pool, pair[i][1]);
		OK(strcmp(one, two) != 0, one);
		SAME(changed(&pool, pair[i][0]), one, one);
	}
	one = changed(&pool, "WEB01$ web01.corp Web");
	OK(text_same(pool_ncopy(&pool, one, 5), pool_ncopy(&pool, one + 7, 5)), one);
	/* A name cut short begins as the whole one does. */
	one = changed(&pool, "verylongservername");
	two = changed(&pool, "verylongserve");
	OK(strncmp(one, two, strlen(two)) == 0, one);
	/* All letters at one place are all letters again. */
	for (c = 'a'; c <= 'z'; c++) {
		for (d = 'a'; d < c; d++) {
			one = changed(&pool, pool_printf(&pool, "x%c", c));
			two = changed(&pool, pool_printf(&pool, "x%c", d));
			OK(strcmp(one, two) != 0, one);
		}
	}
	pool_free(&pool);
}

/* By attribute: what is no name stays. */
static void
entries(void)
{
	static const char		foreign[] = "CN=S-1-5-21-1633771873-1650614882-1667457891-1920103026,"
					    "CN=ForeignSecurityPrincipals,DC=x";
	static const char		sid[] = "\1\5\0\0\0\0\0\5\25\0\0\0aaaabbbbccccrrrr";
	static const char		descriptor[] = "x\1\5\0\0\0\0\0\5\25\0\0\0aaaabbbbccccrrrr"
					    "\1\5\0\0\0\0\0\5\25\0\0\0aaaabbbbccccssss";
	static const struct value	value[] = {
		{ ATTR_OBJECT_CLASS, { "computer", 8 } }, { ATTR_UAC, { "4096", 4 } },
		{ ATTR_OS, { "Windows Server 2022", 19 } }, { ATTR_SPN_MAPPINGS, { "host=http", 9 } },
		{ ATTR_SPN, { "MSSQLSvc/db:1433", 16 } }, { ATTR_SAM, { "db", 2 } },
		{ ATTR_OBJECT_SID, { sid, 28 } }, { ATTR_OBJECT_SID, { sid, 16 } },
		{ ATTR_OBJECT_GUID, { sid, 16 } }, { ATTR_ACTS_FOR, { descriptor, 57 } },
		{ ATTR_PASSWORD_READERS, { descriptor, 27 } },
		{ ATTR_MEMBER, { foreign, sizeof(foreign) - 1 } }, { ATTR_MEMBER, { "CN=S-1-5-11,CN=x", 16 } },
	};
	const struct entry		entry = { { "CN=db", 5 }, value, sizeof(value) / sizeof(*value), "x", 7 };
	const struct entry		*other = pseudonyms_entry(&made, &entry);
	struct pool			pool = { 0 };
	const char			*text;
	size_t				i;

	for (i = 0; i < 4; i++)
		OK(span_same(other->value[i].text, value[i].text), attribute[value[i].id].name);
	OK(memcmp(other->value[4].text.at, "MSSQLSvc/", 9) == 0, "class of an SPN");
	OK(memcmp(other->value[4].text.at + 9, other->value[5].text.at, 2) == 0, "its host and the account");
	OK(memcmp(other->value[4].text.at + 11, ":1433", 5) == 0, "its port");
	OK(memcmp(other->value[6].text.at, sid, 12) == 0 &&
	    memcmp(other->value[6].text.at + 12, sid + 12, 12) != 0 &&
	    memcmp(other->value[6].text.at + 24, sid + 24, 4) == 0, "a SID keeps its RID");
	OK(span_same(other->value[7].text, value[7].text), "a SID of no domain");
	OK(!span_same(other->value[8].text, value[8].text), "a GUID");
	OK(memcmp(other->value[9].text.at + 1, other->value[6].text.at, 28) == 0 &&
	    memcmp(other->value[9].text.at + 29, other->value[6].text.at, 24) == 0 &&
	    memcmp(other->value[9].text.at + 53, "ssss", 4) == 0, "SIDs in a descriptor are those of accounts");
	OK(span_same(other->value[10].text, value[10].text), "too short for one");
	text = pool_printf(&pool, "CN=%s,CN=ForeignSecurityPrincipals,DC=",
	    sid_text(&pool, other->value[6].text));
	OK(other->value[11].text.n == strlen(text) + 1 &&
	    memcmp(other->value[11].text.at, text, strlen(text)) == 0, "a SID in a DN is that of the account");
	OK(memcmp(other->value[12].text.at, "CN=S-1-5-11,CN=", 15) == 0, "a SID of nobody");
	pool_free(&pool);
	pseudonyms_free(&made);
}

/* What one entry has of words and of SIDs, of which a hostile one has many: so
 * much that a copy for each of them would be seen. */
static void
long_values(void)
{
	enum { N_SID = 40000, SIZE = 28 };
	static const char	 sid[] = "\1\5\0\0\0\0\0\5\25\0\0\0aaaabbbbccccrrrr";
	struct pool		 pool = { 0 };
	char			*sids = pool_alloc(&pool, N_SID * SIZE), *word = pool_alloc(&pool, N_SID * SIZE);
	const struct value	 value[] = {
		{ ATTR_OBJECT_SID, { sid, SIZE } }, { ATTR_ACTS_FOR, { sids, N_SID * SIZE } },
		{ ATTR_SAM, { word, N_SID * SIZE } }, { ATTR_SAM, { word, SIZE } },
	};
	const struct entry	 entry = { { "CN=db", 5 }, value, sizeof(value) / sizeof(*value), "x", 7 }, *other;
	size_t			 i, wrong = 0;

	memset(word, 'a', N_SID * SIZE);
	for (i = 0; i < N_SID; i++)
		memcpy(sids + i * SIZE, sid, SIZE);
	other = pseudonyms_entry(&made, &entry);
	for (i = 0; i < N_SID; i++)
		wrong += memcmp(other->value[1].text.at + i * SIZE, other->value[0].text.at, SIZE) != 0;
	SAME_INT((long long)wrong, 0, "SIDs that are not the account's");
	OK(memcmp(other->value[2].text.at, other->value[3].text.at, SIZE) == 0, "how a long word begins");
	pseudonyms_free(&made);
	pool_free(&pool);
}

void
t_pseudonyms(void)
{
	test_suite("pseudonyms");
	test_add("words of the field stay", words_stay);
	test_add("what is no letter stays, and case", structure_stays);
	test_add("equal stays equal, and different different", equality_stays);
	test_add("values change by what they are", entries);
	test_add("what a value costs goes by its length", long_values);
}
