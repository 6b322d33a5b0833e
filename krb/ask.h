#ifndef KRB_ASK_H
#define KRB_ASK_H

#include "krb/session.h"

/* One server to ask. */
struct node {
	const char	*node;		/* as the user names it; NULL: whoever the URL's name leads to */
	const char	*host;		/* to connect to, NULL: the URL's; */
	const char	*port;		/* "" or NULL: the URL's */
	const char	*url;		/* NULL: the options'; its scheme is another where TLS ends before the server */
	const char	*spn;		/* whose ticket SESSION has; NULL: ask without a token only */
};

struct ask_options {
	const char	*url;		/* http or https */
	unsigned	 timeout;	/* seconds, of each exchange */
	const char	*ca_file;	/* NULL: the system's */
};

/*
 * Asks all of them at once, each first without a token and, where it offers
 * Negotiate and there is a ticket, once with one, and fills an answer for each.
 * The Host header and the name in the certificate are the URL's, whichever
 * server is asked.  Redirects are not followed off the host and port; no
 * credential is delegated; nothing but Negotiate is ever answered to.  The token
 * is not bound to the TLS channel (RFC 5929): a server that insists on it
 * (extended protection) refuses one that is good.
 */
int	servers_ask(struct session *, struct pool *, const struct ask_options *,
	    const struct node *, size_t n, struct seen_answer *, struct error *);

#endif
