#ifndef PLANS_REASON_H
#define PLANS_REASON_H

#include "plans/plan.h"

/* The reason of the decision's rule, with the names of this decision in it. */
const char	*reason_text(struct pool *, const struct decision *);

/* What the userPrincipalName of a balancer's account must be for its own SPN. */
char	*reason_user_name(struct pool *, const struct decision *);

#endif
