#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "tests/setspn/directory.h"
#include "tests/setspn/key.h"
#include "tests/setspn/modes.h"
#include "tests/setspn/store.h"

/*
 * Where a query looks: domains, or the forests that they belong to.
 */
struct scope {
	bool			 forest;
	const struct domain	**domain;
	size_t			 n_domain;
};

static bool
same_forest(const struct domain *a, const struct domain *b)
{
	return strcmp(a->forest_key, b->forest_key) == 0;
}

static bool
scope_has(const struct scope *scope, const struct domain *domain)
{
	size_t i;

	for (i = 0; i < scope->n_domain; i++)
		if (scope->forest ? same_forest(scope->domain[i], domain)
		    : scope->domain[i] == domain)
			return true;
	return false;
}

/* -1 where -T names a domain that is none; CURRENT is what "" and * mean. */
static int
scope_make(struct session *session, const struct request *request,
    const struct domain *current, struct scope *scope)
{
	struct directory *directory = session->directory;
	const struct domain *domain;
	const char *name;
	size_t i;

	*scope = (struct scope){ .forest = request->forest };
	scope->domain = store_get(&directory->store,
	    (request->n_target + 1) * sizeof(struct domain *));
	if (request->n_target == 0)
		scope->domain[scope->n_domain++] = current;
	for (i = 0; i < request->n_target; i++) {
		name = request->target[i];
		domain = *name == '\0' || strcmp(name, "*") == 0 ? current
		    : directory_domain(directory, name);
		if (domain == NULL) {
			printf("[-T %s: no such domain]\n", name);
			return -1;
		}
		if (!scope_has(scope, domain))
			scope->domain[scope->n_domain++] = domain;
	}
	return 0;
}

static void
scope_print(const struct scope *scope)
{
	size_t i;

	for (i = 0; i < scope->n_domain; i++)
		printf("Checking %s %s\n", scope->forest ? "forest" : "domain",
		    scope->forest ? scope->domain[i]->forest_dn : scope->domain[i]->dn);
}

/* The next record from *AT on that a query there sees, or NULL. */
static struct record *
scope_next(const struct session *session, const struct scope *scope, size_t *at)
{
	struct record *record;

	while (*at < session->directory->n_record) {
		record = session->directory->record[(*at)++];
		if (record->domain != NULL && !record->deleted
		    && scope_has(scope, record->domain))
			return record;
	}
	return NULL;
}

/*
 * The account that a command names.
 */
static const char *
with_dollar(struct session *session, const char *name)
{
	size_t len = strlen(name);
	char *text = store_get(&session->directory->store, len + 2);

	memcpy(text, name, len);
	if (len == 0 || text[len - 1] != '$')
		text[len] = '$';
	return text;
}

/*
 * How well the record answers to the name: 0 is not at all.  Without -C and
 * -U a computer is preferred to a user.
 */
static int
account_rank(const struct request *request, const struct record *record,
    const char *name_key, const char *dollar_key)
{
	bool plain, dollar;

	if (record->sam_key == NULL || record->kind == KIND_OTHER)
		return 0;
	plain = strcmp(record->sam_key, name_key) == 0;
	dollar = strcmp(record->sam_key, dollar_key) == 0;
	if (request->computer)
		return dollar && record->kind == KIND_COMPUTER;
	if (request->user)
		return plain && record->kind == KIND_USER;
	if (dollar && record->kind != KIND_USER)
		return 2;
	return plain;
}

/* The number of accounts that answer best to NAME in the domain: 1 is good. */
static size_t
account_in(struct session *session, const struct request *request,
    const struct domain *domain, const char *name, struct record **record_out)
{
	const char *name_key = key_make(&session->directory->store, name);
	const char *dollar_key = with_dollar(session, name_key);
	struct scope scope = { .domain = &domain, .n_domain = 1 };
	struct record *record;
	size_t at = 0, n = 0;
	int rank, best = 0;

	while ((record = scope_next(session, &scope, &at)) != NULL) {
		rank = account_rank(request, record, name_key, dollar_key);
		if (rank > best)
			n = 0;
		if (rank == 0 || rank < best)
			continue;
		best = rank;
		*record_out = record;
		n++;
	}
	return n;
}

