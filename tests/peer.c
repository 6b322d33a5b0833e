#include "tests/peer.h"

#include <errno.h>
#include <lber.h>
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "name: value" */
static struct berval
name_of(const char *cell)
{
	const char	*colon = strstr(cell, ": ");
	struct berval	 name = { colon == NULL ? strlen(cell) : (size_t)(colon - cell), NULL };

	name.bv_val = strndup(cell, name.bv_len);
	return name;
}

static void
encode_cells(BerElement *ber, const char *const *cell)
{
	struct berval	 name, next;
	const char	*value;
	size_t		 i = 0;

	while (i < N_CELL && cell[i] != NULL) {
		name = name_of(cell[i]);
		ber_printf(ber, "{O[", &name);
		do {
			if ((value = strstr(cell[i], ": ")) != NULL)
				ber_printf(ber, "s", value + 2);
			next = i + 1 < N_CELL && cell[i + 1] != NULL ? name_of(cell[i + 1]) :
			    (struct berval){ 0, NULL };
			i++;
			value = next.bv_val != NULL && strcmp(next.bv_val, name.bv_val) == 0 ? name.bv_val : NULL;
			free(next.bv_val);
		} while (value != NULL);
		ber_printf(ber, "]}");
		free(name.bv_val);
	}
}

static void
encode_cookie(BerElement *ber, const char *cookie)
{
	BerElement	*inner = ber_alloc_t(LBER_USE_DER);
	struct berval	 text = { strlen(cookie), strdup(cookie) }, value;

	ber_printf(inner, "{iO}", 0, &text);
	ber_flatten2(inner, &value, 0);
	ber_printf(ber, "t{{sO}}", (ber_tag_t)LDAP_TAG_CONTROLS, LDAP_CONTROL_PAGEDRESULTS, &value);
	ber_free(inner, 1);
	free(text.bv_val);
}

static void
encode(BerElement *ber, const struct message *message, int id)
{
	const char	*text = message->text == NULL ? "" : message->text;

	ber_printf(ber, "{i", id + message->id);
	switch (message->said) {
	case SAID_BIND:
		ber_printf(ber, "t{ess}", (ber_tag_t)LDAP_RES_BIND, message->code, "", text);
		break;
	case SAID_ENTRY:
		ber_printf(ber, "t{s{", (ber_tag_t)LDAP_RES_SEARCH_ENTRY, message->dn);
		encode_cells(ber, message->cell);
		ber_printf(ber, "}}");
		break;
	case SAID_REFERENCE:
		ber_printf(ber, "t{s}", (ber_tag_t)LDAP_RES_SEARCH_REFERENCE, message->dn);
		break;
	case SAID_DONE:
		ber_printf(ber, "t{ess}", (ber_tag_t)LDAP_RES_SEARCH_RESULT, message->code, "", text);
		if (message->cookie != NULL)
			encode_cookie(ber, message->cookie);
		break;
	}
	ber_printf(ber, "}");
}

unsigned char *
peer_encode(const struct message *message, size_t n_message, size_t *n_out, size_t *end_out)
{
	unsigned char	*bytes = NULL;
	size_t		 i, n = 0;
	int		 id = 1;

	for (i = 0; i < n_message; i++) {
		BerElement	*ber = ber_alloc_t(LBER_USE_DER);
		struct berval	 one;

		encode(ber, &message[i], id);
		if (ber_flatten2(ber, &one, 0) != 0)
			abort();
		bytes = realloc(bytes, n + one.bv_len);
		if (bytes == NULL)
			abort();
		memcpy(bytes + n, one.bv_val, one.bv_len);
		n += one.bv_len;
		ber_free(ber, 1);
		if (end_out != NULL)
			end_out[i] = n;
		id += message[i].said == SAID_BIND || message[i].said == SAID_DONE;
	}
	*n_out = n;
	return bytes;
}

static int
dial(void *arg, const char *host, unsigned port, unsigned timeout, struct error *err)
{
	struct peer	*peer = arg;
	unsigned char	*bytes;
	size_t		 n, at;
	ssize_t		 put;
	int		 fd[2], room = 1 << 22;

	(void)host;
	(void)port;
	(void)timeout;
	while (peer != NULL && peer->called)
		peer = peer->next;
	if (peer == NULL)
		return error_set(err, "cannot connect: nobody is there");
	peer->called = true;
	bytes = peer->bytes;
	n = peer->n_bytes;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
		return error_set(err, "no socket: %s", strerror(errno));
	setsockopt(fd[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	setsockopt(fd[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	peer->fd = fd[0];
	if (bytes == NULL)
		bytes = peer_encode(peer->message, peer->n_message, &n, NULL);
	if (peer->cut > 0 && peer->cut < n)
		n = peer->cut;
	for (at = 0; at < n; at += (size_t)put)
		if ((put = send(fd[0], bytes + at, n - at, MSG_DONTWAIT | MSG_NOSIGNAL)) <= 0)
			abort();
	if (bytes != peer->bytes)
		free(bytes);
	if (peer->resets) {
		close(peer->fd);
		peer->fd = -1;
	} else if (!peer->hangs)
		shutdown(fd[0], SHUT_WR);
	return fd[1];
}

static int
locate(void *arg, struct pool *pool, const char *name, struct target **target_out, size_t *n_out,
    struct error *err)
{
	(void)arg;
	(void)pool;
	*target_out = NULL;
	*n_out = 0;
	return error_set(err, "no SRV records of '%s': there are none", name);
}

struct outside
peer_outside(struct peer *peer)
{
	struct peer	*each;

	for (each = peer; each != NULL; each = each->next) {
		each->fd = -1;
		each->called = false;
	}
	return (struct outside){ dial, locate, peer };
}

void
peer_close(struct peer *peer)
{
	for (; peer != NULL; peer = peer->next) {
		if (peer->fd >= 0)
			close(peer->fd);
		peer->fd = -1;
	}
}
