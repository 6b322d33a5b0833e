#ifndef PLANS_ODD_H
#define PLANS_ODD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/account.h"
#include "plans/entry.h"

/*
 * What of an entry is not as nearly all have it, told while its values are
 * read: whom no check on holders has anything to say of need not be made an
 * account (plans/directory.h, ODD_HOLDER).  Zero begins an entry.
 */
struct odd_state {
	bool		 acts;		/* it is trusted for delegation, names others, or is linked */
	bool		 state;		/* odd if it holds SPNs */
	bool		 windows;
	struct span	 dns_name;
};

/* What of it says anything, by number or by text. */
#define ODD_ATTRIBUTES	(ATTRIBUTE_BIT(ATTR_UAC) | ATTRIBUTE_BIT(ATTR_UAC_COMPUTED) | \
	ATTRIBUTE_BIT(ATTR_EXPIRES) | ATTRIBUTE_BIT(ATTR_ADMIN_COUNT) | \
	ATTRIBUTE_BIT(ATTR_PWD_LAST_SET) | ATTRIBUTE_BIT(ATTR_ETYPES) | \
	ATTRIBUTE_BIT(ATTR_DELEGATES_TO) | ATTRIBUTE_BIT(ATTR_ACTS_FOR) | \
	ATTRIBUTE_BIT(ATTR_PRECEDED_BY) | ATTRIBUTE_BIT(ATTR_SUPERSEDED_BY) | \
	ATTRIBUTE_BIT(ATTR_OS) | ATTRIBUTE_BIT(ATTR_DNS_NAME))
void	odd_number(struct odd_state *, enum attribute_id, int64_t);
void	odd_text(struct odd_state *, enum attribute_id, struct span);

/* Is the primary group another one than AD gives to users, computers and
 * domain controllers ([MS-SAMR] 3.1.1.8.1), or to guests? */
bool	odd_primary_group(int64_t rid);

/* Is it one to look at, of that kind, with so many SPNs, the first of which
 * the N values from SPN on begin with? */
bool	odd_is(const struct odd_state *, enum account_kind, size_t n_spn,
	    const struct value *spn, size_t n);

#endif
