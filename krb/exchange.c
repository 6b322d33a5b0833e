#include "krb/exchange.h"

#include <string.h>

#include "krb/base64.h"
#include "krb/challenge.h"
#include "krb/decode.h"
#include "krb/place.h"
#include "plans/printable.h"

/* What is taken of one answer: no more bytes of it than these, and no more of
 * what it offers. */
enum { HEADER_MOST = 256 * 1024, BODY_MOST = 256 * 1024, OFFER_MOST = 32, REDIRECT_MOST = 5 };

/* An answer as its headers come in. */
struct response {
	size_t			 n_header;	/* bytes, interim answers included */
	size_t			 n_body;
	bool			 whole;		/* its headers are */
	bool			 closes;
	bool			 too_much;
	struct seen_offer	*offer;
	size_t			 n_offer;
	struct span		 reply;		/* the token of SPNEGO, decoded */
	const char		*location;
	const char		*server;
};

struct exchange {
	struct pool		*pool;
	struct session		*session;
	const struct node	*node;
	struct seen_answer	*answer;
	struct handshake	*handshake;	/* NULL: no token was sent yet */
	const char		*url;
	unsigned		 n_redirect;
	struct response		 response;
	CURL			*request;
	struct curl_slist	*connect_to;
	struct curl_slist	*header;
	char			 fault[CURL_ERROR_SIZE];
};

/*
 * Headers
 */

static void
take_challenges(struct exchange *exchange, struct span value)
{
	struct response		*response = &exchange->response;
	struct challenge	 challenge;
	struct seen_offer	 offer;
	struct span		 bytes, rest;

	while (response->n_offer < OFFER_MOST && challenge_next(&value, &challenge)) {
		bytes = base64_read(exchange->pool, challenge.token, &rest);
		offer.scheme = printable(exchange->pool,
		    pool_ncopy(exchange->pool, challenge.scheme.at, challenge.scheme.n));
		offer.token = challenge.token.n == 0 ? NULL : token_decode(exchange->pool, bytes);
		if (challenge_negotiates(challenge.scheme) && response->reply.n == 0)
			response->reply = bytes;
		response->offer = pool_more(exchange->pool, response->offer, response->n_offer, sizeof(offer));
		response->offer[response->n_offer++] = offer;
	}
}

static void
take_connection(struct exchange *exchange, struct span value)
{
	struct challenge	 option;

	while (challenge_next(&value, &option))
		if (span_is(option.scheme, "close"))
			exchange->response.closes = true;
		else if (span_is(option.scheme, "keep-alive"))
			exchange->response.closes = false;
}

static void
take_location(struct exchange *exchange, struct span value)
{
	exchange->response.location = pool_ncopy(exchange->pool, value.at, value.n);
}

static void
take_server(struct exchange *exchange, struct span value)
{
	exchange->response.server = printable(exchange->pool, pool_ncopy(exchange->pool, value.at, value.n));
}

static const struct {
	const char	*name;
	void		(*take)(struct exchange *, struct span value);
} taken[] = {
	{ "Connection",		take_connection },
	{ "Location",		take_location },
	{ "Server",		take_server },
	{ "WWW-Authenticate",	take_challenges }
};

/* "HTTP/1.1 401 Unauthorized": what came before was an interim answer. */
static void
take_status(struct exchange *exchange, struct span line)
{
	size_t	 n_header = exchange->response.n_header;

	exchange->response = (struct response){ .n_header = n_header };
	exchange->response.closes = line.n > 8 && memcmp(line.at, "HTTP/1.0", 8) == 0;
}

