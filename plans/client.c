#include "plans/client.h"

#include <stdbool.h>
#include <string.h>

#include "plans/farm.h"
#include "plans/fold.h"
#include "plans/name.h"

#define IE_DOC	"Troubleshoot Kerberos failures in Internet Explorer"

const struct client client[N_CLIENT + 1] = {
	{ .word = "chrome", .title = "Edge and Chrome",
	  .follows = FOLLOWS_CNAME, .otherwise = FOLLOWS_NOTHING,
	  .port = "policy EnableAuthNegotiatePort",
	  .settings = "DisableAuthNegotiateCnameLookup stops it at CNAMEs; AuthServerAllowlist names the sites outside the intranet zone that get a ticket. On Linux, see chrome-linux.",
	  .source = "Chromium, net/http/http_auth_handler_negotiate.cc; Microsoft Edge policies" },
	{ .word = "firefox", .title = "Firefox",
	  .follows = FOLLOWS_CNAME, .otherwise = FOLLOWS_CNAME,
	  .settings = "It asks only for sites that network.negotiate-auth.trusted-uris lists, and for short names with network.negotiate-auth.allow-non-fqdn. With network.auth.use-sspi off, and on Linux, see mit.",
	  .source = "Firefox, extensions/auth/nsAuthSSPI.cpp and nsHttpNegotiateAuth.cpp" },
	{ .word = "ie", .title = "IE mode",
	  .follows = FOLLOWS_CNAME, .otherwise = FOLLOWS_NOTHING,
	  .port = "FEATURE_INCLUDE_PORT_IN_SPN_KB908209, iexplore.exe = 1",
	  .settings = "FEATURE_USE_CNAME_FOR_SPN_KB911149 with iexplore.exe = 1 stops it at CNAMEs; both are keys under Internet Explorer\\Main\\FeatureControl. It sends tickets to the intranet zone only.",
	  .source = IE_DOC },
	{ .word = "dotnet", .title = ".NET",
	  .follows = FOLLOWS_CNAME, .otherwise = FOLLOWS_CNAME,
	  .port = "System.Net.Http.UsePortInSpn",
	  .settings = "A Host header that the program sets is asked for as it is. .NET 5 put ports in without being told.",
	  .source = ".NET, System.Net.Http, AuthenticationHelper.NtAuth.cs; breaking changes of .NET 6" },
	{ .word = "dotnet-framework", .title = ".NET Framework",
	  .follows = FOLLOWS_CNAME, .otherwise = FOLLOWS_CNAME,
	  .settings = "AuthenticationManager.CustomTargetNameDictionary gives another SPN for a URL, with a port for instance.",
	  .source = ".NET Framework reference source, _AuthenticationState.cs and ServicePoint.cs" },
	{ .word = "powershell", .title = "PowerShell remoting",
	  .follows = FOLLOWS_NOTHING, .otherwise = FOLLOWS_NOTHING,
	  .port = "New-PSSessionOption -IncludePortInSPN",
	  .settings = "An address needs TrustedHosts or HTTPS, and NTLM.",
	  .source = "New-PSSessionOption -IncludePortInSPN; about_Remote_Troubleshooting" },
	{ .word = "curl", .title = "curl on Windows",
	  .follows = FOLLOWS_NOTHING, .otherwise = FOLLOWS_NOTHING,
	  .settings = "None. Elsewhere, see mit.",
	  .source = "curl, lib/vauth/spnego_sspi.c and vauth.c" },
	{ .word = "mit", .title = "MIT Kerberos",
	  .follows = FOLLOWS_ADDRESS, .otherwise = FOLLOWS_SUFFIX,
	  .settings = "curl, Firefox, Python and others on Linux; of Chrome there, see chrome-linux. In krb5.conf rdns = false stops it before addresses, dns_canonicalize_hostname = false before CNAMEs; with fallback it first asks for the name as typed. Some distributions set one or the other.",
	  .source = "MIT Kerberos, Principal names and DNS" },
	{ .word = "chrome-linux", .title = "Chrome on Linux",
	  .follows = FOLLOWS_ADDRESS, .otherwise = FOLLOWS_SUFFIX,
	  .port = "policy EnableAuthNegotiatePort",
	  .settings = "AuthServerAllowlist names the sites that get a ticket, none by default. It follows a CNAME itself, and MIT Kerberos goes on from there: rdns = false in krb5.conf stops it before addresses; before CNAMEs it takes both DisableAuthNegotiateCnameLookup and dns_canonicalize_hostname = false.",
	  .source = "Chromium, net/http/http_auth_handler_negotiate.cc; MIT Kerberos, Principal names and DNS" },
	{ .word = NULL }
};

/* Windows has no ticket for an address; MIT Kerberos looks up its name. */
static struct client_asks
predict_address(const struct client *row)
{
	return (struct client_asks){ .because = row->follows < FOLLOWS_ADDRESS ?
	    "no ticket (it is an address, and TryIPSPN is not set)" :
	    "cannot be told (it asks for the name that the address leads back to)" };
}

static struct client_asks
complete(const struct client_name *name)
{
	if (name_qualified(name->host))
		return (struct client_asks){ .host = name->host, .because = "as typed" };
	return (struct client_asks){ .host = name->full, .because = name->full != NULL ?
	    "the resolver completes the short name" :
	    "cannot be told (the resolver completes the short name, and names has no full one)" };
}

static struct client_asks
resolve(const struct client_name *name)
{
	if (name->record == RECORD_UNKNOWN)
		return (struct client_asks){ .because = "cannot be told (set the record of the name)" };
	if (name->record == RECORD_CNAME)
		return (struct client_asks){ .host = name->canonical, .because = "the CNAME is followed" };
	return complete(name);
}

static struct client_asks
look_back(const struct client_name *name, struct client_asks found)
{
	if (name->reverse_unknown)
		return (struct client_asks){ .because = "cannot be told (set the reverse of the name)" };
	if (name->reverse == NULL || (found.host != NULL && fold_cmp(name->reverse, found.host) == 0))
		return found;
	return (struct client_asks){ .host = name->reverse, .because = "its address leads back to it (PTR)" };
}

/* Neither 80 nor 443, which no client puts into an SPN. */
static bool
is_special(const char *port)
{
	return *port != '\0' && strcmp(port, "80") != 0 && strcmp(port, "443") != 0;
}

struct client_asks
client_predict(struct pool *pool, const struct client *row, const struct client_name *name)
{
	enum follows		 follows = name->stops_at_cname ? row->otherwise : row->follows;
	bool			 port = row->port != NULL && name->port_in_spn && is_special(name->port);
	struct client_asks	 asks = { .host = name->host, .because = "as typed" };

	if (name_ip(name->host))
		return predict_address(row);
	if (follows == FOLLOWS_SUFFIX)
		asks = complete(name);
	else if (follows >= FOLLOWS_CNAME)
		asks = resolve(name);
	if (follows == FOLLOWS_ADDRESS)
		asks = look_back(name, asks);
	if (asks.host == NULL)
		return asks;
	asks.spn = pool_printf(pool, "HTTP/%s%s%s", asks.host, port ? ":" : "", port ? name->port : "");
	if (is_special(name->port))
		asks.because = pool_printf(pool, "%s, %s the port", asks.because, port ? "with" : "without");
	return asks;
}
