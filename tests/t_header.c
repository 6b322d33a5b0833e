#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "cmd/read/header.h"

#define TYPE_1		"TlRMTVNTUAABAAAABwIAAA=="		/* 16 bytes */
#define TYPE_1_A	"TlRMTVNTUAABAAAA"			/* and in two parts */
#define TYPE_1_B	"BwIAAA=="
#define RESP		"oQcwBaADCgEB"				/* 9 bytes */

struct row {
	const char	*text;
	const char	*says;		/* as describe() writes it */
};

static const struct row rows[] = {
	/* A header a line: any case, with and without blanks. */
	{ "Authorization: Negotiate " TYPE_1 "\n", "x:1 > Authorization Negotiate 34 ntlm-negotiate 16\n" },
	{ "authorization:NTLM " TYPE_1, "x:1 > Authorization NTLM 29 ntlm-negotiate 16\n" },
	{ "PROXY-AUTHORIZATION:  negotiate\t" RESP "\r\n", "x:1 > Proxy-Authorization negotiate 22 neg-token-resp 9\n" },
	{ "Host: x\nWWW-Authenticate: Negotiate\r\nProxy-Authenticate: Nego2 " RESP "\n",
	    "x:2 < WWW-Authenticate Negotiate 9 -\nx:3 < Proxy-Authenticate Nego2 18 neg-token-resp 9\n" },

	/* Of a request only schemes that have such tokens: others are secrets. */
	{ "Authorization: Basic YWxpY2U6c2VjcmV0\nAuthorization: Bearer " TYPE_1 "\nAuthorization: Kerberos\n",
	    "x:3 > Authorization Kerberos 8 -\n" },

	/* Of an answer all that it offers, in one header or in many. */
	{ "WWW-Authenticate: Negotiate, NTLM,Basic realm=\"a, b\", charset=\"UTF-8\"\n",
	    "x:1 < WWW-Authenticate Negotiate 9 -\nx:1 < WWW-Authenticate NTLM 4 -\n"
	    "x:1 < WWW-Authenticate Basic 18 -\n" },
	{ "WWW-Authenticate: Digest nonce = \"x\", qop = auth, Negotiate " RESP ", NTLM\n",
	    "x:1 < WWW-Authenticate Digest 18 -\nx:1 < WWW-Authenticate Negotiate 22 neg-token-resp 9\n"
	    "x:1 < WWW-Authenticate NTLM 4 -\n" },

	/* A token that goes on in the next lines, until it is whole; what it is
	 * not is left alone. */
	{ "Authorization: Negotiate " TYPE_1_A "\n " TYPE_1_B "\nHost: x\n",
	    "x:1 > Authorization Negotiate 34 ntlm-negotiate 16\n" },
	{ "Authorization: Negotiate\n " TYPE_1_A "\n" TYPE_1_B "\nWWW-Authenticate: NTLM\n",
	    "x:1 > Authorization Negotiate 34 ntlm-negotiate 16\nx:4 < WWW-Authenticate NTLM 4 -\n" },
	{ "Authorization: Negotiate " TYPE_1 "\nAAAA\n", "x:1 > Authorization Negotiate 34 ntlm-negotiate 16\n" },
	{ "Authorization: Negotiate " TYPE_1_A "\n\n" TYPE_1_B "\n",
	    "x:1 > Authorization Negotiate 26 ntlm-negotiate 12 ends after 12 of 16 bytes\n" },
	{ "Authorization: Negotiate " TYPE_1_A "\n" TYPE_1 "\n",
	    "x:1 > Authorization Negotiate 26 ntlm-negotiate 12 ends after 12 of 16 bytes\n"
	    "x:2 ? - - 24 ntlm-negotiate 16\n" },
	{ "Authorization: Negotiate " TYPE_1_A "...\n" TYPE_1_B "\n",
	    "x:1 > Authorization Negotiate 26 ntlm-negotiate 12 ends after 12 of 16 bytes\n" },
	{ "WWW-Authenticate: Negotiate\n    Date: today\n", "x:1 < WWW-Authenticate Negotiate 9 -\n" },

	/* What is no token is one of no known format, and no more. */
	{ "Authorization: Negotiate AAAA\n", "x:1 > Authorization Negotiate 14 unknown 3 is of no known format\n" },
	{ "Authorization: Negotiate :\n", "x:1 > Authorization Negotiate 9 -\n" },

	/* In logs, in commands, in JSON of others. */
	{ "web_1  | > authorization: Negotiate " RESP "\n", "x:1 > Authorization Negotiate 22 neg-token-resp 9\n" },
	{ "curl -H 'Authorization: Negotiate " RESP "' https://portal/\n",
	    "x:1 > Authorization Negotiate 22 neg-token-resp 9\n" },
	{ "{\"www-authenticate\": \"Negotiate " RESP "\", \"x\": 1}\n{\"status\": 401}\n",
	    "x:1 < WWW-Authenticate Negotiate 22 neg-token-resp 9\n" },
	{ "X-Authorization: NTLM\nAuthorizations: NTLM\nAuthorization NTLM\nAuthorization: NTLM\n",
	    "x:4 > Authorization NTLM 4 -\n" },

	/* Tokens alone, wrapped or one a line, and with a scheme alone. */
	{ TYPE_1, "x:1 ? - - 24 ntlm-negotiate 16\n" },
	{ "a token:\n\n  " TYPE_1_A "\r\n  " TYPE_1_B "\r\n" RESP "\n" RESP "\n",
	    "x:3 ? - - 24 ntlm-negotiate 16\nx:5 ? - - 12 neg-token-resp 9\nx:6 ? - - 12 neg-token-resp 9\n" },
	{ "\xef\xbb\xbfNegotiate " RESP "\n", "x:1 ? - Negotiate 22 neg-token-resp 9\n" },
	{ "Negotiate failed\nNTLM\nkvno\nAuthentication\n" RESP, "x:5 ? - - 12 neg-token-resp 9\n" },
	{ TYPE_1_A "\xe2\x80\xa6\n", "x:1 ? - - 16 ntlm-negotiate 12 ends after 12 of 16 bytes\n" },

	/* curl -v: the URL is without what may be secret; a request has the
	 * status of its answer. */
	{ "*   Trying 192.0.2.1:443...\n* Connected to portal (192.0.2.1) port 443 (#0)\n"
	    "* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n"
	    "> GET /a?secret=1 HTTP/1.1\r\n> Host: portal:444\r\n> Accept: */*\r\n>\n"
	    "< HTTP/1.1 401 Unauthorized\r\n< WWW-Authenticate: Negotiate\r\n<\n"
	    "> GET /b HTTP/1.1\r\n> Host: portal:444\r\n> Authorization: Negotiate " TYPE_1 "\r\n>\n"
	    "< HTTP/1.1 100 Continue\n< HTTP/2 200\r\n< WWW-Authenticate: Negotiate " RESP "\r\n"
	    "*   Trying 192.0.2.2:80...\n> HEAD / HTTP/1.1\n> Host: other\n< HTTP/1.1 403 \n< www-authenticate: NTLM\n"
	    "> GET http://next/x HTTP/1.1\n> Proxy-Authorization: NTLM " TYPE_1 "\n",
	    "x:9 < WWW-Authenticate Negotiate 9 - 401 https://portal:444/a\n"
	    "x:13 > Authorization Negotiate 34 ntlm-negotiate 16 200 https://portal:444/b\n"
	    "x:17 < WWW-Authenticate Negotiate 22 neg-token-resp 9 200 https://portal:444/b\n"
	    "x:22 < WWW-Authenticate NTLM 4 - 403 http://other/\n"
	    "x:24 > Proxy-Authorization NTLM 29 ntlm-negotiate 16\n" },

	/* The same without curl: the scheme of the URL is not known. */
	{ "GET / HTTP/1.1\nHost: portal\nAuthorization: Negotiate " RESP "\n\nHTTP/1.1 401 No\nWWW-Authenticate: NTLM\n",
	    "x:3 > Authorization Negotiate 22 neg-token-resp 9 401\nx:6 < WWW-Authenticate NTLM 4 - 401\n" },

	/* An HTTP archive: equal headers may stand in one value, a line each. */
	{ "\xef\xbb\xbf {\"log\": {\"version\": \"1.2\", \"entries\": [{}, {\"request\": {\"url\": "
	    "\"https://alice:secret@portal/a?b#c\", \"headers\": [{\"name\": \"authorization\", \"value\": \"Negotiate "
	    TYPE_1 "\"}, {\"name\": \"Host\", \"value\": \"portal\"}]}, \"response\": {\"status\": 401, \"headers\": "
	    "[{\"name\": \"WWW-Authenticate\", \"value\": \"Negotiate\\nNTLM\\nNegotiate " RESP "\"}]}}]}}",
	    "x: entries[1], request > Authorization Negotiate 34 ntlm-negotiate 16 401 https://portal/a\n"
	    "x: entries[1], response < WWW-Authenticate Negotiate 9 - 401 https://portal/a\n"
	    "x: entries[1], response < WWW-Authenticate NTLM 4 - 401 https://portal/a\n"
	    "x: entries[1], response < WWW-Authenticate Negotiate 22 neg-token-resp 9 401 https://portal/a\n" },
	{ "{\"log\": {\"entries\": [3, {\"request\": {\"headers\": [{\"name\": \"Authorization\", \"value\": 3}, "
	    "{\"name\": 3, \"value\": \"x\"}, {\"name\": \"Authorization\", \"value\": \"NTLM\"}], \"url\": 3}, "
	    "\"response\": {\"status\": 99999999999}}]}}", "x: entries[1], request > Authorization NTLM 4 -\n" },
};

