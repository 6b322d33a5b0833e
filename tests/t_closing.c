#include "tests/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "plans/service.h"
#include "tests/description.h"

#define SPN(spn)	SITE("'delegatesTo':[{'spn':['" spn "'],'account':'CORP\\\\svc-sql'}]")
#define POOL(account)	SITE("'pool':{'identity':'SpecificUser','account':'" account "'}")

static const struct fault_row	close_rows[] = {
	/* Described twice: said once, of the second. */
	{ "domain", { "{'domains':[{'name':'CORP','dns':'corp.example'},{'name':'Corp','dns':'corp.example'}],"
	  "'servers':[{'name':'WEB01','domain':'CORP'}]," SITES "}" },
	  "f: domains[1]: domain 'Corp' is described twice, first in f: domains[0]" },
	{ "DNS domain", { "{'domains':[{'name':'CORP','dns':'corp.example'},{'name':'DORP','dns':'CORP.example'}],"
	  "'servers':[{'name':'WEB01','domain':'CORP'}]," SITES "}" },
	  "f: domains[1]: DNS domain 'corp.example' is described twice, first in f: domains[0]" },
	{ "server", { SERVER("'name':'web01'") }, "f: servers[1]: server 'web01' is described twice, first in f: servers[0]" },
	{ "DNS name of a server", { SERVER("'name':'WEB02','dns':'web01.corp.example'") },
	  "f: servers[1]: the dns name 'web01.corp.example' is that of f: servers[0] too" },
	{ "account", { "{" BASE "," SITES ",'accounts':[{'name':'CORP\\\\a'},{'name':'corp.example\\\\A'}]}" },
	  "f: accounts[0]: account 'CORP\\a' is described twice, first in f: accounts[1]" },
	{ "account by its kind", { "{" BASE "," SITES ",'accounts':[{'name':'CORP\\\\a','kind':'gmsa'},{'name':'CORP\\\\a$'}]}" },
	  "f: accounts[1]: account 'CORP\\a$' is described twice, first in f: accounts[0]" },
	{ "account of two servers", { SERVER("'name':'WEB02','account':'CORP\\\\WEB01$'") },
	  "f: servers[1]: account 'CORP\\WEB01$' is that of f: servers[0] too" },
	{ "balancer", { "{" BASE "," SITES ",'loadBalancers':[{'name':'edge','servers':['WEB01']},{'name':'EDGE','servers':['WEB02']}]}" },
	  "f: loadBalancers[0]: balancer 'edge' is described twice, first in f: loadBalancers[1]" },
	{ "name of a balancer", { BALANCER("'names':[{'name':'a'},{'name':'A'}]") },
	  "f: loadBalancers[0].names[1]: name 'a' is listed twice" },
	{ "site", { "{" BASE ",'sites':[{" PORTAL ",'servers':['WEB01']},{'name':'Portal','nodeNames':true,'servers':['WEB01']}]}" },
	  "f: sites[0]: site 'portal' is described twice, first in f: sites[1]" },
	{ "application", { SITE("'applications':[{'path':'/a'},{'path':'/A'}]") },
	  "f: sites[0].applications[0]: application '/a' is described twice" },

	/* Listed twice. */
	{ "names", { "{" BASE ",'sites':[{'name':'a','servers':['WEB01'],'names':['a:80','A:080','a']}]}" },
	  "f: sites[0].names: 'a:80' is listed twice" },
	{ "servers", { "{" BASE ",'sites':[{" PORTAL ",'servers':['WEB01','web01']}]}" },
	  "f: sites[0].servers: 'web01' is listed twice" },
	{ "perServer", { SITE("'perServer':{'WEB01':{},'web01':{}}") },
	  "f: sites[0].perServer.web01: server 'web01' is listed twice" },
	{ "perServer, not next to each other", { SITE("'perServer':{'WEB01':{},'WEB02':{},'web01':{}}") },
	  "f: sites[0].perServer.web01: server 'web01' is listed twice" },
	{ "formerAccounts", { SITE("'formerAccounts':['CORP\\\\a','corp.example\\\\A']") },
	  "f: sites[0].formerAccounts: 'CORP\\A' is listed twice" },
	{ "forests", { SITE("'clients':{'forests':['a.example','A.example']}") },
	  "f: sites[0].clients.forests: 'a.example' is listed twice" },
	{ "spn", { SITE("'delegatesTo':[{'account':'CORP\\\\a','spn':['HTTP/a','http/A']}]") },
	  "f: sites[0].delegatesTo[0].spn: 'http/A' is listed twice" },
	{ "requests", { BALANCER("'mode':'authenticates','accounts':['CORP\\\\lb'],'requests':['HTTP/%h','http/%h']") },
	  "f: loadBalancers[0].requests: 'http/%h' is listed twice" },

	/* References to what is not described. */
	{ "domain of a server", { SERVER("'name':'WEB02','domain':'DORP'") }, "f: servers[1].domain: no domain 'DORP' is described" },
	{ "domain of an account", { POOL("DORP\\\\svc") }, "f: sites[0].pool.account: no domain 'DORP' is described" },
	{ "server of a site", { "{" BASE ",'sites':[{" PORTAL ",'servers':['WEB01','WEB03']}]}" },
	  "f: sites[0].servers: no server 'WEB03' is described" },
	{ "server of a balancer", { "{" BASE "," SITES ",'loadBalancers':[{'name':'edge','servers':['WEB03']}]}" },
	  "f: loadBalancers[0].servers: no server 'WEB03' is described" },
	{ "balancer", { SITE("'loadBalancer':'edge'") }, "f: sites[0].loadBalancer: no balancer 'edge' is described" },
	{ "server of perServer", { SITE("'perServer':{'WEB03':{}}") },
	  "f: sites[0].perServer.WEB03: 'WEB03' is none of the site's servers" },
	{ "server of perServer elsewhere", { "{" BASE ",'sites':[{" PORTAL ",'servers':['WEB01'],'applications':"
	  "[{'path':'/','perServer':{'WEB02':{}}}]}]}" },
	  "f: sites[0].applications[0].perServer.WEB02: 'WEB02' is none of the site's servers" },
	{ "server of perServer behind the balancer", { "{" BASE ",'loadBalancers':[{'name':'edge','servers':['WEB01']}],'sites':[{"
	  PORTAL ",'loadBalancer':'edge','perServer':{'WEB01':{},'WEB02':{}}}]}" },
	  "f: sites[0].perServer.WEB02: 'WEB02' is none of the site's servers" },
	{ "server of perServer that is said to be absent", { "{" BASE ",'loadBalancers':[{'name':'edge','servers':['WEB01','WEB03']}],"
	  "'sites':[{" PORTAL ",'loadBalancer':'edge','perServer':{'WEB03':{}}}]}" },
	  "f: loadBalancers[0].servers: no server 'WEB03' is described" },
	{ "product", { SITE("'product':'apache'") }, "f: sites[0].product: 'apache' is none of iis, exchange, sharepoint, crm, ssrs, adfs, mim, bhold, businesscentral, powerbi, skype, httpsys, kestrel, keytab, generic" },

	/* What serves a class: without a word iis serves HTTP, generic all others. */
	{ "class that IIS does not serve", { SITE("'product':'IIS','service':'MSSQLSvc'") },
	  "f: sites[0].service: 'MSSQLSvc' is not served by iis, which serves HTTP" },
	{ "class that IIS does not serve for another product", { SITE("'product':'sharepoint','service':'FIMService'") },
	  "f: sites[0].service: 'FIMService' is not served by sharepoint, which serves HTTP" },
	{ "class by the product", { SITE("'product':'httpsys','service':'MSSQLSvc'") }, "" },
	{ "class without product", { SITE("'service':'MSSQLSvc'") }, "" },

	/* Domains and servers. */
	{ "domain to be said", { "{'domains':[{'name':'A','dns':'a.example'},{'name':'B','dns':'b.example'}],"
	  "'servers':[{'name':'WEB01','domain':'a.EXAMPLE'},{'name':'WEB02'}]," SITES "}" },
	  "f: servers[1]: domain is needed where several domains are described" },
	{ "no default for dns", { SERVER("'name':'WEB-'") }, "f: servers[1]: dns is needed: 'web-.corp.example' is no host name" },
	{ "dns in place of it", { SERVER("'name':'WEB-','dns':'web.corp.example'") }, "" },
	{ "account without $", { SERVER("'name':'WEB02','account':'CORP\\\\WEB02'") },
	  "f: servers[1].account: 'CORP\\WEB02' is no computer's: its name must end in $" },
	{ "account too long", { SERVER("'name':'WEB02','account':'CORP\\\\AAAABBBBCCCCDDDD$'") },
	  "f: servers[1].account: 'CORP\\AAAABBBBCCCCDDDD$' is too long for its kind of account" },
	{ "account of another kind", { ACCOUNT("'name':'CORP\\\\WEB01$','kind':'gmsa'") },
	  "f: accounts[0].kind: 'CORP\\WEB01$' is the account of server 'WEB01', so it must be computer" },
	{ "account of a server, its kind not said", { ACCOUNT("'name':'CORP\\\\WEB01$'") }, "" },

	/* Names of accounts. */
	{ "no domain", { POOL("svc") },
	  "f: sites[0].pool.account: 'svc' names no domain: write DOMAIN\\name, or .\\name for a local user" },
	{ "UPN", { POOL("svc@corp.example") }, "f: sites[0].pool.account: 'svc@corp.example': write the account as NETBIOS\\name" },
	{ "no name", { POOL("CORP\\\\") }, "f: sites[0].pool.account: 'CORP\\' names no account" },
	{ "dollar alone", { POOL("CORP\\\\$") }, "f: sites[0].pool.account: 'CORP\\$' names no account" },
	{ "21 characters", { POOL("CORP\\\\abcdefghijklmnopqrstu") },
	  "f: sites[0].pool.account: 'CORP\\abcdefghijklmnopqrstu' is too long for its kind of account" },
	{ "20 characters", { POOL("CORP\\\\abcdefghijklmnopqrst") }, "" },
	{ "20 characters of UTF-8", { POOL("CORP\\\\\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
	  "\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6") }, "" },
	{ "managed accounts may be longer", { POOL("CORP\\\\gmsa-portal-of-the-sales$") }, "" },
	{ "computers may not", { ACCOUNT("'name':'CORP\\\\AAAABBBBCCCCDDDD$','kind':'computer'") },
	  "f: accounts[0].name: 'CORP\\AAAABBBBCCCCDDDD$' is too long for its kind of account" },
	{ "users may not", { ACCOUNT("'name':'CORP\\\\abcdefghijklmnopqrstu'") },
	  "f: accounts[0].name: 'CORP\\abcdefghijklmnopqrstu' is too long for its kind of account" },
	{ "forbidden character", { POOL("CORP\\\\svc|web") },
	  "f: sites[0].pool.account: 'CORP\\svc|web' holds a character that Active Directory forbids in account names" },
	{ "blank at the end", { POOL("CORP\\\\svc ") },
	  "f: sites[0].pool.account: 'CORP\\svc ' begins or ends with a blank, or ends with a dot" },
	{ "said for each member", { SITE("'formerAccounts':['CORP\\\\a*'],'delegatesTo':[{'spn':['HTTP/a'],'account':'CORP\\\\a*'}]") },
	  "f: sites[0].delegatesTo[0].account: 'CORP\\a*' holds a character that Active Directory forbids in account names\n"
	  "f: sites[0].formerAccounts: 'CORP\\a*' holds a character that Active Directory forbids in account names" },
	{ "built in", { POOL("NT AUTHORITY\\\\NETWORK SERVICE") },
	  "f: sites[0].pool.account: 'NT AUTHORITY\\NETWORK SERVICE' is no account of a domain: name a built-in identity in pool.identity" },
	{ "local user", { POOL("WEB01\\\\svc") }, "" },
	{ "described local user", { ACCOUNT("'name':'.\\\\svc','kind':'user'") }, "" },
	{ "local managed account", { POOL(".\\\\svc$") }, "f: sites[0].pool.account: '.\\svc$' is no local user" },
	{ "local gmsa", { ACCOUNT("'name':'.\\\\svc','kind':'gmsa'") },
	  "f: accounts[0].name: '.\\svc' is a local user, so it is no gmsa" },
	{ "hosts of a user", { ACCOUNT("'name':'CORP\\\\svc','hosts':'CORP\\\\Hosts'") },
	  "f: accounts[0].hosts: belongs to a gmsa or dmsa, not to a user" },
	{ "hosts of an undescribed domain", { ACCOUNT("'name':'CORP\\\\g$','hosts':'DORP\\\\Hosts'") },
	  "f: accounts[0].hosts: no domain 'DORP' is described" },
	{ "local hosts", { ACCOUNT("'name':'CORP\\\\g$','hosts':'.\\\\Hosts'") },
	  "f: accounts[0].hosts: '.\\Hosts' is no group of a domain" },
	{ "hosts that no group can be", { ACCOUNT("'name':'CORP\\\\g$','hosts':'CORP\\\\Ho/sts'") },
	  "f: accounts[0].hosts: 'CORP\\Ho/sts' holds a character that Active Directory forbids in account names" },
	{ "a group of more than 20 characters", { ACCOUNT("'name':'CORP\\\\g$','hosts':'CORP\\\\Hosts of the web farm in Berlin'") }, "" },

	/* Pools. */
	{ "no account", { SITE("'pool':{'identity':'SpecificUser'}") },
	  "f: sites[0].pool: account is needed with identity SpecificUser" },
	{ "an account too many", { SITE("'pool':{'account':'CORP\\\\svc'}") },
	  "f: sites[0].pool.account: belongs to identity SpecificUser" },
	{ "in an application", { SITE("'applications':[{'path':'/','pool':{'identity':'LocalSystem','account':'CORP\\\\a'}}]") },
	  "f: sites[0].applications[0].pool.account: belongs to identity SpecificUser" },
	{ "on a server", { SITE("'perServer':{'WEB02':{'pool':{'identity':'SpecificUser'}}}") },
	  "f: sites[0].perServer.WEB02.pool: account is needed with identity SpecificUser" },
	{ "unknown account", { POOL("unknown") }, "" },

	/* Balancers. */
	{ "no request", { BALANCER("'mode':'authenticates','accounts':['CORP\\\\lb']") }, "" },
	{ "a request of something else", { BALANCER("'mode':'authenticates','accounts':['CORP\\\\lb'],'requests':['HTTP/%n']") },
	  "f: loadBalancers[0].requests: 'HTTP/%n': % must be followed by h (host) or s (server)" },
	{ "a request that ends early", { BALANCER("'mode':'authenticates','accounts':['CORP\\\\lb'],'requests':['HTTP/%']") },
	  "f: loadBalancers[0].requests: 'HTTP/%': % must be followed by h (host) or s (server)" },
	{ "a request that is no SPN", { BALANCER("'mode':'authenticates','accounts':['CORP\\\\lb'],'requests':['%h']") },
	  "f: loadBalancers[0].requests: 'h': it has no \"/\" between class and host" },
	{ "no account of its own", { BALANCER("'mode':'authenticates','requests':['HTTP/%h']") },
	  "f: loadBalancers[0]: accounts is needed: a balancer that authenticates has at least one" },
	{ "never authenticates", { BALANCER("'kind':'haproxy','mode':'authenticates','accounts':['CORP\\\\lb']") },
	  "f: loadBalancers[0].mode: a balancer of kind haproxy never obtains tickets itself; of these it may: f5, netscaler, wap, entra-connector, tmg, other" },
	{ "does not authenticate", { BALANCER("'accounts':['CORP\\\\lb'],'requests':['HTTP/%h'],'clientAuthentication':'other'") },
	  "f: loadBalancers[0].accounts: belongs to mode authenticates\n"
	  "f: loadBalancers[0].requests: belongs to mode authenticates\n"
	  "f: loadBalancers[0].clientAuthentication: belongs to mode authenticates" },
	{ "may authenticate", { BALANCER("'mode':'unknown','accounts':['CORP\\\\lb'],'clientAuthentication':'unknown'") }, "" },
	{ "CNAME to nowhere", { BALANCER("'names':[{'name':'a','record':'CNAME'}]") },
	  "f: loadBalancers[0].names[0]: canonical is needed: where does the CNAME lead?" },
	{ "CNAME to itself", { BALANCER("'names':[{'name':'a','record':'CNAME','canonical':'A'}]") },
	  "f: loadBalancers[0].names[0].canonical: 'a' is the name itself" },
	{ "no CNAME", { BALANCER("'names':[{'name':'a','canonical':'b'}]") },
	  "f: loadBalancers[0].names[0].canonical: belongs to record CNAME" },

	/* Sites. */
	{ "no servers", { "{" BASE ",'sites':[{" PORTAL ",'servers':[]}]}" },
	  "f: sites[0]: servers is needed: at least one, here or in the balancer" },
	{ "no names", { "{" BASE ",'sites':[{'name':'a','servers':['WEB01'],'names':[]}]}" },
	  "f: sites[0]: names is needed: at least one, or nodeNames" },
	{ "names of the nodes", { "{" BASE ",'sites':[{'name':'a','servers':['WEB01'],'nodeNames':true}]}" }, "" },

	/* SPNs: all that spn.h knows to be wrong, and what a command line should not meet. */
	{ "SPN", { SPN("MSSQLSvc/sql01.corp.example:1433") }, "" },
	{ "no slash", { SPN("HTTP") }, "f: sites[0].delegatesTo[0].spn: 'HTTP': it has no \"/\" between class and host" },
	{ "empty part", { SPN("HTTP/") }, "f: sites[0].delegatesTo[0].spn: 'HTTP/': one of its parts is empty" },
	{ "HTTPS", { SPN("HTTPS/a") },
	  "f: sites[0].delegatesTo[0].spn: 'HTTPS/a': the class is HTTP for https:// too; no client asks for HTTPS/" },
	{ "command line", { SPN("HTTP/a&calc") },
	  "f: sites[0].delegatesTo[0].spn: 'HTTP/a&calc': it holds a character that no SPN here may have" }
};

