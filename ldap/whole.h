#ifndef LDAP_WHOLE_H
#define LDAP_WHOLE_H

#include "ldap/division.h"
#include "ldap/root.h"
#include "ldap/seen.h"

/*
 * All the accounts of a domain, read over several connections to one of its
 * servers where they are many.  Each object comes once, and again if it changed
 * meanwhile: by its uSNChanged the server says at the end what has changed since
 * the beginning, and that replaces what came before ([MS-ADTS] 3.1.1.1.9).  So
 * nothing is lost that moved from a part that was still to be read to one that
 * had been, and all is as it was at one time.
 *
 * Internal to ldap/.  Set the first group, zero the rest.
 */
struct whole {
	struct pool		*pool;
	const char		*nc;
	const struct root	*root;		/* as the server told it before */
	size_t			 page;
	const char		*const *attribute;
	struct connection	**connection;	/* to that server, one of them at least */
	size_t			 n_connection;
	size_t			 n_more;	/* that it may be divided over */
	struct connection	*(*join)(void *arg, const struct waiting *);	/* as in struct team; sets the above */
	void			*arg_join;
	row_fn			*row;
	void			*arg;

	bool			 more;		/* than the first page, or a sample promises many */
	const char		**sample;	/* DNs of some, from all over it or of that page */
	size_t			 n_sample;
	size_t			 n_all;		/* about as many there are; 0: it is of the first page */
	bool			 blind;		/* one of these does not show when it changed */
	struct seen		 seen;
	bool			 again;		/* what comes may have come before */
	size_t			 n_blind;	/* objects that do not show when they changed */
	struct query		*query;
	size_t			 n_query;
	const char		**moved;	/* containers that may have, in one round */
	size_t			 n_moved;
};

/* Takes a sample, and where that does not promise many pages reads the first: MORE
 * says whether it was not all of them. */
int	whole_begin(struct whole *, struct error *);

/* Reads what is left of all N domains, at once: each by its own connections. */
int	whole_read(struct whole *, size_t n, struct error *);

void	whole_end(struct whole *);

#endif
