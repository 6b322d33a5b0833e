#include "cmd/render/columns.h"

#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* The library measures by the locale, and there a report must not depend on
 * the surroundings.  It fails for want of memory only. */
struct columns {
	struct libscols_table	*table;
	size_t			 n;
};

static void *
never_null(void *p)
{
	if (p == NULL) {
		perror("spnplan");
		exit(2);
	}
	return p;
}

struct columns *
columns_new(struct pool *pool, const char *kind)
{
	struct columns	*columns = pool_alloc(pool, sizeof(*columns));

	columns->n = strlen(kind);
	columns->table = never_null(scols_new_table());
	scols_table_enable_noheadings(columns->table, 1);
	scols_table_enable_noencoding(columns->table, 1);
	scols_table_set_column_separator(columns->table, "  ");
	for (; *kind != '\0'; kind++)
		never_null(scols_table_new_column(columns->table, "", 0,
		    *kind == 'r' ? SCOLS_FL_RIGHT : 0));
	return columns;
}

void
columns_row(struct columns *columns, const char *const *cell)
{
	struct libscols_line	*line = never_null(scols_table_new_line(columns->table, NULL));
	size_t			 i;

	for (i = 0; i < columns->n; i++) {
		if (scols_line_set_data(line, i, cell[i]) != 0)
			never_null(NULL);
	}
}

static char *
printed(struct columns *columns)
{
	locale_t	 utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = (locale_t)0;
	char		*text = NULL;

	if (utf8 != (locale_t)0)
		before = uselocale(utf8);
	if (scols_print_table_to_string(columns->table, &text) != 0)
		never_null(NULL);
	if (utf8 != (locale_t)0) {
		uselocale(before);
		freelocale(utf8);
	}
	return text;
}

/* Characters of UTF-8 in the longest line. */
static int
widest(const char *text)
{
	int	 width = 0, most = 0;

	for (; *text != '\0'; text++) {
		width = *text == '\n' ? 0 : width + ((*text & 0xc0) != 0x80);
		most = width > most ? width : most;
	}
	return most;
}

bool
columns_put(struct columns *columns, FILE *out, int indent, int width)
{
	char		*text = printed(columns);
	const char	*line, *end;
	bool		 fits = indent + widest(text) <= width;

	for (line = text; fits && *line != '\0'; line = *end == '\0' ? end : end + 1) {
		size_t	 n;

		end = strchrnul(line, '\n');
		for (n = (size_t)(end - line); n > 0 && line[n - 1] == ' '; n--)
			continue;
		fprintf(out, "%*s%.*s\n", indent, "", (int)n, line);
	}
	free(text);
	scols_unref_table(columns->table);
	return fits;
}
