#ifndef LDAP_RANGE_H
#define LDAP_RANGE_H

#include "ldap/search.h"

/*
 * Attributes with more values than the server sends at once: it names the
 * range of those that came, "member;range=0-1499", and is asked for the rest
 * ([MS-ADTS] 3.1.1.3.1.3.3).  Internal to ldap/.
 */
struct ranges {
	struct connection	*connection;
	const struct query	*query;
	struct pool		 pool;
	struct held		*held;		/* entries of which some are missing */
	size_t			 n_held;
};

/* Pushes the row, or keeps it until it is complete. */
int	ranges_row(struct ranges *, const struct row *, struct error *);

/* Asks for what is missing, and pushes what was kept. */
int	ranges_complete(struct ranges *, struct error *);

void	ranges_free(struct ranges *);

#endif
