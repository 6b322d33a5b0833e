#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/directory.h"
#include "plans/fold.h"

/* -- directories from text -- */

enum { VALUES_MOST = 32 };

/*
 * Entries as in LDIF: "dn: ...", then "attribute: value", a blank line
 * between them.  An objectGUID is its 16 bytes; an objectSid of "@7" stands
 * for the bytes of S-1-5-7, and one of "@" for bytes that are no SID.
 */
struct draft {
	struct entry	 entry;
	struct value	 value[VALUES_MOST];
	unsigned char	 sid[12];
};

static void
draft_value(struct draft *draft, struct span name, struct span text)
{
	struct value	*value = &draft->value[draft->entry.n_value];
	int		 id = attribute_find(name);

	if (span_is(name, "dn")) {
		draft->entry.dn = text;
		return;
	}
	if (id < 0 || draft->entry.n_value == VALUES_MOST) {
		fprintf(stderr, "t_directory: no attribute '%.*s'\n",
		    (int)name.n, name.at);
		abort();
	}
	if (id == ATTR_OBJECT_SID) {
		memcpy(draft->sid, "\1\1\0\0\0\0\0\5", 8);
		draft->sid[8] = text.n < 2 ? 0 :
		    (unsigned char)(text.at[1] - '0');
		text.n = text.n < 2 ? 11 : 12;
		text.at = (const char *)draft->sid;
	}
	value->id = (enum attribute_id)id;
	value->text = text;
	draft->entry.n_value++;
}

/* Reads one entry from TEXT on and returns where the next begins. */
static const char *
draft_read(struct draft *draft, const char *text, const char *source,
    size_t *line)
{
	struct span	 name, value;

	memset(draft, 0, sizeof(*draft));
	draft->entry.source = source;
	draft->entry.line = *line;
	draft->entry.value = draft->value;
	while (*text != '\0' && *text != '\n') {
		name.at = text;
		name.n = strcspn(text, ":");
		value.at = name.at + name.n + 2;
		value.n = strcspn(value.at, "\n");
		draft_value(draft, name, value);
		text = value.at + value.n;
		text += *text == '\n';
		(*line)++;
	}
	(*line)++;
	return *text == '\n' ? text + 1 : text;
}

static int
add_text(struct directory *directory, const char *source, const char *text,
    struct error *err)
{
	struct draft	 draft;
	size_t		 line = 1;

	while (*text != '\0') {
		text = draft_read(&draft, text, source, &line);
		if (directory_add(directory, &draft.entry, err) == -1)
			return -1;
	}
	return 0;
}

/* A closed directory of one source, or of two. */
static bool
directory_of(struct directory *directory, const char *text, const char *more)
{
	struct error	 err = { "" };

	memset(directory, 0, sizeof(*directory));
	if (add_text(directory, "a.ldif", text, &err) == -1 ||
	    (more != NULL &&
	    add_text(directory, "b.ldif", more, &err) == -1))
		return OK(false, err.text);
	return SAME_INT(directory_close(directory, &err), 0, err.text);
}

static const char *
or_none(const char *text)
{
	return text == NULL ? "-" : text;
}

static void
dump_account(FILE *out, const struct account *account)
{
	size_t	 i;

	fprintf(out, "%s | %s | %s | %s | ", account->dn,
	    account->domain == NULL ? "-" : account->domain->dns,
	    or_none(account->sam), account_kind[account->kind].word);
	if (account->has_uac)
		fprintf(out, "%lx", (unsigned long)account->uac);
	fprintf(out, " | %s | %s | %s | %s | %s:%zu\n", or_none(account->sid),
	    or_none(account->dns_name), or_none(account->upn),
	    or_none(account->os), account->source, account->line);
	for (i = 0; i < account->n_other_dns_name; i++)
		fprintf(out, "\t%s\n", account->other_dns_name[i]);
	for (i = 0; i < account->n_spn; i++)
		fprintf(out, "\t%s\n", account->spn[i]);
}

static void
dump_group(FILE *out, const struct holding *holding, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		fprintf(out, "\t%s: %s\n", holding[i].spn,
		    holding[i].account->dn);
	fprintf(out, "\n");
}

/* Everything that a closed directory says. */
static char *
dump(const struct directory *directory)
{
	const struct holding_group	*group;
	char	*text = NULL;
	size_t	 size, i, j, n;
	FILE	*out = open_memstream(&text, &size);

	for (i = 0; i < directory->n_domain; i++) {
		fprintf(out, "%s %s %zu %d", directory->domain[i].dns,
		    or_none(directory->domain[i].netbios),
		    directory->domain[i].n_entry,
		    directory->domain[i].all_accounts);
		for (j = 0; j < N_ATTRIBUTE; j++)
			fprintf(out, "%d",
			    (int)directory->domain[i].covers[j]);
		fprintf(out, "\n");
	}
	for (i = 0; i < directory->n_account; i++)
		dump_account(out, directory->account[i]);
	for (i = 0; i < directory->n_host_class; i++)
		fprintf(out, "%s\n", directory->host_class[i]);
	group = directory_duplicates(directory, &n);
	for (i = 0; i < n; i++)
		dump_group(out, group[i].holding, group[i].n_holding);
	fclose(out);
	return text;
}

/* -- what becomes of entries -- */

