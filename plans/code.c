#include "plans/code.h"

#include <string.h>

#include "plans/text.h"

#define KIND(kind)	(1u << (kind))

enum { STATUS_FIRST = 100, STATUS_LAST = 599, WORDS = 6 };

static const unsigned	 every = KIND(N_CODE_KIND) - 1,
			 small = KIND(CODE_WIN32) | KIND(CODE_EVENT),
			 tiny = KIND(CODE_KERBEROS) | KIND(CODE_REASON),
			 large = KIND(CODE_SSPI) | KIND(CODE_NTSTATUS),
			 logged = KIND(CODE_SSPI) | KIND(CODE_NTSTATUS) | KIND(CODE_WIN32);

#define CERTUTIL	"on Windows 'certutil -error NUMBER' names it"

static char *
kerberos_heading(struct pool *pool, const char *title, const struct code *row)
{
	return pool_printf(pool, "%s: %s %u (0x%X)", row->name, title, row->number, row->number);
}

static char *
win32_heading(struct pool *pool, const char *title, const struct code *row)
{
	return pool_printf(pool, "%s: %s %u (0x%08X)", row->name, title, row->number, 0x80070000u | row->number);
}

/* IIS logs the first decimal, programs the other. */
static char *
large_heading(struct pool *pool, const char *title, const struct code *row)
{
	return pool_printf(pool, "%s: %s 0x%08X (%u, %lld)", row->name, title, row->number, row->number,
	    (long long)row->number - (row->number >> 31 != 0 ? 1LL << 32 : 0));
}

static char *
http_heading(struct pool *pool, const char *title, const struct code *row)
{
	return pool_printf(pool, "%u.%u: %s", row->number / 1000, row->number % 1000, title);
}

static char *
event_heading(struct pool *pool, const char *title, const struct code *row)
{
	if (row->last == 0)
		return pool_printf(pool, "%s %u: %s, %s", row->name, row->number, title, row->where);
	return pool_printf(pool, "%s %u to %u: %s, %s", row->name, row->number, row->last, title, row->where);
}

static char *
reason_heading(struct pool *pool, const char *title, const struct code *row)
{
	return pool_printf(pool, "reason %u: %s, with '%s' in its text", row->number, title, row->name);
}

const struct code_kind_row code_kind_row[N_CODE_KIND] = {
	[CODE_KERBEROS] = { "Kerberos error", kerberos_heading, code_kerberos, NULL,
	    "RFC 4120 7.5.9 has all errors of Kerberos" },
	[CODE_HTTP] = { "HTTP status", http_heading, code_http, NULL, "KB943891 has those of IIS" },
	[CODE_SSPI] = { "SSPI status", large_heading, code_sspi, NULL, CERTUTIL },
	[CODE_NTSTATUS] = { "NTSTATUS", large_heading, code_ntstatus, NULL, CERTUTIL },
	[CODE_WIN32] = { "Win32 error", win32_heading, code_win32, NULL, CERTUTIL },
	[CODE_EVENT] = { "event", event_heading, code_event, NULL,
	    "'wevtutil gp PROVIDER /ge /gm:true' prints the events of a provider" },
	[CODE_REASON] = { "why NTLM was used, of events 4020 and 4021", reason_heading, code_reason,
	    "Go by the text of the reason where it says something else: builds of Windows Server 2025 were seen to log the number of another.",
	    "KB5064479 has the reasons of NTLM" }
};

char *
code_heading(struct pool *pool, enum code_kind kind, const struct code *row)
{
	return code_kind_row[kind].heading(pool, code_kind_row[kind].title, row);
}

const struct code *
code_find(enum code_kind kind, uint32_t number)
{
	const struct code	*row;

	for (row = code_kind_row[kind].code; row->says != NULL; row++) {
		if (number >= row->number && number <= (row->last != 0 ? row->last : row->number))
			return row;
	}
	return NULL;
}

char *
code_kerberos_text(struct pool *pool, int number)
{
	const struct code	*row = code_find(CODE_KERBEROS, (uint32_t)number);

	return row == NULL ? pool_printf(pool, "code %d", number) : pool_printf(pool, "code %d, %s", number, row->name);
}

