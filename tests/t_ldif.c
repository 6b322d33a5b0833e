#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "ldap/export.h"
#include "plans/text.h"

/* What came, one entry after the other: "LINE DN attribute=value; " */
struct dump {
	char	 text[2048];
	size_t	 n;
};

static void
dump_text(struct dump *dump, const char *text)
{
	size_t	 n = strlen(text);

	if (dump->n + n < sizeof(dump->text)) {
		memcpy(dump->text + dump->n, text, n + 1);
		dump->n += n;
	}
}

static void
dump_span(struct dump *dump, struct span span)
{
	char	 one[8];
	size_t	 i;

	for (i = 0; i < span.n; i++) {
		if (span.at[i] >= ' ' && span.at[i] <= '~')
			snprintf(one, sizeof(one), "%c", span.at[i]);
		else
			snprintf(one, sizeof(one), "\\%02x", (unsigned char)span.at[i]);
		dump_text(dump, one);
	}
}

static int
dump_add(void *arg, const struct entry *entry, struct error *err)
{
	struct dump	*dump = arg;
	char		 line[32];
	size_t		 i;

	(void)err;
	snprintf(line, sizeof(line), "%zu ", entry->line);
	dump_text(dump, line);
	dump_span(dump, entry->dn);
	for (i = 0; i < entry->n_value; i++) {
		dump_text(dump, " ");
		dump_text(dump, attribute[entry->value[i].id].name);
		dump_text(dump, "=");
		dump_span(dump, entry->value[i].text);
	}
	dump_text(dump, "; ");
	return 0;
}

#define BYTES(literal)	(literal), sizeof(literal) - 1

struct row {
	const char	*title;
	const char	*bytes;
	size_t		 n;
	const char	*expected;	/* the entries, or the error */
};

/* Gives BYTES, at most STEP of them at a time. */
struct memory {
	const char	*bytes;
	size_t		 n;
	size_t		 step;
};

static ssize_t
memory_read(void *arg, void *to, size_t n)
{
	struct memory	*memory = arg;

	n = n < memory->step ? n : memory->step;
	n = n < memory->n ? n : memory->n;
	memcpy(to, memory->bytes, n);
	memory->bytes += n;
	memory->n -= n;
	return (ssize_t)n;
}

/* However the bytes come, the entries are the same. */
static void
check_row(const struct row *row)
{
	size_t	 step;

	for (step = 1; step < 2 * row->n + 2; step *= 2) {
		struct memory	 memory = { row->bytes, row->n, step };
		struct input	 input = { memory_read, &memory };
		struct dump	 dump = { .n = 0 };
		struct sink	 sink = { dump_add, &dump };
		struct error	 err = { "" };

		if (export_parse(&input, "x", "x", &sink, &err) < 0)
			SAME(err.text, row->expected, row->title);
		else
			SAME(dump.text, row->expected, row->title);
	}
}

static void
check_rows(const struct row *row, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		check_row(&row[i]);
}

#define CHECK_ROWS(table)	check_rows((table), sizeof(table) / sizeof(*(table)))

