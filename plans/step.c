#include "plans/step.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"
#include "plans/spn.h"

const char *const action_word[] = {
	[ACTION_ADD] = "add", [ACTION_REMOVE] = "remove", [ACTION_SET] = "set",
	[ACTION_RUN] = "run", [ACTION_DECIDE] = "decide"
};

/* The length of the quotation mark at TEXT, or 0: PowerShell takes U+2018 to
 * U+201B for the single quote of ASCII, anywhere. */
static size_t
quote_length(const char *text)
{
	if (*text == '\'')
		return 1;
	return strncmp(text, "\xe2\x80", 2) == 0 && (unsigned char)text[2] >= 0x98 &&
	    (unsigned char)text[2] <= 0x9b ? 3 : 0;
}

/* In single quotes nothing is special but the quote, which is doubled. */
char *
step_quoted(struct pool *pool, const char *text)
{
	char	*out = pool_alloc(pool, 2 * strlen(text) + 3), *to = out;
	size_t	 n;

	*to++ = '\'';
	for (; *text != '\0'; text += n) {
		n = quote_length(text);
		memcpy(to, text, n);
		to += n;
		n = n == 0 ? 1 : n;
		memcpy(to, text, n);
		to += n;
	}
	*to = '\'';
	return out;
}

/* A managed account's name as the cmdlets take it: without its "$". */
static char *
bare(struct pool *pool, const char *sam)
{
	size_t	 n = strlen(sam);

	return pool_ncopy(pool, sam, n > 0 && sam[n - 1] == '$' ? n - 1 : n);
}

static char *
kds_key(struct pool *pool, const struct step *step)
{
	(void)step;
	return pool_copy(pool, "if (-not (Get-KdsRootKey)) { Add-KdsRootKey -EffectiveImmediately }");
}

static char *
group(struct pool *pool, const struct step *step)
{
	if (step->action == ACTION_REMOVE)
		return pool_printf(pool, "Remove-ADGroup -Identity %s", step_quoted(pool, step->object));
	return pool_printf(pool, "New-ADGroup -Name %s -SamAccountName %s -GroupCategory Security -GroupScope %s",
	    step_quoted(pool, step->object), step_quoted(pool, step->object), step->argument);
}

static char *
group_member(struct pool *pool, const struct step *step)
{
	bool		 remove = step->action == ACTION_REMOVE;
	const char	*member = step_quoted(pool, remove ? step->before : step->after);

	/* A name is looked up in the group's own domain only. */
	if (step->argument != NULL)
		member = pool_printf(pool, "(Get-ADComputer -Identity %s -Server %s)", member,
		    step_quoted(pool, step->argument));
	return pool_printf(pool, "%s-ADGroupMember -Identity %s -Members %s", remove ? "Remove" : "Add",
	    step_quoted(pool, step->object), member);
}

static char *
host_restart(struct pool *pool, const struct step *step)
{
	(void)step;
	return pool_copy(pool, "klist -li 0x3e7 purge");
}

static char *
managed_account(struct pool *pool, const struct step *step)
{
	const char	*name = bare(pool, step->object);

	if (step->action == ACTION_REMOVE)
		return pool_printf(pool, "Remove-ADServiceAccount -Identity %s", step_quoted(pool, name));
	return pool_printf(pool, "New-ADServiceAccount -Name %s -DNSHostName %s"
	    " -PrincipalsAllowedToRetrieveManagedPassword %s -KerberosEncryptionType 'AES128','AES256'",
	    step_quoted(pool, name), step_quoted(pool, pool_printf(pool, "%s.%s", name, step->domain)),
	    step_quoted(pool, step->argument));
}

static char *
account_install(struct pool *pool, const struct step *step)
{
	const char	*name = step_quoted(pool, bare(pool, step->object));

	if (step->action == ACTION_REMOVE)
		return pool_printf(pool, "Uninstall-ADServiceAccount -Identity %s", name);
	return pool_printf(pool, "Install-ADServiceAccount -Identity %s; Test-ADServiceAccount -Identity %s",
	    name, name);
}

