#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>

#include "plans/names.h"

enum { N_PART = 5 };

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 32;
}

/* Keys of BITS bits, at the upper end or the lower one, in parts of N each. */
static const struct row {
	const char	*name;
	size_t		 n;
	unsigned	 bits;
	bool		 upper;
} rows[] = {
	{ "none", 0, 32, true },
	{ "one each", 1, 32, true },
	{ "few", 10, 32, true },
	{ "many", 20000, 32, true },
	{ "one key for all", 3000, 0, true },
	{ "often the same", 3000, 9, true },
	{ "the last byte alone", 300, 8, false },
};

static uint32_t
key_of(const struct row *row, uint64_t *state)
{
	uint32_t	 key = (uint32_t)next_random(state);

	if (row->bits == 0)
		return 7;
	return row->upper ? key >> (32 - row->bits) << (32 - row->bits) : key >> (32 - row->bits);
}

/* Each part counts its own from 0. */
static void
fill(struct names part[N_PART], struct names_part of[N_PART], const struct row *row)
{
	uint64_t	 state = 1;
	size_t		 i, j;

	for (i = 0; i < N_PART; i++) {
		for (j = 0; j < row->n; j++)
			names_note(&part[i], key_of(row, &state), (uint32_t)j);
		of[i] = (struct names_part){ &part[i], (uint32_t)(i * row->n) };
	}
}

/* In order, and as they came where keys are the same. */
static bool
is_sorted(const struct names *names)
{
	size_t	 i;

	for (i = 1; i < names->n; i++)
		if (names->note[i - 1] >= names->note[i])
			return false;
	return true;
}

/* Every note by its key. */
static bool
are_found(const struct names *names, const struct row *row)
{
	uint64_t	 state = 1;
	const uint64_t	*note;
	uint32_t	 key, number;
	size_t		 i, n;

	for (number = 0; number < N_PART * row->n; number++) {
		key = key_of(row, &state);
		note = names_find(names, key, &n);
		for (i = 0; i < n && names_number(note[i]) != number; i++)
			if (names_key(note[i]) != key)
				return false;
		if (i == n)
			return false;
	}
	return true;
}

static void
parts_joined(void)
{
	struct names		 names, part[N_PART] = { { 0 } };
	struct names_part	 of[N_PART];
	const struct row	*row;
	size_t			 i, n;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		row = &rows[i];
		names = (struct names){ 0 };
		fill(part, of, row);
		for (n = 0; n < N_PART; n++)
			names_divide(&part[n]);
		names_join(&names, of, N_PART);
		SAME_INT(names.n, N_PART * row->n, row->name);
		OK(is_sorted(&names), row->name);
		OK(row->bits == 0 || are_found(&names, row), row->name);
		OK(names_find(&names, 3, &n) == NULL || row->bits == 8, row->name);
		OK(part[0].n == 0 && part[0].note == NULL, row->name);
		names_free(&names);
	}
}

void
t_names(void)
{
	test_suite("names");
	test_add("parts joined, sorted by key, found", parts_joined);
}
