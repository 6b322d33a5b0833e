#ifndef CMD_READ_IIS_SECTION_H
#define CMD_READ_IIS_SECTION_H

#include "cmd/read/import.h"
#include "cmd/read/xml.h"

/*
 * Authentication as IIS inherits it: from the root of applicationHost.config
 * through the <location> of each part of a path, the shorter ones first, to
 * the web.config files on the way, as far as the section is not locked.
 */
struct level {
	const char		*path;		/* "portal/reports", "" for all */
	const struct xml	*holder;	/* <configuration> or <location> */
	const char		*file;
	bool			 outside;	/* of a web.config */
};

struct levels {
	struct import	*import;
	struct level	*level;
	size_t		 n_level;
};

/* What holds at one path. */
struct iis_settings {
	struct farm_authentication	 authentication;
	const char			*impersonated;	/* where it is one account: its name */
	const char			*anonymous;	/* userName of anonymous requests */
};

/* Adds <configuration> as it holds from PATH on, and its <location>s. */
void	levels_add(struct levels *, const char *path, const struct xml *root, const char *file, bool outside);

/* When all are added: the order that they count in, and what is locked. */
void	levels_close(struct levels *);

struct iis_settings	levels_at(const struct levels *, const char *path);

/* Does PATH, which is below SITE, say anything of authentication? */
bool	level_is_below(const struct level *, const char *site);

/* "a/b" is below "a" and below "" (case ignored). */
bool	path_is_within(const char *path, const char *above);

/* The element at "system.webServer/security", or NULL. */
const struct xml	*xml_at(const struct xml *, const char *path);

#endif
