#ifndef CMD_READ_FRONT_H
#define CMD_READ_FRONT_H

#include "cmd/read/import.h"

/*
 * What a balancer sends to one group of servers, whatever its make.  It
 * becomes a balancer, or one that has the same servers already, and a site
 * with the names that lead there.
 */
struct front {
	struct import		*import;
	const char		*name;		/* of the group */
	const char		*place;
	int			 kind;		/* enum balancer_kind */
	bool			 ends;		/* connections end there */
	bool			 web;		/* HTTP, or a port where that is spoken */
	bool			 tls_behind;	/* it speaks TLS to the servers */
	bool			 signs_in;	/* it may obtain tickets itself */
	int			 shares;	/* enum setting; UNSET: as its kind does */
	const char		*address;	/* that it listens on, or NULL: for want of a name */
	const char		*certificate;	/* that clients are shown, by its file, or NULL */
	struct farm_site	 site;		/* its names */
	const char		**server;
	size_t			 n_server;
};

void	front_name(struct front *, const char *host);

/* "web01.corp.example:80", "10.0.0.11:80", "[2001:db8::1]:80" or without port;
 * LABEL is what the balancer calls it, or NULL. */
void	front_server(struct front *, const char *label, const char *address, const char *place);

/* Takes the port off an address, and brackets; NULL for what is none, such as
 * the path of a socket. */
const char	*front_address(struct import *, const char *text);

/* "*:80", "*:80,*:443": does one of them end in a port of the web? */
bool	front_web(const char *addresses);

/* "^portal\.corp\.example$", a regular expression, as the name that it is, or
 * NULL where it is more. */
const char	*front_plain(struct import *, const char *pattern);

void	front_add(struct front *);

#endif
