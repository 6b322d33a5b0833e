#include "plans/holders.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"

void
holders_note(struct pool *pool, struct holder_notes *notes, const char *name,
    size_t account)
{
	struct holder_note	*note;

	notes->note = pool_more(pool, notes->note, notes->n,
	    sizeof(*notes->note));
	note = &notes->note[notes->n++];
	note->hash = fold_hash(name);
	note->name = name;
	note->account = account;
}

static int
note_cmp(const void *a, const void *b)
{
	const struct holder_note	*note_a = a;
	const struct holder_note	*note_b = b;
	int				 c;

	if (note_a->hash != note_b->hash)
		return note_a->hash < note_b->hash ? -1 : 1;
	if ((c = fold_cmp(note_a->name, note_b->name)) != 0)
		return c;
	if (note_a->account != note_b->account)
		return note_a->account < note_b->account ? -1 : 1;
	return strcmp(note_a->name, note_b->name);
}

/* Enough top bits for a bucket to take a few of N names. */
static unsigned
bucket_bits(size_t n)
{
	unsigned	 bits = 1;

	while (bits < 32 && n >> bits > 2)
		bits++;
	return bits;
}

static size_t
bucket_of(const struct holders *holders, uint64_t hash)
{
	return hash >> holders->shift;
}

/*
 * The notes, bucket after bucket.  First counts what each bucket takes, one
 * place on, so that sums give where each begins; filling it moves that on to
 * where it ends, and so the next one begins.
 */
static struct holder_note *
scatter(struct holders *holders, struct pool *pool, struct pool *scratch,
    const struct holder_notes *notes, size_t n_bucket)
{
	const struct holder_note	*note = notes->note;
	struct holder_note		*sorted;
	size_t				*end, i;

	holders->bucket = pool_alloc(pool,
	    (n_bucket + 2) * sizeof(*holders->bucket));
	end = holders->bucket + 1;
	for (i = 0; i < notes->n; i++)
		end[bucket_of(holders, note[i].hash) + 1]++;
	for (i = 0; i < n_bucket; i++)
		end[i + 1] += end[i];
	sorted = pool_alloc(scratch, notes->n * sizeof(*sorted));
	for (i = 0; i < notes->n; i++)
		sorted[end[bucket_of(holders, note[i].hash)]++] = note[i];
	return sorted;
}

static bool
note_same(const struct holder_note *a, const struct holder_note *b)
{
	return a->hash == b->hash && a->account == b->account &&
	    strcmp(a->name, b->name) == 0;
}

/* Sorts each bucket and drops what stands in it twice. */
static void
sort_buckets(struct holders *holders, struct holder_note *note,
    size_t n_bucket)
{
	size_t	 i, j, first = 0, end;

	for (i = 0; i < n_bucket; i++) {
		end = holders->bucket[i + 1];
		if (end - first > 1)
			qsort(note + first, end - first, sizeof(*note),
			    note_cmp);
		holders->bucket[i] = holders->n;
		for (j = first; j < end; j++)
			if (j == first || !note_same(&note[j - 1], &note[j]))
				note[holders->n++] = note[j];
		first = end;
	}
	holders->bucket[n_bucket] = holders->n;
}

void
holders_close(struct holders *holders, struct pool *pool, struct pool *scratch,
    const struct holder_notes *notes, const struct account *const *account)
{
	unsigned		 bits = bucket_bits(notes->n);
	size_t			 n_bucket = (size_t)1 << bits, i;
	struct holder_note	*note;

	holders->n = 0;
	holders->shift = 64 - bits;
	note = scatter(holders, pool, scratch, notes, n_bucket);
	sort_buckets(holders, note, n_bucket);
	holders->hash = pool_alloc(pool, holders->n * sizeof(*holders->hash));
	holders->holding = pool_alloc(pool,
	    holders->n * sizeof(*holders->holding));
	for (i = 0; i < holders->n; i++) {
		holders->hash[i] = note[i].hash;
		holders->holding[i].account = account[note[i].account];
		holders->holding[i].spn = note[i].name;
	}
}

/* The first from LOW to HIGH that does not come before NAME, or, with AFTER,
 * that comes behind it. */
static size_t
bound(const struct holders *holders, size_t low, size_t high, uint64_t hash,
    const char *name, bool after)
{
	size_t	 middle;
	int	 c;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (holders->hash[middle] != hash)
			c = holders->hash[middle] < hash ? -1 : 1;
		else
			c = fold_cmp(holders->holding[middle].spn, name);
		if (c < 0 || (c == 0 && after))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct holding *
holders_find(const struct holders *holders, const char *name, size_t *n_out)
{
	uint64_t	 hash = fold_hash(name);
	size_t		 first, end, i;

	*n_out = 0;
	if (holders->n == 0)
		return NULL;
	i = bucket_of(holders, hash);
	end = holders->bucket[i + 1];
	first = bound(holders, holders->bucket[i], end, hash, name, false);
	*n_out = bound(holders, first, end, hash, name, true) - first;
	return *n_out == 0 ? NULL : &holders->holding[first];
}

size_t
holders_equal(const struct holders *holders, size_t first)
{
	const char	*name = holders->holding[first].spn;
	size_t		 end = first + 1;

	while (end < holders->n &&
	    holders->hash[end] == holders->hash[first] &&
	    fold_cmp(holders->holding[end].spn, name) == 0)
		end++;
	return end - first;
}
