#include "cmd/read/nginx_parse.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "cmd/read/file.h"

enum { DEPTH_MOST = 32, INCLUDES_MOST = 16, FILES_MOST = 1000, ARGUMENTS_MOST = 1000,
       DIRECTIVES_MOST = 1000000 };

/* One file; the others that are being read are above it. */
struct source_file {
	const char			*name;
	const char			*at, *end;
	int				 line;
	const struct source_file	*above;
	int				 depth;		/* of files */
};

struct parser {
	struct import	*import;
	const char	*folder;	/* of the first file, with a slash, or "" */
	bool		 has_files;
	int		 n_file;
	int		 n_directive;
};

static int	parse_block(struct parser *, struct source_file *, struct directive **, int depth, struct error *);

/* -- words -- */

enum token { TOKEN_END, TOKEN_WORD, TOKEN_SEMICOLON, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_BROKEN };

static void
skip_blanks(struct source_file *file)
{
	bool	 comment = false;

	for (; file->at < file->end; file->at++) {
		if (*file->at == '\n') {
			file->line++;
			comment = false;
		} else if (!comment && *file->at == '#')
			comment = true;
		else if (!comment && !text_blank(*file->at))
			return;
	}
}

/* nginx resolves these after a backslash; before all else it stays. */
static char
escaped(char c)
{
	static const char	 from[] = "\"'\\trn", to[] = "\"'\\\t\r\n";
	const char		*at = c == '\0' ? NULL : strchr(from, c);

	return at == NULL ? '\0' : to[at - from];
}

/* Up to the quotation mark that it began with, or a blank or what ends a
 * directive; "${" does not begin a block. */
static enum token
take_word(struct source_file *file, char *word)
{
	char	 quote = *file->at == '"' || *file->at == '\'' ? *file->at++ : '\0', other;

	for (; file->at < file->end; file->at++) {
		if (quote != '\0' ? *file->at == quote : text_blank(*file->at) || *file->at == ';' ||
		    (*file->at == '{' && file->at[-1] != '$'))
			break;
		file->line += *file->at == '\n';
		if (*file->at == '\\' && file->at + 1 < file->end) {
			other = escaped(*++file->at);
			if (other == '\0')
				*word++ = '\\';
			file->line += *file->at == '\n';
			*word++ = other == '\0' ? *file->at : other;
		} else
			*word++ = *file->at;
	}
	*word = '\0';
	if (quote == '\0')
		return TOKEN_WORD;
	if (file->at == file->end)
		return TOKEN_BROKEN;
	file->at++;
	return TOKEN_WORD;
}

/* How long it may become. */
static size_t
word_most(const struct source_file *file)
{
	const char	*at = file->at;
	char		 quote = *at == '"' || *at == '\'' ? *at : '\0';

	for (at++; at < file->end; at++) {
		if (quote != '\0' ? *at == quote : text_blank(*at) || *at == ';' || (*at == '{' && at[-1] != '$'))
			break;
		at += *at == '\\';
	}
	return (size_t)((at < file->end ? at : file->end) - file->at);
}

static enum token
next_token(struct parser *parser, struct source_file *file, const char **word_out)
{
	char	*word;

	skip_blanks(file);
	if (file->at == file->end)
		return TOKEN_END;
	if (strchr(";{}", *file->at) != NULL && *file->at != '\0') {
		switch (*file->at++) {
		case ';':
			return TOKEN_SEMICOLON;
		case '{':
			return TOKEN_OPEN;
		default:
			return TOKEN_CLOSE;
		}
	}
	word = pool_alloc(&parser->import->farm.pool, word_most(file) + 2);
	*word_out = word;
	return take_word(file, word);
}

/* -- blocks of Lua -- */

/* Past "[[ ... ]]" or "[=[ ... ]=]", if that stands here. */
static bool
skip_long(struct source_file *file)
{
	const char	*at = file->at + 1, *close;
	size_t		 n = 0;

	while (at < file->end && *at == '=') {
		at++;
		n++;
	}
	if (at == file->end || *at != '[')
		return false;
	for (close = at + 1; close < file->end; close++) {
		if (*close == ']' && (size_t)(file->end - close) > n + 1 && close[n + 1] == ']' &&
		    strspn(close + 1, "=") == n)
			break;
	}
	for (; file->at < file->end && file->at < close; file->at++)
		file->line += *file->at == '\n';
	file->at = (size_t)(file->end - file->at) > n + 1 ? file->at + n + 1 : file->end;
	return true;
}

