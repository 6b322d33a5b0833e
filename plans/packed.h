#ifndef PLANS_PACKED_H
#define PLANS_PACKED_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "plans/entry.h"
#include "plans/text.h"

/*
 * Values in few bytes: numbers as numbers, and of the SPNs of an account,
 * which nearly all end alike, each end once.
 */
enum { N_INSTANCE = 4, N_CLASS = 64 };

/* The classes of SPNs, with their "/": few, and each is kept once.  Most stand
 * where they stood in the account before. */
struct packed_class {
	unsigned char	 n;
	unsigned char	 look;	/* the caller's, 0 at first */
	unsigned char	 next;	/* that followed it last, if another did */
	char		 text[29];
};

struct packed_classes {
	struct packed_class	 at[N_CLASS];
	struct packed_class	*last;
};

/* The one that an SPN begins with, or NULL: none, or there is no room for it. */
struct packed_class	*packed_class(struct packed_classes *, struct span spn);

/* AT is where the next value goes; the caller sees to the room. */
struct packing {
	unsigned char	*at;
	size_t		 n_spn;			/* that ended in none of these: */
	struct span	 instance[N_INSTANCE];	/* the last ends of SPNs */
};

/* What N values take at most that have N_BYTES together. */
static inline size_t
packed_most(size_t n, size_t n_bytes)
{
	enum { ID = 1, LENGTH = 10, LENGTHS = 2 };

	return n * (ID + LENGTHS * LENGTH) + n_bytes;
}

/* Is it read as a number? */
static inline bool
attribute_is_number(enum attribute_id id)
{
	const enum attribute_as	 as = attribute[id].as;

	return as == AS_NUMBER || as == AS_FILETIME || as == AS_TIME;
}

void	pack_begin(struct packing *, unsigned char *at);
void	pack_text(struct packing *, enum attribute_id, struct span);

static inline void
pack_number(struct packing *p, enum attribute_id id, int64_t number)
{
	uint64_t	 bits = htole64((uint64_t)number);
	size_t		 n = 0;

	if (number != 0)
		n = (71 - (size_t)__builtin_clzll((uint64_t)number)) / 8;
	p->at[0] = (unsigned char)id;
	p->at[1] = (unsigned char)n;
	/* All eight, of which those beyond N are written over. */
	memcpy(p->at + 2, &bits, sizeof(bits));
	p->at += 2 + n;
}

/* An SPN in two parts, its class, which is that of CLASSES unless that is NULL,
 * and the rest; returns whether it ends as none of the last ones did. */
bool	pack_spn(struct packing *, const struct packed_classes *,
	    const struct packed_class *, struct span class, struct span rest);

/* One value: the text is in two parts. */
struct packed_value {
	enum attribute_id	 id;
	int64_t			 number;	/* where the attribute is read as one */
	struct span		 text, more;
};

/* What is left to be read of bytes that were packed. */
struct packed {
	const unsigned char	*at, *end;
	const struct packed_classes *classes;
};

bool	packed_next(struct packed *, struct packed_value *);

#endif
