#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/description.h"

#define DOMAIN(name, dns) "{'domains':[{'name':'" name "','dns':'" dns "'}]," WEB "," SITES "}"
#define OTHER	"'sites':[{'name':'other','names':['other'],'servers':['WEB01']}]"
#define NAME(name)	"{" BASE ",'sites':[{'name':'portal','servers':['WEB01'],'names':['" name "']}]}"
#define TEN		"aaaaaaaaaa"
#define SIXTY		TEN TEN TEN TEN TEN TEN
#define LABELS		SIXTY "." SIXTY "." SIXTY "." SIXTY "."

char *
description_json(struct pool *pool, const char *text)
{
	char	*json = pool_copy(pool, text), *at;

	for (at = json; *at != '\0'; at++)
		*at = *at == '\'' ? '"' : *at;
	return json;
}

static void
read_one(struct farm *farm, const char *name, const char *text, struct faults *faults, struct error *err)
{
	char	*json = description_json(&faults->pool, text);

	farm_read_text(farm, name, json, strlen(json), faults, err);
}

static char *
joined(struct faults *faults, const struct error *err)
{
	char	*text = pool_copy(&faults->pool, err->text);
	size_t	 i;

	for (i = 0; i < faults->n_line; i++)
		text = pool_printf(&faults->pool, "%s%s%s", text, *text == '\0' ? "" : "\n", faults->line[i]);
	return text;
}

void
description_open(struct farm *farm, const char *text)
{
	struct faults	 faults = { 0 };
	struct error	 err = { "" };

	read_one(farm, "f", text, &faults, &err);
	farm_close(farm, &faults);
	SAME(joined(&faults, &err), "", text);
	faults_free(&faults);
}

void
description_faults(const struct fault_row *row, size_t n)
{
	static const char	*const name[] = { "f", "g" };
	struct farm		 farm;
	struct faults		 faults;
	struct error		 err;
	size_t			 i;

	for (; n > 0; row++, n--) {
		farm = (struct farm){ 0 };
		faults = (struct faults){ 0 };
		err = (struct error){ "" };
		for (i = 0; i < MOST_FILES && row->text[i] != NULL; i++)
			read_one(&farm, name[i], row->text[i], &faults, &err);
		farm_close(&farm, &faults);
		SAME(joined(&faults, &err), row->lines, row->title);
		faults_free(&faults);
		farm_free(&farm);
	}
}

