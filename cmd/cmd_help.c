#include <string.h>

#include "cmd/command.h"
#include "cmd/completion.h"
#include "cmd/export.h"
#include "cmd/importer.h"
#include "cmd/render/render.h"

static void
options_print(const struct command *row)
{
	const struct option_row	*option;
	char			 form[64];

	for (option = option_row; option->name != NULL; option++) {
		if ((option->commands & row->options) == 0)
			continue;
		snprintf(form, sizeof(form), "%s%c%s --%s%s%s", option->letter != '\0' ? "-" : " ",
		    option->letter != '\0' ? option->letter : ' ', option->letter != '\0' ? "," : " ",
		    option->name, option->argument != NULL ? " " : "",
		    option->argument != NULL ? option->argument : "");
		printf("  %s\n        %s\n", form, option->says);
	}
}

static void
formats_print(void)
{
	const struct renderer	*row;

	puts("\nformats:");
	for (row = renderer_table; row->name != NULL; row++)
		printf("  %-10s %s\n", row->name, row->says);
}

static void
importers_print(void)
{
	const struct importer	*row;

	puts("\nkinds:");
	for (row = importer_table; row->word != NULL; row++)
		printf("  %-10s %s\n", row->word, row->says);
}

int
cmd_help(const struct options *options, struct error *err)
{
	const struct command	*row;
	const char		*topic = options->n_argument > 0 ? options->argument[0] : NULL;
	struct nearest		 nearest = { .word = topic };

	if (topic == NULL) {
		usage_print(stdout);
		puts("\n'spnplan help COMMAND' lists its options; the manual is spnplan(1).");
	} else if (strcmp(topic, "export") == 0) {
		export_print(stdout);
	} else if ((row = command_find(topic)) != NULL) {
		printf("usage: spnplan %s %s\n\n%s\n\n", row->name, row->arguments, row->says);
		options_print(row);
		if (row->options == FOR_IMPORT)
			importers_print();
		if ((row->options & FOR_REPORT) != 0)
			formats_print();
	} else if (!completion_print(stdout, topic)) {
		command_suggest(&nearest);
		nearest_try(&nearest, "export");
		error_set(err, "help: '%s' is no command or topic%s", topic, nearest_says(&nearest));
		return EXIT_TROUBLE;
	}
	return EXIT_CLEAN;
}
