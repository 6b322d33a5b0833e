#include "tests/test.h"

#include "plans/evidence.h"
#include "plans/plan.h"
#include "plans/roster.h"
#include "plans/want.h"
#include "tests/description.h"
#include "tests/draft.h"

/*
 * What is asked for, round after round.
 */

static const char	*const word[] = {
	[WANT_CONFIG] = "config", [WANT_ALL] = "all", [WANT_SPN] = "spn", [WANT_DNS_NAME] = "dns",
	[WANT_ACCOUNT] = "account", [WANT_SID] = "sid", [WANT_GROUP] = "group", [WANT_TRUST] = "trust",
	[WANT_SECURITY] = "security", [WANT_USER_NAME] = "name"
};

/* "kind domain: value value", a line each. */
static const char *
shown(struct pool *pool, const struct want *want, size_t n)
{
	char	*text = pool_copy(pool, "");
	size_t	 i, j;

	for (i = 0; i < n; i++) {
		text = pool_printf(pool, "%s%s %s:", text, word[want[i].kind],
		    want[i].domain == NULL ? "" : want[i].domain);
		for (j = 0; j < want[i].n_value; j++)
			text = pool_printf(pool, "%s %s", text, want[i].value[j]);
		text = pool_printf(pool, "%s\n", text);
	}
	return text;
}

#define FARM	SITE("'pool':{'identity':'NetworkService'}")

/* What has come by then, and what is still wanted. */
struct round {
	const char	*directory;	/* NULL: nothing was asked yet */
	const char	*expected;
};

static const struct round	round_row[] = {
	/* Each SPN, HOST/ and the name itself; each account, and what setspn may take for it. */
	{ NULL,
	  "config :\n"
	  "spn : HOST/portal.corp.example HTTP/portal.corp.example\n"
	  "dns : portal.corp.example\n"
	  "name : HTTP/\n"
	  "account corp.example: gmsa-portal gmsa-portal$ WEB01 WEB01$ WEB02 WEB02$\n" },
	/* The name that was to be proposed is taken, and a stranger of another domain holds the SPN. */
	{ "dn: CN=g,DC=corp,DC=example\nobjectClass: msDS-GroupManagedServiceAccount\n"
	  "sAMAccountName: gmsa-portal$\n\n"
	  "dn: CN=h,DC=emea,DC=example\nobjectClass: user\nsAMAccountName: holder\n"
	  "servicePrincipalName: http/PORTAL.corp.example\n",
	  "account corp.example: gmsa-portal-2 gmsa-portal-2$\n"
	  "account emea.example: holder holder$\n" },
	/* So is the next one, in other case. */
	{ "dn: CN=g,DC=corp,DC=example\nobjectClass: msDS-GroupManagedServiceAccount\n"
	  "sAMAccountName: gmsa-portal$\n\n"
	  "dn: CN=i,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: GMSA-portal-2$\n\n"
	  "dn: CN=h,DC=emea,DC=example\nobjectClass: user\nsAMAccountName: holder\n"
	  "servicePrincipalName: http/PORTAL.corp.example\n",
	  "account corp.example: gmsa-portal-3 gmsa-portal-3$\n" },
	{ "dn: CN=g,DC=corp,DC=example\nobjectClass: msDS-GroupManagedServiceAccount\n"
	  "sAMAccountName: gmsa-portal$\n\n"
	  "dn: CN=i,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: GMSA-portal-2$\n\n"
	  "dn: CN=h,DC=emea,DC=example\nobjectClass: user\nsAMAccountName: holder\n"
	  "servicePrincipalName: http/PORTAL.corp.example\n",
	  "" },
};

/* Who may retrieve the password of the pool's account: its hosts are in groups
 * of groups, and the second of two domains has one of them. */
#define GMSA_FARM	SITE("'pool':{'identity':'SpecificUser','account':'CORP\\\\gmsa-w$'}")
#define SID		"S-1-5-21-1-2-3"
#define GMSA \
	"dn: CN=w,DC=corp,DC=example\nobjectClass: msDS-GroupManagedServiceAccount\nsAMAccountName: gmsa-w$\n" \
	"objectSid: " SID "-1101\nmsDS-GroupMSAMembership: @" SID "-1201\n\n" \
	"dn: CN=e,DC=emea,DC=example\nobjectClass: user\nsAMAccountName: e\n"
#define HOSTS \
	"\ndn: CN=hosts,DC=corp,DC=example\nobjectClass: group\ngroupType: -2147483640\nobjectSid: " SID "-1201\n" \
	"member: CN=more,DC=corp,DC=example\nmember: CN=far,DC=emea,DC=example\n" \
	"member: CN=S-1-5-21-7-8-9-1104,CN=ForeignSecurityPrincipals,DC=corp,DC=example\n" \
	"member: CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=corp,DC=example\n" \
	"member: CN=WEB01,DC=corp,DC=example\nmember: CN=x,DC=elsewhere,DC=example\n"
