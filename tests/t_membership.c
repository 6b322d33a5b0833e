#include "tests/test.h"

#include "plans/membership.h"
#include "tests/draft.h"

#define CORP	"S-1-5-21-1-2-3"
#define EMEA	"S-1-5-21-4-5-6"
#define GLOBAL	"groupType: -2147483646\n"
#define LOCAL	"groupType: -2147483644\n"
#define UNIVERSAL "groupType: -2147483640\n"
#define GROUP(cn, dc, sid, type)	"dn: CN=" cn ",DC=" dc ",DC=x\nobjectClass: group\nobjectSid: " sid "\n" type
#define FOREIGN	",CN=ForeignSecurityPrincipals,DC=corp,DC=x\n"

/* WEB01 of corp; most is in corp, which is whole, some in emea, which may not be. */
static const char	corp[] =
    "dn: CN=WEB01,OU=a\\, b,DC=corp,DC=x\nobjectClass: computer\nsAMAccountName: WEB01$\n"
    "objectSid: " CORP "-1101\nprimaryGroupID: 515\nuserAccountControl: 4096\n\n"
    "dn: CN=svc,DC=corp,DC=x\nobjectClass: user\nsAMAccountName: svc\nobjectSid: " CORP "-1102\n"
    "primaryGroupID: 513\nuserAccountControl: 512\n\n"
    "dn: CN=DC1,DC=corp,DC=x\nobjectClass: computer\nsAMAccountName: DC1$\nobjectSid: " CORP "-1000\n"
    "primaryGroupID: 516\nuserAccountControl: 532480\n\n"
    GROUP("Domain Computers", "corp", CORP "-515", GLOBAL) "\n"
    GROUP("direct", "corp", CORP "-1201", GLOBAL) "member: cn=web01, ou=A\\2C B,dc=CORP,dc=x\n\n"
    GROUP("others", "corp", CORP "-1202", GLOBAL) "member: CN=svc,DC=corp,DC=x\nmember: CN=gone,DC=corp,DC=x\n\n"
    GROUP("nested", "corp", CORP "-1203", UNIVERSAL) "member: CN=direct,DC=corp,DC=x\n\n"
    GROUP("ring a", "corp", CORP "-1204", GLOBAL) "member: CN=ring b,DC=corp,DC=x\n\n"
    GROUP("ring b", "corp", CORP "-1205", GLOBAL) "member: CN=ring a,DC=corp,DC=x\n\n"
    GROUP("computers", "corp", CORP "-1206", GLOBAL) "member: CN=Domain Computers,DC=corp,DC=x\n\n"
    GROUP("mail", "corp", CORP "-1207", "groupType: 2\n") "member: CN=WEB01,OU=a\\, b,DC=corp,DC=x\n\n"
    GROUP("of mail", "corp", CORP "-1208", GLOBAL) "member: CN=mail,DC=corp,DC=x\n\n"
    GROUP("local", "corp", CORP "-1209", LOCAL) "member: CN=direct,DC=corp,DC=x\n\n"
    GROUP("everybody", "corp", CORP "-1210", LOCAL) "member: CN=S-1-5-11" FOREIGN "\n"
    GROUP("itself", "corp", CORP "-1211", LOCAL) "member: CN=" CORP "-1101" FOREIGN "\n"
    GROUP("by its SID", "corp", CORP "-1212", LOCAL) "member: CN=" CORP "-1201" FOREIGN "\n"
    GROUP("strangers", "corp", CORP "-1213", LOCAL) "member: CN=S-1-5-21-7-8-9-1104" FOREIGN "\n"
    GROUP("from emea", "corp", CORP "-1214", UNIVERSAL) "member: CN=who,DC=emea,DC=x\n\n"
    "dn: CN=Administrators,CN=Builtin,DC=corp,DC=x\nobjectClass: group\nobjectSid: S-1-5-32-544\n"
    "groupType: -2147483643\nmember: CN=direct,DC=corp,DC=x\n\n"
    "dn: CN=typeless,DC=corp,DC=x\nobjectClass: group\nobjectSid: " CORP "-1215\n"
    "member: CN=direct,DC=corp,DC=x\n";
