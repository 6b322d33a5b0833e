#include <string.h>

#include "krb/digest.h"
#include "plans/identity.h"
#include "plans/virtual_account.h"
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

/* Each word of the table, and what else people call it. */
static const struct {
	const char	*text, *word;
} names[] = {
	{ "LocalSystem", "LocalSystem" },
	{ "local system", "LocalSystem" },
	{ "NT AUTHORITY\\SYSTEM", "LocalSystem" },
	{ "nt authority\\network service", "NetworkService" },
	{ "NT AUTHORITY\\LocalService", "LocalService" },
	{ "S-1-5-20", "NetworkService" },
	{ "IIS APPPOOL\\DefaultAppPool", "ApplicationPoolIdentity" },
	{ "IIS AppPool\\a", "ApplicationPoolIdentity" },
	{ "S-1-5-82-3006700770-424185619", "ApplicationPoolIdentity" },
	{ "custom-account", "SpecificUser" },
	{ "gmsa", "gMSA" },
	{ ".\\web", "local user" },
	{ "IUSR", "IUSR" },
	{ "IUSR_WEB01", "IUSR" },
	{ "iwam_web01", "IWAM" },
	{ "Connect as", "Connect as" },
	{ "connect-as", "Connect as" },
	{ "passthrough", "pass-through" },
	{ "Application user", "pass-through" },
	{ "impersonate", "impersonation" },
	{ " IUSR ", "IUSR" },
	/* No more than that. */
	{ "", NULL },
	{ "-", NULL },
	{ "Local", NULL },
	{ "LocalSystems", NULL },
	{ "SYSTEM; NT AUTHORITY\\SYSTEM", NULL },
	{ "IIS APPPOOL\\", NULL },
	{ "IUSR_", "IUSR" },
	{ "S-1-5-82-", NULL },
	{ "CORP\\svc-web", NULL }
};

static void
who_is_meant(void)
{
	const struct identity_row	*row, *found;
	size_t				 i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (found = NULL, row = identity_row; row->word != NULL; row++) {
			if (identity_is(row, names[i].text)) {
				OK(found == NULL, names[i].text);
				found = row;
			}
		}
		SAME(found == NULL ? NULL : found->word, names[i].word, names[i].text);
	}
}

static void
all_is_said(void)
{
	const struct identity_row	*row;

	for (row = identity_row; row->word != NULL; row++)
		OK(row->title != NULL && row->says != NULL && row->network != NULL && row->shared != NULL &&
		    row->spn != NULL && row->advice != NULL && row->source != NULL, row->word);
}

/* Those of the pools that IIS comes with are published. */
static const struct {
	const char	*name, *bytes, *sid;
	size_t		 n;
} pools[] = {
	{ "DefaultAppPool", NULL, "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415", 0 },
	{ "DEFAULTAPPPOOL", NULL, "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415", 0 },
	{ ".NET v4.5", NULL, "S-1-5-82-271721585-897601226-2024613209-625570482-296978595", 0 },
	{ ".NET v4.5 Classic", NULL, "S-1-5-82-3876422241-1344743610-1729199087-774402673-2621913236", 0 },
	/* A character that takes one unit of UTF-16, and one that takes two. */
	{ "\xc3\x84\xf0\x9f\x8c\x90", "\xe4\0\x3c\xd8\x10\xdf", NULL, 6 },
	{ "", "", NULL, 0 }
};

static void
virtual_accounts(void)
{
	struct pool	 pool = { 0 };
	struct error	 err = { "" };
	unsigned char	 sha1[SHA1_SIZE];
	char		*bytes;
	size_t		 i, n;

	for (i = 0; i < sizeof(pools) / sizeof(*pools); i++) {
		bytes = virtual_account_bytes(&pool, pools[i].name, &n);
		if (pools[i].bytes != NULL)
			OK(n == pools[i].n && memcmp(bytes, pools[i].bytes, n) == 0, pools[i].name);
		OK(digest_sha1(sha1, bytes, n, &err) == 0, pools[i].name);
		if (pools[i].sid != NULL)
			SAME(virtual_account_sid(&pool, sha1), pools[i].sid, pools[i].name);
	}
	OK(virtual_account_bytes(&pool, "a\xff", &n) == NULL, "no UTF-8");
	SAME(identity_pool_name("iis apppool\\Portal"), "Portal", "its name");
	SAME(identity_pool_name("IIS APPPOOL\\"), NULL, "no name");
	SAME(identity_pool_name("IIS"), NULL, "another word");
	pool_free(&pool);
}

void
t_identity(void)
{
	test_suite("identity");
	test_add("who is meant", who_is_meant);
	test_add("all is said of each", all_is_said);
	test_add("virtual accounts", virtual_accounts);
	test_add("whose key decrypts", matrix);
}
