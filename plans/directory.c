#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/dn.h"
#include "plans/fold.h"
#include "plans/keys.h"
#include "plans/key.h"

/* The value of sPNMappings in a new forest ([MS-ADA3] 2.276). */
const char	*const directory_host_default[] = {
	"alerter", "appmgmt", "browser", "cifs", "cisvc", "clipsrv", "dcom",
	"dhcp", "dmserver", "dns", "dnscache", "eventlog", "eventsystem",
	"fax", "http", "ias", "iisadmin", "mcsvc", "messenger", "msdtc",
	"msiserver", "netdde", "netddedsm", "netlogon", "netman", "nmagent",
	"oakley", "plugplay", "policyagent", "protectedstorage", "rasman",
	"remoteaccess", "replicator", "rpc", "rpclocator", "rpcss", "rsvp",
	"samss", "scardsvr", "scesrv", "schedule", "scm", "seclogon", "snmp",
	"spooler", "tapisrv", "time", "trksvr", "trkwks", "ups", "w3svc",
	"wins", "www", NULL
};

/* -- entries -- */

const char *
met_place(struct pool *pool, const struct met *met)
{
	if (met->line == 0)
		return met->in->shard->source;
	return pool_printf(pool, "%s:%zu", met->in->shard->source, met_line(met));
}

size_t
met_line(const struct met *met)
{
	return met->line == 0 ? 0 : met->in->shard->line + met->line;
}

struct span
met_dn(struct pool *pool, const struct met *met)
{
	const struct span	 end = met->in->text;
	char			*dn = pool_alloc(pool, met->n_rdn + end.n);

	memcpy(dn, met->byte, met->n_rdn);
	if (end.n > 0)
		memcpy(dn + met->n_rdn, end.at, end.n);
	return (struct span){ dn, met->n_rdn + end.n };
}

struct span
met_folded_dn(struct pool *pool, const struct met *met)
{
	struct error	 err = { "" };
	char		*folded = NULL;

	/* It was read before, so it can be. */
	dn_fold(pool, met_dn(pool, met), &folded, &err);
	return span_of(folded);
}

struct packed
met_values(const struct met *met)
{
	const unsigned char	*at = met->byte + met->n_rdn;

	return (struct packed){ at, at + met->n_value, &met->in->shard->classes };
}

struct span
met_text(const struct met *met, enum attribute_id id)
{
	struct packed		 values = met_values(met);
	struct packed_value	 value;

	while (packed_next(&values, &value))
		if (value.id == id)
			return value.text;
	return span_of(NULL);
}

const struct met *
met_first(const struct met *met)
{
	return met->object == NULL ? met : met->object->met[0];
}

const struct met *
met_nth(const struct met *first, size_t i)
{
	const struct object	*object = first->object;

	if (object == NULL)
		return i == 0 ? first : NULL;
	return i < object->n_met ? object->met[i] : NULL;
}

bool
met_is_account(const struct met *first)
{
	const struct object	*object = first->object;
	uint64_t		 attributes = first->attributes;
	int			 kind = first->kind;
	bool			 is_group = first->group;

	if (object != NULL) {
		attributes = object->attributes;
		kind = object->kind;
		is_group = object->is_group;
	}
	return first->account && (kind != ACCOUNT_UNKNOWN ||
	    attributes_have(attributes, ATTR_SPN) ||
	    (attributes_have(attributes, ATTR_SAM) && !is_group));
}

struct object *
met_object(struct pool *pool, struct met *met)
{
	if (met->object != NULL)
		return met->object;
	met->object = pool_alloc(pool, sizeof(*met->object));
	met->object->met = pool_more(pool, NULL, 0, sizeof(*met->object->met));
	met->object->met[met->object->n_met++] = met;
	met->object->attributes = met->attributes;
	met->object->kind = (enum account_kind)met->kind;
	met->object->is_group = met->group;
	return met->object;
}

/* -- accounts -- */

