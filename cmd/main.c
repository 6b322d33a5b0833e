#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "plans/printable.h"

/* One line, whatever bytes the cause came with. */
static void
complain(const struct error *err)
{
	struct pool	 pool = { 0 };

	fflush(stdout);
	fprintf(stderr, "spnplan: %s\n", printable(&pool, err->text));
	pool_free(&pool);
}

/* "--help" and "--version" are commands too, and "plan --help" is "help plan". */
static const char *
command_name(int argc, char **argv)
{
	static const struct { const char *option, *command; } row[] = {
		{ "--help", "help" }, { "-h", "help" }, { "--version", "version" }, { "-V", "version" }
	};
	size_t	 i;

	if (argc == 3 && strcmp(argv[2], "--help") == 0 && command_find(argv[1]) != NULL) {
		argv[2] = argv[1];
		return "help";
	}
	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (strcmp(argv[1], row[i].option) == 0)
			return row[i].command;
	}
	return argv[1];
}

static void
no_command(const char *name, struct error *err)
{
	struct nearest	 nearest = { .word = name };

	command_suggest(&nearest);
	error_set(err, "'%s' is no command%s; see 'spnplan help'", name, nearest_says(&nearest));
}

static int
run(const struct command *row, const struct options *options, struct error *err)
{
	if (options->n_argument > row->most) {
		error_set(err, "%s: '%s' is a word too many; see 'spnplan help'", row->name, options->argument[row->most]);
		return EXIT_TROUBLE;
	}
	return row->run(options, err);
}

int
main(int argc, char **argv)
{
	const struct command	*row;
	struct options		 options = { 0 };
	struct error		 err = { 0 };
	int			 status = EXIT_TROUBLE;

	if (argc < 2) {
		usage_print(stderr);
		return EXIT_TROUBLE;
	}
	row = command_find(command_name(argc, argv));
	if (row == NULL)
		no_command(argv[1], &err);
	else if (options_read(&options, row->options, argc - 1, argv + 1, &err) == 0)
		status = run(row, &options, &err);
	if (status != EXIT_TROUBLE && (fflush(stdout) != 0 || ferror(stdout))) {
		error_set(&err, "cannot write standard output");
		status = EXIT_TROUBLE;
	}
	if (err.text[0] != '\0')
		complain(&err);
	options_free(&options);
	return status;
}