#define MORE \
	"\ndn: CN=more,DC=corp,DC=example\nobjectClass: group\ngroupType: -2147483640\n" \
	"member: CN=hosts,DC=corp,DC=example\nmember: CN=WEB02,DC=corp,DC=example\n"

static const struct round	group_row[] = {
	{ NULL,
	  "config :\n"
	  "spn : HOST/portal.corp.example HTTP/portal.corp.example\n"
	  "dns : portal.corp.example\n"
	  "name : HTTP/\n"
	  "account corp.example: gmsa-w gmsa-w$ WEB01 WEB01$ WEB02 WEB02$\n" },
	/* And the group whose age tells since when keys are AES. */
	{ GMSA, "sid : " SID "-1201 " SID "-521\n" },
	{ GMSA HOSTS,
	  "sid : S-1-5-21-7-8-9-1104\n"
	  "group corp.example: CN=more,DC=corp,DC=example CN=WEB01,DC=corp,DC=example\n"
	  "group emea.example: CN=far,DC=emea,DC=example\n" },
	{ GMSA HOSTS MORE, "group corp.example: CN=WEB02,DC=corp,DC=example\n" },
	{ GMSA HOSTS MORE, "" },
};

static void
rounds_of(const char *text, const struct evidence *evidence, const struct round *row, size_t n_row)
{
	struct farm		 farm = { 0 };
	struct wants		 wants = { 0 };
	struct pool		 pool = { 0 };
	const struct want	*want;
	size_t			 i, n;

	description_open(&farm, text);
	for (i = 0; i < n_row; i++) {
		struct directory	 directory = { 0 };
		struct plan		 plan = { 0 };
		struct error		 err = { "" };
		const bool		 asked = row[i].directory != NULL;

		if (asked && OK(add_text(&directory, "x", row[i].directory, &err) == 0, err.text)) {
			directory_close(&directory, &err);
			roster_learn(&farm, &directory);
		}
		plan_make(&plan, &farm, asked ? &directory : NULL);
		want = want_plan(&wants, &plan, evidence, asked ? &directory : NULL, &n);
		SAME(shown(&pool, want, n), row[i].expected, "round");
		plan_free(&plan);
		directory_free(&directory);
	}
	want_free(&wants);
	farm_free(&farm);
	pool_free(&pool);
}

/* What the users' forest knows of the farm's, and the farm's of theirs; who may
 * what with the holder where their trust is selective. */
static const struct round	trust_row[] = {
	{ NULL,
	  "config :\n"
	  "trust users.test: corp.example\n"
	  "trust corp.example: users.test\n"
	  "spn : HOST/portal.corp.example HTTP/portal.corp.example\n"
	  "dns : portal.corp.example\n"
	  "name : HTTP/\n"
	  "account corp.example: svc svc$ WEB01 WEB01$ WEB02 WEB02$\n" },
	{ "dn: CN=u,DC=users,DC=test\nobjectClass: user\n", "" },
	{ "dn: CN=users.test,CN=System,DC=corp,DC=example\nobjectClass: trustedDomain\n"
	  "trustPartner: users.test\ntrustAttributes: 24\n", "security corp.example: svc\n" },
};

static void
trusts(void)
{
	rounds_of(SITE("'pool':{'identity':'SpecificUser','account':'CORP\\\\svc'},"
	    "'clients':{'forests':['corp.example','users.test']}"), NULL, trust_row,
	    sizeof(trust_row) / sizeof(*trust_row));
}

/* Where no forest is said, those of the servers: once the directory has shown them. */
#define CROSS_REFS \
	"dn: CN=CORP,CN=Partitions,CN=Configuration,DC=corp,DC=example\nobjectClass: crossRef\n" \
	"nCName: DC=corp,DC=example\nsystemFlags: 3\n\n" \
	"dn: CN=PART,CN=Partitions,CN=Configuration,DC=part,DC=test\nobjectClass: crossRef\n" \
	"nCName: DC=part,DC=test\nsystemFlags: 3\n"

static const struct round	server_row[] = {
	{ NULL,
	  "config :\n"
	  "spn : HOST/portal.corp.example HOST/web01.part.test HTTP/portal.corp.example\n"
	  "dns : portal.corp.example web01.part.test\n"
	  "name : HTTP/\n"
	  "account corp.example: svc svc$\n"
	  "account part.test: WEB01 WEB01$\n" },
	{ CROSS_REFS, "trust part.test: corp.example\ntrust corp.example: part.test\n" },
	{ CROSS_REFS, "" },
};

