#ifndef KRB_DECODE_H
#define KRB_DECODE_H

#include "plans/error.h"
#include "plans/evidence.h"
#include "plans/text.h"

/*
 * Reads a token, whatever is in it: what cannot be read is its fault member,
 * never an error.  Hostile input: nesting and sizes are bounded.
 */
const struct token	*token_decode(struct pool *, struct span bytes);

/* The same of base64 (RFC 4648 4), as headers have it. */
const struct token	*token_decode_base64(struct pool *, struct span text);

/* How long the token that BYTES begin is, as it says; 0: it does not say. */
size_t	token_length(struct span bytes);

/*
 * Tries the keys of KEYTAB on the ticket of the AP-REQ in BYTES: SEEN's key is
 * whose key decrypts it, whatever its version is, as servers of MIT Kerberos
 * see it; or key_failed says why none does.  -1 where the keytab cannot be read.
 */
int	token_try_keys(struct pool *, struct span bytes, const char *keytab, struct seen_token *, struct error *);

#endif
