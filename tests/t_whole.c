#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source.h"
#include "tests/heard.h"
#include "tests/peer.h"

/*
 * All of a domain, over two connections to its server: divided, nothing is
 * lost, comes twice or is taken for whole where it is not.  The first
 * connection, which has its answers ready, answers all; the second only where
 * the first is silent.
 */

#define BASE	PEER_BASE
#define BOUND	PEER_BOUND
#define LAST	PEER_LAST
#define DONE	{ SAID_DONE }
#define MORE	{ SAID_DONE, .cookie = "x" }
#define N(array)	(sizeof(array) / sizeof(*(array)))

#define ROOT_OF(host, usn) \
	{ SAID_ENTRY, "", { "defaultNamingContext: " BASE, "configurationNamingContext: " PEER_CONFIG, \
	  "rootDomainNamingContext: " BASE, "dnsHostName: " host, \
	  "supportedCapabilities: 1.2.840.113556.1.4.800", "supportedControl: 1.2.840.113556.1.4.319", \
	  "highestCommittedUSN: " usn } }, DONE
#define ROOT	ROOT_OF("dc1.corp.example", "100")
#define OPENED	BOUND, ROOT, PEER_CROSS_REF, LAST
#define USN(n)	{ SAID_ENTRY, "", { "highestCommittedUSN: " n } }, DONE

#define USER_IN(name, place) \
	{ SAID_ENTRY, "CN=" name "," place, { "objectClass: user", "objectGUID: guid of " name "......." } }
#define USER(name)	USER_IN(name, BASE)
#define UNIT(name) \
	{ SAID_ENTRY, "OU=" name "," BASE, { "objectClass: organizationalUnit", "objectGUID: guid of " name "......." } }
#define CONTAINER(name) \
	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: container" } }

/* The root has a unit and a container; 'a' is on the first page.  Parts that no
 * object of that page is in come by their names: the container, the root itself,
 * the unit. */
#define DIVIDED	OPENED, USER("a"), MORE, UNIT("U"), CONTAINER("Users"), DONE
#define SECOND	BOUND, ROOT
#define PARTS	USER("b"), LAST, DONE, USER("a"), USER("b"), USER("c"), LAST
#define UNCHANGED	USN("100"), LAST

enum { N_MESSAGE = 64 };

struct row {
	const char	*expected;	/* names that come, in this order, or the error */
	size_t		 n_first, n_second;
	struct message	 first[N_MESSAGE], second[8];
};

#define LIST(...)	__VA_ARGS__
#define ROW(text, one, two) \
	{ text, N(((const struct message[]){ one })), N(((const struct message[]){ two })), { one }, { two } }

/* What comes whole. */
static const struct row	whole[] = {
	/* One page is all: nobody else is called. */
	ROW("a", LIST(OPENED, USER("a"), LAST), LIST(DONE)),
	/* Each object once, whatever part it is met in. */
	ROW("a b c", LIST(DIVIDED, PARTS, UNCHANGED), LIST(SECOND)),
	/* What moved out of the part that was still to be read. */
	ROW("a b c d", LIST(DIVIDED, PARTS, USN("105"), USER("d"), USER("b"), LAST), LIST(SECOND)),
	/* A unit moved, and all below it with its old uSNChanged; while that was
	 * read, another. */
	ROW("a b c e f", LIST(DIVIDED, PARTS, USN("105"), UNIT("V"), LAST, USER("e"), USER("c"), LAST,
	    USN("106"), UNIT("W"), LAST, USER("f"), LAST, USN("106"), LAST), LIST(SECOND)),
	/* The root cannot move. */
	ROW("a b c", LIST(DIVIDED, PARTS, USN("105"),
	    { SAID_ENTRY, BASE, { "objectClass: domainDNS" } }, LAST), LIST(SECOND)),
	/* A unit that has most of the page is divided again, if it has few
	 * children and no accounts; else it comes first. */
	ROW("a b c d", LIST(OPENED, USER_IN("a", "OU=U," BASE), MORE, UNIT("U"), CONTAINER("Users"), DONE,
	    UNIT("V"), UNIT("W"), DONE, USER("b"), LAST, DONE, DONE, USER("c"), LAST, USER("d"), LAST, UNCHANGED),
	    LIST(SECOND)),
	ROW("a b c", LIST(OPENED, USER_IN("a", "OU=U," BASE), MORE, UNIT("U"), CONTAINER("Users"), DONE,
	    UNIT("V"), { SAID_DONE, .code = 4 }, USER("b"), LAST, USER("c"), LAST, DONE, UNCHANGED), LIST(SECOND)),
	ROW("a b c", LIST(OPENED, USER_IN("a", "OU=U," BASE), MORE, UNIT("U"), CONTAINER("Users"), DONE,
	    USER("x"), UNIT("V"), DONE, USER("b"), LAST, USER("c"), LAST, DONE, UNCHANGED), LIST(SECOND)),
	ROW("a b", LIST(OPENED, USER("a"), MORE, UNIT("U"), UNIT("V"), { SAID_DONE, .code = 4 },
	    USER("a"), MORE, USER("b"), LAST, UNCHANGED), LIST(SECOND)),
	/* Without objectGUID nobody can tell: all come. */
	ROW("a c c", LIST(OPENED, USER("a"), MORE, CONTAINER("Users"), DONE, CONTAINER("c"), LAST,
	    CONTAINER("c"), DONE, UNCHANGED), LIST(SECOND)),
	/* A group that moved is none of the containers. */
	ROW("a b c g", LIST(DIVIDED, PARTS, USN("105"),
	    { SAID_ENTRY, "CN=g," BASE, { "objectClass: group" } }, LAST), LIST(SECOND)),
	/* A server without numbers for its changes is not divided. */
	ROW("a b", LIST(BOUND, ROOT_OF("dc1.corp.example", "none"), PEER_CROSS_REF, LAST, USER("a"), MORE, USER("b"), LAST), LIST(DONE)),
};

