#ifndef PLANS_ASKED_H
#define PLANS_ASKED_H

#include "plans/evidence.h"

/* An SPN that some HTTP client asks for where the URL of EVIDENCE is typed, by
 * what DNS was seen to say of its host. */
struct asked {
	const char	*spn;
	const char	*clients;	/* "Edge and Chrome, Firefox", "every client" */
};

/* Each once, in the order of the clients: what most browsers ask for first. */
struct asked	*asked_make(struct pool *, const struct evidence *, size_t *n_out);

/* The clients that ask for SPN, or NULL. */
const char	*asked_by(struct pool *, const struct evidence *, const char *spn);

/*
 * The addresses behind which there may be servers of their own, *N_OUT of them:
 * those of IPv4, of which a client takes any, else those of IPv6.  None where
 * there is one only, as a server has one of each.
 */
const char	*const *asked_addresses(struct pool *, const struct seen_name *, size_t *n_out);

#endif
