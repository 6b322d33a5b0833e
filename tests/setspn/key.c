#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/setspn/key.h"
#include "tests/setspn/store.h"
#include "tests/setspn/utf8.h"

/* The letters of U+00C0 to U+017F without their marks; '.' bears none. */
static const char bare_letter[] =
	"aaaaaa.ceeeeiiii.nooooo..uuuuy.."
	"aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
	"aaaaaaccccccccdd..eeeeeeeeeegggg"
	"gggghh..iiiiiiiii...jjkk.llllll."
	"...nnnnnn...oooooo..rrrrrrssssss"
	"sstttt..uuuuuuuuuuuuwwyyyzzzzzz.";

/* Runs of characters that compare as others; ONTO 0: as nothing at all. */
static const struct {
	int32_t	from, to, onto;
} folds[] = {
	{ 'A', 'Z', 'a' },
	{ 0x00c6, 0x00c6, 0x00e6 },
	{ 0x00d0, 0x00d0, 0x00f0 },
	{ 0x00d8, 0x00d8, 0x00f8 },
	{ 0x00de, 0x00de, 0x00fe },
	{ 0x0110, 0x0110, 0x0111 },
	{ 0x0126, 0x0126, 0x0127 },
	{ 0x0132, 0x0132, 0x0133 },
	{ 0x0141, 0x0141, 0x0142 },
	{ 0x014a, 0x014a, 0x014b },
	{ 0x0152, 0x0152, 0x0153 },
	{ 0x0166, 0x0166, 0x0167 },
	{ 0x0300, 0x036f, 0 },
	{ 0x0391, 0x03a9, 0x03b1 },
	{ 0x0400, 0x040f, 0x0450 },
	{ 0x0410, 0x042f, 0x0430 },
	{ 0x1ab0, 0x1aff, 0 },
	{ 0x1dc0, 0x1dff, 0 },
	{ 0x20d0, 0x20ff, 0 },
	{ 0x30a1, 0x30f6, 0x3041 },
	{ 0xfe20, 0xfe2f, 0 },
	{ 0xff01, 0xff20, 0x0021 },
	{ 0xff21, 0xff3a, 'a' },
	{ 0xff3b, 0xff5e, 0x005b },
};

static int32_t
code_fold(int32_t code)
{
	size_t i;

	if (code >= 0xc0 && code <= 0x17f && bare_letter[code - 0xc0] != '.')
		return bare_letter[code - 0xc0];
	for (i = 0; i < sizeof(folds) / sizeof(folds[0]); i++)
		if (code >= folds[i].from && code <= folds[i].to)
			break;
	if (i == sizeof(folds) / sizeof(folds[0]))
		return code;
	return folds[i].onto == 0 ? 0 : folds[i].onto + code - folds[i].from;
}

static char *
code_put(char *to, int32_t code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	} else {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

const char *
key_make(struct store *store, const char *text)
{
	const char *end = text + strlen(text), *from;
	char *key = store_get(store, strlen(text) + 1), *to = key;
	int32_t code, folded;

	while (text < end) {
		from = text;
		code = utf8_next(&text, end);
		if (code < 0)
			text++;
		folded = code < 0 ? code : code_fold(code);
		if (folded == code) {
			memcpy(to, from, (size_t)(text - from));
			to += text - from;
		} else if (folded != 0) {
			to = code_put(to, folded);
		}
	}
	return key;
}