static char *
pool_identity(struct pool *pool, const struct step *step)
{
	const char	*path = step_quoted(pool, pool_printf(pool, "IIS:\\AppPools\\%s", step->argument));

	/* A managed account has no password to type; a built-in identity no user. */
	if (strchr(step->after, '\\') == NULL)
		return pool_printf(pool, "Set-ItemProperty %s -Name processModel -Value @{identityType=%s}",
		    path, step_quoted(pool, step->after));
	return pool_printf(pool, "Set-ItemProperty %s -Name processModel"
	    " -Value @{identityType='SpecificUser';userName=%s;password=''}", path, step_quoted(pool, step->after));
}

static char *
service_identity(struct pool *pool, const struct step *step)
{
	return pool_printf(pool, "run %s as %s", step->argument, step->after);
}

static char *
pool_credentials(struct pool *pool, const struct step *step)
{
	return pool_printf(pool, "Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location %s"
	    " -Filter 'system.webServer/security/authentication/windowsAuthentication'"
	    " -Name useAppPoolCredentials -Value $%s", step_quoted(pool, step->argument), step->after);
}

/* Flags are a value, the SPNs the elements of the same section. */
static char *
extended_protection(struct pool *pool, const struct step *step)
{
	static const struct { const char *verb, *before, *after; } how[] = {
		[ACTION_ADD] = { "Add", "-Name '.' -Value @{name=", "}" },
		[ACTION_REMOVE] = { "Remove", "-Name '.' -AtElement @{name=", "}" },
		[ACTION_SET] = { "Set", "-Name flags -Value ", "" }
	};
	const char	*value = step_quoted(pool, step->action == ACTION_REMOVE ? step->before : step->after);

	return pool_printf(pool, "%s-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location %s"
	    " -Filter 'system.webServer/security/authentication/windowsAuthentication/extendedProtection' %s%s%s",
	    how[step->action].verb, step_quoted(pool, step->argument), how[step->action].before, value,
	    how[step->action].after);
}

const char *
step_noun(enum account_kind kind)
{
	return account_kind[kind].managed ? "ADServiceAccount" : kind == ACCOUNT_COMPUTER ? "ADComputer" : "ADUser";
}

/* Cmdlets take a name without its domain, and ask the domain of the server. */
static char *
identity(struct pool *pool, const char *sam, const char *domain)
{
	return pool_printf(pool, "-Identity %s -Server %s", step_quoted(pool, sam), step_quoted(pool, domain));
}

static char *
encryption_types(struct pool *pool, const struct step *step)
{
	const char	*which = identity(pool, step->sam, step->domain);

	if (step->after == NULL)
		return pool_printf(pool, "Set-%s %s -Clear 'msDS-SupportedEncryptionTypes'",
		    step_noun(step->account_kind), which);
	return pool_printf(pool, "Set-%s %s -Replace @{'msDS-SupportedEncryptionTypes'=%s}",
	    step_noun(step->account_kind), which, step->after);
}

static char *
user_name(struct pool *pool, const struct step *step)
{
	const char	*which = identity(pool, step->sam, step->domain);

	if (step->after == NULL)
		return pool_printf(pool, "Set-ADUser %s -Clear 'userPrincipalName'", which);
	return pool_printf(pool, "Set-ADUser %s -UserPrincipalName %s", which, step_quoted(pool, step->after));
}

static char *
delegation_list(struct pool *pool, const struct step *step)
{
	bool	 remove = step->action == ACTION_REMOVE;

	return pool_printf(pool, "Set-%s %s -%s @{'msDS-AllowedToDelegateTo'=%s}",
	    step_noun(step->account_kind), identity(pool, step->sam, step->domain), remove ? "Remove" : "Add",
	    step_quoted(pool, remove ? step->before : step->after));
}

