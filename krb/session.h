#ifndef KRB_SESSION_H
#define KRB_SESSION_H

#include "krb/handshake.h"
#include "plans/error.h"
#include "plans/evidence.h"

/*
 * A user's Kerberos, looked at without being touched: the ticket-granting
 * ticket is copied from the user's credential cache (KRB5CCNAME, or krb5.conf)
 * into one in memory that is gone afterwards, so that no stale ticket is taken
 * for an answer and none is left behind.
 */
struct session;

/* NULL, and why in ERR, only where Kerberos cannot be set up at all; that there
 * is no ticket-granting ticket is seen when a ticket is asked for. */
struct session	*session_open(struct error *);

/* "alice@CORP.EXAMPLE", or NULL without a ticket-granting ticket. */
const char	*session_client(const struct session *);

/* Asks the KDC for a ticket for SPN, once, exactly as it is written, and looks
 * into the user's own cache for what that has. */
void	session_ticket(struct session *, struct pool *, const char *spn, struct seen_ticket *);

/* With the ticket that session_ticket got for SPN; NULL where it got none. */
struct handshake	*session_greet(struct session *, struct pool *, const char *spn, struct error *);

void	session_close(struct session *);

#endif