static void
closing(void)
{
	FAULTS(close_rows);
}

/* What no description in JSON gets past its reader, other readers might. */
static void
other_readers(void)
{
	static const char	*const lines[] = {
		"domains: at least one must be described",
		"servers: at least one must be described",
		"f: sites[0]: servers is needed: at least one, here or in the balancer"
	};
	struct farm_balancer	 balancer = { .name = "edge", .path = "f: loadBalancers[0]" };
	struct farm_site_name	 host = { .text = "portal" };
	struct farm_site	 site = { .name = "portal", .path = "f: sites[0]", .host = &host, .n_host = 1,
				    .balancer_name = "Edge" };
	struct farm		 farm = { .balancer = &balancer, .n_balancer = 1, .site = &site, .n_site = 1 };
	struct faults		 faults = { 0 };
	size_t			 i;

	farm_close(&farm, &faults);
	SAME_INT((long long)faults.n_line, 3, NULL);
	for (i = 0; i < faults.n_line && i < 3; i++)
		SAME(faults.line[i], lines[i], NULL);
	faults_free(&faults);
	farm_free(&farm);
}

/* What holds for a server: site, its perServer, application, its perServer,
 * the later over the earlier; then the defaults. */
static const struct {
	const char	*title, *members;
	const char	*application;	/* NULL: the site itself */
	const char	*server;
	const char	*holds;		/* name identity account | enabled kernel credentials | providers | protection */
} effects[] = {
#define APP "'applications':[{'path':'/a'"
	{ "defaults", "'nodeNames':false", NULL, "WEB01",
	  "portal ApplicationPoolIdentity - | yes yes no | Negotiate NTLM | None" },
	{ "site", "'pool':{'name':'P','identity':'SpecificUser','account':'CORP\\\\a'},'windowsAuthentication':{'enabled':false,"
	  "'useKernelMode':false,'useAppPoolCredentials':true,'providers':['Negotiate:Kerberos'],'extendedProtection':'Require'}",
	  NULL, "WEB01", "P SpecificUser CORP\\a | no no yes | Negotiate:Kerberos | Require" },
	{ "unknown is a value", "'pool':{'identity':'unknown'},'windowsAuthentication':{'enabled':'unknown',"
	  "'useKernelMode':'unknown','useAppPoolCredentials':'unknown','providers':'unknown','extendedProtection':'unknown'}",
	  NULL, "WEB01", "portal unknown - | unknown unknown unknown | unknown | unknown" },
	{ "unknown account", "'pool':{'identity':'SpecificUser','account':'unknown'}", NULL, "WEB01",
	  "portal unknown - | yes yes no | Negotiate NTLM | None" },
	{ "perServer over site", "'pool':{'name':'P','identity':'SpecificUser','account':'CORP\\\\a'},'windowsAuthentication':"
	  "{'useKernelMode':false},'perServer':{'web02':{'pool':{'identity':'NetworkService'},'windowsAuthentication':{'enabled':false}}}",
	  NULL, "WEB02", "P NetworkService - | no no no | Negotiate NTLM | None" },
	{ "of that server only", "'pool':{'name':'P','identity':'SpecificUser','account':'CORP\\\\a'},"
	  "'perServer':{'WEB02':{'pool':{'identity':'NetworkService'}}}",
	  NULL, "WEB01", "P SpecificUser CORP\\a | yes yes no | Negotiate NTLM | None" },
	{ "a name alone changes no account", "'pool':{'identity':'SpecificUser','account':'CORP\\\\a'},"
	  "'perServer':{'WEB02':{'pool':{'name':'Q'}}}",
	  NULL, "WEB02", "Q SpecificUser CORP\\a | yes yes no | Negotiate NTLM | None" },
	{ "an identity comes with its account", "'pool':{'identity':'SpecificUser','account':'CORP\\\\a'},"
	  APP ",'pool':{'identity':'SpecificUser','account':'CORP\\\\b'}}]",
	  "/a", "WEB01", "portal SpecificUser CORP\\b | yes yes no | Negotiate NTLM | None" },
	{ "application over site", "'pool':{'name':'P','identity':'LocalService'},'windowsAuthentication':{'providers':['NTLM'],"
	  "'useKernelMode':false}," APP ",'pool':{'name':'Q'},'windowsAuthentication':{'providers':['Negotiate']}}]",
	  "/a", "WEB01", "Q LocalService - | yes no no | Negotiate | None" },
	{ "not for the site", APP ",'pool':{'name':'Q'},'windowsAuthentication':{'enabled':false}}]",
	  NULL, "WEB01", "portal ApplicationPoolIdentity - | yes yes no | Negotiate NTLM | None" },
	{ "application over perServer of the site", "'perServer':{'WEB01':{'windowsAuthentication':{'useKernelMode':false,"
	  "'useAppPoolCredentials':true}}}," APP ",'windowsAuthentication':{'useKernelMode':true}}]",
	  "/a", "WEB01", "portal ApplicationPoolIdentity - | yes yes yes | Negotiate NTLM | None" },
	{ "perServer of the application over all", "'perServer':{'WEB01':{'windowsAuthentication':{'extendedProtection':'Allow'}}},"
	  APP ",'windowsAuthentication':{'extendedProtection':'None'},"
	  "'perServer':{'WEB01':{'windowsAuthentication':{'extendedProtection':'Require'}}}}]",
	  "/a", "WEB01", "portal ApplicationPoolIdentity - | yes yes no | Negotiate NTLM | Require" }
};

