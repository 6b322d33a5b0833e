#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/value.h"

struct directory_index *
directory_open(struct directory *directory)
{
	if (directory->index == NULL)
		directory->index = pool_alloc(&directory->pool,
		    sizeof(*directory->index));
	return directory->index;
}

/* -- what is wrong -- */

const char *
directory_place(struct pool *pool, const char *source, size_t line)
{
	if (line == 0)
		return source;
	return pool_printf(pool, "%s:%zu", source, line);
}

/* Puts the entry's DN in front of what is wrong with it; its place is the
 * source's to say. */
static int
in_entry(struct directory_index *index, const struct entry *entry,
    struct error *err)
{
	enum { SHOWN = 150 };
	struct span	 dn = entry->dn;

	if (dn.n > SHOWN)
		dn.n = SHOWN;
	return error_in(err, "%s", value_text(&index->open, dn));
}

/* -- domains -- */

static struct home *
home_new(struct directory *directory, const char *dns, uint64_t hash)
{
	struct directory_index	*index = directory->index;
	struct home		*home;

	home = pool_alloc(&index->open, sizeof(*home));
	home->domain.dns = pool_copy(&directory->pool, dns);
	home->on_all = UINT64_MAX;
	index->home = pool_more(&index->open, index->home, index->n_home,
	    sizeof(*index->home));
	index->home[index->n_home++] = home;
	table_put(&index->open, &index->by_dns, hash, home);
	return home;
}

/* DNS in lower case. */
static struct home *
home_named(struct directory *directory, const char *dns)
{
	struct directory_index	*index = directory->index;
	struct home		*home = index->last_home;
	uint64_t		 hash;
	size_t			 step = 0;

	if (home != NULL && strcmp(home->domain.dns, dns) == 0)
		return home;
	hash = fold_hash(dns);
	while ((home = table_next(&index->by_dns, hash, &step)) != NULL)
		if (strcmp(home->domain.dns, dns) == 0)
			break;
	if (home == NULL)
		home = home_new(directory, dns, hash);
	index->last_home = home;
	return home;
}

/* The domain that DN lies in, NULL for none. */
static struct home *
home_of(struct directory *directory, struct span dn)
{
	const char	*dns = dn_domain(&directory->index->folds, dn);

	return *dns == '\0' ? NULL : home_named(directory, dns);
}

static void
home_delivered(struct directory_index *index, struct home *home,
    const char *source)
{
	size_t	 i;

	for (i = 0; i < home->n_source; i++)
		if (home->source[i] == source)
			return;
	home->source = pool_more(&index->open, home->source, home->n_source,
	    sizeof(*home->source));
	home->source[home->n_source++] = source;
}

/* -- the configuration -- */

/* A crossRef stands for a domain where both bits are set: its naming context
 * is AD's own and a domain ([MS-ADTS] 2.2.10). */
enum { NTDS_NC = 0x1, NTDS_DOMAIN = 0x2, IS_DOMAIN = NTDS_NC | NTDS_DOMAIN };

static int
add_cross_ref(struct directory *directory, const struct entry *entry,
    struct error *err)
{
	struct directory_index	*index = directory->index;
	const struct value	*nc = value_of(entry, ATTR_NC_NAME);
	const struct value	*flags = value_of(entry, ATTR_SYSTEM_FLAGS);
	const struct value	*value = value_of(entry, ATTR_NETBIOS_NAME);
	struct home		*home;
	const char		*netbios;
	uint32_t		 bits;

