#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/text.h"
#include "plans/value.h"

/*
 * FAULT says what is wrong with the entry AT, of all entries the first with
 * which something is; NULL: nothing is.  What is worse is looked for first.
 */
struct closing {
	struct directory	*directory;
	struct directory_index	*index;
	const struct met	*at;
	struct error		 fault;
	const char		**host_class;
	size_t			 n_host_class;
};

static uint32_t
number_of(const struct met *met)
{
	return (uint32_t)(met->in->shard->first + met->number);
}

/* Is it to be told of this entry what is wrong with it? */
static bool
fault_at(struct closing *c, const struct met *met)
{
	if (c->at != NULL && number_of(met) >= number_of(c->at))
		return false;
	c->at = met;
	c->fault.text[0] = '\0';
	return true;
}

/* -- which entries are of one object -- */

/* What is compared where keys are equal. */
struct same {
	struct span	 text;
	struct met	*met;
};

static int
same_cmp(const void *a, const void *b)
{
	const struct same	*same_a = a;
	const struct same	*same_b = b;
	size_t			 n = same_a->text.n < same_b->text.n ?
				    same_a->text.n : same_b->text.n;
	int			 c = n == 0 ? 0 :
				    memcmp(same_a->text.at, same_b->text.at, n);

	if (c == 0)
		c = (same_a->text.n > same_b->text.n) - (same_a->text.n < same_b->text.n);
	return c != 0 ? c : number_of(same_a->met) < number_of(same_b->met) ? -1 : 1;
}

static struct span
guid_of(struct pool *pool, const struct met *met)
{
	(void)pool;
	return met_text(met, ATTR_OBJECT_GUID);
}

typedef struct span	text_fn(struct pool *, const struct met *);
typedef void		pair_fn(struct closing *, struct met *, struct met *);

/* Calls PAIR for an entry and the next one, of those at NOTE, that TEXT shows
 * to be the same. */
static void
compare(struct closing *c, const uint64_t *note, size_t n, text_fn *text,
    pair_fn *pair)
{
	struct pool	 pool = { 0 };
	struct same	*same = pool_alloc(&pool, n * sizeof(*same));
	struct met	*met;
	size_t		 i, n_same = 0;

	for (i = 0; i < n; i++) {
		met = c->index->met[names_number(note[i])];
		if (!met->account)
			continue;
		same[n_same].met = met;
		same[n_same++].text = text(&pool, met);
	}
	if (n_same > 1)
		qsort(same, n_same, sizeof(*same), same_cmp);
	for (i = 1; i < n_same; i++)
		if (span_same(same[i - 1].text, same[i].text))
			pair(c, same[i - 1].met, same[i].met);
	pool_free(&pool);
}

static void
compare_all(struct closing *c, enum name name, text_fn *text, pair_fn *pair)
{
	const struct names	*names = directory_names(c->directory, name);
	const uint64_t		*note;
	size_t			 i, n;

	for (i = 0; (note = names_shared(names, i, &n)) != NULL; i++)
		compare(c, note, n, text, pair);
}

static void
join_objects(struct closing *c, struct met *first, struct met *next)
{
	struct directory_index	*index = c->index;
	struct object		*object = met_object(&index->made, first);

	if (object->n_met == 1) {
		index->several = pool_more(&index->made, index->several,
		    index->n_several, sizeof(*index->several));
		index->several[index->n_several++] = object;
	}
	object->met = pool_more(&c->index->made, object->met, object->n_met,
	    sizeof(*object->met));
	object->met[object->n_met++] = next;
	object->attributes |= next->attributes;
	object->kind = account_more_specific(object->kind,
	    (enum account_kind)next->kind);
	object->is_group |= next->group;
	next->object = object;
}

/* An entry whose GUID another object has. */
static void
check_guid(struct closing *c, struct met *first, struct met *next)
{
	struct pool	 pool = { 0 };

	if (met_first(first) != met_first(next) && fault_at(c, next))
		error_set(&c->fault, "its %s is that of '%.150s' at %s",
		    attribute[ATTR_OBJECT_GUID].name,
		    value_text(&pool, met_dn(&pool, first)), met_place(&pool, first));
	pool_free(&pool);
}

