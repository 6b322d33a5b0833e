#ifndef PLANS_FARM_H
#define PLANS_FARM_H

#include <stdbool.h>
#include <stddef.h>

#include "plans/account.h"
#include "plans/pool.h"
#include "plans/service.h"

/*
 * A farm description (spnplan-farm(5)), as a reader fills it and as
 * farm_close leaves it.  Readers set the members above each dividing line;
 * farm_close resolves names to pointers, fills in the defaults of IIS and
 * Windows, interns accounts and sorts every list whose order carries no
 * meaning.  After that it is constant.  All strings are UTF-8 and belong to
 * the pool; host names are A-labels in lower case.  Where a row has a name,
 * that comes first, so that one comparison sorts them all.
 *
 * What a reader had to refuse, and said so, is "", WORD_REFUSED or an empty
 * list that is not NULL; the name of a row is kept if there is one, for those
 * who refer to it.  Nothing is said twice, and a farm with faults is never
 * planned.
 */
enum { WORD_REFUSED = -1 };

/* Every setting may be unset (then the default holds) or "unknown". */
enum setting { SETTING_UNSET, SETTING_NO, SETTING_YES, SETTING_UNKNOWN };

enum identity {
	IDENTITY_UNSET,
	IDENTITY_LOCAL_SYSTEM,
	IDENTITY_LOCAL_SERVICE,
	IDENTITY_NETWORK_SERVICE,
	IDENTITY_APPLICATION_POOL,
	IDENTITY_SPECIFIC_USER,
	IDENTITY_UNKNOWN
};

enum balancer_mode {
	MODE_UNSET,		/* pass-through */
	MODE_PASS_THROUGH,
	MODE_TLS_OFFLOAD,
	MODE_AUTHENTICATES,
	MODE_UNKNOWN
};

enum balancer_kind {
	BALANCER_UNSET,		/* other */
	BALANCER_HAPROXY, BALANCER_NGINX, BALANCER_F5, BALANCER_NETSCALER,
	BALANCER_ARR, BALANCER_NLB, BALANCER_WAP, BALANCER_ENTRA_CONNECTOR,
	BALANCER_TMG, BALANCER_OTHER
};

enum client_authentication { CLIENT_UNSET, CLIENT_KERBEROS, CLIENT_OTHER, CLIENT_UNKNOWN };

enum dns_record { RECORD_UNSET, RECORD_A, RECORD_CNAME, RECORD_UNKNOWN };

enum provider {
	PROVIDER_NONE,
	PROVIDER_NEGOTIATE,
	PROVIDER_NTLM,
	PROVIDER_NEGOTIATE_KERBEROS,
	PROVIDER_UNKNOWN
};

enum protection { PROTECTION_UNSET, PROTECTION_NONE, PROTECTION_ALLOW, PROTECTION_REQUIRE, PROTECTION_UNKNOWN };

/* With the values that IIS gives them. */
enum protection_flag {
	FLAG_NONE = 0,
	FLAG_PROXY = 1,
	FLAG_NO_SERVICE_NAME_CHECK = 2,
	FLAG_ALLOW_DOTLESS_SPN = 4,
	FLAG_PROXY_COHOSTING = 32,
	FLAG_UNKNOWN = 64
};

/* Whom ASP.NET runs the code of an application as. */
enum impersonation {
	IMPERSONATION_UNSET,	/* none */
	IMPERSONATION_NONE,	/* what the pool runs as */
	IMPERSONATION_USER,	/* who asks */
	IMPERSONATION_ACCOUNT,	/* one account for everybody */
	IMPERSONATION_UNKNOWN
};

/* What a balancer that ends TLS speaks to the servers. */
enum server_tls {
	SERVER_TLS_UNSET,	/* none */
	SERVER_TLS_NONE,
	SERVER_TLS_OTHER,	/* TLS, the servers have a certificate of their own */
	SERVER_TLS_SAME,	/* TLS, the servers have the balancer's certificate */
	SERVER_TLS_UNKNOWN
};

enum delegated_users { USERS_UNSET, USERS_KERBEROS, USERS_ANY, USERS_UNKNOWN };