static const struct {
	const char	*row;
	const char	*text, *more;
	const char	*accounts;	/* as dump_account writes them */
} models[] = {
	{ "everything",
	    "dn: CN=Web 01,OU=Web,DC=Corp,DC=Example\n"
	    "objectClass: top\nobjectClass: user\nobjectClass: computer\n"
	    "objectGUID: 0123456789abcdef\nobjectSid: @7\n"
	    "sAMAccountName: WEB01$\nuserAccountControl: 4096\n"
	    "servicePrincipalName: HOST/web01\n"
	    "servicePrincipalName: HTTP/web01\n"
	    "userPrincipalName: web01@corp.example\n"
	    "dNSHostName: web01.corp.example\n"
	    "msDS-AdditionalDnsHostName: b.corp.example\n"
	    "msDS-AdditionalDnsHostName: a.corp.example\n"
	    "operatingSystem: Windows Server 2025\n", NULL,
	    "CN=Web 01,OU=Web,DC=Corp,DC=Example | corp.example | WEB01$ | "
	    "computer | 1000 | S-1-5-7 | web01.corp.example | "
	    "web01@corp.example | Windows Server 2025 | a.ldif:1\n"
	    "\ta.corp.example\n\tb.corp.example\n"
	    "\tHOST/web01\n\tHTTP/web01\n" },
	{ "numbers have 32 bits, whatever their sign",
	    "dn: CN=a\nobjectClass: user\n"
	    "userAccountControl: -2147483648\n\n"
	    "dn: CN=b\nobjectClass: user\n"
	    "userAccountControl: 4294967295\n", NULL,
	    "CN=a | - | - | user | 80000000 | - | - | - | - | a.ldif:1\n"
	    "CN=b | - | - | user | ffffffff | - | - | - | - | a.ldif:5\n" },
	{ "sorted by domain, then name, then DN; what lacks one comes first",
	    "dn: CN=1,DC=b\nsAMAccountName: x\n\n"
	    "dn: CN=2,DC=a\nsAMAccountName: y\n\n"
	    "dn: CN=3,DC=a\nsAMAccountName: X\n\n"
	    "dn: CN=4,DC=a\nservicePrincipalName: s\n\n"
	    "dn: CN=5\nsAMAccountName: z\n\n"
	    "dn: CN=6,DC=a\nsAMAccountName: a-very-long-account-name-2\n\n"
	    "dn: CN=7,DC=a\nsAMAccountName: A-very-long-account-name-1\n",
	    NULL,
	    "CN=5 | - | z | unknown |  | - | - | - | - | a.ldif:13\n"
	    "CN=4,DC=a | a | - | unknown |  | - | - | - | - | a.ldif:10\n"
	    "\ts\n"
	    "CN=7,DC=a | a | A-very-long-account-name-1 | unknown |  | "
	    "- | - | - | - | a.ldif:19\n"
	    "CN=6,DC=a | a | a-very-long-account-name-2 | unknown |  | "
	    "- | - | - | - | a.ldif:16\n"
	    "CN=3,DC=a | a | X | unknown |  | - | - | - | - | a.ldif:7\n"
	    "CN=2,DC=a | a | y | unknown |  | - | - | - | - | a.ldif:4\n"
	    "CN=1,DC=b | b | x | unknown |  | - | - | - | - | a.ldif:1\n" },
	{ "no accounts",
	    "dn: OU=Web,DC=a\nobjectClass: organizationalUnit\n\n"
	    "dn: CN=g,DC=a\nobjectClass: group\nsAMAccountName: g\n\n"
	    "dn: CN=n,DC=a\n\n"
	    "dn: CN=h,DC=a\ndNSHostName: h.a\n", NULL, "" },
	{ "whoever holds an SPN counts, whatever it is",
	    "dn: CN=x\nobjectClass: applicationProcess\n"
	    "servicePrincipalName: HTTP/x\n", NULL,
	    "CN=x | - | - | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/x\n" },
	{ "deleted objects hold nothing",
	    "dn: CN=a,DC=x\nobjectClass: user\nisDeleted: TRUE\n"
	    "servicePrincipalName: HTTP/x\n\n"
	    "dn: CN=b\\0ADEL:1,CN=Deleted Objects,DC=x\nobjectClass: user\n"
	    "servicePrincipalName: HTTP/x\n\n"
	    "dn: CN=c\nobjectClass: user\nisDeleted: FALSE\n", NULL,
	    "CN=c | - | - | user |  | - | - | - | - | a.ldif:10\n" },
	{ "spellings stay, sorted as names and then as bytes; doubles go",
	    "dn: CN=a\nservicePrincipalName: http/b\n"
	    "servicePrincipalName: HTTP/c\nservicePrincipalName: HTTP/B\n"
	    "servicePrincipalName: HTTP/a\nservicePrincipalName: http/b\n",
	    NULL,
	    "CN=a | - | - | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/a\n\tHTTP/B\n\thttp/b\n\tHTTP/c\n" },
	{ "bytes that are no text are kept to be seen",
	    "dn: CN=a\nservicePrincipalName: HTTP/\xff\xc3\xbc\xc3\n"
	    "sAMAccountName: \xe2\x82x\n", NULL,
	    "CN=a | - | \\xE2\\x82x | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/\\xFF\xc3\xbc\\xC3\n" },
	/* An object that is met again. */
	{ "by its GUID",
	    "dn: CN=a,DC=x\nobjectGUID: 0123456789abcdef\n"
	    "sAMAccountName: a\nservicePrincipalName: HTTP/b\n",
	    "\ndn: cn=A, dc=x\nobjectGUID: 0123456789abcdef\n"
	    "sAMAccountName: a\nservicePrincipalName: HTTP/a\n"
	    "servicePrincipalName: HTTP/b\nobjectClass: user\n"
	    "userAccountControl: 512\n",
	    "CN=a,DC=x | x | a | user | 200 | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/a\n\tHTTP/b\n" },
	{ "by its DN, which may be written in many ways",
	    "dn: CN=a\\2C b,DC=x\nservicePrincipalName: HTTP/a\n",
	    "dn: cn=A\\, B, dc=X\nsAMAccountName: s\n",
	    "CN=a\\2C b,DC=x | x | s | unknown |  | - | - | - | - | "
	    "a.ldif:1\n\tHTTP/a\n" },
	{ "first without its GUID, then with it, then without",
	    "dn: CN=a\nsAMAccountName: a\n\n"
	    "dn: CN=a\nobjectGUID: 0123456789abcdef\nobjectClass: user\n\n"
	    "dn: CN=a\noperatingSystem: x\n\n"
	    "dn: CN=a\nobjectGUID: 0123456789abcdef\n"
	    "userPrincipalName: u\n", NULL,
	    "CN=a | - | a | user |  | - | - | u | x | a.ldif:1\n" },
	{ "the more specific class counts, in either order",
	    "dn: CN=a\nobjectClass: user\n\ndn: CN=b\nobjectClass: computer\n",
	    "dn: CN=a\nobjectClass: computer\n\ndn: CN=b\nobjectClass: user\n",
	    "CN=a | - | - | computer |  | - | - | - | - | a.ldif:1\n"
	    "CN=b | - | - | computer |  | - | - | - | - | a.ldif:4\n" },
	{ "what no entry shows to be an account alone, two may",
	    "dn: CN=a\ndNSHostName: h\n",
	    "dn: CN=a\nobjectClass: computer\n",
	    "CN=a | - | - | computer |  | - | h | - | - | a.ldif:1\n" },
};

