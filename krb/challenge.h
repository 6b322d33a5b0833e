#ifndef KRB_CHALLENGE_H
#define KRB_CHALLENGE_H

#include <stdbool.h>

#include "plans/text.h"

/* One of a WWW-Authenticate header (RFC 9110 11.6.1). */
struct challenge {
	struct span	 scheme;	/* "Negotiate" */
	struct span	 token;		/* of token68; empty: none, or parameters in its place */
	struct span	 rest;		/* all that stands behind the scheme, but for further parameters */
};

/*
 * Takes the next from VALUE, where several may stand with commas between, as
 * between the parameters of each.  False: there is none left.
 */
bool	challenge_next(struct span *value, struct challenge *);

/* Without the blanks around it (RFC 9110 5.6.3), and the end of the line. */
struct span	challenge_trim(struct span);

/* Is it answered with SPNEGO?  IIS can be told to offer "Negotiate:Kerberos". */
bool	challenge_negotiates(struct span scheme);

#endif
