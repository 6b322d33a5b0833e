#include "plans/seal.h"

#include "plans/etype.h"
#include "plans/keys.h"
#include "plans/list.h"
#include "plans/report.h"
#include "plans/value.h"

static struct held
holders_of(struct report *report, const struct seal *seal)
{
	return held_in_realm(&report->pool, report->facts, seal->spn, seal->realm);
}

static const char *
aes_word(const struct account *account)
{
	static const char	*const word[] = { [ANSWER_UNKNOWN] = "AES keys not known to exist",
	    [ANSWER_YES] = "AES keys", [ANSWER_NO] = "no AES keys: its password is older than they are" };

	return word[keys_aes(account)];
}

const char *
seal_keys(struct pool *pool, const struct facts *facts, const struct held *held)
{
	const struct account	*account;

	if (held->n_account != 1)
		return "";
	account = held->account[0];
	return pool_printf(pool, "; %s: msDS-SupportedEncryptionTypes %s, %s", held_names(pool, facts, held),
	    account->has_etypes ? value_signed(pool, account->etypes) : "not set", aes_word(account));
}

void
seal_weak(const struct check *check, const struct subject *subject, struct report *report, const struct seal *seal)
{
	const struct etype	*etype = etype_find(seal->etype);
	struct held		 held;

	if (etype == NULL || !etype->weak)
		return;
	held = holders_of(report, seal);
	report_find(report, check, subject, "the ticket for %s is in %s%s", seal->spn,
	    etype_text(&report->pool, seal->etype), seal_keys(&report->pool, report->facts, &held));
}

/* A read-only domain controller puts its own number into the upper half
 * ([MS-KILE] 3.1.5.8). */
void
seal_version(const struct check *check, const struct subject *subject, struct report *report, const struct seal *seal)
{
	const struct held	 held = holders_of(report, seal);
	const struct account	*account = held.n_account == 1 ? held.account[0] : NULL;

	if (seal->kvno > 0 && account != NULL && account->key_version != 0 &&
	    (seal->kvno & 0xffff) != (long)(account->key_version & 0xffff))
		report_find(report, check, subject, "the ticket has kvno %ld, and %s has %u in the directory", seal->kvno,
		    held_names(&report->pool, report->facts, &held), (unsigned)account->key_version);
}

struct finding *
seal_realm(const struct check *check, const struct subject *subject, struct report *report, const struct seal *seal)
{
	const struct held	 all = held_by(&report->pool, report->facts, seal->spn);
	struct finding		*finding;

	if (all.n_account == 0 || holders_of(report, seal).n_account > 0)
		return NULL;
	finding = report_find(report, check, subject, "the ticket for %s is of the realm %s, and %s is in another", seal->spn,
	    seal->realm, held_names(&report->pool, report->facts, &all));
	held_add(report, finding, &all);
	return finding;
}

struct finding *
seal_misread(const struct check *check, const struct subject *subject, struct report *report, const struct seal *seal)
{
	const struct decision	*d = held_planned(report->facts, seal->spn);
	const struct held	 held = holders_of(report, seal);
	struct list		 others = { .most = 4 };
	struct finding		*finding;
	size_t			 i;

	for (i = 0; d != NULL && held.n_account == 1 && i < d->n_server; i++) {
		if (d->key[i].account != NULL &&
		    !clash_holds_for(&report->facts->roster, d->key[i].account, held.account[0]))
			list_add(&report->pool, &others, pool_printf(&report->pool, "%s decrypts as %s", d->server[i]->name,
			    d->key[i].account->text));
	}
	if (others.n == 0)
		return NULL;
	finding = report_find(report, check, subject, "the ticket is for %s, which %s holds, and %s", seal->spn,
	    held_names(&report->pool, report->facts, &held), list_text(&report->pool, &others));
	finding_holder(report, finding, held.account[0], NULL);
	return finding;
}

void
seal_large(const struct check *check, const struct subject *subject, struct report *report, size_t n)
{
	enum { HTTP_SYS = 16384 };

	if (n > HTTP_SYS / 2)
		report_find(report, check, subject,
		    "the header with the token has %zu bytes%s: HTTP.SYS takes %d for a field and as many for all of a request's headers, unless MaxFieldLength and MaxRequestBytes say otherwise",
		    n, n > HTTP_SYS ? ", too many" : ", and the rest of the headers comes on top", HTTP_SYS);
}
