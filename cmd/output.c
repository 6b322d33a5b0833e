#include "cmd/output.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
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
	const int	 result = write(out, arg, err);

	if (!ferror(out) && fflush(out) == 0)
		return result;
	/* Why there is no room is worth more than what was to be written there. */
	*err = (struct error){ "" };
	return error_set(err, "cannot write: %s", strerror(errno));
}

/* What is written and not yet whole, for signals to take away. */
static const char *volatile	half;

static void
on_end(int number)
{
	if (half != NULL)
		unlink(half);
	raise(number);
}

static const int	end[] = { SIGHUP, SIGINT, SIGTERM };

/* A file that gets too long is an error like any other, and says so. */
static void
signals_heed(void)
{
	struct sigaction	 action = { .sa_handler = on_end, .sa_flags = (int)SA_RESETHAND }, old;
	size_t			 i;

	signal(SIGXFSZ, SIG_IGN);
	for (i = 0; i < sizeof(end) / sizeof(*end); i++) {
		if (sigaction(end[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(end[i], &action, NULL);
	}
}

/* A signal that comes when it is made finds it known. */
static int
half_make(char *beside)
{
	sigset_t	 ends, before;
	size_t		 i;
	int		 fd;

	sigemptyset(&ends);
	for (i = 0; i < sizeof(end) / sizeof(*end); i++)
		sigaddset(&ends, end[i]);
	sigprocmask(SIG_BLOCK, &ends, &before);
	if ((fd = mkstemp(beside)) >= 0) {
		half = beside;
		signals_heed();
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return fd;
}

static mode_t
mode_of_new(void)
{
	mode_t	 mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int
put_beside(const char *file, const char *beside, mode_t mode, FILE *out, output_fn *write, const void *arg,
    struct error *err)
{
	int	 result;

	result = put(out, write, arg, err);
	if (result == 0 && fchmod(fileno(out), mode) != 0)
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

/* A file that is there already keeps its mode. */
static int
put_file(const char *file, mode_t mode, output_fn *write, const void *arg, struct error *err)
{
	struct pool	 pool = { 0 };
	FILE		*out = NULL;
	char		*beside = pool_printf(&pool, "%s.XXXXXX", file);
	int		 result, fd = half_make(beside);

	if (fd >= 0)
		out = fdopen(fd, "w");
	if (out == NULL) {
		result = error_set(err, "cannot write beside it: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
	} else
		result = put_beside(file, beside, mode, out, write, arg, err);
	if (result != 0 && fd >= 0)
		unlink(beside);
	half = NULL;
	pool_free(&pool);
	return result;
}

const char *
output_target(struct pool *pool, const char *file)
{
	enum { MOST = 40 };	/* as many as Linux follows */
	char		 to[PATH_MAX];
	const char	*slash;
	ssize_t		 n;
	int		 i;

	for (i = 0; i < MOST && (n = readlink(file, to, sizeof(to) - 1)) > 0; i++) {
		to[n] = '\0';
		slash = *to == '/' ? NULL : strrchr(file, '/');
		file = pool_printf(pool, "%.*s%s", slash == NULL ? 0 : (int)(slash + 1 - file), file, to);
	}
	return file;
}

int
output_put(const char *file, output_fn *write, const void *arg, struct error *err)
{
	struct pool	 pool = { 0 };
	struct stat	 there;
	char		*real = NULL;
	int		 result;

	if (file == NULL || strcmp(file, "-") == 0)
		return put(stdout, write, arg, err) == 0 ? 0 : error_in(err, "standard output");
	if (stat(file, &there) != 0 && errno == ELOOP)
		result = error_set(err, "%s", strerror(errno));
	else if (stat(file, &there) != 0)
		result = put_file(output_target(&pool, file), mode_of_new(), write, arg, err);
	else if (!S_ISREG(there.st_mode))
		result = put_into(file, write, arg, err);
	else if ((real = realpath(file, NULL)) == NULL)
		result = error_set(err, "%s", strerror(errno));
	else
		result = put_file(real, there.st_mode & 0777, write, arg, err);
	free(real);
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