/* What may stand before a number. */
static const struct before {
	const char	*word;
	unsigned	 kinds;
	const char	*source;
} before[] = {
	{ "error", 0, NULL }, { "code", 0, NULL }, { "id", 0, NULL }, { "status", 0, NULL },
	{ "event", KIND(CODE_EVENT), NULL }, { "eventid", KIND(CODE_EVENT), NULL },
	{ "krb5", KIND(CODE_KERBEROS), NULL }, { "kerberos", KIND(CODE_KERBEROS) | KIND(CODE_EVENT), "Security-Kerberos" },
	{ "sspi", KIND(CODE_SSPI), NULL }, { "hresult", KIND(CODE_SSPI) | KIND(CODE_WIN32), NULL },
	{ "ntstatus", KIND(CODE_NTSTATUS), NULL }, { "win32", KIND(CODE_WIN32), NULL },
	{ "http", KIND(CODE_HTTP), NULL }, { "iis", KIND(CODE_HTTP), NULL }, { "reason", KIND(CODE_REASON), NULL },
	{ "security-kerberos", KIND(CODE_EVENT), "Security-Kerberos" },
	{ "kdc", KIND(CODE_EVENT), "KDC" }, { "kdcsvc", KIND(CODE_EVENT), "KDC" },
	{ "kerberos-key-distribution-center", KIND(CODE_EVENT), "KDC" },
	{ "lsasrv", KIND(CODE_EVENT), "LsaSrv" }, { "lsa", KIND(CODE_EVENT), "LsaSrv" },
	{ "ntlm", KIND(CODE_EVENT), "NTLM" }, { "security-netlogon", KIND(CODE_EVENT), "NTLM" },
	{ "security", KIND(CODE_EVENT), "Security" }, { "security-auditing", KIND(CODE_EVENT), "Security" },
	{ "was", KIND(CODE_EVENT), "WAS" },
	{ "activedirectory_domainservice", KIND(CODE_EVENT), "ActiveDirectory_DomainService" },
	{ NULL, 0, NULL }
};

static bool
begins(struct span word, const char *with)
{
	size_t	 n = strlen(with);

	return word.n >= n && span_is((struct span){ word.at, n }, with);
}

static struct span
without(struct span word, const char *with)
{
	return begins(word, with) ? (struct span){ word.at + strlen(with), word.n - strlen(with) } : word;
}

static const struct before *
before_find(struct span word)
{
	const struct before	*row;

	word = without(word, "Microsoft-Windows-");
	for (row = before; row->word != NULL; row++) {
		if (span_is(word, row->word))
			return row;
	}
	return NULL;
}

