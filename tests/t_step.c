#include <string.h>

#include "plans/step.h"
#include "tests/test.h"

/* One step of each kind, each with what its command needs. */
static const struct step *
example(size_t i)
{
	static const struct farm_domain	 domain = { .name = "CONTOSO", .dns = "contoso.com" };
	static const struct farm_account web = { .kind = ACCOUNT_COMPUTER, .sam = "WEB01$", .domain = &domain };
	static const struct farm_account *const principal[] = { &web };
	static struct step	 step[] = {
		{ .action = ACTION_RUN, .object = "forest contoso.com" },
		{ .action = ACTION_ADD, .object = "web-hosts", .argument = "Global", .after = "web-hosts" },
		{ .action = ACTION_ADD, .object = "web-hosts", .after = "WEB01$" },
		{ .action = ACTION_RUN, .object = "WEB01", .node = "WEB01" },
		{ .action = ACTION_ADD, .object = "gmsa-web$", .domain = "contoso.com", .argument = "web-hosts",
		  .after = "CONTOSO\\gmsa-web$" },
		{ .action = ACTION_ADD, .object = "gmsa-web$", .node = "WEB01", .after = "CONTOSO\\gmsa-web$" },
		{ .action = ACTION_SET, .object = "Pool on WEB01", .argument = "Pool", .node = "WEB01",
		  .before = "ApplicationPoolIdentity", .after = "CONTOSO\\gmsa-web$" },
		{ .action = ACTION_SET, .object = "svc on WEB01", .argument = "svc", .node = "WEB01",
		  .before = "NetworkService", .after = "CONTOSO\\gmsa-web$" },
		{ .action = ACTION_SET, .object = "web on WEB01", .argument = "web", .node = "WEB01",
		  .before = "false", .after = "true" },
		{ .action = ACTION_SET, .object = "web on WEB01", .argument = "web", .node = "WEB01",
		  .before = "None", .after = "Proxy" },
		{ .action = ACTION_SET, .object = "CN=x", .sam = "x", .account_kind = ACCOUNT_USER,
		  .domain = "contoso.com", .after = "24" },
		{ .action = ACTION_SET, .object = "CN=x", .sam = "x", .account_kind = ACCOUNT_USER,
		  .domain = "contoso.com", .before = "x@contoso.com", .after = "host/x@CONTOSO.COM" },
		{ .action = ACTION_ADD, .object = "CN=x", .sam = "x", .account_kind = ACCOUNT_USER,
		  .domain = "contoso.com", .after = "MSSQLSvc/sql" },
		{ .action = ACTION_ADD, .object = "CN=x", .sam = "x", .account_kind = ACCOUNT_USER,
		  .domain = "contoso.com" },
		{ .action = ACTION_ADD, .object = "CN=x", .sam = "x", .account_kind = ACCOUNT_USER,
		  .domain = "contoso.com", .principal = principal, .n_principal = 1 },
		{ .action = ACTION_RUN, .object = "WEB01", .node = "WEB01" },
		{ .action = ACTION_DECIDE, .object = "CN=x", .account = "CONTOSO\\x", .spn = "HTTP/web" },
		{ .action = ACTION_ADD, .object = "CN=gmsa-web", .account = "CONTOSO\\gmsa-web$",
		  .spn = "HTTP/web", .after = "HTTP/web" }
	};

	if (i >= sizeof(step) / sizeof(*step) || step_kind[i].word == NULL)
		return NULL;
	step[i].kind = &step_kind[i];
	step[i].why = "because";
	return &step[i];
}

/* Every kind has an example here, and every kind that a shell runs, apart
 * from setspn, gives a command that names its object. */
static void
kinds(void)
{
	struct pool	 pool = { 0 };
	const char	*command;
	size_t		 i;

	for (i = 0; step_kind[i].word != NULL; i++) {
		if (!OK(example(i) != NULL, step_kind[i].word))
			continue;
		command = step_command(&pool, example(i));
		OK((command != NULL) == (step_kind[i].shell != NULL && strcmp(step_kind[i].shell, "setspn") != 0),
		    step_kind[i].word);
	}
	pool_free(&pool);
}