static void
model(void)
{
	struct directory	 directory;
	char	*text;
	size_t	 i, j, size;
	FILE	*out;

	for (i = 0; i < sizeof(models) / sizeof(*models); i++) {
		if (directory_of(&directory, models[i].text,
		    models[i].more)) {
			out = open_memstream(&text, &size);
			for (j = 0; j < directory.n_account; j++)
				dump_account(out, directory.account[j]);
			fclose(out);
			SAME(text, models[i].accounts, models[i].row);
			free(text);
		}
		directory_free(&directory);
	}
}

/* NUL bytes cannot be written in a text. */
static void
nul(void)
{
	struct directory	 directory = { 0 };
	struct error		 err = { "" };
	struct value		 value = { ATTR_SPN, { "HTTP/a\0b", 8 } };
	struct entry		 entry = { { "CN=a", 4 }, &value, 1, "x", 0 };

	SAME_INT(directory_add(&directory, &entry, &err), 0, err.text);
	value.text = span_of(NULL);
	SAME_INT(directory_add(&directory, &entry, &err), 0, err.text);
	entry.dn.at = "CN=\0";
	SAME_INT(directory_add(&directory, &entry, &err), -1, NULL);
	SAME(err.text, "x: CN=\\x00: 'CN=' is no distinguished name: "
	    "a value holds a NUL byte", NULL);
	directory_close(&directory, &err);
	if (SAME_INT((long long)directory.account[0]->n_spn, 2, NULL)) {
		SAME(directory.account[0]->spn[0], "", NULL);
		SAME(directory.account[0]->spn[1], "HTTP/a\\x00b", NULL);
	}
	directory_free(&directory);
}

/* -- what cannot be -- */

#define GUID_A	"objectGUID: aaaaaaaaaaaaaaaa\n"
#define GUID_B	"objectGUID: bbbbbbbbbbbbbbbb\n"

static const struct {
	const char	*text, *more;
	const char	*error;
} wrongs[] = {
	/* Single values that differ: both places. */
	{ "\ndn: CN=a\nsAMAccountName: A\n",
	    "\n\ndn: CN=a\nsAMAccountName: B\n",
	    "b.ldif:3: CN=a: sAMAccountName is 'B', but 'A' at a.ldif:2" },
	{ "dn: CN=a\n" GUID_A "userAccountControl: 512\n\n"
	    "dn: CN=a\nsAMAccountName: a\n",
	    "dn: CN=a\n" GUID_A "userAccountControl: 514\n",
	    "b.ldif:1: CN=a: userAccountControl is '514', but '512' at "
	    "a.ldif:1" },
	{ "dn: CN=a\nobjectSid: @1\nsAMAccountName: a\n",
	    "dn: CN=a\nobjectSid: @2\nsAMAccountName: a\n",
	    "b.ldif:1: CN=a: objectSid is 'S-1-5-2', but 'S-1-5-1' at "
	    "a.ldif:1" },
	{ "dn: CN=a\nuserPrincipalName: a\n",
	    "dn: CN=a\nuserPrincipalName: A\n",
	    "b.ldif:1: CN=a: userPrincipalName is 'A', but 'a' at a.ldif:1" },
	{ "dn: CN=a\nsAMAccountName: A\nsAMAccountName: B\n", "",
	    "a.ldif:1: CN=a: sAMAccountName is 'B', but 'A' too" },
	/* Objects that are mixed up. */
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A,
	    "dn: CN=a\nsAMAccountName: a\n" GUID_B,
	    "b.ldif:1: CN=a: its objectGUID is another one than at "
	    "a.ldif:1" },
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A,
	    "dn: CN=b\nsAMAccountName: a\n" GUID_A,
	    "b.ldif:1: CN=b: its objectGUID is that of 'CN=a' at a.ldif:1" },
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A
	    "\ndn: CN=b\nsAMAccountName: b\n",
	    "dn: CN=b\nsAMAccountName: b\n" GUID_A,
	    "b.ldif:1: CN=b: its objectGUID is that of 'CN=a' at a.ldif:1" },
	{ "dn: CN=x\nobjectClass: crossRef\nsystemFlags: 3\n"
	    "nCName: DC=corp,DC=x\nnETBIOSName: CORP\n",
	    "dn: CN=y\nobjectClass: crossRef\nsystemFlags: 3\n"
	    "nCName: dc=CORP,dc=x\nnETBIOSName: KORP\n",
	    "b.ldif:1: CN=y: nETBIOSName is 'KORP', but 'CORP' at "
	    "a.ldif:1" },
	/* Values that no directory has. */
	{ "dn: CN=a\nuserAccountControl: yes\n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: \n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: -\n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: 4294967296\n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: -2147483649\n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: 99999999999999999999999\n", "",
	    "a.ldif:1: CN=a: userAccountControl is not a number" },
	{ "dn: CN=x\nsystemFlags: x\nnCName: DC=x\n", "",
	    "a.ldif:1: CN=x: systemFlags is not a number" },
	{ "dn: CN=a\nsAMAccountName: a\nobjectGUID: 0123456789abcde\n", "",
	    "a.ldif:1: CN=a: objectGUID is not a GUID" },
	{ "dn: CN=a\nsAMAccountName: a\nobjectSid: @\n", "",
	    "a.ldif:1: CN=a: objectSid is not a SID" },
	{ "dn: web01\nsAMAccountName: a\n", "",
	    "a.ldif:1: web01: 'web01' is no distinguished name: "
	    "a '=' is missing" },
};

