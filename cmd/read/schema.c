#include <jansson.h>

#include "cmd/read/farm.h"
#include "cmd/read/member.h"

/* The reader's table as JSON Schema (draft 2020-12), and as a list. */

static json_t	*schema_of(const struct shape *);

static json_t *
words_of(const struct member *member)
{
	const struct word	*row;
	json_t			*list = json_array();

	for (row = member->word; row->word != NULL; row++)
		json_array_append_new(list, json_string(row->word));
	return json_pack("{s:s, s:o}", "type", "string", "enum", list);
}

static json_t *
text_of(const struct member *member)
{
	json_t	*schema = json_pack("{s:s, s:i}", "type", "string", "minLength", 1);

	if (member->form == FORM_NETBIOS)
		json_object_set_new(schema, "maxLength", json_integer(15));
	if (member->form == FORM_URL)
		json_object_set_new(schema, "pattern", json_string("^/"));
	if (member->form == FORM_HOST || member->form == FORM_TYPED)
		json_object_set_new(schema, "pattern", json_string("^[^\\s/*\"\\\\]+$"));
	return schema;
}

static json_t *
value_of(const struct member *member)
{
	switch (member->type) {
	case MEMBER_TEXT:
		return text_of(member);
	case MEMBER_FLAG:
		return json_pack("{s:s}", "type", "boolean");
	case MEMBER_SETTING:
		return json_pack("{s:[b, b, s]}", "enum", 1, 0, "unknown");
	case MEMBER_WORD:
		return words_of(member);
	case MEMBER_WORDS:
		return json_pack("{s:[{s:s}, {s:s, s:i, s:o}]}", "anyOf", "const", "unknown",
		    "type", "array", "minItems", 1, "items", words_of(member));
	case MEMBER_TEXTS:
		return json_pack("{s:s, s:o}", "type", "array", "items", text_of(member));
	case MEMBER_OBJECT:
		return schema_of(member->shape);
	case MEMBER_OBJECTS:
		return json_pack("{s:s, s:o}", "type", "array", "items", schema_of(member->shape));
	case MEMBER_MAP:
		return json_pack("{s:s, s:{s:{}}, s:o}", "type", "object", "patternProperties", "^//",
		    "additionalProperties", schema_of(member->shape));
	}
	return NULL;
}

static json_t *
schema_of(const struct shape *shape)
{
	const struct member	*member;
	json_t			*properties = json_object(), *required = json_array(), *value;

	for (member = shape->member; member->name != NULL; member++) {
		value = value_of(member);
		json_object_set_new(value, "description", json_string(member->says));
		json_object_set_new(properties, member->name, value);
		if (member->required)
			json_array_append_new(required, json_string(member->name));
	}
	return json_pack("{s:s, s:o, s:{s:{}}, s:b, s:o}", "type", "object", "properties", properties,
	    "patternProperties", "^//", "additionalProperties", 0, "required", required);
}

int
farm_schema_print(FILE *out)
{
	json_t	*schema = schema_of(&shape_farm);
	int	 result;

	json_object_set_new(schema, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
	json_object_set_new(schema, "title", json_string("spnplan farm description"));
	result = json_dumpf(schema, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(schema);
	return result;
}

static void
print_members(FILE *out, struct pool *pool, const struct shape *shape, const char *path)
{
	static const char	*const mark[] = {
		[MEMBER_OBJECTS] = "[]", [MEMBER_MAP] = ".*"
	};
	const struct member	*member;
	const char		*below;

	for (member = shape->member; member->name != NULL; member++) {
		fprintf(out, "%s%s\n", path, member->name);
		if (member->shape == NULL)
			continue;
		below = mark[member->type] == NULL ? "" : mark[member->type];
		print_members(out, pool, member->shape, pool_printf(pool, "%s%s%s.", path, member->name, below));
	}
}

void
farm_members_print(FILE *out)
{
	struct pool	 pool = { 0 };

	print_members(out, &pool, &shape_farm, "");
	pool_free(&pool);
}