/* An object that has two GUIDs. */
static void
check_own_guid(struct closing *c, const struct met *first)
{
	struct pool		 pool = { 0 };
	const struct met	*met, *last = NULL;
	size_t			 i;

	for (i = 0; (met = met_nth(first, i)) != NULL; i++) {
		if (!attributes_have(met->attributes, ATTR_OBJECT_GUID))
			continue;
		if (last != NULL && !span_same(guid_of(&pool, last), guid_of(&pool, met)) &&
		    fault_at(c, met))
			error_set(&c->fault, "its %s is another one than at %s",
			    attribute[ATTR_OBJECT_GUID].name, met_place(&pool, last));
		last = met;
	}
	pool_free(&pool);
}

/* The object's number of SPNs, each counted once. */
static size_t
check_values(struct closing *c, const struct met *first)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct made		 made;
	const struct met	*at;
	size_t			 n = 0;

	if (object_make(&pool, first, &made, &at, &err) == 0)
		n = made.account->n_spn;
	else if (fault_at(c, at))
		c->fault = err;
	pool_free(&pool);
	return n;
}

/* What its entries have in common was counted with each of them. */
static void
count_once(struct closing *c, const struct met *first, size_t n_spn)
{
	const struct met	*met;
	size_t			 i, n = 0;

	for (i = 0; (met = met_nth(first, i)) != NULL; i++)
		n += met->n_spn;
	c->directory->n_spn -= n - n_spn;
}

static void
close_objects(struct closing *c)
{
	struct directory_index	*index = c->index;
	size_t			 i;

	compare_all(c, NAME_DN, met_folded_dn, join_objects);
	compare_all(c, NAME_GUID, guid_of, check_guid);
	names_free(&index->name[NAME_GUID]);
	for (i = 0; i < index->n_several; i++) {
		check_own_guid(c, index->several[i]->met[0]);
		count_once(c, index->several[i]->met[0], check_values(c, index->several[i]->met[0]));
	}
	for (i = 0; i < index->n_special; i++)
		if (index->special[i]->account && index->special[i]->repeats)
			check_values(c, met_first(index->special[i]));
}

/* -- the configuration -- */

/* The value of an entry of the forest, or NULL. */
static const struct packed_value *
value_in(const struct met *met, enum attribute_id id, struct packed_value *value)
{
	struct packed	 values = met_values(met);

	while (packed_next(&values, value))
		if (value->id == id)
			return value;
	return NULL;
}

/* The domain that a DN names, NULL for none. */
static struct home *
home_of(struct closing *c, struct span dn)
{
	struct pool	 pool = { 0 };
	const char	*dns = dn_domain(&pool, dn);
	struct home	*home = *dns == '\0' ? NULL :
			    directory_home(c->directory, dns);

	pool_free(&pool);
	return home;
}

static void
take_netbios(struct closing *c, const struct met *met, struct home *home,
    struct span text)
{
	struct pool	 pool = { 0 };
	const char	*netbios = value_text(&c->directory->pool, text);

	if (home->domain.netbios == NULL) {
		home->domain.netbios = netbios;
		home->netbios_met = met;
	}
	if (strcmp(home->domain.netbios, netbios) != 0 && fault_at(c, met))
		error_set(&c->fault, "%s is '%.100s', but '%.100s' at %s",
		    attribute[ATTR_NETBIOS_NAME].name, netbios,
		    home->domain.netbios, met_place(&pool, home->netbios_met));
	pool_free(&pool);
}

/* A crossRef stands for a domain where both bits are set: its naming context
 * is AD's own and a domain ([MS-ADTS] 2.2.10). */
enum { NTDS_NC = 0x1, NTDS_DOMAIN = 0x2, IS_DOMAIN = NTDS_NC | NTDS_DOMAIN };

