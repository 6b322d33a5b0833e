#ifndef LDAP_DISCOVER_H
#define LDAP_DISCOVER_H

#include "ldap/outside.h"

/*
 * For struct outside: the targets of NAME's SRV records, by priority.  Among
 * equal ones the heavier goes first where RFC 2782 would draw lots: a report
 * must not depend on luck.
 */
int	discover_locate(void *arg, struct pool *, const char *name,
	    struct target **target_out, size_t *n_out, struct error *);

/* The same from the N bytes of an answer (RFC 1035 4.1). */
int	discover_parse(struct pool *, const char *name, const unsigned char *answer,
	    size_t n, struct target **target_out, size_t *n_out, struct error *);

#endif
