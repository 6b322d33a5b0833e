#ifndef PLANS_HOLDERS_H
#define PLANS_HOLDERS_H

#include <stddef.h>
#include <stdint.h>

#include "plans/directory.h"
#include "plans/pool.h"

/*
 * Names and the accounts that hold them, found as the directory compares
 * names.  They are noted one by one, in any order, then sorted: by the hash
 * of their fold, with a first guess by its top bits.  Names that were made to
 * collide therefore cost a sort and no more, with no secret to keep.
 */
struct holder_note {
	uint64_t	 hash;
	const char	*name;
	size_t		 account;	/* its number */
};

struct holder_notes {
	struct holder_note	*note;
	size_t			 n;
};

/* NAME is borrowed. */
void	holders_note(struct pool *, struct holder_notes *, const char *name,
	    size_t account);

struct holders {
	struct holding	*holding;	/* sorted by hash, name, account, spelling */
	uint64_t	*hash;		/* of each */
	size_t		 n;
	size_t		*bucket;	/* where hashes with these top bits begin */
	unsigned	 shift;
};

/*
 * Takes the notes, whose numbers are by now those of ACCOUNT, in its order;
 * one that was taken twice counts once.  What remains lies in POOL, what is
 * of use only meanwhile in SCRATCH.
 */
void	holders_close(struct holders *, struct pool *, struct pool *scratch,
	    const struct holder_notes *, const struct account *const *account);

/* Those who hold NAME, sorted by account, then spelling; NULL for none. */
const struct holding	*holders_find(const struct holders *, const char *name,
			    size_t *n_out);

/* How many from the FIRST on hold names that are equal to its own. */
size_t	holders_equal(const struct holders *, size_t first);

#endif
