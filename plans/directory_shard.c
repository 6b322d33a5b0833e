#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/key.h"
#include "plans/sid.h"
#include "plans/spn.h"
#include "plans/value.h"

enum { GUID_SIZE = 16, SCRATCH_MOST = 256 };

struct shard *
shard_new(uint64_t seed, const char *source)
{
	struct pool	 pool = { 0 };
	struct shard	*shard = pool_alloc(&pool, sizeof(*shard));

	shard->seed = seed;
	shard->source = pool_copy(&pool, source);
	shard->pool = pool;
	return shard;
}

void
shard_end(struct shard *shard)
{
	size_t	 i;

	if (shard->ended)
		return;
	shard->ended = true;
	for (i = 0; i < N_NAME; i++)
		names_divide(&shard->name[i]);
	pack_free(&shard->packing);
	pool_free(&shard->scratch);
}

void
shard_free(struct shard *shard)
{
	struct pool	 pool;
	size_t		 i;

	if (shard == NULL)
		return;
	pack_free(&shard->packing);
	pool_free(&shard->scratch);
	free(shard->met);
	for (i = 0; i < N_NAME; i++)
		names_free(&shard->name[i]);
	pool = shard->pool;
	pool_free(&pool);
}

#define FIVE(c)	[c] = 1, [c + 1] = 1, [c + 2] = 1, [c + 3] = 1, [c + 4] = 1

static const unsigned char	usual[256] = {
	FIVE('0'), FIVE('5'), ['-'] = 1, ['.'] = 1,
	FIVE('A'), FIVE('F'), FIVE('K'), FIVE('P'), FIVE('U'), ['Z'] = 1,
	FIVE('a'), FIVE('f'), FIVE('k'), FIVE('p'), FIVE('u'), ['z'] = 1,
};

/* -- what an entry is -- */

struct summary {
	uint64_t		 attributes;
	enum account_kind	 kind;
	bool			 group;
	bool			 deleted;
	bool			 repeats;
};

static struct summary
summary_of(const struct entry *entry)
{
	struct summary		 sum = { .kind = ACCOUNT_UNKNOWN };
	const struct value	*value = entry->value;
	uint64_t		 bit;
	size_t			 i, row, first = ACCOUNT_NO_CLASS;

	for (i = 0; i < entry->n_value; i++, value++) {
		bit = ATTRIBUTE_BIT(value->id);
		if ((sum.attributes & bit) != 0 &&
		    attribute[value->id].values == VALUES_ONE)
			sum.repeats = true;
		sum.attributes |= bit;
		if (value->id == ATTR_OBJECT_CLASS) {
			if ((row = account_class(value->text)) < first)
				first = row;
			sum.group |= value->text.n == 5 && span_is(value->text, "group");
		} else if (value->id == ATTR_DELETED && span_is(value->text, "TRUE"))
			sum.deleted = true;
	}
	sum.kind = account_kind_of_class(first);
	sum.group |= attributes_have(sum.attributes, ATTR_GROUP_TYPE);
	return sum;
}

/*
 * Can the entry be one of an account, a group or a trust?  Whoever holds an
 * SPN counts whatever its class, and where classes were not exported any attribute that
 * only they and few others have is worth keeping: another entry of the object
 * may say more.
 */
static bool
is_kept(const struct summary *sum)
{
#define OF(id)	ATTRIBUTE_BIT(ATTR_##id)
	static const uint64_t	 of_accounts = OF(SAM) | OF(UAC) | OF(UPN) |
				    OF(DNS_NAME) | OF(OTHER_DNS_NAMES) | OF(OS) |
				    OF(DELEGATES_TO) | OF(ACTS_FOR) |
				    OF(PASSWORD_READERS) | OF(ETYPES) |
				    OF(PWD_LAST_SET) | OF(LAST_LOGON) | OF(EXPIRES) |
				    OF(LOCKOUT) | OF(PRIMARY_GROUP) |
				    OF(UAC_COMPUTED) | OF(KEY_VERSION) |
				    OF(PRECEDED_BY) | OF(SUPERSEDED_BY) |
				    OF(SUPERSEDED_STATE) | OF(MEMBER);

	if (sum->kind != ACCOUNT_UNKNOWN || sum->group ||
	    (sum->attributes & (OF(SPN) | OF(TRUST_PARTNER))) != 0)
		return true;
	return !attributes_have(sum->attributes, ATTR_OBJECT_CLASS) &&
	    (sum->attributes & of_accounts) != 0;
}

