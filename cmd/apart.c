#include "cmd/apart.h"

#include <string.h>
#include <sys/stat.h>

#include "cmd/output.h"

/* What the command line names; "-" is no file. */
struct names {
	struct pool	 pool;
	const char	**name;
	size_t		 n;
};

static void
name_add(struct names *names, const char *name)
{
	if (name == NULL)
		return;
	names->name = pool_more(&names->pool, names->name, names->n, sizeof(*names->name));
	names->name[names->n++] = name;
}

static void
names_add(struct names *names, const char *const *name, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		name_add(names, name[i]);
}

/* "WEB01=FILE", as import has it. */
static void
names_add_behind(struct names *names, const char *const *name, size_t n)
{
	const char	*equals;
	size_t		 i;

	for (i = 0; i < n; i++) {
		equals = strchr(name[i], '=');
		name_add(names, equals != NULL ? equals + 1 : NULL);
	}
}

static bool
is_dash(const char *name)
{
	return strcmp(name, "-") == 0;
}

/* "-" is a file among these. */
static void
names_add_secret(struct names *names, const char *name)
{
	if (name != NULL && !is_dash(name))
		name_add(names, name);
}

/* All but the baseline. */
static void
names_read(struct names *names, const struct options *options)
{
	names_add(names, options->argument, options->n_argument);
	names_add(names, options->source, options->n_source);
	names_add(names, options->ignore_file, options->n_ignore_file);
	names_add(names, options->farm, options->n_farm);
	names_add(names, options->header, options->n_header);
	names_add_behind(names, options->server, options->n_server);
	names_add_behind(names, options->argument, options->n_argument);
	name_add(names, options->evidence_file);
	names_add_secret(names, options->password_file);
	names_add_secret(names, options->keytab);
	names_add_secret(names, options->try_keytab);
	names_add_secret(names, options->live.ca_file);
}

/* What no option sends elsewhere goes to standard output. */
static void
names_written(struct names *names, const struct options *options)
{
	const char	*file;
	size_t		 i;

	for (i = 0; i < options->n_output; i++) {
		file = options->output[i].file;
		name_add(names, file != NULL ? file : "-");
	}
	if (options->n_output == 0)
		name_add(names, options->output_file != NULL ? options->output_file : "-");
	name_add(names, options->rollback_file);
	name_add(names, options->save_file);
}

static size_t
dashes(const struct names *names)
{
	size_t	 i, n = 0;

	for (i = 0; i < names->n; i++)
		n += is_dash(names->name[i]);
	return n;
}

static int
folder_stat(const char *file, struct stat *at)
{
	const char	*slash = strrchr(file, '/');
	struct pool	 pool = { 0 };
	int		 result;

	result = stat(slash == NULL ? "." : pool_ncopy(&pool, file, (size_t)(slash + 1 - file)), at);
	pool_free(&pool);
	return result;
}

static const char *
name_in_folder(const char *file)
{
	const char	*slash = strrchr(file, '/');

	return slash == NULL ? file : slash + 1;
}

static bool
is_one(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What is not there yet is known by its folder, a link to it by where it leads. */
static bool
is_same_new(const char *a, const char *b)
{
	struct pool	 pool = { 0 };
	struct stat	 at_a, at_b;
	bool		 same;

	a = output_target(&pool, a);
	b = output_target(&pool, b);
	same = strcmp(name_in_folder(a), name_in_folder(b)) == 0 &&
	    folder_stat(a, &at_a) == 0 && folder_stat(b, &at_b) == 0 && is_one(&at_a, &at_b);
	pool_free(&pool);
	return same;
}

/* Devices and pipes are there for whatever is sent to them. */
static bool
is_same(const char *a, const char *b)
{
	struct stat	 at_a, at_b;
	const bool	 has_a = stat(a, &at_a) == 0, has_b = stat(b, &at_b) == 0;

	if (is_dash(a) || is_dash(b))
		return is_dash(a) && is_dash(b);
	if (has_a || has_b)
		return has_a && has_b && S_ISREG(at_a.st_mode) && is_one(&at_a, &at_b);
	return is_same_new(a, b);
}

static bool
is_among(const char *const *name, size_t n, const char *file)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (is_same(name[i], file))
			return true;
	}
	return false;
}

/* The I-th of what is written, from what is read and what is written before. */
static int
file_apart(const struct names *read, const struct names *written, size_t i, struct error *err)
{
	const char	*file = written->name[i];
	const bool	 taken = is_among(written->name, i, file);

	if (is_dash(file))
		return !taken ? 0 : error_set(err, "standard output takes one output: give the others a file, as in "
		    "--format json=FILE");
	if (is_among(read->name, read->n, file))
		return error_set(err, "'%s' is read, so nothing is written there", file);
	return !taken ? 0 : error_set(err, "'%s' cannot hold two outputs", file);
}

int
files_apart(const struct options *options, struct error *err)
{
	struct names	 read = { .n = 0 }, written = { .n = 0 };
	size_t		 i, n_dash;
	int		 result = 0;

	names_read(&read, options);
	names_written(&written, options);
	n_dash = dashes(&read) + (options->baseline != NULL && is_dash(options->baseline));
	if (n_dash > 1)
		result = error_set(err, "standard input can be read once only, but '-' stands %zu times", n_dash);
	for (i = 0; result == 0 && i < written.n; i++)
		result = file_apart(&read, &written, i, err);
	pool_free(&read.pool);
	pool_free(&written.pool);
	return result;
}
