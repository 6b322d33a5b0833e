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
	const struct decision		*against;	/* the other claim on the name, or NULL, */
	const struct farm_account	*rival;		/* and the account that it needs the name on */
};

/* A gMSA that the plan proposes for a farm, and the group of its hosts. */
struct proposal {
	const struct farm_account	*account;
	const char			*group;		/* sAMAccountName of the group to make */
	const struct farm_site		*site;		/* the first that it is for */
};

/* Delegation that the description asks for: guidance, one line each. */
enum delegation_kind { DELEGATION_CONSTRAINED, DELEGATION_TRANSITION, DELEGATION_RESOURCE, N_DELEGATION_KIND };
struct delegation {
	enum delegation_kind		 kind;
	const struct farm_account	*from;		/* who acts for its users */
	const struct farm_account	*to;		/* the back end */
	const struct farm_account	*on;		/* whose object carries the setting */
	const char			*const *spn;
	size_t				 n_spn;
	const char			*reason;
};
extern const char	*const delegation_word[N_DELEGATION_KIND];

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
};

/* DIRECTORY may be NULL.  FARM must be without faults and outlive the plan. */
void	plan_make(struct plan *, const struct farm *, const struct directory *);

void	plan_free(struct plan *);

#endif
