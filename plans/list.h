#ifndef PLANS_LIST_H
#define PLANS_LIST_H

#include <stddef.h>

#include "plans/pool.h"

/* Text that names the first of many: "A, B and 3 more". */
struct list {
	char	*text;
	size_t	 n, most;	/* of how many it was told, and names */
};

void		 list_add(struct pool *, struct list *, const char *text);

/* NULL of an empty list. */
const char	*list_text(struct pool *, const struct list *);

#endif