const struct account *
met_account(const struct directory *directory, struct met *met)
{
	struct pool		*made = &directory->index->made;
	struct object		*object;
	struct made		 all;
	const struct met	*at;
	struct error		 err = { "" };

	if (!met_is_account(met_first(met)))
		return NULL;
	object = met_object(made, met);
	if (object->account == NULL) {
		object_make(made, object->met[0], &all, &at, &err);
		object->account = all.account;
	}
	return object->account;
}

/* NULL comes first. */
static int
text_cmp(const char *a, const char *b)
{
	int	 c;

	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	c = fold_cmp(a, b);
	return c != 0 ? c : strcmp(a, b);
}

/* Domains stand in one array, in order. */
static int
domain_cmp(const struct domain *a, const struct domain *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return (a > b) - (a < b);
}

int
account_order(const void *a, const void *b)
{
	const struct account	*account_a = *(const struct account *const *)a;
	const struct account	*account_b = *(const struct account *const *)b;
	int			 c;

	c = domain_cmp(account_a->domain, account_b->domain);
	if (c == 0)
		c = text_cmp(account_a->sam, account_b->sam);
	return c != 0 ? c : strcmp(account_a->dn, account_b->dn);
}

const struct names *
directory_names(const struct directory *directory, enum name name)
{
	struct directory_index	*index = directory->index;
	struct pool		 pool = { 0 };
	struct names_part	*part;
	size_t			 i;

	if (index->sorted[name])
		return &index->name[name];
	part = pool_alloc(&pool, index->n_shard * sizeof(*part));
	for (i = 0; i < index->n_shard; i++)
		part[i] = (struct names_part){ &index->shard[i]->name[name],
		    (uint32_t)index->shard[i]->first };
	names_join(&index->name[name], part, index->n_shard);
	pool_free(&pool);
	index->sorted[name] = true;
	return &index->name[name];
}

void
directory_task(struct directory *directory, size_t i)
{
	static const enum name	 name[DIRECTORY_TASKS - 1] = {
		NAME_INSTANCE, NAME_DN, NAME_GUID, NAME_SID, NAME_SAM
	};

	if (i == DIRECTORY_TASKS - 1)
		directory_number(directory->index);
	else
		directory_names(directory, name[i]);
}

/* The accounts of entries that are noted under a key, *N_OUT of them, each
 * once, in POOL. */
static const struct account **
accounts_noted(const struct directory *directory, struct pool *pool,
    const uint64_t *note, size_t n, size_t *n_out)
{
	const struct account	**account = pool_alloc(pool, n * sizeof(*account));
	size_t			  i, kept = 0;

	*n_out = 0;
	for (i = 0; i < n; i++) {
		account[*n_out] = met_account(directory,
		    directory->index->met[names_number(note[i])]);
		*n_out += account[*n_out] != NULL;
	}
	if (*n_out > 1)
		qsort(account, *n_out, sizeof(*account), account_order);
	for (i = 0; i < *n_out; i++)
		if (kept == 0 || account[kept - 1] != account[i])
			account[kept++] = account[i];
	*n_out = kept;
	return account;
}

/* Where several accounts bear one name, nobody sorts them out again. */
static const struct account **
accounts_find(const struct directory *directory, struct pool *pool,
    enum name name, uint32_t key, size_t *n_out)
{
	struct directory_index	*index = directory->index;
	struct namesakes	*namesakes;
	const uint64_t		*note;
	size_t			 n, step = 0;

	note = names_find(directory_names(directory, name), key, &n);
	if (n < 2)
		return accounts_noted(directory, pool, note, n, n_out);
	if ((namesakes = table_next(&index->namesakes[name], key, &step)) == NULL) {
		namesakes = pool_alloc(&index->made, sizeof(*namesakes));
		namesakes->account = accounts_noted(directory, &index->made, note, n, &namesakes->n);
		table_put(&index->made, &index->namesakes[name], key, namesakes);
	}
	*n_out = namesakes->n;
	return namesakes->account;
}

