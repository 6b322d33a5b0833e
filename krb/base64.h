#ifndef KRB_BASE64_H
#define KRB_BASE64_H

#include <stdbool.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Base64 (RFC 4648 4) as people copy it: blanks and line breaks between the
 * digits, no padding, or an end that is cut.  Decodes up to the first character
 * that is none of it; REST is what it left.
 */
struct span	base64_read(struct pool *, struct span text, struct span *rest);

/* All of it, padded, without line breaks. */
char	*base64_write(struct pool *, struct span bytes);

/* Is C a digit of it? */
bool	base64_digit(char c);

#endif
