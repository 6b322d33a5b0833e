#ifndef PLANS_RULES_H
#define PLANS_RULES_H

#include <stddef.h>

/*
 * The decision as a table.  What matters of a name at a site is one point of
 * a small space; rows are masks over it, the first that fits decides.  A test
 * walks the whole space: every point meets a row, and every row is met first
 * somewhere.
 */

/* Who obtains the ticket: the client, or a balancer that authenticates. */
enum front {
	FRONT_DIRECT,		/* the ticket reaches the servers as it was asked for */
	FRONT_KERBEROS,		/* clients authenticate to the balancer by Kerberos */
	FRONT_KERBEROS_SEVERAL,	/* the same, and the balancer has several accounts */
	FRONT_OTHER,		/* clients authenticate to the balancer in another way */
	FRONT_OWN,		/* nobody: it is what the balancer calls itself */
	FRONT_UNKNOWN,
	N_FRONT
};

enum offered { OFFERED_NEGOTIATE, OFFERED_NTLM, OFFERED_NOTHING, OFFERED_UNKNOWN, N_OFFERED };

enum spread { SPREAD_ONE, SPREAD_MANY, N_SPREAD };	/* servers that may receive the ticket */

/* Whose key decrypts on those servers. */
enum who {
	WHO_MACHINE,		/* each server its own */
	WHO_ACCOUNT,		/* one account, everywhere */
	WHO_SINGLE_HOST,	/* the same, but an sMSA: it serves one computer */
	WHO_BYPASSED,		/* one account everywhere, and kernel mode decrypts as the machine on some or all */
	WHO_DIFFER,		/* not the same account everywhere */
	WHO_LOCAL_USER,
	WHO_LOCAL_SERVICE,
	WHO_UNUSABLE,		/* an account of a kind that the product cannot run as */
	WHO_MACHINE_ALWAYS,	/* several machines, and the product knows no other key */
	WHO_MACHINE_NO_GMSA,	/* several machines, and the product cannot run as a gMSA */
	WHO_UNKNOWN,
	N_WHO
};

enum name_kind {
	NAME_NODE,		/* own name of one of the servers: decided for it alone */
	NAME_OTHER,		/* own name of another computer or cluster, or of a node whose name the balancer took */
	NAME_VIRTUAL,		/* nobody's own name */
	NAME_ALIAS,		/* CNAME of a computer's own name */
	NAME_CANONICAL_NODE,	/* where such a CNAME leads: to one of the servers */
	NAME_CANONICAL_OTHER,	/* ... to another computer */
	N_NAME
};

/* Does HOST/ answer for this SPN: class listed in sPNMappings, no port?  Or
 * is it HOST/ itself? */
enum host_answer { HOST_ANSWERS, HOST_SILENT, HOST_ITSELF, N_HOST_ANSWER };

/* Does the directory show the SPN on the pool's account already? */
enum seen { SEEN_NOT, SEEN_ON_POOL, N_SEEN };

struct point {
	enum front		 front;
	enum offered		 offered;
	enum spread		 spread;
	enum who		 who;
	enum name_kind		 name;
	enum host_answer	 host;
	enum seen		 seen;
};

enum outcome {
	OUTCOME_REGISTER,	/* the SPN belongs on the holder */
	OUTCOME_COVERED,	/* the holder's HOST/ answers for it */
	OUTCOME_NONE_NEEDED,
	OUTCOME_PROPOSE,	/* as described it cannot work; this would */
	OUTCOME_REFUSED,	/* it cannot work */
	OUTCOME_ASK,		/* a setting is unknown */
	N_OUTCOME
};

extern const char	*const outcome_word[N_OUTCOME];

/* Whose the SPN is to be. */
enum holder { HOLDER_NOBODY, HOLDER_MACHINE, HOLDER_POOL, HOLDER_BALANCER, HOLDER_NEW };

/*
 * Masks hold a bit for each value that fits, 0 fits all.  In REASON {host},
 * {holder}, {pool}, {servers}, {keys}, {product}, {accounts}, {balancer},
 * {upn}, {other} and {rival} are replaced by what they are at the decision.
 */
struct rule {
	const char	*id;
	unsigned	 front, offered, spread, who, name, host, seen;
	enum outcome	 outcome;
	enum holder	 holder;
	const char	*reason;
	const char	*consequence;	/* what users meet if it is not heeded */
	const char	*remedy;
	const char	*source;
};

extern const struct rule	rule[];		/* the last has no id */

/* The row that decides POINT, never NULL. */
const struct rule	*rule_for(const struct point *);

/* Rules between decisions: two claims on one name.  The last has no id. */
extern const struct rule	rule_conflict[];
extern const struct rule	*const rule_same_name, *const rule_host_shadowed;

#endif
