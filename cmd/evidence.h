#ifndef CMD_EVIDENCE_H
#define CMD_EVIDENCE_H

#include <jansson.h>
#include <stdio.h>

#include "plans/error.h"
#include "plans/evidence.h"

/*
 * What diagnose saw, as JSON: written by --save, read by --evidence, and part
 * of the report.  One table of members serves both directions.
 */

/* NULL where memory is short. */
json_t	*evidence_json(const struct evidence *);

/* For output_put. */
int	evidence_write(FILE *, const void *evidence, struct error *);

/* Every member is checked; what is unknown is an error with its path. */
int	evidence_read(struct evidence *, const char *path, struct error *);

/* The same from memory, NAME in messages. */
int	evidence_read_text(struct evidence *, const char *name, const char *text, size_t n, struct error *);

#endif
