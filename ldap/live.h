#ifndef LDAP_LIVE_H
#define LDAP_LIVE_H

#include <stddef.h>

#include "ldap/source.h"
#include "plans/pool.h"

/*
 * A live forest as a source: what source.c needs for its rows.  Internal to
 * ldap/.  The source's pool, to which POOL points for as long as it lives,
 * holds it.
 *
 * Every domain is asked on a writable domain controller of its own.  Where
 * there are several, the global catalog says which of them have an account
 * that holds one of the SPNs; the others need not be reached.
 */
int	live_open(void **live_out, struct pool *, const char *where,
	    const struct source_options *, struct error *);
int	live_read(void *live, const struct want *, size_t n_want,
	    const struct sink *, struct error *);
void	live_origin(const void *live, struct source_origin *);
void	live_count(const void *live, struct source_counts *);
void	live_close(void *live);

/* source_agree, of the N live ones. */
int	live_agree(void *const *live, size_t n, struct error *);

#endif
