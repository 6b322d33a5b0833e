#include "tests/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/read/farm.h"
#include "cmd/read/file.h"
#include "cmd/read/iis.h"
#include "cmd/read/past.h"
#include "cmd/write/farm.h"

/* Every member of a description: what is read is what is written. */
static const char	every[] =
"{\"domains\": [{\"name\": \"CORP\", \"dns\": \"corp.example\", \"forest\": \"example.com\"}],"
"\"servers\": [{\"name\": \"WEB01\", \"dns\": \"a.example\", \"domain\": \"CORP\", \"account\": \"CORP\\\\WEB01$\"}],"
"\"accounts\": [{\"name\": \"CORP\\\\g$\", \"kind\": \"gmsa\", \"hosts\": \"CORP\\\\H\"}],"
"\"loadBalancers\": [{\"name\": \"edge\", \"kind\": \"f5\", \"mode\": \"authenticates\","
" \"clientAuthentication\": \"kerberos\", \"serverTls\": \"unknown\", \"sharesConnections\": false,"
" \"names\": [{\"name\": \"p.example\", \"record\": \"CNAME\", \"canonical\": \"q.example\", \"reverse\": \"unknown\"}],"
" \"servers\": [\"WEB01\"], \"accounts\": [\"CORP\\\\f5\"], \"requests\": [\"HTTP/%h\"]}],"
"\"sites\": [{\"name\": \"portal\", \"product\": \"iis\", \"service\": \"HTTP\", \"names\": [\"p.example:81\"],"
" \"servers\": [\"WEB01\"], \"loadBalancer\": \"edge\", \"nodeNames\": \"unknown\","
" \"pool\": {\"name\": \"P\", \"identity\": \"SpecificUser\", \"account\": \"CORP\\\\g$\"},"
" \"windowsAuthentication\": {\"enabled\": true, \"useKernelMode\": false, \"useAppPoolCredentials\": \"unknown\", \"anonymous\": true,"
"  \"providers\": [\"Negotiate:Kerberos\", \"NTLM\"], \"extendedProtection\": \"Allow\","
"  \"extendedProtectionFlags\": [\"None\", \"Proxy\"], \"extendedProtectionSpns\": [\"HTTP/p.example\"]},"
" \"applications\": [{\"path\": \"/a\", \"windowsAuthentication\": {\"providers\": \"unknown\"},"
"  \"perServer\": {\"WEB01\": {\"pool\": {\"name\": \"Q\"}}}}],"
" \"perServer\": {\"WEB01\": {\"windowsAuthentication\": {\"enabled\": false}}},"
" \"clients\": {\"portInSpn\": true, \"canonicalizeCname\": false, \"forests\": [\"example.com\"]},"
" \"delegatesTo\": [{\"spn\": [\"MSSQLSvc/s:1433\"], \"account\": \"CORP\\\\sql\", \"users\": \"kerberos\"}],"
" \"formerAccounts\": [\"CORP\\\\old\"]}]}";

static char *
written(const char *text, struct error *err)
{
	struct import	 import = { .n_line = 0 };
	struct faults	 faults = { 0 };
	char		*out = NULL;
	size_t		 n = 0;
	FILE		*f = open_memstream(&out, &n);

	if (OK(farm_read_text(&import.farm, "a", text, strlen(text), &faults, err) == 0, err->text) &&
	    OK(faults.n_line == 0, faults.n_line > 0 ? faults.line[0] : NULL))
		OK(farm_write(f, &import, err) == 0, err->text);
	fclose(f);
	faults_free(&faults);
	import_free(&import);
	return out;
}

/* Without blanks and line ends, which are the writer's own. */
static void
squeeze(char *text)
{
	char	*to = text;

	for (; *text != '\0'; text++) {
		if (*text != ' ' && *text != '\n')
			*to++ = *text;
	}
	*to = '\0';
}