struct farm_domain {
	const char	*name;		/* NetBIOS */
	const char	*path;		/* "farm.json: domains[0]", for messages */
	const char	*dns;
	const char	*forest;	/* DNS name of the forest root; default: dns */
	/* --- */
	bool		 forest_known;	/* said, or shown by the directory: no default */
};

/* An account that the description names, or that a server implies. */
struct farm_account {
	const char		*name;	/* as written: "CORP\\svc-web" */
	const char		*path;	/* of its row in accounts, else of its first mention */
	int			 kind;	/* enum account_kind; UNKNOWN: not said */
	const char		*hosts;	/* "CORP\\WebFarmHosts": who may retrieve a gMSA's password */
	/* --- */
	const struct farm_domain *domain;	/* NULL for a local user */
	const char		*sam;		/* with "$" where its kind has it */
	const char		*text;		/* "CORP\\sam", as reports write it */
	const struct farm_server *server;	/* whose machine account it is, else NULL */
	bool			 described;	/* it stands in accounts */
	bool			 proposed;	/* a plan made it up: it need not exist */
};

struct farm_server {
	const char	*name;		/* NetBIOS */
	const char	*path;
	const char	*dns;		/* default: name.domain */
	const char	*domain_name;
	const char	*account_name;	/* default: DOMAIN\NAME$ */
	/* --- */
	const struct farm_domain *domain;
	const struct farm_account *account;
};

/* A name of a balancer, as DNS has it. */
struct farm_name {
	const char	*name;
	const char	*path;
	int		 record;	/* enum dns_record */
	const char	*canonical;	/* of a CNAME */
	const char	*reverse;	/* what its address leads back to, "unknown", or NULL: where it was found */
	/* --- */
	bool		 claimed;	/* a site behind the balancer lists it */
};

struct farm_balancer {
	const char	*name;
	const char	*path;
	int		 kind;		/* enum balancer_kind */
	int		 mode;		/* enum balancer_mode */
	int		 client_authentication;
	int		 server_tls;		/* enum server_tls */
	int		 shares_connections;	/* enum setting; default: as its kind does */
	struct farm_name *dns_name;
	size_t		 n_dns_name;
	const char	**server_name;
	size_t		 n_server_name;
	const char	**account_name;
	size_t		 n_account_name;
	const char	**request;	/* SPN templates: %h host, %s member; default: as its kind does */
	size_t		 n_request;
	/* --- */
	bool		 requests_by_default;
	const struct farm_server **server;
	size_t		 n_server;
	const struct farm_account **account;
	size_t		 n_account;
};

struct farm_pool {
	const char	*path;
	const char	*name;
	int		 identity;	/* enum identity */
	const char	*account_name;
	/* --- */
	const struct farm_account *account;	/* of SpecificUser, else NULL */
};

struct farm_authentication {
	const char	*path;
	int		 enabled;		/* enum setting */
	int		 kernel_mode;
	int		 app_pool_credentials;
	int		 anonymous;
	int		 impersonation;		/* enum impersonation */
	int		*provider;		/* enum provider, in order */
	size_t		 n_provider;
	int		 extended_protection;
	int		*protection_flag;	/* enum protection_flag */
	size_t		 n_protection_flag;
	const char	**protected_spn;
	size_t		 n_protected_spn;
};

struct farm_clients {
	const char	*path;
	int		 port_in_spn;		/* enum setting */
	int		 canonicalize_cname;
	const char	**forest;
	size_t		 n_forest;
};

struct farm_override {				/* perServer */
	const char	*path;
	const char	*server_name;
	struct farm_pool pool;
	struct farm_authentication authentication;
	/* --- */
	const struct farm_server *server;
};

struct farm_application {
	const char	*path;
	const char	*url;			/* "/reports" */
	struct farm_pool pool;
	struct farm_authentication authentication;
	struct farm_override *override;
	size_t		 n_override;
};

struct farm_delegation {			/* delegatesTo */
	const char	*path;
	const char	**spn;
	size_t		 n_spn;
	const char	*account_name;
	int		 users;			/* enum delegated_users */
	/* --- */
	const struct farm_account *account;
};