static void
skip_quoted(struct source_file *file)
{
	char	 quote = *file->at++;

	for (; file->at < file->end && *file->at != quote && *file->at != '\n'; file->at++) {
		if (*file->at == '\\' && file->at + 1 < file->end)
			file->at++;
	}
}

/* Code, up to the brace that ends it. */
static bool
skip_lua(struct source_file *file)
{
	int	 depth = 1;

	for (; file->at < file->end; file->at++) {
		if (*file->at == '-' && file->at + 1 < file->end && file->at[1] == '-') {
			file->at += 2;
			if (file->at < file->end && *file->at == '[' && skip_long(file))
				continue;
			while (file->at < file->end && *file->at != '\n')
				file->at++;
		} else if (*file->at == '[')
			skip_long(file);
		else if (*file->at == '"' || *file->at == '\'')
			skip_quoted(file);
		if (file->at == file->end)
			return false;
		file->line += *file->at == '\n';
		depth += *file->at == '{';
		depth -= *file->at == '}';
		if (depth == 0) {
			file->at++;
			return true;
		}
	}
	return false;
}

/* -- includes -- */

static bool
is_harmless(const char *path)
{
	static const char	*const tail[] = { "mime.types", "_params", "fastcgi.conf" };
	size_t			 i, n = strlen(path);

	for (i = 0; i < sizeof(tail) / sizeof(*tail); i++) {
		if (n >= strlen(tail[i]) && strcmp(path + n - strlen(tail[i]), tail[i]) == 0)
			return true;
	}
	return false;
}

/* In the folder of the first file, wherever that lay: "/etc/nginx/sites/a". */
static const char *
within_folder(struct parser *parser, const char *path)
{
	const char	*tail = strstr(path, "/nginx/");

	if (*path == '/')
		path = tail != NULL ? tail + strlen("/nginx/") : strrchr(path, '/') + 1;
	return pool_printf(&parser->import->farm.pool, "%s%s", parser->folder, path);
}

static int
parse_file(struct parser *parser, const char *path, const struct source_file *above, struct directive **out,
    struct error *err)
{
	struct source_file		 file = { .name = path, .line = 1, .above = above,
					     .depth = above == NULL ? 1 : above->depth + 1 };
	const struct source_file	*other;
	char				*text;
	size_t				 n;

	for (other = above; other != NULL; other = other->above) {
		if (strcmp(other->name, path) == 0)
			return error_set(err, "%s:%d: '%s' includes itself", above->name, above->line, path);
	}
	if (file.depth > INCLUDES_MOST || ++parser->n_file > FILES_MOST)
		return error_set(err, "%s: more files are included than are read", path);
	if (file_read(&parser->import->farm.pool, path, &text, &n, err) != 0)
		return -1;
	file.at = text;
	file.end = text + n;
	return parse_block(parser, &file, out, 0, err);
}

/* What the files have goes where the directive stands. */
static int
include(struct parser *parser, struct source_file *file, const char *pattern, struct directive ***end,
    struct error *err)
{
	const char	*path = within_folder(parser, pattern);
	bool		 any = strpbrk(pattern, "*?[") != NULL;
	int		 result = 0;
	glob_t		 found = { 0 };
	size_t		 i;

	if (strstr(path, "..") != NULL || !parser->has_files ||
	    glob(path, 0, NULL, &found) != 0 || found.gl_pathc == 0) {
		if (!any && !is_harmless(pattern))
			import_say(parser->import, import_place(parser->import, file->name, file->line),
			    "the file '%.200s' is not here, and not read", pattern);
		globfree(&found);
		return 0;
	}
	for (i = 0; result == 0 && i < found.gl_pathc; i++) {
		result = parse_file(parser, pool_copy(&parser->import->farm.pool, found.gl_pathv[i]), file, *end, err);
		while (**end != NULL)
			*end = &(**end)->next;
	}
	globfree(&found);
	return result;
}

