#ifndef PLANS_KEYS_H
#define PLANS_KEYS_H

#include <stdbool.h>

#include "plans/directory.h"
#include "plans/filetime.h"
#include "plans/membership.h"

/*
 * In which encryption types a ticket for an account can be: those that its
 * msDS-SupportedEncryptionTypes allows and that it has keys of.
 */
enum {
	ETYPES_DES = 0x3,
	ETYPES_RC4 = 0x4,
	ETYPES_AES = 0x18,	/* AES128 and AES256 ([MS-KILE] 2.2.7) */
	ETYPES_TICKET = 0x1f
};

/* What a ticket may be in; where the account does not say, that is AES, as
 * domain controllers have it since July 2026 (KB5073381). */
unsigned	keys_allowed(const struct account *);

/* The types that a ticket can be in (the bits of plans/etype.h) that it allows
 * and, as far as can be told, has keys of; false where nothing shows what it
 * allows. */
bool	keys_of_tickets(const struct account *, unsigned *out);

/* Does it allow RC4 or DES and nothing newer? */
bool	keys_restricted(const struct account *);

/* DES alone: because nothing else is allowed, or because of USE_DES_KEY_ONLY
 * where nothing is said ([MS-KILE] 3.3.5.7). */
bool	keys_des(const struct account *);

/*
 * Has it AES keys?  A password that was set before the domain made them has
 * none.  The domain makes them since its group of read-only domain controllers
 * (RID 521) exists, which its first of Windows Server 2008 brings along.  Where
 * that group did not come, a password that was set after the last domain
 * controller without AES went out of support, Windows Server 2003 on 14 July
 * 2015, counts as new.
 */
#define KEYS_LAST_WITHOUT_AES	(FILETIME_1970 + 16630 * FILETIME_DAY)

enum answer	keys_aes(const struct account *);

#endif
