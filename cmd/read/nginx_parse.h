#ifndef CMD_READ_NGINX_PARSE_H
#define CMD_READ_NGINX_PARSE_H

#include "cmd/read/import.h"

/* A directive of nginx with its arguments, and what its block has in it. */
struct directive {
	const char		*name;
	const char		**argument;
	size_t			 n_argument;
	const char		*file;
	int			 line;
	bool			 has_block;
	struct directive	*child, *next;
};

/*
 * Reads PATH and all that it includes.  What it names outside of PATH's
 * folder, as on the machine that it is from, is looked for within it.
 */
int	nginx_parse(struct directive **, struct import *, const char *path, struct error *);

/* From memory; an include is then only said. */
int	nginx_parse_text(struct directive **, struct import *, const char *name, const char *text, size_t n,
	    struct error *);

#endif
