#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "cmd/gather.h"

/*
 * Gathers the rest, reports in every format that the options name, and returns
 * the exit status of COMMAND.
 */
int	report_on(const char *command, struct gathered *, const struct options *, struct error *);

#endif