static const char	emea[] =
    "dn: CN=u,DC=emea,DC=x\nobjectClass: user\nsAMAccountName: u\nobjectSid: " EMEA "-1101\n\n"
    GROUP("here", "emea", EMEA "-1201", UNIVERSAL) "member: CN=nested,DC=corp,DC=x\n\n"
    GROUP("there", "emea", EMEA "-1202", LOCAL) "member: CN=direct,DC=corp,DC=x\n\n"
    "dn: CN=Administrators,CN=Builtin,DC=emea,DC=x\nobjectClass: group\nobjectSid: S-1-5-32-544\n"
    "groupType: -2147483643\n";

static bool
made(struct directory *directory, bool whole)
{
	struct error	 err = { "" };
	size_t		 i;

	*directory = (struct directory){ 0 };
	for (i = 0; i < N_ATTRIBUTE; i++) {
		directory_exported(directory, "corp", (enum attribute_id)i);
		if (whole)
			directory_exported(directory, "emea", (enum attribute_id)i);
	}
	if (add_text(directory, "corp", corp, &err) != 0 || add_text(directory, "emea", emea, &err) != 0)
		return OK(false, err.text);
	return SAME_INT(directory_close(directory, &err), 0, err.text);
}

#define NO		"no"
#define YES		"yes"
#define NO_GROUPS	"the groups of emea.x did not all come"

static const char *
said(const struct told *told)
{
	return told->answer == ANSWER_YES ? YES : told->answer == ANSWER_NO ? NO : told->because;
}

/* Of WEB01, in corp, unless they say other. */
static const struct {
	const char	*sid;
	const char	*whole, *partly;	/* where emea is whole, and where it is not */
	const char	*sam, *where;
} holds[] = {
	{ CORP "-1101", YES, YES }, { CORP "-1102", NO, NO }, { CORP "-515", YES, YES }, { CORP "-513", NO, NO },
	{ CORP "-1201", YES, YES }, { CORP "-1202", NO, NO }, { CORP "-1203", YES, YES },
	{ CORP "-1204", NO, NO }, { CORP "-1206", YES, YES }, { CORP "-1299", NO, NO },
	/* Distribution lists grant nothing, not even through others. */
	{ CORP "-1207", NO, NO }, { CORP "-1208", NO, NO },
	/* Domain local groups count where they are. */
	{ CORP "-1209", YES, YES }, { CORP "-1209", NO, NO, .where = "emea.x" },
	{ EMEA "-1202", NO, NO }, { EMEA "-1202", YES, YES, .where = "emea.x" },
	{ EMEA "-1201", YES, YES }, { EMEA "-1299", NO, NO_GROUPS }, { EMEA "-1101", NO, NO },
	{ "S-1-5-32-544", YES, YES }, { "S-1-5-32-544", NO, NO_GROUPS, .where = "emea.x" },
	{ "S-1-5-32-550", NO, NO }, { "S-1-5-32-550", NO, NO_GROUPS, .where = "emea.x" },
	/* foreignSecurityPrincipals. */
	{ CORP "-1210", YES, YES }, { CORP "-1211", YES, YES }, { CORP "-1212", YES, YES },
	{ CORP "-1213", "no source has the domain of S-1-5-21-7-8-9-1104",
	    "no source has the domain of S-1-5-21-7-8-9-1104" },
	{ CORP "-1214", NO, NO_GROUPS },
	{ CORP "-1215", "the groupType of CN=typeless,DC=corp,DC=x did not come",
	    "the groupType of CN=typeless,DC=corp,DC=x did not come" },
	{ "S-1-5-21-7-8-9-1104", "no source has the domain of S-1-5-21-7-8-9-1104",
	    "no source has the domain of S-1-5-21-7-8-9-1104" },
	/* What everybody has, and what nobody has from elsewhere. */
	{ "S-1-1-0", YES, YES }, { "S-1-5-11", YES, YES }, { "S-1-5-18", NO, NO }, { "S-1-5-10", NO, NO },
	{ "S-1-5-9", NO, NO }, { "S-1-5-9", YES, YES, .sam = "DC1$" },
	{ "S-1-5-2", "whether it holds S-1-5-2 depends on how it logs on",
	    "whether it holds S-1-5-2 depends on how it logs on" },
	{ CORP "-515", NO, NO, .sam = "svc" }, { CORP "-1202", YES, YES, .sam = "svc" },
	/* u has no primaryGroupID here. */
	{ EMEA "-1201", "the primaryGroupID of CN=u,DC=emea,DC=x did not come", NO_GROUPS, .sam = "u" },
};

