#include "plans/check.h"

#include <string.h>

#include "plans/change.h"
#include "plans/filetime.h"
#include "plans/holder.h"
#include "plans/keys.h"
#include "plans/report.h"
#include "plans/value.h"

/* Checks on the keys that tickets for an account are made with. */

#define RC4	"KB5073381; [MS-KILE] 2.2.7"

/* Whoever decrypts with a file of keys does not learn of a new password, nor
 * of other types. */
static const char *
of_keytab(struct report *report, const struct account *account, bool reset)
{
	const char	*now = "";

	if (account->upn == NULL || strchr(account->upn, '/') == NULL)
		return "";
	if (account->key_version != 0)
		now = pool_printf(&report->pool, ", now %u,", (unsigned)account->key_version);
	return pool_printf(&report->pool, reset ?
	    "; userPrincipalName %s shows that it has a keytab, to be made anew after a reset, with the kvno%s and the salt that the domain then has" :
	    "; userPrincipalName %s shows that it has a keytab: see first that AES keys are in it, or put them there, with the kvno%s and the salt that the domain has",
	    account->upn, now);
}

/* A computer that has not logged on for so long gets no visitors. */
static bool
is_idle(const struct account *account, const struct facts *facts)
{
	return account->kind == ACCOUNT_COMPUTER && account->last_logon != 0 &&
	    account->last_logon < facts->now - 180 * FILETIME_DAY;
}

static char *
set_on(struct report *report, const struct account *account)
{
	return pool_printf(&report->pool, "its password was set on %s, and the domain makes AES keys since %s",
	    filetime_day(&report->pool, account->pwd_last_set),
	    filetime_day(&report->pool, account->domain->aes_since));
}

/* Has it no AES keys?  Where only the age of the domain would tell, the check is skipped. */
static bool
is_without_aes(const struct check *check, const struct account *account, struct report *report)
{
	const enum answer	 aes = keys_aes(account);

	if (aes == ANSWER_UNKNOWN && account->has_pwd_last_set && account->pwd_last_set != 0 && account->domain != NULL)
		report_skip(report, check, account->domain->dns,
		    "the group Read-only Domain Controllers (RID 521), whose age tells since when keys are AES, did not come with its whenCreated");
	return aes == ANSWER_NO;
}

static void
aes_missing(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	if ((keys_allowed(account) & ETYPES_RC4) == 0 && !keys_des(account) && holder_in_use(subject) &&
	    !is_idle(account, facts) && is_without_aes(check, account, report))
		finding_holder(report, report_find(report, check, subject, "%s; no older type is allowed%s",
		    set_on(report, account), of_keytab(report, account, true)), account, NULL);
}

static void
keys_old(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;
	const unsigned		 allowed = keys_allowed(account);

	if ((allowed & ETYPES_RC4) != 0 && (allowed & ETYPES_AES) != 0 && holder_in_use(subject) &&
	    !is_idle(account, facts) && is_without_aes(check, account, report))
		finding_holder(report, report_find(report, check, subject, "%s; RC4 is allowed still%s",
		    set_on(report, account), of_keytab(report, account, true)), account, NULL);
}

/* What has to be known of its keys before AES alone is allowed. */
static const char *
of_keys(struct report *report, const struct account *account)
{
	switch (keys_aes(account)) {
	case ANSWER_NO:
		return pool_printf(&report->pool, "; %s", set_on(report, account));
	case ANSWER_UNKNOWN:
		return "; nothing shows whether it has AES keys: reset its password before AES is allowed";
	default:
		return "";
	}
}

static void
restricted(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;
	const struct step	*step;
	struct finding		*finding;

	if (!keys_restricted(account) || keys_des(account) || !holder_in_use(subject) || is_idle(account, facts))
		return;
	step = change_keys(report, subject->account, account);
	finding = report_find(report, check, subject, "msDS-SupportedEncryptionTypes is %s, which allows neither AES128 nor AES256%s%s",
	    value_signed(&report->pool, account->etypes), of_keys(report, account),
	    of_keytab(report, account, keys_aes(account) != ANSWER_YES));
	finding_holder(report, finding, account, NULL);
	if (step != NULL)
		finding_step(report, finding, step);
}

static void
des_only(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	if (keys_des(account) && holder_in_use(subject) && !is_idle(account, facts))
		finding_holder(report, report_find(report, check, subject, (account->etypes & ETYPES_TICKET) != 0 ?
		    "msDS-SupportedEncryptionTypes allows nothing but DES%s" :
		    "userAccountControl says USE_DES_KEY_ONLY%s", of_keytab(report, account, true)), account, NULL);
}