static const char *
setting_text(int setting)
{
	static const char	*const text[] = { "unset", "no", "yes", "unknown" };

	return text[setting];
}

static char *
effective_text(struct pool *pool, const struct farm_effective *at)
{
	const struct farm_authentication *auth = &at->authentication;
	char	*text = pool_printf(pool, "%s %s %s | %s %s %s |", at->pool.name,
	    word_for(word_identity, at->pool.identity), at->pool.account == NULL ? "-" : at->pool.account->text,
	    setting_text(auth->enabled), setting_text(auth->kernel_mode), setting_text(auth->app_pool_credentials));
	size_t	 i;

	for (i = 0; i < auth->n_provider; i++)
		text = pool_printf(pool, "%s %s", text, word_for(word_provider, auth->provider[i]));
	return pool_printf(pool, "%s | %s", text, word_for(word_protection, auth->extended_protection));
}

static void
effective(void)
{
	struct farm		 farm;
	struct farm_effective	 at;
	struct pool		 pool = { 0 };
	size_t			 i;

	for (i = 0; i < sizeof(effects) / sizeof(*effects); i++) {
		farm = (struct farm){ 0 };
		description_open(&farm, pool_printf(&pool, SITE("%s"), effects[i].members));
		if (OK(farm.n_site == 1, effects[i].title)) {
			at = farm_effective(&farm.site[0], effects[i].application == NULL ? NULL : &farm.site[0].application[0],
			    farm_own_name(&farm, effects[i].server));
			SAME(effective_text(&pool, &at), effects[i].holds, effects[i].title);
		}
		farm_free(&farm);
	}
	pool_free(&pool);
}

