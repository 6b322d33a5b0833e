#include "plans/closing.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"

enum { MANAGED_MOST = 256 };	/* rangeUpper of sAMAccountName */

static bool
ends_in_dollar(const char *name)
{
	size_t	 n = strlen(name);

	return n > 0 && name[n - 1] == '$';
}

/* What binds an account of that kind; of a refused one nothing is known. */
static const struct account_kind_row *
row_of(int kind)
{
	return &account_kind[kind == WORD_REFUSED ? ACCOUNT_UNKNOWN : kind];
}

static bool
local_user(struct closing *c, const char *path, struct farm_account *account)
{
	if (ends_in_dollar(account->sam))
		faults_add(c->faults, path, "'%s' is no local user", account->name);
	else if (account->kind > ACCOUNT_USER)
		faults_add(c->faults, path, "'%s' is a local user, so it is no %s", account->name,
		    account_kind[account->kind].word);
	else {
		account->kind = ACCOUNT_LOCAL;
		return true;
	}
	return false;
}

/* NAME is DOMAIN\sam: where is it, and what is it called there? */
static bool
account_parts(struct closing *c, const char *path, struct farm_account *account)
{
	const char	*slash = strchr(account->name, '\\');
	char		*domain;

	if (slash == NULL) {
		faults_add(c->faults, path, strchr(account->name, '@') != NULL ?
		    "'%s': write the account as NETBIOS\\name" :
		    "'%s' names no domain: write DOMAIN\\name, or .\\name for a local user", account->name);
		return false;
	}
	domain = pool_ncopy(c->pool, account->name, (size_t)(slash - account->name));
	if (text_same(domain, "NT AUTHORITY") || text_same(domain, "IIS APPPOOL") || text_same(domain, "BUILTIN")) {
		faults_add(c->faults, path, "'%s' is no account of a domain: name a built-in identity in pool.identity",
		    account->name);
		return false;
	}
	account->sam = slash + 1;
	account->domain = closing_domain(c, domain);
	if (account->domain == NULL && (strcmp(domain, ".") == 0 || closing_find(&c->server, domain) != NULL))
		return local_user(c, path, account);
	if (account->domain == NULL)
		closing_absent(c, &c->domain, path, domain);
	return account->domain != NULL;
}

static void
account_text(struct closing *c, struct farm_account *account)
{
	if (row_of(account->kind)->dollar && !ends_in_dollar(account->sam))
		account->sam = pool_printf(c->pool, "%s$", account->sam);
	account->text = account->domain == NULL ? pool_printf(c->pool, ".\\%s", account->sam) :
	    pool_printf(c->pool, "%s\\%s", account->domain->name, account->sam);
}

static void
default_kind(struct farm_account *account)
{
	if (account->kind == ACCOUNT_UNKNOWN)
		account->kind = ends_in_dollar(account->sam) ? ACCOUNT_GMSA : ACCOUNT_USER;
}

static bool
account_sam(struct closing *c, const char *path, const struct farm_account *account)
{
	const struct account_kind_row	*row = row_of(account->kind);
	const char			*fault;

	fault = name_sam_fault(account->sam, row->sam_warns ? MANAGED_MOST : row->sam_most);
	if (fault != NULL)
		faults_add(c->faults, path, "'%s' %s", account->name, fault);
	return fault == NULL;
}

static struct farm_account *
find_account(const struct closing *c, const char *text)
{
	struct farm_account	*account;
	size_t			 step = 0;

	while ((account = table_next(&c->account, fold_hash(text), &step)) != NULL) {
		if (fold_cmp(account->text, text) == 0)
			return account;
	}
	return NULL;
}

/* The "$" may be left out where accounts says a kind that has one. */
static struct farm_account *
find_described(struct closing *c, const char *text)
{
	struct farm_account	*account = find_account(c, pool_printf(c->pool, "%s$", text));

	return account != NULL && account->described && account->server == NULL &&
	    row_of(account->kind)->dollar ? account : NULL;
}

static void
add_account(struct closing *c, struct farm_account *account)
{
	struct farm	*farm = c->farm;

	table_put(c->pool, &c->account, fold_hash(account->text), account);
	farm->known = pool_more(c->pool, farm->known, farm->n_known, sizeof(*farm->known));
	farm->known[farm->n_known++] = account;
}

static struct farm_account *
mention(struct closing *c, const char *path, const char *name, int kind)
{
	struct farm_account	 account = { .path = path, .name = name, .kind = kind }, *known;

	if (!account_parts(c, path, &account))
		return NULL;
	account_text(c, &account);
	known = find_account(c, account.text);
	if (known == NULL)
		known = find_described(c, account.text);
	if (known == NULL) {
		default_kind(&account);
		if (!account_sam(c, path, &account))
			return NULL;
		known = pool_alloc(c->pool, sizeof(*known));
		*known = account;
		add_account(c, known);
	} else if (!known->described && known->server == NULL && strcmp(account.text, known->text) < 0) {
		known->sam = account.sam;
		known->text = account.text;
	}
	return known;
}

