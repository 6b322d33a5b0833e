#include "cmd/read/f5_parse.h"

#include <string.h>

enum { DEPTH_MOST = 32, WORDS_MOST = 10000, ITEMS_MOST = 1000000 };

struct lines {
	struct import	*import;
	const char	*name;
	const char	*start, *at, *end;
	int		 line;
	int		 n_item;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
ends_word(char c)
{
	return is_blank(c) || c == '\n' || c == '{' || c == '}';
}

/* Quoted or not; *WORD_OUT is NULL where a quotation mark has no end. */
static void
take_word(struct lines *lines, const char **word_out)
{
	const char	*start = lines->at, *at = start;
	char		*word, *to;

	*word_out = NULL;
	if (*at != '"') {
		while (at < lines->end && !ends_word(*at))
			at++;
		*word_out = pool_ncopy(&lines->import->farm.pool, start, (size_t)(at - start));
		lines->at = at;
		return;
	}
	for (at++; at < lines->end && *at != '"'; at++)
		at += *at == '\\';
	if (at >= lines->end)
		return;
	*word_out = to = word = pool_alloc(&lines->import->farm.pool, (size_t)(at - start));
	for (start++; start < at; start++) {
		start += *start == '\\' && start + 1 < at;
		lines->line += *start == '\n';
		*to++ = *start;
	}
	lines->at = at + 1;
}

/* Past blanks, and where a line may begin past empty lines and comments too. */
static void
skip(struct lines *lines, bool begins)
{
	bool	 fresh = begins && (lines->at == lines->start || lines->at[-1] == '\n');

	for (; lines->at < lines->end; lines->at++) {
		if (fresh && *lines->at == '#') {
			while (lines->at < lines->end && *lines->at != '\n')
				lines->at++;
			if (lines->at == lines->end)
				return;
		}
		if (*lines->at == '\n' && begins) {
			lines->line++;
			fresh = true;
		} else if (!is_blank(*lines->at))
			return;
	}
}

/* Does an object of the configuration begin there? */
static bool
is_object(const char *at, const char *end)
{
	static const char	*const module[] = {
		"analytics ", "apm ", "asm ", "auth ", "cli ", "cm ", "gtm ", "ilx ", "ltm ", "net ", "pem ", "security ",
		"sys ", "vcmp ", "wom "
	};
	size_t	 i;

	for (i = 0; i < sizeof(module) / sizeof(*module); i++) {
		if ((size_t)(end - at) > strlen(module[i]) && memcmp(at, module[i], strlen(module[i])) == 0)
			return true;
	}
	return false;
}

/* Comments of code have braces that nobody counted: it ends with a brace at the
 * beginning of a line, behind which another object begins, or nothing. */
static bool
ends_code(const struct lines *lines)
{
	struct lines	 rest = *lines;

	rest.at++;
	skip(&rest, true);
	return rest.at == rest.end || (rest.at > lines->at + 1 && rest.at[-1] == '\n' && is_object(rest.at, rest.end));
}

/* All of it on the line of its beginning, as "tmsh list one-line" writes it. */
static bool
skip_line(struct lines *lines)
{
	struct lines	 last = *lines;
	const char	*end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));

	for (end = end == NULL ? lines->end : end; end > lines->at && is_blank(end[-1]); end--)
		continue;
	if (end == lines->at || end[-1] != '}')
		return false;
	last.at = end - 1;
	if (ends_code(&last))
		lines->at = end;
	return lines->at == end;
}

static bool
skip_code(struct lines *lines)
{
	skip(lines, false);
	if (lines->at < lines->end && skip_line(lines))
		return true;
	for (; lines->at < lines->end; lines->at++) {
		if (*lines->at == '}' && lines->at[-1] == '\n' && ends_code(lines)) {
			lines->at++;
			return true;
		}
		lines->line += *lines->at == '\n';
	}
	return false;
}

static bool
is_code(const struct item *item)
{
	return item->n_word > 0 && (strcmp(item->word[0], "rule") == 0 ||
	    strcmp(item->word[0], "irule") == 0 ||
	    (strcmp(item->name, "cli") == 0 && strcmp(item->word[0], "script") == 0) ||
	    (strcmp(item->name, "sys") == 0 && (strcmp(item->word[0], "icall") == 0 ||
	    strcmp(item->word[0], "application") == 0)));
}

