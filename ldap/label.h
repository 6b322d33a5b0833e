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
 * What stands before the colon of a line of LDIF.  Internal to ldap/.
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

/*
 * An attribute that we read, with its range if it has one, or a word of the
 * format: FIRST to, not including, END of its values; END is 0 for none,
 * SIZE_MAX for "*".
 */
struct label {
	int		 id;
	size_t		 first;
	size_t		 end;
	struct label	*next;		/* that followed it last, for one */
	size_t		 n;
	uint64_t	 head, mask;	/* its first eight bytes, or less */
	char		 text[64];	/* the N bytes of it, and zeros */
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
 * The label of a line, which begins it and ends before its first colon: valid
 * until the next one.  NULL: there is no such thing.
 */
const struct label	*label_read(struct labels *, struct span line, struct error *);

/* Does it stand at AT, from where its room may be read, and one byte more? */
static inline bool
label_stands_at(const struct label *label, const char *at)
{
	size_t	 i, n = label->n;

	if (((eight_bytes(at) ^ label->head) & label->mask) != 0 || at[n] != ':')
		return false;
	for (i = 8; i + 8 <= n; i += 8)
		if (eight_bytes(at + i) != eight_bytes(label->text + i))
			return false;
	return i >= n || eight_bytes(at + n - 8) == eight_bytes(label->text + n - 8);
}

/* The same, for a line at AT with so many bytes to its end and behind it, or
 * NULL: it is not the one that was to be expected. */
static inline const struct label *
label_guess(struct labels *labels, const char *at, size_t n)
{
	struct label	*last = labels->last;

	if (last == NULL || n <= sizeof(last->text))
		return NULL;
	if (last->next != NULL && label_stands_at(last->next, at))
		return labels->last = last->next;
	return label_stands_at(last, at) ? last : NULL;
}

/* As much of a hostile text as a message takes. */
enum { N_EXCERPT = 64 };
const char	*excerpt(char out[N_EXCERPT], struct span text);

#endif