/* A host is a server's own name by NetBIOS name or dns; case does not count. */
static void
own_names(void)
{
	static const struct {
		const char	*host, *server;
	} rows[] = {
		{ "WEB01", "WEB01" }, { "web01", "WEB01" }, { "web01.corp.example", "WEB01" },
		{ "WEB02.Corp.Example", NULL }, { "api.corp.example", "WEB02" }, { "web02", "WEB02" },
		{ "web03", NULL }, { "corp.example", NULL }, { "", NULL }
	};
	struct farm		 farm = { 0 };
	const struct farm_server *server;
	size_t			 i;

	SAME(farm_own_name(&farm, "web01") == NULL ? NULL : "found", NULL, "empty farm");
	description_open(&farm, "{" CORP ",'servers':[{'name':'WEB02','dns':'API.corp.example'},{'name':'WEB01'}]," SITES "}");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		server = farm_own_name(&farm, rows[i].host);
		SAME(server == NULL ? NULL : server->name, rows[i].server, rows[i].host);
	}
	farm_free(&farm);
}

static const struct farm_account *
known(const struct farm *farm, const char *text)
{
	size_t	 i;

	for (i = 0; i < farm->n_known; i++) {
		if (strcmp(farm->known[i]->text, text) == 0)
			return farm->known[i];
	}
	return NULL;
}

