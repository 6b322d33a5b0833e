#include <string.h>

#include "plans/prediction.h"
#include "tests/description.h"
#include "tests/test.h"

/*
 * What clients ask for: each client for each state of DNS, then the names of
 * a description.
 */

#define PORT(number, ...) { .host = "portal.corp.example", .port = number, __VA_ARGS__ }
#define NAME(...)	PORT("", __VA_ARGS__)
#define SHORT(...)	{ .host = "portal", .port = "", __VA_ARGS__ }
#define CNAME		.record = RECORD_CNAME, .canonical = "vip.corp.example"
#define STOPS		.stops_at_cname = true
#define PORTAL_SPN	"HTTP/portal.corp.example"
#define VIP		"HTTP/vip.corp.example"
#define NO_TICKET	"no ticket (it is an address, and TryIPSPN is not set)"
#define NO_FULL_NAME	"cannot be told (the resolver completes the short name, and names has no full one)"
#define NO_RECORD	"cannot be told (set the record of the name)"
#define NO_REVERSE	"cannot be told (set the reverse of the name)"

static const struct {
	const char		*title;
	struct client_name	 name;
	const char		*expected[N_CLIENT];
} asks_row[] = {
	/*	chrome, firefox, ie, dotnet,
	 *	dotnet-framework, powershell, curl, mit, chrome-linux */

	/* A record: all ask for what is typed. */
	{ "A", NAME(), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	/* CNAME: those that ask the resolver follow it. */
	{ "CNAME", NAME(CNAME), {
	    VIP, VIP, VIP, VIP,
	    VIP, PORTAL_SPN, PORTAL_SPN, VIP, VIP } },
	/* Firefox and .NET cannot be told otherwise. */
	{ "CNAME, told to stop", NAME(CNAME, STOPS), {
	    PORTAL_SPN, VIP, PORTAL_SPN, VIP,
	    VIP, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	{ "unknown record", NAME(.record = RECORD_UNKNOWN), {
	    NO_RECORD, NO_RECORD, NO_RECORD, NO_RECORD,
	    NO_RECORD, PORTAL_SPN, PORTAL_SPN, NO_RECORD, NO_RECORD } },
	{ "unknown record, told to stop", NAME(.record = RECORD_UNKNOWN, STOPS), {
	    PORTAL_SPN, NO_RECORD, PORTAL_SPN, NO_RECORD,
	    NO_RECORD, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	/* Short name: the resolver completes it. */
	{ "short", SHORT(.full = "portal.corp.example"), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, "HTTP/portal", "HTTP/portal", PORTAL_SPN, PORTAL_SPN } },
	{ "short, no full name", SHORT(), {
	    NO_FULL_NAME, NO_FULL_NAME, NO_FULL_NAME, NO_FULL_NAME,
	    NO_FULL_NAME, "HTTP/portal", "HTTP/portal", NO_FULL_NAME, NO_FULL_NAME } },
	{ "short, CNAME", SHORT(.full = "portal.corp.example", CNAME), {
	    VIP, VIP, VIP, VIP,
	    VIP, "HTTP/portal", "HTTP/portal", VIP, VIP } },
	/* Without the resolver MIT Kerberos completes a short name itself. */
	{ "short, told to stop", SHORT(.full = "portal.corp.example", STOPS), {
	    "HTTP/portal", PORTAL_SPN, "HTTP/portal", PORTAL_SPN,
	    PORTAL_SPN, "HTTP/portal", "HTTP/portal", PORTAL_SPN, PORTAL_SPN } },
	{ "short, no full name, told to stop", SHORT(STOPS), {
	    "HTTP/portal", NO_FULL_NAME, "HTTP/portal", NO_FULL_NAME,
	    NO_FULL_NAME, "HTTP/portal", "HTTP/portal", NO_FULL_NAME, NO_FULL_NAME } },
	/* PTR: MIT Kerberos alone asks what the address leads back to. */
	{ "PTR", NAME(.reverse = "vip.corp.example"), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, VIP, VIP } },
	{ "PTR of the name", NAME(.reverse = "portal.corp.example"), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	{ "PTR unknown", NAME(.reverse_unknown = true), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, NO_REVERSE, NO_REVERSE } },
	{ "PTR, told to stop", NAME(.reverse = "vip.corp.example", STOPS), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	{ "PTR unknown, told to stop", NAME(.reverse_unknown = true, STOPS), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	{ "CNAME, PTR", NAME(CNAME, .reverse = "web01.corp.example"), {
	    VIP, VIP, VIP, VIP,
	    VIP, PORTAL_SPN, PORTAL_SPN, "HTTP/web01.corp.example", "HTTP/web01.corp.example" } },
	{ "CNAME, PTR of the alias", NAME(CNAME, .reverse = "portal.corp.example"), {
	    VIP, VIP, VIP, VIP,
	    VIP, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	/* The PTR tells it, whatever lies between. */
	{ "unknown record, PTR", NAME(.record = RECORD_UNKNOWN, .reverse = "vip.corp.example"), {
	    NO_RECORD, NO_RECORD, NO_RECORD, NO_RECORD,
	    NO_RECORD, PORTAL_SPN, PORTAL_SPN, VIP, VIP } },
	{ "short, no full name, PTR", SHORT(.reverse = "vip.corp.example"), {
	    NO_FULL_NAME, NO_FULL_NAME, NO_FULL_NAME, NO_FULL_NAME,
	    NO_FULL_NAME, "HTTP/portal", "HTTP/portal", VIP, VIP } },
	/* Port: dropped, unless a setting says otherwise. */
	{ "port", { .host = "portal", .port = "8080", .full = "portal" }, {
	    "HTTP/portal", "HTTP/portal", "HTTP/portal", "HTTP/portal",
	    "HTTP/portal", "HTTP/portal", "HTTP/portal", "HTTP/portal", "HTTP/portal" } },
	{ "port, told to keep it", { .host = "portal", .port = "8080", .full = "portal", .port_in_spn = true }, {
	    "HTTP/portal:8080", "HTTP/portal", "HTTP/portal:8080", "HTTP/portal:8080",
	    "HTTP/portal", "HTTP/portal:8080", "HTTP/portal", "HTTP/portal", "HTTP/portal:8080" } },
	{ "port of a CNAME, told to keep it", PORT("8080", CNAME, .port_in_spn = true), {
	    "HTTP/vip.corp.example:8080", VIP, "HTTP/vip.corp.example:8080", "HTTP/vip.corp.example:8080",
	    VIP, "HTTP/portal.corp.example:8080", PORTAL_SPN, VIP, "HTTP/vip.corp.example:8080" } },
	{ "port 80, told to keep it", PORT("80", .port_in_spn = true), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	{ "port 443, told to keep it", PORT("443", .port_in_spn = true), {
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN,
	    PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN, PORTAL_SPN } },
	/* Address: never its own SPN. */
	{ "IPv4", { .host = "192.0.2.1", .port = "8080", .port_in_spn = true }, {
	    NO_TICKET, NO_TICKET, NO_TICKET, NO_TICKET,
	    NO_TICKET, NO_TICKET, NO_TICKET,
	    "cannot be told (it asks for the name that the address leads back to)",
	    "cannot be told (it asks for the name that the address leads back to)" } },
	{ "IPv6", { .host = "2001:db8::1", .port = "", STOPS }, {
	    NO_TICKET, NO_TICKET, NO_TICKET, NO_TICKET,
	    NO_TICKET, NO_TICKET, NO_TICKET,
	    "cannot be told (it asks for the name that the address leads back to)",
	    "cannot be told (it asks for the name that the address leads back to)" } },
};

static void
asks(void)
{
	struct pool		 pool = { 0 };
	struct client_asks	 said;
	char			 title[96];
	size_t			 i, j;

	for (i = 0; i < sizeof(asks_row) / sizeof(*asks_row); i++) {
		for (j = 0; j < N_CLIENT; j++) {
			snprintf(title, sizeof(title), "%s, %s", asks_row[i].title, client[j].word);
			said = client_predict(&pool, &client[j], &asks_row[i].name);
			SAME(said.spn != NULL ? said.spn : said.because, asks_row[i].expected[j], title);
		}
	}
	OK(client[N_CLIENT].word == NULL, "the table ends where its count says");
	pool_free(&pool);
}

/* Why, where there is an SPN. */
static void
because(void)
{
	static const struct {
		const char		*client;
		struct client_name	 name;
		const char		*expected;
	} row[] = {
		{ "curl", NAME(), "as typed" },
		{ "chrome", NAME(), "as typed" },
		{ "chrome", SHORT(.full = "portal.corp.example"), "the resolver completes the short name" },
		{ "chrome", NAME(CNAME), "the CNAME is followed" },
		{ "mit", NAME(.reverse = "vip.corp.example"), "its address leads back to it (PTR)" },
		{ "curl", PORT("8080", .port_in_spn = true), "as typed, without the port" },
		{ "ie", PORT("8080", .port_in_spn = true, CNAME), "the CNAME is followed, with the port" },
		{ "ie", PORT("443", .port_in_spn = true), "as typed" }
	};
	struct pool		 pool = { 0 };
	const struct client	*who;
	size_t			 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		for (who = client; strcmp(who->word, row[i].client) != 0; who++)
			continue;
		SAME(client_predict(&pool, who, &row[i].name).because, row[i].expected, row[i].client);
	}
	pool_free(&pool);
}

#define SITE_OF(names, more)	"{" BASE ",'sites':[{'name':'s','names':[" names "],'servers':['WEB01']," more "}]}"
#define DNS(names, entries, more) "{" BASE ",'loadBalancers':[{'name':'edge','servers':['WEB01','WEB02'],'names':[" entries "]}]," \
	"'sites':[{'name':'s','names':[" names "],'loadBalancer':'edge'," more "}]}"
#define MACHINE		"'pool':{'identity':'NetworkService'}"
#define ACCOUNT_POOL	"'pool':{'identity':'SpecificUser','account':'CORP\\\\svc'},'windowsAuthentication':{'useAppPoolCredentials':true}"

/* What chrome, curl and mit ask for, each name in turn; "?" stands before
 * what the plan does not decide. */
static const struct {
	const char	*title, *farm, *expected;
} plan_row[] = {
	{ "a name", SITE_OF("'portal.corp.example'", ACCOUNT_POOL),
	  PORTAL_SPN " " PORTAL_SPN " " PORTAL_SPN "\n" },
	/* A short name becomes the site's full one, or the server's. */
	{ "both forms", SITE_OF("'portal.corp.example','portal','portal-x.corp.example'", ACCOUNT_POOL),
	  PORTAL_SPN " HTTP/portal " PORTAL_SPN "\n"
	  "HTTP/portal-x.corp.example HTTP/portal-x.corp.example HTTP/portal-x.corp.example\n"
	  PORTAL_SPN " " PORTAL_SPN " " PORTAL_SPN "\n" },
	{ "another name with that beginning", SITE_OF("'portal','portal-x.corp.example'", ACCOUNT_POOL),
	  "? HTTP/portal ?\n"
	  "HTTP/portal-x.corp.example HTTP/portal-x.corp.example HTTP/portal-x.corp.example\n" },
	{ "a server's short name, an account", SITE_OF("'web01'", ACCOUNT_POOL),
	  "?HTTP/web01.corp.example HTTP/web01 ?HTTP/web01.corp.example\n" },
	/* HOST/ answers for all names of the machine whose key decrypts. */
	{ "a server's short name, the machine", SITE_OF("'web01'", MACHINE),
	  "HTTP/web01.corp.example HTTP/web01 HTTP/web01.corp.example\n" },
	/* What DNS has of the full name holds for the short one. */
	{ "CNAME of the full name", DNS("'portal','portal.corp.example'",
	  "{'name':'portal.corp.example','record':'CNAME','canonical':'vip.corp.example'}", ACCOUNT_POOL),
	  VIP " HTTP/portal " VIP "\n" VIP " " PORTAL_SPN " " VIP "\n" },
	/* A virtual name is planned in addition, a computer's is not. */
	{ "PTR to a name", DNS("'portal.corp.example'", "{'name':'portal.corp.example','reverse':'vip.corp.example'}", ACCOUNT_POOL),
	  PORTAL_SPN " " PORTAL_SPN " " VIP "\n" },
	{ "PTR to a server", DNS("'portal.corp.example'", "{'name':'portal.corp.example','reverse':'web01.corp.example'}", ACCOUNT_POOL),
	  PORTAL_SPN " " PORTAL_SPN " ?HTTP/web01.corp.example\n" },
	{ "PTR to a server that the site plans", DNS("'portal.corp.example'",
	  "{'name':'portal.corp.example','reverse':'web01.corp.example'}", "'nodeNames':true," ACCOUNT_POOL),
	  PORTAL_SPN " " PORTAL_SPN " HTTP/web01.corp.example\n" },
	{ "PTR to a server with a keytab", DNS("'portal.corp.example'", "{'name':'portal.corp.example','reverse':'web01.corp.example'}",
	  "'product':'keytab','pool':{'identity':'SpecificUser','account':'CORP\\\\svc'}"),
	  PORTAL_SPN " " PORTAL_SPN " HTTP/web01.corp.example\n" },
	{ "PTR unknown", DNS("'portal.corp.example'", "{'name':'portal.corp.example','reverse':'unknown'}", ACCOUNT_POOL),
	  PORTAL_SPN " " PORTAL_SPN " ?\n" },
	/* Port, CNAME and portInSpn together. */
	{ "port of a CNAME", DNS("'portal.corp.example:8080'",
	  "{'name':'portal.corp.example','record':'CNAME','canonical':'vip.corp.example'}",
	  "'clients':{'portInSpn':true}," ACCOUNT_POOL),
	  VIP ":8080 " PORTAL_SPN " " VIP "\n" },
	/* Addresses are left out, the names beside them are not. */
	{ "addresses", SITE_OF("'192.0.2.1:8080','[2001:db8::1]:8080','portal.corp.example'", "'clients':{'portInSpn':true}," ACCOUNT_POOL),
	  "? ? ?\n? ? ?\n" PORTAL_SPN " " PORTAL_SPN " " PORTAL_SPN "\n" },
	/* HTTP is answered by HOST/; other classes are asked for by others. */
	{ "AD FS", SITE_OF("'fs.corp.example'", "'service':'HOST'," ACCOUNT_POOL),
	  "HTTP/fs.corp.example HTTP/fs.corp.example HTTP/fs.corp.example\n" },
	{ "SQL Server", SITE_OF("'sql.corp.example:1433'", "'service':'MSSQLSvc'," ACCOUNT_POOL), "" },
	/* Nobody asks where nothing is offered: not planned, and not missing. */
	{ "no authentication", SITE_OF("'portal.corp.example'", "'windowsAuthentication':{'enabled':false}"),
	  "- - -\n" }
};

static void
planned(void)
{
	static const char	*const shown[] = { "chrome", "curl", "mit" };
	size_t			 i, j, k, n;

	for (i = 0; i < sizeof(plan_row) / sizeof(*plan_row); i++) {
		struct farm		 farm = { 0 };
		struct plan		 plan = { 0 };
		struct pool		 pool = { 0 };
		char			*text = pool_copy(&pool, "");
		struct prediction	*p;

		description_open(&farm, plan_row[i].farm);
		plan_make(&plan, &farm, NULL);
		p = predictions_make(&pool, &plan, &n);
		for (j = 0; j < n; j++) {
			for (k = 0; k < 3; k++) {
				if (strcmp(p[j].client->word, shown[k]) == 0)
					text = pool_printf(&pool, "%s%s%s%s", text, p[j].decision == NULL ? "?" : "",
					    p[j].spn != NULL ? p[j].spn : p[j].decision != NULL ? "-" : "", k < 2 ? " " : "\n");
			}
		}
		SAME(text, plan_row[i].expected, plan_row[i].title);
		pool_free(&pool);
		plan_free(&plan);
		farm_free(&farm);
	}
}

void
t_client(void)
{
	test_suite("client");
	test_add("each client for each state of DNS", asks);
	test_add("why it asks for that", because);
	test_add("the names of a description", planned);
}
