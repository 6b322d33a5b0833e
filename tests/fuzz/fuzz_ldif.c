/*
 * The LDIF reader over any bytes: it must deliver entries that can be read
 * to their last byte, or say why it cannot, and the same however the bytes
 * come in parts, and whatever follows them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "ldap/export.h"
#include "ldap/ldif.h"
#include "plans/entry.h"
#include "plans/pool.h"
#include "plans/text.h"
#include "tests/fuzz/target.h"

struct seen {
	size_t		 line;		/* of the last entry */
	size_t		 n_byte;
	uint64_t	 sum;		/* of all that came, in its order */
};

static void
span_walk(struct seen *seen, struct span span)
{
	size_t	 i;

	for (i = 0; i < span.n; i++)
		seen->sum = seen->sum * 31 + (unsigned char)span.at[i];
	seen->n_byte += span.n;
}

static int
entry_walk(void *arg, const struct entry *entry, struct error *err)
{
	struct seen	*seen = arg;
	size_t		 i;

	(void)err;
	if (entry->line <= seen->line)
		abort();
	seen->line = entry->line;
	span_walk(seen, entry->dn);
	for (i = 0; i < entry->n_value; i++) {
		if ((unsigned)entry->value[i].id >= N_ATTRIBUTE)
			abort();
		span_walk(seen, entry->value[i].text);
	}
	return 0;
}

struct memory {
	const uint8_t	*at;
	size_t		 n;
	size_t		 step;
};

static ssize_t
memory_read(void *arg, void *to, size_t n)
{
	struct memory	*memory = arg;

	n = n < memory->step ? n : memory->step;
	n = n < memory->n ? n : memory->n;
	if (n == 0)
		return 0;
	memcpy(to, memory->at, n);
	memory->at += n;
	memory->n -= n;
	return (ssize_t)n;
}

static int
run(const uint8_t *data, size_t size, size_t step, struct seen *seen,
    struct error *err)
{
	struct memory	 memory = { data, size, step };
	struct input	 input = { memory_read, &memory };
	struct sink	 sink = { entry_walk, seen };

	return export_parse(&input, "fuzz", "fuzz", &sink, err);
}

/* In memory of its own size, so that a sanitizer sees a read behind it. */
static void
run_tight(const uint8_t *data, size_t size)
{
	struct seen	 seen = { 0 };
	struct sink	 sink = { entry_walk, &seen };
	struct error	 err = { "" };
	struct pool	 pool = { 0 };
	char		*text;

	if (size == 0 || data[size - 1] != '\n' || memchr(data, 0, size) != NULL ||
	    (text = malloc(size)) == NULL)
		return;
	memcpy(text, data, size);
	records_read(records_new(&pool, "fuzz", &sink, false), text, size, &err);
	pool_free(&pool);
	free(text);
}

/* Lines are read more quickly where enough bytes follow them: so many blank
 * lines, which are nothing. */
static void
run_ahead(const uint8_t *data, size_t size, const struct seen *seen,
    const struct error *err)
{
	enum { N_AHEAD = 80 };
	struct seen	 ahead = { 0 };
	struct error	 err_ahead = { "" };
	uint8_t		*longer;

	if (size == 0 || data[0] >= 0xfe || data[size - 1] != '\n' ||
	    (longer = malloc(size + N_AHEAD)) == NULL)
		return;
	memcpy(longer, data, size);
	memset(longer + size, '\n', N_AHEAD);
	run(longer, size + N_AHEAD, SIZE_MAX, &ahead, &err_ahead);
	if (strcmp(err->text, err_ahead.text) != 0 ||
	    seen->line != ahead.line || seen->sum != ahead.sum)
		abort();
	free(longer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen	 whole = { 0 }, parts = { 0 };
	struct error	 err = { "" }, err_parts = { "" };
	int		 status = run(data, size, SIZE_MAX, &whole, &err);

	if ((status < 0) != (err.text[0] != '\0'))
		abort();
	/* Nothing is delivered that did not come; UTF-16 grows by half. */
	if (whole.n_byte > size + size / 2)
		abort();
	if (run(data, size, 7, &parts, &err_parts) != status ||
	    strcmp(err.text, err_parts.text) != 0 ||
	    whole.line != parts.line || whole.sum != parts.sum)
		abort();
	run_ahead(data, size, &whole, &err);
	run_tight(data, size);
	return 0;
}
