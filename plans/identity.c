#include "plans/identity.h"

#include <stddef.h>

#define KB4466942 "KB4466942, Understanding identities in IIS"

const struct identity_row identity_row[] = {
	{ IDENTITY_LOCAL_SYSTEM, "LocalSystem", PRESENTS_MACHINE,
	    "the machine account on the network; more rights on the server than a site needs", KB4466942 },
	{ IDENTITY_LOCAL_SERVICE, "LocalService", PRESENTS_NOBODY,
	    "anonymous on the network; only kernel mode decrypts for it, as the machine", KB4466942 },
	{ IDENTITY_NETWORK_SERVICE, "NetworkService", PRESENTS_MACHINE,
	    "the machine account on the network", KB4466942 },
	{ IDENTITY_APPLICATION_POOL, "ApplicationPoolIdentity", PRESENTS_MACHINE,
	    "an account of its own on the server, the machine account on the network", KB4466942 },
	{ IDENTITY_SPECIFIC_USER, "SpecificUser", PRESENTS_ACCOUNT,
	    "the account that the pool names, best a gMSA", KB4466942 },
	{ IDENTITY_UNSET, NULL, PRESENTS_NOBODY, NULL, NULL }
};

static const struct identity_row *
row_of(int identity)
{
	const struct identity_row	*row;

	for (row = identity_row; row->word != NULL; row++) {
		if ((int)row->identity == identity)
			return row;
	}
	return NULL;
}

const struct farm_account *
identity_account(const struct farm_effective *at)
{
	return at->pool.identity == IDENTITY_SPECIFIC_USER ? at->pool.account : NULL;
}

/* The key of the worker process itself, kernel mode left aside. */
static struct key
pool_key(const struct product *by, const struct farm_effective *at,
    const struct farm_server *server)
{
	const struct identity_row	*row = row_of(at->pool.identity);
	const struct farm_account	*account = at->pool.account;

	if (row == NULL)
		return (struct key){ KEY_UNKNOWN, NULL };
	/* A keytab is of one account, which has to be named. */
	if (by->keytab && row->presents != PRESENTS_ACCOUNT)
		return (struct key){ KEY_UNKNOWN, NULL };
	if (row->presents == PRESENTS_MACHINE)
		return (struct key){ KEY_MACHINE, server->account };
	if (row->presents == PRESENTS_NOBODY)
		return (struct key){ KEY_LOCAL_SERVICE, NULL };
	if (account == NULL)
		return (struct key){ KEY_UNKNOWN, NULL };
	if (account->kind == ACCOUNT_LOCAL)
		return (struct key){ KEY_LOCAL_USER, NULL };
	if (!product_runs_as(by, account->kind))
		return (struct key){ KEY_UNUSABLE, NULL };
	return (struct key){ KEY_ACCOUNT, account };
}

struct key
identity_key(const struct product *by, const struct farm_effective *at,
    const struct farm_server *server)
{
	struct key	 machine = { KEY_MACHINE, server->account };
	struct key	 pool = pool_key(by, at, server);
	int		 kernel = at->authentication.kernel_mode;
	int		 credentials = at->authentication.app_pool_credentials;

	if (by->decrypts_by == BY_MACHINE)
		return machine;
	if (by->decrypts_by == BY_POOL || pool.kind == KEY_MACHINE || pool.kind == KEY_UNUSABLE)
		return pool;
	if (kernel == SETTING_NO || credentials == SETTING_YES)
		return pool;
	if (kernel == SETTING_YES && credentials == SETTING_NO)
		return machine;
	return (struct key){ KEY_UNKNOWN, NULL };
}
