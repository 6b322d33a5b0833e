#ifndef CMD_READ_FILE_H
#define CMD_READ_FILE_H

#include <stddef.h>

#include "plans/error.h"
#include "plans/pool.h"

/*
 * All of a file, of 64 MiB at most, behind the mark that UTF-8 may begin with
 * and with a NUL at its end; "-" is standard input.  The text is the pool's.
 */
int	file_read(struct pool *, const char *path, char **text_out, size_t *n_out, struct error *);

/* How long the mark is that UTF-8 may begin with, which no format takes for text. */
size_t	file_mark_length(const char *text, size_t n);

/* Goes past that mark; UTF-16 is an error. */
int	file_mark(const char *name, const char **text, size_t *n, struct error *);

/* What messages call it. */
const char	*file_name(const char *path);

#endif
