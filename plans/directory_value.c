#include "plans/directory_open.h"

#include <string.h>

#include "plans/sid.h"
#include "plans/value.h"

const struct account_more	object_has_no_more;

struct account_more *
object_more(struct directory *directory, struct object *object)
{
	if (object->more == NULL) {
		object->more = pool_alloc(&directory->pool,
		    sizeof(*object->more));
		object->account->more = object->more;
	}
	return object->more;
}

/*
 * Where the values of an attribute are kept: a list of notes, or a member of
 * the object, its account, of what few accounts have or of a trust.  Without a
 * row it belongs to none of them.
 */
enum keeper { NOWHERE, LIST, OBJECT, ACCOUNT, MORE, TRUST };

struct place {
	enum keeper	 in;
	size_t		 at;
	size_t		 has;	/* the bool beside it, or 0 */
	bool		 moves;	/* changes by itself meanwhile: the greatest counts */
};

#define IN_LIST(list) \
	{ .in = LIST, .at = offsetof(struct directory_index, list) }
#define IN_ACCOUNT(member) \
	{ .in = ACCOUNT, .at = offsetof(struct account, member) }
#define AND_HAS(member) \
	{ .in = ACCOUNT, .at = offsetof(struct account, member), \
	  .has = offsetof(struct account, has_##member) }
#define IN_TRUST(member) \
	{ .in = TRUST, .at = offsetof(struct trust, member) }
#define IN_MORE(member) \
	{ .in = MORE, .at = offsetof(struct account_more, member) }

static const struct place	place[N_ATTRIBUTE] = {
	[ATTR_OBJECT_SID] = IN_ACCOUNT(sid),
	[ATTR_SAM] = IN_ACCOUNT(sam),
	[ATTR_UAC] = AND_HAS(uac),
	[ATTR_SPN] = IN_LIST(spn),
	[ATTR_UPN] = IN_ACCOUNT(upn),
	[ATTR_DNS_NAME] = IN_ACCOUNT(dns_name),
	[ATTR_OTHER_DNS_NAMES] = IN_LIST(other_dns_name),
	[ATTR_OS] = IN_ACCOUNT(os),
	[ATTR_DELEGATES_TO] = IN_LIST(delegates_to),
	[ATTR_ACTS_FOR] = IN_MORE(acts_for),
	[ATTR_PASSWORD_READERS] = IN_MORE(password_readers),
	[ATTR_ETYPES] = AND_HAS(etypes),
	[ATTR_PWD_LAST_SET] = AND_HAS(pwd_last_set),
	[ATTR_LAST_LOGON] = { .in = ACCOUNT, .moves = true,
	    .at = offsetof(struct account, last_logon) },
	[ATTR_EXPIRES] = IN_ACCOUNT(expires),
	[ATTR_LOCKOUT] = { .in = MORE, .moves = true,
	    .at = offsetof(struct account_more, lockout) },
	[ATTR_CREATED] = IN_ACCOUNT(created),
	[ATTR_ADMIN_COUNT] = IN_MORE(admin_count),
	[ATTR_PRIMARY_GROUP] = IN_ACCOUNT(primary_group),
	[ATTR_UAC_COMPUTED] = { .in = ACCOUNT, .moves = true,
	    .at = offsetof(struct account, uac_computed),
	    .has = offsetof(struct account, has_uac_computed) },
	[ATTR_KEY_VERSION] = IN_ACCOUNT(key_version),
	[ATTR_PRECEDED_BY] = IN_MORE(preceded_by),
	[ATTR_SUPERSEDED_BY] = IN_MORE(superseded_by),
	[ATTR_SUPERSEDED_STATE] = IN_MORE(superseded_state),
	[ATTR_MEMBER] = IN_LIST(member),
	[ATTR_TRUST_PARTNER] = IN_TRUST(partner),
	[ATTR_TRUST_DIRECTION] = IN_TRUST(direction),
	[ATTR_TRUST_ATTRIBUTES] = IN_TRUST(attributes),
	[ATTR_TRUST_INFO] = IN_TRUST(info),
	[ATTR_GROUP_TYPE] = { .in = OBJECT,
	    .at = offsetof(struct object, group_type),
	    .has = offsetof(struct object, has_group_type) },
};

const char *
object_place(struct directory_index *index, const struct object *object,
    enum attribute_id id)
{
	const struct met	*met = object->met;

	while (met != NULL && !attributes_have(met->attributes, id))
		met = met->before;
	return met == NULL ? NULL :
	    directory_place(&index->open, met->source, met->line);
}

static const struct trust	no_trust;

/* What is kept of the attribute, which may be what all have that have none. */
static const void *
kept(const struct object *object, enum attribute_id id)
{
	const void	*const in[] = {
		[OBJECT] = object, [ACCOUNT] = object->account,
		[MORE] = object->account->more,
		[TRUST] = object->trust == NULL ? &no_trust : object->trust
	};

	return (const char *)in[place[id].in] + place[id].at;
}

static void
keep(struct directory *directory, struct object *object, enum attribute_id id,
    const void *what, size_t size)
{
	char		*in = (char *)object->account;
	const bool	 yes = true;

	if (place[id].in == OBJECT)
		in = (char *)object;
	else if (place[id].in == MORE)
		in = (char *)object_more(directory, object);
	else if (place[id].in == TRUST) {
		if (object->trust == NULL)
			object->trust = pool_alloc(&directory->pool, sizeof(*object->trust));
		in = (char *)object->trust;
	}
	memcpy(in + place[id].at, what, size);
	if (place[id].has != 0)
		memcpy(in + place[id].has, &yes, sizeof(yes));
}

static int
contradiction(struct directory_index *index, const struct object *object,
    enum attribute_id id, const char *text, const char *earlier,
    struct error *err)
{
	const char	*where = object_place(index, object, id);

	return error_set(err, "%s is '%.100s', but '%.100s'%s%s",
	    attribute[id].name, text, earlier, where == NULL ? " too" : " at ",
	    where == NULL ? "" : where);
}

static int
keep_text(struct directory *directory, struct object *object,
    enum attribute_id id, const char *text, struct error *err)
{
	const char	*earlier;

	memcpy(&earlier, kept(object, id), sizeof(earlier));
	if (earlier != NULL && strcmp(text, earlier) != 0)
		return contradiction(directory->index, object, id, text,
		    earlier, err);
	keep(directory, object, id, &text, sizeof(text));
	return 0;
}

static int
take_text(struct directory *directory, struct object *object,
    const struct value *value, struct error *err)
{
	return keep_text(directory, object, value->id,
	    value_text(&directory->pool, value->text), err);
}

static int
take_sid(struct directory *directory, struct object *object,
    const struct value *value, struct error *err)
{
	const char	*sid = sid_text(&directory->pool, value->text);

	if (sid == NULL)
		return error_set(err, "%s is not a SID",
		    attribute[value->id].name);
	return keep_text(directory, object, value->id, sid, err);
}

static int
take_bytes(struct directory *directory, struct object *object,
    const struct value *value, struct error *err)
{
	struct directory_index	*index = directory->index;
	struct span		 earlier, bytes = value->text;
	const char		*where;

	memcpy(&earlier, kept(object, value->id), sizeof(earlier));
	if (earlier.at != NULL && (earlier.n != bytes.n ||
	    (bytes.n > 0 && memcmp(earlier.at, bytes.at, bytes.n) != 0))) {
		where = object_place(index, object, value->id);
		return error_set(err, "%s has other bytes%s%s",
		    attribute[value->id].name, where == NULL ? " too" :
		    " than at ", where == NULL ? "" : where);
	}
	bytes.at = bytes.n == 0 ? pool_alloc(&directory->pool, 1) :
	    memcpy(pool_alloc(&directory->pool, bytes.n), bytes.at, bytes.n);
	keep(directory, object, value->id, &bytes, sizeof(bytes));
	return 0;
}

/* Numbers of either size. */
static int64_t
kept_number(const struct object *object, enum attribute_id id)
{
	uint32_t	 narrow;
	int64_t		 wide;

	if (attribute[id].as == AS_NUMBER) {
		memcpy(&narrow, kept(object, id), sizeof(narrow));
		return narrow;
	}
	memcpy(&wide, kept(object, id), sizeof(wide));
	return wide;
}

static void
keep_number(struct directory *directory, struct object *object,
    enum attribute_id id, int64_t wide)
{
	uint32_t	 narrow = (uint32_t)wide;

	/* Nobody pays for what is 0 as it is. */
	if (place[id].in == MORE && object->more == NULL && wide == 0)
		return;
	if (attribute[id].as == AS_NUMBER)
		keep(directory, object, id, &narrow, sizeof(narrow));
	else
		keep(directory, object, id, &wide, sizeof(wide));
}

static int
take_number(struct directory *directory, struct object *object,
    const struct value *value, struct error *err)
{
	struct pool	*pool = &directory->index->open;
	int64_t		 number, earlier = kept_number(object, value->id);

	if (value_integer(value, &number, err) == -1)
		return -1;
	if (attributes_have(object->valued, value->id) && earlier != number) {
		if (!place[value->id].moves)
			return contradiction(directory->index, object,
			    value->id, pool_printf(pool, "%lld",
			    (long long)number), pool_printf(pool, "%lld",
			    (long long)earlier), err);
		number = number > earlier ? number : earlier;
	}
	keep_number(directory, object, value->id, number);
	object->valued |= ATTRIBUTE_BIT(value->id);
	return 0;
}

int
object_value(struct directory *directory, struct object *object,
    const struct value *value, struct error *err)
{
	static int	(*const take[])(struct directory *, struct object *,
			    const struct value *, struct error *) = {
		[AS_TEXT] = take_text, [AS_NUMBER] = take_number,
		[AS_FILETIME] = take_number, [AS_TIME] = take_number,
		[AS_SID] = take_sid, [AS_BYTES] = take_bytes
	};
	struct directory_index	*index = directory->index;
	void			*notes;

	if (place[value->id].in == NOWHERE)
		return 0;
	if (place[value->id].in != LIST)
		return take[attribute[value->id].as](directory, object, value,
		    err);
	notes = (char *)index + place[value->id].at;
	holders_note(&index->open, notes,
	    value_text(&directory->pool, value->text), object->number);
	return 0;
}
