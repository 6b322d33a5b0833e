#include "plans/entry.h"

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

int
attribute_find(struct span name)
{
	int	 id;

	for (id = 0; id < N_ATTRIBUTE; id++)
		if (name.n == length[id] && span_is(name, attribute[id].name))
			return id;
	return -1;
}
