#ifndef LDAP_EXPORT_H
#define LDAP_EXPORT_H

#include <stddef.h>
#include <sys/types.h>

#include "ldap/ldif.h"
#include "ldap/source.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"
#include "plans/want.h"

/*
 * A file of LDIF, or standard input ("-"), as a source: what source.c needs
 * for its row.  Internal to ldap/.  NAME outlives the export, which lies in
 * the pool of its source.
 */
int	export_open(void **export_out, struct pool *, const char *name,
	    const struct source_options *, struct error *);
int	export_read(void *export, const struct want *, size_t n_want,
	    const struct sink *, struct error *);
void	export_origin(const void *export, struct source_origin *);
void	export_count(const void *export, struct source_counts *);
void	export_close(void *export);

/* Where bytes come from.  READ is as read(2). */
struct input {
	ssize_t	(*read)(void *arg, void *to, size_t n);
	void	*arg;
};

/* Where in a file an input begins: only at its front a byte order mark tells
 * the encoding, elsewhere it is UTF-8. */
enum text_from { TEXT_FRONT, TEXT_MIDDLE };

/*
 * Reads all of the input as records.  PLACE is in what cannot be read.  After
 * -1 *LINE is to blame, 0 where none is.
 */
int	text_read(const struct input *, const char *place, enum text_from,
	    struct records *, size_t *line, struct error *);

/*
 * Pushes every entry of the export that the input holds, UTF-8 or UTF-16,
 * into the sink.  PLACE is NAME as messages have it.  Keeps no more of it in
 * memory than a block or the longest record.
 */
int	export_parse(const struct input *, const char *name, const char *place,
	    const struct sink *, struct error *);

#endif
