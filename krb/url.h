#ifndef KRB_URL_H
#define KRB_URL_H

#include <stdbool.h>

#include "plans/error.h"
#include "plans/pool.h"

/* The URL of a site (RFC 3986), as HTTP clients take it apart. */
struct url {
	const char	*whole;		/* made regular, with its path, without fragment */
	const char	*scheme;	/* "http" or "https" */
	const char	*host;		/* in A-labels, lower case; an IPv6 address without brackets */
	const char	*port;		/* "443" where none is written */
	bool		 has_port;	/* one is written */
	const char	*path;		/* with its query */
};

/* -1 where it is none of http or https.  One that carries a password is
 * refused: it would stand in lists of processes and logs.  No reason repeats the
 * URL, of which any part may be secret. */
int	url_read(struct pool *, struct url *, const char *text, struct error *);

#endif
