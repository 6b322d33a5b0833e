#ifndef PLANS_PROPOSAL_H
#define PLANS_PROPOSAL_H

#include "plans/plan.h"

/*
 * Names a gMSA for every decision that needs a new account: one for each
 * site, shared by sites that share a name.  It clashes with no account of
 * the description or of DIRECTORY (may be NULL).
 */
void	proposal_assign(struct plan *, const struct directory *);

/* The proposal that made ACCOUNT up, or NULL. */
const struct proposal	*proposal_of(const struct plan *, const struct farm_account *);

#endif
