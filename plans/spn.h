#ifndef PLANS_SPN_H
#define PLANS_SPN_H

#include <stddef.h>

#include "plans/text.h"

/*
 * A service principal name ([MS-ADTS] 2.2.21, servicePrincipalName):
 *
 *	class "/" host [":" port] ["/" service name]
 *
 * A port that is not all digits is an instance name (SQL Server).  A host may
 * end in a dot ([MS-KILE] 3.1.5.11 takes it from RFC 2396 3.2.2), and is then
 * another than without: the directory compares what is written.
 */
struct spn {
	struct span	 class;
	struct span	 host;
	struct span	 port;		/* without its colon, empty for none */
	struct span	 service;	/* third part, empty for none */
	unsigned	 fault;		/* one bit for each row of spn_fault */
};

/* What is wrong with a registered name: no client will ever ask for it. */
enum spn_fault_bit {
	SPN_NO_SLASH,		/* "web01" */
	SPN_EMPTY_PART,		/* "/web01", "HTTP/", "HTTP//x" */
	SPN_TRAILING_SLASH,	/* "HTTP/web01/" */
	SPN_HTTPS,		/* "HTTPS/web01": the class is HTTP for both */
	SPN_URL,		/* "http://web01" */
	SPN_BACKSLASH,		/* "HTTP\web01" */
	SPN_WILDCARD,		/* "HTTP/" followed by a star */
	SPN_DASH,		/* an en-dash or its like in place of "-" */
	SPN_REALM,		/* "HTTP/web01@CORP.EXAMPLE" */
	SPN_SPACE,		/* but between the words of a class */
	SPN_CONTROL,		/* a control character, or bytes that are no text */
	SPN_PARTS,		/* more than three parts */
	SPN_PORT,		/* all digits, but no port number */
	N_SPN_FAULT
};

struct spn_fault_row {
	const char	*word;		/* "https-class", for reports */
	const char	*says;		/* "its class is HTTPS; ..." */
};

extern const struct spn_fault_row	spn_fault[N_SPN_FAULT];

/* What is right as a name, and no client asks for by itself. */
enum spn_pointless {
	SPN_THREE_PARTS,	/* "HTTP/web01/corp.example": HTTP clients ask in two */
	SPN_DEFAULT_PORT,	/* "HTTP/web01:443": no client puts 80 or 443 there */
	SPN_ADDRESS,		/* "HTTP/192.0.2.1", "HTTP/2001:db8::1": only with TryIPSPN */
	N_SPN_POINTLESS
};

/* A bit for each that holds. */
unsigned	spn_pointless(const struct spn *);

/* Takes any bytes; the parts borrow from TEXT. */
void	spn_parse(struct spn *, struct span text);

/* Its class with the "/", as it is written; empty where there is no "/". */
struct span	spn_front(struct span spn);

/*
 * The only comparison of names in the program: as Active Directory compares
 * servicePrincipalName ([MS-ADTS] 3.1.1.2.2.4.13 and 6.5: case, kana type,
 * width and diacritics ignored), and so total.  0 where the directory would
 * call them equal.
 */
int	spn_cmp(const char *, const char *);
int	spn_order(const void *, const void *);	/* the same, for qsort, of two strings */

#endif
