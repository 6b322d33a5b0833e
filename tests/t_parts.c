#include "tests/test.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ldap/export.h"
#include "ldap/parts.h"
#include "ldap/source.h"
#include "plans/pool.h"

/*
 * An export that is read in parts, by however many threads, is the export
 * that is read from front to back: its entries, their lines, and what is
 * wrong with it.
 */

enum { N_PATH = sizeof(P_tmpdir) + 32, WORKERS_MOST = 8 };

/* What came: "LINE DN VALUES\n" for each entry, its line from the front. */
struct seen {
	struct pool	 pool;
	struct row {
		size_t	 line;
		char	*text;
	}		*row;
	size_t		 n;
};

static int
seen_add(void *arg, const struct entry *entry, struct error *err)
{
	struct seen	*seen = arg;
	size_t		 i;
	char		*text;

	if (span_is(entry->dn, "CN=refused"))
		return error_set(err, "refused");
	text = pool_ncopy(&seen->pool, entry->dn.at, entry->dn.n);
	for (i = 0; i < entry->n_value; i++)
		text = pool_printf(&seen->pool, "%s %d=%.*s", text,
		    (int)entry->value[i].id, (int)entry->value[i].text.n,
		    entry->value[i].text.at);
	seen->row = pool_more(&seen->pool, seen->row, seen->n, sizeof(*seen->row));
	seen->row[seen->n++] = (struct row){ entry->line, text };
	return 0;
}

static struct sink
seen_part(void *arg, const char *source)
{
	(void)arg;
	(void)source;
	return (struct sink){ .add = seen_add, .arg = calloc(1, sizeof(struct seen)) };
}

static void
seen_join(void *arg, const struct sink *part, size_t line)
{
	struct seen	*seen = arg, *more = part->arg;
	size_t		 i;

	for (i = 0; i < more->n; i++) {
		seen->row = pool_more(&seen->pool, seen->row, seen->n, sizeof(*seen->row));
		seen->row[seen->n++] = (struct row){ line + more->row[i].line,
		    pool_copy(&seen->pool, more->row[i].text) };
	}
	pool_free(&more->pool);
	free(more);
}

static bool
seen_same(const struct seen *a, const struct seen *b)
{
	size_t	 i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (a->row[i].line != b->row[i].line || strcmp(a->row[i].text, b->row[i].text) != 0)
			return false;
	return a->n == b->n;
}

/* All that reading gives. */
struct outcome {
	struct seen	 seen;
	struct error	 err;
	size_t		 line;
	int		 status;
};

static ssize_t
fd_input(void *arg, void *to, size_t n)
{
	return read(*(int *)arg, to, n);
}

static void
conclude(struct outcome *o, struct records *records)
{
	if (o->status == 0 && (o->status = records_close(records, &o->err)) < 0)
		o->line = records_fault(records);
}

static struct outcome
read_whole(int fd)
{
	struct outcome	 o = { .status = 0 };
	struct pool	 pool = { 0 };
	struct sink	 sink = { .add = seen_add, .arg = &o.seen };
	struct records	*records = records_new(&pool, "x", &sink, false);

	lseek(fd, 0, SEEK_SET);
	o.status = text_read(&(struct input){ fd_input, &fd }, "x", TEXT_FRONT,
	    records, &o.line, &o.err);
	conclude(&o, records);
	pool_free(&pool);
	return o;
}

static struct outcome
read_parts(int fd, off_t size, unsigned workers)
{
	struct outcome	 o = { .status = 0 };
	struct pool	 pool = { 0 };
	struct sink	 sink = { .add = seen_add, .arg = &o.seen,
			    .part = seen_part, .join = seen_join };
	struct records	*records = records_new(&pool, "x", &sink, false);
	struct parts	 parts = { .fd = fd, .name = "x", .place = "x", .sink = &sink,
			    .end = lseek(fd, 0, SEEK_END), .size = size, .workers = workers };

	o.status = parts_read(&parts, records, &o.line, &o.err);
	conclude(&o, records);
	pool_free(&pool);
	return o;
}

static void
check_same(int fd, const struct outcome *whole, off_t size, unsigned workers, const char *row)
{
	struct outcome	 parts = read_parts(fd, size, workers);

	SAME(parts.err.text, whole->err.text, row);
	SAME_INT((long long)parts.line, (long long)whole->line, row);
	if (SAME_INT(parts.status, whole->status, row) && parts.status == 0)
		OK(seen_same(&parts.seen, &whole->seen), row);
	pool_free(&parts.seen.pool);
}

