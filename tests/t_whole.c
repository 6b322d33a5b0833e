#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source.h"
#include "plans/directory.h"
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

#define ROOT_OF(host, usn, ...) \
	{ SAID_ENTRY, "", { "defaultNamingContext: " BASE, "configurationNamingContext: " PEER_CONFIG, \
	  "rootDomainNamingContext: " BASE, "dnsHostName: " host, \
	  "supportedCapabilities: 1.2.840.113556.1.4.800", "supportedControl: 1.2.840.113556.1.4.319", \
	  "highestCommittedUSN: " usn, __VA_ARGS__ } }, DONE
#define ROOT	ROOT_OF("dc1.corp.example", "100", NULL)
#define SAMBA	ROOT_OF("dc1.corp.example", "100", "vendorName: Samba Team (https://www.samba.org)")
#define SERVICE(...) \
	{ SAID_ENTRY, "CN=Directory Service,CN=Windows NT,CN=Services," PEER_CONFIG, { __VA_ARGS__ } }
#define MAPPINGS	"sPNMappings: host=http"
#define FOREST	BOUND, ROOT, PEER_CROSS_REF, SERVICE(MAPPINGS), LAST
#define FOREST_OF_SAMBA	BOUND, SAMBA, PEER_CROSS_REF, SERVICE(MAPPINGS), LAST
#define UNKNOWN	DONE	/* which RIDs it has given out */
#define OPENED	FOREST, UNKNOWN
#define USN(n)	{ SAID_ENTRY, "", { "highestCommittedUSN: " n } }, DONE

#define USER_IN(name, place) \
	{ SAID_ENTRY, "CN=" name "," place, { "objectClass: user", "objectGUID: guid of " name ".......", "uSNChanged: 9" } }
#define BLIND(name) \
	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: user", "objectGUID: guid of " name "......." } }
#define USER(name)	USER_IN(name, BASE)
#define IN_USERS(name)	USER_IN(name, "CN=Users," BASE)
#define UNIT(name) \
	{ SAID_ENTRY, "OU=" name "," BASE, { "objectClass: organizationalUnit", "objectGUID: guid of " name "......." } }
#define TRUST(name) \
	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: trustedDomain", "objectGUID: guid of " name "......." } }
#define DELETED(name) \
	{ SAID_ENTRY, "CN=" name "\\0ADEL:1,CN=Deleted Objects," BASE, \
	  { "objectClass: user", "isDeleted: TRUE", "objectGUID: guid of " name "......." } }
#define HOLDER(name) \
	{ SAID_ENTRY, "OU=" name "," BASE, { "servicePrincipalName: HTTP/x", "objectGUID: guid of " name ".......", "uSNChanged: 9" } }
#define CONTAINER(name) \
	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: container", "uSNChanged: 9" } }

/* The root has a unit and a container; 'a' is on the first page.  Parts that no
 * object of that page is in come by their names: the container, the root itself,
 * the unit. */
#define DIVIDED	OPENED, USER("a"), MORE, UNIT("U"), CONTAINER("Users"), DONE
#define SECOND	BOUND, ROOT

/* RIDs were given out up to the one in the low half of NUMBER: then come those who
 * bear some of them. */
#define GIVEN(number) \
	{ SAID_ENTRY, BASE, { "objectClass: domainDNS", "objectSid: \1\1\1\1\1\1\1\5\1\1\1\1" } }, \
	{ SAID_ENTRY, "CN=RID Manager$,CN=System," BASE, { "objectClass: rIDManager", "rIDAvailablePool: " number } }, DONE
#define GIVEN_1500	GIVEN("4611686014132421508")
#define GIVEN_100000	GIVEN("4611686014132520608")
#define MOST_IN_USERS \
	IN_USERS("i"), IN_USERS("j"), IN_USERS("k"), IN_USERS("l"), IN_USERS("m"), IN_USERS("n"), IN_USERS("o"), \
	IN_USERS("p"), USER_IN("u", "OU=U," BASE), DONE
