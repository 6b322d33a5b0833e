#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests/setspn/script.h"
#include "tests/setspn/store.h"
#include "tests/setspn/utf8.h"

/* The longest line that cmd.exe takes. */
#define LINE_MAX_LENGTH 8191

struct reader {
	struct script	*script;
	const char	*path;
	size_t		 number;	/* of the current line */
	size_t		 n_fault;
	bool		 is_utf8;	/* chcp 65001 was seen */
};

struct words {
	const char	**word;
	size_t		  n_word;
};

static const char a_status[] = "the exit status of setspn is not documented";
static const char a_variable[] = "variable expansion in a generated script";

static bool
fault(struct reader *reader, const char *what, const char *which)
{
	fprintf(stderr, "%s:%zu: %s%s\n", reader->path, reader->number, what, which);
	reader->n_fault++;
	return false;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

static const char *
skip_space(const char *text)
{
	return text + strspn(text, " \t");
}

/*
 * The first thing that cmd.exe does to a line, quoted or not: %NAME% becomes
 * the variable and %% a percent sign.  In place.
 */
static bool
percent_expand(struct reader *reader, char *line)
{
	char *from, *to = line;

	for (from = line; *from != '\0'; *to++ = *from++) {
		if (*from != '%')
			continue;
		if (strncasecmp(from, "%errorlevel%", 12) == 0)
			return fault(reader, a_status, "");
		if (*++from != '%')
			return fault(reader, a_variable, "");
	}
	*to = '\0';
	return true;
}

/*
 * The length of >nul, 1>nul or 2>nul at AT, 0 where there is none.  A digit
 * is a stream only at the beginning of a word.
 */
static size_t
redirect_length(const char *line, const char *at)
{
	const char *name = at;

	if ((*at == '1' || *at == '2') && (at == line || is_space(at[-1])))
		name++;
	if (*name != '>')
		return 0;
	name = skip_space(name + 1);
	if (strncasecmp(name, "nul", 3) != 0 || (name[3] != '\0' && !is_space(name[3])))
		return 0;
	return (size_t)(name + 3 - at);
}

/*
 * What remains of a command's arguments when cmd.exe has taken out carets and
 * redirections: in place.  A metacharacter would end the command, and is a
 * fault but for the redirections to nul at the end.
 */
static bool
arguments_take(struct reader *reader, char *line)
{
	char *from = line, *to = line, character[2] = "";
	bool quoted = false, redirected = false;
	size_t length;

	for (; *from != '\0'; from++) {
		length = quoted ? 0 : redirect_length(line, from);
		if (length > 0) {
			redirected = true;
			from += length - 1;
			continue;
		}
		if (redirected && !is_space(*from))
			return fault(reader, "text behind a redirection", "");
		if (*from == '"')
			quoted = !quoted;
		if (!quoted && *from == '^') {
			if (*++from == '\0')
				return fault(reader, "a line continued on the next", "");
		} else if (!quoted && strchr("&|<>", *from) != NULL) {
			character[0] = *from;
			return fault(reader, "unquoted metacharacter ", character);
		}
		*to++ = *from;
	}
	*to = '\0';
	return quoted ? fault(reader, "a quotation mark without its other", "") : true;
}

/*
 * Ends the argument at FROM and tells where the next may begin.  The rules of
 * Microsoft's C runtime: space parts arguments, quotation marks keep them
 * together, \" is a quotation mark and "" within quotes is one too, any other
 * backslash is itself.  What is taken out only makes it shorter: in place.
 */
static char *
word_take(char *from)
{
	char *to = from, *next;
	size_t n, i;
	bool quoted = false;

	for (; *from != '\0' && (quoted || !is_space(*from)); from++) {
		n = strspn(from, "\\");
		if (from[n] == '"') {
			for (i = 0; i < n / 2; i++)
				*to++ = '\\';
			from += n;
			if (n % 2 == 1)
				*to++ = '"';
			else if (quoted && from[1] == '"')
				*to++ = *++from;
			else
				quoted = !quoted;
		} else if (n > 0) {
			for (i = 0; i < n; i++)
				*to++ = '\\';
			from += n - 1;
		} else {
			*to++ = *from;
		}
	}
	next = *from == '\0' ? from : from + 1;
	*to = '\0';
	return next;
}

static struct words
words_take(struct store *store, char *line)
{
	struct words words = { 0 };

	while (*(line += strspn(line, " \t")) != '\0') {
		words.word = store_room(store, words.word, words.n_word,
		    sizeof(*words.word));
		words.word[words.n_word++] = line;
		line = word_take(line);
	}
	return words;
}

/* The commands that a script may contain: each gets what follows its name. */

/*
 * Everything behind the first word is free; within that word cmd.exe still
 * sees metacharacters, and a caret at the end would continue the line.
 */
static bool
rem_read(struct reader *reader, char *rest)
{
	size_t len = strlen(rest);
	bool quoted = false;

	if (len > 0 && rest[len - 1] == '^')
		return fault(reader, "a line continued on the next", "");
	for (; *rest != '\0' && (quoted || !is_space(*rest)); rest++) {
		if (*rest == '"')
			quoted = !quoted;
		if (!quoted && strchr("&|<>^", *rest) != NULL)
			return fault(reader, "a remark begins with a metacharacter", "");
	}
	return true;
}

static bool
echo_read(struct reader *reader, char *rest)
{
	return arguments_take(reader, rest);
}

static bool
pause_read(struct reader *reader, char *rest)
{
	if (!arguments_take(reader, rest))
		return false;
	return *skip_space(rest) == '\0' ? true : fault(reader, "pause takes nothing", "");
}

static bool
chcp_read(struct reader *reader, char *rest)
{
	struct words words;

	if (!arguments_take(reader, rest))
		return false;
	words = words_take(&reader->script->store, rest);
	if (words.n_word != 1 || strcmp(words.word[0], "65001") != 0)
		return fault(reader, "a code page other than 65001", "");
	reader->is_utf8 = true;
	return true;
}

/* "if not exist FILE ldifde -f FILE ...": the export that rollback starts from. */
static bool
if_read(struct reader *reader, char *rest)
{
	struct words words;
	const char *file = NULL;
	size_t i;

	if (!arguments_take(reader, rest))
		return false;
	words = words_take(&reader->script->store, rest);
	for (i = 0; i < words.n_word && i < 2; i++)
		if (strcasecmp(words.word[i], "errorlevel") == 0)
			return fault(reader, a_status, "");
	if (words.n_word < 4 || strcasecmp(words.word[0], "not") != 0
	    || strcasecmp(words.word[1], "exist") != 0
	    || strcasecmp(words.word[3], "ldifde") != 0)
		return fault(reader, "only 'if not exist FILE ldifde ...' is known", "");
	for (i = 4; i < words.n_word; i++) {
		if (strcasecmp(words.word[i], "-i") == 0
		    || strcasecmp(words.word[i], "/i") == 0)
			return fault(reader, "an import by ldifde", "");
		if (strcasecmp(words.word[i], "-f") == 0 && i + 1 < words.n_word)
			file = words.word[i + 1];
	}
	if (file == NULL || strcasecmp(file, words.word[2]) != 0)
		return fault(reader, "ldifde does not write ", words.word[2]);
	return true;
}

static bool
text_is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static bool
setspn_read(struct reader *reader, char *rest)
{
	struct script *script = reader->script;
	struct words words;

	if (!arguments_take(reader, rest))
		return false;
	words = words_take(&script->store, rest);
	script->command = store_room(&script->store, script->command, script->n_command,
	    sizeof(*script->command));
	script->command[script->n_command++] = (struct command){
		.line = reader->number,
		.argument = words.word,
		.n_argument = words.n_word
	};
	return true;
}

static const struct {
	const char	*name;
	bool		(*read)(struct reader *, char *rest);
} known[] = {
	{ "rem", rem_read },
	{ "echo", echo_read },
	{ "echo.", echo_read },
	{ "pause", pause_read },
	{ "chcp", chcp_read },
	{ "if", if_read },
	{ "setspn", setspn_read },
};

static bool
command_read(struct reader *reader, const char *text, char *rest)
{
	size_t n_before = reader->script->n_command, len = strcspn(rest, " \t"), i;
	char *name = rest;

	rest += len;
	if (*rest != '\0')
		*rest++ = '\0';
	rest += strspn(rest, " \t");
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(name, known[i].name) == 0)
			break;
	if (i == sizeof(known) / sizeof(known[0]))
		return fault(reader, "unknown command ", name);
	if (!known[i].read(reader, rest))
		return false;
	if (reader->script->n_command == n_before)
		return true;
	reader->script->command[n_before].text = text;
	if (!reader->is_utf8 && !text_is_ascii(text))
		return fault(reader, "not ASCII, and no chcp 65001 before it", "");
	return true;
}

