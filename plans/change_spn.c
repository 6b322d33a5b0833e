#include "plans/change.h"

#include <string.h>

#include "plans/holder.h"
#include "plans/spn.h"

/* How setspn must spell the account: computers go before users of one name. */
static enum spell
spell_of(const struct facts *facts, enum account_kind kind, const char *domain, const char *sam)
{
	const struct directory	*directory = facts->directory;
	const struct domain	*in = directory == NULL || domain == NULL ? NULL : directory_domain(directory, domain);
	char			*other;

	if (account_kind[kind].managed)
		return SPELL_PLAIN;
	if (kind == ACCOUNT_COMPUTER) {
		if (in == NULL || sam[0] == '\0')
			return SPELL_PLAIN;
		other = pool_ncopy(facts->roster.pool, sam, strlen(sam) - 1);
		return directory_account(directory, in, other) != NULL ? SPELL_COMPUTER : SPELL_PLAIN;
	}
	if (in == NULL || !in->all_accounts || in->covers[ATTR_SAM] != COVERAGE_COMPLETE)
		return SPELL_USER;
	other = pool_printf(facts->roster.pool, "%s$", sam);
	return directory_account(directory, in, other) != NULL ? SPELL_USER : SPELL_PLAIN;
}

struct step
change_spn_to(const struct facts *facts, const struct farm_account *account, const char *spn)
{
	const struct account	*in = roster_account(&facts->roster, account);
	enum account_kind	 kind = account->kind == ACCOUNT_UNKNOWN ? ACCOUNT_USER : (enum account_kind)account->kind;

	return (struct step){ .kind = step_spn, .action = ACTION_ADD, .spn = spn,
	    .attribute = "servicePrincipalName", .after = spn,
	    .account = account->text, .object = in != NULL ? in->dn : account->text,
	    .domain = account->domain->dns, .sam = account->sam, .account_kind = kind,
	    .spell = spell_of(facts, kind, account->domain->dns, account->sam) };
}

struct step
change_spn_from(const struct facts *facts, const struct holding *holding)
{
	const struct account	*account = holding->account;
	const char		*domain = account->domain != NULL ? account->domain->dns : NULL;

	return (struct step){ .kind = step_spn, .action = ACTION_REMOVE, .spn = holding->spn,
	    .attribute = "servicePrincipalName", .before = holding->spn,
	    .account = roster_text(&facts->roster, account), .object = account->dn, .domain = domain,
	    .sam = account->sam, .account_kind = account->kind,
	    .spell = account->sam == NULL ? SPELL_PLAIN : spell_of(facts, account->kind, domain, account->sam) };
}

struct step
change_spn_decide(const struct facts *facts, const struct holding *holding, const char *why)
{
	struct step	 step = change_spn_from(facts, holding);

	step.kind = step_spn_stranger;
	step.action = ACTION_DECIDE;
	step.why = why;
	return step;
}

const char *
change_spn_fixed(const struct holding *holding)
{
	struct spn	 parts;

	spn_parse(&parts, span_of(holding->spn));
	if (span_is(parts.class, "HOST"))
		return "every service that HOST/ answers for would lose it too, so no script takes it";
	if ((holding->account->uac & (UAC_SERVER_TRUST | UAC_PARTIAL_SECRETS)) != 0)
		return "it is a domain controller, from which no SPN is taken";
	if (holder_is_krbtgt(holding->account))
		return "it is krbtgt, whose SPN is the domain's own";
	return NULL;
}

const char *
change_spn_kept(const struct facts *facts, const struct holding *holding)
{
	const char	*fixed = change_spn_fixed(holding);

	if (fixed != NULL || roster_may_lose(&facts->roster, holding->account))
		return fixed;
	if (holding->account->sam == NULL)
		return "without a sAMAccountName the description cannot name it: ask its owner";
	return "the description does not name this account: ask its owner, then name it in formerAccounts";
}

void
change_offer(struct report *report, struct finding *finding, const struct account *account, const char *spn,
    const char *why)
{
	const struct holding	 holding = { account, spn };
	const struct step	*taken;
	struct step		 step;

	if (strcmp(report->command, "audit") != 0 || change_spn_fixed(&holding) != NULL)
		return;
	step = change_spn_from(report->facts, &holding);
	if ((taken = steps_find(&report->steps, &step)) != NULL) {
		finding_step(report, finding, taken);
		return;
	}
	step = change_spn_decide(report->facts, &holding,
	    pool_printf(&report->pool, "%s; once its owner agrees, take it off", why));
	step.offered = true;
	finding_step(report, finding, steps_add(&report->steps, &step));
}
