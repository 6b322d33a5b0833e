#include "tests/test.h"

#include "plans/dn.h"
#include "plans/directory.h"
#include "plans/key.h"
#include "tests/draft.h"

/* An entry is found by its DN in every way to write it. */
static const struct row {
	const char	*dn, *asked;
	bool		 found;
} rows[] = {
	{ "CN=a,OU=b,DC=x,DC=y", "CN=a,OU=b,DC=x,DC=y", true },
	{ "CN=a,OU=b,DC=x,DC=y", "cn=A, ou=B, dc=X, dc=Y", true },
	{ "CN=a,OU=b,DC=x,DC=y", "CN=a,OU=b,DC=x,DC=z", false },
	{ "CN=a,OU=b,DC=x,DC=y", "CN=a,OU=c,DC=x,DC=y", false },
	{ "CN=a,OU=b,DC=x,DC=y", "CN=a,DC=x,DC=y", false },
	{ "CN=a,OU=b,DC=x,DC=y", "CN=b,OU=b,DC=x,DC=y", false },
	/* What must be escaped, in the entry's own name and where it lies. */
	{ "CN=a\\,b,OU=c\\,d,DC=x", "CN=a\\2cb,OU=\"c,d\",DC=x", true },
	{ "CN=a\\2cb,OU=c\\2cd,DC=x", "CN=a\\,b,OU=c\\,d,DC=x", true },
	{ "CN=a\\\\,OU=c\\\\,DC=x", "CN=a\\5c,OU=c\\5C,DC=x", true },
	{ "CN=a\\\\\\,b,OU=c\\\\\\,,DC=x", "CN=a\\5c\\2cb,OU=c\\5c\\2c,DC=x", true },
	{ "CN=a\\,OU=c,DC=x", "CN=a,OU=c,DC=x", false },
	{ "CN=a ,OU=c ,DC=x", "CN=a,OU=c,DC=x", true },
	/* Several parts, and no order among them. */
	{ "CN=a+UID=b,OU=c+L=d,DC=x", "UID=b+CN=a,L=d+OU=c,DC=x", true },
	/* Not in ASCII. */
	{ "CN=\xc3\xa4,OU=\xc3\x9c,OU=z,DC=x", "CN=A,OU=u,OU=Z,DC=x", true },
	{ "CN=a,OU=b,OU=\xc3\x9c,OU=z,DC=x", "CN=a,OU=B,OU=u,OU=Z,DC=x", true },
	/* At the ends. */
	{ "CN=a", "cn=A", true }, { "DC=x", "dc=X", true }, { "DC=y,DC=x", "dc=Y,dc=X", true },
};

static void
by_dn(void)
{
	struct directory	 directory;
	char			 text[256];
	size_t			 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(text, sizeof(text), "dn: %s\nobjectClass: user\n", rows[i].dn);
		if (directory_of(&directory, text, NULL))
			OK((directory_account_of_dn(&directory, rows[i].asked) != NULL) ==
			    rows[i].found, rows[i].asked);
		directory_free(&directory);
	}
}

static uint64_t
key(uint64_t seed, const char *dn)
{
	struct pool	 pool = { 0 };
	struct error	 err = { "" };
	char		*folded = NULL;
	uint64_t	 out;

	OK(dn_fold(&pool, span_of(dn), &folded, &err) == 0, dn);
	out = key_dn_whole(seed, span_of(folded));
	pool_free(&pool);
	return out;
}

/* Every RDN counts, and its place, whatever the seed. */
static void
rdns_count(void)
{
	static const char	*const dn[] = {
		"CN=a,OU=b,DC=x", "CN=a,OU=b,DC=y", "CN=a,OU=c,DC=x", "CN=b,OU=b,DC=x",
		"OU=b,CN=a,DC=x", "DC=x,OU=b,CN=a", "CN=a,OU=b", "OU=b,DC=x", "DC=x"
	};
	static const uint64_t	 seed[] = { 0, 1, 20261121, UINT64_MAX };
	size_t			 i, j, k;

	for (k = 0; k < sizeof(seed) / sizeof(*seed); k++)
		for (i = 0; i < sizeof(dn) / sizeof(*dn); i++)
			for (j = 0; j < i; j++)
				OK(key_noted(key(seed[k], dn[i])) != key_noted(key(seed[k], dn[j])), dn[i]);
}

void
t_key(void)
{
	test_suite("key");
	test_add("entries by their DNs", by_dn);
	test_add("every RDN counts", rdns_count);
}
