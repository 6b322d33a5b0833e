#ifndef PLANS_GRANT_H
#define PLANS_GRANT_H

#include <stddef.h>

#include "plans/membership.h"

/*
 * What the entries of a descriptor grant, whoever comes: membership_access
 * asked of an entry instead of an account.
 */

/*
 * Does the entry grant what QUESTION asks for to those whom it names?  No
 * where it is of something else, and where entries before it deny it to all
 * of them; unknown where one of these has a condition.  The account of
 * QUESTION is not looked at, and its right is one bit.
 */
enum answer	grant_of(struct pool *, const struct access_question *, const struct descriptor *, size_t entry);

/* Is there anybody whose account is not disabled and whom it is granted? */
struct told	grant_anybody(struct pool *, const struct access_question *, const struct descriptor *);

#endif
