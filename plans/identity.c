#include "plans/identity.h"

#include <stddef.h>
#include <string.h>

#define KB4466942	"KB4466942, Understanding identities in IIS"
#define POOLS		"IIS, Application pool identities"
#define GMSA		"Windows Server, Group managed service accounts overview"

#define OF_A_POOL	"identity of an application pool"
#define MACHINE		"the computer account, SERVER$"
#define NOT_SHARED	"no: every server has a key of its own, and a ticket is made with one"
#define MACHINE_SPN	"the computer account: HOST/ answers for the server's own names; another name is registered on it, where one server alone has that name"
#define NO_PART		"it has no part in that: whoever decrypts is as without it"

const struct identity_row identity_row[] = {
	{ .identity = IDENTITY_LOCAL_SYSTEM, .word = "LocalSystem",
	  .also = "SYSTEM; NT AUTHORITY\\SYSTEM; S-1-5-18", .presents = PRESENTS_MACHINE, .title = OF_A_POOL,
	  .says = "Windows itself, which may do anything on the server",
	  .network = MACHINE, .shared = NOT_SHARED, .spn = MACHINE_SPN,
	  .advice = "Use ApplicationPoolIdentity on one server and a gMSA on several: whoever breaks into a site of LocalSystem has the server.",
	  .source = KB4466942 },
	{ .identity = IDENTITY_LOCAL_SERVICE, .word = "LocalService",
	  .also = "NT AUTHORITY\\LOCAL SERVICE; S-1-5-19", .presents = PRESENTS_NOBODY, .title = OF_A_POOL,
	  .says = "an account of Windows with few rights on the server",
	  .network = "nobody: it is anonymous there",
	  .shared = "no; on one server kernel mode decrypts for it, with the key of the computer account, and without kernel mode nobody does",
	  .spn = "with kernel mode the computer account, as for NetworkService",
	  .advice = "Use ApplicationPoolIdentity, which other services do not share.",
	  .source = KB4466942 },
	{ .identity = IDENTITY_NETWORK_SERVICE, .word = "NetworkService",
	  .also = "NT AUTHORITY\\NETWORK SERVICE; S-1-5-20", .presents = PRESENTS_MACHINE, .title = OF_A_POOL,
	  .says = "an account of Windows with few rights on the server; the default of IIS 7.0",
	  .network = MACHINE, .shared = NOT_SHARED, .spn = MACHINE_SPN,
	  .advice = "Use ApplicationPoolIdentity: every service that runs as NetworkService can read the files of the others.",
	  .source = KB4466942 },
	{ .identity = IDENTITY_APPLICATION_POOL, .word = "ApplicationPoolIdentity",
	  .also = "IIS APPPOOL\\*; S-1-5-82-*", .presents = PRESENTS_MACHINE, .title = OF_A_POOL,
	  .says = "a virtual account of the pool's own, IIS APPPOOL\\NAME; the default since IIS 7.5. Its SID is made of the name, so files can be copied between servers with their rights; 'spnplan explain \"IIS APPPOOL\\NAME\"' computes it",
	  .network = MACHINE ": the virtual account is known to its server alone",
	  .shared = NOT_SHARED ", and the virtual account has none at all",
	  .spn = MACHINE_SPN,
	  .advice = "The least of all on one server: give rights on files to IIS APPPOOL\\NAME and not to IIS_IUSRS, on other computers to SERVER$. On several servers use a gMSA.",
	  .source = POOLS "; " KB4466942 },
	{ .identity = IDENTITY_SPECIFIC_USER, .word = "SpecificUser",
	  .also = "custom account; custom identity; domain user; user", .presents = PRESENTS_ACCOUNT, .title = OF_A_POOL,
	  .says = "the account that the pool names with userName: a user of the domain, or a managed account",
	  .network = "that account; a user of the server alone is nobody there",
	  .shared = "yes, if it is the same account on every server and its key decrypts: useAppPoolCredentials on, or kernel mode off",
	  .spn = "that account, once for each name; while kernel mode decrypts without useAppPoolCredentials, the computer account",
	  .advice = "Prefer a gMSA. A user needs a long password that somebody changes, AES keys, one account for each site, no right to log on interactively and no group with rights; IIS gives the worker process IIS_IUSRS by itself.",
	  .source = KB4466942 "; IIS reference, processModel" },
	{ .word = "gMSA", .also = "group managed service account", .title = "account of an application pool",
	  .says = "SpecificUser with DOMAIN\\NAME$ and no password: a group managed service account, whose password the domain controllers make and change",
	  .network = "that account",
	  .shared = "yes, on every server that may retrieve its password; useAppPoolCredentials on, or kernel mode off",
	  .spn = "that account, once for each name",
	  .advice = "The best of all on several servers: let a group of just these servers retrieve the password, and use one gMSA for each site.",
	  .source = GMSA "; " KB4466942 },
	{ .word = "sMSA", .also = "managed service account; standalone managed service account", .title = "account of an application pool",
	  .says = "SpecificUser with DOMAIN\\NAME$: a standalone managed service account, which is bound to one server",
	  .network = "that account",
	  .shared = "no: one server alone can use it",
	  .spn = "that account, where its one server decrypts with its key",
	  .advice = "Use a gMSA, which can be given to one server or to several.",
	  .source = GMSA },
	{ .word = "local user", .also = ".\\*", .title = "account of an application pool",
	  .says = "SpecificUser with a user of the server itself, .\\NAME",
	  .network = "nobody, but where another computer has a user of the same name and password, who is taken for it by NTLM",
	  .shared = "no; on one server kernel mode decrypts, with the key of the computer account, and without kernel mode nobody does",
	  .spn = "never itself: no domain knows it",
	  .advice = "Use ApplicationPoolIdentity on one server and a gMSA on several.",
	  .source = KB4466942 },
	{ .word = "IUSR", .also = "IUSR_*; NT AUTHORITY\\IUSR; S-1-5-17; anonymous", .title = "user of anonymous requests",
	  .says = "whom IIS takes for somebody who did not sign in, unless anonymousAuthentication names another user or, its userName being empty, the pool's identity; before IIS 7 a local user, IUSR_SERVER",
	  .network = "nobody: it is anonymous there",
	  .shared = "it needs no ticket, so nothing is decrypted",
	  .spn = "nobody: where requests are anonymous the SPN is never asked for, and nobody is there to be delegated",
	  .advice = "Switch anonymous authentication off where users are to sign in. Where they are not, let userName be empty: then the rights of the pool's identity are all there are.",
	  .source = KB4466942 "; IIS reference, anonymousAuthentication" },
	{ .word = "IWAM", .also = "IWAM_*", .title = "identity before IIS 6",
	  .says = "IWAM_SERVER, the local user that ran applications outside of the server process in IIS 4 and 5, and in IIS 6 when it isolates as IIS 5 did; IIS 7 has none",
	  .network = "nobody: no domain knows it",
	  .shared = "no: it has no key that a ticket could be made with",
	  .spn = "never itself",
	  .advice = "Give the application a pool, with ApplicationPoolIdentity or a gMSA, and remove what is left of the user.",
	  .source = KB4466942 "; IIS 6.0, IIS and built-in accounts" },
	{ .word = "Connect as", .also = "specific user; physical path credentials", .title = "who reads the files of a site",
	  .says = "userName of a virtual directory: IIS reads what lies at physicalPath as that user, for everybody",
	  .network = "that account, towards the file server alone; what the application calls, it calls as the pool's identity or the user",
	  .shared = NO_PART, .spn = "nobody because of it: it asks for tickets and takes none; delegation to the file server is not needed",
	  .advice = "Let it read the share and nothing else. Its password lies in applicationHost.config, and does not change by itself.",
	  .source = "IIS reference, virtualDirectory" },
	{ .word = "pass-through", .also = "application user; pass-through authentication", .title = "who reads the files of a site",
	  .says = "a virtual directory without userName: IIS reads the files as the user who signed in, or as the user of anonymous requests",
	  .network = "towards a share the user: a second hop, which takes delegation to cifs/ of the file server",
	  .shared = NO_PART, .spn = "nobody because of it",
	  .advice = "Keep the files on the server; on a share use Connect as, or describe the file server in delegatesTo with users any, because a token that came by NTLM goes no further.",
	  .source = "IIS reference, virtualDirectory; [MS-SFU] 1.3" },
	{ .word = "impersonation", .also = "impersonate; ASP.NET impersonation", .title = "whom an application acts as",
	  .says = "ASP.NET runs the code of the application as the user who asks, or, where <identity> has a userName, as that one for everybody",
	  .network = "the user, if delegation is set up and the user came with a ticket, or may be vouched for (users any in delegatesTo): a token that came by NTLM is good on this server alone. Anonymous requests are IUSR, which is nobody",
	  .shared = NO_PART, .spn = "whoever decrypts, as without it; that account is the one to be trusted for delegation",
	  .advice = "Let the application reach its back ends as the pool's identity wherever they need not know the user. Where they do, trust the one account for the SPNs of just these back ends.",
	  .source = "ASP.NET, identity element; [MS-SFU] 1.3" },
	{ .word = NULL }
};

