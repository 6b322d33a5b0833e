#ifndef PLANS_NEEDS_H
#define PLANS_NEEDS_H

#include "plans/report.h"

/* May the check run on the subject?  What of its needs the evidence lacks is
 * reported as skipped, whether it may or not. */
bool	needs_met(struct report *, const struct check *, const struct subject *);

#endif