static const struct fault_row	form_rows[] = {
	{ "nothing is wrong", { "{" BASE "," SITES "}" }, "" },

	/* Keys: known, once, or comments, in which nothing counts. */
	{ "unknown key", { "{" BASE "," SITES ",'site':[]}" },
	  "f: site: is no member; there are domains, servers, accounts, loadBalancers, sites" },
	{ "unknown key below", { ACCOUNT("'name':'CORP\\\\a','Kind':'user'") },
	  "f: accounts[0].Kind: is no member; there are name, kind, hosts" },
	{ "repeated key", { "{" BASE "," SITES "," SITES "}" }, "f: 'sites' stands in it more than once" },
	{ "repeated three times below, once escaped", { SITE("'pool':{'name':'a','name':'a','n\\u0061me':'a'}") },
	  "f: sites[0].pool: 'name' stands in it more than once" },
	{ "repeated, escaped", { SITE("'pool':{'name':'a','n\\u0061me':'a'}") },
	  "f: sites[0].pool: 'name' stands in it more than once" },
	{ "repeated after values of all types", { "{\n'//' : [1 ,-1.5e3, true , false,null,{},[],'a\\\\','\\\"}],{:'\t]\r\n, " BASE
	  " , " SITES " ," SITES "}" }, "f: 'sites' stands in it more than once" },
	{ "comments", { "{'//':1,'//':2,'// x':{'a':1,'a':2}," BASE "," SITES "}" }, "" },
	{ "comments below", { SITE("'perServer':{'//':1,'WEB01':{'// why':[{}]}}") }, "" },
	{ "nested too deeply", { "{'//':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]," BASE "," SITES "}" },
	  "f: //[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: is nested too deeply" },

	/* Types.  Of a value of the wrong type nothing else is expected. */
	{ "a list for the whole", { "[]" }, "f: must be an object, not a list" },
	{ "an object for a list", { "{" CORP ",'servers':{}," SITES "}" }, "f: servers: must be a list, not an object" },
	{ "text for an object", { "{" CORP ",'servers':['WEB01']," SITES "}" }, "f: servers[0]: must be an object, not text" },
	{ "a number for text", { SITE("'product':1") }, "f: sites[0].product: must be text, not a number" },
	{ "a fraction for text", { SITE("'product':1.5") }, "f: sites[0].product: must be text, not a number" },
	{ "null", { SITE("'pool':null") }, "f: sites[0].pool: must be an object, not null" },
	{ "text for a flag", { SITE("'nodeNames':'yes'") }, "f: sites[0].nodeNames: must be true, false or \"unknown\", not text" },
	{ "unknown for a flag", { SITE("'nodeNames':'unknown'") }, "" },
	{ "a number for a setting", { SITE("'windowsAuthentication':{'enabled':1}") },
	  "f: sites[0].windowsAuthentication.enabled: must be true, false or \"unknown\", not a number" },
	{ "true for a word", { SITE("'pool':{'identity':true}") }, "f: sites[0].pool.identity: must be text, not true" },
	{ "text for texts", { SITE("'formerAccounts':'CORP\\\\a'") }, "f: sites[0].formerAccounts: must be a list, not text" },
	{ "false in texts", { SITE("'formerAccounts':[false]") }, "f: sites[0].formerAccounts[0]: must be text, not false" },
	{ "a list for a map", { SITE("'perServer':[]") }, "f: sites[0].perServer: must be an object, not a list" },
	{ "text in a map", { SITE("'perServer':{'WEB01':'x'}") }, "f: sites[0].perServer.WEB01: must be an object, not text" },
	{ "text for words", { SITE("'windowsAuthentication':{'providers':'NTLM'}") },
	  "f: sites[0].windowsAuthentication.providers: must be a list with something in it, or \"unknown\"" },
	{ "no words", { SITE("'windowsAuthentication':{'providers':[]}") },
	  "f: sites[0].windowsAuthentication.providers: must be a list with something in it, or \"unknown\"" },
	{ "a wrong word among words", { SITE("'windowsAuthentication':{'providers':['NTLM','Basic']}") },
	  "f: sites[0].windowsAuthentication.providers[1]: 'Basic' is none of Negotiate, NTLM, Negotiate:Kerberos, unknown" },
	{ "case of a word", { BALANCER("'kind':'F5'") },
	  "f: loadBalancers[0].kind: 'F5' is none of haproxy, nginx, f5, netscaler, arr, nlb, wap, entra-connector, tmg, other" },

	/* What is needed. */
	{ "nothing", { "{}" }, "domains: at least one must be described\nservers: at least one must be described\n"
	  "sites: at least one must be described" },
	{ "empty", { "{'domains':[],'servers':[],'accounts':[],'loadBalancers':[],'sites':[]}" },
	  "domains: at least one must be described\nservers: at least one must be described\nsites: at least one must be described" },
	{ "empty below", { "{" BASE ",'loadBalancers':[{'name':'edge','servers':[]}],'sites':[{" PORTAL ",'loadBalancer':'edge',"
	  "'delegatesTo':[{'spn':[],'account':'CORP\\\\svc-sql'}]}]}" },
	  "f: loadBalancers[0].servers: must not be empty\nf: sites[0].delegatesTo[0].spn: must not be empty" },
	{ "no names", { "{'domains':[{}],'servers':[{}],'accounts':[{}],'loadBalancers':[{}],'sites':[{}]}" },
	  "f: domains[0]: name is missing\nf: domains[0]: dns is missing\nf: servers[0]: name is missing\n"
	  "f: accounts[0]: name is missing\nf: loadBalancers[0]: name is missing\nf: loadBalancers[0]: servers is missing\n"
	  "f: sites[0]: name is missing\nf: sites[0]: servers is needed: at least one, here or in the balancer\n"
	  "f: sites[0]: names is needed: at least one, or nodeNames" },
	{ "parts of a site", { SITE("'applications':[{}],'delegatesTo':[{}]") },
	  "f: sites[0].applications[0]: path is missing\n"
	  "f: sites[0].delegatesTo[0]: spn is missing\nf: sites[0].delegatesTo[0]: account is missing" },

	/* Text of any kind. */
	{ "empty", { SITE("'pool':{'name':''}") }, "f: sites[0].pool.name: '' is empty" },
	{ "control character", { SITE("'pool':{'name':'a\\nb'}") }, "f: sites[0].pool.name: 'a\nb' holds a control character" },
	{ "DEL", { SITE("'pool':{'name':'\x7f'}") }, "f: sites[0].pool.name: '\x7f' holds a control character" },
	{ "control character of C1", { SITE("'pool':{'name':'a\\u0085'}") },
	  "f: sites[0].pool.name: 'a\xc2\x85' holds a control character" },
	{ "no control character", { SITE("'pool':{'name':'a\\u00a0\\u0445'}") }, "" },
	{ "NUL", { SITE("'pool':{'name':'a\\u0000b'}") }, "f: sites[0].pool.name: holds a NUL character" },
	{ "quotation mark", { SITE("'pool':{'name':'a\\u0022'}") }, "f: sites[0].pool.name: 'a\"' holds a quotation mark" },
	{ "path without slash", { SITE("'applications':[{'path':'reports'}]") },
	  "f: sites[0].applications[0].path: 'reports' is no path of a URL: it begins with a slash" },
	{ "path with a quotation mark", { SITE("'applications':[{'path':'/\\u0022'}]") },
	  "f: sites[0].applications[0].path: '/\"' holds a quotation mark" },
	{ "HTTPS is no class", { SITE("'service':'https'") }, "f: sites[0].service: 'https' is no class: https:// uses HTTP too" },
	{ "no class", { SITE("'service':'HT TP'") }, "f: sites[0].service: 'HT TP' is no class of an SPN" },
	{ "a class", { SITE("'service':'E3514235-4B06-11D1-AB04-00C04FC2DCD2'") }, "" },

	/* Host names, and the port that some are typed with. */
	{ "URL", { NAME("https://portal") }, "f: sites[0].names[0]: 'https://portal' is a URL: write the host name alone" },
	{ "wildcard", { NAME("*.corp.example") },
	  "f: sites[0].names[0]: '*.corp.example' is a wildcard, which no SPN can be: list the names" },
	{ "addresses", { NAME("192.0.2.1','192.0.2.1:80','2001:DB8::1','[::1]:8080','[::ffff:192.0.2.1]") }, "" },
	{ "one address in two forms", { NAME("::1','[::1]") }, "f: sites[0].names: '[::1]' is listed twice" },
	{ "no IPv4", { NAME("192.0.2.256") },
	  "f: sites[0].names[0]: '192.0.2.256' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "no IPv4, with port", { NAME("192.0.2.256:80") },
	  "f: sites[0].names[0]: '192.0.2.256:80' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "no IPv6", { NAME("2001:db8:::1") },
	  "f: sites[0].names[0]: '2001:db8:::1' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "IPv4 in brackets", { NAME("[192.0.2.1]") },
	  "f: sites[0].names[0]: '[192.0.2.1]' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "brackets and nothing else", { NAME("[]") }, "f: sites[0].names[0]: '[]' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "open bracket", { NAME("[::1") }, "f: sites[0].names[0]: '[::1' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "port without address", { NAME("[]:80") }, "f: sites[0].names[0]: '[]:80' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "address with port 0", { NAME("[::1]:0") }, "f: sites[0].names[0]: '[::1]:0' has a port that is no number from 1 to 65535" },
	{ "address of a server", { SERVER("'name':'WEB02','dns':'192.0.2.1'") },
	  "f: servers[1].dns: '192.0.2.1' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "international URL", { NAME("http://b\xc3\xbc" "cher") },
	  "f: sites[0].names[0]: 'http://b\xc3\xbc" "cher' is a URL: write the host name alone" },
	{ "international wildcard", { NAME("*.b\xc3\xbc" "cher") },
	  "f: sites[0].names[0]: '*.b\xc3\xbc" "cher' is a wildcard, which no SPN can be: list the names" },
	{ "first and last port", { NAME("a:1','a:65535") }, "" },
	{ "port 0", { NAME("portal:0") }, "f: sites[0].names[0]: 'portal:0' has a port that is no number from 1 to 65535" },
	{ "port beyond", { NAME("portal:65536") },
	  "f: sites[0].names[0]: 'portal:65536' has a port that is no number from 1 to 65535" },
	{ "huge port", { NAME("portal:99999999999999999999") },
	  "f: sites[0].names[0]: 'portal:99999999999999999999' has a port that is no number from 1 to 65535" },
	{ "no port", { NAME("portal:") }, "f: sites[0].names[0]: 'portal:' has a port that is no number from 1 to 65535" },
	{ "instance", { NAME("portal:x") }, "f: sites[0].names[0]: 'portal:x' has a port that is no number from 1 to 65535" },
	{ "hexadecimal host", { NAME("cafe:8080") }, "" },
	{ "underscore", { NAME("my_portal.corp.example") }, "" },
	{ "space", { NAME("portal corp") }, "f: sites[0].names[0]: 'portal corp' holds a character that no host name has" },
	{ "dot at the end", { NAME("portal.") }, "f: sites[0].names[0]: 'portal.' has an empty label" },
	{ "hyphen", { NAME("portal-.x") }, "f: sites[0].names[0]: 'portal-.x' has a label that begins or ends with a hyphen" },
	{ "label of 64", { NAME(SIXTY "aaaa") },
	  "f: sites[0].names[0]: '" SIXTY "aaaa' has a label of more than 63 characters" },
	{ "name of 254", { NAME(LABELS TEN) }, "f: sites[0].names[0]: '" LABELS TEN "' has more than 253 characters" },
	{ "international", { NAME("b\xc3\xbc" "cher.example:8443") }, "" },
	{ "not international", { NAME("\xe2\x80\x93.example") },
	  "f: sites[0].names[0]: '\xe2\x80\x93.example' is no international host name" },
	{ "an address in wide digits", { NAME("\xef\xbc\x91.2.3.4") },
	  "f: sites[0].names[0]: '\xef\xbc\x91.2.3.4' is an address, for which clients do not ask for a ticket: write the host name" },
	{ "host, without port", { DOMAIN("CORP", "corp.example:389") },
	  "f: domains[0].dns: 'corp.example:389' holds a character that no host name has" },

	/* NetBIOS names. */
	{ "16 characters", { SERVER("'name':'AAAABBBBCCCCDDDD'") },
	  "f: servers[1].name: 'AAAABBBBCCCCDDDD' has more than 15 characters, so it is no NetBIOS name" },
	{ "dot first", { SERVER("'name':'.WEB02'") }, "f: servers[1].name: '.WEB02' begins with a dot" },
	{ "dollar", { SERVER("'name':'WEB02$'") }, "f: servers[1].name: 'WEB02$' holds a character that no NetBIOS name has" },

	/* What has been said of a value is not said again of those who refer to it. */
	{ "refused server", { "{" CORP ",'servers':[{'name':'WEB 01'},{'name':'WEB02','domain':1}],"
	  "'sites':[{" PORTAL ",'servers':['WEB 01','WEB02','WEB03'],'perServer':{'WEB09':{}}}]}" },
	  "f: servers[0].name: 'WEB 01' holds a character that no NetBIOS name has\n"
	  "f: servers[1].domain: must be text, not a number\n"
	  "f: sites[0].servers: no server 'WEB03' is described" },
	{ "servers without name", { "{" CORP ",'servers':[{'nmae':'WEB01'}]," SITES "}" },
	  "f: servers[0].nmae: is no member; there are name, dns, domain, account\nf: servers[0]: name is missing" },
	{ "members misspelt", { "{'domain':[]," WEB ",'sites':[{" PORTAL ",'servers':['WEB01'],'loadBalancer':'edge',"
	  "'pool':{'identity':'SpecificUser','account':'CORP\\\\a'}}],'balancers':[]}" },
	  "f: domain: is no member; there are domains, servers, accounts, loadBalancers, sites\n"
	  "f: balancers: is no member; there are domains, servers, accounts, loadBalancers, sites\n"
	  "domains: at least one must be described" },
	{ "no objects", { "{'domains':[1],'servers':[1],'accounts':[1],'loadBalancers':[1],'sites':[1,{" PORTAL ",'pool':1,"
	  "'servers':['WEB01'],'loadBalancer':'edge','applications':[1],'perServer':{'WEB01':1},'delegatesTo':[1],'clients':1}]}",
	  "{'loadBalancers':[{'name':'x','servers':['WEB02'],'names':[1]}],'accounts':1}" },
	  "f: domains[0]: must be an object, not a number\nf: servers[0]: must be an object, not a number\n"
	  "f: accounts[0]: must be an object, not a number\nf: loadBalancers[0]: must be an object, not a number\n"
	  "f: sites[0]: must be an object, not a number\nf: sites[1].pool: must be an object, not a number\n"
	  "f: sites[1].applications[0]: must be an object, not a number\n"
	  "f: sites[1].perServer.WEB01: must be an object, not a number\n"
	  "f: sites[1].delegatesTo[0]: must be an object, not a number\nf: sites[1].clients: must be an object, not a number\n"
	  "g: loadBalancers[0].names[0]: must be an object, not a number\ng: accounts: must be a list, not a number" },
	{ "no description after one", { "{" BASE "," SITES "}", "[]" }, "g: must be an object, not a list" },
	{ "refused domain", { "{'domains':[{'name':'A B','dns':'1.2.3.4'},{'name':'CORP','dns':'corp.example'}],"
	  "'servers':[{'name':'WEB01','domain':'A B'},{'name':'WEB02','domain':''}]," SITES "}" },
	  "f: domains[0].name: 'A B' holds a character that no NetBIOS name has\n"
	  "f: domains[0].dns: '1.2.3.4' is an address, for which clients do not ask for a ticket: write the host name\n"
	  "f: servers[1].domain: '' is empty" },
	{ "refused pool", { SITE("'pool':{'identity':'User','account':'CORP\\\\a'},"
	  "'perServer':{'WEB01':{'pool':{'identity':'SpecificUser','account':1}}}") },
	  "f: sites[0].pool.identity: 'User' is none of LocalSystem, LocalService, NetworkService, "
	  "ApplicationPoolIdentity, SpecificUser, unknown\n"
	  "f: sites[0].perServer.WEB01.pool.account: must be text, not a number" },
	{ "refused account", { "{" BASE "," SITES ",'accounts':[{'name':'CORP\\\\WEB01$','kind':'machine'},"
	  "{'name':'CORP\\\\a-name-of-21-letters','kind':'gMSA','hosts':'CORP\\\\h'},{'name':1,'hosts':''}]}" },
	  "f: accounts[0].kind: 'machine' is none of user, gmsa, smsa, dmsa, computer\n"
	  "f: accounts[1].kind: 'gMSA' is none of user, gmsa, smsa, dmsa, computer\n"
	  "f: accounts[2].name: must be text, not a number\nf: accounts[2].hosts: '' is empty" },
	{ "refused balancer", { BALANCER("'mode':'auth','accounts':['CORP\\\\lb'],'requests':[1],"
	  "'names':[{'name':'a','record':'B','canonical':'b'},{'name':'b','record':'CNAME','canonical':2}]") },
	  "f: loadBalancers[0].mode: 'auth' is none of pass-through, tls-offload, authenticates, unknown\n"
	  "f: loadBalancers[0].requests[0]: must be text, not a number\n"
	  "f: loadBalancers[0].names[0].record: 'B' is none of A, CNAME, unknown\n"
	  "f: loadBalancers[0].names[1].canonical: must be text, not a number" },
	{ "refused site", { "{" BASE ",'loadBalancers':[{'name':'edge','servers':'WEB01'}],'sites':["
	  "{'name':'a','names':'a','servers':'WEB01','product':1,'perServer':{'WEB01':{}}},"
	  "{'name':'b','names':[1],'loadBalancer':'edge'},{'name':'c','names':['c'],'loadBalancer':1}]}" },
	  "f: loadBalancers[0].servers: must be a list, not text\n"
	  "f: sites[0].names: must be a list, not text\nf: sites[0].servers: must be a list, not text\n"
	  "f: sites[0].product: must be text, not a number\nf: sites[1].names[0]: must be text, not a number\n"
	  "f: sites[2].loadBalancer: must be text, not a number" },
	{ "refused references", { "{" CORP ",'servers':[{'name':'WEB01','domain':'a\\u0022'}],'sites':[{" PORTAL
	  ",'servers':['WEB01','b\\u0022'],'loadBalancer':'c\\u0022','product':'d\\u0022','formerAccounts':['CORP\\\\e\\u0022']}],"
	  "'accounts':[{'name':'CORP\\\\f\\n'}]}" },
	  "f: servers[0].domain: 'a\"' holds a quotation mark\nf: sites[0].servers[1]: 'b\"' holds a quotation mark\n"
	  "f: sites[0].loadBalancer: 'c\"' holds a quotation mark\nf: sites[0].product: 'd\"' holds a quotation mark\n"
	  "f: sites[0].formerAccounts[0]: 'CORP\\e\"' holds a quotation mark\n"
	  "f: accounts[0].name: 'CORP\\f\n' holds a control character" },
	{ "server account", { SERVER("'name':'WEB02','account':1") }, "f: servers[1].account: must be text, not a number" }
};

