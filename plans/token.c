#include "plans/token.h"

#include <string.h>

const struct mech mech_row[] = {
	{ "1.2.840.113554.1.2.2", "krb5", "Kerberos" },
	{ "1.2.840.48018.1.2.2", "ms-krb5", "Kerberos, by the number that Windows lists first" },
	{ "1.2.840.113554.1.2.2.3", "krb5-u2u", "Kerberos, user to user" },
	{ "1.3.6.1.4.1.311.2.2.10", "ntlm", "NTLM" },
	{ "1.3.6.1.4.1.311.2.2.30", "negoex", "NegoEx" },
	{ "1.3.6.1.5.2.5", "iakerb", "Kerberos through the server (IAKERB)" },
	{ NULL, NULL, NULL }
};

const char *const token_word[N_TOKEN_KIND] = {
	[TOKEN_UNKNOWN] = "unknown", [TOKEN_NEG_INIT] = "neg-token-init", [TOKEN_NEG_RESP] = "neg-token-resp",
	[TOKEN_AP_REQ] = "ap-req", [TOKEN_AP_REP] = "ap-rep", [TOKEN_KRB_ERROR] = "krb-error",
	[TOKEN_TGT_REQ] = "tgt-req", [TOKEN_TGT_REP] = "tgt-rep", [TOKEN_NTLM_NEGOTIATE] = "ntlm-negotiate",
	[TOKEN_NTLM_CHALLENGE] = "ntlm-challenge", [TOKEN_NTLM_AUTHENTICATE] = "ntlm-authenticate",
	[TOKEN_NEGOEX] = "negoex"
};

const struct mech *
mech_find(const char *oid)
{
	const struct mech	*row;

	for (row = mech_row; row->oid != NULL; row++) {
		if (strcmp(row->oid, oid) == 0)
			return row;
	}
	return NULL;
}

bool
token_is_ntlm(const struct token *token)
{
	return token->kind == TOKEN_NTLM_NEGOTIATE || token->kind == TOKEN_NTLM_CHALLENGE ||
	    token->kind == TOKEN_NTLM_AUTHENTICATE;
}

const struct token *
token_inmost(const struct token *token)
{
	while (token->inner != NULL)
		token = token->inner;
	return token;
}
