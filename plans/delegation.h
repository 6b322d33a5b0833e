#ifndef PLANS_DELEGATION_H
#define PLANS_DELEGATION_H

#include "plans/plan.h"

/*
 * Which account must be trusted for delegation to what, for every delegatesTo
 * of a site and every balancer that authenticates ([MS-SFU] 3.2.5.2).  The
 * front end is whoever has the key that decrypts the users' tickets: only it
 * can show them to the KDC.  DIRECTORY, which may be NULL, tells which short
 * names the back end answers to.
 */
void	delegation_plan(struct plan *, const struct directory *);

/* The first row that fits. */
const struct delegation_rule	*delegation_rule_for(const struct delegation_point *);

/* Does the plan want SPN on the list of the front end? */
bool	delegation_asks(const struct plan *, const struct farm_account *from, const char *spn);

#endif
