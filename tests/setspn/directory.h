#ifndef SETSPN_DIRECTORY_H
#define SETSPN_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "tests/setspn/store.h"

/*
 * A directory read from LDIF content records (RFC 2849), whose
 * servicePrincipalName values can be added to and removed, and which can be
 * written again.  What nobody changed is written byte for byte.  Input that
 * is not understood ends the program with status 2.
 *
 * What is called a key is made by key_make.
 */

struct domain {
	const char	*dn;		/* as its crossRef's nCName has it */
	const char	*dn_key;
	const char	*dns_key;	/* "corp.contoso.com" */
	const char	*netbios_key;	/* NULL where no crossRef tells */
	const char	*forest_dn;	/* of the forest's root domain */
	const char	*forest_key;
};

/* The most specific class of an object that has a sAMAccountName. */
enum kind {
	KIND_OTHER,			/* no account, such as a group */
	KIND_USER,
	KIND_COMPUTER,
	KIND_MANAGED			/* gMSA, sMSA or dMSA */
};

/* A value of servicePrincipalName. */
struct value {
	const char	*text;
	const char	*key;
	const char	*raw;		/* its lines; NULL where setspn added it */
	size_t		 raw_len;
	bool		 held;		/* false once it is removed */
};

struct record {
	const char		*raw;	/* with what stands before and after it */
	size_t			 raw_len;
	size_t			 body;	/* where in RAW its last attribute ends */
	const char		*eol;	/* how its lines end */
	bool			 parted; /* a blank line is to follow it */
	const char		*dn;	/* NULL: nothing but comments, or a referral */
	const char		*dn_key;
	const char		*sam;	/* NULL where it has none */
	const char		*sam_key;
	const char		*dns_host_name;
	enum kind		 kind;
	bool			 deleted;
	const struct domain	*domain; /* NULL where it lies in none */
	struct value		*spn;
	size_t			 n_spn;
};

/* "host" answers for "http": a pair of sPNMappings. */
struct mapping {
	const char	*alias_key;
	const char	*class_key;
};

struct directory {
	struct store	  store;
	struct record	**record;	/* as they came */
	size_t		  n_record;
	struct domain	**domain;	/* of crossRefs as they came, or else of the DNs */
	size_t		  n_domain;
	struct mapping	 *mapping;
	size_t		  n_mapping;
};

/* Call for each file, then directory_close once, before anything else. */
void	directory_read(struct directory *, const char *path);
void	directory_close(struct directory *);
void	directory_free(struct directory *);

/* By NetBIOS or DNS name, or NULL. */
const struct domain	*directory_domain(struct directory *, const char *name);

/* The value of the record that is held and equal to KEY, or NULL. */
struct value	*record_holds(const struct record *, const char *key);

/* Neither checks anything: who may hold what is not decided here. */
void	record_add(struct directory *, struct record *, const char *spn);
void	record_remove(struct value *);

/* The whole directory, as it is now. */
void	directory_write(const struct directory *, FILE *);

/*
 * What differs from the files, as change records to apply in this order: all
 * removals come before any addition, so that a moved name is never held twice.
 */
void	directory_write_changes(const struct directory *, FILE *);

/* A line for each value held: the DN, a TAB, the SPN. */
void	directory_write_holdings(const struct directory *, FILE *);

#endif
