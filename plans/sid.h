#ifndef PLANS_SID_H
#define PLANS_SID_H

#include "plans/pool.h"
#include "plans/text.h"

/* "S-1-5-21-..." from the bytes of [MS-DTYP] 2.4.2.2, or NULL: no SID. */
char	*sid_text(struct pool *, struct span bytes);

#endif
