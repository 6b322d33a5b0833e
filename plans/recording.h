#ifndef PLANS_RECORDING_H
#define PLANS_RECORDING_H

#include <stddef.h>
#include <stdint.h>

#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"

/*
 * What sources pushed, kept to be pushed again: a directory is closed once,
 * and what it shows may raise new questions.  Zero is empty.
 */
struct recording {
	struct pool		 pool;
	struct entry		*entry;
	size_t			 n_entry;
	struct recording_covers {
		const char	*dns;
		uint64_t	 attributes;
	}			*covers;
	size_t			 n_covers;
};

/* A sink that keeps all that comes. */
struct sink	recording_sink(struct recording *);

/* Pushes it all, in the order in which it came. */
int	recording_play(const struct recording *, const struct sink *, struct error *);

void	recording_free(struct recording *);

#endif