static void
take_cross_ref(struct closing *c, const struct met *met)
{
	struct packed_value	 nc, flags, netbios;
	struct pool		 pool = { 0 };
	struct home		*home;

	if (value_in(met, ATTR_NC_NAME, &nc) == NULL ||
	    value_in(met, ATTR_SYSTEM_FLAGS, &flags) == NULL ||
	    (flags.number & IS_DOMAIN) != IS_DOMAIN ||
	    (home = home_of(c, nc.text)) == NULL)
		return;
	if (home->domain.forest == NULL)
		home->domain.forest = dn_domain(&c->directory->pool,
		    met_dn(&pool, met));
	if (value_in(met, ATTR_NETBIOS_NAME, &netbios) != NULL)
		take_netbios(c, met, home, netbios.text);
	pool_free(&pool);
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
add_host_class(struct closing *c, struct span class)
{
	struct pool	*pool = &c->directory->pool;

	c->host_class = pool_more(pool, c->host_class, c->n_host_class,
	    sizeof(*c->host_class));
	c->host_class[c->n_host_class++] = pool_lower(pool, value_text(pool, class));
}

/* "host=alerter,appmgmt,...": a value of sPNMappings. */
static void
take_mapping(struct closing *c, struct span text)
{
	struct span	 class, rest;

	c->directory->has_mappings = true;
	if (!span_is(before(text, '=', &rest), "host"))
		return;
	while (rest.n > 0) {
		class = before(rest, ',', &rest);
		if (class.n > 0)
			add_host_class(c, class);
	}
}

static void
close_host_classes(struct closing *c)
{
	struct directory	*directory = c->directory;
	size_t			 i, n = 0;

	if (!directory->has_mappings) {
		while (directory_host_default[n] != NULL)
			n++;
		directory->host_class = directory_host_default;
		directory->n_host_class = n;
		return;
	}
	if (c->n_host_class > 1)
		qsort(c->host_class, c->n_host_class, sizeof(*c->host_class),
		    text_order);
	for (i = 0; i < c->n_host_class; i++)
		if (n == 0 || strcmp(c->host_class[n - 1], c->host_class[i]) != 0)
			c->host_class[n++] = c->host_class[i];
	directory->host_class = c->host_class;
	directory->n_host_class = n;
}

static void
close_forest(struct closing *c)
{
	const struct met	*met;
	struct packed		 values;
	struct packed_value	 value;
	size_t			 i;

	for (i = 0; i < c->index->n_special; i++) {
		met = c->index->special[i];
		if (!met->forest)
			continue;
		take_cross_ref(c, met);
		values = met_values(met);
		while (packed_next(&values, &value))
			if (value.id == ATTR_SPN_MAPPINGS)
				take_mapping(c, value.text);
	}
	close_host_classes(c);
}

/* -- domains -- */

static void
home_delivered(struct closing *c, struct home *home, const char *source)
{
	size_t	 i;

	for (i = 0; i < home->n_source; i++)
		if (home->source[i] == source)
			return;
	home->source = pool_more(&c->directory->pool, home->source,
	    home->n_source, sizeof(*home->source));
	home->source[home->n_source++] = source;
}

static void
count_group(struct closing *c, struct met *met)
{
	struct object	*object = met_object(&c->index->made, met);

	if (object->counted)
		return;
	object->counted = true;
	object->group_number = c->directory->n_group++;
}

/* What a shard knows of the domain. */
static void
home_begin(struct closing *c, struct shard_home *in, const char *source)
{
	struct home	*home = directory_home(c->directory, in->dns);

	in->home = home;
	home_delivered(c, home, directory_source(c->directory, source));
	if (in->sid != NULL && (home->domain.sid == NULL ||
	    strcmp(in->sid, home->domain.sid) < 0))
		home->domain.sid = in->sid;
	if (in->aes_since != 0 && (home->domain.aes_since == 0 ||
	    in->aes_since < home->domain.aes_since))
		home->domain.aes_since = in->aes_since;
}

/* Now that it is known which entries were replaced or are of one object. */
static void
recount(const struct directory_index *index, struct shard *shard)
{
	size_t	 i;

	shard->n_spn_all = shard->n_account = 0;
	for (i = 0; i < shard->n_home; i++) {
		shard->home[i]->delivered = false;
		shard->home[i]->n_account = 0;
		shard->home[i]->on_all = UINT64_MAX;
	}
	for (i = 0; i < shard->n_met; i++)
		shard_count(shard, index->met[shard->first + i]);
}

static void
count_shard(struct closing *c, const struct shard *shard)
{
	struct shard_home	*in;
	size_t			 i;

	c->directory->n_spn += shard->n_spn_all;
	c->directory->n_account += shard->n_account;
	for (i = 0; i < shard->n_home; i++) {
		in = shard->home[i];
		if (!in->delivered)
			continue;
		home_begin(c, in, shard->source);
		in->home->domain.n_entry += in->n_account;
		in->home->on_all &= in->on_all;
	}
}

/* Going through all entries takes a while, and shows nothing that shards do not
 * know where every entry is an object of its own. */
static void
count_all(struct closing *c, bool replaced)
{
	struct directory_index	*index = c->index;
	size_t			 i;

	for (i = 0; i < index->n_special; i++)
		if (index->special[i]->group)
			count_group(c, index->special[i]);
	for (i = 0; i < index->n_shard; i++) {
		if (replaced || index->n_several > 0)
			recount(index, index->shard[i]);
		count_shard(c, index->shard[i]);
	}
}

static int
home_cmp(const void *a, const void *b)
{
	const struct home	*const *home_a = a;
	const struct home	*const *home_b = b;

	return strcmp((*home_a)->domain.dns, (*home_b)->domain.dns);
}

static bool
home_from(const struct home *home, const char *source)
{
	size_t	 i;

	for (i = 0; i < home->n_source; i++)
		if (home->source[i] == source)
			return true;
	return false;
}

/* An attribute that every account shows was asked for wherever they came
 * from; of any other nobody can tell, unless the user says so. */
static void
home_cover(const struct directory_index *index, struct home *home)
{
	const uint64_t	 of_all = ATTRIBUTE_BIT(ATTR_OBJECT_CLASS) |
			    ATTRIBUTE_BIT(ATTR_SAM);
	struct domain	*domain = &home->domain;
	uint64_t	 known = domain->n_entry > 0 ? home->on_all : 0;
	size_t		 i;

	if (domain->n_entry == 0 && home->covered == 0)
		return;
	domain->hides = home->covered != 0 && domain->n_entry > 0 &&
	    (known & of_all) != of_all;
	if (home->covered != 0 && !domain->hides) {
		known |= home->covered;
		domain->all_accounts = true;
	}
	for (i = 0; i < N_ATTRIBUTE; i++)
		domain->covers[i] =
		    attributes_have(known, (enum attribute_id)i) ?
		    COVERAGE_COMPLETE : COVERAGE_UNKNOWN;
	for (i = 0; i < index->n_exported; i++) {
		if (!home_from(home, index->exported[i].source))
			continue;
		domain->covers[index->exported[i].id] = COVERAGE_COMPLETE;
		domain->all_accounts = true;
	}
}

static void
close_domains(struct closing *c, bool replaced)
{
	struct directory	*directory = c->directory;
	struct directory_index	*index = c->index;
	size_t			 i;

	count_all(c, replaced);
	if (index->n_home > 1)
		qsort(index->home, index->n_home, sizeof(*index->home), home_cmp);
	directory->domain = pool_alloc(&directory->pool,
	    index->n_home * sizeof(*directory->domain));
	directory->n_domain = index->n_home;
	for (i = 0; i < index->n_home; i++) {
		home_cover(index, index->home[i]);
		directory->domain[i] = index->home[i]->domain;
		index->home[i]->closed = &directory->domain[i];
	}
}

/* -- all of it -- */

static int
gather(struct directory_index *index, struct error *err)
{
	struct shard	*shard;
	size_t		 i, j, n = 0;

	for (i = 0; i < index->n_shard; i++)
		n += index->shard[i]->n_met;
	if (n > UINT32_MAX)
		return error_set(err, "more than %lu accounts",
		    (unsigned long)UINT32_MAX);
	directory_number(index);
	for (i = 0; i < index->n_shard; i++) {
		shard = index->shard[i];
		for (j = 0; j < shard->n_special; j++) {
			index->special = pool_more(&index->made, index->special,
			    index->n_special, sizeof(*index->special));
			index->special[index->n_special++] = shard->special[j];
		}
		free(shard->met);
		shard->met = NULL;
		shard_end(shard);
	}
	return 0;
}

int
directory_close(struct directory *directory, struct error *err)
{
	struct closing	 c = { .directory = directory,
			    .index = directory_open(directory) };
	struct pool	 pool = { 0 };
	bool		 replaced;

	if (gather(c.index, err) == -1)
		return -1;
	replaced = directory_replace(directory);
	close_objects(&c);
	close_forest(&c);
	close_domains(&c, replaced);
	directory_close_trusts(directory);
	if (c.at == NULL)
		return 0;
	error_set(err, "%s", c.fault.text);
	error_in(err, "%.150s", value_text(&pool, met_dn(&pool, c.at)));
	error_in(err, "%s", met_place(&pool, c.at));
	pool_free(&pool);
	return -1;
}
