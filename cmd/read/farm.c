#include "cmd/read/farm.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/read/file.h"
#include "cmd/read/form.h"
#include "cmd/read/member.h"
#include "cmd/read/repeated.h"

struct reader {
	struct pool	*pool;		/* the farm's */
	struct faults	*faults;
};

static void	read_object(struct reader *, const struct shape *, const char *path, json_t *, void *into);

/* Pointers to rows of any type are moved as bytes. */
static void *
get_pointer(const void *at)
{
	void	*pointer;

	memcpy(&pointer, at, sizeof(pointer));
	return pointer;
}

static void
set_pointer(void *at, const void *pointer)
{
	memcpy(at, &pointer, sizeof(pointer));
}

static void *
field(void *into, size_t offset)
{
	return (char *)into + offset;
}

static void
wrong_type(struct reader *reader, const char *path, const char *wanted, json_t *json)
{
	static const char	*const is[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list", [JSON_STRING] = "text",
		[JSON_INTEGER] = "a number", [JSON_REAL] = "a number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false", [JSON_NULL] = "null"
	};

	faults_add(reader->faults, path, "must be %s, not %s", wanted, is[json_typeof(json)]);
}

/* Others refer to an object by what it requires; accounts are looked at again
 * when the description is closed. */
static bool
is_name(const struct member *member)
{
	return member->type == MEMBER_TEXT && member->required && member->form != FORM_ACCOUNT;
}

static void
read_text(struct reader *reader, const struct member *member, const char *path, json_t *json, void *at)
{
	const char	*text, *good, *why = NULL;

	set_pointer(at, "");
	if (!json_is_string(json)) {
		wrong_type(reader, path, "text", json);
		return;
	}
	text = pool_copy(reader->pool, json_string_value(json));
	if (strlen(text) != json_string_length(json)) {
		faults_add(reader->faults, path, "holds a NUL character");
		return;
	}
	good = form_text(reader->pool, member->form, text, &why);
	if (good == NULL)
		faults_add(reader->faults, path, "'%.300s' %s", text, why);
	if (good != NULL || is_name(member))
		set_pointer(at, good != NULL ? good : text);
}

static void
read_setting(struct reader *reader, const char *path, json_t *json, void *at)
{
	int	 value;

	if (json_is_boolean(json))
		value = json_is_true(json) ? SETTING_YES : SETTING_NO;
	else if (json_is_string(json) && strcmp(json_string_value(json), "unknown") == 0)
		value = SETTING_UNKNOWN;
	else {
		wrong_type(reader, path, "true, false or \"unknown\"", json);
		return;
	}
	memcpy(at, &value, sizeof(value));
}

static char *
words_of(struct reader *reader, const struct word *word)
{
	const struct word	*row;
	char			*words = pool_copy(reader->pool, "");

	for (row = word; row->word != NULL; row++)
		words = pool_printf(reader->pool, "%s%s%s", words, row == word ? "" : ", ", row->word);
	return words;
}

static void
read_word(struct reader *reader, const struct member *member, const char *path, json_t *json, void *at)
{
	const struct word	*row = member->word;
	int			 value = WORD_REFUSED;

	if (!json_is_string(json))
		wrong_type(reader, path, "text", json);
	else {
		while (row->word != NULL && strcmp(row->word, json_string_value(json)) != 0)
			row++;
		if (row->word != NULL)
			value = row->value;
		else
			faults_add(reader->faults, path, "'%.60s' is none of %s", json_string_value(json),
			    words_of(reader, member->word));
	}
	memcpy(at, &value, sizeof(value));
}

static void
read_words(struct reader *reader, const struct member *member, const char *path, json_t *json, void *into)
{
	int	*value;
	size_t	 i, n = json_array_size(json);

	if (json_is_string(json) && strcmp(json_string_value(json), "unknown") == 0) {
		value = pool_alloc(reader->pool, sizeof(*value));
		read_word(reader, member, path, json, value);
		n = 1;
	} else if (!json_is_array(json) || n == 0) {
		faults_add(reader->faults, path, "must be a list with something in it, or \"unknown\"");
		return;
	} else {
		value = pool_alloc(reader->pool, n * sizeof(*value));
		for (i = 0; i < n; i++)
			read_word(reader, member, pool_printf(reader->pool, "%s[%zu]", path, i),
			    json_array_get(json, i), &value[i]);
	}
	set_pointer(field(into, member->at), value);
	memcpy(field(into, member->n_at), &n, sizeof(n));
}

