#ifndef TESTS_WEB_H
#define TESTS_WEB_H

#include <pthread.h>
#include <stddef.h>

/*
 * A web server on a loopback address that says what it was told to: its first
 * reply to the first request that it gets, and so on.  Behind the last one, and
 * behind one that says so ("Connection: close"), it closes the connection.
 */
enum { WEB_REPLY = 8, WEB_REQUEST = 8192 };

struct web {
	const char	*reply[WEB_REPLY];	/* the last is NULL */
	const char	*filler;		/* said over and over behind the last, until nobody listens */
	size_t		 n_filler;
	const char	*(*answer)(struct web *, const char *request);	/* if not NULL, in place of all this */
	void		*arg;			/* for that */
	int		 drops;			/* closes behind each of them, and does not say so */

	char		 port[8];
	char		 request[WEB_REPLY][WEB_REQUEST];
	size_t		 n_request;
	size_t		 n_connection;
	int		 fd;
	pthread_t	 thread;
};

void	web_start(struct web *);
void	web_stop(struct web *);

/* A port on which nobody answers: HANGS, calls are taken all the same.  Close
 * what it returns. */
int	web_silent(char port[8], int hangs);

#endif
