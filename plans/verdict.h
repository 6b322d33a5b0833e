#ifndef PLANS_VERDICT_H
#define PLANS_VERDICT_H

#include "plans/check.h"

/*
 * Which of the accounts that clash is wrong.  The description knows; without
 * one there are signs, of which at least one account has none.
 */
enum verdict {
	VERDICT_NONE,
	VERDICT_RIGHT,		/* the description plans it */
	VERDICT_WRONG,		/* the description plans another */
	VERDICT_PROBABLY	/* wrong, by a sign */
};

struct judged {
	enum verdict	 verdict;
	const char	*why;		/* of one that is wrong */
};

/* One for each account of the clash; POOL holds them. */
struct judged	*verdicts_make(struct pool *, const struct facts *, const struct clash *);

#endif
