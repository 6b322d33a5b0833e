#include "plans/spn.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "plans/fold.h"

const struct spn_fault_row	spn_fault[N_SPN_FAULT] = {
	[SPN_NO_SLASH] = { "no-slash",
		"it has no \"/\" between class and host" },
	[SPN_EMPTY_PART] = { "empty-part",
		"one of its parts is empty" },
	[SPN_TRAILING_SLASH] = { "trailing-slash",
		"it ends in \"/\"; clients ask for the name without it" },
	[SPN_HTTPS] = { "https-class",
		"the class is HTTP for https:// too; no client asks for HTTPS/" },
	[SPN_URL] = { "url",
		"it is an address of the web; clients ask for HTTP/ and the host name" },
	[SPN_BACKSLASH] = { "backslash",
		"it holds \"\\\"; class and host are separated by \"/\"" },
	[SPN_WILDCARD] = { "wildcard",
		"it holds \"*\"; names are compared literally, so each needs its own" },
	[SPN_DASH] = { "dash",
		"it holds a dash that looks like \"-\" and is another character" },
	[SPN_REALM] = { "realm",
		"it holds \"@\"; the realm is no part of a registered name" },
	[SPN_SPACE] = { "space",
		"it holds a space" },
	[SPN_CONTROL] = { "control",
		"it holds an invisible character, or bytes that are no text" },
	[SPN_PARTS] = { "parts",
		"it has more than three parts" },
	[SPN_PORT] = { "port",
		"its port is no number from 1 to 65535" },
};

static unsigned
bit(enum spn_fault_bit fault)
{
	return 1u << fault;
}

/* What characters beyond ASCII are at fault for, by their category. */
static const struct category_row {
	utf8proc_category_t	 category;
	enum spn_fault_bit	 fault;
} category_row[] = {
	{ UTF8PROC_CATEGORY_ZS, SPN_SPACE },
	{ UTF8PROC_CATEGORY_ZL, SPN_CONTROL },
	{ UTF8PROC_CATEGORY_ZP, SPN_CONTROL },
	{ UTF8PROC_CATEGORY_CC, SPN_CONTROL },
	{ UTF8PROC_CATEGORY_CF, SPN_CONTROL },
};

static unsigned
character_faults(utf8proc_int32_t c)
{
	utf8proc_category_t	 category = utf8proc_category(c);
	size_t			 i;

	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return bit(SPN_DASH);
	if (utf8proc_get_property(c)->ignorable)
		return bit(SPN_CONTROL);
	for (i = 0; i < sizeof(category_row) / sizeof(*category_row); i++)
		if (category == category_row[i].category)
			return bit(category_row[i].fault);
	return 0;
}

static int
hex_digit(char c)
{
	static const char	 digit[] = "0123456789ABCDEF";
	const char		*at = c == '\0' ? NULL : strchr(digit, c);

	return at == NULL ? -1 : (int)(at - digit);
}

/*
 * The directory keeps a byte that is no text as \xHH (plans/directory.h):
 * that backslash is ours.
 */
static bool
is_escape(struct span text)
{
	int	 high, low;

	if (text.n < 4 || text.at[0] != '\\' || text.at[1] != 'x')
		return false;
	high = hex_digit(text.at[2]);
	low = hex_digit(text.at[3]);
	return low >= 0 && (high >= 8 || (high == 0 && low == 0));
}

static unsigned
ascii_faults(struct span text)
{
	unsigned char	 c = (unsigned char)text.at[0];

	if (c < ' ' || c == 0x7f)
		return bit(SPN_CONTROL);
	if (c == ' ')
		return bit(SPN_SPACE);
	if (c == '*')
		return bit(SPN_WILDCARD);
	if (c == '@')
		return bit(SPN_REALM);
	if (c == '\\')
		return bit(is_escape(text) ? SPN_CONTROL : SPN_BACKSLASH);
	return 0;
}

static void
skip(struct span *text, size_t n)
{
	text->at += n;
	text->n -= n;
}

static bool
is_joiner(utf8proc_int32_t c)
{
	enum { ZERO_WIDTH_NON_JOINER = 0x200c, ZERO_WIDTH_JOINER = 0x200d };

	return c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
}

/* RFC 5892 A.1 and A.2 have them between letters of scripts that need them, all of
 * which come after those of Europe. */
static bool
is_joined(utf8proc_int32_t before, struct span rest)
{
	enum { HEBREW = 0x590 };

	return before >= HEBREW && !is_joiner(before) && rest.n > 0 && (unsigned char)*rest.at >= 0x80;
}

