#include "tests/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ldap/source.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "tests/heard.h"
#include "tests/peer.h"

/*
 * The contract of ldap/source.h: of both sources, then what is peculiar to
 * exports.
 */

enum { N_PATH = sizeof(P_tmpdir) + 32 };

static bool
write_all(int fd, const char *text, size_t n)
{
	ssize_t	 put;

	for (; n > 0; text += put, n -= (size_t)put)
		if ((put = write(fd, text, n)) <= 0)
			return false;
	return true;
}

/* A new file that holds TEXT; the caller removes it. */
static bool
file_make(char path[N_PATH], const char *text)
{
	bool	 good;
	int	 fd;

	snprintf(path, N_PATH, "%s/t_ldif.XXXXXX", P_tmpdir);
	if ((fd = mkstemp(path)) < 0)
		return false;
	good = write_all(fd, text, strlen(text));
	return close(fd) == 0 && good;
}

struct count {
	size_t		 n;
	const char	*name;		/* of the source, else counted apart */
	size_t		 n_stranger;
};

static int
count_add(void *arg, const struct entry *entry, struct error *err)
{
	struct count	*count = arg;

	(void)err;
	count->n++;
	count->n_stranger += strcmp(entry->source, count->name) != 0;
	return 0;
}

/* Opens WHERE and reads it twice. */
static void
check_source(const char *where, size_t n_entry)
{
	struct count	 count = { .name = where };
	struct sink	 sink = { count_add, &count };
	struct error	 err = { "" };
	struct source	*source;

	if (!OK(source_open(&source, where, NULL, &err) == 0, err.text))
		return;
	SAME(source_name(source), where, where);
	OK(source_read(source, NULL, 0, &sink, &err) == 0, err.text);
	SAME_INT((long long)count.n, (long long)n_entry, where);
	SAME_INT((long long)count.n_stranger, 0, where);
	OK(source_read(source, NULL, 0, &sink, &err) == 0, err.text);
	SAME_INT((long long)count.n, (long long)n_entry, "after the second read");
	source_free(source);
}

/* Opens WHERE, which cannot be read: neither the first time nor again. */
static void
check_no_source(const char *where, const char *expected)
{
	struct count	 count = { .name = where };
	struct sink	 sink = { count_add, &count };
	struct error	 err = { "" }, again = { "" };
	struct source	*source;

	if (!OK(source_open(&source, where, NULL, &err) == 0, err.text))
		return;
	OK(source_read(source, NULL, 0, &sink, &err) < 0, where);
	SAME(err.text, expected, where);
	OK(source_read(source, NULL, 0, &sink, &again) < 0, "a second read");
	source_free(source);
}

/*
 * The same directory as an export has it and as a domain controller tells it:
 * what comes of it is the same.
 */
enum { N_TOLD = 12 };

static const struct told {
	const char	*expected;	/* entries, or a part of the error */
	bool		 fails;
	const char	*export;
	size_t		 n;
	struct message	 message[N_TOLD];
} told[] = {
	{ "", false, "", 1, { PEER_LAST } },
	{ "CN=a," PEER_BASE " objectClass=top objectClass=user sAMAccountName=a\n"
	  "CN=b," PEER_BASE " servicePrincipalName=HTTP/b servicePrincipalName=\\xc3\\xa4\n", false,
	  "dn: CN=a," PEER_BASE "\nobjectClass: top\nobjectClass: user\nsAMAccountName: a\n\n"
	  "dn: CN=b," PEER_BASE "\nservicePrincipalName: HTTP/b\nservicePrincipalName:: w6Q=\n", 4,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "objectClass: top", "objectClass: user", "sAMAccountName: a" } },
	    { SAID_DONE, .cookie = "more" },
	    { SAID_ENTRY, "CN=b," PEER_BASE, { "servicePrincipalName: HTTP/b", "servicePrincipalName: \xc3\xa4" } },
	    PEER_LAST } },
	/* Names in any case, attributes that nobody reads, an entry with none. */
	{ "CN=a," PEER_BASE " sAMAccountName=a\nCN=b," PEER_BASE "\n", false,
	  "dn: CN=a," PEER_BASE "\nSAMACCOUNTNAME: a\ndescription: x\n\ndn: CN=b," PEER_BASE "\nmanager: c\n", 3,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "SAMACCOUNTNAME: a", "description: x" } },
	    { SAID_ENTRY, "CN=b," PEER_BASE, { "manager: c" } }, PEER_LAST } },
	/* Ranges: whole where their last has a star, and an error where not. */
	{ "CN=a," PEER_BASE " servicePrincipalName=HTTP/1 servicePrincipalName=HTTP/2\n", false,
	  "dn: CN=a," PEER_BASE "\nservicePrincipalName:\nservicePrincipalName;range=0-0: HTTP/1\n"
	  "servicePrincipalName;range=1-*: HTTP/2\n", 4,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "servicePrincipalName", "servicePrincipalName;range=0-0: HTTP/1" } },
	    PEER_LAST,
	    { SAID_ENTRY, "CN=a," PEER_BASE, { "servicePrincipalName;range=1-*: HTTP/2" } }, { SAID_DONE } } },
	{ "servicePrincipalName", true,
	  "dn: CN=a," PEER_BASE "\nservicePrincipalName;range=0-0: HTTP/1\n", 3,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "servicePrincipalName;range=0-0: HTTP/1" } }, PEER_LAST,
	    { SAID_DONE } } },
	/* A limit, with entries before it. */
	{ "", true, "dn: CN=a," PEER_BASE "\ncn: a\n\nsearch: 2\nresult: 4 Size limit exceeded\n", 2,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "cn: a" } }, { SAID_DONE, .code = 4, .cookie = "x" } } },
	/* The last page did not come. */
	{ "", true, "dn: CN=a," PEER_BASE "\ncn: a\n\nsearch: 2\nresult: 0 Success\n"
	  "pagedresults: cookie=YQ==\n", 2,
	  { { SAID_ENTRY, "CN=a," PEER_BASE, { "cn: a" } }, { SAID_DONE, .cookie = "a" } } },
};

