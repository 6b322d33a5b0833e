#ifndef PLANS_TABLE_H
#define PLANS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"

/*
 * What was put under a hash, several things under one if need be.  { 0 } is
 * an empty table.  It is never walked, so that no order of hashes shows.
 */
struct table {
	struct table_slot {
		uint64_t	 hash;
		void		*what;
	}	*slot;
	size_t	 n, size;
};

/* WHAT is not NULL.  The table grows in the pool. */
void	table_put(struct pool *, struct table *, uint64_t hash, void *what);

/* One thing after the other that was put under HASH, then NULL.  *STEP
 * begins as 0. */
void	*table_next(const struct table *, uint64_t hash, size_t *step);

#endif
