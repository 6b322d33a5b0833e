#ifndef LDAP_FILTER_H
#define LDAP_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/pool.h"
#include "plans/text.h"

/* ATTRIBUTE is VALUE or begins with it, or has any where .at is NULL. */
struct term {
	const char	*attribute;
	struct span	 value;
	bool		 begins;
};

/* A filter (RFC 4515) for what any of the N terms holds of; values may have any bytes. */
char	*filter_any(struct pool *, const struct term *, size_t n);

#endif
