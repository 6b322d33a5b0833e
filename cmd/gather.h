#ifndef CMD_GATHER_H
#define CMD_GATHER_H

#include "cmd/options.h"
#include "plans/recording.h"
#include "plans/report.h"

/*
 * All that a report rests on, in the order in which it is made: the farm, the
 * plan without a directory, which says what to ask for, the directory, and
 * the plan again with what only the directory knows.  Zero is empty.
 */
struct gathered {
	struct farm		 farm;
	bool			 whole;		/* set before: all of the directory is wanted, and the farm may be empty */
	bool			 records;	/* set before: RECORDING is wanted */
	const struct evidence	*evidence;	/* set before: what diagnose saw, or NULL */
	struct recording	 recording;	/* what came of a live directory, or so */
	uint64_t		 seed;		/* of the directory */
	struct directory	 directory;
	struct plan		 plan;
	struct pool		 pool;		/* of the facts and the list of sources */
	struct facts		 facts;
	struct report_source	*source;
	size_t			 n_source;
};

/*
 * Reads the N descriptions of PATH, none for an empty farm.  Their faults go to
 * standard error, a line each; the last of them is left for ERR to count.
 */
int	gather_farm(struct gathered *, const char *const *path, size_t n, struct error *);

/* Then plans it, and reads the sources that the options name. */
int	gather(struct gathered *, const struct options *, struct error *);

void	gather_free(struct gathered *);

#endif
