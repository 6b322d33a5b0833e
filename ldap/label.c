#include "ldap/label.h"

#include <stdbool.h>
#include <string.h>

const char *
excerpt(char out[N_EXCERPT], struct span text)
{
	size_t	 i, n = text.n < N_EXCERPT - 1 ? text.n : N_EXCERPT - 1;

	for (i = 0; i < n; i++)
		out[i] = text.at[i] >= ' ' && text.at[i] <= '~' ? text.at[i] : '?';
	out[n] = '\0';
	return out;
}

/*
 * What a label says
 */

static bool
name_byte(char c)
{
	return text_alpha(c) || text_digit(c) || c == '-' || c == '.' || c == '_';
}

static int
name_find(struct span name)
{
	static const struct word	 reserved[] = {
		{ "dn",			LABEL_DN },
		{ "changetype",		LABEL_CHANGETYPE },
		{ "include",		LABEL_INCLUDE },
		{ "version",		LABEL_VERSION },
		{ "ref",		LABEL_REF },
		{ "search",		LABEL_SEARCH },
		{ "result",		LABEL_RESULT },
		{ "pagedresults",	LABEL_PAGES },
		{ NULL,			0 }
	};
	const struct word		*word;
	int				 id = attribute_find(name);

	if (id >= 0)
		return id;
	for (word = reserved; word->word != NULL; word++)
		if (span_is(name, word->word))
			return word->value;
	return LABEL_FOREIGN;
}

bool
range_parse(struct span text, size_t *first, size_t *end)
{
	const char	*dash = text.n == 0 ? NULL : memchr(text.at, '-', text.n);
	struct span	 last;

	if (dash == NULL || !span_count((struct span){ text.at, (size_t)(dash - text.at) }, first))
		return false;
	last = (struct span){ dash + 1, (size_t)(text.at + text.n - dash - 1) };
	if (last.n == 1 && *last.at == '*') {
		*end = SIZE_MAX;
		return true;
	}
	if (!span_count(last, end) || *end < *first)
		return false;
	++*end;
	return true;
}

/*
 * ";binary" is a manner of transfer (RFC 4522), ";range=" one of the
 * directory's.  Any other option makes a subtype (RFC 4512 2.5.2), whose values
 * are the attribute's too: Active Directory has none.
 */
static int
option_read(struct label *label, struct span option, struct error *err)
{
	static const char	 range[] = "range=";
	const size_t		 n = sizeof(range) - 1;
	struct span		 head = { option.at, option.n < n ? option.n : n };
	struct span		 bounds = { option.at + head.n, option.n - head.n };
	char			 shown[N_EXCERPT];

	if (span_is(option, "binary"))
		return 0;
	if (label->id >= N_ATTRIBUTE)
		label->id = LABEL_FOREIGN;
	else if (!span_is(head, range))
		return error_set(err, "%s has the option '%s', which is none of Active Directory's",
		    attribute[label->id].name, excerpt(shown, option));
	else if (label->end != 0 || !range_parse(bounds, &label->first, &label->end))
		return error_set(err, "'%s' is no range", excerpt(shown, option));
	return 0;
}