static void
take_header(struct exchange *exchange, struct span line)
{
	const char	*colon = memchr(line.at, ':', line.n);
	struct span	 name, value;
	size_t		 i;

	if (colon == NULL)
		return;
	name = (struct span){ line.at, (size_t)(colon - line.at) };
	value = challenge_trim((struct span){ colon + 1, line.n - name.n - 1 });
	for (i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (span_is(name, taken[i].name))
			taken[i].take(exchange, value);
}

static size_t
on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct exchange	*exchange = arg;
	struct response	*response = &exchange->response;
	struct span	 line = challenge_trim((struct span){ bytes, n });
	bool		 last = n > 0 && (*bytes == '\r' || *bytes == '\n');
	bool		 folded = n > 0 && (*bytes == ' ' || *bytes == '\t');
	long		 status = 0;

	(void)size;
	response->n_header += n;
	response->too_much = response->n_header > HEADER_MOST;
	if (response->too_much)
		return 0;
	if (!response->whole && line.n >= 5 && memcmp(line.at, "HTTP/", 5) == 0)
		take_status(exchange, line);
	else if (!response->whole && !last && !folded)
		take_header(exchange, line);
	else if (last && curl_easy_getinfo(exchange->request, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status >= 200)
		response->whole = true;
	return n;
}

/* Read for the connection to be of use afterwards, as far as that is no burden. */
static size_t
on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct exchange	*exchange = arg;

	(void)bytes;
	(void)size;
	exchange->response.n_body += n;
	return exchange->response.n_body > BODY_MOST ? 0 : n;
}

/*
 * Requests
 */

/* The node's host and port, whatever the URL's are. */
static struct curl_slist *
connect_to(struct pool *pool, const struct node *node)
{
	const char	*host = node->host != NULL ? node->host : "";
	const char	*port = node->port != NULL ? node->port : "";
	bool		 bare = strchr(host, ':') != NULL && *host != '[';

	if (*host == '\0' && *port == '\0')
		return NULL;
	return curl_slist_append(NULL, pool_printf(pool, "::%s%s%s:%s", bare ? "[" : "", host, bare ? "]" : "", port));
}

/* No proxy, no netrc, no cookie and no authentication of the library's own: all
 * but the first two are what it does when it is not told. */
static CURLcode
request_set(struct exchange *exchange, const struct ask_options *options)
{
	CURL		*request = exchange->request;
	CURLcode	 code;

	if ((code = curl_easy_setopt(request, CURLOPT_PRIVATE, exchange)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_PROTOCOLS_STR, "http,https")) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_PROXY, "")) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_USERAGENT, "spnplan")) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_TIMEOUT, (long)options->timeout)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_ERRORBUFFER, exchange->fault)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_CONNECT_TO, exchange->connect_to)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_HEADERFUNCTION, on_header)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_HEADERDATA, exchange)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_WRITEFUNCTION, on_body)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_WRITEDATA, exchange)) != CURLE_OK)
		return code;
	if (options->ca_file != NULL &&
	    ((code = curl_easy_setopt(request, CURLOPT_CAINFO, options->ca_file)) != CURLE_OK ||
	    (code = curl_easy_setopt(request, CURLOPT_CAPATH, NULL)) != CURLE_OK))
		return code;
	return CURLE_OK;
}

/* The next one asks for URL, on a connection of its own or on the one before. */
static CURLcode
request_aim(struct exchange *exchange, const char *url, bool fresh)
{
	CURLcode	 code;

	exchange->url = url;
	exchange->response = (struct response){ 0 };
	*exchange->fault = '\0';
	if ((code = curl_easy_setopt(exchange->request, CURLOPT_FRESH_CONNECT, (long)fresh)) != CURLE_OK)
		return code;
	return curl_easy_setopt(exchange->request, CURLOPT_URL, url);
}

struct exchange *
exchange_open(struct pool *pool, struct session *session, const struct ask_options *options,
    const struct node *node, struct seen_answer *answer, struct error *err)
{
	struct exchange	*exchange = pool_alloc(pool, sizeof(*exchange));
	const char	*url = node->url != NULL ? node->url : options->url;
	CURLcode	 code;

	exchange->pool = pool;
	exchange->session = session;
	exchange->node = node;
	exchange->answer = answer;
	exchange->connect_to = connect_to(pool, node);
	*answer = (struct seen_answer){
		.node = node->node == NULL ? NULL : pool_copy(pool, node->node),
		.url = place_shown(pool, url)
	};
	if ((exchange->request = curl_easy_init()) == NULL)
		error_set(err, "libcurl cannot be set up");
	else if ((code = request_set(exchange, options)) != CURLE_OK ||
	    (code = request_aim(exchange, url, true)) != CURLE_OK)
		error_set(err, "'%s': %s", answer->url, curl_easy_strerror(code));
	else
		return exchange;
	exchange_close(exchange);
	return NULL;
}

