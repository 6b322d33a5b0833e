#ifndef PLANS_SERVICE_H
#define PLANS_SERVICE_H

#include <stdbool.h>

#include "plans/text.h"

/* What decides the account whose key decrypts a ticket. */
enum decrypts_by {
	BY_IIS,		/* kernel mode and useAppPoolCredentials */
	BY_POOL,	/* the account of "pool"; windowsAuthentication has no part */
	BY_MACHINE	/* always the machine */
};

struct product {
	const char		*word;		/* "product" in a description */
	const char		*says;
	const char		*service;	/* the class that it registers by default */
	enum decrypts_by	 decrypts_by;
	const char		*source;
};

extern const struct product	product[];	/* the last has no word */

const struct product	*product_find(const char *word);	/* case ignored; or NULL */

#endif