static void
membership(void)
{
	struct directory	 directory;
	struct pool		 pool = { 0 };
	const struct account	*account;
	struct told		 told;
	size_t			 i, whole;

	for (whole = 0; whole < 2; whole++) {
		for (i = 0; made(&directory, whole == 1) && i < sizeof(holds) / sizeof(*holds); i++) {
			const char	*sam = holds[i].sam == NULL ? "WEB01$" : holds[i].sam;

			account = directory_account(&directory, directory_domain(&directory,
			    strcmp(sam, "u") == 0 ? "emea.x" : "corp.x"), sam);
			if (!OK(account != NULL, sam))
				continue;
			told = membership_told(&pool, &directory, account, directory_domain(&directory,
			    holds[i].where == NULL ? "corp.x" : holds[i].where), holds[i].sid);
			SAME(said(&told), whole == 1 ? holds[i].whole : holds[i].partly, holds[i].sid);
			directory_free(&directory);
		}
		directory_free(&directory);
	}
	pool_free(&pool);
}

#define STRANGER	"S-1-5-21-7-8-9-1104"
#define NOT_HERE	"no source has the domain of " STRANGER
#define ME		CORP "-1101"
#define MINE		CORP "-1203"
#define OTHER		CORP "-1102"
#define READ		RIGHT_READ_PROPERTY
#define ACT		RIGHT_CONTROL_ACCESS
#define ALLOW(m, s)	{ .kind = ACE_ALLOW, .mask = m, .sid = s }
#define DENY(m, s)	{ .kind = ACE_DENY, .mask = m, .sid = s }

static const struct {
	const char	*row;
	struct ace	 ace[3];
	size_t		 n;
	uint32_t	 right;
	const char	*object;
	const char	*said;
} accesses[] = {
	{ "nothing", { { 0 } }, 0, READ, NULL, NO },
	{ "itself", { ALLOW(RIGHT_FULL_CONTROL, ME) }, 1, READ, NULL, YES },
	{ "a group", { ALLOW(READ, MINE) }, 1, READ, NULL, YES },
	{ "another", { ALLOW(READ, OTHER) }, 1, READ, NULL, NO },
	{ "another right", { ALLOW(ACT, ME) }, 1, READ, NULL, NO },
	{ "half of it each", { ALLOW(READ, ME), ALLOW(ACT, MINE) }, 2, READ | ACT, NULL, YES },
	{ "half of it", { ALLOW(READ, ME), ALLOW(ACT, OTHER) }, 2, READ | ACT, NULL, NO },
	/* The first one counts. */
	{ "denied", { DENY(READ, MINE), ALLOW(READ, ME) }, 2, READ, NULL, NO },
	{ "denied too late", { ALLOW(READ, ME), DENY(READ, MINE) }, 2, READ, NULL, YES },
	{ "half of it denied in between", { ALLOW(READ, ME), DENY(READ | ACT, MINE), ALLOW(ACT, ME) }, 3,
	    READ | ACT, NULL, NO },
	{ "another right denied", { DENY(ACT, ME), ALLOW(READ, ME) }, 2, READ, NULL, YES },
	{ "others denied", { DENY(READ, OTHER), ALLOW(READ, ME) }, 2, READ, NULL, YES },
	/* What cannot be told matters only where it would make a difference. */
	{ "a stranger", { ALLOW(READ, STRANGER) }, 1, READ, NULL, NOT_HERE },
	{ "a stranger before itself", { ALLOW(READ, STRANGER), ALLOW(READ, ME) }, 2, READ, NULL, YES },
	{ "a stranger denied", { DENY(READ, STRANGER), ALLOW(READ, ME) }, 2, READ, NULL, NOT_HERE },
	{ "a stranger denied for nothing", { DENY(READ, STRANGER), ALLOW(READ, OTHER) }, 2, READ, NULL, NO },
	{ "denied, then a stranger", { DENY(READ, ME), ALLOW(READ, STRANGER) }, 2, READ, NULL, NO },
	/* Not all entries are of the object, or of what is asked. */
	{ "inherited by others", { { .kind = ACE_ALLOW, .mask = READ, .sid = ME, .flags = ACE_INHERIT_ONLY } }, 1,
	    READ, NULL, NO },
	{ "audit", { { .kind = ACE_OTHER, .mask = READ } }, 1, READ, NULL, NO },
	{ "this object", { { .kind = ACE_ALLOW, .mask = ACT, .sid = ME, .object = "a" } }, 1, ACT, "a", YES },
	{ "another object", { { .kind = ACE_ALLOW, .mask = ACT, .sid = ME, .object = "a" } }, 1, ACT, "b", NO },
	{ "an object of nothing", { { .kind = ACE_ALLOW, .mask = ACT, .sid = ME, .object = "a" } }, 1, ACT, NULL, NO },
	{ "all objects", { ALLOW(ACT, ME) }, 1, ACT, "b", YES },
	{ "if", { { .kind = ACE_ALLOW, .mask = ACT, .sid = ME, .conditional = true } }, 1, ACT, NULL,
	    "an entry has a condition" },
	{ "if it were another", { { .kind = ACE_ALLOW, .mask = ACT, .sid = OTHER, .conditional = true } }, 1, ACT,
	    NULL, NO },
};