CURL *
exchange_request(struct exchange *exchange)
{
	return exchange->request;
}

void
exchange_close(struct exchange *exchange)
{
	if (exchange == NULL)
		return;
	curl_easy_cleanup(exchange->request);
	curl_slist_free_all(exchange->connect_to);
	curl_slist_free_all(exchange->header);
	handshake_end(exchange->handshake);
}

/*
 * Answers
 */

static const struct {
	CURLcode	 code;
	enum reached	 reached;
} failure[] = {
	{ CURLE_COULDNT_RESOLVE_HOST,		REACHED_NO_NAME },
	{ CURLE_COULDNT_CONNECT,		REACHED_REFUSED },
	{ CURLE_OPERATION_TIMEDOUT,		REACHED_TIMEOUT },
	{ CURLE_SSL_CONNECT_ERROR,		REACHED_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION,	REACHED_TLS },
	{ CURLE_SSL_CERTPROBLEM,		REACHED_TLS },
	{ CURLE_SSL_CIPHER,			REACHED_TLS },
	{ CURLE_SSL_INVALIDCERTSTATUS,		REACHED_TLS },
	{ CURLE_SSL_ISSUER_ERROR,		REACHED_TLS }
};
enum { N_FAILURE = sizeof(failure) / sizeof(*failure) };

static enum reached
reached_of(CURLcode code)
{
	size_t	 i;

	for (i = 0; i < N_FAILURE && failure[i].code != code; i++)
		;
	return i < N_FAILURE ? failure[i].reached : REACHED_NO_HTTP;
}

/* Where time was measured, the library's longer words tell how much.  To a
 * line that does not end it says that there is no memory for it. */
static const char *
words(struct exchange *exchange, CURLcode code)
{
	long	 error = 0;

	if (exchange->response.too_much || code == CURLE_OUT_OF_MEMORY)
		return "its headers have no end";
	if (code == CURLE_COULDNT_CONNECT &&
	    curl_easy_getinfo(exchange->request, CURLINFO_OS_ERRNO, &error) == CURLE_OK && error != 0)
		return printable(exchange->pool, strerror((int)error));
	if (*exchange->fault == '\0' || code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)
		return curl_easy_strerror(code);
	return printable(exchange->pool, exchange->fault);
}

static void
take_address(struct exchange *exchange)
{
	const char	*ip = NULL;
	bool		 six;
	long		 port = 0;

	if (curl_easy_getinfo(exchange->request, CURLINFO_PRIMARY_IP, &ip) != CURLE_OK || ip == NULL || *ip == '\0' ||
	    curl_easy_getinfo(exchange->request, CURLINFO_PRIMARY_PORT, &port) != CURLE_OK)
		return;
	six = strchr(ip, ':') != NULL;
	exchange->answer->address = pool_printf(exchange->pool, "%s%s%s:%ld", six ? "[" : "", ip, six ? "]" : "", port);
}