static void
form(void)
{
	FAULTS(form_rows);
}

static const struct fault_row	several_rows[] = {
	/* Several descriptions are one: what two say alike is there once. */
	{ "a part of each", { "{" BASE "}", "{" SITES "}" }, "" },
	{ "a part is missing", { "{" CORP "}", "{" SITES "}" }, "servers: at least one must be described" },
	{ "said alike", { "{" BASE "," SITES ",'accounts':[{'name':'CORP\\\\a'}]}",
	  "{" BASE ",'accounts':[{'name':'CORP\\\\a'}]," OTHER "}" }, "" },
	{ "not alike", { "{" BASE "," SITES "}", "{" CORP ",'servers':[{'name':'WEB01','dns':'w.corp.example'}]," OTHER "}" },
	  "g: servers[0]: server 'WEB01' is described twice, first in f: servers[0]" },
	{ "not alike in a list", { BALANCER("'kind':'f5'"),
	  "{" BASE "," OTHER ",'loadBalancers':[{'name':'edge','kind':'f5','servers':['WEB02']}]}" },
	  "g: loadBalancers[0]: balancer 'edge' is described twice, first in f: loadBalancers[0]" },
	{ "not alike in an object of a list", { BALANCER("'names':[{'name':'a','record':'A'}]"),
	  "{" BASE "," OTHER ",'loadBalancers':[{'name':'edge','servers':['WEB01'],'names':[{'name':'a'}]}]}" },
	  "g: loadBalancers[0]: balancer 'edge' is described twice, first in f: loadBalancers[0]" },
	{ "twice in the second", { "{" BASE "," SITES "}", "{" CORP ",'servers':[{'name':'A'},{'name':'A'}]," OTHER "}" },
	  "g: servers[1]: server 'A' is described twice, first in g: servers[0]" },
	{ "sites are never alike", { "{" BASE "," SITES "}", "{" BASE "," SITES "}" },
	  "g: sites[0]: site 'portal' is described twice, first in f: sites[0]" },
	{ "balancers with parts", { BALANCER("'names':[{'name':'a'}],'kind':'f5'"),
	  "{" BASE "," OTHER ",'loadBalancers':[{'kind':'f5','names':[{'name':'a'}],'name':'edge','servers':['WEB01']}]}" }, "" },
	{ "faults of both", { "{" BASE "," SITES ",'x':1}", "{" BASE "," OTHER ",'y':1}" },
	  "f: x: is no member; there are domains, servers, accounts, loadBalancers, sites\n"
	  "g: y: is no member; there are domains, servers, accounts, loadBalancers, sites" }
};

