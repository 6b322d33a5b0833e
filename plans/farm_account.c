#include "plans/closing.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/name.h"

enum { MANAGED_MOST = 256 };	/* rangeUpper of sAMAccountName */

/* ACCOUNT is DOMAIN\sam: where is it, and what is it called there? */
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
	account->sam = slash + 1;
	account->domain = closing_domain(c, domain);
	if (account->domain == NULL && strcmp(domain, ".") != 0 && closing_find(&c->server, domain) == NULL) {
		faults_add(c->faults, path, "'%s': no domain '%s' is described in domains", account->name, domain);
		return false;
	}
	if (account->domain == NULL)
		account->kind = ACCOUNT_LOCAL;
	return true;
}

static void
account_text(struct closing *c, struct farm_account *account)
{
	account->text = account->domain == NULL ? pool_printf(c->pool, ".\\%s", account->sam) :
	    pool_printf(c->pool, "%s\\%s", account->domain->name, account->sam);
}

static bool
ends_in_dollar(const char *sam)
{
	size_t	 n = strlen(sam);

	return n > 0 && sam[n - 1] == '$';
}

static bool
account_sam(struct closing *c, const char *path, struct farm_account *account)
{
	const struct account_kind_row	*row;
	const char			*fault;

	if (account->kind == ACCOUNT_UNKNOWN)
		account->kind = ends_in_dollar(account->sam) ? ACCOUNT_GMSA : ACCOUNT_USER;
	row = &account_kind[account->kind];
	if (row->dollar && !ends_in_dollar(account->sam))
		account->sam = pool_printf(c->pool, "%s$", account->sam);
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

static void
add_account(struct closing *c, struct farm_account *account)
{
	struct farm	*farm = c->farm;

	table_put(c->pool, &c->account, fold_hash(account->text), account);
	farm->known = pool_more(c->pool, farm->known, farm->n_known, sizeof(*farm->known));
	farm->known[farm->n_known++] = account;
}

const struct farm_account *
closing_account(struct closing *c, const char *path, const char *name)
{
	struct farm_account	 account = { .path = path, .name = name }, *known;

	if (name == NULL || *name == '\0' || !account_parts(c, path, &account))
		return NULL;
	if (account.kind == ACCOUNT_LOCAL && ends_in_dollar(account.sam)) {
		faults_add(c->faults, path, "'%s' is no local user", name);
		return NULL;
	}
	account_text(c, &account);
	known = find_account(c, account.text);
	if (known == NULL && !account_sam(c, path, &account))
		return NULL;
	if (known == NULL) {
		known = pool_alloc(c->pool, sizeof(*known));
		*known = account;
		add_account(c, known);
	} else if (!known->described && known->server == NULL && strcmp(account.text, known->text) < 0) {
		known->sam = account.sam;
		known->text = account.text;
	}
	return known;
}

void
closing_described(struct closing *c)
{
	struct farm_account	*account;
	const struct farm_account *first;
	size_t			 i;

	for (i = 0; i < c->farm->n_account; i++) {
		account = &c->farm->account[i];
		account->described = true;
		if (*account->name == '\0' || !account_parts(c, account->path, account) ||
		    !account_sam(c, account->path, account))
			continue;
		account_text(c, account);
		first = find_account(c, account->text);
		if (first != NULL)
			faults_add(c->faults, account->path, "account '%s' is described twice, first in %s",
			    account->text, first->path);
		else
			add_account(c, account);
		if (account->hosts != NULL && account->kind != ACCOUNT_GMSA && account->kind != ACCOUNT_DMSA)
			faults_add(c->faults, account->path, "hosts belongs to a gmsa or dmsa, not to a %s",
			    account_kind[account->kind].word);
	}
}

void
closing_machine(struct closing *c, struct farm_server *server)
{
	struct farm_account	*account;
	const char		*name = server->account_name;

	if (name == NULL)
		name = pool_printf(c->pool, "%s\\%s$", server->domain->name, server->name);
	if (!ends_in_dollar(name)) {
		faults_add(c->faults, server->path, "account '%s' is no computer's: its name must end in $", name);
		return;
	}
	server->account = closing_account(c, server->path, name);
	if (server->account == NULL)
		return;
	account = find_account(c, server->account->text);
	if (account->server != NULL)
		faults_add(c->faults, server->path, "account %s is that of %s too", account->text,
		    account->server->path);
	if (account->described && account->kind != ACCOUNT_COMPUTER)
		faults_add(c->faults, account->path, "%s is the account of server '%s', so its kind must be computer",
		    account->text, server->name);
	account->kind = ACCOUNT_COMPUTER;
	account->server = server;
}

const struct farm_account **
closing_accounts(struct closing *c, const char *path, const char **name, size_t n, size_t *n_out)
{
	const struct farm_account	**account = pool_alloc(c->pool, n * sizeof(*account));
	size_t				  i;

	*n_out = 0;
	closing_sort(name, n, sizeof(*name), closing_by_text);
	for (i = 0; i < n; i++) {
		account[*n_out] = closing_account(c, path, name[i]);
		*n_out += account[*n_out] != NULL;
	}
	return account;
}
