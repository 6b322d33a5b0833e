#ifndef PLANS_CLOSING_H
#define PLANS_CLOSING_H

#include "plans/farm.h"
#include "plans/table.h"

/* What a description has of one kind, by name. */
struct names {
	struct table	 table;
	const char	*kind;		/* for messages */
	bool		 partial;	/* a reader refused some: what is missed may be one of them */
};

/*
 * farm_close at work; for the files that it is made of only.  Names are
 * resolved to what they name, defaults filled in, lists sorted.  Everything
 * that is wrong is said, nothing stops at the first fault, and what a reader
 * had to refuse (farm.h) is not complained of again.
 */
struct closing {
	struct farm	*farm;
	struct pool	*pool;
	struct faults	*faults;
	struct names	 domain, dns, server, balancer, site;
	struct table	 account;
};

/* -- names and order: closing.c -- */

int	closing_by_text(const void *, const void *);	/* of two strings; rows with a name begin with it */
void	closing_sort(void *row, size_t n, size_t size, int (*cmp)(const void *, const void *));

/* The path of a member, for messages. */
char	*closing_at(struct closing *, const char *path, const char *member);

/* False where it is not the first of that name. */
bool	closing_put(struct closing *, struct names *, const char *name, const char *path, void *what);
void	*closing_find(const struct names *, const char *name);
void	closing_absent(struct closing *, const struct names *, const char *path, const char *name);

struct farm_domain	*closing_domain(const struct closing *, const char *name);	/* by either of its names */

/* Names of servers, resolved and sorted. */
const struct farm_server	**closing_servers(struct closing *, const char *path, const char **name,
				    size_t n, size_t *n_out);

/* Sorts the texts of a member and says what stands in it twice. */
void	closing_texts(struct closing *, const char *path, const char *member, const char **text, size_t n);

/* Says what no SPN of a description may be. */
void	closing_spn(struct closing *, const char *path, const char *member, const char *text);

/* -- accounts: farm_account.c -- */

/*
 * The account of that name: the one that is described, else one that this
 * mention implies.  Of several spellings the first in order is kept, so that
 * the order of mentions does not show.  NULL where its fault has been said.
 */
const struct farm_account	*closing_account(struct closing *, const char *path, const char *name);
const struct farm_account	**closing_accounts(struct closing *, const char *path, const char *member,
				    const char **name, size_t n, size_t *n_out);
int	closing_by_account(const void *, const void *);	/* of two pointers to accounts */
void	closing_described(struct closing *);		/* first, */
void	closing_machine(struct closing *, struct farm_server *);
void	closing_kinds(struct closing *);		/* when servers have their machine accounts */

/* -- sites: farm_site.c -- */

void	closing_site(struct closing *, struct farm_site *);

#endif
