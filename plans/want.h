#ifndef PLANS_WANT_H
#define PLANS_WANT_H

#include <stddef.h>

#include "plans/pool.h"

struct plan;

/*
 * What is still unknown, in terms of the field and never as a filter.  A
 * source may deliver more than was wanted, never less.
 */
enum want_kind {
	WANT_CONFIG,	/* sPNMappings and every crossRef; no values */
	WANT_SPN,	/* whoever holds one of these SPNs */
	WANT_ACCOUNT,	/* accounts by sAMAccountName in DOMAIN (DNS name, or
			 * NULL: the source's own domain) */
};

struct want {
	enum want_kind		 kind;
	const char		*domain;
	const char		*const *value;
	size_t			 n_value;
};

/*
 * Everything that the decisions of PLAN and the checks on them can ask of a
 * directory, sorted and without doubles; *N_OUT of them, allocated from POOL.
 */
const struct want	*want_plan(struct pool *, const struct plan *, size_t *n_out);

#endif
