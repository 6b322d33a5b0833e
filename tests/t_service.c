#include <stddef.h>
#include <string.h>

#include "plans/farm.h"
#include "plans/service.h"
#include "tests/test.h"

/* Every row says what it is and where that stands, by a word of its own in
 * lower case; what asks for settings of IIS is served by IIS. */
static void
rows(void)
{
	const struct product	*row;
	const char		*at;

	for (row = product; row->word != NULL; row++) {
		OK(product_find(row->word) == row, row->word);
		for (at = row->word; *at != '\0'; at++)
			OK(text_lower(*at) == *at, row->word);
		OK(row->says != NULL && row->service != NULL && row->source != NULL, row->word);
		OK(row->decrypts_by == BY_IIS ||
		    (row->kernel_mode == SETTING_UNSET && row->app_pool_credentials == SETTING_UNSET), row->word);
		OK(row->decrypts_by != BY_IIS || text_same(row->service, "HTTP"), row->word);
		OK((row->runs_as == 0) == (row->decrypts_by == BY_MACHINE), row->word);
		OK(row->asked == NULL || text_same(row->service, "HOST"), row->word);
		/* A local user has no key in the domain, whatever runs as it. */
		OK(!product_runs_as(row, ACCOUNT_LOCAL), row->word);
	}
	OK(product_find("apache") == NULL, NULL);
	OK(product_find("EXCHANGE") == product_find("exchange"), NULL);
}

/* What vendors support. */
static void
kinds(void)
{
	static const struct {
		const char	*product;
		bool		 user, gmsa, computer;
		const char	*accounts;
	} table[] = {
		{ "iis", true, true, false, "a group managed service account or a user account" },
		{ "exchange", true, false, true, "a user account or a computer account" },
		{ "sharepoint", true, false, false, "a user account" },
		{ "crm", true, false, false, "a user account" },
		{ "ssrs", true, true, false, "a group managed service account or a user account" },
		{ "adfs", true, true, false, "a group managed service account or a user account" },
		{ "mim", true, false, false, "a user account" },
		{ "bhold", true, false, false, "a user account" },
		{ "skype", false, false, true, "a computer account" },
		{ "httpsys", false, false, false, "" },
		{ "keytab", true, true, true,
		  "a group managed service account, a user account or a computer account" }
	};
	const struct product	*row;
	struct pool		 pool = { 0 };
	size_t			 i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		row = product_find(table[i].product);
		if (!OK(row != NULL, table[i].product))
			continue;
		OK(product_runs_as(row, ACCOUNT_USER) == table[i].user, table[i].product);
		OK(product_runs_as(row, ACCOUNT_INETORGPERSON) == table[i].user, table[i].product);
		OK(product_runs_as(row, ACCOUNT_GMSA) == table[i].gmsa, table[i].product);
		OK(product_runs_as(row, ACCOUNT_COMPUTER) == table[i].computer, table[i].product);
		SAME(product_accounts(row, &pool), table[i].accounts, table[i].product);
	}
	pool_free(&pool);
}

void
t_service(void)
{
	test_suite("service");
	test_add("rows of products", rows);
	test_add("what products run as", kinds);
}
