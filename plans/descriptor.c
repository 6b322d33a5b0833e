#include "plans/descriptor.h"

#include <string.h>

#include "plans/sid.h"

/* [MS-DTYP] 2.4.6, 2.4.5, 2.4.4.1, 2.4.4.3: all lengths are fixed, all numbers
 * have the least significant byte first. */
enum {
	HEAD = 20, ACL_HEAD = 8, ACE_HEAD = 4, MASK = 4, OBJECT_FLAGS = 4, GUID = 16,
	REVISION = 1, ACL_REVISION = 2, ACL_REVISION_DS = 4, ACL_MOST = 0xffff,
	AT_CONTROL = 2, AT_OWNER = 4, AT_GROUP = 8, AT_DACL = 16,
	DACL_PRESENT = 0x4, SELF_RELATIVE = 0x8000,
	HAS_OBJECT = 0x1, HAS_INHERITED_OBJECT = 0x2
};

/* The types of ACE that grant or deny. */
static const struct type {
	unsigned char	 type;
	enum ace_kind	 kind;
	bool		 object, conditional;
} types[] = {
	{ 0x00, ACE_ALLOW, false, false },
	{ 0x01, ACE_DENY, false, false },
	{ 0x05, ACE_ALLOW, true, false },
	{ 0x06, ACE_DENY, true, false },
	{ 0x09, ACE_ALLOW, false, true },
	{ 0x0a, ACE_DENY, false, true },
	{ 0x0b, ACE_ALLOW, true, true },
	{ 0x0c, ACE_DENY, true, true },
};

static uint32_t
number(struct span bytes, size_t at, size_t n)
{
	uint32_t	 value = 0;

	while (n > 0)
		value = value << 8 | (unsigned char)bytes.at[at + --n];
	return value;
}

/* What follows the first N bytes. */
static struct span
after(struct span bytes, size_t n)
{
	return (struct span){ bytes.at + n, bytes.n - n };
}

/*
 * Reading
 */

static int
fault(struct descriptor *descriptor, const char *why)
{
	*descriptor = (struct descriptor){ .bytes = descriptor->bytes, .fault = why };
	return -1;
}

/* The SID at the beginning of BYTES, which may go on; NULL: none. */
static const char *
read_sid(struct pool *pool, struct span bytes)
{
	bytes.n = sid_length(bytes);
	return bytes.n == 0 ? NULL : sid_text(pool, bytes);
}

/* The SID that the head of a descriptor points to, if it does; 0 is nowhere. */
static int
read_offset_sid(struct pool *pool, struct span bytes, size_t at, const char **sid_out)
{
	const size_t	 offset = number(bytes, at, 4);

	if (offset == 0)
		return 0;
	if (offset < HEAD || offset > bytes.n)
		return -1;
	*sid_out = read_sid(pool, after(bytes, offset));
	return *sid_out == NULL ? -1 : 0;
}

/* [MS-DTYP] 2.3.4: the first three parts are numbers, the others bytes. */
static const char *
guid_text(struct pool *pool, struct span bytes)
{
	const unsigned char	*b = (const unsigned char *)bytes.at + 8;

	return pool_printf(pool, "%08lx-%04lx-%04lx-%02x%02x-%02x%02x%02x%02x%02x%02x",
	    (unsigned long)number(bytes, 0, 4), (unsigned long)number(bytes, 4, 2),
	    (unsigned long)number(bytes, 6, 2), b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]);
}

static bool
take_guid(struct pool *pool, struct span *bytes, const char **guid_out)
{
	if (bytes->n < GUID)
		return false;
	*guid_out = guid_text(pool, *bytes);
	*bytes = after(*bytes, GUID);
	return true;
}

/* Which of the two GUIDs there are, and these. */
static bool
take_objects(struct pool *pool, struct span *bytes, struct ace *ace)
{
	uint32_t	 flags;

	if (bytes->n < OBJECT_FLAGS)
		return false;
	flags = number(*bytes, 0, OBJECT_FLAGS);
	*bytes = after(*bytes, OBJECT_FLAGS);
	return ((flags & HAS_OBJECT) == 0 || take_guid(pool, bytes, &ace->object)) &&
	    ((flags & HAS_INHERITED_OBJECT) == 0 || take_guid(pool, bytes, &ace->inherited_object));
}

