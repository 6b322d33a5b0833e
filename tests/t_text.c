#include "tests/test.h"

#include <string.h>

#include "plans/account.h"
#include "plans/entry.h"
#include "plans/text.h"

static const struct {
	const char	*text;
	size_t		 n;
	bool		 utf8;
} utf8_rows[] = {
#define BYTES(text)	text, sizeof(text) - 1
	{ BYTES(""), true },
	{ BYTES("ASCII, more than eight bytes of it"), true },
	{ BYTES("a\0b"), true },
	{ BYTES("m\xc3\xbcnchen"), true },
	{ BYTES("12345678\xc3\xbc"), true },
	/* The first and the last character of every length. */
	{ BYTES("\x7f"), true },
	{ BYTES("\xc2\x80"), true },
	{ BYTES("\xdf\xbf"), true },
	{ BYTES("\xe0\xa0\x80"), true },
	{ BYTES("\xef\xbf\xbf"), true },
	{ BYTES("\xf0\x90\x80\x80"), true },
	{ BYTES("\xf4\x8f\xbf\xbf"), true },
	/* Around the surrogates. */
	{ BYTES("\xed\x9f\xbf"), true },
	{ BYTES("\xee\x80\x80"), true },
	{ BYTES("\xed\xa0\x80"), false },
	{ BYTES("\xed\xbf\xbf"), false },
	/* Longer than need be. */
	{ BYTES("\xc0\xaf"), false },
	{ BYTES("\xc1\xbf"), false },
	{ BYTES("\xe0\x9f\xbf"), false },
	{ BYTES("\xf0\x8f\xbf\xbf"), false },
	/* Beyond U+10FFFF. */
	{ BYTES("\xf4\x90\x80\x80"), false },
	{ BYTES("\xf5\x80\x80\x80"), false },
	{ BYTES("\xff"), false },
	/* Cut short, or with a wrong byte in any place. */
	{ BYTES("\x80"), false },
	{ BYTES("\xc3"), false },
	{ BYTES("\xe2\x82"), false },
	{ BYTES("\xf0\x9f\x98"), false },
	{ BYTES("\xc3" "a"), false },
	{ BYTES("\xe2\x82" "a"), false },
	{ BYTES("\xf0\x9f\x98" "a"), false },
	{ BYTES("\xe2" "a\x82"), false },
	{ BYTES("12345678\xc3"), false },
	{ BYTES("1234567\xff" "123456789"), false },
#undef BYTES
};

static void
utf8(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(utf8_rows) / sizeof(*utf8_rows); i++) {
		struct span	 text = { utf8_rows[i].text, utf8_rows[i].n };

		SAME_INT(text_utf8(text), utf8_rows[i].utf8,
		    utf8_rows[i].text);
	}
	OK(text_utf8(span_of(NULL)), "NULL");
}

static const struct {
	const char	*a, *b;
	bool		 same;		/* case ignored */
} same_rows[] = {
	{ "http", "HTTP", true },
	{ "Http", "hTTP", true },
	{ "", "", true },
	{ NULL, NULL, true },
	{ NULL, "", false },
	{ "", NULL, false },
	{ "http", "https", false },
	{ "https", "http", false },
	{ "http", "", false },
	/* The neighbours of the letters are none, and bytes have no case. */
	{ "@[`{", "`{@[", false },
	{ "\xc3\x9c", "\xc3\xbc", false },
};

static void
same(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(same_rows) / sizeof(*same_rows); i++) {
		SAME_INT(text_same(same_rows[i].a, same_rows[i].b),
		    same_rows[i].same, same_rows[i].a);
		if (same_rows[i].b != NULL && same_rows[i].a != NULL)
			SAME_INT(span_is(span_of(same_rows[i].a),
			    same_rows[i].b), same_rows[i].same,
			    same_rows[i].a);
	}
	OK(span_same(span_of("ab"), span_of("ab")), NULL);
	OK(!span_same(span_of("ab"), span_of("aB")), NULL);
	OK(!span_same(span_of("ab"), span_of("abc")), NULL);
	OK(span_same(span_of(NULL), span_of("")), NULL);
}

