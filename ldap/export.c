#include "ldap/export.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ldap/ldif.h"
#include "ldap/parts.h"
#include "ldap/snapshot.h"

enum { SIZE_TEXT = 128 * 1024, SIZE_RAW = 64 * 1024, SIZE_MARK = 3 };

/* Above the first a file is read in parts, of the second at most. */
enum { SIZE_WHOLE = 32 * 1024 * 1024, SIZE_PART = 64 * 1024 * 1024 };

enum encoding { UTF8, UTF16_LITTLE, UTF16_BIG };

/* What came of an export and was not read as records yet. */
struct text {
	const struct input	*input;
	const char		*place;

	struct pool		 pool;		/* holds AT and nothing else */
	char			*at;
	size_t			 n;
	size_t			 size;
	size_t			 n_searched;	/* so much of it holds no end of a record */
	bool			 ended;		/* no more will come, */
	const char		*fault;		/* and why, where it was not the end */

	enum encoding		 encoding;
	uint32_t		 high;		/* surrogate whose other half is to come */
	size_t			 n_raw;		/* of UTF-16, not text yet */
	unsigned char		 raw[SIZE_RAW];
};

/* Makes room for N bytes more. */
static void
text_room(struct text *text, size_t n)
{
	struct pool	 pool = { 0 };
	size_t		 size = text->size == 0 ? SIZE_TEXT : text->size;
	char		*larger;

	if (text->size - text->n >= n)
		return;
	while (size - text->n < n)
		size *= 2;
	larger = pool_alloc(&pool, size);
	if (text->n > 0)
		memcpy(larger, text->at, text->n);
	pool_free(&text->pool);
	text->pool = pool;
	text->at = larger;
	text->size = size;
}

/* As read(2). */
static ssize_t
input_read(const struct text *text, void *to, size_t n, struct error *err)
{
	ssize_t	 got;

	do
		got = text->input->read(text->input->arg, to, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		error_set(err, "cannot read '%s': %s", text->place,
		    strerror(errno));
	return got;
}

/*
 * Encodings
 */

/* Adds one unit of UTF-16 (RFC 2781 2.2), 4 bytes at most. */
static bool
utf16_unit(struct text *text, uint32_t c)
{
	if (c < 0x80 && text->high == 0) {
		text->at[text->n++] = (char)c;
		return true;
	}
	if ((text->high != 0) != (c >= 0xdc00 && c <= 0xdfff))
		return false;
	if (c >= 0xd800 && c <= 0xdbff) {
		text->high = c;
		return true;
	}
	if (text->high != 0)
		c = 0x10000 + ((text->high - 0xd800) << 10) + (c - 0xdc00);
	text->high = 0;
	text->n += text_utf8_put(text->at + text->n, c);
	return true;
}

static int
utf16_more(struct text *text, struct error *err)
{
	const size_t	 big = text->encoding == UTF16_BIG;
	size_t		 i;
	ssize_t		 got;
	bool		 good = true;

	got = input_read(text, text->raw + text->n_raw, SIZE_RAW - text->n_raw, err);
	if (got < 0)
		return -1;
	text->n_raw += (size_t)got;
	text_room(text, 2 * text->n_raw);
	for (i = 0; good && i + 1 < text->n_raw; i += 2)
		good = utf16_unit(text, (uint32_t)text->raw[i + 1 - big] << 8 |
		    text->raw[i + big]);
	text->n_raw -= i;
	memmove(text->raw, text->raw + i, text->n_raw);
	text->ended = got == 0 || !good;
	if (!good || (got == 0 && (text->n_raw > 0 || text->high != 0)))
		text->fault = "half a character: this is no UTF-16";
	return 0;
}

static int
utf8_more(struct text *text, struct error *err)
{
	ssize_t	 got;

	text_room(text, 1);
	got = input_read(text, text->at + text->n, text->size - text->n, err);
	if (got < 0)
		return -1;
	text->n += (size_t)got;
	text->ended = got == 0;
	return 0;
}

/* Finds the encoding by the byte order mark, and takes that away. */
static int
text_begin(struct text *text, struct error *err)
{
	static const struct {
		const char	*mark;
		size_t		 n;
		enum encoding	 encoding;
	} row[] = {
		{ "\xef\xbb\xbf",	3, UTF8 },
		{ "\xff\xfe",		2, UTF16_LITTLE },
		{ "\xfe\xff",		2, UTF16_BIG },
		{ "",			0, UTF8 }
	};
	size_t	 i = 0;
	ssize_t	 got;

	text_room(text, SIZE_MARK);
	do {
		got = input_read(text, text->at + text->n, SIZE_MARK - text->n, err);
		if (got < 0)
			return -1;
		text->n += (size_t)got;
	} while (got > 0 && text->n < SIZE_MARK);
	while (text->n < row[i].n || memcmp(text->at, row[i].mark, row[i].n) != 0)
		i++;
	text->encoding = row[i].encoding;
	text->n -= row[i].n;
	memmove(text->at, text->at + row[i].n, text->n);
	if (text->encoding != UTF8) {
		memcpy(text->raw, text->at, text->n);
		text->n_raw = text->n;
		text->n = 0;
	}
	return 0;
}

/*
 * NUL is no character of LDIF, but UTF-16 without its mark is full of it.  Every
 * line has an end (RFC 2849): what has none may be half a value.
 */
static int
text_more(struct text *text, struct error *err)
{
	const char	*nul;
	size_t		 n = text->n_searched;

	if ((text->encoding == UTF8 ? utf8_more : utf16_more)(text, err) < 0)
		return -1;
	if ((nul = memchr(text->at + n, '\0', text->n - n)) != NULL) {
		text->n = (size_t)(nul - text->at);
		text->ended = true;
		text->fault = "a NUL byte (UTF-16 is read where it begins with a byte "
		    "order mark)";
	} else if (text->ended && text->fault == NULL && text->n > 0 && text->at[text->n - 1] != '\n')
		text->fault = "the last line has no end, so the export may have been cut: export "
		    "again, or end the line if nothing is missing";
	return 0;
}

/*
 * Parts
 */

/* How much of the text ends with a blank line, and so between two records. */
static size_t
text_whole(const struct text *text)
{
	const char	*at = text->at, *from = at + text->n_searched;
	const char	*lf = at + text->n;

	while ((lf = memrchr(from, '\n', (size_t)(lf - from))) != NULL)
		if ((lf > at && lf[-1] == '\n') ||
		    (lf > at + 1 && lf[-1] == '\r' && lf[-2] == '\n'))
			return (size_t)(lf + 1 - at);
	return 0;
}

static void
text_drop(struct text *text, size_t n)
{
	text->n -= n;
	memmove(text->at, text->at + n, text->n);
	text->n_searched = text->n;
}

static size_t
text_lines(const struct text *text)
{
	const char	*at = text->at, *end = at + text->n;
	size_t		 n = 0;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		n++;
	}
	return n;
}

