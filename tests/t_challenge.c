#include "tests/test.h"

#include <string.h>

#include "krb/challenge.h"
#include "plans/pool.h"

/* The value of a header, and the schemes in it with their tokens. */
static const struct row {
	const char	*value;
	const char	*expected;
} row[] = {
	{ "", "" },
	{ "Negotiate", "Negotiate;" },
	{ "Negotiate oYGxMIGu+/==", "Negotiate oYGxMIGu+/==;" },
	/* Several in one header, with what blanks there are. */
	{ "Negotiate, NTLM", "Negotiate;NTLM;" },
	{ "Negotiate,NTLM", "Negotiate;NTLM;" },
	{ " ,\tNegotiate  oYG= , ,NTLM,", "Negotiate oYG=;NTLM;" },
	/* Commas stand between parameters too. */
	{ "Digest realm=\"a\", nonce=\"b\", Negotiate", "Digest;Negotiate;" },
	{ "Digest realm = \"a\" , qop = auth, NTLM", "Digest;NTLM;" },
	{ "Basic realm=\"a, NTLM, b\", charset=\"UTF-8\", Negotiate", "Basic;Negotiate;" },
	{ "Basic realm=\"a\\\", NTLM\", Negotiate", "Basic;Negotiate;" },
	{ "Bearer, Negotiate, Basic realm=x", "Bearer;Negotiate;Basic;" },
	/* The tokens of RFC 9110 11.2 are one; others belong to no scheme. */
	{ "Negotiate a b", "Negotiate;" },
	{ "Negotiate oY{G", "Negotiate;" },
	/* IIS writes a colon into one. */
	{ "Negotiate:Kerberos, Negotiate", "Negotiate:Kerberos;Negotiate;" },
	/* What does not end. */
	{ "Basic realm=\"a, Negotiate", "Basic;" },
	{ "Basic realm=\"a\\", "Basic;" },
	{ "=, ==a, \"", "\";" },
};

static const char *
challenges(struct pool *pool, const char *text)
{
	struct span		 value = span_of(text);
	struct challenge	 challenge;
	char			*all = pool_copy(pool, "");

	while (challenge_next(&value, &challenge))
		all = pool_printf(pool, "%s%.*s%s%.*s;", all, (int)challenge.scheme.n, challenge.scheme.at,
		    challenge.token.n > 0 ? " " : "", (int)challenge.token.n,
		    challenge.token.n > 0 ? challenge.token.at : "");
	return all;
}

static void
parsed(void)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(challenges(&pool, row[i].value), row[i].expected, row[i].value);
	pool_free(&pool);
}

static void
negotiating(void)
{
	OK(challenge_negotiates(span_of("negotiate")), "negotiate");
	OK(challenge_negotiates(span_of("NEGOTIATE:kerberos")), "NEGOTIATE:kerberos");
	OK(!challenge_negotiates(span_of("Negotiate:")), "Negotiate:");
	OK(!challenge_negotiates(span_of("Nego2")), "Nego2");
	OK(!challenge_negotiates(span_of("NTLM")), "NTLM");
	OK(!challenge_negotiates(span_of("")), "nothing");
}

void
t_challenge(void)
{
	test_suite("challenge");
	test_add("challenges are told from parameters", parsed);
	test_add("Negotiate is answered to, and no other scheme", negotiating);
}
