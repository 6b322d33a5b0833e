#ifndef LDAP_SEEN_H
#define LDAP_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/pool.h"
#include "plans/text.h"

enum { GUID_SIZE = 16 };

/* Objects that have come, by objectGUID.  Internal to ldap/.  Zero is empty. */
struct seen {
	struct pool	  pool;
	unsigned char	(*guid)[GUID_SIZE];	/* open addressing; all zero: free */
	size_t		  n;
	size_t		  size;			/* a power of two */
	unsigned char	  secret[GUID_SIZE];	/* so that no server chooses collisions */
};

/* Is it met for the first time?  Whoever has no objectGUID always is. */
bool	seen_add(struct seen *, struct span guid);

/* Was it met? */
bool	seen_has(const struct seen *, struct span guid);

void	seen_free(struct seen *);

#endif