static int
text_parse(struct text *text, struct records *records, size_t *line, struct error *err)
{
	size_t	 n;

	do {
		if (text_more(text, err) < 0)
			return -1;
		n = text->ended && text->fault == NULL ? text->n : text_whole(text);
		if (n > 0 && records_read(records, text->at, n, err) < 0) {
			*line = records_fault(records);
			return -1;
		}
		text_drop(text, n);
	} while (!text->ended);
	if (text->fault == NULL)
		return 0;
	*line = records_line(records) + text_lines(text);
	return error_set(err, "%s", text->fault);
}

int
text_read(const struct input *input, const char *place, enum text_from from,
    struct records *records, size_t *line, struct error *err)
{
	struct pool	 pool = { 0 };
	struct text	*text = pool_alloc(&pool, sizeof(*text));
	int		 status = 0;

	*line = 0;
	text->input = input;
	text->place = place;
	if (from == TEXT_FRONT)
		status = text_begin(text, err);
	if (status == 0)
		status = text_parse(text, records, line, err);
	pool_free(&text->pool);
	pool_free(&pool);
	return status;
}

/* What is left to be said when all of it was read. */
static int
conclude(struct records *records, const char *place, struct error *err)
{
	size_t	 line;

	if (records_close(records, err) == 0)
		return 0;
	line = records_fault(records);
	return line == 0 ? error_in(err, "%s", place) : error_in(err, "%s:%zu", place, line);
}

int
export_parse(const struct input *input, const char *name, const char *place,
    const struct sink *sink, struct error *err)
{
	struct pool	 pool = { 0 };
	struct records	*records = records_new(&pool, name, sink, false);
	size_t		 line;
	int		 status;

	status = text_read(input, place, TEXT_FRONT, records, &line, err);
	if (line != 0)
		error_in(err, "%s:%zu", place, line);
	if (status == 0)
		status = conclude(records, place, err);
	pool_free(&pool);
	return status;
}

