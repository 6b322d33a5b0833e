#include "krb/url.h"

#include <curl/curl.h>
#include <string.h>

#include "plans/text.h"

enum { PART = CURLU_DEFAULT_PORT | CURLU_PUNYCODE };

/* A part of it in the pool, NULL where it has none. */
static const char *
part(struct pool *pool, CURLU *from, CURLUPart which)
{
	char	*text = NULL, *copy;

	if (curl_url_get(from, which, &text, PART) != CURLUE_OK)
		return NULL;
	copy = pool_copy(pool, text);
	curl_free(text);
	return copy;
}

static const char *
unbracketed(struct pool *pool, const char *host)
{
	const size_t	 n = strlen(host);

	return n > 2 && host[0] == '[' ? pool_ncopy(pool, host + 1, n - 2) : pool_lower(pool, host);
}

static int
take(struct pool *pool, struct url *url, CURLU *from, const char *text, struct error *err)
{
	const CURLUcode	 code = curl_url_set(from, CURLUPART_URL, text, 0);
	char		*whole = NULL;

	if (code != CURLUE_OK)
		return error_set(err, "the URL cannot be read: %s", curl_url_strerror(code));
	if (part(pool, from, CURLUPART_USER) != NULL || part(pool, from, CURLUPART_PASSWORD) != NULL)
		return error_set(err, "a URL with a user or a password is not taken: others can read it");
	url->scheme = part(pool, from, CURLUPART_SCHEME);
	if (url->scheme == NULL || (strcmp(url->scheme, "http") != 0 && strcmp(url->scheme, "https") != 0))
		return error_set(err, "the URL is neither http:// nor https://");
	curl_url_set(from, CURLUPART_FRAGMENT, NULL, 0);
	url->host = part(pool, from, CURLUPART_HOST);
	if (url->host == NULL)
		return error_set(err, "the URL has no host that DNS takes");
	url->host = unbracketed(pool, url->host);
	url->port = part(pool, from, CURLUPART_PORT);
	url->has_port = curl_url_get(from, CURLUPART_PORT, &whole, 0) == CURLUE_OK;
	curl_free(whole);
	url->path = pool_copy(pool, part(pool, from, CURLUPART_PATH));
	if (part(pool, from, CURLUPART_QUERY) != NULL)
		url->path = pool_printf(pool, "%s?%s", url->path, part(pool, from, CURLUPART_QUERY));
	if (strcmp(url->port, strcmp(url->scheme, "https") == 0 ? "443" : "80") == 0)
		curl_url_set(from, CURLUPART_PORT, NULL, 0);
	if (curl_url_get(from, CURLUPART_URL, &whole, CURLU_PUNYCODE) != CURLUE_OK)
		return error_set(err, "the URL cannot be made a regular one");
	url->whole = pool_copy(pool, whole);
	curl_free(whole);
	return 0;
}

int
url_read(struct pool *pool, struct url *url, const char *text, struct error *err)
{
	CURLU	*from = curl_url();
	int	 result = from == NULL ? error_set(err, "out of memory") : take(pool, url, from, text, err);

	curl_url_cleanup(from);
	return result;
}
