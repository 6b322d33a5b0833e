#ifndef PLANS_MEMBERSHIP_H
#define PLANS_MEMBERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/descriptor.h"
#include "plans/directory.h"
#include "plans/pool.h"

/* What evidence says to a question.  No is a fact, as yes is. */
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* To a question, and where it cannot be told, why. */
struct told {
	enum answer	 answer;
	const char	*because;	/* of ANSWER_UNKNOWN: "no source has the domain of S-1-5-21-..." */
};

/* What both of them say where one yes is enough. */
void	told_also(struct told *, struct told more);

/*
 * Does the token of ACCOUNT, as a domain controller of the domain WHERE makes
 * it, hold SID ([MS-PAC] 3.1, [MS-KILE] 3.3.5.6.3)?  Its own SID, that of its
 * primary group, security groups that have it as a member directly, through
 * others or through a foreignSecurityPrincipal, Everyone, Authenticated Users
 * and that its domain vouches for it are looked at.  Domain local groups count
 * in WHERE alone.  What sIDHistory adds is not known, so that a SID of a
 * domain that no source has cannot be told, and neither can how it logs on.
 * WHERE may be NULL: then no domain local group counts.
 */
struct told	membership_told(struct pool *, const struct directory *, const struct account *,
		    const struct domain *where, const char *sid);

/*
 * Is there anybody whose token holds SID and of whom MAY says yes?  A member of
 * a group that no source has is somebody, and who has a group as primary group
 * is not looked at: groups that AD makes itself, which are so often, count as
 * having somebody.  WHERE as above.
 */
typedef struct told	membership_may(struct pool *, const struct account *, const void *arg);
struct told	membership_holders(struct pool *, const struct directory *, const struct domain *where,
		    const char *sid, membership_may *, const void *arg);

/*
 * Is SID one of those that IS is true of, or is one of them a member of the
 * group that it is, directly or through others?  The first of them is
 * *which_out, or NULL.  WHERE as above.
 */
struct told	membership_reaches(struct pool *, const struct directory *, const struct domain *where,
		    const char *sid, bool (*is)(const char *sid), const char **which_out);

/* What is asked of a descriptor. */
struct access_question {
	const struct directory	*directory;
	const struct account	*account;	/* who asks */
	const struct domain	*where;		/* whose domain controllers decide */
	uint32_t		 right;		/* all of these bits */
	const char		*object;	/* the extended right or property, "68b1d179-...", or NULL */
};

/*
 * May it?  Entries are taken in their order, as Windows does ([MS-DTYP]
 * 2.5.3.2): what allows first has allowed, what denies first has denied.  An
 * entry of which it cannot be told whether it counts, because of its SID or
 * its condition, is taken both ways: where that makes no difference, the
 * answer is told.  Entries that others inherit, and those of an object other
 * than the one that is asked for, do not count.
 */
struct told	membership_access(struct pool *, const struct access_question *, const struct descriptor *);

/* Is the entry one of what is asked for, whoever asks? */
bool	membership_concerns(const struct ace *, const struct access_question *);

/*
 * What membership_told looks at, in its order, each once: every SID, from the
 * first on; every group that counts; and every member of one that is neither
 * a SID nor a group here.  From it wants are made.
 */
struct membership_walk {
	void	(*sid)(void *arg, const char *sid);
	void	(*group)(void *arg, const struct group *);
	void	(*member)(void *arg, const struct group *, const char *dn);
	void	*arg;
};
void	membership_walk(struct pool *, const struct directory *, const struct domain *where, const char *sid,
	    const struct membership_walk *);

#endif
