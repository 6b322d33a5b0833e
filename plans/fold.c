#include "plans/fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "plans/eight.h"

/*
 * Folding goes character by character, and the fold of a text is the folds
 * of its characters one after the other: so texts can be compared and hashed
 * from the front without making their folds.
 */

/*
 * Characters that differ from another one in width or kana type alone, as
 * ranges: FIRST becomes TO, and so on.  Widths are the <wide> and <narrow>
 * mappings of UnicodeData.txt, except those of half-width katakana, which
 * follow no order.
 */
static const struct fold_row {
	utf8proc_int32_t	 first, last, to;
} fold_row[] = {
	{ 0x3000, 0x3000, 0x0020 },	/* ideographic space */
	{ 0x3041, 0x3096, 0x30a1 },	/* hiragana */
	{ 0x309d, 0x309d, 0x30fd },	/* hiragana iteration mark */
	{ 0xff01, 0xff5e, 0x0021 },	/* full-width ASCII */
	{ 0xff5f, 0xff60, 0x2985 },	/* white parentheses */
	{ 0xffa0, 0xffa0, 0x3164 },	/* half-width Hangul */
	{ 0xffa1, 0xffbe, 0x3131 },
	{ 0xffc2, 0xffc7, 0x314f },
	{ 0xffca, 0xffcf, 0x3155 },
	{ 0xffd2, 0xffd7, 0x315b },
	{ 0xffda, 0xffdc, 0x3161 },
	{ 0xffe0, 0xffe1, 0x00a2 },	/* cent, pound */
	{ 0xffe2, 0xffe2, 0x00ac },	/* not */
	{ 0xffe3, 0xffe3, 0x00af },	/* macron */
	{ 0xffe4, 0xffe4, 0x00a6 },	/* broken bar */
	{ 0xffe5, 0xffe5, 0x00a5 },	/* yen */
	{ 0xffe6, 0xffe6, 0x20a9 },	/* won */
	{ 0xffe8, 0xffe8, 0x2502 },	/* box drawing */
	{ 0xffe9, 0xffec, 0x2190 },	/* arrows */
	{ 0xffed, 0xffed, 0x25a0 },	/* square */
	{ 0xffee, 0xffee, 0x25cb },	/* circle */
};

enum { KATAKANA_FIRST = 0xff61, KATAKANA_LAST = 0xff9f };

static utf8proc_int32_t
fold_width(utf8proc_int32_t c)
{
	size_t	 i;

	for (i = 0; i < sizeof(fold_row) / sizeof(*fold_row); i++)
		if (c >= fold_row[i].first && c <= fold_row[i].last)
			return c - fold_row[i].first + fold_row[i].to;
	return c;
}

/*
 * Letters that Unicode does not decompose and Windows sorts as others
 * ([MS-UCODEREF] 3.1.5.2.4), as far as they were seen in a directory: no
 * Meissner beside a Meißner (KB938447), and who is aaa or ooo logs on as ååå
 * or øøø.
 */
static const struct letter {
	utf8proc_int32_t	 c;
	const char		*as;
} letter[] = {
	{ 0xdf, "ss" },
	{ 0xf8, "o" },
};

/* Writes the fold of one that is decomposed, in lower case. */
static size_t
fold_letter(utf8proc_int32_t c, utf8proc_uint8_t *out)
{
	size_t	 i, n;

	for (i = 0; i < sizeof(letter) / sizeof(*letter); i++) {
		if (letter[i].c == c) {
			n = strlen(letter[i].as);
			memcpy(out, letter[i].as, n);
			return n;
		}
	}
	return (size_t)utf8proc_encode_char(c, out);
}

/*
 * Decomposition brings width and kana type to the surface (a precomposed
 * hiragana GA is KA and a mark), and nonspacing marks to where they can be
 * left out.  It is the canonical one, or ligatures and superscripts would
 * become equal to what they stand for; but to Windows a letter in a circle is the
 * letter (Samba bug 14847).
 */
enum { DECOMPOSED_MOST = 8 };

static size_t
fold_character(utf8proc_int32_t c, utf8proc_uint8_t *out)
{
	utf8proc_int32_t	 part[DECOMPOSED_MOST];
	utf8proc_ssize_t	 i, n;
	int			 boundary = 0, how = UTF8PROC_DECOMPOSE;
	size_t			 n_out = 0;

	if ((c >= KATAKANA_FIRST && c <= KATAKANA_LAST) ||
	    utf8proc_get_property(c)->decomp_type == UTF8PROC_DECOMP_TYPE_CIRCLE)
		how |= UTF8PROC_COMPAT;
	n = utf8proc_decompose_char(c, part, DECOMPOSED_MOST,
	    (utf8proc_option_t)how, &boundary);
	if (n < 0 || n > DECOMPOSED_MOST) {
		part[0] = c;
		n = 1;
	}
	for (i = 0; i < n; i++) {
		if (utf8proc_category(part[i]) == UTF8PROC_CATEGORY_MN)
			continue;
		n_out += fold_letter(utf8proc_tolower(fold_width(part[i])), out + n_out);
	}
	return n_out;
}

/* A text whose fold is read byte by byte. */
struct reader {
	const unsigned char	*at, *end;
	bool			 utf8;
	utf8proc_uint8_t	 byte[4 * DECOMPOSED_MOST]; /* of one character */
	size_t			 next, n;
};

