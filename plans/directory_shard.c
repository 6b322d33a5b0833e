#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

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
	pool_free(&shard->scratch);
}

void
shard_free(struct shard *shard)
{
	struct pool	 pool;
	size_t		 i;

	if (shard == NULL)
		return;
	pool_free(&shard->scratch);
	free(shard->met);
	for (i = 0; i < N_NAME; i++)
		names_free(&shard->name[i]);
	pool = shard->pool;
	pool_free(&pool);
}

/* -- what an entry is -- */

struct summary {
	uint64_t		 attributes;
	enum account_kind	 kind;
	bool			 group;
	bool			 deleted;
	bool			 repeats;
	size_t			 n_byte;	/* of all values */
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
		sum.n_byte += value->text.n;
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
		if (!text_host[(unsigned char)text.at[i]])
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

/* What there is to look at in the SPNs of a class: bits. */
enum { LOOKED_AT = 1, LOOK_HTTP = 2, LOOK_ODD = 4 };

/* CLASS has its "/", unless it is empty. */
static unsigned char
class_look(struct span class)
{
	const struct span	 front = { class.at, class.n == 0 ? 0 : class.n - 1 };
	unsigned char		 look = LOOKED_AT;

	if (span_is(front, "HTTP"))
		look |= LOOK_HTTP;
	if (!is_usual(front) || span_is(front, "HTTPS"))
		look |= LOOK_ODD;
	return look;
}

static int
take_spn(struct shard *shard, const struct value *value)
{
	const struct span	 spn = value->text;
	struct packed_class	*known = packed_class(&shard->classes, spn);
	const struct span	 class = known == NULL ? spn_front(spn) :
				    (struct span){ spn.at, known->n };
	const struct span	 rest = { spn.at + class.n, spn.n - class.n };
	unsigned char		 look = known == NULL ? 0 : known->look;
	bool			 is_new;

	if (shard->n_spn++ == 0)
		shard->spn = value;
	if (look == 0) {
		look = class_look(class);
		if (known != NULL)
			known->look = look;
	}
	is_new = pack_spn(&shard->packing, &shard->classes, known, class, rest);
	if (is_new)
		note(shard, NAME_INSTANCE, (look & LOOK_ODD) != 0 ?
		    key_instance(shard->seed, spn, &shard->scratch) :
		    key_text(shard->seed, rest, &shard->scratch));
	/* An end that was seen before was looked at before. */
	if (((look & LOOK_ODD) != 0 || ((is_new || (look & LOOK_HTTP) != 0) && !is_usual(rest)) ||
	    (rest.n > 0 && text_digit(rest.at[0]))) && is_odd(shard, spn))
		note(shard, NAME_ODD_SPN, 0);
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
	else if (value->id == ATTR_PRIMARY_GROUP && odd_primary_group(number))
		note(shard, NAME_ODD_PRIMARY, 0);
	return 0;
}

/* What an entry is found by: texts as they fold, and bytes. */
#define NAMED_TEXTS	(ATTRIBUTE_BIT(ATTR_SAM) | ATTRIBUTE_BIT(ATTR_DNS_NAME) | \
	ATTRIBUTE_BIT(ATTR_OTHER_DNS_NAMES))
#define NAMED_BYTES	(ATTRIBUTE_BIT(ATTR_OBJECT_GUID) | ATTRIBUTE_BIT(ATTR_OBJECT_SID))

static const enum name	name_of[N_ATTRIBUTE] = {
	[ATTR_SAM] = NAME_SAM, [ATTR_DNS_NAME] = NAME_DNS, [ATTR_OTHER_DNS_NAMES] = NAME_DNS,
	[ATTR_OBJECT_GUID] = NAME_GUID, [ATTR_OBJECT_SID] = NAME_SID
};

static int
bytes_check(const struct value *value, struct error *err)
{
	const char	*name = attribute[value->id].name;

	if (value->id == ATTR_OBJECT_GUID && value->text.n != GUID_SIZE)
		return error_set(err, "%s is not a GUID", name);
	if (attribute[value->id].as == AS_SID && sid_length(value->text) != value->text.n)
		return error_set(err, "%s is not a SID", name);
	return 0;
}

