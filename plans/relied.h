#ifndef PLANS_RELIED_H
#define PLANS_RELIED_H

#include "plans/plan.h"

/* Fills in account and host of a plan whose decisions and delegations are
 * made. */
void	relied_collect(struct plan *);

#endif
