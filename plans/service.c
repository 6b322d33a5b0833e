#include "plans/service.h"

#include <stddef.h>

#include "plans/farm.h"

#define KIND(kind)	(1u << (kind))
#define USERS		(KIND(ACCOUNT_UNKNOWN) | KIND(ACCOUNT_USER) | KIND(ACCOUNT_INETORGPERSON))
#define MANAGED		(KIND(ACCOUNT_GMSA) | KIND(ACCOUNT_SMSA) | KIND(ACCOUNT_DMSA))

#define REPORT_SERVER	"make RSWindowsNegotiate the first of AuthenticationTypes in rsreportserver.config; whatever else on HTTP.SYS is called by the same name must run as the same account"
#define ASP_NET_CORE	"Configure Windows authentication in ASP.NET Core"

const struct product product[] = {
	{ .word = "iis", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "a site of Internet Information Services",
	  .runs_as = USERS | MANAGED,
	  .source = "IIS reference, windowsAuthentication; KB4466942" },
	{ .word = "exchange", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "Exchange Server, client access: pool.account is the alternate service account, best a computer account that is no machine's",
	  .runs_as = USERS | KIND(ACCOUNT_COMPUTER), .machine_too = true,
	  .note = "give the credential to every server with RollAlternateServiceAccountPassword.ps1 before the SPN is registered",
	  .source = "Configure Kerberos authentication for load-balanced Client Access services (Exchange); KB2688772" },
	{ .word = "sharepoint", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "a web application of SharePoint Server",
	  .runs_as = USERS, .kernel_mode = SETTING_NO,
	  .note = "choose Negotiate (Kerberos) for the zone of the web application in Central Administration",
	  .source = "Plan for administrative and service accounts in SharePoint Server; S. Harbar, Using Kerberos with SharePoint" },
	{ .word = "crm", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "Dynamics CRM, or Dynamics 365 Customer Engagement (on-premises)",
	  .runs_as = USERS, .kernel_mode = SETTING_YES, .app_pool_credentials = SETTING_YES,
	  .source = "KB2536453; Security considerations for Dynamics 365 Customer Engagement (on-premises)" },
	{ .word = "ssrs", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "SQL Server Reporting Services, native mode: pool.account is that of the Report Server service",
	  .runs_as = USERS | MANAGED, .note = REPORT_SERVER,
	  .source = "Register a service principal name for a report server; Configure the report server service account" },
	{ .word = "adfs", .service = "HOST", .asked = "HTTP", .decrypts_by = BY_POOL,
	  .says = "Active Directory Federation Services: pool.account is the service account, and names the name of the federation service",
	  .runs_as = USERS | MANAGED,
	  .note = "leave HTTP/ of the federation service's name to nobody: it would go before this HOST/",
	  .source = "Manually configure a service account for a federation server farm" },
	{ .word = "mim", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "the portal of Microsoft Identity Manager; its sites for passwords are of product iis, its service is a site of class FIMService",
	  .runs_as = USERS, .kernel_mode = SETTING_NO,
	  .note = "have its web.config require Kerberos, and list FIMService of the same name in delegatesTo: the portal acts for its users there",
	  .source = "Configure a domain for group managed service accounts (MIM 2016); Service accounts, SPNs and Kerberos delegation for MIM" },
	{ .word = "bhold", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "BHOLD Core",
	  .runs_as = USERS,
	  .note = "give it a host name of its own where the MIM portal is on the same server",
	  .source = "BHOLD Core installation; Configure a domain for group managed service accounts (MIM 2016)" },
	{ .word = "businesscentral", .service = "HTTP", .decrypts_by = BY_IIS,
	  .says = "the web server of Dynamics 365 Business Central; Business Central Server is a site of its own, its class the name of the instance",
	  .runs_as = USERS | MANAGED, .app_pool_credentials = SETTING_YES,
	  .note = "list the SPNs of Business Central Server in delegatesTo: the web server acts for its users there",
	  .source = "Configuring delegation for Business Central Web Server" },
	{ .word = "powerbi", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "Power BI Report Server: pool.account is that of its service",
	  .runs_as = USERS | MANAGED, .note = REPORT_SERVER,
	  .source = "Configure Kerberos to use Power BI reports" },
	{ .word = "skype", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "the web services of Skype for Business Server or Lync Server: pool.account is the Kerberos account, a computer account that is no machine's",
	  .runs_as = KIND(ACCOUNT_COMPUTER),
	  .note = "assign the account with New-CsKerberosAccountAssignment; Enable-CsTopology then writes the SPN itself",
	  .source = "New-CsKerberosAccountAssignment" },
	{ .word = "httpsys", .service = "HTTP", .decrypts_by = BY_MACHINE,
	  .says = "a service that leaves authentication to HTTP.SYS, whatever it runs as",
	  .source = ASP_NET_CORE ", HTTP.sys" },
	{ .word = "kestrel", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "Kestrel of ASP.NET Core on Windows: pool.account is that of the process; on other systems it is product keytab",
	  .runs_as = USERS | MANAGED,
	  .note = "behind a balancer, have each client keep a connection of its own to the server: it is the connection that is authenticated",
	  .source = ASP_NET_CORE ", Kestrel" },
	{ .word = "keytab", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "Apache, nginx, Tomcat and others with a keytab: pool.account is the account whose keys are in it",
	  .runs_as = USERS | KIND(ACCOUNT_COMPUTER) | KIND(ACCOUNT_GMSA), .keytab = true,
	  .note = "make the keytab anew whenever the account gets a password or another name, of which the salt is made; ask a domain controller for the salt (ktutil, addent -f)",
	  .source = "RFC 4120 3.2.3; [MS-KILE] 3.1.1.2; MIT Kerberos, ktutil; Tomcat, Windows authentication how-to" },
	{ .word = "generic", .service = "HTTP", .decrypts_by = BY_POOL,
	  .says = "any service that decrypts as the account it runs as",
	  .runs_as = USERS | MANAGED | KIND(ACCOUNT_COMPUTER),
	  .source = "RFC 4120 3.2.3: the server decrypts the ticket with its own key" },
	{ .word = NULL }
};