static long
status_of(const struct exchange *exchange)
{
	long	 status = 0;

	curl_easy_getinfo(exchange->request, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static bool
offers_negotiate(const struct response *response)
{
	size_t	 i;

	for (i = 0; i < response->n_offer && !challenge_negotiates(span_of(response->offer[i].scheme)); i++)
		;
	return i < response->n_offer;
}

/* Makes the request with a token.  False: there is none to be had. */
static bool
token_put(struct exchange *exchange)
{
	struct seen_answer	*answer = exchange->answer;
	struct error		 err = { "" };
	struct span		 token = { NULL, 0 };
	const char		*value;

	exchange->handshake = session_greet(exchange->session, exchange->pool, exchange->node->spn, &err);
	if (exchange->handshake == NULL ||
	    handshake_step(exchange->handshake, exchange->pool, token, &token, &err) != 0) {
		answer->failed = printable(exchange->pool, err.text);
		return false;
	}
	value = pool_printf(exchange->pool, "Negotiate %s", base64_write(exchange->pool, token));
	exchange->header = curl_slist_append(NULL, pool_printf(exchange->pool, "Authorization: %s", value));
	/* Nobody gets a connection on which somebody has authenticated. */
	if (exchange->header == NULL ||
	    curl_easy_setopt(exchange->request, CURLOPT_HTTPHEADER, exchange->header) != CURLE_OK ||
	    curl_easy_setopt(exchange->request, CURLOPT_FORBID_REUSE, 1L) != CURLE_OK ||
	    request_aim(exchange, exchange->url, false) != CURLE_OK)
		return false;
	answer->spn = pool_copy(exchange->pool, exchange->node->spn);
	answer->sent = strlen(value);
	return true;
}

/* Where it leads is followed while that is the same server. */
static bool
redirect(struct exchange *exchange)
{
	struct place	 place;

	place_lead(exchange->pool, exchange->url, exchange->response.location, &place);
	if (!place.same) {
		exchange->answer->location = place.shown;
		return false;
	}
	if (++exchange->n_redirect > REDIRECT_MOST) {
		exchange->answer->failed = "its redirects have no end: perhaps it waits for a cookie, and none is kept";
		return false;
	}
	if (request_aim(exchange, place.url, false) != CURLE_OK)
		return false;
	exchange->answer->url = place.shown;
	return true;
}

static bool
first_taken(struct exchange *exchange, CURLcode code)
{
	struct response		*response = &exchange->response;
	struct seen_answer	*answer = exchange->answer;

	take_address(exchange);
	if (!response->whole) {
		answer->reached = (int)(response->too_much ? REACHED_NO_HTTP : reached_of(code));
		answer->failed = words(exchange, code);
		return false;
	}
	answer->first_status = (int)status_of(exchange);
	answer->first_offer = response->offer;
	answer->n_first_offer = response->n_offer;
	answer->server = response->server;
	answer->closes = response->closes;
	if (answer->first_status / 100 == 3 && response->location != NULL)
		return redirect(exchange);
	return answer->first_status == 401 && exchange->session != NULL && exchange->node->spn != NULL &&
	    offers_negotiate(response) && token_put(exchange);
}

static void
proof_take(struct exchange *exchange)
{
	struct seen_answer	*answer = exchange->answer;
	struct error		 err = { "" };
	struct span		 more;

	if (exchange->response.reply.n == 0)
		return;
	answer->mutual = MUTUAL_FAILED;
	if (handshake_step(exchange->handshake, exchange->pool, exchange->response.reply, &more, &err) != 0)
		answer->mutual_failed = printable(exchange->pool, err.text);
	else if (handshake_proved(exchange->handshake))
		answer->mutual = MUTUAL_VERIFIED;
	else
		answer->mutual_failed = "it wants another token";
}

static void
second_taken(struct exchange *exchange, CURLcode code)
{
	struct seen_answer	*answer = exchange->answer;
	long			 n_connect = 0;

	if (!exchange->response.whole) {
		answer->failed = words(exchange, code);
		return;
	}
	answer->status = (int)status_of(exchange);
	answer->offer = exchange->response.offer;
	answer->n_offer = exchange->response.n_offer;
	if (curl_easy_getinfo(exchange->request, CURLINFO_NUM_CONNECTS, &n_connect) == CURLE_OK && n_connect > 0)
		answer->closes = true;
	proof_take(exchange);
}

bool
exchange_next(struct exchange *exchange, CURLcode code)
{
	if (exchange->handshake == NULL)
		return first_taken(exchange, code);
	second_taken(exchange, code);
	return false;
}
