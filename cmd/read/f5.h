#ifndef CMD_READ_F5_H
#define CMD_READ_F5_H

#include "cmd/read/import.h"

/* The N files of one BIG-IP, bigip.conf and those of its partitions. */
int	f5_read(struct import *, const char **path, size_t n, struct error *);

/* From memory; NAME is for messages. */
int	f5_read_text(struct import *, const char *name, const char *text, size_t n, struct error *);

#endif
