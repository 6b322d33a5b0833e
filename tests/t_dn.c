#include "tests/test.h"

#include <string.h>

#include "plans/dn.h"

#define BYTES(text)	{ text, sizeof(text) - 1 }

static const struct {
	struct span	 dn;
	const char	*fold;		/* NULL: it is none, and WHY */
	const char	*why;
} folds[] = {
	{ BYTES(""), "", NULL },
	{ { NULL, 0 }, "", NULL },
	{ BYTES("CN=Web01,OU=Web Farm,DC=corp,DC=example"),
	    "cn=web01,ou=web farm,dc=corp,dc=example", NULL },
	{ BYTES("2.5.4.3=x,DC=y"), "2.5.4.3=x,dc=y", NULL },
	{ BYTES("CN="), "cn=", NULL },
	/* Spaces around what separates, and ";" for ",". */
	{ BYTES("CN = Web01 , DC= corp;DC=example  "),
	    "cn=web01,dc=corp,dc=example", NULL },
	{ BYTES("CN=a  b"), "cn=a  b", NULL },
	/* Escapes: as characters and as hexadecimal pairs. */
	{ BYTES("CN=Doe\\, Jane"), "cn=doe\\, jane", NULL },
	{ BYTES("CN=Doe\\2C Jane"), "cn=doe\\, jane", NULL },
	{ BYTES("CN=\\ a\\ "), "cn=\\ a\\ ", NULL },
	{ BYTES("CN=\\20a\\20"), "cn=\\ a\\ ", NULL },
	{ BYTES("CN=a\\ "), "cn=a\\ ", NULL },
	{ BYTES("CN=a\\\\"), "cn=a\\\\", NULL },
	{ BYTES("CN=\\#a#"), "cn=\\#a#", NULL },
	{ BYTES("CN=\\+\\\"\\<\\>\\;\\="), "cn=\\+\\\"\\<\\>\\;=", NULL },
	{ BYTES("CN=a=b"), "cn=a=b", NULL },
	{ BYTES("CN=a<b>"), "cn=a\\<b\\>", NULL },
	{ BYTES("CN=m\\C3\\BCnchen"), "cn=munchen", NULL },
	{ BYTES("CN=M\xc3\x9cNCHEN"), "cn=munchen", NULL },
	{ BYTES("CN=a\\0Ab"), "cn=a\\0ab", NULL },
	{ BYTES("CN=a\nb"), "cn=a\\0ab", NULL },
	{ BYTES("CN=a\\FFB"), "cn=a\\ffb", NULL },
	/* A character that becomes special is escaped then. */
	{ BYTES("CN=a\xef\xbc\x8c" "b"), "cn=a\\,b", NULL },
	{ BYTES("CN=\xef\xbc\x83" "b"), "cn=\\#b", NULL },
	/* Quotes. */
	{ BYTES("CN=\"Doe, Jane\" ,DC=x"), "cn=doe\\, jane,dc=x", NULL },
	{ BYTES("CN=\" a \""), "cn=\\ a\\ ", NULL },
	{ BYTES("CN=\"a\\\"b\""), "cn=a\\\"b", NULL },
	{ BYTES("CN=\"\""), "cn=", NULL },
	/* Bytes of BER are not the text that they may hold. */
	{ BYTES("CN=#0C03414243,DC=x"), "cn=#0c03414243,dc=x", NULL },
	{ BYTES("CN=#0C03 ,DC=x"), "cn=#0c03,dc=x", NULL },
	/* The parts of an RDN have no order. */
	{ BYTES("OU=b+CN=a,DC=x"), "cn=a+ou=b,dc=x", NULL },
	{ BYTES("CN=a + OU=b,DC=x"), "cn=a+ou=b,dc=x", NULL },
	{ BYTES("DC=x,UID=c+OU=b+CN=a"), "dc=x,cn=a+ou=b+uid=c", NULL },
	{ BYTES("CN=c\\+d+CN=b,CN=a"), "cn=b+cn=c\\+d,cn=a", NULL },
	/* None. */
	{ BYTES("Web01"), NULL, "a '=' is missing" },
	{ BYTES("CN"), NULL, "a '=' is missing" },
	{ BYTES("=a"), NULL, "an attribute type is missing" },
	{ BYTES(" "), NULL, "an attribute type is missing" },
	{ BYTES("C_N=a"), NULL, "a '=' is missing" },
	{ BYTES("CN=a,"), NULL, "it ends in a separator" },
	{ BYTES("CN=a+"), NULL, "it ends in a separator" },
	{ BYTES("CN=a,,DC=x"), NULL, "an attribute type is missing" },
	{ BYTES(",CN=a"), NULL, "an attribute type is missing" },
	{ BYTES("CN=a\\"), NULL, "a backslash escapes nothing" },
	{ BYTES("CN=a\\x"), NULL, "a backslash escapes nothing" },
	{ BYTES("CN=a\\4"), NULL, "a backslash escapes nothing" },
	{ BYTES("CN=a\"b"), NULL, "a quote stands within a value" },
	{ BYTES("CN=\"ab"), NULL, "a quote is not closed" },
	{ BYTES("CN=\"a\\"), NULL, "a backslash escapes nothing" },
	{ BYTES("CN=\"ab\"c"), NULL, "text follows a value" },
	{ BYTES("CN=#"), NULL, "hexadecimal digits are missing" },
	{ BYTES("CN=#0"), NULL, "hexadecimal digits are missing" },
	{ BYTES("CN=#0C0"), NULL, "text follows a value" },
	{ BYTES("CN=a\\00"), NULL, "a value holds a NUL byte" },
	{ BYTES("CN=a\0b"), NULL, "a value holds a NUL byte" },
	{ BYTES("CN=a\xff"), NULL, "it is not UTF-8" },
};

