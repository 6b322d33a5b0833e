#include "ldap/source.h"

#include <string.h>

#include "ldap/export.h"
#include "plans/pool.h"

struct kind {
	const char	*prefix;
	int		(*open)(void **state_out, struct pool *, const char *name,
			    struct error *);
	int		(*read)(void *state, const struct want *, size_t n_want,
			    const struct sink *, struct error *);
	void		(*close)(void *state);
};

/* The first whose prefix WHERE has; the last takes what is left. */
static const struct kind	kind[] = {
	{ "",	export_open,	export_read,	export_close }
};

struct source {
	struct pool		 pool;	/* the source itself lies in it */
	const struct kind	*kind;
	const char		*name;
	void			*state;
};

int
source_open(struct source **source_out, const char *where, struct error *err)
{
	struct pool	 pool = { 0 };
	struct source	*source = pool_alloc(&pool, sizeof(*source));

	*source_out = NULL;
	source->name = pool_copy(&pool, where);
	source->kind = kind;
	while (strncmp(where, source->kind->prefix, strlen(source->kind->prefix)) != 0)
		source->kind++;
	if (source->kind->open(&source->state, &pool, source->name, err) < 0) {
		pool_free(&pool);
		return -1;
	}
	source->pool = pool;
	*source_out = source;
	return 0;
}

int
source_read(struct source *source, const struct want *want, size_t n_want,
    const struct sink *sink, struct error *err)
{
	return source->kind->read(source->state, want, n_want, sink, err);
}

const char *
source_name(const struct source *source)
{
	return source->name;
}

void
source_free(struct source *source)
{
	struct pool	 pool;

	if (source == NULL)
		return;
	source->kind->close(source->state);
	pool = source->pool;
	pool_free(&pool);
}
