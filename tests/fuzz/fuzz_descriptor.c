/*
 * Security descriptors of a directory that anybody may have written to.  One
 * that is read and has nothing in it that cannot be written is read again as
 * it was.
 */
#include <string.h>

#include "plans/descriptor.h"
#include "plans/text.h"
#include "tests/fuzz/target.h"

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
can_be_written(const struct descriptor *descriptor)
{
	size_t	 i, length = 8;

	for (i = 0; i < descriptor->n_ace; i++) {
		const struct ace	*ace = &descriptor->ace[i];

		if (ace->kind == ACE_OTHER || ace->conditional)
			return false;
		/* An entry says that it is of an object, and then of none. */
		if (ace->type >= 5 && ace->object == NULL && ace->inherited_object == NULL)
			return false;
		length += 4 + 4 + 4 + 32 + 68;
	}
	return length <= 0xffff;
}

static void
read_again(struct pool *pool, const struct descriptor *one)
{
	struct descriptor	 other;
	struct error		 err = { "" };
	struct span		 bytes;
	size_t			 i;

	must(descriptor_write(pool, one, &bytes, &err) == 0);
	must(descriptor_read(pool, &other, bytes) == 0);
	must(same(one->owner, other.owner) && same(one->group, other.group));
	must(one->open == other.open && one->n_ace == other.n_ace);
	for (i = 0; i < one->n_ace; i++) {
		must(one->ace[i].type == other.ace[i].type && one->ace[i].flags == other.ace[i].flags);
		must(one->ace[i].mask == other.ace[i].mask && same(one->ace[i].sid, other.ace[i].sid));
		must(same(one->ace[i].object, other.ace[i].object));
		must(same(one->ace[i].inherited_object, other.ace[i].inherited_object));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span		 bytes = { (const char *)data, size };
	struct descriptor	 descriptor;
	struct pool		 pool = { 0 };
	int			 result = descriptor_read(&pool, &descriptor, bytes);

	must((result == 0) == (descriptor.fault == NULL));
	must(descriptor.bytes.at == bytes.at && descriptor.bytes.n == bytes.n);
	must(result == 0 || descriptor.n_ace == 0);
	if (result == 0 && can_be_written(&descriptor))
		read_again(&pool, &descriptor);
	pool_free(&pool);
	return 0;
}
