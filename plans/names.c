#include "plans/names.h"

#include <stdlib.h>
#include <string.h>

void
names_room(struct names *names, size_t n)
{
	if (names->room - names->n < n)
		names->note = array_grow(names->note, &names->room,
		    names->n + n - names->room, sizeof(*names->note));
}

void
names_take(struct names *names, struct names *other, uint32_t first)
{
	size_t	 i;

	names_room(names, other->n);
	for (i = 0; i < other->n; i++)
		names->note[names->n++] = other->note[i] + first;
	names_free(other);
}

enum { DIGIT_BITS = 11, N_DIGIT = 1 << DIGIT_BITS };

static size_t
digit(uint64_t note, unsigned shift)
{
	return note >> shift & (N_DIGIT - 1);
}

/* One pass of a radix sort, from one place to another. */
static void
pass(uint64_t *to, const uint64_t *from, size_t n, unsigned shift)
{
	size_t	 begin[N_DIGIT + 1] = { 0 }, i;

	for (i = 0; i < n; i++)
		begin[digit(from[i], shift) + 1]++;
	for (i = 1; i < N_DIGIT; i++)
		begin[i] += begin[i - 1];
	for (i = 0; i < n; i++)
		to[begin[digit(from[i], shift)]++] = from[i];
}

void
names_sort(struct names *names)
{
	struct pool	 pool = { 0 };
	uint64_t	*other, *swap;
	unsigned	 shift;

	if (names->n < 2)
		return;
	other = pool_alloc(&pool, names->n * sizeof(*other));
	for (shift = 32; shift < 64; shift += DIGIT_BITS) {
		pass(other, names->note, names->n, shift);
		swap = names->note;
		names->note = other;
		other = swap;
	}
	/* After three passes it lies in the pool. */
	memcpy(other, names->note, names->n * sizeof(*other));
	names->note = other;
	pool_free(&pool);
}

/* The first whose key is not below KEY. */
static size_t
first_from(const struct names *names, uint64_t key)
{
	size_t	 low = 0, high = names->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (names_key(names->note[middle]) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const uint64_t *
names_find(const struct names *names, uint32_t key, size_t *n_out)
{
	size_t	 first = first_from(names, key);

	*n_out = first_from(names, (uint64_t)key + 1) - first;
	return *n_out == 0 ? NULL : names->note + first;
}

void
names_free(struct names *names)
{
	free(names->note);
	*names = (struct names){ 0 };
}
