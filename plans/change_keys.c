#include "plans/change.h"

#include <stdbool.h>

enum {
	ETYPES_AES = 0x18,	/* AES128 and AES256 ([MS-KILE] 2.2.7) */
	ETYPES_OLD = 0x7	/* DES and RC4 */
};

/* Is it restricted to types that are going away?  Computers that run write
 * their own. */
static bool
is_old(const struct farm_account *account, const struct account *in)
{
	return account->server == NULL && in != NULL && in->has_etypes &&
	    (in->etypes & ETYPES_OLD) != 0 && (in->etypes & ETYPES_AES) == 0;
}

const struct step *
change_keys(struct report *report, const struct farm_account *account)
{
	const struct account	*in = roster_account(&report->facts->roster, account);

	if (!is_old(account, in))
		return NULL;
	return steps_add(&report->steps, &(struct step){ .kind = step_encryption_types, .action = ACTION_SET,
	    .account = account->text, .object = in->dn, .domain = account->domain->dns, .sam = account->sam,
	    .account_kind = in->kind, .attribute = "msDS-SupportedEncryptionTypes",
	    .before = pool_printf(&report->pool, "%u", (unsigned)in->etypes),
	    .after = pool_printf(&report->pool, "%u", ETYPES_AES),
	    .why = "tickets in RC4 or DES are refused by ever more domain controllers and clients" });
}
