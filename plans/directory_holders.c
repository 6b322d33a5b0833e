#include "plans/directory_open.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/key.h"
#include "plans/lower_bound.h"

/*
 * Who holds which SPN.  An account may hold very many, and an SPN may have
 * very many holders: so each account is looked at once, when any SPN is asked
 * for that ends as one of its own does, and every SPN of it is then put where
 * its holders are found at once.
 */

static uint32_t
key_spn(const struct directory *directory, const char *spn)
{
	struct pool	 scratch = { 0 };
	uint32_t	 key = key_text(directory->seed, span_of(spn), &scratch);

	pool_free(&scratch);
	return key;
}

/* NULL: nobody holds it whose SPNs were looked at. */
static struct holders *
holders_find(const struct directory *directory, const char *spn, uint32_t key)
{
	struct holders	*holders;
	size_t		 step = 0;

	while ((holders = table_next(&directory->index->spn, key, &step)) != NULL)
		if (fold_cmp(holders->holding->spn, spn) == 0)
			return holders;
	return NULL;
}

static struct holders *
holders_new(const struct directory *directory, uint32_t key)
{
	struct directory_index	*index = directory->index;
	struct holders		*holders = pool_alloc(&index->made, sizeof(*holders));

	table_put(&index->made, &index->spn, key, holders);
	index->holders = pool_more(&index->made, index->holders, index->n_holders,
	    sizeof(*index->holders));
	index->holders[index->n_holders++] = holders;
	return holders;
}

static void
hold(const struct directory *directory, const struct account *account, const char *spn)
{
	const uint32_t	 key = key_spn(directory, spn);
	struct holders	*holders = holders_find(directory, spn, key);

	if (holders == NULL)
		holders = holders_new(directory, key);
	holders->holding = pool_more(&directory->index->made, holders->holding,
	    holders->n, sizeof(*holders->holding));
	holders->holding[holders->n++] = (struct holding){ account, spn };
}

/* The SPNs of the accounts that these notes are of. */
static void
hold_noted(const struct directory *directory, const uint64_t *note, size_t n)
{
	const struct account	*account;
	struct met		*met;
	size_t			 i, j;

	for (i = 0; i < n; i++) {
		met = directory->index->met[names_number(note[i])];
		if ((account = met_account(directory, met)) == NULL || met->object->held)
			continue;
		met->object->held = true;
		for (j = 0; j < account->n_spn; j++)
			hold(directory, account, account->spn[j]);
	}
}

static void
hold_instance(const struct directory *directory, uint32_t key)
{
	struct directory_index	*index = directory->index;
	const uint64_t		*note;
	size_t			 n, step = 0;

	if (table_next(&index->instance, key, &step) != NULL)
		return;
	table_put(&index->made, &index->instance, key, index);
	note = names_find(directory_names(directory, NAME_INSTANCE), key, &n);
	hold_noted(directory, note, n);
}

static int
holding_order(const void *a, const void *b)
{
	const struct holding	*holding_a = a;
	const struct holding	*holding_b = b;
	int			 c = account_order(&holding_a->account, &holding_b->account);

	return c != 0 ? c : strcmp(holding_a->spn, holding_b->spn);
}

/* Once all of them have come. */
static void
holders_sort(struct holders *holders)
{
	if (holders->n > 1 && !holders->sorted)
		qsort(holders->holding, holders->n, sizeof(*holders->holding), holding_order);
	holders->sorted = true;
}

const struct holding *
directory_holders(const struct directory *directory, const char *spn,
    size_t *n_out)
{
	struct pool	 scratch = { 0 };
	struct holders	*holders;

	hold_instance(directory, key_instance(directory->seed, span_of(spn), &scratch));
	pool_free(&scratch);
	*n_out = 0;
	if ((holders = holders_find(directory, spn, key_spn(directory, spn))) == NULL)
		return NULL;
	holders_sort(holders);
	*n_out = holders->n;
	return holders->holding;
}

static int
by_fold(const void *key, const void *spn)
{
	return fold_cmp(key, *(const char *const *)spn);
}

const char *const *
account_spellings(const struct account *account, const char *spn, size_t *n_out)
{
	const size_t	 first = lower_bound(spn, account->spn, account->n_spn, sizeof(*account->spn), by_fold);
	size_t		 end = first;

	while (end < account->n_spn && fold_cmp(account->spn[end], spn) == 0)
		end++;
	*n_out = end - first;
	return account->n_spn == 0 ? NULL : account->spn + first;
}

bool
account_holds(const struct account *account, const char *spn)
{
	size_t	 n;

	account_spellings(account, spn, &n);
	return n > 0;
}

bool
account_own_short_name(const struct account *account, struct span host)
{
	size_t	 i, n = account->sam == NULL ? 0 : strlen(account->sam);

	if (account->kind != ACCOUNT_COMPUTER || n == 0 || account->sam[n - 1] != '$' || host.n != n - 1)
		return false;
	for (i = 0; i < host.n; i++) {
		if (text_lower(host.at[i]) != text_lower(account->sam[i]))
			return false;
	}
	return true;
}

/* -- duplicates -- */

/* Nearly always the notes of one end are of one account. */
static void
hold_shared(const struct directory *directory, const uint64_t *note, size_t n)
{
	struct met *const	*met = directory->index->met;
	size_t			 i;

	for (i = 1; i < n && met_first(met[names_number(note[i])]) == met_first(met[names_number(*note)]); i++)
		continue;
	if (i < n)
		hold_noted(directory, note, n);
}

static void
group_add(struct directory_index *index, struct holders *holders)
{
	holders_sort(holders);
	/* Sorted by account, so the last is another or all are one. */
	if (holders->holding[0].account == holders->holding[holders->n - 1].account)
		return;
	index->group = pool_more(&index->made, index->group, index->n_group,
	    sizeof(*index->group));
	index->group[index->n_group++] = (struct holding_group){ holders->holding, holders->n };
}

static int
group_order(const void *a, const void *b)
{
	const struct holding_group	*group_a = a;
	const struct holding_group	*group_b = b;

	return fold_cmp(group_a->holding->spn, group_b->holding->spn);
}

static void
group_all(const struct directory *directory)
{
	struct directory_index	*index = directory->index;
	size_t			 i;

	directory_shared(directory, hold_shared);
	for (i = 0; i < index->n_holders; i++)
		if (index->holders[i]->n > 1)
			group_add(index, index->holders[i]);
	if (index->n_group > 1)
		qsort(index->group, index->n_group, sizeof(*index->group),
		    group_order);
}

const struct holding_group *
directory_duplicates(const struct directory *directory, size_t *n_out)
{
	struct directory_index	*index = directory->index;

	if (!index->grouped)
		group_all(directory);
	index->grouped = true;
	*n_out = index->n_group;
	return index->group;
}
