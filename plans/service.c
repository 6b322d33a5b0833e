#include "plans/service.h"

#include <stddef.h>

const struct product product[] = {
	{ "iis", "a site of Internet Information Services: kernel mode and useAppPoolCredentials decide whose key decrypts",
	  "HTTP", BY_IIS, "IIS reference, windowsAuthentication; KB4466942" },
	{ "account", "any service that decrypts as the account it runs as; windowsAuthentication has no part",
	  "HTTP", BY_POOL, "RFC 4120 3.2.3: the server decrypts the ticket with its own key" },
	{ "httpsys", "a service that leaves authentication to HTTP.SYS: always the machine decrypts",
	  "HTTP", BY_MACHINE, "HTTP Server API, server-side authentication" },
	{ NULL, NULL, NULL, BY_IIS, NULL }
};

const struct product *
product_find(const char *word)
{
	const struct product	*row;

	for (row = product; row->word != NULL; row++) {
		if (text_same(row->word, word))
			return row;
	}
	return NULL;
}
