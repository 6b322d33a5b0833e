#ifndef TESTS_FUZZ_IMPORTED_H
#define TESTS_FUZZ_IMPORTED_H

#include <stdio.h>
#include <stdlib.h>

#include "cmd/read/farm.h"
#include "cmd/write/farm.h"
#include "plans/plan.h"
#include "tests/fuzz/target.h"

/* What was read is finished, written, read again and planned, with no fault. */
static inline void
imported_check(struct import *import, struct error *err)
{
	struct farm	 farm = { 0 };
	struct faults	 faults = { 0 };
	struct plan	 plan = { 0 };
	char		*text = NULL;
	size_t		 n = 0;
	FILE		*out;

	if (import_finish(import, err) != 0)
		return;
	out = open_memstream(&text, &n);
	if (out == NULL || farm_write(out, import, err) != 0 || fclose(out) != 0 ||
	    farm_read_text(&farm, "imported", text, n, &faults, err) != 0)
		abort();
	farm_close(&farm, &faults);
	if (faults.n_line > 0) {
		fprintf(stderr, "%s\n%s", faults.line[0], text);
		abort();
	}
	plan_make(&plan, &farm, NULL);
	plan_free(&plan);
	farm_free(&farm);
	faults_free(&faults);
	free(text);
}

/* The target for a reader of one configuration: whatever it is, it is read and
 * freed; what is imported is a description without a fault. */
#define FUZZ_IMPORT(read_text, name) \
int \
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
{ \
	struct import	 import = { .n_line = 0 }; \
	struct error	 err = { "" }; \
	char		*text = pool_ncopy(&import.farm.pool, (const char *)data, size); \
\
	if (read_text(&import, name, text, size, &err) == 0) \
		imported_check(&import, &err); \
	import_free(&import); \
	return 0; \
}

#endif
