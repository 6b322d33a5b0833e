#ifndef LDAP_FOREST_H
#define LDAP_FOREST_H

#include "ldap/connection.h"
#include "ldap/root.h"
#include "ldap/search.h"
#include "plans/entry.h"

/* A domain of the forest, from its crossRef ([MS-ADTS] 6.1.1.2.1.1). */
struct member {
	const char		*dns;		/* of its naming context, lower case */
	const char		*nc;
	struct connection	*connection;	/* to a domain controller of it, or NULL */
	struct root		 root;		/* of that */
	struct connection	**team;		/* to the same one: the above, then more */
	size_t			 n_team;
	bool			 elsewhere;	/* another source answers for it */
	bool			 lost;		/* none of its controllers can be asked */
};

/*
 * Who may list a container at all is shown all that is in it, except in List
 * Object mode ([MS-ADTS] 5.1.3.3.6).
 */
enum listing { LISTING_UNKNOWN, LISTING_WHOLE, LISTING_BY_OBJECT };

struct forest {
	struct member	*member;
	size_t		 n_member;
	const char	**context;	/* every naming context */
	size_t		 n_context;
	size_t		 page;		/* entries a page: 10,000, or what the default query policy permits */
	enum listing	 listing;
};

/*
 * Reads the configuration: its naming contexts and its policy into FOREST,
 * which lies in the connection's pool, and every row into ROW as well.
 * Internal to ldap/.
 */
int	forest_read(struct forest *, struct connection *, const struct root *,
	    row_fn *row, void *arg, struct error *);

/* Names of the attributes that are of OF or of any, and of what else is needed of
 * such objects; NULL at the end. */
const char	*const *forest_attributes(struct pool *, enum attribute_of);

#endif
