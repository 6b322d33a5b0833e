#ifndef PLANS_VIRTUAL_ACCOUNT_H
#define PLANS_VIRTUAL_ACCOUNT_H

#include "plans/pool.h"
#include "plans/text.h"

/*
 * IIS APPPOOL\NAME, the account that IIS makes of the name of an application
 * pool.  Its SID is S-1-5-82 and the SHA-1 of the name, in lower case and in
 * UTF-16LE, as five numbers: so it is the same on every server.
 */
enum { SHA1_SIZE = 20 };

/* What that SHA-1 is of, or NULL: NAME is no UTF-8. */
char	*virtual_account_bytes(struct pool *, const char *name, size_t *n_out);

char	*virtual_account_sid(struct pool *, const unsigned char sha1[SHA1_SIZE]);

#endif
