#ifndef CMD_RENDER_COLUMNS_H
#define CMD_RENDER_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "plans/pool.h"

/*
 * Aligned columns without a head, as libsmartcols sets them.  KIND has a
 * letter for each column: 'l' or 'r', the side that it is aligned to.
 */
struct columns;

struct columns	*columns_new(struct pool *, const char *kind);

/* As many cells as there are columns; what they hold must be printable. */
void	columns_row(struct columns *, const char *const *cell);

/* Writes all rows, each behind INDENT spaces, and frees them; or writes none
 * and returns false where one would be wider than WIDTH. */
bool	columns_put(struct columns *, FILE *, int indent, int width);

#endif
