#ifndef LDAP_SNAPSHOT_H
#define LDAP_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ldap/source.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"

/*
 * An export that says itself where it came from and what it proves, in
 * comments that other readers of LDIF pass over:
 *
 *	# spnplan snapshot 1		the first line
 *	...
 *	# replaces			what came before, does the entry below
 *	...				and then, behind all entries:
 *	# source ldap://dc1.corp.example
 *	# time 20261121103000.0Z
 *	# covers corp.example objectClass,objectGUID,...
 *	# end 30			so many entries; the last line
 *
 * Bytes that do not print, blanks and "%" are written as %HH.  Without its end
 * it is no snapshot.
 */

/* Writing.  What fails is seen in the stream (ferror). */
void	snapshot_begin(FILE *);
void	snapshot_origin(FILE *, const struct source_origin *);
void	snapshot_covers(FILE *, const char *dns, uint64_t attributes);
void	snapshot_end(FILE *, size_t n_entry);
void	entry_write(FILE *, const struct entry *);

/* One line of LDIF, in base64 where it must be, or where it is not ASCII. */
void	line_write(FILE *, const char *name, struct span value);

/* Is it one that begins with this text? */
bool	snapshot_begins(struct span text);

/* Is this comment the first line of one? */
bool	snapshot_is_first(struct span comment);

/* Reading.  Zero: no comment was met. */
struct snapshot {
	bool			 is;
	bool			 ended;
	bool			 replaces;	/* does the next entry */
	struct source_origin	 origin;	/* NULLs: not said */
	size_t			 n_entry;	/* counted by who reads */
	size_t			 n_at_end;	/* that its end speaks of */
};

/* One comment of it; SINK learns what it covers. */
int	snapshot_comment(struct snapshot *, struct pool *, const struct sink *,
	    struct span comment, struct error *);

/* -1 where a snapshot is not whole. */
int	snapshot_close(const struct snapshot *, struct error *);

#endif