const struct sharer sharer[] = {
	{ "winrm", "WinRM and PowerShell remoting", "New-PSSessionOption, -IncludePortInSPN; KB4549715" },
	{ "wsus", "WSUS", "Plan your WSUS deployment" },
	{ "wac", "Windows Admin Center", "Configure user access control and permissions (Windows Admin Center)" },
	{ "pswa", "PowerShell Web Access", "Install and use Windows PowerShell Web Access" },
	{ "rdgateway", "Remote Desktop Gateway", "Remote Desktop Services roles" },
	{ "ces", "CES and CEP", "Certificate Enrollment Web Service guidance" },
	{ "reports", "report servers", "Register a service principal name for a report server" },
	{ "scom", "the console of Operations Manager", "Install the Operations Manager web console" },
	{ "bits", "BITS", "Configure BITS Server Extensions" },
	{ NULL, NULL, NULL }
};

const struct product *
product_find(const char *word)
{
	const struct product	*row;

	for (row = product; row->word != NULL; row++) {
		if (text_same(row->word, word))
			return row;
	}
	return NULL;
}

bool
product_runs_as(const struct product *by, int kind)
{
	return (by->runs_as & KIND(kind)) != 0;
}

const char *
product_accounts(const struct product *by, struct pool *pool)
{
	static const enum account_kind	 shared[] = { ACCOUNT_COMPUTER, ACCOUNT_USER, ACCOUNT_GMSA };
	const char			*text = "", *join = "";
	size_t				 i;

	for (i = 0; i < sizeof(shared) / sizeof(*shared); i++) {
		if (!product_runs_as(by, shared[i]))
			continue;
		text = pool_printf(pool, "%s%s%s", account_kind[shared[i]].says, join, text);
		join = *join == '\0' ? " or " : ", ";
	}
	return text;
}
