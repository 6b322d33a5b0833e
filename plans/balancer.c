#include "plans/balancer.h"

#include <stddef.h>

#define KIND(kind)	(1u << (kind))
#define USERS		(KIND(ACCOUNT_UNKNOWN) | KIND(ACCOUNT_USER) | KIND(ACCOUNT_INETORGPERSON))
#define MACHINE		(KIND(ACCOUNT_UNKNOWN) | KIND(ACCOUNT_COMPUTER))
#define ANY		(USERS | MACHINE | KIND(ACCOUNT_GMSA) | KIND(ACCOUNT_SMSA) | KIND(ACCOUNT_DMSA))

const struct balancer_row balancer_row[] = {
	[BALANCER_HAPROXY] = {
	  .says = "HAProxy: hands tickets on and never obtains any; a connection whose server asks for Negotiate or NTLM is kept to its client",
	  .for_ntlm = "set http-reuse to safe or never, and leave HTTP/2 to the servers off",
	  .source = "HAProxy configuration manual, http-reuse" },
	[BALANCER_NGINX] = {
	  .says = "nginx: hands tickets on; obtains none without a module of another vendor, and with one it is of kind other",
	  .shares = true, .for_ntlm = "set ntlm in its upstream block (a directive of the commercial edition), or hand TCP on in a stream block",
	  .source = "nginx, ngx_http_upstream_module, ntlm and keepalive" },
	[BALANCER_F5] = {
	  .says = "F5 BIG-IP: with APM it obtains tickets as a user account whose UPN is its SPN; connections are shared only with OneConnect, which takes an NTLM profile then",
	  .obtains = true, .acts_as = USERS, .request = "HTTP/%s", .own_spn = true,
	  .for_ntlm = "add an NTLM profile (NTLM Conn Pool) beside OneConnect, or take OneConnect away",
	  .source = "Microsoft Entra, F5 BIG-IP Easy Button for SSO to Kerberos; F5 BIG-IP APM, Kerberos SSO, SPN pattern; BIG-IP LTM profiles reference, OneConnect and NTLM" },
	[BALANCER_NETSCALER] = {
	  .says = "NetScaler: obtains tickets as the user of its KCD account, for the name by which the service is configured unless serviceSPN says otherwise",
	  .obtains = true, .acts_as = USERS, .request = "HTTP/%s",
	  .shares = true, .for_ntlm = "switch connection multiplexing off in its HTTP profile (conMultiplex)",
	  .source = "NetScaler command reference, aaa kcdAccount; Citrix CTX236593, CTX124713" },
	[BALANCER_ARR] = {
	  .says = "Application Request Routing: an IIS that ends every connection, hands tickets on and never obtains any", .relays = true,
	  .source = "Application Request Routing; Configuring Kerberos with ARR (Microsoft blogs, 2015)" },
	[BALANCER_NLB] = {
	  .says = "Windows Network Load Balancing: hands packets on and sees neither connections nor tickets",
	  .source = "Windows Server, Network Load Balancing" },
	[BALANCER_WAP] = {
	  .says = "Web Application Proxy: obtains tickets as the computer account of each of its servers, for the SPN given as BackendServerAuthenticationSPN",
	  .obtains = true, .acts_as = MACHINE, .relays = true,
	  .source = "Publish applications using AD FS preauthentication, integrated Windows authentication" },
	[BALANCER_ENTRA_CONNECTOR] = {
	  .says = "connector of Microsoft Entra application proxy: obtains tickets as the computer account of its server, for the internal application SPN, which an administrator types",
	  .obtains = true, .acts_as = MACHINE, .relays = true,
	  .source = "Microsoft Entra, Kerberos constrained delegation for application proxy" },
	[BALANCER_TMG] = {
	  .says = "Forefront Threat Management Gateway: obtains tickets as the computer account of each of its servers, for the SPN of the publishing rule, by default http/ and the internal site name",
	  .obtains = true, .acts_as = MACHINE, .relays = true,
	  .source = "Forefront TMG, ServicePrincipalName property" },
	[BALANCER_OTHER] = {
	  .says = "any other balancer: what it does is as the description says",
	  .obtains = true, .acts_as = ANY,
	  .source = "the vendor of the balancer" }
};

const struct balancer_row *
balancer_of(const struct farm_balancer *described)
{
	int	 kind = described->kind;

	return &balancer_row[kind == BALANCER_UNSET || kind == WORD_REFUSED ? BALANCER_OTHER : kind];
}

bool
balancer_ends(const struct farm_balancer *described)
{
	return described->mode == MODE_TLS_OFFLOAD || (balancer_of(described)->relays &&
	    (described->mode == MODE_PASS_THROUGH || described->mode == MODE_UNSET));
}

int
balancer_shares(const struct farm_balancer *described)
{
	if (!balancer_ends(described))
		return SETTING_NO;
	if (described->shares_connections != SETTING_UNSET)
		return described->shares_connections;
	return balancer_of(described)->shares ? SETTING_YES : SETTING_NO;
}

bool
balancer_acts_as(const struct balancer_row *row, int kind)
{
	return (row->acts_as & KIND(kind)) != 0;
}

const char *
balancer_obtaining(struct pool *pool)
{
	const struct word	*word;
	const char		*text = "";

	for (word = word_balancer_kind; word->word != NULL; word++) {
		if (balancer_row[word->value].obtains)
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : ", ", word->word);
	}
	return text;
}

const char *
balancer_accounts(const struct balancer_row *row, struct pool *pool)
{
	static const enum account_kind	 kinds[] = { ACCOUNT_USER, ACCOUNT_COMPUTER, ACCOUNT_GMSA };
	const char			*text = "";
	size_t				 i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (balancer_acts_as(row, kinds[i]))
			text = pool_printf(pool, "%s%s%s", text, *text == '\0' ? "" : " or ",
			    account_kind[kinds[i]].says);
	}
	return text;
}
