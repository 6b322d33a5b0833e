#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "tests/setspn/block.h"
#include "tests/setspn/store.h"

/* Where the line at AT ends, its continuations not counted. */
static const char *
line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline == NULL ? end : newline + 1;
}

static bool
line_is_blank(const char *at, const char *end)
{
	return *at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n');
}

/* Takes the line at AT with its continuations; what it is in the file. */
static size_t
line_take(struct input *input)
{
	const char *from = input->at;

	do {
		input->at = line_end(input->at, input->end);
		input->number++;
	} while (input->at < input->end && *input->at == ' ');
	return (size_t)(input->at - from);
}

static char *
line_unfold(struct store *store, const char *raw, size_t raw_len)
{
	char *text = store_get(store, raw_len + 1), *to = text;
	const char *at, *end = raw + raw_len, *stop;

	for (at = raw; at < end; at = line_end(at, end)) {
		if (at > raw)
			at++;
		stop = line_end(at, end);
		while (stop > at && (stop[-1] == '\n' || stop[-1] == '\r'))
			stop--;
		memcpy(to, at, (size_t)(stop - at));
		to += stop - at;
	}
	return text;
}

const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	"abcdefghijklmnopqrstuvwxyz0123456789+/";

/* In place; the number of bytes, or -1. */
static long
base64_decode(char *text)
{
	size_t len = strlen(text), i;
	uint32_t bits = 0;
	const char *digit;
	char *to = text;

	if (len % 4 != 0)
		return -1;
	for (i = 0; i < 2 && len > 0 && text[len - 1] == '='; i++)
		len--;
	for (i = 0; i < len; i++) {
		digit = strchr(base64, text[i]);
		if (digit == NULL)
			return -1;
		bits = bits << 6 | (uint32_t)(digit - base64);
		if (i % 4 != 0)
			*to++ = (char)(bits >> (6 - i % 4 * 2) & 0xff);
	}
	*to = '\0';
	return (long)(to - text);
}

static void
line_read(struct input *input, struct line *line)
{
	struct store *store = input->store;
	char *text, *colon;
	long len;

	line->number = input->number;
	line->raw = input->at;
	line->raw_len = line_take(input);
	if (memchr(line->raw, '\0', line->raw_len) != NULL)
		errx(2, "%s:%zu: a NUL: not LDIF in UTF-8", input->path, line->number);
	text = line_unfold(store, line->raw, line->raw_len);
	colon = strchr(text, ':');
	if (colon == NULL || colon == text)
		errx(2, "%s:%zu: not LDIF: no attribute", input->path, line->number);
	*colon++ = '\0';
	line->name = text;
	if (*colon == '<')
		errx(2, "%s:%zu: a value by URL", input->path, line->number);
	if (*colon != ':') {
		line->text = colon + strspn(colon, " ");
		return;
	}
	colon += 1 + strspn(colon + 1, " ");
	len = base64_decode(colon);
	if (len < 0)
		errx(2, "%s:%zu: not base64", input->path, line->number);
	line->text = strlen(colon) == (size_t)len ? colon : NULL;
}

bool
block_read(struct input *input, struct block *block)
{
	bool begun = false;

	*block = (struct block){ .raw = input->at };
	while (input->at < input->end) {
		if (line_is_blank(input->at, input->end)) {
			if (begun)
				break;
			line_take(input);
			continue;
		}
		begun = true;
		if (*input->at == '#') {
			line_take(input);
			continue;
		}
		block->line = store_room(input->store, block->line, block->n_line,
		    sizeof(*block->line));
		line_read(input, &block->line[block->n_line++]);
	}
	block->raw_len = (size_t)(input->at - block->raw);
	return block->raw_len > 0;
}

const struct line *
block_next(const struct block *block, const char *name, const struct line *after)
{
	const struct line *line = after == NULL ? block->line : after + 1;

	for (; line < block->line + block->n_line; line++)
		if (strcasecmp(line->name, name) == 0)
			return line;
	return NULL;
}

const char *
block_text(const struct block *block, const char *name)
{
	const struct line *line = block_next(block, name, NULL);

	return line == NULL ? NULL : line->text;
}

bool
block_has(const struct block *block, const char *name, const char *text)
{
	const struct line *line = NULL;

	while ((line = block_next(block, name, line)) != NULL)
		if (line->text != NULL && strcasecmp(line->text, text) == 0)
			return true;
	return false;
}
