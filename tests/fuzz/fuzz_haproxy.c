/* A configuration of HAProxy, whatever it is. */
#include "cmd/read/haproxy.h"
#include "tests/fuzz/imported.h"

FUZZ_IMPORT(haproxy_read_text, "edge.cfg")
