#ifndef KRB_PLACE_H
#define KRB_PLACE_H

#include <stdbool.h>

#include "plans/pool.h"

/* Where a Location header leads (RFC 9110 10.2.2). */
struct place {
	bool		 same;		/* scheme, host and port, and no user is named */
	const char	*url;		/* absolute, where it is the same; */
	const char	*shown;		/* and without user and query, which may be secret */
};

/* From URL, to LOCATION as the server wrote it. */
void	place_lead(struct pool *, const char *url, const char *location, struct place *);

/* URL as reports may show it: without user and query. */
const char	*place_shown(struct pool *, const char *url);

/* NULL where URL is of http or https, names a host and no user; else why not. */
const char	*place_fault(const char *url);

#endif