#define GIVEN_2000000	GIVEN("4611686014134420608")
#define ELSEWHERE	{ SAID_REFERENCE, "ldap://x/DC=emea,DC=corp,DC=example" }
#define PAGES_OF_1 \
	{ SAID_ENTRY, "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services," \
	  PEER_CONFIG, { "lDAPAdminLimits: MaxPageSize=1" } }
#define PARTS	USER("b"), LAST, DONE, USER("a"), USER("b"), USER("c"), LAST
#define UNCHANGED	USN("100"), LAST

enum { N_MESSAGE = 64 };

struct row {
	const char	*expected;	/* names that come, in this order, "=" before one
					 * that replaces what came before, or the error */
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
	/* By a sample it may be many pages: divided at once, where the sample says. */
	ROW("b a c", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), CONTAINER("Users"), DONE, PARTS, UNCHANGED),
	    LIST(SECOND)),
	ROW("b c d", LIST(FOREST, GIVEN_2000000, USER_IN("a", "OU=U," BASE), DONE, UNIT("U"), CONTAINER("Users"), DONE,
	    UNIT("V"), UNIT("W"), DONE, USER("b"), LAST, DONE, DONE, USER("c"), LAST, USER("d"), LAST, UNCHANGED),
	    LIST(SECOND)),
	/* What none of the sample is in comes without pages; in pages too, where that
	 * was not all. */
	ROW("b a c", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), CONTAINER("Users"), DONE,
	    USER("b"), DONE, DONE, USER("a"), USER("b"), USER("c"), DONE, UNCHANGED), LIST(SECOND)),
	ROW("b a c d e", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), CONTAINER("Users"), DONE,
	    USER("b"), { SAID_DONE, .code = 3 }, DONE, USER("a"), USER("c"), { SAID_DONE, .code = 11 },
	    USER("b"), MORE, USER("d"), LAST, USER("c"), USER("e"), LAST, UNCHANGED), LIST(SECOND)),
	ROW("c a =c =d", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), CONTAINER("Users"), DONE,
	    CONTAINER("c"), { SAID_DONE, .code = 4 }, DONE, USER("a"), DONE, CONTAINER("c"), MORE, CONTAINER("d"), LAST,
	    UNCHANGED), LIST(SECOND)),
	/* So does that of which the sample promises few. */
	ROW("b a", LIST(FOREST, GIVEN_100000, MOST_IN_USERS, UNIT("U"), CONTAINER("Users"),
	    DONE, USER("b"), LAST, USER("a"), DONE, DONE, UNCHANGED), LIST(SECOND)),
	/* And of Samba what is no page either; in pages too, where it ends at a limit. */
	ROW("b a", LIST(FOREST_OF_SAMBA, GIVEN_100000, MOST_IN_USERS, UNIT("U"), CONTAINER("Users"),
	    DONE, USER("b"), DONE, USER("a"), DONE, DONE, UNCHANGED), LIST(SECOND)),
	ROW("b a c", LIST(FOREST_OF_SAMBA, GIVEN_100000, MOST_IN_USERS, UNIT("U"), CONTAINER("Users"),
	    DONE, USER("b"), { SAID_DONE, .code = 4 }, USER("a"), DONE, DONE, USER("b"), MORE, USER("c"), LAST, UNCHANGED),
	    LIST(SECOND)),
	ROW("b a", LIST(FOREST_OF_SAMBA, GIVEN_2000000, MOST_IN_USERS, UNIT("U"), CONTAINER("Users"),
	    DONE, USER("b"), LAST, USER("a"), DONE, DONE, UNCHANGED), LIST(SECOND)),
	/* Or few: the first page tells, as where there is no sample. */
	ROW("a", LIST(FOREST, GIVEN_1500, USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, GIVEN_100000, USER("b"), DONE, USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, GIVEN("all of them"), USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, { SAID_DONE, .code = 50 }, USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, GIVEN_2000000, USER("b"), { SAID_DONE, .code = 53 }, USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, GIVEN_2000000, USER("b"), { SAID_DONE, .code = 4 }, USER("a"), LAST), LIST(DONE)),
	ROW("a", LIST(FOREST, GIVEN_2000000, USER("b"), ELSEWHERE, DONE, USER("a"), LAST), LIST(DONE)),
	/* Of small pages it is many. */
	ROW("b a c", LIST(BOUND, ROOT, PEER_CROSS_REF, SERVICE(MAPPINGS), PAGES_OF_1, LAST, GIVEN_100000, USER("b"), DONE,
	    UNIT("U"), CONTAINER("Users"), DONE, PARTS, UNCHANGED), LIST(SECOND)),
	/* Each object once, whatever part it is met in. */
	ROW("a b c", LIST(DIVIDED, PARTS, UNCHANGED), LIST(SECOND)),
	/* What moved out of the part that was still to be read, and what changed. */
	ROW("a b c =d =b", LIST(DIVIDED, PARTS, USN("105"), USER("d"), USER("b"), LAST), LIST(SECOND)),
	/* A unit moved, and all below it with its old uSNChanged; while that was
	 * read, another. */
	ROW("a b c =e =c =f", LIST(DIVIDED, PARTS, USN("105"), UNIT("V"), LAST, USER("e"), USER("c"), LAST,
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
	ROW("a b c", LIST(OPENED, USER_IN("a", "OU=U," BASE), MORE, UNIT("U"), CONTAINER("Users"), DONE,
	    { SAID_ENTRY, "CN=g,OU=U," BASE, { "objectClass: group" } }, UNIT("V"), DONE, USER("b"), LAST, USER("c"), LAST,
	    DONE, UNCHANGED), LIST(SECOND)),
	ROW("a b", LIST(OPENED, USER("a"), MORE, UNIT("U"), UNIT("V"), { SAID_DONE, .code = 4 },
	    USER("a"), MORE, USER("b"), LAST, UNCHANGED), LIST(SECOND)),
	ROW("a b", LIST(OPENED, USER("a"), MORE, UNIT("U"), UNIT("V"), { SAID_DONE, .code = 3 },
	    USER("a"), MORE, USER("b"), LAST, UNCHANGED), LIST(SECOND)),
	/* What shows nothing may be hidden, and what is below it not. */
	ROW("a b c", LIST(OPENED, USER("a"), MORE, DONE, USER("b"), MORE, USER("c"), LAST, UNCHANGED), LIST(SECOND)),
	ROW("a b c", LIST(OPENED, USER_IN("a", "OU=U," BASE), MORE, UNIT("U"), CONTAINER("Users"), DONE,
	    DONE, USER("b"), MORE, USER("c"), LAST, LAST, DONE, UNCHANGED), LIST(SECOND)),
	/* Heuristics that say nothing of that. */
	ROW("a b c", LIST(BOUND, ROOT, PEER_CROSS_REF, SERVICE(MAPPINGS, "dSHeuristics: 000"), LAST, UNKNOWN, USER("a"), MORE,
	    UNIT("U"), CONTAINER("Users"), DONE, PARTS, UNCHANGED), LIST(SECOND)),
	ROW("a b c", LIST(BOUND, ROOT, PEER_CROSS_REF, SERVICE(MAPPINGS, "dSHeuristics: 11"), LAST, UNKNOWN, USER("a"), MORE,
	    UNIT("U"), CONTAINER("Users"), DONE, PARTS, UNCHANGED), LIST(SECOND)),
	/* Without objectGUID nobody can tell: what may have come before is replaced. */
	ROW("a =c =c", LIST(OPENED, USER("a"), MORE, CONTAINER("Users"), DONE, CONTAINER("c"), LAST,
	    CONTAINER("c"), DONE, UNCHANGED), LIST(SECOND)),
	/* A group that moved is none of the containers. */
	ROW("a b c =g", LIST(DIVIDED, PARTS, USN("105"),
	    { SAID_ENTRY, "CN=g," BASE, { "objectClass: group" } }, LAST), LIST(SECOND)),
	/* A trust changed, and something may be below it. */
	ROW("a b c =t =t", LIST(DIVIDED, PARTS, USN("105"), TRUST("t"), LAST, TRUST("t"), LAST,
	    USN("105"), LAST), LIST(SECOND)),
	/* More than a page of changes: what changed meanwhile is asked for too. */
	ROW("a b c =b =d =b", LIST(DIVIDED, PARTS, USN("105"), USER("b"), MORE, USER("d"), LAST,
	    USN("106"), USER("b"), LAST), LIST(SECOND)),
	/* And more than a range of values. */
	ROW("a b c =b", LIST(DIVIDED, PARTS, USN("105"),
	    { SAID_ENTRY, "CN=b," BASE, { "objectClass: user", "servicePrincipalName;range=0-0: HTTP/1" } }, LAST,
	    { SAID_ENTRY, "CN=b," BASE, { "servicePrincipalName;range=1-*: HTTP/2" } }, DONE,
	    USN("106"), LAST), LIST(SECOND)),
	/* Deleted, if it came before; of others that is no news. */
	ROW("a b c =b", LIST(DIVIDED, PARTS, USN("105"), DELETED("b"), DELETED("z"), LAST), LIST(SECOND)),
	/* What held an SPN and does not any more. */
	ROW("a k =k", LIST(OPENED, USER("a"), MORE, CONTAINER("Users"), DONE, HOLDER("k"), LAST, DONE,
	    USN("105"), UNIT("k"), LAST, LAST, USN("105"), LAST), LIST(SECOND)),
	/* A server without numbers for its changes is not divided. */
	ROW("a b", LIST(BOUND, ROOT_OF("dc1.corp.example", "none", NULL), PEER_CROSS_REF, LAST, USER("a"), MORE, USER("b"), LAST), LIST(DONE)),
};

/* And what does not. */
static const struct row	broken[] = {
	ROW("size limit", LIST(OPENED, USER("a"), { SAID_DONE, .code = 4 }), LIST(SECOND)),
	ROW("may not read it", LIST(OPENED, USER("a"), MORE, UNIT("U"), { SAID_DONE, .code = 50 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(OPENED, USER("a"), MORE, UNIT("U"), DONE,
	    { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(DIVIDED, LAST, { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("whether this was the last page", LIST(DIVIDED, DONE), LIST(SECOND)),
	ROW("whether this was the last page", LIST(FOREST, GIVEN_2000000, USER_IN("a", "OU=U," BASE), DONE, UNIT("U"), DONE,
	    DONE, USER("b"), DONE), LIST(SECOND)),
	ROW("may not read it", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), DONE,
	    DONE, USER("b"), { SAID_DONE, .code = 50 }), LIST(SECOND)),
	/* Where the domain itself is, none of its objects is elsewhere. */
	ROW("no other naming context of its forest", LIST(DIVIDED, { SAID_REFERENCE, "ldap://x/DC=Corp,dc=example" }, LAST),
	    LIST(SECOND)),
	ROW("no other naming context of its forest", LIST(FOREST, GIVEN_1500, USER("a"),
	    { SAID_REFERENCE, "ldap://x/" BASE }, LAST), LIST(SECOND)),
	ROW("a size limit", LIST(FOREST, GIVEN_2000000, USER("a"), DONE, UNIT("U"), DONE, DONE, USER("b"),
	    { SAID_DONE, .code = 4 }, USER("b"), { SAID_DONE, .code = 4 }), LIST(SECOND)),
	ROW("no other naming context of its forest", LIST(DIVIDED, ELSEWHERE, LAST), LIST(SECOND)),
	ROW("does not say any more what it has changed", LIST(DIVIDED, PARTS, DONE), LIST(SECOND)),
	ROW("time limit", LIST(DIVIDED, PARTS, USN("105"), { SAID_DONE, .code = 3 }), LIST(SECOND)),
	ROW("does not let this account see it", LIST(DIVIDED, PARTS, USN("105"), UNIT("V"), LAST,
	    { SAID_DONE, .code = 32 }), LIST(SECOND)),
	ROW("it changes faster than what changed can be read", LIST(DIVIDED, PARTS,
	    USN("105"), UNIT("V"), LAST, LAST, USN("106"), UNIT("V"), LAST, LAST,
	    USN("107"), UNIT("V"), LAST, LAST, USN("108"), UNIT("V"), LAST, LAST,
	    USN("109"), UNIT("V"), LAST, LAST, USN("110"), UNIT("V"), LAST, LAST,
	    USN("111"), UNIT("V"), LAST, LAST, USN("112"), UNIT("V"), LAST, LAST), LIST(SECOND)),
	ROW("the connection was lost", LIST(DIVIDED, LAST, USER("b")), LIST(SECOND)),
	/* What was said of the sample is no word of that. */
	ROW("was whole (Can't contact LDAP server)", LIST(FOREST, { SAID_DONE, .code = 53, .text = "of a sample" }),
	    LIST(SECOND)),
	ROW("a size limit", LIST(DIVIDED, USER("b"), { SAID_DONE, .code = 4, .cookie = "x" }), LIST(SECOND)),
};

static int
talk(struct peer *peer, unsigned connections, struct heard *heard, const struct sink *sink, struct error *err)
{
	static const struct want	 wants[] = { { WANT_CONFIG, NULL, NULL, 0 }, { WANT_ALL, NULL, NULL, 0 } };
	struct outside			 outside = peer_outside(peer);
	struct source_options		 options = { .user = "CN=reader," BASE, .password = "secret", .timeout = 1,
					    .connections = connections, .note = heard_note, .arg = heard,
					    .outside = &outside };
	struct source			*source;
	int				 result;

	result = source_open(&source, "ldapi://peer", &options, err);
	if (result == 0)
		result = source_read(source, wants, N(wants), sink, err);
	source_free(source);
	peer_close(peer);
	return result;
}

static int
converse(struct peer *peer, struct heard *heard, struct error *err)
{
	struct sink	 sink = heard_sink(heard);

	heard_init(heard, "ldapi://peer");
	return talk(peer, 2, heard, &sink, err);
}

/* "a =b", of the accounts' names. */
static const char *
names(struct pool *pool, const char *text)
{
	static const char	 again[] = "replaces: ";
	const char		*line, *out = "";
	size_t			 n, before;

	for (line = text; *line != '\0'; line += n + 1) {
		n = strcspn(line, "\n");
		before = strncmp(line, again, strlen(again)) == 0 ? strlen(again) : 0;
		if (memmem(line, n, PEER_CONFIG, strlen(PEER_CONFIG)) == NULL)
			out = pool_printf(pool, "%s%s%s%.1s", out, *out == '\0' ? "" : " ",
			    before > 0 ? "=" : "", line + before + strlen("CN="));
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

/*
 * What changes while it is read counts as it is at the end.
 */

#define ACCOUNT(name, place, ...) \
	{ SAID_ENTRY, "CN=" name "," place, { "objectClass: user", "objectGUID: guid of " name ".......", \
	  "sAMAccountName: " name, "uSNChanged: 9", __VA_ARGS__ } }
#define SPN(name)	"servicePrincipalName: HTTP/" name
#define AGAIN(name)	{ SAID_ENTRY, "CN=" name "," BASE, { "objectClass: user", \
			  "objectGUID: guid of other " name ".", "sAMAccountName: " name, SPN("x") } }
#define ALONE	FOREST, ACCOUNT("a", BASE, SPN("x")), MORE
#define PAIR	OPENED, ACCOUNT("a", BASE, SPN("x")), MORE, UNIT("U"), UNIT("V"), DONE, DONE

static const struct {
	const char	*expected;	/* the accounts, and then who holds one SPN together */
	unsigned	 connections;
	size_t		 n;
	struct message	 message[N_MESSAGE];
} changing[] = {
#define CHANGING(text, ...)	{ text, 1, N(((const struct message[]){ __VA_ARGS__ })), { __VA_ARGS__ } }
#define DIVIDING(text, ...)	{ text, 2, N(((const struct message[]){ __VA_ARGS__ })), { __VA_ARGS__ } }
	/* Nothing did. */
	CHANGING("a b, a b", ALONE, ACCOUNT("b", BASE, SPN("x")), LAST, UNCHANGED),
	/* Samba sends all of them without pages, if it is not that many. */
	CHANGING("a b, a b", FOREST_OF_SAMBA, GIVEN_100000, MOST_IN_USERS, ACCOUNT("a", BASE, SPN("x")),
	    ACCOUNT("b", BASE, SPN("x")), DONE, UNCHANGED),
	CHANGING("a b", FOREST_OF_SAMBA, GIVEN_100000, MOST_IN_USERS, ACCOUNT("a", BASE, SPN("x")),
	    { SAID_DONE, .code = 4 }, ACCOUNT("a", BASE, SPN("x")), MORE, ACCOUNT("b", BASE, SPN("x")), LAST,
	    USN("102"), ACCOUNT("b", BASE, SPN("x")), ACCOUNT("a", BASE, NULL), LAST),
	/* An SPN goes from one who was read to one who was not yet, and back. */
	CHANGING("a b", ALONE, ACCOUNT("b", BASE, SPN("x")), LAST,
	    USN("102"), ACCOUNT("b", BASE, SPN("x")), ACCOUNT("a", BASE, NULL), LAST),
	CHANGING("a b", FOREST, ACCOUNT("a", BASE, NULL), MORE, ACCOUNT("b", BASE, NULL), LAST,
	    USN("102"), ACCOUNT("a", BASE, SPN("x")), ACCOUNT("b", BASE, NULL), LAST),
	CHANGING("a b, a b", FOREST, ACCOUNT("a", BASE, NULL), MORE, ACCOUNT("b", BASE, SPN("x")), LAST,
	    USN("102"), ACCOUNT("a", BASE, SPN("X")), LAST),
	/* From one to the other between the pages of what changed. */
	CHANGING("a b", ALONE, ACCOUNT("b", BASE, NULL), LAST,
	    USN("102"), ACCOUNT("a", BASE, SPN("x")), MORE, ACCOUNT("b", BASE, SPN("x")), LAST,
	    USN("104"), ACCOUNT("a", BASE, NULL), ACCOUNT("b", BASE, SPN("x")), LAST),
	/* One is deleted, the other has its SPN; or a new one has all its names, and
	 * who reads may not see what was deleted. */
	CHANGING("b", ALONE, ACCOUNT("b", BASE, SPN("x")), LAST,
	    USN("102"), DELETED("a"), ACCOUNT("b", BASE, SPN("x")), LAST),
	CHANGING("a b", ALONE, ACCOUNT("b", BASE, NULL), AGAIN("a"), LAST, USN("102"), AGAIN("a"), LAST),
	CHANGING("a", ALONE, ACCOUNT("a", "OU=U," BASE, SPN("x")), LAST,
	    USN("102"), ACCOUNT("a", "OU=U," BASE, SPN("x")), LAST),
	/* One moves from part to part: read in neither, or in both. */
	DIVIDING("a b", PAIR, LAST, ACCOUNT("a", BASE, SPN("x")), LAST,
	    USN("102"), ACCOUNT("b", "OU=U," BASE, NULL), LAST),
	DIVIDING("a b", PAIR, ACCOUNT("b", "OU=U," BASE, NULL), LAST, ACCOUNT("b", "OU=V," BASE, NULL), LAST,
	    USN("102"), ACCOUNT("b", "OU=V," BASE, NULL), LAST),
	/* The unit that it is in does, and another takes its place. */
	DIVIDING("a b", PAIR, ACCOUNT("b", "OU=U," BASE, NULL), LAST, LAST,
	    USN("102"), UNIT("W"), UNIT("U"), LAST, ACCOUNT("b", "OU=W," BASE, NULL), LAST,
	    ACCOUNT("a", "OU=U," BASE, SPN("x")), LAST, USN("102"), LAST),
};

static int
add_entry(void *arg, const struct entry *entry, struct error *err)
{
	return directory_add(arg, entry, err);
}

static const char *
members(struct pool *pool, const struct directory *directory)
{
	const struct holding_group	*group;
	const struct account *const	*account;
	const char			*out = "";
	size_t				 i, j, n;

	account = directory_accounts(directory, &n);
	for (i = 0; i < n; i++)
		out = pool_printf(pool, "%s%s%s", out, i == 0 ? "" : " ", account[i]->sam);
	group = directory_duplicates(directory, &n);
	for (i = 0; i < n; i++)
		for (j = 0; j < group[i].n_holding; j++)
			out = pool_printf(pool, "%s%s%s", out, j == 0 ? ", " : " ", group[i].holding[j].account->sam);
	return out;
}

static void
changing_domains(void)
{
	size_t	 i;

	for (i = 0; i < N(changing); i++) {
		struct directory	 directory = { 0 };
		struct sink		 sink = { .add = add_entry, .arg = &directory };
		struct heard		 heard;
		struct error		 err = { "" };
				struct peer		 peer = { .message = changing[i].message, .n_message = changing[i].n };

		heard_init(&heard, "ldapi://peer");
		if (OK(talk(&peer, changing[i].connections, &heard, &sink, &err) == 0, err.text) &&
		    OK(directory_close(&directory, &err) == 0, err.text))
			SAME(members(&heard.pool, &directory), changing[i].expected, changing[i].expected);
		directory_free(&directory);
		heard_free(&heard);
	}
}

/* Where containers may be hidden one by one, or nobody knows, a domain of more
 * than a page is one search; and so where nobody can tell what moved. */
static void
undivided(void)
{
	static const struct {
		const char	*note;
		size_t		 n;
		struct message	 message[N_MESSAGE];
	} row[] = {
#define NOTED(text, ...)	{ text, N(((const struct message[]){ __VA_ARGS__ })), { __VA_ARGS__ } }
		NOTED("in List Object mode", BOUND, ROOT, PEER_CROSS_REF, SERVICE(MAPPINGS, "dSHeuristics: 001"), LAST, UNKNOWN,
		    USER("a"), MORE, USER("a"), MORE, USER("b"), LAST, UNCHANGED),
		NOTED("may not read CN=Directory Service", BOUND, ROOT, PEER_CROSS_REF, LAST, UNKNOWN,
		    USER("a"), MORE, USER("a"), MORE, USER("b"), LAST, UNCHANGED),
		NOTED("", BOUND, ROOT, PEER_CROSS_REF, LAST, UNKNOWN, USER("a"), USER("b"), LAST),
		NOTED("one connection, because this account may not read uSNChanged", OPENED,
		    USER("a"), BLIND("b"), MORE, USER("a"), MORE, LAST, UNCHANGED),
		NOTED("one connection, because this account may not read uSNChanged", FOREST, GIVEN_2000000,
		    BLIND("b"), DONE, USER("a"), MORE, BLIND("b"), LAST, UNCHANGED),
		NOTED("what changed of 1 account of " BASE " while it was read is not known", FOREST, GIVEN_2000000,
		    BLIND("b"), DONE, USER("a"), MORE, BLIND("b"), LAST, UNCHANGED),
		NOTED("what changed of 1 account of " BASE " while it was read is not known", OPENED,
		    USER("a"), BLIND("b"), MORE, USER("a"), MORE, LAST, UNCHANGED),
		NOTED("what changed of 1 account of " BASE " while it was read is not known", OPENED,
		    USER("a"), MORE, UNIT("U"), DONE, DONE, BLIND("b"), LAST, UNCHANGED),
		NOTED("", OPENED, USER("a"), BLIND("b"), LAST)
	};
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < N(row); i++) {
		struct peer	 peer = { .message = row[i].message, .n_message = row[i].n };
		struct error	 err = { "" };

		if (OK(converse(&peer, &heard, &err) == 0, err.text))
			SAME(names(&heard.pool, heard.text), "a b", row[i].note);
		OK(*row[i].note == '\0' ? *heard.note == '\0' : strstr(heard.note, row[i].note) != NULL, heard.note);
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
	test_add("where containers may be hidden it is not divided", undivided);
	test_add("what changes meanwhile counts as it is at the end", changing_domains);
	test_add("an answer cut anywhere is an error", cut);
	test_add("another connection that cannot be had is noted", only_one);
	test_add("one answers while the other is silent", two_at_once);
}
