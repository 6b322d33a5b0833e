#ifndef PLANS_PACKED_H
#define PLANS_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/entry.h"
#include "plans/text.h"

/*
 * Values in few bytes: numbers as numbers, and of the SPNs of an account,
 * which nearly all end alike, each end once.
 */
enum { N_INSTANCE = 4, N_CLASS = 64 };

/* The classes of SPNs, with their "/": few, and each is kept once. */
struct packed_class {
	unsigned char	 n;
	unsigned char	 look;	/* the caller's, 0 at first */
	char		 text[30];
};

struct packed_classes {
	struct packed_class	 at[N_CLASS];
};

/* The one of that text, or NULL: there is no room for it. */
struct packed_class	*packed_class(struct packed_classes *, struct span);

struct packing {
	unsigned char	*byte;
	size_t		 n, room;
	size_t		 n_spn;			/* that ended in none of these: */
	struct {
		size_t	 at, n;
	}		 instance[N_INSTANCE];	/* the last ends of SPNs */
};

/* Is it read as a number? */
static inline bool
attribute_is_number(enum attribute_id id)
{
	const enum attribute_as	 as = attribute[id].as;

	return as == AS_NUMBER || as == AS_FILETIME || as == AS_TIME;
}

void	pack_begin(struct packing *);		/* the next entry, in the same room */
void	pack_text(struct packing *, enum attribute_id, struct span);
void	pack_number(struct packing *, enum attribute_id, int64_t);

/* An SPN in two parts, its class with the "/", one of CLASSES or NULL, and the
 * rest; returns whether it ends as none of the last ones did. */
bool	pack_spn(struct packing *, const struct packed_classes *,
	    const struct packed_class *, struct span class, struct span rest);

void	pack_free(struct packing *);

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
