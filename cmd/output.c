#include "cmd/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 80, WIDTH_LEAST = 40, WIDTH_MOST = 120 };

/* Off a terminal nothing depends on the surroundings. */
static struct look
look_of(FILE *out)
{
	struct look	 look = { WIDTH, false };
	struct winsize	 size;
	const char	*no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!isatty(fileno(out)))
		return look;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
		look.width = size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
	look.colour = (no_color == NULL || *no_color == '\0') && term != NULL && strcmp(term, "dumb") != 0;
	return look;
}

static int
put(FILE *out, output_fn *write, const void *arg, struct error *err)
{
	if (write(out, arg, err) != 0)
		return -1;
	if (fflush(out) != 0 || ferror(out))
		return error_set(err, "cannot write: %s", strerror(errno));
	return 0;
}

static int
put_beside(const char *file, const char *beside, FILE *out, output_fn *write, const void *arg,
    struct error *err)
{
	mode_t	 mask = umask(0);
	int	 result;

	umask(mask);
	result = put(out, write, arg, err);
	if (result == 0 && fchmod(fileno(out), 0666 & ~mask) != 0)
		result = error_set(err, "%s", strerror(errno));
	if (fclose(out) != 0 && result == 0)
		result = error_set(err, "cannot write: %s", strerror(errno));
	if (result == 0 && rename(beside, file) != 0)
		result = error_set(err, "cannot rename to it: %s", strerror(errno));
	return result;
}

/* A device or a pipe is written to: a file in its place would be the end of it. */
static int
put_into(const char *file, output_fn *write, const void *arg, struct error *err)
{
	FILE	*out = fopen(file, "w");
	int	 result;

	if (out == NULL)
		return error_set(err, "%s", strerror(errno));
	result = put(out, write, arg, err);
	if (fclose(out) != 0 && result == 0)
		result = error_set(err, "cannot write: %s", strerror(errno));
	return result;
}

int
output_put(const char *file, output_fn *write, const void *arg, struct error *err)
{
	struct pool	 pool = { 0 };
	struct stat	 there;
	FILE		*out = NULL;
	char		*beside;
	int		 fd, result;

	if (file == NULL)
		return put(stdout, write, arg, err) == 0 ? 0 : error_in(err, "standard output");
	if (stat(file, &there) == 0 && !S_ISREG(there.st_mode))
		return put_into(file, write, arg, err) == 0 ? 0 : error_in(err, "%s", file);
	beside = pool_printf(&pool, "%s.XXXXXX", file);
	fd = mkstemp(beside);
	if (fd >= 0)
		out = fdopen(fd, "w");
	if (out == NULL) {
		result = error_set(err, "cannot write beside it: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
	} else
		result = put_beside(file, beside, out, write, arg, err);
	if (result != 0 && fd >= 0)
		unlink(beside);
	pool_free(&pool);
	return result == 0 ? 0 : error_in(err, "%s", file);
}

struct rendering {
	const struct renderer	*renderer;
	const struct report	*report;
};

static int
render(FILE *out, const void *arg, struct error *err)
{
	const struct rendering	*rendering = arg;
	struct look		 look = look_of(out);

	if (rendering->renderer->render(out, rendering->report, &look) != 0)
		return error_set(err, "cannot write the report as %s", rendering->renderer->name);
	return 0;
}

int
output_write(const char *file, const struct renderer *renderer, const struct report *report,
    struct error *err)
{
	struct rendering	 rendering = { renderer, report };

	return output_put(file, render, &rendering, err);
}
