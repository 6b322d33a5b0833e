#ifndef CMD_READ_IMPORT_H
#define CMD_READ_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/error.h"
#include "plans/farm.h"

/*
 * Configurations that exist, on the way to a description.  Readers add to the
 * farm what they find, each site with all its settings; import_finish joins
 * what belongs together, drops what is as the defaults have it and leaves a
 * farm to be written (cmd/write/farm.h).  It is not closed.
 *
 * The path of a row is the place that it was read at: "edge.cfg:12".
 */

/* A remark on the row that has that very path, or on the farm for NULL. */
struct note {
	const char	*about;
	const char	*text;
};

/* What names and addresses a server goes by. */
struct node {
	const char	*name;		/* NetBIOS, as servers have it */
	const char	*path;
	const char	*dns;		/* or NULL */
	const char	**address;
	size_t		 n_address;
};

struct import {
	struct farm	 farm;
	struct node	*node;
	size_t		 n_node;
	struct note	*note;
	size_t		 n_note;
	const char	**line;		/* what was not understood, with its place */
	size_t		 n_line;
};

void	import_free(struct import *);

/* "NAME:LINE", a new one for each call. */
const char	*import_place(struct import *, const char *name, int line);

void	import_note(struct import *, const char *about, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	import_say(struct import *, const char *place, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* TEXT as a description can have it: something, without control characters
 * and quotation marks, and not too long. */
const char	*import_text(struct import *, const char *text);

/*
 * The server of that name, "WEB01" or "web01.corp.example", or NULL and in
 * *WHY what is wrong with it.  Known ones are found again.  Of a longer DNS name
 * the first 15 characters are taken, and noted.
 */
const char	*import_server(struct import *, const char *name, const char *place, const char **why);

/*
 * The server behind a balancer at ADDRESS, a host name or an IP address, that
 * the balancer calls LABEL (or NULL): one that is known, else one with a
 * name made of these.
 */
const char	*import_member(struct import *, const char *label, const char *address, const char *place);

/* SERVER listens on that address. */
void	import_address(struct import *, const char *server, const char *address);

/* Adds to the names of SITE, unless it is there already. */
void	import_host(struct import *, struct farm_site *, const char *host, int port);

/* Adds a row, with that name and place. */
struct farm_site	*import_site(struct import *, const char *name, const char *place);
struct farm_balancer	*import_balancer(struct import *, const char *name, const char *place, int kind);

/* SITE is one of the web, even if nothing tells its names. */
void	import_nameless(struct farm_site *);

/* SITE is known by a balancer alone: what it runs as is not. */
void	import_front(struct farm_site *);

/* "CORP=corp.example", or the DNS name alone, as the user says it. */
int	import_domain(struct import *, const char *value, struct error *);

int	import_finish(struct import *, struct error *);

/* -- for the files that import_finish is made of only -- */

void	import_join(struct import *);				/* import_join.c */
void	import_reduce(struct import *);				/* import_reduce.c */
int	import_accounts(struct import *, struct error *);	/* import_domain.c */

#endif
