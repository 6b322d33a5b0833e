#ifndef PLANS_TOKEN_H
#define PLANS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a token of an Authorization or WWW-Authenticate header says in the
 * clear (RFC 4559, [MS-N2HT]): the frame of the GSS-API (RFC 2743 3.1), SPNEGO
 * (RFC 4178, [MS-SPNG]), Kerberos (RFC 4120, RFC 4121), NTLM ([MS-NLMP] 2.2.1).
 * One holds another: what SPNEGO carries is its inner token.
 *
 * Keys, checksums, hashes and encrypted parts are never kept.  Strings are as
 * somebody sent them: UTF-8, where each NUL and each byte that is not UTF-8 is
 * written as \xHH (plans/value.h), but control characters are left as they are,
 * for who prints them to escape (plans/printable.h).
 */
enum token_kind {
	TOKEN_UNKNOWN,		/* of no format that is known */
	TOKEN_NEG_INIT,
	TOKEN_NEG_RESP,
	TOKEN_AP_REQ,
	TOKEN_AP_REP,
	TOKEN_KRB_ERROR,
	TOKEN_TGT_REQ,		/* user to user ([MS-KILE] 1.3.3) */
	TOKEN_TGT_REP,
	TOKEN_NTLM_NEGOTIATE,	/* type 1 */
	TOKEN_NTLM_CHALLENGE,	/* type 2 */
	TOKEN_NTLM_AUTHENTICATE, /* type 3 */
	TOKEN_NEGOEX,		/* named, not decoded */
	N_TOKEN_KIND
};

/* negState of RFC 4178 4.2.2; it may be left out. */
enum neg_state { NEG_ABSENT = -1, NEG_COMPLETED, NEG_INCOMPLETE, NEG_REJECT, NEG_REQUEST_MIC };

/* A mechanism by its object identifier. */
struct mech {
	const char	*oid;		/* "1.2.840.113554.1.2.2" */
	const char	*word;		/* "krb5", "ms-krb5", "krb5-u2u", "ntlm", "negoex", "iakerb" */
	const char	*says;		/* "Kerberos" */
};

extern const struct mech	mech_row[];	/* the last has no oid */
const struct mech	*mech_find(const char *oid);	/* or NULL */

struct token {
	enum token_kind		 kind;
	size_t			 size;		/* of all of it, bytes, what it holds included */
	bool			 framed;	/* in the GSS-API's frame */
	const char		*fault;		/* why it could not be read to its end, or NULL */

	/* Of NEG_INIT the mechanisms in order: the first is the one that the
	 * inner token is of.  Of NEG_RESP the one that was chosen, if any. */
	const char		*const *mech;	/* OIDs */
	size_t			 n_mech;
	int			 neg_state;	/* enum neg_state, of NEG_RESP */
	const struct token	*inner;		/* or NULL */

	/* Of AP_REQ: the ticket's clear part.  Of KRB_ERROR and TGT_REQ: the
	 * server's name.  Of NTLM_AUTHENTICATE: the SPN that the client says it
	 * wanted ([MS-NLMP] 2.2.2.1, MsvAvTargetName). */
	const char		*spn;		/* "HTTP/portal.corp.example", or NULL */
	const char		*realm;		/* or NULL */
	int			 etype;		/* of the ticket's encrypted part (RFC 3961 registry), 0: none */
	long			 kvno;		/* -1: not said */
	size_t			 ticket_size;	/* of its encrypted part, bytes */
	bool			 mutual;	/* the client wants proof of the server */

	/* Of KRB_ERROR (RFC 4120 5.9.1). */
	int			 code;
	const char		*text;		/* e-text, or NULL */
	const char		*time;		/* stime, "20261121103000Z", or NULL */

	/* Of NTLM: what it gives, else NULL. */
	const char		*domain;	/* the client's, of types 1 and 3; who answers, of type 2 */
	const char		*user;		/* of type 3 */
	const char		*workstation;	/* of types 1 and 3 */
	const char		*target;	/* of type 2: the computer that answers, else what it calls itself */
};

extern const char	*const token_word[N_TOKEN_KIND];	/* "neg-token-init", as reports write it */

/* One of the three messages of NTLM. */
bool	token_is_ntlm(const struct token *);

/* The token that SPNEGO carries, or TOKEN itself. */
const struct token	*token_inmost(const struct token *);

#endif
