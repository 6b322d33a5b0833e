#include "ldap/fault.h"

#include <string.h>

/* What the server said, NULL for nothing; the caller frees it.  It was of this
 * fault, and is gone: libldap keeps it until the next answer. */
static char *
diagnosis_take(struct connection *connection)
{
	char	*text = NULL;

	ldap_get_option(connection->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
	ldap_set_option(connection->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, NULL);
	return text;
}

struct fault {
	int		 code;
	const char	*in;		/* what was said has this in it */
	bool		 passing;
	const char	*says;
};

/* Of any answer. */
static const struct fault	of_answer[] = {
	{ LDAP_BUSY, "", true, "it is busy" },
	{ LDAP_UNAVAILABLE, "", true, "it is not available" },
	{ LDAP_SERVER_DOWN, "", true, "the connection was lost before the answer was whole" },
	{ LDAP_CONNECT_ERROR, "", true, "the connection was lost before the answer was whole" },
	{ LDAP_TIMEOUT, "", true, "no answer came in time; --timeout gives it longer" },
	{ LDAP_DECODING_ERROR, "", true, "its answer is not LDAP" },
	{ LDAP_SIZELIMIT_EXCEEDED, "", false, "it ended the answer at a size limit, so the rest is missing" },
	{ LDAP_TIMELIMIT_EXCEEDED, "", false, "it ended the answer at a time limit, so the rest is missing" },
	{ LDAP_ADMINLIMIT_EXCEEDED, "", false, "it ended the answer at an administrative limit, so the rest is missing" },
	{ LDAP_UNAVAILABLE_CRITICAL_EXTENSION, "", false, "it cannot send an answer in pages" },
	{ LDAP_REFERRAL, "", false, "it refers to another server, which it must not for its own domain" },
	{ LDAP_NO_SUCH_OBJECT, "", false, "it does not have what was asked for, or not any more, or does not let this account see it" },
	{ LDAP_INSUFFICIENT_ACCESS, "", false, "this account may not read it" },
	{ LDAP_STRONG_AUTH_REQUIRED, "", false, "it wants the connection signed or encrypted" },
	{ LDAP_OPERATIONS_ERROR, "", false, "it wants a bind first, or failed" },
	{ 0, NULL, false, NULL }
};

/* Of a bind: what an administrator would look for. */
static const struct fault	of_bind[] = {
	{ LDAP_STRONG_AUTH_REQUIRED, "Sign or Seal", false, "the server takes no ticket within TLS: use ldap:// "
	    "without --starttls, or --user (Samba: ldap server require strong auth = allow_sasl_over_tls)" },
	{ LDAP_STRONG_AUTH_REQUIRED, "", false, "the server requires signing: without --user the bind is signed "
	    "and sealed; with it use ldaps:// or --starttls" },
	{ LDAP_CONFIDENTIALITY_REQUIRED, "", false, "the server requires encryption: use ldaps:// or --starttls" },
	{ LDAP_INVALID_CREDENTIALS, "80090346", false, "the server requires channel binding, and the bind carried "
	    "none that matches: nothing may decrypt TLS on the way" },
	{ LDAP_INVALID_CREDENTIALS, "data 525", false, "there is no such account; --user takes a DN or user@domain" },
	{ LDAP_INVALID_CREDENTIALS, "data 52e", false, "the name or the password is wrong" },
	{ LDAP_INVALID_CREDENTIALS, "data 52f", false, "the account is restricted" },
	{ LDAP_INVALID_CREDENTIALS, "data 530", false, "the account may not log on at this time" },
	{ LDAP_INVALID_CREDENTIALS, "data 531", false, "the account may not log on from this computer" },
	{ LDAP_INVALID_CREDENTIALS, "data 532", false, "the password has expired" },
	{ LDAP_INVALID_CREDENTIALS, "data 533", false, "the account is disabled" },
	{ LDAP_INVALID_CREDENTIALS, "data 701", false, "the account has expired" },
	{ LDAP_INVALID_CREDENTIALS, "data 773", false, "the password must be changed first" },
	{ LDAP_INVALID_CREDENTIALS, "data 775", false, "the account is locked" },
	{ LDAP_INVALID_CREDENTIALS, "", false, "the name, the password or the ticket is not accepted" },
	{ LDAP_INAPPROPRIATE_AUTH, "", false, "the account cannot bind in this way" },
	{ LDAP_AUTH_METHOD_NOT_SUPPORTED, "", false, "the server does not offer this way to bind" },
	{ LDAP_LOCAL_ERROR, "No Kerberos credentials available", false, "there is no ticket: run kinit, or name "
	    "--keytab and --principal" },
	{ LDAP_LOCAL_ERROR, "No credentials cache found", false, "there is no ticket: run kinit, or name --keytab "
	    "and --principal" },
	{ LDAP_LOCAL_ERROR, "expired", false, "the ticket has expired: run kinit again, or name --keytab and "
	    "--principal" },
	{ LDAP_LOCAL_ERROR, "not found in Kerberos database", true, "the KDC does not know ldap/ of this name: "
	    "name the server as its own name is, in full, and not by an address or an alias" },
	{ LDAP_LOCAL_ERROR, "Clock skew", false, "the clocks differ by more than Kerberos takes: set this one" },
	{ LDAP_LOCAL_ERROR, "Cannot contact any KDC", false, "no KDC answers" },
	{ LDAP_LOCAL_ERROR, "Cannot find KDC", false, "no KDC is known for the realm: see krb5.conf and the SRV "
	    "records of the domain" },
	{ LDAP_AUTH_UNKNOWN, "", false, "SASL has no GSSAPI here: install its module (libsasl2-modules-gssapi-mit)" },
	{ LDAP_ENCODING_ERROR, "", true, "the bind failed half way" },
	{ LDAP_LOCAL_ERROR, "", false, "the bind failed" },
	{ 0, NULL, false, NULL }
};

static const struct fault	of_tls[] = {
	{ LDAP_PROTOCOL_ERROR, "", false, "the server does not offer StartTLS" },
	{ LDAP_CONNECT_ERROR, "hostname", true, "its certificate is for another name than the one given" },
	/* What libldap says with GnuTLS, whatever it is that does not verify. */
	{ LDAP_CONNECT_ERROR, "(unknown error code)", true, "its certificate does not verify: it has expired, is "
	    "for another name than the one given, or is not from an authority that this machine or --ca-file trusts" },
	{ LDAP_CONNECT_ERROR, "", true, "TLS failed: it may have no certificate" },
	{ LDAP_LOCAL_ERROR, "", false, "TLS failed" },
	{ LDAP_UNAVAILABLE, "", true, "the server cannot start TLS" },
	{ 0, NULL, false, NULL }
};

static const struct fault *
find(const struct fault *table, int code, const char *said)
{
	for (; table->says != NULL; table++)
		if (table->code == code && strstr(said, table->in) != NULL)
			return table;
	return NULL;
}

static int
report(struct connection *connection, const struct fault *table, int code, struct error *err)
{
	const struct fault	*row;
	char			*said = diagnosis_take(connection);
	const char		*words = said == NULL ? "" : said;

	if (connection->late)
		code = LDAP_TIMEOUT;
	row = connection->late ? NULL : find(table, code, words);
	if (row == NULL)
		row = find(of_answer, code, words);
	connection->passing = row != NULL && row->passing;
	if (connection->late)
		words = "";
	error_set(err, "'%s': %s (%s%s%.200s)", connection->name,
	    row != NULL ? row->says : "it did not do what it was asked", ldap_err2string(code),
	    *words == '\0' ? "" : "; ", words);
	ldap_memfree(said);
	return -1;
}

int
fault_set(struct connection *connection, int code, struct error *err)
{
	return report(connection, of_answer, code, err);
}

int
fault_tls(struct connection *connection, int code, struct error *err)
{
	return report(connection, of_tls, code, err);
}

int
fault_bind(struct connection *connection, int code, struct error *err)
{
	return report(connection, of_bind, code, err);
}
