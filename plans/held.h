#ifndef PLANS_HELD_H
#define PLANS_HELD_H

#include "plans/report.h"

/*
 * Whose key a ticket for an SPN is made with, as a domain controller looks it
 * up: whoever holds the SPN itself, else whoever holds HOST/ of its name where
 * HOST/ answers for its class ([MS-DRSR] 4.1.4.2.19).
 */
struct held {
	const struct account	**account;	/* each once */
	size_t			 n_account;
	bool			 by_host;	/* through HOST/ */
	bool			 known;		/* so that nobody else holds it */
};

/* That nobody holds an SPN is a fact only where every account of every domain
 * was seen with its SPNs. */
bool		held_known(const struct facts *);

/* FACTS may be without a directory: then nothing is known. */
struct held	held_by(struct pool *, const struct facts *, const char *spn);

/* Those of them whose key the KDCs of REALM have; NULL: of any.  REALM of what
 * follows is the same. */
struct held	held_in_realm(struct pool *, const struct facts *, const char *spn, const char *realm);

/* Who has it as userPrincipalName, with any realm behind it, and holds neither
 * it nor HOST/ that may answer for it, in the forest of whoever does: domain
 * controllers look there too ([MS-KILE] 3.3.5.1.1). */
struct held	held_user_names(struct pool *, const struct facts *, const char *spn, const char *realm);

/* Each of them, of a finding. */
void	held_add(struct report *, struct finding *, const struct held *);

/* "CORP\\svc-web and CORP\\WEB01$", the first of many */
const char	*held_names(struct pool *, const struct facts *, const struct held *);

/* The decision of the plan on SPN, or NULL. */
const struct decision	*held_planned(const struct facts *, const char *spn);

/* As whom SERVER decrypts tickets of that decision, or NULL. */
const struct farm_account	*held_decrypts(const struct decision *, const char *server);

/* Does SERVER require extended protection for it, by the description? */
bool	held_protected(const struct decision *, const char *server);

#endif
