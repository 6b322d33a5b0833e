#ifndef PLANS_CLIENT_H
#define PLANS_CLIENT_H

#include <stdbool.h>

#include "plans/pool.h"

/*
 * What HTTP clients ask a ticket for.  Each goes some way from the name that
 * was typed to the address, and asks for where it stops; each step goes
 * further than the one before.
 */
enum follows {
	FOLLOWS_NOTHING,
	FOLLOWS_SUFFIX,		/* a short name is completed */
	FOLLOWS_CNAME,		/* to the name that the resolver ends at */
	FOLLOWS_ADDRESS		/* and to what its address leads back to */
};

struct client {
	const char	*word;
	const char	*title;
	enum follows	 follows;
	enum follows	 otherwise;	/* where a setting stops it at CNAMEs; the same where none does */
	const char	*port;		/* the setting that puts the port into the SPN, NULL for none */
	const char	*settings;	/* and what else is to be known of it */
	const char	*source;
};

extern const struct client	client[];	/* the last has no word */
enum { N_CLIENT = 9 };

/* A name as it was typed, and all that is known of it in DNS. */
struct client_name {
	const char	*host;		/* in A-labels, or an address */
	const char	*port;		/* "" for none */
	const char	*full;		/* of a short name; NULL: nothing tells it */
	int		 record;	/* enum dns_record, unset is an A record */
	const char	*canonical;	/* of a CNAME */
	const char	*reverse;	/* what its address leads back to; NULL: to where it was found */
	bool		 reverse_unknown;
	bool		 stops_at_cname; /* clients that can be told not to follow one were told so */
	bool		 port_in_spn;	/* clients that can be told to put the port in were told so */
};

struct client_asks {
	const char	*host;		/* of the SPN */
	const char	*spn;		/* NULL: for no ticket, or it cannot be told */
	const char	*because;
};

/* What CLIENT asks for where NAME is typed. */
struct client_asks	client_predict(struct pool *, const struct client *, const struct client_name *);

#endif