static void
records(void)
{
	static const struct row	 table[] = {
		/* Content records and records that add say the same. */
		{ "content", BYTES("dn: CN=a\nsAMAccountName: a\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "ldifde", BYTES("dn: CN=a\r\nchangetype: add\r\nsAMAccountName: a\r\n\r\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "changetype in base64 and capitals",
		    BYTES("dn: CN=a\nChangeType:: QURE\nsAMAccountName: a\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "version", BYTES("version: 1\ndn: CN=a\n"), "2 CN=a; " },
		{ "version on its own", BYTES("version: 1\n\ndn: CN=a\n"), "3 CN=a; " },
		{ "version again on every page",
		    BYTES("version: 1\n\ndn: CN=a\n\nversion: 1\n\ndn: CN=b\n"),
		    "3 CN=a; 7 CN=b; " },

		/* Blank lines end a record, however many; so does the end. */
		{ "nothing", BYTES(""), "" },
		{ "only blank lines", BYTES("\n\r\n\n"), "" },
		{ "two", BYTES("dn: CN=a\n\ndn: CN=b\n\n"), "1 CN=a; 3 CN=b; " },
		{ "blank lines before, between, after",
		    BYTES("\n\ndn: CN=a\n\n\n\r\ndn: CN=b\n\n\n"), "3 CN=a; 7 CN=b; " },
		{ "no attributes", BYTES("dn: CN=a\n"), "1 CN=a; " },
		{ "rootDSE", BYTES("dn:\ndnsHostName: dc1\n"), "1  dNSHostName=dc1; " },

		/* Names in any case, unknown ones left out, the order kept. */
		{ "any case", BYTES("DN: CN=a\nserviceprincipalname: b/c\nSAMACCOUNTNAME: d\n"),
		    "1 CN=a servicePrincipalName=b/c sAMAccountName=d; " },
		{ "unknown names", BYTES("dn: CN=a\ncn: a\nsAMAccountNam: b\nsAMAccountName2: c\n"
		    "1.2.840.113556.1.4.221: d\nwhenChanged:: not base64\n"), "1 CN=a; " },
		{ "order and doubles",
		    BYTES("dn: CN=a\nservicePrincipalName: c/d\nobjectClass: top\n"
		    "servicePrincipalName: a/b\nservicePrincipalName: c/d\n"),
		    "1 CN=a servicePrincipalName=c/d objectClass=top "
		    "servicePrincipalName=a/b servicePrincipalName=c/d; " },
		{ "nothing stays for the next entry",
		    BYTES("dn: CN=a\nsAMAccountName: a\n\ndn: CN=b\n"),
		    "1 CN=a sAMAccountName=a; 4 CN=b; " },

		/* What a colon is followed by: spaces, or none. */
		{ "no space", BYTES("dn:CN=a\nsAMAccountName:a\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "spaces before, not after", BYTES("dn:  CN=a \nsAMAccountName:   a b  \n"),
		    "1 CN=a  sAMAccountName=a b  ; " },
		{ "empty values", BYTES("dn: CN=a\nsAMAccountName:\nobjectSid::\noperatingSystem: \n"),
		    "1 CN=a sAMAccountName= objectSid= operatingSystem=; " },
		{ "colon and less-than in a value",
		    BYTES("dn: CN=a\nsAMAccountName: :a\noperatingSystem: <b\n"),
		    "1 CN=a sAMAccountName=:a operatingSystem=<b; " },
		{ "bytes that are no UTF-8 stay", BYTES("dn: CN=a\xfc\nsAMAccountName: \xe4\n"),
		    "1 CN=a\\fc sAMAccountName=\\e4; " },
	};

	CHECK_ROWS(table);
}

static void
folding(void)
{
	static const struct row	 table[] = {
		/* A line break and one space are nothing, wherever they stand. */
		{ "value", BYTES("dn: CN=a,\n DC=b\nsAMAccountName: a\n b\n c\n"),
		    "1 CN=a,DC=b sAMAccountName=abc; " },
		{ "CRLF", BYTES("dn: CN=a,\r\n DC=b\r\nsAMAccountName: a\r\n b\r\n"),
		    "1 CN=a,DC=b sAMAccountName=ab; " },
		{ "only one space goes", BYTES("dn: CN=a\n  b\n"), "1 CN=a b; " },
		{ "name", BYTES("dn: CN=a\nsAMAcc\n ountName\n : a\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "nothing on the first line", BYTES("dn: CN=a\nsAMAccountName:\n a\n"),
		    "1 CN=a sAMAccountName=a; " },
		{ "nothing on the second", BYTES("dn: CN=a\n \n b\n"), "1 CN=ab; " },
		{ "base64", BYTES("dn: CN=a\nsAMAccountName:: YWJ\n jZA=\n =\n"),
		    "1 CN=a sAMAccountName=abcd; " },
		{ "within a character", BYTES("dn: CN=\xc3\n \xa4\n"), "1 CN=\\c3\\a4; " },
		{ "one byte wide", BYTES("d\n n\n :\n C\n N\n =\n a\n"), "1 CN=a; " },
		{ "only unknown", BYTES("dn: CN=a\ncn: a\n b\nsAMAccountName: c\n"),
		    "1 CN=a sAMAccountName=c; " },

		/* Comments fold too, and are nothing, wherever they stand. */
		{ "comment", BYTES("# a\n dn: CN=no\ndn: CN=a\n# b\n\nsAMAcc\n"
		    "# c\n"), "x:6: not LDIF: no colon in 'sAMAcc'" },
		{ "comments", BYTES("#\n# a\n dn: CN=no\ndn: CN=a\n#b\n sAMAccountName: no\n"
		    "sAMAccountName: b\n# last\n"), "4 CN=a sAMAccountName=b; " },
		{ "a comment ends no entry", BYTES("dn: CN=a\n#\nsAMAccountName: a\n"),
		    "1 CN=a sAMAccountName=a; " },

		/* The number of a line is that of its first part. */
		{ "lines count", BYTES("dn: CN=a\n b\n c\ncn: a\n b\n\ndn: CN=d\n"),
		    "1 CN=abc; 7 CN=d; " },
		{ "a continuation of nothing", BYTES("dn: CN=a\n\n b\n"),
		    "x:3: not LDIF: a continuation of no line" },
		{ "a continuation of nothing between entries",
		    BYTES("dn: CN=a\n\n cn: b\n\ndn: CN=c\n\n"),
		    "x:3: not LDIF: a continuation of no line" },
		{ "a continuation at the beginning", BYTES(" dn: CN=a\n"),
		    "x:1: not LDIF: a continuation of no line" },
		{ "a tab does not continue", BYTES("dn: CN=a\n\tb\n"),
		    "x:2: not LDIF: no colon in '?b'" },
	};

	CHECK_ROWS(table);
}

static void
base64(void)
{
	static const struct row	 table[] = {
		{ "dn", BYTES("dn:: Q049w6Q=\n"), "1 CN=\\c3\\a4; " },
		{ "no space", BYTES("dn::Q049YQ==\n"), "1 CN=a; " },
		{ "NUL and all bits", BYTES("dn: CN=a\nobjectSid:: AQD/+/8=\n"),
		    "1 CN=a objectSid=\\01\\00\\ff\\fb\\ff; " },
		{ "one byte", BYTES("dn: CN=a\nobjectSid:: AA==\n"), "1 CN=a objectSid=\\00; " },
		{ "line breaks are decoded, not read",
		    BYTES("dn: CN=a\nsAMAccountName:: YQoKZG46IENOPWI=\n"),
		    "1 CN=a sAMAccountName=a\\0a\\0adn: CN=b; " },

		/* RFC 4648: whole groups of four, padding at the end, no other bits. */
		{ "length", BYTES("dn: CN=a\nobjectSid:: AAA\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "length, folded", BYTES("dn: CN=a\nobjectSid:: A\n AA\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "one digit", BYTES("dn: CN=a\nobjectSid:: A===\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "only padding", BYTES("dn: CN=a\nobjectSid:: ====\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "padding inside", BYTES("dn: CN=a\nobjectSid:: AA==AAAA\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "bits left over", BYTES("dn: CN=a\nobjectSid:: AB==\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "bits left over of three", BYTES("dn: CN=a\nobjectSid:: AAB=\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "foreign digit", BYTES("dn: CN=a\nobjectSid:: AA-A\n"),
		    "x:2: the value of objectSid is not base64" },
		{ "space after it", BYTES("dn: CN=a\nobjectSid:: AAA \n"),
		    "x:2: the value of objectSid is not base64" },
		{ "dn that is not", BYTES("\ndn:: CN=a\n"),
		    "x:2: the value of dn is not base64" },
		{ "folded: the first line is named",
		    BYTES("dn: CN=a\n# b\n c\nobjectSid:: AAAA\n A\n\n"),
		    "x:4: the value of objectSid is not base64" },
	};

	CHECK_ROWS(table);
}

static void
encodings(void)
{
	static const struct row	 table[] = {
		{ "UTF-8 mark", BYTES("\xef\xbb\xbf" "dn: CN=\xc3\xa4\n"), "1 CN=\\c3\\a4; " },
		{ "UTF-8 mark alone", BYTES("\xef\xbb\xbf"), "" },
		{ "half a UTF-8 mark", BYTES("\xef\xbb\n"),
		    "x:1: not LDIF: no colon in '?" "?'" },
		{ "a mark inside", BYTES("dn: CN=a\n\n\xef\xbb\xbf" "dn: CN=b\n"),
		    "x:3: not LDIF: '?" "?" "?dn' is no name of an attribute" },

		/* ldifde -u writes UTF-16, little end first. */
		{ "UTF-16LE", BYTES("\xff\xfe" "d\0n\0:\0 \0\xe4\0\r\0\n\0s\0n\0:\0a\0\r\0\n\0"),
		    "1 \\c3\\a4; " },
		{ "UTF-16BE", BYTES("\xfe\xff\0d\0n\0:\0 \0\xe4\0\n"), "1 \\c3\\a4; " },
		{ "UTF-16 mark alone", BYTES("\xff\xfe"), "" },
		{ "the edges of each length", BYTES("\xfe\xff\0d\0n\0:\0\x7f\0\x80\x07\xff\x08\0"
		    "\xd7\xff\xe0\0\xff\xff\0\n"), "1 \\7f\\c2\\80\\df\\bf\\e0\\a0\\80"
		    "\\ed\\9f\\bf\\ee\\80\\80\\ef\\bf\\bf; " },
		{ "surrogates", BYTES("\xfe\xff\0d\0n\0:\xd8\0\xdc\0\xdb\xff\xdf\xff\0\n"),
		    "1 \\f0\\90\\80\\80\\f4\\8f\\bf\\bf; " },
		{ "UTF-16 lines", BYTES("\xfe\xff\0d\0n\0:\0a\0\r\0\n\0 \0b\0\r\0\n\0\r\0\n\0\n\0x\0\n"),
		    "x:5: not LDIF: no colon in 'x'" },
		{ "a low surrogate alone", BYTES("\xfe\xff\0\n\0d\0n\0:\xdc\0\0\n"),
		    "x:2: half a character: this is no UTF-16" },
		{ "a high surrogate alone", BYTES("\xfe\xff\0d\0n\0:\xd8\0\0\n"),
		    "x:1: half a character: this is no UTF-16" },
		{ "two high surrogates", BYTES("\xfe\xff\0d\0n\0:\xd8\0\xd8\0\xdc\0"),
		    "x:1: half a character: this is no UTF-16" },
		{ "a high surrogate at the end", BYTES("\xff\xfe" "d\0n\0:\0\0\xd8"),
		    "x:1: half a character: this is no UTF-16" },
		{ "half a unit at the end", BYTES("\xff\xfe" "d\0n\0:\0\n\0a"),
		    "x:2: half a character: this is no UTF-16" },

		/* No tool writes NUL, but text without its mark has it. */
		{ "NUL", BYTES("dn: CN=a\ncn: a\0b\n"),
		    "x:2: a NUL byte (UTF-16 is read where it begins with a byte order mark)" },
		{ "NUL in UTF-16", BYTES("\xfe\xff\0d\0n\0:\0\0"),
		    "x:1: a NUL byte (UTF-16 is read where it begins with a byte order mark)" },
		{ "UTF-16 without its mark", BYTES("d\0n\0:\0 \0a\0\n\0"),
		    "x:1: a NUL byte (UTF-16 is read where it begins with a byte order mark)" },
	};

	CHECK_ROWS(table);
}

static void
options(void)
{
	static const struct row	 table[] = {
		/* Only ";binary" leaves an attribute what it is.  Others make subtypes, which
		 * an export of Active Directory does not have. */
		{ "binary", BYTES("dn: CN=a\nobjectGUID;binary:: AAE=\nobjectSid;BINARY;binary: a\n"),
		    "1 CN=a objectGUID=\\00\\01 objectSid=a; " },
		{ "a language", BYTES("dn: CN=a\nservicePrincipalName;lang-de: HTTP/a\n"),
		    "x:2: servicePrincipalName has the option 'lang-de', which is none of Active Directory's" },
		{ "another one before it", BYTES("dn: CN=a\nsAMAccountName;x;binary: b\n"),
		    "x:2: sAMAccountName has the option 'x', which is none of Active Directory's" },
		{ "none", BYTES("dn: CN=a\nsAMAccountName;binary;:d\n"),
		    "x:2: sAMAccountName has the option '', which is none of Active Directory's" },
		{ "of a reserved name", BYTES("dn: CN=a\nchangetype;x: delete\n"), "1 CN=a; " },
		{ "a range of a reserved name", BYTES("dn: CN=a\nchangetype;range=0-*: delete\n"),
		    "1 CN=a; " },
		{ "of an unknown name", BYTES("dn: CN=a\nmanaged;range=0-1: CN=b\ncn;lang-de: c\n"), "1 CN=a; " },

		/* Ranges: all values from 0 to "*", in order, or the export is incomplete. */
		{ "one range", BYTES("dn: CN=a\nservicePrincipalName;range=0-*: a/b\n"
		    "servicePrincipalName;Range=0-*: c/d\n"),
		    "1 CN=a servicePrincipalName=a/b servicePrincipalName=c/d; " },
		{ "two ranges", BYTES("dn: CN=a\nservicePrincipalName;range=0-1: a/b\n"
		    "servicePrincipalName;range=0-1: c/d\n"
		    "servicePrincipalName;range=2-*;binary: e/f\n"),
		    "1 CN=a servicePrincipalName=a/b servicePrincipalName=c/d "
		    "servicePrincipalName=e/f; " },
		{ "ranges of two attributes, mixed", BYTES("dn: CN=a\n"
		    "servicePrincipalName;range=0-0: a/b\nobjectClass;range=0-*: top\n"
		    "servicePrincipalName;range=1-*: c/d\nobjectClass;range=0-*: user\n"),
		    "1 CN=a servicePrincipalName=a/b objectClass=top "
		    "servicePrincipalName=c/d objectClass=user; " },
		{ "beside the empty attribute", BYTES("dn: CN=a\nservicePrincipalName:\n"
		    "sAMAccountName:\nservicePrincipalName;range=0-*: a/b\n"),
		    "1 CN=a sAMAccountName= servicePrincipalName=a/b; " },
		{ "the next entry begins anew", BYTES("dn: CN=a\nsPNMappings;range=0-0: a\n"
		    "sPNMappings;range=1-*: b\n\ndn: CN=b\nsPNMappings:\n\n"
		    "dn: CN=c\nsPNMappings;range=0-*: c\n"),
		    "1 CN=a sPNMappings=a sPNMappings=b; 5 CN=b sPNMappings=; "
		    "8 CN=c sPNMappings=c; " },
		{ "a range of another option",
		    BYTES("dn: CN=a\nservicePrincipalName;lang-en;range=0-1: a/b\n"),
		    "x:2: servicePrincipalName has the option 'lang-en', which is none of Active Directory's" },
		{ "no end", BYTES("\ndn: CN=a\nservicePrincipalName;range=0-1: a/b\n"
		    "servicePrincipalName;range=0-1: c/d\n"), "x:2: servicePrincipalName "
		    "is incomplete: only 2 of its values were exported" },
		{ "no end beside the empty attribute", BYTES("dn: CN=a\nservicePrincipalName:\n"
		    "servicePrincipalName;range=0-0: a/b\n\ndn: CN=b\n"),
		    "x:1: servicePrincipalName is incomplete: only 1 of its "
		    "values were exported" },
		{ "no beginning", BYTES("dn: CN=a\nservicePrincipalName;range=1500-*: a/b\n"),
		    "x:2: servicePrincipalName is incomplete: range 1500 does not "
		    "follow the first 0 values" },
		{ "a gap", BYTES("dn: CN=a\nservicePrincipalName;range=0-0: a/b\n"
		    "servicePrincipalName;range=2-*: c/d\n"), "x:3: servicePrincipalName "
		    "is incomplete: range 2 does not follow the first 1 values" },
		{ "fewer values than the range", BYTES("dn: CN=a\nservicePrincipalName;range=0-1: a/b\n"
		    "servicePrincipalName;range=2-*: c/d\n"), "x:3: servicePrincipalName "
		    "is incomplete: range 2 does not follow the first 1 values" },
		{ "fewer, and the next begins there", BYTES("dn: CN=a\n"
		    "servicePrincipalName;range=0-1: a/b\nservicePrincipalName;range=1-*: c/d\n"),
		    "x:3: servicePrincipalName is incomplete: range 1 does not "
		    "follow the first 1 values" },
		{ "more values than the range", BYTES("dn: CN=a\nservicePrincipalName;range=0-0: a/b\n"
		    "servicePrincipalName;range=0-0: c/d\n"),
		    "x:3: servicePrincipalName has more values than its range" },
		{ "after the end", BYTES("dn: CN=a\nservicePrincipalName;range=0-*: a/b\n"
		    "servicePrincipalName;range=1-*: c/d\n"), "x:3: servicePrincipalName "
		    "is incomplete: range 1 does not follow the first 1 values" },
		{ "words", BYTES("dn: CN=a\nservicePrincipalName;range=all: a/b\n"),
		    "x:2: 'range=all' is no range" },
		{ "half", BYTES("dn: CN=a\nservicePrincipalName;range=0-: a/b\n"),
		    "x:2: 'range=0-' is no range" },
		{ "no first", BYTES("dn: CN=a\nservicePrincipalName;range=-*: a/b\n"),
		    "x:2: 'range=-*' is no range" },
		{ "empty", BYTES("dn: CN=a\nservicePrincipalName;range=: a/b\n"),
		    "x:2: 'range=' is no range" },
		{ "no hyphen", BYTES("dn: CN=a\nservicePrincipalName;range=0: a/b\n"),
		    "x:2: 'range=0' is no range" },
		{ "backwards", BYTES("dn: CN=a\nservicePrincipalName;range=2-1: a/b\n"),
		    "x:2: 'range=2-1' is no range" },
		{ "more after it", BYTES("dn: CN=a\nservicePrincipalName;range=0-*1: a/b\n"),
		    "x:2: 'range=0-*1' is no range" },
		{ "too long a number", BYTES("dn: CN=a\n"
		    "servicePrincipalName;range=0-18446744073709551615: a/b\n"),
		    "x:2: 'range=0-18446744073709551615' is no range" },
		{ "two ranges at once", BYTES("dn: CN=a\n"
		    "servicePrincipalName;range=0-0;range=1-*: a/b\n"),
		    "x:2: 'range=1-*' is no range" },
	};

	CHECK_ROWS(table);
}

static void
searches(void)
{
	static const struct row	 table[] = {
		/* What ldapsearch prints without -LLL is no entry. */
		{ "ldapsearch", BYTES("# extended LDIF\n#\n# LDAPv3\n"
		    "# base <dc=x> with scope subtree\n#\n\n# a, x\ndn: CN=a,DC=x\n"
		    "sAMAccountName: a\n\n# search reference\nref: ldap://c.x/DC=c,DC=x\n"
		    "ref: ldap://d.x/DC=d,\n DC=x\n\n# search result\nsearch: 2\n"
		    "result: 0 Success\n\n# numResponses: 3\n# numEntries: 1\n"),
		    "8 CN=a,DC=x sAMAccountName=a; " },
		{ "pages", BYTES("dn: CN=a\n\nsearch: 2\nresult: 0 Success\n"
		    "control: 1.2.840.113556.1.4.319 false MAYCAQAEAWE=\n"
		    "pagedresults: estimate=3 cookie=YQ==\n# extended LDIF\n\ndn: CN=b\n\n"
		    "search: 3\nresult: 0 Success\npagedresults: cookie=\n"),
		    "1 CN=a; 9 CN=b; " },
		{ "result alone", BYTES("search: 2\nresult: 0\n"), "" },

		/* Anything but success leaves entries out. */
		{ "size limit", BYTES("dn: CN=a\n\n# search result\nsearch: 2\n"
		    "result: 4 Size limit exceeded\n"), "x:5: the search ended with "
		    "result '4 Size limit exceeded': the export is incomplete" },
		{ "no such object", BYTES("search: 2\nresult: 32 No such object\n"
		    "matchedDN: DC=x\ntext: 0000208D\n"), "x:2: the search ended with "
		    "result '32 No such object': the export is incomplete" },
		{ "not zero", BYTES("search: 2\nresult: 01\n"),
		    "x:2: the search ended with result '01': the export is incomplete" },
		{ "no number", BYTES("search: 2\nresult:\n"),
		    "x:2: the search ended with result '': the export is incomplete" },
		{ "cut", BYTES("# extended LDIF\n#\n\ndn: CN=a\n\n# b\ndn: CN=b\ncn: b\n"), "x:1: a search that "
		    "begins here does not say how it ended: the export is incomplete" },
		{ "a second one, cut", BYTES("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0 Success\n\n"
		    "# numEntries: 1\n# extended LDIF\n\ndn: CN=b\n"), "x:9: a search that "
		    "begins here does not say how it ended: the export is incomplete" },
		{ "thinned out", BYTES("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0 Success\n\n"
		    "# numEntries: 2\n"), "x: ldapsearch wrote 2 entries, and 1 is here: the export is not whole" },
		{ "two of them", BYTES("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0 Success\n\n"
		    "# numEntries: 1\n# extended LDIF\n\ndn: CN=b\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n"),
		    "3 CN=a; 11 CN=b; " },
		{ "two, and one is of nothing", BYTES("# extended LDIF\n\nsearch: 2\nresult: 0 Success\n\n"
		    "# extended LDIF\n\ndn: CN=b\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n"),
		    "8 CN=b; " },
		{ "a first one, cut", BYTES("# extended LDIF\n\ndn: CN=a\n\n# extended LDIF\n\ndn: CN=b\n\n"
		    "search: 2\nresult: 0 Success\n\n# numEntries: 1\n"), "x: a search does not say how it ended: the "
		    "export is incomplete" },
		{ "left before the last page", BYTES("dn: CN=a\n\nsearch: 2\n"
		    "result: 0 Success\npagedresults: cookie=YQ==\n"),
		    "x:5: the search was left before its last page: the export is "
		    "incomplete" },

		/* Whatever it leaves out, it says which page is the last one. */
		{ "pages, -LLL", BYTES("dn: CN=a\n\n# pagedresults: cookie=YQ==\ndn: CN=b\n\n# pagedresults: cookie=\n"),
		    "1 CN=a; 4 CN=b; " },
		{ "left in its last page, -LLL", BYTES("dn: CN=a\n\n# pagedresults: cookie=YQ==\ndn: CN=b\n\n"),
		    "x:3: the search was left before its last page: the export is incomplete" },
		{ "left behind its first page, the cookie folded", BYTES("dn: CN=a\n\n# pagedresults: estimate=3 coo\n"
		    " kie=YQ==\n"), "x:3: the search was left before its last page: the export is incomplete" },
		{ "two searches with pages, -LLL", BYTES("dn: CN=a\n\n# pagedresults: cookie=YQ==\ndn: CN=b\n\n"
		    "# pagedresults: cookie=\n\ndn: CN=c\n\n# pagedresults: cookie=\n"), "1 CN=a; 4 CN=b; 8 CN=c; " },

		/* It counts the entries of all pages together, behind the last. */
		{ "pages, counted", BYTES("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0 Success\n"
		    "pagedresults: cookie=YQ==\n# extended LDIF\n\ndn: CN=b\n\nsearch: 3\nresult: 0 Success\n"
		    "pagedresults: cookie=\n\n# numResponses: 4\n# numEntries: 2\n"), "3 CN=a; 10 CN=b; " },
		{ "pages, thinned out", BYTES("# extended LDIF\n\nsearch: 2\nresult: 0 Success\n"
		    "pagedresults: cookie=YQ==\n# extended LDIF\n\ndn: CN=b\n\nsearch: 3\nresult: 0 Success\n"
		    "pagedresults: cookie=\n\n# numResponses: 4\n# numEntries: 2\n"),
		    "x: ldapsearch wrote 2 entries, and 1 is here: the export is not whole" },
		{ "left between pages, and another one", BYTES("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\n"
		    "result: 0 Success\npagedresults: cookie=YQ==\n\n# extended LDIF\n\ndn: CN=b\n\nsearch: 2\n"
		    "result: 0 Success\n\n# numEntries: 1\n"),
		    "x: ldapsearch wrote 1 entry, and 2 are here: the export is not whole, or others stand beside it" },
		{ "counted, and behind others, -LLL", BYTES("dn: CN=a\n\n# extended LDIF\n\ndn: CN=b\n\nsearch: 2\n"
		    "result: 0 Success\n\n# numEntries: 1\n"),
		    "x: ldapsearch wrote 1 entry, and 2 are here: the export is not whole, or others stand beside it" },
		{ "counted, -L", BYTES("version: 1\n\n#\n# LDAPv3\n\n# a, x\ndn: CN=a\n\n# search result\n\n"
		    "# numResponses: 2\n# numEntries: 1\n"), "7 CN=a; " },
		{ "thinned out, -L", BYTES("version: 1\n\n#\n# LDAPv3\n\n# a, x\ndn: CN=a\n\n# search result\n\n"
		    "# numResponses: 3\n# numEntries: 2\n"),
		    "x: ldapsearch wrote 2 entries, and 1 is here: the export is not whole" },
		{ "counted, and others that are not", BYTES("# a, x\ndn: CN=a\n\n# numEntries: 1\n\ndn: CN=b\n"),
		    "2 CN=a; 6 CN=b; " },
		{ "prompts between pages", BYTES("dn: CN=a\n\n"
		    "Press [size] Enter for the next {1|size} entries.\n"),
		    "x:3: not LDIF: no colon in 'Press [size] Enter for the next "
		    "{1|size} entries.'" },
		{ "an entry right after", BYTES("ref: ldap://x\ndn: CN=a\n"),
		    "x:2: a blank line is missing before dn" },
	};

	CHECK_ROWS(table);
}

static void
refusals(void)
{
	static const struct row	 table[] = {
		/* Files that are no export. */
		{ "delete", BYTES("dn: CN=a\r\nchangetype: delete\r\n"), "x:2: changetype "
		    "'delete': this is a file of changes, not an export" },
		{ "modify", BYTES("\ndn: CN=a\nchangetype: modify\nadd: cn\ncn: b\n-\n"),
		    "x:3: changetype 'modify': this is a file of changes, not an export" },
		{ "version", BYTES("version: 2\n"), "x:1: LDIF version '2' is not 1" },
		{ "JSON", BYTES("{ \"a\": 1 }\n"), "x:1: not LDIF: '{ \"a\"' is no name of an attribute" },
		{ "CSV", BYTES("DN,sAMAccountName\n"), "x:1: not LDIF: no colon in 'DN,sAMAccountName'" },

		/* Lines that a good export does not have. */
		{ "no dn", BYTES("cn: a\ndn: CN=a\n"),
		    "x:1: an entry begins with its dn, not with 'cn'" },
		{ "no dn after a blank line", BYTES("dn: CN=a\n\nsAMAccountName: a\n"),
		    "x:3: an entry begins with its dn, not with 'sAMAccountName'" },
		{ "two dn, as grep leaves them",
		    BYTES("dn: CN=a\nservicePrincipalName: a/b\ndn: CN=b\n"),
		    "x:3: a second dn in one entry: a blank line is missing, as in "
		    "what grep leaves of an export" },
		{ "no colon", BYTES("dn: CN=a\nsAMAccountName\n"),
		    "x:2: not LDIF: no colon in 'sAMAccountName'" },
		{ "no colon after an option", BYTES("dn: CN=a\nsAMAccountName;binary\n"),
		    "x:2: not LDIF: no colon in 'sAMAccountName;binary'" },
		{ "no name", BYTES("dn: CN=a\n: b\n"), "x:2: not LDIF: '' is no name of an attribute" },
		{ "a value that lost its space", BYTES("dn: CN=a\nservicePrincipalName: HTTP/a\n"
		    ".b/c:80\n"), "x:3: not LDIF: '.b/c' is no name of an attribute" },
		{ "a CR on its own", BYTES("dn: CN=a\r\r\n\r\r\n"), "x:2: not LDIF: no colon in '?'" },
		{ "long and hostile", BYTES("dn: CN=a\n\x1b]0;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"), "x:2: not LDIF: "
		    "no colon in '?]0;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'" },

		/* No file is read because an export says so. */
		{ "URL", BYTES("dn: CN=a\nsAMAccountName:< file:///x\n"),
		    "x:2: 'sAMAccountName' names a file that has the value: files that "
		    "an export names are not read" },
		{ "URL of an unknown name", BYTES("dn: CN=a\ncn:<file:///x\n"),
		    "x:2: 'cn' names a file that has the value: files that an export names are not read" },
		{ "URL of a dn", BYTES("dn:< file:///x\n"), "x:1: 'dn' names a file that "
		    "has the value: files that an export names are not read" },
		{ "include", BYTES("include: file:///x\n\ndn: CN=a\n"),
		    "x:1: 'include' names another file: files that an export names are not read" },
		{ "include in an entry", BYTES("dn: CN=a\nInclude: file:///x\n"),
		    "x:2: 'include' names another file: files that an export names are not read" },
	};

	CHECK_ROWS(table);
}

struct total {
	size_t	 n_value;
	size_t	 n_byte;
	size_t	 line;
};

static int
total_add(void *arg, const struct entry *entry, struct error *err)
{
	struct total	*total = arg;
	size_t		 i;

	(void)err;
	total->n_value += entry->n_value;
	total->n_byte += entry->dn.n;
	for (i = 0; i < entry->n_value; i++)
		total->n_byte += entry->value[i].text.n;
	total->line = entry->line;
	return 0;
}

static int
refuse(void *arg, const struct entry *entry, struct error *err)
{
	(void)arg;
	return span_is(entry->dn, "CN=b") ? error_set(err, "CN=b: no") : 0;
}

#define CUT	": the last line has no end, so the export may have been cut: export again, or end the line " \
		"if nothing is missing"

static void
cuts(void)
{
	static const struct row	 table[] = {
		/* Half a value may look like a whole one, and so may the rest. */
		{ "in a value", BYTES("dn: CN=a\nservicePrincipalName: HTTP/a"), "x:2" CUT },
		{ "in a folded value", BYTES("dn: CN=a\nservicePrincipalName: HTTP/\n a"), "x:3" CUT },
		{ "in base64", BYTES("dn: CN=a\nobjectSid:: AAA"), "x:2" CUT },
		{ "in a name", BYTES("dn: CN=a\nservicePrincipalNam"), "x:2" CUT },
		{ "in a dn", BYTES("dn: CN=a\n\ndn: CN=b"), "x:3" CUT },
		{ "in a comment", BYTES("dn: CN=a\n\n# numEnt"), "x:3" CUT },
		{ "between CR and LF", BYTES("dn: CN=a\r\nsAMAccountName: a\r"), "x:2" CUT },
		{ "in UTF-16", BYTES("\xff\xfe" "d\0n\0:\0\n\0c\0n\0:\0a\0"), "x:2" CUT },

		/* What is wrong before it is said first. */
		{ "behind a fault", BYTES("dn: CN=a\nno LDIF\n\ndn: CN=b"), "x:2: not LDIF: no colon in 'no LDIF'" },
	};

	CHECK_ROWS(table);
}

static void
sink_fails(void)
{
	static const char	 text[] = "dn: CN=a\n\ndn: CN=b\ncn: b\n\nno LDIF\n";
	struct memory		 memory = { text, sizeof(text) - 1, SIZE_MAX };
	struct input		 input = { memory_read, &memory };
	struct sink		 sink = { refuse, NULL };
	struct error		 err = { "" };

	if (OK(export_parse(&input, "x", "dir.ldif", &sink, &err) < 0,
	    "a sink that fails"))
		SAME(err.text, "dir.ldif:3: CN=b: no", NULL);
}

/* One record larger than anything was sized for, between two small ones. */
static void
large(void)
{
	enum { N = 100000 };
	static const char	 line[] = "nCName: DC=x\n";
	static char		 bytes[64 + N * sizeof(line)];
	struct memory		 memory = { bytes, 0, SIZE_MAX };
	struct input		 input = { memory_read, &memory };
	struct total		 total = { 0 };
	struct sink		 sink = { total_add, &total };
	struct error		 err = { "" };
	size_t			 i;

	memory.n = (size_t)snprintf(bytes, sizeof(bytes),
	    "dn: CN=a\nnCName: DC=x\n\ndn: CN=b\n");
	for (i = 0; i < N; i++) {
		memcpy(bytes + memory.n, line, sizeof(line) - 1);
		memory.n += sizeof(line) - 1;
	}
	memcpy(bytes + memory.n, "\ndn: CN=c\n", 10);
	memory.n += 10;
	OK(export_parse(&input, "x", "x", &sink, &err) == 0, err.text);
	SAME_INT((long long)total.n_value, N + 1, "values");
	SAME_INT((long long)total.n_byte, N * 4 + 4 * 4, "bytes of dn and values");
	SAME_INT((long long)total.line, N + 6, "line of the last dn");
}

/* Some are handed on together: all of them come, in their order. */
static int
next_add(void *arg, const struct entry *entry, struct error *err)
{
	size_t	*n = arg;
	char	 dn[16], sam[16];

	snprintf(dn, sizeof(dn), "CN=%zu", *n);
	snprintf(sam, sizeof(sam), "a%zu", *n);
	++*n;
	return entry->line == 3 * *n - 2 && span_is(entry->dn, dn) && entry->n_value == 1 &&
	    span_is(entry->value[0].text, sam) ? 0 : error_set(err, "%s is not next", dn);
}

static void
many(void)
{
	enum { N = 1000, EACH = 64 };
	static char	 bytes[N * EACH];
	struct memory	 memory = { bytes, 0, 777 };
	struct input	 input = { memory_read, &memory };
	size_t		 i, n = 0;
	struct sink	 sink = { next_add, &n };
	struct error	 err = { "" };

	for (i = 0; i < N; i++)
		memory.n += (size_t)snprintf(bytes + memory.n, EACH, "dn: CN=%zu\nsAMAccountName: a%zu\n\n", i, i);
	OK(export_parse(&input, "x", "x", &sink, &err) == 0, err.text);
	SAME_INT((long long)n, N, NULL);
}

void
t_ldif(void)
{
	test_suite("ldif");
	test_add("content records and records that add are entries", records);
	test_add("lines are unfolded, comments are nothing", folding);
	test_add("base64 is decoded to the letter", base64);
	test_add("UTF-8 and UTF-16 are read, broken text is not", encodings);
	test_add("a range that is not whole is an error", options);
	test_add("ldapsearch's own lines are read for how the search ended", searches);
	test_add("what is no export is refused, with its line", refusals);
	test_add("a last line without its end is an error", cuts);
	test_add("a sink that fails ends the read", sink_fails);
	test_add("an entry may have any size", large);
	test_add("many entries come in their order", many);
}
