#ifndef CMD_READ_IIS_FARM_H
#define CMD_READ_IIS_FARM_H

#include "cmd/read/iis_section.h"

/* One server's applicationHost.config. */
struct iis {
	struct import		*import;
	const char		*name;		/* of the file */
	const char		*server;
	const struct xml	*root;
	struct levels		 levels;
};

const char	*iis_place(const struct iis *, const struct xml *);

/*
 * The server farms of Application Request Routing become balancers, and what
 * their server answers to the names of their sites.  Rules that rewrite to
 * other hosts are said.
 */
void	iis_farms(struct iis *);

#endif
