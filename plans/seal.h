#ifndef PLANS_SEAL_H
#define PLANS_SEAL_H

#include "plans/held.h"

/*
 * The checks on a ticket that are the same whether the KDC gave it just now or
 * somebody captured it: whose key it is sealed with, and how long it is.
 */
struct seal {
	const char	*spn;
	const char	*realm;		/* that issued it; NULL: not known */
	int		 etype;
	long		 kvno;		/* none above 0: not said */
};

/* "; CORP\\svc-web: msDS-SupportedEncryptionTypes 24, AES keys", "" unless
 * there is one holder. */
const char	*seal_keys(struct pool *, const struct facts *, const struct held *);

/* It is in RC4 or DES. */
void	seal_weak(const struct check *, const struct subject *, struct report *, const struct seal *);

/* The directory has another version of the holder's key. */
void	seal_version(const struct check *, const struct subject *, struct report *, const struct seal *);

/* It is of a realm where no holder is; the finding, or NULL. */
struct finding	*seal_realm(const struct check *, const struct subject *, struct report *, const struct seal *);

/* Servers of the description decrypt as others than the holder; the finding, or
 * NULL. */
struct finding	*seal_misread(const struct check *, const struct subject *, struct report *, const struct seal *);

/* A header of N bytes nearly fills a request. */
void	seal_large(const struct check *, const struct subject *, struct report *, size_t n);

#endif