static const struct row	wrong[] = {
	{ "", "x: has no token: looked for Authorization, Proxy-Authorization, WWW-Authenticate and "
	    "Proxy-Authenticate headers, as lines, as curl -v prints them and in an HTTP archive (HAR), and for "
	    "tokens alone, in base64" },
	{ "Authorization: Bearer abc\nHost: x\n", "x: has no token: looked for Authorization, Proxy-Authorization, "
	    "WWW-Authenticate and Proxy-Authenticate headers, as lines, as curl -v prints them and in an HTTP "
	    "archive (HAR), and for tokens alone, in base64" },
	{ "{\"log\": {\"entries\": []}}", "x: is an HTTP archive without Authorization and WWW-Authenticate headers: "
	    "Chrome and Edge leave the former out of what they call sanitized" },
	{ "\n{\"log\":\n", "x:3: not JSON: unexpected token near end of file" },
	{ "\xff\xfe" "A\0", "x: is UTF-16: write it as UTF-8" },
};

static char *
describe(struct pool *pool, const struct seen_token *seen)
{
	static const char	 sign[] = { [SEEN_REQUEST] = '>', [SEEN_RESPONSE] = '<', [SEEN_UNSAID] = '?' };
	char			*text;

	text = pool_printf(pool, "%s %c %s %s %zu", seen->place, sign[seen->direction],
	    seen->header != NULL ? seen->header : "-", seen->scheme != NULL ? seen->scheme : "-", seen->length);
	if (seen->token == NULL)
		text = pool_printf(pool, "%s -", text);
	else
		text = pool_printf(pool, "%s %s %zu", text, token_word[seen->token->kind], seen->token->size);
	if (seen->token != NULL && seen->token->fault != NULL)
		text = pool_printf(pool, "%s %s", text, seen->token->fault);
	if (seen->status != 0)
		text = pool_printf(pool, "%s %d", text, seen->status);
	return pool_printf(pool, "%s%s%s\n", text, seen->url != NULL ? " " : "", seen->url != NULL ? seen->url : "");
}

