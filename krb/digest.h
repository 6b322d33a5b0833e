#ifndef KRB_DIGEST_H
#define KRB_DIGEST_H

#include <stddef.h>

#include "plans/error.h"
#include "plans/virtual_account.h"

/* SHA-1 of N bytes, which are only read: Kerberos has it as a checksum without
 * a key (RFC 3961, type 14). */
int	digest_sha1(unsigned char out[SHA1_SIZE], char *bytes, size_t n, struct error *);

#endif
