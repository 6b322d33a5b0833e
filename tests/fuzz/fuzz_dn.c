/*
 * Distinguished names from an export that anybody may have written.  The
 * fold of a name is a name and its own fold, and a domain survives the way
 * into a name and back.
 */
#include <string.h>

#include "plans/dn.h"
#include "tests/fuzz/target.h"

static bool
is_plain(struct span text)
{
	size_t	 i;

	for (i = 0; i < text.n; i++)
		if ((unsigned char)text.at[i] >= 0x80 || text.at[i] == '\\')
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span	 dn = { (const char *)data, size };
	struct pool	 pool = { 0 };
	struct error	 err = { "" };
	char		*fold, *again, *domain;

	domain = dn_domain(&pool, dn);
	again = dn_domain(&pool, span_of(dn_of_domain(&pool, domain)));
	must(strcmp(domain, again) == 0);
	dn_deleted(dn);
	if (dn_fold(&pool, dn, &fold, &err) == 0) {
		must(text_utf8(span_of(fold)));
		must(dn_fold(&pool, span_of(fold), &again, &err) == 0);
		must(strcmp(fold, again) == 0);
		again = dn_domain(&pool, span_of(fold));
		must(!is_plain(dn) || strcmp(domain, again) == 0);
	} else
		must(err.text[0] != '\0');
	pool_free(&pool);
	return 0;
}
