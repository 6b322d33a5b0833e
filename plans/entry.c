#include "plans/entry.h"

#include <limits.h>
#include <string.h>

const struct attribute	attribute[N_ATTRIBUTE] = {
#define X(id, name, values, as, of) \
	[ATTR_##id] = { name, VALUES_##values, AS_##as, OF_##of },
	ATTRIBUTES(X)
#undef X
};

/* Beside the names, because exports have millions of lines to tell apart. */
static const unsigned char	length[N_ATTRIBUTE] = {
#define X(id, name, values, as, of) [ATTR_##id] = sizeof(name) - 1,
	ATTRIBUTES(X)
#undef X
};

/* Most write them as the schema does. */
static bool
is_named(struct span name, const char *known)
{
	return memcmp(name.at, known, name.n) == 0 || span_is(name, known);
}

int
attribute_find(struct span name)
{
	const unsigned char	*at = length, *end = length + N_ATTRIBUTE;

	if (name.n > UCHAR_MAX)
		return -1;
	for (; (at = memchr(at, (int)name.n, (size_t)(end - at))) != NULL; at++)
		if (is_named(name, attribute[at - length].name))
			return (int)(at - length);
	return -1;
}
