#ifndef PLANS_REPORT_H
#define PLANS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/baseline.h"
#include "plans/check.h"
#include "plans/membership.h"
#include "plans/prediction.h"
#include "plans/step.h"
#include "plans/table.h"

/* Where evidence came from, as reports name it. */
struct report_source {
	const char	*name;
	const char	*time;		/* of the directory, NULL where unknown */
	bool		 complete;
};

/* An account that a finding is about. */
struct holder_row {
	const struct account	*account;
	const char		*name;		/* "CORP\\svc-web" or its DN */
	const char		*state;		/* "enabled", "disabled", "unknown" */
	const char		*written;	/* its SPN, where the finding shows it in another spelling, or NULL */
	const char		*verdict;	/* "right", "wrong: ...", "stranger", or NULL; may hold names, so that who writes it makes it safe */
};

struct finding {
	const struct check	*check;
	struct subject		 subject;
	const char		*detail;
	struct holder_row	*holder;
	size_t			 n_holder;
	const struct step	**step;		/* its remedy, in the report's one list */
	size_t			 n_step;
};

/* A check that could not be made in a domain, and why. */
struct skipped {
	const struct check	*check;
	const char		*domain;
	const char		*because;
	bool			 whole;		/* evidence lacks, so that it did not run */
};

/* Does the whole forest give what a check needs? */
struct forest_needs {
	const struct check	*check;
	bool			 lacks;
};

/* How a decision stands in the directory. */
enum state { STATE_UNKNOWN, STATE_PRESENT, STATE_MISSING, STATE_ELSEWHERE, STATE_DUPLICATE, N_STATE };
extern const char	*const state_word[N_STATE];

struct standing {
	enum state		 state;
	bool			 assumed;	/* covered, and no directory shows whether HOST/ is there */
	struct holder_row	*holder;	/* who holds the SPN */
	size_t			 n_holder;
	const struct step	**step;		/* what to do about it */
	size_t			 n_step;
};

/* How a delegation stands in the directory. */
struct delegated {
	const char		*fault;		/* why the back end's descriptor cannot be read, or NULL */
	struct told		 named;		/* may the front end act by what the back end names? */
	bool			 by_resource;	/* and that is enough, though a list is planned */
	bool			 denied;	/* the back end's descriptor denies it to the front end */
	const char		*others;	/* whom the back end names besides, or NULL */
	const char		**duplicate;	/* SPNs of the back end that several accounts answer for */
	size_t			 n_duplicate;
	const struct step	**step;		/* what to do about it */
	size_t			 n_step;
};

struct report {
	struct pool		 pool;
	const char		*command;	/* "plan", "check", "audit" */
	const struct facts	*facts;
	struct report_source	*source;
	size_t			 n_source;
	struct standing		*standing;	/* by decision */
	struct prediction	*prediction;	/* by site, name, client */
	size_t			 n_prediction;
	struct delegated	*delegated;	/* by delegation */
	struct clash		*planned;	/* clashes_planned of a directory, which the steps and check share */
	size_t			 n_planned;
	struct steps		 steps;
	bool			 rollback;	/* steps holds the inverse */
	struct finding		*finding;	/* by table row, then subject; with a baseline what is new */
	size_t			 n_finding;
	/* plans/baseline.h; in the same order. */
	const struct past	*past;		/* the baseline, or NULL */
	struct finding		*stays;		/* which it had too */
	size_t			 n_stays;
	struct bygone		*bygone;	/* which it had alone */
	size_t			 n_bygone, n_gone;
	struct finding		*ignored;
	const struct acceptance	**accepted;	/* why, by ignored finding */
	size_t			 n_ignored;
	struct stale		*stale;
	size_t			 n_stale;
	struct skipped		*skipped;	/* by domain, reason, table row */
	size_t			 n_skipped;
	struct table		 skipped_in;	/* plans/needs.c's own: the same, by domain */
	bool			 unsaid;	/* one of them for want of --exported */
	struct forest_needs	*forest;	/* and of checks that need all of it */
	size_t			 n_forest;
	struct table		 answering;	/* plans/checks_trusted.c's own, as are these three */
	const struct account	**kerberos_only;	/* front ends */
	size_t			 n_kerberos_only;
	bool			 has_kerberos_only;
	struct table		 looked;	/* plans/looked.c's own: subjects of the description */
	size_t			 n_outcome[N_OUTCOME];
	size_t			 n_severity[N_SEVERITY];
	size_t			 n_duplicate;	/* SPNs that several accounts hold: planned ones and those of back
						 * ends, of an audit all */
	bool			 behind;	/* some of them are those of back ends alone */
	size_t			 n_audited, n_audited_spn;	/* accounts of an audit, and their SPNs */
};

/*
 * Fills REPORT from complete facts: how each decision stands, the steps, and
 * the findings of every check that COMMAND makes; "audit" looks at the whole
 * directory besides.  FACTS must outlive it.
 */
void	report_run(struct report *, const char *command, const struct facts *);

/* Turns the steps into their inverse. */
void	report_rollback(struct report *);

/* For checks: a finding on SUBJECT.  The caller may add holders and steps. */
struct finding	*report_find(struct report *, const struct check *, const struct subject *,
		    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* For checks: that this one could not be made there, wholly or in part, and
 * why; only the first reason for a domain is kept. */
void	report_skip(struct report *, const struct check *, const char *domain, const char *because);
/* The same, where it may be there and nobody has said so: "every account was exported". */
void	report_skip_unsaid(struct report *, const struct check *, const char *domain, const char *what);

void	finding_holder(struct report *, struct finding *, const struct account *, const char *verdict);
void	finding_step(struct report *, struct finding *, const struct step *);
/* What the plan does about the SPN of a decision; NULL adds nothing. */
void	finding_planned_steps(struct report *, struct finding *, const struct decision *);

/* "spn-missing HTTP/portal.corp.contoso.com": by it reports compare. */
char	*finding_key(struct pool *, const struct finding *);

void	report_free(struct report *);

#endif
