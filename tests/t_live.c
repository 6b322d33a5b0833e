#include "tests/test.h"

#include <ldap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ldap/source.h"
#include "tests/heard.h"
#include "tests/peer.h"

/*
 * A live source asks for everything and gets it, or fails and says why: the
 * peer says every wrong thing that a domain controller, or what is on the way
 * to it, can say.
 */

#define BASE	PEER_BASE
#define CONFIG	PEER_CONFIG
#define BOUND	PEER_BOUND
#define ROOT	PEER_ROOT
#define OPENED	PEER_OPENED
#define LAST	PEER_LAST
#define CROSS_REF	PEER_CROSS_REF
#define ENTRY(name) \
	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: user", "sAMAccountName: " name } }
#define N(array)	(sizeof(array) / sizeof(*(array)))

/* One whole conversation; the result of its last step. */
static int
converse(struct peer *peer, const struct want *want, size_t n_want, struct heard *heard, struct error *err)
{
	struct outside		 outside = peer_outside(peer);
	struct source_options	 options = { .user = "CN=reader," BASE, .password = "secret", .timeout = 1,
	    .note = heard_note, .arg = heard, .outside = &outside };
	struct sink		 sink = heard_sink(heard);
	struct source		*source;
	struct error		 again = { "" };
	int			 result;

	heard_init(heard, "ldapi://peer");
	result = source_open(&source, "ldapi://peer", &options, err);
	if (result == 0) {
		result = source_read(source, want, n_want, &sink, err);
		if (result != 0)
			OK(source_read(source, want, n_want, &sink, &again) != 0, "what failed once fails again");
	}
	source_free(source);
	peer_close(peer);
	return result;
}

static const char		*const spn[] = { "HTTP/portal.corp.example" };
static const struct want	 wants[] = {
	{ WANT_CONFIG, NULL, NULL, 0 },
	{ WANT_SPN, NULL, spn, 1 }
};

#define CONFIG_LINES \
	"CN=CORP,CN=Partitions," CONFIG " nCName=" BASE " nETBIOSName=CORP systemFlags=3\n" \
	"CN=dns,CN=Partitions," CONFIG " nCName=DC=DomainDnsZones," BASE " systemFlags=5\n"

#define ROW(text, ...)	{ text, N(((const struct message[]){ __VA_ARGS__ })), { __VA_ARGS__ } }
enum { N_MESSAGE = 32 };

struct row {
	const char	*expected;	/* lines that come, or the error */
	size_t		 n;
	struct message	 message[N_MESSAGE];
};

/* Answers that are whole, in all the ways in which they come. */
static const struct row	whole[] = {
	ROW("", OPENED, LAST),
	ROW("CN=a," BASE " objectClass=user sAMAccountName=a\n", OPENED, ENTRY("a"), LAST),
	/* Pages, of which one may be empty, and a cookie may stay the same. */
	ROW("CN=a," BASE " objectClass=user sAMAccountName=a\n"
	    "CN=b," BASE " objectClass=user sAMAccountName=b\n"
	    "CN=c," BASE " objectClass=user sAMAccountName=c\n",
	    OPENED, ENTRY("a"), ENTRY("b"), { SAID_DONE, .cookie = "1" }, { SAID_DONE, .cookie = "1" },
	    ENTRY("c"), LAST),
	/* Ranges, with the empty attribute beside them; the last has a star. */
	ROW("CN=a," BASE " sAMAccountName=a servicePrincipalName=HTTP/1 servicePrincipalName=HTTP/2 "
	    "servicePrincipalName=HTTP/3 servicePrincipalName=HTTP/4 servicePrincipalName=HTTP/5\n",
	    OPENED, { SAID_ENTRY, "CN=a," BASE, { "sAMAccountName: a", "servicePrincipalName",
	    "servicePrincipalName;range=0-1: HTTP/1", "servicePrincipalName;range=0-1: HTTP/2" } }, LAST,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=2-3: HTTP/3",
	    "servicePrincipalName;range=2-3: HTTP/4" } }, { SAID_DONE },
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=4-*: HTTP/5" } }, { SAID_DONE }),
	/* Other options of an attribute say nothing; other attributes are not ours. */
	ROW("CN=a," BASE " objectGUID=x\n",
	    OPENED, { SAID_ENTRY, "CN=a," BASE, { "objectGUID;binary: x", "description: y" } }, LAST),
	/* References that every search of a domain comes with. */
	ROW("CN=a," BASE " objectClass=user sAMAccountName=a\n", OPENED, ENTRY("a"),
	    { SAID_REFERENCE, "ldap://corp.example/CN=Configuration,DC=corp,DC=example" },
	    { SAID_REFERENCE, "ldap://DomainDnsZones.corp.example/dc=domaindnszones,%20DC=corp,DC=example??base" },
	    LAST),
};

