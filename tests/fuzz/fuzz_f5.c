/*
 * A configuration of BIG-IP, whatever it is: it is read and freed; what is
 * imported is a description without a fault.
 */
#include <stdint.h>
#include <string.h>

#include "cmd/read/f5.h"
#include "tests/fuzz/imported.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import	 import = { .n_line = 0 };
	struct error	 err = { "" };
	const char	*text = pool_ncopy(&import.farm.pool, (const char *)data, size);

	if (f5_read_text(&import, "bigip.conf", text, size, &err) == 0)
		imported_check(&import, &err);
	import_free(&import);
	return 0;
}
