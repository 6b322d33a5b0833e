#include "tests/test.h"

#include <string.h>

#include "ldap/discover.h"
#include "plans/pool.h"

/*
 * Answers for SRV records, made by hand (RFC 1035 4.1, RFC 2782).
 */

enum { N_ANSWER = 512, N_RECORD = 5 };

static const struct row {
	const char	*expected;	/* "host:port ..." in the order to try them, or the error */
	struct {
		unsigned	 type;
		unsigned	 priority, weight, port;
		const char	*host;		/* labels with their lengths */
	}		 record[N_RECORD];
} row[] = {
	{ "dc1:389 ", { { 33, 0, 100, 389, "\003dc1" } } },
	/* Priority first, then weight, then the name: the same every time. */
	{ "c:1 b:2 a:3 d:4 ", { { 33, 1, 9, 4, "\001d" }, { 33, 0, 5, 3, "\001a" }, { 33, 0, 9, 2, "\001b" },
	  { 33, 0, 10, 1, "\001c" } } },
	{ "a:389 b:389 ", { { 33, 0, 0, 389, "\001b" }, { 33, 0, 0, 389, "\001a" } } },
	/* Other records may stand beside them. */
	{ "dc1:389 ", { { 5, 0, 0, 0, "\003dc0" }, { 33, 0, 0, 389, "\003dc1" } } },
	/* "." and port 0 say that the service is not there. */
	{ "'x' has no SRV records", { { 33, 0, 0, 389, "" } } },
	{ "'x' has no SRV records", { { 33, 0, 0, 0, "\003dc1" } } },
	{ "'x' has no SRV records", { { 0 } } },
};

static size_t
put16(unsigned char *at, unsigned number)
{
	at[0] = (unsigned char)(number >> 8);
	at[1] = (unsigned char)number;
	return 2;
}

static size_t
answer_make(unsigned char answer[N_ANSWER], const struct row *from)
{
	size_t	 n = 12, i, count = 0, length;

	memset(answer, 0, N_ANSWER);
	for (i = 0; i < N_RECORD && from->record[i].type != 0; i++) {
		length = strlen(from->record[i].host) + 1;
		answer[n++] = 0;
		n += put16(answer + n, from->record[i].type);
		n += put16(answer + n, 1);
		n += 4;
		n += put16(answer + n, (unsigned)length + 6);
		n += put16(answer + n, from->record[i].priority);
		n += put16(answer + n, from->record[i].weight);
		n += put16(answer + n, from->record[i].port);
		memcpy(answer + n, from->record[i].host, length);
		n += length;
		count++;
	}
	put16(answer + 2, 0x8180);
	put16(answer + 6, (unsigned)count);
	return n;
}

static const char *
targets(struct pool *pool, const unsigned char *answer, size_t n)
{
	struct target	*target;
	struct error	 err = { "" };
	char		*text = pool_copy(pool, "");
	size_t		 i, n_target;

	if (discover_parse(pool, "x", answer, n, &target, &n_target, &err) != 0)
		return pool_copy(pool, err.text);
	for (i = 0; i < n_target; i++)
		text = pool_printf(pool, "%s%s:%u ", text, target[i].host, target[i].port);
	return text;
}

static void
answers(void)
{
	unsigned char	 answer[N_ANSWER];
	struct pool	 pool = { 0 };
	size_t		 i, n;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		n = answer_make(answer, &row[i]);
		SAME(targets(&pool, answer, n), row[i].expected, row[i].expected);
	}
	pool_free(&pool);
}

/* Cut after any byte, and with any byte changed: an error or targets, no more. */
static void
broken(void)
{
	unsigned char	 answer[N_ANSWER];
	struct pool	 pool = { 0 };
	size_t		 i, n = answer_make(answer, &row[1]), cut, wrong = 0;

	for (cut = 0; cut < n; cut++)
		wrong += strcmp(targets(&pool, answer, cut), row[1].expected) == 0;
	SAME_INT((long long)wrong, 0, "cut answers that pass for whole");
	for (i = 0; i < n; i++) {
		answer[i] ^= 0xff;
		wrong += *targets(&pool, answer, n) == '\0';
		answer[i] ^= 0xff;
	}
	SAME_INT((long long)wrong, 0, "changed answers without a target or a reason");
	pool_free(&pool);
}

void
t_discover(void)
{
	test_suite("discover");
	test_add("SRV records come in the order to try them", answers);
	test_add("broken answers are errors", broken);
}