static void
forests_of_servers(void)
{
	rounds_of("{'domains':[{'name':'CORP','dns':'corp.example'},{'name':'PART','dns':'part.test'}],"
	    "'servers':[{'name':'WEB01','domain':'PART'}],"
	    "'sites':[{'name':'portal','names':['portal.corp.example'],'servers':['WEB01'],"
	    "'pool':{'identity':'SpecificUser','account':'CORP\\\\svc'},"
	    "'windowsAuthentication':{'useAppPoolCredentials':true}}]}",
	    NULL, server_row, sizeof(server_row) / sizeof(*server_row));
}

static void
rounds(void)
{
	rounds_of(FARM, NULL, round_row, sizeof(round_row) / sizeof(*round_row));
}

static void
groups(void)
{
	rounds_of(GMSA_FARM, NULL, group_row, sizeof(group_row) / sizeof(*group_row));
}

/* What was asked for and is not planned has a class of its own. */
static void
seen(void)
{
	struct seen_ticket		 ticket[] = { { .spn = "HTTP/portal.corp.example" }, { .spn = "nfs/files.corp.example" } };
	const struct evidence		 evidence = { .ticket = ticket, .n_ticket = 2 };
	static const struct round	 row[] = {
		{ NULL,
		  "config :\n"
		  "spn : HOST/portal.corp.example HTTP/portal.corp.example\n"
		  "dns : portal.corp.example\n"
		  "name : HTTP/ nfs/\n"
		  "spn : HOST/files.corp.example HOST/portal.corp.example HTTP/portal.corp.example nfs/files.corp.example\n"
		  "dns : files.corp.example portal.corp.example\n"
		  "account corp.example: gmsa-portal gmsa-portal$ WEB01 WEB01$ WEB02 WEB02$\n" },
	};

	rounds_of(FARM, &evidence, row, sizeof(row) / sizeof(*row));
}

/* What a source answers for is known of the domain, however little came. */
static const struct {
	const char	*directory;
	unsigned	 covers;
	bool		 all, hides;
	enum coverage	 of_spn, of_upn;
} cover_row[] = {
	{ "", 0, false, false, COVERAGE_ABSENT, COVERAGE_ABSENT },
	{ "", 1u << ATTR_SPN, true, false, COVERAGE_COMPLETE, COVERAGE_UNKNOWN },
	{ "dn: CN=a,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: a\n", 1u << ATTR_SPN,
	  true, false, COVERAGE_COMPLETE, COVERAGE_UNKNOWN },
	/* What all accounts show is known as well. */
	{ "dn: CN=a,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: a\nuserPrincipalName: b\n",
	  1u << ATTR_SPN, true, false, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
	/* One that lacks what every account has was not shown whole. */
	{ "dn: CN=a,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: a\n\n"
	  "dn: CN=b,DC=corp,DC=example\nobjectClass: user\n", 1u << ATTR_SPN,
	  false, true, COVERAGE_UNKNOWN, COVERAGE_UNKNOWN },
	{ "dn: CN=b,DC=corp,DC=example\nsAMAccountName: b\nservicePrincipalName: HTTP/b\n", 1u << ATTR_SPN,
	  false, true, COVERAGE_COMPLETE, COVERAGE_UNKNOWN },
	/* Other domains are theirs. */
	{ "dn: CN=b,DC=emea,DC=example\nsAMAccountName: b\n", 1u << ATTR_SPN,
	  true, false, COVERAGE_COMPLETE, COVERAGE_UNKNOWN },
};

static void
coverage(void)
{
	const struct domain	*domain;
	size_t			 i;

	for (i = 0; i < sizeof(cover_row) / sizeof(*cover_row); i++) {
		struct directory	 directory = { 0 };
		struct error		 err = { "" };

		OK(add_text(&directory, "x", cover_row[i].directory, &err) == 0, err.text);
		if (cover_row[i].covers != 0)
			directory_covers(&directory, "CORP.example", cover_row[i].covers);
		directory_close(&directory, &err);
		domain = directory_domain(&directory, "corp.example");
		if (cover_row[i].covers == 0)
			OK(domain == NULL, cover_row[i].directory);
		else if (OK(domain != NULL, cover_row[i].directory)) {
			SAME_INT(domain->all_accounts, cover_row[i].all, cover_row[i].directory);
			SAME_INT(domain->hides, cover_row[i].hides, cover_row[i].directory);
			SAME_INT(domain->covers[ATTR_SPN], cover_row[i].of_spn, cover_row[i].directory);
			SAME_INT(domain->covers[ATTR_UPN], cover_row[i].of_upn, cover_row[i].directory);
		}
		directory_free(&directory);
	}
}

void
t_want(void)
{
	test_suite("want");
	test_add("trusts are asked for where clients are elsewhere", trusts);
	test_add("and where the servers are, when that is known", forests_of_servers);
	test_add("groups are asked for level by level", groups);
	test_add("each round asks for what is new", rounds);
	test_add("what was asked for is looked up, user names too", seen);
	test_add("what a source answers for is known", coverage);
}
