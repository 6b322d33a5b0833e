#include "krb/resolve.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "krb/cname.h"
#include "plans/name.h"
#include "plans/printable.h"
#include "plans/text.h"

enum { NAME_MOST = 255, ADDRESS_MOST = 64 };

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

/* Sorted, each once. */
static const char *const *
addresses(struct pool *pool, const struct addrinfo *found, size_t *n_out)
{
	const char	**address = pool_alloc(pool, ADDRESS_MOST * sizeof(*address));
	char		 text[NI_MAXHOST];
	size_t		 n = 0, i;

	for (; found != NULL && n < ADDRESS_MOST; found = found->ai_next)
		if (getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
		    NI_NUMERICHOST) == 0)
			address[n++] = pool_copy(pool, text);
	if (n > 0)
		qsort(address, n, sizeof(*address), text_order);
	for (*n_out = i = 0; i < n; i++)
		if (*n_out == 0 || strcmp(address[*n_out - 1], address[i]) != 0)
			address[(*n_out)++] = address[i];
	return address;
}

static const char *
reverse(struct pool *pool, const struct addrinfo *first)
{
	char	 name[NI_MAXHOST];

	if (getnameinfo(first->ai_addr, first->ai_addrlen, name, sizeof(name), NULL, 0, NI_NAMEREQD) != 0)
		return NULL;
	return pool_lower(pool, printable(pool, name));
}

/* A name that is not DNS's (a line of /etc/hosts) has no CNAMEs, whatever DNS
 * says of it. */
static void
chain(struct pool *pool, const char *host, struct seen_name *seen)
{
	seen->cname = cname_ask(pool, host, &seen->n_cname);
	if (seen->n_cname > 0 && seen->canonical != NULL &&
	    !text_same(seen->cname[seen->n_cname - 1], seen->canonical))
		seen->n_cname = 0;
}

void
resolve_name(struct pool *pool, const char *host, struct seen_name *seen)
{
	struct addrinfo	 hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME };
	struct addrinfo	*found = NULL;
	bool		 literal = name_ip(host);
	int		 code;

	if (literal && *host == '[')
		host = pool_ncopy(pool, host + 1, strlen(host) - 2);
	*seen = (struct seen_name){ .name = pool_lower(pool, host) };
	if ((code = getaddrinfo(host, NULL, &hints, &found)) == 0) {
		if (found->ai_canonname != NULL)
			seen->canonical = pool_lower(pool, printable(pool, found->ai_canonname));
		seen->address = addresses(pool, found, &seen->n_address);
		seen->reverse = reverse(pool, found);
		freeaddrinfo(found);
	} else
		seen->failed = pool_copy(pool, code == EAI_SYSTEM ? strerror(errno) : gai_strerror(code));
	/* A name server that did not answer is not waited for again. */
	if (code != EAI_AGAIN && !literal)
		chain(pool, host, seen);
}
