#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/sid.h"

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

/* Now that every entry of it has come: is it one? */
static bool
is_account(const struct object *object)
{
	return object->account->kind != ACCOUNT_UNKNOWN ||
	    attributes_have(object->attributes, ATTR_SPN) ||
	    (attributes_have(object->attributes, ATTR_SAM) &&
	    !object->is_group);
}

/* -- closing: domains -- */

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

/* One domain has one; of several the first in order, whoever came first. */
static void
home_sid(struct directory *directory, struct object *object)
{
	const char	*sid = object->account->sid;
	const char	*known = object->home->domain.sid;
	size_t		 n = sid == NULL ? 0 : sid_domain(sid);

	if (n == 0 || (known != NULL && strlen(known) == n &&
	    strncmp(known, sid, n) == 0))
		return;
	sid = pool_ncopy(&directory->pool, sid, n);
	if (known == NULL || strcmp(sid, known) < 0)
		object->home->domain.sid = sid;
}

static void
close_domains(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	struct object		*object;
	size_t			 i;

	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		if (object->home != NULL &&
		    (is_account(object) || object->is_group))
			home_sid(directory, object);
		if (object->home == NULL || !is_account(object))
			continue;
		object->home->domain.n_entry++;
		object->home->on_all &= object->attributes;
	}
	if (index->n_home > 1)
		qsort(index->home, index->n_home, sizeof(*index->home),
		    home_cmp);
	directory->domain = pool_alloc(&directory->pool,
	    index->n_home * sizeof(*directory->domain));
	directory->n_domain = index->n_home;
	for (i = 0; i < index->n_home; i++) {
		home_cover(index, index->home[i]);
		directory->domain[i] = index->home[i]->domain;
		index->home[i]->closed = &directory->domain[i];
	}
}

/* -- closing: accounts -- */

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

static int
account_cmp(const void *a, const void *b)
{
	const struct account	*account_a = *(const struct account *const *)a;
	const struct account	*account_b = *(const struct account *const *)b;
	int			 c;

	c = domain_cmp(account_a->domain, account_b->domain);
	if (c == 0)
		c = text_cmp(account_a->sam, account_b->sam);
	return c != 0 ? c : strcmp(account_a->dn, account_b->dn);
}

/*
 * Beside the account goes what nearly always decides, so that sorting a
 * million of them seldom has to look at one.
 */
struct key {
	const struct domain	*domain;
	unsigned char		 sam[16];	/* the front of its fold */
	struct object		*object;
};

static int
key_cmp(const void *a, const void *b)
{
	const struct key	*key_a = a;
	const struct key	*key_b = b;
	const struct account	*account_a, *account_b;
	int			 c;

	if ((c = domain_cmp(key_a->domain, key_b->domain)) != 0 ||
	    (c = memcmp(key_a->sam, key_b->sam, sizeof(key_a->sam))) != 0)
		return c;
	account_a = key_a->object->account;
	account_b = key_b->object->account;
	return account_cmp(&account_a, &account_b);
}

static struct key
key_of(struct directory_index *index, struct object *object)
{
	struct key	 key = { object->account->domain, { 0 }, object };
	struct span	 sam = span_of(object->account->sam);
	size_t		 n;

	if (sam.n > 0) {
		sam = span_of(fold_copy(&index->folds, sam));
		n = sam.n < sizeof(key.sam) ? sam.n : sizeof(key.sam);
		memcpy(key.sam, sam.at, n);
	}
	return key;
}

static void
close_accounts(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	const struct account	**account;
	struct object		*object;
	struct key		*key;
	size_t			 i, n = 0;

	key = pool_alloc(&index->open, index->n_object * sizeof(*key));
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		if (!is_account(object))
			continue;
		if (object->home != NULL)
			object->account->domain = object->home->closed;
		key[n++] = key_of(index, object);
	}
	if (n > 1)
		qsort(key, n, sizeof(*key), key_cmp);
	account = pool_alloc(&directory->pool, n * sizeof(*account));
	for (i = 0; i < n; i++) {
		account[i] = key[i].object->account;
		key[i].object->rank = i;
	}
	directory->account = account;
	directory->n_account = n;
}

static int
value_cmp(const void *a, const void *b)
{
	return text_cmp(*(const char *const *)a, *(const char *const *)b);
}

static int
class_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the N texts and drops doubles; returns how many remain. */
static size_t
sort_values(const char **value, size_t n,
    int (*cmp)(const void *, const void *))
{
	size_t	 i, kept = 0;

	if (n > 1)
		qsort(value, n, sizeof(*value), cmp);
	for (i = 0; i < n; i++)
		if (kept == 0 || strcmp(value[kept - 1], value[i]) != 0)
			value[kept++] = value[i];
	return kept;
}

void
directory_distribute(struct directory *directory, const struct holder_notes *notes)
{
	struct directory_index	*index = directory->index;
	struct object		*object;
	size_t			 i;

	for (i = 0; i < index->n_object; i++) {
		index->object[i]->value = NULL;
		index->object[i]->n_value = 0;
	}
	for (i = 0; i < notes->n; i++)
		index->object[notes->note[i].account]->n_value++;
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		if (object->n_value > 0)
			object->value = pool_alloc(&directory->pool,
			    object->n_value * sizeof(*object->value));
		object->n_value = 0;
	}
	for (i = 0; i < notes->n; i++) {
		object = index->object[notes->note[i].account];
		object->value[object->n_value++] = notes->note[i].name;
	}
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		object->n_value = sort_values(object->value, object->n_value,
		    value_cmp);
	}
}

