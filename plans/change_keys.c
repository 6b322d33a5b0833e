#include "plans/change.h"

#include <stdbool.h>

#include "plans/keys.h"
#include "plans/value.h"

/* Computers that run write what they can themselves. */
static bool
writes_its_own(const struct farm_account *account, const struct account *in)
{
	return (account != NULL && account->server != NULL) ||
	    (in->kind == ACCOUNT_COMPUTER && in->os != NULL);
}

#define REFUSED	"tickets in RC4 or DES are refused by ever more domain controllers and clients"
#define KEYTAB	"; where a keytab decrypts, see first that AES keys are in it, or put them there"

/* Bits that are no encryption types stay ([MS-KILE] 2.2.7: FAST, claims,
 * resource SID compression). */
static uint32_t
with_aes_alone(uint32_t etypes)
{
	return (etypes & ~(uint32_t)ETYPES_TICKET) | ETYPES_AES;
}

/* An account without AES keys would get no ticket any more, so they must be
 * known to be there.  One of DES alone has its password reset before. */
const struct step *
change_keys(struct report *report, const struct farm_account *account, const struct account *in)
{
	if (!keys_restricted(in) || keys_des(in) || keys_aes(in) != ANSWER_YES ||
	    writes_its_own(account, in) || in->domain == NULL || in->sam == NULL)
		return NULL;
	return steps_add(&report->steps, &(struct step){ .kind = step_encryption_types, .action = ACTION_SET,
	    .account = account != NULL ? account->text : roster_text(&report->facts->roster, in),
	    .object = in->dn, .domain = in->domain->dns, .sam = in->sam,
	    .account_kind = in->kind, .attribute = "msDS-SupportedEncryptionTypes",
	    .before = value_signed(&report->pool, in->etypes),
	    .after = value_signed(&report->pool, with_aes_alone(in->etypes)),
	    .why = account_kind[in->kind].managed ? REFUSED : REFUSED KEYTAB });
}