static void
wrong(void)
{
	struct directory	 directory;
	struct error		 err;
	size_t			 i;

	for (i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
		memset(&directory, 0, sizeof(directory));
		err.text[0] = '\0';
		if (add_text(&directory, "a.ldif", wrongs[i].text,
		    &err) == 0)
			SAME_INT(add_text(&directory, "b.ldif",
			    wrongs[i].more, &err), -1, wrongs[i].error);
		SAME(err.text, wrongs[i].error, wrongs[i].text);
		directory_free(&directory);
	}
}

/* -- domains and what is known of them -- */

#define CROSS_REF(nc, netbios, flags) \
	"dn: CN=" netbios ",CN=Partitions,CN=Configuration,DC=x\n" \
	"objectClass: crossRef\nnCName: " nc "\nnETBIOSName: " netbios "\n" \
	"systemFlags: " flags "\ndnsRoot: x\n\n"

static void
domains(void)
{
	static const char	 text[] =
	    CROSS_REF("DC=Corp,DC=X", "CORP", "3")
	    CROSS_REF("DC=lab,DC=x", "LAB", "7")
	    CROSS_REF("DC=DomainDnsZones,DC=x", "DNS", "5")
	    CROSS_REF("CN=Configuration,DC=x", "CONF", "1")
	    CROSS_REF("DC=one,DC=y", "TWICE", "3")
	    CROSS_REF("DC=two,DC=y", "TWICE", "-1")
	    "dn: CN=a,DC=corp,DC=x\nobjectClass: user\n\n"
	    "dn: OU=a,DC=elsewhere,DC=x\nobjectClass: organizationalUnit\n\n"
	    "dn: CN=a,DC=b,DC=x\nobjectClass: user\n\n"
	    CROSS_REF("DC=b,DC=x", "B", "3");
	static const struct {
		const char	*dns, *netbios;
		size_t		 n_entry;
	} rows[] = {
		{ "b.x", "B", 1 }, { "corp.x", "CORP", 1 },
		{ "lab.x", "LAB", 0 }, { "one.y", "TWICE", 0 },
		{ "two.y", "TWICE", 0 },
	};
	struct directory	 directory;
	const struct domain	*found;
	size_t			 i;

	if (!directory_of(&directory, text, NULL) ||
	    !SAME_INT((long long)directory.n_domain,
	    sizeof(rows) / sizeof(*rows), NULL)) {
		directory_free(&directory);
		return;
	}
	for (i = 0; i < directory.n_domain; i++) {
		SAME(directory.domain[i].dns, rows[i].dns, NULL);
		SAME(directory.domain[i].netbios, rows[i].netbios,
		    rows[i].dns);
		SAME_INT((long long)directory.domain[i].n_entry,
		    (long long)rows[i].n_entry, rows[i].dns);
		OK(directory_domain(&directory, rows[i].dns) ==
		    &directory.domain[i], rows[i].dns);
	}
	found = directory_domain(&directory, "CORP.x");
	OK(found == &directory.domain[1], "either case");
	OK(directory_domain(&directory, "corp") == NULL, NULL);
	OK(directory_domain(&directory, "corp.x.y") == NULL, NULL);
	OK(directory_domain(&directory, "") == NULL, NULL);
	OK(directory_netbios(&directory, "corp") == found, NULL);
	OK(directory_netbios(&directory, "corp.x") == NULL, NULL);
	OK(directory_netbios(&directory, "DNS") == NULL, "no domain");
	OK(directory_netbios(&directory, "TWICE") == NULL, "of two forests");
	directory_free(&directory);
}

static enum coverage
cover(const struct directory *directory, const char *dns,
    enum attribute_id id)
{
	const struct domain	*domain = directory_domain(directory, dns);

	return domain == NULL ? COVERAGE_ABSENT : domain->covers[id];
}

