#include <stdlib.h>
#include <string.h>

#include "ldap/source.h"
#include "plans/directory.h"
#include "tests/peer.h"
#include "tests/fuzz/target.h"

/*
 * A domain controller that says what it likes once it has been bound to: what
 * it says may be refused, and nothing else may happen.
 */

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The sanitizer's, where there is one. */
extern void	__lsan_disable(void) __attribute__((weak));
extern void	__lsan_enable(void) __attribute__((weak));

static int
add(void *arg, const struct entry *entry, struct error *err)
{
	return directory_add(arg, entry, err);
}

static void
covers(void *arg, const char *dns, uint64_t attributes)
{
	directory_covers(arg, dns, attributes);
}

static const char		*const spn[] = { "HTTP/portal.corp.example" };
static const struct want	 some[] = { { WANT_CONFIG, NULL, NULL, 0 }, { WANT_SPN, NULL, spn, 1 } };
static const struct want	 all[] = { { WANT_CONFIG, NULL, NULL, 0 }, { WANT_ALL, NULL, NULL, 0 } };

static void
read_it(struct peer *peer, const struct want *want)
{
	struct outside			 outside = peer_outside(peer);
	struct source_options		 options = { .user = "reader", .password = "secret", .timeout = 1,
					    .connections = 3, .outside = &outside };
	struct directory		 directory = { 0 };
	struct sink			 sink = { add, &directory, covers };
	struct source			*source;
	struct error			 err = { "" };

	if (source_open(&source, "ldapi://peer", &options, &err) == 0 &&
	    source_read(source, want, 2, &sink, &err) == 0)
		directory_close(&directory, &err);
	else if (err.text[0] == '\0')
		abort();
	source_free(source);
	directory_free(&directory);
	peer_close(peer);
}

/* For all of it there are two further connections, which say nothing of their own. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct message	 opening[] = { PEER_OPENED };
	struct peer			 third = { .message = opening, .n_message = 3 };
	struct peer			 second = { .message = opening, .n_message = 3, .next = &third };
	struct peer			 peer = { .next = &second };
	unsigned char			*bytes;
	size_t				 n_opening;

	bytes = peer_encode(opening, sizeof(opening) / sizeof(*opening), &n_opening, NULL);
	peer.n_bytes = n_opening + n;
	peer.bytes = malloc(peer.n_bytes);
	memcpy(peer.bytes, bytes, n_opening);
	if (n > 0)
		memcpy(peer.bytes + n_opening, data, n);
	/* libldap keeps a request whose answer it cannot decode: not ours to free. */
	if (__lsan_disable != NULL)
		__lsan_disable();
	read_it(&peer, some);
	read_it(&peer, all);
	if (__lsan_enable != NULL)
		__lsan_enable();
	free(peer.bytes);
	free(bytes);
	return 0;
}