static bool
text_is_clean(struct reader *reader, const char *line, size_t len)
{
	const char *end = line + len;
	int32_t code;

	while (line < end) {
		code = utf8_next(&line, end);
		if (code < 0)
			return fault(reader, "not UTF-8", "");
		if ((code < ' ' && code != '\t') || code == 0x7f || code == 0xfeff)
			return fault(reader, "a control character or byte order mark", "");
	}
	return true;
}

/* A line without its end; labels are there for people. */
static bool
line_read(struct reader *reader, const char *raw, size_t len)
{
	struct store *store = &reader->script->store;
	char *line;

	if (len > LINE_MAX_LENGTH)
		return fault(reader, "longer than cmd.exe takes", "");
	if (!text_is_clean(reader, raw, len))
		return false;
	line = store_text(store, raw, len);
	if (!percent_expand(reader, line))
		return false;
	line += strspn(line, " \t");
	if (*line == '\0' || *line == ':')
		return true;
	line += strspn(line, "@ \t");
	return command_read(reader, skip_space(store_text(store, raw, len)), line);
}

size_t
script_read(struct script *script, const char *path)
{
	struct reader reader = { .script = script, .path = path };
	size_t len, line_len;
	const char *at = store_file(&script->store, path, &len), *end = at + len, *newline;

	for (; at < end; at = newline + 1) {
		reader.number++;
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL || newline == at || newline[-1] != '\r') {
			fault(&reader, "does not end in CR LF", "");
			break;
		}
		line_len = (size_t)(newline - 1 - at);
		line_read(&reader, at, line_len);
	}
	return reader.n_fault;
}

void
script_free(struct script *script)
{
	store_free(&script->store);
	*script = (struct script){ 0 };
}
