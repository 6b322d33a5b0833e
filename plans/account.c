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

static bool
has_class(const struct span *class, size_t n, const char *name)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (span_is(class[i], name))
			return true;
	return false;
}

enum account_kind
account_kind_of(const struct span *class, size_t n)
{
	static const enum account_kind	 specific_first[] = {
		ACCOUNT_DMSA, ACCOUNT_GMSA, ACCOUNT_SMSA, ACCOUNT_COMPUTER,
		ACCOUNT_INETORGPERSON, ACCOUNT_USER,
	};
	size_t	 i;

	for (i = 0; i < sizeof(specific_first) / sizeof(*specific_first); i++)
		if (has_class(class, n, account_kind[specific_first[i]].class))
			return specific_first[i];
	return ACCOUNT_UNKNOWN;
}
