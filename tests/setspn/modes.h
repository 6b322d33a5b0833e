#ifndef SETSPN_MODES_H
#define SETSPN_MODES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/setspn/directory.h"

/* What setspn does: a row for each of its modes. */

struct session {
	struct directory	*directory;
	bool			 delegated;	/* the operator is no administrator */
};

enum outcome {
	REFUSED,
	KEPT,
	CHANGED
};

/* A command line, taken apart. */
struct request {
	const struct mode	*mode;
	bool			 forest;	/* -F */
	bool			 quiet;		/* -P */
	bool			 computer;	/* -C */
	bool			 user;		/* -U */
	bool			 help;		/* -? */
	const char		**target;	/* -T */
	size_t			 n_target;
	const char		*operand[2];
	size_t			 n_operand;
};

struct mode {
	char		 letter;
	size_t		 n_operand;
	bool		 edits;		/* takes -C and -U */
	bool		 queries;	/* takes -F, -T and -P */
	enum outcome	(*run)(struct session *, const struct request *);
};

/* The default mode is the first, a row without a letter the last. */
extern const struct mode	modes[];

#endif