static void
fold(void)
{
	struct pool	 pool = { 0 };
	struct error	 err;
	size_t		 i;
	char		*out, *again;

	for (i = 0; i < sizeof(folds) / sizeof(*folds); i++) {
		const char	*row = folds[i].dn.at;

		err.text[0] = '\0';
		out = NULL;
		SAME_INT(dn_fold(&pool, folds[i].dn, &out, &err),
		    folds[i].fold == NULL ? -1 : 0, row);
		SAME(out, folds[i].fold, row);
		if (folds[i].why != NULL)
			OK(strstr(err.text, folds[i].why) != NULL, err.text);
		else if (OK(out != NULL, row)) {
			SAME_INT(dn_fold(&pool, span_of(out), &again, &err),
			    0, out);
			SAME(again, out, row);
		}
	}
	pool_free(&pool);
}

static const struct {
	const char	*dn, *domain;
} domains[] = {
	{ "CN=a,OU=b,DC=corp,DC=contoso,DC=com", "corp.contoso.com" },
	{ "DC=Corp,dc=CONTOSO,Dc=com", "corp.contoso.com" },
	{ "CN=a, DC = corp , DC=\\43om", "corp.com" },
	{ "CN=a,DC=example", "example" },
	/* Only those at the end. */
	{ "DC=x,CN=a,DC=corp,DC=com", "corp.com" },
	{ "DC=corp,CN=a", "" },
	{ "CN=a\\,DC=x,O=y", "" },
	{ "CN=a,O=y", "" },
	{ "", "" },
	/* A DC that is no label, or not alone, ends them. */
	{ "DC=x,DC=a.b,DC=com", "com" },
	{ "DC=x,DC=,DC=com", "com" },
	{ "DC=x,DC=a+CN=b,DC=com", "com" },
	{ "DC=x,CN=b+DC=a,DC=com", "com" },
	{ "DC=x,DC=#0C0161,DC=com", "com" },
	/* No DN, no domain. */
	{ "CN=a,DC=corp,DC=com,", "" },
	{ "DC=corp,DC", "" },
};

static void
domain(void)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(domains) / sizeof(*domains); i++)
		SAME(dn_domain(&pool, span_of(domains[i].dn)),
		    domains[i].domain, domains[i].dn);
	pool_free(&pool);
}

static const struct {
	const char	*dns, *dn;
} names[] = {
	{ "corp.contoso.com", "DC=corp,DC=contoso,DC=com" },
	{ "example", "DC=example" },
	{ "corp.example.", "DC=corp,DC=example" },
	{ "", "" },
	{ "a,b.example", "DC=a\\,b,DC=example" },
	{ ",,,,", "DC=\\,\\,\\,\\," },
};

static void
of_domain(void)
{
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		SAME(dn_of_domain(&pool, names[i].dns), names[i].dn,
		    names[i].dns);
	SAME(dn_domain(&pool, span_of(dn_of_domain(&pool, "corp.example"))),
	    "corp.example", "there and back");
	pool_free(&pool);
}

#define DELETED	"CN=a\\0ADEL:5c5b1f2e-7a0c-4b1e-9d33-0123456789ab,"

static const struct {
	const char	*dn;
	bool		 deleted;
} deletions[] = {
	{ DELETED "CN=Deleted Objects,DC=corp,DC=com", true },
	{ "CN=a\nDEL:5c5b1f2e,CN=Deleted Objects,DC=corp,DC=com", true },
	{ DELETED "OU=Web,DC=corp,DC=com", true },
	{ "CN=a,cn=deleted objects,DC=corp,DC=com", true },
	{ "CN=a,CN=Deleted\\20Objects,DC=corp,DC=com", true },
	{ "CN=a,CN=Deleted Objects,CN=Configuration,DC=corp,DC=com", true },
	/* The container itself is none of what it holds. */
	{ "CN=Deleted Objects,DC=corp,DC=com", false },
	/* Its name further down, in another type, or as part of another. */
	{ "CN=a,CN=Deleted Objects,OU=Web,DC=corp,DC=com", false },
	{ "CN=a,OU=Deleted Objects,DC=corp,DC=com", false },
	{ "CN=a,CN=Deleted Objects 2,DC=corp,DC=com", false },
	{ "CN=a,CN=Deleted,DC=corp,DC=com", false },
	/* Objects that were renamed after a conflict are alive. */
	{ "CN=a\\0ACNF:5c5b1f2e-7a0c-4b1e-9d33-0123456789ab,DC=com", false },
	{ "CN=DEL:a,DC=corp", false },
	{ "CN=a,OU=b\\0ADEL:5c5b1f2e,DC=corp", false },
	{ "CN=a,DC=corp", false },
	{ "", false },
	{ "CN=a,CN=Deleted Objects,DC=corp,", false },
};

static void
deleted(void)
{
	size_t	 i;

	for (i = 0; i < sizeof(deletions) / sizeof(*deletions); i++)
		SAME_INT(dn_deleted(span_of(deletions[i].dn)),
		    deletions[i].deleted, deletions[i].dn);
}

void
t_dn(void)
{
	test_suite("dn");
	test_add("equal names fold to the same bytes", fold);
	test_add("the domain is in the DCs at the end", domain);
	test_add("a domain has its name", of_domain);
	test_add("deleted objects are told by their names", deleted);
}
