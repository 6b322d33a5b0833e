#ifndef CMD_COMPLETION_H
#define CMD_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

/* Writes the completion of our command line for SHELL, one of "bash", "zsh"
 * and "fish", from the tables that parse it.  False for another. */
bool	completion_print(FILE *, const char *shell);

#endif
