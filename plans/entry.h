#ifndef PLANS_ENTRY_H
#define PLANS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/text.h"

struct error;

/*
 * The directory attributes that spnplan reads: one list for what is asked
 * for, how it is read, what an export must hold and what coverage counts.
 * To read another one, add a row.
 *
 *	id, name in the schema, how many values, how they are read, whose it is
 */
#define ATTRIBUTES(X) \
	X(OBJECT_CLASS,	"objectClass",		MANY,	TEXT,	ANY) \
	X(OBJECT_GUID,	"objectGUID",		ONE,	BYTES,	ANY) \
	X(OBJECT_SID,	"objectSid",		ONE,	SID,	ACCOUNT) \
	X(SAM,		"sAMAccountName",	ONE,	TEXT,	ACCOUNT) \
	X(UAC,		"userAccountControl",	ONE,	NUMBER,	ACCOUNT) \
	X(SPN,		"servicePrincipalName",	MANY,	TEXT,	ACCOUNT) \
	X(UPN,		"userPrincipalName",	ONE,	TEXT,	ACCOUNT) \
	X(DNS_NAME,	"dNSHostName",		ONE,	TEXT,	ACCOUNT) \
	X(OTHER_DNS_NAMES, "msDS-AdditionalDnsHostName", MANY, TEXT, ACCOUNT) \
	X(OS,		"operatingSystem",	ONE,	TEXT,	ACCOUNT) \
	X(DELEGATES_TO,	"msDS-AllowedToDelegateTo", MANY, TEXT,	ACCOUNT) \
	X(ACTS_FOR,	"msDS-AllowedToActOnBehalfOfOtherIdentity", ONE, BYTES, ACCOUNT) \
	X(PASSWORD_READERS, "msDS-GroupMSAMembership", ONE, BYTES, ACCOUNT) \
	X(ETYPES,	"msDS-SupportedEncryptionTypes", ONE, NUMBER, ACCOUNT) \
	X(PWD_LAST_SET,	"pwdLastSet",		ONE,	FILETIME, ACCOUNT) \
	X(LAST_LOGON,	"lastLogonTimestamp",	ONE,	FILETIME, ACCOUNT) \
	X(EXPIRES,	"accountExpires",	ONE,	FILETIME, ACCOUNT) \
	X(LOCKOUT,	"lockoutTime",		ONE,	FILETIME, ACCOUNT) \
	X(CREATED,	"whenCreated",		ONE,	TIME,	ACCOUNT) \
	X(ADMIN_COUNT,	"adminCount",		ONE,	NUMBER,	ACCOUNT) \
	X(PRIMARY_GROUP, "primaryGroupID",	ONE,	NUMBER,	ACCOUNT) \
	X(UAC_COMPUTED,	"msDS-User-Account-Control-Computed", ONE, NUMBER, ACCOUNT) \
	X(KEY_VERSION,	"msDS-KeyVersionNumber", ONE,	NUMBER,	ACCOUNT) \
	X(PRECEDED_BY,	"msDS-ManagedAccountPrecededByLink", ONE, TEXT, ACCOUNT) \
	X(SUPERSEDED_BY, "msDS-SupersededManagedAccountLink", ONE, TEXT, ACCOUNT) \
	X(SUPERSEDED_STATE, "msDS-SupersededServiceAccountState", ONE, NUMBER, ACCOUNT) \
	X(MEMBER,	"member",		MANY,	TEXT,	ACCOUNT) \
	X(GROUP_TYPE,	"groupType",		ONE,	NUMBER,	ACCOUNT) \
	X(TRUST_PARTNER, "trustPartner",	ONE,	TEXT,	ACCOUNT) \
	X(TRUST_DIRECTION, "trustDirection",	ONE,	NUMBER,	ACCOUNT) \
	X(TRUST_ATTRIBUTES, "trustAttributes",	ONE,	NUMBER,	ACCOUNT) \
	X(TRUST_INFO,	"msDS-TrustForestTrustInfo", ONE, BYTES, ACCOUNT) \
	X(SECURITY,	"nTSecurityDescriptor",	ONE,	BYTES,	SECURITY) \
	X(DELETED,	"isDeleted",		ONE,	TEXT,	ANY) \
	X(SPN_MAPPINGS,	"sPNMappings",		MANY,	TEXT,	FOREST) \
	X(NC_NAME,	"nCName",		ONE,	TEXT,	FOREST) \
	X(DNS_ROOT,	"dnsRoot",		MANY,	TEXT,	FOREST) \
	X(NETBIOS_NAME,	"nETBIOSName",		ONE,	TEXT,	FOREST) \
	X(SYSTEM_FLAGS,	"systemFlags",		ONE,	NUMBER,	FOREST)

