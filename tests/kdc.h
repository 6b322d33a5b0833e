#ifndef TESTS_KDC_H
#define TESTS_KDC_H

#include <krb5.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "plans/pool.h"

/*
 * A KDC on the loopback address, of as much as a service ticket takes, and a
 * user with a ticket-granting ticket of it.
 */
#define KDC_REALM	"CORP.EXAMPLE"
#define KDC_USER	"alice@" KDC_REALM

/* What it says to who asks for SPN: an error, or a ticket with a key of KVNO. */
struct kdc_answer {
	const char	*spn;		/* the last has none */
	int		 code;
	int		 etype;
	unsigned	 kvno;
	const char	*raw;		/* in place of all this, in tests/notation.h */
};

struct kdc {
	const struct kdc_answer	*answer;
	bool			 deaf;		/* there is none */
	int			 life;		/* of the user's ticket, seconds; 0: an hour */

	struct pool		 pool;
	krb5_context		 context;
	krb5_keyblock		 session;	/* of the user's ticket */
	char			*directory;
	char			*cache;		/* files: the user's, */
	char			*keytab;	/* a service's */
	char			*outside[2];	/* the environment as it was */
	int			 fd;
	pthread_t		 thread;
	char			*asked;		/* for these, with a blank behind each */
};

/* Sets KRB5_CONFIG and KRB5CCNAME until it is stopped. */
void	kdc_start(struct kdc *);
void	kdc_stop(struct kdc *);

/* Puts a ticket into the user's cache, as the one that the KDC gives now; it is
 * over after LIFE seconds. */
void	kdc_cache(struct kdc *, const char *spn, int etype, unsigned kvno, int life);

/* Puts the key of version KVNO into the keytab, for SPN. */
void	kdc_key(struct kdc *, const char *spn, int etype, unsigned kvno);

#endif
