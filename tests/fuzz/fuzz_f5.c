/* A configuration of BIG-IP, whatever it is. */
#include "cmd/read/f5.h"
#include "tests/fuzz/imported.h"

FUZZ_IMPORT(f5_read_text, "bigip.conf")