/* Within an object, what has no value: behind it another name may stand on the line. */
static bool
stands_alone(const char *name)
{
	static const char	*const alone[] = {
		"dhcp-relay", "disabled", "enabled", "forward", "internal", "ip-forward", "l2-forward", "reject", "request",
		"response", "select", "stateless", "vlans-disabled", "vlans-enabled"
	};
	size_t	 i;

	for (i = 0; i < sizeof(alone) / sizeof(*alone) && strcmp(alone[i], name) != 0; i++)
		continue;
	return i < sizeof(alone) / sizeof(*alone);
}

static bool
at_word(struct lines *lines)
{
	skip(lines, false);
	return lines->at < lines->end && !ends_word(*lines->at);
}

static bool
at_block(struct lines *lines)
{
	skip(lines, false);
	return lines->at < lines->end && *lines->at == '{';
}

/* An object has all words of its line; within it a name has one value, and the
 * rest of the line is more of them: "tmsh list one-line" writes it so. */
static int
take_words(struct lines *lines, struct item *item, int depth, struct error *err)
{
	const size_t	 most = depth == 0 ? WORDS_MOST : !stands_alone(item->name);
	struct lines	 before;
	const char	*word;

	while (at_word(lines)) {
		if (item->n_word == most)
			return depth > 0 ? 0 : error_set(err, "%s:%d: the line has too many words", lines->name, item->line);
		before = *lines;
		take_word(lines, &word);
		if (word == NULL)
			return error_set(err, "%s:%d: a quotation mark has no end", lines->name, item->line);
		if (depth > 0 && at_block(lines)) {	/* the block is that word's */
			*lines = before;
			return 0;
		}
		item->word = pool_more(&lines->import->farm.pool, item->word, item->n_word, sizeof(word));
		item->word[item->n_word++] = word;
	}
	return 0;
}

static int	parse_list(struct lines *, struct item **, int depth, struct error *);

static int
parse_item(struct lines *lines, struct item *item, int depth, struct error *err)
{
	take_word(lines, &item->name);
	if (item->name == NULL)
		return error_set(err, "%s:%d: a quotation mark has no end", lines->name, item->line);
	if (take_words(lines, item, depth, err) != 0)
		return -1;
	if (!at_block(lines))
		return 0;
	item->code.at = ++lines->at;
	if (depth == 0 && is_code(item)) {
		if (!skip_code(lines))
			return error_set(err, "%s:%d: the block has no end", lines->name, item->line);
		item->code.n = (size_t)(lines->at - item->code.at) - 1;
		return 0;
	}
	item->code.at = NULL;
	if (depth == DEPTH_MOST)
		return error_set(err, "%s:%d: is nested too deeply", lines->name, item->line);
	return parse_list(lines, &item->child, depth + 1, err);
}

static int
parse_list(struct lines *lines, struct item **end, int depth, struct error *err)
{
	struct item	*item;
	int		 line = lines->line;

	for (;;) {
		skip(lines, true);
		if (lines->at == lines->end)
			return depth == 0 ? 0 : error_set(err, "%s:%d: the block has no end", lines->name, line);
		if (*lines->at == '}' && depth == 0)
			return error_set(err, "%s:%d: '}' has no beginning", lines->name, lines->line);
		if (*lines->at == '}') {
			lines->at++;
			return 0;
		}
		if (lines->n_item++ == ITEMS_MOST)
			return error_set(err, "%s:%d: there are more than %d lines", lines->name, lines->line, ITEMS_MOST);
		item = pool_alloc(&lines->import->farm.pool, sizeof(*item));
		*item = (struct item){ .file = lines->name, .line = lines->line };
		if (*lines->at == '{') {	/* a list within a list, without a name */
			item->name = "";
			lines->at++;
			if (depth == DEPTH_MOST)
				return error_set(err, "%s:%d: is nested too deeply", lines->name, lines->line);
			if (parse_list(lines, &item->child, depth + 1, err) != 0)
				return -1;
		} else if (parse_item(lines, item, depth, err) != 0)
			return -1;
		*end = item;
		end = &item->next;
	}
}

int
f5_parse(struct item **out, struct import *import, const char *name, const char *text, size_t n, struct error *err)
{
	struct lines	 lines = { .import = import, .name = name, .start = text, .at = text, .end = text + n, .line = 1 };

	while (*out != NULL)
		out = &(*out)->next;
	return parse_list(&lines, out, 0, err);
}