static void
captures(void)
{
	struct seen_token	*seen;
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	char			*text;
	size_t			 n;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		seen = NULL;
		n = 0;
		if (!OK(headers_read_text(&pool, "x", span_of(rows[i].text), NULL, &seen, &n, &err) == 0, err.text))
			break;
		text = pool_copy(&pool, "");
		for (size_t k = 0; k < n; k++)
			text = pool_printf(&pool, "%s%s", text, describe(&pool, &seen[k]));
		SAME(text, rows[i].says, rows[i].text);
	}
	pool_free(&pool);
}

static void
no_captures(void)
{
	struct seen_token	*seen = NULL;
	struct pool		 pool = { 0 };
	size_t			 n = 0;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct error	 err = { "" };

		OK(headers_read_text(&pool, "x", span_of(wrong[i].text), NULL, &seen, &n, &err) == -1,
		    wrong[i].text);
		SAME(err.text, wrong[i].says, wrong[i].text);
	}
	pool_free(&pool);
}

/* A page that offers schemes without end. */
static void
too_many(void)
{
	enum { MANY = 100001 };
	struct seen_token	*seen = NULL;
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	static const char	 header[] = "WWW-Authenticate: ";
	char			*text = pool_alloc(&pool, sizeof(header) + 2 * MANY);
	size_t			 n = 0;

	memcpy(text, header, sizeof(header));
	for (size_t i = 0; i < MANY; i++)
		memcpy(text + sizeof(header) - 1 + 2 * i, "a,", 2);
	OK(headers_read_text(&pool, "x", span_of(text), NULL, &seen, &n, &err) == -1, NULL);
	SAME(err.text, "x: has more than 100000 tokens and schemes", NULL);
	pool_free(&pool);
}

void
t_header(void)
{
	test_suite("header");
	test_add("captured headers, of curl and of HTTP archives", captures);
	test_add("captures that have none", no_captures);
	test_add("a capture with no end of schemes", too_many);
}
