#ifndef PLANS_HOLDER_H
#define PLANS_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "plans/check.h"
#include "plans/membership.h"

/*
 * Which accounts of the directory the checks on holders are about: those in
 * use that hold an SPN, act for their users, or are relied on by the plan.
 * Trusts are none, and neither is krbtgt, which is disabled as it should be.
 */
bool	holder_in_use(const struct subject *);

/* The same, but disabled. */
bool	holder_disabled(const struct subject *);

/* Is it the account whose key is that of the domain itself ([MS-ADTS]
 * 6.1.1.6.4), or the one that an RODC has in its place? */
bool	holder_is_krbtgt(const struct account *);

/* Does a dMSA hold all its SPNs for it?  At its end a migration disables it. */
bool	holder_is_superseded(const struct directory *, const struct account *);

/* What makes a domain controller refuse it tickets ([MS-KILE] 3.3.5.6.3 and
 * 3.3.5.7.1): as far as its state came, and whether it is disabled aside. */
bool	holder_expired(const struct account *, int64_t now);
bool	holder_locked_out(const struct account *);
bool	holder_password_expired(const struct account *);

/* Is NAME its userPrincipalName?  Unknown where it shows none, and the source
 * may not have that of every account. */
enum answer	holder_user_name(const struct account *, const char *name);

/* May it act for users, towards some service or all of them? */
bool	holder_delegates(const struct account *);

/* Windows, as operatingSystem has it. */
bool	holder_runs_windows(const struct account *);

#endif
