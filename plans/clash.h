#ifndef PLANS_CLASH_H
#define PLANS_CLASH_H

#include "plans/directory.h"
#include "plans/roster.h"

/*
 * Names that several accounts lay claim to, sorted out by why they clash and
 * grouped by who holds them: a computer that was cloned is one clash, with all
 * its SPNs.
 */
enum clash_kind {
	CLASH_EXACT,		/* one SPN, written the same */
	CLASH_CASE,		/* written in other cases */
	CLASH_FOLD,		/* equal only as the directory compares ([MS-ADTS] 6.5) */
	CLASH_IGNORABLE,	/* equal but for characters that nobody sees (CVE-2026-25177), also
				 * to one that is planned and who is to hold it does not yet, or for
				 * which HOST/ of its name answers */
	CLASH_HOST,		/* HOST/ of one name: every class that it answers for clashes; with
				 * what else of the first two kinds the same accounts hold */
	CLASH_SHORT_NAME,	/* SPNs of one short computer name in two domains */
	CLASH_UPN,		/* an SPN, and the userPrincipalName of another account (ktpass) than
				 * holds it or than it is planned for */
	CLASH_SHADOW,		/* an SPN, and HOST/ of its name on other accounts, but for
				 * DNS/ on the account that Samba makes for BIND */
	CLASH_FORESTS,		/* one SPN in several forests, unless each has its own: short
				 * names of computers, seamless single sign-on */
	CLASH_KNOWN,		/* as the directory makes it itself, and nobody else's: harmless */
	N_CLASH
};

struct clash {
	enum clash_kind			 kind;
	const struct account *const	*account;	/* sorted; who holds them all.  Of UPN: whose user
							 * name it is, then whose SPN, unless that is only
							 * planned and its account did not come.  Of SHADOW:
							 * who holds the SPN, then who HOST/ */
	size_t				 n_account;
	size_t				 n_before;	/* of UPN: so many have the user name; of SHADOW: so many
							 * hold the SPN */
	const char			*const *spn;	/* sorted; as the first of them writes it */
	const char			*const *key;	/* as many, sorted by spn_cmp: the same, of IGNORABLE
							 * without what is not shown */
	size_t				 n_spn;
	const struct holding		*holding;	/* plans/clash_spelled.c's own */
	size_t				 n_holding;
};

/* All of the directory and what the plan adds to them, sorted by kind,
 * accounts.  POOL holds what is made. */
struct clash	*clashes_make(struct pool *, const struct roster *, const struct plan *, size_t *n_out);

/* Only those with planned SPNs that the holders of these do not show: UPN and
 * IGNORABLE; and SHORT_NAME of HOST/ that a decision relies on. */
struct clash	*clashes_planned(struct pool *, const struct roster *, const struct plan *, size_t *n_out);

/* Is it a duplicate SPN in one forest, as setspn -X counts them? */
bool	clash_is_duplicate(enum clash_kind);

/* Do all the accounts hold the SPN itself? */
bool	clash_is_equal(enum clash_kind);

/* Those whose forest is not known may be in any. */
bool	clash_same_forest(const struct account *, const struct account *);

/* By the name of it, those whose forest is not known first. */
int	clash_forest_cmp(const struct account *, const struct account *);

/* Are any two of the accounts?  May all of them be? */
bool	clash_in_one_forest(const struct account *const *, size_t n);
bool	clash_may_be_of_one_forest(const struct account *const *, size_t n);

/* Is the SPN one of the clash's, as what clashes there compares? */
bool	clash_names(struct pool *, const struct clash *, const char *spn);

/* Those SPNs of the account, as it writes them, in its order; *N_OUT of them. */
const char	*const *clash_spellings(struct pool *, const struct clash *,
		    const struct account *, size_t *n_out);

/* Does its account I hold not the SPN but HOST/ of the name, of SHADOW and IGNORABLE? */
bool	clash_is_behind(struct pool *, const struct clash *, size_t i);

/* For who makes one of kind IGNORABLE: how they are all written. */
void	clash_spelled(struct clash *, struct holding *, size_t n);

/* Does the directory itself make SPN for such an account?  Each domain has its
 * own krbtgt, and domain controllers bear names of the replication service. */
bool	clash_made_for(const struct account *, const char *spn);

/* Its userPrincipalName without the realm, where that may be an SPN (ktpass
 * writes such), else NULL. */
const char	*clash_user_name(struct pool *, const struct account *);

/* Two accounts that count as one holder: a dMSA and the account whose place
 * it takes, both of which say so, as a migration writes it (Windows Server 2025,
 * delegated managed service accounts). */
bool	clash_same_holder(const struct account *, const struct account *);

/* Does the account hold the SPN, or one that counts as the same holder? */
bool	clash_holds_too(const struct directory *, const struct account *, const char *spn);

/* Is it the described account, or one that counts as the same holder?  Who is
 * disabled does so only where the other holds its SPNs for it. */
bool	clash_holds_for(const struct roster *, const struct farm_account *, const struct account *);

/* By domain, name and DN, as reports list accounts; and for qsort, of two
 * pointers to accounts. */
int	clash_account_cmp(const struct account *, const struct account *);
int	clash_account_order(const void *, const void *);

/* The accounts of the holdings, which OUT has room for: in their order, the
 * first of those that count as one; returns how many. */
size_t	clash_accounts(const struct directory *, const struct holding *, size_t n,
	    const struct account **out);

/* HOST/ of its name, if that answers for its class where nobody holds it. */
char	*clash_host(struct pool *, const struct directory *, const char *spn);

/*
 * An SPN that goes before HOST/ of its name: all that hold it and not HOST/,
 * and all of their forest that hold HOST/.
 */
struct shadow {
	const char		*spn;		/* as the first of them writes it */
	const struct account	**account;	/* who holds the SPN, then who HOST/; each sorted */
	size_t			 n_account, n_before;
};

/* Sorted by SPN; POOL holds them. */
struct shadow	*shadows_make(struct pool *, const struct directory *, size_t *n_out);

/*
 * SPNs that are one but for characters that nobody sees, of accounts that clash by
 * that, or of one where the plan wants it on another.
 */
struct unseen {
	const char		*spn;		/* as the first of them writes it */
	const struct account	**account;
	size_t			 n_account;
	struct holding		*holding;	/* how each writes it; or HOST/, where that alone
						 * answers for what is left of the SPN */
	size_t			 n_holding;
};

/* Sorted by what is left of the SPN; POOL holds them. */
struct unseen	*unseens_make(struct pool *, const struct roster *, const struct plan *, size_t *n_out);

#endif