static void
several(void)
{
	FAULTS(several_rows);
}

/* What is no JSON, or not ours, ends the reading. */
static const struct {
	const char	*title, *text;
	size_t		 n;
	const char	*why;		/* Jansson's own words follow */
} errors[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ "empty", BYTES(""), "f:1: not JSON: " },
	{ "a number", BYTES("1"), "f:1: not JSON: " },
	{ "line", BYTES("{\n\n]"), "f:3: not JSON: " },
	{ "more than one", BYTES("{}{}"), "f:1: not JSON: " },
	{ "not UTF-8", BYTES("[\"\xff\"]"), "f:1: not JSON: " },
	{ "NUL in a key", BYTES("{\"a\\u0000\":1}"), "f:1: not JSON: " },
	{ "a huge number", BYTES("[99999999999999999999]"), "f:1: not JSON: " },
	{ "UTF-16", BYTES("\xff\xfe{\0}\0"), "f: is UTF-16: write it as UTF-8" },
	{ "UTF-16, big-endian", BYTES("\xfe\xff\0{\0}"), "f: is UTF-16: write it as UTF-8" }
};

static void
not_json(void)
{
	struct farm	 farm = { 0 };
	struct faults	 faults = { 0 };
	struct error	 err;
	char		*deep = malloc(5000);
	size_t		 i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		err = (struct error){ "" };
		SAME_INT(farm_read_text(&farm, "f", errors[i].text, errors[i].n, &faults, &err), -1, errors[i].title);
		OK(strncmp(err.text, errors[i].why, strlen(errors[i].why)) == 0, err.text);
	}
	if (OK(deep != NULL, NULL)) {
		err = (struct error){ "" };
		memset(deep, '[', 5000);
		SAME_INT(farm_read_text(&farm, "f", deep, 5000, &faults, &err), -1, "deep");
	}
	SAME_INT((long long)faults.n_line, 0, NULL);
	free(deep);
	faults_free(&faults);
	farm_free(&farm);
}

