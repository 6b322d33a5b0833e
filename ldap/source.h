#ifndef LDAP_SOURCE_H
#define LDAP_SOURCE_H

#include <stddef.h>

#include "plans/entry.h"
#include "plans/error.h"
#include "plans/want.h"

/*
 * Where a directory comes from.  WHERE is what the user wrote after -d: the
 * path of an LDIF file, or "-" for standard input.  A table of prefixes in
 * source.c picks the kind; what no prefix claims is a file.
 */
struct source;

int	source_open(struct source **source_out, const char *where, struct error *);

/*
 * Pushes every entry that the N_WANT wants ask for into the sink, more where
 * that is cheaper.  0 means that none was left out: a page that did not come,
 * a range that did not end, a line that is not LDIF are errors (-1), and what
 * the sink has by then must not be used.  An LDIF source delivers everything
 * at the first read and nothing after it.
 */
int	source_read(struct source *, const struct want *, size_t n_want,
	    const struct sink *, struct error *);

/* As the user named it. */
const char	*source_name(const struct source *);

void	source_free(struct source *);	/* NULL is fine */

#endif
