#ifndef CMD_READ_NGINX_H
#define CMD_READ_NGINX_H

#include "cmd/read/import.h"

/* nginx.conf with all that it includes; each PATH is a balancer of its own. */
int	nginx_read(struct import *, const char *path, struct error *);

/* From memory; NAME is for messages. */
int	nginx_read_text(struct import *, const char *name, const char *text, size_t n, struct error *);

#endif
