#ifndef SETSPN_SCRIPT_H
#define SETSPN_SCRIPT_H

#include <stddef.h>

#include "tests/setspn/store.h"

/* A setspn line of a command script, as the C runtime hands it to main. */
struct command {
	size_t		  line;
	const char	 *text;		/* as written */
	const char	**argument;	/* without the program's name */
	size_t		  n_argument;
};

struct script {
	struct store	 store;
	struct command	*command;
	size_t		 n_command;
};

/*
 * Reads a .cmd file as cmd.exe would.  Only what a generated script has
 * reason to contain is known, everything else is a fault: each is told on
 * standard error as PATH:LINE, and their number is returned.  With a fault
 * nothing of the script may be run.
 */
size_t	script_read(struct script *, const char *path);
void	script_free(struct script *);

#endif