/* What the reader makes of names, and the defaults of domains and servers. */
static void
defaults(void)
{
	struct farm			 farm = { 0 };
	const struct farm_site		*site;
	const struct farm_server	*server;
	const struct farm_balancer	*balancer;

	description_open(&farm, "{'domains':[{'name':'CORP','dns':'Corp.Example'},{'name':'SUB','dns':'sub.corp.example','forest':'corp.example'}],"
	    "'servers':[{'name':'WEB01','domain':'CORP'},{'name':'Web02','domain':'sub.corp.example','dns':'w2.B\xc3\x9c" "CHER.example',"
	    "'account':'sub\\\\W2$'}],'loadBalancers':[{'name':'Edge','servers':['web02','WEB01'],"
	    "'names':[{'name':'unclaimed'},{'name':'Portal','record':'CNAME','canonical':'P.example'}]}],"
	    "'sites':[{'name':'portal','loadBalancer':'edge','names':['B\xc3\xbc" "cher.example:0443','PORTAL']}]}");
	if (OK(farm.n_domain == 2 && farm.n_server == 2 && farm.n_balancer == 1 && farm.n_site == 1, NULL)) {
		SAME(farm.domain[0].forest, "corp.example", "its own name");
		SAME(farm.domain[1].forest, "corp.example", "as described");
		server = &farm.server[0];
		SAME(server->dns, "web01.corp.example", NULL);
		SAME(server->account->text, "CORP\\WEB01$", NULL);
		SAME_INT(server->account->kind, ACCOUNT_COMPUTER, NULL);
		OK(server->account->server == server && server->domain == &farm.domain[0], NULL);
		server = &farm.server[1];
		SAME(server->dns, "w2.xn--bcher-kva.example", NULL);
		SAME(server->account->text, "SUB\\W2$", NULL);
		OK(server->domain == &farm.domain[1], NULL);
		balancer = &farm.balancer[0];
		OK(balancer->dns_name[0].claimed, "portal");
		OK(!balancer->dns_name[1].claimed, "unclaimed");
		site = &farm.site[0];
		OK(site->balancer == balancer && site->server == balancer->server && site->n_server == 2, NULL);
		OK(site->product == product_find("iis"), NULL);
		SAME(site->service, "HTTP", NULL);
		if (OK(site->n_host == 2, NULL)) {
			SAME(site->host[0].text, "portal", NULL);
			SAME(site->host[0].port, "", NULL);
			OK(site->host[0].dns_name == &balancer->dns_name[0], NULL);
			SAME(site->host[1].host, "xn--bcher-kva.example", NULL);
			SAME(site->host[1].port, "443", NULL);
			OK(site->host[1].dns_name == NULL, NULL);
		}
	}
	farm_free(&farm);
}

