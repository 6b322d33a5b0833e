#ifndef LDAP_ROOT_H
#define LDAP_ROOT_H

#include "ldap/connection.h"

/* Of an object: what highestCommittedUSN was when it last changed. */
#define USN_CHANGED	"uSNChanged"

/* What a domain controller says of itself (rootDSE, [MS-ADTS] 3.1.1.3.2). */
struct root {
	const char	*domain;	/* defaultNamingContext */
	const char	*configuration;	/* configurationNamingContext */
	const char	*forest;	/* rootDomainNamingContext */
	const char	*host;		/* dnsHostName */
	const char	*time;		/* currentTime */
	uint64_t	 usn;		/* highestCommittedUSN, 0 where it says none */
	const char	*settings;	/* dsServiceName, its own object in the configuration */
	const char	**context;	/* all that it holds, schema and configuration too */
	size_t		 n_context;
	bool		 directory;	/* it is a domain controller of Active Directory */
	bool		 catalog;	/* and a global catalog */
	bool		 read_only;
	bool		 stale;		/* it has not caught up yet */
	bool		 pages;		/* it sends answers in pages */
	bool		 external;	/* SASL EXTERNAL */
	bool		 samba;		/* MaxPageSize does not bound what it sends without pages */
};

/* Strings lie in the connection's pool.  Internal to ldap/. */
int	root_read(struct root *, struct connection *, struct error *);

/*
 * Samba does not say in the rootDSE that it is read-only: its object in the
 * configuration does, to who has bound.
 */
int	root_read_only(struct root *, struct connection *, struct error *);

/* Its highestCommittedUSN now. */
int	root_usn(uint64_t *usn_out, struct connection *, struct error *);

/* By how many seconds its clock is ahead of NOW; 0 where it tells no time. */
long long	root_skew(const struct root *, long long now);

#endif
