#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ldap/source.h"
#include "plans/check.h"
#include "plans/error.h"
#include "plans/pool.h"

struct renderer;

/* Where one --format goes: FILE, or standard output for NULL and "-". */
struct output {
	const struct renderer	*renderer;
	const char		*file;
};

/* What the command line says, whatever the command. */
struct options {
	struct pool		 pool;
	const char		**argument;
	size_t			 n_argument;
	const char		**source;
	size_t			 n_source;
	struct output		*output;
	size_t			 n_output;
	const struct check	**skip;
	size_t			 n_skip;
	bool			 dns;
	const char		*baseline;
	const char		**ignore_file;
	size_t			 n_ignore_file;
	struct acceptance	*ignore;	/* named on the command line */
	size_t			 n_ignore;
	uint64_t		 exported;	/* a bit for each attribute */
	enum severity		 fail_on;
	bool			 rollback;
	const char		*rollback_file;
	int64_t			 now;		/* FILETIME; 0: not said */
	bool			 ids, members, schema;
	struct source_options	 live;		/* how a live directory is asked */
	const char		*keytab, *principal;
	const char		*password_file;
	bool			 verbose, quiet;
	const char		*output_file;
	bool			 pseudonyms;
	const char		**server;	/* "WEB01=FILE" */
	size_t			 n_server;
	const char		**domain;	/* "CORP=corp.example" */
	size_t			 n_domain;
	const char		**farm;
	size_t			 n_farm;
	const char		**node;		/* "[NAME=]HOST[:PORT]" */
	size_t			 n_node;
	const char		**header;	/* files of captured headers */
	size_t			 n_header;
	const char		*save_file, *evidence_file;
	const char		*try_keytab;
};

/* Commands that an option belongs to. */
enum {
	FOR_PLAN = 1, FOR_CHECK = 2, FOR_EXPLAIN = 4, FOR_SNAPSHOT = 8, FOR_AUDIT = 16, FOR_IMPORT = 32,
	FOR_DIAGNOSE = 64,
	FOR_REPORT = FOR_PLAN | FOR_CHECK | FOR_AUDIT | FOR_DIAGNOSE	/* what ends in one */
};

/* One option: parsing, help and completion read the same row. */
struct option_row {
	const char	*name;		/* long form */
	char		 letter;	/* short form, or '\0' */
	unsigned	 commands;
	const char	*argument;	/* its name in help, NULL for none */
	const char	*says;
	int		(*set)(struct options *, const char *value, struct error *);
};

extern const struct option_row	option_row[];	/* the last has no name */

/* Reads what follows the name of the command. */
int	options_read(struct options *, unsigned command, int argc, char **argv, struct error *);

void	options_free(struct options *);

#endif