static void
access_told(void)
{
	struct directory	 directory;
	struct pool		 pool = { 0 };
	struct access_question	 question = { .directory = &directory };
	struct ace		 ace[3];
	struct descriptor	 descriptor = { .ace = ace };
	struct told		 told;
	size_t			 i;

	if (!made(&directory, true))
		return;
	question.where = directory_domain(&directory, "corp.x");
	question.account = directory_account(&directory, question.where, "WEB01$");
	for (i = 0; i < sizeof(accesses) / sizeof(*accesses); i++) {
		memcpy(ace, accesses[i].ace, sizeof(ace));
		descriptor.n_ace = accesses[i].n;
		question.right = accesses[i].right;
		question.object = accesses[i].object;
		told = membership_access(&pool, &question, &descriptor);
		SAME(said(&told), accesses[i].said, accesses[i].row);
	}
	descriptor = (struct descriptor){ .open = true };
	told = membership_access(&pool, &question, &descriptor);
	SAME(said(&told), YES, "no list");
	descriptor = (struct descriptor){ .fault = "broken" };
	told = membership_access(&pool, &question, &descriptor);
	SAME(said(&told), "broken", "no descriptor");
	pool_free(&pool);
	directory_free(&directory);
}

static void
groups(void)
{
	struct directory	 directory;
	const struct group	*group;
	const struct account	*account;

	if (!made(&directory, true))
		return;
	SAME_INT((long long)n_accounts(&directory), 4, "groups are no accounts");
	SAME_INT((long long)directory.n_group, 20, NULL);
	SAME(directory_domain(&directory, "corp.x")->sid, CORP, NULL);
	group = directory_group(&directory, "cn=DIRECT, dc=Corp,dc=x");
	if (OK(group != NULL, "by DN")) {
		SAME(group->sid, CORP "-1201", NULL);
		SAME_INT((long long)group->n_member, 1, NULL);
		SAME_INT(group->type, 0x80000002LL, NULL);
	}
	OK(directory_group(&directory, "CN=svc,DC=corp,DC=x") == NULL, "an account");
	OK(directory_group(&directory, "no DN") == NULL, "no DN");
	OK(directory_group_of_sid(&directory, NULL, CORP "-1201") == group, "by SID");
	group = directory_group_of_sid(&directory, directory_domain(&directory, "emea.x"), "S-1-5-32-544");
	if (OK(group != NULL, "of a domain"))
		SAME(group->dn, "CN=Administrators,CN=Builtin,DC=emea,DC=x", NULL);
	OK(directory_group_of_sid(&directory, NULL, "S-1-5-32-544") == NULL, "of no domain");
	account = directory_account_of_sid(&directory, OTHER);
	OK(account != NULL && strcmp(account->sam, "svc") == 0, "an account by SID");
	OK(directory_account_of_sid(&directory, CORP "-1") == NULL, "nobody");
	directory_free(&directory);
}

void
t_membership(void)
{
	test_suite("membership");
	test_add("groups are found by DN and SID", groups);
	test_add("which SIDs an account holds", membership);
	test_add("what a descriptor lets it do", access_told);
}
