#ifndef CMD_READ_HEADER_H
#define CMD_READ_HEADER_H
#include "plans/error.h"
#include "plans/evidence.h"
int	headers_read(struct pool *, const char *path, const char *keytab, struct seen_token **list, size_t *n, struct error *);
#endif
