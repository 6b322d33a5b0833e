#include "krb/digest.h"

#include <krb5.h>
#include <string.h>

int
digest_sha1(unsigned char out[SHA1_SIZE], char *bytes, size_t n, struct error *err)
{
	krb5_data	 data = { .length = (unsigned)n, .data = bytes };
	krb5_checksum	 sum = { .length = 0 };
	krb5_context	 context;
	int		 result = 0;

	if (krb5_init_context(&context) != 0)
		return error_set(err, "Kerberos cannot be set up here: see krb5.conf");
	if (krb5_c_make_checksum(context, CKSUMTYPE_SHA1, NULL, 0, &data, &sum) != 0 || sum.length != SHA1_SIZE)
		result = error_set(err, "the Kerberos library here makes no SHA-1");
	else
		memcpy(out, sum.contents, SHA1_SIZE);
	krb5_free_checksum_contents(context, &sum);
	krb5_free_context(context);
	return result;
}
