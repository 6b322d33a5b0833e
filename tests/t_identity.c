#include <stddef.h>

#include "plans/identity.h"
#include "tests/test.h"

static const struct farm_domain		 corp = { .name = "CORP", .dns = "corp.example" };
static const struct farm_account	 machine = { .text = "CORP\\WEB01$", .kind = ACCOUNT_COMPUTER, .domain = &corp };
static const struct farm_account	 user = { .text = "CORP\\svc", .kind = ACCOUNT_USER, .domain = &corp };
static const struct farm_account	 gmsa = { .text = "CORP\\gmsa$", .kind = ACCOUNT_GMSA, .domain = &corp };
static const struct farm_account	 shared = { .text = "CORP\\ASA$", .kind = ACCOUNT_COMPUTER, .domain = &corp };
static const struct farm_account	 local = { .text = ".\\svc", .kind = ACCOUNT_LOCAL };
static const struct farm_server		 web01 = { .name = "WEB01", .domain = &corp, .account = &machine };

enum { N = SETTING_NO, Y = SETTING_YES, U = SETTING_UNKNOWN };

static const struct row {
	const char			*row, *product;
	int				 identity;
	const struct farm_account	*account;
	int				 kernel, credentials;
	enum key_kind			 kind;
	const struct farm_account	*key;
} table[] = {
	/* Built-in identities decrypt as the machine, kernel mode or not. */
	{ "NetworkService, kernel mode", "iis", IDENTITY_NETWORK_SERVICE, NULL, Y, N, KEY_MACHINE, &machine },
	{ "NetworkService", "iis", IDENTITY_NETWORK_SERVICE, NULL, N, N, KEY_MACHINE, &machine },
	{ "LocalSystem", "iis", IDENTITY_LOCAL_SYSTEM, NULL, N, N, KEY_MACHINE, &machine },
	{ "ApplicationPoolIdentity", "iis", IDENTITY_APPLICATION_POOL, NULL, Y, Y, KEY_MACHINE, &machine },
	{ "ApplicationPoolIdentity, all unknown", "iis", IDENTITY_APPLICATION_POOL, NULL, U, U, KEY_MACHINE, &machine },
	/* A domain account decrypts outside the kernel or with useAppPoolCredentials. */
	{ "user, kernel mode", "iis", IDENTITY_SPECIFIC_USER, &user, Y, N, KEY_MACHINE, &machine },
	{ "user, credentials", "iis", IDENTITY_SPECIFIC_USER, &user, Y, Y, KEY_ACCOUNT, &user },
	{ "user, no kernel mode", "iis", IDENTITY_SPECIFIC_USER, &user, N, N, KEY_ACCOUNT, &user },
	{ "user, both", "iis", IDENTITY_SPECIFIC_USER, &user, N, Y, KEY_ACCOUNT, &user },
	{ "gMSA, credentials", "iis", IDENTITY_SPECIFIC_USER, &gmsa, Y, Y, KEY_ACCOUNT, &gmsa },
	{ "gMSA, kernel mode", "iis", IDENTITY_SPECIFIC_USER, &gmsa, Y, N, KEY_MACHINE, &machine },
	/* Unknown settings matter only where they decide. */
	{ "user, kernel mode unknown", "iis", IDENTITY_SPECIFIC_USER, &user, U, N, KEY_UNKNOWN, NULL },
	{ "user, credentials unknown", "iis", IDENTITY_SPECIFIC_USER, &user, Y, U, KEY_UNKNOWN, NULL },
	{ "user, unknown but no kernel mode", "iis", IDENTITY_SPECIFIC_USER, &user, N, U, KEY_ACCOUNT, &user },
	{ "user, kernel mode unknown, credentials", "iis", IDENTITY_SPECIFIC_USER, &user, U, Y, KEY_ACCOUNT, &user },
	{ "identity unknown", "iis", IDENTITY_UNKNOWN, NULL, N, Y, KEY_UNKNOWN, NULL },
	{ "identity unknown, kernel mode decrypts", "iis", IDENTITY_UNKNOWN, NULL, Y, N, KEY_MACHINE, &machine },
	/* LocalService is nobody on the network: only the kernel can help. */
	{ "LocalService, kernel mode", "iis", IDENTITY_LOCAL_SERVICE, NULL, Y, N, KEY_MACHINE, &machine },
	{ "LocalService", "iis", IDENTITY_LOCAL_SERVICE, NULL, N, N, KEY_LOCAL_SERVICE, NULL },
	{ "LocalService, credentials", "iis", IDENTITY_LOCAL_SERVICE, NULL, Y, Y, KEY_LOCAL_SERVICE, NULL },
	/* So is a local user. */
	{ "local user, kernel mode", "iis", IDENTITY_SPECIFIC_USER, &local, Y, N, KEY_MACHINE, &machine },
	{ "local user", "iis", IDENTITY_SPECIFIC_USER, &local, N, N, KEY_LOCAL_USER, NULL },
	/* An account of a kind that the product cannot run as decrypts nothing,
	 * not even where kernel mode would: the service does not start. */
	{ "computer object", "iis", IDENTITY_SPECIFIC_USER, &shared, Y, N, KEY_UNUSABLE, NULL },
	{ "computer object, generic product", "generic", IDENTITY_SPECIFIC_USER, &shared, Y, N, KEY_ACCOUNT, &shared },
	{ "computer object, Exchange", "exchange", IDENTITY_SPECIFIC_USER, &shared, Y, N, KEY_ACCOUNT, &shared },
	{ "gMSA, Exchange", "exchange", IDENTITY_SPECIFIC_USER, &gmsa, Y, N, KEY_UNUSABLE, NULL },
	{ "user, Exchange", "exchange", IDENTITY_SPECIFIC_USER, &user, Y, N, KEY_ACCOUNT, &user },
	{ "gMSA, SharePoint", "sharepoint", IDENTITY_SPECIFIC_USER, &gmsa, Y, N, KEY_UNUSABLE, NULL },
	{ "user, SharePoint", "sharepoint", IDENTITY_SPECIFIC_USER, &user, N, N, KEY_ACCOUNT, &user },
	{ "user, Skype", "skype", IDENTITY_SPECIFIC_USER, &user, N, N, KEY_UNUSABLE, NULL },
	{ "local user, SharePoint", "sharepoint", IDENTITY_SPECIFIC_USER, &local, N, N, KEY_LOCAL_USER, NULL },
	/* A keytab is of an account that is named; no machine stands in for it. */
	{ "keytab, user", "keytab", IDENTITY_SPECIFIC_USER, &user, Y, N, KEY_ACCOUNT, &user },
	{ "keytab, computer", "keytab", IDENTITY_SPECIFIC_USER, &machine, Y, N, KEY_ACCOUNT, &machine },
	{ "keytab, nothing said", "keytab", IDENTITY_APPLICATION_POOL, NULL, Y, N, KEY_UNKNOWN, NULL },
	{ "kestrel, nothing said", "kestrel", IDENTITY_APPLICATION_POOL, NULL, Y, N, KEY_MACHINE, &machine },
	/* Windows authentication has no part in other products. */
	{ "account product, kernel mode", "generic", IDENTITY_SPECIFIC_USER, &user, Y, N, KEY_ACCOUNT, &user },
	{ "account product, all unknown", "generic", IDENTITY_SPECIFIC_USER, &user, U, U, KEY_ACCOUNT, &user },
	{ "account product, built-in", "generic", IDENTITY_NETWORK_SERVICE, NULL, N, N, KEY_MACHINE, &machine },
	{ "account product, LocalService", "generic", IDENTITY_LOCAL_SERVICE, NULL, Y, N, KEY_LOCAL_SERVICE, NULL },
	{ "httpsys", "httpsys", IDENTITY_SPECIFIC_USER, &user, N, Y, KEY_MACHINE, &machine }
};

static void
matrix(void)
{
	const struct row	*row;
	struct farm_effective	 at;
	struct key		 key;
	size_t			 i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		row = &table[i];
		at = (struct farm_effective){ .pool = { .identity = row->identity, .account = row->account },
		    .authentication = { .kernel_mode = row->kernel, .app_pool_credentials = row->credentials } };
		key = identity_key(product_find(row->product), &at, &web01);
		SAME_INT(key.kind, row->kind, row->row);
		SAME(key.account == NULL ? NULL : key.account->text,
		    row->key == NULL ? NULL : row->key->text, row->row);
	}
}

void
t_identity(void)
{
	test_suite("identity");
	test_add("whose key decrypts", matrix);
}
