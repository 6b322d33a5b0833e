#include "plans/code.h"

#include <string.h>

#include "plans/check.h"
#include "plans/text.h"
#include "tests/test.h"

/* What a text means, as headings up to the colon, each behind a blank. */
static char *
meant(struct pool *pool, const char *text)
{
	struct code_asked	 asked = code_read(text);
	const struct code	*row;
	char			*all = pool_copy(pool, ""), *heading;
	int			 kind;

	for (kind = 0; kind < N_CODE_KIND; kind++) {
		for (row = code_kind_row[kind].code; row->says != NULL; row++) {
			if (!code_meant(&asked, kind, row))
				continue;
			heading = code_heading(pool, kind, row);
			*strchr(heading, ':') = '\0';
			all = pool_printf(pool, "%s %s", all, heading);
		}
	}
	return all;
}

static void
numbers(void)
{
	static const struct { const char *text, *meant; } row[] = {
		/* One number can be of several kinds, Kerberos first. */
		{ "7", " KDC_ERR_S_PRINCIPAL_UNKNOWN KDC 7 Security-Kerberos 7 reason 7" },
		{ "14", " KDC_ERR_ETYPE_NOSUPP KDC 14" },
		{ "41", " KRB_AP_ERR_MODIFIED" },
		{ "5", " ERROR_ACCESS_DENIED reason 5" },
		{ " 41 ", " KRB_AP_ERR_MODIFIED" },
		/* Only errors are written in hexadecimal. */
		{ "0x7", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "0X29", " KRB_AP_ERR_MODIFIED" },
		{ "0x5", " ERROR_ACCESS_DENIED" },
		/* One of 32 bits in its four spellings, and without 0x. */
		{ "0x8009030E", " SEC_E_NO_CREDENTIALS" },
		{ "0x8009030e", " SEC_E_NO_CREDENTIALS" },
		{ "2148074254", " SEC_E_NO_CREDENTIALS" },
		{ "-2146893042", " SEC_E_NO_CREDENTIALS" },
		{ "8009030E", " SEC_E_NO_CREDENTIALS" },
		{ "80090308", " SEC_E_INVALID_TOKEN" },
		{ "c000006d", " STATUS_LOGON_FAILURE" },
		{ "-1073741715", " STATUS_LOGON_FAILURE" },
		{ "590610", " SEC_I_CONTINUE_NEEDED" },
		/* HRESULTs that carry Win32 errors; Kerberos as MIT numbers it. */
		{ "0x80070005", " ERROR_ACCESS_DENIED" },
		{ "-2147023570", " ERROR_LOGON_FAILURE" },
		/* What setspn prints, where it does not find an account, or may not write. */
		{ "0x00000525", " ERROR_NO_SUCH_USER" },
		{ "0x0000054B", " ERROR_NO_SUCH_DOMAIN" },
		{ "0x2098", " ERROR_DS_INSUFF_ACCESS_RIGHTS" },
		{ "8344", " ERROR_DS_INSUFF_ACCESS_RIGHTS" },
		{ "-1765328377", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "0x96C73A07", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "-1765328256", "" },
		/* IIS: all of a status, one of them, and a line of its log. */
		{ "401", " 401.1 401.2 401.3 401.4 401.5" },
		{ "401.2", " 401.2" },
		{ "401,2", " 401.2" },
		{ "401 2 5", " 401.2 ERROR_ACCESS_DENIED" },
		{ "401 1 2148074254", " 401.1 SEC_E_NO_CREDENTIALS" },
		{ "401 1 0", " 401.1" },
		{ "401.20", "" },
		{ "400", " 400.0" },
		{ "400.0", " 400.0" },
		{ "500.19", " 500.19" },
		{ "99.2", "" },
		{ "600.2", "" },
		{ "401.1000", "" },
		{ "401 2 5 7", "" },
		/* What stands before it. */
		{ "event 7", " KDC 7 Security-Kerberos 7" },
		{ "Event ID 7", " KDC 7 Security-Kerberos 7" },
		{ "event id: 7", " KDC 7 Security-Kerberos 7" },
		{ "KDC 7", " KDC 7" },
		{ "kdc/7", " KDC 7" },
		{ "Kdcsvc 201", " KDC 201" },
		{ "201", " KDC 201 Security-Kerberos 201" },
		{ "Microsoft-Windows-Security-Kerberos 4", " Security-Kerberos 4" },
		{ "Microsoft-Windows-Kerberos-Key-Distribution-Center 11", " KDC 11" },
		{ "Kerberos 4", " Security-Kerberos 4" },
		{ "kerberos error 7", " KDC_ERR_S_PRINCIPAL_UNKNOWN Security-Kerberos 7" },
		{ "krb5 7", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "reason 6", " reason 6" },
		{ "NTLM reason 6", " reason 6" },
		{ "IIS 401.2", " 401.2" },
		{ "win32 5", " ERROR_ACCESS_DENIED" },
		{ "sspi 5", "" },
		{ "hresult 0x80070005", " ERROR_ACCESS_DENIED" },
		{ "KDC 4", "" },
		{ "nobody 7", "" },
		/* Events that mean the same. */
		{ "4020", " NTLM 4020 to 4021" },
		{ "4021", " NTLM 4020 to 4021" },
		{ "4019", "" },
		{ "8005", " NTLM 8004 to 8006" },
		/* No number of 32 bits, or none at all. */
		{ "4294967303", "" },
		{ "99999999999999999999", "" },
		{ "-4294967289", "" },
		{ "0x100000007", "" },
		{ "0x", "" },
		{ "-", "" },
		{ "-x", "" },
		{ "7x", "" },
		{ "0x7g", "" },
		{ "", "" },
		{ "   ", "" },
		{ "1 2 3 4 5 6 7 8 9", "" }
	};
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(meant(&pool, row[i].text), row[i].meant, row[i].text);
	pool_free(&pool);
}

