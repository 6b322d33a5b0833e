#include "tests/test.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/directory.h"
#include "plans/fold.h"
#include "tests/draft.h"

static void
dump_group(FILE *out, const struct holding *holding, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		fprintf(out, "\t%s: %s\n", holding[i].spn,
		    holding[i].account->dn);
	fprintf(out, "\n");
}

static const char	 people[] =
    "dn: CN=web01,DC=a\nobjectClass: computer\nsAMAccountName: WEB01$\n"
    "servicePrincipalName: HOST/web01\n"
    "servicePrincipalName: HOST/web01.a\ndNSHostName: web01.a\n\n"
    "dn: CN=web02,DC=a\nobjectClass: computer\nsAMAccountName: WEB02$\n"
    "servicePrincipalName: HOST/web02\ndNSHostName: WEB02.a\n"
    "msDS-AdditionalDnsHostName: www.a\n\n"
    "dn: CN=web03,DC=a\nobjectClass: computer\nsAMAccountName: WEB03$\n"
    "dNSHostName: web02.A\nservicePrincipalName: http/PORTAL.a\n"
    "msDS-AdditionalDnsHostName: web01.a\n"
    "servicePrincipalName: HOST/www.a\nservicePrincipalName: HOST/ftp.a\n\n"
    "dn: CN=web04,DC=a\nobjectClass: computer\nsAMAccountName: WEB04$\n"
    "dNSHostName: ftp.a\n\n"
    "dn: CN=svc,DC=a\nobjectClass: user\nsAMAccountName: svc-web\n"
    "servicePrincipalName: HTTP/portal.a\n"
    "servicePrincipalName: http/portal.a\n"
    "servicePrincipalName: HOST/fs.a\n\n"
    "dn: CN=svc,DC=b\nobjectClass: user\nsAMAccountName: zz-svc\n"
    "servicePrincipalName: HTTP/own.b\nservicePrincipalName: http/own.b\n\n"
    "dn: CN=gmsa,DC=a\nobjectClass: computer\n"
    "objectClass: msDS-GroupManagedServiceAccount\n"
    "sAMAccountName: gmsa$\ndNSHostName: gmsa.a\n\n"
    "dn: CN=none,DC=a\nobjectClass: user\n"
    "servicePrincipalName: HTTP/only.a\n\n"
    "dn: CN=nowhere\nobjectClass: user\nsAMAccountName: nowhere\n";

static const struct {
	const char	*domain, *sam, *dn;
} lookups[] = {
	{ "a", "WEB01$", "CN=web01,DC=a" },
	{ "a", "web01$", "CN=web01,DC=a" },
	{ "a", "svc-web", "CN=svc,DC=a" },
	{ "b", "ZZ-SVC", "CN=svc,DC=b" },
	{ NULL, "nowhere", "CN=nowhere" },
	/* A name is whole, and of its domain. */
	{ "a", "web01", NULL },
	{ "a", "", NULL },
	{ "a", "zzz", NULL },
	{ "b", "gmsa$", NULL },
	{ "b", "zzz", NULL },
	{ "a", "zz-svc", NULL },
	{ NULL, "svc-web", NULL },
	{ "a", "nowhere", NULL },
};

static const struct {
	const char	*host, *dn;
} named[] = {
	/* By HOST/, by dNSHostName, by another name; case ignored. */
	{ "web01", "CN=web01,DC=a" },
	{ "WEB01.A", "CN=web01,DC=a" },
	/* The first of two, however each bears the name. */
	{ "web02.a", "CN=web02,DC=a" },
	{ "www.a", "CN=web02,DC=a" },
	{ "ftp.a", "CN=web03,DC=a" },
	/* Accounts that are no computers have no names of their own. */
	{ "fs.a", NULL },
	{ "gmsa.a", NULL },
	{ "portal.a", NULL },
	{ "", NULL },
};

static const char *
dn_or_null(const struct account *account)
{
	return account == NULL ? NULL : account->dn;
}