/* BYTES are those of the ACE alone. */
static bool
read_ace(struct pool *pool, struct span bytes, struct ace *ace)
{
	size_t	 i;

	*ace = (struct ace){ .kind = ACE_OTHER, .type = (unsigned char)bytes.at[0],
	    .flags = (unsigned char)bytes.at[1] };
	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (types[i].type != ace->type)
			continue;
		ace->kind = types[i].kind;
		ace->conditional = types[i].conditional;
		if (bytes.n < ACE_HEAD + MASK)
			return false;
		ace->mask = number(bytes, ACE_HEAD, MASK);
		bytes = after(bytes, ACE_HEAD + MASK);
		if (types[i].object && !take_objects(pool, &bytes, ace))
			return false;
		ace->sid = read_sid(pool, bytes);
		return ace->sid != NULL;
	}
	return true;
}

/* BYTES begin with the list and may go on behind it. */
static int
read_acl(struct pool *pool, struct descriptor *descriptor, struct span bytes)
{
	size_t	 i, n, size;

	if (bytes.n < ACL_HEAD)
		return fault(descriptor, "its DACL is cut short");
	if (bytes.at[0] != ACL_REVISION && bytes.at[0] != ACL_REVISION_DS)
		return fault(descriptor, "its DACL has an unknown revision");
	size = number(bytes, 2, 2);
	n = number(bytes, 4, 2);
	if (size < ACL_HEAD || size > bytes.n)
		return fault(descriptor, "its DACL is longer than it");
	bytes = after((struct span){ bytes.at, size }, ACL_HEAD);
	if (n > bytes.n / ACE_HEAD)
		return fault(descriptor, "its DACL has fewer entries than it says");
	descriptor->ace = pool_alloc(pool, n * sizeof(*descriptor->ace));
	for (i = 0; i < n; i++) {
		size = bytes.n < ACE_HEAD ? 0 : number(bytes, 2, 2);
		if (size < ACE_HEAD || size > bytes.n)
			return fault(descriptor, "its DACL has fewer entries than it says");
		if (!read_ace(pool, (struct span){ bytes.at, size }, &descriptor->ace[i]))
			return fault(descriptor, "an entry of its DACL is cut short");
		bytes = after(bytes, size);
	}
	descriptor->n_ace = n;
	return 0;
}

bool
ace_allows(const struct ace *ace)
{
	return ace->kind == ACE_ALLOW && (ace->flags & ACE_INHERIT_ONLY) == 0;
}

int
descriptor_read(struct pool *pool, struct descriptor *descriptor, struct span bytes)
{
	uint32_t	 control, offset;

	*descriptor = (struct descriptor){ .bytes = bytes };
	if (bytes.n < HEAD)
		return fault(descriptor, "it is too short for a security descriptor");
	control = number(bytes, AT_CONTROL, 2);
	if (bytes.at[0] != REVISION || (control & SELF_RELATIVE) == 0)
		return fault(descriptor, "it is no self-relative security descriptor");
	if (read_offset_sid(pool, bytes, AT_OWNER, &descriptor->owner) != 0)
		return fault(descriptor, "its owner is no SID");
	if (read_offset_sid(pool, bytes, AT_GROUP, &descriptor->group) != 0)
		return fault(descriptor, "its group is no SID");
	offset = number(bytes, AT_DACL, 4);
	descriptor->open = (control & DACL_PRESENT) == 0 || offset == 0;
	if (descriptor->open)
		return 0;
	if (offset < HEAD || offset > bytes.n)
		return fault(descriptor, "its DACL lies outside of it");
	return read_acl(pool, descriptor, after(bytes, offset));
}

/*
 * Writing
 */

enum { SID_MOST = 68, ACE_MOST = ACE_HEAD + MASK + OBJECT_FLAGS + 2 * GUID + SID_MOST };

/* Bytes with room for all that may come. */
struct out {
	struct pool	*pool;
	char		*at;
	size_t		 n;
};

static void
set_number(struct out *out, size_t at, size_t value, size_t n)
{
	for (; n > 0; n--, value >>= 8)
		out->at[at++] = (char)(unsigned char)value;
}

static void
put_number(struct out *out, size_t value, size_t n)
{
	set_number(out, out->n, value, n);
	out->n += n;
}

