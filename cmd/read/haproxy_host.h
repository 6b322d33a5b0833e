#ifndef CMD_READ_HAPROXY_HOST_H
#define CMD_READ_HAPROXY_HOST_H

#include "cmd/read/import.h"
#include "cmd/read/words.h"

/* Names that a condition asks for; wildcards where it takes an end. */
struct hosts {
	const char	**host;
	size_t		 n;
};

struct acl {
	const char	*name;
	struct hosts	 hosts;
};

struct acls {
	struct acl	*acl;
	size_t		 n;
};

/* Where a file of HAProxy was, and what came of it. */
struct origin {
	struct import	*import;
	const char	*name;		/* of the file */
	const char	*place;		/* of the line */
	bool		 has_files;	/* files may be looked for beside it */
};

/* "acl NAME CRITERION ...", from CRITERION on. */
void	hosts_of_criterion(struct hosts *, struct origin *, const char **word, size_t n);

/* What stands behind "if". */
void	hosts_of_condition(struct hosts *, struct origin *, const struct acls *, const char **word, size_t n);

/* "%[req.hdr(host),lower,map(FILE)]": calls TAKE for each line of the map. */
typedef void	map_fn(void *arg, const char *host, const char *backend);
void	map_read(struct origin *, const char *expression, map_fn *take, void *arg);

#endif