static int
file_of(const char *text, size_t n)
{
	char	 path[N_PATH];
	int	 fd;

	snprintf(path, sizeof(path), "%s/t_parts.XXXXXX", P_tmpdir);
	fd = mkstemp(path);
	unlink(path);
	if (fd >= 0 && write(fd, text, n) != (ssize_t)n) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* In parts from LEAST bytes on. */
static void
check_text(const char *text, size_t n, off_t least, const char *row)
{
	struct outcome	 whole;
	unsigned	 workers;
	off_t		 size;
	int		 fd = file_of(text, n);

	if (!OK(fd >= 0, "a file"))
		return;
	whole = read_whole(fd);
	for (size = least; size < 3 * (off_t)n + 2; size *= 3)
		for (workers = 1; workers <= WORKERS_MOST; workers = 3 * workers - 1)
			check_same(fd, &whole, size, workers, row);
	pool_free(&whole.seen.pool);
	close(fd);
}

/* By hand: what stands where it may be cut. */
static const char	*const texts[] = {
	"",
	"\n\n\n",
	"dn: CN=a\n\ndn: CN=b\n",
	"dn: CN=a\r\n\r\ndn: CN=b\r\nsAMAccountName: b\r\n\r\n",
	/* Comments, folded ones, and folded lines. */
	"# a\n\n# b\n c\n\ndn: CN=a\nsAMAccountName: a\n b\n\n c: d\n",
	"version: 1\n\ndn: CN=a\n\n# spnplan snapshot 10\n\ndn: CN=b\n",
	/* Of a snapshot not even its first line is passed over. */
	"version: 1\n\ndn: CN=a\n\n# spnplan snapshot 1\n\ndn: CN=b\n",
	"dn: CN=a\n\n\n# spnplan snapshot 1\n\ndn: CN=b\n\nno LDIF\n",
	"dn: CN=a\n\ndn: CN=b\n\nno LDIF\n\n# spnplan snapshot 1\n",
	/* A blank that follows a blank line continues nothing. */
	"dn: CN=a\n\n b\n\ndn: CN=c\n\n no LDIF\n",
	/* How the search ended is known at the end alone. */
	"dn: CN=a\n\nsearch: 2\nresult: 0\npagedresults: cookie=YQ==\n\nsearch: 2\nresult: 0\npagedresults: cookie=\n",
	"dn: CN=a\n\nsearch: 2\nresult: 0 Success\npagedresults: cookie=YQ==\n\ndn: CN=b\n\n# end\n",
	"# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n",
	"# extended LDIF\n\ndn: CN=a\n\ndn: CN=b\n",
	"# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0\n\n# numEntries: 1\n\n# extended LDIF\n\ndn: CN=b\n",
	"# extended LDIF\n\ndn: CN=a\n\ndn: CN=b\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 3\n",
	"# extended LDIF\n\ndn: CN=a\n\n# extended LDIF\n\ndn: CN=b\n\nsearch: 2\nresult: 0\n",
	("# extended LDIF\n\ndn: CN=a\n\nsearch: 2\nresult: 0\npagedresults: cookie=YQ==\n# extended LDIF\n\ndn: CN=b\n\n"
	    "search: 3\nresult: 0\npagedresults: cookie=\n\n# numEntries: 3\n"),
	"dn: CN=a\n\n# pagedresults: cookie=YQ==\ndn: CN=b\n\n# pagedresults: cookie=\n\ndn: CN=c\n\n",
	"dn: CN=a\n\n# pagedresults: cookie=YQ==\ndn: CN=b\n\ndn: CN=c\n\n",
	/* The last part may be cut. */
	"dn: CN=a\n\ndn: CN=b\nsAMAccountName: b",
	"dn: CN=a\n\ndn: CN=refused\n\ndn: CN=b\nsAMAccountName: b",
	/* Of several faults the first one counts, whatever it is. */
	"dn: CN=a\n\ndn: CN=refused\n\nno LDIF\n\ndn:: *\n",
	"dn: CN=a\n\nno LDIF\n\ndn: CN=refused\n\ndn:: *\n",
	"dn: CN=a\n\ndn: CN=b\ndn: CN=c\n\nsearch: 1\nresult: 4 no\n\nno LDIF",
};

static void
by_hand(void)
{
	static const char	 nul[] = "dn: CN=a\n\ndn: CN=\0b\n\nno LDIF\n";
	size_t			 i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_text(texts[i], strlen(texts[i]), 1, texts[i]);
	check_text(nul, sizeof(nul) - 1, 1, "a NUL byte");
}

static uint32_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(*seed >> 33);
}