/*
 * The source
 */

struct export {
	struct pool	*pool;		/* it lies in */
	const char	*name;
	struct source_origin	 origin;
	const char	*place;
	int		 fd;		/* -1 after the first read */
	bool		 whole;		/* which succeeded */
};

int
export_open(void **export_out, struct pool *pool, const char *name,
    const struct source_options *options, struct error *err)
{
	struct export	*export = pool_alloc(pool, sizeof(*export));
	bool		 standard_input = strcmp(name, "-") == 0;

	(void)options;
	export->pool = pool;
	export->name = export->origin.name = name;
	export->place = standard_input ? "standard input" : name;
	export->fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
	    open(name, O_RDONLY | O_CLOEXEC);
	if (export->fd < 0)
		return error_set(err, "cannot open '%s': %s", export->place,
		    strerror(errno));
	*export_out = export;
	return 0;
}

static ssize_t
fd_read(void *arg, void *to, size_t n)
{
	const int	*fd = arg;

	return read(*fd, to, n);
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* As many as may run at once. */
static unsigned
workers(void)
{
	cpu_set_t	 set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/*
 * Can it be read in parts?  UTF-16 is not cut as easily, and what a snapshot
 * says of itself belongs together.
 */
static bool
can_be_cut(const struct export *export, off_t begin)
{
	char		 text[64];
	ssize_t		 n = pread(export->fd, text, sizeof(text), begin);

	return n == sizeof(text) && (unsigned char)text[0] < 0x80 &&
	    !snapshot_begins((struct span){ text, sizeof(text) });
}

static int
read_all(struct export *export, const struct stat *file, const struct sink *sink,
    struct records *records, size_t *line, struct error *err)
{
	struct parts	 parts = { .fd = export->fd, .name = export->name, .place = export->place,
	    .sink = sink, .begin = lseek(export->fd, 0, SEEK_CUR), .end = file->st_size,
	    .size = SIZE_PART, .workers = workers() };

	if (S_ISREG(file->st_mode) && sink->part != NULL && parts.begin >= 0 &&
	    parts.end - parts.begin > SIZE_WHOLE && can_be_cut(export, parts.begin))
		return parts_read(&parts, records, line, err);
	return text_read(&(struct input){ fd_read, &export->fd }, export->place, TEXT_FRONT,
	    records, line, err);
}

/* A file that somebody writes meanwhile is neither the old export nor the new,
 * whatever is wrong with it besides. */
static int
export_deliver(struct export *export, const struct sink *sink, struct error *err)
{
	struct pool	 pool = { 0 };
	struct records	*records = records_new(&pool, export->name, sink, false);
	struct stat	 before, after;
	size_t		 line = 0;
	int		 status;

	if (fstat(export->fd, &before) < 0)
		status = error_set(err, "cannot read '%s': %s", export->place, strerror(errno));
	else
		status = read_all(export, &before, sink, records, &line, err);
	if (line != 0)
		error_in(err, "%s:%zu", export->place, line);
	if (S_ISREG(before.st_mode) && (fstat(export->fd, &after) < 0 ||
	    !same_file(&before, &after))) {
		*err = (struct error){ "" };
		status = error_set(err, "'%s' changed while it was read", export->place);
	}
	if (status == 0)
		status = conclude(records, export->place, err);
	records_origin(records, export->pool, &export->origin);
	pool_free(&pool);
	return status;
}

int
export_read(void *state, const struct want *want, size_t n_want,
    const struct sink *sink, struct error *err)
{
	struct export	*export = state;

	(void)want;
	(void)n_want;
	if (export->fd < 0)
		return export->whole ? 0 : error_set(err,
		    "'%s' was not read whole", export->place);
	export->whole = export_deliver(export, sink, err) == 0;
	export_close(export);
	return export->whole ? 0 : -1;
}

void
export_origin(const void *state, struct source_origin *origin)
{
	const struct export	*export = state;

	*origin = export->origin;
}

/* Nobody was asked. */
void
export_count(const void *state, struct source_counts *counts)
{
	(void)state;
	*counts = (struct source_counts){ 0 };
}

void
export_close(void *state)
{
	struct export	*export = state;

	if (export->fd >= 0)
		close(export->fd);
	export->fd = -1;
}
