#ifndef LDAP_FAULT_H
#define LDAP_FAULT_H

#include "ldap/connection.h"

/*
 * What a result code means here, why it came and what to do about it, with
 * what the server or libldap said in its own words.  Each returns -1 and sets
 * PASSING where another server may do.  Internal to ldap/.
 */
int	fault_set(struct connection *, int code, struct error *);	/* of a search */
int	fault_tls(struct connection *, int code, struct error *);
int	fault_bind(struct connection *, int code, struct error *);

#endif
