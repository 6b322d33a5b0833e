#ifndef CMD_SOURCES_H
#define CMD_SOURCES_H

#include "cmd/options.h"
#include "ldap/source.h"
#include "plans/pool.h"

/*
 * The sources of one run, open, and who speaks to the user for them: notes
 * and progress on standard error, never on what is piped on.  Zero is empty.
 */
struct sources {
	struct pool			 pool;
	const struct options		*options;
	struct source_options		 live;
	char				*password;	/* NULL: there is none */
	struct source			**source;
	size_t				 n_source;
	bool				 any_live;
	bool				 progress;	/* a line of it is on the terminal */
};

/* Opens all that OPTIONS name, with the ticket or the password that they need;
 * OPTIONS outlive it. */
int	sources_open(struct sources *, const struct options *, struct error *);

/* Asks each of them, one after the other, and counts what came. */
int	sources_read(struct sources *, const struct want *, size_t n_want,
	    const struct sink *, struct error *);

/* With --verbose: what was asked. */
void	sources_tell(struct sources *);

void	sources_close(struct sources *);

#endif