/* -- directives -- */

static bool
is_lua(const char *name)
{
	size_t	 n = strlen(name), m = strlen("_by_lua_block");

	return n > m && strcmp(name + n - m, "_by_lua_block") == 0;
}

static int
not_ended(const struct source_file *file, const struct directive *directive, struct error *err)
{
	return error_set(err, "%s:%d: '%.60s' is not ended by ';'", file->name, directive->line, directive->name);
}

/* The arguments, and the block if it has one. */
static int
parse_directive(struct parser *parser, struct source_file *file, struct directive *directive, int depth,
    struct error *err)
{
	const char	*word;
	enum token	 token;

	while ((token = next_token(parser, file, &word)) == TOKEN_WORD) {
		if (directive->n_argument == ARGUMENTS_MOST)
			return not_ended(file, directive, err);
		directive->argument = pool_more(&parser->import->farm.pool, directive->argument, directive->n_argument,
		    sizeof(word));
		directive->argument[directive->n_argument++] = word;
	}
	if (token == TOKEN_BROKEN)
		return error_set(err, "%s:%d: a quotation mark has no end", file->name, directive->line);
	if (token == TOKEN_END || token == TOKEN_CLOSE)
		return not_ended(file, directive, err);
	if (token == TOKEN_SEMICOLON)
		return 0;
	directive->has_block = true;
	if (is_lua(directive->name))
		return skip_lua(file) ? 0 : error_set(err, "%s:%d: the block of Lua has no end", file->name, directive->line);
	if (depth == DEPTH_MOST)
		return error_set(err, "%s:%d: is nested too deeply", file->name, directive->line);
	return parse_block(parser, file, &directive->child, depth + 1, err);
}

static int
parse_block(struct parser *parser, struct source_file *file, struct directive **end, int depth, struct error *err)
{
	struct directive	*directive;
	const char		*word;
	enum token		 token;
	int			 line = file->line;

	for (;;) {
		token = next_token(parser, file, &word);
		if (token == TOKEN_END && depth > 0)
			return error_set(err, "%s:%d: the block has no end", file->name, line);
		if (token == TOKEN_CLOSE && depth == 0)
			return error_set(err, "%s:%d: '}' has no beginning", file->name, file->line);
		if (token == TOKEN_END || token == TOKEN_CLOSE)
			return 0;
		if (token == TOKEN_BROKEN)
			return error_set(err, "%s:%d: a quotation mark has no end", file->name, file->line);
		if (token != TOKEN_WORD)
			return error_set(err, "%s:%d: a directive has no name", file->name, file->line);
		if (parser->n_directive++ == DIRECTIVES_MOST)
			return error_set(err, "%s:%d: there are more than %d directives", file->name, file->line, DIRECTIVES_MOST);
		directive = pool_alloc(&parser->import->farm.pool, sizeof(*directive));
		*directive = (struct directive){ .name = word, .file = file->name, .line = file->line };
		if (parse_directive(parser, file, directive, depth, err) != 0)
			return -1;
		if (strcmp(word, "include") == 0 && directive->n_argument == 1 && !directive->has_block) {
			if (include(parser, file, directive->argument[0], &end, err) != 0)
				return -1;
		} else {
			*end = directive;
			end = &directive->next;
		}
	}
}

int
nginx_parse(struct directive **out, struct import *import, const char *path, struct error *err)
{
	const char	*slash = strrchr(path, '/');
	struct parser	 parser = { .import = import, .has_files = true };

	parser.folder = pool_ncopy(&import->farm.pool, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
	*out = NULL;
	return parse_file(&parser, path, NULL, out, err);
}

int
nginx_parse_text(struct directive **out, struct import *import, const char *name, const char *text, size_t n,
    struct error *err)
{
	struct parser		 parser = { .import = import, .folder = "" };
	struct source_file	 file = { .name = name, .at = text, .end = text + n, .line = 1, .depth = 1 };

	*out = NULL;
	return parse_block(&parser, &file, out, 0, err);
}