static bool
is_of_forest(const struct summary *sum)
{
	return (sum->attributes & (OF(NC_NAME) | OF(SPN_MAPPINGS))) != 0;
#undef OF
}

/* -- where it is -- */

/* The domain DNS, one of the last that came where it did not change. */
static struct shard_home *
shard_home(struct shard *shard, const char *dns)
{
	enum { N_LAST = 8 };
	struct shard_home	*home;
	size_t			 i;

	if (*dns == '\0')
		return NULL;
	for (i = shard->n_home; i > 0 && shard->n_home - i < N_LAST; i--)
		if (strcmp(shard->home[i - 1]->dns, dns) == 0)
			return shard->home[i - 1];
	home = pool_alloc(&shard->pool, sizeof(*home));
	home->dns = pool_copy(&shard->pool, dns);
	home->on_all = UINT64_MAX;
	shard->home = pool_more(&shard->pool, shard->home, shard->n_home,
	    sizeof(*shard->home));
	shard->home[shard->n_home++] = home;
	return home;
}

/* What a value takes to be read: a parser, care, or care unless a backslash
 * stands before it.  All else folds byte for byte, if it is ASCII. */
enum { PARSED = 1, CAREFUL, ESCAPED };

static const unsigned char	how[256] = {
	['"'] = PARSED, ['+'] = PARSED, [';'] = PARSED,
	['#'] = CAREFUL, ['='] = CAREFUL, ['\\'] = CAREFUL,
	['<'] = ESCAPED, ['>'] = ESCAPED,
};

static unsigned
how_is(char c)
{
	return c >= ' ' && c <= '~' ? how[(unsigned char)c] : CAREFUL;
}

/* May a backslash stand before it so that the fold has it too? */
static bool
is_escaped(char c)
{
	return c == ',' || c == '\\' || how_is(c) == PARSED || how_is(c) == ESCAPED;
}

/* The length of a type, "CN", with its "="; 0 for what is none, and for a DC,
 * which may be a part of the domain's name. */
static size_t
type_length(struct span dn)
{
	size_t	 i = 0;

	while (i < dn.n && usual[(unsigned char)dn.at[i]])
		i++;
	if (i == 0 || i == dn.n || dn.at[i] != '=' ||
	    (i == 2 && span_is((struct span){ dn.at, i }, "DC")))
		return 0;
	return i + 1;
}

/*
 * The first RDN of a DN, 0 bytes where it takes a parser to find it: one that
 * is quoted, of several parts, or of the domain.  *PLAIN: its fold is itself,
 * in lower case.
 */
static struct span
rdn_of(struct span dn, bool *plain)
{
	struct span	 none = { dn.at, 0 };
	size_t		 i = type_length(dn);
	struct span	 rdn;

	if (i == 0 || i == dn.n)
		return none;
	for (*plain = dn.at[i] != ' '; i < dn.n && dn.at[i] != ','; i++) {
		if (usual[(unsigned char)dn.at[i]] || how_is(dn.at[i]) == 0)
			continue;
		if (how_is(dn.at[i]) == PARSED)
			return none;
		if (dn.at[i] != '\\' || ++i == dn.n || !is_escaped(dn.at[i]))
			*plain = false;
	}
	rdn = (struct span){ dn.at, i < dn.n ? i : dn.n };
	*plain = *plain && rdn.at[rdn.n - 1] != ' ';
	return rdn;
}

/* DN has the container behind its first N_RDN bytes. */
static int
container_parse(struct container *container, struct shard *shard, struct span dn,
    size_t n_rdn, struct error *err)
{
	struct span	 text = container->text;
	char		*folded;

	if (dn_fold(&shard->scratch, dn, &folded, err) == -1)
		return -1;
	container->home = shard_home(shard, dn_domain(&shard->scratch, dn));
	container->deleted = dn_deleted(n_rdn == 0 ? dn :
	    span_of(pool_printf(&shard->scratch, "CN=x%s", text.at)));
	container->key = key_dn_rest(shard->seed, span_of(folded));
	return 0;
}