static char *
delegation_flag(struct pool *pool, const struct step *step)
{
	return pool_printf(pool, "Set-ADAccountControl %s -TrustedToAuthForDelegation $%s",
	    identity(pool, step->sam, step->domain), step->action == ACTION_REMOVE ? "false" : "true");
}

/* The parameter replaces the list, so that what stands in it is read first. */
static char *
delegation_resource(struct pool *pool, const struct step *step)
{
	const char	*which = identity(pool, step->sam, step->domain), *kind = step_noun(step->account_kind);
	const char	*others = pool_printf(pool, "@((Get-%s %s -Properties PrincipalsAllowedToDelegateToAccount)"
			    ".PrincipalsAllowedToDelegateToAccount | Where-Object { $named.DistinguishedName -notcontains $_ })",
			    kind, which);
	char		*named = pool_copy(pool, "");
	size_t		 i;

	for (i = 0; i < step->n_principal; i++)
		named = pool_printf(pool, "%s%s(Get-%s %s)", named, i == 0 ? "" : ", ",
		    step_noun((enum account_kind)step->principal[i]->kind),
		    identity(pool, step->principal[i]->sam, step->principal[i]->domain->dns));
	if (step->action == ACTION_REMOVE)
		return pool_printf(pool, "$named = @(%s); $others = %s; if ($others.Count -eq 0) { $others = $null };"
		    " Set-%s %s -PrincipalsAllowedToDelegateToAccount $others", named, others, kind, which);
	return pool_printf(pool, "$named = @(%s); $others = %s;"
	    " Set-%s %s -PrincipalsAllowedToDelegateToAccount ($others + $named)", named, others, kind, which);
}

static char *
delegation_purge(struct pool *pool, const struct step *step)
{
	(void)step;
	return pool_copy(pool, "klist -li 0x3e7 purge");
}

/* What is only proposed about an SPN takes it off. */
static char *
spn_stranger(struct pool *pool, const struct step *step)
{
	if (!step->offered || step->sam == NULL || step->domain == NULL)
		return NULL;
	return pool_printf(pool, "Set-%s %s -ServicePrincipalNames @{Remove=%s}", step_noun(step->account_kind),
	    identity(pool, step->sam, step->domain), step_quoted(pool, step->spn));
}

#define DOMAIN_ADMIN	"a domain administrator"
#define SE_ENABLE_DELEGATION \
	"a domain administrator: it takes SeEnableDelegationPrivilege on the domain controllers"
#define SERVER_ADMIN	"an administrator of the server"

