#ifndef CMD_GONE_H
#define CMD_GONE_H

#include "krb/resolve.h"
#include "plans/check.h"

/*
 * Asks ASK, once for each, about the hosts of SPNs that the directory does not
 * know any more, and notes in FACTS those that nobody knows.  A host is known
 * to the directory that a computer bears as its own name, a cluster's virtual
 * computer too.  Names of domain controllers are the directory's own.
 */
void	gone_find(struct facts *, struct pool *, enum resolved (*ask)(const char *host));

#endif