const struct account *const *
directory_accounts(const struct directory *directory, size_t *n_out)
{
	struct directory_index	*index = directory->index;
	size_t			 i, n = 0;

	*n_out = directory->n_account;
	if (index->account != NULL)
		return index->account;
	index->account = pool_alloc(&index->made,
	    directory->n_account * sizeof(*index->account));
	for (i = 0; i < index->n_met; i++)
		if (met_first(index->met[i]) == index->met[i] &&
		    met_is_account(index->met[i]))
			index->account[n++] = met_account(directory, index->met[i]);
	if (n > 1)
		qsort(index->account, n, sizeof(*index->account), account_order);
	return index->account;
}

void
directory_shared(const struct directory *directory,
    void (*take)(const struct directory *, const uint64_t *, size_t))
{
	const struct names	*names = directory_names(directory, NAME_INSTANCE);
	const uint64_t		*note;
	size_t			 i, n;

	for (i = 0; (note = names_shared(names, i, &n)) != NULL; i++)
		take(directory, note, n);
}

static void
odd_add(const struct directory *directory, enum odd odd, const uint64_t *note, size_t n)
{
	struct directory_index	*index = directory->index;
	struct pool		 pool = { 0 };
	const struct account	**account;
	size_t			 i, n_account;

	account = accounts_noted(directory, &pool, note, n, &n_account);
	for (i = 0; i < n_account && (odd != ODD_INSTANCE || n_account > 1); i++) {
		index->odd[odd] = pool_more(&index->made, index->odd[odd],
		    index->n_odd[odd], sizeof(*index->odd[odd]));
		index->odd[odd][index->n_odd[odd]++] = account[i];
	}
	pool_free(&pool);
}

static void
odd_instance(const struct directory *directory, const uint64_t *note, size_t n)
{
	odd_add(directory, ODD_INSTANCE, note, n);
}

static void
odd_holder(const struct directory *directory, struct met *met)
{
	struct directory_index	*index = directory->index;
	const struct account	*account = met_account(directory, met);

	if (account == NULL)
		return;
	index->odd[ODD_HOLDER] = pool_more(&index->made, index->odd[ODD_HOLDER],
	    index->n_odd[ODD_HOLDER], sizeof(*index->odd[ODD_HOLDER]));
	index->odd[ODD_HOLDER][index->n_odd[ODD_HOLDER]++] = account;
}

/* Since when a domain makes AES keys is known only when all of it came. */
static bool
has_old_keys(const struct met *met)
{
	struct packed		 values = met_values(met);
	struct packed_value	 value;
	const struct domain	*domain = met->in->home == NULL || met->in->home->home == NULL ? NULL :
				    met->in->home->home->closed;

	if (met->n_spn == 0 || domain == NULL || domain->aes_since <= KEYS_LAST_WITHOUT_AES)
		return false;
	while (packed_next(&values, &value))
		if (value.id == ATTR_PWD_LAST_SET)
			return value.number < domain->aes_since;
	return false;
}

static bool
makes_aes_late(const struct directory *directory)
{
	size_t	 i;

	for (i = 0; i < directory->n_domain; i++)
		if (directory->domain[i].aes_since > KEYS_LAST_WITHOUT_AES)
			return true;
	return false;
}

/* What the entries say together none says alone. */
static void
odd_holders(const struct directory *directory)
{
	struct directory_index	*index = directory->index;
	size_t			 i;

	for (i = 0; i < index->n_several; i++)
		odd_holder(directory, index->several[i]->met[0]);
	for (i = 0; makes_aes_late(directory) && i < index->n_met; i++)
		if (has_old_keys(index->met[i]))
			odd_holder(directory, index->met[i]);
}

