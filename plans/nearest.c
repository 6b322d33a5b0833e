#include "plans/nearest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "plans/text.h"

enum { LONGEST = 63, SHORTEST_STUMP = 3 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, remove, replace or swap with a neighbour, by the usual
 * table; two rows back is enough for swaps. */
static size_t
distance_of(const char *a, size_t n, const char *b, size_t m)
{
	size_t	 row[3][LONGEST + 1], i, j, *now, *last, *before;

	for (j = 0; j <= m; j++)
		row[0][j] = j;
	for (i = 1; i <= n; i++) {
		now = row[i % 3];
		last = row[(i + 2) % 3];
		before = row[(i + 1) % 3];
		now[0] = i;
		for (j = 1; j <= m; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + !text_equal(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && text_equal(a[i - 1], b[j - 2]) && text_equal(a[i - 2], b[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

static bool
is_stump(const char *stump, size_t n, const char *word)
{
	size_t	 i;

	for (i = 0; i < n && word[i] != '\0' && text_equal(stump[i], word[i]); i++)
		continue;
	return n >= SHORTEST_STUMP && i == n;
}

void
nearest_try(struct nearest *nearest, const char *word)
{
	size_t	 n = strlen(nearest->word), m = strlen(word), distance;

	if (n > LONGEST || m > LONGEST)
		return;
	distance = is_stump(nearest->word, n, word) ? 1 : distance_of(nearest->word, n, word, m);
	if (distance * 3 > (m < n ? n : m) || (nearest->found != NULL && distance >= nearest->distance))
		return;
	nearest->found = word;
	nearest->distance = distance;
}

const char *
nearest_says(struct nearest *nearest)
{
	if (nearest->found == NULL)
		return "";
	snprintf(nearest->text, sizeof(nearest->text), ", but '%s' is", nearest->found);
	return nearest->text;
}
