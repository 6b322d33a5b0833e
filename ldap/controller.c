#include "ldap/controller.h"

#include <time.h>

#include "ldap/bind.h"
#include "plans/dn.h"

enum { SKEW_MOST = 60, CATALOG = 3268, CATALOG_TLS = 3269 };

void
reach_note(const struct reach *reach, const char *text)
{
	if (reach->options->note != NULL)
		reach->options->note(reach->options->arg, text);
}

static void
note_skew(const struct reach *reach, const struct connection *connection, const struct root *root)
{
	struct pool	 pool = { 0 };
	long long	 skew = root_skew(root, (long long)time(NULL));

	if (skew > SKEW_MOST || skew < -SKEW_MOST)
		reach_note(reach, pool_printf(&pool, "the clock of '%s' is %lld seconds %s this one; Kerberos takes 300",
		    connection->name, skew < 0 ? -skew : skew, skew < 0 ? "behind" : "ahead of"));
	pool_free(&pool);
}

/* Is it one that may be asked, and of the domain DNS, if that is given? */
static int
check_root(struct pool *pool, struct connection *connection, const struct root *root, const char *dns,
    struct error *err)
{
	const char	*says = NULL;

	if (!root->directory || root->domain == NULL || root->configuration == NULL || root->forest == NULL)
		says = "it is no domain controller of Active Directory";
	else if (root->read_only)
		says = "it is a read-only domain controller, which may lack what others have";
	else if (root->stale)
		says = "it has not caught up with the other domain controllers yet";
	else if (!root->pages)
		says = "it cannot send an answer in pages";
	else if (dns != NULL && !text_same(dn_domain(pool, span_of(root->domain)), dns))
		says = "it is of another domain than its SRV record says";
	if (says == NULL)
		return 0;
	connection->passing = true;
	return error_set(err, "'%s': %s", connection->name, says);
}

/* MECHANISM: as in struct connection. */
static int
sign_in(const struct reach *reach, struct connection *connection, const struct address *address,
    const char *mechanism, const struct waiting *waiting, struct root *root, struct error *err)
{
	if (connection_open(connection, reach->pool, address, reach->options, reach->counts, waiting, err) != 0)
		return -1;
	connection->mechanism = mechanism;
	return bind_as(connection, err) != 0 ? -1 : root_read(root, connection, err);
}

int
controller_open(const struct reach *reach, const struct address *address, const char *dns,
    struct connection **connection_out, struct root *root, struct error *err)
{
	struct connection	*connection = pool_alloc(reach->pool, sizeof(*connection));

	*connection_out = connection;
	if (sign_in(reach, connection, address, NULL, NULL, root, err) != 0 ||
	    root_read_only(root, connection, err) != 0 ||
	    check_root(reach->pool, connection, root, dns, err) != 0) {
		connection_close(connection);
		return -1;
	}
	note_skew(reach, connection, root);
	return 0;
}

/* The first of the domain's controllers that does. */
static int
find(const struct reach *reach, const char *dns, const char *service, bool catalog,
    struct connection **connection_out, struct root *root, struct error *err)
{
	const struct outside	*outside = reach->options->outside != NULL ? reach->options->outside : &outside_real;
	struct target		*target;
	struct address		 address = { .scheme = reach->tls ? SCHEME_LDAPS : SCHEME_LDAP };
	struct error		 last = { "no SRV record names one" };
	size_t			 i, n;

	if (outside->locate(outside->arg, reach->pool, pool_printf(reach->pool, "%s.%s", service, dns),
	    &target, &n, err) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		struct error	 why = { "" };

		address.host = target[i].host;
		address.port = !reach->tls ? target[i].port : catalog ? CATALOG_TLS : LDAPS_PORT;
		if (controller_open(reach, &address, catalog ? NULL : dns, connection_out, root, &why) == 0)
			return 0;
		if (!(*connection_out)->passing)
			return error_set(err, "%s", why.text);
		reach_note(reach, pool_printf(reach->pool, "passed over: %s", why.text));
		last = why;
	}
	return error_set(err, "none of the %zu domain controllers of '%s' can be asked; the last: %s", n, dns,
	    last.text);
}

int
controller_find(const struct reach *reach, const char *dns, struct connection **connection_out,
    struct root *root, struct error *err)
{
	return find(reach, dns, "_ldap._tcp.dc._msdcs", false, connection_out, root, err);
}

/* What CONNECTION has told is not asked again: each question is a round trip. */
int
controller_join(const struct reach *reach, const struct connection *connection, const struct root *root,
    const struct waiting *waiting, struct connection **connection_out, struct error *err)
{
	struct connection	*joined = pool_alloc(reach->pool, sizeof(*joined));
	struct root		 its;
	int			 result;

	*connection_out = joined;
	result = sign_in(reach, joined, &connection->address, connection->mechanism, waiting, &its, err);
	if (result == 0)
		result = check_root(reach->pool, joined, &its, NULL, err);
	if (result == 0 && (!text_same(root->settings, its.settings) || !text_same(root->host, its.host)))
		result = error_set(err, "'%s' is several servers", connection->name);
	joined->meanwhile = NULL;
	if (result != 0)
		connection_close(joined);
	return result;
}

int
catalog_find(const struct reach *reach, const struct connection *connection, const struct root *root,
    struct connection **connection_out, struct error *err)
{
	struct address	 address = connection->address;
	struct error	 ignored = { "" };
	struct root	 other;

	address.port = address.scheme == SCHEME_LDAPS ? CATALOG_TLS : CATALOG;
	if (address.scheme != SCHEME_LDAPI && root->catalog &&
	    controller_open(reach, &address, NULL, connection_out, &other, &ignored) == 0)
		return 0;
	return find(reach, dn_domain(reach->pool, span_of(root->forest)), "_ldap._tcp.gc._msdcs", true,
	    connection_out, &other, err);
}