static void
coverage(void)
{
	/* In "a" every account shows its name and only one its SPN. */
	static const char	 first[] =
	    CROSS_REF("DC=c", "C", "3")
	    "dn: CN=1,DC=a\nsAMAccountName: 1\nuserAccountControl: 1\n\n"
	    "dn: CN=2,DC=a\nsAMAccountName: 2\nservicePrincipalName: s\n\n"
	    "dn: CN=3,DC=a\nobjectClass: group\n\n"
	    "dn: CN=1,DC=b\nservicePrincipalName: s\n\n";
	/* The other source has the rest of an object of it. */
	static const char	 second[] =
	    "dn: CN=2,DC=a\nsAMAccountName: 2\nuserAccountControl: 1\n\n"
	    "dn: CN=2,DC=b\nservicePrincipalName: t\nsAMAccountName: 2\n\n";
	static const struct {
		const char	*dns;
		enum attribute_id	 id;
		enum coverage	 before, after;	/* b.ldif is said to be whole */
	} rows[] = {
		{ "a", ATTR_SAM, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "a", ATTR_UAC, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "a", ATTR_SPN, COVERAGE_UNKNOWN, COVERAGE_COMPLETE },
		{ "a", ATTR_UPN, COVERAGE_UNKNOWN, COVERAGE_UNKNOWN },
		{ "b", ATTR_SPN, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "b", ATTR_SAM, COVERAGE_UNKNOWN, COVERAGE_UNKNOWN },
		{ "c", ATTR_SPN, COVERAGE_ABSENT, COVERAGE_ABSENT },
		{ "d", ATTR_SPN, COVERAGE_ABSENT, COVERAGE_ABSENT },
	};
	struct directory	 directory;
	struct error		 err = { "" };
	size_t			 i;

	if (directory_of(&directory, first, second))
		for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			SAME_INT(cover(&directory, rows[i].dns, rows[i].id),
			    rows[i].before, rows[i].dns);
	OK(!directory_domain(&directory, "a")->all_accounts, NULL);
	directory_free(&directory);

	/* It may be said before the entries come, and after. */
	memset(&directory, 0, sizeof(directory));
	directory_exported(&directory, "b.ldif", ATTR_SPN);
	add_text(&directory, "a.ldif", first, &err);
	add_text(&directory, "b.ldif", second, &err);
	directory_exported(&directory, "c.ldif", ATTR_UPN);
	directory_close(&directory, &err);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		SAME_INT(cover(&directory, rows[i].dns, rows[i].id),
		    rows[i].after, rows[i].dns);
	OK(directory_domain(&directory, "a")->all_accounts, NULL);
	OK(directory_domain(&directory, "b")->all_accounts, NULL);
	OK(!directory_domain(&directory, "c")->all_accounts, NULL);
	directory_free(&directory);
}

/* -- what HOST/ answers for -- */

#define MAPPINGS	"dn: CN=Directory Service,CN=Windows NT,CN=x\n"
#define DEFAULT_CLASSES	"alerter,appmgmt,cisvc,clipsrv,browser,dhcp," \
	"dnscache,replicator,eventlog,eventsystem,policyagent,oakley," \
	"dmserver,dns,mcsvc,fax,msiserver,ias,messenger,netlogon,netman," \
	"netdde,netddedsm,nmagent,plugplay,protectedstorage,rasman," \
	"rpclocator,rpc,rpcss,remoteaccess,rsvp,samss,scardsvr,scesrv," \
	"seclogon,scm,dcom,cifs,spooler,snmp,schedule,tapisrv,trksvr," \
	"trkwks,ups,time,wins,www,http,w3svc,iisadmin,msdtc"

static const struct {
	const char	*row, *text;
	const char	*yes, *no;
	bool		 read;
} mappings[] = {
	{ "none", "", "HTTP", "ldap", false },
	{ "the default", MAPPINGS "sPNMappings: host=" DEFAULT_CLASSES "\n",
	    "w3svc", "ldap", true },
	{ "another", MAPPINGS "sPNMappings: HOST= HTTP , ftp,,\n", "http",
	    "cifs", true },
	{ "trimmed", MAPPINGS "sPNMappings: HOST= HTTP , ftp,,\n", "FTP", "",
	    true },
	{ "other aliases", MAPPINGS "sPNMappings: ldap=http\n"
	    "sPNMappings: host=a\nsPNMappings: host=b\n", "b", "http", true },
	{ "junk", MAPPINGS "sPNMappings: host\nsPNMappings: =\n"
	    "sPNMappings: host=\xff,\xc3\xa9,z\n", "z", "e", true },
	{ "nothing", MAPPINGS "sPNMappings: host=\n", NULL, "http", true },
	{ "deleted", MAPPINGS "isDeleted: TRUE\nsPNMappings: host=a\n",
	    "http", "a", false },
};

static void
host_classes(void)
{
	struct directory	 directory;
	size_t			 i, j;

	for (i = 0; i < sizeof(mappings) / sizeof(*mappings); i++) {
		const char	*row = mappings[i].row;

		if (directory_of(&directory, mappings[i].text, NULL)) {
			SAME_INT(directory.has_mappings, mappings[i].read,
			    row);
			if (mappings[i].yes != NULL)
				OK(directory_host_answers(&directory,
				    span_of(mappings[i].yes)), row);
			OK(!directory_host_answers(&directory,
			    span_of(mappings[i].no)), row);
			for (j = 1; j < directory.n_host_class; j++)
				OK(strcmp(directory.host_class[j - 1],
				    directory.host_class[j]) < 0, row);
		}
		directory_free(&directory);
	}
}

