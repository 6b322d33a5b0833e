#ifndef PLANS_DESCRIPTOR_H
#define PLANS_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/error.h"
#include "plans/pool.h"
#include "plans/text.h"

/*
 * Security descriptors as the directory has them: self-relative ([MS-DTYP]
 * 2.4.6), of which the owner and the DACL matter here.
 */

enum ace_kind {
	ACE_ALLOW,
	ACE_DENY,
	ACE_OTHER	/* grants and denies nothing: audit, and what is not known */
};

/* Bits of flags ([MS-DTYP] 2.4.4.1). */
enum {
	ACE_INHERIT_ONLY = 0x08,	/* says nothing of the object itself */
	ACE_INHERITED = 0x10
};

/* Bits of a mask ([MS-ADTS] 5.1.3.2). */
enum {
	RIGHT_READ_PROPERTY = 0x10,
	RIGHT_CONTROL_ACCESS = 0x100,
	RIGHT_FULL_CONTROL = 0xf01ff
};

struct ace {
	enum ace_kind	 kind;
	unsigned char	 type, flags;		/* as they are */
	bool		 conditional;		/* only where its condition holds, which is not read */
	uint32_t	 mask;
	const char	*sid;			/* "S-1-5-...", NULL for ACE_OTHER */
	const char	*object;		/* a right or property alone, "68b1d179-...": lower case; NULL: all */
	const char	*inherited_object;	/* inherited only by objects of that class, or NULL */
};

struct descriptor {
	struct span	 bytes;		/* as it came */
	const char	*fault;		/* why it cannot be read, NULL where it can; nothing else is set then */
	const char	*owner, *group;	/* SIDs, or NULL */
	bool		 open;		/* it has no DACL: everybody may do everything ([MS-DTYP] 2.5.3.2) */
	struct ace	*ace;		/* of the DACL, in its order, which counts */
	size_t		 n_ace;
};

/* Does it allow something on the object itself? */
bool	ace_allows(const struct ace *);

/*
 * Reads BYTES, which the descriptor borrows; the rest lies in the pool.  -1
 * where they are no descriptor: its fault says why.
 */
int	descriptor_read(struct pool *, struct descriptor *, struct span bytes);

/*
 * The bytes of a descriptor with this owner, group and DACL, a right order of
 * ACEs given.  Only allowing and denying ACEs without a condition can be
 * written; -1 where there are others, where a SID is none, and where the list
 * is too long.
 */
int	descriptor_write(struct pool *, const struct descriptor *, struct span *bytes_out,
	    struct error *);

#endif
