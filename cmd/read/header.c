#include "cmd/read/header.h"

#include <string.h>

#include "cmd/read/capture.h"
#include "cmd/read/file.h"
#include "krb/base64.h"
#include "krb/challenge.h"
#include "krb/decode.h"
#include "plans/value.h"

enum { SEEN_MOST = 100000 };

const struct header_row header_row[] = {
	{ "Authorization", SEEN_REQUEST },
	{ "Proxy-Authorization", SEEN_REQUEST },
	{ "WWW-Authenticate", SEEN_RESPONSE },
	{ "Proxy-Authenticate", SEEN_RESPONSE },
	{ NULL, 0 }
};

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

	for (bool broken = false; text.n > 0 && text_blank(*text.at); go_past(&text, 1)) {
		if (*text.at == '\n' && broken)
			break;
		broken = broken || *text.at == '\n';
	}
	while (n < text.n && !text_blank(text.at[n]))
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
	enum { SHORTEST = 12, LOOKED_AT = 64 };	/* digits */
	const struct span	 head = { text.at, text.n < LOOKED_AT ? text.n : LOOKED_AT };
	struct pool		 pool = { 0 };
	bool			 is;

	if (text.n < SHORTEST)
		return false;
	is = token_decode_base64(&pool, head)->kind != TOKEN_UNKNOWN;
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
	for (*n = token.n; *n < wanted && (text->n == 0 || text_blank(*text->at)); *n += more.n) {
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

/* Has the scheme such tokens? */
static bool
carries(struct span scheme)
{
	return challenge_negotiates(scheme) || span_is(scheme, "NTLM") || span_is(scheme, "Kerberos") ||
	    span_is(scheme, "Nego2");
}

/* Goes past the scheme that TEXT begins with, unless it is none with such tokens. */
static struct span
scheme_take(struct span *text)
{
	const struct span	 word = next_word(*text);

	if (!carries(word))
		return (struct span){ NULL, 0 };
	go_past(text, (size_t)(word.at - text->at) + word.n);
	return word;
}

struct span
header_value(struct span text)
{
	const char		*end = text.n == 0 ? NULL : memchr(text.at, '\n', text.n);
	const struct span	 line = { text.at, end == NULL ? text.n : (size_t)(end - text.at) };
	struct span		 word;
	size_t			 n;

	if (scheme_take(&text).n == 0 || text.at > line.at + line.n)
		return line;
	word = next_word(text);
	if (word.at > line.at + line.n && !is_token(word))
		return line;
	go_past(&text, (size_t)(word.at - text.at));
	token_take(&text, &n);
	return text.at > line.at + line.n ? (struct span){ line.at, (size_t)(text.at - line.at) } : line;
}

static int
challenge_add(struct capture *capture, const struct header_row *row, const struct challenge *challenge,
    struct error *err)
{
	struct seen_token	 seen = { .header = row->name, .direction = row->direction };
	struct span		 rest = challenge->rest, token = { NULL, 0 };
	size_t			 n = rest.n;

	if (carries(challenge->scheme))
		token = token_take(&rest, &n);
	else if (row->direction == SEEN_REQUEST)
		return 0;
	seen.status = row->direction == SEEN_RESPONSE ? capture->status : 0;
	seen.scheme = value_text(capture->pool, challenge->scheme);
	seen.length = challenge->scheme.n + (n > 0 ? 1 : 0) + n;
	return seen_add(capture, seen, token, err);
}

int
header_add(struct capture *capture, const struct header_row *row, struct span value, struct error *err)
{
	struct challenge	 challenge;

	while (challenge_next(&value, &challenge)) {
		if (challenge_add(capture, row, &challenge, err) == -1)
			return -1;
		if (row->direction == SEEN_REQUEST)
			break;
	}
	return 0;
}

bool
header_is_bare(struct span text)
{
	struct span	 word = next_word(text);

	if (word.n == 0 || memchr(text.at, '\n', (size_t)(word.at - text.at)) != NULL)
		return false;
	scheme_take(&text);
	word = next_word(text);
	return is_token((struct span){ word.at, digits_from(word) });
}

int
header_add_bare(struct capture *capture, struct span *text, struct error *err)
{
	struct seen_token	 seen = { .direction = SEEN_UNSAID };
	struct span		 token, scheme = scheme_take(text);

	go_past(text, (size_t)(next_word(*text).at - text->at));
	token = token_take(text, &seen.length);
	if (scheme.n > 0) {
		seen.scheme = value_text(capture->pool, scheme);
		seen.length += scheme.n + 1;
	}
	return seen_add(capture, seen, token, err);
}

const char *
header_url(struct pool *pool, const char *url)
{
	const char	*shown = pool_ncopy(pool, url, strcspn(url, "?#"));
	const char	*host = strstr(shown, "://"), *at;

	host = host == NULL ? shown : host + 3;
	at = memchr(host, '@', strcspn(host, "/"));
	return at == NULL ? shown : pool_printf(pool, "%.*s%s", (int)(host - shown), shown, at + 1);
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
