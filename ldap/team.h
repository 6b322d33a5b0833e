#ifndef LDAP_TEAM_H
#define LDAP_TEAM_H

#include <stddef.h>

#include "ldap/search.h"

/*
 * Connections to one server, and what they ask between them: whichever is
 * free takes the next query.  Further ones are opened, some at once, when those
 * that there are have something to do: a server that divides its clients among
 * processes gives a new one to a process that is idle.  Whatever else there is
 * to do goes on while JOIN waits, so that it is called again before it is back.
 * Internal to ldap/.
 */
struct team {
	struct connection	*const *connection;
	size_t			 n_connection;
	size_t			 n_more;	/* that may be opened, by JOIN */
	struct connection	*(*join)(void *arg, const struct waiting *);	/* NULL: there is none to be had */
	void			*arg;
	const struct query	*query;
	size_t			 n_query;
	size_t			 n_taken;
};

/*
 * Asks everything of all the teams, at once as far as they have connections,
 * in this one thread.  Entries come in any order.  0 as search_run; where one
 * answer fails, all do.
 */
int	team_run(struct team *, size_t n_team, struct error *);

#endif
