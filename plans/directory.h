#ifndef PLANS_DIRECTORY_H
#define PLANS_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/account.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/pool.h"
#include "plans/spn.h"

/*
 * What the sources delivered, as one model.  Filled by directory_add, closed
 * once, constant from then on.  Nothing in it depends on the order in which
 * entries or values came, but for those that replace others.
 */

/*
 * What is known of an attribute in a domain.  The absence of a value is a
 * fact only under COMPLETE.
 */
enum coverage {
	COVERAGE_ABSENT,	/* no entry of the domain came at all */
	COVERAGE_UNKNOWN,
	COVERAGE_COMPLETE
};

struct domain {
	const char	*dns;		/* "corp.contoso.com", lower case, from the DN's DC= */
	const char	*netbios;	/* from its crossRef, else NULL */
	const char	*forest;	/* DNS name of the forest's root, where its crossRef lies, else NULL */
	const char	*sid;		/* "S-1-5-21-x-y-z", from its accounts and groups, else NULL */
	int64_t		 aes_since;	/* whenCreated of its group of read-only domain controllers
					 * (RID 521), as times below: since then passwords make AES
					 * keys; 0 where unknown */
	size_t		 n_entry;	/* that came from it */
	enum coverage	 covers[N_ATTRIBUTE];
	bool		 all_accounts;	/* every account that was wanted of it came: one
					 * that did not come does not exist */
	bool		 hides;		/* something of its accounts could not be read */
};

/*
 * What few accounts have, kept apart so that the many others are small.
 * Security descriptors are the bytes as they came, for plans/descriptor.h;
 * a NULL .at is none.
 */
struct account_more {
	const char	*const *delegates_to;	/* msDS-AllowedToDelegateTo, as registered: sorted by spn_cmp, then bytes */
	size_t		 n_delegates_to;
	struct span	 acts_for;		/* msDS-AllowedToActOnBehalfOfOtherIdentity: who may act
						 * for users towards this account ([MS-ADA2]) */
	struct span	 password_readers;	/* msDS-GroupMSAMembership: who may retrieve its password ([MS-ADA2]) */
	struct span	 security;	/* nTSecurityDescriptor: who may what with the account; only where it was wanted */
	int64_t		 lockout;		/* lockoutTime, as times below; 0: not locked out, or unknown */
	uint32_t	 admin_count;		/* adminCount: not 0 is or was in a protected group; 0 where unknown too */
	uint32_t	 superseded_state;	/* msDS-SupersededServiceAccountState: how far a dMSA has taken its place; 0 where unknown too */
	const char	*superseded_by;		/* msDS-SupersededManagedAccountLink: DN of that dMSA, or NULL */
	const char	*preceded_by;		/* msDS-ManagedAccountPrecededByLink: DN of the account that this dMSA takes the place of, or NULL */
};

/*
 * An object that can hold SPNs: a user, a computer or a managed account.
 * Deleted objects are none.  Strings belong to the directory; those that the
 * directory holds as bytes that are not UTF-8 or carry NUL are kept with
 * every such byte escaped as \xHH, so that they compare and print.
 */
struct account {
	const char		*dn;
	const struct domain	*domain;	/* NULL where its DN has no DC= */
	const char		*sam;		/* NULL where unknown */
	enum account_kind	 kind;
	uint32_t		 uac;
	bool			 has_uac;
	const char		*sid;		/* "S-1-5-21-...", NULL where unknown */
	const char		*dns_name;	/* dNSHostName or NULL */
	const char		*const *other_dns_name;
	size_t			 n_other_dns_name;
	const char		*upn;
	const char		*os;

	/*
	 * Times are in 100 ns since the beginning of 1601, UTC, as AD has them
	 * (FILETIME, [MS-DTYP] 2.3.3), whenCreated too.
	 */
	int64_t			 created;	/* whenCreated; 0 where unknown */
	int64_t			 expires;	/* accountExpires; 0: never, or unknown */
	int64_t			 last_logon;	/* lastLogonTimestamp, which lags by up to 14 days; 0: never, or unknown */
	int64_t			 pwd_last_set;	/* pwdLastSet; 0: must be changed at the next logon */
	uint32_t		 etypes;	/* msDS-SupportedEncryptionTypes ([MS-KILE] 2.2.7); 0 counts as absent */
	uint32_t		 uac_computed;	/* msDS-User-Account-Control-Computed: where UAC_LOCKED_OUT and
						 * UAC_PASSWORD_EXPIRED are true */
	uint32_t		 primary_group;	/* primaryGroupID, the RID of a group of its domain; 0 where unknown */
	uint32_t		 key_version;	/* msDS-KeyVersionNumber; 0 where unknown */
	bool			 has_pwd_last_set;
	bool			 has_etypes;
	bool			 has_uac_computed; /* a constructed attribute: only what came is known, coverage apart */
	const struct account_more *more;	/* never NULL */