static void
check_told(const struct told *row, const char *where, const struct source_options *options)
{
	static const char		*const name[] = { "a" };
	static const struct want	 wants[] = {
		{ WANT_CONFIG, NULL, NULL, 0 }, { WANT_ACCOUNT, "corp.example", name, 1 }
	};
	struct heard			 heard;
	struct sink			 sink = heard_sink(&heard);
	struct error			 err = { "" };
	struct source			*source;
	int				 result;

	heard_init(&heard, where);
	if (!OK(source_open(&source, where, options, &err) == 0, err.text))
		return;
	SAME(source_name(source), where, where);
	result = source_read(source, wants, 2, &sink, &err);
	if (OK((result != 0) == row->fails, row->fails ? row->export : err.text) && result == 0)
		SAME(heard.text, row->expected, where);
	if (result != 0) {
		OK(strstr(err.text, row->expected) != NULL, err.text);
		SAME(heard.covers, "", where);
		OK(source_read(source, wants, 2, &sink, &err) != 0, "what failed once fails again");
	}
	OK(heard.stranger == NULL, heard.stranger);
	source_free(source);
	heard_free(&heard);
}

static void
both(void)
{
	static const struct message	opening[] = { PEER_BOUND, PEER_ROOT, PEER_CROSS_REF, PEER_LAST };
	enum { N_OPENING = sizeof(opening) / sizeof(*opening) };
	static const char		config[] = "dn: CN=CORP,CN=Partitions," PEER_CONFIG "\nnCName: " PEER_BASE
					    "\nnETBIOSName: CORP\nsystemFlags: 3\n\n";
	struct message			message[N_OPENING + N_TOLD];
	char				path[N_PATH], text[1024];
	size_t				i;

	memcpy(message, opening, sizeof(opening));
	for (i = 0; i < sizeof(told) / sizeof(*told); i++) {
		struct peer		 peer = { .message = message, .n_message = N_OPENING + told[i].n };
		struct outside		 outside = peer_outside(&peer);
		struct source_options	 options = { .user = "reader", .password = "secret", .outside = &outside };
		struct told		 row = told[i];

		snprintf(text, sizeof(text), "CN=CORP,CN=Partitions," PEER_CONFIG " nCName=" PEER_BASE
		    " nETBIOSName=CORP systemFlags=3\n%s", told[i].expected);
		if (!row.fails)
			row.expected = text;
		memcpy(message + N_OPENING, row.message, sizeof(row.message));
		check_told(&row, "ldapi://peer", &options);
		peer_close(&peer);
		{
			char	 export[2048];

			snprintf(export, sizeof(export), "%s%s", config, row.export);
			if (OK(file_make(path, export), path))
				check_told(&row, path, NULL);
			unlink(path);
		}
	}
}

