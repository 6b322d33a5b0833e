#ifndef PLANS_PROTECTION_H
#define PLANS_PROTECTION_H

#include "plans/plan.h"

/*
 * Extended protection where a balancer ends TLS (IIS reference,
 * extendedProtection).  The client binds its ticket to the TLS connection
 * that it sees, which no server can compare then: flags must be Proxy, and
 * the SPN that the client asked for is compared with a list instead.
 */

/* How one server does, and what it must do. */
struct protection_at {
	int		 checking;	/* enum protection, as it holds there */
	unsigned	 flags;		/* enum protection_flag */
	unsigned	 wanted;	/* what they must be */
	const char	**missing;	/* SPNs that the list lacks */
	size_t		 n_missing;
	const char	*dotless;	/* "HTTP/portal": SPNs of short names, which need AllowDotlessSpn; or NULL */
};

/* Does TLS end at the balancer of the site, so that no server sees what the
 * client is bound to? */
bool	protection_broken(const struct farm_site *);

/* Of a site that IIS serves and whose protection is broken. */
struct protection_at	protection_at(struct pool *, const struct plan *, const struct farm_site *,
			    const struct farm_application *, const struct farm_server *);

/* Is it on, and are its settings known? */
bool	protection_is_on(const struct protection_at *);
bool	protection_is_unknown(const struct protection_at *);

/* "Proxy,AllowDotlessSpn", as IIS writes flags. */
const char	*protection_flags(struct pool *, unsigned flags);

/* "portal", or "portal/reports" of an application: where IIS keeps it. */
const char	*protection_path(struct pool *, const struct farm_site *, const struct farm_application *);

/* Products that have settings of their own. */
struct protection_vendor {
	const char	*product;
	bool		 on;		/* unless it is said to be off */
	const char	*says;
	const char	*source;
};
const struct protection_vendor	*protection_vendor(const struct product *);	/* or NULL */

#endif