	const char		*const *spn;	/* as registered, sorted by spn_cmp, then bytes */
	size_t			 n_spn;
	const char		*source;	/* where it was first met */
	size_t			 line;
};

/* groupType ([MS-ADTS] 2.2.12). */
enum {
	GROUP_GLOBAL = 0x2,
	GROUP_DOMAIN_LOCAL = 0x4,	/* counts in its own domain only */
	GROUP_UNIVERSAL = 0x8,
	GROUP_SECURITY = INT32_MIN	/* without it, it grants nothing */
};

/*
 * A group: of objectClass group, or with a groupType.  Who has it as primary
 * group is no member of it here (account.primary_group).
 */
struct group {
	const char		*dn;
	const struct domain	*domain;	/* NULL where its DN has no DC= */
	const char		*sam;		/* NULL where unknown */
	const char		*sid;		/* NULL where unknown */
	uint32_t		 type;		/* groupType */
	bool			 has_type;
	const char		*const *member;	/* DNs, as they came, sorted */
	size_t			 n_member;
	size_t			 number;	/* of it, below the directory's n_group */
};

/* [MS-ADTS] 6.1.6.7.12 and 6.1.6.7.9. */
enum {
	TRUST_INBOUND = 0x1,		/* its users are let in by the partner */
	TRUST_OUTBOUND = 0x2,		/* it lets in those of the partner */
	TRUST_FOREST = 0x8,		/* between forests, not two domains */
	TRUST_SELECTIVE = 0x10,		/* CROSS_ORGANIZATION: it lets them in only where they are allowed to authenticate */
	TRUST_WITHIN_FOREST = 0x20	/* with a domain of its own forest */
};

/* What a domain knows of a trust: an object of class trustedDomain. */
struct trust {
	const struct domain	*domain;	/* that has it; NULL where its DN has no DC= */
	const char		*partner;	/* trustPartner: DNS name of the other domain */
	uint32_t		 direction;	/* trustDirection */
	uint32_t		 attributes;	/* trustAttributes */
	struct span		 info;		/* msDS-TrustForestTrustInfo, for plans/trust.h; .at is NULL for none */
};

/* One registration: this SPN, as written, on this account. */
struct holding {
	const struct account	*account;
	const char		*spn;
};

struct directory {
	struct pool		 pool;
	struct domain		*domain;	/* sorted by dns */
	size_t			 n_domain;
	size_t			 n_group;
	size_t			 n_account;
	size_t			 n_spn;		/* values on all of them */
	const struct trust	*trust;		/* sorted by domain, partner */
	size_t			 n_trust;
	const char		*const *host_class; /* classes that HOST/ answers for,
						 * lower case, sorted; from sPNMappings,
						 * else the documented default */
	size_t			 n_host_class;
	bool			 has_mappings;	/* sPNMappings was read */
	uint64_t		 seed;		/* set before: a secret, that nobody may
						 * make up names that collide; never shows */
	struct directory_index	*index;		/* plans/directory.c's own */
};

/* For a sink: takes one entry.  -1 where what it says cannot be. */
int	directory_add(struct directory *, const struct entry *, struct error *);

/*
 * Entries of one source that are taken apart from all others, by another
 * thread if need be; then they are joined to the directory, behind those that
 * are in it already and behind LINE lines of the same source.
 */
struct shard;
struct shard	*directory_shard(const struct directory *, const char *source);
int	shard_add(struct shard *, const struct entry *, struct error *);
void	shard_end(struct shard *);	/* all of them came */
void	directory_join(struct directory *, struct shard *, size_t line);

/*
 * Work that somebody will have to do, once what there is to join was joined:
 * each number below DIRECTORY_TASKS is a piece of it, for any thread, while
 * nobody does anything else with the directory.
 */
enum { DIRECTORY_TASKS = 6 };
void	directory_task(struct directory *, size_t i);

/*
 * The user says that ATTRIBUTE was exported for every account of every
 * domain of SOURCE, and so that every account was (design: --exported).
 */
void	directory_exported(struct directory *, const char *source, enum attribute_id);

/*
 * For a sink: everything that was wanted of the domain DNS came, and with it
 * ATTRIBUTES, a bit each.  Where an account came without its objectClass or
 * its sAMAccountName, which every account has, the reader was not allowed to
 * see it all, and nothing counts as covered.
 */