/* The list in the code is the one that a new forest has. */
static void
host_default(void)
{
	struct directory	 directory;
	size_t			 i;

	if (directory_of(&directory, MAPPINGS "sPNMappings: host="
	    DEFAULT_CLASSES "\n", NULL))
		for (i = 0; i < directory.n_host_class; i++)
			SAME(directory_host_default[i],
			    directory.host_class[i], NULL);
	OK(directory_host_default[directory.n_host_class] == NULL, NULL);
	directory_free(&directory);
}

/* -- asking -- */

static const char	 people[] =
    "dn: CN=web01,DC=a\nobjectClass: computer\nsAMAccountName: WEB01$\n"
    "servicePrincipalName: HOST/web01\n"
    "servicePrincipalName: HOST/web01.a\ndNSHostName: web01.a\n\n"
    "dn: CN=web02,DC=a\nobjectClass: computer\nsAMAccountName: WEB02$\n"
    "servicePrincipalName: HOST/web02\ndNSHostName: WEB02.a\n"
    "msDS-AdditionalDnsHostName: www.a\n\n"
    "dn: CN=web03,DC=a\nobjectClass: computer\nsAMAccountName: WEB03$\n"
    "dNSHostName: web02.A\nservicePrincipalName: http/PORTAL.a\n"
    "msDS-AdditionalDnsHostName: web01.a\n"
    "servicePrincipalName: HOST/www.a\nservicePrincipalName: HOST/ftp.a\n\n"
    "dn: CN=web04,DC=a\nobjectClass: computer\nsAMAccountName: WEB04$\n"
    "dNSHostName: ftp.a\n\n"
    "dn: CN=svc,DC=a\nobjectClass: user\nsAMAccountName: svc-web\n"
    "servicePrincipalName: HTTP/portal.a\n"
    "servicePrincipalName: http/portal.a\n"
    "servicePrincipalName: HOST/fs.a\n\n"
    "dn: CN=svc,DC=b\nobjectClass: user\nsAMAccountName: zz-svc\n"
    "servicePrincipalName: HTTP/own.b\nservicePrincipalName: http/own.b\n\n"
    "dn: CN=gmsa,DC=a\nobjectClass: computer\n"
    "objectClass: msDS-GroupManagedServiceAccount\n"
    "sAMAccountName: gmsa$\ndNSHostName: gmsa.a\n\n"
    "dn: CN=none,DC=a\nobjectClass: user\n"
    "servicePrincipalName: HTTP/only.a\n\n"
    "dn: CN=nowhere\nobjectClass: user\nsAMAccountName: nowhere\n";

static const struct {
	const char	*domain, *sam, *dn;
} lookups[] = {
	{ "a", "WEB01$", "CN=web01,DC=a" },
	{ "a", "web01$", "CN=web01,DC=a" },
	{ "a", "svc-web", "CN=svc,DC=a" },
	{ "b", "ZZ-SVC", "CN=svc,DC=b" },
	{ NULL, "nowhere", "CN=nowhere" },
	/* A name is whole, and of its domain. */
	{ "a", "web01", NULL },
	{ "a", "", NULL },
	{ "a", "zzz", NULL },
	{ "b", "gmsa$", NULL },
	{ "b", "zzz", NULL },
	{ "a", "zz-svc", NULL },
	{ NULL, "svc-web", NULL },
	{ "a", "nowhere", NULL },
};

static const struct {
	const char	*host, *dn;
} named[] = {
	/* By HOST/, by dNSHostName, by another name; case ignored. */
	{ "web01", "CN=web01,DC=a" },
	{ "WEB01.A", "CN=web01,DC=a" },
	/* The first of two, however each bears the name. */
	{ "web02.a", "CN=web02,DC=a" },
	{ "www.a", "CN=web02,DC=a" },
	{ "ftp.a", "CN=web03,DC=a" },
	/* Accounts that are no computers have no names of their own. */
	{ "fs.a", NULL },
	{ "gmsa.a", NULL },
	{ "portal.a", NULL },
	{ "", NULL },
};

static const char *
dn_or_null(const struct account *account)
{
	return account == NULL ? NULL : account->dn;
}

static void
asking(void)
{
	struct directory	 directory;
	size_t			 i;

	if (directory_of(&directory, people, NULL)) {
		for (i = 0; i < sizeof(lookups) / sizeof(*lookups); i++)
			SAME(dn_or_null(directory_account(&directory,
			    lookups[i].domain == NULL ? NULL :
			    directory_domain(&directory, lookups[i].domain),
			    lookups[i].sam)), lookups[i].dn, lookups[i].sam);
		for (i = 0; i < sizeof(named) / sizeof(*named); i++)
			SAME(dn_or_null(directory_named(&directory,
			    named[i].host)), named[i].dn, named[i].host);
	}
	directory_free(&directory);
}

static const struct {
	const char	*spn, *holders;
} held[] = {
	{ "HTTP/Portal.A", "\tHTTP/portal.a: CN=svc,DC=a\n"
	    "\thttp/portal.a: CN=svc,DC=a\n"
	    "\thttp/PORTAL.a: CN=web03,DC=a\n\n" },
	{ "http/own.b", "\tHTTP/own.b: CN=svc,DC=b\n"
	    "\thttp/own.b: CN=svc,DC=b\n\n" },
	{ "HOST/web01", "\tHOST/web01: CN=web01,DC=a\n\n" },
	/* Exactly the name: no alias, no port more or less. */
	{ "HTTP/web01", "\n" },
	{ "HTTP/portal.a:80", "\n" },
	{ "HTTP/portal", "\n" },
	{ "", "\n" },
};