/* What is left of a name that people write in several ways. */
static const char *
past_blank(const char *at)
{
	while (*at == ' ' || *at == '-' || *at == '_')
		at++;
	return at;
}

/* NAME ends at a semicolon. */
static bool
goes_by(const char *name, const char *text)
{
	for (;; name++, text++) {
		name = past_blank(name);
		text = past_blank(text);
		if (*name == '*')
			return *text != '\0';
		if (*name == '\0' || *name == ';')
			return *text == '\0';
		if (text_lower(*name) != text_lower(*text))
			return false;
	}
}

bool
identity_is(const struct identity_row *row, const char *text)
{
	const char	*name = row->also;

	if (goes_by(row->word, text))
		return true;
	while (name != NULL && !goes_by(name, text)) {
		name = strchr(name, ';');
		name += name != NULL;
	}
	return name != NULL;
}

const char *
identity_pool_name(const char *text)
{
	static const char	 begins[] = "IIS APPPOOL\\";
	size_t			 i;

	for (i = 0; begins[i] != '\0'; i++) {
		if (text_lower(text[i]) != text_lower(begins[i]))
			return NULL;
	}
	return text[i] == '\0' ? NULL : text + i;
}

static const struct identity_row *
row_of(int identity)
{
	const struct identity_row	*row;

	for (row = identity_row; row->word != NULL; row++) {
		if ((int)row->identity == identity && identity != IDENTITY_UNSET)
			return row;
	}
	return NULL;
}

