#ifndef PLANS_TRUST_H
#define PLANS_TRUST_H

#include <stddef.h>
#include <stdint.h>

#include "plans/descriptor.h"
#include "plans/directory.h"
#include "plans/membership.h"
#include "plans/pool.h"
#include "plans/text.h"

/*
 * What a forest knows of the names of another one that it has a trust with:
 * msDS-TrustForestTrustInfo ([MS-ADTS] 6.1.6.9.3).  By it a domain controller
 * sends its users' requests there.
 */

/* RecordType. */
enum {
	TRUST_TOP_NAME = 0,	/* a suffix that leads there */
	TRUST_EXCLUSION = 1,	/* one below it that does not */
	TRUST_DOMAIN = 2	/* a domain of the other forest */
};

/* Flags of suffixes and exclusions, and of domains. */
enum {
	TRUST_NAME_DISABLED = 0x7,	/* new, by an administrator, or in conflict with another trust */
	TRUST_DOMAIN_DISABLED = 0x3	/* by an administrator, or in conflict */
};

struct trust_record {
	unsigned char	 type;		/* one of the above, or another */
	uint32_t	 flags;
	/* Within the bytes that were read. */
	struct span	 name;		/* a DNS name */
	struct span	 sid, netbios;	/* of domains */
	struct span	 other;		/* what else types have that are not above */
};

struct trust_info {
	const char		*fault;	/* why it cannot be read, NULL where it can; nothing else is set then */
	struct trust_record	*record;
	size_t			 n_record;
};

/* -1 where the bytes are none: its fault says why. */
int	trust_read(struct pool *, struct trust_info *, struct span bytes);

/* Does HOST lead there?  NULL: it does, else why not. */
const char	*trust_refuses(struct pool *, const struct trust_info *, const char *host);

/*
 * Under selective authentication: does the entry of an account's DACL allow
 * its SID to authenticate to the account ([MS-ADTS] 5.1.3.2.1, Allowed-To-
 * Authenticate)?  Entries that give administrators everything do not count.
 */
bool	trust_admits(const struct ace *);

/*
 * Is anyone from outside the forest of DOMAIN among those whom DESCRIPTOR
 * allows to authenticate?
 */
struct told	trust_admitted(struct pool *, const struct directory *, const struct domain *,
		    const struct descriptor *);

#endif
