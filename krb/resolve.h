#ifndef KRB_RESOLVE_H
#define KRB_RESOLVE_H

#include "plans/evidence.h"

/* Does this machine's resolver know the full name HOST, as a client would?
 * Names that have other records than addresses are known. */
enum resolved { RESOLVED_NO, RESOLVED_YES, RESOLVED_UNKNOWN };

enum resolved	resolve_host(const char *host);

/* All that the resolver has of a name, as a client would ask: the chain of
 * CNAMEs, the addresses, and what the first of them leads back to. */
void	resolve_name(struct pool *, const char *host, struct seen_name *);

#endif
