#include "tests/test.h"

#include <stdint.h>
#include <string.h>

#include "ldap/newline.h"

/* Of texts of any length, each as memchr(3) finds it. */
static void
line_feeds(void)
{
	enum { LONGEST = 300 };
	char		 text[LONGEST + 1];
	uint64_t	 found[LONGEST / NEWLINE_BLOCK + 1];
	struct newlines	 newlines;
	size_t		 n, i, wrong = 0;
	unsigned	 seed = 11;
	char		*at;

	for (n = 1; n <= LONGEST; n++) {
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = (seed >> 16) % (n % 90 + 2) == 0 ? '\n' : (char)(seed >> 20);
		}
		newlines_find(text, n, found);
		newlines = newlines_of(text, found);
		for (at = text; (at = memchr(at, '\n', (size_t)(text + n - at))) != NULL; at++) {
			wrong += newline_next(&newlines) != at;
			newline_pass(&newlines);
		}
		wrong += newlines.mask != 0;
	}
	SAME_INT((long long)wrong, 0, NULL);
}

void
t_newline(void)
{
	test_suite("newline");
	test_add("line feeds are found wherever they stand", line_feeds);
}