static void
close_lists(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	struct object		*object;
	size_t			 i;

	directory_distribute(directory, &index->spn);
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		object->account->spn = object->value;
		object->account->n_spn = object->n_value;
	}
	directory_distribute(directory, &index->other_dns_name);
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		object->account->other_dns_name = object->value;
		object->account->n_other_dns_name = object->n_value;
	}
	if (index->delegates_to.n == 0)
		return;
	directory_distribute(directory, &index->delegates_to);
	for (i = 0; i < index->n_object; i++) {
		object = index->object[i];
		if (object->n_value == 0)
			continue;
		object_more(directory, object)->delegates_to = object->value;
		object->more->n_delegates_to = object->n_value;
	}
}

static void
close_host_classes(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	size_t			 n = 0;
	const char		**class;

	if (!directory->has_mappings) {
		while (directory_host_default[n] != NULL)
			n++;
		directory->host_class = directory_host_default;
		directory->n_host_class = n;
		return;
	}
	n = sort_values(index->host_class, index->n_host_class, class_cmp);
	class = pool_alloc(&directory->pool, n * sizeof(*class));
	if (n > 0)
		memcpy(class, index->host_class, n * sizeof(*class));
	directory->host_class = class;
	directory->n_host_class = n;
}

/* -- closing: names -- */

/* Turns the numbers of objects into those of accounts. */
static void
rank(const struct directory_index *index, struct holder_notes *notes)
{
	size_t	 i;

	for (i = 0; i < notes->n; i++)
		notes->note[i].account =
		    index->object[notes->note[i].account]->rank;
}

static void
close_holders(struct directory *directory)
{
	struct directory_index	*index = directory->index;

	/* Whoever has an SPN is an account. */
	rank(index, &index->spn);
	holders_close(&index->holders, &directory->pool, &index->open,
	    &index->spn, directory->account);
}

static void
close_computers(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	struct holder_notes	 notes = { 0 };
	const struct account	*account;
	size_t			 i, j;

	for (i = 0; i < directory->n_account; i++) {
		account = directory->account[i];
		if (account->kind != ACCOUNT_COMPUTER)
			continue;
		if (account->dns_name != NULL)
			holders_note(&index->open, &notes, account->dns_name,
			    i);
		for (j = 0; j < account->n_other_dns_name; j++)
			holders_note(&index->open, &notes,
			    account->other_dns_name[j], i);
	}
	holders_close(&index->computers, &directory->pool, &index->open,
	    &notes, directory->account);
}

static int
group_cmp(const void *a, const void *b)
{
	const struct holding_group	*group_a = a;
	const struct holding_group	*group_b = b;

	return fold_cmp(group_a->holding->spn, group_b->holding->spn);
}

static void
close_groups(struct directory *directory)
{
	struct directory_index	*index = directory->index;
	const struct holders	*holders = &index->holders;
	struct holding_group	 group;
	size_t			 i;

	for (i = 0; i < holders->n; i += group.n_holding) {
		group.holding = &holders->holding[i];
		group.n_holding = holders_equal(holders, i);
		/* Sorted by account, so the last is another or all are one. */
		if (group.holding[0].account ==
		    group.holding[group.n_holding - 1].account)
			continue;
		index->group = pool_more(&directory->pool, index->group,
		    index->n_group, sizeof(*index->group));
		index->group[index->n_group++] = group;
	}
	if (index->n_group > 1)
		qsort(index->group, index->n_group, sizeof(*index->group),
		    group_cmp);
}

int
directory_close(struct directory *directory, struct error *err)
{
	struct directory_index	*index = directory_open(directory);

	(void)err;
	close_domains(directory);
	close_lists(directory);
	close_accounts(directory);
	directory_close_groups(directory);
	directory_close_trusts(directory);
	close_host_classes(directory);
	close_holders(directory);
	close_computers(directory);
	close_groups(directory);
	pool_free(&index->folds);
	pool_free(&index->open);
	return 0;
}

void
directory_free(struct directory *directory)
{
	static const struct directory	 empty;

	if (directory->index != NULL) {
		pool_free(&directory->index->folds);
		pool_free(&directory->index->open);
	}
	pool_free(&directory->pool);
	*directory = empty;
}

/* -- asking -- */

const struct holding *
directory_holders(const struct directory *directory, const char *spn,
    size_t *n_out)
{
	return holders_find(&directory->index->holders, spn, n_out);
}

const struct holding_group *
directory_duplicates(const struct directory *directory, size_t *n_out)
{
	*n_out = directory->index->n_group;
	return directory->index->group;
}

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
	const struct account	*account;
	size_t			 low = 0, high = directory->n_account, middle;
	int			 c;

	while (low < high) {
		middle = low + (high - low) / 2;
		account = directory->account[middle];
		c = domain_cmp(account->domain, domain);
		if (c == 0)
			c = account->sam == NULL ? -1 :
			    fold_cmp(account->sam, sam);
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == directory->n_account)
		return NULL;
	account = directory->account[low];
	return account->domain == domain && account->sam != NULL &&
	    fold_cmp(account->sam, sam) == 0 ? account : NULL;
}

const struct account *
directory_named(const struct directory *directory, const char *host)
{
	struct pool		 pool = { 0 };
	const struct holding	*holding;
	const struct account	*account = NULL;
	size_t			 i, n;

	holding = directory_holders(directory,
	    pool_printf(&pool, "HOST/%s", host), &n);
	pool_free(&pool);
	for (i = 0; i < n && account == NULL; i++)
		if (holding[i].account->kind == ACCOUNT_COMPUTER)
			account = holding[i].account;
	holding = holders_find(&directory->index->computers, host, &n);
	if (n > 0 && (account == NULL ||
	    account_cmp(&holding[0].account, &account) < 0))
		account = holding[0].account;
	return account;
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
