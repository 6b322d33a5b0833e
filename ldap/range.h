#ifndef LDAP_RANGE_H
#define LDAP_RANGE_H

#include <stdbool.h>

#include "ldap/search.h"

/*
 * Attributes with more values than the server sends at once: it names the
 * range of those that came, "member;range=0-1499", and is asked for the rest
 * ([MS-ADTS] 3.1.1.3.1.3.3).  Keeps such entries until they are whole; who
 * asks for what is missing is search.c.  Internal to ldap/.  Zero but for the
 * server is empty.
 */
struct ranges {
	const char	*server;	/* for messages */
	struct pool	 pool;
	struct held	*held;		/* entries of which some values are missing */
	size_t		 n_held;
	size_t		 at;		/* the one that is asked for, and what of it */
	struct part	*part;
	size_t		 n_before;	/* values of it, when it was asked for */
};

/* Has the row to be kept? */
bool	ranges_concern(const struct row *);
int	ranges_keep(struct ranges *, const struct row *, struct error *);

/* What to ask for next: ATTRIBUTE_OUT, with its range, of the entry DN_OUT.
 * False: all that was kept is whole. */
bool	ranges_missing(struct ranges *, const char **dn_out, const char **attribute_out);

/* A row of the answer to that, and its end. */
int	ranges_row(struct ranges *, const struct row *, struct error *);
int	ranges_end(struct ranges *, struct error *);

/* Pushes what was kept, and keeps it no longer. */
int	ranges_push(struct ranges *, row_fn *, void *arg, struct error *);

void	ranges_free(struct ranges *);

#endif