	if (nc == NULL || flags == NULL)
		return 0;
	if (value_number(flags, &bits, err) == -1)
		return -1;
	if ((bits & IS_DOMAIN) != IS_DOMAIN ||
	    (home = home_of(directory, nc->text)) == NULL)
		return 0;
	if (home->domain.forest == NULL)
		home->domain.forest = dn_domain(&directory->pool, entry->dn);
	if (value == NULL)
		return 0;
	netbios = value_text(&directory->pool, value->text);
	if (home->domain.netbios == NULL) {
		home->domain.netbios = netbios;
		home->netbios_source = entry->source;
		home->netbios_line = entry->line;
	}
	if (strcmp(home->domain.netbios, netbios) != 0)
		return error_set(err, "%s is '%.100s', but '%.100s' at %s",
		    attribute[ATTR_NETBIOS_NAME].name, netbios,
		    home->domain.netbios, directory_place(&index->open,
		    home->netbios_source, home->netbios_line));
	return 0;
}

static struct span
trim(struct span text)
{
	while (text.n > 0 && text.at[0] == ' ') {
		text.at++;
		text.n--;
	}
	while (text.n > 0 && text.at[text.n - 1] == ' ')
		text.n--;
	return text;
}

/* What stands before C, which may be missing; *REST is what follows it. */
static struct span
before(struct span text, char c, struct span *rest)
{
	const char	*at = text.n == 0 ? NULL : memchr(text.at, c, text.n);
	struct span	 none = { NULL, 0 };

	*rest = none;
	if (at != NULL) {
		rest->at = at + 1;
		rest->n = text.n - (size_t)(at + 1 - text.at);
		text.n = (size_t)(at - text.at);
	}
	return trim(text);
}

static void
add_host_class(struct directory *directory, struct span class)
{
	struct directory_index	*index = directory->index;
	char			*lower = value_text(&directory->pool, class);
	char			*at;

	for (at = lower; *at != '\0'; at++)
		*at = text_lower(*at);
	index->host_class = pool_more(&index->open, index->host_class,
	    index->n_host_class, sizeof(*index->host_class));
	index->host_class[index->n_host_class++] = lower;
}

/* "host=alerter,appmgmt,...": a value of sPNMappings. */
static void
add_mapping(struct directory *directory, struct span text)
{
	struct span	 class, rest;

	directory->has_mappings = true;
	if (!span_is(before(text, '=', &rest), "host"))
		return;
	while (rest.n > 0) {
		class = before(rest, ',', &rest);
		if (class.n > 0)
			add_host_class(directory, class);
	}
}

/* -- accounts -- */

/* What decides whether an entry is an account, in one pass over it. */
struct summary {
	uint64_t		 attributes;
	enum account_kind	 kind;
	bool			 group;
	bool			 deleted;
};

/* Two reads of one object need not show the same classes of it. */
static enum account_kind
more_specific(enum account_kind a, enum account_kind b)
{
	struct span	 class[2];

	if (a == b || b == ACCOUNT_UNKNOWN)
		return a;
	class[0] = span_of(account_kind[a].class);
	class[1] = span_of(account_kind[b].class);
	return account_kind_of(class, 2);
}

static struct summary
summary_of(const struct entry *entry)
{
	struct summary		 sum = { 0, ACCOUNT_UNKNOWN, false, false };
	const struct value	*value = entry->value;
	size_t			 i;

	for (i = 0; i < entry->n_value; i++, value++) {
		sum.attributes |= ATTRIBUTE_BIT(value->id);
		if (value->id == ATTR_OBJECT_CLASS) {
			sum.kind = more_specific(sum.kind,
			    account_kind_of(&value->text, 1));
			sum.group |= span_is(value->text, "group");
		}
		if (value->id == ATTR_DELETED && span_is(value->text, "TRUE"))
			sum.deleted = true;
	}
	sum.group |= attributes_have(sum.attributes, ATTR_GROUP_TYPE);
	return sum;
}

