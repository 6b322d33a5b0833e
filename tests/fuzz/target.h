#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* What each fuzz_NAME.c defines. */
int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What has to hold, whatever the input. */
static inline void
must(bool held)
{
	if (!held)
		abort();
}

#endif
