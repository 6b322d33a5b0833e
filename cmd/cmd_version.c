#include <stdio.h>

#include "cmd/command.h"

/* VERSION comes from the Makefile, which names it once. */
int
cmd_version(const struct options *options, struct error *err)
{
	(void)options;
	(void)err;
	puts("spnplan " VERSION);
	return EXIT_CLEAN;
}
