#ifndef CMD_READ_CAPTURE_H
#define CMD_READ_CAPTURE_H

#include <stdbool.h>

#include "cmd/read/header.h"
#include "plans/text.h"

/* A file of captured headers, as it is read, and what the next header is of. */
struct capture {
	struct pool		*pool;
	const char		*name;		/* of the file */
	const char		*keytab;
	struct seen_token	*seen;
	size_t			 n_seen;

	const char		*place;
	const char		*url;
	int			 status;
};

/* One of the four headers. */
struct header_row {
	const char	*name;
	int		 direction;	/* enum seen_direction */
};

extern const struct header_row	header_row[];	/* the last has no name */

/* The header's value that TEXT begins with: the rest of the line, and of the
 * token in it what goes on in the next lines. */
struct span	header_value(struct span text);

/* Adds what is kept of a value.  -1 only where the keytab cannot be read, or
 * there are too many. */
int	header_add(struct capture *, const struct header_row *, struct span value, struct error *);

/* The same of "Negotiate TOKEN" or TOKEN in no header, where TEXT begins with
 * one, which it then goes past. */
bool	header_is_bare(struct span text);
int	header_add_bare(struct capture *, struct span *text, struct error *);

/* URL without its user, query and fragment. */
const char	*header_url(struct pool *, const char *url);

/* -- har.c -- */

/* Of JSON.  What is no HTTP archive is left to be read as text. */
int	har_read(struct capture *, struct span text, bool *is_har, struct error *);

/* -- header_text.c -- */

int	header_text_read(struct capture *, struct span text, struct error *);

#endif