static unsigned
text_faults(struct span text)
{
	utf8proc_int32_t	 c = 0, before;
	utf8proc_ssize_t	 n;
	unsigned		 fault = 0;

	while (text.n > 0) {
		before = c;
		if ((unsigned char)*text.at < 0x80) {
			c = *text.at;
			fault |= ascii_faults(text);
			skip(&text, 1);
			continue;
		}
		n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
		    (utf8proc_ssize_t)text.n, &c);
		if (n <= 0)
			return fault | bit(SPN_CONTROL);
		skip(&text, (size_t)n);
		if (!is_joiner(c) || !is_joined(before, text))
			fault |= character_faults(c);
	}
	return fault;
}

/* Takes what stands before C off the front of REST, and C itself. */
static struct span
take(struct span *rest, char c)
{
	struct span	 part = *rest;
	const char	*at = rest->n == 0 ? NULL : memchr(rest->at, c, rest->n);

	if (at == NULL) {
		skip(rest, rest->n);
		return part;
	}
	part.n = (size_t)(at - rest->at);
	skip(rest, part.n + 1);
	return part;
}

static bool
has(struct span text, char c)
{
	return text.n > 0 && memchr(text.at, c, text.n) != NULL;
}

/* Takes "http://" and what stands before it off, or returns false. */
static bool
take_scheme(struct span *text, struct span *scheme_out)
{
	const char	*at = text->n == 0 ? NULL :
			    memmem(text->at, text->n, "://", 3);
	struct span	 scheme = *text;

	if (at == NULL)
		return false;
	scheme.n = (size_t)(at - text->at);
	skip(text, scheme.n + 3);
	while (has(scheme, '/'))
		take(&scheme, '/');
	*scheme_out = scheme;
	return true;
}

/* Without the realm that somebody pasted with the name. */
static struct span
without_realm(struct span text)
{
	const char	*at = text.n == 0 ? NULL : memrchr(text.at, '@', text.n);
	struct span	 realm;

	if (at != NULL) {
		realm.at = at;
		realm.n = text.n - (size_t)(at - text.at);
		if (!has(realm, '/'))
			text.n -= realm.n;
	}
	return text;
}

/*
 * An IPv6 address without brackets, as .NET asks for it (Uri.IdnHost has none):
 * its colons begin no port.  No other host has two of them ([MS-ADTS] 2.2.21).
 */
static bool
is_six(struct span text)
{
	static const char	 part[] = "0123456789abcdefABCDEF:.%";
	size_t			 i, colons = 0;

	for (i = 0; i < text.n; i++) {
		if (text.at[i] == '\0' || strchr(part, text.at[i]) == NULL)
			return false;
		colons += text.at[i] == ':';
	}
	return colons == 7 || (colons > 1 && memmem(text.at, text.n, "::", 2) != NULL);
}

/* "web01:8080", "[2001:db8::1]:8080", "2001:db8::1", "sql01:INSTANCE".  False
 * where there is a colon and nothing after it. */
static bool
parse_instance(struct spn *spn, struct span text)
{
	const char	*bracket = NULL;
	bool		 colon;

	if (is_six(text)) {
		spn->host = text;
		return true;
	}
	if (text.n > 0 && text.at[0] == '[')
		bracket = memchr(text.at, ']', text.n);
	if (bracket != NULL && (bracket + 1 == text.at + text.n ||
	    bracket[1] == ':')) {
		spn->host.at = text.at;
		spn->host.n = (size_t)(bracket + 1 - text.at);
		skip(&text, spn->host.n);
		colon = text.n > 0;
		skip(&text, colon ? 1 : 0);
	} else {
		colon = has(text, ':');
		spn->host = take(&text, ':');
	}
	spn->port = text;
	return !colon || text.n > 0;
}

/* Instances have names only where the class is not HTTP. */
static bool
port_wrong(struct span class, struct span port)
{
	unsigned long	 number = 0;
	size_t		 i;

	for (i = 0; i < port.n; i++) {
		if (!text_digit(port.at[i]))
			return span_is(class, "HTTP");
		if (number <= 65535)
			number = number * 10 + (unsigned long)(port.at[i] - '0');
	}
	return port.n > 0 && (number == 0 || number > 65535);
}

