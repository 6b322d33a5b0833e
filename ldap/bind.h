#ifndef LDAP_BIND_H
#define LDAP_BIND_H

#include "ldap/connection.h"

/*
 * Binds: by simple bind as the user of the options, which has to be encrypted
 * already; else by GSSAPI as whoever the credential cache has a ticket of,
 * signed and sealed, or within TLS bound to its channel (tls-endpoint, RFC
 * 5929).  On a local socket without a user: by EXTERNAL where that is offered,
 * not at all where the socket's own permissions speak, else by GSSAPI.
 * Internal to ldap/.
 */
int	bind_as(struct connection *, struct error *);

#endif
