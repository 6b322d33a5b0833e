#ifndef LDAP_DIAL_H
#define LDAP_DIAL_H

#include "plans/error.h"

/* For struct outside: every address of HOST is tried. */
int	dial_open(void *arg, const char *host, unsigned port, unsigned timeout,
	    struct error *);

#endif