static struct container	*container_of(struct shard *, struct span dn, size_t n_rdn,
			    unsigned depth, struct error *);

/* Of most containers, what contains them is known and says nearly all. */
static bool
container_nested(struct container *container, struct shard *shard, unsigned depth)
{
	enum { DEPTH_MOST = 16 };
	struct error		 ignored = { "" };
	struct container	*in;
	struct span		 dn = container->text, rdn;
	bool			 plain = false;

	if (dn.n == 0 || dn.at[0] != ',' || depth == DEPTH_MOST)
		return false;
	dn = (struct span){ dn.at + 1, dn.n - 1 };
	rdn = rdn_of(dn, &plain);
	if (rdn.n == 0 || !plain || span_is(rdn, "CN=Deleted Objects") ||
	    (in = container_of(shard, dn, rdn.n, depth + 1, &ignored)) == NULL)
		return false;
	container->home = in->home;
	container->deleted = in->deleted;
	container->key = key_dn(shard->seed, rdn, in->key);
	return true;
}

/* For a DN without its first N_RDN bytes, which at a DEPTH is part of the text
 * of another one. */
static struct container *
container_new(struct shard *shard, struct span dn, size_t n_rdn, unsigned depth,
    struct error *err)
{
	struct container	*container = pool_alloc(&shard->pool, sizeof(*container));
	struct span		 text = { dn.at + n_rdn, dn.n - n_rdn };

	container->shard = shard;
	container->text = text;
	if (depth == 0)
		container->text.at = pool_ncopy(&shard->pool, text.at, text.n);
	if (!container_nested(container, shard, depth) &&
	    container_parse(container, shard, dn, n_rdn, err) == -1)
		return NULL;
	return container;
}

/* The container of a DN whose first RDN has N_RDN bytes. */
static struct container *
container_of(struct shard *shard, struct span dn, size_t n_rdn, unsigned depth,
    struct error *err)
{
	const struct span	 text = { dn.at + n_rdn, dn.n - n_rdn };
	const uint32_t		 key = key_bytes(shard->seed, text);
	struct recent		*recent = shard->recent[key % N_WAY];
	size_t			 i;

	for (i = 0; i < N_PER_WAY; i++)
		if (recent[i].key == key && recent[i].container != NULL &&
		    span_same(recent[i].container->text, text))
			return recent[i].container;
	i = shard->n_missed++ % N_PER_WAY;
	recent[i] = (struct recent){ key, container_new(shard, dn, n_rdn, depth, err) };
	return recent[i].container;
}

struct where {
	struct container	*in;
	struct span		 rdn;
	uint32_t		 key;
	bool			 deleted;
};

/* Where an entry is whose RDN does not fold byte for byte, or was not found. */
static int
where_odd(struct shard *shard, struct span dn, struct where *where, struct error *err)
{
	char	*folded;

	if (where->rdn.n == 0)
		where->in = container_new(shard, dn, 0, 0, err);
	if (where->in == NULL ||
	    dn_fold(&shard->scratch, where->rdn.n == 0 ? dn : where->rdn,
	    &folded, err) == -1)
		return -1;
	where->deleted = dn_deleted(dn);
	where->key = key_noted(where->rdn.n == 0 ?
	    key_dn_whole(shard->seed, span_of(folded)) :
	    key_dn(shard->seed, span_of(folded), where->in->key));
	return 0;
}

static int
where_is(struct shard *shard, struct span dn, struct where *where, struct error *err)
{
	bool	 plain = false;

	where->rdn = rdn_of(dn, &plain);
	where->in = where->rdn.n == 0 ? NULL :
	    container_of(shard, dn, where->rdn.n, 0, err);
	if (where->rdn.n == 0 || !plain)
		return where_odd(shard, dn, where, err);
	if (where->in == NULL)
		return -1;
	where->deleted = where->in->deleted;
	where->key = key_noted(key_dn(shard->seed, where->rdn, where->in->key));
	return 0;
}

