#ifndef KRB_CNAME_H
#define KRB_CNAME_H

#include <stddef.h>

#include "plans/pool.h"

/*
 * The CNAMEs that lead on from NAME in a name server's answer (RFC 1035 4.1),
 * in order and in lower case, whatever order its records have and whether or
 * not the last leads anywhere.  An answer that is malformed has none; one that
 * goes in a circle ends where it would begin again.
 */
const char	*const *cname_chain(struct pool *, const char *name, const unsigned char *answer, size_t n,
		    size_t *n_out);

/* Asks the name servers for the addresses of HOST, a short one with the search
 * list of resolv.conf, for the CNAMEs on the way. */
const char	*const *cname_ask(struct pool *, const char *host, size_t *n_out);

#endif
