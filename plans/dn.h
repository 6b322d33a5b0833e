#ifndef PLANS_DN_H
#define PLANS_DN_H

#include <stdbool.h>

#include "plans/error.h"
#include "plans/pool.h"
#include "plans/text.h"

/*
 * Distinguished names (RFC 4514).  Compared parsed or not at all: two DNs
 * are the same where dn_fold gives the same bytes (types lower case, values
 * unescaped, folded and escaped again in one way, no spaces around).
 */
int	dn_fold(struct pool *, struct span dn, char **out, struct error *);

/* "corp.contoso.com" from the trailing DC= parts, lower case; "" for none. */
char	*dn_domain(struct pool *, struct span dn);

/* "DC=corp,DC=contoso,DC=com" for a DNS name. */
char	*dn_of_domain(struct pool *, const char *dns);

/* A deleted object: below CN=Deleted Objects, or its RDN carries "\nDEL:"
 * ([MS-ADTS] 3.1.1.5.5.1.1). */
bool	dn_deleted(struct span dn);

#endif
