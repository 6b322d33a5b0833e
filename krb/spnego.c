#include "krb/format.h"

enum { MECH_MOST = 32 };

/* Members of NegTokenInit (RFC 4178 4.2.1) and NegTokenInit2 ([MS-SPNG] 2.2.1),
 * which differ behind these, and of NegTokenResp (RFC 4178 4.2.2). */
enum { INIT_MECHS = 0, INIT_TOKEN = 2, RESP_STATE = 0, RESP_MECH = 1, RESP_TOKEN = 2 };

/* False where one cannot be read, or there are too many. */
static bool
mechs_read(struct pool *pool, struct span list, struct token *token)
{
	const char	**mech = NULL;
	struct der	  der;

	while (list.n > 0) {
		if (token->n_mech == MECH_MOST || !der_next(&list, &der))
			return false;
		mech = pool_more(pool, mech, token->n_mech, sizeof(*mech));
		mech[token->n_mech] = der_oid(pool, &der);
		token->mech = mech;
		if (mech[token->n_mech] == NULL)
			return false;
		token->n_mech++;
	}
	return true;
}

static void
inner_read(const struct reading *outer, struct span sequence, unsigned tag, struct token *token)
{
	struct reading	 reading = *outer;
	struct der	 der;

	reading.depth++;
	/* Without a token some write one of no bytes. */
	if (der_member(sequence, tag, DER_OCTET_STRING, &der) && der.body.n > 0)
		token->inner = token_read(&reading, der.body);
}

static void
init_read(const struct reading *reading, struct span sequence, struct token *token)
{
	struct der	 der;

	if (!der_member(sequence, INIT_MECHS, DER_SEQUENCE, &der) || !mechs_read(reading->pool, der.body, token))
		token_fault(reading->pool, token, "its list of mechanisms cannot be read to the end");
	inner_read(reading, sequence, INIT_TOKEN, token);
}

static void
resp_read(const struct reading *reading, struct span sequence, struct token *token)
{
	struct pool	*pool = reading->pool;
	struct der	 der;
	long		 state;

	if (der_member(sequence, RESP_STATE, DER_ENUMERATED, &der)) {
		if (der_integer(&der, &state) && state >= NEG_COMPLETED && state <= NEG_REQUEST_MIC)
			token->neg_state = (int)state;
		else
			token_fault(pool, token, "its negState is none of RFC 4178");
	}
	if (der_member(sequence, RESP_MECH, DER_OID, &der) && !mechs_read(pool, der.bytes, token))
		token_fault(pool, token, "its mechanism cannot be read");
	inner_read(reading, sequence, RESP_TOKEN, token);
}

void
spnego_read(const struct reading *reading, const struct der *choice, struct token *token)
{
	struct der	 sequence;

	if (!der_first(choice->body, DER_SEQUENCE, &sequence))
		token_fault(reading->pool, token, "is no message of SPNEGO");
	else if (choice->type == DER_CONTEXT + 0) {
		token->kind = TOKEN_NEG_INIT;
		init_read(reading, sequence.body, token);
	} else if (choice->type == DER_CONTEXT + 1) {
		token->kind = TOKEN_NEG_RESP;
		resp_read(reading, sequence.body, token);
	} else
		token_fault(reading->pool, token, "is neither NegTokenInit nor NegTokenResp");
}