const struct farm_account *
identity_account(const struct farm_effective *at)
{
	return at->pool.identity == IDENTITY_SPECIFIC_USER ? at->pool.account : NULL;
}

/* The key of the worker process itself, kernel mode left aside. */
static struct key
pool_key(const struct product *by, const struct farm_effective *at,
    const struct farm_server *server)
{
	const struct identity_row	*row = row_of(at->pool.identity);
	const struct farm_account	*account = at->pool.account;

	if (row == NULL)
		return (struct key){ KEY_UNKNOWN, NULL };
	/* A keytab is of one account, which has to be named. */
	if (by->keytab && row->presents != PRESENTS_ACCOUNT)
		return (struct key){ KEY_UNKNOWN, NULL };
	if (row->presents == PRESENTS_MACHINE)
		return (struct key){ KEY_MACHINE, server->account };
	if (row->presents == PRESENTS_NOBODY)
		return (struct key){ KEY_LOCAL_SERVICE, NULL };
	if (account == NULL)
		return (struct key){ KEY_UNKNOWN, NULL };
	if (account->kind == ACCOUNT_LOCAL)
		return (struct key){ KEY_LOCAL_USER, NULL };
	if (!product_runs_as(by, account->kind))
		return (struct key){ KEY_UNUSABLE, NULL };
	return (struct key){ KEY_ACCOUNT, account };
}

struct key
identity_key(const struct product *by, const struct farm_effective *at,
    const struct farm_server *server)
{
	struct key	 machine = { KEY_MACHINE, server->account };
	struct key	 pool = pool_key(by, at, server);
	int		 kernel = at->authentication.kernel_mode;
	int		 credentials = at->authentication.app_pool_credentials;

	if (by->decrypts_by == BY_MACHINE)
		return machine;
	if (by->decrypts_by == BY_POOL || pool.kind == KEY_MACHINE || pool.kind == KEY_UNUSABLE)
		return pool;
	if (kernel == SETTING_NO || credentials == SETTING_YES)
		return pool;
	if (kernel == SETTING_YES && credentials == SETTING_NO)
		return machine;
	return (struct key){ KEY_UNKNOWN, NULL };
}
