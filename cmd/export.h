#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include <stdio.h>

#include "plans/farm.h"

/* An ldifde command, for cmd.exe and PowerShell alike, and what it writes. */
struct export {
	char	*file;
	char	*command;
};

/*
 * Those that export what the checks need of FARM, before a change: every
 * account of each domain, then the configuration of each forest.
 */
struct export	*export_before(struct pool *, const struct farm *, size_t *n_out);

/* All of them, for "spnplan help export". */
void	export_print(FILE *);

#endif
