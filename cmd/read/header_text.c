#include <string.h>

#include "cmd/read/capture.h"
#include "plans/value.h"

/*
 * Lines, and what curl -v says between them: of the connection in those that
 * begin with "*", the request after ">" and the answer after "<".
 */
struct lines {
	struct capture	*capture;
	struct span	 left;
	size_t		 number;	/* of the line that LEFT begins with */

	bool		 tls;
	struct span	 path;		/* of the request that curl sends, empty: none */
	size_t		 first;		/* what was seen before the request was not of it */
};

static bool
begins(struct span text, const char *with)
{
	const size_t	 n = strlen(with);

	return text.n >= n && memcmp(text.at, with, n) == 0;
}

static struct span
from(struct span text, size_t n)
{
	return (struct span){ text.at + n, text.n - n };
}

/* Goes past what was read, and the rest of its line. */
static void
go_on(struct lines *lines, const char *at)
{
	const char	*end = lines->left.at + lines->left.n, *line_end;

	line_end = at == end ? NULL : memchr(at, '\n', (size_t)(end - at));
	line_end = line_end == NULL ? end : line_end + 1;
	for (; lines->left.at < line_end; lines->left = from(lines->left, 1))
		lines->number += *lines->left.at == '\n';
}

/* The first line of LEFT, without its end. */
static struct span
line_of(struct span left)
{
	const char	*end = memchr(left.at, '\n', left.n);
	struct span	 line = { left.at, end == NULL ? left.n : (size_t)(end - left.at) };

	while (line.n > 0 && (line.at[line.n - 1] == '\r' || line.at[line.n - 1] == ' '))
		line.n--;
	return line;
}

/*
 * What a line says of those behind it
 */

/* "HTTP/1.1 401 Unauthorized" and "HTTP/2 401", or 0. */
static int
status_of(struct span line)
{
	int	 status = 0;
	size_t	 i;

	if (begins(line, "< "))
		line = from(line, 2);
	if (!begins(line, "HTTP/"))
		return 0;
	while (line.n > 0 && *line.at != ' ')
		line = from(line, 1);
	for (i = 1; i < line.n && i <= 3 && text_digit(line.at[i]); i++)
		status = 10 * status + (line.at[i] - '0');
	return i == 4 && status >= 100 ? status : 0;
}

/* What "GET /path HTTP/1.1" asks for, or nothing. */
static struct span
target_of(struct span line)
{
	struct span	 target;
	size_t		 n = 0;

	while (line.n > 0 && *line.at >= 'A' && *line.at <= 'Z') {
		line = from(line, 1);
		n++;
	}
	if (n == 0 || line.n == 0 || *line.at != ' ')
		return (struct span){ NULL, 0 };
	line = from(line, 1);
	for (target = (struct span){ line.at, 0 }; line.n > 0 && *line.at != ' '; line = from(line, 1))
		target.n++;
	return begins(line, " HTTP/") ? target : (struct span){ NULL, 0 };
}

static void
request_begin(struct lines *lines, struct span path)
{
	lines->path = path;
	lines->first = lines->capture->n_seen;
	lines->capture->url = NULL;
	lines->capture->status = 0;
}

/* The status is that of the requests before it, too. */
static void
answer_begin(struct lines *lines, int status)
{
	struct capture	*capture = lines->capture;

	if (status < 200)
		return;
	for (; lines->first < capture->n_seen; lines->first++) {
		if (capture->seen[lines->first].direction == SEEN_REQUEST)
			capture->seen[lines->first].status = status;
	}
	capture->status = status;
}

static void
line_heed(struct lines *lines, struct span line)
{
	static const char *const	 tls[] = { "* SSL connection", "* schannel:", "* ALPN" };
	const bool			 sent = begins(line, "> ");
	const struct span		 target = target_of(sent ? from(line, 2) : line);
	const int			 status = status_of(line);
	struct pool			*pool = lines->capture->pool;

	if (target.n > 0)
		request_begin(lines, sent && *target.at == '/' ? target : (struct span){ NULL, 0 });
	if (status != 0)
		answer_begin(lines, status);
	if (begins(line, "*   Trying "))
		lines->tls = false;
	for (size_t i = 0; i < sizeof(tls) / sizeof(*tls); i++)
		lines->tls = lines->tls || begins(line, tls[i]);
	if (begins(line, "> Host: ") && lines->path.n > 0)
		lines->capture->url = header_url(pool, pool_printf(pool, "%s://%s%s", lines->tls ? "https" : "http",
		    value_text(pool, from(line, 8)), value_text(pool, lines->path)));
}

/*
 * Headers in lines
 */

static bool
is_name(char c)
{
	return text_alpha(c) || text_digit(c) || c == '-' || c == '_';
}

/* Behind the name of a header: ":", and the quotation marks of who logs it. */
static bool
colon_take(struct span *text)
{
	bool	 colon = false;

	for (; text->n > 0 && (*text->at == ' ' || *text->at == '\t' || *text->at == '"' || *text->at == '\'' ||
	    (*text->at == ':' && !colon)); *text = from(*text, 1))
		colon = colon || *text->at == ':';
	return colon;
}

/* The header that LINE has wherever in it, and where its value begins. */
static const struct header_row *
header_in(struct span line, const char **value)
{
	const struct header_row	*row;
	struct span		 rest;
	size_t			 i, n;

	for (i = 0; i < line.n; i++) {
		if (i > 0 && is_name(line.at[i - 1]))
			continue;
		for (row = header_row; row->name != NULL; row++) {
			n = strlen(row->name);
			if (line.n - i < n || !span_is((struct span){ line.at + i, n }, row->name))
				continue;
			rest = from(line, i + n);
			if (!colon_take(&rest))
				continue;
			*value = rest.at;
			return row;
		}
	}
	return NULL;
}

/* Who logs a header in quotation marks has no more of it behind them. */
static struct span
unquoted(struct span value)
{
	const char	 quote = value.at[-1];
	const char	*end = quote == '"' || quote == '\'' ? memchr(value.at, quote, value.n) : NULL;

	return end == NULL ? value : (struct span){ value.at, (size_t)(end - value.at) };
}

static int
line_add(struct lines *lines, struct span line, struct error *err)
{
	struct capture			*capture = lines->capture;
	const char			*at = NULL;
	const struct header_row		*row = header_in(line, &at);
	struct span			 rest = lines->left, value;
	const bool			 bare = row == NULL && header_is_bare(rest);
	int				 result = 0;

	if (row != NULL || bare)
		capture->place = pool_printf(capture->pool, "%s:%zu", capture->name, lines->number);
	if (row != NULL) {
		value = header_value(from(rest, (size_t)(at - rest.at)));
		result = header_add(capture, row, unquoted(value), err);
		rest = from(rest, (size_t)(value.at - rest.at) + value.n);
	} else if (bare)
		result = header_add_bare(capture, &rest, err);
	go_on(lines, rest.at);
	return result;
}

int
header_text_read(struct capture *capture, struct span text, struct error *err)
{
	struct lines	 lines = { .capture = capture, .left = text, .number = 1, .first = capture->n_seen };
	struct span	 line;

	while (lines.left.n > 0) {
		line = line_of(lines.left);
		line_heed(&lines, line);
		if (line_add(&lines, line, err) == -1)
			return -1;
	}
	return 0;
}
