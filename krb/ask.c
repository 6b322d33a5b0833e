#include "krb/ask.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "krb/exchange.h"
#include "krb/place.h"

/* So many at a time: a farm is asked, not flooded. */
enum { AT_ONCE = 64, WAIT_MS = 1000 };

struct asking {
	CURLM		*multi;
	struct exchange	**exchange;
	size_t		 n, started, running;
	const char	*ca_file;
};

static int
multi_fault(CURLMcode code, struct error *err)
{
	return error_set(err, "libcurl: %s", curl_multi_strerror(code));
}

static int
start(struct asking *asking, CURL *request, struct error *err)
{
	CURLMcode	 code = curl_multi_add_handle(asking->multi, request);

	return code == CURLM_OK ? 0 : multi_fault(code, err);
}

/* Takes what has ended, and goes on where there is more to be asked. */
static int
collect(struct asking *asking, struct error *err)
{
	struct exchange	*exchange;
	CURLMsg		*message;
	CURLcode	 code;
	CURL		*request;
	int		 left;

	while ((message = curl_multi_info_read(asking->multi, &left)) != NULL) {
		request = message->easy_handle;
		code = message->data.result;
		curl_multi_remove_handle(asking->multi, request);
		curl_easy_getinfo(request, CURLINFO_PRIVATE, &exchange);
		if (code == CURLE_SSL_CACERT_BADFILE)
			return error_set(err, "'%s' holds no certificates that can be read", asking->ca_file);
		if (!exchange_next(exchange, code))
			asking->running--;
		else if (start(asking, request, err) != 0)
			return -1;
	}
	return 0;
}

static int
ask_all(struct asking *asking, struct error *err)
{
	CURLMcode	 code;
	int		 left;

	while (asking->started < asking->n || asking->running > 0) {
		for (; asking->started < asking->n && asking->running < AT_ONCE; asking->started++, asking->running++)
			if (start(asking, exchange_request(asking->exchange[asking->started]), err) != 0)
				return -1;
		if ((code = curl_multi_perform(asking->multi, &left)) != CURLM_OK)
			return multi_fault(code, err);
		if (collect(asking, err) != 0)
			return -1;
		if (asking->running > 0 &&
		    (code = curl_multi_poll(asking->multi, NULL, 0, WAIT_MS, NULL)) != CURLM_OK)
			return multi_fault(code, err);
	}
	return 0;
}

static int
check(struct pool *pool, const struct ask_options *options, const struct node *node, size_t n, struct error *err)
{
	const char	*url, *fault;
	size_t		 i;

	for (i = 0; i < n; i++) {
		url = node[i].url != NULL ? node[i].url : options->url;
		if ((fault = place_fault(url)) != NULL)
			return error_set(err, "cannot ask '%s': %s", place_shown(pool, url), fault);
	}
	if (options->ca_file != NULL && access(options->ca_file, R_OK) != 0)
		return error_set(err, "cannot open '%s': %s", options->ca_file, strerror(errno));
	return 0;
}

int
servers_ask(struct session *session, struct pool *pool, const struct ask_options *options,
    const struct node *node, size_t n, struct seen_answer *answer, struct error *err)
{
	struct asking	 asking = { .n = n, .ca_file = options->ca_file };
	int		 result = -1;
	size_t		 i;

	if (check(pool, options, node, n, err) != 0)
		return -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (asking.multi = curl_multi_init()) == NULL)
		return error_set(err, "libcurl cannot be set up");
	asking.exchange = pool_alloc(pool, n * sizeof(*asking.exchange));
	for (i = 0; i < n; i++)
		if ((asking.exchange[i] = exchange_open(pool, session, options, &node[i], &answer[i], err)) == NULL)
			break;
	if (i == n)
		result = ask_all(&asking, err);
	for (i = 0; i < n; i++)
		exchange_close(asking.exchange[i]);
	curl_multi_cleanup(asking.multi);
	curl_global_cleanup();
	return result;
}
