#ifndef PLANS_BALANCER_H
#define PLANS_BALANCER_H

#include <stdbool.h>

#include "plans/account.h"
#include "plans/farm.h"

/* What vendors say of their balancers, as far as it bears upon Kerberos and
 * NTLM.  A row for each kind, by enum balancer_kind. */
struct balancer_row {
	const char	*says;
	bool		 obtains;	/* it can obtain tickets to the servers itself */
	unsigned	 acts_as;	/* a bit for each enum account_kind that it can do that as */
	const char	*request;	/* what it asks for unless told otherwise; NULL: it must be told */
	bool		 own_spn;	/* its account must hold an SPN of its own, host/name */
	bool		 relays;	/* it ends every connection and TLS, whatever its mode */
	bool		 shares;	/* clients share its connections to the servers by default */
	const char	*for_ntlm;	/* how to stop that, or NULL: nothing is documented */
	const char	*source;
};

extern const struct balancer_row	balancer_row[];

const struct balancer_row	*balancer_of(const struct farm_balancer *);

/* Does a client's connection, and its TLS, end there? */
bool	balancer_ends(const struct farm_balancer *);

/* Do clients share its connections to the servers (enum setting)? */
int	balancer_shares(const struct farm_balancer *);

bool	balancer_acts_as(const struct balancer_row *, int kind);

/* "f5, netscaler": those that obtain tickets, for messages. */
const char	*balancer_obtaining(struct pool *);

/* "a user account": what its accounts can be. */
const char	*balancer_accounts(const struct balancer_row *, struct pool *);

#endif
