#include "plans/rules.h"

#include <stdbool.h>
#include <stdlib.h>

#define IS(value)	(1u << (value))

#define BALANCER_DOC	"Microsoft Entra application proxy, KCD; F5 BIG-IP APM, Kerberos SSO"
#define KB4466942	"KB4466942"
#define IIS_AUTH	"IIS reference, windowsAuthentication"
#define IE_DOC		"Troubleshoot Kerberos failures in Internet Explorer"
#define GMSA_DOC	"Getting started with group managed service accounts"
#define LOOKUP		"[MS-DRSR] 4.1.4.2.14 LookupSPN"
#define KB_WINRM	"KB4549715"
#define KB_ALIAS	"KB5008382"
#define ASKDS		"AskDS, Kerberos and load balancing (2011)"

const char *const outcome_word[N_OUTCOME] = {
	[OUTCOME_REGISTER] = "register",
	[OUTCOME_COVERED] = "covered",
	[OUTCOME_NONE_NEEDED] = "none-needed",
	[OUTCOME_PROPOSE] = "propose",
	[OUTCOME_REFUSED] = "refused",
	[OUTCOME_ASK] = "ask"
};

const struct rule rule[] = {
	/* Balancers that obtain tickets themselves. */
	{ .id = "balancer-unknown", .front = IS(FRONT_UNKNOWN),
	  .outcome = OUTCOME_ASK,
	  .reason = "whether balancer '{balancer}' obtains tickets itself, for which SPNs, and how clients authenticate to it is not all described",
	  .consequence = "The SPN that the balancer asks for decides who must hold it; a guess would fail for every user.",
	  .remedy = "Set mode, clientAuthentication and requests of the balancer.",
	  .source = BALANCER_DOC },
	{ .id = "balancer-signs-in", .front = IS(FRONT_OTHER),
	  .outcome = OUTCOME_NONE_NEEDED,
	  .reason = "clients do not use Kerberos up to balancer '{balancer}', so nobody asks for this name",
	  .consequence = "None: only the SPNs that the balancer requests matter.",
	  .remedy = "Nothing to do for this name.",
	  .source = BALANCER_DOC },
	{ .id = "balancer-several-accounts", .front = IS(FRONT_KERBEROS_SEVERAL),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "clients use Kerberos up to balancer '{balancer}', which has several accounts; one SPN has one holder",
	  .consequence = "Whichever account holds the SPN, the other balancer nodes cannot decrypt the ticket.",
	  .remedy = "Give all nodes of the balancer one account for client authentication.",
	  .source = LOOKUP },
	{ .id = "balancer-account", .front = IS(FRONT_KERBEROS),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_BALANCER,
	  .reason = "clients use Kerberos up to balancer '{balancer}', which decrypts as {holder}",
	  .consequence = "Without it clients fall back to NTLM or are asked for a password at the balancer.",
	  .remedy = "Register the SPN on the account of the balancer.",
	  .source = "Citrix CTX236593" },

	{ .id = "balancer-own", .front = IS(FRONT_OWN),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_BALANCER,
	  .reason = "balancer '{balancer}' signs in to the domain controllers as {holder} by this name: the account needs it as SPN, and {upn} as userPrincipalName",
	  .consequence = "The balancer obtains no ticket, for itself or for its users.",
	  .remedy = "Register the SPN, and set userPrincipalName of the account to the same, an @ and the realm. Any name that is nobody else's will do: one on the account already is taken.",
	  .source = "Microsoft Entra, F5 BIG-IP Easy Button for SSO to Kerberos" },

	/* Is Kerberos in play at all? */
	{ .id = "authentication-unknown", .offered = IS(OFFERED_UNKNOWN),
	  .outcome = OUTCOME_ASK,
	  .reason = "the description does not know whether Windows authentication is on, or what it offers",
	  .consequence = "Nothing can be said about this name.",
	  .remedy = "Set windowsAuthentication.enabled and providers.",
	  .source = IIS_AUTH },
	{ .id = "authentication-off", .offered = IS(OFFERED_NOTHING),
	  .outcome = OUTCOME_NONE_NEEDED,
	  .reason = "Windows authentication is off, so no client asks for a ticket",
	  .consequence = "None.",
	  .remedy = "Nothing to do.",
	  .source = IIS_AUTH },
	{ .id = "authentication-ntlm", .offered = IS(OFFERED_NTLM),
	  .outcome = OUTCOME_NONE_NEEDED,
	  .reason = "only NTLM is offered, so no client asks for a ticket",
	  .consequence = "Every user authenticates by NTLM, whatever SPNs are registered.",
	  .remedy = "Offer Negotiate before NTLM if Kerberos is wanted.",
	  .source = IIS_AUTH },

	/* Keys that cannot be told, or that cannot decrypt. */
	{ .id = "key-unknown", .who = IS(WHO_UNKNOWN),
	  .outcome = OUTCOME_ASK,
	  .reason = "it is not known whose key decrypts ({keys})",
	  .consequence = "An SPN on the wrong account fails hard, without fall-back to NTLM.",
	  .remedy = "Set pool.identity, useKernelMode and useAppPoolCredentials for the servers named.",
	  .source = IE_DOC },
	{ .id = "local-user", .who = IS(WHO_LOCAL_USER),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "the pool runs as a local user, which has no key in the domain ({keys})",
	  .consequence = "No ticket can be issued that the site decrypts.",
	  .remedy = "Run the pool as a gMSA, or leave decryption to kernel mode on a single server.",
	  .source = KB4466942 },
	{ .id = "local-service", .who = IS(WHO_LOCAL_SERVICE),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "LocalService is anonymous on the network and kernel mode does not decrypt for it ({keys})",
	  .consequence = "No ticket can be issued that the site decrypts.",
	  .remedy = "Turn kernel mode on without useAppPoolCredentials, or use another identity.",
	  .source = KB4466942 },
	{ .id = "account-not-supported", .who = IS(WHO_UNUSABLE),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "product {product} cannot run as an account of this kind ({keys}); it takes {accounts}",
	  .consequence = "The service does not start, or never loads the key: an SPN on the account would break the site.",
	  .remedy = "Use an account of a kind that the product takes; where the kind is wrong, say the right one in accounts.",
	  .source = "the vendor of the product: 'spnplan explain PRODUCT'" },
	{ .id = "machine-always", .who = IS(WHO_MACHINE_ALWAYS),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "the product decrypts with the key of each machine and knows no other: {servers} cannot share a name",
	  .consequence = "Whichever computer holds the SPN, the others cannot decrypt its tickets.",
	  .remedy = "Use the servers' own names, or a product that decrypts as an account.",
	  .source = "HTTP Server API, server-side authentication" },
	{ .id = "farm-machine-no-gmsa", .who = IS(WHO_MACHINE_NO_GMSA),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "{servers} each decrypt with a key of their own, one SPN has one holder, and product {product} cannot run as a gMSA: it takes {accounts}",
	  .consequence = "On one machine account the SPN fails on the other servers; on several it is a duplicate and nobody gets a ticket.",
	  .remedy = "Make such an account, have the product use it on every server, name it in pool and plan again.",
	  .source = GMSA_DOC "; the vendor of the product: 'spnplan explain PRODUCT'" },
	{ .id = "accounts-differ", .who = IS(WHO_DIFFER),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "one SPN has one holder, but the servers do not share one account ({keys})",
	  .consequence = "Requests that reach a server with another key fail with KRB_AP_ERR_MODIFIED, now and then.",
	  .remedy = "Run the pool as the same account on every server.",
	  .source = GMSA_DOC },
	{ .id = "single-host-account", .spread = IS(SPREAD_MANY), .who = IS(WHO_SINGLE_HOST),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "{pool} is a standalone managed service account, which serves one computer, but the site runs on {servers}",
	  .consequence = "The account cannot be installed on the other servers.",
	  .remedy = "Use a group managed service account.",
	  .source = GMSA_DOC },

	/* Where a CNAME leads: clients that canonicalise ask for that name. */
	{ .id = "canonical-covered", .spread = IS(SPREAD_ONE), .who = IS(WHO_MACHINE) | IS(WHO_BYPASSED),
	  .name = IS(NAME_CANONICAL_NODE), .host = IS(HOST_ANSWERS) | IS(HOST_ITSELF),
	  .outcome = OUTCOME_COVERED, .holder = HOLDER_MACHINE,
	  .reason = "clients that follow the CNAME ask for the server's own name, which HOST/ on {holder} answers",
	  .consequence = "None while HOST/ stands on the computer.",
	  .remedy = "Nothing to do.",
	  .source = LOOKUP },
	{ .id = "canonical-explicit", .spread = IS(SPREAD_ONE), .who = IS(WHO_MACHINE) | IS(WHO_BYPASSED),
	  .name = IS(NAME_CANONICAL_NODE),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "clients that follow the CNAME ask for the server's own name in a form that HOST/ does not answer",
	  .consequence = "Those clients fall back to NTLM.",
	  .remedy = "Register the SPN on the computer.",
	  .source = LOOKUP },
	{ .id = "canonical-of-computer", .name = IS(NAME_CANONICAL_NODE) | IS(NAME_CANONICAL_OTHER),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "the CNAME leads to {host}, a computer's own name, but the site does not decrypt with that computer's key alone",
	  .consequence = "Clients that follow the CNAME get a ticket for the computer, which the site cannot decrypt.",
	  .remedy = "Replace the CNAME by an A record.",
	  .source = "Tristan K., simple IIS Kerberos Q&A (2016); Exchange, Kerberos for load-balanced client access" },

	/* HOST/ of a computer carries every service that sPNMappings lists. */
	{ .id = "host-own-name", .who = IS(WHO_ACCOUNT) | IS(WHO_SINGLE_HOST),
	  .name = IS(NAME_NODE) | IS(NAME_OTHER), .host = IS(HOST_ITSELF),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "HOST/{host} is a computer's own and answers for all its services, so it cannot be on {pool}",
	  .consequence = "Every service of that computer that HOST/ answers for would get tickets for the account.",
	  .remedy = "Give the service a name that no computer bears.",
	  .source = LOOKUP },
	{ .id = "host-other-computer", .name = IS(NAME_OTHER), .host = IS(HOST_ITSELF),
	  .outcome = OUTCOME_REFUSED,
	  .reason = "HOST/{host} is another computer's own and answers for all its services",
	  .consequence = "Every service of that computer that HOST/ answers for would get tickets for another key.",
	  .remedy = "Give the service a name that no computer bears.",
	  .source = LOOKUP },

	/* Own names of the servers: each decided for itself. */
	{ .id = "node-covered", .who = IS(WHO_MACHINE), .name = IS(NAME_NODE), .host = IS(HOST_ANSWERS) | IS(HOST_ITSELF),
	  .outcome = OUTCOME_COVERED, .holder = HOLDER_MACHINE,
	  .reason = "it is the server's own name and the machine decrypts: HOST/ on {holder} answers",
	  .consequence = "None while HOST/ stands on the computer and nobody else holds the SPN.",
	  .remedy = "Nothing to do.",
	  .source = LOOKUP "; " KB4466942 },
	{ .id = "node-explicit", .who = IS(WHO_MACHINE), .name = IS(NAME_NODE),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "the machine decrypts, but HOST/ answers neither for names with a port nor for this class",
	  .consequence = "Clients that ask for exactly this SPN fall back to NTLM.",
	  .remedy = "Register the SPN on the computer.",
	  .source = LOOKUP },
	{ .id = "bypassed-registered", .spread = IS(SPREAD_ONE), .who = IS(WHO_BYPASSED), .seen = IS(SEEN_ON_POOL),
	  .outcome = OUTCOME_PROPOSE, .holder = HOLDER_POOL,
	  .reason = "{pool} holds the SPN already, but kernel mode decrypts as the machine: set useAppPoolCredentials and leave the SPN",
	  .consequence = "Every request fails with KRB_AP_ERR_MODIFIED; there is no fall-back to NTLM.",
	  .remedy = "Set useAppPoolCredentials to true on the servers named.",
	  .source = IE_DOC },
	{ .id = "node-bypassed-covered", .who = IS(WHO_BYPASSED), .name = IS(NAME_NODE), .host = IS(HOST_ANSWERS) | IS(HOST_ITSELF),
	  .outcome = OUTCOME_COVERED, .holder = HOLDER_MACHINE,
	  .reason = "kernel mode decrypts as the machine, so {pool} has no part in it: HOST/ on {holder} answers for its own name",
	  .consequence = "An SPN on the pool's account would break the site.",
	  .remedy = "Nothing to register.",
	  .source = IIS_AUTH },
	{ .id = "node-bypassed-explicit", .who = IS(WHO_BYPASSED), .name = IS(NAME_NODE),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "kernel mode decrypts as the machine, so {pool} has no part in it, and HOST/ does not answer for this form of the name",
	  .consequence = "Clients that ask for exactly this SPN fall back to NTLM.",
	  .remedy = "Register the SPN on the computer.",
	  .source = IIS_AUTH },
	{ .id = "node-account-explicit", .name = IS(NAME_NODE), .host = IS(HOST_SILENT),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts, and HOST/ answers neither for names with a port nor for this class",
	  .consequence = "Without it clients fall back to NTLM.",
	  .remedy = "Register the SPN on the account; WinRM and other services of the server ask for other SPNs.",
	  .source = LOOKUP },
	{ .id = "node-account", .name = IS(NAME_NODE),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "clients use the server's own name and {holder} decrypts; the SPN takes the name away from everything else on that server, WinRM included",
	  .consequence = "PowerShell remoting to the server fails with 0x80090322 once the SPN is there.",
	  .remedy = "Best give the site a name of its own; else register and apply a remedy of finding node-name-on-account.",
	  .source = KB_WINRM },

	/* One server, a name that is not its own. */
	{ .id = "machine-virtual-name", .spread = IS(SPREAD_ONE), .who = IS(WHO_MACHINE), .name = IS(NAME_VIRTUAL),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "one server, and the machine decrypts: {holder} must hold a name that is not its own",
	  .consequence = "Without it clients fall back to NTLM.",
	  .remedy = "Register the SPN on the computer.",
	  .source = KB4466942 },
	{ .id = "machine-alias", .spread = IS(SPREAD_ONE), .who = IS(WHO_MACHINE), .name = IS(NAME_ALIAS),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "one server, and the machine decrypts: clients that do not follow the CNAME ask for the alias",
	  .consequence = "Clients that do not canonicalise fall back to NTLM.",
	  .remedy = "Register the alias on the computer.",
	  .source = IE_DOC },
	{ .id = "machine-other-computer", .spread = IS(SPREAD_ONE), .who = IS(WHO_MACHINE), .name = IS(NAME_OTHER),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "one server, and its machine decrypts, though the name is another computer's own; where HOST/ of that computer would answer, an explicit SPN goes before it",
	  .consequence = "Without it tickets are made for the other computer, and the site cannot decrypt them.",
	  .remedy = "Register the SPN; an administrator must do it. Leave HOST/ where it is.",
	  .source = LOOKUP "; " KB_ALIAS },
	{ .id = "machine-bypassed", .spread = IS(SPREAD_ONE), .who = IS(WHO_BYPASSED),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_MACHINE,
	  .reason = "one server, and kernel mode decrypts as the machine, so {pool} has no part in it: {holder} must hold the name",
	  .consequence = "An SPN on the pool's account would break the site: KRB_AP_ERR_MODIFIED, no fall-back.",
	  .remedy = "Register the SPN on the computer, or set useAppPoolCredentials and plan again.",
	  .source = IIS_AUTH "; " IE_DOC },
	{ .id = "account-virtual-name", .spread = IS(SPREAD_ONE), .who = IS(WHO_ACCOUNT) | IS(WHO_SINGLE_HOST), .name = IS(NAME_VIRTUAL),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts, so it must hold the name",
	  .consequence = "Without it clients fall back to NTLM.",
	  .remedy = "Register the SPN on the account of the pool.",
	  .source = IE_DOC },
	{ .id = "account-alias", .spread = IS(SPREAD_ONE), .who = IS(WHO_ACCOUNT) | IS(WHO_SINGLE_HOST), .name = IS(NAME_ALIAS),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts, so it must hold the alias; the CNAME leads to a computer's own name",
	  .consequence = "Without it clients that ask for the alias fall back to NTLM; those that follow the CNAME ask for the computer and fail even with it.",
	  .remedy = "Register the alias and replace the CNAME by an A record.",
	  .source = IE_DOC },
	{ .id = "account-other-computer", .who = IS(WHO_ACCOUNT) | IS(WHO_SINGLE_HOST), .name = IS(NAME_OTHER),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts, though the name is a computer's own; where HOST/ of that computer would answer, an explicit SPN goes before it",
	  .consequence = "Without it tickets are made for that computer, and the site cannot decrypt them.",
	  .remedy = "Register the SPN; an administrator must do it. Leave HOST/ where it is.",
	  .source = LOOKUP "; " KB_ALIAS },

	/* Several servers behind one name. */
	{ .id = "farm-machine", .spread = IS(SPREAD_MANY), .who = IS(WHO_MACHINE),
	  .outcome = OUTCOME_PROPOSE, .holder = HOLDER_NEW,
	  .reason = "{servers} each decrypt with a key of their own, and one SPN has one holder: run the site as one account, best a gMSA, here {holder}",
	  .consequence = "On one machine account the SPN fails on the other servers; on several it is a duplicate and nobody gets a ticket.",
	  .remedy = "Make a group managed service account, run the site as it on every server (under IIS with useAppPoolCredentials), then register the SPN on it.",
	  .source = GMSA_DOC "; " ASKDS },
	{ .id = "farm-bypassed", .spread = IS(SPREAD_MANY), .who = IS(WHO_BYPASSED),
	  .outcome = OUTCOME_PROPOSE, .holder = HOLDER_POOL,
	  .reason = "all servers run as {pool}, but kernel mode decrypts as the machine ({keys}); set useAppPoolCredentials there, then {pool} holds the name",
	  .consequence = "Requests that reach those servers fail with KRB_AP_ERR_MODIFIED, now and then; there is no fall-back to NTLM.",
	  .remedy = "Set useAppPoolCredentials to true on the servers named, and register the SPN last.",
	  .source = IE_DOC },
	{ .id = "farm-account", .spread = IS(SPREAD_MANY), .who = IS(WHO_ACCOUNT), .name = IS(NAME_VIRTUAL),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts on every server, so it holds the shared name, once",
	  .consequence = "Without it clients fall back to NTLM.",
	  .remedy = "Register the SPN on the shared account.",
	  .source = GMSA_DOC "; " ASKDS },
	{ .id = "farm-account-alias", .spread = IS(SPREAD_MANY), .who = IS(WHO_ACCOUNT), .name = IS(NAME_ALIAS),
	  .outcome = OUTCOME_REGISTER, .holder = HOLDER_POOL,
	  .reason = "{holder} decrypts on every server, so it holds the alias; the CNAME leads to a computer's own name",
	  .consequence = "Without it clients that ask for the alias fall back to NTLM; those that follow the CNAME ask for the computer and fail even with it.",
	  .remedy = "Register the alias and replace the CNAME by an A record.",
	  .source = GMSA_DOC "; " IE_DOC },
	{ .id = NULL }
};

