#ifndef PLANS_CAUSE_H
#define PLANS_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/report.h"

/*
 * Why a client may use NTLM, or ask for a password, where nothing that can be
 * seen from here explains it: each in the situations that it fits, the likely
 * ones first.
 */
enum {
	SEEN_WORKS = 1,		/* Kerberos works from here */
	SEEN_NTLM = 2,		/* a captured client spoke NTLM */
	SEEN_NO_TICKET = 4,
	SEEN_UNREADABLE = 8,	/* a ticket came, and a server refused it */
	SEEN_NO_OFFER = 16	/* a server does not offer Kerberos, or asks for nobody */
};

struct cause {
	unsigned	 situations;
	const char	*says;
	const char	*remedy;
	const char	*source;
};

/* Those that fit REPORT; none where it has steps, because then the cause is
 * known.  POOL holds the list. */
const struct cause	**causes_make(struct pool *, const struct report *, size_t *n_out);

/* Is there one? */
bool	causes_any(const struct report *);

#endif
