#include "plans/names.h"

#include <stdlib.h>
#include <string.h>

#include "plans/lower_bound.h"

/*
 * Every part is divided by the first byte of the key, by itself; then what has
 * that byte in common by the next two.  Whatever is then not in order stands
 * near its place, because keys are hashes.
 */
enum { N_BYTE = 256, FIRST = 56, SECOND = 48, THIRD = 40, FEW = 24 };

static size_t
byte(uint64_t note, unsigned shift)
{
	return note >> shift & (N_BYTE - 1);
}

static void
divide(uint64_t *to, const uint64_t *from, size_t n, unsigned shift)
{
	size_t	 begin[N_BYTE + 1] = { 0 }, i;

	for (i = 0; i < n; i++)
		begin[byte(from[i], shift) + 1]++;
	for (i = 1; i < N_BYTE; i++)
		begin[i] += begin[i - 1];
	for (i = 0; i < n; i++)
		to[begin[byte(from[i], shift)]++] = from[i];
}

static void
sort_near(uint64_t *note, size_t n)
{
	uint64_t	 moved;
	size_t		 i, j;

	for (i = 1; i < n; i++) {
		moved = note[i];
		for (j = i; j > 0 && names_key(note[j - 1]) > names_key(moved); j--)
			note[j] = note[j - 1];
		note[j] = moved;
	}
}

void
names_divide(struct names *names)
{
	struct names	 divided = { .n = names->n, .room = names->n };

	if (names->n == 0)
		return;
	divided.note = array_new(names->n, sizeof(*divided.note));
	divide(divided.note, names->note, names->n, FIRST);
	free(names->note);
	*names = divided;
}

/* Adds those of the part from *NEXT on that have this first byte. */
static void
take(struct names *to, const struct names_part *part, size_t *next, size_t first)
{
	const struct names	*from = part->names;
	size_t			 i = *next;

	for (; i < from->n && byte(from->note[i], FIRST) == first; i++)
		names_note(to, names_key(from->note[i]), names_number(from->note[i]) + part->first);
	*next = i;
}

/* One of those from FROM on that have their key in common; they come in order. */
static void
share(struct names *names, size_t from)
{
	if (names->n_shared > 0 && names_key(names->note[names->shared[names->n_shared - 1]]) ==
	    names_key(names->note[from]))
		return;
	if (names->n_shared == names->room_shared)
		names->shared = array_grow(names->shared, &names->room_shared, 1, sizeof(*names->shared));
	names->shared[names->n_shared++] = from;
}

/* Adds those that have the first byte in common, by key. */
static void
add_sorted(struct names *names, const struct names *same)
{
	uint64_t	*to = names->note + names->n;
	size_t		 i;

	if (same->n > FEW) {
		divide(to, same->note, same->n, THIRD);
		divide(same->note, to, same->n, SECOND);
	}
	sort_near(same->note, same->n);
	if (same->n > 0)
		memcpy(to, same->note, same->n * sizeof(*to));
	for (i = 1; i < same->n; i++)
		if (names_key(to[i]) == names_key(to[i - 1]))
			share(names, names->n + i - 1);
	names->n += same->n;
}

void
names_join(struct names *names, const struct names_part *part, size_t n_part)
{
	struct pool	 pool = { 0 };
	struct names	 same = { 0 };
	size_t		*next = pool_alloc(&pool, n_part * sizeof(*next));
	size_t		 i, first, n = 0;

	for (i = 0; i < n_part; i++)
		n += part[i].names->n;
	if (n > 0)
		names->note = array_new(names->room = n, sizeof(*names->note));
	for (first = 0; n > 0 && first < N_BYTE; first++) {
		for (same.n = i = 0; i < n_part; i++)
			take(&same, &part[i], &next[i], first);
		add_sorted(names, &same);
	}
	for (i = 0; i < n_part; i++)
		names_free(part[i].names);
	names_free(&same);
	pool_free(&pool);
}

static int
by_key(const void *key, const void *note)
{
	const uint64_t	 of_note = names_key(*(const uint64_t *)note);

	return (*(const uint64_t *)key > of_note) - (*(const uint64_t *)key < of_note);
}

/* The first whose key is not below KEY. */
static size_t
first_from(const struct names *names, uint64_t key)
{
	return lower_bound(&key, names->note, names->n, sizeof(*names->note), by_key);
}

const uint64_t *
names_find(const struct names *names, uint32_t key, size_t *n_out)
{
	size_t	 first = first_from(names, key);

	*n_out = first_from(names, (uint64_t)key + 1) - first;
	return *n_out == 0 ? NULL : names->note + first;
}

const uint64_t *
names_shared(const struct names *names, size_t i, size_t *n_out)
{
	const uint64_t	*note;
	size_t		 first, n = 2;

	if (i == names->n_shared)
		return NULL;
	first = names->shared[i];
	note = names->note + first;
	while (first + n < names->n && names_key(note[n]) == names_key(*note))
		n++;
	*n_out = n;
	return note;
}

void
names_free(struct names *names)
{
	free(names->note);
	free(names->shared);
	*names = (struct names){ 0 };
}