const struct step_kind step_kind[] = {
	{ "kds-key", "KDS root key", "an enterprise administrator, once per forest", "PowerShell", kds_key,
	  "Get-KdsRootKey; a new key can be used after 10 hours",
	  "a KDS root key stays: other managed accounts may rely on it" },
	{ "group", "group of hosts", DOMAIN_ADMIN, "PowerShell", group, "Get-ADGroup", NULL },
	{ "group-member", "members of the group", DOMAIN_ADMIN, "PowerShell", group_member, "Get-ADGroupMember", NULL },
	{ "host-restart", "tickets of the servers", SERVER_ADMIN, "cmd", host_restart,
	  "restart the server, or purge its tickets, so that it knows of its membership",
	  NULL },
	{ "managed-account", "managed account", DOMAIN_ADMIN, "PowerShell", managed_account, "Get-ADServiceAccount", NULL },
	{ "account-install", "managed account on the servers", SERVER_ADMIN, "PowerShell", account_install,
	  "Test-ADServiceAccount prints True", NULL },
	{ "pool-identity", "identity of the pool", SERVER_ADMIN, "PowerShell", pool_identity,
	  "the pool starts", NULL },
	{ "service-identity", "identity of the service", SERVER_ADMIN, "by hand", service_identity,
	  "the service starts", NULL },
	{ "pool-credentials", "useAppPoolCredentials", SERVER_ADMIN, "PowerShell", pool_credentials,
	  "the site answers", NULL },
	{ "extended-protection", "extended protection", SERVER_ADMIN, "PowerShell", extended_protection,
	  "clients sign in through the balancer", NULL },
	{ "encryption-types", "encryption types of accounts", "whoever may write to the account", "PowerShell", encryption_types,
	  "the site answers, and klist shows AES", NULL },
	{ "user-name", "userPrincipalName of the balancer's account", "whoever may write to the account", "PowerShell", user_name,
	  "Get-ADUser with -Properties UserPrincipalName shows it", NULL },
	{ "delegation-list", "delegation, lists of front ends", SE_ENABLE_DELEGATION, "PowerShell", delegation_list,
	  "Get-ADObject with -Properties msDS-AllowedToDelegateTo lists it", NULL },
	{ "delegation-flag", "delegation, any authentication protocol", SE_ENABLE_DELEGATION, "PowerShell", delegation_flag,
	  "TrustedToAuthForDelegation is True", NULL },
	{ "delegation-resource", "delegation, back ends that name their front ends",
	  "whoever may write to the back end's account", "PowerShell", delegation_resource,
	  "PrincipalsAllowedToDelegateToAccount lists them, and whoever stood there before", NULL },
	{ "delegation-purge", "tickets of the front ends", SERVER_ADMIN, "cmd", delegation_purge,
	  "restart the pool or service too, or wait 15 minutes: that is how long a refusal is remembered", NULL },
	{ "spn-stranger", "SPNs to decide about", "the owner of the account that holds them", NULL, spn_stranger, NULL,
	  "nothing was changed" },
	{ "spn", "service principal names", "whoever may write servicePrincipalName there; an administrator where the finding says so",
	  "setspn", NULL, "setspn -F -Q finds the SPN on its one holder", NULL },
	{ NULL }
};

const struct step_kind *const step_kds_key = &step_kind[0];
const struct step_kind *const step_group = &step_kind[1];
const struct step_kind *const step_group_member = &step_kind[2];
const struct step_kind *const step_host_restart = &step_kind[3];
const struct step_kind *const step_managed_account = &step_kind[4];
const struct step_kind *const step_account_install = &step_kind[5];
const struct step_kind *const step_pool_identity = &step_kind[6];
const struct step_kind *const step_service_identity = &step_kind[7];
const struct step_kind *const step_pool_credentials = &step_kind[8];
const struct step_kind *const step_extended_protection = &step_kind[9];
const struct step_kind *const step_encryption_types = &step_kind[10];
const struct step_kind *const step_user_name = &step_kind[11];
const struct step_kind *const step_delegation_list = &step_kind[12];
const struct step_kind *const step_delegation_flag = &step_kind[13];
const struct step_kind *const step_delegation_resource = &step_kind[14];
const struct step_kind *const step_delegation_purge = &step_kind[15];
const struct step_kind *const step_spn_stranger = &step_kind[16];
const struct step_kind *const step_spn = &step_kind[17];

bool
step_is_setspn(const struct step *step)
{
	return step->offered || (step->kind == step_spn && step->action != ACTION_DECIDE);
}

const char *
step_by(const struct step *step)
{
	return step->by != NULL ? step->by : step->kind->by;
}

char *
step_command(struct pool *pool, const struct step *step)
{
	return step->kind->command == NULL ? NULL : step->kind->command(pool, step);
}

static int
text_cmp(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return fold_cmp(a, b);
}

/*
 * The order to run them in: by stage; SPNs one by one, each removed from its
 * holders just before it is added, so that no other site loses its own
 * meanwhile.
 */
