#ifndef CMD_READ_REPEATED_H
#define CMD_READ_REPEATED_H

#include <stddef.h>

#include "plans/farm.h"

/*
 * Says every key that stands twice in one object of TEXT, which Jansson has
 * accepted as JSON and of which it would keep the last only.  Keys that begin
 * with // are comments.  Objects and lists within each other beyond
 * REPEATED_DEPTH are a fault of their own.
 */
enum { REPEATED_DEPTH = 32 };

void	repeated_keys(const char *name, const char *text, size_t n, struct faults *);

#endif
