#ifndef CMD_READ_IIS_H
#define CMD_READ_IIS_H

#include "cmd/read/import.h"

/* A file, and what it is of: WEB01, or portal/reports. */
struct iis_file {
	const char	*of;
	const char	*path;
};

/*
 * Reads the applicationHost.config of each server, with the web.config files
 * of sites and paths, which hold on all of them.
 */
int	iis_read(struct import *, const struct iis_file *server, size_t n_server,
	    const struct iis_file *web, size_t n_web, struct error *);

/* One server's, and a web.config of PATH (NULL: none), from memory. */
struct iis_text {
	const char	*of;
	const char	*name;		/* for messages */
	const char	*text;
	size_t		 n;
};
int	iis_read_text(struct import *, const struct iis_text *server, size_t n_server,
	    const struct iis_text *web, size_t n_web, struct error *);

#endif
