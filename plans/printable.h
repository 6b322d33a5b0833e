#ifndef PLANS_PRINTABLE_H
#define PLANS_PRINTABLE_H

#include "plans/pool.h"

/*
 * TEXT as it may reach a terminal: control characters, marks that turn the
 * direction of what follows, characters that are not shown, and bytes that are
 * not UTF-8 become \xHH.
 */
char	*printable(struct pool *, const char *text);

#endif
