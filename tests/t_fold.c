#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "plans/fold.h"

static const struct {
	const char	*a, *b;
	bool		 equal;
} rows[] = {
	{ "", "", true },
	{ "HTTP/web01", "http/WEB01", true },
	{ "HTTP/web01", "HTTP/web02", false },
	{ "HTTP/web01", "HTTP/web01.corp.example", false },
	/* The neighbours of the letters in ASCII, in eights and alone. */
	{ "@@@@@@@@", "````````", false },
	{ "[[[[[[[[", "{{{{{{{{", false },
	{ "AZaz@[`{", "azAZ@[`{", true },
	{ "AZaz@[`{AZaz", "azAZ@[`{azAZ", true },
	/* Case, beyond ASCII. */
	{ "HTTP/\xc3\x9c" "ber", "http/\xc3\xbc" "BER", true },
	{ "\xce\xa9mega", "\xcf\x89mega", true },
	{ "\xd0\x96", "\xd0\xb6", true },
	/* Nonspacing marks count for nothing, part of the letter or not. */
	{ "m\xc3\xbcnchen", "munchen", true },
	{ "mu\xcc\x88nchen", "m\xc3\xbcnchen", true },
	{ "mu\xcc\x88nchen", "munchen", true },
	{ "a\xcc\x81", "a", true },
	{ "\xcc\x81", "", true },
	{ "abcdefg\xcc\x81h", "ABCDEFGH", true },
	{ "abcdefgh\xcc\x81i", "ABCDEFGHI", true },
	{ "\xc3\x85ngstr\xc3\xb6m", "\xe2\x84\xabngstrom", true },
	/* Two letters sort as others do. */
	{ "stra\xc3\x9f" "e", "strasse", true },
	{ "STRA\xe1\xba\x9e" "E", "stra\xc3\x9f" "e", true },
	{ "stra\xc3\x9f" "e", "strase", false },
	{ "\xc3\x98re", "Ore", true },
	{ "\xc7\xbe", "\xc3\xb8", true },
	/* Another letter is another letter. */
	{ "\xc3\xa6", "ae", false },
	{ "\xc4\xb1", "i", false },
	/* So are what only look alike or stand for others. */
	{ "\xef\xac\x81x", "fix", false },
	{ "m\xc2\xb2", "m2", false },
	{ "web\xe2\x80\x93" "01", "web-01", false },
	{ "web\xc2\xa0" "01", "web 01", false },
	/* Width. */
	{ "\xef\xbc\xb7\xef\xbd\x85\xef\xbd\x82", "web", true },
	{ "\xef\xbc\x8f\xef\xbc\x90", "/0", true },
	{ "\xe3\x80\x80", " ", true },
	{ "\xef\xbf\xa5", "\xc2\xa5", true },
	{ "\xef\xbf\xa3", "\xc2\xaf", true },
	{ "\xef\xbe\xa1", "\xe3\x84\xb1", true },
	{ "\xef\xbf\x9c", "\xe3\x85\xa3", true },
	/* A Hangul syllable is its letters in one way only. */
	{ "\xea\xb0\x80", "\xe1\x84\x80\xe1\x85\xa1", true },
	{ "\xea\xb0\x80", "\xe3\x84\xb1\xe3\x85\x8f", false },
	/* Kana type, and both. */
	{ "\xe3\x81\x8b", "\xe3\x82\xab", true },
	{ "\xe3\x81\x8b", "\xef\xbd\xb6", true },
	{ "\xe3\x81\x81", "\xef\xbd\xa7", true },
	{ "\xe3\x82\x9d", "\xe3\x83\xbd", true },
	{ "\xe3\x81\x8b", "\xe3\x81\x8d", false },
	/* The voiced mark is nonspacing. */
	{ "\xe3\x81\x8c", "\xe3\x82\xab", true },
	{ "\xef\xbd\xb6\xef\xbe\x9e", "\xe3\x82\xac", true },
	/* What is no UTF-8 has letters of ASCII and bytes. */
	{ "HTTP/\xff", "http/\xff", true },
	{ "HTTP/\xff", "http/\xfe", false },
	{ "m\xc3\xbcnchen\xff", "munchen\xff", false },
	{ "M\xc3\xbcNCHEN\xff", "m\xc3\xbcnchen\xff", true },
	{ "M\xc3\x9cNCHEN\xff", "m\xc3\xbcnchen\xff", false },
};

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Whatever way two texts are compared, it says the same. */
static void
check_pair(const char *a, const char *b, const char *row)
{
	struct pool	 pool = { 0 };
	const char	*fold_a = fold_copy(&pool, span_of(a));
	const char	*fold_b = fold_copy(&pool, span_of(b));

	SAME_INT(fold_cmp(a, b), sign(strcmp(fold_a, fold_b)), row);
	SAME_INT(fold_cmp(b, a), -fold_cmp(a, b), row);
	OK(fold_cmp(a, b) != 0 || fold_hash(a) == fold_hash(b), row);
	OK(fold_hash(a) == fold_hash(fold_a), row);
	SAME(fold_copy(&pool, span_of(fold_a)), fold_a, row);
	pool_free(&pool);
}

