#ifndef LDAP_DIVISION_H
#define LDAP_DIVISION_H

#include "ldap/team.h"

/* What one search can read of a domain. */
struct part {
	const char	*base;
	int		 scope;		/* LDAP_SCOPE_BASE or _SUBTREE */
	bool		 unit;		/* an organizational unit that was not looked into */
};

/* Parts that do not overlap, and together are all of it. */
struct division {
	struct pool	*pool;
	struct part	*part;
	size_t		 n_part;
};

/*
 * Divides the naming context NC as the directory itself does: into itself and
 * what lies below each of its children.  Where few of them are organizational
 * units, those that hold nothing but containers are divided again.  What has
 * too many children stays whole.  Asks over the connections of TEAM, of one server.
 * Internal to ldap/.
 */
int	division_make(struct division *, struct pool *, const struct team *, const char *nc,
	    struct error *);

#endif
