#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include <stdio.h>

#include "cmd/render/render.h"
#include "plans/error.h"

/*
 * Has WRITE write to FILE, or to standard output for NULL and "-".  A file is
 * written beside its name and renamed when it is whole; until then a signal
 * that ends the program takes away what there is of it.  Where a file is
 * already, its mode stays; a link stays one, whether a file is there or not.
 */
typedef int	output_fn(FILE *, const void *arg, struct error *);
int	output_put(const char *file, output_fn *write, const void *arg, struct error *);

/* Where the links of that name lead, if it is the name of one. */
const char	*output_target(struct pool *, const char *file);

/*
 * Writes REPORT to FILE, in the same way.
 */
int	output_write(const char *file, const struct renderer *, const struct report *,
	    struct error *);

#endif
