#ifndef PLANS_NAMES_H
#define PLANS_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"

/*
 * The numbers of those that bear a name, by its key (plans/key.h): first
 * noted one by one, then sorted.  What is found under a key still has to be
 * compared.  Zero is empty.
 */
struct names {
	uint64_t	*note;		/* the key above, the number below */
	size_t		 n, room;
};

static inline void
names_note(struct names *names, uint32_t key, uint32_t number)
{
	if (names->n == names->room)
		names->note = array_grow(names->note, &names->room, 1,
		    sizeof(*names->note));
	names->note[names->n++] = (uint64_t)key << 32 | number;
}

/* Makes room for N more notes. */
void	names_room(struct names *, size_t n);

/* Adds the notes of another, their numbers counted from FIRST on, and leaves
 * that one empty. */
void	names_take(struct names *, struct names *other, uint32_t first);

/* By key; numbers under one key stay in the order in which they were noted. */
void	names_sort(struct names *);

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

/* Once sorted: the notes under the key, *N_OUT of them. */
const uint64_t	*names_find(const struct names *, uint32_t key, size_t *n_out);

void	names_free(struct names *);

#endif