static int
step_cmp(const struct step *a, const struct step *b)
{
	int	 c;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if ((c = text_cmp(a->spn, b->spn)) != 0)
		return c;
	if (a->action != b->action)
		return a->action == ACTION_ADD ? 1 : b->action == ACTION_ADD ? -1 :
		    a->action < b->action ? -1 : 1;
	if ((c = text_cmp(a->object, b->object)) != 0)
		return c;
	if ((c = text_cmp(a->node, b->node)) != 0)
		return c;
	if ((c = text_cmp(a->argument, b->argument)) != 0)
		return c;
	if ((c = text_cmp(a->before, b->before)) != 0)
		return c;
	return text_cmp(a->after, b->after);
}

static uint64_t
step_hash(const struct step *step)
{
	const char	*part[] = { step->spn, step->object, step->node, step->argument, step->before, step->after };
	uint64_t	 hash = (uint64_t)(step->kind - step_kind) * 8 + (uint64_t)step->action;
	size_t		 i;

	for (i = 0; i < sizeof(part) / sizeof(*part); i++)
		hash = hash * 31 + (part[i] == NULL ? 0 : fold_hash(part[i]));
	return hash;
}

const struct step *
steps_find(const struct steps *steps, const struct step *step)
{
	const uint64_t		 hash = step_hash(step);
	const struct step	*known;
	size_t			 at = 0;

	while ((known = table_next(&steps->known, hash, &at)) != NULL && step_cmp(known, step) != 0)
		continue;
	return known;
}

const struct step *
steps_add(struct steps *steps, const struct step *step)
{
	const struct step	*known = steps_find(steps, step);
	struct step		*added;

	if (known != NULL)
		return known;
	added = pool_alloc(steps->pool, sizeof(*added));
	*added = *step;
	table_put(steps->pool, &steps->known, step_hash(step), added);
	steps->step = pool_more(steps->pool, steps->step, steps->n_step, sizeof(*steps->step));
	steps->step[steps->n_step++] = added;
	return added;
}

static int
by_order(const void *a, const void *b)
{
	return step_cmp(*(const struct step *const *)a, *(const struct step *const *)b);
}

static void
number(struct steps *steps)
{
	size_t	 i;

	for (i = 0; i < steps->n_step; i++)
		steps->step[i]->number = i + 1;
}

void
steps_sort(struct steps *steps)
{
	if (steps->n_step > 1)
		qsort(steps->step, steps->n_step, sizeof(*steps->step), by_order);
	number(steps);
}

static struct step
inverse(const struct step *step)
{
	static const enum action	 of[] = {
		[ACTION_ADD] = ACTION_REMOVE, [ACTION_REMOVE] = ACTION_ADD,
		[ACTION_SET] = ACTION_SET, [ACTION_RUN] = ACTION_RUN, [ACTION_DECIDE] = ACTION_DECIDE
	};
	struct step	 back = *step;

	back.before = step->after;
	back.after = step->before;
	back.before_bytes = step->after_bytes;
	back.after_bytes = step->before_bytes;
	if (step->kind->undo != NULL || step->irreversible) {
		back.action = ACTION_DECIDE;
		back.irreversible = true;
		back.why = step->kind->undo != NULL ? step->kind->undo :
		    step->kind == step_spn ? "the directory refuses a duplicate, so what was removed stays removed" :
		    "set it back by hand: its password is not known here";
	} else {
		back.action = of[step->action];
		back.why = "as it was before";
	}
	return back;
}

void
steps_invert(struct steps *out, const struct steps *steps)
{
	struct step	 back;
	size_t		 i;

	for (i = steps->n_step; i-- > 0; ) {
		/* What nobody ran needs no way back, nor do purged tickets. */
		if (steps->step[i]->action == ACTION_DECIDE || steps->step[i]->blocked ||
		    (steps->step[i]->action == ACTION_RUN && steps->step[i]->kind->undo == NULL))
			continue;
		back = inverse(steps->step[i]);
		steps_add(out, &back);
	}
	number(out);
}
