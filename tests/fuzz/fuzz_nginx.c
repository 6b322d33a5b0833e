/* A configuration of nginx, whatever it is. */
#include "cmd/read/nginx.h"
#include "tests/fuzz/imported.h"

FUZZ_IMPORT(nginx_read_text, "nginx.conf")
