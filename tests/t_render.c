#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/render/render.h"
#include "tests/description.h"
#include "tests/test.h"

/* A report of one step, as one renderer writes it; the caller frees. */
static char *
rendered(const struct renderer *row, const struct step_kind *kind)
{
	static const struct farm	 farm = { .n_site = 0 };
	static const struct plan	 plan = { .farm = &farm };
	struct facts			 facts = { .farm = &farm, .plan = &plan };
	struct report			 report = { .command = "plan", .facts = &facts };
	struct step			 step = { .kind = kind, .action = kind->shell == NULL ? ACTION_DECIDE : ACTION_ADD,
	    .spn = kind == step_spn || kind == step_spn_stranger ? "HTTP/marked" : NULL,
	    .account = "CORP\\marked$", .object = "marked$", .sam = "marked$", .domain = "corp.example",
	    .attribute = "marked", .argument = "marked",
	    .node = kind == step_kds_key ? NULL : "MARKED", .before = "marked", .after = "CORP\\marked$", .why = "marked" };
	struct look			 look = { 80, false };
	char				*text = NULL;
	size_t				 n;
	FILE				*out = open_memstream(&text, &n);

	report.steps.pool = &report.pool;
	steps_add(&report.steps, &step);
	steps_sort(&report.steps);
	SAME_INT(row->render(out, &report, &look), 0, row->name);
	fclose(out);
	report_free(&report);
	return text;
}

/* No renderer may lose a step: what it cannot express it names. */
static void
kinds_by_renderers(void)
{
	const struct renderer	*row;
	const struct step_kind	*kind;
	char			*text, title[64];

	for (row = renderer_table; row->name != NULL; row++) {
		for (kind = step_kind; kind->word != NULL; kind++) {
			snprintf(title, sizeof(title), "%s, %s", row->name, kind->word);
			text = rendered(row, kind);
			if (strcmp(row->name, "runbook") == 0)
				OK(strstr(text, "Stop if") != NULL, title);
			OK(strstr(text, "arked") != NULL || strstr(text, "klist") != NULL ||
			    strstr(text, "KdsRootKey") != NULL, title);
			free(text);
		}
	}
}

/* A report whose every name is TEXT, as one renderer writes it; the caller
 * frees. */
static char *
rendered_names(const struct renderer *row, const char *text_in)
{
	static const struct check	 check = { "id", SEVERITY_ERROR, .title = "title", .consequence = "consequence",
	    .remedy = "remedy", .source = "source" };
	static const struct farm	 farm = { .n_site = 0 };
	static const struct plan	 plan = { .farm = &farm };
	struct facts			 facts = { .farm = &farm, .plan = &plan };
	struct report_source		 source = { text_in, text_in, true };
	struct holder_row		 holder = { NULL, text_in, "enabled", "wrong" };
	struct finding			 finding = { .check = &check, .subject = { .text = text_in }, .detail = text_in,
	    .holder = &holder, .n_holder = 1 };
	struct skipped			 skipped = { &check, text_in, text_in };
	struct report			 report = { .command = "check", .facts = &facts, .source = &source, .n_source = 1,
	    .finding = &finding, .n_finding = 1, .skipped = &skipped, .n_skipped = 1 };
	struct look			 look = { 80, false };
	char				*text = NULL;
	size_t				 n;
	FILE				*out = open_memstream(&text, &n);

	SAME_INT(row->render(out, &report, &look), 0, row->name);
	fclose(out);
	report_free(&report);
	return text;
}

/* What a name must not become, and what it is instead. */
static void
hostile_names(void)
{
	static const struct { const char *renderer, *name, *never, *expect; } row[] = {
		{ "html", "<script>", "<script", "&lt;script&gt;" },
		{ "html", "\"' onload=x", "\"' onload", "&quot;&#39; onload=x" },
		{ "html", "&lt;", "\n&lt;", "&amp;lt;" },
		{ "html", "a\x1b[31mb", "\x1b", "a\\x1B[31mb" },
		/* Markdown: HTML, tables, code, links, what makes a line a list
		 * or a heading, mentions and formulas. */
		{ "markdown", "<script>", "**<script", "\\<script\\>" },
		{ "markdown", "a|b", " a|b", "a\\|b" },
		{ "markdown", "[a](http://b)", "**[a](", "\\[a\\](http\\://b)" },
		{ "markdown", "www.b", "**www.b", "www\\.b" },
		{ "markdown", "# a", "**# ", "\\# a" },
		{ "markdown", "- a", "**- ", "\\- a" },
		{ "markdown", "10. a", "**10. ", "10\\. a" },
		{ "markdown", "&lt;", "**&lt;", "\\&lt;" },
		{ "markdown", "@a $b$", "**@a", "\\@a \\$b\\$" },
		{ "markdown", "a`b", "on `a`b", "on `` a`b ``" },
		{ "markdown", "a\nb", "a\nb", "a\\\\x0Ab" },
		/* A spreadsheet runs none of them. */
		{ "csv", "=1+1", "\"=1", "\"'=1+1\"" },
		{ "csv", "+1", "\"+1", "\"'+1\"" },
		{ "csv", "-1", "\"-1", "\"'-1\"" },
		{ "csv", "@SUM(1)", "\"@", "\"'@SUM(1)\"" },
		{ "csv", "\xef\xbc\x9d" "1", "\"\xef", "\"'\xef\xbc\x9d" "1\"" },
		{ "csv", "\t=1", "\"\t", "\"\\x09=1\"" },
		{ "csv", "\r=1", "\r=", "\"\\x0D=1\"" },
		{ "csv", "a\",\"=1", "a\",", "\"a\"\",\"\"=1\"" }
	};
	char	*text;
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		text = rendered_names(renderer_find(span_of(row[i].renderer)), row[i].name);
		OK(strstr(text, row[i].never) == NULL, row[i].name);
		OK(strstr(text, row[i].expect) != NULL, row[i].name);
		free(text);
	}
}

