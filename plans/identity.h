#ifndef PLANS_IDENTITY_H
#define PLANS_IDENTITY_H

#include "plans/farm.h"

/* What a pool's identity is on the network (KB4466942). */
enum presents {
	PRESENTS_MACHINE,	/* SERVER$ */
	PRESENTS_NOBODY,	/* anonymous */
	PRESENTS_ACCOUNT	/* the account that the pool names */
};

/* Whom a request, or the pool that serves it, can be in Windows. */
struct identity_row {
	enum identity	 identity;	/* UNSET: no identityType of a pool */
	const char	*word;
	const char	*also;		/* other names of it, with "; " between; "*" at the end: whatever follows */
	enum presents	 presents;	/* where identity is set */
	const char	*title;
	const char	*says;
	const char	*network;	/* what other computers see */
	const char	*shared;	/* can it decrypt for a name that several servers share? */
	const char	*spn;		/* which account holds its SPN */
	const char	*advice;
	const char	*source;
};

extern const struct identity_row	identity_row[];	/* the last has no word */

/* Is TEXT the word of the row, or another name of it?  Case, blanks, hyphens
 * and underscores are ignored. */
bool	identity_is(const struct identity_row *, const char *text);

/* The pool's name in "IIS APPPOOL\NAME", or NULL. */
const char	*identity_pool_name(const char *text);

/*
 * Whose key decrypts a ticket that reaches one server.
 *
 * KEY_MACHINE and KEY_ACCOUNT name the account.  The others cannot decrypt
 * (a local user, LocalService outside the kernel, an account of a kind that the
 * product cannot run as) or cannot be told, a setting being unknown.
 */
enum key_kind {
	KEY_MACHINE,
	KEY_ACCOUNT,
	KEY_LOCAL_USER,
	KEY_LOCAL_SERVICE,
	KEY_UNUSABLE,
	KEY_UNKNOWN
};

struct key {
	enum key_kind			 kind;
	const struct farm_account	*account;	/* NULL unless MACHINE or ACCOUNT */
};

/*
 * For IIS (windowsAuthentication, "useAppPoolCredentials"):
 *
 *	kernel mode off			the pool's account
 *	useAppPoolCredentials		the pool's account
 *	kernel mode on without it	the machine
 *
 * where the pool's account is the machine itself for a built-in identity.
 * Other products say in plans/service.c what decides.
 */
struct key	identity_key(const struct product *, const struct farm_effective *,
		    const struct farm_server *);

/* Does the pool run as an account of its own, whatever decrypts? */
const struct farm_account	*identity_account(const struct farm_effective *);

#endif
