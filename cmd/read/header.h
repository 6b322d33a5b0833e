#ifndef CMD_READ_HEADER_H
#define CMD_READ_HEADER_H

#include <stddef.h>

#include "plans/error.h"
#include "plans/evidence.h"
#include "plans/text.h"

/*
 * What somebody captured of Authorization, Proxy-Authorization,
 * WWW-Authenticate and Proxy-Authenticate headers, as its contents show:
 *
 *  - an HTTP archive (HAR 1.2);
 *  - text with such headers in its lines: what curl -v prints, a log, or the
 *    header alone;
 *  - in text also "Negotiate TOKEN" and a TOKEN alone, in base64.
 *
 * A token may be wrapped over lines, and may be cut.  Of a request the schemes
 * that carry such tokens are kept, of an answer all that it offers.  URLs are
 * without what follows a "?", which may be secret.
 *
 * Adds to LIST, of N, which only grows through these calls.  A file that has none
 * of them is an error.  KEYTAB, unless NULL: whose keys are tried on tickets.
 */
int	headers_read(struct pool *, const char *path, const char *keytab, struct seen_token **list, size_t *n,
	    struct error *);
int	headers_read_text(struct pool *, const char *name, struct span text, const char *keytab,
	    struct seen_token **list, size_t *n, struct error *);

#endif
