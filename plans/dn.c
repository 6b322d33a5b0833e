#include "plans/dn.h"

#include <stdlib.h>
#include <string.h>

#include "plans/fold.h"

/*
 * A name is read part by part, a part being one attribute type and its
 * value.  Parts that "+" joins make one RDN.  Beside RFC 4514 the forms of
 * RFC 2253 that are still met are taken: quoted values, ";" for ",", spaces
 * around separators.
 */
struct part {
	struct span	 type;
	struct span	 value;		/* as written, without quotes */
	bool		 hex;		/* "#04024869": the bytes of its BER */
	bool		 joined;	/* by "+" to the part before it */
	bool		 joins;		/* by "+" to the part behind it */
};

struct reader {
	const char	*at, *end;
	bool		 joined;
	const char	*why;		/* it is no DN, else NULL */
};

static void
reader_init(struct reader *reader, struct span dn)
{
	reader->at = dn.at;
	reader->end = dn.n == 0 ? dn.at : dn.at + dn.n;
	reader->joined = false;
	reader->why = NULL;
}

static void
skip_spaces(struct reader *reader)
{
	while (reader->at < reader->end && *reader->at == ' ')
		reader->at++;
}

static int
hex_digit(char c)
{
	c = text_lower(c);
	if (text_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
hex_pair(const char *at, const char *end)
{
	return end - at >= 2 && hex_digit(at[0]) >= 0 && hex_digit(at[1]) >= 0;
}

/* What a backslash may stand before, and before what it must stand wherever
 * it is in a value (RFC 4514 2.4 and 3). */
enum { MAY = 1, MUST = 2 };

static const unsigned char	escape[256] = {
	[' '] = MAY, ['#'] = MAY, ['='] = MAY,
	['"'] = MAY | MUST, ['+'] = MAY | MUST, [','] = MAY | MUST,
	[';'] = MAY | MUST, ['<'] = MAY | MUST, ['>'] = MAY | MUST,
	['\\'] = MAY | MUST,
};

static unsigned
escape_of(char c)
{
	return escape[(unsigned char)c];
}

/* Over one character of a value, or an escape. */
static bool
skip_one(struct reader *reader)
{
	const char	*at = reader->at + 1;

	if (*reader->at != '\\')
		reader->at++;
	else if (hex_pair(at, reader->end))
		reader->at += 3;
	else if (at < reader->end && escape_of(*at) != 0)
		reader->at += 2;
	else {
		reader->why = "a backslash escapes nothing";
		return false;
	}
	return true;
}

static bool
read_type(struct reader *reader, struct part *part)
{
	const char	*start;

	skip_spaces(reader);
	start = reader->at;
	while (reader->at < reader->end && (text_alpha(*reader->at) ||
	    text_digit(*reader->at) || *reader->at == '-' ||
	    *reader->at == '.'))
		reader->at++;
	part->type.at = start;
	part->type.n = (size_t)(reader->at - start);
	skip_spaces(reader);
	if (part->type.n == 0)
		reader->why = "an attribute type is missing";
	else if (reader->at == reader->end || *reader->at != '=')
		reader->why = "a '=' is missing";
	else
		reader->at++;
	return reader->why == NULL;
}

static bool
read_quoted(struct reader *reader, struct part *part)
{
	const char	*start = ++reader->at;

	while (reader->at < reader->end && *reader->at != '"')
		if (!skip_one(reader))
			return false;
	if (reader->at == reader->end) {
		reader->why = "a quote is not closed";
		return false;
	}
	part->value.at = start;
	part->value.n = (size_t)(reader->at - start);
	reader->at++;
	skip_spaces(reader);
	return true;
}

static bool
is_separator(char c)
{
	return c == ',' || c == ';' || c == '+';
}

static bool
read_plain(struct reader *reader, struct part *part)
{
	const char	*start = reader->at, *end = start;
	bool		 space;

	while (reader->at < reader->end) {
		if (escape_of(*reader->at) == 0) {
			end = ++reader->at;
			continue;
		}
		if (is_separator(*reader->at))
			break;
		if (*reader->at == '"') {
			reader->why = "a quote stands within a value";
			return false;
		}
		space = *reader->at == ' ';
		if (!skip_one(reader))
			return false;
		if (!space)
			end = reader->at;
	}
	part->value.at = start;
	part->value.n = (size_t)(end - start);
	return true;
}

static bool
read_hex(struct reader *reader, struct part *part)
{
	const char	*start = ++reader->at;

	while (hex_pair(reader->at, reader->end))
		reader->at += 2;
	part->hex = true;
	part->value.at = start;
	part->value.n = (size_t)(reader->at - start);
	if (part->value.n == 0)
		reader->why = "hexadecimal digits are missing";
	skip_spaces(reader);
	return reader->why == NULL;
}

static bool
read_value(struct reader *reader, struct part *part)
{
	skip_spaces(reader);
	if (reader->at < reader->end && *reader->at == '"')
		return read_quoted(reader, part);
	if (reader->at < reader->end && *reader->at == '#')
		return read_hex(reader, part);
	return read_plain(reader, part);
}

/* False at the end of the name, and where it is none: then WHY says so. */
static bool
reader_part(struct reader *reader, struct part *part)
{
	static const struct part	 empty;

	*part = empty;
	if (reader->at == reader->end)
		return false;
	if (!read_type(reader, part) || !read_value(reader, part))
		return false;
	part->joined = reader->joined;
	if (reader->at == reader->end)
		return true;
	if (!is_separator(*reader->at)) {
		reader->why = "text follows a value";
		return false;
	}
	part->joins = reader->joined = *reader->at == '+';
	if (++reader->at == reader->end) {
		reader->why = "it ends in a separator";
		return false;
	}
	return true;
}

/* The next byte of a value without its escapes, or -1 at its end. */
static int
value_byte(struct span *value)
{
	const char	*at = value->at;
	size_t		 n = 1;
	char		 c;

	if (value->n == 0)
		return -1;
	c = at[0];
	if (c == '\\') {
		n = hex_pair(at + 1, at + value->n) ? 3 : 2;
		c = at[1];
		if (n == 3)
			c = (char)(hex_digit(at[1]) << 4 | hex_digit(at[2]));
	}
	value->at += n;
	value->n -= n;
	return (unsigned char)c;
}

static struct span
value_plain(struct pool *pool, struct span value)
{
	struct span	 plain = value;
	char		*out;
	int		 byte;

	if (value.n == 0 || memchr(value.at, '\\', value.n) == NULL)
		return value;
	plain.at = out = pool_alloc(pool, value.n);
	while ((byte = value_byte(&value)) >= 0)
		*out++ = (char)byte;
	plain.n = (size_t)(out - plain.at);
	return plain;
}

static bool
value_is(struct span value, const char *word)
{
	int	 byte;

	while ((byte = value_byte(&value)) >= 0)
		if (*word == '\0' ||
		    text_lower((char)byte) != text_lower(*word++))
			return false;
	return *word == '\0';
}

/* How much longer an escaped text can be. */
enum { ESCAPED_MOST = 3 };

static size_t
put_hex(char *out, char c)
{
	static const char	 digit[] = "0123456789abcdef";

	out[0] = '\\';
	out[1] = digit[(unsigned char)c >> 4];
	out[2] = digit[(unsigned char)c & 15];
	return 3;
}

/* TEXT as a value, escaped in the one way that makes equal values the same
 * bytes; returns the length.  OUT has ESCAPED_MOST times its room. */
static size_t
put_escaped(char *out, struct span text)
{
	bool	 utf8 = text_utf8(text);
	size_t	 i, n = 0;
	char	 c;

	for (i = 0; i < text.n; i++) {
		c = text.at[i];
		if ((unsigned char)c < ' ' || c == 0x7f ||
		    ((unsigned char)c >= 0x80 && !utf8)) {
			n += put_hex(out + n, c);
			continue;
		}
		if ((escape_of(c) & MUST) != 0 ||
		    (c == '#' && i == 0) ||
		    (c == ' ' && (i == 0 || i + 1 == text.n)))
			out[n++] = '\\';
		out[n++] = c;
	}
	return n;
}

/* "type=value" in its one way to write it, or NULL: it has none. */
static char *
part_fold(struct pool *pool, const struct part *part)
{
	struct span	 value = value_plain(pool, part->value);
	size_t		 i, n = 0;
	char		*out;

	/* A fold is a terminated text. */
	if (value.n > 0 && memchr(value.at, '\0', value.n) != NULL)
		return NULL;
	value = span_of(fold_copy(pool, value));
	out = pool_alloc(pool, part->type.n + 2 + ESCAPED_MOST * value.n + 1);
	for (i = 0; i < part->type.n; i++)
		out[n++] = text_lower(part->type.at[i]);
	out[n++] = '=';
	if (part->hex) {
		out[n++] = '#';
		memcpy(out + n, value.at, value.n);
	} else
		put_escaped(out + n, value);
	return out;
}

static int
dn_fault(struct error *err, struct span dn, const char *why)
{
	enum { SHOWN = 200 };

	return error_set(err, "'%.*s' is no distinguished name: %s",
	    dn.n < SHOWN ? (int)dn.n : SHOWN, dn.n == 0 ? "" : dn.at, why);
}

static int
text_cmp(const void *a, const void *b)
{
	const char	*const *text_a = a;
	const char	*const *text_b = b;

	return strcmp(*text_a, *text_b);
}

/* The folds of all parts, in order, and which of them a "+" joins to the
 * one before. */
struct folded {
	const char	**text;
	bool		 *joined;
	size_t		  n;
};

/* An RDN is a set: the order of its parts means nothing. */
static void
sort_rdns(struct folded *folded)
{
	size_t	 first, end;

	for (first = 0; first < folded->n; first = end) {
		for (end = first + 1; end < folded->n && folded->joined[end];)
			end++;
		if (end - first > 1)
			qsort(folded->text + first, end - first,
			    sizeof(*folded->text), text_cmp);
	}
}

static char *
join(struct pool *pool, const struct folded *folded)
{
	size_t	 i, n = 0, length;
	char	*out;

	for (i = 0; i < folded->n; i++)
		n += strlen(folded->text[i]) + 1;
	out = pool_alloc(pool, n + 1);
	for (i = n = 0; i < folded->n; i++) {
		if (i > 0)
			out[n++] = folded->joined[i] ? '+' : ',';
		length = strlen(folded->text[i]);
		memcpy(out + n, folded->text[i], length);
		n += length;
	}
	return out;
}

int
dn_fold(struct pool *pool, struct span dn, char **out, struct error *err)
{
	struct folded	 folded = { 0 };
	struct reader	 reader;
	struct part	 part;
	char		*text;

	if (!text_utf8(dn))
		return dn_fault(err, dn, "it is not UTF-8");
	reader_init(&reader, dn);
	while (reader_part(&reader, &part)) {
		if ((text = part_fold(pool, &part)) == NULL)
			return dn_fault(err, dn, "a value holds a NUL byte");
		folded.text = pool_more(pool, folded.text, folded.n,
		    sizeof(*folded.text));
		folded.joined = pool_more(pool, folded.joined, folded.n,
		    sizeof(*folded.joined));
		folded.text[folded.n] = text;
		folded.joined[folded.n++] = part.joined;
	}
	if (reader.why != NULL)
		return dn_fault(err, dn, reader.why);
	sort_rdns(&folded);
	*out = join(pool, &folded);
	return 0;
}

/* Is the part a DC of its own, with a value that is a label? */
static bool
is_label(const struct part *part)
{
	struct span	 value = part->value;
	bool		 some = false;
	int		 byte;

	if (!span_is(part->type, "DC") || part->hex || part->joined ||
	    part->joins)
		return false;
	for (; (byte = value_byte(&value)) >= 0; some = true)
		if (byte == '\0' || byte == '.')
			return false;
	return some;
}

char *
dn_domain(struct pool *pool, struct span dn)
{
	struct reader	 reader, from;
	struct part	 part;
	size_t		 labels = 0, n = 0;
	char		*out;
	int		 byte;

	reader_init(&reader, dn);
	from = reader;
	while (reader_part(&reader, &part)) {
		if (is_label(&part))
			labels++;
		else {
			labels = 0;
			from = reader;
		}
	}
	if (reader.why != NULL || labels == 0)
		return pool_copy(pool, "");
	out = pool_alloc(pool, (size_t)(from.end - from.at) + 1);
	while (reader_part(&from, &part)) {
		if (n > 0)
			out[n++] = '.';
		while ((byte = value_byte(&part.value)) >= 0)
			out[n++] = text_lower((char)byte);
	}
	return out;
}

char *
dn_of_domain(struct pool *pool, const char *dns)
{
	enum { LEAD = sizeof(",DC=") - 1 };
	size_t		 most = (LEAD + ESCAPED_MOST) * (strlen(dns) + 1);
	char		*out = pool_alloc(pool, most + 1);
	struct span	 label;
	size_t		 n = 0;

	for (; *dns != '\0'; dns += label.n + (dns[label.n] == '.')) {
		label.at = dns;
		label.n = strcspn(dns, ".");
		if (label.n == 0)
			continue;
		memcpy(out + n, n > 0 ? ",DC=" : "DC=", n > 0 ? 4 : 3);
		n += n > 0 ? 4 : 3;
		n += put_escaped(out + n, label);
	}
	return out;
}

static bool
value_has(struct span value, const char *word)
{
	struct span	 rest;
	const char	*at;
	int		 byte;

	for (;;) {
		rest = value;
		for (at = word; *at != '\0'; at++)
			if ((byte = value_byte(&rest)) < 0 ||
			    (char)byte != *at)
				break;
		if (*at == '\0')
			return true;
		if (value_byte(&value) < 0)
			return false;
	}
}

/*
 * The container of deleted objects stands right below a naming context.
 * Anyone may give an OU's child the same name: what lies there is alive.
 */
bool
dn_deleted(struct span dn)
{
	struct reader	 reader;
	struct part	 part;
	size_t		 rdn = 0;
	bool		 below = false;

	reader_init(&reader, dn);
	while (reader_part(&reader, &part)) {
		rdn += part.joined ? 0 : 1;
		if (rdn == 1) {
			if (value_has(part.value, "\nDEL:"))
				return true;
		} else if (span_is(part.type, "CN") &&
		    value_is(part.value, "Deleted Objects"))
			below = true;
		else if (!span_is(part.type, "DC") &&
		    !(span_is(part.type, "CN") &&
		    value_is(part.value, "Configuration")))
			below = false;
	}
	return below && reader.why == NULL;
}