static void
asking(void)
{
	struct directory	 directory;
	size_t			 i;

	if (directory_of(&directory, people, NULL)) {
		for (i = 0; i < sizeof(lookups) / sizeof(*lookups); i++)
			SAME(dn_or_null(directory_account(&directory,
			    lookups[i].domain == NULL ? NULL :
			    directory_domain(&directory, lookups[i].domain),
			    lookups[i].sam)), lookups[i].dn, lookups[i].sam);
		for (i = 0; i < sizeof(named) / sizeof(*named); i++)
			SAME(dn_or_null(directory_named(&directory,
			    named[i].host)), named[i].dn, named[i].host);
	}
	directory_free(&directory);
}

static const struct {
	const char	*spn, *holders;
} held[] = {
	{ "HTTP/Portal.A", "\tHTTP/portal.a: CN=svc,DC=a\n"
	    "\thttp/portal.a: CN=svc,DC=a\n"
	    "\thttp/PORTAL.a: CN=web03,DC=a\n\n" },
	{ "http/own.b", "\tHTTP/own.b: CN=svc,DC=b\n"
	    "\thttp/own.b: CN=svc,DC=b\n\n" },
	{ "HOST/web01", "\tHOST/web01: CN=web01,DC=a\n\n" },
	/* Exactly the name: no alias, no port more or less. */
	{ "HTTP/web01", "\n" },
	{ "HTTP/portal.a:80", "\n" },
	{ "HTTP/portal", "\n" },
	{ "", "\n" },
};

static void
holders(void)
{
	struct directory		 directory;
	const struct holding		*holding;
	const struct holding_group	*group;
	char	*text;
	size_t	 i, n, size;
	FILE	*out;

	if (!directory_of(&directory, people, NULL)) {
		directory_free(&directory);
		return;
	}
	for (i = 0; i < sizeof(held) / sizeof(*held); i++) {
		holding = directory_holders(&directory, held[i].spn, &n);
		out = open_memstream(&text, &size);
		dump_group(out, holding, n);
		fclose(out);
		SAME(text, held[i].holders, held[i].spn);
		free(text);
	}
	/* Two spellings on one account are no duplicate. */
	group = directory_duplicates(&directory, &n);
	if (SAME_INT((long long)n, 1, NULL)) {
		SAME_INT((long long)group[0].n_holding, 3, NULL);
		SAME(group[0].holding[0].spn, "HTTP/portal.a", NULL);
	}
	directory_free(&directory);
}

static void
nothing(void)
{
	struct directory	 directory;
	size_t			 n = 1;

	memset(&directory, 0, sizeof(directory));
	directory_free(&directory);
	if (directory_of(&directory, "", NULL)) {
		OK(directory_holders(&directory, "HTTP/a", &n) == NULL, NULL);
		SAME_INT((long long)n, 0, NULL);
		directory_duplicates(&directory, &n);
		SAME_INT((long long)n, 0, NULL);
		OK(directory_domain(&directory, "a") == NULL, NULL);
		OK(directory_account(&directory, NULL, "a") == NULL, NULL);
		OK(directory_named(&directory, "a") == NULL, NULL);
		OK(directory_host_answers(&directory, span_of("http")), NULL);
	}
	directory_free(&directory);
	OK(directory.index == NULL, "freed");
	directory_free(&directory);
}

/*
 * Two names whose hashes are the same are two names.  (These were made for
 * the hash of a machine with the least significant byte first; on another
 * they show nothing, and do no harm.)
 */
static void
collision(void)
{
	static const char	 text[] =
	    "dn: CN=a\nservicePrincipalName: HTTP/a.ers4zjhy8\n\n"
	    "dn: CN=b\nservicePrincipalName: http/aharsz1jh7s\n\n"
	    "dn: CN=c\nservicePrincipalName: HTTP/A.ERS4ZJHY8\n";
	struct directory		 directory;
	const struct holding		*holding;
	const struct holding_group	*group;
	size_t				 n;

	if (directory_of(&directory, text, NULL)) {
		holding = directory_holders(&directory, "HTTP/aharsz1jh7s",
		    &n);
		if (SAME_INT((long long)n, 1, NULL))
			SAME(holding->account->dn, "CN=b", NULL);
		group = directory_duplicates(&directory, &n);
		if (SAME_INT((long long)n, 1, NULL))
			SAME_INT((long long)group->n_holding, 2, NULL);
	}
	directory_free(&directory);
}

