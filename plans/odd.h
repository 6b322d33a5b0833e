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

void	odd_number(struct odd_state *, enum attribute_id, int64_t);
void	odd_text(struct odd_state *, enum attribute_id, struct span);

/* Is it one to look at, of that kind, with so many SPNs? */
bool	odd_is(const struct odd_state *, const struct entry *, enum account_kind, size_t n_spn);

#endif
