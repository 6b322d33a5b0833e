#ifndef KRB_HANDSHAKE_H
#define KRB_HANDSHAKE_H

#include <stdbool.h>

#include "plans/error.h"
#include "plans/pool.h"
#include "plans/text.h"

/*
 * The client's side of SPNEGO (RFC 4178) with one server, as RFC 4559 puts it
 * into headers: Kerberos is the only mechanism that is offered, the server has
 * to prove itself, nothing is delegated.
 */
struct handshake;

/* With the tickets in CACHE, for PRINCIPAL as it is: no part of it is looked
 * up anywhere.  NULL with the reason. */
struct handshake	*handshake_new(struct pool *, const char *cache, const char *principal, struct error *);

/* The next token to send, which may be empty; REPLY is what the server answered
 * to the one before, empty before the first. */
int	handshake_step(struct handshake *, struct pool *, struct span reply, struct span *token_out,
	    struct error *);

/* Has the server proved itself? */
bool	handshake_proved(const struct handshake *);

void	handshake_end(struct handshake *);	/* NULL is fine */

#endif
