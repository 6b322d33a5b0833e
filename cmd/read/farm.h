#ifndef CMD_READ_FARM_H
#define CMD_READ_FARM_H

#include <stdio.h>

#include "plans/error.h"
#include "plans/farm.h"

/*
 * Reads one description (spnplan-farm(5)) into FARM, which may hold others
 * already; call farm_close after the last.  PATH is a file, or "-" for
 * standard input.  What is wrong with the description goes into FAULTS, all
 * of it; -1 only where the file cannot be read or is not JSON at all.
 */
int	farm_read(struct farm *, const char *path, struct faults *, struct error *);

/* The same from memory; NAME is for messages. */
int	farm_read_text(struct farm *, const char *name, const char *text, size_t n,
	    struct faults *, struct error *);

/* The JSON Schema of a description, from the reader's own table. */
int	farm_schema_print(FILE *);

/* Every member's dotted name, a line each: "sites[].pool.identity". */
void	farm_members_print(FILE *);

#endif