static void
equality(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		SAME_INT(fold_cmp(rows[i].a, rows[i].b) == 0, rows[i].equal,
		    rows[i].a);
		SAME_INT(fold_hash(rows[i].a) == fold_hash(rows[i].b),
		    rows[i].equal, rows[i].a);
		check_pair(rows[i].a, rows[i].b, rows[i].a);
	}
}

static void
copies(void)
{
	struct pool	 pool = { 0 };
	struct span	 none = { NULL, 0 };

	SAME(fold_copy(&pool, none), "", NULL);
	SAME(fold_copy(&pool, span_of("HTTP/Web01.Corp.Example:8080")),
	    "http/web01.corp.example:8080", NULL);
	SAME(fold_copy(&pool, span_of("HTTP/M\xc3\x9cNCHEN")), "http/munchen",
	    NULL);
	SAME(fold_copy(&pool, span_of("\xe3\x81\x8c")), "\xe3\x82\xab", NULL);
	pool_free(&pool);
}

/*
 * A fold has nothing left to fold: over every character, which also shows
 * that none decomposes into more than there is room for.
 */
static void
characters(void)
{
	struct pool	 pool = { 0 };
	char		 text[8], row[16];
	size_t		 wrong = 0;
	int32_t		 c;
	const char	*once, *twice;

	for (c = 1; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		text[utf8proc_encode_char(c, (utf8proc_uint8_t *)text)] = '\0';
		once = fold_copy(&pool, span_of(text));
		twice = fold_copy(&pool, span_of(once));
		if (strcmp(once, twice) != 0 || fold_cmp(text, once) != 0 ||
		    fold_hash(text) != fold_hash(once)) {
			wrong++;
			snprintf(row, sizeof(row), "U+%04X", (unsigned)c);
			SAME(twice, once, row);
		}
		if (c % 4096 == 0)
			pool_free(&pool);
	}
	SAME_INT((long long)wrong, 0, NULL);
	pool_free(&pool);
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* Texts from few pieces, so that many are equal and differ where they can. */
static void
random_text(char *text, size_t size, uint64_t *seed)
{
	static const char	*const piece[] = {
		"a", "A", "b", "/", "HTTP", "http", "\xc3\xa4", "\xc3\x84",
		"\xcc\x88", "\xe3\x81\x8b", "\xe3\x82\xab", "\xef\xbc\xa1",
		"\xff", "01234567",
	};
	enum { N = sizeof(piece) / sizeof(*piece) };
	size_t	 n = next_random(seed) % 8;

	text[0] = '\0';
	while (n-- > 0 && strlen(text) + 9 < size)
		strcat(text, piece[next_random(seed) % N]);
}

static void
orders(void)
{
	enum { ROUNDS = 20000 };
	char		 a[64], b[64], c[64];
	uint64_t	 seed = 20261101;
	int		 i;

	for (i = 0; i < ROUNDS; i++) {
		random_text(a, sizeof(a), &seed);
		random_text(b, sizeof(b), &seed);
		random_text(c, sizeof(c), &seed);
		check_pair(a, b, a);
		OK(!(fold_cmp(a, b) <= 0 && fold_cmp(b, c) <= 0) ||
		    fold_cmp(a, c) <= 0, a);
	}
}

/* Hashes spread: of numbered names hardly any two share their top bits. */
static void
spread(void)
{
	enum { N = 4096, BITS = 16 };
	static unsigned char	 seen[1 << BITS];
	char			 text[64];
	size_t			 shared = 0, low = 0, top;
	int			 i;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < N; i++) {
		snprintf(text, sizeof(text), "HTTP/web%04d.corp.example", i);
		top = fold_hash(text) >> (64 - BITS);
		shared += (seen[top] & 1) != 0;
		seen[top] |= 1;
		top = fold_hash(text) & ((1 << BITS) - 1);
		low += (seen[top] & 2) != 0;
		seen[top] |= 2;
	}
	/* By chance alone it would be 125 of them. */
	OK(shared < 250, "the top bits");
	OK(low < 250, "the low bits");
}

void
t_fold(void)
{
	test_suite("fold");
	test_add("texts are equal as the directory says", equality);
	test_add("folds are written out", copies);
	test_add("a fold of a fold is the same, for every character",
	    characters);
	test_add("comparison is an order and agrees with folds and hashes",
	    orders);
	test_add("hashes spread", spread);
}