/* LABEL_FOREIGN stays so: what its options say is nothing to us. */
static int
label_parse(struct label *label, struct span text, struct error *err)
{
	const char	*at = text.at, *end = text.at + text.n, *next;
	struct span	 name = text, option;
	char		 shown[N_EXCERPT];

	while (at < end && name_byte(*at))
		at++;
	if (at == text.at || (at < end && *at != ';'))
		return error_set(err, "not LDIF: '%s' is no name of an "
		    "attribute", excerpt(shown, text));
	name.n = (size_t)(at - text.at);
	label->id = name_find(name);
	for (; at < end && label->id != LABEL_FOREIGN; at = next) {
		option.at = at + 1;
		next = memchr(option.at, ';', (size_t)(end - option.at));
		if (next == NULL)
			next = end;
		option.n = (size_t)(next - option.at);
		if (option_read(label, option, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * The ones that are known
 */

static size_t
label_hash(struct span text)
{
	uint64_t	 hash = text.n;
	size_t		 i;

	if (text.n >= 8)
		hash += eight_bytes(text.at) + 3 * eight_bytes(text.at + text.n - 8);
	else
		for (i = 0; i < text.n; i++)
			hash = hash << 8 | (unsigned char)text.at[i];
	return hash * 0x9e3779b97f4a7c15 >> 32;
}

/* Its own copy of the text, to be known by. */
static void
label_keep(struct label *label, struct span text)
{
	char	 mask[sizeof(label->mask)] = { 0 };

	if (text.n > sizeof(label->text))
		return;
	memcpy(label->text, text.at, text.n);
	memset(mask, 0xff, text.n < sizeof(mask) ? text.n : sizeof(mask));
	label->mask = eight_bytes(mask);
	label->head = eight_bytes(label->text);
}

/* Where it stands or may stand; RARE where its places are taken. */
static struct label *
label_place(struct labels *labels, struct span text)
{
	enum { N_KNOWN = sizeof(labels->known) / sizeof(*labels->known), N_PROBE = 4 };
	struct label	*label;
	size_t		 i, hash;

	if (text.n > sizeof(label->text))
		return &labels->rare;
	hash = label_hash(text);
	for (i = 0; i < N_PROBE; i++) {
		label = &labels->known[(hash + i) % N_KNOWN];
		if (label->n == 0 || (label->n == text.n &&
		    memcmp(label->text, text.at, text.n) == 0))
			return label;
	}
	return &labels->rare;
}

/* What a line begins with, and in it the name. */
static bool
label_find(struct span line, struct span *name, struct span *text)
{
	const char	*colon = memchr(line.at, ':', line.n);
	size_t		 n;

	if (colon == NULL)
		return false;
	n = (size_t)(colon - line.at);
	*name = (struct span){ line.at, n };
	n++;
	n += n < line.n && line.at[n] == ':';
	n += n < line.n && line.at[n] == ' ';
	*text = (struct span){ line.at, n };
	return true;
}

static int
label_make(struct label *label, struct span name, struct span text, struct error *err)
{
	*label = (struct label){ .n = text.n, .n_name = name.n };
	if (label_parse(label, name, err) < 0)
		return -1;
	label->base64 = text.n > name.n + 1 && text.at[name.n + 1] == ':';
	label->usual = label->id < N_ATTRIBUTE && label->end == 0 && text.at[text.n - 1] == ' ';
	label_keep(label, text);
	return 0;
}

/* The first one that label_behind would try, where no more than the line may be
 * read: another colon makes it another label. */
static struct label *
label_expected(const struct label *last, struct span line)
{
	struct label	*label = last == NULL ? NULL : last->following[0];

	if (label == NULL || line.n < label->n || line.n < sizeof(label->head) || !label_stands_at(label, line.at))
		return NULL;
	return label->base64 || line.n == label->n || line.at[label->n] != ':' ? label : NULL;
}

const struct label *
label_read(struct labels *labels, struct span line, struct error *err)
{
	struct label	*label, *last = labels->last, made;
	struct span	 name, text;
	char		 shown[N_EXCERPT];

	if ((label = label_expected(last, line)) != NULL)
		return labels->last = label;
	if (!label_find(line, &name, &text)) {
		error_set(err, "not LDIF: no colon in '%s'", excerpt(shown, line));
		return NULL;
	}
	label = label_place(labels, text);
	if (label->n == 0 || label == &labels->rare) {
		if (label_make(&made, name, text, err) < 0)
			return NULL;
		*label = made;
	}
	if (label == &labels->rare)
		return label;
	if (last != NULL && last->following[0] != label) {
		last->following[1] = last->following[0];
		last->following[0] = label;
	}
	return labels->last = label;
}
