#include "krb/login.h"

#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "krb/library.h"

#define CACHE	"MEMORY:spnplan"

/* Library objects of one login. */
struct login {
	krb5_context		 context;
	krb5_keytab		 keytab;
	krb5_principal		 principal;
	krb5_ccache		 cache;
	krb5_creds		 creds;
	krb5_get_init_creds_opt	*options;
};

/* Whose key comes first. */
static krb5_error_code
first_principal(struct login *login)
{
	krb5_keytab_entry	 entry;
	krb5_kt_cursor		 cursor;
	krb5_error_code		 code;

	if ((code = krb5_kt_start_seq_get(login->context, login->keytab, &cursor)) != 0)
		return code;
	if ((code = krb5_kt_next_entry(login->context, login->keytab, &entry, &cursor)) == 0) {
		code = krb5_copy_principal(login->context, entry.principal, &login->principal);
		krb5_free_keytab_entry_contents(login->context, &entry);
	}
	krb5_kt_end_seq_get(login->context, login->keytab, &cursor);
	return code;
}

static int
get_ticket(struct login *login, const char *keytab, const char *principal, struct error *err)
{
	krb5_context	 context = login->context;
	krb5_error_code	 code;

	if ((code = krb5_kt_resolve(context, keytab, &login->keytab)) != 0)
		return library_fault(login->context, code, keytab, err);
	code = principal != NULL ? krb5_parse_name(context, principal, &login->principal) :
	    first_principal(login);
	if (code != 0)
		return library_fault(login->context, code, principal != NULL ? principal : keytab, err);
	if ((code = krb5_cc_resolve(context, CACHE, &login->cache)) != 0 ||
	    (code = krb5_get_init_creds_opt_alloc(context, &login->options)) != 0)
		return library_fault(login->context, code, "a credential cache in memory", err);
	code = krb5_get_init_creds_keytab(context, &login->creds, login->principal, login->keytab, 0, NULL,
	    login->options);
	if (code != 0)
		return library_fault(login->context, code, "no ticket with the keytab", err);
	if ((code = krb5_cc_initialize(context, login->cache, login->creds.client)) != 0 ||
	    (code = krb5_cc_store_cred(context, login->cache, &login->creds)) != 0)
		return library_fault(login->context, code, "a credential cache in memory", err);
	return 0;
}

int
login_keytab(const char *keytab, const char *principal, struct error *err)
{
	struct login	 login;
	int		 result;

	memset(&login, 0, sizeof(login));
	if (library_context(&login.context, err) != 0)
		return -1;
	result = get_ticket(&login, keytab, principal, err);
	if (result == 0 && setenv("KRB5CCNAME", CACHE, 1) != 0)
		result = error_set(err, "the credential cache cannot be named");
	krb5_get_init_creds_opt_free(login.context, login.options);
	krb5_free_cred_contents(login.context, &login.creds);
	krb5_free_principal(login.context, login.principal);
	if (login.cache != NULL)
		krb5_cc_close(login.context, login.cache);
	if (login.keytab != NULL)
		krb5_kt_close(login.context, login.keytab);
	krb5_free_context(login.context);
	return result;
}