/* Enough for every table to grow. */
static void
many(void)
{
	enum { N = 3000 };
	struct directory	 directory = { 0 };
	struct error		 err = { "" };
	struct draft		 draft;
	char			 text[256];
	size_t			 i, line, n;

	for (i = 0; i < 2 * N; i++) {
		line = i + 1;
		snprintf(text, sizeof(text), "dn: CN=%zu,DC=d%zu,DC=x\n"
		    "objectGUID: guid-of-%08zu\nsAMAccountName: s%zu\n"
		    "servicePrincipalName: HTTP/%zu\n", i % N, i % N % 200,
		    i % N, i % N, i % N / 2);
		draft_read(&draft, text, "a.ldif", &line);
		if (directory_add(&directory, &draft.entry, &err) == -1)
			OK(false, err.text);
	}
	directory_close(&directory, &err);
	SAME_INT((long long)n_accounts(&directory), N, NULL);
	SAME_INT((long long)directory.n_domain, 200, NULL);
	directory_duplicates(&directory, &n);
	SAME_INT((long long)n, N / 2, NULL);
	for (i = 0; i < N; i++) {
		snprintf(text, sizeof(text), "s%zu", i);
		SAME(directory_account(&directory,
		    account_at(&directory, i)->domain,
		    account_at(&directory, i)->sam)->dn, account_at(&directory, i)->dn,
		    text);
		snprintf(text, sizeof(text), "http/%zu", i / 2);
		directory_holders(&directory, text, &n);
		SAME_INT((long long)n, 2, text);
	}
	directory_free(&directory);
}

/* -- any directory -- */

/* Everything that a closed directory says. */
static char *
dump(const struct directory *directory)
{
	const struct holding_group	*group;
	char	*text = NULL;
	size_t	 size, i, j, n;
	FILE	*out = open_memstream(&text, &size);

	for (i = 0; i < directory->n_domain; i++) {
		fprintf(out, "%s %s %zu %d", directory->domain[i].dns,
		    or_none(directory->domain[i].netbios),
		    directory->domain[i].n_entry,
		    directory->domain[i].all_accounts);
		for (j = 0; j < N_ATTRIBUTE; j++)
			fprintf(out, "%d",
			    (int)directory->domain[i].covers[j]);
		fprintf(out, "\n");
	}
	for (i = 0; i < n_accounts(directory); i++)
		dump_account(out, account_at(directory, i));
	for (i = 0; i < directory->n_host_class; i++)
		fprintf(out, "%s\n", directory->host_class[i]);
	group = directory_duplicates(directory, &n);
	for (i = 0; i < n; i++)
		dump_group(out, group[i].holding, group[i].n_holding);
	fclose(out);
	return text;
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 33;
}

enum { ENTRIES_MOST = 64 };

/* Texts of entries that share domains, names, SPNs and, in most rounds, objects. */
static size_t
random_entries(char *entry[], uint64_t *seed)
{
	static const char	*const class[] = { "HTTP", "http", "HOST" };
	static const char	*const host[] = {
		"web", "WEB", "w\303\251b", "portal", "p\xff", "web.a.x",
		"Web.A.x", "b",
	};
	static const char	*const kind[] = {
		"user", "computer", "group", "inetOrgPerson",
	};
	size_t	 n = next_random(seed) % ENTRIES_MOST, i, size, object, spns;
	size_t	 objects = next_random(seed) % 4 == 0 ? 100000 : 40;
	FILE	*out;

	for (i = 0; i < n; i++) {
		out = open_memstream(&entry[i], &size);
		object = next_random(seed) % objects;
		fprintf(out, "dn: %s=%zu,DC=%s,DC=x\n",
		    next_random(seed) % 2 == 0 ? "CN" : "cn", object,
		    object % 3 == 0 ? "b" : "a");
		if (next_random(seed) % 2 == 0)
			fprintf(out, "objectGUID: guid-of-%08zu\n", object);
		if (next_random(seed) % 2 == 0)
			fprintf(out, "objectClass: %s\n",
			    kind[next_random(seed) % 4]);
		if (next_random(seed) % 2 == 0)
			fprintf(out, "sAMAccountName: sam%zu\n", object / 2);
		if (next_random(seed) % 4 == 0)
			fprintf(out, "dNSHostName: %s\n", host[object % 8]);
		for (spns = next_random(seed) % 4; spns > 0; spns--)
			fprintf(out, "servicePrincipalName: %s/%s\n",
			    class[next_random(seed) % 3],
			    host[next_random(seed) % 8]);
		fclose(out);
	}
	return n;
}

