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
	row = command_find(strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ? "help" : argv[1]);
	if (row == NULL)
		error_set(&err, "'%s' is no command; see 'spnplan help'", argv[1]);
	else if (options_read(&options, row->options, argc - 1, argv + 1, &err) == 0)
		status = row->run(&options, &err);
	if (status != EXIT_TROUBLE && (fflush(stdout) != 0 || ferror(stdout))) {
		error_set(&err, "cannot write standard output");
		status = EXIT_TROUBLE;
	}
	if (err.text[0] != '\0')
		complain(&err);
	options_free(&options);
	return status;
}