enum attribute_id {
#define X(id, name, values, as, of) ATTR_##id,
	ATTRIBUTES(X)
#undef X
	N_ATTRIBUTE
};

enum attribute_values { VALUES_ONE, VALUES_MANY };
enum attribute_as {
	AS_TEXT,
	AS_NUMBER,	/* 32 bits */
	AS_FILETIME,	/* 64 bits: 100 ns since the beginning of 1601, UTC */
	AS_TIME,	/* "20261121103000.0Z" */
	AS_SID,
	AS_BYTES
};
enum attribute_of {
	OF_ANY,
	OF_ACCOUNT,	/* accounts, groups and trusts */
	OF_SECURITY,	/* accounts, where WANT_SECURITY asks for it: who may what with them */
	OF_FOREST	/* the configuration */
};

struct attribute {
	const char		*name;
	enum attribute_values	 values;
	enum attribute_as	 as;
	enum attribute_of	 of;
};

extern const struct attribute	attribute[N_ATTRIBUTE];

/* What has those OF_ACCOUNT, as a filter (RFC 4515): all that is read of a
 * domain, and all that an export of it has to hold. */
#define ALL_ACCOUNTS \
	"(|(objectClass=user)(objectClass=group)(objectClass=trustedDomain)(servicePrincipalName=*))"

/* Sets of attributes are a bit each; the bits above belong to plans/check.h. */
#define ATTRIBUTE_BIT(id)	(UINT64_C(1) << (id))
_Static_assert(N_ATTRIBUTE <= 60, "attributes are bits of 64, less four");

/* Does the set hold the attribute? */
static inline bool
attributes_have(uint64_t attributes, enum attribute_id id)
{
	return (attributes & ATTRIBUTE_BIT(id)) != 0;
}

/* The attribute of that name, ASCII case ignored, or -1: not one of ours. */
int	attribute_find(struct span name);

/*
 * One object as a source delivers it.  It borrows: every span points into
 * the source's buffer and is valid only until the sink returns.  Values that
 * are not in ATTRIBUTES are left out by the source; values keep their order,
 * decoded (base64, UTF-16) but otherwise untouched, NUL bytes included.
 */
struct value {
	enum attribute_id	 id;
	struct span		 text;
};

struct entry {
	struct span		 dn;
	const struct value	*value;
	size_t			 n_value;
	const char		*source;	/* as the user named it; outlives the read */
	size_t			 line;		/* of the dn, from 1; 0 where there are no lines */
	bool			 replaces;	/* what came before: see below */
};

/*
 * A source that is read while it changes says at the end what has changed, as
 * it is then.  Such an entry REPLACES what came before from the same source of
 * its object, by its objectGUID, and what came of another by its DN or, within
 * its domain, by its sAMAccountName, which two never have at one time.  One that
 * says isDeleted replaces only by its objectGUID: another may have its names.
 */

/*
 * What a source pushes entries into.  ADD returns 0, or -1 and why.  COVERS,
 * which may be NULL, takes what a source knows of its own accord: of the
 * domain DNS everything came that was wanted of it, and the ATTRIBUTES, a bit
 * each, as the directory has them.
 *
 * PART, which may be NULL, makes another sink for entries of SOURCE, which a
 * thread may fill while others fill theirs.  JOIN then takes what PART has,
 * and it itself, behind all that came before; the lines of its entries are
 * counted from behind LINE others.  END, which may be NULL, tells a part that
 * all of it came, still in its thread.  Once all parts were joined, what has to
 * be done with them can be done in N_TASK tasks, each by any thread, or later.
 */
struct sink {
	int	(*add)(void *arg, const struct entry *, struct error *);
	void	*arg;
	void	(*covers)(void *arg, const char *dns, uint64_t attributes);
	struct sink (*part)(void *arg, const char *source);
	void	(*join)(void *arg, const struct sink *part, size_t line);
	void	(*end)(void *arg);
	size_t	n_task;
	void	(*task)(void *arg, size_t i);
};

#endif
