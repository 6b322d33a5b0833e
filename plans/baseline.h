#ifndef PLANS_BASELINE_H
#define PLANS_BASELINE_H

#include <stddef.h>

#include "plans/check.h"

struct report;

/* What an earlier report says, as it was read. */
struct past {
	const char	*name;		/* of its file, for people */
	const char	*command;
	struct past_finding {
		const char	*id;
		const char	*subject;
		const char	*severity;
		const char	**spn;		/* on which its accounts clashed, sorted by spn_cmp */
		size_t		 n_spn;
		bool		 ignored;	/* it was accepted there */
	}		*finding;
	size_t		 n_finding;
	bool		 scoped;	/* it says what it looked at of a directory */
	struct past_domain {
		const char	*dns;
		size_t		 n_entry;
		bool		 all_accounts;
		bool		 named;		/* its crossRef came */
	}		*domain;	/* that were looked at */
	size_t		 n_domain;
	const char	**planned;	/* SPNs that accounts were to hold */
	size_t		 n_planned;
};

/* A finding that somebody has looked at and lives with. */
struct acceptance {
	const struct check	*check;
	const char		*subject;	/* NULL: whatever it is about */
	const char		*reason;
	const char		*until;		/* "2027-01-31", its last day, or NULL */
	const char		*place;		/* where it stands, for people */
};

/* What became of a finding of the past that is not there any more. */
struct bygone {
	const struct past_finding	*finding;
	const char			*because;	/* why it cannot be told, or NULL: it is gone */
};

/* An acceptance that accepts nothing. */
struct stale {
	const struct acceptance	*acceptance;
	const char		*because;
};

/*
 * Takes the findings that are accepted out of report->finding and into
 * report->ignored.  TODAY, "2026-11-21", is a day of the evidence: after its
 * last day an entry accepts nothing.  Nor does it accept accounts that clash on
 * more SPNs than they did in the PAST, which may be NULL: that is new.
 */
void	baseline_accept(struct report *, const struct acceptance *, size_t n, const char *today,
	    const struct past *);

/*
 * Leaves only what is new in report->finding, and accounts that clashed before
 * where they do so on more SPNs now, and what was accepted and is so no more,
 * as its detail then says; what the past had too goes to
 * report->stays, and what it had alone to report->bygone: gone only where the
 * check was made over the same scope both times.
 */
void	baseline_compare(struct report *, const struct past *);

#endif
