#ifndef PLANS_WANT_H
#define PLANS_WANT_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/pool.h"

struct directory;
struct evidence;
struct plan;

/*
 * What is still unknown, in terms of the field and never as a filter.  A
 * source may deliver more than was wanted, never less.
 */
enum want_kind {
	WANT_CONFIG,	/* sPNMappings and every crossRef; no values */
	WANT_ALL,	/* every account and group; no values */
	WANT_SPN,	/* whoever holds one of these SPNs */
	WANT_USER_NAME,	/* whoever has a userPrincipalName that begins with one of these */
	WANT_DNS_NAME,	/* whoever bears one of these names, as dNSHostName or
			 * msDS-AdditionalDnsHostName */
	WANT_ACCOUNT,	/* accounts by sAMAccountName in DOMAIN (DNS name) */
	WANT_SID,	/* accounts and groups by objectSid, as text */
	WANT_GROUP,	/* those of these DNs in DOMAIN that are groups */
	WANT_SECURITY,	/* who may what with the accounts of these sAMAccountNames in DOMAIN */
	WANT_TRUST	/* what DOMAIN knows of its trusts with these, DNS names */
};

struct want {
	enum want_kind		 kind;
	const char		*domain;
	const char		*const *value;	/* sorted, without doubles */
	size_t			 n_value;
};

/* What was wanted so far, round after round.  Zero is empty. */
struct wants {
	struct pool	 pool;
	struct want	*want;
	size_t		 n_want;
};

/*
 * Everything that the decisions of PLAN, the tickets and tokens of EVIDENCE
 * and the checks on them can ask of a directory, less what was wanted before;
 * *N_OUT of them, none when there is nothing left.  EVIDENCE and DIRECTORY may
 * be NULL; DIRECTORY is what came so far: who holds an SPN decides what else
 * there is to know.
 */
const struct want	*want_plan(struct wants *, const struct plan *, const struct evidence *,
			    const struct directory *, size_t *n_out);

/* The configuration and every account, for who wants it all. */
const struct want	*want_all(struct wants *, size_t *n_out);

void	want_free(struct wants *);

#endif
