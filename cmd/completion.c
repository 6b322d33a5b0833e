#include "cmd/completion.h"

#include <string.h>

#include "cmd/command.h"
#include "cmd/importer.h"
#include "cmd/render/render.h"
#include "plans/entry.h"

typedef void	words_fn(FILE *);

static void
formats(FILE *out)
{
	const struct renderer	*row;

	for (row = renderer_table; row->name != NULL; row++)
		fprintf(out, "%s ", row->name);
}

static void
severities(FILE *out)
{
	size_t	 i;

	for (i = 0; i < N_SEVERITY; i++)
		fprintf(out, "%s ", severity_word[i]);
}

static void
checks(FILE *out)
{
	const struct check	*const *table, *row;

	for (table = check_table; *table != NULL; table++) {
		for (row = *table; row->id != NULL; row++)
			fprintf(out, "%s ", row->id);
	}
}

static void
attributes(FILE *out)
{
	size_t	 i;

	fputs("standard ", out);
	for (i = 0; i < N_ATTRIBUTE; i++)
		fprintf(out, "%s ", attribute[i].name);
}

static void
commands(FILE *out)
{
	const struct command	*row;

	for (row = command_table; row->name != NULL; row++)
		fprintf(out, "%s ", row->name);
}

static void
topics(FILE *out)
{
	commands(out);
	fputs("export bash zsh fish ", out);
}

static void
importers(FILE *out)
{
	const struct importer	*row;

	for (row = importer_table; row->word != NULL; row++)
		fprintf(out, "%s ", row->word);
}

/* What an argument can be, by its name in help; others are files or free. */
static const struct choice {
	const char	*argument;
	words_fn	*words;
	const char	*command;	/* that is asked for them instead */
} choice[] = {
	{ "FORMAT[=FILE]", formats, NULL }, { "SEVERITY", severities, NULL }, { "ID", checks, NULL },
	{ "ID[:SUBJECT]", checks, NULL }, { "ATTRIBUTE,...", attributes, NULL },
	{ "[COMMAND | export]", topics, NULL }, { "KIND [FILE...]...", importers, NULL },
	{ "[ID | CODE]", NULL, "spnplan explain --ids" }
};

static const struct choice *
choice_of(const char *argument)
{
	size_t	 i;

	for (i = 0; argument != NULL && i < sizeof(choice) / sizeof(*choice); i++) {
		if (strcmp(choice[i].argument, argument) == 0)
			return &choice[i];
	}
	return NULL;
}

/* TEXT in single quotes, where QUOTE stands for one, with a backslash before
 * what is SPECIAL. */
static void
quoted(FILE *out, const char *text, const char *quote, const char *special)
{
	fputc('\'', out);
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			fputs(quote, out);
			continue;
		}
		if (strchr(special, *text) != NULL)
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

static void
bash_words(FILE *out, const struct choice *row)
{
	fputs("words='", out);
	if (row->words != NULL)
		row->words(out);
	if (row->command != NULL)
		fprintf(out, "'; words=$(%s 2>/dev/null)", row->command);
	else
		fputc('\'', out);
	fputs(" ;;\n", out);
}

static void
bash(FILE *out)
{
	const struct command	*row;
	const struct option_row	*option;

	/* "=" splits words there. */
	fputs("_spnplan() {\n\tlocal cur=$2 before=$3 words=\n\tCOMPREPLY=()\n"
	    "\tif [ \"$cur\" = = ]; then\n\t\tcur=\n\telif [ \"$before\" = = ]; then\n"
	    "\t\tbefore=${COMP_WORDS[COMP_CWORD-2]}\n\tfi\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords='", out);
	commands(out);
	fputs("'\n\telse case $before in\n", out);
	for (option = option_row; option->name != NULL; option++) {
		if (choice_of(option->argument) == NULL)
			continue;
		fprintf(out, "\t--%s) ", option->name);
		bash_words(out, choice_of(option->argument));
	}
	fputs("\t*) case ${COMP_WORDS[1]},$cur in\n", out);
	for (row = command_table; row->name != NULL; row++) {
		fprintf(out, "\t%s,-*) words='", row->name);
		for (option = option_row; option->name != NULL; option++) {
			if ((option->commands & row->options) != 0)
				fprintf(out, "--%s ", option->name);
		}
		fputs("' ;;\n", out);
		if (choice_of(row->arguments) != NULL) {
			fprintf(out, "\t%s,*) ", row->name);
			bash_words(out, choice_of(row->arguments));
		}
	}
	fputs("\tesac ;;\n\tesac\n\tfi\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
	    "complete -o default -F _spnplan spnplan\n", out);
}

