#include "cmd/command.h"

#include <stdint.h>
#include <string.h>

const struct command command_table[] = {
	{ "plan", FOR_PLAN, SIZE_MAX, "FARM...", "decide who must hold each SPN", cmd_plan },
	{ "check", FOR_CHECK, SIZE_MAX, "-d SOURCE FARM...", "compare that with the directory", cmd_check },
	{ "audit", FOR_AUDIT, SIZE_MAX, "-d SOURCE [FARM...]", "look for faults in the whole directory", cmd_audit },
	{ "diagnose", FOR_DIAGNOSE, SIZE_MAX, "URL | SPN | FILE", "why is this not Kerberos?", cmd_diagnose },
	{ "import", FOR_IMPORT, SIZE_MAX, "KIND [FILE...]...", "describe a farm from configurations", cmd_import },
	{ "snapshot", FOR_SNAPSHOT, SIZE_MAX, "-d SOURCE [FARM...]", "record what that reads, as LDIF", cmd_snapshot },
	{ "explain", FOR_EXPLAIN, SIZE_MAX, "[ID | CODE]", "what a finding, identity or code means", cmd_explain },
	{ "help", 0, 1, "[COMMAND | export]", "options; how to export a directory", cmd_help },
	{ "version", 0, 0, "", "which version this is", cmd_version },
	{ NULL, 0, 0, NULL, NULL, NULL }
};

const struct command *
command_find(const char *name)
{
	const struct command	*row;

	for (row = command_table; row->name != NULL; row++) {
		if (strcmp(row->name, name) == 0)
			return row;
	}
	return NULL;
}

void
command_suggest(struct nearest *nearest)
{
	const struct command	*row;

	for (row = command_table; row->name != NULL; row++)
		nearest_try(nearest, row->name);
}

void
usage_print(FILE *out)
{
	const struct command	*row;

	fputs("usage:\n", out);
	for (row = command_table; row->name != NULL; row++)
		fprintf(out, "  spnplan %-8s %-19s %s\n", row->name, row->arguments, row->says);
}