static size_t
account_count(struct session *session, const struct request *request, const char *account,
    struct record **record_out)
{
	struct directory *directory = session->directory;
	const char *name = strchr(account, '\\'), *prefix;
	const struct domain *domain;
	size_t i, n = 0;

	if (name != NULL) {
		prefix = store_text(&directory->store, account, (size_t)(name - account));
		domain = directory_domain(directory, prefix);
		if (domain == NULL)
			return 0;
		return account_in(session, request, domain, name + 1, record_out);
	}
	for (i = 0; i < directory->n_domain; i++) {
		domain = directory->domain[i];
		n += account_in(session, request, domain, account, record_out);
	}
	return n;
}

/* NULL where setspn would not find it, or nothing says which it would take. */
static struct record *
account_find(struct session *session, const struct request *request, const char *account)
{
	struct request any = { 0 };
	struct record *record = NULL;
	size_t n = account_count(session, request, account, &record);

	if (n == 1)
		return record;
	puts("FindDomainForAccount: Call to DsGetDcNameWithAccountW failed with return value"
	    " 0x0000054B");
	printf("Could not find account %s\n", account);
	if (n > 1)
		printf("[%zu accounts have that name]\n", n);
	else if (account_count(session, &any, account, &record) > 0)
		printf("[%s is no %s account]\n", record->dn,
		    request->user ? "user" : "computer");
	return NULL;
}

/*
 * What a domain controller of 2012 R2 or later refuses.
 */
struct refusal {
	unsigned	 code;
	const char	*text;
};

static const struct refusal malformed = { 8239, "A constraint violation occurred." };
static const struct refusal not_unique = { 8647,
	"The operation failed because SPN value provided for addition/modification"
	" is not unique forest-wide." };

/* class/host, class/host:port, class/host:instance, each with or without /service. */
static bool
spn_is_valid(const char *spn)
{
	size_t n_part = 1, len = 0;

	for (; *spn != '\0'; spn++) {
		if ((unsigned char)*spn <= ' ' || strchr("\\*\"@<>|", *spn) != NULL)
			return false;
		if (*spn != '/') {
			len++;
			continue;
		}
		if (len == 0)
			return false;
		n_part++;
		len = 0;
	}
	return len > 0 && (n_part == 2 || n_part == 3);
}

static bool
held_by_another(const struct session *session, const struct record *record, const char *key)
{
	const struct domain *domain = record->domain;
	struct scope forest = { .forest = true, .domain = &domain, .n_domain = 1 };
	const struct record *other;
	size_t at = 0;

	while ((other = scope_next(session, &forest, &at)) != NULL)
		if (other != record && record_holds(other, key) != NULL)
			return true;
	return false;
}

/* HOST/x answers for HTTP/x: is the counterpart of the SPN on another account? */
static bool
alias_held_by_another(const struct session *session, const struct record *record,
    const char *key)
{
	struct directory *directory = session->directory;
	const char *rest = strchr(key, '/'), *class, *other;
	const struct mapping *mapping;
	char *alias;
	size_t i;

	class = store_text(&directory->store, key, (size_t)(rest - key));

	for (i = 0; i < directory->n_mapping; i++) {
		mapping = &directory->mapping[i];
		if (strcmp(class, mapping->class_key) == 0)
			other = mapping->alias_key;
		else if (strcmp(class, mapping->alias_key) == 0)
			other = mapping->class_key;
		else
			continue;
		alias = store_get(&directory->store, strlen(other) + strlen(rest) + 1);
		strcpy(stpcpy(alias, other), rest);
		if (held_by_another(session, record, alias))
			return true;
	}
	return false;
}

static const struct refusal *
spn_refusal(const struct session *session, const struct record *record, const char *spn)
{
	const char *key = key_make(&session->directory->store, spn);

	if (!spn_is_valid(spn))
		return &malformed;
	if (record_holds(record, key) != NULL)
		return NULL;
	if (held_by_another(session, record, key))
		return &not_unique;
	if (session->delegated && alias_held_by_another(session, record, key))
		return &not_unique;
	return NULL;
}

