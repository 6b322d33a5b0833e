#include "cmd/gather.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cmd/read/farm.h"
#include "cmd/sources.h"
#include "plans/filetime.h"
#include "plans/printable.h"
#include "plans/recording.h"
#include "plans/want.h"

int
gather_farm(struct gathered *gathered, const char *const *path, size_t n_path, struct error *err)
{
	struct faults	 faults = { 0 };
	struct pool	 pool = { 0 };
	size_t		 i, n;
	int		 result = 0;

	for (i = 0; result == 0 && i < n_path; i++)
		result = farm_read(&gathered->farm, path[i], &faults, err);
	if (result == 0 && n_path > 0)
		farm_close(&gathered->farm, &faults);
	for (n = 0; n < faults.n_line; n++)
		fprintf(stderr, "spnplan: %s\n", printable(&pool, faults.line[n]));
	if (result == 0 && n > 0)
		result = error_set(err, "%zu fault%s in the description, nothing planned", n, n == 1 ? "" : "s");
	pool_free(&pool);
	faults_free(&faults);
	return result;
}

static int
add_entry(void *arg, const struct entry *entry, struct error *err)
{
	return directory_add(arg, entry, err);
}

static int
add_to_shard(void *arg, const struct entry *entry, struct error *err)
{
	return shard_add(arg, entry, err);
}

static void
end_shard(void *arg)
{
	shard_end(arg);
}

static struct sink
part(void *arg, const char *source)
{
	return (struct sink){ .add = add_to_shard, .arg = directory_shard(arg, source), .end = end_shard };
}

static void
join(void *arg, const struct sink *shard, size_t line)
{
	directory_join(arg, shard->arg, line);
}

static void
task(void *arg, size_t i)
{
	directory_task(arg, i);
}

static void
add_covers(void *arg, const char *dns, uint64_t attributes)
{
	directory_covers(arg, dns, attributes);
}

/* What the user says of the sources, once they have been read. */
static void
tell_exported(struct gathered *gathered, const struct options *options, const struct sources *sources)
{
	size_t	 i, j;

	for (i = 0; i < sources->n_source; i++) {
		for (j = 0; j < N_ATTRIBUTE; j++) {
			if (attributes_have(options->exported, (enum attribute_id)j))
				directory_exported(&gathered->directory, source_name(sources->source[i]),
				    (enum attribute_id)j);
		}
	}
}

/* Closes the directory and plans with what it shows. */
static int
plan_anew(struct gathered *gathered, const struct options *options, const struct sources *sources,
    struct error *err)
{
	tell_exported(gathered, options, sources);
	if (directory_close(&gathered->directory, err) != 0)
		return -1;
	roster_learn(&gathered->farm, &gathered->directory);
	plan_free(&gathered->plan);
	plan_make(&gathered->plan, &gathered->farm, &gathered->directory);
	return 0;
}

/* Exports deliver all they have at once, and so does a live directory that is
 * asked for all of it. */
static int
read_once(struct gathered *gathered, const struct options *options, struct sources *sources,
    struct error *err)
{
	struct sink		 sink = { add_entry, &gathered->directory, add_covers, part, join, NULL,
				    DIRECTORY_TASKS, task };
	struct wants		 wants = { 0 };
	const struct want	*want;
	size_t			 n_want;
	int			 result;

	want = want_all(&wants, &n_want);
	result = sources_read(sources, want, n_want, &sink, err);
	if (result == 0)
		result = plan_anew(gathered, options, sources, err);
	want_free(&wants);
	return result;
}

/*
 * A live directory is asked for what the plan reaches, and again while the
 * answers raise new questions.
 */
static int
read_rounds(struct gathered *gathered, const struct options *options, struct sources *sources,
    struct error *err)
{
	enum { ROUNDS_MOST = 32 };	/* groups in groups take one for each level */
	struct wants		 wants = { 0 };
	struct sink		 sink = recording_sink(&gathered->recording);
	struct sink		 to_directory = { add_entry, &gathered->directory, add_covers };
	const struct want	*want;
	size_t			 n_want, round = 0;
	int			 result;