/* And what does not. */
static const struct row	broken[] = {
	ROW("size limit", LIST(OPENED, USER("a"), { SAID_DONE, .code = 4 }), LIST(SECOND)),
	ROW("time limit", LIST(OPENED, USER("a"), MORE, UNIT("U"), { SAID_DONE, .code = 3 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(OPENED, USER("a"), MORE, UNIT("U"), DONE,
	    { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(DIVIDED, LAST, { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("whether this was the last page", LIST(DIVIDED, DONE), LIST(SECOND)),
	ROW("no naming context of its forest", LIST(DIVIDED,
	    { SAID_REFERENCE, "ldap://x/DC=emea,DC=corp,DC=example" }, LAST), LIST(SECOND)),
	ROW("does not say any more what it has changed", LIST(DIVIDED, PARTS, DONE), LIST(SECOND)),
	ROW("time limit", LIST(DIVIDED, PARTS, USN("105"), { SAID_DONE, .code = 3 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(DIVIDED, PARTS, USN("105"), UNIT("V"), LAST,
	    { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("change faster than they can be read", LIST(DIVIDED, PARTS,
	    USN("105"), UNIT("V"), LAST, LAST, USN("106"), UNIT("V"), LAST, LAST,
	    USN("107"), UNIT("V"), LAST, LAST, USN("108"), UNIT("V"), LAST, LAST,
	    USN("109"), UNIT("V"), LAST, LAST, USN("110"), UNIT("V"), LAST, LAST,
	    USN("111"), UNIT("V"), LAST, LAST, USN("112"), UNIT("V"), LAST, LAST), LIST(SECOND)),
	ROW("the connection was lost", LIST(DIVIDED, LAST, USER("b")), LIST(SECOND)),
	ROW("a size limit", LIST(DIVIDED, USER("b"), { SAID_DONE, .code = 4, .cookie = "x" }), LIST(SECOND)),
};

static int
converse(struct peer *peer, struct heard *heard, struct error *err)
{
	static const struct want	 wants[] = { { WANT_CONFIG, NULL, NULL, 0 }, { WANT_ALL, NULL, NULL, 0 } };
	struct outside			 outside = peer_outside(peer);
	struct source_options		 options = { .user = "CN=reader," BASE, .password = "secret", .timeout = 1,
					    .connections = 2, .note = heard_note, .arg = heard,
					    .outside = &outside };
	struct sink			 sink = heard_sink(heard);
	struct source			*source;
	int				 result;

	heard_init(heard, "ldapi://peer");
	result = source_open(&source, "ldapi://peer", &options, err);
	if (result == 0)
		result = source_read(source, wants, N(wants), &sink, err);
	source_free(source);
	peer_close(peer);
	return result;
}

/* "a b", of the accounts' names. */
static const char *
names(struct pool *pool, const char *text)
{
	const char	*line, *out = "";
	size_t		 n;

	for (line = text; *line != '\0'; line += n + 1) {
		n = strcspn(line, "\n");
		if (strstr(line, "nCName") == NULL || strstr(line, "nCName") > line + n)
			out = pool_printf(pool, "%s%s%.1s", out, *out == '\0' ? "" : " ", line + strlen("CN="));
	}
	return out;
}

static void
whole_domains(void)
{
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < N(whole); i++) {
		struct peer	 second = { .message = whole[i].second, .n_message = whole[i].n_second };
		struct peer	 first = { .message = whole[i].first, .n_message = whole[i].n_first,
				    .next = whole[i].n_second > 1 ? &second : NULL };
		struct error	 err = { "" };

		if (OK(converse(&first, &heard, &err) == 0, err.text)) {
			SAME(names(&heard.pool, heard.text), whole[i].expected, whole[i].expected);
			SAME(heard.covers, "corp.example ", whole[i].expected);
		}
		SAME(heard.note, "", whole[i].expected);
		heard_free(&heard);
	}
}

static void
broken_domains(void)
{
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < N(broken); i++) {
		struct peer	 second = { .message = broken[i].second, .n_message = broken[i].n_second };
		struct peer	 first = { .message = broken[i].first, .n_message = broken[i].n_first, .next = &second };
		struct error	 err = { "" };

		OK(converse(&first, &heard, &err) != 0, broken[i].expected);
		if (!OK(strstr(err.text, broken[i].expected) != NULL, broken[i].expected))
			printf("\t%s\n", err.text);
		SAME(heard.covers, "", broken[i].expected);
		heard_free(&heard);
	}
}

static const struct message	story[] = { DIVIDED, PARTS, USN("105"), UNIT("V"), LAST, USER("d"), LAST,
				    USN("105"), LAST };
static const struct message	second_story[] = { SECOND };

/* Cut after each of its bytes. */
static void
cut(void)
{
	unsigned char	*bytes;
	struct heard	 heard;
	size_t		 at, n, wrong = 0;

	bytes = peer_encode(story, N(story), &n, NULL);
	for (at = 1; at < n; at++) {
		struct peer	 second = { .message = second_story, .n_message = N(second_story) };
		struct peer	 first = { .bytes = bytes, .n_bytes = n, .cut = at, .next = &second };
		struct error	 err = { "" };

		wrong += converse(&first, &heard, &err) == 0 || err.text[0] == '\0' || heard.covers[0] != '\0';
		heard_free(&heard);
	}
	SAME_INT((long long)wrong, 0, "answers cut short and taken for whole");
	free(bytes);
}

/* The first is silent from its first part on; the second answers two of the
 * three and then has nothing more to say, or is there still. */
static void
two_at_once(void)
{
	static const struct message	first_story[] = { DIVIDED };
	static const struct message	other_story[] = { SECOND, DONE, USER("b"), USER("c"), LAST };
	struct heard			heard;
	struct peer			second = { .message = other_story, .n_message = N(other_story), .hangs = true };
	struct peer			first = { .message = first_story, .n_message = N(first_story), .hangs = true,
					    .next = &second };
	struct error			err = { "" };

	OK(converse(&first, &heard, &err) != 0, "the first never answers");
	OK(strstr(err.text, "no answer came in time") != NULL, err.text);
	SAME(names(&heard.pool, heard.text), "a b c", "what the second answered meanwhile");
	SAME(heard.covers, "", "the first never answers");
	heard_free(&heard);
}

/* The first is silent from its first part on, and no second is to be had: that
 * is noted, and the first waited for. */
static void
only_one(void)
{
	static const struct message	first_story[] = { DIVIDED };
	static const struct message	stranger[] = { BOUND, ROOT_OF("dc2.corp.example", "100") };
	static const struct {
		const char	*note;
		size_t		 n;
	} row[] = {
		{ "1 connection, because no more can be had: cannot connect: nobody is there", 0 },
		{ "1 connection, because no more can be had: 'peer' is several servers", N(stranger) }
	};
	struct heard			heard;
	size_t				i;

	for (i = 0; i < N(row); i++) {
		struct peer	 second = { .message = stranger, .n_message = row[i].n };
		struct peer	 first = { .message = first_story, .n_message = N(first_story), .hangs = true,
				    .next = row[i].n > 0 ? &second : NULL };
		struct error	 err = { "" };

		OK(converse(&first, &heard, &err) != 0, row[i].note);
		OK(strstr(err.text, "no answer came in time") != NULL, err.text);
		OK(strstr(heard.note, row[i].note) != NULL, heard.note);
		heard_free(&heard);
	}
}

void
t_whole(void)
{
	test_suite("whole");
	test_add("a domain comes whole over two connections", whole_domains);
	test_add("what does not is an error that says why", broken_domains);
	test_add("an answer cut anywhere is an error", cut);
	test_add("another connection that cannot be had is noted", only_one);
	test_add("one answers while the other is silent", two_at_once);
}
