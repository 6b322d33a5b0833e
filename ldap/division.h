#ifndef LDAP_DIVISION_H
#define LDAP_DIVISION_H

#include "ldap/search.h"

/* What one search can read of a domain. */
struct part {
	const char	*base;
	int		 scope;		/* LDAP_SCOPE_BASE or _SUBTREE */
	size_t		 n;		/* objects of the sample that are in it */
	bool		 unit;		/* an organizational unit */
	bool		 seen;		/* that was looked into */
};

/* Parts that do not overlap, and together are all of it; the largest first. */
struct division {
	struct pool	*pool;
	struct part	*part;
	size_t		 n_part;
	const char	*const *sample;	/* DNs of objects, to guess sizes by */
	size_t		 n_sample;
};

/*
 * Divides the naming context NC as the directory itself does: into itself and
 * what lies below each of its children.  Where by the sample a unit has more
 * than SHARE objects it is divided again, if it holds nothing but containers.
 * What has too many children stays whole, and so does what shows none: they may
 * be hidden, and what is below them not.  Where some are shown, all are, unless
 * the forest is in List Object mode (ldap/forest.h).  Internal to ldap/.  Set
 * the pool and the sample.
 */
int	division_make(struct division *, struct connection *, const char *nc, size_t share, struct error *);

#endif