/* All of them or none, as one modification. */
static enum outcome
spns_register(struct session *session, struct record *record, const char *const *spn,
    size_t n_spn)
{
	struct directory *directory = session->directory;
	const struct refusal *refusal;
	enum outcome outcome = KEPT;
	size_t i;

	printf("Registering ServicePrincipalNames for %s\n", record->dn);
	for (i = 0; i < n_spn; i++)
		printf("\t%s\n", spn[i]);
	for (i = 0; i < n_spn; i++) {
		refusal = spn_refusal(session, record, spn[i]);
		if (refusal == NULL)
			continue;
		printf("Failed to assign SPN on account '%s', error 0x%x/%u -> %s\n",
		    record->dn, refusal->code, refusal->code, refusal->text);
		return REFUSED;
	}
	for (i = 0; i < n_spn; i++) {
		if (record_holds(record, key_make(&directory->store, spn[i])) != NULL)
			continue;
		record_add(directory, record, spn[i]);
		outcome = CHANGED;
	}
	puts(outcome == CHANGED ? "Updated object"
	    : "[already registered on this account: nothing to add]");
	return outcome;
}

static void
holdings_print(const struct record *record)
{
	size_t i;

	for (i = 0; i < record->n_spn; i++)
		if (record->spn[i].held)
			printf("\t%s\n", record->spn[i].text);
}

