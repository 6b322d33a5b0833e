#ifndef PLANS_ROSTER_H
#define PLANS_ROSTER_H

#include "plans/directory.h"
#include "plans/farm.h"
#include "plans/plan.h"

/* Which account of the directory is which of the description. */
struct roster {
	struct pool		*pool;
	const struct farm	*farm;
	const struct directory	*directory;		/* may be NULL */
	const struct farm_account **account;		/* that the plan may take an SPN from, sorted */
	size_t			 n_account;
};

/* The accounts of servers, pools, balancers and formerAccounts may lose an
 * SPN; POOL holds what is made. */
void	roster_make(struct roster *, struct pool *, const struct farm *, const struct directory *);

/* Where the description does not list an account, its kind is the directory's;
 * in which forest a domain is, the directory knows best. */
void	roster_learn(struct farm *, const struct directory *);

/* In the directory, or NULL. */
const struct account	*roster_account(const struct roster *, const struct farm_account *);

/* That of a server: where its name is no account's, the computer that bears its
 * DNS name; or NULL. */
const struct account	*roster_machine(const struct roster *, const struct farm_server *);

/* Are they the same? */
bool	roster_same(const struct farm_account *, const struct account *);

/*
 * Who holds SPN in the forest of HOLDER: an SPN has one holder in each
 * forest.  Accounts of domains whose forest is not known count; where HOLDER has
 * it as a short computer name of its own, those of other domains that do so too
 * do not, as each domain answers for its own first ([MS-DRSR] 4.1.4.2.14).
 * Sorted as directory_holders.
 */
const struct holding	*roster_holders(const struct roster *, const struct farm_account *holder,
			    const char *spn, size_t *n_out);

/* May ACCOUNT be of the forest of HOLDER?  Two are different where both are
 * known, not where one is the default of a description that is silent. */
bool	roster_may_share_forest(const struct roster *, const struct account *, const struct farm_account *holder);

/* May the plan take an SPN from it?  Never from a domain controller. */
bool	roster_may_lose(const struct roster *, const struct account *);

/* "CORP\\svc-web", or NULL where the NetBIOS name of its domain is unknown. */
const char	*roster_text(const struct roster *, const struct account *);

/* The same, or its DN. */
const char	*roster_name(const struct roster *, const struct account *);

/* Whoever has SID: an account or a group so, what everybody has a name for by
 * that, or SID itself.  DOMAIN says whose S-1-5-32 it is. */
const char	*roster_principal(const struct roster *, const struct domain *, const char *sid);

#endif
