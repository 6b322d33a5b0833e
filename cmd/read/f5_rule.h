#ifndef CMD_READ_F5_RULE_H
#define CMD_READ_F5_RULE_H

#include <stdbool.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Rules of F5 are programs, and none is run here: what can be told of one is
 * whether it may choose where requests go, and which host names it holds.
 */
bool		 rule_chooses(struct span code);
const char	*rule_names(struct pool *, struct span code);	/* "a.example, b.example", or NULL */

#endif
