#ifndef PLANS_SID_H
#define PLANS_SID_H

#include <stdbool.h>

#include "plans/pool.h"
#include "plans/text.h"

/* "S-1-5-21-..." from the bytes of [MS-DTYP] 2.4.2.2, or NULL: no SID. */
char	*sid_text(struct pool *, struct span bytes);

/* The length of the SID that BYTES begin with, or 0: none, or cut short. */
size_t	 sid_length(struct span bytes);

/* The bytes again, from the text as sid_text writes it ([MS-DTYP] 2.4.2.1);
 * .at is NULL where that is none. */
struct span	 sid_bytes(struct pool *, const char *text);

/*
 * How many characters of SID are those of its domain, "S-1-5-21-x-y-z"; 0
 * for the SIDs of no domain.  What follows is "-" and a RID.
 */
size_t	 sid_domain(const char *sid);

/*
 * What everybody calls the SID: "Everyone", "Domain Computers".  NULL for
 * those that only their own domain can name.
 */
const char	*sid_name(const char *sid);

/* Does it stand for whoever is there, or for whoever brings a computer along? */
bool	sid_is_anyone(const char *sid);

#endif