static void
products(void)
{
	static const struct {
		const char	*members, *product, *service;
	} rows[] = {
		{ "'nodeNames':true", "iis", "HTTP" }, { "'service':'http'", "iis", "http" },
		{ "'service':'MSSQLSvc'", "generic", "MSSQLSvc" }, { "'product':'Generic'", "generic", "HTTP" },
		{ "'product':'httpsys'", "httpsys", "HTTP" }, { "'product':'generic','service':'HOST'", "generic", "HOST" },
		{ "'product':'adfs'", "adfs", "HOST" }, { "'product':'EXCHANGE'", "exchange", "HTTP" }
	};
	struct farm	 farm;
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		farm = (struct farm){ 0 };
		description_open(&farm, pool_printf(&pool, SITE("%s"), rows[i].members));
		if (OK(farm.n_site == 1 && farm.site[0].product != NULL, rows[i].members)) {
			SAME(farm.site[0].product->word, rows[i].product, rows[i].members);
			SAME(farm.site[0].service, rows[i].service, rows[i].members);
		}
		farm_free(&farm);
	}
	pool_free(&pool);
}

/* An account is one object, however it is written, and of the kind that is
 * said of it: else its name and its server decide. */
static void
accounts(void)
{
	static const struct {
		const char	*text;
		int		 kind;
		bool		 described;
	} rows[] = {
		{ ".\\svc", ACCOUNT_LOCAL, false },
		{ "CORP\\asa$", ACCOUNT_COMPUTER, true },
		{ "CORP\\dmsa$", ACCOUNT_DMSA, true },
		{ "CORP\\Gmsa$", ACCOUNT_GMSA, true },
		{ "CORP\\other$", ACCOUNT_GMSA, false },
		{ "CORP\\SVC", ACCOUNT_USER, false },	/* first of its spellings */
		{ "CORP\\user", ACCOUNT_USER, true },
		{ "CORP\\WEB01", ACCOUNT_USER, false },
		{ "CORP\\WEB01$", ACCOUNT_COMPUTER, true },
		{ "CORP\\WEB02$", ACCOUNT_COMPUTER, false }
	};
	struct farm			 farm = { 0 };
	const struct farm_account	*account;
	size_t				 i;

	description_open(&farm, "{" BASE ",'accounts':[{'name':'CORP\\\\user'},{'name':'CORP\\\\Gmsa','kind':'gmsa'},"
	    "{'name':'CORP\\\\asa$','kind':'computer'},{'name':'CORP\\\\dmsa','kind':'dmsa'},{'name':'CORP\\\\WEB01$'}],"
	    "'sites':[{'name':'a','names':['a'],'servers':['WEB01'],'pool':{'identity':'SpecificUser','account':'CORP\\\\svc'},"
	    "'formerAccounts':['corp\\\\gmsa','CORP\\\\other$','CORP\\\\DMSA$','CORP\\\\WEB01','CORP\\\\web02$','WEB02\\\\svc']},"
	    "{'name':'b','names':['b'],'servers':['WEB01'],'pool':{'identity':'SpecificUser','account':'corp.example\\\\SVC'},"
	    "'perServer':{'WEB01':{'pool':{'identity':'SpecificUser','account':'.\\\\svc'}}}}]}");
	SAME_INT((long long)farm.n_known, sizeof(rows) / sizeof(*rows), NULL);
	for (i = 0; i < farm.n_known && i < sizeof(rows) / sizeof(*rows); i++) {
		account = farm.known[i];
		SAME(account->text, rows[i].text, NULL);
		SAME_INT(account->kind, rows[i].kind, rows[i].text);
		SAME_INT(account->described, rows[i].described, rows[i].text);
	}
	if (OK(farm.n_site == 2 && farm.site[0].n_former_account == 6, NULL)) {
		OK(farm.site[0].pool.account == farm.site[1].pool.account, "one account");
		SAME(farm.site[0].pool.account->text, "CORP\\SVC", NULL);
		OK(farm.site[0].former_account[0] == farm.site[1].override[0].pool.account, "one local user");
		OK(known(&farm, "CORP\\WEB02$") != NULL && known(&farm, "CORP\\WEB02$")->server == &farm.server[1], NULL);
	}
	farm_free(&farm);
}