/* What came apart becomes the directory's, and some of it is done before. */
static void
join(struct directory *directory, struct shard **shard, uint64_t *seed)
{
	size_t	 i;

	if (*shard == NULL)
		return;
	directory_join(directory, *shard, 0);
	*shard = NULL;
	for (i = 0; i < DIRECTORY_TASKS; i++)
		if (next_random(seed) % 2 == 0)
			directory_task(directory, i);
}

/* Adds the entries in the order of their numbers, some of them apart where there is
 * a SEED; the places are those that they were made with. */
static void
add_entries(struct directory *directory, char *entry[], const size_t order[],
    size_t n, uint64_t *seed)
{
	struct error	 err = { "" };
	struct draft	 draft;
	struct shard	*shard = NULL;
	const char	*source = "";
	size_t		 i, line;

	memset(directory, 0, sizeof(*directory));
	for (i = 0; i < n; i++) {
		line = order[i] + 1;
		draft_read(&draft, entry[order[i]],
		    order[i] % 2 == 0 ? "even.ldif" : "odd.ldif", &line);
		if (shard != NULL && (draft.entry.source != source || next_random(seed) % 4 == 0))
			join(directory, &shard, seed);
		source = draft.entry.source;
		if (shard == NULL && seed != NULL && next_random(seed) % 4 != 0)
			shard = directory_shard(directory, source);
		if ((shard == NULL ? directory_add(directory, &draft.entry, &err) :
		    shard_add(shard, &draft.entry, &err)) == -1)
			OK(false, err.text);
	}
	join(directory, &shard, seed);
	directory_close(directory, &err);
}

static bool
equal(struct pool *pool, const char *a, const char *b)
{
	return strcmp(fold_copy(pool, span_of(a)),
	    fold_copy(pool, span_of(b))) == 0;
}

/* Everyone who holds SPN, found by looking at everything. */
static size_t
all_holders(struct pool *pool, const struct directory *directory,
    const char *spn, struct holding *holding)
{
	const struct account	*account;
	size_t			 i, j, n = 0;

	for (i = 0; i < n_accounts(directory); i++) {
		account = account_at(directory, i);
		for (j = 0; j < account->n_spn; j++) {
			if (!equal(pool, account->spn[j], spn))
				continue;
			holding[n].account = account;
			holding[n++].spn = account->spn[j];
		}
	}
	return n;
}

/* Returns whether two accounts or more hold it. */
static bool
check_holders(struct pool *pool, const struct directory *directory,
    const char *spn)
{
	static struct holding	 expected[ENTRIES_MOST * VALUES_MOST];
	const struct holding	*found;
	size_t			 i, n, n_found;

	n = all_holders(pool, directory, spn, expected);
	found = directory_holders(directory, spn, &n_found);
	if (SAME_INT((long long)n_found, (long long)n, spn))
		for (i = 0; i < n; i++) {
			OK(found[i].account == expected[i].account, spn);
			SAME(found[i].spn, expected[i].spn, spn);
		}
	return expected[0].account != expected[n - 1].account;
}

/* Sums over all holdings of groups what each is the first of. */
static void
check_directory(const struct directory *directory)
{
	const struct holding_group	*group;
	const struct account		*account;
	struct pool	 pool = { 0 };
	size_t		 i, j, n, shared = 0, grouped = 0;

	for (i = 0; i < n_accounts(directory); i++) {
		account = account_at(directory, i);
		for (j = 0; j < account->n_spn; j++)
			shared += check_holders(&pool, directory,
			    account->spn[j]);
	}
	group = directory_duplicates(directory, &n);
	for (i = 0; i < n; i++) {
		grouped += group[i].n_holding;
		OK(i == 0 || fold_cmp(group[i - 1].holding->spn,
		    group[i].holding->spn) < 0, group[i].holding->spn);
	}
	SAME_INT((long long)grouped, (long long)shared, "duplicates");
	pool_free(&pool);
}