/* What stands for a value that is missing, empty or of the wrong type. */
static void
refuse(struct reader *reader, const struct member *member, void *into)
{
	size_t	 one = 1;
	int	 word = WORD_REFUSED;
	void	*row;

	if (member->type == MEMBER_WORD)
		memcpy(field(into, member->at), &word, sizeof(word));
	if (member->type == MEMBER_TEXT)
		set_pointer(field(into, member->at), "");
	if (member->type == MEMBER_OBJECTS && get_pointer(field(into, member->at)) == NULL)
		set_pointer(field(into, member->at), pool_alloc(reader->pool, 0));
	if (member->type == MEMBER_TEXTS) {
		row = pool_alloc(reader->pool, member->size);
		set_pointer(row, "");
		set_pointer(field(into, member->at), row);
		memcpy(field(into, member->n_at), &one, sizeof(one));
	}
}

static void
read_texts(struct reader *reader, const struct member *member, const char *path, json_t *json, void *into)
{
	char	*row;
	size_t	 i, n = json_array_size(json);
	bool	 bare = n == 0 && member->required;

	if (!json_is_array(json))
		wrong_type(reader, path, "a list", json);
	else if (bare)
		faults_add(reader->faults, path, "must not be empty");
	if (!json_is_array(json) || bare) {
		refuse(reader, member, into);
		return;
	}
	row = pool_alloc(reader->pool, n * member->size);
	for (i = 0; i < n; i++)
		read_text(reader, member, pool_printf(reader->pool, "%s[%zu]", path, i),
		    json_array_get(json, i), row + i * member->size);
	set_pointer(field(into, member->at), row);
	memcpy(field(into, member->n_at), &n, sizeof(n));
}

/* One more row of a list that may have rows of another file already. */
static void *
add_row(struct reader *reader, const struct member *member, void *into)
{
	char	*row = get_pointer(field(into, member->at));
	size_t	 n;

	memcpy(&n, field(into, member->n_at), sizeof(n));
	row = pool_more(reader->pool, row, n, member->shape->size);
	set_pointer(field(into, member->at), row);
	row += n++ * member->shape->size;
	memcpy(field(into, member->n_at), &n, sizeof(n));
	memset(row, 0, member->shape->size);
	return row;
}

static void
read_objects(struct reader *reader, const struct member *member, const char *path, json_t *json, void *into)
{
	size_t	 i;

	if (!json_is_array(json)) {
		wrong_type(reader, path, "a list", json);
		refuse(reader, member, into);
	}
	for (i = 0; i < json_array_size(json); i++)
		read_object(reader, member->shape, pool_printf(reader->pool, "%s[%zu]", path, i),
		    json_array_get(json, i), add_row(reader, member, into));
}

static void
read_map(struct reader *reader, const struct member *member, const char *path, json_t *json, void *into)
{
	const char	*key;
	json_t		*value;
	void		*row;

	if (!json_is_object(json)) {
		wrong_type(reader, path, "an object", json);
		return;
	}
	json_object_foreach(json, key, value) {
		if (strncmp(key, "//", 2) == 0)
			continue;
		row = add_row(reader, member, into);
		read_object(reader, member->shape, pool_printf(reader->pool, "%s.%.60s", path, key), value, row);
		set_pointer(field(row, member->shape->key_at), pool_copy(reader->pool, key));
	}
}

static void
read_member(struct reader *reader, const struct member *member, const char *path, json_t *json, void *into)
{
	switch (member->type) {
	case MEMBER_TEXT:
		read_text(reader, member, path, json, field(into, member->at));
		break;
	case MEMBER_SETTING:
		read_setting(reader, path, json, field(into, member->at));
		break;
	case MEMBER_WORD:
		read_word(reader, member, path, json, field(into, member->at));
		break;
	case MEMBER_WORDS:
		read_words(reader, member, path, json, into);
		break;
	case MEMBER_TEXTS:
		read_texts(reader, member, path, json, into);
		break;
	case MEMBER_OBJECT:
		read_object(reader, member->shape, path, json, field(into, member->at));
		break;
	case MEMBER_OBJECTS:
		read_objects(reader, member, path, json, into);
		break;
	case MEMBER_MAP:
		read_map(reader, member, path, json, into);
		break;
	}
}

