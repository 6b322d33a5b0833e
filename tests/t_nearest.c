#include "plans/nearest.h"
#include "tests/test.h"

/* Which of a few words is meant. */
static void
meant(void)
{
	static const char	*const word[] = { "plan", "check", "snapshot", "spn-missing", "spn-malformed" };
	static const struct { const char *word, *says; } row[] = {
		{ "chekc", ", but 'check' is" },		/* swapped */
		{ "chck", ", but 'check' is" },		/* missing */
		{ "cheeck", ", but 'check' is" },	/* too many */
		{ "CHECK", ", but 'check' is" },
		{ "snap", ", but 'snapshot' is" },	/* stops short */
		{ "spn-mising", ", but 'spn-missing' is" },
		{ "sn", "" },
		{ "pl", "" },
		{ "", "" },
		{ "shuffle", "" },
		{ "0123456789012345678901234567890123456789012345678901234567890123456789", "" }
	};
	size_t	 i, j;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct nearest	 nearest = { .word = row[i].word };

		for (j = 0; j < sizeof(word) / sizeof(*word); j++)
			nearest_try(&nearest, word[j]);
		SAME(nearest_says(&nearest), row[i].says, row[i].word);
	}
}

void
t_nearest(void)
{
	test_suite("nearest");
	test_add("which word is meant", meant);
}