/*
 * Can the entry be one of an account, a group or a trust?  Whoever holds an SPN counts
 * whatever its class, and where classes were not exported any attribute that
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
#undef OF

	if (sum->kind != ACCOUNT_UNKNOWN || sum->group ||
	    attributes_have(sum->attributes, ATTR_TRUST_PARTNER) ||
	    attributes_have(sum->attributes, ATTR_SPN))
		return true;
	return !attributes_have(sum->attributes, ATTR_OBJECT_CLASS) &&
	    (sum->attributes & of_accounts) != 0;
}

static uint64_t
guid_hash(const char *guid)
{
	uint64_t	 half[2];

	memcpy(half, guid, sizeof(half));
	half[0] = (half[0] ^ half[1] >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	half[1] = (half[1] ^ half[0] >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return half[1] ^ half[1] >> 32;
}

enum { GUID_SIZE = 16 };

static struct object *
find_guid(const struct directory_index *index, const char *guid)
{
	struct object	*object = NULL;
	size_t		 step = 0;

	if (guid != NULL)
		while ((object = table_next(&index->by_guid, guid_hash(guid),
		    &step)) != NULL)
			if (memcmp(object->guid, guid, GUID_SIZE) == 0)
				break;
	return object;
}

static struct object *
find_dn(struct directory_index *index, const char *folded)
{
	struct object	*object;
	struct error	 err = { "" };
	char		*other;
	size_t		 step = 0;

	while ((object = table_next(&index->by_dn, fold_hash(folded),
	    &step)) != NULL)
		if (dn_fold(&index->folds, span_of(object->account->dn),
		    &other, &err) == 0 && strcmp(folded, other) == 0)
			break;
	return object;
}

static struct object *
object_new(struct directory *directory, const struct entry *entry,
    const char *folded)
{
	struct directory_index	*index = directory->index;
	struct object		*object;

	object = pool_alloc(&index->open, sizeof(*object));
	object->account = pool_alloc(&directory->pool,
	    sizeof(*object->account));
	object->account->more = &object_has_no_more;
	object->account->dn = value_text(&directory->pool, entry->dn);
	object->account->source = entry->source;
	object->account->line = entry->line;
	object->home = home_of(directory, entry->dn);
	index->object = pool_more(&index->open, index->object,
	    index->n_object, sizeof(*index->object));
	object->number = index->n_object;
	index->object[index->n_object++] = object;
	table_put(&index->open, &index->by_dn, fold_hash(folded), object);
	return object;
}

/* The object that an entry is of, new or met before; NULL is an error. */
static struct object *
object_of(struct directory *directory, const struct entry *entry,
    const char *guid, struct error *err)
{
	struct directory_index	*index = directory->index;
	struct object		*by_guid, *by_dn;
	char			*folded;

	if (dn_fold(&index->folds, entry->dn, &folded, err) == -1)
		return NULL;
	by_guid = find_guid(index, guid);
	by_dn = find_dn(index, folded);
	if (by_guid != NULL && by_guid != by_dn) {
		error_set(err, "its %s is that of '%.150s' at %s",
		    attribute[ATTR_OBJECT_GUID].name, by_guid->account->dn,
		    object_place(index, by_guid, ATTR_OBJECT_GUID));
		return NULL;
	}
	if (by_dn == NULL)
		by_dn = object_new(directory, entry, folded);
	if (guid == NULL || by_guid != NULL)
		return by_dn;
	if (by_dn->guid != NULL) {
		error_set(err, "its %s is another one than at %s",
		    attribute[ATTR_OBJECT_GUID].name,
		    object_place(index, by_dn, ATTR_OBJECT_GUID));
		return NULL;
	}
	by_dn->guid = pool_ncopy(&index->open, guid, GUID_SIZE);
	table_put(&index->open, &index->by_guid, guid_hash(guid), by_dn);
	return by_dn;
}

/* Of all the places where an object was met, and ways to write its DN, the
 * same one whatever came first. */
static void
prefer(struct directory *directory, struct account *account,
    const struct entry *entry)
{
	const char	*dn;
	int		 c = strcmp(entry->source, account->source);

	if (c < 0 || (c == 0 && entry->line < account->line)) {
		account->source = entry->source;
		account->line = entry->line;
	}
	if (span_same(entry->dn, span_of(account->dn)))
		return;
	dn = value_text(&directory->pool, entry->dn);
	if (strcmp(dn, account->dn) < 0)
		account->dn = dn;
}

