#ifndef LDAP_CONNECTION_H
#define LDAP_CONNECTION_H

#include <ldap.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ldap/source.h"
#include "plans/pool.h"

/*
 * One connection to one domain controller, from the socket to the end of the
 * bind.  Internal to ldap/.
 */
enum scheme { SCHEME_LDAP, SCHEME_LDAPS, SCHEME_LDAPI };

struct address {
	enum scheme	 scheme;
	const char	*host;		/* the path, for SCHEME_LDAPI */
	unsigned	 port;		/* 0 there */
};

/*
 * Waits as poll(2) does, of that long, for one file descriptor, and may do
 * something else meanwhile: then it says that it was interrupted.
 */
struct waiting {
	int	(*poll)(void *arg, struct pollfd *, int left);
	void	*arg;
};

struct connection {
	struct pool			*pool;	/* it lies in, the source's */
	const struct source_options	*options;
	struct source_counts		*counts;
	struct address			 address;
	const char			*url;
	const char			*name;	/* for messages: "dc1.corp.example" */

	LDAP		*ld;
	Sockbuf		*buffer;	/* its own */
	int		 fd;
	bool		 waits;		/* reading does, where nothing has come yet */
	const struct waiting *meanwhile;	/* NULL: poll(2) */
	bool		 encrypted;	/* by TLS, or never on a wire */
	const char	*mechanism;	/* of SASL, on a local socket: "" is none, NULL not known yet */
	int64_t		 deadline;	/* of what is awaited, in milliseconds */
	bool		 late;		/* which passed */
	bool		 broken;	/* what came was no LDAP, or nothing did: of no more use */
	bool		 passing;	/* why it failed may not be so on another server */
	const char	**part;		/* naming contexts that references may lead to, folded */
	size_t		 n_part;
};

/* "ldap://dc1.corp.example:3268" */
int	address_parse(struct pool *, struct address *, const char *url, struct error *);

/*
 * Connects and encrypts as the options say; bind_as comes next.  CONNECTION
 * lies in POOL; on -1 too it tells in PASSING whether another server may do,
 * and has to be closed.
 */
int	connection_open(struct connection *, struct pool *, const struct address *,
	    const struct source_options *, struct source_counts *, const struct waiting *, struct error *);

void	connection_close(struct connection *);

/* Starts the time that the next answer may take. */
void	connection_await(struct connection *);

/* What is left of it, in milliseconds. */
int	connection_left(const struct connection *);

/* As its MEANWHILE does. */
int	connection_poll(const struct connection *, struct pollfd *, int left);

/* Waits in the same way, until it can be read or written (POLLIN, POLLOUT).
 * False: it cannot, and LATE tells whether that is for want of time. */
bool	connection_wait(struct connection *, short events);

/* Has something come that was received, and not yet taken? */
bool	connection_ready(const struct connection *);

/* References into the naming context DN are known from now on. */
void	connection_know(struct connection *, const char *dn);
bool	connection_knows(const struct connection *, const char *dn);

#endif
