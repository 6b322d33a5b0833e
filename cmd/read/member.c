#include "cmd/read/member.h"

#define TEXT(type, field)	offsetof(struct type, field), 0, 0, NULL, NULL
#define WORD(type, field, words) offsetof(struct type, field), 0, 0, NULL, words
#define LIST(type, field)	offsetof(struct type, field), offsetof(struct type, n_##field)
#define TEXTS(type, field)	LIST(type, field), sizeof(const char *), NULL, NULL
#define PART(type, field, shape) offsetof(struct type, field), 0, 0, shape, NULL
#define PARTS(type, field, shape) LIST(type, field), 0, shape, NULL
#define END			{ .name = NULL }

static const struct member member_domain[] = {
	{ "name", MEMBER_TEXT, true, FORM_NETBIOS, TEXT(farm_domain, name),
	  "NetBIOS name of the domain, as in NETBIOS\\account" },
	{ "dns", MEMBER_TEXT, true, FORM_HOST, TEXT(farm_domain, dns),
	  "DNS name of the domain" },
	{ "forest", MEMBER_TEXT, false, FORM_HOST, TEXT(farm_domain, forest),
	  "DNS name of the forest's root domain; default: dns" },
	END
};
static const struct shape shape_domain = { member_domain, sizeof(struct farm_domain),
    offsetof(struct farm_domain, path), 0 };

static const struct member member_server[] = {
	{ "name", MEMBER_TEXT, true, FORM_NETBIOS, TEXT(farm_server, name),
	  "NetBIOS name of the server" },
	{ "dns", MEMBER_TEXT, false, FORM_HOST, TEXT(farm_server, dns),
	  "DNS name of the server; default: name.domain" },
	{ "domain", MEMBER_TEXT, false, FORM_ANY, TEXT(farm_server, domain_name),
	  "its domain; may be left out where only one is described" },
	{ "account", MEMBER_TEXT, false, FORM_ACCOUNT, TEXT(farm_server, account_name),
	  "its computer account; default: DOMAIN\\NAME$" },
	END
};
static const struct shape shape_server = { member_server, sizeof(struct farm_server),
    offsetof(struct farm_server, path), 0 };

static const struct word word_kind[] = {
	{ "user", ACCOUNT_USER }, { "gmsa", ACCOUNT_GMSA }, { "smsa", ACCOUNT_SMSA },
	{ "dmsa", ACCOUNT_DMSA }, { "computer", ACCOUNT_COMPUTER }, { NULL, 0 }
};

static const struct member member_account[] = {
	{ "name", MEMBER_TEXT, true, FORM_ACCOUNT, TEXT(farm_account, name),
	  "the account, as DOMAIN\\name" },
	{ "kind", MEMBER_WORD, false, FORM_ANY, WORD(farm_account, kind, word_kind),
	  "what it is; default: gmsa where the name ends in $, else user" },
	{ "hosts", MEMBER_TEXT, false, FORM_ACCOUNT, TEXT(farm_account, hosts),
	  "the group whose members may retrieve a gMSA's password" },
	END
};
static const struct shape shape_account = { member_account, sizeof(struct farm_account),
    offsetof(struct farm_account, path), 0 };

static const struct member member_dns_name[] = {
	{ "name", MEMBER_TEXT, true, FORM_HOST, TEXT(farm_name, name),
	  "a name that leads to the balancer" },
	{ "record", MEMBER_WORD, false, FORM_ANY, WORD(farm_name, record, word_dns_record),
	  "how DNS has it; default: A" },
	{ "canonical", MEMBER_TEXT, false, FORM_HOST, TEXT(farm_name, canonical),
	  "where the CNAME leads" },
	{ "reverse", MEMBER_TEXT, false, FORM_HOST, TEXT(farm_name, reverse),
	  "what its address leads back to, or unknown; default: the name, or where its CNAME leads" },
	END
};
static const struct shape shape_dns_name = { member_dns_name, sizeof(struct farm_name),
    offsetof(struct farm_name, path), 0 };

