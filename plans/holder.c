#include "plans/holder.h"

#include <string.h>

#include "plans/fold.h"
#include "plans/sid.h"

bool
holder_delegates(const struct account *account)
{
	return account->more->n_delegates_to > 0 ||
	    (account->uac & (UAC_TRUSTED_FOR_DELEGATION | UAC_TRUSTED_TO_AUTH)) != 0;
}

/* "krbtgt_12345", which a domain controller makes for an RODC, and disables. */
static bool
is_krbtgt_of_rodc(const struct account *account)
{
	static const char	 begins[] = "krbtgt_";
	const size_t		 n = sizeof(begins) - 1;

	return account->sam != NULL && strlen(account->sam) > n &&
	    span_is((struct span){ account->sam, n }, begins) &&
	    account->sam[n + strspn(account->sam + n, "0123456789")] == '\0' &&
	    (account->uac & UAC_DISABLED) != 0;
}

bool
holder_is_krbtgt(const struct account *account)
{
	const size_t	 n = account->sid == NULL ? 0 : sid_domain(account->sid);

	if (is_krbtgt_of_rodc(account))
		return true;
	return n > 0 ? strcmp(account->sid + n, "-502") == 0 :
	    account->sam != NULL && text_same(account->sam, "krbtgt");
}

bool
holder_is_superseded(const struct directory *directory, const struct account *account)
{
	const struct account	*by = account->more->superseded_by == NULL ? NULL :
				    directory_account_of_dn(directory, account->more->superseded_by);
	size_t			 i;

	if (by == NULL || (by->uac & UAC_DISABLED) != 0 || !clash_same_holder(account, by))
		return false;
	for (i = 0; i < account->n_spn && account_holds(by, account->spn[i]); i++)
		continue;
	return i == account->n_spn;
}

static bool
is_holder(const struct subject *subject)
{
	const struct account	*account = subject->registered;

	return (subject->account != NULL || account->n_spn > 0 || holder_delegates(account)) &&
	    (account->uac & UAC_INTERDOMAIN_TRUST) == 0;
}

bool
holder_in_use(const struct subject *subject)
{
	return (subject->registered->uac & UAC_DISABLED) == 0 && is_holder(subject);
}

bool
holder_disabled(const struct subject *subject)
{
	return (subject->registered->uac & UAC_DISABLED) != 0 && is_holder(subject) &&
	    !holder_is_krbtgt(subject->registered);
}

bool
holder_expired(const struct account *account, int64_t now)
{
	return account->expires != 0 && account->expires <= now;
}

bool
holder_locked_out(const struct account *account)
{
	return account->has_uac_computed && (account->uac_computed & UAC_LOCKED_OUT) != 0;
}

bool
holder_password_expired(const struct account *account)
{
	return account->has_uac_computed && (account->uac_computed & UAC_PASSWORD_EXPIRED) != 0;
}

enum answer
holder_user_name(const struct account *account, const char *name)
{
	if (account->upn == NULL)
		return account->domain->covers[ATTR_UPN] == COVERAGE_COMPLETE ? ANSWER_NO : ANSWER_UNKNOWN;
	return fold_cmp(account->upn, name) == 0 ? ANSWER_YES : ANSWER_NO;
}

bool
holder_runs_windows(const struct account *account)
{
	return account->os != NULL && strncmp(account->os, "Windows", 7) == 0;
}