/* Any sequence of pieces: mostly good ones, so that faults are at any depth. */
static void
any(void)
{
	static const char	*const piece[] = {
		"dn: CN=good\nsAMAccountName: a\n\n", "dn: CN=good\r\n\r\n", "\n", "\r\n",
		"dn:: Q049eA==\nobjectClass: user\nobjectClass: x\n\n",
		"dn: CN=long\nservicePrincipalName: HTTP/\n a.b\r\n .c\ndescription: x\n  y\n\n",
		"# a comment\n on two lines\n\n", "search: 1\nresult: 0 Success\n\n",
		"# extended LDIF\n\n", "# numEntries: 2\n\n",
		"dn: CN=range\nservicePrincipalName;range=0-*: a\n\n",
		/* Faults, and pieces of which the next one makes a fault. */
		"dn: CN=refused\n\n", "no LDIF\n\n", "dn:: *\n\n", "dn: CN=open\n",
		"search: 2\npagedresults: cookie=x\n\n",
	};
	enum { N_PIECE = sizeof(piece) / sizeof(*piece), N_GOOD = 11, ROUNDS = 40, MOST = 60 };
	char		 text[MOST * 128];
	uint64_t	 seed = 20261121;
	size_t		 n, round, i, which;

	for (round = 0; round < ROUNDS; round++) {
		for (i = n = 0; i < MOST; i++) {
			which = next_random(&seed) % (next_random(&seed) % 32 == 0 ? N_PIECE : N_GOOD);
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", piece[which]);
		}
		check_text(text, n, 60, text);
	}
}

/* A file that is large enough to be cut, and grows or shrinks meanwhile. */
struct writer {
	int	 fd;
	off_t	 size;
};

static int
writer_add(void *arg, const struct entry *entry, struct error *err)
{
	const struct writer	*writer = arg;

	if (entry->line > 1)
		return 0;
	return ftruncate(writer->fd, writer->size) == 0 ? 0 : error_set(err, "no change");
}

static struct sink
writer_part(void *arg, const char *source)
{
	(void)source;
	return (struct sink){ .add = writer_add, .arg = arg };
}

static void
writer_join(void *arg, const struct sink *part, size_t line)
{
	(void)arg;
	(void)part;
	(void)line;
}

static void
changes(void)
{
	enum { SIZE = 40 * 1024 * 1024, SHORT = 17 * 1024 * 1024 };
	static const off_t	 becomes[] = { 0, SHORT, SIZE + 1 };
	char			 path[N_PATH], expected[N_PATH + 64], *text;
	size_t			 i, n;
	int			 fd;

	if (!OK((text = malloc(SIZE)) != NULL, "memory"))
		return;
	for (n = 0; n < SIZE; n++)
		text[n] = "dn: CN=a\n\n"[n % 10];
	for (i = 0; i < sizeof(becomes) / sizeof(*becomes); i++) {
		struct writer	 writer = { .size = becomes[i] };
		struct sink	 sink = { .add = writer_add, .arg = &writer,
				    .part = writer_part, .join = writer_join };
		struct error	 err = { "" };
		struct source	*source = NULL;

		snprintf(path, sizeof(path), "%s/t_parts.XXXXXX", P_tmpdir);
		writer.fd = fd = mkstemp(path);
		snprintf(expected, sizeof(expected), "'%s' changed while it was read", path);
		if (OK(fd >= 0 && write(fd, text, SIZE) == SIZE, path) &&
		    OK(source_open(&source, path, NULL, &err) == 0, err.text)) {
			OK(source_read(source, NULL, 0, &sink, &err) < 0, path);
			SAME(err.text, expected, path);
		}
		source_free(source);
		close(fd);
		unlink(path);
	}
	free(text);
}

void
t_parts(void)
{
	test_suite("parts");
	test_add("parts give what the whole gives", by_hand);
	test_add("of any text, the first fault too", any);
	test_add("a large file that changes meanwhile is an error", changes);
}
