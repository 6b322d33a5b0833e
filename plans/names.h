#ifndef PLANS_NAMES_H
#define PLANS_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"

/*
 * The numbers of those that bear a name, by its key (plans/key.h): first
 * noted one by one, in several parts, then sorted.  What is found under a key still has to be
 * compared.  Zero is empty.
 */
struct names {
	uint64_t	*note;		/* the key above, the number below */
	size_t		 n, room;
	size_t		*shared;	/* once joined: where several under one key begin */
	size_t		 n_shared, room_shared;
};

enum { NAMES_LEAST = 32 * 1024 };

static inline void
names_note(struct names *names, uint32_t key, uint32_t number)
{
	if (names->n == names->room)
		names->note = array_grow(names->note, &names->room, NAMES_LEAST,
		    sizeof(*names->note));
	names->note[names->n++] = (uint64_t)key << 32 | number;
}

/* Once all of a part is noted.  Nothing else is needed of it, so that parts
 * may be divided at the same time. */
void	names_divide(struct names *);

/* Those of one part, numbered from FIRST on. */
struct names_part {
	struct names	*names;
	uint32_t	 first;
};

/* Fills NAMES, which is empty, from parts that are divided, which then are, by key.  Under
 * one key they stay as the parts are and as they were noted. */
void	names_join(struct names *, const struct names_part *, size_t n_part);

static inline uint32_t
names_key(uint64_t note)
{
	return (uint32_t)(note >> 32);
}

static inline uint32_t
names_number(uint64_t note)
{
	return (uint32_t)note;
}

/* Once joined: the notes under the key, *N_OUT of them. */
const uint64_t	*names_find(const struct names *, uint32_t key, size_t *n_out);

/* Those under the I-th key, from 0, that has more than one; then NULL. */
const uint64_t	*names_shared(const struct names *, size_t i, size_t *n_out);

void	names_free(struct names *);

#endif
