#ifndef PLANS_CHECK_H
#define PLANS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/clash.h"
#include "plans/directory.h"
#include "plans/evidence.h"
#include "plans/farm.h"
#include "plans/nearest.h"
#include "plans/plan.h"
#include "plans/roster.h"

/* An SPN whose host neither the directory nor DNS knows any more. */
struct gone {
	const char		*host;
	const struct account	*account;
	const char		*spn;
};

/* What every check may see: constant and complete before the first one runs. */
struct facts {
	const struct farm	*farm;
	const struct plan	*plan;
	const struct directory	*directory;	/* NULL: none was given */
	const struct evidence	*evidence;	/* of diagnose, else NULL */
	struct roster		 roster;
	int64_t			 now;		/* when the evidence was taken (plans/filetime.h) */
	bool			 dns_asked;
	struct gone		*gone;		/* sorted by host, if DNS was asked */
	size_t			 n_gone;
	size_t			 n_unanswered;	/* hosts of which it said nothing */
};

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, N_SEVERITY };
extern const char	*const severity_word[N_SEVERITY];

/* What one run of a check is about; report.c walks each kind once. */
enum subject_kind {
	ON_DECISION,	/* one decision of the plan */
	ON_ACCOUNT,	/* one account that the plan relies on */
	ON_REGISTERED,	/* one SPN that the directory shows on such an account */
	ON_SITE,
	ON_NAME,	/* one name of a site, and what each client asks for */
	ON_DELEGATION,	/* one delegation of the plan that is set somewhere */
	ON_FRONT_END,	/* one account that is to act for its users */
	ON_DNS_NAME,	/* one name of one balancer */
	ON_CLASH,	/* names that several accounts of the directory lay claim to */
	ON_HOLDER,	/* one account of the directory: of an audit where it is odd (ODD_HOLDER), or one that the plan relies on */
	ON_GONE,	/* one SPN whose host nobody knows */
	ON_DNS,		/* what DNS was asked */
	ON_DOMAIN,	/* one domain of the directory */
	ON_LOOK,	/* all that diagnose saw; this and the following are its own */
	ON_TICKET,	/* what the KDC said of one SPN */
	ON_ANSWER,	/* what one server answered */
	ON_TOKEN,	/* one captured header */
	N_SUBJECT_KIND
};

struct prediction;
struct subject {
	enum subject_kind		 kind;
	const char			*text;		/* canonical, for keys and sorting; NULL: made when there is a finding */
	size_t				 index;		/* of a decision: in plan->decision; of a delegation: in plan->delegation */
	const struct decision		*decision;
	const struct farm_account	*account;	/* of ACCOUNT and REGISTERED; of HOLDER where the plan relies on it, else NULL */
	const struct account		*registered;	/* the same in the directory, or NULL; of HOLDER */
	bool				 host;		/* of ACCOUNT and HOLDER: it is that of a server alone, whose key has no part in the plan */
	const struct clash		*clash;
	const struct domain		*domain;	/* of DOMAIN */
	const char			*spn;
	const struct farm_site		*site;
	const struct delegation		*delegation;
	const struct farm_balancer	*balancer;
	const struct farm_name		*dns_name;
	const struct prediction		*asked;		/* of NAME: N_CLIENT of them */
	const struct seen_ticket	*ticket;	/* of TICKET, and of ANSWER the one that was sent, or NULL */
	const struct seen_answer	*answer;
	const struct seen_token		*token;
};

/*
 * What a check needs of the evidence: a bit for each attribute that must be
 * complete, and these.  Without them it is reported as skipped, never passed.
 */
#define NEEDS(id)		ATTRIBUTE_BIT(ATTR_##id)
#define NEEDS_DIRECTORY		(UINT64_C(1) << 60)
#define NEEDS_ALL_ACCOUNTS	(UINT64_C(1) << 61)
#define NEEDS_MAPPINGS		(UINT64_C(1) << 62)

struct report;

struct check {
	const char		*id;		/* stable: subject-fault */
	enum severity		 severity;
	enum subject_kind	 on;
	uint64_t		 needs;
	bool			 forest;	/* its needs are of every domain, not of the subject's */
	bool			 absence;	/* it reports that something is not there: silent without its needs */
	bool			 plans;		/* "plan" runs it too */
	bool			 audits;	/* "audit" alone runs it */
	bool			 hosts;		/* it is for every server that a site runs on too, whoever's key decrypts */
	void			(*run)(const struct check *, const struct subject *,
				    const struct facts *, struct report *);
	const char		*title;
	const char		*consequence;	/* for users, if it stays */
	const char		*remedy;
	const char		*source;
};

/* Every check there is: tables by subject, each ends in a row without id. */
extern const struct check	*const check_table[];	/* NULL at the end */
extern const struct check	checks_decision[];
extern const struct check	checks_account[];
extern const struct check	checks_managed[];
extern const struct check	checks_holder[];
extern const struct check	checks_keys[];
extern const struct check	checks_clash[];
extern const struct check	checks_delegation[];
extern const struct check	checks_trusted[];
extern const struct check	checks_protected[];
extern const struct check	checks_farm[];
extern const struct check	checks_name[];
extern const struct check	checks_product[];
extern const struct check	checks_sign_in[];
extern const struct check	checks_balancer[];
extern const struct check	checks_protection[];
extern const struct check	checks_trust[];
extern const struct check	checks_look[];
extern const struct check	checks_ticket[];
extern const struct check	checks_answer[];
extern const struct check	checks_token[];

const struct check	*check_find(const char *id);	/* case ignored, or NULL */
void	checks_suggest(struct nearest *);		/* tries each id */

#endif