static void
reader_init(struct reader *reader, const char *text, size_t n)
{
	struct span	 span = { text, n };

	reader->at = (const unsigned char *)text;
	reader->end = reader->at + n;
	reader->utf8 = text_utf8(span);
	reader->next = reader->n = 0;
}

/* The next byte of the fold, or -1 at its end. */
static int
reader_byte(struct reader *reader)
{
	utf8proc_int32_t	 c;

	while (reader->next == reader->n) {
		if (reader->at == reader->end)
			return -1;
		if (*reader->at < 0x80 || !reader->utf8)
			return (unsigned char)text_lower((char)*reader->at++);
		reader->at += utf8proc_iterate(reader->at,
		    reader->end - reader->at, &c);
		reader->n = fold_character(c, reader->byte);
		reader->next = 0;
	}
	return reader->byte[reader->next++];
}

/* Folds the eights at the front of OUT that are ASCII; returns their bytes. */
static size_t
fold_ascii(char *out, size_t n)
{
	uint64_t	 eight;
	size_t		 i;

	for (i = 0; n - i >= sizeof(eight); i += sizeof(eight)) {
		eight = eight_bytes(out + i);
		if (!eight_ascii(eight))
			break;
		eight = eight_lower(eight);
		memcpy(out + i, &eight, sizeof(eight));
	}
	for (; i < n && (unsigned char)out[i] < 0x80; i++)
		out[i] = text_lower(out[i]);
	return i;
}

char *
fold_copy(struct pool *pool, struct span text)
{
	struct reader	 reader, again;
	char		*copy = pool_ncopy(pool, text.at, text.n);
	size_t		 done = fold_ascii(copy, text.n), n = done;
	char		*longer;
	int		 byte;

	if (done == text.n)
		return copy;
	reader_init(&reader, text.at + done, text.n - done);
	again = reader;
	while (reader_byte(&reader) >= 0)
		n++;
	longer = pool_alloc(pool, n + 1);
	memcpy(longer, copy, done);
	while ((byte = reader_byte(&again)) >= 0)
		longer[done++] = (char)byte;
	return longer;
}

char *
fold_bare(struct pool *pool, const char *text)
{
	const char		*at = text;
	char			*bare, *to;
	utf8proc_int32_t	 c;
	utf8proc_ssize_t	 n;

	while ((unsigned char)(*at - 1) < 0x7f)
		at++;
	if (*at == '\0')
		return NULL;
	bare = to = pool_alloc(pool, strlen(text) + 1);
	for (at = text; *at != '\0'; at += n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &c);
		if (n <= 0)
			return NULL;
		if (utf8proc_get_property(c)->ignorable)
			continue;
		memcpy(to, at, (size_t)n);
		to += n;
	}
	return (size_t)(to - bare) == strlen(text) ? NULL :
	    fold_copy(pool, (struct span){ bare, (size_t)(to - bare) });
}

static int
fold_cmp_slowly(const char *a, const char *b)
{
	struct reader	 reader_a, reader_b;
	int		 byte_a, byte_b;

	reader_init(&reader_a, a, strlen(a));
	reader_init(&reader_b, b, strlen(b));
	do {
		byte_a = reader_byte(&reader_a);
		byte_b = reader_byte(&reader_b);
	} while (byte_a == byte_b && byte_a >= 0);
	return (byte_a > byte_b) - (byte_a < byte_b);
}

int
fold_cmp(const char *a, const char *b)
{
	unsigned char	 byte_a, byte_b;

	for (;; a++, b++) {
		byte_a = (unsigned char)*a;
		byte_b = (unsigned char)*b;
		if (byte_a >= 0x80 || byte_b >= 0x80)
			return fold_cmp_slowly(a, b);
		if (byte_a != byte_b) {
			byte_a = (unsigned char)text_lower(*a);
			byte_b = (unsigned char)text_lower(*b);
			if (byte_a != byte_b)
				return byte_a < byte_b ? -1 : 1;
		} else if (byte_a == '\0')
			return 0;
	}
}

static uint64_t
mix(uint64_t hash, uint64_t eight)
{
	hash = (hash ^ eight) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/* The next bytes of the fold, eight at most; returns how many. */
static size_t
reader_eight(struct reader *reader, uint64_t *eight_out)
{
	unsigned char	 byte[sizeof(*eight_out)] = { 0 };
	size_t		 n = 0;
	int		 next;

	while (n < sizeof(byte) && (next = reader_byte(reader)) >= 0)
		byte[n++] = (unsigned char)next;
	memcpy(eight_out, byte, sizeof(byte));
	return n;
}

/* No byte of a fold is NUL, so texts of different lengths differ in an eight
 * even where the last one is filled up with zeros. */
uint64_t
fold_hash(const char *text)
{
	struct reader	 reader;
	uint64_t	 hash = 0, eight;
	size_t		 n = strlen(text), done, more;

	for (done = 0; n - done >= sizeof(eight); done += sizeof(eight)) {
		eight = eight_bytes(text + done);
		if (!eight_ascii(eight))
			break;
		hash = mix(hash, eight_lower(eight));
	}
	reader_init(&reader, text + done, n - done);
	do {
		more = reader_eight(&reader, &eight);
		if (more > 0)
			hash = mix(hash, eight);
	} while (more == sizeof(eight));
	return mix(hash, 0);
}
