/*
 * setspn [--operator admin|delegated] [--ldapmodify | --holdings]
 *	-d DIR.ldif [-d ...] -o OUT [SCRIPT.cmd]
 *
 * Runs the setspn commands of a script against a directory in LDIF, as the
 * documents of Windows describe them (README says which), and tells on
 * standard output what setspn would print.  Lines in brackets are its own.
 */
#include <err.h>
#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/setspn/directory.h"
#include "tests/setspn/modes.h"
#include "tests/setspn/script.h"
#include "tests/setspn/store.h"

/* Switches that are remembered; the others are modes, and -T. */
static const struct {
	char	letter;
	size_t	flag;		/* where in struct request */
} flags[] = {
	{ 'F', offsetof(struct request, forest) },
	{ 'P', offsetof(struct request, quiet) },
	{ 'C', offsetof(struct request, computer) },
	{ 'U', offsetof(struct request, user) },
	{ '?', offsetof(struct request, help) },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Why it is no command line of setspn, or NULL. */
static const char *
switch_take(struct request *request, char letter)
{
	const struct mode *mode;
	size_t i;

	if (letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 'a' + 'A');
	for (i = 0; i < COUNT(flags); i++) {
		if (letter != flags[i].letter)
			continue;
		*(bool *)((char *)request + flags[i].flag) = true;
		return NULL;
	}
	for (mode = modes; mode->letter != '\0'; mode++) {
		if (letter != mode->letter)
			continue;
		if (request->mode != NULL)
			return "more than one of -S -A -D -L -R -Q -X";
		request->mode = mode;
		return NULL;
	}
	return "unknown switch";
}

static const char *
request_take(struct session *session, struct request *request,
    const struct command *command)
{
	const char *word, *why;
	size_t i;

	request->target = store_get(&session->directory->store,
	    (command->n_argument + 1) * sizeof(*request->target));
	for (i = 0; i < command->n_argument; i++) {
		word = command->argument[i];
		if (*word != '-' && *word != '/') {
			if (request->n_operand == COUNT(request->operand))
				return "too many arguments";
			request->operand[request->n_operand++] = word;
			continue;
		}
		if (word[1] == '\0' || word[2] != '\0')
			return "unknown switch";
		if (word[1] != 'T' && word[1] != 't') {
			why = switch_take(request, word[1]);
			if (why != NULL)
				return why;
			continue;
		}
		if (++i == command->n_argument)
			return "-T without a domain";
		request->target[request->n_target++] = command->argument[i];
	}
	return NULL;
}

static const char *
request_fault(struct request *request)
{
	if (request->mode == NULL && request->n_operand == 1)
		request->mode = &modes[0];
	if (request->mode == NULL)
		return "no switch";
	if (request->computer && request->user)
		return "-C and -U are exclusive";
	if ((request->computer || request->user) && !request->mode->edits)
		return "-C and -U are for an account";
	if ((request->forest || request->quiet || request->n_target > 0)
	    && !request->mode->queries)
		return "-F, -T and -P are for a query";
	if (request->n_operand != request->mode->n_operand)
		return "not the arguments that the switch takes";
	return NULL;
}

static enum outcome
command_run(struct session *session, const struct command *command)
{
	struct request request = { 0 };
	const char *why;

	printf("> %s\n", command->text);
	why = request_take(session, &request, command);
	if (why == NULL && !request.help)
		why = request_fault(&request);
	if (why == NULL && !request.help)
		return request.mode->run(session, &request);
	puts("Usage: setspn [modifiers switch] [accountname]");
	if (why == NULL)
		return KEPT;
	printf("[%s]\n", why);
	return REFUSED;
}

/* The exit status: 1 where setspn refused something. */
static int
script_run(struct session *session, const struct script *script)
{
	size_t count[] = { [REFUSED] = 0, [KEPT] = 0, [CHANGED] = 0 }, i;

	for (i = 0; i < script->n_command; i++) {
		if (i > 0)
			putchar('\n');
		count[command_run(session, &script->command[i])]++;
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		err(2, "standard output");
	fprintf(stderr, "applied %zu, refused %zu, changed %zu\n",
	    count[KEPT] + count[CHANGED], count[REFUSED], count[CHANGED]);
	return count[REFUSED] > 0;
}

struct options {
	bool		 delegated;
	void		(*write)(const struct directory *, FILE *);
	const char	*out;
};

static _Noreturn void
usage(void)
{
	fputs("usage: setspn [--operator admin|delegated] [--ldapmodify | --holdings]\n"
	    "              -d DIR.ldif [-d DIR.ldif]... -o OUT [SCRIPT.cmd]\n", stderr);
	exit(2);
}

static void
options_read(struct options *options, struct directory *directory, int argc, char **argv)
{
	static const struct option names[] = {
		{ "operator", required_argument, NULL, 'p' },
		{ "ldapmodify", no_argument, NULL, 'm' },
		{ "holdings", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "d:o:", names, NULL)) != -1) {
		switch (option) {
		case 'd':
			directory_read(directory, optarg);
			break;
		case 'o':
			options->out = optarg;
			break;
		case 'p':
			options->delegated = strcmp(optarg, "delegated") == 0;
			if (!options->delegated && strcmp(optarg, "admin") != 0)
				usage();
			break;
		case 'm':
			options->write = directory_write_changes;
			break;
		case 'h':
			options->write = directory_write_holdings;
			break;
		default:
			usage();
		}
	}
	if (options->out == NULL || directory->n_record == 0 || argc - optind > 1)
		usage();
}

static void
output_write(const struct options *options, const struct directory *directory)
{
	FILE *file = fopen(options->out, "wb");

	if (file == NULL)
		err(2, "%s", options->out);
	options->write(directory, file);
	if (ferror(file) || fclose(file) != 0)
		err(2, "%s", options->out);
}

int
main(int argc, char **argv)
{
	struct options options = { .write = directory_write };
	struct directory directory = { 0 };
	struct script script = { 0 };
	struct session session = { .directory = &directory };
	int status = 2;

	options_read(&options, &directory, argc, argv);
	directory_close(&directory);
	session.delegated = options.delegated;
	if (optind == argc || script_read(&script, argv[optind]) == 0) {
		status = script_run(&session, &script);
		output_write(&options, &directory);
	}
	script_free(&script);
	directory_free(&directory);
	return status;
}
