#ifndef LDAP_SOURCE_H
#define LDAP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ldap/outside.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/want.h"

/*
 * Where a directory comes from.  WHERE is what the user wrote after -d:
 *
 *	ldap://HOST[:PORT]	a domain controller
 *	ldaps://HOST[:PORT]
 *	ldapi://[PATH]		the same, over its local socket
 *	dns:DOMAIN		a domain controller of it, by its SRV records
 *
 * or the path of an LDIF file, or "-" for standard input.  A table of
 * prefixes in source.c picks the kind; what no prefix claims is a file.
 */
struct source;

/* How a live directory is asked.  Zero: as the user of the Kerberos ticket,
 * signed and sealed, with what the machine trusts. */
struct source_options {
	const char	*user;		/* DN or user@domain of a simple bind, else NULL */
	const char	*password;	/* of USER */
	const char	*ca_file;	/* PEM; NULL: what the machine trusts */
	bool		 start_tls;	/* on ldap:// */
	unsigned	 timeout;	/* in seconds for each answer; 0: 30 */
	unsigned	 connections;	/* to one server, for all of a large domain; 0: 1 */
	void		(*note)(void *arg, const char *text);	/* may be NULL */
	void		(*progress)(void *arg, size_t n_entry);	/* may be NULL */
	void		*arg;
	const struct outside *outside;	/* NULL: the real one */
};

/* What reading took so far. */
struct source_counts {
	size_t		 n_search;	/* pages and ranges counted one by one */
	size_t		 n_entry;
	uint64_t	 n_byte;	/* received */
	const char	*asked;		/* the servers, as messages name them; NULL: a file */
};

/* Where it all came from; a snapshot tells what its own source was. */
struct source_origin {
	const char	*name;		/* as the user named it */
	const char	*time;		/* of the directory, "20261121103000.0Z"; NULL: not known */
};

/* OPTIONS, which may be NULL, and what it points to outlive the source. */
int	source_open(struct source **source_out, const char *where,
	    const struct source_options *, struct error *);

/*
 * Of all the sources of one run: -1 where two of them are servers of one
 * domain, because two copies of it need not agree.  Servers of one forest
 * each answer for their own domain then, and the first for all the others.
 */
int	source_agree(struct source *const *, size_t n, struct error *);

/*
 * Pushes every entry that the N_WANT wants ask for into the sink, more where
 * that is cheaper, and says what it covers.  0 means that none was left out:
 * a page that did not come, a range that did not end, a referral to what is
 * not known, a line that is not LDIF are errors (-1), and what the sink has by
 * then must not be used.  An LDIF source delivers everything at the first read
 * and nothing after it.
 */
int	source_read(struct source *, const struct want *, size_t n_want,
	    const struct sink *, struct error *);

/* Does it have to be asked for everything that is wanted?  And would WHERE? */
bool	source_live(const struct source *);
bool	source_would_be_live(const char *where);

/* As the user named it. */
const char	*source_name(const struct source *);

/* Once it was read; valid as long as the source. */
void	source_origin(const struct source *, struct source_origin *);

void	source_count(const struct source *, struct source_counts *);

void	source_free(struct source *);	/* NULL is fine */

#endif
