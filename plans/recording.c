#include "plans/recording.h"

#include <string.h>

static struct span
keep(struct pool *pool, struct span text)
{
	if (text.n > 0)
		text.at = memcpy(pool_alloc(pool, text.n), text.at, text.n);
	return text;
}

static int
add(void *arg, const struct entry *entry, struct error *err)
{
	struct recording	*recording = arg;
	struct entry		*ours;
	struct value		*value;
	size_t			 i;

	(void)err;
	recording->entry = pool_more(&recording->pool, recording->entry,
	    recording->n_entry, sizeof(*recording->entry));
	ours = &recording->entry[recording->n_entry++];
	*ours = *entry;
	ours->dn = keep(&recording->pool, entry->dn);
	ours->source = pool_copy(&recording->pool, entry->source);
	ours->value = value = pool_alloc(&recording->pool,
	    entry->n_value * sizeof(*value));
	for (i = 0; i < entry->n_value; i++) {
		value[i].id = entry->value[i].id;
		value[i].text = keep(&recording->pool, entry->value[i].text);
	}
	return 0;
}

static void
covers(void *arg, const char *dns, uint64_t attributes)
{
	struct recording	*recording = arg;
	struct recording_covers	*row;
	size_t			 i;

	for (i = 0; i < recording->n_covers; i++) {
		if (strcmp(recording->covers[i].dns, dns) == 0) {
			recording->covers[i].attributes |= attributes;
			return;
		}
	}
	recording->covers = pool_more(&recording->pool, recording->covers,
	    recording->n_covers, sizeof(*recording->covers));
	row = &recording->covers[recording->n_covers++];
	row->dns = pool_copy(&recording->pool, dns);
	row->attributes = attributes;
}

struct sink
recording_sink(struct recording *recording)
{
	return (struct sink){ .add = add, .arg = recording, .covers = covers };
}

int
recording_play(const struct recording *recording, const struct sink *sink,
    struct error *err)
{
	size_t	 i;

	for (i = 0; i < recording->n_entry; i++)
		if (sink->add(sink->arg, &recording->entry[i], err) != 0)
			return -1;
	for (i = 0; sink->covers != NULL && i < recording->n_covers; i++)
		sink->covers(sink->arg, recording->covers[i].dns,
		    recording->covers[i].attributes);
	return 0;
}

void
recording_free(struct recording *recording)
{
	pool_free(&recording->pool);
	*recording = (struct recording){ 0 };
}
