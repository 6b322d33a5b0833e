/*
 * An applicationHost.config as anybody may have written it, on one or two
 * servers, and a web.config behind a line "---".  Whatever it is, it is read
 * and freed; what is imported is a description without a fault.
 */
#include <string.h>

#include "cmd/read/iis.h"
#include "tests/fuzz/imported.h"

static void
read_on(size_t n_server, const char *text, size_t n, const char *web, size_t n_web)
{
	static const char	 portal[] = "<configuration><system.applicationHost><sites><site name='portal'>"
				     "<bindings><binding protocol='http' bindingInformation='*:80:portal.corp.example'/>"
				     "</bindings></site></sites></system.applicationHost></configuration>";
	struct import		 import = { .n_line = 0 };
	struct error		 err = { "" };
	struct iis_text		 server[] = { { "WEB01", "a.config", text, n },
				     { "web02.corp.example", "b.config", portal, sizeof(portal) - 1 } };
	struct iis_text		 site = { "portal", "web.config", web, n_web };

	if (iis_read_text(&import, server, n_server, &site, web != NULL, &err) == 0)
		imported_check(&import, &err);
	import_free(&import);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char	 line[] = "\n---\n";
	const char		*text = (const char *)data, *web;
	size_t			 n = size, n_web = 0;

	web = size == 0 ? NULL : memmem(text, size, line, strlen(line));
	if (web != NULL) {
		n = (size_t)(web - text);
		web += strlen(line);
		n_web = size - (size_t)(web - text);
	}
	read_on(1, text, n, web, n_web);
	read_on(2, text, n, web, n_web);
	return 0;
}