/* Lists whose order carries no meaning, and keys, in any order. */
static const char	shuffled_text[] = "{'domains':[{'name':'CORP','dns':'corp.example'},{'name':'SUB','dns':'sub.corp.example'}],"
    "'servers':[{'name':'WEB01','domain':'CORP'},{'name':'WEB02','domain':'CORP'},{'name':'WEB03','domain':'SUB'}],"
    "'accounts':[{'name':'CORP\\\\gmsa$','kind':'gmsa'},{'name':'CORP\\\\asa$','kind':'computer'}],"
    "'loadBalancers':[{'name':'edge','mode':'authenticates','servers':['WEB01','WEB02','WEB03'],"
    "'accounts':['CORP\\\\lb1','CORP\\\\lb2','corp\\\\LB3'],'requests':['HTTP/%h','HTTP/%s','HOST/%h'],"
    "'names':[{'name':'a.corp.example'},{'name':'b.corp.example','record':'CNAME','canonical':'a.corp.example'}]},"
    "{'name':'inner','servers':['WEB03']}],"
    "'sites':[{'name':'a','loadBalancer':'edge','names':['a.corp.example','a','a:8443'],"
    "'applications':[{'path':'/x','pool':{'name':'X'}},{'path':'/y','perServer':{'WEB01':{'pool':{'name':'Y1'}}}},{'path':'/'}],"
    "'perServer':{'WEB03':{'windowsAuthentication':{'useKernelMode':false}},'WEB01':{'pool':{'identity':'LocalSystem'}}},"
    "'clients':{'forests':['corp.example','other.example']},"
    "'delegatesTo':[{'spn':['HTTP/z','HTTP/y'],'account':'CORP\\\\svc-z'},{'spn':['HTTP/y'],'account':'CORP\\\\svc-y'},"
    "{'spn':['HTTP/y'],'account':'CORP\\\\svc-y','users':'kerberos'},{'spn':['HTTP/x'],'account':'CORP\\\\svc-z'}],"
    "'formerAccounts':['CORP\\\\gmsa$','sub\\\\old','SUB\\\\Old2']},"
    "{'name':'b','servers':['WEB02','WEB03'],'names':['b.corp.example'],"
    "'pool':{'identity':'SpecificUser','account':'corp\\\\lb3'}},"
    "{'name':'c','servers':['WEB03'],'nodeNames':true,'pool':{'identity':'SpecificUser','account':'sub\\\\OLD'}}]}";

