#include "plans/account.h"

/*
 * Lengths: [MS-SAMR] 3.1.1.6 and the schema's rangeUpper of 256, which is
 * all that binds an account of unknown kind.  15 is what fits a NetBIOS name:
 * computers must keep to it, managed accounts are advised to.
 */
const struct account_kind_row	account_kind[N_ACCOUNT_KIND] = {
	[ACCOUNT_UNKNOWN] = {
		.word = "unknown", .says = "an account of unknown kind",
		.sam_most = 256 },
	[ACCOUNT_USER] = {
		.word = "user", .says = "a user account", .class = "user",
		.sam_most = 20 },
	[ACCOUNT_INETORGPERSON] = {
		.word = "inetOrgPerson", .says = "an inetOrgPerson account",
		.class = "inetOrgPerson", .sam_most = 20 },
	[ACCOUNT_COMPUTER] = {
		.word = "computer", .says = "a computer account",
		.class = "computer", .sam_most = 15, .dollar = true },
	[ACCOUNT_GMSA] = {
		.word = "gmsa", .says = "a group managed service account",
		.class = "msDS-GroupManagedServiceAccount", .sam_most = 15,
		.sam_warns = true, .dollar = true, .managed = true },
	[ACCOUNT_SMSA] = {
		.word = "smsa", .says = "a standalone managed service account",
		.class = "msDS-ManagedServiceAccount", .sam_most = 15,
		.sam_warns = true, .dollar = true, .managed = true },
	[ACCOUNT_DMSA] = {
		.word = "dmsa", .says = "a delegated managed service account",
		.class = "msDS-DelegatedManagedServiceAccount", .sam_most = 15,
		.sam_warns = true, .dollar = true, .managed = true },
	[ACCOUNT_LOCAL] = {
		.word = "local", .says = "a local account of one server",
		.sam_most = 20 },
};

/* Whoever is one of these is also what stands below it. */
static const enum account_kind	specific_first[] = {
	ACCOUNT_DMSA, ACCOUNT_GMSA, ACCOUNT_SMSA, ACCOUNT_COMPUTER,
	ACCOUNT_INETORGPERSON, ACCOUNT_USER
};

enum { N_SPECIFIC = sizeof(specific_first) / sizeof(*specific_first) };
_Static_assert((int)N_SPECIFIC == (int)ACCOUNT_NO_CLASS, "as many as there are rows");

/* The rows again, by the length of their class, no two of which are equal: of
 * exports there are millions of lines to tell apart. */
static const unsigned char	row_of_length[] = {
#define ROW(class, row)	[sizeof(class) - 1] = (row) + 1
	ROW("msDS-DelegatedManagedServiceAccount", 0),
	ROW("msDS-GroupManagedServiceAccount", 1),
	ROW("msDS-ManagedServiceAccount", 2),
	ROW("computer", 3), ROW("inetOrgPerson", 4), ROW("user", 5),
#undef ROW
};

size_t
account_class(struct span class)
{
	size_t	 row = class.n < sizeof(row_of_length) ? row_of_length[class.n] : 0;

	return row > 0 && span_is(class, account_kind[specific_first[row - 1]].class) ?
	    row - 1 : N_SPECIFIC;
}

enum account_kind
account_kind_of_class(size_t number)
{
	return number == N_SPECIFIC ? ACCOUNT_UNKNOWN : specific_first[number];
}

enum account_kind
account_kind_of(const struct span *class, size_t n)
{
	size_t	 i, row, first = N_SPECIFIC;

	for (i = 0; i < n; i++)
		if ((row = account_class(class[i])) < first)
			first = row;
	return account_kind_of_class(first);
}

enum account_kind
account_more_specific(enum account_kind a, enum account_kind b)
{
	size_t	 i = 0;

	if (a == b)
		return a;
	while (i < N_SPECIFIC && specific_first[i] != a &&
	    specific_first[i] != b)
		i++;
	return i == N_SPECIFIC ? ACCOUNT_UNKNOWN : specific_first[i];
}
