#include "cmd/command.h"
#include "cmd/gather.h"
#include "cmd/output.h"
#include "cmd/pseudonyms.h"
#include "cmd/sources.h"
#include "ldap/snapshot.h"

/* What is written while it is read, or was recorded. */
struct snapping {
	const struct options	*options;
	struct gathered		*gathered;	/* with a farm */
	struct sources		*sources;	/* without */

	FILE			*out;
	struct pseudonyms	*pseudonyms;	/* NULL: none */
	struct recording	 covers;
	size_t			 n_entry;
};

static int
take_entry(void *arg, const struct entry *entry, struct error *err)
{
	struct snapping	*snapping = arg;

	snapping->n_entry++;
	if (snapping->pseudonyms != NULL)
		entry = pseudonyms_entry(snapping->pseudonyms, entry);
	entry_write(snapping->out, entry);
	return ferror(snapping->out) ? error_set(err, "cannot write it") : 0;
}

static void
take_covers(void *arg, const char *dns, uint64_t attributes)
{
	struct snapping	*snapping = arg;
	struct sink	 sink = recording_sink(&snapping->covers);

	if (snapping->pseudonyms != NULL)
		dns = pseudonyms_name(snapping->pseudonyms, dns);
	sink.covers(sink.arg, dns, attributes);
}

static int
push(struct snapping *snapping, struct error *err)
{
	struct sink		 sink = { take_entry, snapping, take_covers };
	struct wants		 wants = { 0 };
	const struct want	*want;
	size_t			 n;
	int			 result;

	if (snapping->gathered != NULL)
		return recording_play(&snapping->gathered->recording, &sink, err);
	want = want_all(&wants, &n);
	result = sources_read(snapping->sources, want, n, &sink, err);
	want_free(&wants);
	return result;
}

/* What is known only now that all of it came. */
static void
write_end(const struct snapping *snapping)
{
	struct source_origin	 origin = { "pseudonyms", NULL };
	const struct recording	*covers = &snapping->covers;
	size_t			 i;

	if (snapping->pseudonyms == NULL && snapping->gathered != NULL) {
		origin.name = snapping->gathered->source[0].name;
		origin.time = snapping->gathered->source[0].time;
	} else if (snapping->pseudonyms == NULL)
		source_origin(snapping->sources->source[0], &origin);
	fputc('\n', snapping->out);
	snapshot_origin(snapping->out, &origin);
	for (i = 0; i < covers->n_covers; i++)
		snapshot_covers(snapping->out, covers->covers[i].dns, covers->covers[i].attributes);
	snapshot_end(snapping->out, snapping->n_entry);
}

static int
write_snapshot(FILE *out, const void *arg, struct error *err)
{
	const struct snapping	*given = arg;
	struct snapping		 snapping = *given;
	struct pseudonyms	 pseudonyms = { 0 };
	int			 result = 0;

	snapping.out = out;
	if (snapping.options->pseudonyms) {
		snapping.pseudonyms = &pseudonyms;
		result = pseudonyms_begin(&pseudonyms, err);
	}
	snapshot_begin(out);
	if (result == 0)
		result = push(&snapping, err);
	if (result == 0)
		write_end(&snapping);
	recording_free(&snapping.covers);
	pseudonyms_free(&pseudonyms);
	return result;
}

static int
snapshot_of_farm(const struct options *options, struct error *err)
{
	struct gathered	 gathered = { .records = true };
	struct snapping	 snapping = { .options = options, .gathered = &gathered };
	int		 result;

	result = gather_farm(&gathered, options->argument, options->n_argument, err);
	if (result == 0)
		result = gather(&gathered, options, err);
	if (result == 0)
		result = output_put(options->output_file, write_snapshot, &snapping, err);
	gather_free(&gathered);
	return result;
}

static int
snapshot_of_all(const struct options *options, struct error *err)
{
	struct sources	 sources = { 0 };
	struct snapping	 snapping = { .options = options, .sources = &sources };
	int		 result;

	result = sources_open(&sources, options, err);
	if (result == 0)
		result = output_put(options->output_file, write_snapshot, &snapping, err);
	if (result == 0)
		sources_tell(&sources);
	sources_close(&sources);
	return result;
}

int
cmd_snapshot(const struct options *options, struct error *err)
{
	int	 result;

	if (options->n_source != 1)
		result = error_set(err, "snapshot needs one directory: -d SOURCE; see 'spnplan help snapshot'");
	else
		result = options->n_argument > 0 ? snapshot_of_farm(options, err) : snapshot_of_all(options, err);
	return result == 0 ? EXIT_CLEAN : EXIT_TROUBLE;
}
