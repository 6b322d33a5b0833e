#include "ldap/bind.h"

#include <sasl/sasl.h>
#include <string.h>

#include "ldap/fault.h"
#include "ldap/root.h"
#include "ldap/search.h"

/* Below this many bits nothing is sealed; AES gives 256. */
enum { SEALED = 56 };

/* Waits for the answer to a request as the connection does. */
static int
await(struct connection *connection, int id, LDAPMessage **answer_out)
{
	struct timeval	 no_time = { 0, 0 };
	int		 type, code = LDAP_TIMEOUT;

	connection_await(connection);
	connection->waits = false;
	do
		type = ldap_result(connection->ld, id, LDAP_MSG_ALL, &no_time, answer_out);
	while (type == 0 && (connection_ready(connection) || connection_wait(connection, POLLIN)));
	connection->waits = true;
	if (type < 0)
		ldap_get_option(connection->ld, LDAP_OPT_RESULT_CODE, &code);
	return type > 0 ? LDAP_SUCCESS : code;
}

static int
bind_simple(struct connection *connection, struct error *err)
{
	const char	*user = connection->options->user, *password = connection->options->password;
	struct berval	 secret;
	LDAPMessage	*message = NULL;
	char		*copy;
	int		 code, said, id;

	if (!connection->encrypted)
		return error_set(err, "'%s': a password is not sent in the clear: use ldaps:// or --starttls, "
		    "or a Kerberos ticket without --user", connection->name);
	/* Without one it would be a bind as nobody, which succeeds (RFC 4513 5.1.2). */
	if (password == NULL || *password == '\0')
		return error_set(err, "'%s': there is no password for '%s'", connection->name, user);
	copy = pool_copy(connection->pool, password);
	secret = (struct berval){ strlen(copy), copy };
	connection_await(connection);
	code = ldap_sasl_bind(connection->ld, user, LDAP_SASL_SIMPLE, &secret, NULL, NULL, &id);
	explicit_bzero(copy, secret.bv_len);
	if (code == LDAP_SUCCESS)
		code = await(connection, id, &message);
	if (code == LDAP_SUCCESS)
		code = ldap_parse_result(connection->ld, message, &said, NULL, NULL, NULL, NULL, 1);
	if (code == LDAP_SUCCESS)
		code = said;
	return code == LDAP_SUCCESS ? 0 : fault_bind(connection, code, err);
}

/* The ticket says who it is: whatever SASL asks has its default for an answer. */
static int
answer(LDAP *ld, unsigned flags, void *defaults, void *asked)
{
	sasl_interact_t	*ask;

	(void)ld;
	(void)flags;
	(void)defaults;
	for (ask = asked; ask->id != SASL_CB_LIST_END; ask++) {
		ask->result = ask->defresult != NULL ? ask->defresult : "";
		ask->len = (unsigned)strlen(ask->result);
	}
	return LDAP_SUCCESS;
}

/* Sealed by SASL, or by TLS, within which AD takes no second layer ([MS-ADTS]
 * 5.1.1.1.2).  On a local socket whatever the two sides agree on will do, but
 * Samba insists on some. */
static bool
set_sasl(struct connection *connection)
{
	const int	 binding = LDAP_OPT_X_SASL_CBINDING_TLS_ENDPOINT;
	const ber_len_t	 none = 0, sealed = SEALED;

	/* It has no name but the host's, which libldap then finds. */
	if (connection->address.scheme == SCHEME_LDAPI)
		return true;
	if (ldap_set_option(connection->ld, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON) != LDAP_OPT_SUCCESS)
		return false;
	if (!connection->encrypted)
		return ldap_set_option(connection->ld, LDAP_OPT_X_SASL_SSF_MIN, &sealed) == LDAP_OPT_SUCCESS;
	return ldap_set_option(connection->ld, LDAP_OPT_X_SASL_SSF_MAX, &none) == LDAP_OPT_SUCCESS &&
	    ldap_set_option(connection->ld, LDAP_OPT_X_SASL_CBINDING, &binding) == LDAP_OPT_SUCCESS;
}

static int
bind_sasl(struct connection *connection, const char *mechanism, struct error *err)
{
	LDAPMessage	*message = NULL;
	const char	*chosen = NULL;
	int		 code, id;

	if (!set_sasl(connection))
		return error_set(err, "'%s': SASL cannot be set up here", connection->name);
	connection_await(connection);
	do {
		code = ldap_sasl_interactive_bind(connection->ld, NULL, mechanism, NULL, NULL, LDAP_SASL_QUIET,
		    answer, NULL, message, &chosen, &id);
		ldap_msgfree(message);
		message = NULL;
	} while (code == LDAP_SASL_BIND_IN_PROGRESS && (code = await(connection, id, &message)) == LDAP_SUCCESS);
	return code == LDAP_SUCCESS ? 0 : fault_bind(connection, code, err);
}

/* Who may open a local socket may read: says Samba of one of its two. */
static int
may_read(struct connection *connection, const struct root *root, bool *may, struct error *err)
{
	static const char	*const attributes[] = { "objectClass", NULL };
	struct query		 query = { .base = root->domain == NULL ? "" : root->domain,
	    .scope = LDAP_SCOPE_BASE, .filter = "(objectClass=*)", .attribute = attributes, .row = row_ignored };

	return search_try(connection, &query, may, err);
}

static int
choose(struct connection *connection, struct error *err)
{
	struct root	 root;
	bool		 may = false;

	if (root_read(&root, connection, err) != 0 ||
	    (!root.external && may_read(connection, &root, &may, err) != 0))
		return -1;
	connection->mechanism = root.external ? "EXTERNAL" : may ? "" : "GSSAPI";
	return 0;
}

static int
bind_local(struct connection *connection, struct error *err)
{
	if (connection->mechanism == NULL && choose(connection, err) != 0)
		return -1;
	return *connection->mechanism == '\0' ? 0 : bind_sasl(connection, connection->mechanism, err);
}

int
bind_as(struct connection *connection, struct error *err)
{
	if (connection->options->user != NULL)
		return bind_simple(connection, err);
	if (connection->address.scheme == SCHEME_LDAPI)
		return bind_local(connection, err);
	return bind_sasl(connection, "GSSAPI", err);
}
