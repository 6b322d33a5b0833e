#include <stdio.h>

#include "cmd/command.h"
#include "cmd/importer.h"
#include "cmd/output.h"
#include "cmd/write/farm.h"
#include "plans/printable.h"

/* KIND and the files behind it, up to the next KIND. */
struct part {
	const struct importer	*importer;
	const char		**file;
	size_t			 n_file;
};

struct parts {
	struct part	*part;
	size_t		 n;
};

static int
parts_of(struct parts *parts, struct import *import, const struct options *options, struct error *err)
{
	struct pool		*pool = &import->farm.pool;
	const struct importer	*importer;
	size_t			 i;

	for (i = 0; i < options->n_argument; i++) {
		importer = importer_find(options->argument[i]);
		if (importer == NULL && parts->n == 0)
			return error_set(err, "import: '%s' is none of %s", options->argument[0], importer_words(pool));
		if (importer == NULL) {
			parts->part[parts->n - 1].n_file++;
			continue;
		}
		parts->part = pool_more(pool, parts->part, parts->n, sizeof(*parts->part));
		parts->part[parts->n++] = (struct part){ importer, options->argument + i + 1, 0 };
	}
	return 0;
}

static int
check_parts(const struct parts *parts, const struct options *options, struct error *err)
{
	size_t	 i, servers = 0;

	for (i = 0; i < parts->n; i++) {
		servers += parts->part[i].importer->takes_servers;
		if (!parts->part[i].importer->takes_servers && parts->part[i].n_file == 0)
			return error_set(err, "import: %s needs a file", parts->part[i].importer->word);
	}
	if (options->n_server > 0 && servers == 0)
		return error_set(err, "import: --server belongs to iis");
	return servers < 2 ? 0 : error_set(err, "import: iis stands twice");
}

/* Servers are known by their own files before balancers speak of them, so the
 * kinds are read in the order of the table. */
static int
read_parts(struct import *import, const struct options *options, struct error *err)
{
	const struct importer	*row;
	struct parts		 parts = { NULL, 0 };
	struct part		*part;

	if (parts_of(&parts, import, options, err) != 0 || check_parts(&parts, options, err) != 0)
		return -1;
	for (row = importer_table; row->word != NULL; row++) {
		for (part = parts.part; part < parts.part + parts.n; part++) {
			if (part->importer == row && row->read(import, options, part->file, part->n_file, err) != 0)
				return -1;
		}
	}
	return 0;
}

static int
read_all(struct import *import, const struct options *options, struct error *err)
{
	size_t	 i;

	for (i = 0; i < options->n_domain; i++) {
		if (import_domain(import, options->domain[i], err) != 0)
			return -1;
	}
	if (read_parts(import, options, err) != 0)
		return -1;
	return import_finish(import, err);
}

/* What was not understood, whether or not it came to a description. */
static void
say_lines(const struct import *import)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < import->n_line; i++)
		fprintf(stderr, "spnplan: %s\n", printable(&pool, import->line[i]));
	pool_free(&pool);
}

static int
write_description(FILE *out, const void *arg, struct error *err)
{
	return farm_write(out, arg, err);
}

int
cmd_import(const struct options *options, struct error *err)
{
	struct import	 import = { .n_line = 0 };
	int		 result;

	if (options->n_argument == 0)
		result = error_set(err, "import needs to know what: one of %s; see 'spnplan help import'",
		    importer_words(&import.farm.pool));
	else
		result = read_all(&import, options, err);
	if (!options->quiet)
		say_lines(&import);
	if (result == 0)
		result = output_put(options->output_file, write_description, &import, err);
	import_free(&import);
	return result == 0 ? EXIT_CLEAN : EXIT_TROUBLE;
}
