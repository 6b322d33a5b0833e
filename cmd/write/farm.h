#ifndef CMD_WRITE_FARM_H
#define CMD_WRITE_FARM_H

#include <stdio.h>

#include "cmd/read/import.h"

/*
 * Writes what was imported as a description (spnplan-farm(5)), member by
 * member of the table that reads one; what is not set is left out, and notes
 * are comments at the head of what they are about.
 */
int	farm_write(FILE *, const struct import *, struct error *);

#endif
