#include "plans/keys.h"

unsigned
keys_allowed(const struct account *account)
{
	const unsigned	 says = account->etypes & ETYPES_TICKET;

	return says != 0 ? says : ETYPES_AES;
}

bool
keys_of_tickets(const struct account *account, unsigned *out)
{
	*out = keys_des(account) && (account->etypes & ETYPES_TICKET) == 0 ? ETYPES_DES : keys_allowed(account);
	if (keys_aes(account) == ANSWER_NO)
		*out &= ~(unsigned)ETYPES_AES;
	return account->has_etypes ||
	    (account->domain != NULL && account->domain->covers[ATTR_ETYPES] == COVERAGE_COMPLETE);
}

bool
keys_restricted(const struct account *account)
{
	return account->has_etypes && (keys_allowed(account) & ETYPES_AES) == 0;
}

bool
keys_des(const struct account *account)
{
	const unsigned	 says = account->etypes & ETYPES_TICKET;

	return says != 0 ? (says & ~(unsigned)ETYPES_DES) == 0 : (account->uac & UAC_USE_DES_KEY_ONLY) != 0;
}

enum answer
keys_aes(const struct account *account)
{
	const int64_t	 since = account->domain == NULL ? 0 : account->domain->aes_since;

	if (account_kind[account->kind].managed)
		return ANSWER_YES;
	if (!account->has_pwd_last_set || account->pwd_last_set == 0)
		return ANSWER_UNKNOWN;
	if (since != 0)
		return account->pwd_last_set < since ? ANSWER_NO : ANSWER_YES;
	return account->pwd_last_set < KEYS_LAST_WITHOUT_AES ? ANSWER_UNKNOWN : ANSWER_YES;
}
