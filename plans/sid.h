#ifndef PLANS_SID_H
#define PLANS_SID_H

#include "plans/pool.h"
#include "plans/text.h"

/* "S-1-5-21-..." from the bytes of [MS-DTYP] 2.4.2.2, or NULL: no SID. */
char	*sid_text(struct pool *, struct span bytes);

/* "6f9619ff-8b86-d011-b42d-00c04fc964ff" from the 16 bytes of [MS-DTYP] 2.3.4.2, or NULL. */
char	*guid_text(struct pool *, struct span bytes);

#endif
