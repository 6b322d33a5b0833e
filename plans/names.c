#include "plans/names.h"

#include <stdlib.h>

/*
 * By the first byte of the key notes go from everywhere to where they belong,
 * by the next two among those that have it in common.  Whatever is then not
 * in order stands near its place, because keys are hashes.
 */
enum { N_BYTE = 256, FIRST = 56, SECOND = 48, THIRD = 40, FEW = 24 };

static size_t
byte(uint64_t note, unsigned shift)
{
	return note >> shift & (N_BYTE - 1);
}

/* From counts to where each begins: COUNT[I + 1] is that of I. */
static void
add_up(size_t count[N_BYTE + 1])
{
	size_t	 i;

	for (i = 1; i < N_BYTE; i++)
		count[i] += count[i - 1];
}

static void
pass(uint64_t *to, const uint64_t *from, size_t n, unsigned shift)
{
	size_t	 begin[N_BYTE + 1] = { 0 }, i;

	for (i = 0; i < n; i++)
		begin[byte(from[i], shift) + 1]++;
	add_up(begin);
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

static void
sort_rest(uint64_t *note, size_t n, uint64_t *other)
{
	if (n > FEW) {
		pass(other, note, n, THIRD);
		pass(note, other, n, SECOND);
	}
	sort_near(note, n);
}

/* Where those begin that have a first byte in common. */
static void
count_first(size_t begin[N_BYTE + 1], const struct names_part *part, size_t n_part)
{
	size_t	 i, j;

	for (i = 0; i < n_part; i++)
		for (j = 0; j < part[i].names->n; j++)
			begin[byte(part[i].names->note[j], FIRST) + 1]++;
	add_up(begin);
}

static void
take(struct names *names, size_t next[N_BYTE + 1], struct names *from, uint32_t first)
{
	size_t	 i;

	for (i = 0; i < from->n; i++)
		names->note[next[byte(from->note[i], FIRST)]++] = from->note[i] + first;
	names->n += from->n;
	names_free(from);
}

void
names_join(struct names *names, const struct names_part *part, size_t n_part)
{
	struct pool	 pool = { 0 };
	size_t		 next[N_BYTE + 1] = { 0 }, i, n = 0, most = 0, from = 0;
	uint64_t	*other;

	for (i = 0; i < n_part; i++)
		n += part[i].names->n;
	if (n == 0)
		return;
	names->note = array_grow(NULL, &names->room, n, sizeof(*names->note));
	count_first(next, part, n_part);
	for (i = 0; i < n_part; i++)
		take(names, next, part[i].names, part[i].first);
	/* Now they end where the next ones began. */
	for (i = 0; i < N_BYTE; from = next[i++])
		most = next[i] - from > most ? next[i] - from : most;
	other = pool_alloc(&pool, most * sizeof(*other));
	for (i = from = 0; i < N_BYTE; from = next[i++])
		sort_rest(names->note + from, next[i] - from, other);
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
