#ifndef KRB_EXCHANGE_H
#define KRB_EXCHANGE_H

#include <curl/curl.h>
#include <stdbool.h>

#include "krb/ask.h"

/*
 * One server's part of what krb/ask.h promises: a request without a token, more
 * of them where it redirects to itself, and one with a token.
 */
struct exchange;

/* NULL with the reason.  SESSION may be NULL: no token is sent. */
struct exchange	*exchange_open(struct pool *, struct session *, const struct ask_options *,
		    const struct node *, struct seen_answer *, struct error *);

/* The request that is to be made, with the exchange as its CURLOPT_PRIVATE. */
CURL		*exchange_request(struct exchange *);

/* Takes what became of it.  Is there another to be made? */
bool		 exchange_next(struct exchange *, CURLcode);

void		 exchange_close(struct exchange *);

#endif
