#ifndef KRB_DER_H
#define KRB_DER_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/pool.h"
#include "plans/text.h"

/*
 * Elements of DER (X.690 8.1), with the heads and the object identifiers read
 * by libtasn1.  Tokens are captured cut, so there is no grammar that must hold
 * to their end: of an element that is cut, what there is.
 */
enum {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_TIME = 0x18,		/* GeneralizedTime */
	DER_GENERAL_STRING = 0x1b,
	DER_SEQUENCE = 0x30,
	DER_APPLICATION = 0x60,		/* and the number of the tag */
	DER_CONTEXT = 0xa0
};

struct der {
	unsigned char	 type;		/* its first byte, 0 where the tag takes more */
	struct span	 bytes;		/* head and contents, as far as they are there */
	struct span	 body;		/* the contents */
	size_t		 whole;		/* bytes of all of it, as it says: more than there are if it is cut */
};

/* Takes the next element off REST; false where there is none, or not even its
 * head is whole. */
bool	der_next(struct span *rest, struct der *);

/* The first element of BYTES, if it is of TYPE; the member of a SEQUENCE with
 * the explicit tag [TAG], if it is. */
bool	der_first(struct span bytes, unsigned char type, struct der *);
bool	der_member(struct span sequence, unsigned tag, unsigned char type, struct der *);

bool	der_is_cut(const struct der *);

/* "1.2.840.113554.1.2.2", or NULL. */
const char	*der_oid(struct pool *, const struct der *);

/* Of INTEGER and ENUMERATED, where it fits. */
bool	der_integer(const struct der *, long *);

#endif