/* What clients type, taken apart. */
struct farm_site_name {
	const char	*text;		/* as written, in A-labels: "portal:8443" */
	/* --- */
	const char	*host;		/* or an address */
	const char	*port;		/* "" for none */
	const struct farm_name *dns_name; /* the balancer's entry of that host, or NULL */
};

struct farm_site {
	const char	*name;
	const char	*path;
	const char	*product_name;		/* default: "iis" */
	const char	*service;		/* class; default: the product's */
	struct farm_site_name *host;		/* "names" */
	size_t		 n_host;
	const char	**server_name;		/* default: the balancer's */
	size_t		 n_server_name;
	const char	*balancer_name;
	int		 node_names;		/* enum setting */
	struct farm_pool pool;
	struct farm_authentication authentication;
	struct farm_clients clients;
	struct farm_application *application;
	size_t		 n_application;
	struct farm_override *override;		/* "perServer" */
	size_t		 n_override;
	struct farm_delegation *delegation;	/* "delegatesTo" */
	size_t		 n_delegation;
	const char	**former_account_name;
	size_t		 n_former_account_name;
	/* --- */
	const struct product *product;
	const struct farm_balancer *balancer;	/* NULL: none */
	const struct farm_server **server;
	size_t		 n_server;
	const struct farm_account **former_account;
	size_t		 n_former_account;
};

struct farm {
	struct pool		 pool;
	struct farm_domain	*domain;
	size_t			 n_domain;
	struct farm_server	*server;
	size_t			 n_server;
	struct farm_account	*account;	/* those that are described */
	size_t			 n_account;
	struct farm_balancer	*balancer;
	size_t			 n_balancer;
	struct farm_site	*site;
	size_t			 n_site;
	/* --- */
	const struct farm_server **by_dns;	/* the n_server servers, sorted by dns */
	struct farm_account **known;	/* every account, described or implied, sorted by text */
	size_t			 n_known;
};

/* What is wrong with a description: a line each, none of them the last. */
struct faults {
	struct pool	 pool;
	const char	**line;		/* "farm.json: sites[0].pool.identity: ..." */
	size_t		 n_line;
};

void	faults_add(struct faults *, const char *path, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	faults_free(struct faults *);

/*
 * Completes what one or more readers filled in and says everything that is
 * wrong with it.  A farm with faults must not be planned.
 */
void	farm_close(struct farm *, struct faults *);

void	farm_free(struct farm *);

/* What holds for one server: its override, else the application's, else the
 * site's.  Member by member, unset ones filled with the defaults of IIS. */
struct farm_effective {
	struct farm_pool		 pool;
	struct farm_authentication	 authentication;
};
struct farm_effective	farm_effective(const struct farm_site *,
			    const struct farm_application *, /* NULL: the site itself */
			    const struct farm_server *);

/* Can clients sign in by NTLM, which comes inside Negotiate too ([MS-SPNG] 1.3)? */
bool	farm_offers_ntlm(const struct farm_authentication *);

/* What the address of a name leads back to, or NULL where that is not known or
 * where it was found. */
const char	*farm_reverse(const struct farm_name *);

/* For qsort, of two const struct farm_account *: by text. */
int	farm_account_cmp(const void *, const void *);

/* The forest of a described domain, by its DNS name, or NULL. */
const char	*farm_forest(const struct farm *, const char *dns);

/* A forest that users are in, and the domain that shows it where the
 * description does not say it, else NULL. */
struct farm_users {
	const char			*forest;
	const struct farm_domain	*domain;
};

/* clients.forests, or the forests of the site's servers; POOL holds them. */
const struct farm_users	*farm_users(struct pool *, const struct farm_site *, size_t *n_out);

/* Is HOST the own name (NetBIOS name or dns) of a described server? */
const struct farm_server *farm_own_name(const struct farm *, const char *host);

/* The first of the site's names that does not come before TEXT, or NULL. */
const struct farm_site_name *farm_site_name_from(const struct farm_site *, const char *text);

extern const struct word	word_identity[], word_balancer_mode[],
		    word_balancer_kind[], word_client_authentication[],
		    word_dns_record[], word_provider[], word_protection[],
		    word_protection_flag[], word_impersonation[], word_server_tls[],
		    word_delegated_users[];

#endif
