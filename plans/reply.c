#include "plans/reply.h"

#include <string.h>

#include "plans/text.h"

const struct reply_row reply_row[N_REPLY] = {
	[REPLY_KERBEROS] = { "kerberos", "Kerberos works" },
	[REPLY_UNPROVEN] = { "unproven", "does not prove that it read the ticket" },
	[REPLY_FALSE_PROOF] = { "false-proof", "its proof does not verify" },
	[REPLY_CANNOT_DECRYPT] = { "cannot-decrypt", "cannot decrypt the ticket" },
	[REPLY_CLOCK] = { "clock", "its clock differs too much" },
	[REPLY_REFUSED] = { "refused", "refuses the ticket" },
	[REPLY_WANTS_NTLM] = { "wants-ntlm", "answers Kerberos with NTLM" },
	[REPLY_FORBIDDEN] = { "forbidden", "knows the user, who may not" },
	[REPLY_TOO_LARGE] = { "too-large", "the header is too large for it" },
	[REPLY_FAILED] = { "failed", "fails by itself" },
	[REPLY_NO_NEGOTIATE] = { "no-negotiate", "does not offer Kerberos" },
	[REPLY_ANONYMOUS] = { "anonymous", "asks for no user" },
	[REPLY_PROXY] = { "proxy", "a proxy asks for a user" },
	[REPLY_ELSEWHERE] = { "elsewhere", "sends clients to another place" },
	[REPLY_NO_TICKET] = { "no-ticket", "offers Kerberos, not tried" },
	[REPLY_TLS] = { "tls", "its TLS is not trusted" },
	[REPLY_UNREACHED] = { "unreached", "does not answer" }
};

bool
reply_negotiates(const char *scheme)
{
	return span_is((struct span){ scheme, strcspn(scheme, ":") }, "Negotiate");
}

static bool
offers_negotiate(const struct seen_answer *answer)
{
	size_t	 i;

	for (i = 0; i < answer->n_first_offer; i++) {
		if (reply_negotiates(answer->first_offer[i].scheme))
			return true;
	}
	return false;
}

const struct token *
reply_token(const struct seen_answer *answer)
{
	size_t	 i;

	for (i = 0; i < answer->n_offer; i++) {
		if (answer->offer[i].token != NULL)
			return token_inmost(answer->offer[i].token);
	}
	return NULL;
}

static bool
chooses_ntlm(const struct token *token)
{
	const struct mech	*mech = token->kind == TOKEN_NEG_RESP && token->n_mech > 0 ? mech_find(token->mech[0]) : NULL;

	return token->kind == TOKEN_NTLM_CHALLENGE || (mech != NULL && strcmp(mech->word, "ntlm") == 0);
}

/* KRB_AP_ERR_BAD_INTEGRITY 31, _NOT_US 35, _SKEW 37, _MODIFIED 41, _BADKEYVER
 * 44, _NOKEY 45 (RFC 4120 7.5.9).  35 is what MIT Kerberos says where no key of
 * the keytab decrypts and none is of the ticket's name. */
enum reply
reply_of_code(int code)
{
	switch (code) {
	case 31: case 35: case 41: case 44: case 45:
		return REPLY_CANNOT_DECRYPT;
	case 37:
		return REPLY_CLOCK;
	default:
		return REPLY_REFUSED;
	}
}

/* 401 again, with the ticket sent: whoever could not read it often says nothing. */
static enum reply
still_asks(const struct seen_answer *answer)
{
	const struct token	*reply = reply_token(answer);

	if (reply != NULL && reply->kind == TOKEN_KRB_ERROR)
		return reply_of_code(reply->code);
	return reply != NULL && chooses_ntlm(reply) ? REPLY_WANTS_NTLM : REPLY_CANNOT_DECRYPT;
}

static bool
is_too_large(int status)
{
	return status == 400 || status == 413 || status == 414 || status == 431 || status == 494;
}

static enum reply
with_ticket(const struct seen_answer *answer)
{
	const int	 status = answer->status;

	if (status == 0 || status >= 500)
		return REPLY_FAILED;
	if (answer->mutual == MUTUAL_VERIFIED)
		return status == 401 || status == 403 ? REPLY_FORBIDDEN : REPLY_KERBEROS;
	if (status == 401)
		return still_asks(answer);
	if (is_too_large(status))
		return REPLY_TOO_LARGE;
	return answer->mutual == MUTUAL_FAILED ? REPLY_FALSE_PROOF : REPLY_UNPROVEN;
}

enum reply
reply_of(const struct seen_answer *answer)
{
	if (answer->reached != REACHED)
		return answer->reached == REACHED_TLS ? REPLY_TLS : REPLY_UNREACHED;
	if (answer->location != NULL)
		return REPLY_ELSEWHERE;
	if (answer->first_status == 407)
		return REPLY_PROXY;
	if (answer->first_status / 100 == 3 || answer->first_status == 400 || answer->first_status >= 500)
		return REPLY_FAILED;
	if (answer->first_status != 401)
		return REPLY_ANONYMOUS;
	if (!offers_negotiate(answer))
		return REPLY_NO_NEGOTIATE;
	return answer->spn == NULL ? REPLY_NO_TICKET : with_ticket(answer);
}

bool
reply_works(const struct seen_answer *answer)
{
	const enum reply	 reply = reply_of(answer);

	return reply == REPLY_KERBEROS || reply == REPLY_FORBIDDEN;
}

bool
reply_all_work(const struct evidence *evidence)
{
	size_t	 i;

	for (i = 0; i < evidence->n_answer; i++) {
		if (!reply_works(&evidence->answer[i]))
			return false;
	}
	return evidence->n_answer > 0;
}

bool
reply_lets_all_in(const struct evidence *evidence)
{
	size_t	 i;

	for (i = 0; i < evidence->n_answer; i++) {
		if (reply_of(&evidence->answer[i]) != REPLY_ANONYMOUS || evidence->answer[i].first_status / 100 != 2)
			return false;
	}
	return evidence->n_answer > 0;
}

static bool
is_like(const struct seen_answer *answer, bool well)
{
	const enum reply	 reply = reply_of(answer);

	return reply != REPLY_UNPROVEN && reply != REPLY_NO_TICKET && reply_works(answer) == well;
}

const char *
reply_nodes(struct pool *pool, const struct evidence *evidence, bool well)
{
	const char	**node = pool_alloc(pool, evidence->n_answer * sizeof(*node));
	size_t		 i, n = 0;

	for (i = 0; i < evidence->n_answer; i++) {
		if (evidence->answer[i].node != NULL && is_like(&evidence->answer[i], well))
			node[n++] = evidence->answer[i].node;
	}
	return n == 0 ? NULL : pool_join(pool, node, n, ", ");
}

const char *
reply_offers(struct pool *pool, const struct seen_answer *answer)
{
	const char	*text = "";
	size_t		 i;

	for (i = 0; i < answer->n_first_offer; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : ", ", answer->first_offer[i].scheme);
	return text;
}
