#include <stdlib.h>

#include "cmd/render/columns.h"
#include "tests/test.h"

/* Two rows of two cells, behind two spaces. */
static void
columns_of(const char *kind, const char *const *cell, int width, const char *expect)
{
	struct pool	 pool = { 0 };
	struct columns	*columns = columns_new(&pool, kind);
	char		*text = NULL;
	size_t		 n;
	FILE		*out = open_memstream(&text, &n);
	bool		 fits;

	columns_row(columns, cell);
	columns_row(columns, cell + 2);
	fits = columns_put(columns, out, 2, width);
	fclose(out);
	SAME(text, expect, cell[0]);
	OK(fits == (*expect != '\0'), cell[0]);
	free(text);
	pool_free(&pool);
}

static void
aligned(void)
{
	static const struct { const char *kind, *cell[4]; int width; const char *expect; } row[] = {
		{ "ll", { "a", "b", "long", "c" }, 80, "  a     b\n  long  c\n" },
		{ "rl", { "9", "b", "10", "c" }, 80, "   9  b\n  10  c\n" },
		/* Nothing is left over at the end of a line. */
		{ "ll", { "a", "", "b", "c" }, 80, "  a\n  b  c\n" },
		/* By what is seen, whatever the locale; what looks like an
		 * escape is text. */
		{ "ll", { "m\xc3\xbcnchen", "b", "munchen", "c" }, 80, "  m\xc3\xbcnchen  b\n  munchen  c\n" },
		{ "ll", { "CORP\\xavier", "b", "a", "c" }, 80, "  CORP\\xavier  b\n  a            c\n" },
		/* As wide as there is room, and one wider. */
		{ "ll", { "abcd", "b", "a", "c" }, 9, "  abcd  b\n  a     c\n" },
		{ "ll", { "abcd", "b", "a", "c" }, 8, "" }
	};
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		columns_of(row[i].kind, row[i].cell, row[i].width, row[i].expect);
}

void
t_columns(void)
{
	test_suite("columns");
	test_add("aligned columns", aligned);
}
