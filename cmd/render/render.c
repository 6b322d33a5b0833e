#include "cmd/render/render.h"

#include <string.h>

const struct renderer renderer_table[] = {
	{ "text", render_text, "for people" },
	{ "json", render_json, "for programs: everything, in a stable order" },
	{ "html", render_html, "for people: one page, with drawings, for a change ticket" },
	{ "markdown", render_markdown, "for people: text for a ticket" },
	{ "csv", render_csv, "for spreadsheets: a line for each decision, finding, step" },
	{ "setspn", render_setspn, "the steps as a .cmd script of setspn lines" },
	{ "powershell", render_powershell, "the steps as a .ps1 script of cmdlets" },
	{ "ldif", render_ldif, "the steps as change records for ldifde or ldapmodify" },
	{ "runbook", render_runbook, "the change in stages, for a change board, as text for a ticket" },
	{ NULL, NULL, NULL }
};

const struct renderer *
renderer_find(struct span name)
{
	const struct renderer	*row;

	for (row = renderer_table; row->name != NULL; row++) {
		if (span_is(name, row->name))
			return row;
	}
	return NULL;
}

char *
renderer_names(struct pool *pool)
{
	const struct renderer	*row;
	char			*text = pool_copy(pool, "");

	for (row = renderer_table; row->name != NULL; row++)
		text = pool_printf(pool, "%s%s%s", text, row == renderer_table ? "" : ", ", row->name);
	return text;
}