/* What may reach a terminal. */
static void
printable_text(void)
{
	static const struct { const char *text, *expect; } row[] = {
		{ "HTTP/portal", "HTTP/portal" },
		{ "m\xc3\xbcnchen", "m\xc3\xbcnchen" },
		/* Controls of ASCII and of ISO 8859, and what is no UTF-8. */
		{ "a\x1b[31mb", "a\\x1B[31mb" },
		{ "a\nb\r\tc\x7f", "a\\x0Ab\\x0D\\x09c\\x7F" },
		{ "a\xc2\x9b" "b", "a\\xC2\\x9Bb" },
		{ "a\xff\xc3", "a\\xFF\\xC3" },
		{ "a\xed\xa0\x80" "b", "a\\xED\\xA0\\x80b" },
		/* Marks that turn the direction of what follows. */
		{ "a\xe2\x80\xae" "b", "a\\xE2\\x80\\xAEb" },
		{ "a\xe2\x81\xa6" "b", "a\\xE2\\x81\\xA6b" },
		/* Characters that are not shown. */
		{ "a\xe2\x80\x8c" "b", "a\\xE2\\x80\\x8Cb" },
		{ "a\xc2\xad" "b", "a\\xC2\\xADb" }
	};
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(printable(&pool, row[i].text), row[i].expect, row[i].expect);
	pool_free(&pool);
}

static size_t
times(const char *text, const char *word)
{
	size_t	 n = 0;

	for (; (text = strstr(text, word)) != NULL; text += strlen(word))
		n++;
	return n;
}

/* Of many sites those are open that have errors: here every fourth, which the
 * servers' own keys decrypt for. */
static void
many_sites(void)
{
	static const struct { size_t sites, open, folded; } row[] = {
		{ 8, 0, 0 }, { 9, 3, 6 }, { 48, 8, 40 }
	};
	struct pool	 pool = { 0 };
	struct look	 look = { 80, false };
	size_t		 i, j, n;
	char		*text, *page;
	FILE		*out;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct farm	 farm = { 0 };
		struct plan	 plan = { 0 };
		struct facts	 facts = { .farm = &farm, .plan = &plan };
		struct report	 report = { 0 };

		text = pool_copy(&pool, "");
		for (j = 0; j < row[i].sites; j++)
			text = pool_printf(&pool, "%s%s{'name':'s%zu','names':['s%zu.corp.example'],'servers':['WEB01','WEB02']%s}",
			    text, j > 0 ? "," : "", j, j, j % 4 == 0 ? "" :
			    ",'pool':{'identity':'SpecificUser','account':'CORP\\\\svc'},'windowsAuthentication':{'useKernelMode':false}");
		description_open(&farm, pool_printf(&pool, "{" BASE ",'sites':[%s]}", text));
		plan_make(&plan, &farm, NULL);
		report_run(&report, "plan", &facts);
		out = open_memstream(&page, &n);
		SAME_INT(renderer_find(span_of("html"))->render(out, &report, &look), 0, "html");
		fclose(out);
		SAME_INT(times(page, "<details open>"), row[i].open, "open");
		SAME_INT(times(page, "<details><summary><h3>"), row[i].folded, "folded");
		free(page);
		report_free(&report);
		plan_free(&plan);
		farm_free(&farm);
	}
	pool_free(&pool);
}

void
t_render(void)
{
	test_suite("render");
	test_add("every kind of step in every format", kinds_by_renderers);
	test_add("a name is never markup, whatever it holds", hostile_names);
	test_add("what may reach a terminal", printable_text);
	test_add("sites with errors are open", many_sites);
}