const struct farm_account *
closing_account(struct closing *c, const char *path, const char *name)
{
	return name == NULL || *name == '\0' ? NULL : mention(c, path, name, ACCOUNT_UNKNOWN);
}

void
closing_described(struct closing *c)
{
	struct farm_account		*account;
	const struct farm_account	*first;
	const char			*path;
	size_t				 i;

	for (i = 0; i < c->farm->n_account; i++) {
		account = &c->farm->account[i];
		account->described = true;
		path = closing_at(c, account->path, "name");
		if (*account->name == '\0' || !account_parts(c, path, account))
			continue;
		account_text(c, account);
		first = find_account(c, account->text);
		if (first == NULL)
			add_account(c, account);
		else
			faults_add(c->faults, account->path, "account '%s' is described twice, first in %s",
			    account->text, first->path);
	}
}

/* The group that may retrieve a password. */
static void
check_hosts(struct closing *c, const struct farm_account *account)
{
	struct farm_account	 group = { .name = account->hosts, .kind = ACCOUNT_UNKNOWN };
	const char		*path = closing_at(c, account->path, "hosts");

	if (account->kind != ACCOUNT_GMSA && account->kind != ACCOUNT_DMSA && account->kind != WORD_REFUSED)
		faults_add(c->faults, path, "belongs to a gmsa or dmsa, not to a %s", account_kind[account->kind].word);
	if (*group.name == '\0' || !account_parts(c, path, &group))
		return;
	if (group.kind == ACCOUNT_LOCAL)
		faults_add(c->faults, path, "'%s' is no group of a domain", group.name);
	else
		account_sam(c, path, &group);
}

void
closing_kinds(struct closing *c)
{
	struct farm_account	*account;
	size_t			 i;

	for (i = 0; i < c->farm->n_account; i++) {
		account = &c->farm->account[i];
		if (account->text == NULL)
			continue;
		default_kind(account);
		account_sam(c, closing_at(c, account->path, "name"), account);
		if (account->hosts != NULL)
			check_hosts(c, account);
		if (account->kind == WORD_REFUSED)
			account->kind = ACCOUNT_UNKNOWN;
	}
}

void
closing_machine(struct closing *c, struct farm_server *server)
{
	struct farm_account	*account;
	const char		*path = closing_at(c, server->path, "account"), *name = server->account_name;

	if (name == NULL && name_netbios_fault(server->name) == NULL)
		name = pool_printf(c->pool, "%s\\%s$", server->domain->name, server->name);
	if (name == NULL || *name == '\0')
		return;
	if (!ends_in_dollar(name)) {
		faults_add(c->faults, path, "'%s' is no computer's: its name must end in $", name);
		return;
	}
	if ((account = mention(c, path, name, ACCOUNT_COMPUTER)) == NULL)
		return;
	if (account->server != NULL)
		faults_add(c->faults, server->path, "account '%s' is that of %s too", account->text,
		    account->server->path);
	if (account->described && account->kind > ACCOUNT_UNKNOWN && account->kind != ACCOUNT_COMPUTER)
		faults_add(c->faults, closing_at(c, account->path, "kind"),
		    "'%s' is the account of server '%s', so it must be computer", account->text, server->name);
	account->kind = ACCOUNT_COMPUTER;
	account->server = server;
	server->account = account;
}

int
closing_by_account(const void *a, const void *b)
{
	return closing_by_text(&(*(const struct farm_account *const *)a)->text,
	    &(*(const struct farm_account *const *)b)->text);
}

const struct farm_account **
closing_accounts(struct closing *c, const char *path, const char *member, const char **name, size_t n,
    size_t *n_out)
{
	const struct farm_account	**account = pool_alloc(c->pool, n * sizeof(*account));
	size_t				  i;

	*n_out = 0;
	path = closing_at(c, path, member);
	closing_sort(name, n, sizeof(*name), closing_by_text);
	for (i = 0; i < n; i++) {
		account[*n_out] = closing_account(c, path, name[i]);
		*n_out += account[*n_out] != NULL;
	}
	closing_sort(account, *n_out, sizeof(*account), closing_by_account);
	for (i = 1; i < *n_out; i++) {
		if (account[i - 1] == account[i])
			faults_add(c->faults, path, "'%s' is listed twice", account[i]->text);
	}
	return account;
}
