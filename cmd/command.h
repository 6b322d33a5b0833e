#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "cmd/options.h"
#include "plans/error.h"
#include "plans/nearest.h"

/* Exit statuses: a contract (spnplan(1)). */
enum { EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

struct command {
	const char	*name;
	unsigned	 options;	/* its bit in struct option_row, 0 for none */
	size_t		 most;		/* words that it takes, beside options */
	const char	*arguments;
	const char	*says;
	/* Returns an exit status; EXIT_TROUBLE with the reason in err. */
	int		(*run)(const struct options *, struct error *);
};

extern const struct command	command_table[];	/* the last has no name */

const struct command	*command_find(const char *name);	/* or NULL */

void	command_suggest(struct nearest *);	/* tries each */

void	usage_print(FILE *);

int	cmd_plan(const struct options *, struct error *);
int	cmd_audit(const struct options *, struct error *);
int	cmd_check(const struct options *, struct error *);
int	cmd_diagnose(const struct options *, struct error *);
int	cmd_explain(const struct options *, struct error *);
int	cmd_import(const struct options *, struct error *);
int	cmd_snapshot(const struct options *, struct error *);
int	cmd_help(const struct options *, struct error *);
int	cmd_version(const struct options *, struct error *);

#endif
