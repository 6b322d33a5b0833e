#ifndef LDAP_PARTS_H
#define LDAP_PARTS_H

#include <stddef.h>
#include <sys/types.h>

#include "ldap/ldif.h"
#include "plans/entry.h"
#include "plans/error.h"

/*
 * A file of LDIF read in parts side by side, each cut behind a blank line.
 * The parts are a matter of the file and not of how many threads there are:
 * what comes of it is the same, and so is what is wrong, which is what a
 * reader from front to back would meet first.  Internal to ldap/.
 */
struct parts {
	int			 fd;
	const char		*name, *place;
	const struct sink	*sink;		/* that has PART and JOIN */
	off_t			 begin, end;
	off_t			 size;		/* of the largest part, or a little more */
	unsigned		 workers;	/* threads, from 1 */
};

/*
 * Joins all parts to the sink, and what has to be known of them at the end to
 * RECORDS.  After -1 *LINE is to blame, 0 where none is.
 */
int	parts_read(const struct parts *, struct records *, size_t *line, struct error *);

#endif