/* However they were added: by stage, the SPN last, and each is taken from
 * its holders just before it is given to another. */
static void
order(void)
{
	static const struct {
		const char	*spn, *object;
		enum action	 action;
	} row[] = {
		{ "HTTP/b", "CN=new", ACTION_ADD }, { "HTTP/a", "CN=new", ACTION_ADD },
		{ "HTTP/b", "CN=old", ACTION_REMOVE }, { "HTTP/a", "CN=old2", ACTION_REMOVE },
		{ "HTTP/a", "CN=old1", ACTION_REMOVE }
	};
	static const char	*const expect[] = {
		"HTTP/a CN=old1", "HTTP/a CN=old2", "HTTP/a CN=new", "HTTP/b CN=old", "HTTP/b CN=new"
	};
	struct pool	 pool = { 0 };
	struct steps	 steps = { .pool = &pool };
	size_t		 i, n = sizeof(row) / sizeof(*row);

	for (i = 0; i < n; i++)
		steps_add(&steps, &(struct step){ .kind = step_spn, .action = row[i].action,
		    .spn = row[i].spn, .object = row[i].object });
	for (i = 0; step_kind[i].word != NULL; i++)
		steps_add(&steps, example(i));
	steps_sort(&steps);
	for (i = 1; i < steps.n_step; i++)
		OK(steps.step[i - 1]->kind <= steps.step[i]->kind, steps.step[i]->kind->word);
	for (i = 0; i < n; i++)
		SAME(pool_printf(&pool, "%s %s", steps.step[steps.n_step - n - 1 + i]->spn,
		    steps.step[steps.n_step - n - 1 + i]->object), expect[i], expect[i]);
	SAME_INT(steps.step[steps.n_step - 1]->number, steps.n_step, "numbered from 1");
	pool_free(&pool);
}

/* A step that is in the list, in whatever case, is not added again. */
static void
merged(void)
{
	struct pool		 pool = { 0 };
	struct steps		 steps = { .pool = &pool };
	const struct step	*first;
	char			 object[32];
	unsigned		 i;

	first = steps_add(&steps, &(struct step){ .kind = step_spn, .spn = "HTTP/a", .object = "CN=x" });
	OK(first == steps_add(&steps, &(struct step){ .kind = step_spn, .spn = "http/A", .object = "CN=x" }), "case");
	OK(first != steps_add(&steps, &(struct step){ .kind = step_spn, .spn = "HTTP/a", .object = "CN=y" }), "object");
	for (i = 0; i < 1000; i++) {
		memcpy(object, "CN=000", 7);
		object[3] = (char)('0' + i % 10), object[4] = (char)('0' + i / 10 % 10), object[5] = (char)('0' + i / 100);
		steps_add(&steps, &(struct step){ .kind = step_spn, .spn = "HTTP/b", .object = object });
		steps_add(&steps, &(struct step){ .kind = step_spn, .spn = "HTTP/b", .object = object });
	}
	OK(steps.n_step >= 3, "many");
	pool_free(&pool);
}

/* The way back runs backwards; what has no inverse says so; what was never
 * run is not undone. */
static void
inverse(void)
{
	struct pool	 pool = { 0 };
	struct steps	 steps = { .pool = &pool }, back = { .pool = &pool };
	size_t		 i, n = 0;

	for (i = 0; step_kind[i].word != NULL; i++)
		steps_add(&steps, example(i));
	steps_add(&steps, &(struct step){ .kind = step_spn, .action = ACTION_REMOVE, .spn = "HTTP/web",
	    .object = "CN=dup", .before = "HTTP/web", .irreversible = true });
	steps_add(&steps, &(struct step){ .kind = step_spn, .action = ACTION_ADD, .spn = "HTTP/later",
	    .object = "CN=x", .after = "HTTP/later", .blocked = true });
	steps_sort(&steps);
	steps_invert(&back, &steps);
	SAME_INT(back.n_step, steps.n_step - 4, "purged tickets, the stranger and the blocked one are left out");
	SAME_INT(back.step[0]->action, ACTION_REMOVE, "the SPN first");
	SAME(back.step[0]->before, "HTTP/web", "the SPN first");
	SAME_INT(back.step[1]->action, ACTION_DECIDE, "a duplicate stays removed");
	for (i = 0; i < back.n_step; i++) {
		n += back.step[i]->action == ACTION_DECIDE;
		if (back.step[i]->action == ACTION_DECIDE)
			OK(back.step[i]->why != NULL && back.step[i]->irreversible, back.step[i]->kind->word);
	}
	SAME_INT(n, 2, "the KDS key and the duplicate");
	pool_free(&pool);
}

