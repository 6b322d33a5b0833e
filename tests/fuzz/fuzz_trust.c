/*
 * What a trust says of the names of another forest.  Everything that is read
 * of it lies within it, and made-up names leave it as long as it is.
 */
#include <string.h>

#include "cmd/pseudonyms.h"
#include "plans/trust.h"
#include "tests/fuzz/target.h"

static void
must_lie_in(struct span part, struct span whole)
{
	must(part.n == 0 || (part.at >= whole.at && part.n <= whole.n &&
	    (size_t)(part.at - whole.at) <= whole.n - part.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span		 bytes = { (const char *)data, size };
	struct value		 value = { ATTR_TRUST_INFO, bytes };
	struct entry		 entry = { .dn = { "CN=x", 4 }, .value = &value, .n_value = 1, .source = "x" };
	struct pseudonyms	 made = { .secret = { 1, 2 } };
	struct trust_info	 info;
	struct pool		 pool = { 0 };
	int			 result = trust_read(&pool, &info, bytes);
	size_t			 i;

	must((result == 0) == (info.fault == NULL));
	must(result == 0 || info.n_record == 0);
	for (i = 0; i < info.n_record; i++) {
		must_lie_in(info.record[i].name, bytes);
		must_lie_in(info.record[i].sid, bytes);
		must_lie_in(info.record[i].netbios, bytes);
		must_lie_in(info.record[i].other, bytes);
	}
	trust_refuses(&pool, &info, "portal.corp.example");
	must(pseudonyms_entry(&made, &entry)->value[0].text.n == (result == 0 ? size : 0));
	pseudonyms_free(&made);
	pool_free(&pool);
	return 0;
}