/* Whatever the locale, and for every byte. */
static void
bytes(void)
{
	static const char	 upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char	 lower[] = "abcdefghijklmnopqrstuvwxyz";
	static const char	 digit[] = "0123456789";
	const char		*at;
	int			 byte;

	for (byte = 1; byte < 256; byte++) {
		char	 c = (char)byte, row[] = { c, '\0' };

		at = strchr(upper, c);
		SAME_INT(text_lower(c), at == NULL ? c : lower[at - upper],
		    row);
		SAME_INT(text_alpha(c), at != NULL || strchr(lower, c), row);
		SAME_INT(text_digit(c), strchr(digit, c) != NULL, row);
	}
	OK(!text_alpha('\0') && !text_digit('\0'), "NUL");
}

static void
words(void)
{
	static const struct word	 table[] = {
		{ "none", 0 }, { "one", 1 }, { "uno", 1 }, { NULL, 0 }
	};

	SAME(word_for(table, 0), "none", NULL);
	SAME(word_for(table, 1), "one", "the first wins");
	SAME(word_for(table, 2), "", NULL);
}

/* Every attribute is found by its own name, in any case, and no other. */
static void
attributes(void)
{
	static const char	*const unknown[] = {
		"", "s", "servicePrincipalNam", "servicePrincipalNames",
		"servicePrincipalName;range=0-1499", "cn", "dn",
		"servicePrincipalNbme",
	};
	char	 upper[64];
	size_t	 i, j;
	int	 id;

	for (id = 0; id < N_ATTRIBUTE; id++) {
		const char	*name = attribute[id].name;

		SAME_INT(attribute_find(span_of(name)), id, name);
		for (j = 0; name[j] != '\0' && j < sizeof(upper) - 1; j++)
			upper[j] = name[j] >= 'a' && name[j] <= 'z' ?
			    (char)(name[j] - 'a' + 'A') : name[j];
		upper[j] = '\0';
		SAME_INT(attribute_find(span_of(upper)), id, upper);
	}
	for (i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
		SAME_INT(attribute_find(span_of(unknown[i])), -1, unknown[i]);
	SAME_INT(attribute[ATTR_SPN].values, VALUES_MANY, NULL);
	SAME_INT(attribute[ATTR_OBJECT_SID].as, AS_SID, NULL);
	SAME_INT(attribute[ATTR_UAC].as, AS_NUMBER, NULL);
}

static const struct {
	const char		*class[5];
	enum account_kind	 kind;
} kind_rows[] = {
	{ { "top", "person", "user" }, ACCOUNT_USER },
	{ { "USER" }, ACCOUNT_USER },
	/* The most specific class decides, wherever it stands. */
	{ { "top", "user", "computer" }, ACCOUNT_COMPUTER },
	{ { "computer", "user", "top" }, ACCOUNT_COMPUTER },
	{ { "user", "inetOrgPerson" }, ACCOUNT_INETORGPERSON },
	{ { "user", "computer", "msDS-GroupManagedServiceAccount" },
	    ACCOUNT_GMSA },
	{ { "user", "computer", "msDS-ManagedServiceAccount" },
	    ACCOUNT_SMSA },
	{ { "user", "computer", "msDS-DelegatedManagedServiceAccount" },
	    ACCOUNT_DMSA },
	/* What holds no accounts. */
	{ { "top", "group" }, ACCOUNT_UNKNOWN },
	{ { "userProxy" }, ACCOUNT_UNKNOWN },
	{ { NULL }, ACCOUNT_UNKNOWN },
};

static void
kinds(void)
{
	struct span	 class[5];
	size_t		 i, n;
	int		 kind;

	for (i = 0; i < sizeof(kind_rows) / sizeof(*kind_rows); i++) {
		for (n = 0; n < 5 && kind_rows[i].class[n] != NULL; n++)
			class[n] = span_of(kind_rows[i].class[n]);
		SAME_INT(account_kind_of(class, n), kind_rows[i].kind,
		    kind_rows[i].class[0]);
	}
	for (kind = 0; kind < N_ACCOUNT_KIND; kind++) {
		const char	*word = account_kind[kind].word;

		OK(word != NULL && account_kind[kind].says != NULL, NULL);
		OK(account_kind[kind].sam_most > 0, word);
		OK(!account_kind[kind].managed || account_kind[kind].dollar,
		    word);
	}
}

void
t_text(void)
{
	test_suite("text");
	test_add("UTF-8 is what RFC 3629 says", utf8);
	test_add("texts are the same but for case", same);
	test_add("bytes are classed as ASCII", bytes);
	test_add("a value has its word", words);
	test_add("attributes are found by name", attributes);
	test_add("the most specific class makes the kind", kinds);
}
