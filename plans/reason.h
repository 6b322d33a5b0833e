#ifndef PLANS_REASON_H
#define PLANS_REASON_H

#include "plans/plan.h"

/* The reason of the decision's rule, with the names of this decision in it. */
const char	*reason_text(struct pool *, const struct decision *);

#endif
