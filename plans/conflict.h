#ifndef PLANS_CONFLICT_H
#define PLANS_CONFLICT_H

#include "plans/plan.h"

/* Refuses decisions that claim one name for two accounts (rule_conflict). */
void	conflict_settle(struct plan *);

#endif