static const struct member member_balancer[] = {
	{ "name", MEMBER_TEXT, true, FORM_ANY, TEXT(farm_balancer, name),
	  "what sites call it" },
	{ "kind", MEMBER_WORD, false, FORM_ANY, WORD(farm_balancer, kind, word_balancer_kind),
	  "the product; default: other" },
	{ "mode", MEMBER_WORD, false, FORM_ANY, WORD(farm_balancer, mode, word_balancer_mode),
	  "what becomes of the client's ticket; default: pass-through" },
	{ "clientAuthentication", MEMBER_WORD, false, FORM_ANY,
	  WORD(farm_balancer, client_authentication, word_client_authentication),
	  "how clients sign in to a balancer that authenticates; default: other" },
	{ "serverTls", MEMBER_WORD, false, FORM_ANY, WORD(farm_balancer, server_tls, word_server_tls),
	  "what it speaks to the servers where TLS ends at it; default: none" },
	{ "sharesConnections", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_balancer, shares_connections),
	  "whether clients share its connections to the servers; default: as its kind does" },
	{ "names", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm_balancer, dns_name, &shape_dns_name),
	  "its names in DNS" },
	{ "servers", MEMBER_TEXTS, true, FORM_ANY, TEXTS(farm_balancer, server_name),
	  "the servers behind it" },
	{ "accounts", MEMBER_TEXTS, false, FORM_ACCOUNT, TEXTS(farm_balancer, account_name),
	  "its own accounts, where it authenticates" },
	{ "requests", MEMBER_TEXTS, false, FORM_SPN, TEXTS(farm_balancer, request),
	  "the SPNs that it asks for: %h is the site's host, %s the server's" },
	END
};
static const struct shape shape_balancer = { member_balancer, sizeof(struct farm_balancer),
    offsetof(struct farm_balancer, path), 0 };

static const struct member member_pool[] = {
	{ "name", MEMBER_TEXT, false, FORM_ANY, TEXT(farm_pool, name),
	  "the application pool; default: the site's name" },
	{ "identity", MEMBER_WORD, false, FORM_ANY, WORD(farm_pool, identity, word_identity),
	  "what it runs as; default: ApplicationPoolIdentity" },
	{ "account", MEMBER_TEXT, false, FORM_ACCOUNT, TEXT(farm_pool, account_name),
	  "the account of identity SpecificUser" },
	END
};
static const struct shape shape_pool = { member_pool, sizeof(struct farm_pool),
    offsetof(struct farm_pool, path), 0 };

static const struct member member_authentication[] = {
	{ "enabled", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_authentication, enabled),
	  "whether Windows authentication is on; default: true" },
	{ "useKernelMode", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_authentication, kernel_mode),
	  "whether HTTP.SYS decrypts; default: true" },
	{ "useAppPoolCredentials", MEMBER_SETTING, false, FORM_ANY,
	  TEXT(farm_authentication, app_pool_credentials),
	  "whether it decrypts with the key of the pool's account; default: false" },
	{ "anonymous", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_authentication, anonymous),
	  "whether anonymous authentication is on too; default: false" },
	{ "impersonation", MEMBER_WORD, false, FORM_ANY,
	  WORD(farm_authentication, impersonation, word_impersonation),
	  "whom ASP.NET runs the application as: the user, or one account for all; default: none" },
	{ "providers", MEMBER_WORDS, false, FORM_ANY, LIST(farm_authentication, provider), 0, NULL, word_provider,
	  "what is offered, in order; default: Negotiate, NTLM" },
	{ "extendedProtection", MEMBER_WORD, false, FORM_ANY,
	  WORD(farm_authentication, extended_protection, word_protection),
	  "tokenChecking of extended protection; default: None" },
	{ "extendedProtectionFlags", MEMBER_WORDS, false, FORM_ANY, LIST(farm_authentication, protection_flag), 0, NULL,
	  word_protection_flag, "flags of extended protection; default: None" },
	{ "extendedProtectionSpns", MEMBER_TEXTS, false, FORM_SPN, TEXTS(farm_authentication, protected_spn),
	  "the SPNs that its spn elements list; default: none" },
	END
};
const struct shape shape_authentication = { member_authentication,
    sizeof(struct farm_authentication), offsetof(struct farm_authentication, path), 0 };

static const struct member member_override[] = {
	{ "pool", MEMBER_OBJECT, false, FORM_ANY, PART(farm_override, pool, &shape_pool),
	  "the pool on that server" },
	{ "windowsAuthentication", MEMBER_OBJECT, false, FORM_ANY,
	  PART(farm_override, authentication, &shape_authentication),
	  "Windows authentication on that server" },
	END
};
static const struct shape shape_override = { member_override, sizeof(struct farm_override),
    offsetof(struct farm_override, path), offsetof(struct farm_override, server_name) };

static const struct member member_application[] = {
	{ "path", MEMBER_TEXT, true, FORM_URL, TEXT(farm_application, url),
	  "the path of its URL, from a slash on" },
	{ "pool", MEMBER_OBJECT, false, FORM_ANY, PART(farm_application, pool, &shape_pool),
	  "its pool; default: the site's" },
	{ "windowsAuthentication", MEMBER_OBJECT, false, FORM_ANY,
	  PART(farm_application, authentication, &shape_authentication),
	  "its Windows authentication; default: the site's" },
	{ "perServer", MEMBER_MAP, false, FORM_ANY, PARTS(farm_application, override, &shape_override),
	  "what differs on single servers, by name of the server" },
	END
};
static const struct shape shape_application = { member_application, sizeof(struct farm_application),
    offsetof(struct farm_application, path), 0 };

