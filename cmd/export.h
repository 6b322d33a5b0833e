#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include <stdio.h>

#include "plans/pool.h"

/*
 * The ldifde command that exports what the checks need: every account of a
 * domain, or the configuration of a forest.  DNS is the name of the domain or
 * of the forest's root.  For cmd.exe, % not doubled.
 */
char	*export_accounts(struct pool *, const char *file, const char *dns);
char	*export_forest(struct pool *, const char *file, const char *dns);

/* All of them, for "spnplan help export". */
void	export_print(FILE *);

#endif