static const struct member *
find_member(const struct shape *shape, const char *name)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++) {
		if (strcmp(member->name, name) == 0)
			return member;
	}
	return NULL;
}

static char *
member_names(struct reader *reader, const struct shape *shape)
{
	const struct member	*member;
	char			*names = pool_copy(reader->pool, "");

	for (member = shape->member; member->name != NULL; member++)
		names = pool_printf(reader->pool, "%s%s%s", names, member == shape->member ? "" : ", ", member->name);
	return names;
}

static void
say_missing(struct reader *reader, const struct shape *shape, const char *path, json_t *json, void *into)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++) {
		if (!member->required || json_object_get(json, member->name) != NULL)
			continue;
		faults_add(reader->faults, path, "%s is missing", member->name);
		refuse(reader, member, into);
	}
}

static void
refuse_object(struct reader *reader, const struct shape *shape, void *into)
{
	const struct member	*member;

	for (member = shape->member; member->name != NULL; member++)
		refuse(reader, member, into);
}

static void
read_object(struct reader *reader, const struct shape *shape, const char *path, json_t *json, void *into)
{
	const struct member	*member;
	const char		*key, *below;
	json_t			*value;

	if (shape->path_at != NO_PATH)
		set_pointer(field(into, shape->path_at), pool_copy(reader->pool, path));
	if (!json_is_object(json)) {
		wrong_type(reader, path, "an object", json);
		refuse_object(reader, shape, into);
		return;
	}
	json_object_foreach(json, key, value) {
		if (strncmp(key, "//", 2) == 0)
			continue;
		below = pool_printf(reader->pool, "%s%s%.60s", path, shape == &shape_farm ? ": " : ".", key);
		member = find_member(shape, key);
		if (member == NULL)
			faults_add(reader->faults, below, "is no member; there are %s", member_names(reader, shape));
		else
			read_member(reader, member, below, value, into);
	}
	say_missing(reader, shape, path, json, into);
}

/* -- several descriptions -- */

/* A server that two files describe alike is one server.  Sites are not. */
static void
drop_repeats(const struct member *member, struct farm *farm, size_t before)
{
	char	*row = get_pointer(field(farm, member->at));
	size_t	 size = member->shape->size, i, j, n, kept = before;

	memcpy(&n, field(farm, member->n_at), sizeof(n));
	for (i = before; i < n; i++) {
		for (j = 0; j < before && !shape_same(member->shape, row + j * size, row + i * size); j++)
			continue;
		if (j == before)
			memmove(row + kept++ * size, row + i * size, size);
	}
	memcpy(field(farm, member->n_at), &kept, sizeof(kept));
}

static void
read_farm(struct farm *farm, const char *name, json_t *json, struct faults *faults)
{
	struct reader		 reader = { &farm->pool, faults };
	struct farm		 before = *farm;
	const struct member	*member;
	size_t			 n;

	read_object(&reader, &shape_farm, name, json, farm);
	for (member = shape_farm.member; member->name != NULL; member++) {
		memcpy(&n, field(&before, member->n_at), sizeof(n));
		if (n > 0 && strcmp(member->name, "sites") != 0)
			drop_repeats(member, farm, n);
	}
}

int
farm_read_text(struct farm *farm, const char *name, const char *text, size_t n, struct faults *faults,
    struct error *err)
{
	json_error_t	 why;
	json_t		*json;

	if (file_mark(name, &text, &n, err) == -1)
		return -1;
	json = json_loadb(text, n, JSON_ALLOW_NUL, &why);
	if (json == NULL)
		return error_set(err, "%s:%d: not JSON: %s", name, why.line, why.text);
	repeated_keys(name, text, n, faults);
	read_farm(farm, name, json, faults);
	json_decref(json);
	return 0;
}

int
farm_read(struct farm *farm, const char *path, struct faults *faults, struct error *err)
{
	struct pool	 pool = { 0 };
	char		*text = NULL;
	size_t		 n = 0;
	int		 result = -1;

	if (file_read(&pool, path, &text, &n, err) == 0)
		result = farm_read_text(farm, file_name(path), text, n, faults, err);
	pool_free(&pool);
	return result;
}