static const struct member member_clients[] = {
	{ "portInSpn", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_clients, port_in_spn),
	  "whether clients put ports other than 80 and 443 into the SPN; default: false" },
	{ "canonicalizeCname", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_clients, canonicalize_cname),
	  "whether clients ask for the name that a CNAME leads to; default: true" },
	{ "forests", MEMBER_TEXTS, false, FORM_HOST, TEXTS(farm_clients, forest),
	  "forests that the users are in" },
	END
};
static const struct shape shape_clients = { member_clients, sizeof(struct farm_clients),
    offsetof(struct farm_clients, path), 0 };

static const struct member member_delegation[] = {
	{ "spn", MEMBER_TEXTS, true, FORM_SPN, TEXTS(farm_delegation, spn),
	  "the SPNs of the back end" },
	{ "account", MEMBER_TEXT, true, FORM_ACCOUNT, TEXT(farm_delegation, account_name),
	  "the account that holds them" },
	{ "users", MEMBER_WORD, false, FORM_ANY, WORD(farm_delegation, users, word_delegated_users),
	  "how users sign in at the front end; default: any" },
	END
};
static const struct shape shape_delegation = { member_delegation, sizeof(struct farm_delegation),
    offsetof(struct farm_delegation, path), 0 };

static const struct member member_site[] = {
	{ "name", MEMBER_TEXT, true, FORM_ANY, TEXT(farm_site, name),
	  "what reports call it" },
	{ "product", MEMBER_TEXT, false, FORM_PRODUCT, TEXT(farm_site, product_name),
	  "what serves it, which decides whose key decrypts; default: iis, "
	  "or generic where the service is not HTTP" },
	{ "service", MEMBER_TEXT, false, FORM_CLASS, TEXT(farm_site, service),
	  "class of its SPNs; default: the product's, HTTP" },
	{ "names", MEMBER_TEXTS, false, FORM_TYPED, LIST(farm_site, host), sizeof(struct farm_site_name), NULL, NULL,
	  "what clients type: host names, with a port where they type one" },
	{ "servers", MEMBER_TEXTS, false, FORM_ANY, TEXTS(farm_site, server_name),
	  "the servers that run it; default: those of its balancer" },
	{ "loadBalancer", MEMBER_TEXT, false, FORM_ANY, TEXT(farm_site, balancer_name),
	  "the balancer that it is behind" },
	{ "nodeNames", MEMBER_SETTING, false, FORM_ANY, TEXT(farm_site, node_names),
	  "whether clients use the servers' own names too; default: false" },
	{ "pool", MEMBER_OBJECT, false, FORM_ANY, PART(farm_site, pool, &shape_pool),
	  "its application pool" },
	{ "windowsAuthentication", MEMBER_OBJECT, false, FORM_ANY,
	  PART(farm_site, authentication, &shape_authentication),
	  "its Windows authentication" },
	{ "applications", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm_site, application, &shape_application),
	  "applications with settings of their own" },
	{ "perServer", MEMBER_MAP, false, FORM_ANY, PARTS(farm_site, override, &shape_override),
	  "what differs on single servers, by name of the server" },
	{ "clients", MEMBER_OBJECT, false, FORM_ANY, PART(farm_site, clients, &shape_clients),
	  "what its clients do" },
	{ "delegatesTo", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm_site, delegation, &shape_delegation),
	  "back ends that it reaches as its users" },
	{ "formerAccounts", MEMBER_TEXTS, false, FORM_ACCOUNT, TEXTS(farm_site, former_account_name),
	  "accounts that the plan may take an SPN from" },
	END
};
static const struct shape shape_site = { member_site, sizeof(struct farm_site),
    offsetof(struct farm_site, path), 0 };

/* Several descriptions make one: farm_close says what none of them has. */
static const struct member member_farm[] = {
	{ "domains", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm, domain, &shape_domain),
	  "the domains of servers and accounts" },
	{ "servers", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm, server, &shape_server),
	  "the servers" },
	{ "accounts", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm, account, &shape_account),
	  "accounts of which more is to be said than their name" },
	{ "loadBalancers", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm, balancer, &shape_balancer),
	  "the load balancers" },
	{ "sites", MEMBER_OBJECTS, false, FORM_ANY, PARTS(farm, site, &shape_site),
	  "the sites and services" },
	END
};
const struct shape shape_farm = { member_farm, sizeof(struct farm), NO_PATH, 0 };