	plan_make(&gathered->plan, &gathered->farm, NULL);
	do {
		want = want_plan(&wants, &gathered->plan, gathered->evidence, round == 0 ? NULL : &gathered->directory, &n_want);
		if (n_want == 0)
			result = 0;
		else if (++round > ROUNDS_MOST)
			result = error_set(err, "after %d rounds of questions the answers still raise new ones", ROUNDS_MOST);
		else if ((result = sources_read(sources, want, n_want, &sink, err)) == 0) {
			directory_free(&gathered->directory);
			gathered->directory.seed = gathered->seed;
			result = recording_play(&gathered->recording, &to_directory, err);
			if (result == 0)
				result = plan_anew(gathered, options, sources, err);
		}
	} while (result == 0 && n_want > 0);
	want_free(&wants);
	return result;
}

static void
list_sources(struct gathered *gathered, const struct sources *sources)
{
	struct source_origin	 origin;
	size_t			 i;

	gathered->source = pool_alloc(&gathered->pool, sources->n_source * sizeof(*gathered->source));
	gathered->n_source = sources->n_source;
	for (i = 0; i < sources->n_source; i++) {
		source_origin(sources->source[i], &origin);
		gathered->source[i] = (struct report_source){
		    .name = pool_copy(&gathered->pool, origin.name),
		    .time = origin.time == NULL ? NULL : pool_copy(&gathered->pool, origin.time),
		    .complete = true };
	}
}

static int
read_directory(struct gathered *gathered, const struct options *options, struct error *err)
{
	struct sources	 sources = { 0 };
	int		 result;

	if (getrandom(&gathered->seed, sizeof(gathered->seed), 0) != sizeof(gathered->seed))
		return error_set(err, "no random bytes: %s", strerror(errno));
	gathered->directory.seed = gathered->seed;
	result = sources_open(&sources, options, err);
	if (result == 0)
		result = !gathered->whole && (sources.any_live || gathered->records) ?
		    read_rounds(gathered, options, &sources, err) :
		    read_once(gathered, options, &sources, err);
	if (result == 0) {
		list_sources(gathered, &sources);
		sources_tell(&sources);
	}
	sources_close(&sources);
	return result;
}

/* The latest time that a source tells, or when the site was looked at; the
 * clock stands in where nothing does. */
static int64_t
now(const struct gathered *gathered, const struct options *options)
{
	int64_t	 at, latest = 0;
	size_t	 i;

	if (options->now != 0)
		return options->now;
	for (i = 0; i < gathered->n_source; i++) {
		if (gathered->source[i].time != NULL &&
		    filetime_read(span_of(gathered->source[i].time), &at) == 0 && at > latest)
			latest = at;
	}
	if (latest == 0 && gathered->evidence != NULL)
		latest = gathered->evidence->time;
	return latest != 0 ? latest : FILETIME_1970 + (int64_t)time(NULL) * FILETIME_SECOND;
}

int
gather(struct gathered *gathered, const struct options *options, struct error *err)
{
	const struct directory	*directory = options->n_source > 0 ? &gathered->directory : NULL;

	if (directory != NULL) {
		if (read_directory(gathered, options, err) != 0)
			return -1;
	} else
		plan_make(&gathered->plan, &gathered->farm, NULL);
	gathered->facts = (struct facts){ .farm = &gathered->farm, .plan = &gathered->plan,
	    .directory = directory, .evidence = gathered->evidence, .now = now(gathered, options) };
	roster_make(&gathered->facts.roster, &gathered->pool, &gathered->farm, directory);
	return 0;
}

void
gather_free(struct gathered *gathered)
{
	plan_free(&gathered->plan);
	directory_free(&gathered->directory);
	recording_free(&gathered->recording);
	farm_free(&gathered->farm);
	pool_free(&gathered->pool);
	*gathered = (struct gathered){ 0 };
}
