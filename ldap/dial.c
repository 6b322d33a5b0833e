#include "ldap/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ldap/outside.h"
#include "ldap/discover.h"

const struct outside	outside_real = { dial_open, discover_locate, NULL };

/* 0, or what connect(2) failed with. */
static int
connect_within(int fd, const struct sockaddr *address, socklen_t n, unsigned timeout)
{
	struct pollfd	 poll_fd = { fd, POLLOUT, 0 };
	int		 why = 0, ready;
	socklen_t	 n_why = sizeof(why);

	if (connect(fd, address, n) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	do
		ready = poll(&poll_fd, 1, (int)timeout * 1000);
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		return ETIMEDOUT;
	if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &n_why) < 0)
		return errno;
	return why;
}

static int
open_address(const struct sockaddr *address, socklen_t n, unsigned timeout, int *why)
{
	int	 fd, on = 1;

	fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		*why = errno;
		return -1;
	}
	if ((*why = connect_within(fd, address, n, timeout)) == 0 &&
	    fcntl(fd, F_SETFL, 0) == 0) {
		if (address->sa_family != AF_UNIX)
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		return fd;
	}
	if (*why == 0)
		*why = errno;
	close(fd);
	return -1;
}

static int
open_path(const char *path, unsigned timeout, struct error *err)
{
	struct sockaddr_un	 address = { .sun_family = AF_UNIX };
	int			 fd, why;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err, "'%s' is too long for a socket", path);
	strcpy(address.sun_path, path);
	fd = open_address((const struct sockaddr *)&address, sizeof(address), timeout, &why);
	if (fd < 0)
		return error_set(err, "cannot connect to '%s': %s", path, strerror(why));
	return fd;
}

int
dial_open(void *arg, const char *host, unsigned port, unsigned timeout, struct error *err)
{
	const struct addrinfo	 hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo		*all = NULL, *at;
	char			 service[16];
	int			 fd = -1, why = 0, status;

	(void)arg;
	if (port == 0)
		return open_path(host, timeout, err);
	snprintf(service, sizeof(service), "%u", port);
	if ((status = getaddrinfo(host, service, &hints, &all)) != 0)
		return error_set(err, "cannot find '%s': %s", host,
		    status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status));
	for (at = all; fd < 0 && at != NULL; at = at->ai_next)
		fd = open_address(at->ai_addr, at->ai_addrlen, timeout, &why);
	freeaddrinfo(all);
	if (fd < 0)
		return error_set(err, "cannot connect to '%s' port %u: %s", host, port, strerror(why));
	return fd;
}
