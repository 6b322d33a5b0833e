#include "tests/test.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plans/error.h"
#include "plans/pool.h"

static const struct {
	const char	*row;
	size_t		 n;
} sizes[] = {
	/* Nothing is something: its address is its own. */
	{ "0", 0 },
	{ "1", 1 },
	{ "odd", 77 },
	/* Around the size of a block. */
	{ "block - 1", 64 * 1024 - 1 },
	{ "block", 64 * 1024 },
	{ "block + 1", 64 * 1024 + 1 },
	{ "many blocks", 1024 * 1024 },
};

static bool
all_are(const unsigned char *at, size_t n, unsigned char byte)
{
	while (n > 0)
		if (at[--n] != byte)
			return false;
	return true;
}

/* Every piece is zeroed and aligned, and no piece lies in another. */
static void
pieces(void)
{
	enum { N = sizeof(sizes) / sizeof(*sizes), ROUNDS = 3 };
	struct pool	 pool = { 0 };
	unsigned char	*piece[N * ROUNDS];
	size_t		 i;

	for (i = 0; i < N * ROUNDS; i++) {
		piece[i] = pool_alloc(&pool, sizes[i % N].n);
		if (!OK(piece[i] != NULL, sizes[i % N].row))
			continue;
		OK((uintptr_t)piece[i] % _Alignof(max_align_t) == 0,
		    sizes[i % N].row);
		OK(all_are(piece[i], sizes[i % N].n, 0), sizes[i % N].row);
		memset(piece[i], (int)i + 1, sizes[i % N].n);
	}
	for (i = 0; i < N * ROUNDS; i++)
		OK(all_are(piece[i], sizes[i % N].n, (unsigned char)(i + 1)),
		    sizes[i % N].row);
	OK(piece[0] != piece[N], "two pieces of nothing");
	pool_free(&pool);
	OK(pool.block == NULL, "freed");
	pool_free(&pool);
}

static void
texts(void)
{
	struct pool	 pool = { 0 };
	char		 text[] = "web01";
	char		*copy = pool_copy(&pool, text);
	char		*part = pool_ncopy(&pool, text, 3);
	char		*none = pool_ncopy(&pool, NULL, 0);

	text[0] = 'x';
	SAME(copy, "web01", NULL);
	SAME(part, "web", NULL);
	SAME(none, "", NULL);
	SAME(pool_printf(&pool, "%s:%d", copy, 80), "web01:80", NULL);
	SAME(pool_printf(&pool, "%s", ""), "", NULL);
	pool_free(&pool);
}

/* An array keeps what it holds while it grows. */
static void
growth(void)
{
	enum { N = 10000 };
	struct pool	 pool = { 0 };
	size_t		*array = NULL, i, wrong = 0;

	for (i = 0; i < N; i++) {
		array = pool_more(&pool, array, i, sizeof(*array));
		array[i] = i;
	}
	for (i = 0; i < N; i++)
		wrong += array[i] != i;
	SAME_INT((long long)wrong, 0, NULL);
	pool_free(&pool);
}

static void
errors(void)
{
	struct error	 err = { "" };
	char		 text[sizeof(err.text) * 2];

	SAME_INT(error_set(&err, "cannot open '%s'", "x"), -1, NULL);
	SAME_INT(error_set(&err, "out of luck"), -1, NULL);
	SAME(err.text, "cannot open 'x'", "the first cause wins");
	SAME_INT(error_in(&err, "%s:%d", "dir.ldif", 4), -1, NULL);
	error_in(&err, "check");
	SAME(err.text, "check: dir.ldif:4: cannot open 'x'",
	    "places go in front, the outermost first");

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err.text[0] = '\0';
	error_set(&err, "%s", text);
	SAME_INT((long long)strlen(err.text), sizeof(err.text) - 1, "cut");
	error_in(&err, "here");
	OK(strncmp(err.text, "here: aaa", 9) == 0, "cut at its end");
	SAME_INT((long long)strlen(err.text), sizeof(err.text) - 1, "cut");
	error_in(&err, "%s", text);
	SAME_INT((long long)strlen(err.text), sizeof(err.text) - 1, "cut");
}

/* Large room is all there, and in no other's. */
static void
rooms(void)
{
	enum { N = 1000 * 1000 };
	struct pool	 pool = { 0 };
	unsigned char	*first = pool_large(&pool, N), *small = pool_alloc(&pool, 100);
	unsigned char	*second = pool_large(&pool, 10), *array = array_new(N, 1);

	memset(first, 1, N);
	memset(second, 2, 10);
	memset(array, 3, N);
	OK(all_are(small, 100, 0), "a small piece between them");
	memset(small, 4, 100);
	OK(all_are(first, N, 1) && all_are(second, 10, 2) && all_are(array, N, 3), "each its own");
	free(array);
	pool_free(&pool);
}

void
t_pool(void)
{
	test_suite("pool");
	test_add("pieces are zeroed, aligned and apart", pieces);
	test_add("texts are copied", texts);
	test_add("arrays grow and keep", growth);
	test_add("large room", rooms);
	test_add("the first error wins and gains its place", errors);
}
