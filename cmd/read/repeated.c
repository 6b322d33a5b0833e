#include "cmd/read/repeated.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A walk over text that is known to be JSON: no value needs judging. */
struct walk {
	const char	*at;
	const char	*end;
	struct pool	 pool;
	struct faults	*faults;
	int		 comment;	/* how many are around it */
	bool		 too_deep;
};

static void	value(struct walk *, const char *path, int depth);

static void
blank(struct walk *walk)
{
	while (walk->at < walk->end && strchr(" \t\r\n", *walk->at) != NULL)
		walk->at++;
}

static bool
is_next(struct walk *walk, char c)
{
	blank(walk);
	if (walk->at == walk->end || *walk->at != c)
		return false;
	walk->at++;
	return true;
}

/* Past a string, from its first quotation mark on; the string with both. */
static struct span
string(struct walk *walk)
{
	struct span	 token;

	blank(walk);
	token.at = walk->at++;
	while (walk->at < walk->end && *walk->at != '"')
		walk->at += *walk->at == '\\' ? 2 : 1;
	if (walk->at > walk->end)
		walk->at = walk->end;
	walk->at += walk->at < walk->end;
	token.n = (size_t)(walk->at - token.at);
	return token;
}

/* Escapes are Jansson's to read: "\u0061" is a. */
static char *
key_text(struct walk *walk, struct span token)
{
	json_t	*string;
	char	*text = pool_ncopy(&walk->pool, token.at + 1, token.n - 2);

	if (strchr(text, '\\') == NULL)
		return text;
	string = json_loadb(token.at, token.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (string != NULL)
		text = pool_copy(&walk->pool, json_string_value(string));
	json_decref(string);
	return text;
}

static bool
is_comment(const char *key)
{
	return strncmp(key, "//", 2) == 0;
}

static void
say_repeated(struct walk *walk, const char *path, const char **key, size_t n)
{
	size_t	 i;

	if (n > 1)
		qsort(key, n, sizeof(*key), text_order);
	for (i = 1; walk->comment == 0 && i < n; i++) {
		if (strcmp(key[i - 1], key[i]) == 0 && (i < 2 || strcmp(key[i - 2], key[i]) != 0) &&
		    !is_comment(key[i]))
			faults_add(walk->faults, path, "'%.60s' stands in it more than once", key[i]);
	}
}

static void
object(struct walk *walk, const char *path, int depth)
{
	const char	**key = NULL;
	size_t		  n = 0;
	bool		  named = path[strlen(path) - 1] != ':';

	if (is_next(walk, '}'))
		return;
	do {
		key = pool_more(&walk->pool, key, n, sizeof(*key));
		key[n] = key_text(walk, string(walk));
		is_next(walk, ':');
		walk->comment += is_comment(key[n]);
		value(walk, pool_printf(&walk->pool, "%s%s%.60s", path, named ? "." : " ", key[n]), depth);
		walk->comment -= is_comment(key[n++]);
	} while (!walk->too_deep && is_next(walk, ','));
	is_next(walk, '}');
	say_repeated(walk, named ? path : pool_ncopy(&walk->pool, path, strlen(path) - 1), key, n);
}

static void
list(struct walk *walk, const char *path, int depth)
{
	size_t	 i = 0;

	if (is_next(walk, ']'))
		return;
	do
		value(walk, pool_printf(&walk->pool, "%s[%zu]", path, i++), depth);
	while (!walk->too_deep && is_next(walk, ','));
	is_next(walk, ']');
}

static void
value(struct walk *walk, const char *path, int depth)
{
	if (depth > REPEATED_DEPTH) {
		if (!walk->too_deep)
			faults_add(walk->faults, path, "is nested too deeply");
		walk->too_deep = true;
		return;
	}
	blank(walk);
	if (is_next(walk, '{'))
		object(walk, path, depth + 1);
	else if (is_next(walk, '['))
		list(walk, path, depth + 1);
	else if (walk->at < walk->end && *walk->at == '"')
		string(walk);
	else
		while (walk->at < walk->end && strchr(",]} \t\r\n", *walk->at) == NULL)
			walk->at++;
}

void
repeated_keys(const char *name, const char *text, size_t n, struct faults *faults)
{
	struct walk	 walk = { .at = text, .end = text + n, .faults = faults };

	value(&walk, pool_printf(&walk.pool, "%s:", name), 0);
	pool_free(&walk.pool);
}
