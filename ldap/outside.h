#ifndef LDAP_OUTSIDE_H
#define LDAP_OUTSIDE_H

#include <stddef.h>

#include "plans/error.h"
#include "plans/pool.h"

/* Where a service is offered (RFC 2782). */
struct target {
	const char	*host;
	unsigned	 port;
	unsigned	 priority;
	unsigned	 weight;
};

/*
 * The network, as far as it is used before libldap takes over: a table so
 * that a test can put a peer of its own there.
 */
struct outside {
	/* A stream socket connected to PORT of HOST, or to the local socket
	 * HOST for port 0, within TIMEOUT seconds.  -1: none, with the reason. */
	int	(*dial)(void *arg, const char *host, unsigned port,
		    unsigned timeout, struct error *);
	/* The targets of the SRV records of NAME, in the order to try them,
	 * at least one. */
	int	(*locate)(void *arg, struct pool *, const char *name,
		    struct target **target_out, size_t *n_out, struct error *);
	void	*arg;
};

extern const struct outside	outside_real;

#endif