static void
object_met(struct directory *directory, struct object *object,
    const struct entry *entry, const struct summary *sum)
{
	struct directory_index	*index = directory->index;
	struct met		*met = pool_alloc(&index->open, sizeof(*met));

	met->source = entry->source;
	met->line = entry->line;
	met->attributes = sum->attributes;
	met->before = object->met;
	object->met = met;
	object->attributes |= sum->attributes;
	object->is_group |= sum->group;
	object->account->kind = more_specific(object->account->kind,
	    sum->kind);
	prefer(directory, object->account, entry);
	if (object->home != NULL)
		home_delivered(index, object->home, entry->source);
}

static int
add_object(struct directory *directory, const struct entry *entry,
    const struct summary *sum, struct error *err)
{
	const struct value	*guid = value_of(entry, ATTR_OBJECT_GUID);
	struct object		*object;
	size_t			 i;

	if (guid != NULL && guid->text.n != GUID_SIZE)
		return error_set(err, "%s is not a GUID",
		    attribute[ATTR_OBJECT_GUID].name);
	object = object_of(directory, entry,
	    guid == NULL ? NULL : guid->text.at, err);
	if (object == NULL)
		return -1;
	for (i = 0; i < entry->n_value; i++)
		if (object_value(directory, object, &entry->value[i], err) == -1)
			return -1;
	object_met(directory, object, entry, sum);
	return 0;
}

static int
add(struct directory *directory, const struct entry *entry, struct error *err)
{
	struct summary	 sum = summary_of(entry);
	size_t		 i;

	if (sum.deleted || dn_deleted(entry->dn))
		return 0;
	if (add_cross_ref(directory, entry, err) == -1)
		return -1;
	if (attributes_have(sum.attributes, ATTR_SPN_MAPPINGS))
		for (i = 0; i < entry->n_value; i++)
			if (entry->value[i].id == ATTR_SPN_MAPPINGS)
				add_mapping(directory, entry->value[i].text);
	if (is_kept(&sum))
		return add_object(directory, entry, &sum, err);
	return 0;
}

/* The directory's own copy of a source's name, one for each. */
static const char *
source_of(struct directory *directory, const char *source)
{
	struct directory_index	*index = directory->index;
	size_t			 i;

	/* Nearly always it is the last one again. */
	for (i = index->n_source; i-- > 0;)
		if (strcmp(index->source[i], source) == 0)
			return index->source[i];
	index->source = pool_more(&index->open, index->source,
	    index->n_source, sizeof(*index->source));
	index->source[index->n_source] = pool_copy(&directory->pool, source);
	return index->source[index->n_source++];
}

int
directory_add(struct directory *directory, const struct entry *entry,
    struct error *err)
{
	enum { FOLDS_KEPT = 256 };
	struct directory_index	*index = directory_open(directory);
	struct entry		 ours = *entry;

	if (++index->n_fold % FOLDS_KEPT == 0)
		pool_free(&index->folds);
	ours.source = source_of(directory, entry->source);
	if (add(directory, &ours, err) == -1)
		return in_entry(index, &ours, err);
	return 0;
}

void
directory_exported(struct directory *directory, const char *source,
    enum attribute_id id)
{
	struct directory_index	*index = directory_open(directory);

	index->exported = pool_more(&index->open, index->exported,
	    index->n_exported, sizeof(*index->exported));
	index->exported[index->n_exported].source = source_of(directory,
	    source);
	index->exported[index->n_exported++].id = id;
}

void
directory_covers(struct directory *directory, const char *dns,
    uint64_t attributes)
{
	struct directory_index	*index = directory_open(directory);
	char			*lower = pool_copy(&index->open, dns), *at;

	for (at = lower; *at != '\0'; at++)
		*at = text_lower(*at);
	home_named(directory, lower)->covered |= attributes;
}
