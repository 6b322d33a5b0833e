#include "ldap/connection.h"

#include <errno.h>
#include <lber.h>
#include <openldap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ldap/fault.h"
#include "plans/dn.h"

enum { TIMEOUT = 30, MESSAGE_MOST = 16 * 1024 * 1024, READ_AHEAD = 256 * 1024 };

/*
 * Addresses
 */

static const struct {
	const char	*word;
	unsigned	 port;
} scheme[] = {
	[SCHEME_LDAP] = { "ldap", LDAP_PORT },
	[SCHEME_LDAPS] = { "ldaps", LDAPS_PORT },
	[SCHEME_LDAPI] = { "ldapi", 0 }
};

/* Where Samba's domain controller has it. */
#define LDAPI_PATH	"/var/lib/samba/private/ldapi"

static bool
is_catalog(const LDAPURLDesc *url)
{
	return url->lud_port == 3268 || url->lud_port == 3269;
}

static int
address_take(struct pool *pool, struct address *address, const LDAPURLDesc *url, struct error *err)
{
	bool	 has_host = url->lud_host != NULL && *url->lud_host != '\0';

	for (address->scheme = SCHEME_LDAP; strcmp(url->lud_scheme, scheme[address->scheme].word) != 0;
	    address->scheme++)
		continue;
	if ((url->lud_dn != NULL && *url->lud_dn != '\0') || url->lud_attrs != NULL || url->lud_exts != NULL)
		return error_set(err, "only a server can be named, and its port; what to read there is known");
	if (!has_host && address->scheme != SCHEME_LDAPI)
		return error_set(err, "no server is named; with dns:DOMAIN one is found");
	if (address->scheme != SCHEME_LDAPI && is_catalog(url))
		return error_set(err, "%d is the port of the global catalog, which does not have "
		    "all of an account; it is asked where that helps", url->lud_port);
	address->host = pool_copy(pool, has_host ? url->lud_host : LDAPI_PATH);
	address->port = address->scheme == SCHEME_LDAPI ? 0 :
	    url->lud_port > 0 ? (unsigned)url->lud_port : scheme[address->scheme].port;
	return 0;
}

int
address_parse(struct pool *pool, struct address *address, const char *text, struct error *err)
{
	LDAPURLDesc	*url = NULL;
	int		 result;

	if (ldap_url_parse(text, &url) != LDAP_URL_SUCCESS)
		return error_set(err, "'%s' is not the URL of a server, such as ldap://dc1.corp.example", text);
	result = address_take(pool, address, url, err);
	ldap_free_urldesc(url);
	return result == 0 ? 0 : error_in(err, "'%s'", text);
}

/* As libldap wants it; an address of IPv6 stands in brackets. */
static const char *
address_url(struct pool *pool, const struct address *address)
{
	bool	 colon = strchr(address->host, ':') != NULL;

	if (address->scheme == SCHEME_LDAPI)
		return "ldapi://";
	return pool_printf(pool, "%s://%s%s%s:%u", scheme[address->scheme].word,
	    colon ? "[" : "", address->host, colon ? "]" : "", address->port);
}

/*
 * The socket: counts what comes, waits no longer than the deadline even
 * within a message, and does not die of a peer that hung up.  Above it libldap
 * reads ahead: by itself it asks for each message twice.
 */

