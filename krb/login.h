#ifndef KRB_LOGIN_H
#define KRB_LOGIN_H

#include "plans/error.h"

/*
 * Gets a ticket-granting ticket for PRINCIPAL, or for the first principal of
 * the keytab where that is NULL, with its key from KEYTAB, into a credential
 * cache that only this process has, and makes that the default (KRB5CCNAME)
 * for all that speaks GSSAPI afterwards.
 */
int	login_keytab(const char *keytab, const char *principal, struct error *);

#endif
