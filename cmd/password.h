#ifndef CMD_PASSWORD_H
#define CMD_PASSWORD_H

#include "plans/error.h"
#include "plans/pool.h"

/*
 * The password of USER: the first line of FILE, or for NULL what is typed on
 * the terminal, without echo.  Never from the command line, where others can
 * read it.
 */
int	password_read(struct pool *, const char *user, const char *file,
	    char **password_out, struct error *);

#endif