static int
take_text(struct shard *shard, const struct value *value, struct error *err)
{
	const enum attribute_id	 id = value->id;
	const struct span	 text = value->text;

	if (attributes_have(NAMED_BYTES, id)) {
		if (bytes_check(value, err) == -1)
			return -1;
		note(shard, name_of[id], key_bytes(shard->seed, text));
		if (id == ATTR_OBJECT_SID)
			shard->sid = value;
	} else if (attributes_have(NAMED_TEXTS, id))
		note(shard, name_of[id], key_text(shard->seed, text, &shard->scratch));
	else if (id == ATTR_UPN && text.n > 0 && memchr(text.at, '/', text.n) != NULL)
		note(shard, NAME_ODD_UPN, 0);
	pack_text(&shard->packing, id, text);
	if (attributes_have(ODD_ATTRIBUTES, id))
		odd_text(&shard->odd, id, text);
	return 0;
}

static inline int
take_value(struct shard *shard, const struct value *value, struct error *err)
{
	if (value->id == ATTR_OBJECT_CLASS || value->id == ATTR_DELETED)
		return 0;
	if (value->id == ATTR_SPN)
		return take_spn(shard, value);
	if (attribute_is_number(value->id))
		return take_number(shard, value, err);
	return take_text(shard, value, err);
}

/* Room for an entry that takes N bytes at most behind its front: many in one piece. */
static struct met *
met_room(struct shard *shard, size_t n)
{
	enum { PIECE = 256 * 1024 };

	n += sizeof(struct met) + _Alignof(struct met);
	if (shard->n_left < n) {
		shard->n_left = n > PIECE ? n : PIECE;
		shard->left = pool_large(&shard->pool, shard->n_left);
	}
	return (struct met *)(void *)shard->left;
}

/* It takes no more than to END. */
static void
met_end(struct shard *shard, const unsigned char *end)
{
	const size_t	 align = _Alignof(struct met);
	size_t		 n = ((size_t)(end - shard->left) + align - 1) / align * align;

	shard->left += n;
	shard->n_left -= n;
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
keep(struct shard *shard, struct met *met, const struct entry *entry,
    const struct summary *sum, const struct where *where)
{
	met->object = NULL;
	met->in = where->in;
	met->attributes = sum->attributes;
	met->line = entry->line;
	met->number = (uint32_t)shard->n_met;
	met->n_spn = shard->n_spn;
	met->n_rdn = (uint32_t)where->rdn.n;
	met->n_value = (uint32_t)(shard->packing.at - met->byte - where->rdn.n);
	met->kind = (unsigned char)sum->kind;
	met->account = is_kept(sum);
	met->forest = is_of_forest(sum);
	met->group = sum->group;
	met->repeats = sum->repeats;
	met_end(shard, shard->packing.at);
	if (shard->n_met == shard->room)
		shard->met = array_grow(shard->met, &shard->room, NAMES_LEAST,
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
	struct met	*met;
	size_t		 i, n;

	if (entry->replaces && shard_replace(shard, entry, sum.deleted, err) == -1)
		return -1;
	if (sum.deleted || !(is_kept(&sum) || is_of_forest(&sum)))
		return 0;
	if (where_is(shard, entry->dn, &where, err) == -1)
		return -1;
	if (where.deleted)
		return 0;
	n = where.rdn.n + packed_most(entry->n_value, sum.n_byte);
	if (n > UINT32_MAX)
		return error_set(err, "larger than an account can be");
	met = met_room(shard, n);
	if (where.rdn.n > 0)
		memcpy(met->byte, where.rdn.at, where.rdn.n);
	pack_begin(&shard->packing, met->byte + where.rdn.n);
	shard->n_spn = 0;
	shard->spn = shard->sid = NULL;
	shard->created = 0;
	shard->odd = (struct odd_state){ .acts = false };
	for (i = 0; i < entry->n_value; i++)
		if (take_value(shard, &entry->value[i], err) == -1)
			return -1;
	if (shard->sid != NULL && where.in->home != NULL && is_kept(&sum)) {
		home_sid(shard, where.in->home, shard->sid);
		home_created(shard, where.in->home, shard->sid);
	}
	if (odd_is(&shard->odd, sum.kind, shard->n_spn, shard->spn,
	    shard->n_spn == 0 ? 0 : (size_t)(entry->value + entry->n_value - shard->spn)))
		note(shard, NAME_ODD_HOLDER, 0);
	note(shard, NAME_DN, where.key);
	keep(shard, met, entry, &sum, &where);
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
