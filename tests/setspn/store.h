#ifndef SETSPN_STORE_H
#define SETSPN_STORE_H

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The memory of one owner: taken piece by piece, released at once.  A zeroed
 * store is an empty one.  Running out ends the program.
 */
struct store_block {
	struct store_block	*next;
	max_align_t		 data[];
};

struct store {
	struct store_block	*block;
};

static inline void *
store_get(struct store *store, size_t size)
{
	struct store_block *block = calloc(1, sizeof(*block) + size);

	if (block == NULL)
		err(2, NULL);
	block->next = store->block;
	store->block = block;
	return block->data;
}

static inline char *
store_text(struct store *store, const char *text, size_t len)
{
	char *copy = store_get(store, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

/* ARRAY of N elements of SIZE bytes, moved if need be so that one more fits. */
static inline void *
store_room(struct store *store, void *array, size_t n, size_t size)
{
	void *moved;

	if ((n & (n - 1)) != 0)
		return array;
	moved = store_get(store, (n == 0 ? 1 : 2 * n) * size);
	if (n > 0)
		memcpy(moved, array, n * size);
	return moved;
}

/* The whole of a file, with a NUL behind it. */
static inline char *
store_file(struct store *store, const char *path, size_t *len_out)
{
	FILE *file = fopen(path, "rb");
	size_t size = 65536, len = 0;
	char *text = store_get(store, size), *moved;

	if (file == NULL)
		err(2, "%s", path);
	while ((len += fread(text + len, 1, size - 1 - len, file)) == size - 1) {
		moved = store_get(store, 2 * size);
		memcpy(moved, text, len);
		text = moved;
		size *= 2;
	}
	if (ferror(file))
		err(2, "%s", path);
	fclose(file);
	*len_out = len;
	return text;
}

static inline void
store_free(struct store *store)
{
	struct store_block *next;

	for (; store->block != NULL; store->block = next) {
		next = store->block->next;
		free(store->block);
	}
}

#endif