static void
files(void)
{
	static const struct {
		const char	*path, *why;
	} rows[] = {
		{ "no/such/file", "cannot open 'no/such/file': No such file or directory" },
		{ ".", ".: cannot read: Is a directory" },
		{ "/dev/zero", "/dev/zero: is larger than 64 MiB" }
	};
	struct farm	 farm = { 0 };
	struct faults	 faults = { 0 };
	struct error	 err;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		err = (struct error){ "" };
		SAME_INT(farm_read(&farm, rows[i].path, &faults, &err), -1, rows[i].path);
		SAME(err.text, rows[i].why, rows[i].path);
	}
	faults_free(&faults);
	farm_free(&farm);
}

/* A byte order mark before JSON is no fault. */
static void
byte_order_mark(void)
{
	struct farm	 farm = { 0 };

	description_open(&farm, "\xef\xbb\xbf{" BASE "," SITES "}");
	SAME_INT((long long)farm.n_site, 1, NULL);
	farm_free(&farm);
}

/* No text has more than FORM_MOST bytes, and no message is endless. */
static void
long_text(void)
{
	static const struct {
		int	 n;
		bool	 good;
	} rows[] = { { 1, true }, { 1024, true }, { 1025, false }, { 100000, false } };
	struct farm	 farm;
	struct faults	 faults;
	struct error	 err;
	char		*text;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		farm = (struct farm){ 0 };
		faults = (struct faults){ 0 };
		err = (struct error){ "" };
		text = pool_printf(&farm.pool, SITE("'pool':{'name':'%0*d'},'%0*d':1"), rows[i].n, 0, rows[i].n, 0);
		read_one(&farm, "f", text, &faults, &err);
		if (SAME_INT((long long)faults.n_line, rows[i].good ? 1 : 2, NULL) && !rows[i].good) {
			OK(strstr(faults.line[0], "' has more than 1024 bytes") != NULL, faults.line[0]);
			OK(strlen(faults.line[0]) < 400 && strlen(faults.line[1]) < 400, NULL);
		}
		faults_free(&faults);
		farm_free(&farm);
	}
}

void
t_farm(void)
{
	test_suite("farm");
	test_add("what the reader refuses", form);
	test_add("long text", long_text);
	test_add("several descriptions", several);
	test_add("what is no JSON", not_json);
	test_add("what cannot be read", files);
	test_add("byte order mark", byte_order_mark);
}
