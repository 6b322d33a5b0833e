#ifndef LDAP_SAMPLE_H
#define LDAP_SAMPLE_H

#include "ldap/search.h"

/*
 * Some of a domain's accounts and groups, from all over it: RIDs are given out
 * one after the other, below what the RID manager has still to give
 * (rIDAvailablePool, [MS-ADA3] 2.202), so those who bear an even choice of them
 * tell how many there are and where.  Two small searches: the first page of the
 * domain, which tells it too, costs some servers a look at the whole of it.
 * Internal to ldap/.
 */
struct sample {
	const char	**dn;
	size_t		 n;
	size_t		 n_all;		/* so many there are by it, about; 0: it cannot be told */
	bool		 blind;		/* one of them does not show when it changed */
};

/* A hint: what the server does not tell is no error, and what breaks the connection is. */
int	sample_take(struct sample *, struct pool *, struct connection *, const char *nc, struct error *);

#endif
