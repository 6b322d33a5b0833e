#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include <stdio.h>

#include "plans/report.h"

/* An ldifde command, for cmd.exe and PowerShell alike, and what it writes. */
struct export {
	char	*file;
	char	*command;
};

/*
 * Those that export, before a change, what the checks need of the domains that
 * are described or changed: every account of each, then the configuration of
 * each forest.
 */
struct export	*export_before(struct pool *, const struct report *, size_t *n_out);

/* All of them, for "spnplan help export". */
void	export_print(FILE *);

#endif