static void
every_member(void)
{
	struct error	 err = { "" };
	char		*out = written(every, &err), *given = strdup(every);

	squeeze(out);
	squeeze(given);
	SAME(out, given, NULL);
	free(given);
	free(out);
}

/* 100 MB, none of it on the disk. */
static void
too_large(void)
{
	char		 path[] = "/tmp/spnplan.XXXXXX";
	int		 fd = mkstemp(path);
	struct pool	 pool = { 0 };
	struct error	 err = { "" };
	char		*text = NULL;
	size_t		 n = 0;

	if (!OK(fd >= 0 && ftruncate(fd, 100 * 1000 * 1000) == 0, path))
		return;
	OK(file_read(&pool, path, &text, &n, &err) == -1, NULL);
	OK(strstr(err.text, "is larger than 64 MiB") != NULL, err.text);
	close(fd);
	unlink(path);
	pool_free(&pool);
}

/* A report may be larger than what people write; this one is 65 MB of nothing. */
static void
large_report(void)
{
	static const char	 report[] = "{\"version\": 1, \"command\": \"audit\", \"findings\": []}";
	char			 path[] = "/tmp/spnplan.XXXXXX", blank[4096];
	int			 fd = mkstemp(path);
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct acceptance	*accepted = NULL;
	struct past		 past;
	size_t			 i, n = 0;

	memset(blank, ' ', sizeof(blank));
	for (i = 0; fd >= 0 && i < 64 * 1024 * 1024 / sizeof(blank); i++)
		fd = write(fd, blank, sizeof(blank)) == (ssize_t)sizeof(blank) ? fd : -1;
	if (!OK(fd >= 0 && write(fd, report, sizeof(report) - 1) == (ssize_t)sizeof(report) - 1, path))
		return;
	OK(past_read(&pool, &past, path, &err) == 0, err.text);
	OK(acceptances_read(&pool, &accepted, &n, path, &err) == -1, NULL);
	OK(strstr(err.text, "is larger than 64 MiB") != NULL, err.text);
	close(fd);
	unlink(path);
	pool_free(&pool);
}

/* What libxml2 expands, it must not expand here: each of these fails at once. */
static const struct {
	const char	*text;
	const char	*why;
} refused[] = {
	{ "<!DOCTYPE c [<!ENTITY a 'x'>]><c a='&a;'/>", "w:1: has a document type" },
	{ "<!DOCTYPE c [<!ENTITY % p SYSTEM 'file:///dev/zero'> %p;]><c/>", "w:1: has a document type" },
	{ "<!DOCTYPE c PUBLIC '-//x' 'http://localhost:9/x.dtd'><c/>", "w:1: has a document type" },
	{ "<c>\n&a;</c>", "w:2: has an entity" },
	{ "<c xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/dev/zero'/></c>", "w:1: the root is 'c'" },
	{ "<c password='&secret;'/>", "w:1: has an entity" },
	{ "\xff\xfe<\0c\0/\0>\0", "w:1:" },
	{ "", "w:1: is no well-formed XML" }
};

static void
refusals(void)
{
	struct import	 import;
	struct iis_text	 server;
	struct error	 err;
	size_t		 i;

	for (i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		import = (struct import){ .n_line = 0 };
		server = (struct iis_text){ "WEB01", "w", refused[i].text, strlen(refused[i].text) };
		err.text[0] = '\0';
		OK(iis_read_text(&import, &server, 1, NULL, 0, &err) == -1, refused[i].text);
		OK(strncmp(err.text, refused[i].why, strlen(refused[i].why)) == 0, err.text);
		OK(strstr(err.text, "secret") == NULL, err.text);
		import_free(&import);
	}
}

void
t_import(void)
{
	test_suite("import");
	test_add("every member of a description is written", every_member);
	test_add("a file that is too large is refused", too_large);
	test_add("a report may be larger", large_report);
	test_add("document types and entities are refused", refusals);
}
