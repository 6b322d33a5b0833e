#include "krb/place.h"

#include <curl/curl.h>
#include <string.h>

#include "plans/printable.h"
#include "plans/text.h"

enum { SHOWN_MOST = 1024 };

static const char no_url[] = "a place that is no URL";

/* A part of URL, its port by default the scheme's, or all of it without such a
 * port; "" for none. */
static const char *
part(struct pool *pool, CURLU *url, CURLUPart which)
{
	unsigned	 port = which == CURLUPART_URL ? CURLU_NO_DEFAULT_PORT : CURLU_DEFAULT_PORT;
	const char	*copy = "";
	char		*text = NULL;

	if (curl_url_get(url, which, &text, port) == CURLUE_OK)
		copy = pool_copy(pool, text);
	curl_free(text);
	return copy;
}

/* Even an empty one: the library would send it. */
static bool
names_user(CURLU *url)
{
	char		*user = NULL, *password = NULL;
	const bool	 none = curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER &&
			    curl_url_get(url, CURLUPART_PASSWORD, &password, 0) == CURLUE_NO_PASSWORD;

	curl_free(user);
	curl_free(password);
	return !none;
}

static bool
same_part(struct pool *pool, CURLU *a, CURLU *b, CURLUPart which)
{
	return text_same(part(pool, a, which), part(pool, b, which));
}

static const char *
shown(struct pool *pool, CURLU *url)
{
	const char	*text;

	curl_url_set(url, CURLUPART_USER, NULL, 0);
	curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(url, CURLUPART_QUERY, NULL, 0);
	curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
	text = part(pool, url, CURLUPART_URL);
	return printable(pool, pool_ncopy(pool, text, strnlen(text, SHOWN_MOST)));
}

void
place_lead(struct pool *pool, const char *url, const char *location, struct place *place)
{
	CURLU	*from = curl_url(), *to = curl_url();

	*place = (struct place){ .shown = no_url };
	if (curl_url_set(from, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_set(to, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_set(to, CURLUPART_URL, location, CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) == CURLUE_OK) {
		place->same = same_part(pool, from, to, CURLUPART_SCHEME) &&
		    same_part(pool, from, to, CURLUPART_HOST) && same_part(pool, from, to, CURLUPART_PORT) &&
		    !names_user(to);
		place->url = part(pool, to, CURLUPART_URL);
		place->shown = shown(pool, to);
	}
	curl_url_cleanup(from);
	curl_url_cleanup(to);
}

const char *
place_shown(struct pool *pool, const char *url)
{
	CURLU		*parsed = curl_url();
	const char	*text = curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK ?
			    shown(pool, parsed) : no_url;

	curl_url_cleanup(parsed);
	return text;
}

const char *
place_fault(const char *url)
{
	struct pool	 scratch = { 0 };
	CURLU		*parsed = curl_url();
	const char	*fault = NULL, *scheme;
	CURLUcode	 code = curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME);

	scheme = part(&scratch, parsed, CURLUPART_SCHEME);
	if (code != CURLUE_OK)
		fault = curl_url_strerror(code);
	else if (!text_same(scheme, "http") && !text_same(scheme, "https"))
		fault = "only http and https are asked";
	else if (names_user(parsed))
		fault = "it names a user";
	curl_url_cleanup(parsed);
	pool_free(&scratch);
	return fault;
}
