#include "cmd/apart.h"

#include <string.h>
#include <sys/stat.h>

/* Devices and pipes are there for whatever is sent to them. */
static bool
is_same(const char *a, const char *b)
{
	struct stat	 at_a, at_b;

	if (stat(a, &at_a) != 0 || stat(b, &at_b) != 0)
		return strcmp(a, b) == 0;
	return S_ISREG(at_a.st_mode) && at_a.st_dev == at_b.st_dev && at_a.st_ino == at_b.st_ino;
}

static bool
is_among(const char *const *name, size_t n_name, const char *file)
{
	size_t	 i;

	for (i = 0; i < n_name; i++) {
		if (is_same(name[i], file))
			return true;
	}
	return false;
}

/* "WEB01=FILE", as import has it. */
static bool
is_behind_name(const char *const *name, size_t n_name, const char *file)
{
	const char	*equals;
	size_t		 i;

	for (i = 0; i < n_name; i++) {
		equals = strchr(name[i], '=');
		if (equals != NULL && is_same(equals + 1, file))
			return true;
	}
	return false;
}

static bool
is_read(const struct options *options, const char *file)
{
	return is_among(options->argument, options->n_argument, file) ||
	    is_among(options->source, options->n_source, file) ||
	    is_among(options->ignore_file, options->n_ignore_file, file) ||
	    is_among(options->farm, options->n_farm, file) ||
	    is_among(options->header, options->n_header, file) ||
	    is_behind_name(options->server, options->n_server, file) ||
	    is_behind_name(options->argument, options->n_argument, file) ||
	    (options->evidence_file != NULL && is_same(options->evidence_file, file));
}

static int
file_apart(const struct options *options, const char *const *before, size_t n_before, const char *file,
    struct error *err)
{
	if (is_read(options, file))
		return error_set(err, "'%s' is read, so nothing is written there", file);
	if (is_among(before, n_before, file))
		return error_set(err, "'%s' cannot hold two outputs", file);
	return 0;
}

int
files_apart(const struct options *options, struct error *err)
{
	const char	*const single[] = { options->rollback_file, options->output_file, options->save_file };
	const size_t	 n_single = sizeof(single) / sizeof(*single);
	struct pool	 pool = { 0 };
	const char	**before = pool_alloc(&pool, (options->n_output + n_single) * sizeof(*before)), *file;
	size_t		 i, n_before = 0;
	int		 result = 0;

	for (i = 0; result == 0 && i < options->n_output + n_single; i++) {
		file = i < options->n_output ? options->output[i].file : single[i - options->n_output];
		if (file == NULL)
			continue;
		result = file_apart(options, before, n_before, file, err);
		before[n_before++] = file;
	}
	pool_free(&pool);
	return result;
}
