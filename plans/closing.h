#ifndef PLANS_CLOSING_H
#define PLANS_CLOSING_H

#include "plans/farm.h"
#include "plans/table.h"

/*
 * farm_close at work; for the files that it is made of only.  Names are
 * resolved to what they name, defaults filled in, lists sorted.  Everything
 * that is wrong is said; nothing stops at the first fault.  A text that a
 * reader had to refuse is "", and is not complained of again.
 */
struct closing {
	struct farm	*farm;
	struct pool	*pool;
	struct faults	*faults;
	struct table	 domain, server, account, balancer, site;
};

/* -- names and order: closing.c -- */

int	closing_by_text(const void *, const void *);	/* of two strings; rows with a name begin with it */
void	closing_sort(void *row, size_t n, size_t size, int (*cmp)(const void *, const void *));
void	closing_put(struct closing *, struct table *, const char *kind, const char *name,
	    const char *path, void *what);
void	*closing_find(const struct table *, const char *name);
struct farm_domain	*closing_domain(const struct closing *, const char *name);

/* Names of servers, resolved and sorted. */
const struct farm_server	**closing_servers(struct closing *, const char *path, const char **name,
				    size_t n, size_t *n_out);

/* Says what no SPN of a description may be; WHAT is its member. */
void	closing_spn(struct closing *, const char *path, const char *what, const char *text);

/* -- accounts: farm_account.c -- */

/*
 * The account of that name: the one that is described, else one that this
 * mention implies.  Of several spellings the first in order is kept, so that
 * the order of mentions does not show.  NULL where its fault has been said.
 */
const struct farm_account	*closing_account(struct closing *, const char *path, const char *name);
const struct farm_account	**closing_accounts(struct closing *, const char *path, const char **name,
				    size_t n, size_t *n_out);
void	closing_described(struct closing *);
void	closing_machine(struct closing *, struct farm_server *);

/* -- sites: farm_site.c -- */

void	closing_site(struct closing *, struct farm_site *);

#endif
