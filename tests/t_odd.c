#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/report.h"
#include "tests/draft.h"
#include "tests/test.h"

/*
 * An audit looks at accounts that are odd and at no others: whoever one of
 * its checks would say something of must be among them.
 */
enum { ACCOUNTS = 4000 };

static unsigned	seed = 4711;

static unsigned
some(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return seed >> 16 & 0x7fff ? (seed >> 16 & 0x7fff) % n : 0;
}

/* What an account may have of each attribute, the usual first. */
static const struct {
	const char	*name;
	const char	*value[6];
} choice[] = {
	{ "userAccountControl", { "512", "4096", "514", "66048", "2097664", "17305600" } },
	{ "userAccountControl", { "512", "532480", "524800", "16777728", "1049088", "4098" } },
	{ "msDS-User-Account-Control-Computed", { "0", "16", "8388608" } },
	{ "pwdLastSet", { "133000000000000000", "0", "128000000000000000" } },
	{ "lastLogonTimestamp", { "133600000000000000", "131000000000000000" } },
	{ "accountExpires", { "0", "9223372036854775807", "132000000000000000" } },
	{ "msDS-SupportedEncryptionTypes", { "24", "4", "3", "28", "0" } },
	{ "adminCount", { "0", "1" } },
	{ "dNSHostName", { "a#.corp.example" } },
	{ "operatingSystem", { "Windows Server 2022 Standard", "Linux" } },
	{ "servicePrincipalName", { "HTTP/a#.corp.example", "HOST/a#.corp.example", "host/A#.corp.example", "MSSQLSvc/a#.corp.example:1433" } },
	{ "servicePrincipalName", { "HOST/a#", "cifs/b#.corp.example" } },
	{ "whenCreated", { "20200101000000.0Z" } },
	{ "msDS-AllowedToDelegateTo", { "HTTP/nobody.corp.example", "HTTP/a1.corp.example" } },
	{ "msDS-AllowedToActOnBehalfOfOtherIdentity", { "junk" } },
	{ "msDS-ManagedAccountPrecededByLink", { "CN=a7,DC=corp,DC=example" } },
	{ "msDS-SupersededManagedAccountLink", { "CN=a8,DC=corp,DC=example" } }
};

/* TEXT with the account's number in place of "#". */
static void
write_value(FILE *out, const char *name, const char *text, unsigned number)
{
	fprintf(out, "%s: ", name);
	for (; *text != '\0'; text++) {
		if (*text == '#')
			fprintf(out, "%u", number);
		else
			fputc(*text, out);
	}
	fputc('\n', out);
}

static void
write_account(FILE *out, unsigned number)
{
	static const char	*const class[] = { "user", "computer", "msDS-GroupManagedServiceAccount",
	    "msDS-DelegatedManagedServiceAccount" };
	const size_t		 rare = 13;
	unsigned		 control = some(2), n;
	size_t			 i;

	fprintf(out, "dn: CN=a%u,DC=corp,DC=example\nobjectClass: %s\nsAMAccountName: a%u\n", number,
	    class[some(10) < 7 ? some(2) : some(4)], number);
	for (i = 0; i < sizeof(choice) / sizeof(*choice); i++) {
		for (n = 0; n < 6 && choice[i].value[n] != NULL; n++)
			continue;
		if ((i < 2 && i != control) || some(3) == 0 || (i >= rare && some(10) > 0))
			continue;
		write_value(out, choice[i].name, choice[i].value[some(2) == 0 ? 0 : some(n)], number);
	}
	fputc('\n', out);
}

static char *
write_all(void)
{
	char		*text = NULL;
	size_t		 n;
	FILE		*out = open_memstream(&text, &n);
	unsigned	 i;

	for (i = 0; i < ACCOUNTS; i++)
		write_account(out, i);
	fclose(out);
	return text;
}

static bool
is_odd(const struct account *account, const struct account *const *odd, size_t n)
{
	size_t	 i;

	for (i = 0; i < n && odd[i] != account; i++)
		continue;
	return i < n;
}

/* How many checks say something of the account, whatever their evidence. */
static size_t
said(const struct facts *facts, const struct account *account)
{
	struct report		 report = { .command = "audit", .facts = facts };
	const struct check	*const *table, *check;
	size_t			 n;

	report.steps.pool = &report.pool;
	for (table = check_table; *table != NULL; table++) {
		for (check = *table; check->id != NULL; check++) {
			if (check->on == ON_HOLDER)
				check->run(check, &(struct subject){ .kind = ON_HOLDER, .registered = account },
				    facts, &report);
		}
	}
	n = report.n_finding;
	report_free(&report);
	return n;
}

static void
filter(void)
{
	struct directory		 directory;
	struct farm			 farm = { .n_site = 0 };
	struct plan			 plan = { .farm = &farm };
	struct pool			 pool = { 0 };
	struct facts			 facts = { .farm = &farm, .plan = &plan, .directory = &directory,
	    .now = INT64_C(134000000000000000) };
	char				*text = write_all();
	const struct account		*const *all, *const *odd;
	size_t				 i, n, n_odd, n_said = 0, n_missed = 0;

	directory_of(&directory, text, "dn: CN=Directory Service,CN=Services,CN=Configuration,DC=corp,DC=example\n"
	    "objectClass: nTDSService\nsPNMappings: host=cifs,http\n");
	roster_make(&facts.roster, &pool, &farm, &directory);
	all = directory_accounts(&directory, &n);
	odd = directory_odd(&directory, ODD_HOLDER, &n_odd);
	for (i = 0; i < n; i++) {
		if (said(&facts, all[i]) == 0)
			continue;
		n_said++;
		if (!is_odd(all[i], odd, n_odd) && n_missed++ < 3)
			OK(false, all[i]->sam);
	}
	SAME_INT(n_missed, 0, "of whom there is something to say and who is not odd");
	OK(n_said > 500 && n_odd < n, "some are odd and some are not");
	pool_free(&pool);
	directory_free(&directory);
	free(text);
}

void
t_odd(void)
{
	test_suite("odd");
	test_add("an audit passes over nobody that it has something to say of", filter);
}
