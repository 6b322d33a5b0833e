#ifndef LDAP_LDIF_H
#define LDAP_LDIF_H

#include <stdbool.h>
#include <stddef.h>

#include "ldap/source.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"

/*
 * LDIF (RFC 2849) as ldifde and ldapsearch write it: content records, and
 * change records that add.  Internal to ldap/.  Takes an export in parts of
 * any size, each of which begins and ends between two records, and ends with
 * a line feed.
 */
struct records;

/* In POOL.  NAME is every entry's source.  APART: only a part of the export
 * will come, so that nothing can be said of it as a whole. */
struct records	*records_new(struct pool *, const char *name, const struct sink *,
		    bool apart);

/*
 * Pushes every record of the part into the sink.  Lines are unfolded and
 * values decoded where they lie: afterwards the N bytes of UTF-8, without
 * NUL, mean nothing any more.
 */
int	records_read(struct records *, char *text, size_t n, struct error *);

/* The number, from 1, of the line that the next part begins with. */
size_t	records_line(const struct records *);

/* The line that is to blame for the last -1; 0 where none is. */
size_t	records_fault(const struct records *);

/* Goes on behind what APART has read, as if it had been read by this one. */
void	records_join(struct records *, const struct records *apart);

/* What a snapshot says of its own source, in POOL; else ORIGIN stays. */
void	records_origin(const struct records *, struct pool *, struct source_origin *origin);

/* After the last part: -1 where the export says that it is not whole. */
int	records_close(struct records *, struct error *);

#endif
