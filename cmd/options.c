#include "cmd/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/apart.h"
#include "cmd/render/render.h"
#include "plans/entry.h"
#include "plans/nearest.h"
#include "plans/filetime.h"
#include "plans/text.h"

enum { TIMEOUT_MOST = 86400, CONNECTIONS = 6, CONNECTIONS_MOST = 16 };

/* Commands that read a directory, and that log in there with a keytab. */
enum {
	FOR_LIVE = FOR_REPORT | FOR_SNAPSHOT,
	FOR_LOGIN = FOR_LIVE & ~FOR_DIAGNOSE
};

/* What every account must have been exported with, for "standard". */
static uint64_t
exported_standard(void)
{
	uint64_t	 bits = 0;
	size_t		 i;

	for (i = 0; i < N_ATTRIBUTE; i++) {
		if (attribute[i].of == OF_ANY || attribute[i].of == OF_ACCOUNT)
			bits |= ATTRIBUTE_BIT(i);
	}
	return bits;
}

/* An option that is a text each time it stands. */
#define LIST_OPTION(member) \
static int \
set_##member(struct options *options, const char *value, struct error *err) \
{ \
	(void)err; \
	options->member = pool_more(&options->pool, options->member, options->n_##member, \
	    sizeof(*options->member)); \
	options->member[options->n_##member++] = value; \
	return 0; \
}

LIST_OPTION(source)
LIST_OPTION(server)
LIST_OPTION(domain)
LIST_OPTION(farm)
LIST_OPTION(node)
LIST_OPTION(header)
LIST_OPTION(ignore_file)

static int
set_exported(struct options *options, const char *value, struct error *err)
{
	struct nearest	 nearest;
	struct span	 name;
	const char	*comma;
	int		 id;

	for (;; value = comma + 1) {
		comma = strchrnul(value, ',');
		name = (struct span){ value, (size_t)(comma - value) };
		if (span_is(name, "standard"))
			options->exported |= exported_standard();
		else if ((id = attribute_find(name)) >= 0)
			options->exported |= ATTRIBUTE_BIT(id);
		else {
			nearest = (struct nearest){ .word = pool_ncopy(&options->pool, name.at, name.n) };
			nearest_try(&nearest, "standard");
			for (id = 0; id < (int)N_ATTRIBUTE; id++)
				nearest_try(&nearest, attribute[id].name);
			return error_set(err, "--exported: '%s' is no attribute that spnplan reads%s", nearest.word,
			    nearest_says(&nearest));
		}
		if (*comma == '\0')
			return 0;
	}
}

static int
set_format(struct options *options, const char *value, struct error *err)
{
	const char		*equals = strchrnul(value, '=');
	struct output		 output = { .file = *equals == '=' ? equals + 1 : NULL };

	output.renderer = renderer_find((struct span){ value, (size_t)(equals - value) });
	if (output.renderer == NULL)
		return error_set(err, "--format: '%.*s' is none of %s", (int)(equals - value), value,
		    renderer_names(&options->pool));
	if (output.file != NULL && *output.file == '\0')
		return error_set(err, "--format: %s has no file after '='", output.renderer->name);
	options->output = pool_more(&options->pool, options->output, options->n_output,
	    sizeof(*options->output));
	options->output[options->n_output++] = output;
	return 0;
}

/* WHAT it would be: a check, or a finding. */
static int
no_check(const char *option, const char *value, const char *what, struct error *err)
{
	struct nearest	 nearest = { .word = value };

	checks_suggest(&nearest);
	return error_set(err, "--%s: '%s' is no %s%s; spnplan explain lists them", option, value, what,
	    nearest_says(&nearest));
}

static int
set_skip(struct options *options, const char *value, struct error *err)
{
	const struct check	*check = check_find(value);

	if (check == NULL)
		return no_check("skip", value, "check", err);
	options->skip = pool_more(&options->pool, options->skip, options->n_skip, sizeof(*options->skip));
	options->skip[options->n_skip++] = check;
	return 0;
}

static int
set_fail_on(struct options *options, const char *value, struct error *err)
{
	size_t	 i;

	for (i = 0; i < N_SEVERITY; i++) {
		if (strcmp(value, severity_word[i]) == 0) {
			options->fail_on = (enum severity)i;
			return 0;
		}
	}
	return error_set(err, "--fail-on: '%s' is none of error, warning, info", value);
}

static int
set_now(struct options *options, const char *value, struct error *err)
{
	if (filetime_read_plain(span_of(value), &options->now) == 0)
		return 0;
	return error_set(err, "--now: '%s' is no time such as 2026-11-21 or 2026-11-21T10:30:00Z", value);
}

/* A number from 1 to MOST. */
static int
set_number(unsigned *number, unsigned most, const char *name, const char *value, struct error *err)
{
	const char	*at;
	unsigned	 n = 0;

	for (at = value; text_digit(*at) && n <= most; at++)
		n = n * 10 + (unsigned)(*at - '0');
	if (*at != '\0' || n == 0 || n > most)
		return error_set(err, "%s: '%s' is no number from 1 to %u", name, value, most);
	*number = n;
	return 0;
}

static int
set_timeout(struct options *options, const char *value, struct error *err)
{
	return set_number(&options->live.timeout, TIMEOUT_MOST, "--timeout", value, err);
}

static int
set_connections(struct options *options, const char *value, struct error *err)
{
	return set_number(&options->live.connections, CONNECTIONS_MOST, "--connections", value, err);
}

/* "ID", or "ID:SUBJECT"; no id has a colon. */
static int
set_ignore(struct options *options, const char *value, struct error *err)
{
	const char		*colon = strchrnul(value, ':');
	const char		*id = pool_ncopy(&options->pool, value, (size_t)(colon - value));
	const struct check	*check = check_find(id);

	if (check == NULL)
		return no_check("ignore", id, "finding", err);
	options->ignore = pool_more(&options->pool, options->ignore, options->n_ignore, sizeof(*options->ignore));
	options->ignore[options->n_ignore++] = (struct acceptance){ .check = check,
	    .subject = *colon == '\0' ? NULL : colon + 1, .reason = "on the command line",
	    .place = pool_printf(&options->pool, "--ignore %s", value) };
	return 0;
}

/* An option that is a text of the live source's, or of ours. */
#define TEXT_OPTION(name, member) \
static int \
set_##name(struct options *options, const char *value, struct error *err) \
{ \
	(void)err; \
	options->member = value; \
	return 0; \
}

TEXT_OPTION(baseline, baseline)
TEXT_OPTION(rollback_file, rollback_file)
TEXT_OPTION(ca_file, live.ca_file)
TEXT_OPTION(user, live.user)
TEXT_OPTION(keytab, keytab)
TEXT_OPTION(principal, principal)
TEXT_OPTION(password_file, password_file)
TEXT_OPTION(output_file, output_file)
TEXT_OPTION(save, save_file)
TEXT_OPTION(evidence, evidence_file)
TEXT_OPTION(try_keytab, try_keytab)

/* An option that is on where it stands. */
#define FLAG_OPTION(name, member) \
static int \
set_##name(struct options *options, const char *value, struct error *err) \
{ \
	(void)value; \
	(void)err; \
	options->member = true; \
	return 0; \
}

FLAG_OPTION(dns, dns)
FLAG_OPTION(rollback, rollback)
FLAG_OPTION(start_tls, live.start_tls)
FLAG_OPTION(pseudonyms, pseudonyms)
FLAG_OPTION(verbose, verbose)
FLAG_OPTION(quiet, quiet)
FLAG_OPTION(ids, ids)
FLAG_OPTION(members, members)
FLAG_OPTION(schema, schema)

const struct option_row option_row[] = {
	{ "directory", 'd', FOR_LIVE, "SOURCE",
	  "ldap://HOST, ldaps://HOST, ldapi://, dns:DOMAIN or an LDIF file; repeatable", set_source },
	{ "farm", '\0', FOR_DIAGNOSE, "FARM",
	  "the description of the site's farm: its servers are asked too; repeatable", set_farm },
	{ "node", '\0', FOR_DIAGNOSE, "[NAME=]HOST[:PORT]",
	  "ask this server too, as the site; http://HOST where TLS ends before it; repeatable", set_node },
	{ "header", '\0', FOR_DIAGNOSE, "FILE",
	  "captured headers, a HAR file or what curl -v printed, - for standard input; repeatable", set_header },
	{ "keytab", '\0', FOR_DIAGNOSE, "FILE",
	  "say whether a key of it decrypts the captured tickets", set_try_keytab },
	{ "save", '\0', FOR_DIAGNOSE, "FILE",
	  "write what was seen, as JSON; nothing of it is secret", set_save },
	{ "evidence", '\0', FOR_DIAGNOSE, "FILE",
	  "report on what --save wrote, and ask nobody", set_evidence },
	{ "exported", '\0', FOR_REPORT, "ATTRIBUTE,...",
	  "these were exported for every account; standard: those of 'help export'", set_exported },
	{ "format", '\0', FOR_REPORT, "FORMAT[=FILE]",
	  "what to write, text by default; repeatable", set_format },
	{ "fail-on", '\0', FOR_REPORT, "SEVERITY",
	  "exit 1 from this severity on: error (default), warning, info", set_fail_on },
	{ "skip", '\0', FOR_REPORT, "ID",
	  "go on where this check has no evidence; repeatable", set_skip },
	{ "now", '\0', FOR_CHECK | FOR_AUDIT | FOR_DIAGNOSE, "TIME",
	  "the time that the directory is seen at; default: its own, else today", set_now },
	{ "baseline", '\0', FOR_REPORT, "FILE",
	  "show what is new since this report, written by --format json", set_baseline },
	{ "ignore", '\0', FOR_REPORT, "ID[:SUBJECT]",
	  "do not count this finding; repeatable", set_ignore },
	{ "ignore-file", '\0', FOR_REPORT, "FILE",
	  "the same for those in this list, with reasons; repeatable", set_ignore_file },
	{ "dns", '\0', FOR_AUDIT, NULL,
	  "ask DNS about hosts of SPNs that the directory does not know", set_dns },
	{ "rollback", '\0', FOR_PLAN | FOR_AUDIT, NULL,
	  "write the inverse of the steps; needs -d as it is before the change", set_rollback },
	{ "rollback-file", '\0', FOR_PLAN | FOR_AUDIT, "FILE",
	  "write the inverse as a setspn script to FILE too", set_rollback_file },
	{ "server", '\0', FOR_IMPORT, "NAME=FILE",
	  "the applicationHost.config of that server; repeatable", set_server },
	{ "domain", '\0', FOR_IMPORT, "[NAME=]DNS",
	  "a domain: its NetBIOS name and its DNS name; repeatable", set_domain },
	{ "output", 'o', FOR_SNAPSHOT | FOR_IMPORT, "FILE",
	  "write there, and not to standard output", set_output_file },
	{ "pseudonyms", '\0', FOR_SNAPSHOT, NULL,
	  "put made-up names in place of yours, the same for the same", set_pseudonyms },
	{ "user", '\0', FOR_LIVE, "NAME",
	  "bind by password as this DN or user@domain, within TLS only", set_user },
	{ "password-file", '\0', FOR_LIVE, "FILE",
	  "its first line is the password; without it you are asked", set_password_file },
	{ "keytab", '\0', FOR_LOGIN, "FILE",
	  "get the Kerberos ticket with a key of this keytab", set_keytab },
	{ "principal", '\0', FOR_LOGIN, "NAME",
	  "whose key that is; default: the first of the keytab", set_principal },
	{ "ca-file", '\0', FOR_LIVE, "FILE",
	  "trust the certificates in this file for TLS", set_ca_file },
	{ "starttls", '\0', FOR_LIVE, NULL,
	  "use TLS on ldap:// too", set_start_tls },
	{ "timeout", '\0', FOR_LIVE, "SECONDS",
	  "how long to wait for each answer, 30 by default", set_timeout },
	{ "connections", '\0', FOR_SNAPSHOT | FOR_AUDIT, "NUMBER",
	  "to each server, to read a large domain; 6 by default", set_connections },
	{ "verbose", 'v', FOR_LIVE, NULL,
	  "say on standard error what the directory was asked", set_verbose },
	{ "quiet", 'q', FOR_LIVE | FOR_IMPORT, NULL,
	  "no progress and no notes on standard error", set_quiet },
	{ "ids", '\0', FOR_EXPLAIN, NULL,
	  "print the ids of all rules and findings, a line each", set_ids },
	{ "members", '\0', FOR_EXPLAIN, NULL,
	  "print the members of a farm description, a line each", set_members },
	{ "schema", '\0', FOR_EXPLAIN, NULL,
	  "print the JSON Schema of a farm description", set_schema },
	{ NULL, '\0', 0, NULL, NULL, NULL }
};

enum { N_OPTION = sizeof(option_row) / sizeof(*option_row) - 1 };

/* getopt's tables, made from ours; VAL is the row's number from 256 on. */
static void
tables_make(unsigned command, struct option *longs, char *shorts)
{
	const struct option_row	*row;
	size_t			 n = 0;

	*shorts++ = ':';
	for (row = option_row; row->name != NULL; row++) {
		if ((row->commands & command) == 0)
			continue;
		longs[n++] = (struct option){ row->name, row->argument != NULL, NULL,
		    256 + (int)(row - option_row) };
		if (row->letter != '\0') {
			*shorts++ = row->letter;
			if (row->argument != NULL)
				*shorts++ = ':';
		}
	}
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	*shorts = '\0';
}

static const struct option_row *
row_of(int value)
{
	const struct option_row	*row;

	if (value >= 256)
		return &option_row[value - 256];
	for (row = option_row; row->name != NULL; row++) {
		if (row->letter != '\0' && row->letter == value)
			break;
	}
	return row;
}

/* "--rollbak=x" is misspelt up to the "=". */
static int
no_option(const char *text, unsigned command, const char *command_name, struct error *err)
{
	const struct option_row	*row;
	struct pool		 pool = { 0 };
	struct nearest		 nearest = { .word = pool_ncopy(&pool, text, strcspn(text, "=")) };

	for (row = option_row; row->name != NULL; row++) {
		if ((row->commands & command) != 0)
			nearest_try(&nearest, pool_printf(&pool, "--%s", row->name));
	}
	error_set(err, "'%s' is no option of '%s'%s; see 'spnplan help %s'", text, command_name,
	    nearest_says(&nearest), command_name);
	pool_free(&pool);
	return -1;
}

/* "-2146893042" is a number: no option is one, and none comes after it. */
static int
first_number(int argc, char **argv)
{
	int	 i;

	for (i = 1; i < argc; i++) {
		if (argv[i][0] == '-' && text_digit(argv[i][1]))
			break;
	}
	return i;
}

int
options_read(struct options *options, unsigned command, int argc, char **argv, struct error *err)
{
	struct option	 longs[N_OPTION + 1];
	char		 shorts[2 * N_OPTION + 2];
	int		 value, end = first_number(argc, argv);

	options->fail_on = SEVERITY_ERROR;
	options->live.connections = CONNECTIONS;
	tables_make(command, longs, shorts);
	unsetenv("POSIXLY_CORRECT");	/* options may follow descriptions, wherever it runs */
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(end, argv, shorts, longs, NULL)) != -1) {
		if (value == ':')
			return error_set(err, "'%s' needs a value", argv[optind - 1]);
		if (value == '?')
			return no_option(argv[optind - 1], command, argv[0], err);
		if (row_of(value)->set(options, optarg, err) != 0)
			return -1;
	}
	for (; optind < argc; optind++) {
		options->argument = pool_more(&options->pool, options->argument, options->n_argument,
		    sizeof(*options->argument));
		options->argument[options->n_argument++] = argv[optind];
	}
	return files_apart(options, err);
}

void
options_free(struct options *options)
{
	pool_free(&options->pool);
	*options = (struct options){ 0 };
}
