#include <string.h>

#include "cmd/render/markup.h"
#include "cmd/render/seen.h"
#include "cmd/render/sentence.h"
#include "plans/cause.h"

static void
cell(struct markup *markup, const char *text)
{
	fputs("<td>", markup->out);
	markup_text(markup, text);
	fputs("</td>", markup->out);
}

void
markup_seen(struct markup *markup)
{
	static const char	*const column[] = { "What", "Result", "Detail" };
	size_t			 i, n;
	const struct seen_row	*row = seen_rows(&markup->pool, markup->report, &n);

	markup_heading(markup, "seen", "What was seen");
	for (i = 0; i < n; i++) {
		if (i == 0 || strcmp(row[i].title, row[i - 1].title) != 0) {
			fprintf(markup->out, "<h3>%s</h3>\n", row[i].title);
			markup_table(markup, row[i].title, column, 3);
		}
		fputs("<tr><td><code>", markup->out);
		markup_text(markup, row[i].subject);
		fputs("</code></td>", markup->out);
		cell(markup, row[i].result);
		cell(markup, row[i].detail);
		fputs("</tr>\n", markup->out);
		if (i + 1 == n || strcmp(row[i].title, row[i + 1].title) != 0)
			markup_table_end(markup);
	}
}

void
markup_causes(struct markup *markup)
{
	size_t			 i, n;
	const struct cause	**cause = causes_make(&markup->pool, markup->report, &n);

	if (n == 0)
		return;
	markup_heading(markup, "causes", sentence_causes);
	fputs("<ul>\n", markup->out);
	for (i = 0; i < n; i++) {
		fputs("<li>", markup->out);
		markup_text(markup, cause[i]->says);
		fputs(". ", markup->out);
		markup_text(markup, cause[i]->remedy);
		fputs("</li>\n", markup->out);
	}
	fputs("</ul>\n", markup->out);
}
