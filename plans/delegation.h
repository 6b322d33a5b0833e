#ifndef PLANS_DELEGATION_H
#define PLANS_DELEGATION_H

#include "plans/plan.h"

/*
 * Which account must be trusted for delegation to what, for every
 * delegatesTo of a site and every balancer that authenticates ([MS-SFU] 3.2.5.2):
 * constrained where users come by Kerberos, with protocol transition where
 * they may not, resource-based where the back end is in another domain.
 */
void	delegation_plan(struct plan *);

#endif
