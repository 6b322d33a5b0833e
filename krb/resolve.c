#include "krb/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { NAME_MOST = 255 };

enum resolved
resolve_host(const char *host)
{
	struct addrinfo	 hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found = NULL;
	char		 full[NAME_MOST + 2];
	int		 n = snprintf(full, sizeof(full), "%s.", host);

	/* The dot at its end keeps the resolver from completing it. */
	if (n < 0 || (size_t)n >= sizeof(full))
		return RESOLVED_NO;
	switch (getaddrinfo(full, NULL, &hints, &found)) {
	case 0:
		freeaddrinfo(found);
		return RESOLVED_YES;
	case EAI_NODATA:
		return RESOLVED_YES;
	case EAI_NONAME:
		return RESOLVED_NO;
	default:
		return RESOLVED_UNKNOWN;
	}
}
