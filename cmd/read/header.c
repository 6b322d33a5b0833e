#include "cmd/read/header.h"

#include <string.h>

#include "cmd/read/capture.h"
#include "cmd/read/file.h"
#include "krb/base64.h"
#include "krb/decode.h"

enum { SEEN_MOST = 100000 };

const struct header_row header_row[] = {
	{ "Authorization", SEEN_REQUEST },
	{ "Proxy-Authorization", SEEN_REQUEST },
	{ "WWW-Authenticate", SEEN_RESPONSE },
	{ "Proxy-Authenticate", SEEN_RESPONSE },
	{ NULL, 0 }
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
go_past(struct span *text, size_t n)
{
	text->at += n;
	text->n -= n;
}

/* The next word of TEXT, in this line or the one behind it. */
static struct span
next_word(struct span text)
{
	size_t	 n = 0;

	for (bool broken = false; text.n > 0 && is_blank(*text.at); go_past(&text, 1)) {
		if (*text.at == '\n' && broken)
			break;
		broken = broken || *text.at == '\n';
	}
	while (n < text.n && !is_blank(text.at[n]))
		n++;
	return (struct span){ text.at, n };
}

/*
 * Tokens
 */

/* How many digits of base64 and signs of padding TEXT begins with. */
static size_t
digits_from(struct span text)
{
	size_t	 n = 0;

	while (n < text.n && (base64_digit(text.at[n]) || text.at[n] == '='))
		n++;
	return n;
}

/* Does a token begin there?  The middle of one hardly ever looks alike. */
static bool
is_token(struct span text)
{
	enum { SHORTEST = 12 };
	struct pool		 pool = { 0 };
	const struct token	*token = token_decode_base64(&pool, text);
	const bool		 is = text.n >= SHORTEST && token->kind != TOKEN_UNKNOWN;

	pool_free(&pool);
	return is;
}

/* How many digits the token that begins with TEXT takes, as it says. */
static size_t
digits_wanted(struct span text)
{
	struct pool	 pool = { 0 };
	struct span	 rest;
	size_t		 n = token_length(base64_read(&pool, text, &rest));

	pool_free(&pool);
	return n / 3 * 4 + (n % 3 * 8 + 5) / 6;
}

/*
 * Goes past the token that TEXT begins with, and the words behind it while it
 * says that it is longer.  N is how many digits it has.
 */
static struct span
token_take(struct span *text, size_t *n)
{
	struct span	 token = { text->at, digits_from(*text) }, more;
	const size_t	 wanted = digits_wanted(token);

	go_past(text, token.n);
	for (*n = token.n; *n < wanted && (text->n == 0 || is_blank(*text->at)); *n += more.n) {
		more = next_word(*text);
		if (more.n == 0 || digits_from(more) < more.n || is_token(more))
			break;
		go_past(text, (size_t)(more.at - text->at) + more.n);
		token.n = (size_t)(text->at - token.at);
	}
	return token;
}

/* With the token that TEXT is, unless that is empty. */
static int
seen_add(struct capture *capture, struct seen_token seen, struct span text, struct error *err)
{
	struct span	 bytes, rest;

	if (capture->n_seen >= SEEN_MOST)
		return error_set(err, "%s: has more than %d tokens and schemes", capture->name, SEEN_MOST);
	seen.place = capture->place;
	seen.url = capture->url;
	if (text.n > 0) {
		bytes = base64_read(capture->pool, text, &rest);
		seen.token = token_decode(capture->pool, bytes);
		if (capture->keytab != NULL && token_inmost(seen.token)->kind == TOKEN_AP_REQ &&
		    token_try_keys(capture->pool, bytes, capture->keytab, &seen, err) == -1)
			return -1;
	}
	capture->seen = pool_more(capture->pool, capture->seen, capture->n_seen, sizeof(seen));
	capture->seen[capture->n_seen++] = seen;
	return 0;
}

/*
 * Headers
 */

/* Goes past a scheme, and the blanks behind it; is it one with such tokens? */
static bool
scheme_take(struct span *text, struct span *scheme)
{
	static const char *const	 carrier[] = { "Negotiate", "NTLM", "Kerberos", "Nego2" };
	size_t				 n = 0;

	while (n < text->n && (text_alpha(text->at[n]) || text_digit(text->at[n]) || text->at[n] == '-' ||
	    text->at[n] == '_'))
		n++;
	*scheme = (struct span){ text->at, n };
	go_past(text, n);
	while (text->n > 0 && (*text->at == ' ' || *text->at == '\t'))
		go_past(text, 1);
	for (size_t i = 0; i < sizeof(carrier) / sizeof(*carrier); i++) {
		if (span_is(*scheme, carrier[i]))
			return true;
	}
	return false;
}

/* Goes past a token; one that begins in the next line has to look like one. */
static struct span
credentials_take(struct span *text, size_t *n)
{
	const struct span	 word = next_word(*text);

	if (word.at > text->at && is_token(word))
		go_past(text, (size_t)(word.at - text->at));
	return token_take(text, n);
}

/* Goes to the end of the line, or to a comma in it that is not quoted. */
static size_t
part_skip(struct span *text)
{
	bool	 quoted = false;
	size_t	 n = 0;

	for (; text->n > 0 && *text->at != '\n' && (quoted || *text->at != ','); go_past(text, 1)) {
		if (*text->at == '"')
			quoted = !quoted;
		n += *text->at != '\r';
	}
	return n;
}

/* Adds a scheme and what stands behind it, unless it is a parameter of the one
 * before. */
static int
part_add(struct capture *capture, const struct header_row *row, struct span *text, struct error *err)
{
	struct seen_token	 seen = { .header = row->name, .direction = row->direction };
	struct span		 scheme, token = { NULL, 0 };
	const bool		 carries = scheme_take(text, &scheme);
	const bool		 parameter = scheme.n == 0 || (text->n > 0 && *text->at == '=');
	size_t			 n_token = 0, n;

	if (carries && !parameter)
		token = credentials_take(text, &n_token);
	n = part_skip(text);
	if (parameter || (!carries && row->direction == SEEN_REQUEST))
		return 0;
	n = carries ? n_token : n;
	seen.status = row->direction == SEEN_RESPONSE ? capture->status : 0;
	seen.scheme = pool_ncopy(capture->pool, scheme.at, scheme.n);
	seen.length = scheme.n + (n > 0 ? 1 : 0) + n;
	return seen_add(capture, seen, token, err);
}

int
header_add(struct capture *capture, const struct header_row *row, struct span *text, struct error *err)
{
	for (; text->n > 0 && *text->at != '\n'; part_skip(text)) {
		while (text->n > 0 && (*text->at == ' ' || *text->at == '\t' || *text->at == ','))
			go_past(text, 1);
		if (part_add(capture, row, text, err) == -1)
			return -1;
	}
	return 0;
}

/* Goes past blanks, and a scheme if there is one with such tokens. */
static void
bare_scheme_take(struct span *text, struct span *scheme)
{
	struct span	 at = *text;

	while (at.n > 0 && (*at.at == ' ' || *at.at == '\t'))
		go_past(&at, 1);
	*text = at;
	if (scheme_take(&at, scheme))
		*text = at;
	else
		scheme->n = 0;
}

bool
header_is_bare(struct span text)
{
	struct span	 scheme;

	bare_scheme_take(&text, &scheme);
	return is_token((struct span){ text.at, digits_from(text) });
}

int
header_add_bare(struct capture *capture, struct span *text, struct error *err)
{
	struct seen_token	 seen = { .direction = SEEN_UNSAID };
	struct span		 scheme, token;
	size_t			 n;

	bare_scheme_take(text, &scheme);
	token = token_take(text, &n);
	seen.length = n;
	if (scheme.n > 0) {
		seen.scheme = pool_ncopy(capture->pool, scheme.at, scheme.n);
		seen.length += scheme.n + 1;
	}
	return seen_add(capture, seen, token, err);
}

const char *
header_url(struct pool *pool, const char *url)
{
	const char	*host = strstr(url, "://"), *path, *at;

	host = host == NULL ? url : host + 3;
	path = host + strcspn(host, "/?#");
	at = memchr(host, '@', (size_t)(path - host));
	return pool_printf(pool, "%.*s%.*s", (int)(host - url), url,
	    (int)strcspn(at == NULL ? host : at + 1, "?#"), at == NULL ? host : at + 1);
}

/*
 * Files
 */

static int
capture_read(struct capture *capture, struct span text, struct error *err)
{
	const size_t	 n_before = capture->n_seen;
	struct span	 word;
	bool		 is_har = false;

	if (file_mark(capture->name, &text.at, &text.n, err) == -1)
		return -1;
	word = next_word(text);
	if (word.n > 0 && *word.at == '{' && har_read(capture, text, &is_har, err) == -1)
		return -1;
	if (!is_har && header_text_read(capture, text, err) == -1)
		return -1;
	if (capture->n_seen > n_before)
		return 0;
	if (is_har)
		return error_set(err, "%s: is an HTTP archive without Authorization and WWW-Authenticate headers: "
		    "Chrome and Edge leave the former out of what they call sanitized", capture->name);
	return error_set(err, "%s: has no token: looked for Authorization, Proxy-Authorization, WWW-Authenticate "
	    "and Proxy-Authenticate headers, as lines, as curl -v prints them and in an HTTP archive (HAR), "
	    "and for tokens alone, in base64", capture->name);
}

int
headers_read_text(struct pool *pool, const char *name, struct span text, const char *keytab,
    struct seen_token **list, size_t *n, struct error *err)
{
	struct capture	 capture = { .pool = pool, .name = name, .keytab = keytab, .seen = *list, .n_seen = *n };
	const int	 result = capture_read(&capture, text, err);

	*list = capture.seen;
	*n = capture.n_seen;
	return result;
}

int
headers_read(struct pool *pool, const char *path, const char *keytab, struct seen_token **list, size_t *n,
    struct error *err)
{
	char	*text = NULL;
	size_t	 size = 0;

	if (file_read(pool, path, &text, &size, err) == -1)
		return -1;
	return headers_read_text(pool, file_name(path), (struct span){ text, size }, keytab, list, n, err);
}