/* What the commands say, and that names cannot break out of their quotes. */
static void
commands(void)
{
	static const struct {
		const char	*expect;
		struct step	 step;
		size_t		 kind;
	} row[] = {
		{ "New-ADGroup -Name 'it''s' -SamAccountName 'it''s' -GroupCategory Security -GroupScope Universal",
		  { .action = ACTION_ADD, .object = "it's", .argument = "Universal" }, 1 },
		/* PowerShell takes U+2018 to U+201B for quotes, and no other mark. */
		{ "Remove-ADGroup -Identity 'a\xe2\x80\x98\xe2\x80\x98" "b\xe2\x80\x9b\xe2\x80\x9b" "c\xe2\x80\x9c" "\xe2\x80\x97'",
		  { .action = ACTION_REMOVE, .object = "a\xe2\x80\x98" "b\xe2\x80\x9b" "c\xe2\x80\x9c" "\xe2\x80\x97" }, 1 },
		{ "Remove-ADGroupMember -Identity 'h' -Members 'WEB01$'",
		  { .action = ACTION_REMOVE, .object = "h", .before = "WEB01$" }, 2 },
		{ "New-ADServiceAccount -Name 'g' -DNSHostName 'g.contoso.com' -PrincipalsAllowedToRetrieveManagedPassword 'h'"
		  " -KerberosEncryptionType 'AES128','AES256'",
		  { .action = ACTION_ADD, .object = "g$", .domain = "contoso.com", .argument = "h" }, 4 },
		{ "Set-ItemProperty 'IIS:\\AppPools\\P' -Name processModel -Value @{identityType='NetworkService'}",
		  { .action = ACTION_SET, .argument = "P", .after = "NetworkService" }, 6 },
		{ "Set-ItemProperty 'IIS:\\AppPools\\P' -Name processModel"
		  " -Value @{identityType='SpecificUser';userName='CORP\\g$';password=''}",
		  { .action = ACTION_SET, .argument = "P", .after = "CORP\\g$" }, 6 },
		{ "Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location 'web/it''s'"
		  " -Filter 'system.webServer/security/authentication/windowsAuthentication'"
		  " -Name useAppPoolCredentials -Value $true",
		  { .action = ACTION_SET, .argument = "web/it's", .after = "true" }, 8 },
		{ "Set-ADUser -Identity 'f5' -Server 'contoso.com' -UserPrincipalName 'host/it''s@CONTOSO.COM'",
		  { .action = ACTION_SET, .sam = "f5", .domain = "contoso.com", .after = "host/it's@CONTOSO.COM" }, 11 },
		{ "Set-ADUser -Identity 'f5' -Server 'contoso.com' -Clear 'userPrincipalName'",
		  { .action = ACTION_SET, .sam = "f5", .domain = "contoso.com", .before = "host/f5@CONTOSO.COM" }, 11 }
	};
	struct pool	 pool = { 0 };
	struct step	 step;
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		step = row[i].step;
		step.kind = &step_kind[row[i].kind];
		SAME(step_command(&pool, &step), row[i].expect, step.kind->word);
	}
	pool_free(&pool);
}

void
t_step(void)
{
	test_suite("step");
	test_add("every kind has a command, or a reason", kinds);
	test_add("the order to run them in", order);
	test_add("one list, merged", merged);
	test_add("the way back", inverse);
	test_add("commands and their quotes", commands);
}
