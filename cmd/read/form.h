#ifndef CMD_READ_FORM_H
#define CMD_READ_FORM_H

#include "cmd/read/member.h"
#include "plans/pool.h"

/*
 * TEXT as the farm carries it (host names: A-labels, lower case), or NULL and
 * in *WHY what is wrong with it, as words that follow it in a message.
 */
enum { FORM_MOST = 1024 };	/* bytes of any text */

const char	*form_text(struct pool *, enum form, const char *text, const char **why);

#endif