static void
files(void)
{
	char	 path[N_PATH], expected[N_PATH + 64];

	if (OK(file_make(path, "dn: CN=a\n\ndn: CN=b\n"), path))
		check_source(path, 2);
	unlink(path);
	if (OK(file_make(path, ""), path))
		check_source(path, 0);
	unlink(path);
	if (OK(file_make(path, "dn: CN=a\n\ncn: b\n"), path)) {
		snprintf(expected, sizeof(expected),
		    "%s:3: an entry begins with its dn, not with 'cn'", path);
		check_no_source(path, expected);
	}
	unlink(path);
	check_no_source("/", "cannot read '/': Is a directory");
}

/* What somebody else may do to a file meanwhile. */
struct writer {
	const char	*path;
	int		(*change)(const char *path);
};

static int
cut_short(const char *path)
{
	return truncate(path, 0);
}

static int
append(const char *path)
{
	int	 fd = open(path, O_WRONLY | O_APPEND);

	return fd >= 0 && write_all(fd, "\n", 1) ? close(fd) : -1;
}

static int
change_add(void *arg, const struct entry *entry, struct error *err)
{
	const struct writer	*writer = arg;

	(void)entry;
	return writer->change(writer->path) == 0 ? 0 : error_set(err, "no change");
}

static void
changes(void)
{
	static int	(*const change[])(const char *) = { cut_short, append };
	char		 path[N_PATH], expected[N_PATH + 64];
	size_t		 i;

	for (i = 0; i < sizeof(change) / sizeof(*change); i++) {
		struct writer	 writer = { path, change[i] };
		struct sink	 sink = { change_add, &writer };
		struct error	 err = { "" };
		struct source	*source = NULL;

		if (OK(file_make(path, "dn: CN=a\n"), path) &&
		    OK(source_open(&source, path, NULL, &err) == 0, err.text)) {
			snprintf(expected, sizeof(expected),
			    "'%s' changed while it was read", path);
			OK(source_read(source, NULL, 0, &sink, &err) < 0, path);
			SAME(err.text, expected, path);
		}
		source_free(source);
		unlink(path);
	}
}

static void
missing(void)
{
	static const struct { const char *where, *expected; } table[] = {
		{ "/no such file", "cannot open '/no such file': No such file or directory" },
		{ "", "cannot open '': No such file or directory" },
	};
	size_t		 i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct error	 err = { "" };
		struct source	*source;

		if (OK(source_open(&source, table[i].where, NULL, &err) < 0, table[i].where)) {
			SAME(err.text, table[i].expected, table[i].where);
			OK(source == NULL, table[i].where);
		}
		source_free(source);
	}
}

/* Puts FD in the place of standard input; returns what stood there. */
static int
input_from(int fd)
{
	int	 kept = dup(STDIN_FILENO);

	dup2(fd, STDIN_FILENO);
	close(fd);
	return kept;
}

static void
input_restore(int kept)
{
	dup2(kept, STDIN_FILENO);
	close(kept);
}

static void
standard_input(void)
{
	char	 path[N_PATH];
	int	 kept;

	if (OK(file_make(path, "\ndn: CN=a\n"), path)) {
		kept = input_from(open(path, O_RDONLY));
		check_source("-", 1);
		input_restore(kept);

		kept = input_from(open(path, O_WRONLY));
		check_no_source("-", "cannot read 'standard input': Bad file descriptor");
		input_restore(kept);
	}
	unlink(path);
	if (OK(file_make(path, "cn: a\n"), path)) {
		kept = input_from(open(path, O_RDONLY));
		check_no_source("-",
		    "standard input:1: an entry begins with its dn, not with 'cn'");
		input_restore(kept);
	}
	unlink(path);
}

/* A pipe has no size to go by. */
static void
pipes(void)
{
	enum { N = 50000 };
	static const char	 text[] = "dn: CN=a\n\n";
	int			 fd[2], kept, i;
	pid_t			 pid;

	if (!OK(pipe(fd) == 0, "pipe"))
		return;
	if ((pid = fork()) == 0) {
		close(fd[0]);
		for (i = 0; i < N; i++)
			if (!write_all(fd[1], text, sizeof(text) - 1))
				_exit(1);
		_exit(0);
	}
	close(fd[1]);
	kept = input_from(fd[0]);
	check_source("-", N);
	input_restore(kept);
	OK(pid > 0 && waitpid(pid, NULL, 0) == pid, "the writer");
}

void
t_source(void)
{
	test_suite("source");
	test_add("an export and a server deliver the same", both);
	test_add("a file is delivered once", files);
	test_add("a file that changes meanwhile is an error", changes);
	test_add("a file that is missing cannot be opened", missing);
	test_add("- is standard input", standard_input);
	test_add("a pipe is read to its end", pipes);
}
