#include <jansson.h>

#include "cmd/read/farm.h"
#include "cmd/read/form.h"
#include "cmd/read/member.h"
#include "plans/service.h"

/* The reader's table as JSON Schema (draft 2020-12), and as a list. */

static json_t	*schema_of(const struct shape *);

/*
 * What a text of each form matches.  A pattern refuses nothing that the
 * reader takes; it need not see all that the reader refuses.
 */
#define TEXT	"[^\"\\u0000-\\u001f\\u007f-\\u009f]"
#define HOST	"[^\\s/:*\"@\\\\]+"
#define SAM	"[^\"/\\\\\\[\\]:;|=,+*?<>]+"
static const char	*const pattern[N_FORM] = {
	[FORM_ANY] = "^" TEXT "+$",
	[FORM_HOST] = "^" HOST "$",
	[FORM_TYPED] = "^(" HOST "|\\[?[0-9A-Fa-f:.]+\\]?)(:[0-9]+)?$",
	[FORM_NETBIOS] = "^[^ \\\\/:*?\"<>|,;=+\\[\\]@]+$",
	[FORM_ACCOUNT] = "^([^\\\\\"]+\\\\" SAM "|unknown)$",
	[FORM_CLASS] = "^[A-Za-z0-9._-]+$",
	[FORM_SPN] = "^[^\\s/\"]+/[^\\s\"]+$",
	[FORM_URL] = "^/" TEXT "*$",
	[FORM_PRODUCT] = "^" TEXT "+$",
};

enum { NETBIOS_MOST = 15 };

/* What editors offer: an enumeration would refuse another case. */
static json_t *
products(void)
{
	const struct product	*row;
	json_t			*list = json_array();

	for (row = product; row->word != NULL; row++)
		json_array_append_new(list, json_string(row->word));
	return list;
}

static json_t *
text_of(const struct member *member)
{
	bool	 netbios = member->form == FORM_NETBIOS;
	json_t	*text = json_pack("{s:s, s:s, s:i}", "type", "string", "pattern",
		     pattern[member->form], "maxLength",
		     netbios ? NETBIOS_MOST : FORM_MOST);

	if (member->form == FORM_PRODUCT)
		json_object_set_new(text, "examples", products());
	return text;
}

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
list_of(json_t *element, bool may_be_empty)
{
	return json_pack("{s:s, s:o, s:i}", "type", "array", "items", element,
	    "minItems", may_be_empty ? 0 : 1);
}

/* OTHER is the schema of what is neither a property nor a comment. */
static json_t *
object_of(json_t *other)
{
	return json_pack("{s:s, s:{s:{}}, s:o}", "type", "object",
	    "patternProperties", "^//", "additionalProperties", other);
}

static json_t *
value_of(const struct member *member)
{
	bool	 optional = !member->required;

	switch (member->type) {
	case MEMBER_TEXT:
		return text_of(member);
	case MEMBER_SETTING:
		return json_pack("{s:[b, b, s]}", "enum", 1, 0, "unknown");
	case MEMBER_WORD:
		return words_of(member);
	case MEMBER_WORDS:
		return json_pack("{s:[{s:s}, o]}", "anyOf", "const", "unknown",
		    list_of(words_of(member), false));
	case MEMBER_TEXTS:
		return list_of(text_of(member), optional);
	case MEMBER_OBJECT:
		return schema_of(member->shape);
	case MEMBER_OBJECTS:
		return list_of(schema_of(member->shape), optional);
	case MEMBER_MAP:
		return object_of(schema_of(member->shape));
	}
	return NULL;
}

static json_t *
schema_of(const struct shape *shape)
{
	const struct member	*member;
	json_t			*schema = object_of(json_false()), *value;
	json_t			*properties = json_object();
	json_t			*required = json_array();

	for (member = shape->member; member->name != NULL; member++) {
		value = value_of(member);
		json_object_set_new(value, "description",
		    json_string(member->says));
		json_object_set_new(properties, member->name, value);
		if (member->required)
			json_array_append_new(required,
			    json_string(member->name));
	}
	json_object_set_new(schema, "properties", properties);
	json_object_set_new(schema, "required", required);
	return schema;
}

int
farm_schema_print(FILE *out)
{
	json_t	*schema = schema_of(&shape_farm);
	int	 result;

	json_object_set_new(schema, "$schema",
	    json_string("https://json-schema.org/draft/2020-12/schema"));
	json_object_set_new(schema, "title",
	    json_string("spnplan farm description"));
	result = json_dumpf(schema, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(schema);
	return result;
}

/* -- the list -- */

/* A shape that several members have is listed below the first of them, those
 * of outer objects before those of inner ones. */
struct listed {
	const struct shape	*shape;
	const char		*path;
};

struct listing {
	struct pool	 pool;
	struct listed	*listed;
	size_t		 n_listed;
};

static void
list(struct listing *listing, const struct shape *shape, const char *path)
{
	size_t	 i;

	for (i = 0; i < listing->n_listed; i++)
		if (listing->listed[i].shape == shape)
			return;
	listing->listed = pool_more(&listing->pool, listing->listed,
	    listing->n_listed, sizeof(*listing->listed));
	listing->listed[listing->n_listed++] = (struct listed){ shape, path };
}

void
farm_members_print(FILE *out)
{
	static const char	*const mark[] = {
		[MEMBER_OBJECT] = ".", [MEMBER_OBJECTS] = "[].",
		[MEMBER_MAP] = ".*."
	};
	struct listing		 listing = { 0 };
	const struct member	*member;
	const char		*path;
	size_t			 i;

	list(&listing, &shape_farm, "");
	for (i = 0; i < listing.n_listed; i++) {
		path = listing.listed[i].path;
		member = listing.listed[i].shape->member;
		for (; member->name != NULL; member++) {
			fprintf(out, "%s%s\n", path, member->name);
			if (member->shape != NULL)
				list(&listing, member->shape,
				    pool_printf(&listing.pool, "%s%s%s", path,
				    member->name, mark[member->type]));
		}
	}
	pool_free(&listing.pool);
}
