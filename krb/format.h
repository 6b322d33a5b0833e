#ifndef KRB_FORMAT_H
#define KRB_FORMAT_H

#include "krb/der.h"
#include "plans/token.h"

/*
 * What each format makes of its bytes, for token_decode.  Each reads as far as
 * there is something to be read, and says in the token's fault why no further.
 */

struct reading {
	struct pool	*pool;
	unsigned	 depth;		/* how many tokens hold it */
	struct sealed	*sealed;	/* of the ticket of an AP-REQ, NULL: not wanted */
};

/* The encrypted part of a ticket, which no token keeps. */
struct sealed {
	struct span	 cipher;	/* empty, unless it is there to its end */
	bool		 session;	/* made with the key of a session, not that of an account (user to user) */
};

const struct token	*token_read(const struct reading *, struct span bytes);

/* Why TOKEN could not be read to its end, unless that is known. */
void	token_fault(struct pool *, struct token *, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* -- spnego.c -- */

/* NegTokenInit and NegTokenResp (RFC 4178 4.2), from their tag on. */
void	spnego_read(const struct reading *, const struct der *, struct token *);

/* -- kerberos.c -- */

/* A message of RFC 4120; or what follows the mechanism in the frame of RFC 4121
 * 4.1, a token identifier and a message. */
void	kerberos_read(const struct reading *, const struct der *, struct token *);
void	kerberos_read_framed(const struct reading *, struct span, struct token *);

/* -- ntlm.c -- */

bool	ntlm_is(struct span);
void	ntlm_read(struct pool *, struct span, struct token *);

/* How long the message says it is. */
size_t	ntlm_length(struct span);

#endif