/* Does the key match a pattern in which * stands for any characters? */
static bool
key_matches(const char *key, const char *pattern)
{
	const char *star = NULL, *resume = NULL;

	while (*key != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = key;
		} else if (*pattern == *key) {
			pattern++;
			key++;
		} else if (star != NULL) {
			pattern = star;
			key = ++resume;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

static bool
record_matches(const struct record *record, const char *pattern)
{
	size_t i;

	for (i = 0; i < record->n_spn; i++)
		if (record->spn[i].held && key_matches(record->spn[i].key, pattern))
			return true;
	return false;
}

/* Prints the holders in the scope with all that they hold; their number. */
static size_t
holders_print(const struct session *session, const struct scope *scope, const char *pattern)
{
	const struct record *record;
	size_t at = 0, n = 0;

	while ((record = scope_next(session, scope, &at)) != NULL) {
		if (!record_matches(record, pattern))
			continue;
		puts(record->dn);
		holdings_print(record);
		n++;
	}
	return n;
}

static enum outcome
add_checked(struct session *session, const struct request *request)
{
	const char *spn = request->operand[0];
	struct record *record = account_find(session, request, request->operand[1]);
	struct scope scope;

	if (record == NULL || scope_make(session, request, record->domain, &scope) != 0)
		return REFUSED;
	scope_print(&scope);
	if (holders_print(session, &scope, key_make(&session->directory->store, spn)) > 0) {
		puts("\nDuplicate SPN found, aborting operation!");
		return REFUSED;
	}
	putchar('\n');
	return spns_register(session, record, &spn, 1);
}

static enum outcome
add_unchecked(struct session *session, const struct request *request)
{
	struct record *record = account_find(session, request, request->operand[1]);

	if (record == NULL)
		return REFUSED;
	return spns_register(session, record, &request->operand[0], 1);
}

static enum outcome
delete(struct session *session, const struct request *request)
{
	const char *spn = request->operand[0];
	struct record *record = account_find(session, request, request->operand[1]);
	struct value *value;

	if (record == NULL)
		return REFUSED;
	printf("Unregistering ServicePrincipalNames for %s\n\t%s\n", record->dn, spn);
	value = record_holds(record, key_make(&session->directory->store, spn));
	if (value == NULL) {
		puts("[not registered on this account: nothing to remove]");
		return KEPT;
	}
	record_remove(value);
	puts("Updated object");
	return CHANGED;
}

static enum outcome
list(struct session *session, const struct request *request)
{
	const struct record *record = account_find(session, request, request->operand[0]);

	if (record == NULL)
		return REFUSED;
	printf("Registered ServicePrincipalNames for %s:\n", record->dn);
	holdings_print(record);
	return KEPT;
}

static const char *
host_spn(struct session *session, const char *host, size_t len)
{
	char *spn = store_get(&session->directory->store, sizeof("HOST/") + len);

	memcpy(stpcpy(spn, "HOST/"), host, len);
	return spn;
}

static enum outcome
reset_host(struct session *session, const struct request *request)
{
	struct record *record = account_find(session, request, request->operand[0]);
	const char *spn[2], *dns;
	size_t n = 0;

	if (record == NULL)
		return REFUSED;
	if (record->kind != KIND_COMPUTER) {
		printf("[%s is no computer account]\n", record->dn);
		return REFUSED;
	}
	spn[n++] = host_spn(session, record->sam, strcspn(record->sam, "$"));
	dns = record->dns_host_name;
	if (dns != NULL)
		spn[n++] = host_spn(session, dns, strlen(dns));
	return spns_register(session, record, spn, n);
}

/* -Q and -X begin in the operator's domain: the first of the directory. */
static int
query_scope(struct session *session, const struct request *request, struct scope *scope)
{
	if (session->directory->n_domain == 0) {
		puts("[a directory without a domain]");
		return -1;
	}
	if (scope_make(session, request, session->directory->domain[0], scope) != 0)
		return -1;
	scope_print(scope);
	return 0;
}

static enum outcome
query(struct session *session, const struct request *request)
{
	const char *pattern = key_make(&session->directory->store, request->operand[0]);
	struct scope scope;

	if (query_scope(session, request, &scope) != 0)
		return REFUSED;
	puts(holders_print(session, &scope, pattern) > 0
	    ? "\nExisting SPN found!" : "\nNo such SPN found.");
	return KEPT;
}

/* The number of records in the scope that hold KEY. */
static size_t
holder_count(const struct session *session, const struct scope *scope, const char *key)
{
	const struct record *record;
	size_t at = 0, n = 0;

	while ((record = scope_next(session, scope, &at)) != NULL)
		n += record_holds(record, key) != NULL;
	return n;
}

static const struct record *
first_holder(const struct session *session, const struct scope *scope, const char *key)
{
	const struct record *record;
	size_t at = 0;

	while ((record = scope_next(session, scope, &at)) != NULL)
		if (record_holds(record, key) != NULL)
			break;
	return record;
}

/* Prints the groups that the record is the first holder of; their number. */
static size_t
groups_print(const struct session *session, const struct scope *scope,
    const struct record *record)
{
	const struct record *holder;
	const struct value *value;
	size_t at, n = 0;

	for (value = record->spn; value < record->spn + record->n_spn; value++) {
		if (!value->held || first_holder(session, scope, value->key) != record
		    || holder_count(session, scope, value->key) < 2)
			continue;
		printf("%s is registered on these accounts:\n", value->text);
		at = 0;
		while ((holder = scope_next(session, scope, &at)) != NULL)
			if (record_holds(holder, value->key) != NULL)
				printf("\t%s\n", holder->dn);
		n++;
	}
	return n;
}

static enum outcome
duplicates(struct session *session, const struct request *request)
{
	const struct record *record;
	struct scope scope;
	size_t at = 0, n = 0;

	if (query_scope(session, request, &scope) != 0)
		return REFUSED;
	if (request->forest)
		puts("Operation will be performed forestwide, it might take a while.");
	while ((record = scope_next(session, &scope, &at)) != NULL)
		n += record->n_spn > 0;
	if (!request->quiet)
		printf("Processing entry %zu\n", n);
	at = n = 0;
	while ((record = scope_next(session, &scope, &at)) != NULL)
		if (record->n_spn > 0)
			n += groups_print(session, &scope, record);
	printf("\nfound %zu group%s of duplicate SPNs.\n", n, n < 2 ? "" : "s");
	return KEPT;
}

const struct mode modes[] = {
	{ 'L', 1, .edits = true, .run = list },
	{ 'S', 2, .edits = true, .queries = true, .run = add_checked },
	{ 'A', 2, .edits = true, .run = add_unchecked },
	{ 'D', 2, .edits = true, .run = delete },
	{ 'R', 1, .edits = true, .run = reset_host },
	{ 'Q', 1, .queries = true, .run = query },
	{ 'X', 0, .queries = true, .run = duplicates },
	{ 0 }
};