static void
shuffle(json_t *json, unsigned *seed)
{
	const char	*key;
	json_t		*value;
	size_t		 i, j;

	for (i = json_array_size(json); i > 1; i--) {
		*seed = *seed * 1103515245 + 12345;
		j = (*seed >> 16) % i;
		value = json_incref(json_array_get(json, j));
		json_array_set(json, j, json_array_get(json, i - 1));
		json_array_set_new(json, i - 1, value);
	}
	json_array_foreach(json, i, value)
		shuffle(value, seed);
	json_object_foreach(json, key, value)
		shuffle(value, seed);
}

/* TEXT and one line more. */
static void
add_line(struct pool *pool, char **text, const char *what, const char *name)
{
	*text = pool_printf(pool, "%s%s %s\n", *text, what, name);
}

static void
add_site(struct pool *pool, char **text, const struct farm_site *site)
{
	struct farm_effective	 at;
	size_t			 i, j;

	add_line(pool, text, "site", site->name);
	for (i = 0; i < site->n_host; i++)
		add_line(pool, text, "host", site->host[i].text);
	for (i = 0; i < site->n_application; i++)
		add_line(pool, text, "application", site->application[i].url);
	for (i = 0; i < site->n_server; i++) {
		add_line(pool, text, "server", site->server[i]->name);
		at = farm_effective(site, NULL, site->server[i]);
		add_line(pool, text, "has", effective_text(pool, &at));
		for (j = 0; j < site->n_application; j++) {
			at = farm_effective(site, &site->application[j], site->server[i]);
			add_line(pool, text, "has", effective_text(pool, &at));
		}
	}
	for (i = 0; i < site->n_override; i++)
		add_line(pool, text, "override", site->override[i].server->name);
	for (i = 0; i < site->n_delegation; i++) {
		add_line(pool, text, "delegation", site->delegation[i].account->text);
		add_line(pool, text, "users", word_for(word_delegated_users, site->delegation[i].users));
		for (j = 0; j < site->delegation[i].n_spn; j++)
			add_line(pool, text, "spn", site->delegation[i].spn[j]);
	}
	for (i = 0; i < site->n_former_account; i++)
		add_line(pool, text, "former", site->former_account[i]->text);
	for (i = 0; i < site->clients.n_forest; i++)
		add_line(pool, text, "forest", site->clients.forest[i]);
}

static char *
farm_text(struct pool *pool, const struct farm *farm)
{
	const struct farm_balancer	*balancer;
	char				*text = pool_copy(pool, "");
	size_t				 i, j;

	for (i = 0; i < farm->n_domain; i++)
		add_line(pool, &text, "domain", farm->domain[i].name);
	for (i = 0; i < farm->n_server; i++)
		add_line(pool, &text, farm->server[i].name, farm->by_dns[i]->dns);
	for (i = 0; i < farm->n_known; i++)
		add_line(pool, &text, "account", farm->known[i]->text);
	for (i = 0; i < farm->n_balancer; i++) {
		balancer = &farm->balancer[i];
		add_line(pool, &text, "balancer", balancer->name);
		for (j = 0; j < balancer->n_server; j++)
			add_line(pool, &text, "server", balancer->server[j]->name);
		for (j = 0; j < balancer->n_account; j++)
			add_line(pool, &text, "account", balancer->account[j]->text);
		for (j = 0; j < balancer->n_request; j++)
			add_line(pool, &text, "request", balancer->request[j]);
		for (j = 0; j < balancer->n_dns_name; j++)
			add_line(pool, &text, "name", balancer->dns_name[j].name);
	}
	for (i = 0; i < farm->n_site; i++)
		add_site(pool, &text, &farm->site[i]);
	return text;
}

static void
shuffled(void)
{
	struct pool	 pool = { 0 };
	struct farm	 farm;
	char		*expected = NULL, *text, *at;
	json_t		*json;
	unsigned	 seed;
	int		 i;

	for (i = 0; i < 50; i++) {
		seed = (unsigned)i;
		json = json_loads(description_json(&pool, shuffled_text), 0, NULL);
		if (i > 0)
			shuffle(json, &seed);
		text = json_dumps(json, i % 2 == 0 ? JSON_SORT_KEYS : 0);
		if (!OK(text != NULL, shuffled_text))
			return;
		farm = (struct farm){ 0 };
		description_open(&farm, text);
		at = farm_text(&pool, &farm);
		expected = expected == NULL ? at : expected;
		SAME(at, expected, text);
		farm_free(&farm);
		free(text);
		json_decref(json);
	}
	OK(strstr(expected, "former SUB\\OLD\n") != NULL, expected);
	pool_free(&pool);
}

void
t_closing(void)
{
	test_suite("closing");
	test_add("what closing refuses", closing);
	test_add("what other readers might pass", other_readers);
	test_add("what holds for one server", effective);
	test_add("own names", own_names);
	test_add("defaults", defaults);
	test_add("products", products);
	test_add("accounts", accounts);
	test_add("shuffled", shuffled);
}
