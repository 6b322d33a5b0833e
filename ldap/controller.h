#ifndef LDAP_CONTROLLER_H
#define LDAP_CONTROLLER_H

#include "ldap/connection.h"
#include "ldap/root.h"

/*
 * Domain controllers: connected to, bound to, and asked whether they may be
 * asked.  Each function that returns 0 gives an open connection, which lies in
 * the pool, and what the server says of itself.  Internal to ldap/.
 */
struct reach {
	struct pool			*pool;
	const struct source_options	*options;
	struct source_counts		*counts;
	bool				 tls;	/* from the beginning: ldaps */
};

/* Tells the user. */
void	reach_note(const struct reach *, const char *text);

/* The one at that address.  DNS is the domain that it must be of, or NULL. */
int	controller_open(const struct reach *, const struct address *, const char *dns,
	    struct connection **connection_out, struct root *, struct error *);

/* The first of the domain DNS that may be asked. */
int	controller_find(const struct reach *, const char *dns,
	    struct connection **connection_out, struct root *, struct error *);

/*
 * One more connection to the very server that CONNECTION leads to and that says
 * ROOT of itself.  Behind one name there may be several, and each counts its
 * changes by itself.  While it waits it does what WAITING does.
 */
int	controller_join(const struct reach *, const struct connection *, const struct root *,
	    const struct waiting *, struct connection **connection_out, struct error *);

/* A global catalog: of the server at the other end of CONNECTION, which says
 * ROOT of itself, or else any of its forest. */
int	catalog_find(const struct reach *, const struct connection *, const struct root *,
	    struct connection **connection_out, struct error *);

#endif
