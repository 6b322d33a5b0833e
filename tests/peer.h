#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>

#include "ldap/outside.h"
#include "ldap/source.h"

/*
 * A domain controller that has said all it will before it is asked: its
 * messages lie in one end of a socket pair, and the other is what ldap/ gets
 * when it dials.  Requests are numbered from 1 on, so that an answer can be
 * written in advance.
 */
enum said { SAID_BIND, SAID_ENTRY, SAID_REFERENCE, SAID_DONE };

enum { N_CELL = 24 };

struct message {
	enum said	 said;
	const char	*dn;		/* of an entry; the URL of a reference */
	const char	*cell[N_CELL];	/* "cn: a"; "cn" has no value; equal names in a row are one */
	int		 code;		/* of a bind, of the end of a search */
	const char	*text;		/* that goes with it */
	const char	*cookie;	/* of a page; NULL: no control, "": the last */
	int		 id;		/* added to the number of the request */
};

/* What becomes of the bytes on their way. */
struct peer {
	const struct message	*message;
	size_t			 n_message;
	size_t			 cut;		/* so many bytes come; 0: all */
	bool			 hangs;		/* and then nothing, in place of the end */
	bool			 resets;
	unsigned char		*bytes;		/* in place of all this, if not NULL */
	size_t			 n_bytes;
	struct peer		*next;		/* takes the next call, or nobody does */

	bool			 called;
	int			 fd;		/* our end, or -1 */
};

/* The messages as they go over the wire; the caller frees them.  END_OUT,
 * which may be NULL, takes where each ends. */
unsigned char	*peer_encode(const struct message *, size_t n_message, size_t *n_out,
		    size_t *end_out);

/* Dials into the first of them that was not called yet. */
struct outside	peer_outside(struct peer *);
void		peer_close(struct peer *);	/* and those behind it */

/* What a domain controller of corp.example says up to the first account. */
#define PEER_BASE	"DC=corp,DC=example"
#define PEER_CONFIG	"CN=Configuration," PEER_BASE
#define PEER_BOUND	{ SAID_BIND }
#define PEER_ROOT \
	{ SAID_ENTRY, "", { "defaultNamingContext: " PEER_BASE, "configurationNamingContext: " PEER_CONFIG, \
	  "rootDomainNamingContext: " PEER_BASE, "dnsHostName: dc1.corp.example", "isGlobalCatalogReady: TRUE", \
	  "supportedCapabilities: 1.2.840.113556.1.4.800", "supportedControl: 1.2.840.113556.1.4.319", \
	  "highestCommittedUSN: 100", "namingContexts: " PEER_BASE, "namingContexts: " PEER_CONFIG } }, \
	{ SAID_DONE }
#define PEER_CROSS_REF \
	{ SAID_ENTRY, "CN=CORP,CN=Partitions," PEER_CONFIG, \
	  { "nCName: " PEER_BASE, "nETBIOSName: CORP", "systemFlags: 3" } }
#define PEER_ZONES \
	{ SAID_ENTRY, "CN=dns,CN=Partitions," PEER_CONFIG, \
	  { "nCName: DC=DomainDnsZones," PEER_BASE, "systemFlags: 5" } }
#define PEER_LAST	{ SAID_DONE, .cookie = "" }
#define PEER_OPENED	PEER_BOUND, PEER_ROOT, PEER_CROSS_REF, PEER_ZONES, PEER_LAST

#endif