static int
digit_of(char c)
{
	if (text_digit(c))
		return c - '0';
	c = text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A number of 32 bits, of digits only. */
static bool
digits(struct span word, int base, uint32_t *number)
{
	uint64_t	 n = 0;
	size_t		 i;
	int		 digit;

	for (i = 0; i < word.n && n <= UINT32_MAX; i++) {
		digit = digit_of(word.at[i]);
		if (digit < 0 || digit >= base)
			return false;
		n = n * (uint64_t)base + (uint64_t)digit;
	}
	*number = (uint32_t)n;
	return word.n > 0 && n <= UINT32_MAX;
}

static void
span_add(struct code_asked *asked, unsigned kinds, uint32_t first, uint32_t last)
{
	kinds &= asked->kinds;
	if (kinds != 0 && asked->n_span < sizeof(asked->span) / sizeof(*asked->span))
		asked->span[asked->n_span++] = (struct code_span){ kinds, first, last };
}

/* Of 32 bits: what carries one of 16, or of Kerberos as MIT numbers it. */
static void
large_add(struct code_asked *asked, uint32_t number)
{
	enum { FACILITY_WIN32 = 0x8007 };
	const uint32_t	 mit = 0x96c73a00, mit_errors = 128;

	if (number >> 16 == FACILITY_WIN32)
		span_add(asked, KIND(CODE_WIN32), number & 0xffff, number & 0xffff);
	else if (number >= mit && number < mit + mit_errors)
		span_add(asked, KIND(CODE_KERBEROS), number - mit, number - mit);
	else
		span_add(asked, large, number, number);
}

static void
number_add(struct code_asked *asked, unsigned kinds, uint32_t number)
{
	if (number > UINT16_MAX)
		large_add(asked, number);
	else
		span_add(asked, kinds & (number > UINT8_MAX ? small : small | tiny), number, number);
}

/* All that one number can be. */
static bool
number_read(struct code_asked *asked, struct span word, unsigned kinds)
{
	enum { HEX_DIGITS = 8 };
	const unsigned	 hexadecimal = KIND(CODE_KERBEROS) | logged;
	uint32_t	 number;
	bool		 found = true;

	if (begins(word, "0x"))
		found = digits(without(word, "0x"), 16, &number);
	else if (begins(word, "-")) {
		found = digits(without(word, "-"), 10, &number) && number <= (uint32_t)1 << 31;
		if (found)
			large_add(asked, -number);
		return found;
	} else if (digits(word, 10, &number)) {
		number_add(asked, kinds, number);
		if (number >= STATUS_FIRST && number <= STATUS_LAST)
			span_add(asked, kinds & KIND(CODE_HTTP), CODE_STATUS(number, 0), CODE_STATUS(number, 999));
		if (word.n != HEX_DIGITS || *word.at != '8')
			return true;
		found = digits(word, 16, &number);
	} else
		found = word.n == HEX_DIGITS && digits(word, 16, &number);
	if (found)
		number_add(asked, kinds & hexadecimal, number);
	return found;
}

/* Status, sub-status and perhaps the Win32 status. */
static bool
status_read(struct code_asked *asked, const struct span *word, unsigned n)
{
	uint32_t	 status, sub, ignored;

	if (n > 3 || !digits(word[0], 10, &status) || status < STATUS_FIRST || status > STATUS_LAST ||
	    !digits(word[1], 10, &sub) || sub > 999)
		return false;
	span_add(asked, KIND(CODE_HTTP), CODE_STATUS(status, sub), CODE_STATUS(status, sub));
	if (n < 3 || (digits(word[2], 10, &ignored) && ignored == 0))
		return true;
	return number_read(asked, word[2], logged);
}

/* Words and numbers apart; 0 for more than a code has. */
static unsigned
split(const char *text, struct span *word)
{
	static const char	 between[] = " \t.,:/";
	unsigned		 n = 0;
	size_t			 length;

	for (text += strspn(text, between); *text != '\0'; text += strspn(text, between)) {
		if (n == WORDS)
			return 0;
		length = strcspn(text, between);
		word[n++] = (struct span){ text, length };
		text += length;
	}
	return n;
}

struct code_asked
code_read(const char *text)
{
	struct code_asked	 asked = { .text = text };
	const struct before	*row;
	struct span		 word[WORDS];
	unsigned		 n = split(text, word), i;

	for (i = 0; i < n && (row = before_find(word[i])) != NULL; i++) {
		asked.kinds |= row->kinds;
		if (row->source != NULL)
			asked.source = row->source;
	}
	if (asked.kinds == 0)
		asked.kinds = every;
	if (n - i == 1)
		asked.number = number_read(&asked, word[i], every);
	else if (n - i > 1)
		asked.number = status_read(&asked, word + i, n - i);
	return asked;
}

static const struct prefix {
	const char	*text;
	enum code_kind	 kind;
} prefix[] = {
	{ "KRB5KDC_ERR_", CODE_KERBEROS }, { "KRB5KRB_AP_ERR_", CODE_KERBEROS }, { "KRB5KRB_ERR_", CODE_KERBEROS },
	{ "KDC_ERROR_", CODE_KERBEROS }, { "KDC_ERR_", CODE_KERBEROS }, { "KRB_AP_ERR_", CODE_KERBEROS },
	{ "KERB_AP_ERR_", CODE_KERBEROS }, { "KRB_ERR_", CODE_KERBEROS }, { "SEC_E_", CODE_SSPI },
	{ "SEC_I_", CODE_SSPI }, { "STATUS_", CODE_NTSTATUS }, { "ERROR_", CODE_WIN32 }, { NULL, N_CODE_KIND }
};

/* A name without its prefix, and the kind that this tells, if any. */
static const char *
core_of(const char *name, enum code_kind *kind)
{
	const struct prefix	*row;

	for (row = prefix; row->text != NULL && !begins(span_of(name), row->text); row++)
		continue;
	*kind = row->kind;
	return row->text != NULL ? name + strlen(row->text) : name;
}

static bool
is_name(const char *text, enum code_kind kind, const char *name)
{
	enum code_kind	 of_text, of_name;

	if (name == NULL || kind == CODE_HTTP || kind == CODE_REASON)
		return false;
	text = core_of(text, &of_text);
	name = core_of(name, &of_name);
	return (of_text == N_CODE_KIND || of_text == kind) && text_same(text, name);
}

/* The text of an event has the words of its reason in it; an id has no blank. */
static bool
has(const char *text, const char *words)
{
	if (strchr(text, ' ') == NULL)
		return false;
	for (; *text != '\0'; text++) {
		if (begins(span_of(text), words))
			return true;
	}
	return false;
}

bool
code_meant(const struct code_asked *asked, enum code_kind kind, const struct code *row)
{
	const struct code_span	*span;
	unsigned		 i;

	if (!asked->number) {
		return is_name(asked->text, kind, row->name) || is_name(asked->text, kind, row->also) ||
		    (kind == CODE_REASON && has(asked->text, row->name));
	}
	if (kind == CODE_EVENT && asked->source != NULL && !text_same(asked->source, row->name))
		return false;
	for (i = 0; i < asked->n_span; i++) {
		span = &asked->span[i];
		if ((span->kinds & KIND(kind)) != 0 && row->number <= span->last &&
		    (row->last != 0 ? row->last : row->number) >= span->first)
			return true;
	}
	return false;
}

const char *
code_elsewhere(struct pool *pool, const struct code_asked *asked)
{
	const char	*says = "", *elsewhere, *before_it = NULL;
	unsigned	 kinds = 0, i;
	int		 kind;

	for (i = 0; i < asked->n_span; i++)
		kinds |= asked->span[i].kinds;
	for (kind = 0; kind < N_CODE_KIND; kind++) {
		elsewhere = code_kind_row[kind].elsewhere;
		if ((kinds & KIND(kind)) == 0 || elsewhere == before_it)
			continue;
		says = pool_printf(pool, "%s; %s", says, elsewhere);
		before_it = elsewhere;
	}
	return says;
}