void	directory_covers(struct directory *, const char *dns, uint64_t attributes);

/* Call once, after the last entry.  -1 where two of them contradict each
 * other: the first that does, with its place. */
int	directory_close(struct directory *, struct error *);

void	directory_free(struct directory *);

/*
 * Every account, sorted by domain, sam, dn.  Accounts are made when they are
 * first asked for, and so many take their time.
 */
const struct account	*const *directory_accounts(const struct directory *, size_t *n_out);

/*
 * The few accounts that are not as nearly all are, each once, sorted as above:
 * who looks for what is wrong need not look at the others.
 */
enum odd {
	ODD_SPN,	/* holds an SPN with a fault, or a pointless one (plans/spn.h),
			 * or not in ASCII */
	ODD_INSTANCE,	/* holds an SPN that ends, behind its class, as one that
			 * another account holds */
	ODD_UPN,	/* its userPrincipalName has a "/" */
	ODD_HOLDER,	/* one that the checks on holders may have something to say of:
			 * it may act for users, or names who may act towards it,
			 * or a dMSA; it holds SPNs, and is managed, disabled, to
			 * expire, locked out, or privileged, or its password has
			 * expired, is not set or older than AES keys or July 2015, or
			 * its keys are not AES; it runs Windows and does not hold HOST/ of
			 * its name; or its entries are several */
	ODD_PRIMARY,	/* its primary group is none that AD gives to all of a kind
			 * (plans/odd.h) */
	N_ODD
};
const struct account	*const *directory_odd(const struct directory *, enum odd, size_t *n_out);

/*
 * Everyone who holds SPN as the directory compares names (spn_cmp): exact
 * lookup, no alias.  Sorted by account, then spelling; *N_OUT of them, owned
 * by the directory.  One account that holds two spellings stands twice.
 */
const struct holding	*directory_holders(const struct directory *, const char *spn,
			    size_t *n_out);

/* How the account writes SPN, as the directory compares names: *N_OUT of its
 * own, one after the other; 0: it does not hold it. */
const char	*const *account_spellings(const struct account *, const char *spn,
		    size_t *n_out);
bool	account_holds(const struct account *, const char *spn);

/* Is HOST the computer's own short name, of which each domain may have one? */
bool	account_own_short_name(const struct account *, struct span host);

/*
 * Every group of holdings whose SPNs are equal as the directory compares
 * them and that two or more accounts share.  Sorted by SPN.
 */
struct holding_group {
	const struct holding	*holding;
	size_t			 n_holding;
};
const struct holding_group	*directory_duplicates(const struct directory *,
				    size_t *n_out);

/* The domain of that DNS name, in either case, or NULL. */
const struct domain	*directory_domain(const struct directory *, const char *dns);

/* The domain that has the SID, but for its last part, which is of an object of
 * it; NULL: none is known to. */
const struct domain	*directory_domain_of_sid(const struct directory *, const char *sid);

/* The account of that sAMAccountName (case ignored) in DOMAIN, or NULL. */
const struct account	*directory_account(const struct directory *,
			    const struct domain *, const char *sam);

/* The account whose objectSid SID is, or NULL. */
const struct account	*directory_account_of_sid(const struct directory *, const char *sid);

/* The account of that DN, however it is written, or NULL. */
const struct account	*directory_account_of_dn(const struct directory *, const char *dn);

/* The group of that DN, however it is written, or NULL. */
const struct group	*directory_group(const struct directory *, const char *dn);

/* The group whose objectSid SID is, or NULL.  Each domain has those of
 * S-1-5-32 for itself: DOMAIN says which. */
const struct group	*directory_group_of_sid(const struct directory *,
			    const struct domain *, const char *sid);

/* What DOMAIN knows of its trust with PARTNER, a DNS name in either case, or NULL. */
const struct trust	*directory_trust(const struct directory *, const struct domain *, const char *partner);

/* The computer whose own name HOST is: it holds HOST/HOST, or bears it as
 * dNSHostName or msDS-AdditionalDnsHostName, or NULL. */
const struct account	*directory_named(const struct directory *, const char *host);

/* Does HOST/ answer for this class ([MS-DRSR] 4.1.4.2.19, MapSPN)? */
bool	directory_host_answers(const struct directory *, struct span class);

/* The classes that HOST/ answers for where nobody changed sPNMappings. */
extern const char	*const directory_host_default[];	/* lower case, sorted, NULL at the end */

#endif