const struct rule rule_conflict[] = {
	{ .id = "same-name", .outcome = OUTCOME_REFUSED,
	  .reason = "{other} needs the same SPN on {rival}; neither port nor path of a URL tells SPNs apart",
	  .consequence = "Whichever account holds the SPN, the other site cannot decrypt its tickets.",
	  .remedy = "Give the two sites different host names, or run both as one account.",
	  .source = "SQL Server Reporting Services, register an SPN for a report server; MIM, BHOLD Core installation" },
	{ .id = "host-shadowed", .outcome = OUTCOME_REFUSED,
	  .reason = "{other} uses this host name too, on {rival}; an explicit SPN goes before HOST/, so one of the two fails",
	  .consequence = "Clients of the service that counts on HOST/ get tickets for the wrong account.",
	  .remedy = "Give the two services different host names, or run both as one account.",
	  .source = LOOKUP },
	{ .id = NULL }
};

const struct rule *const rule_same_name = &rule_conflict[0];
const struct rule *const rule_host_shadowed = &rule_conflict[1];

static bool
fits(unsigned mask, int value)
{
	return mask == 0 || (mask & IS(value)) != 0;
}

const struct rule *
rule_for(const struct point *at)
{
	const struct rule	*row;

	for (row = rule; row->id != NULL; row++) {
		if (fits(row->front, at->front) && fits(row->offered, at->offered) &&
		    fits(row->spread, at->spread) && fits(row->who, at->who) &&
		    fits(row->name, at->name) && fits(row->host, at->host) &&
		    fits(row->seen, at->seen))
			return row;
	}
	abort();	/* tests/t_rules.c walks the whole space */
}
