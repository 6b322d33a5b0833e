#include "krb/library.h"

int
library_fault(krb5_context context, krb5_error_code code, const char *what, struct error *err)
{
	const char	*text = krb5_get_error_message(context, code);

	error_set(err, "%s: %s", what, text);
	krb5_free_error_message(context, text);
	return -1;
}

int
library_context(krb5_context *context, struct error *err)
{
	const krb5_error_code	 code = krb5_init_context(context);

	return code == 0 ? 0 :
	    error_set(err, "Kerberos cannot be set up here (error %ld): see krb5.conf", (long)code);
}
