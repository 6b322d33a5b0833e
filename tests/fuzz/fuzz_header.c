/*
 * Captured headers that anybody may have written: lines, what curl -v prints,
 * HTTP archives.  What is seen is text, and of one of the four headers or of
 * none.
 */
#include <string.h>

#include "cmd/read/header.h"
#include "plans/text.h"
#include "tests/fuzz/target.h"

static void
check(const struct seen_token *seen)
{
	must(seen->place != NULL && text_utf8(span_of(seen->place)));
	must(text_utf8(span_of(seen->url)) && text_utf8(span_of(seen->scheme)));
	must(seen->url == NULL || strpbrk(seen->url, "?#") == NULL);
	must((seen->header == NULL) == (seen->direction == SEEN_UNSAID));
	must(seen->header == NULL || seen->scheme != NULL);
	must(seen->scheme != NULL || seen->token != NULL);
	must(seen->status == 0 || (seen->status >= 100 && seen->status <= 999));
	must(seen->token == NULL || seen->token->size <= seen->length);
	must(seen->key == NULL && seen->key_failed == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen_token	*seen = NULL;
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	struct span		 text = { pool_ncopy(&pool, (const char *)data, size), size };
	size_t			 n = 0;

	if (headers_read_text(&pool, "x", text, NULL, &seen, &n, &err) == 0)
		must(n > 0);
	else
		must(err.text[0] != '\0');
	for (size_t i = 0; i < n; i++)
		check(&seen[i]);
	pool_free(&pool);
	return 0;
}
