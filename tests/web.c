#include "tests/web.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
web_silent(char port[8], int hangs)
{
	struct sockaddr_in	 address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t		 n = sizeof(address);
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 || (hangs && listen(fd, 16) != 0) ||
	    getsockname(fd, (struct sockaddr *)&address, &n) != 0) {
		perror("a port on the loopback address");
		abort();
	}
	snprintf(port, 8, "%u", ntohs(address.sin_port));
	return fd;
}

/* Up to the empty line.  0: the client has gone. */
static int
request_read(struct web *web, int fd)
{
	char	*request = web->request[web->n_request];
	size_t	 n = 0;
	ssize_t	 got;

	while (strstr(request, "\r\n\r\n") == NULL && n < WEB_REQUEST - 1) {
		if ((got = recv(fd, request + n, WEB_REQUEST - 1 - n, 0)) <= 0)
			return 0;
		n += (size_t)got;
		request[n] = '\0';
	}
	return 1;
}

static int
put(int fd, const char *bytes, size_t n)
{
	ssize_t	 done;

	for (; n > 0; bytes += done, n -= (size_t)done)
		if ((done = send(fd, bytes, n, MSG_NOSIGNAL)) <= 0)
			return 0;
	return 1;
}

/* NULL: there is nothing left to say. */
static const char *
reply_to(struct web *web, const char *request)
{
	if (web->answer != NULL)
		return web->n_request < WEB_REPLY - 1 ? web->answer(web, request) : NULL;
	return web->reply[web->n_request];
}

static void
connection_serve(struct web *web, int fd)
{
	const char	*reply;

	while ((web->answer != NULL || web->reply[web->n_request] != NULL) && request_read(web, fd)) {
		if ((reply = reply_to(web, web->request[web->n_request])) == NULL)
			return;
		web->n_request++;
		if (!put(fd, reply, strlen(reply)) || web->drops)
			return;
		if (strstr(reply, "Connection: close") != NULL &&
		    (web->answer != NULL || web->reply[web->n_request] != NULL))
			return;
	}
	while (web->n_filler > 0 && put(fd, web->filler, web->n_filler))
		;
}

static void *
serve(void *arg)
{
	struct web	*web = arg;
	int		 fd;

	while ((fd = accept(web->fd, NULL, NULL)) >= 0) {
		web->n_connection++;
		connection_serve(web, fd);
		/* What it would not read must not turn the end into a reset. */
		shutdown(fd, SHUT_WR);
		close(fd);
	}
	return NULL;
}

void
web_start(struct web *web)
{
	web->n_request = web->n_connection = 0;
	memset(web->request, 0, sizeof(web->request));
	web->fd = web_silent(web->port, 1);
	if (pthread_create(&web->thread, NULL, serve, web) != 0)
		abort();
}

void
web_stop(struct web *web)
{
	shutdown(web->fd, SHUT_RDWR);
	pthread_join(web->thread, NULL);
	close(web->fd);
}