static void
odd_make(const struct directory *directory, enum odd odd)
{
	static const enum name	 name[] = {
		[ODD_SPN] = NAME_ODD_SPN, [ODD_UPN] = NAME_ODD_UPN, [ODD_HOLDER] = NAME_ODD_HOLDER,
		[ODD_PRIMARY] = NAME_ODD_PRIMARY
	};
	struct directory_index	*index = directory->index;
	const struct account	**account;
	const struct names	*names;
	size_t			 i, kept = 0;

	index->odd[odd] = pool_more(&index->made, NULL, 0, sizeof(*index->odd[odd]));
	if (odd == ODD_INSTANCE)
		directory_shared(directory, odd_instance);
	else {
		names = directory_names(directory, name[odd]);
		odd_add(directory, odd, names->note, names->n);
	}
	if (odd == ODD_HOLDER)
		odd_holders(directory);
	account = index->odd[odd];
	if (index->n_odd[odd] > 1)
		qsort(account, index->n_odd[odd], sizeof(*account), account_order);
	for (i = 0; i < index->n_odd[odd]; i++)
		if (kept == 0 || account[kept - 1] != account[i])
			account[kept++] = account[i];
	index->n_odd[odd] = kept;
}

const struct account *const *
directory_odd(const struct directory *directory, enum odd odd, size_t *n_out)
{
	struct directory_index	*index = directory->index;

	if (index->odd[odd] == NULL)
		odd_make(directory, odd);
	*n_out = index->n_odd[odd];
	return index->odd[odd];
}

/* -- names -- */

/* TEXT in any case against what is kept in lower case. */
static int
lower_cmp(struct span text, const char *lower)
{
	unsigned char	 a, b;
	size_t		 i = 0;

	do {
		a = i < text.n ? (unsigned char)text_lower(text.at[i]) : 0;
		b = (unsigned char)lower[i++];
	} while (a == b && b != '\0');
	return (a > b) - (a < b);
}

static int
domain_find_cmp(const void *dns, const void *domain)
{
	return lower_cmp(span_of(dns), ((const struct domain *)domain)->dns);
}

const struct domain *
directory_domain(const struct directory *directory, const char *dns)
{
	if (directory->n_domain == 0)
		return NULL;
	return bsearch(dns, directory->domain, directory->n_domain,
	    sizeof(*directory->domain), domain_find_cmp);
}

const struct account *
directory_account(const struct directory *directory,
    const struct domain *domain, const char *sam)
{
	struct pool		 pool = { 0 };
	const struct account	**account, *found = NULL;
	size_t			 i, n;

	account = accounts_find(directory, &pool, NAME_SAM,
	    key_text(directory->seed, span_of(sam), &pool), &n);
	for (i = 0; i < n && found == NULL; i++)
		if (account[i]->domain == domain && account[i]->sam != NULL &&
		    fold_cmp(account[i]->sam, sam) == 0)
			found = account[i];
	pool_free(&pool);
	return found;
}

static bool
bears(const struct account *account, const char *host)
{
	size_t	 i;

	if (account->kind != ACCOUNT_COMPUTER)
		return false;
	if (account->dns_name != NULL && fold_cmp(account->dns_name, host) == 0)
		return true;
	for (i = 0; i < account->n_other_dns_name; i++)
		if (fold_cmp(account->other_dns_name[i], host) == 0)
			return true;
	return false;
}

const struct account *
directory_named(const struct directory *directory, const char *host)
{
	struct pool		 pool = { 0 };
	const struct holding	*holding;
	const struct account	**account, *found = NULL;
	size_t			 i, n;

	holding = directory_holders(directory,
	    pool_printf(&pool, "HOST/%s", host), &n);
	for (i = 0; i < n && found == NULL; i++)
		if (holding[i].account->kind == ACCOUNT_COMPUTER)
			found = holding[i].account;
	account = accounts_find(directory, &pool, NAME_DNS,
	    key_text(directory->seed, span_of(host), &pool), &n);
	i = 0;
	while (i < n && !bears(account[i], host))
		i++;
	if (i < n && (found == NULL || account_order(&account[i], &found) < 0))
		found = account[i];
	pool_free(&pool);
	return found;
}

static int
class_find_cmp(const void *class, const void *row)
{
	return lower_cmp(*(const struct span *)class,
	    *(const char *const *)row);
}

bool
directory_host_answers(const struct directory *directory, struct span class)
{
	if (directory->n_host_class == 0)
		return false;
	return bsearch(&class, directory->host_class, directory->n_host_class,
	    sizeof(*directory->host_class), class_find_cmp) != NULL;
}
