#include "cmd/write/farm.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/read/member.h"

/* -- from the farm to JSON -- */

enum { WIDTH = 80 };

static json_t	*object_of(const struct import *, const struct shape *, const char *);

static json_t *
setting_of(int value)
{
	if (value == SETTING_UNSET)
		return NULL;
	return value == SETTING_UNKNOWN ? json_string("unknown") : json_boolean(value == SETTING_YES);
}

static json_t *
words_of(const struct word *word, const int *value, size_t n)
{
	json_t	*list;
	size_t	 i;

	if (n == 0)
		return NULL;
	if (n == 1 && strcmp(word_for(word, value[0]), "unknown") == 0)
		return json_string("unknown");
	list = json_array();
	for (i = 0; i < n; i++)
		json_array_append_new(list, json_string(word_for(word, value[i])));
	return list;
}

static json_t *
texts_of(const char *row, size_t n, size_t size)
{
	json_t	*list = n == 0 ? NULL : json_array();
	size_t	 i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, json_string(member_pointer(row + i * size)));
	return list;
}

static json_t *
objects_of(const struct import *import, const struct shape *shape, const char *row, size_t n)
{
	json_t	*list = n == 0 ? NULL : json_array();
	size_t	 i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, object_of(import, shape, row + i * shape->size));
	return list;
}

static json_t *
map_of(const struct import *import, const struct shape *shape, const char *row, size_t n)
{
	json_t	*map = n == 0 ? NULL : json_object();
	size_t	 i;

	for (i = 0; i < n; i++)
		json_object_set_new(map, member_pointer(row + i * shape->size + shape->key_at),
		    object_of(import, shape, row + i * shape->size));
	return map;
}

static json_t *
part_of(const struct import *import, const struct shape *shape, const char *from)
{
	json_t	*part = object_of(import, shape, from);

	if (json_object_size(part) > 0)
		return part;
	json_decref(part);
	return NULL;
}

/* NULL where it is not set. */
static json_t *
value_of(const struct import *import, const struct member *member, const char *from)
{
	const char	*at = from + member->at;
	const void	*row;
	size_t		 n;

	switch (member->type) {
	case MEMBER_TEXT:
		return member_pointer(at) == NULL ? NULL : json_string(member_pointer(at));
	case MEMBER_SETTING:
		return setting_of(member_value(at));
	case MEMBER_WORD:
		return member_value(at) == 0 ? NULL : json_string(word_for(member->word, member_value(at)));
	case MEMBER_OBJECT:
		return part_of(import, member->shape, at);
	case MEMBER_WORDS:
	case MEMBER_TEXTS:
	case MEMBER_OBJECTS:
	case MEMBER_MAP:
		break;
	}
	row = member_pointer(at);
	n = member_count(from + member->n_at);
	if (member->type == MEMBER_WORDS)
		return words_of(member->word, row, n);
	if (member->type == MEMBER_TEXTS)
		return texts_of(row, n, member->size);
	return (member->type == MEMBER_MAP ? map_of : objects_of)(import, member->shape, row, n);
}

static bool
is_there(json_t *list, const char *text)
{
	json_t	*row;
	size_t	 i;

	json_array_foreach(list, i, row) {
		if (strcmp(json_string_value(row), text) == 0)
			return true;
	}
	return false;
}

/* One note as text, several as a list. */
static void
add_notes(const struct import *import, json_t *object, const char *about)
{
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < import->n_note; i++) {
		if (import->note[i].about == about && !is_there(list, import->note[i].text))
			json_array_append_new(list, json_string(import->note[i].text));
	}
	if (json_array_size(list) > 0)
		json_object_set(object, "//", json_array_size(list) > 1 ? list : json_array_get(list, 0));
	json_decref(list);
}

static json_t *
object_of(const struct import *import, const struct shape *shape, const char *from)
{
	const struct member	*member;
	json_t			*object = json_object(), *value;

	if (shape->path_at == NO_PATH)
		add_notes(import, object, NULL);
	else if (member_pointer(from + shape->path_at) != NULL)
		add_notes(import, object, member_pointer(from + shape->path_at));
	for (member = shape->member; member->name != NULL; member++) {
		value = value_of(import, member, from);
		if (value != NULL)
			json_object_set_new(object, member->name, value);
	}
	return object;
}

/* -- the layout -- */

/* What fits into a line stands in one, as people write it. */
static bool
put_short(FILE *out, json_t *value, size_t taken)
{
	char	*text = json_dumps(value, JSON_ENCODE_ANY);
	size_t	 n = text == NULL ? 0 : strlen(text);
	bool	 fits = text != NULL && (taken + n < WIDTH || !(json_is_object(value) || json_is_array(value)));

	if (fits)
		fputs(text, out);
	free(text);
	return fits;
}

static void	put(FILE *, json_t *, size_t indent, size_t taken);

static void
put_key(FILE *out, const char *key, json_t *value, size_t indent)
{
	json_t	*name = json_string(key);
	char	*text = json_dumps(name, JSON_ENCODE_ANY);

	fprintf(out, "%s: ", text);
	put(out, value, indent, indent + strlen(text) + 3);
	free(text);
	json_decref(name);
}

static void
put(FILE *out, json_t *value, size_t indent, size_t taken)
{
	const char	*key, *comma = "";
	json_t		*member;
	size_t		 i;

	if (put_short(out, value, taken))
		return;
	fputc(json_is_object(value) ? '{' : '[', out);
	json_object_foreach(value, key, member) {
		fprintf(out, "%s\n%*s", comma, (int)indent + 2, "");
		put_key(out, key, member, indent + 2);
		comma = ",";
	}
	json_array_foreach(value, i, member) {
		fprintf(out, "%s\n%*s", comma, (int)indent + 2, "");
		put(out, member, indent + 2, indent + 3);
		comma = ",";
	}
	fprintf(out, "\n%*s%c", (int)indent, "", json_is_object(value) ? '}' : ']');
}

int
farm_write(FILE *out, const struct import *import, struct error *err)
{
	json_t	*farm = object_of(import, &shape_farm, (const char *)&import->farm);

	put(out, farm, 0, WIDTH);
	fputc('\n', out);
	json_decref(farm);
	return ferror(out) ? error_set(err, "cannot write it") : 0;
}
