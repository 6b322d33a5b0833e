/*
 * Tokens that anybody may have sent, as bytes and as base64.  Whatever it is,
 * it is read; its strings are text, and all that is cut says so.
 */

#include "krb/decode.h"
#include "tests/fuzz/target.h"

static void
check(const struct token *token, unsigned depth)
{
	const char	*const text[] = {
		token->fault, token->spn, token->realm, token->text, token->time,
		token->domain, token->user, token->workstation, token->target
	};

	must(depth < 8 && token->kind < N_TOKEN_KIND);
	must(token->kind != TOKEN_UNKNOWN || token->fault != NULL);
	must(token->neg_state >= NEG_ABSENT && token->neg_state <= NEG_REQUEST_MIC);
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		must(text_utf8(span_of(text[i])));
	for (size_t i = 0; i < token->n_mech; i++)
		must(token->mech[i][0] != '\0');
	if (token->inner != NULL) {
		must(token->inner->size < token->size);
		check(token->inner, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span		 bytes = { (const char *)data, size };
	struct pool		 pool = { 0 };
	const struct token	*token = token_decode(&pool, bytes);

	must(token->size == size);
	must(token->fault != NULL || token_length(bytes) <= size);
	check(token, 0);
	check(token_decode_base64(&pool, bytes), 0);
	pool_free(&pool);
	return 0;
}
