#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "krb/ask.h"
#include "tests/web.h"

/*
 * Servers asked without a ticket, over real sockets on the loopback address.
 */

#define URL	"http://portal.test/"
#define OK_200	"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
#define TO(where)	"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " where "\r\n\r\n"

#define OFFER	"WWW-Authenticate: Negotiate\r\n"
#define OFFERS_10	OFFER OFFER OFFER OFFER OFFER OFFER OFFER OFFER OFFER OFFER

static const struct row {
	const char	*expected;	/* as told() tells it */
	const char	*reply[WEB_REPLY];
	const char	*filler;
} row[] = {
	{ "answered 200 " URL, { OK_200 } },
	{ "answered 401 " URL " Negotiate;NTLM; server IIS/10.0", { "HTTP/1.1 401 Unauthorized\r\nServer: IIS/10.0\r\n"
	  "WWW-Authenticate: Negotiate\r\nwww-authenticate:NTLM\r\nContent-Length: 0\r\n\r\n" } },
	{ "answered 401 " URL " Basic;NTLM;Negotiate;", { "HTTP/1.1 401 Unauthorized\r\n"
	  "WWW-Authenticate: Basic realm=\"a, b\", NTLM \r\nWWW-Authenticate: Negotiate\r\n\r\n" } },
	/* A line that goes on is no header of its own, and no end. */
	{ "answered 401 " URL " NTLM;", { "HTTP/1.1 401 No\r\nX: y\r\n WWW-Authenticate: Negotiate\r\n \t\r\n"
	  "WWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n" } },
	/* Whether the connection stays open. */
	{ "answered 200 " URL " closes", { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" } },
	{ "answered 200 " URL " closes", { "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\n\r\n" } },
	{ "answered 200 " URL " closes", { "HTTP/1.0 200 OK\r\n\r\n" } },
	{ "answered 200 " URL, { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n" } },

	/* What comes before the answer is not it. */
	{ "answered 200 " URL, { "HTTP/1.1 103 Early Hints\r\nWWW-Authenticate: NTLM\r\n\r\n" OK_200 } },
	/* What comes with its end is not either. */
	{ "answered 401 " URL " NTLM;", { "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "0\r\nWWW-Authenticate: Negotiate\r\n\r\n" } },
	/* An answer is one although its end is missing. */
	{ "answered 401 " URL " NTLM;", { "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 99\r\n\r\nhi" } },

	/* Redirects are followed where they stay with the same server. */
	{ "answered 200 " URL "a", { TO("/a"), OK_200 } },
	{ "answered 200 " URL "a/b", { TO("/a/x"), TO("b?c=d#e"), OK_200 } },
	{ "answered 200 http://Portal.TEST/a", { TO("HTTP://Portal.TEST:80/a"), OK_200 } },
	{ "answered 200 " URL, { TO(""), OK_200 } },
	{ "answered 200 " URL, { TO("//portal.test/"), OK_200 } },
	{ "answered 200 " URL "a%20b", { TO("/a b"), OK_200 } },
	{ "answered 200 " URL "a", { "HTTP/1.1 308 Moved\r\nConnection: close\r\nLocation: /a\r\n\r\n", OK_200 } },
	/* They are named where they do not, and what may be secret in them is not. */
	{ "answered 302 " URL " to https://portal.test/", { TO("https://portal.test/"), OK_200 } },
	{ "answered 302 " URL " to http://portal.test:8080/", { TO("http://portal.test:8080/"), OK_200 } },
	{ "answered 302 " URL " to http://login.test/a", { TO("http://login.test/a?secret=1#2"), OK_200 } },
	{ "answered 302 " URL " to http://portal.test/", { TO("http://user:secret@portal.test/"), OK_200 } },
	{ "answered 302 " URL " to http://portal.test/", { TO("http://@portal.test/"), OK_200 } },
	{ "answered 302 " URL " to http://portal.test/", { TO("http://:@portal.test/"), OK_200 } },
	{ "answered 302 " URL "a to ftp://portal.test/", { TO("/a"), TO("ftp://portal.test/"), OK_200 } },
	{ "answered 302 " URL " to a place that is no URL", { TO("http://[/"), OK_200 } },
	/* They come to an end. */
	{ "answered 302 " URL " its redirects have no end: perhaps it waits for a cookie, and none is kept",
	  { TO("/"), TO("/"), TO("/"), TO("/"), TO("/"), TO("/"), OK_200 } },
	{ "answered 200 " URL, { TO("/"), TO("/"), TO("/"), TO("/"), TO("/"), OK_200 } },
	{ "answered 302 " URL, { "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", OK_200 } },

	/* What is no HTTP. */
	{ "no-http 0 " URL " failed", { "220 mail.portal.test ESMTP\r\n" } },
	{ "no-http 0 " URL " failed", { "" } },
	{ "no-http 0 " URL " failed", { "HTTP/1.1 200 OK\r\nX: y" } },
	{ "no-http 0 " URL " failed", { "HTTP/1.1 100 Continue\r\n\r\n" } },
	/* What has no end: lines, headers, interim answers, bodies. */
	{ "no-http 0 " URL " its headers have no end", { "HTTP/1.1 200 OK\r\nX: " }, "aaaaaaaaaaaaaaaa" },
	{ "no-http 0 " URL " its headers have no end", { "HTTP/1.1 200 OK\r\n" }, "X: aaaaaaaaaaaaa\r\n" },
	{ "no-http 0 " URL " its headers have no end", { "HTTP/1.1 100 Continue\r\n\r\n" }, "HTTP/1.1 100 Continue\r\n\r\n" },
	{ "answered 200 " URL, { "HTTP/1.1 200 OK\r\n\r\n" }, "aaaaaaaaaaaaaaaa" },
	{ "answered 401 " URL " Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;"
	  "Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;"
	  "Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;"
	  "Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;Negotiate;",
	  { "HTTP/1.1 401 No\r\n" OFFERS_10 OFFERS_10 OFFERS_10 OFFERS_10 "Content-Length: 0\r\n\r\n" } },
	/* What is no text reaches no report. */
	{ "answered 401 " URL " N\\xFF\\x1B[2J; server \\xC3", { "HTTP/1.1 401 No\r\nServer: \xc3\r\n"
	  "WWW-Authenticate: N\xff\033[2J\r\nContent-Length: 0\r\n\r\n" } },
};

static char *
told(struct pool *pool, const struct seen_answer *answer)
{
	char	*text = pool_printf(pool, "%s %d %s", reached_word[answer->reached], answer->first_status, answer->url);
	size_t	 i;

	for (i = 0; i < answer->n_first_offer; i++)
		text = pool_printf(pool, "%s%s%s;", text, i == 0 ? " " : "", answer->first_offer[i].scheme);
	if (answer->location != NULL)
		text = pool_printf(pool, "%s to %s", text, answer->location);
	if (answer->server != NULL)
		text = pool_printf(pool, "%s server %s", text, answer->server);
	if (answer->closes)
		text = pool_printf(pool, "%s closes", text);
	/* Most words are the library's. */
	if (answer->failed != NULL)
		text = pool_printf(pool, "%s %s", text, strstr(answer->failed, "no end") != NULL ? answer->failed : "failed");
	return text;
}

static const char *
ask_one(struct pool *pool, struct web *web)
{
	struct ask_options	 options = { .url = URL, .timeout = 10 };
	struct node		 node = { .node = "WEB01", .host = "127.0.0.1", .port = web->port, .spn = "HTTP/portal.test" };
	struct seen_answer	 answer;
	struct error		 err = { "" };

	if (servers_ask(NULL, pool, &options, &node, 1, &answer, &err) != 0)
		return pool_copy(pool, err.text);
	return told(pool, &answer);
}

static void
answers(void)
{
	struct pool	 pool = { 0 };
	size_t		 i, k;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct web	 web = { .filler = NULL };
		char		*filler = pool_alloc(&pool, 65536);
		const char	*piece = row[i].filler;

		memcpy(web.reply, row[i].reply, sizeof(web.reply));
		if (piece != NULL) {
			for (k = 0; k + strlen(piece) <= 65536; k += strlen(piece))
				memcpy(filler + k, piece, strlen(piece));
			web.filler = filler;
			web.n_filler = k;
		}
		web_start(&web);
		SAME(ask_one(&pool, &web), row[i].expected, row[i].reply[0]);
		web_stop(&web);
		for (k = 0; k < web.n_request; k++) {
			OK(strncmp(web.request[k], "GET /", 5) == 0, web.request[k]);
			OK(strcasestr(web.request[k], " HTTP/1.1\r\nHost: portal.test\r\n") != NULL, web.request[k]);
			OK(strstr(web.request[k], "uthorization") == NULL, web.request[k]);
			OK(strstr(web.request[k], "ookie") == NULL, web.request[k]);
		}
	}
	pool_free(&pool);
}

/* NUL is not in any of the rows. */
static void
nul(void)
{
	struct pool	 pool = { 0 };
	struct web	 web = { .reply = { "HTTP/1.1 200 OK\r\nServer: a" }, .filler = "\0b\r\n\r\n", .n_filler = 6 };

	web_start(&web);
	SAME(ask_one(&pool, &web), "no-http 0 " URL " failed", "NUL");
	web_stop(&web);
	pool_free(&pool);
}

/* Nobody waits for another's silence, and each has the answer of its own. */
static void
together(void)
{
	static const char	*const expected[] = {
		"timeout 0 " URL " failed", "answered 200 " URL " server a", "refused 0 " URL " failed",
		"timeout 0 " URL " failed", "answered 200 " URL " server b", "no-name 0 " URL " failed",
		"answered 200 http://portal.test/b server c",
	};
	enum { N = sizeof(expected) / sizeof(*expected) };
	struct web		 web[3] = {
		{ .reply = { "HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 0\r\n\r\n" } },
		{ .reply = { "HTTP/1.1 200 OK\r\nServer: b\r\nContent-Length: 0\r\n\r\n" } },
		{ .reply = { "HTTP/1.1 200 OK\r\nServer: c\r\nContent-Length: 0\r\n\r\n" } },
	};
	struct ask_options	 options = { .url = URL, .timeout = 1 };
	struct seen_answer	 answer[N];
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	char			 hangs[8], dead[8];
	int			 hanging = web_silent(hangs, 1), closed = web_silent(dead, 0);
	size_t			 i;

	for (i = 0; i < 3; i++)
		web_start(&web[i]);
	struct node		 node[N] = {
		{ .node = "1", .host = "127.0.0.1", .port = hangs }, { .node = "2", .host = "127.0.0.1", .port = web[0].port },
		{ .node = "3", .host = "127.0.0.1", .port = dead }, { .node = "4", .host = "127.0.0.1", .port = hangs },
		{ .node = "5", .host = "127.0.0.1", .port = web[1].port }, { .node = "6", .host = "name.invalid." },
		{ .host = "127.0.0.1", .port = web[2].port, .url = "http://portal.test/b?secret=1" },
	};
	if (OK(servers_ask(NULL, &pool, &options, node, N, answer, &err) == 0, err.text))
		for (i = 0; i < N; i++) {
			SAME(told(&pool, &answer[i]), expected[i], expected[i]);
			SAME(answer[i].node, node[i].node, expected[i]);
		}
	SAME(answer[1].address, pool_printf(&pool, "127.0.0.1:%s", web[0].port), "address");
	SAME(answer[2].failed, "Connection refused", "why");
	for (i = 0; i < 3; i++)
		web_stop(&web[i]);
	/* A query is sent, and told to nobody else. */
	OK(strncmp(web[2].request[0], "GET /b?secret=1 ", 16) == 0, web[2].request[0]);
	close(hanging);
	close(closed);
	pool_free(&pool);
}

/* More than are asked at a time. */
static void
many(void)
{
	enum { N = 200 };
	struct ask_options	 options = { .url = URL, .timeout = 10 };
	struct pool		 pool = { 0 };
	struct seen_answer	*answer = pool_alloc(&pool, N * sizeof(*answer));
	struct node		*node = pool_alloc(&pool, N * sizeof(*node));
	struct error		 err = { "" };
	char			 dead[8];
	int			 closed = web_silent(dead, 0);
	size_t			 i, right = 0;

	for (i = 0; i < N; i++)
		node[i] = (struct node){ .node = pool_printf(&pool, "%zu", i), .host = "127.0.0.1", .port = dead };
	if (OK(servers_ask(NULL, &pool, &options, node, N, answer, &err) == 0, err.text))
		for (i = 0; i < N; i++)
			right += answer[i].reached == REACHED_REFUSED && strcmp(answer[i].node, node[i].node) == 0;
	SAME_INT((long long)right, N, "many");
	SAME_INT(servers_ask(NULL, &pool, &options, NULL, 0, NULL, &err), 0, "none");
	close(closed);
	pool_free(&pool);
}

/* A server that would have passwords gets none, wherever they lie about. */
static void
temptations(void)
{
	struct pool	 pool = { 0 };
	struct web	 web = { .reply = { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n"
				    "Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n", OK_200 } };
	char		 home[] = "/tmp/spnplan-ask-XXXXXX", *old = getenv("HOME"), *netrc;
	FILE		*f;

	if (!OK(mkdtemp(home) != NULL, "mkdtemp"))
		return;
	netrc = pool_printf(&pool, "%s/.netrc", home);
	if (old != NULL)
		old = pool_copy(&pool, old);
	if (OK((f = fopen(netrc, "w")) != NULL, netrc)) {
		fputs("default login alice password secret\n", f);
		fclose(f);
	}
	setenv("HOME", home, 1);
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
	web_start(&web);
	SAME(ask_one(&pool, &web), "answered 401 " URL " Basic;", "temptations");
	web_stop(&web);
	SAME_INT((long long)web.n_request, 1, "requests");
	OK(strstr(web.request[0], "uthorization") == NULL, web.request[0]);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	if (old != NULL)
		setenv("HOME", old, 1);
	unlink(netrc);
	rmdir(home);
	pool_free(&pool);
}

static const struct refusal {
	const char	*url, *ca_file, *expected;
} refusal[] = {
	{ "ftp://portal.test/", NULL, "cannot ask 'ftp://portal.test/': only http and https are asked" },
	{ "file:///etc/passwd", NULL, "cannot ask 'file:///etc/passwd': only http and https are asked" },
	{ "http://alice@portal.test/", NULL, "cannot ask 'http://portal.test/': it names a user" },
	{ "http://@portal.test/", NULL, "cannot ask 'http://portal.test/': it names a user" },
	{ "http://alice:secret@portal.test/", NULL, "cannot ask 'http://portal.test/': it names a user" },
	{ URL, "/nonexistent", "cannot open '/nonexistent': No such file or directory" },
};

static void
refusals(void)
{
	struct seen_answer	 answer;
	struct node		 node = { .host = "127.0.0.1", .port = "1" };
	struct pool		 pool = { 0 };
	size_t			 i;

	for (i = 0; i < sizeof(refusal) / sizeof(*refusal); i++) {
		struct ask_options	 options = { refusal[i].url, 1, refusal[i].ca_file };
		struct error		 err = { "" };

		OK(servers_ask(NULL, &pool, &options, &node, 1, &answer, &err) == -1, refusal[i].url);
		SAME(err.text, refusal[i].expected, refusal[i].url);
	}
	pool_free(&pool);
}

void
t_ask(void)
{
	test_suite("ask");
	test_add("answers are read as far as they go", answers);
	test_add("a NUL in a header is no HTTP", nul);
	test_add("servers are asked side by side", together);
	test_add("many servers, and none", many);
	test_add("nothing but Negotiate is ever answered to", temptations);
	test_add("URLs that are not asked", refusals);
}
