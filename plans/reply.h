#ifndef PLANS_REPLY_H
#define PLANS_REPLY_H

#include "plans/evidence.h"

/* What the answer of one server comes to. */
enum reply {
	REPLY_KERBEROS,	/* it took the ticket and proved that it could read it */
	REPLY_UNPROVEN,	/* it took the ticket without proof */
	REPLY_FALSE_PROOF,	/* its proof does not verify */
	REPLY_CANNOT_DECRYPT,
	REPLY_CLOCK,
	REPLY_REFUSED,	/* another error of Kerberos */
	REPLY_WANTS_NTLM,	/* it was offered Kerberos, and answers with NTLM */
	REPLY_FORBIDDEN,	/* it proved that it could read the ticket, and the user may not */
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

/* What a server means by an error of Kerberos, REPLY_REFUSED for any other. */
enum reply	reply_of_code(int code);

/* Did it prove that Kerberos works there? */
bool	reply_works(const struct seen_answer *);

/* Did each that was asked, and was any? */
bool	reply_all_work(const struct evidence *);

/* "WEB01, WEB02": the nodes where it works, or where it does not; whoever
 * proves nothing or was not tried is neither.  NULL for none. */
const char	*reply_nodes(struct pool *, const struct evidence *, bool well);

/* Does every server that was asked let everybody in?  Then nobody needs a ticket. */
bool	reply_lets_all_in(const struct evidence *);

/* Is it answered with a ticket?  IIS can be told to offer "Negotiate:Kerberos". */
bool	reply_negotiates(const char *scheme);

/* "Negotiate, NTLM": the schemes of a first answer, "" for none. */
const char	*reply_offers(struct pool *, const struct seen_answer *);

/* The token of a returned header, innermost, or NULL. */
const struct token	*reply_token(const struct seen_answer *);

#endif
