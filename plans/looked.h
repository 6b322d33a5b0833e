#ifndef PLANS_LOOKED_H
#define PLANS_LOOKED_H

#include "plans/report.h"

/*
 * What of a description a report looked at, for who compares it with an earlier
 * one: of a site that is not described any more nothing is gone.
 */

/* Checks are run on the subject. */
void	looked_note(struct report *, const struct subject *);

/* Why there was no such subject for the check to be made on, or NULL. */
const char	*looked_amiss(struct report *, const struct check *, const char *text);

/* Why the plan is none for all the SPNs of the earlier one, or NULL: checks that
 * look in the directory for what clashes with it see less. */
const char	*looked_less(struct report *, const struct past *);

#endif
