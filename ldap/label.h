#ifndef LDAP_LABEL_H
#define LDAP_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plans/eight.h"
#include "plans/entry.h"
#include "plans/error.h"
#include "plans/text.h"

/*
 * What stands before the value of a line of LDIF: "cn: ", "objectGUID:: ".
 * Internal to ldap/.
 */
enum {
	LABEL_FOREIGN = -1,	/* nothing that we read */
	LABEL_DN = N_ATTRIBUTE,
	LABEL_CHANGETYPE,
	LABEL_INCLUDE,
	LABEL_VERSION,
	LABEL_REF,
	LABEL_SEARCH,
	LABEL_RESULT,
	LABEL_PAGES
};

enum { N_FOLLOWING = 2 };

/*
 * An attribute that we read, with its range if it has one, or a word of the
 * format: FIRST to, not including, END of its values; END is 0 for none,
 * SIZE_MAX for "*".
 */
struct label {
	int		 id;
	bool		 base64;
	bool		 usual;		/* no word of the format, no range; ends in a space */
	size_t		 n, n_name;
	uint64_t	 head, mask;	/* its first eight bytes, or less */
	struct label	*following[N_FOLLOWING];	/* that followed it last */
	char		 text[64];	/* the N bytes of it, and zeros */
	size_t		 first, end;
};

/*
 * An export has few labels, and a million times each, in much the same order
 * in every entry.  Zero is empty.
 */
struct labels {
	struct label	 known[128];	/* by their hash */
	struct label	 rare;		/* the last one that is not among them */
	struct label	*last;
};

/*
 * The label that a line begins with, up to its first colon, and one more and
 * a space where they follow: valid until the next one.  NULL: there is no such
 * thing.
 */
const struct label	*label_read(struct labels *, struct span line, struct error *);

/* "0-1499", "1500-*": FIRST to, not including, END, which is SIZE_MAX for "*". */
bool	range_parse(struct span, size_t *first, size_t *end);

/* Does it stand at AT, from where its room may be read? */
static inline bool
label_stands_at(const struct label *label, const char *at)
{
	size_t	 i, n = label->n;

	if (((eight_bytes(at) ^ label->head) & label->mask) != 0)
		return false;
	if (n <= 8)
		return true;
	for (i = 8; i + 8 < n; i += 8)
		if (eight_bytes(at + i) != eight_bytes(label->text + i))
			return false;
	return eight_bytes(at + n - 8) == eight_bytes(label->text + n - 8);
}

/* The label of the line at AT, from where the room of one may be read, if it is
 * one that was to be expected behind LAST, or NULL. */
static inline struct label *
label_behind(const struct label *last, const char *at)
{
	size_t	 i;

	for (i = 0; i < N_FOLLOWING; i++)
		if (last->following[i] != NULL && label_stands_at(last->following[i], at))
			return last->following[i];
	return NULL;
}

/* As much of a hostile text as a message takes. */
enum { N_EXCERPT = 64 };
const char	*excerpt(char out[N_EXCERPT], struct span text);

#endif