/* What a password can be guessed from, the fastest first. */
static const char *
of_tickets(const struct account *account)
{
	unsigned	 types;

	if (!keys_of_tickets(account, &types))
		return "nothing shows what its tickets are in";
	if ((types & ETYPES_RC4) != 0)
		return "its tickets are in RC4 for whoever asks for that, which is guessed fastest";
	if ((types & ETYPES_AES) != 0)
		return keys_aes(account) == ANSWER_YES ? "its tickets are in AES" :
		    "its tickets are in AES, if it has keys for that";
	return types != 0 ? "its tickets would be in DES, in which no domain controller of today makes any" :
	    "nobody gets a ticket, as it has no AES keys and no older type is allowed";
}

/* Anybody may ask for a ticket and guess, offline, the password it is made
 * with. */
static void
privileged(const struct check *check, const struct subject *subject,
    const struct facts *facts, struct report *report)
{
	const struct account	*account = subject->registered;

	(void)facts;
	if (account->more->admin_count != 0 && account->n_spn > 0 && account->kind != ACCOUNT_COMPUTER &&
	    !account_kind[account->kind].managed && holder_in_use(subject))
		finding_holder(report, report_find(report, check, subject,
		    "it holds %s, and adminCount is %s; %s", account->spn[0],
		    value_signed(&report->pool, account->more->admin_count), of_tickets(account)), account, NULL);
}

const struct check checks_keys[] = {
	{ .id = "account-aes-keys-missing", .severity = SEVERITY_ERROR, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(ETYPES) | NEEDS(PWD_LAST_SET),
	  .run = aes_missing,
	  .title = "an account has no AES keys, and nothing older is allowed",
	  .consequence = "Since RC4 is no default any more (updates of July 2026) nobody gets a ticket for its SPNs: KDC_ERR_ETYPE_NOSUPP, event 204 on the domain controllers.",
	  .remedy = "In this order: reset its password, once is enough; give the new one to every server, and make keytabs anew; then set msDS-SupportedEncryptionTypes to 24.",
	  .source = RC4 },
	{ .id = "account-keys-old", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(ETYPES) | NEEDS(PWD_LAST_SET),
	  .run = keys_old,
	  .title = "an account allows AES and has no AES keys",
	  .consequence = "Its tickets are made in RC4: it stops to work where RC4 is taken from it, and where a client wants AES.",
	  .remedy = "In this order: reset its password, once is enough; give the new one to every server, and make keytabs anew; then set msDS-SupportedEncryptionTypes to 24.",
	  .source = RC4 },
	{ .id = "account-encryption-types", .severity = SEVERITY_WARNING, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(ETYPES),
	  .run = restricted,
	  .title = "an account is restricted to RC4",
	  .consequence = "Its tickets are made in RC4, which updated clients and servers refuse: KDC_ERR_ETYPE_NOSUPP.",
	  .remedy = "Reset its password first if that is older than the domain's first Windows Server 2008 domain controller, have every server use the new one, see that AES keys are in every keytab, then allow AES; a computer's own policy says what it writes there.",
	  .source = RC4 },
	{ .id = "account-des-only", .severity = SEVERITY_ERROR, .on = ON_HOLDER,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(ETYPES),
	  .run = des_only,
	  .title = "an account is restricted to DES",
	  .consequence = "No domain controller of today makes tickets in DES: nobody gets one for its SPNs.",
	  .remedy = "Reset its password, have every server use the new one, then clear USE_DES_KEY_ONLY and set msDS-SupportedEncryptionTypes to 24.",
	  .source = "[MS-KILE] 3.3.5.7; [MS-ADTS] 2.2.16, ADS_UF_USE_DES_KEY_ONLY" },
	{ .id = "account-privileged", .severity = SEVERITY_WARNING, .on = ON_HOLDER, .audits = true,
	  .needs = NEEDS_DIRECTORY | NEEDS(UAC) | NEEDS(SPN) | NEEDS(ADMIN_COUNT),
	  .run = privileged,
	  .title = "an SPN is on an account that is or was an administrator's",
	  .consequence = "Everybody in the forest may have a ticket for it and guess its password from that (Kerberoasting): who guesses it is an administrator.",
	  .remedy = "Move the SPN to a gMSA without such rights. Until then: a random password of 25 characters or more, and AES alone.",
	  .source = "MITRE ATT&CK T1558.003; [MS-ADTS] 3.1.1.6.1.2" },
	{ .id = NULL }
};
