#ifndef LDAP_SEARCH_H
#define LDAP_SEARCH_H

#include <stdbool.h>

#include "ldap/connection.h"
#include "plans/text.h"

/* One value of an entry, and its attribute without options. */
struct cell {
	struct span	 name;
	struct span	 text;
};

/* An entry with all its values; borrowed, as struct entry is. */
struct row {
	struct span		 dn;
	const struct cell	*cell;
	size_t			 n_cell;
	bool			 replaces;	/* as of struct entry; never by itself */
};

typedef int	row_fn(void *arg, const struct row *, struct error *);

/* The first value of an attribute, of none an empty one. */
struct span	row_first(const struct row *, const char *name);

/* That value as a number of 64 bits; 0 for what is none. */
uint64_t	row_number(const struct row *, const char *name);

/* Is VALUE one of its values?  NULL: has it any? */
bool	row_has(const struct row *, const char *name, const char *value);

/* For who asks only whether there is an answer. */
row_fn	row_ignored;

struct query {
	const char	 *base;
	int		  scope;	/* LDAP_SCOPE_... */
	const char	 *filter;
	const char	 *const *attribute;	/* NULL at the end */
	size_t		  page;		/* entries a page; 0: all at once */
	bool		  dacl;		/* of nTSecurityDescriptor the DACL alone */
	bool		  deleted;	/* deleted objects too, where the server shows them */
	size_t		  most;		/* without pages: so many are enough, or what the server's limits let through */
	bool		 *more;		/* not NULL: a page or MOST are enough; are there others? */
	row_fn		 *row;
	void		 *arg;
};

/*
 * Asks, and pushes every entry of the answer.  0 means that the answer is
 * whole: the last page came, ranges of values were read to their end ([MS-ADTS]
 * 3.1.1.3.1.3.3), and every reference leads to a naming context that the
 * connection knows.  Internal to ldap/.
 */
int	search_run(struct connection *, const struct query *, struct error *);

/* The same where one can do without the answer: TOLD says whether it came whole.
 * -1: the connection is of no more use. */
int	search_try(struct connection *, const struct query *, bool *told, struct error *);

/*
 * The same without waiting, for who asks several servers at once (team.h).
 * NULL: it could not be sent.  The query outlives the search; a connection has
 * one at a time.
 */
struct search	*search_begin(struct connection *, const struct query *, struct error *);

/* Takes what has come.  0: that was the end, 1: there is more to come, -1. */
int	search_take(struct search *, struct error *);

void	search_end(struct search *);	/* NULL is fine */

#endif