static int
hex(char c)
{
	return text_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL puts nothing; -1: TEXT is no GUID as guid_text writes it. */
static int
put_guid(struct out *out, const char *text)
{
	/* Where the digits of each byte stand in the text. */
	static const unsigned char	 place[GUID] = { 6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34 };
	size_t				 i;
	int				 high, low;

	if (text == NULL)
		return 0;
	if (strlen(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
		return -1;
	for (i = 0; i < GUID; i++) {
		high = hex(text[place[i]]);
		low = hex(text[place[i] + 1]);
		if (high < 0 || low < 0)
			return -1;
		put_number(out, (size_t)(high * 16 + low), 1);
	}
	return 0;
}

static int
put_sid(struct out *out, const char *text, struct error *err)
{
	struct span	 sid = sid_bytes(out->pool, text == NULL ? "" : text);

	if (sid.at == NULL)
		return error_set(err, "'%s' is no SID", text == NULL ? "" : text);
	memcpy(out->at + out->n, sid.at, sid.n);
	out->n += sid.n;
	return 0;
}

/* The owner or the group, to which the head points. */
static int
put_offset_sid(struct out *out, size_t at, const char *text, struct error *err)
{
	if (text == NULL)
		return 0;
	set_number(out, at, out->n, 4);
	return put_sid(out, text, err);
}

static int
put_ace(struct out *out, const struct ace *ace, struct error *err)
{
	const bool	 object = ace->object != NULL || ace->inherited_object != NULL;
	const size_t	 begin = out->n;
	size_t		 i = 0;

	while (i < sizeof(types) / sizeof(*types) && (types[i].kind != ace->kind ||
	    types[i].object != object || types[i].conditional || ace->conditional))
		i++;
	if (i == sizeof(types) / sizeof(*types))
		return error_set(err, "an entry of type %d cannot be written", ace->type);
	put_number(out, types[i].type, 1);
	put_number(out, ace->flags, 1);
	put_number(out, 0, 2);
	put_number(out, ace->mask, MASK);
	if (object)
		put_number(out, (ace->object == NULL ? 0 : HAS_OBJECT) |
		    (ace->inherited_object == NULL ? 0 : HAS_INHERITED_OBJECT), OBJECT_FLAGS);
	if (put_guid(out, ace->object) != 0 || put_guid(out, ace->inherited_object) != 0)
		return error_set(err, "what '%s' is granted is no GUID", ace->sid == NULL ? "" : ace->sid);
	if (put_sid(out, ace->sid, err) != 0)
		return -1;
	set_number(out, begin + 2, out->n - begin, 2);
	return 0;
}

static int
put_acl(struct out *out, const struct descriptor *descriptor, struct error *err)
{
	const size_t	 begin = out->n;
	size_t		 i;

	set_number(out, AT_DACL, begin, 4);
	put_number(out, ACL_REVISION_DS, 2);
	put_number(out, 0, 2);
	put_number(out, descriptor->n_ace, 4);
	for (i = 0; i < descriptor->n_ace; i++)
		if (put_ace(out, &descriptor->ace[i], err) != 0)
			return -1;
	if (out->n - begin > ACL_MOST)
		return error_set(err, "%zu entries are too many for one list", descriptor->n_ace);
	set_number(out, begin + 2, out->n - begin, 2);
	return 0;
}

int
descriptor_write(struct pool *pool, const struct descriptor *descriptor, struct span *bytes_out,
    struct error *err)
{
	struct out	 out = { .pool = pool, .n = HEAD };

	if (descriptor->n_ace > ACL_MOST)
		return error_set(err, "%zu entries are too many for one list", descriptor->n_ace);
	out.at = pool_alloc(pool, HEAD + 2 * SID_MOST + ACL_HEAD + descriptor->n_ace * ACE_MOST);
	set_number(&out, 0, REVISION, 2);
	set_number(&out, AT_CONTROL, SELF_RELATIVE | (descriptor->open ? 0 : DACL_PRESENT), 2);
	if (put_offset_sid(&out, AT_OWNER, descriptor->owner, err) != 0 ||
	    put_offset_sid(&out, AT_GROUP, descriptor->group, err) != 0 ||
	    (!descriptor->open && put_acl(&out, descriptor, err) != 0))
		return -1;
	*bytes_out = (struct span){ out.at, out.n };
	return 0;
}
