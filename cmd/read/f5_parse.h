#ifndef CMD_READ_F5_PARSE_H
#define CMD_READ_F5_PARSE_H

#include "cmd/read/import.h"

/*
 * A line of a BIG-IP's configuration, or within an object a part of one: a
 * word, those behind it, and what stands in braces at its end.  Rules are code,
 * which is not taken apart.
 */
struct item {
	const char	*name;
	const char	**word;		/* the others */
	size_t		 n_word;
	const char	*file;
	int		 line;
	struct span	 code;		/* .at is NULL where there is none */
	struct item	*child, *next;
};

/* *OUT becomes a list; what it is already goes before. */
int	f5_parse(struct item **out, struct import *, const char *name, const char *text, size_t n, struct error *);

#endif