/* Answers that are not, and what is said of them. */
static const struct row	broken[] = {
	ROW("the name or the password is wrong", { SAID_BIND, .code = 49, .text = "80090308: data 52e, v1db1" }),
	ROW("the account is locked", { SAID_BIND, .code = 49, .text = "80090308: data 775, v1db1" }),
	ROW("requires channel binding", { SAID_BIND, .code = 49, .text = "80090346: LdapErr" }),
	ROW("requires signing", { SAID_BIND, .code = 8, .text = "00002028" }),
	ROW("requires encryption", { SAID_BIND, .code = 13 }),
	ROW("it is busy", { SAID_BIND, .code = 51 }),
	ROW("says nothing of itself", BOUND, { SAID_DONE }),
	ROW("no domain controller of Active Directory", BOUND, { SAID_ENTRY, "", { "namingContexts: dc=x" } },
	    { SAID_DONE }),
	ROW("read-only domain controller", BOUND, { SAID_ENTRY, "", { "defaultNamingContext: " BASE,
	    "configurationNamingContext: " CONFIG, "rootDomainNamingContext: " BASE,
	    "supportedCapabilities: 1.2.840.113556.1.4.800", "supportedCapabilities: 1.2.840.113556.1.4.1920" } },
	    { SAID_DONE }),
	ROW("not caught up", BOUND, { SAID_ENTRY, "", { "defaultNamingContext: " BASE,
	    "configurationNamingContext: " CONFIG, "rootDomainNamingContext: " BASE, "isSynchronized: FALSE",
	    "supportedCapabilities: 1.2.840.113556.1.4.800" } }, { SAID_DONE }),
	ROW("no domain of its forest", BOUND, ROOT, LAST),
	ROW("its own domain corp.example has no crossRef", BOUND, ROOT,
	    { SAID_ENTRY, "CN=X,CN=Partitions," CONFIG, { "nCName: DC=other,DC=example", "systemFlags: 3" } }, LAST),
	/* It is a domain whatever else its flags say: so this one is asked. */
	ROW("it is not available", BOUND, ROOT, { SAID_ENTRY, "CN=CORP,CN=Partitions," CONFIG,
	    { "nCName: " BASE, "systemFlags: 1073741827" } }, LAST, { SAID_DONE, .code = 52 }),
	/* A limit comes with entries, and with a cookie. */
	ROW("size limit", OPENED, ENTRY("a"), { SAID_DONE, .code = 4, .cookie = "x" }),
	ROW("time limit", OPENED, ENTRY("a"), { SAID_DONE, .code = 3, .cookie = "x" }),
	ROW("administrative limit", OPENED, ENTRY("a"), { SAID_DONE, .code = 11 }),
	ROW("it is busy", OPENED, ENTRY("a"), { SAID_DONE, .code = 51 }),
	ROW("it is not available", OPENED, { SAID_DONE, .code = 52 }),
	ROW("does not let this account see it", OPENED, { SAID_DONE, .code = 32 }),
	ROW("may not read it", OPENED, { SAID_DONE, .code = 50 }),
	ROW("cannot send an answer in pages", OPENED, { SAID_DONE, .code = 12 }),
	ROW("refers to another server", OPENED, { SAID_DONE, .code = 10 }),
	ROW("did not do what it was asked", OPENED, { SAID_DONE, .code = 80 }),
	/* The limit may come on the second page. */
	ROW("size limit", OPENED, ENTRY("a"), { SAID_DONE, .cookie = "x" }, ENTRY("b"), { SAID_DONE, .code = 4 }),
	ROW("whether this was the last page", OPENED, ENTRY("a"), { SAID_DONE }),
	ROW("the page that begins with 'CN=a," BASE "' twice", OPENED, ENTRY("a"), { SAID_DONE, .cookie = "x" },
	    ENTRY("a"), { SAID_DONE, .cookie = "x" }),
	ROW("no other naming context of its forest", OPENED, ENTRY("a"),
	    { SAID_REFERENCE, "ldap://emea.corp.example/DC=emea,DC=corp,DC=example" }, LAST),
	ROW("no other naming context of its forest", OPENED, { SAID_REFERENCE, "nonsense" }, LAST),
	/* Ranges with a hole, that come twice, that never end, that stop. */
	ROW("a range that does not follow", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=1-2: x", "servicePrincipalName;range=1-2: y" } },
	    LAST),
	ROW("a range that does not follow", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x" } }, LAST,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x" } }, { SAID_DONE }),
	ROW("more values than the range", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x", "servicePrincipalName;range=0-0: y" } },
	    LAST),
	ROW("fewer values than the range", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-9: x" } }, LAST),
	ROW("no range that can be read", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-x: x" } }, LAST),
	ROW("no range that can be read", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=99999999999999999999-*: x" } }, LAST),
	ROW("the rest did not come", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x" } }, LAST, { SAID_DONE }),
	ROW("no range where one was asked for", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x" } }, LAST,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName: y" } }, { SAID_DONE }),
	ROW("does not let this account see it", OPENED,
	    { SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=0-0: x" } }, LAST, { SAID_DONE, .code = 32 }),
	/* The end of what is said, where more would have to come. */
	ROW("the connection was lost", OPENED, ENTRY("a")),
	ROW("the connection was lost", OPENED),
	ROW("the connection was lost", BOUND),
	ROW("the connection was lost", BOUND, ROOT, CROSS_REF),
	/* An answer to what was not asked is none. */
	ROW("the connection was lost", OPENED, { SAID_ENTRY, "CN=a," BASE, { "cn: a" }, .id = 7 },
	    { SAID_DONE, .cookie = "", .id = 7 }),
};

static void
whole_answers(void)
{
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < N(whole); i++) {
		struct peer	 peer = { .message = whole[i].message, .n_message = whole[i].n };
		struct error	 err = { "" };

		OK(converse(&peer, wants, N(wants), &heard, &err) == 0, err.text);
		if (OK(strncmp(heard.text, CONFIG_LINES, strlen(CONFIG_LINES)) == 0, heard.text))
			SAME(heard.text + strlen(CONFIG_LINES), whole[i].expected, whole[i].expected);
		SAME(heard.covers, "corp.example ", whole[i].expected);
		OK(heard.stranger == NULL, heard.stranger);
		heard_free(&heard);
	}
}

static void
broken_answers(void)
{
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < N(broken); i++) {
		struct peer	 peer = { .message = broken[i].message, .n_message = broken[i].n };
		struct error	 err = { "" };

		OK(converse(&peer, wants, N(wants), &heard, &err) != 0, broken[i].expected);
		if (!OK(strstr(err.text, broken[i].expected) != NULL, broken[i].expected))
			printf("\t%s\n", err.text);
		SAME(heard.covers, "", broken[i].expected);
		heard_free(&heard);
	}
}

static const struct message	story[] = {
	OPENED,
	{ SAID_ENTRY, "CN=a," BASE, { "sAMAccountName: a", "servicePrincipalName;range=0-0: HTTP/1" } },
	{ SAID_REFERENCE, "ldap://corp.example/" CONFIG },
	{ SAID_DONE, .cookie = "1" },
	{ SAID_ENTRY, "CN=a," BASE, { "servicePrincipalName;range=1-*: HTTP/2" } },
	{ SAID_DONE },
	ENTRY("b"),
	LAST
};

/* Cut after each of its bytes, and so at the end of every message too. */
static void
cut_answers(void)
{
	unsigned char	*bytes;
	struct heard	 heard;
	size_t		 cut, n, wrong = 0, reset;

	bytes = peer_encode(story, N(story), &n, NULL);
	for (reset = 0; reset < 2; reset++) {
		for (cut = 1; cut < n; cut++) {
			struct peer	 peer = { .bytes = bytes, .n_bytes = n, .cut = cut, .resets = reset == 1 };
			struct error	 err = { "" };

			wrong += converse(&peer, wants, N(wants), &heard, &err) == 0 || err.text[0] == '\0' ||
			    heard.covers[0] != '\0';
			heard_free(&heard);
		}
	}
	SAME_INT((long long)wrong, 0, "answers cut short and taken for whole");
	printf("live: %zu cuts and resets, %zu wrong answers\n", 2 * (n - 1), wrong);
	free(bytes);
}

/* The sanitizer's, where there is one. */
extern void	__lsan_disable(void) __attribute__((weak));
extern void	__lsan_enable(void) __attribute__((weak));

/* libldap keeps a request whose answer it cannot decode: not ours to free. */
static int
converse_badly(struct peer *peer, struct heard *heard, struct error *err)
{
	int	 result;

	if (__lsan_disable != NULL)
		__lsan_disable();
	result = converse(peer, wants, N(wants), heard, err);
	if (__lsan_enable != NULL)
		__lsan_enable();
	return result;
}

/* One byte of it is another: the answer is right, or there is an error. */
static void
changed_bytes(void)
{
	static const unsigned char	change[] = { 0x01, 0x80, 0xff };
	unsigned char			*bytes;
	struct heard			 heard, right;
	size_t				 i, j, n, failed = 0, silent = 0;
	struct error			 ignored = { "" };
	struct peer			 whole_peer = { .message = story, .n_message = N(story) };

	OK(converse(&whole_peer, wants, N(wants), &right, &ignored) == 0, ignored.text);
	bytes = peer_encode(story, N(story), &n, NULL);
	for (i = 0; i < n; i++) {
		for (j = 0; j < N(change); j++) {
			struct peer	 peer = { .bytes = bytes, .n_bytes = n };
			struct error	 err = { "" };

			bytes[i] ^= change[j];
			if (converse_badly(&peer, &heard, &err) != 0) {
				failed++;
				silent += err.text[0] == '\0';
			}
			bytes[i] ^= change[j];
			heard_free(&heard);
		}
	}
	SAME_INT((long long)silent, 0, "errors without a reason");
	printf("live: %zu changed bytes, %zu refused\n", n * N(change), failed);
	free(bytes);
	heard_free(&right);
}

/* An attribute is a sequence of a name and a set of values, and nothing else. */
static void
other_attributes(void)
{
	static const struct message	one[] = { OPENED, { SAID_ENTRY, "CN=a," BASE, { "cn: b" } }, LAST };
	static const unsigned char	right[] = { 0x30, 9, 4, 2, 'c', 'n', 0x31, 3, 4, 1, 'b' };
	static const struct {
		size_t		 at;
		unsigned char	 is;
		const char	*what;
	} change[] = {
		{ 0, 0x31, "a set, not a sequence" },
		{ 1, 8, "a sequence that is shorter than the set in it" },
		{ 2, 2, "a number for a name" },
		{ 6, 0x30, "a sequence for a set" },
		{ 7, 2, "a set that is shorter than the value in it" },
		{ 8, 2, "a number for a value" },
		{ 9, 0, "something behind the value" }
	};
	unsigned char			*bytes, *found;
	struct heard			 heard;
	size_t				 i, n;

	bytes = peer_encode(one, N(one), &n, NULL);
	found = memmem(bytes, n, right, sizeof(right));
	for (i = 0; OK(found != NULL, "the attribute") && i < N(change); i++) {
		struct peer		 peer = { .bytes = bytes, .n_bytes = n };
		struct error		 err = { "" };
		const unsigned char	 was = found[change[i].at];

		found[change[i].at] = change[i].is;
		OK(converse_badly(&peer, &heard, &err) != 0, change[i].what);
		if (!OK(strstr(err.text, "an answer is not LDAP") != NULL, change[i].what))
			printf("\t%s\n", err.text);
		found[change[i].at] = was;
		heard_free(&heard);
	}
	free(bytes);
}

/* A server that goes silent, in the middle of a message too. */
static void
silence(void)
{
	static const size_t	 left[] = { 1, 9, 200 };
	unsigned char		*bytes;
	struct heard		 heard;
	size_t			 i, n;

	bytes = peer_encode(story, N(story), &n, NULL);
	for (i = 0; i < N(left); i++) {
		struct peer	 peer = { .bytes = bytes, .n_bytes = n, .cut = n - left[i], .hangs = true };
		struct error	 err = { "" };

		OK(converse(&peer, wants, N(wants), &heard, &err) != 0, "silence");
		if (!OK(strstr(err.text, "no answer came in time") != NULL, "silence"))
			printf("\t%s\n", err.text);
		heard_free(&heard);
	}
	free(bytes);
}

static void
notes(void)
{
	static const struct message	late[] = {
		BOUND,
		{ SAID_ENTRY, "", { "defaultNamingContext: " BASE, "configurationNamingContext: " CONFIG,
		  "rootDomainNamingContext: " BASE, "supportedCapabilities: 1.2.840.113556.1.4.800",
		  "supportedControl: 1.2.840.113556.1.4.319", "currentTime: 20010101000000.0Z" } },
		{ SAID_DONE }, CROSS_REF, LAST, LAST
	};
	struct peer			peer = { .message = late, .n_message = N(late) };
	struct heard			heard;
	struct error			err = { "" };

	OK(converse(&peer, wants, N(wants), &heard, &err) == 0, err.text);
	OK(strstr(heard.note, "seconds behind this one; Kerberos takes 300") != NULL, heard.note);
	heard_free(&heard);
}

/*
 * Pages
 */

#define POLICY(text) \
	{ SAID_ENTRY, "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services," CONFIG, \
	  { text } }
#define ASKED(...)	(const char[]){ __VA_ARGS__ }, sizeof((const char[]){ __VA_ARGS__ })

/* As the value of the control (RFC 2696 2), with an empty cookie. */
static const struct {
	const char	*title;
	const char	*asked;
	size_t		 n_asked;
	struct message	 policy;
} page[] = {
	{ "none that can be read", ASKED(0x30, 6, 2, 2, 0x27, 0x10, 4, 0), POLICY("objectClass: queryPolicy") },
	{ "as it is made", ASKED(0x30, 6, 2, 2, 0x03, (char)0xe8, 4, 0), POLICY("lDAPAdminLimits: MaxPageSize=1000") },
	{ "a small one", ASKED(0x30, 5, 2, 1, 3, 4, 0), POLICY("lDAPAdminLimits: MaxPageSize=3") },
	{ "a large one", ASKED(0x30, 6, 2, 2, 0x27, 0x10, 4, 0), POLICY("lDAPAdminLimits: MaxPageSize=200000") },
	{ "not one", ASKED(0x30, 6, 2, 2, 0x27, 0x10, 4, 0), POLICY("lDAPAdminLimits: MaxPageSize=0") },
	{ "another limit", ASKED(0x30, 6, 2, 2, 0x27, 0x10, 4, 0), POLICY("lDAPAdminLimits: MaxPoolThreads=4") },
};

/* The last that came of what was asked for. */
static void
pages(void)
{
	static char	 said[64 * 1024];
	size_t		 i;

	for (i = 0; i < N(page); i++) {
		const struct message	 told[] = { BOUND, ROOT, CROSS_REF, page[i].policy, LAST, LAST };
		struct peer		 peer = { .message = told, .n_message = N(told) };
		struct outside		 outside = peer_outside(&peer);
		struct source_options	 options = { .user = "CN=reader," BASE, .password = "secret", .timeout = 1,
					    .outside = &outside };
		struct heard		 heard;
		struct sink		 sink = heard_sink(&heard);
		struct source		*source;
		struct error		 err = { "" };
		ssize_t			 n;

		heard_init(&heard, "ldapi://peer");
		OK(source_open(&source, "ldapi://peer", &options, &err) == 0 &&
		    source_read(source, wants, N(wants), &sink, &err) == 0, err.text);
		n = recv(peer.fd, said, sizeof(said), MSG_DONTWAIT);
		OK(n >= (ssize_t)page[i].n_asked && memcmp(said + n - page[i].n_asked, page[i].asked, page[i].n_asked) == 0,
		    page[i].title);
		source_free(source);
		peer_close(&peer);
		heard_free(&heard);
	}
}

void
t_live(void)
{
	test_suite("live");
	test_add("answers that are whole are delivered whole", whole_answers);
	test_add("answers that are not are errors that say why", broken_answers);
	test_add("an answer cut anywhere is an error", cut_answers);
	test_add("a changed byte is an error or no harm", changed_bytes);
	test_add("an attribute that is none is an error", other_attributes);
	test_add("a server that goes silent is given up", silence);
	test_add("a clock that is wrong is noted", notes);
	test_add("a page is as large as may be", pages);
}
