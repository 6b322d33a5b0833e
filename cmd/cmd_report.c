#include "cmd/report.h"

#include <string.h>

#include "cmd/command.h"
#include "cmd/gone.h"
#include "cmd/output.h"
#include "cmd/read/past.h"
#include "plans/filetime.h"

static bool
is_excused(const struct options *options, const struct check *check)
{
	size_t	 i;

	for (i = 0; i < options->n_skip; i++) {
		if (options->skip[i] == check)
			return true;
	}
	return false;
}

static bool
is_listed(const struct check *const *listed, size_t n, const struct check *check)
{
	size_t	 i;

	for (i = 0; i < n && listed[i] != check; i++)
		continue;
	return i < n;
}

/* A check of severity error that could not be made is trouble, unless the
 * user said to go on without it. */
static int
skipped_in_error(const struct options *options, struct report *report, struct error *err)
{
	const struct skipped	*row = report->skipped, *first = NULL;
	const struct check	**listed = NULL;
	char			*ids = pool_copy(&report->pool, "");
	size_t			 i, n = 0;

	for (i = 0; i < report->n_skipped; i++) {
		if (row[i].check->severity != SEVERITY_ERROR || is_excused(options, row[i].check) ||
		    is_listed(listed, n, row[i].check))
			continue;
		first = first == NULL ? &row[i] : first;
		ids = pool_printf(&report->pool, "%s --skip %s", ids, row[i].check->id);
		listed = pool_more(&report->pool, listed, n, sizeof(*listed));
		listed[n++] = row[i].check;
	}
	if (n == 0)
		return 0;
	return error_set(err, "%zu check%s of severity error %s skipped, in %s because %s; %sto go on without:%s",
	    n, n == 1 ? "" : "s", n == 1 ? "was" : "were", first->domain, first->because,
	    report->unsaid ? "add --exported standard if 'spnplan help export' made the export; " : "", ids);
}

static int
status_of(const struct options *options, struct report *report, struct error *err)
{
	size_t	 i;

	if (strcmp(report->command, "audit") == 0 && report->n_audited == 0) {
		error_set(err, "no account came from any source, so nothing was audited");
		return EXIT_TROUBLE;
	}
	if (skipped_in_error(options, report, err) != 0)
		return EXIT_TROUBLE;
	for (i = options->fail_on; i < N_SEVERITY; i++) {
		if (report->n_severity[i] > 0)
			return EXIT_FOUND;
	}
	return EXIT_CLEAN;
}

static int
write_outputs(const struct options *options, struct report *report, struct error *err)
{
	size_t	 i;

	if (options->rollback)
		report_rollback(report);
	if (options->n_output == 0 && output_write(NULL, &renderer_table[0], report, err) != 0)
		return -1;
	for (i = 0; i < options->n_output; i++) {
		if (output_write(options->output[i].file, options->output[i].renderer, report, err) != 0)
			return -1;
	}
	if (options->rollback_file == NULL)
		return 0;
	report_rollback(report);
	return output_write(options->rollback_file, renderer_find(span_of("setspn")), report, err);
}

/* Sets apart what is accepted, and what an earlier report had already. */
static int
set_apart(const struct options *options, struct report *report, struct past *past, struct error *err)
{
	struct acceptance	*accepted = NULL;
	size_t			 i, n = 0;

	for (i = 0; i < options->n_ignore; i++) {
		accepted = pool_more(&report->pool, accepted, n, sizeof(*accepted));
		accepted[n++] = options->ignore[i];
	}
	for (i = 0; i < options->n_ignore_file; i++) {
		if (acceptances_read(&report->pool, &accepted, &n, options->ignore_file[i], err) != 0)
			return -1;
	}
	if (options->baseline != NULL && past_read(&report->pool, past, options->baseline, err) != 0)
		return -1;
	baseline_accept(report, accepted, n, filetime_day(&report->pool, report->facts->now),
	    options->baseline != NULL ? past : NULL);
	if (options->baseline != NULL)
		baseline_compare(report, past);
	return 0;
}

int
report_on(const char *command, struct gathered *gathered, const struct options *options, struct error *err)
{
	struct report	 report = { 0 };
	struct past	 past;
	int		 status = EXIT_TROUBLE;

	if (gather(gathered, options, err) == 0) {
		report.source = gathered->source;
		report.n_source = gathered->n_source;
		if (options->dns)
			gone_find(&gathered->facts, &gathered->pool, resolve_host);
		report_run(&report, command, &gathered->facts);
		if (set_apart(options, &report, &past, err) == 0 && write_outputs(options, &report, err) == 0)
			status = status_of(options, &report, err);
	}
	report_free(&report);
	return status;
}

/* On the farm that the arguments describe. */
static int
report_on_farm(const char *command, const struct options *options, struct error *err)
{
	struct gathered	 gathered = { .whole = strcmp(command, "audit") == 0 };
	int		 status = EXIT_TROUBLE;

	if (gather_farm(&gathered, options->argument, options->n_argument, err) == 0)
		status = report_on(command, &gathered, options, err);
	gather_free(&gathered);
	return status;
}

static int
one_rollback(const struct options *options, struct error *err)
{
	return !options->rollback || options->rollback_file == NULL ? 0 :
	    error_set(err, "--rollback and --rollback-file exclude each other");
}

int
cmd_plan(const struct options *options, struct error *err)
{
	if (options->n_argument == 0)
		error_set(err, "plan needs a farm description; see 'spnplan help plan'");
	else if ((options->rollback || options->rollback_file != NULL) && options->n_source == 0)
		error_set(err, "a rollback needs -d with the directory as it is before the change");
	else if (one_rollback(options, err) == 0)
		return report_on_farm("plan", options, err);
	return EXIT_TROUBLE;
}

int
cmd_check(const struct options *options, struct error *err)
{
	if (options->n_argument == 0)
		error_set(err, "check needs a farm description; see 'spnplan help check'");
	else if (options->n_source == 0)
		error_set(err, "check needs a directory: -d SOURCE; see 'spnplan help export'");
	else
		return report_on_farm("check", options, err);
	return EXIT_TROUBLE;
}

int
cmd_audit(const struct options *options, struct error *err)
{
	if (options->n_source == 0)
		error_set(err, "audit needs a directory: -d SOURCE; see 'spnplan help export'");
	else if (one_rollback(options, err) == 0)
		return report_on_farm("audit", options, err);
	return EXIT_TROUBLE;
}