/* -- what it says -- */

/* The entry at hand is found by this. */
static void
note(struct shard *shard, enum name name, uint32_t key)
{
	names_note(&shard->name[name], key, (uint32_t)shard->n_met);
}

/* Letters, digits, "-" and ".": a part of an SPN made of them needs no further
 * look. */
static bool
is_usual(struct span text)
{
	size_t	 i;

	for (i = 0; i < text.n; i++)
		if (!usual[(unsigned char)text.at[i]])
			return false;
	return text.n > 0;
}

/* Is there anything to say of the SPN by itself? */
static bool
is_odd(struct shard *shard, struct span spn)
{
	struct spn	 parts;
	const char	*text = value_text(&shard->scratch, spn);
	size_t		 i;

	for (i = 0; i < spn.n; i++)
		if ((unsigned char)spn.at[i] >= 0x80)
			return true;
	spn_parse(&parts, span_of(text));
	return parts.fault != 0 || spn_pointless(&parts) != 0;
}

/* What class there is to look at in an SPN: bits. */
enum { LOOKED_AT = 1, LOOK_HTTP = 2, LOOK_ODD = 4 };

static unsigned char
class_look(struct packed_class *class, struct span front)
{
	unsigned char	 look = LOOKED_AT;

	if (class != NULL && class->look != 0)
		return class->look;
	if (span_is(front, "HTTP"))
		look |= LOOK_HTTP;
	if (!is_usual(front) || span_is(front, "HTTPS"))
		look |= LOOK_ODD;
	if (class != NULL)
		class->look = look;
	return look;
}

static int
take_spn(struct shard *shard, const struct value *value, struct error *err)
{
	struct span		 spn = value->text, class = { spn.at, 0 }, front = class, rest = spn;
	const char		*slash = spn.n == 0 ? NULL : memchr(spn.at, '/', spn.n);
	struct packed_class	*known;
	unsigned char		 look;
	bool			 is_new;

	(void)err;
	if (slash != NULL) {
		front.n = (size_t)(slash - spn.at);
		class.n = front.n + 1;
		rest = (struct span){ slash + 1, spn.n - class.n };
	}
	if (shard->n_spn++ == 0)
		shard->spn = value;
	known = packed_class(&shard->classes, class);
	look = class_look(known, front);
	is_new = pack_spn(&shard->packing, &shard->classes, known, class, rest);
	if (is_new)
		note(shard, NAME_INSTANCE, key_instance(shard->seed, spn, &shard->scratch));
	/* An end that was seen before was looked at before. */
	if (((look & LOOK_ODD) != 0 || ((is_new || (look & LOOK_HTTP) != 0) && !is_usual(rest)) ||
	    (rest.n > 0 && text_digit(rest.at[0]))) && is_odd(shard, spn))
		note(shard, NAME_ODD_SPN, 0);
	return 0;
}

static int
take_nothing(struct shard *shard, const struct value *value, struct error *err)
{
	(void)shard;
	(void)value;
	(void)err;
	return 0;
}

static int
take_number(struct shard *shard, const struct value *value, struct error *err)
{
	int64_t	 number;

	if (value_integer(value, &number, err) == -1)
		return -1;
	pack_number(&shard->packing, value->id, number);
	if (attributes_have(ODD_ATTRIBUTES, value->id))
		odd_number(&shard->odd, value->id, number);
	if (value->id == ATTR_CREATED)
		shard->created = number;
	return 0;
}

static int
take_text(struct shard *shard, const struct value *value, struct error *err)
{
	(void)err;
	pack_text(&shard->packing, value->id, value->text);
	if (attributes_have(ODD_ATTRIBUTES, value->id))
		odd_text(&shard->odd, value->id, value->text);
	return 0;
}

static int
take_sid(struct shard *shard, const struct value *value, struct error *err)
{
	if (sid_length(value->text) != value->text.n)
		return error_set(err, "%s is not a SID", attribute[value->id].name);
	shard->sid = value;
	note(shard, NAME_SID, key_bytes(shard->seed, value->text));
	return take_text(shard, value, err);
}

