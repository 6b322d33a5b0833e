#ifndef CMD_READ_IIS_CONTENT_H
#define CMD_READ_IIS_CONTENT_H

#include "cmd/read/iis_farm.h"

/*
 * Notes on SITE of whose files those at URL are, an application of ELEMENT:
 * a share that is read as the user is a second hop, and one that is read as an
 * account (Connect as) is none.
 */
void	iis_content(struct iis *, const struct farm_site *, const struct xml *element,
	    const struct xml *application, const char *url);

#endif