static int64_t
now(void)
{
	struct timespec	 time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static unsigned
timeout_of(const struct connection *connection)
{
	return connection->options->timeout > 0 ? connection->options->timeout : TIMEOUT;
}

void
connection_await(struct connection *connection)
{
	connection->deadline = now() + (int64_t)timeout_of(connection) * 1000;
}

int
connection_left(const struct connection *connection)
{
	int64_t	 left = connection->deadline - now();

	return left > 0 ? (int)left : 0;
}

int
connection_poll(const struct connection *connection, struct pollfd *poll_fd, int left)
{
	const struct waiting	*meanwhile = connection->meanwhile;

	return meanwhile == NULL ? poll(poll_fd, 1, left) : meanwhile->poll(meanwhile->arg, poll_fd, left);
}

bool
connection_ready(const struct connection *connection)
{
	return ber_sockbuf_ctrl(connection->buffer, LBER_SB_OPT_DATA_READY, NULL) > 0;
}

bool
connection_wait(struct connection *connection, short events)
{
	struct pollfd	 poll_fd = { connection->fd, events, 0 };
	int		 left, n;

	do {
		left = connection_left(connection);
		n = connection_poll(connection, &poll_fd, left);
	} while (n < 0 && errno == EINTR && left > 0);
	if (n == 0 || (n < 0 && errno == EINTR)) {
		connection->late = true;
		errno = ETIMEDOUT;
	}
	return n > 0;
}

static int
socket_setup(Sockbuf_IO_Desc *layer, void *connection)
{
	layer->sbiod_pvt = connection;
	return 0;
}

static ber_slen_t
socket_read(Sockbuf_IO_Desc *layer, void *to, ber_len_t n)
{
	struct connection	*connection = layer->sbiod_pvt;
	ssize_t			 got;

	do {
		if (connection->waits && !connection_wait(connection, POLLIN))
			return -1;
		got = recv(connection->fd, to, n, MSG_DONTWAIT);
	} while (got < 0 && (errno == EINTR || (errno == EAGAIN && connection->waits)));
	if (got > 0)
		connection->counts->n_byte += (uint64_t)got;
	return got;
}

static ber_slen_t
socket_write(Sockbuf_IO_Desc *layer, void *from, ber_len_t n)
{
	struct connection	*connection = layer->sbiod_pvt;
	ssize_t			 put;

	do
		put = send(connection->fd, from, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (put < 0 && (errno == EINTR || (errno == EAGAIN && connection_wait(connection, POLLOUT))));
	return put;
}

static int
socket_control(Sockbuf_IO_Desc *layer, int option, void *value)
{
	return LBER_SBIOD_CTRL_NEXT(layer, option, value);
}

static Sockbuf_IO	socket_layer = {
	.sbi_setup = socket_setup,
	.sbi_ctrl = socket_control,
	.sbi_read = socket_read,
	.sbi_write = socket_write
};

static int
attach(struct connection *connection, int fd, struct error *err)
{
	const bool	 local = connection->address.scheme == SCHEME_LDAPI;
	ber_len_t	 most = MESSAGE_MOST;
	int		 code, ahead = READ_AHEAD;

	code = ldap_init_fd(fd, local ? LDAP_PROTO_IPC : LDAP_PROTO_TCP, connection->url, &connection->ld);
	if (code != LDAP_SUCCESS) {
		close(fd);
		connection->ld = NULL;
		return error_set(err, "cannot speak LDAP: %s", ldap_err2string(code));
	}
	connection->fd = fd;
	ldap_get_option(connection->ld, LDAP_OPT_SOCKBUF, &connection->buffer);
	if (connection->buffer == NULL ||
	    ber_sockbuf_add_io(connection->buffer, &socket_layer, LBER_SBIOD_LEVEL_PROVIDER + 1, connection) != 0 ||
	    ber_sockbuf_add_io(connection->buffer, &ber_sockbuf_io_readahead, LBER_SBIOD_LEVEL_PROVIDER + 2,
	    &ahead) != 0)
		return error_set(err, "cannot speak LDAP: libldap takes no socket");
	ber_sockbuf_ctrl(connection->buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most);
	return 0;
}

/*
 * Options, whatever the machine's configuration says
 */

static bool
set(struct connection *connection, int option, const void *value)
{
	return ldap_set_option(connection->ld, option, value) == LDAP_OPT_SUCCESS;
}

static bool
set_number(struct connection *connection, int option, int number)
{
	return set(connection, option, &number);
}

static bool
set_all(struct connection *connection)
{
	struct timeval	 time = { .tv_sec = timeout_of(connection) };

	return set_number(connection, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3) &&
	    set(connection, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
	    set(connection, LDAP_OPT_RESTART, LDAP_OPT_ON) &&
	    set_number(connection, LDAP_OPT_DEREF, LDAP_DEREF_NEVER) &&
	    set_number(connection, LDAP_OPT_SIZELIMIT, LDAP_NO_LIMIT) &&
	    set_number(connection, LDAP_OPT_TIMELIMIT, LDAP_NO_LIMIT) &&
	    set(connection, LDAP_OPT_TIMEOUT, &time);
}

static bool
set_tls(struct connection *connection)
{
	const char	*ca_file = connection->options->ca_file;

	return set_number(connection, LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND) &&
	    set_number(connection, LDAP_OPT_X_TLS_PROTOCOL_MIN, LDAP_OPT_X_TLS_PROTOCOL_TLS1_2) &&
	    (ca_file == NULL || set(connection, LDAP_OPT_X_TLS_CACERTFILE, ca_file)) &&
	    set_number(connection, LDAP_OPT_X_TLS_NEWCTX, 0);
}

static int
encrypt(struct connection *connection, struct error *err)
{
	const bool	 tls = connection->address.scheme == SCHEME_LDAPS;
	int		 code;

	connection->encrypted = connection->address.scheme == SCHEME_LDAPI;
	if (connection->encrypted || (!tls && !connection->options->start_tls))
		return 0;
	if (!set_tls(connection)) {
		if (connection->options->ca_file != NULL)
			return error_set(err, "no certificates can be read from '%s'", connection->options->ca_file);
		return error_set(err, "TLS cannot be set up here");
	}
	connection_await(connection);
	code = tls ? ldap_install_tls(connection->ld) : ldap_start_tls_s(connection->ld, NULL, NULL);
	if (code != LDAP_SUCCESS)
		return fault_tls(connection, code, err);
	connection->encrypted = true;
	return 0;
}

int
connection_open(struct connection *connection, struct pool *pool, const struct address *address,
    const struct source_options *options, struct source_counts *counts, const struct waiting *meanwhile,
    struct error *err)
{
	const struct outside	*outside = options->outside != NULL ? options->outside : &outside_real;
	int			 fd;

	*connection = (struct connection){ .pool = pool, .options = options, .counts = counts,
	    .address = *address, .url = address_url(pool, address), .name = address->host, .waits = true,
	    .meanwhile = meanwhile, .passing = true };
	fd = outside->dial(outside->arg, address->host, address->port, timeout_of(connection), err);
	if (fd < 0)
		return -1;
	connection->passing = false;
	connection_await(connection);
	if (attach(connection, fd, err) != 0)
		return -1;
	if (!set_all(connection))
		return error_set(err, "cannot speak LDAP: libldap refuses an option");
	return encrypt(connection, err);
}

void
connection_close(struct connection *connection)
{
	if (connection->ld != NULL) {
		connection_await(connection);
		ldap_unbind_ext_s(connection->ld, NULL, NULL);
	}
	connection->ld = NULL;
}

/*
 * Parts of the directory
 */

void
connection_know(struct connection *connection, const char *dn)
{
	struct error	 ignored = { "" };
	char		*folded;

	if (dn_fold(connection->pool, span_of(dn), &folded, &ignored) != 0)
		return;
	connection->part = pool_more(connection->pool, connection->part, connection->n_part,
	    sizeof(*connection->part));
	connection->part[connection->n_part++] = folded;
}

bool
connection_knows(const struct connection *connection, const char *dn)
{
	struct pool	 pool = { 0 };
	struct error	 ignored = { "" };
	char		*folded;
	size_t		 i;
	bool		 known = false;

	if (dn_fold(&pool, span_of(dn), &folded, &ignored) == 0) {
		for (i = 0; !known && i < connection->n_part; i++)
			known = strcmp(folded, connection->part[i]) == 0;
	}
	pool_free(&pool);
	return known;
}