static void
holders(void)
{
	struct directory		 directory;
	const struct holding		*holding;
	const struct holding_group	*group;
	char	*text;
	size_t	 i, n, size;
	FILE	*out;

	if (!directory_of(&directory, people, NULL)) {
		directory_free(&directory);
		return;
	}
	for (i = 0; i < sizeof(held) / sizeof(*held); i++) {
		holding = directory_holders(&directory, held[i].spn, &n);
		out = open_memstream(&text, &size);
		dump_group(out, holding, n);
		fclose(out);
		SAME(text, held[i].holders, held[i].spn);
		free(text);
	}
	/* Two spellings on one account are no duplicate. */
	group = directory_duplicates(&directory, &n);
	if (SAME_INT((long long)n, 1, NULL)) {
		SAME_INT((long long)group[0].n_holding, 3, NULL);
		SAME(group[0].holding[0].spn, "HTTP/portal.a", NULL);
	}
	directory_free(&directory);
}

static void
nothing(void)
{
	struct directory	 directory;
	size_t			 n = 1;

	memset(&directory, 0, sizeof(directory));
	directory_free(&directory);
	if (directory_of(&directory, "", NULL)) {
		OK(directory_holders(&directory, "HTTP/a", &n) == NULL, NULL);
		SAME_INT((long long)n, 0, NULL);
		directory_duplicates(&directory, &n);
		SAME_INT((long long)n, 0, NULL);
		OK(directory_domain(&directory, "a") == NULL, NULL);
		OK(directory_netbios(&directory, "A") == NULL, NULL);
		OK(directory_account(&directory, NULL, "a") == NULL, NULL);
		OK(directory_named(&directory, "a") == NULL, NULL);
		OK(directory_host_answers(&directory, span_of("http")), NULL);
	}
	directory_free(&directory);
	OK(directory.index == NULL && directory.n_account == 0, "freed");
	directory_free(&directory);
}

/*
 * Two names whose hashes are the same are two names.  (These were made for
 * the hash of a machine with the least significant byte first; on another
 * they show nothing, and do no harm.)
 */
static void
collision(void)
{
	static const char	 text[] =
	    "dn: CN=a\nservicePrincipalName: HTTP/a.ers4zjhy8\n\n"
	    "dn: CN=b\nservicePrincipalName: http/aharsz1jh7s\n\n"
	    "dn: CN=c\nservicePrincipalName: HTTP/A.ERS4ZJHY8\n";
	struct directory		 directory;
	const struct holding		*holding;
	const struct holding_group	*group;
	size_t				 n;

	if (directory_of(&directory, text, NULL)) {
		holding = directory_holders(&directory, "HTTP/aharsz1jh7s",
		    &n);
		if (SAME_INT((long long)n, 1, NULL))
			SAME(holding->account->dn, "CN=b", NULL);
		group = directory_duplicates(&directory, &n);
		if (SAME_INT((long long)n, 1, NULL))
			SAME_INT((long long)group->n_holding, 2, NULL);
	}
	directory_free(&directory);
}

/* Enough for every table to grow. */
static void
many(void)
{
	enum { N = 3000 };
	struct directory	 directory = { 0 };
	struct error		 err = { "" };
	struct draft		 draft;
	char			 text[256];
	size_t			 i, line, n;

	for (i = 0; i < 2 * N; i++) {
		line = i + 1;
		snprintf(text, sizeof(text), "dn: CN=%zu,DC=d%zu,DC=x\n"
		    "objectGUID: guid-of-%08zu\nsAMAccountName: s%zu\n"
		    "servicePrincipalName: HTTP/%zu\n", i % N, i % N % 200,
		    i % N, i % N, i % N / 2);
		draft_read(&draft, text, "a.ldif", &line);
		if (directory_add(&directory, &draft.entry, &err) == -1)
			OK(false, err.text);
	}
	directory_close(&directory, &err);
	SAME_INT((long long)directory.n_account, N, NULL);
	SAME_INT((long long)directory.n_domain, 200, NULL);
	directory_duplicates(&directory, &n);
	SAME_INT((long long)n, N / 2, NULL);
	for (i = 0; i < N; i++) {
		snprintf(text, sizeof(text), "s%zu", i);
		SAME(directory_account(&directory,
		    directory.account[i]->domain,
		    directory.account[i]->sam)->dn, directory.account[i]->dn,
		    text);
		snprintf(text, sizeof(text), "http/%zu", i / 2);
		directory_holders(&directory, text, &n);
		SAME_INT((long long)n, 2, text);
	}
	directory_free(&directory);
}

/* -- any directory -- */

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

enum { ENTRIES_MOST = 64 };

/* Texts of entries that share domains, names, SPNs and, often, an object. */
static size_t
random_entries(char *entry[], uint64_t *seed)
{
	static const char	*const class[] = { "HTTP", "http", "HOST" };
	static const char	*const host[] = {
		"web", "WEB", "w\xc3\xa9" "b", "portal", "p\xff", "web.a.x",
		"Web.A.x", "b",
	};
	static const char	*const kind[] = {
		"user", "computer", "group", "inetOrgPerson",
	};
	size_t	 n = next_random(seed) % ENTRIES_MOST, i, size, object, spns;
	FILE	*out;

	for (i = 0; i < n; i++) {
		out = open_memstream(&entry[i], &size);
		object = next_random(seed) % 40;
		fprintf(out, "dn: %s=%zu,DC=%s,DC=x\n",
		    next_random(seed) % 2 == 0 ? "CN" : "cn", object,
		    object % 3 == 0 ? "b" : "a");
		if (next_random(seed) % 2 == 0)
			fprintf(out, "objectGUID: guid-of-%08zu\n", object);
		if (next_random(seed) % 2 == 0)
			fprintf(out, "objectClass: %s\n",
			    kind[next_random(seed) % 4]);
		if (next_random(seed) % 2 == 0)
			fprintf(out, "sAMAccountName: sam%zu\n", object / 2);
		if (next_random(seed) % 4 == 0)
			fprintf(out, "dNSHostName: %s\n", host[object % 8]);
		for (spns = next_random(seed) % 4; spns > 0; spns--)
			fprintf(out, "servicePrincipalName: %s/%s\n",
			    class[next_random(seed) % 3],
			    host[next_random(seed) % 8]);
		fclose(out);
	}
	return n;
}

