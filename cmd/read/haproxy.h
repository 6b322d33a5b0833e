#ifndef CMD_READ_HAPROXY_H
#define CMD_READ_HAPROXY_H

#include "cmd/read/import.h"

/* The N files of one HAProxy, in the order that it reads them; files with
 * names and backends that they mention are looked for beside them. */
int	haproxy_read(struct import *, const char **path, size_t n, struct error *);

/* One from memory; NAME is for messages. */
int	haproxy_read_text(struct import *, const char *name, char *text, size_t n, struct error *);

#endif
