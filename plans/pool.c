#include "plans/pool.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "plans/text.h"

/* Many pools take little and go soon: their first block is small. */
enum { FIRST_SIZE = 2 * 1024, BLOCK_SIZE = 64 * 1024 };

struct pool_block {
	struct pool_block	*next;
	size_t			 used;
	size_t			 size;
	alignas(max_align_t) unsigned char	 byte[];
};

static void
out_of_memory(void)
{
	perror("spnplan: out of memory");
	exit(2);
}

/* Has the pages made in one go, where the system can and they are of this size: a
 * fault for each takes longer. */
static void
pages_make(void *at, size_t n)
{
#ifdef MADV_POPULATE_WRITE
	enum { PAGE = 4096 };
	const size_t	 before = (PAGE - (uintptr_t)at % PAGE) % PAGE;

	if (n >= before + PAGE)
		madvise((char *)at + before, (n - before) / PAGE * PAGE, MADV_POPULATE_WRITE);
#else
	(void)at;
	(void)n;
#endif
}

static struct pool_block *
block_new(size_t size, bool cleared)
{
	struct pool_block	*block = NULL;

	if (size <= SIZE_MAX - sizeof(*block))
		block = cleared ? calloc(1, sizeof(*block) + size) : malloc(sizeof(*block) + size);
	if (block == NULL)
		out_of_memory();
	block->next = NULL;
	block->used = 0;
	block->size = size;
	return block;
}

/* Behind the first, so that what is left of that stays in use. */
static void
block_put(struct pool *pool, struct pool_block *block)
{
	if (pool->block == NULL) {
		pool->block = block;
		return;
	}
	block->next = pool->block->next;
	pool->block->next = block;
}

void *
pool_alloc(struct pool *pool, size_t n)
{
	struct pool_block	*block = pool->block;
	size_t			 align = alignof(max_align_t), size;
	void			*at;

	n = n == 0 ? align : n;
	if (n > SIZE_MAX - align)
		n = SIZE_MAX - align;	/* refused by block_new */
	n = (n + align - 1) / align * align;
	if (block == NULL || block->size - block->used < n) {
		size = block == NULL ? FIRST_SIZE : BLOCK_SIZE;
		block = block_new(n > size ? n : size, true);
		if (n > BLOCK_SIZE)
			block_put(pool, block);
		else {
			block->next = pool->block;
			pool->block = block;
		}
	}
	at = block->byte + block->used;
	block->used += n;
	return at;
}

void *
pool_large(struct pool *pool, size_t n)
{
	struct pool_block	*block = block_new(n, false);

	block->used = n;
	block_put(pool, block);
	pages_make(block->byte, n);
	return block->byte;
}

char *
pool_ncopy(struct pool *pool, const char *text, size_t n)
{
	char	*copy = pool_alloc(pool, n + 1);

	if (n > 0)
		memcpy(copy, text, n);
	return copy;
}

char *
pool_copy(struct pool *pool, const char *text)
{
	return pool_ncopy(pool, text, strlen(text));
}

char *
pool_vprintf(struct pool *pool, const char *fmt, va_list ap)
{
	va_list	 again;
	char	*text;
	int	 n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return pool_copy(pool, "");
	text = pool_alloc(pool, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	return text;
}

char *
pool_printf(struct pool *pool, const char *fmt, ...)
{
	va_list	 ap;
	char	*text;

	va_start(ap, fmt);
	text = pool_vprintf(pool, fmt, ap);
	va_end(ap);
	return text;
}

char *
pool_join(struct pool *pool, const char *const *text, size_t n, const char *between)
{
	size_t	 i, length = 0, n_between = strlen(between);
	char	*line, *end;

	for (i = 0; i < n; i++)
		length += n_between + strlen(text[i]);
	line = end = pool_alloc(pool, length + 1);
	for (i = 0; i < n; i++) {
		if (i > 0)
			end = (char *)memcpy(end, between, n_between) + n_between;
		length = strlen(text[i]);
		end = (char *)memcpy(end, text[i], length) + length;
	}
	return line;
}

char *
pool_lower(struct pool *pool, const char *text)
{
	char	*copy = pool_copy(pool, text), *p;

	for (p = copy; *p != '\0'; p++)
		*p = text_lower(*p);
	return copy;
}

void *
pool_more(struct pool *pool, void *array, size_t n, size_t size)
{
	void	*larger;

	if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
		return array;
	larger = pool_alloc(pool, (n == 0 ? 4 : 2 * n) * size);
	if (n != 0)
		memcpy(larger, array, n * size);
	return larger;
}

void *
array_grow(void *array, size_t *room, size_t n, size_t size)
{
	enum { LEAST = 16 };
	size_t	 more = *room / 2 > LEAST ? *room / 2 : LEAST;
	void	*grown = NULL;

	more = more > n ? more : n;
	if (more <= SIZE_MAX / size - *room)
		grown = realloc(array, (*room + more) * size);
	if (grown == NULL)
		out_of_memory();
	*room += more;
	return grown;
}

void *
array_new(size_t n, size_t size)
{
	size_t	 room = 0;
	void	*array = array_grow(NULL, &room, n, size);

	pages_make(array, n * size);
	return array;
}

void
pool_free(struct pool *pool)
{
	struct pool_block	*block, *next;

	for (block = pool->block; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	pool->block = NULL;
}