/* The parts of a name, and what is wrong with how they stand together. */
static unsigned
parse_parts(struct spn *spn, struct span text)
{
	unsigned	 fault = 0;
	bool		 third;

	if (!has(text, '/')) {
		spn->class = text;
		return bit(SPN_NO_SLASH);
	}
	if (text.at[text.n - 1] == '/' &&
	    memchr(text.at, '/', text.n - 1) != NULL) {
		fault |= bit(SPN_TRAILING_SLASH);
		text.n--;
	}
	spn->class = take(&text, '/');
	third = has(text, '/');
	if (!parse_instance(spn, take(&text, '/')))
		fault |= bit(SPN_EMPTY_PART);
	spn->service = text;
	if (spn->class.n == 0 || spn->host.n == 0 || (third && text.n == 0))
		fault |= bit(SPN_EMPTY_PART);
	if (has(text, '/'))
		fault |= bit(SPN_PARTS);
	if (span_is(spn->class, "HTTPS"))
		fault |= bit(SPN_HTTPS);
	if (has(spn->class, ':'))
		fault |= bit(SPN_URL);
	if (port_wrong(spn->class, spn->port))
		fault |= bit(SPN_PORT);
	return fault;
}

/*
 * Some classes are several words, as those of Hyper-V are.  A space at either
 * end of one, two together, or one before an option's dash is a slip.
 */
static bool
is_words(struct span class)
{
	size_t	 i;

	for (i = 0; i < class.n; i++) {
		if (class.at[i] == ' ' && (i == 0 || i + 1 == class.n ||
		    class.at[i + 1] == ' ' || class.at[i + 1] == '-'))
			return false;
	}
	return true;
}

static bool
has_wrong_space(struct span text, struct span class)
{
	struct span	 rest = text;
	unsigned	 fault;

	if (class.n == 0 || class.n == text.n || !is_words(class))
		return true;
	skip(&rest, class.n);
	fault = text_faults(rest);
	while (class.n > 0) {
		struct span	 word = take(&class, ' ');

		fault |= text_faults(word);
	}
	return (fault & bit(SPN_SPACE)) != 0;
}

/* An address has a host too; how its parts stand together is no fault of
 * theirs any more. */
static void
parse_url(struct spn *spn, struct span text)
{
	parse_instance(spn, take(&text, '/'));
	spn->service = text;
}

void
spn_parse(struct spn *spn, struct span text)
{
	static const struct spn	 empty;
	unsigned		 parts;

	*spn = empty;
	spn->fault = text_faults(text);
	if ((spn->fault & bit(SPN_REALM)) != 0)
		text = without_realm(text);
	if (take_scheme(&text, &spn->class)) {
		spn->fault |= bit(SPN_URL);
		parse_url(spn, text);
		return;
	}
	parts = parse_parts(spn, text);
	/* The backslash stands where the slash should. */
	if ((spn->fault & bit(SPN_BACKSLASH)) != 0)
		parts &= ~bit(SPN_NO_SLASH);
	spn->fault |= parts;
	if ((spn->fault & bit(SPN_SPACE)) != 0 && !has_wrong_space(text, spn->class))
		spn->fault &= ~bit(SPN_SPACE);
}

struct span
spn_front(struct span spn)
{
	const char	*slash = spn.n == 0 ? NULL : memchr(spn.at, '/', spn.n);

	return (struct span){ spn.at, slash == NULL ? 0 : (size_t)(slash + 1 - spn.at) };
}

int
spn_cmp(const char *a, const char *b)
{
	return fold_cmp(a, b);
}

int
spn_order(const void *a, const void *b)
{
	return spn_cmp(*(const char *const *)a, *(const char *const *)b);
}

/* Four numbers, what stands in brackets, or what should. */
static bool
is_address(struct span host)
{
	size_t	 i, dots = 0;

	if ((host.n > 0 && host.at[0] == '[') || is_six(host))
		return true;
	for (i = 0; i < host.n; i++) {
		if (!text_digit(host.at[i]) && host.at[i] != '.')
			return false;
		dots += host.at[i] == '.';
	}
	return dots == 3;
}

unsigned
spn_pointless(const struct spn *spn)
{
	bool		 http = span_is(spn->class, "HTTP");
	unsigned	 bits = 0;

	if (http && spn->service.n > 0)
		bits |= 1u << SPN_THREE_PARTS;
	if (http && (span_is(spn->port, "80") || span_is(spn->port, "443")))
		bits |= 1u << SPN_DEFAULT_PORT;
	if (is_address(spn->host))
		bits |= 1u << SPN_ADDRESS;
	return bits;
}
