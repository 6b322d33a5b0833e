#ifndef CMD_READ_PAST_H
#define CMD_READ_PAST_H

#include "plans/baseline.h"
#include "plans/error.h"
#include "plans/pool.h"

/* Reads a report of ours (--format json), of 1024 MiB at most; what it says lies
 * in the pool. */
int	past_read(struct pool *, struct past *, const char *path, struct error *);

/*
 * Reads a list of findings that are accepted, behind the N there are:
 *
 *	{ "ignore": [ { "id": "...", "subject": "...", "reason": "...",
 *	    "until": "2027-01-31" } ] }
 *
 * Subject and until may be left out, a reason may not; a member that begins
 * with "//" is a comment.
 */
int	acceptances_read(struct pool *, struct acceptance **, size_t *n, const char *path, struct error *);

#endif
