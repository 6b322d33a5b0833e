#ifndef PLANS_ACCOUNT_H
#define PLANS_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/text.h"

/*
 * The kinds of account that can hold a service principal name.  In the
 * directory the most specific object class decides: a gMSA is also a
 * computer, and a computer is also a user ([MS-ADSC] 2.263, msDS-Group-
 * ManagedServiceAccount and its like).
 */
enum account_kind {
	ACCOUNT_UNKNOWN,
	ACCOUNT_USER,
	ACCOUNT_INETORGPERSON,
	ACCOUNT_COMPUTER,	/* a machine, or a shared computer object */
	ACCOUNT_GMSA,
	ACCOUNT_SMSA,
	ACCOUNT_DMSA,
	ACCOUNT_LOCAL,		/* of one server, not of the domain */
	N_ACCOUNT_KIND
};

struct account_kind_row {
	const char	*word;		/* in descriptions and reports */
	const char	*says;		/* "a group managed service account" */
	const char	*class;		/* most specific objectClass, or NULL */
	int		 sam_most;	/* longest sAMAccountName, "$" apart */
	bool		 sam_warns;	/* longer is a warning, not an error */
	bool		 dollar;	/* its sAMAccountName ends in "$" */
	bool		 managed;	/* its password is the directory's */
};

extern const struct account_kind_row	account_kind[N_ACCOUNT_KIND];

/* The kind that the N values of objectClass make, ACCOUNT_UNKNOWN for none. */
enum account_kind	account_kind_of(const struct span *class, size_t n);

/* The same, one by one: of the numbers of all its classes the least counts.
 * One of no account has the greatest. */
enum { ACCOUNT_NO_CLASS = 6 };
size_t	account_class(struct span class);
enum account_kind	account_kind_of_class(size_t number);

/* Of two kinds that an object was seen to have, the more specific one. */
enum account_kind	account_more_specific(enum account_kind, enum account_kind);

/* userAccountControl ([MS-ADTS] 2.2.16). */
enum {
	UAC_DISABLED = 0x2,
	UAC_LOCKED_OUT = 0x10,		/* computed only */
	UAC_INTERDOMAIN_TRUST = 0x800,
	UAC_SERVER_TRUST = 0x2000,	/* a domain controller */
	UAC_SMARTCARD_REQUIRED = 0x40000,
	UAC_TRUSTED_FOR_DELEGATION = 0x80000,	/* unconstrained */
	UAC_USE_DES_KEY_ONLY = 0x200000,
	UAC_NOT_DELEGATED = 0x100000,	/* sensitive: never delegated */
	UAC_TRUSTED_TO_AUTH = 0x1000000, /* ..._FOR_DELEGATION: with protocol transition */
	UAC_PASSWORD_EXPIRED = 0x800000, /* computed only */
	UAC_PARTIAL_SECRETS = 0x4000000	/* a read-only one */
};

#endif
