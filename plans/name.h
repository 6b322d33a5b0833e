#ifndef PLANS_NAME_H
#define PLANS_NAME_H

#include <stdbool.h>

#include "plans/text.h"

/*
 * What may stand for a name.  Each returns NULL where NAME is good, else why
 * it is not, as words that follow the name in a message: "holds a space".
 */

/*
 * A host name as DNS takes it (RFC 1123 2.1: letters, digits and hyphens,
 * labels of 1 to 63, 253 in all; underscores are accepted because Active
 * Directory does), already in A-labels.  One label is a short name.
 * Wildcards and IP literals are refused with words of their own.
 */
const char	*name_host_fault(const char *name);

/* The first label of a host name. */
struct span	 name_short(const char *name);

/* A dotted name, not a short one. */
bool		 name_qualified(const char *name);

/* An IPv4 or IPv6 literal, with or without brackets. */
bool		 name_ip(const char *name);

/*
 * A sAMAccountName of at most MOST characters ([MS-SAMR] 3.1.1.6; length by
 * kind of account: user 20, computer and managed 15 and "$"; both in
 * plans/account.h).  MOST counts characters of UTF-8, not bytes, and a
 * trailing "$" is not counted.
 */
const char	*name_sam_fault(const char *sam, int most);

/* A NetBIOS name: 1 to 15 characters ([MS-NBTE] 1.8; KB909264). */
const char	*name_netbios_fault(const char *name);

#endif
