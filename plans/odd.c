#include "plans/odd.h"

#include "plans/keys.h"

/* An account is odd by a number that is not 0 where ANY has ones, or is below. */
static const struct {
	int64_t	 any, below;
} is_odd[N_ATTRIBUTE] = {
	[ATTR_UAC] = { .any = UAC_DISABLED | UAC_USE_DES_KEY_ONLY },
	[ATTR_UAC_COMPUTED] = { .any = UAC_LOCKED_OUT | UAC_PASSWORD_EXPIRED },
	[ATTR_EXPIRES] = { .any = -1 },
	[ATTR_ADMIN_COUNT] = { .any = -1 },
	[ATTR_PWD_LAST_SET] = { .below = KEYS_LAST_WITHOUT_AES }
};

static bool
is_without_aes(int64_t etypes)
{
	return (etypes & ETYPES_TICKET) != 0 && (etypes & ETYPES_AES) == 0;
}

void
odd_number(struct odd_state *odd, enum attribute_id id, int64_t number)
{
	odd->state |= (number & is_odd[id].any) != 0 || number < is_odd[id].below;
	if (id == ATTR_UAC)
		odd->acts |= (number & (UAC_TRUSTED_FOR_DELEGATION | UAC_TRUSTED_TO_AUTH)) != 0;
	else if (id == ATTR_ETYPES)
		odd->state |= is_without_aes(number);
}

void
odd_text(struct odd_state *odd, enum attribute_id id, struct span text)
{
	static const char	 windows[] = "Windows";
	const size_t		 n = sizeof(windows) - 1;

	if (id == ATTR_DELEGATES_TO || id == ATTR_ACTS_FOR || id == ATTR_PRECEDED_BY || id == ATTR_SUPERSEDED_BY)
		odd->acts = true;
	else if (id == ATTR_OS)
		odd->windows = text.n >= n && span_is((struct span){ text.at, n }, windows);
	else if (id == ATTR_DNS_NAME)
		odd->dns_name = text;
}

bool
odd_primary_group(int64_t rid)
{
	enum { USERS = 513, GUESTS, COMPUTERS, CONTROLLERS, READ_ONLY_CONTROLLERS = 521 };

	return rid != USERS && rid != GUESTS && rid != COMPUTERS && rid != CONTROLLERS &&
	    rid != READ_ONLY_CONTROLLERS;
}

/* But for case. */
static bool
is_same(struct span a, struct span b)
{
	size_t	 i;

	if (span_same(a, b))
		return true;
	for (i = 0; a.n == b.n && i < a.n && text_equal(a.at[i], b.at[i]); i++)
		continue;
	return a.n == b.n && i == a.n;
}

/* Does it hold HOST/ of its own name?  SPNs are among VALUE. */
static bool
holds_host(const struct odd_state *odd, const struct value *value, size_t n)
{
	enum { CLASS = sizeof("HOST/") - 1 };
	struct span	 spn;
	size_t		 i;

	for (i = 0; i < n; i++) {
		spn = value[i].text;
		if (spn.n == CLASS + odd->dns_name.n && value[i].id == ATTR_SPN &&
		    span_is((struct span){ spn.at, CLASS }, "HOST/") &&
		    is_same((struct span){ spn.at + CLASS, odd->dns_name.n }, odd->dns_name))
			return true;
	}
	return false;
}

bool
odd_is(const struct odd_state *odd, enum account_kind kind, size_t n_spn,
    const struct value *spn, size_t n)
{
	if (odd->acts || (n_spn > 0 && (odd->state || account_kind[kind].managed)))
		return true;
	return odd->windows && odd->dns_name.n > 0 && !holds_host(odd, spn, n);
}
