#ifndef CMD_IMPORTER_H
#define CMD_IMPORTER_H

#include "cmd/options.h"
#include "cmd/read/import.h"

/* What configurations can be imported: dispatch and help read the same row. */
struct importer {
	const char	*word;
	const char	*says;
	bool		 takes_servers;	/* with --server; files are optional, and the kind stands once */
	int		(*read)(struct import *, const struct options *, const char **file, size_t n,
			    struct error *);
};

extern const struct importer	importer_table[];	/* the last has no word */

const struct importer	*importer_find(const char *word);	/* or NULL */

/* "iis, haproxy, nginx, f5", for messages. */
const char	*importer_words(struct pool *);

#endif