/* Three accounts of thousands of SPNs: the first holds every one, the next
 * every second, the last every third, up to where their values end. */
enum { FEW = 3, FEW_ENTRIES = 60, FEW_VALUES = 30, FEW_SPNS = FEW_ENTRIES * FEW_VALUES };

static void
few_add(struct directory *directory, size_t account)
{
	struct error	 err = { "" };
	struct draft	 draft;
	char		*text;
	size_t		 i, j, line = 1, size;
	FILE		*out;

	for (i = 0; i < FEW_ENTRIES; i++) {
		out = open_memstream(&text, &size);
		fprintf(out, "dn: CN=%zu,DC=x\nobjectClass: user\n", account);
		for (j = 0; j < FEW_VALUES; j++)
			fprintf(out, "servicePrincipalName: %s/%zu\n", account == 1 ? "http" : "HTTP",
			    (i * FEW_VALUES + j) * (account + 1));
		fclose(out);
		draft_read(&draft, text, "a.ldif", &line);
		if (directory_add(directory, &draft.entry, &err) == -1)
			OK(false, err.text);
		free(text);
	}
}

static size_t
few_holders(size_t number)
{
	size_t	 account, n = 0;

	for (account = 0; account < FEW; account++)
		n += number % (account + 1) == 0 && number / (account + 1) < FEW_SPNS;
	return n;
}

/* Whatever was asked for before. */
static void
few(void)
{
	struct directory	 directory = { 0 };
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	char			 spn[32];
	size_t			 i, n, shared = 0;

	for (i = 0; i < FEW; i++)
		few_add(&directory, i);
	directory_close(&directory, &err);
	check_holders(&pool, &directory, "HTTP/6");
	for (i = 0; i < FEW * FEW_SPNS; i++)
		shared += few_holders(i) > 1;
	directory_duplicates(&directory, &n);
	SAME_INT((long long)n, (long long)shared, "shared");
	for (i = 0; i < FEW * FEW_SPNS; i++) {
		snprintf(spn, sizeof(spn), "Http/%zu", i);
		directory_holders(&directory, spn, &n);
		SAME_INT((long long)n, (long long)few_holders(i), spn);
		if (i % 199 == 0 && n > 0)
			check_holders(&pool, &directory, spn);
	}
	pool_free(&pool);
	directory_free(&directory);
}

static void
shuffle(size_t order[], size_t n, uint64_t *seed)
{
	size_t	 i, j, swap;

	for (i = n; i > 1; i--) {
		j = next_random(seed) % i;
		swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

/* Lookups against looking at everything, and the same whatever the order and
 * what came apart. */
static void
any(void)
{
	enum { ROUNDS = 300, SHUFFLES = 3 };
	struct directory	 directory;
	char		*entry[ENTRIES_MOST], *first, *again;
	size_t		 order[ENTRIES_MOST], n, i;
	uint64_t	 seed = 20261102, apart = 20261121;
	int		 round, turn;

	for (round = 0; round < ROUNDS; round++) {
		n = random_entries(entry, &seed);
		for (i = 0; i < n; i++)
			order[i] = i;
		add_entries(&directory, entry, order, n, NULL);
		check_directory(&directory);
		first = dump(&directory);
		directory_free(&directory);
		for (turn = 0; turn < SHUFFLES; turn++) {
			shuffle(order, n, &seed);
			add_entries(&directory, entry, order, n, turn == 0 ? NULL : &apart);
			again = dump(&directory);
			SAME(again, first, "shuffled");
			free(again);
			directory_free(&directory);
		}
		free(first);
		for (i = 0; i < n; i++)
			free(entry[i]);
	}
}

void
t_holders(void)
{
	test_suite("holders");
	test_add("accounts are found by name and host", asking);
	test_add("holders are found, and duplicates grouped", holders);
	test_add("names with the same hash are two names", collision);
	test_add("many entries", many);
	test_add("few accounts of many SPNs", few);
	test_add("an empty directory answers too", nothing);
	test_add("any directory, in any order", any);
}
