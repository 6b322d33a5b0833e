#ifndef PLANS_SERVICE_H
#define PLANS_SERVICE_H

#include <stdbool.h>

#include "plans/account.h"
#include "plans/pool.h"

/* What decides the account whose key decrypts a ticket. */
enum decrypts_by {
	BY_IIS,		/* kernel mode and useAppPoolCredentials */
	BY_POOL,	/* the account of "pool"; windowsAuthentication has no part */
	BY_MACHINE	/* always the machine */
};

/* What the vendor says of a product, as far as it bears upon SPNs. */
struct product {
	const char		*word;		/* "product" in a description */
	const char		*says;
	const char		*service;	/* the class that it registers by default */
	const char		*asked;		/* the class that clients ask for, where that is HOST; else NULL */
	enum decrypts_by	 decrypts_by;
	unsigned		 runs_as;	/* a bit for each enum account_kind that it can run as or load */
	bool			 keytab;	/* its key is in a keytab, and nothing ties its servers to computer accounts */
	bool			 machine_too;	/* it decrypts its servers' own names with their keys besides */
	int			 kernel_mode;	/* what the vendor asks for: enum setting of plans/farm.h */
	int			 app_pool_credentials; /* the same, where the pool runs as an account */
	const char		*note;		/* what else it takes, which no description shows; or NULL */
	const char		*source;
};

extern const struct product	product[];	/* the last has no word */

const struct product	*product_find(const char *word);	/* case ignored; or NULL */

bool	product_runs_as(const struct product *, int kind);

/* What clients reach by a server's own name: an SPN of that name on an account
 * takes it from them. */
struct sharer {
	const char	*word;
	const char	*says;
	const char	*source;
};

extern const struct sharer	sharer[];	/* the last has no word */

/* "a user account or a computer account": what several servers can share, the
 * best first; "" for nothing. */
const char	*product_accounts(const struct product *, struct pool *);

#endif