static void
names(void)
{
	static const struct { const char *text, *meant; } row[] = {
		{ "KDC_ERR_S_PRINCIPAL_UNKNOWN", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "s_principal_unknown", " KDC_ERR_S_PRINCIPAL_UNKNOWN" },
		{ "KRB_AP_ERR_MODIFIED", " KRB_AP_ERR_MODIFIED" },
		{ "KERB_AP_ERR_MODIFIED", " KRB_AP_ERR_MODIFIED" },
		{ "KRB5KRB_AP_ERR_MODIFIED", " KRB_AP_ERR_MODIFIED" },
		{ "ETYPE_NOTSUPP", " KDC_ERR_ETYPE_NOSUPP" },
		{ "KRB5KDC_ERR_KEY_EXP", " KDC_ERR_KEY_EXPIRED" },
		{ "KRB_ERR_GENERIC", " KRB_ERR_GENERIC" },
		/* A prefix tells the kind. */
		{ "DOWNGRADE_DETECTED", " SEC_E_DOWNGRADE_DETECTED STATUS_DOWNGRADE_DETECTED" },
		{ "SEC_E_DOWNGRADE_DETECTED", " SEC_E_DOWNGRADE_DETECTED" },
		{ "STATUS_DOWNGRADE_DETECTED", " STATUS_DOWNGRADE_DETECTED" },
		{ "ERROR_DOWNGRADE_DETECTED", "" },
		{ "access_denied", " STATUS_ACCESS_DENIED ERROR_ACCESS_DENIED" },
		/* All events of a source. */
		{ "WAS", " WAS 5021 WAS 5057" },
		/* The text of a reason; an id is none. */
		{ "The target name contains an IP address.", " reason 7" },
		{ "spn-duplicate", "" },
		{ "KDC_ERR_", "" },
		{ "nothing such", "" }
	};
	struct pool	 pool = { 0 };
	size_t		 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++)
		SAME(meant(&pool, row[i].text), row[i].meant, row[i].text);
	pool_free(&pool);
}

static void
unknown(void)
{
	static const struct { const char *text; bool number; const char *where; } row[] = {
		{ "0x80091234", true, "certutil" },
		{ "event 9999", true, "wevtutil" },
		{ "410", true, "KB943891" },
		{ "77", true, "RFC 4120" },
		{ "reason 99", true, "KB5064479" },
		{ "spn-mising", false, "" }
	};
	struct pool		 pool = { 0 };
	struct code_asked	 asked;
	size_t			 i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		asked = code_read(row[i].text);
		OK(asked.number == row[i].number, row[i].text);
		OK(strstr(code_elsewhere(&pool, &asked), row[i].where) != NULL, row[i].text);
	}
	pool_free(&pool);
}

/* What stands in TEXT behind FOLLOWED, up to END. */
static const char *
word_behind(struct pool *pool, const char **text, const char *followed, const char *end)
{
	const char	*at = strstr(*text, followed), *word;

	if (at == NULL)
		return NULL;
	word = at + strlen(followed);
	*text = word + strcspn(word, end);
	return pool_ncopy(pool, word, (size_t)(*text - word));
}

/* What a row sends its reader to is there. */
static void
leads_somewhere(struct pool *pool, const struct code *row, const char *heading)
{
	const char	*text = row->next, *word;

	while ((word = word_behind(pool, &text, "spnplan explain ", ";")) != NULL)
		OK(strncmp(word, "with ", 5) == 0 || strstr(word, "NUMBER") != NULL || *meant(pool, word) != '\0', heading);
	text = row->next;
	if ((word = word_behind(pool, &text, ": finding ", "; ")) != NULL)
		OK(check_find(word) != NULL, heading);
}

static void
rows(void)
{
	static const char	*const prefix[N_CODE_KIND] = {
		[CODE_KERBEROS] = "K", [CODE_SSPI] = "SEC_", [CODE_NTSTATUS] = "STATUS_", [CODE_WIN32] = "ERROR_"
	};
	struct pool		 pool = { 0 };
	const struct code	*row, *before;
	const char		*heading;
	int			 kind;

	for (kind = 0; kind < N_CODE_KIND; kind++) {
		before = NULL;
		for (row = code_kind_row[kind].code; row->says != NULL; before = row++) {
			heading = code_heading(&pool, kind, row);
			OK(*row->says != '\0' && row->cause[0] != NULL && row->next != NULL && row->source != NULL, heading);
			OK((row->name == NULL) == (kind == CODE_HTTP), heading);
			OK((row->where != NULL) == (kind == CODE_EVENT), heading);
			OK(prefix[kind] == NULL || strncmp(row->name, prefix[kind], strlen(prefix[kind])) == 0, heading);
			OK(row->last == 0 || row->last > row->number, heading);
			OK(before == NULL || before->number < row->number ||
			    (kind == CODE_EVENT && before->number == row->number && strcmp(before->name, row->name) < 0), heading);
			OK(code_find(kind, row->number) == row || kind == CODE_EVENT, heading);
			leads_somewhere(&pool, row, heading);
		}
		OK(before != NULL && code_find(kind, before->number + 1000) == NULL, code_kind_row[kind].title);
	}
	OK(code_find(CODE_EVENT, 4021) == code_find(CODE_EVENT, 4020), "4021");
	pool_free(&pool);
}

void
t_code(void)
{
	test_suite("code");
	test_add("what a number can be", numbers);
	test_add("names, and texts of reasons", names);
	test_add("where unknown ones are found", unknown);
	test_add("each row is complete and in order", rows);
}
