#include <stdarg.h>
#include <string.h>

#include "cmd/export.h"
#include "cmd/render/render.h"
#include "cmd/render/sentence.h"
#include "ldap/filter.h"

/*
 * The steps as a script for PowerShell: UTF-8 with a byte order mark, CRLF.
 * Each step looks first whether it is done already, so the script is safe to
 * run twice.  What runs on the servers is a part of its own, to be started
 * there: a remote session could not reach the directory from the server, and
 * WinRM fails where an SPN is misplaced.
 */
struct script {
	FILE			*out;
	const struct report	*report;
	struct pool		 pool;
	int			 depth;
	bool			 fresh;		/* nothing stands in the block yet */
};

static void
line(struct script *script, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
line(struct script *script, const char *fmt, ...)
{
	va_list	 ap;
	int	 i;

	for (i = 0; i < script->depth; i++)
		fputc('\t', script->out);
	va_start(ap, fmt);
	vfprintf(script->out, fmt, ap);
	va_end(ap);
	fputs("\r\n", script->out);
	script->fresh = false;
}

static void
remark(struct script *script, const char *text)
{
	line(script, "# %s", printable(&script->pool, text));
}

static void
blank(struct script *script)
{
	if (!script->fresh)
		fputs("\r\n", script->out);
}

static void
begin(struct script *script, const char *condition)
{
	line(script, "if (%s) {", condition);
	script->depth++;
	script->fresh = true;
}

static void
end(struct script *script)
{
	script->depth--;
	line(script, "}");
}

/* One command, run unless the test says that it has been. */
static void
guarded(struct script *script, const char *condition, const char *command)
{
	begin(script, condition);
	line(script, "%s", command);
	end(script);
}

static char *
filter(struct script *script, const char *name, const char *value)
{
	struct term	 term = { name, span_of(value) };

	return step_quoted(&script->pool, filter_any(&script->pool, &term, 1));
}

static char *
server(struct script *script, const struct step *step)
{
	return pool_printf(&script->pool, "-Server %s", step_quoted(&script->pool, step->domain));
}

/* The step's command, told which domain it is for. */
static char *
command_there(struct script *script, const struct step *step)
{
	const char	*command = step_command(&script->pool, step);
	int		 verb = (int)strcspn(command, " ");

	return pool_printf(&script->pool, "%.*s %s%s", verb, command, server(script, step), command + verb);
}

static void
kds_key(struct script *script, const struct step *step)
{
	line(script, "%s", step_command(&script->pool, step));
	guarded(script, "-not (Get-KdsRootKey | Where-Object { $_.EffectiveTime.AddHours(10) -le (Get-Date) })",
	    "throw 'domain controllers use a new KDS root key after 10 hours: run this again then'");
}

static void
group(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	const char	*found = pool_printf(pool, "Get-ADGroup -LDAPFilter %s -Properties member %s",
			    filter(script, "sAMAccountName", step->object), server(script, step));
	const char	*command = command_there(script, step);

	if (step->action == ACTION_ADD) {
		guarded(script, pool_printf(pool, "-not (%s)", found), command);
		return;
	}
	line(script, "$group = %s", found);
	guarded(script, "$group -and $group.member.Count -gt 0",
	    pool_printf(pool, "Write-Warning %s", step_quoted(pool,
	    pool_printf(pool, "the group %s has other members, so it stays", step->object))));
	guarded(script, "$group -and $group.member.Count -eq 0", command);
}

static void
group_member(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	bool		 remove = step->action == ACTION_REMOVE;
	const char	*name = step_quoted(pool, step->object), *on = server(script, step);

	line(script, "$member = Get-ADComputer -Identity %s -Server %s",
	    step_quoted(pool, remove ? step->before : step->after),
	    step_quoted(pool, step->argument != NULL ? step->argument : step->domain));
	guarded(script, pool_printf(pool, "(Get-ADGroup -LDAPFilter %s -Properties member %s).member %s"
	    " $member.DistinguishedName", filter(script, "sAMAccountName", step->object), on,
	    remove ? "-contains" : "-notcontains"),
	    pool_printf(pool, "%s-ADGroupMember -Identity %s -Members $member %s", remove ? "Remove" : "Add",
	    name, on));
}

static void
managed_account(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	const char	*found = pool_printf(pool, "Get-ADServiceAccount -LDAPFilter %s -Properties servicePrincipalName %s",
			    filter(script, "sAMAccountName", step->object), server(script, step));
	const char	*command = command_there(script, step);

	if (step->action == ACTION_ADD) {
		guarded(script, pool_printf(pool, "-not (%s)", found), command);
		return;
	}
	line(script, "$account = %s", found);
	guarded(script, "$account -and $account.servicePrincipalName.Count -gt 0",
	    pool_printf(pool, "Write-Warning %s", step_quoted(pool,
	    pool_printf(pool, "the account %s holds other SPNs, so it stays", step->object))));
	guarded(script, "$account -and $account.servicePrincipalName.Count -eq 0", command);
}

static void
account_install(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	const char	*name = step_quoted(pool, pool_ncopy(pool, step->object, strcspn(step->object, "$")));
	const char	*test = pool_printf(pool, "Test-ADServiceAccount -Identity %s", name);

	if (step->action == ACTION_REMOVE) {
		guarded(script, test, step_command(pool, step));
		return;
	}
	guarded(script, pool_printf(pool, "-not (%s)", test),
	    pool_printf(pool, "Install-ADServiceAccount -Identity %s", name));
	guarded(script, pool_printf(pool, "-not (%s)", test), pool_printf(pool, "throw %s", step_quoted(pool,
	    pool_printf(pool, "%s cannot retrieve the password of %s: has it been restarted, or its tickets purged?",
	    step->node, step->object))));
}

static void
pool_identity(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	bool		 named = strchr(step->after, '\\') != NULL;

	line(script, "$model = Get-ItemProperty %s -Name processModel",
	    step_quoted(pool, pool_printf(pool, "IIS:\\AppPools\\%s", step->argument)));
	guarded(script, named ? pool_printf(pool, "$model.identityType -ne 'SpecificUser' -or $model.userName -ne %s",
	    step_quoted(pool, step->after)) :
	    pool_printf(pool, "$model.identityType -ne %s", step_quoted(pool, step->after)),
	    step_command(pool, step));
}

/* A value below windowsAuthentication in IIS, as the server has it. */
static char *
web_value(struct pool *pool, const struct step *step, const char *section, const char *name)
{
	return pool_printf(pool, "(Get-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location %s"
	    " -Filter 'system.webServer/security/authentication/windowsAuthentication%s' -Name %s)",
	    step_quoted(pool, step->argument), section, name);
}

static void
pool_credentials(struct script *script, const struct step *step)
{
	guarded(script, pool_printf(&script->pool, "%s.Value -ne $%s",
	    web_value(&script->pool, step, "", "useAppPoolCredentials"), step->after),
	    step_command(&script->pool, step));
}

static void
extended_protection(struct script *script, const struct step *step)
{
	bool	 remove = step->action == ACTION_REMOVE, flags = step->action == ACTION_SET;

	guarded(script, pool_printf(&script->pool, "%s%s %s",
	    web_value(&script->pool, step, "/extendedProtection", flags ? "flags" : "'.'"),
	    flags ? " -ne" : remove ? ".Collection.name -contains" : ".Collection.name -notcontains",
	    step_quoted(&script->pool, remove ? step->before : step->after)), step_command(&script->pool, step));
}

/* Cmdlets take a name without its domain, and ask the domain of the server. */
static char *
identity(struct script *script, const struct step *step)
{
	return pool_printf(&script->pool, "-Identity %s %s",
	    step_quoted(&script->pool, step->sam != NULL ? step->sam : step->object), server(script, step));
}

/* The account as it is: none, and no error, where there is no such account. */
static void
read_account(struct script *script, const struct step *step, const char *property)
{
	struct pool	*pool = &script->pool;
	const char	*which = step->sam == NULL ? identity(script, step) : pool_printf(pool, "-LDAPFilter %s %s",
			    filter(script, "sAMAccountName", step->sam), server(script, step));

	line(script, "$account = Get-%s %s -Properties %s", step_noun(step->account_kind), which, property);
}

/* Cmdlets look for no duplicate, and the domain controller that they write to
 * knows no more than has been replicated to it. */
static void
spn(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	bool		 add = step->action == ACTION_ADD;
	const char	*name = step_quoted(pool, step->spn), *which = identity(script, step);
	const char	*forest = farm_forest(script->report->facts->farm, step->domain);

	if (step->waits && add)
		remark(script, "the old holder is in another domain: if this is refused, run it again once that is replicated");
	if (step->irreversible)
		remark(script, "irreversible: the directory refuses a duplicate, so the rollback cannot write this again");
	read_account(script, step, "servicePrincipalName");
	begin(script, pool_printf(pool, "$account.servicePrincipalName %s %s", add ? "-notcontains" : "-contains", name));
	if (add)
		line(script, "Assert-SpnFree %s %s %s", name, filter(script, "servicePrincipalName", step->spn),
		    step_quoted(pool, forest != NULL ? forest : step->domain));
	line(script, "Set-%s %s -ServicePrincipalNames @{%s=%s}", step_noun(step->account_kind), which, add ? "Add" : "Remove", name);
	end(script);
}

/* The one value of an attribute: a number, or text. */
static void
value(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	const char	*name = step_quoted(pool, step->attribute), *after = step->after == NULL ? "$null" :
			    step->kind == step_encryption_types ? step->after : step_quoted(pool, step->after);

	read_account(script, step, name);
	guarded(script, pool_printf(pool, "$account.%s -ne %s", name, after), step_command(pool, step));
}

static void
delegation_list(struct script *script, const struct step *step)
{
	bool	 remove = step->action == ACTION_REMOVE;

	read_account(script, step, "'msDS-AllowedToDelegateTo'");
	guarded(script, pool_printf(&script->pool, "$account.'msDS-AllowedToDelegateTo' %s %s",
	    remove ? "-contains" : "-notcontains", step_quoted(&script->pool, remove ? step->before : step->after)),
	    step_command(&script->pool, step));
}

static void
delegation_flag(struct script *script, const struct step *step)
{
	read_account(script, step, "TrustedToAuthForDelegation");
	guarded(script, pool_printf(&script->pool, "$account.TrustedToAuthForDelegation -ne $%s",
	    step->action == ACTION_REMOVE ? "false" : "true"), step_command(&script->pool, step));
}

/* The parameter replaces the list.  Who stands in it already is kept, looked
 * up in a domain of their own: a name would be looked for in the back end's. */
static void
delegation_resource(struct script *script, const struct step *step)
{
	struct pool	*pool = &script->pool;
	const char	*noun = step_noun(step->account_kind), *which = identity(script, step);
	bool		 remove = step->action == ACTION_REMOVE;
	size_t		 i;

	line(script, "$named = @(");
	script->depth++;
	for (i = 0; i < step->n_principal; i++)
		line(script, "Get-%s -Identity %s -Server %s", step_noun((enum account_kind)step->principal[i]->kind),
		    step_quoted(pool, step->principal[i]->sam), step_quoted(pool, step->principal[i]->domain->dns));
	script->depth--;
	line(script, ")");
	line(script, "$listed = @((Get-%s %s -Properties PrincipalsAllowedToDelegateToAccount)"
	    ".PrincipalsAllowedToDelegateToAccount)", noun, which);
	begin(script, remove ? "$named | Where-Object { $listed -contains $_.DistinguishedName }" :
	    "$named | Where-Object { $listed -notcontains $_.DistinguishedName }");
	line(script, "$others = @($listed | Where-Object { $_ -and $named.DistinguishedName -notcontains $_ }"
	    " | ForEach-Object { Get-Principal $_ })");
	if (remove)
		line(script, "if ($others.Count -eq 0) { $others = $null }");
	line(script, "Set-%s %s -PrincipalsAllowedToDelegateToAccount %s", noun, which,
	    remove ? "$others" : "($others + $named)");
	end(script);
}

static const char *const	 get_principal[] = {
	"# an account or a group that a back end names already, as its own domain has it",
	"function Get-Principal([string] $Dn) {",
	"\t$domain = ($Dn -split ',(?=DC=)' -match '^DC=' -replace '^DC=') -join '.'",
	"\t$class = (Get-ADObject -Identity $Dn -Server $domain).ObjectClass",
	"\tif ($class -eq 'computer') { Get-ADComputer -Identity $Dn -Server $domain }",
	"\telseif ($class -eq 'group') { Get-ADGroup -Identity $Dn -Server $domain }",
	"\telseif ($class -like 'msDS-*') { Get-ADServiceAccount -Identity $Dn -Server $domain }",
	"\telse { Get-ADUser -Identity $Dn -Server $domain }",
	"}",
	NULL
};

/* The forest knows in a global catalog who holds an SPN; whether that is so
 * still, the holder's own domain knows. */
static const char *const	 assert_spn_free[] = {
	"# cmdlets look for no duplicate: this asks the whole forest first, as setspn -F -S does",
	"function Assert-SpnFree([string] $Spn, [string] $Filter, [string] $Forest) {",
	"\t$catalog = [string](Get-ADDomainController -Discover -DomainName $Forest -Service GlobalCatalog).HostName",
	"\tforeach ($found in Get-ADObject -LDAPFilter $Filter -SearchBase '' -Server \"${catalog}:3268\") {",
	"\t\t$dn = $found.DistinguishedName",
	"\t\t$domain = ($dn -split ',(?=DC=)' -match '^DC=' -replace '^DC=') -join '.'",
	"\t\tif (Get-ADObject -LDAPFilter $Filter -SearchBase $dn -SearchScope Base -Server $domain) {",
	"\t\t\tthrow \"$Spn is on ${dn}: it has one holder, so nothing more was changed\"",
	"\t\t}",
	"\t}",
	"}",
	NULL
};

#define DIRECTORY	"ActiveDirectory"
#define IIS		"WebAdministration"

/* Kinds that have no row here are said, not done. */
static const struct form {
	const struct step_kind	*const *kind;
	const char		*module;	/* that it takes, or NULL */
	bool			 domain;	/* it takes the domain of its object */
	void			(*write)(struct script *, const struct step *);
	const char		*const *function;	/* that it calls */
} form[] = {
	{ &step_kds_key, NULL, false, kds_key },
	{ &step_group, DIRECTORY, true, group },
	{ &step_group_member, DIRECTORY, true, group_member },
	{ &step_host_restart, NULL, false, NULL },
	{ &step_managed_account, DIRECTORY, true, managed_account },
	{ &step_account_install, DIRECTORY, false, account_install },
	{ &step_pool_identity, IIS, false, pool_identity },
	{ &step_pool_credentials, IIS, false, pool_credentials },
	{ &step_extended_protection, IIS, false, extended_protection },
	{ &step_encryption_types, DIRECTORY, true, value },
	{ &step_user_name, DIRECTORY, true, value },
	{ &step_delegation_list, DIRECTORY, true, delegation_list },
	{ &step_delegation_flag, DIRECTORY, true, delegation_flag },
	{ &step_delegation_resource, DIRECTORY, true, delegation_resource, get_principal },
	{ &step_delegation_purge, NULL, false, NULL },
	{ &step_spn, DIRECTORY, true, spn, assert_spn_free }
};

static const struct form *
form_of(const struct step *step)
{
	size_t	 i;

	for (i = 0; i < sizeof(form) / sizeof(*form); i++) {
		if (*form[i].kind == step->kind)
			return &form[i];
	}
	return NULL;
}

/* Can PowerShell be given all of its names? */
static bool
can_be_quoted(struct pool *pool, const struct step *step)
{
	const char	*text[] = { step->spn, step->object, step->sam, step->domain, step->before, step->after,
			    step->node, step->argument };
	size_t		 i;

	for (i = 0; i < sizeof(text) / sizeof(*text); i++) {
		if (text[i] != NULL && strcmp(printable(pool, text[i]), text[i]) != 0)
			return false;
	}
	return true;
}

/* Why the script does not do the step, or NULL. */
static const char *
left_out(struct script *script, const struct step *step)
{
	const struct form	*row = form_of(step);

	if (step->action == ACTION_DECIDE)
		return step->spn == NULL || script->report->rollback ? "irreversible" : "decide";
	if (step->blocked)
		return "not yet, see the findings";
	if (row == NULL)
		return "by hand";
	if (row->domain && step->domain == NULL)
		return "not written, its domain is not known";
	if (!can_be_quoted(&script->pool, step))
		return "not written, PowerShell cannot be given this name";
	/* The IIS: drive takes these for patterns. */
	if (step->kind == step_pool_identity && strpbrk(step->argument, "*?[]`") != NULL)
		return "not written, the IIS: drive cannot be given this name";
	return NULL;
}

static bool
is_done_here(struct script *script, const struct step *step)
{
	return left_out(script, step) == NULL;
}

static char *
what(struct pool *pool, const struct step *step)
{
	const char	*on = step->account != NULL ? step->account : step->object;
	char		*command;

	if (step->spn != NULL)
		return pool_printf(pool, "%s %s %s", step->spn, step->action == ACTION_ADD ? "to" :
		    step->action == ACTION_REMOVE ? "from" : "on", on);
	command = step->action == ACTION_DECIDE ? NULL : step_command(pool, step);
	return command != NULL ? command : pool_printf(pool, "%s, %s", step->kind->word, on);
}

static void
write_step(struct script *script, const struct step *step)
{
	struct pool		*pool = &script->pool;
	const struct form	*row = form_of(step);
	const char		*out = left_out(script, step);

	blank(script);
	if (out != NULL) {
		remark(script, pool_printf(pool, "step %zu, %s: %s: %s", step->number, out, what(pool, step), step->why));
		if (row == NULL && step->action != ACTION_DECIDE)
			line(script, "Write-Warning %s", step_quoted(pool, printable(pool,
			    pool_printf(pool, "step %zu is to be done by hand: %s", step->number, what(pool, step)))));
		if (step->offered && step_command(pool, step) != NULL && can_be_quoted(pool, step))
			remark(script, step_command(pool, step));
		return;
	}
	remark(script, step->spn != NULL ? pool_printf(pool, "step %zu: %s: %s", step->number, what(pool, step), step->why) :
	    pool_printf(pool, "step %zu: %s: %s", step->number, step->object, step->why));
	if (step->by != NULL)
		remark(script, pool_printf(pool, "by %s", step->by));
	if (row->write == NULL)
		line(script, "%s", step_command(pool, step));
	else
		row->write(script, step);
	if (step->kind->undo != NULL)
		remark(script, pool_printf(pool, "no way back: %s", step->kind->undo));
}

/*
 * A part: the steps from FIRST up to END, which are run on the servers or
 * where the directory is managed.
 */
struct part {
	size_t	 first, end;
	bool	 on_servers;
};

static struct part *
parts(struct script *script, size_t *n_out)
{
	const struct steps	*steps = &script->report->steps;
	struct part		*part = pool_alloc(&script->pool, (steps->n_step + 2) * sizeof(*part));
	bool			 on_servers;
	size_t			 i, n = 0;

	/* The directory is recorded before anything is changed. */
	if (!script->report->rollback || steps->n_step == 0)
		part[n++] = (struct part){ 0, 0, false };
	for (i = 0; i < steps->n_step; i++) {
		on_servers = steps->step[i]->node != NULL;
		if (n == 0 || on_servers != part[n - 1].on_servers)
			part[n++] = (struct part){ i, i, on_servers };
		part[n - 1].end = i + 1;
	}
	*n_out = n;
	return part;
}

/* The n-th server of a part, in the order of its steps, or NULL. */
static const char *
server_of_part(struct script *script, const struct part *part, size_t n)
{
	struct step	*const *step = script->report->steps.step;
	size_t		 i, j;

	for (i = part->first; i < part->end; i++) {
		for (j = part->first; j < i && !text_same(step[j]->node, step[i]->node); j++)
			continue;
		if (j == i && n-- == 0)
			return step[i]->node;
	}
	return NULL;
}

static char *
servers_of_part(struct script *script, const struct part *part, const char *between, bool quoted)
{
	struct pool	*pool = &script->pool;
	char		*text = pool_copy(pool, "");
	const char	*node;
	size_t		 i;

	for (i = 0; (node = server_of_part(script, part, i)) != NULL; i++)
		text = pool_printf(pool, "%s%s%s", text, i == 0 ? "" : between, quoted ? step_quoted(pool, node) : node);
	return text;
}

static char *
place(struct script *script, const struct part *part)
{
	return part->on_servers ? pool_printf(&script->pool, "on %s", servers_of_part(script, part, ", ", false)) :
	    pool_copy(&script->pool, "where the directory is managed");
}

/* The steps of a part that run on NODE, or for NULL all of them. */
static void
write_steps(struct script *script, const struct part *part, const char *node)
{
	const struct steps	*steps = &script->report->steps;
	const struct step	*step;
	const struct step_kind	*kind = NULL;
	const char		*module = NULL;
	size_t			 i;

	for (i = part->first; i < part->end; i++) {
		step = steps->step[i];
		if (node != NULL && !text_same(step->node, node))
			continue;
		if (step->kind != kind) {
			kind = step->kind;
			blank(script);
			remark(script, pool_printf(&script->pool, "%s, by %s", kind->stage, kind->by));
			if (!script->report->rollback && kind->verify != NULL)
				remark(script, pool_printf(&script->pool, "then: %s", kind->verify));
		}
		if (is_done_here(script, step) && form_of(step)->module != NULL && form_of(step)->module != module) {
			module = form_of(step)->module;
			line(script, "Import-Module %s", module);
		}
		write_step(script, step);
	}
}

/* Once only, so that a second run does not put the state after the change in
 * the place of the one before. */
static void
snapshot(struct script *script)
{
	struct pool		*pool = &script->pool;
	const struct export	*export;
	size_t			 i, n;

	blank(script);
	remark(script, "the directory as it is before the change: keep it, a rollback is planned against it");
	export = export_before(pool, script->report, &n);
	for (i = 0; i < n; i++) {
		begin(script, pool_printf(pool, "-not (Test-Path -LiteralPath %s)", step_quoted(pool, export[i].file)));
		line(script, "%s", export[i].command);
		line(script, "if ($LASTEXITCODE -ne 0) { throw 'the directory could not be exported' }");
		end(script);
	}
}

static void
write_part(struct script *script, const struct part *part, size_t i, size_t n)
{
	struct pool	*pool = &script->pool;
	const char	*node;
	size_t		 j;

	if (n > 1) {
		blank(script);
		remark(script, pool_printf(pool, "PART %zu, %s", i + 1, place(script, &part[i])));
		begin(script, pool_printf(pool, "$Part -eq %zu", i + 1));
	}
	if (i == 0 && !script->report->rollback)
		snapshot(script);
	if (!part[i].on_servers)
		write_steps(script, &part[i], NULL);
	else
		guarded(script, pool_printf(pool, "$env:COMPUTERNAME -notin %s", servers_of_part(script, &part[i], ", ", true)),
		    pool_printf(pool, "throw %s", step_quoted(pool, pool_printf(pool, "part %zu is to be run %s", i + 1,
		    place(script, &part[i])))));
	for (j = 0; part[i].on_servers && (node = server_of_part(script, &part[i], j)) != NULL; j++) {
		begin(script, pool_printf(pool, "$env:COMPUTERNAME -eq %s", step_quoted(pool, node)));
		write_steps(script, &part[i], node);
		end(script);
	}
	if (n > 1) {
		blank(script);
		line(script, "Write-Output %s", step_quoted(pool, i + 1 == n ? pool_printf(pool, "part %zu is done", i + 1) :
		    pool_printf(pool, "part %zu is done; then part %zu, %s", i + 1, i + 2, place(script, &part[i + 1]))));
		end(script);
	}
}

static void
head(struct script *script, const struct part *part, size_t n)
{
	struct pool	*pool = &script->pool;
	size_t		 i;

	fputs("\xef\xbb\xbf", script->out);
	if (n < 2)
		line(script, "#requires -Version 3.0 -Modules ActiveDirectory");
	else
		line(script, "#requires -Version 3.0");
	remark(script, script->report->rollback ? "The way back, written by spnplan; read it before you run it." :
	    "Written by spnplan; read it before you run it.");
	remark(script, "Each step looks first whether it is done already: a second run changes nothing.");
	remark(script, script->report->rollback ? "It goes back to the directory that it was planned against." :
	    pool_printf(pool, "It exports the directory first, into the current folder; afterwards run spnplan %s.",
	    report_looks(script->report)));
	if (script->report->steps.n_step == 0)
		remark(script, "nothing to do");
	for (i = 0; n > 1 && i < n; i++)
		remark(script, pool_printf(pool, "  -Part %zu  %s", i + 1, place(script, &part[i])));
	if (n > 1) {
		remark(script, "One part after the other, each on the computers that it names, none by remoting.");
		line(script, "param([ValidateRange(1, %zu)] [int] $Part = 1)", n);
	}
	line(script, "$ErrorActionPreference = 'Stop'");
}

/* What the steps call. */
static void
functions(struct script *script)
{
	const struct steps	*steps = &script->report->steps;
	const struct step	*step;
	const char		*const *text;
	size_t			 i, j;

	for (i = 0; i < sizeof(form) / sizeof(*form); i++) {
		for (j = 0; form[i].function != NULL && j < steps->n_step; j++) {
			step = steps->step[j];
			if (step->kind != *form[i].kind || !is_done_here(script, step) ||
			    (step->kind == step_spn && step->action != ACTION_ADD))
				continue;
			blank(script);
			for (text = form[i].function; *text != NULL; text++)
				line(script, "%s", *text);
			break;
		}
	}
}

int
render_powershell(FILE *out, const struct report *report, const struct look *look)
{
	struct script		 script = { .out = out, .report = report };
	const struct part	*part;
	size_t			 i, n;

	(void)look;
	part = parts(&script, &n);
	head(&script, part, n);
	functions(&script);
	for (i = 0; i < n; i++)
		write_part(&script, part, i, n);
	pool_free(&script.pool);
	return 0;
}
