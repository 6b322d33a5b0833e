#include "cmd/gather.h"

#include <stdio.h>

#include "cmd/read/farm.h"
#include "ldap/source.h"
#include "plans/printable.h"
#include "plans/want.h"

static int
read_farm(struct gathered *gathered, const struct options *options, struct error *err)
{
	struct faults	 faults = { 0 };
	struct pool	 pool = { 0 };
	size_t		 i, n;
	int		 result = 0;

	for (i = 0; result == 0 && i < options->n_argument; i++)
		result = farm_read(&gathered->farm, options->argument[i], &faults, err);
	if (result == 0)
		farm_close(&gathered->farm, &faults);
	for (n = 0; n < faults.n_line; n++)
		fprintf(stderr, "spnplan: %s\n", printable(&pool, faults.line[n]));
	if (result == 0 && n > 0)
		result = error_set(err, "%zu fault%s in the description, nothing planned", n, n == 1 ? "" : "s");
	pool_free(&pool);
	faults_free(&faults);
	return result;
}

/* Counts what comes on its way into the directory. */
struct counting {
	struct directory	*directory;
	size_t			 n_entry;
};

static int
count_entry(void *arg, const struct entry *entry, struct error *err)
{
	struct counting	*counting = arg;

	counting->n_entry++;
	return directory_add(counting->directory, entry, err);
}

static int
read_source(struct gathered *gathered, const char *where, const struct options *options,
    const struct want *want, size_t n_want, struct error *err)
{
	struct counting		 counting = { &gathered->directory, 0 };
	struct sink		 sink = { count_entry, &counting };
	struct source		*source;
	const char		*name;
	size_t			 i;
	int			 result;

	if (source_open(&source, where, err) != 0)
		return -1;
	name = pool_copy(&gathered->pool, source_name(source));
	result = source_read(source, want, n_want, &sink, err);
	source_free(source);
	if (result != 0)
		return -1;
	for (i = 0; i < N_ATTRIBUTE; i++) {
		if ((options->exported & UINT64_C(1) << i) != 0)
			directory_exported(&gathered->directory, name, (enum attribute_id)i);
	}
	gathered->source = pool_more(&gathered->pool, gathered->source, gathered->n_source,
	    sizeof(*gathered->source));
	gathered->source[gathered->n_source++] = (struct report_source){ .name = name,
	    .complete = true, .n_entry = counting.n_entry };
	return 0;
}

static int
read_directory(struct gathered *gathered, const struct options *options, struct error *err)
{
	struct plan		 asked = { 0 };
	const struct want	*want;
	size_t			 i, n_want;
	int			 result = 0;

	plan_make(&asked, &gathered->farm, NULL);
	want = want_plan(&gathered->pool, &asked, &n_want);
	for (i = 0; result == 0 && i < options->n_source; i++)
		result = read_source(gathered, options->source[i], options, want, n_want, err);
	plan_free(&asked);
	return result != 0 ? -1 : directory_close(&gathered->directory, err);
}

int
gather(struct gathered *gathered, const struct options *options, struct error *err)
{
	const struct directory	*directory = NULL;

	if (read_farm(gathered, options, err) != 0)
		return -1;
	if (options->n_source > 0) {
		if (read_directory(gathered, options, err) != 0)
			return -1;
		directory = &gathered->directory;
		roster_learn(&gathered->farm, directory);
	}
	plan_make(&gathered->plan, &gathered->farm, directory);
	gathered->facts = (struct facts){ .farm = &gathered->farm, .plan = &gathered->plan,
	    .directory = directory };
	roster_make(&gathered->facts.roster, &gathered->pool, &gathered->farm, directory);
	return 0;
}

void
gather_free(struct gathered *gathered)
{
	plan_free(&gathered->plan);
	directory_free(&gathered->directory);
	farm_free(&gathered->farm);
	pool_free(&gathered->pool);
	*gathered = (struct gathered){ 0 };
}
