#ifndef PLANS_LIST_H
#define PLANS_LIST_H

#include <stddef.h>

#include "plans/pool.h"

/* Text that names many: "A, B and 3 more".  Zero is empty and names all. */
struct list {
	char	*text;
	size_t	 n, most;	/* of how many it was told, and names; 0: all */
	size_t	 length, room;	/* of the text */
};

void		 list_add(struct pool *, struct list *, const char *text);

/* NULL of an empty list. */
const char	*list_text(struct pool *, const struct list *);

#endif
