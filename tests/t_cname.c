#include "tests/test.h"

#include <string.h>

#include "krb/cname.h"
#include "plans/pool.h"

/*
 * Answers of a name server, made by hand (RFC 1035 4.1).
 */

enum { N_ANSWER = 2048, N_RECORD = 20, A = 1, CNAME = 5 };

struct record {
	const char	*owner;		/* labels with their lengths */
	unsigned	 type;
	const char	*data;
};

#define PORTAL	"\006portal\004corp"
#define EDGE	"\004edge\004corp"
#define NODE	"\004node\004corp"

static const struct row {
	const char	*expected;	/* "a b", from portal.corp on */
	struct record	 record[N_RECORD];
} row[] = {
	/* The chain is in the order in which one leads to the next, in lower case. */
	{ "", { { PORTAL, A, "1234" } } },
	{ "edge.corp", { { PORTAL, CNAME, EDGE }, { EDGE, A, "1234" } } },
	{ "edge.corp node.corp", { { EDGE, CNAME, "\004NODE\004corp" }, { NODE, A, "1234" }, { "\006Portal\004CORP", CNAME, EDGE } } },
	/* It counts where it leads nowhere too. */
	{ "edge.corp", { { PORTAL, CNAME, EDGE } } },
	/* Whom nobody asked about has no part in it. */
	{ "", { { EDGE, CNAME, NODE }, { NODE, A, "1234" } } },
	/* Circles end. */
	{ "", { { PORTAL, CNAME, PORTAL } } },
	{ "edge.corp node.corp", { { PORTAL, CNAME, EDGE }, { EDGE, CNAME, NODE }, { NODE, CNAME, EDGE } } },
	{ "edge.corp", { { PORTAL, CNAME, EDGE }, { EDGE, CNAME, PORTAL } } },
	/* No more than 16 are followed. */
	{ "a b c d e f g h i j k l m n o p", { { PORTAL, CNAME, "\001a" },
	  { "\001a", CNAME, "\001b" }, { "\001b", CNAME, "\001c" }, { "\001c", CNAME, "\001d" }, { "\001d", CNAME, "\001e" },
	  { "\001e", CNAME, "\001f" }, { "\001f", CNAME, "\001g" }, { "\001g", CNAME, "\001h" }, { "\001h", CNAME, "\001i" },
	  { "\001i", CNAME, "\001j" }, { "\001j", CNAME, "\001k" }, { "\001k", CNAME, "\001l" }, { "\001l", CNAME, "\001m" },
	  { "\001m", CNAME, "\001n" }, { "\001n", CNAME, "\001o" }, { "\001o", CNAME, "\001p" }, { "\001p", CNAME, "\001q" } } },
	/* Bytes that are no text reach no report. */
	{ "\\027[2j", { { PORTAL, CNAME, "\004\033[2J" } } },
};

static size_t
put(unsigned char *at, const void *bytes, size_t n)
{
	memcpy(at, bytes, n);
	return n;
}

static size_t
put16(unsigned char *at, unsigned number)
{
	at[0] = (unsigned char)(number >> 8);
	at[1] = (unsigned char)number;
	return 2;
}

static size_t
answer_make(unsigned char answer[N_ANSWER], const struct record *record)
{
	size_t	 n = 12, i, length;

	memset(answer, 0, N_ANSWER);
	for (i = 0; i < N_RECORD && record[i].owner != NULL; i++) {
		n += put(answer + n, record[i].owner, strlen(record[i].owner) + 1);
		n += put16(answer + n, record[i].type);
		n += put16(answer + n, 1);
		n += 4;
		length = record[i].type == A ? 4 : strlen(record[i].data) + 1;
		n += put16(answer + n, (unsigned)length);
		n += put(answer + n, record[i].data, length);
	}
	put16(answer + 2, 0x8180);
	put16(answer + 6, (unsigned)i);
	return n;
}

static const char *
chain(struct pool *pool, const unsigned char *answer, size_t n)
{
	const char	*const *cname;
	char		*text = pool_copy(pool, "");
	size_t		 i, n_cname;

	cname = cname_chain(pool, "portal.corp", answer, n, &n_cname);
	for (i = 0; i < n_cname; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : " ", cname[i]);
	return text;
}

static void
chains(void)
{
	unsigned char	 answer[N_ANSWER];
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(chain(&pool, answer, answer_make(answer, row[i].record)), row[i].expected, row[i].expected);
	pool_free(&pool);
}

/* A part of an answer is no answer. */
static void
cut(void)
{
	unsigned char	 answer[N_ANSWER];
	struct pool	 pool = { 0 };
	size_t		 n = answer_make(answer, row[2].record), i;

	for (i = 0; i < n; i++)
		if (!SAME(chain(&pool, answer, i), "", "cut"))
			break;
	pool_free(&pool);
}

void
t_cname(void)
{
	test_suite("cname");
	test_add("CNAMEs are followed from the name that was asked about", chains);
	test_add("cut answers have none", cut);
}
