#ifndef PLANS_PLAN_H
#define PLANS_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/directory.h"
#include "plans/farm.h"
#include "plans/identity.h"
#include "plans/pool.h"
#include "plans/rules.h"

/*
 * Who must hold which SPN, and why.  One decision for each SPN of each site
 * or application.  Made from the description alone; where a directory is at
 * hand it adds three things that only it knows: own names of computers that
 * nobody described, the classes that HOST/ answers for, and an SPN that is on
 * the pool's account already.
 */
struct decision {
	const struct farm_site		*site;
	const struct farm_application	*application;	/* NULL: the site itself */
	const char			*place;		/* "site 'portal'", for messages */
	const char			*host;		/* what is asked for, without port */
	const char			*spn;
	struct point			 point;
	const struct rule		*rule;
	const char			*reason;
	const struct farm_account	*holder;	/* NULL unless the SPN has one */
	const struct farm_account	*pool;		/* the account that the pool runs as, where it is the same everywhere */
	const struct farm_server	*const *server;	/* who may receive the ticket, */
	const struct key		*key;		/* and whose key it has; n_server of both */
	size_t				 n_server;
	const struct account		*named;		/* the computer whose own name it is, as the directory shows */
	bool				 requested;	/* a balancer asks for it on its users' behalf */
	const struct farm_account	*own;		/* the balancer's account whose own name it is, or NULL */
	const struct decision		*against;	/* the other claim on the name, or NULL, */
	const struct farm_account	*rival;		/* and the account that it needs the name on */
};

/* A gMSA that the plan proposes for a farm, and the group of its hosts. */
struct proposal {
	const struct farm_account	*account;
	const char			*group;		/* sAMAccountName of the group to make */
	const struct farm_site		*site;		/* the first that it is for */
};

/*
 * Delegation (plans/delegation.c): who may act towards which back end for its
 * users, where that is set, and as what.
 */
enum delegation_kind {
	DELEGATION_CONSTRAINED,	/* a list on the front end, Kerberos only */
	DELEGATION_TRANSITION,	/* the same, for users who came in another way too */
	DELEGATION_RESOURCE,	/* the back end names the front end */
	DELEGATION_ASK,		/* a setting is unknown */
	DELEGATION_NONE,	/* this hop needs none */
	N_DELEGATION_KIND
};
extern const char	*const delegation_word[N_DELEGATION_KIND];

/* As what the front end has a part in it. */
enum delegation_part {
	PART_KEY,	/* its key decrypts the users' tickets */
	PART_KEY_ONLY,	/* the same, and kernel mode sees to users who brought no ticket */
	PART_KERNEL,	/* its kernel obtains tickets for users who brought none */
	PART_BALANCER,	/* it signs users in and asks on their behalf */
	PART_PASSES,	/* it hands the users' tickets on */
	N_DELEGATION_PART
};

enum distance { DISTANCE_DOMAIN, DISTANCE_FOREST, DISTANCE_OUTSIDE, N_DISTANCE };	/* of the same domain, forest, or of another */

struct delegation_point {
	enum delegation_part	 part;
	int			 users;		/* enum delegated_users, never UNSET */
	enum distance		 distance;
	bool			 mixed;		/* another back end of this front end can only be reached resource-based */
};

/* A row of the decision, as struct rule: masks, 0 fits all. */
struct delegation_rule {
	const char		*id;
	unsigned		 part, users, distance, mixed;
	enum delegation_kind	 kind;
	const char		*reason;
	const char		*consequence;	/* what users meet if it is not heeded */
	const char		*remedy;
	const char		*source;
};
extern const struct delegation_rule	delegation_rule[];	/* the last has no id */

struct delegation {
	const struct farm_site		*site;
	const struct delegation_rule	*rule;
	struct delegation_point		 point;
	const struct farm_balancer	*balancer;	/* of PART_BALANCER and PART_PASSES */
	const struct farm_server	*server;	/* of PART_KERNEL, and of a machine's own key */
	const struct farm_account	*from;		/* who acts for its users; NULL: PART_PASSES */
	const struct farm_account	*to;		/* the back end, or NULL */
	const struct farm_account	*on;		/* whose object carries the setting, or NULL */
	const char			*const *spn;	/* exactly what the back end is asked by */
	size_t				 n_spn;
	size_t				 n_described;	/* the description names so many, the first */
};

struct plan {
	struct pool		 pool;
	const struct farm	*farm;
	struct decision		*decision;	/* by site, application, SPN */
	size_t			 n_decision;
	struct proposal		*proposal;	/* by account */
	size_t			 n_proposal;
	struct delegation	*delegation;
	size_t			 n_delegation;
	const struct farm_account **account;	/* that the decisions rely on and that must exist, by text */
	size_t			 n_account;
	const struct farm_account **host;	/* and those besides of servers that sites run on, whose own key has no part in it */
	size_t			 n_host;
};

/* What a server of IIS offers to clients. */
enum offered	plan_offers(const struct farm_authentication *);

/* The SPN that is looked up before the HOST/ on which the decision counts, or
 * NULL: nobody but its holder may hold that. */
const char	*decision_before_host(struct pool *, const struct decision *);

/* DIRECTORY may be NULL.  FARM must be without faults and outlive the plan. */
void	plan_make(struct plan *, const struct farm *, const struct directory *);

void	plan_free(struct plan *);

#endif
