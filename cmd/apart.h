#ifndef CMD_APART_H
#define CMD_APART_H

#include "cmd/options.h"
#include "plans/error.h"

/*
 * What is read is not written over, and no two outputs go to one file.  A
 * baseline is the exception: the report may take its place.  "-" is standard
 * input where it is read, which can be done once, and standard output, which
 * takes one output, where it is written.
 */
int	files_apart(const struct options *, struct error *);

#endif