/* Of those that are no choice. */
static bool
is_file(const char *argument)
{
	return strstr(argument, "FILE") != NULL || strstr(argument, "SOURCE") != NULL ||
	    strstr(argument, "FARM") != NULL;
}

static void
zsh_argument(FILE *out, const char *argument)
{
	const struct choice	*row = choice_of(argument);

	fputs("':argument:", out);
	if (row == NULL)
		fputs(is_file(argument) ? "_files" : " ", out);
	else if (row->command != NULL)
		fprintf(out, "($(%s 2>/dev/null))", row->command);
	else {
		fputc('(', out);
		row->words(out);
		fputc(')', out);
	}
	fputc('\'', out);
}

/* "(-d --directory)"{-d,--directory}"[says]": several times where it may. */
static void
zsh_option(FILE *out, const struct option_row *option)
{
	fputs("\t\t\t", out);
	if (option->letter != '\0')
		fprintf(out, "'*'{-%c,--%s}", option->letter, option->name);
	else
		fprintf(out, "'*--%s'", option->name);
	fputs("'['", out);
	quoted(out, option->says, "'\\''", "[]:\\");
	fputs("']'", out);
	if (option->argument != NULL)
		zsh_argument(out, option->argument);
	fputs(" \\\n", out);
}

static void
zsh(FILE *out)
{
	const struct command	*row;
	const struct option_row	*option;

	fputs("#compdef spnplan\n_spnplan() {\n\tlocal -a commands\n\tif (( CURRENT == 2 )); then\n\t\tcommands=(\n", out);
	for (row = command_table; row->name != NULL; row++) {
		fprintf(out, "\t\t\t%s:", row->name);
		quoted(out, row->says, "'\\''", ":\\");
		fputc('\n', out);
	}
	fputs("\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
	    "\tlocal command=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $command in\n", out);
	for (row = command_table; row->name != NULL; row++) {
		fprintf(out, "\t%s)\n\t\t_arguments \\\n", row->name);
		for (option = option_row; option->name != NULL; option++) {
			if ((option->commands & row->options) != 0)
				zsh_option(out, option);
		}
		fputs("\t\t\t'*'", out);
		zsh_argument(out, row->arguments);
		fputs("\n\t\t;;\n", out);
	}
	fputs("\tesac\n}\n_spnplan \"$@\"\n", out);
}

/* -r: takes a file; -x: takes one of these words. */
static void
fish_argument(FILE *out, const char *argument)
{
	const struct choice	*row = choice_of(argument);

	if (row == NULL) {
		fputs(is_file(argument) ? " -r" : " -x", out);
		return;
	}
	fputs(" -x -a '", out);
	if (row->command != NULL)
		fprintf(out, "(%s 2>/dev/null)", row->command);
	else
		row->words(out);
	fputc('\'', out);
}

static void
fish(FILE *out)
{
	const struct command	*row;
	const struct option_row	*option;

	for (row = command_table; row->name != NULL; row++) {
		fprintf(out, "complete -c spnplan -n __fish_use_subcommand -f -a %s -d ", row->name);
		quoted(out, row->says, "\\'", "\\");
		fputc('\n', out);
		if (choice_of(row->arguments) != NULL) {
			fprintf(out, "complete -c spnplan -n '__fish_seen_subcommand_from %s'", row->name);
			fish_argument(out, row->arguments);
			fputc('\n', out);
		}
	}
	for (option = option_row; option->name != NULL; option++) {
		fputs("complete -c spnplan -n '__fish_seen_subcommand_from", out);
		for (row = command_table; row->name != NULL; row++) {
			if ((option->commands & row->options) != 0)
				fprintf(out, " %s", row->name);
		}
		fputc('\'', out);
		if (option->letter != '\0')
			fprintf(out, " -s %c", option->letter);
		fprintf(out, " -l %s", option->name);
		if (option->argument != NULL)
			fish_argument(out, option->argument);
		fputs(" -d ", out);
		quoted(out, option->says, "\\'", "\\");
		fputc('\n', out);
	}
}

bool
completion_print(FILE *out, const char *shell)
{
	static const struct { const char *name; words_fn *print; } row[] = {
		{ "bash", bash }, { "zsh", zsh }, { "fish", fish }
	};
	size_t	 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (strcmp(row[i].name, shell) == 0) {
			row[i].print(out);
			return true;
		}
	}
	return false;
}
