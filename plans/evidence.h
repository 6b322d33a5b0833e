#ifndef PLANS_EVIDENCE_H
#define PLANS_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/pool.h"
#include "plans/token.h"

/*
 * What was seen of one site, or of its captured headers: what DNS says, what
 * the KDC and the servers answered, what tokens hold.  It is the same whether
 * it was gathered just now or read from a file that --save wrote; nothing of
 * it is secret.  Strings are UTF-8 and belong to the pool; NULL is not seen.
 */

/* A name as the resolver of this machine has it. */
struct seen_name {
	const char		*name;		/* as asked, lower case */
	const char		*const *cname;	/* the chain of CNAMEs, in order, without the name itself */
	size_t			 n_cname;
	const char		*canonical;	/* where it ends: what AI_CANONNAME gives */
	const char		*const *address; /* sorted */
	size_t			 n_address;
	const char		*reverse;	/* what the first address leads back to */
	const char		*failed;	/* why there is no address, in the resolver's words */
};

/* What the KDC said of one SPN. */
struct seen_ticket {
	const char		*spn;		/* as asked */
	const char		*failed;	/* the library's words, NULL: a ticket came */
	int			 code;		/* of the KRB-ERROR (RFC 4120 7.5.9), 0: none came */
	bool			 no_tgt;	/* nothing to ask with: no cache, or an expired ticket */
	bool			 no_kdc;	/* no KDC of the realm was reached, or none is known */
	const char		*realm;		/* that issued it */
	const char		*server;	/* the name in the ticket, without the realm */
	int			 etype;		/* of the ticket: whose key the account has */
	int			 session_etype;
	long			 kvno;		/* -1: not said */
	size_t			 size;		/* of the token that a client sends, bytes before base64 */
	/* The same in the user's own cache, which was not used. */
	bool			 cached;
	int			 cached_etype;
	long			 cached_kvno;
};

/* One scheme of a WWW-Authenticate header, in the order of the headers. */
struct seen_offer {
	const char		*scheme;	/* "Negotiate", as written */
	const struct token	*token;		/* NULL: none */
};

enum reached {
	REACHED,
	REACHED_NO_NAME,	/* its name has no address */
	REACHED_REFUSED,	/* nobody listens, or no route */
	REACHED_TIMEOUT,
	REACHED_TLS,		/* the certificate is not trusted, or no TLS is spoken */
	REACHED_NO_HTTP,	/* what answers is no HTTP */
	N_REACHED
};
extern const char	*const reached_word[N_REACHED];

/* Whether the server proved itself (RFC 4559 5, mutual authentication). */
enum mutual { MUTUAL_NONE, MUTUAL_VERIFIED, MUTUAL_FAILED, N_MUTUAL };
extern const char	*const mutual_word[N_MUTUAL];

/* What one server answered, asked once without a token and, where there is a
 * ticket and Negotiate is offered, once with one. */
struct seen_answer {
	const char		*node;		/* as the user names it; NULL: whoever the name leads to */
	const char		*address;	/* that was spoken to, with port */
	const char		*url;
	int			 reached;	/* enum reached */
	const char		*failed;	/* libcurl's words, where it was not reached, or fell silent at the token; */
					/* or why there was no token, or no end of redirects */
	int			 first_status;	/* without a token; 0: none came */
	struct seen_offer	*first_offer;
	size_t			 n_first_offer;
	const char		*location;	/* where a redirect leads, if it leaves the host; it was not followed */
	const char		*spn;		/* whose ticket was sent, NULL: none */
	size_t			 sent;		/* bytes of the header's value with the token */
	int			 status;	/* with the token; 0: none was sent, or no answer came */
	struct seen_offer	*offer;		/* of that answer: what the server returned */
	size_t			 n_offer;
	int			 mutual;	/* enum mutual */
	const char		*mutual_failed;	/* why it did not verify */
	bool			 closes;	/* the connection is closed behind the first answer */
	const char		*server;	/* the Server header */
};

enum seen_direction { SEEN_REQUEST, SEEN_RESPONSE, SEEN_UNSAID };

/* A header with a token, as somebody captured it. */
struct seen_token {
	const char		*place;		/* "portal.har: entries[3], request" or "header.txt:4" */
	int			 direction;	/* enum seen_direction */
	const char		*url;		/* of HAR and curl, else NULL */
	int			 status;	/* of the answer, 0: unknown */
	const char		*header;	/* "Authorization", or NULL: a bare token */
	const char		*scheme;	/* "Negotiate", or NULL */
	const struct token	*token;		/* NULL: the scheme alone */
	size_t			 length;	/* of the header's value, bytes */
	/* Whether a key of the user's keytab decrypts its ticket (--keytab). */
	const char		*key;		/* principal of the key that does, */
	const char		*key_failed;	/* or why none does; both NULL: not tried */
};

struct evidence {
	struct pool		 pool;
	int64_t			 time;		/* plans/filetime.h; 0: unknown */
	const char		*url;		/* what was asked about, or NULL: captured headers, */
	const char		*host;		/* its host, in A-labels, */
	const char		*port;		/* "443"; "" where only an SPN was asked about */
	const char		*client;	/* principal that asked: "alice@CORP.EXAMPLE" */
	struct seen_name	*name;
	size_t			 n_name;
	struct seen_ticket	*ticket;	/* one for each SPN that some client asks for */
	size_t			 n_ticket;
	struct seen_answer	*answer;	/* by node, SPN */
	size_t			 n_answer;
	struct seen_token	*token;
	size_t			 n_token;
};

/* The first ticket that came, or NULL. */
const struct seen_ticket	*evidence_ticket(const struct evidence *);

void	evidence_free(struct evidence *);

#endif
