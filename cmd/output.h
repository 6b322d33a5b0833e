#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include "cmd/render/render.h"
#include "plans/error.h"

/*
 * Writes REPORT to FILE, or to standard output for NULL.  A file is written
 * beside its name and renamed when it is whole.
 */
int	output_write(const char *file, const struct renderer *, const struct report *,
	    struct error *);

#endif
