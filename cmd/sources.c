#include "cmd/sources.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/password.h"
#include "plans/printable.h"
#include "krb/login.h"

enum { PROGRESS_EVERY = 1000 };

static void
progress_end(struct sources *sources)
{
	if (sources->progress)
		fputs("\r\033[K", stderr);
	sources->progress = false;
}

static void
note(void *arg, const char *text)
{
	struct sources	*sources = arg;
	struct pool	 pool = { 0 };

	progress_end(sources);
	if (!sources->options->quiet)
		fprintf(stderr, "spnplan: %s\n", printable(&pool, text));
	pool_free(&pool);
}

static void
progress(void *arg, size_t n_entry)
{
	struct sources	*sources = arg;

	if (n_entry % PROGRESS_EVERY != 0)
		return;
	fprintf(stderr, "\r%zu entries", n_entry);
	fflush(stderr);
	sources->progress = true;
}

static bool
names_live(const struct options *options)
{
	size_t	 i;

	for (i = 0; i < options->n_source; i++)
		if (source_would_be_live(options->source[i]))
			return true;
	return false;
}

static int
prepare(struct sources *sources, struct error *err)
{
	const struct options	*options = sources->options;

	sources->live = options->live;
	sources->live.note = note;
	sources->live.progress = options->quiet || !isatty(STDERR_FILENO) ? NULL : progress;
	sources->live.arg = sources;
	if (options->principal != NULL && options->keytab == NULL)
		return error_set(err, "--principal needs --keytab");
	if (options->password_file != NULL && options->live.user == NULL)
		return error_set(err, "--password-file needs --user");
	if (options->live.user != NULL && options->keytab != NULL)
		return error_set(err, "--user binds by password and --keytab by ticket: they exclude each other");
	if (!names_live(options))
		return 0;
	if (options->keytab != NULL)
		return login_keytab(options->keytab, options->principal, err);
	if (options->live.user == NULL)
		return 0;
	if (password_read(&sources->pool, options->live.user, options->password_file, &sources->password, err) != 0)
		return -1;
	sources->live.password = sources->password;
	return 0;
}

int
sources_open(struct sources *sources, const struct options *options, struct error *err)
{
	struct source	*source;
	size_t		 i;

	sources->options = options;
	if (prepare(sources, err) != 0)
		return -1;
	for (i = 0; i < options->n_source; i++) {
		if (source_open(&source, options->source[i], &sources->live, err) != 0)
			return -1;
		sources->source = pool_more(&sources->pool, sources->source, sources->n_source,
		    sizeof(*sources->source));
		sources->source[sources->n_source++] = source;
		sources->any_live |= source_live(source);
	}
	return source_agree(sources->source, sources->n_source, err);
}

int
sources_read(struct sources *sources, const struct want *want, size_t n_want, const struct sink *sink,
    struct error *err)
{
	size_t	 i;
	int	 result = 0;

	for (i = 0; result == 0 && i < sources->n_source; i++)
		result = source_read(sources->source[i], want, n_want, sink, err);
	progress_end(sources);
	return result;
}

void
sources_tell(struct sources *sources)
{
	struct pool		 pool = { 0 };
	struct source_counts	 counts;
	size_t			 i;

	for (i = 0; sources->options->verbose && i < sources->n_source; i++) {
		if (!source_live(sources->source[i]))
			continue;
		source_count(sources->source[i], &counts);
		fprintf(stderr, "spnplan: %s: %zu searches, %zu entries, %llu bytes; asked: %s\n",
		    printable(&pool, source_name(sources->source[i])), counts.n_search, counts.n_entry,
		    (unsigned long long)counts.n_byte, printable(&pool, counts.asked));
	}
	pool_free(&pool);
}

void
sources_close(struct sources *sources)
{
	size_t	 i;

	for (i = 0; i < sources->n_source; i++)
		source_free(sources->source[i]);
	if (sources->password != NULL)
		explicit_bzero(sources->password, strlen(sources->password));
	pool_free(&sources->pool);
	*sources = (struct sources){ 0 };
}
