#ifndef PLANS_ETYPE_H
#define PLANS_ETYPE_H

#include <stdbool.h>

#include "plans/pool.h"

/* Encryption types of tickets (RFC 3961 8, RFC 3962 7, RFC 4757 5, RFC 8009 6). */
struct etype {
	int		 number;
	unsigned	 bit;		/* in msDS-SupportedEncryptionTypes ([MS-KILE] 2.2.7), 0: none */
	const char	*says;		/* "AES256" */
	bool		 weak;		/* domain controllers stop issuing it: RC4 (KB5073381), DES */
};

extern const struct etype	etype_row[];	/* the last has number 0 */

const struct etype	*etype_find(int number);	/* or NULL */

/* "AES256 (etype 18)" */
const char	*etype_text(struct pool *, int number);

/* "AES256 (etype 18), kvno 5": the key that a ticket is made with. */
const char	*etype_key(struct pool *, int number, long kvno);

#endif