static int
take_guid(struct shard *shard, const struct value *value, struct error *err)
{
	if (value->text.n != GUID_SIZE)
		return error_set(err, "%s is not a GUID", attribute[value->id].name);
	note(shard, NAME_GUID, key_bytes(shard->seed, value->text));
	return take_text(shard, value, err);
}

static int
take_sam(struct shard *shard, const struct value *value, struct error *err)
{
	note(shard, NAME_SAM, key_text(shard->seed, value->text, &shard->scratch));
	return take_text(shard, value, err);
}

static int
take_dns_name(struct shard *shard, const struct value *value, struct error *err)
{
	note(shard, NAME_DNS, key_text(shard->seed, value->text, &shard->scratch));
	return take_text(shard, value, err);
}

static int
take_upn(struct shard *shard, const struct value *value, struct error *err)
{
	if (value->text.n > 0 && memchr(value->text.at, '/', value->text.n) != NULL)
		note(shard, NAME_ODD_UPN, 0);
	return take_text(shard, value, err);
}

typedef int	take_fn(struct shard *, const struct value *, struct error *);

static int
take_value(struct shard *shard, const struct value *value, struct error *err)
{
	static take_fn	*const take_as[] = {
		[AS_TEXT] = take_text, [AS_NUMBER] = take_number,
		[AS_FILETIME] = take_number, [AS_TIME] = take_number,
		[AS_SID] = take_sid, [AS_BYTES] = take_text
	};
	static take_fn	*const take[N_ATTRIBUTE] = {
		[ATTR_OBJECT_CLASS] = take_nothing, [ATTR_DELETED] = take_nothing,
		[ATTR_SPN] = take_spn, [ATTR_OBJECT_GUID] = take_guid,
		[ATTR_SAM] = take_sam, [ATTR_UPN] = take_upn,
		[ATTR_DNS_NAME] = take_dns_name, [ATTR_OTHER_DNS_NAMES] = take_dns_name
	};

	return (take[value->id] != NULL ? take[value->id] :
	    take_as[attribute[value->id].as])(shard, value, err);
}

/* Room for an entry of which N bytes are packed: many in one piece. */
static struct met *
met_new(struct shard *shard, size_t n)
{
	enum { PIECE = 1024 * 1024, ALIGN = _Alignof(struct met) };
	unsigned char	*at;

	n = (offsetof(struct met, byte) + n + ALIGN - 1) / ALIGN * ALIGN;
	if (shard->n_left < n) {
		shard->n_left = n > PIECE ? n : PIECE;
		shard->left = pool_alloc(&shard->pool, shard->n_left);
	}
	at = shard->left;
	shard->left += n;
	shard->n_left -= n;
	return (struct met *)(void *)at;
}

void
shard_count(struct shard *shard, const struct met *met)
{
	struct shard_home	*home = met->in->home;
	const bool		 is_account = met_first(met) == met && met_is_account(met);

	if (!met->account)
		return;
	shard->n_spn_all += met->n_spn;
	shard->n_account += is_account;
	if (home == NULL)
		return;
	home->delivered = true;
	if (is_account) {
		home->n_account++;
		home->on_all &= met->object == NULL ? met->attributes : met->object->attributes;
	}
}

static void
keep(struct shard *shard, const struct entry *entry, const struct summary *sum,
    const struct where *where)
{
	struct packing	*packing = &shard->packing;
	struct met	*met;

	met = met_new(shard, where->rdn.n + packing->n);
	met->in = where->in;
	met->attributes = sum->attributes;
	met->line = entry->line;
	met->number = (uint32_t)shard->n_met;
	met->n_spn = shard->n_spn;
	met->n_rdn = (uint32_t)where->rdn.n;
	met->n_value = (uint32_t)packing->n;
	met->kind = (unsigned char)sum->kind;
	met->account = is_kept(sum);
	met->forest = is_of_forest(sum);
	met->group = sum->group;
	met->repeats = sum->repeats;
	if (where->rdn.n > 0)
		memcpy(met->byte, where->rdn.at, where->rdn.n);
	if (packing->n > 0)
		memcpy(met->byte + where->rdn.n, packing->byte, packing->n);
	if (shard->n_met == shard->room)
		shard->met = array_grow(shard->met, &shard->room, 1,
		    sizeof(*shard->met));
	shard->met[shard->n_met++] = met;
	shard_count(shard, met);
	if (!met->group && !met->forest && !met->repeats &&
	    !attributes_have(met->attributes, ATTR_TRUST_PARTNER))
		return;
	shard->special = pool_more(&shard->pool, shard->special,
	    shard->n_special, sizeof(*shard->special));
	shard->special[shard->n_special++] = met;
}

