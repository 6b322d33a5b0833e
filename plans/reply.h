#ifndef PLANS_REPLY_H
#define PLANS_REPLY_H

#include "plans/evidence.h"

/* What the answer of one server comes to. */
enum reply {
	REPLY_KERBEROS,	/* it took the ticket and proved that it could read it */
	REPLY_UNPROVEN,	/* it let the user in without proof */
	REPLY_FALSE_PROOF,	/* its proof does not verify */
	REPLY_CANNOT_DECRYPT,
	REPLY_CLOCK,
	REPLY_REFUSED,	/* another error of Kerberos */
	REPLY_WANTS_NTLM,	/* it was offered Kerberos, and answers with NTLM */
	REPLY_FORBIDDEN,	/* the user is known, and may not */
	REPLY_TOO_LARGE,	/* the header with the ticket is */
	REPLY_FAILED,		/* the server has a fault of its own */
	REPLY_NO_NEGOTIATE,	/* it asks for a user, and does not offer Kerberos */
	REPLY_ANONYMOUS,	/* it asks for no user */
	REPLY_PROXY,		/* a proxy asks for one */
	REPLY_ELSEWHERE,	/* it sends everybody to another place */
	REPLY_NO_TICKET,	/* it offers Kerberos, and there is no ticket to try */
	REPLY_TLS,
	REPLY_UNREACHED,
	N_REPLY
};

struct reply_row {
	const char	*word;
	const char	*says;
};

extern const struct reply_row	reply_row[N_REPLY];

enum reply	reply_of(const struct seen_answer *);

/* "Negotiate, NTLM": the schemes of a first answer, "" for none. */
const char	*reply_offers(struct pool *, const struct seen_answer *);

/* The token of a returned header, innermost, or NULL. */
const struct token	*reply_token(const struct seen_answer *);

#endif