/* Adds the entries in the order of their numbers; the places are those that
 * they were made with. */
static void
add_entries(struct directory *directory, char *entry[], const size_t order[],
    size_t n)
{
	struct error	 err = { "" };
	struct draft	 draft;
	size_t		 i, line;

	memset(directory, 0, sizeof(*directory));
	for (i = 0; i < n; i++) {
		line = order[i] + 1;
		draft_read(&draft, entry[order[i]],
		    order[i] % 2 == 0 ? "even.ldif" : "odd.ldif", &line);
		if (directory_add(directory, &draft.entry, &err) == -1)
			OK(false, err.text);
	}
	directory_close(directory, &err);
}

static bool
equal(struct pool *pool, const char *a, const char *b)
{
	return strcmp(fold_copy(pool, span_of(a)),
	    fold_copy(pool, span_of(b))) == 0;
}

/* Everyone who holds SPN, found by looking at everything. */
static size_t
all_holders(struct pool *pool, const struct directory *directory,
    const char *spn, struct holding *holding)
{
	const struct account	*account;
	size_t			 i, j, n = 0;

	for (i = 0; i < directory->n_account; i++) {
		account = directory->account[i];
		for (j = 0; j < account->n_spn; j++) {
			if (!equal(pool, account->spn[j], spn))
				continue;
			holding[n].account = account;
			holding[n++].spn = account->spn[j];
		}
	}
	return n;
}

/* Returns whether two accounts or more hold it. */
static bool
check_holders(struct pool *pool, const struct directory *directory,
    const char *spn)
{
	static struct holding	 expected[ENTRIES_MOST * VALUES_MOST];
	const struct holding	*found;
	size_t			 i, n, n_found;

	n = all_holders(pool, directory, spn, expected);
	found = directory_holders(directory, spn, &n_found);
	if (SAME_INT((long long)n_found, (long long)n, spn))
		for (i = 0; i < n; i++) {
			OK(found[i].account == expected[i].account, spn);
			SAME(found[i].spn, expected[i].spn, spn);
		}
	return expected[0].account != expected[n - 1].account;
}

/* Sums over all holdings of groups what each is the first of. */
static void
check_directory(const struct directory *directory)
{
	const struct holding_group	*group;
	const struct account		*account;
	struct pool	 pool = { 0 };
	size_t		 i, j, n, shared = 0, grouped = 0;

	for (i = 0; i < directory->n_account; i++) {
		account = directory->account[i];
		for (j = 0; j < account->n_spn; j++)
			shared += check_holders(&pool, directory,
			    account->spn[j]);
	}
	group = directory_duplicates(directory, &n);
	for (i = 0; i < n; i++) {
		grouped += group[i].n_holding;
		OK(i == 0 || fold_cmp(group[i - 1].holding->spn,
		    group[i].holding->spn) < 0, group[i].holding->spn);
	}
	SAME_INT((long long)grouped, (long long)shared, "duplicates");
	pool_free(&pool);
}

static void
shuffle(size_t order[], size_t n, uint64_t *seed)
{
	size_t	 i, j, swap;

	for (i = n; i > 1; i--) {
		j = next_random(seed) % i;
		swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

/* Lookups against looking at everything, and the same whatever the order. */
static void
any(void)
{
	enum { ROUNDS = 300, SHUFFLES = 3 };
	struct directory	 directory;
	char		*entry[ENTRIES_MOST], *first, *again;
	size_t		 order[ENTRIES_MOST], n, i;
	uint64_t	 seed = 20261102;
	int		 round, turn;

	for (round = 0; round < ROUNDS; round++) {
		n = random_entries(entry, &seed);
		for (i = 0; i < n; i++)
			order[i] = i;
		add_entries(&directory, entry, order, n);
		check_directory(&directory);
		first = dump(&directory);
		directory_free(&directory);
		for (turn = 0; turn < SHUFFLES; turn++) {
			shuffle(order, n, &seed);
			add_entries(&directory, entry, order, n);
			again = dump(&directory);
			SAME(again, first, "shuffled");
			free(again);
			directory_free(&directory);
		}
		free(first);
		for (i = 0; i < n; i++)
			free(entry[i]);
	}
}

void
t_directory(void)
{
	test_suite("directory");
	test_add("entries become accounts", model);
	test_add("NUL bytes are kept to be seen", nul);
	test_add("contradictions and junk are errors", wrong);
	test_add("domains and their names", domains);
	test_add("coverage is what the entries and the user say", coverage);
	test_add("HOST/ answers for what sPNMappings lists", host_classes);
	test_add("the default classes are those of a new forest",
	    host_default);
	test_add("accounts are found by name and host", asking);
	test_add("holders are found, and duplicates grouped", holders);
	test_add("names with the same hash are two names", collision);
	test_add("many entries", many);
	test_add("an empty directory answers too", nothing);
	test_add("any directory, in any order", any);
}