/* One domain has one SID; of several the first in order, whoever came first. */
static void
home_sid(struct shard *shard, struct shard_home *home, const struct value *value)
{
	struct span	 sid = value->text;
	const char	*text;
	size_t		 n;

	if (sid.n < DOMAIN_SID_SIZE ||
	    memcmp(sid.at, home->last, DOMAIN_SID_SIZE) == 0)
		return;
	memcpy(home->last, sid.at, DOMAIN_SID_SIZE);
	text = sid_text(&shard->scratch, sid);
	n = sid_domain(text);
	if (n == 0)
		return;
	text = pool_ncopy(&shard->pool, text, n);
	if (home->sid == NULL || strcmp(text, home->sid) < 0)
		home->sid = text;
}

/* The group of read-only domain controllers; the first, whoever came first. */
static void
home_created(struct shard *shard, struct shard_home *home, const struct value *value)
{
	static const unsigned char	 rid[] = { 0x09, 0x02, 0, 0 };	/* 521 */
	struct span			 sid = value->text;

	if (shard->created != 0 && sid.n == DOMAIN_SID_SIZE + sizeof(rid) &&
	    memcmp(sid.at + DOMAIN_SID_SIZE, rid, sizeof(rid)) == 0 &&
	    (home->aes_since == 0 || shard->created < home->aes_since))
		home->aes_since = shard->created;
}

static int
add(struct shard *shard, const struct entry *entry, struct error *err)
{
	struct summary	 sum = summary_of(entry);
	struct where	 where;
	size_t		 i;

	if (entry->replaces && shard_replace(shard, entry, sum.deleted, err) == -1)
		return -1;
	if (sum.deleted || !(is_kept(&sum) || is_of_forest(&sum)))
		return 0;
	if (where_is(shard, entry->dn, &where, err) == -1)
		return -1;
	if (where.deleted)
		return 0;
	pack_begin(&shard->packing);
	shard->n_spn = 0;
	shard->spn = shard->sid = NULL;
	shard->created = 0;
	shard->odd = (struct odd_state){ .acts = false };
	for (i = 0; i < entry->n_value; i++)
		if (take_value(shard, &entry->value[i], err) == -1)
			return -1;
	if (where.rdn.n > UINT32_MAX || shard->packing.n > UINT32_MAX)
		return error_set(err, "larger than an account can be");
	if (shard->sid != NULL && where.in->home != NULL && is_kept(&sum)) {
		home_sid(shard, where.in->home, shard->sid);
		home_created(shard, where.in->home, shard->sid);
	}
	if (odd_is(&shard->odd, sum.kind, shard->n_spn, shard->spn,
	    shard->n_spn == 0 ? 0 : (size_t)(entry->value + entry->n_value - shard->spn)))
		note(shard, NAME_ODD_HOLDER, 0);
	note(shard, NAME_DN, where.key);
	keep(shard, entry, &sum, &where);
	return 0;
}

/* Puts the entry's DN in front of what is wrong with it; its place is the
 * source's to say. */
static int
in_entry(struct shard *shard, const struct entry *entry, struct error *err)
{
	enum { SHOWN = 150 };
	struct span	 dn = entry->dn;

	if (dn.n > SHOWN)
		dn.n = SHOWN;
	return error_in(err, "%s", value_text(&shard->scratch, dn));
}

int
shard_add(struct shard *shard, const struct entry *entry, struct error *err)
{
	int	 result = add(shard, entry, err);

	if (result == -1)
		in_entry(shard, entry, err);
	if (++shard->n_scratch % SCRATCH_MOST == 0)
		pool_free(&shard->scratch);
	return result;
}
