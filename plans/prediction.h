#ifndef PLANS_PREDICTION_H
#define PLANS_PREDICTION_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/client.h"
#include "plans/plan.h"

/* What one client asks for where one name of a site is typed. */
struct prediction {
	const struct farm_site		*site;
	const struct farm_site_name	*name;
	const struct client		*client;
	const char			*host;		/* of the SPN */
	const char			*spn;		/* NULL: for no ticket, or it cannot be told */
	const char			*because;
	const struct decision		*decision;	/* that settles what becomes of it, NULL: none does */
};

/*
 * For each name of each site that HTTP clients call: N_CLIENT of them, in the
 * order of the table.  The plan must be complete.
 */
struct prediction	*predictions_make(struct pool *, const struct plan *, size_t *n_out);

/* Does the client ask for another SPN than the one that was typed or its
 * completion, or for what the plan does not decide? */
bool	prediction_differs(const struct prediction *);

/* Does any of the N_CLIENT of one name? */
bool	predictions_differ(const struct prediction *);

/* Do two clients ask for the same, for the same reason? */
bool	prediction_same(const struct prediction *, const struct prediction *);

#endif
