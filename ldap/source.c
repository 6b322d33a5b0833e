#include "ldap/source.h"

#include <string.h>
#include <strings.h>

#include "ldap/export.h"
#include "ldap/live.h"
#include "plans/pool.h"

struct kind {
	const char	*prefix;
	bool		 live;
	int		(*open)(void **state_out, struct pool *, const char *name,
			    const struct source_options *, struct error *);
	int		(*read)(void *state, const struct want *, size_t n_want,
			    const struct sink *, struct error *);
	void		(*origin)(const void *state, struct source_origin *);
	void		(*count)(const void *state, struct source_counts *);
	void		(*close)(void *state);
};

#define LIVE	true, live_open, live_read, live_origin, live_count, live_close

/* The first whose prefix WHERE has, in any case (RFC 3986 3.1); the last takes
 * what is left. */
static const struct kind	kind[] = {
	{ "ldap://",	LIVE },
	{ "ldaps://",	LIVE },
	{ "ldapi://",	LIVE },
	{ "dns:",	LIVE },
	{ "",		false, export_open, export_read, export_origin,
	  export_count, export_close }
};

struct source {
	struct pool		 pool;	/* the source itself lies in it */
	const struct kind	*kind;
	const char		*name;
	void			*state;
};

static const struct kind *
kind_of(const char *where)
{
	const struct kind	*row = kind;

	while (strncasecmp(where, row->prefix, strlen(row->prefix)) != 0)
		row++;
	return row;
}

int
source_open(struct source **source_out, const char *where,
    const struct source_options *options, struct error *err)
{
	static const struct source_options	 usual;
	struct pool				 pool = { 0 };
	struct source				*source = pool_alloc(&pool, sizeof(*source));

	*source_out = NULL;
	source->pool = pool;
	source->name = pool_copy(&source->pool, where);
	source->kind = kind_of(where);
	if (source->kind->open(&source->state, &source->pool, source->name,
	    options != NULL ? options : &usual, err) < 0) {
		pool = source->pool;
		pool_free(&pool);
		return -1;
	}
	*source_out = source;
	return 0;
}

int
source_agree(struct source *const *source, size_t n, struct error *err)
{
	struct pool	 pool = { 0 };
	void		**live = pool_alloc(&pool, n * sizeof(*live));
	size_t		 i, n_live = 0;
	int		 result;

	for (i = 0; i < n; i++)
		if (source[i]->kind->live)
			live[n_live++] = source[i]->state;
	result = live_agree(live, n_live, err);
	pool_free(&pool);
	return result;
}

int
source_read(struct source *source, const struct want *want, size_t n_want,
    const struct sink *sink, struct error *err)
{
	return source->kind->read(source->state, want, n_want, sink, err);
}

bool
source_live(const struct source *source)
{
	return source->kind->live;
}

bool
source_would_be_live(const char *where)
{
	return kind_of(where)->live;
}

const char *
source_name(const struct source *source)
{
	return source->name;
}

void
source_origin(const struct source *source, struct source_origin *origin)
{
	source->kind->origin(source->state, origin);
}

void
source_count(const struct source *source, struct source_counts *counts)
{
	source->kind->count(source->state, counts);
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
