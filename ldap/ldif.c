#include "ldap/ldif.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ldap/label.h"
#include "ldap/newline.h"
#include "ldap/snapshot.h"
#include "ldap/trail.h"
#include "plans/text.h"

/* One line as it was before it was folded. */
struct line {
	char	*at;
	char	*end;
	size_t	 number;	/* of its first part in the file */
};

/*
 * The values of one attribute of one entry that came in ranges ([MS-ADTS]
 * 3.1.1.3.1.3.3): N so far, contiguous from 0, those of the latest range
 * from FIRST up to, not including, END.
 */
struct range {
	size_t	 first;
	size_t	 end;		/* 0: none came; SIZE_MAX: "*" */
	size_t	 n;
};

/* One line, taken apart. */
struct field {
	const struct label	*label;
	struct span		 name;		/* as it stands there */
	size_t			 number;	/* of the line */
	bool			 base64;
	char			*at;		/* the value, still encoded */
	size_t			 n;
};

/* Digits of base64 by their character, where they stand among the four that
 * make three bytes; the lowest byte is of none of them. */
enum { NO_DIGIT = 1 };

/*
 * Entries are handed on so many together, or fewer where they have so many
 * values: the processor does better at one thing for a while than at two by turns.
 */
enum { N_TOGETHER = 16, N_VALUES = 4096 };

enum block { BLOCK_NONE, BLOCK_ENTRY, BLOCK_TRAILER };

struct records {
	struct pool		*pool;
	const char		*source;
	const struct sink	*sink;
	bool			 apart;
	char			*at;		/* the next line, and its number */
	char			*end;
	size_t			 number;
	struct newlines		 newlines;	/* from AT on, */
	uint64_t		*found;		/* in these N_FOUND blocks */
	size_t			 n_found;

	enum block		 block;
	struct entry		 entry[N_TOGETHER];	/* N_ENTRY to be handed on, */
	size_t			 n_entry;		/* then the one at hand */
	struct value		*value;		/* of all these, one after the other */
	size_t			 n_value, n_room;
	size_t			 first;		/* of the one at hand */
	bool			 ranged;	/* RANGE is in use */
	struct range		 range[N_ATTRIBUTE];
	struct trail		 trail;
	size_t			 fault;		/* line */
	struct snapshot		 snapshot;

	struct labels		 labels;
	uint32_t		 digit[4][256];
};

static void
digits_init(struct records *r)
{
	static const char	 digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t		 i, place;

	for (place = 0; place < 4; place++) {
		for (i = 0; i < 256; i++)
			r->digit[place][i] = NO_DIGIT;
		for (i = 0; digit[i] != '\0'; i++)
			r->digit[place][(unsigned char)digit[i]] = i << (26 - 6 * place);
	}
}

struct records *
records_new(struct pool *pool, const char *name, const struct sink *sink,
    bool apart)
{
	struct records	*r = pool_alloc(pool, sizeof(*r));

	r->pool = pool;
	r->sink = sink;
	r->apart = apart;
	r->number = 1;
	r->source = name;
	r->value = pool_alloc(pool, N_TOGETHER * sizeof(*r->value));
	r->n_room = N_TOGETHER;
	digits_init(r);
	return r;
}

/*
 * Lines
 */

/* Goes past one line of the file; where it ends, without its line break. */
static char *
part_end(struct records *r)
{
	char	*at = r->at, *end = newline_next(&r->newlines);

	newline_pass(&r->newlines);
	r->at = end + 1;
	r->number++;
	return end > at && end[-1] == '\r' ? end - 1 : end;
}

/* Unfolds where the text lies.  An empty line is not continued. */
static bool
line_next(struct records *r, struct line *line)
{
	char	*part, *end;

	if (r->at == r->end)
		return false;
	line->at = r->at;
	line->number = r->number;
	line->end = part_end(r);
	while (line->end > line->at && r->at < r->end && *r->at == ' ') {
		part = r->at + 1;
		end = part_end(r);
		memmove(line->end, part, (size_t)(end - part));
		line->end += end - part;
	}
	return true;
}

/*
 * Fields
 */

static int
field_parse(struct records *r, const struct line *line, struct field *field,
    struct error *err)
{
	struct span	 text = { line->at, (size_t)(line->end - line->at) };
	char		 shown[N_EXCERPT], *at;

	if (*line->at == ' ')
		return error_set(err, "not LDIF: a continuation of no line");
	field->label = label_read(&r->labels, text, err);
	if (field->label == NULL)
		return -1;
	field->name = (struct span){ line->at, field->label->n_name };
	field->base64 = field->label->base64;
	at = line->at + field->label->n;
	if (at < line->end && *at == '<' && at[-1] == ':' && !field->base64)
		return error_set(err, "'%s' names a file that has the value: files "
		    "that an export names are not read", excerpt(shown, field->name));
	while (at < line->end && *at == ' ')
		at++;
	field->number = line->number;
	field->at = at;
	field->n = (size_t)(line->end - at);
	return 0;
}

/*
 * RFC 4648 section 4, to the letter.  Decodes where the text lies: padding
 * counts as digits of zero, which must give zeros.  Four bytes are written
 * for three, over what was read.
 */
static bool
base64_decode(const struct records *r, char *text, size_t *n)
{
	const unsigned char	*digit = (const unsigned char *)text;
	size_t			 i, n_pad = 0, out = 0;
	uint32_t		 three, wrong = 0;

	if (*n % 4 != 0)
		return false;
	while (n_pad < 2 && n_pad < *n && text[*n - 1 - n_pad] == '=')
		text[*n - 1 - n_pad++] = 'A';
	for (i = 0; i < *n; i += 4) {
		three = r->digit[0][digit[i]] | r->digit[1][digit[i + 1]] |
		    r->digit[2][digit[i + 2]] | r->digit[3][digit[i + 3]];
		wrong |= three & NO_DIGIT;
		three = htobe32(three);
		memcpy(text + out, &three, sizeof(three));
		out += 3;
	}
	for (*n = out - n_pad; out > *n; out--)
		if (text[out - 1] != '\0')
			return false;
	return wrong == 0;
}

static int
base64_fault(struct span name, struct error *err)
{
	char	 shown[N_EXCERPT];

	return error_set(err, "the value of %s is not base64", excerpt(shown, name));
}

static int
field_decode(const struct records *r, struct field *field, struct span *out,
    struct error *err)
{
	if (field->base64 && !base64_decode(r, field->at, &field->n))
		return base64_fault(field->name, err);
	out->at = field->at;
	out->n = field->n;
	return 0;
}

/*
 * Values
 */

static int
range_add(struct range *range, const struct label *label, struct error *err)
{
	const char	*name = attribute[label->id].name;

	if (label->first != range->first || label->end != range->end) {
		if (label->first != range->n || range->n != range->end)
			return error_set(err, "%s is incomplete: range %zu does "
			    "not follow the first %zu values", name, label->first,
			    range->n);
		range->first = label->first;
		range->end = label->end;
	}
	if (range->n == range->end)
		return error_set(err, "%s has more values than its range", name);
	range->n++;
	return 0;
}

/*
 * Beside the first range the directory sends the attribute itself without a
 * value, which then means nothing.
 */
static int
ranges_close(struct records *r, struct error *err)
{
	size_t	 i, n = r->first;
	int	 id;

	for (id = 0; id < N_ATTRIBUTE; id++)
		if (r->range[id].end != 0 && r->range[id].end != SIZE_MAX)
			return error_set(err, "%s is incomplete: only %zu of "
			    "its values were exported", attribute[id].name,
			    r->range[id].n);
	for (i = r->first; i < r->n_value; i++)
		if (r->value[i].text.n > 0 || r->range[r->value[i].id].end == 0)
			r->value[n++] = r->value[i];
	r->n_value = n;
	return 0;
}

static void
value_room(struct records *r)
{
	size_t		 n_room = 2 * r->n_room;
	struct value	*larger = pool_alloc(r->pool, n_room * sizeof(*larger));

	memcpy(larger, r->value, r->n_room * sizeof(*larger));
	r->value = larger;
	r->n_room = n_room;
}

/* One more of the entry at hand. */
static inline struct value *
value_new(struct records *r)
{
	if (r->n_value == r->n_room)
		value_room(r);
	return &r->value[r->n_value++];
}

static int
value_add(struct records *r, struct field *field, struct error *err)
{
	const struct label	*label = field->label;
	struct value		*value;

	if (label->end != 0) {
		if (range_add(&r->range[label->id], label, err) < 0)
			return -1;
		r->ranged = true;
	}
	value = value_new(r);
	value->id = (enum attribute_id)label->id;
	return field_decode(r, field, &value->text, err);
}

/*
 * Blocks: what stands between blank lines
 */

static int
include_refuse(struct error *err)
{
	return error_set(err, "'include' names another file: files that an "
	    "export names are not read");
}

static int
changetype_check(struct records *r, struct field *field, struct error *err)
{
	struct span	 type;
	char		 shown[N_EXCERPT];

	if (field_decode(r, field, &type, err) < 0)
		return -1;
	if (!span_is(type, "add"))
		return error_set(err, "changetype '%s': this is a file of changes, "
		    "not an export", excerpt(shown, type));
	return 0;
}

static int
entry_line(struct records *r, struct field *field, struct error *err)
{
	int	 id = field->label->id;

	if (id == LABEL_FOREIGN)
		return 0;
	if (id < N_ATTRIBUTE)
		return value_add(r, field, err);
	if (id == LABEL_DN)
		return error_set(err, "a second dn in one entry: a blank line is "
		    "missing, as in what grep leaves of an export");
	if (id == LABEL_CHANGETYPE)
		return changetype_check(r, field, err);
	if (id == LABEL_INCLUDE)
		return include_refuse(err);
	return 0;
}

/* "0 Success": only the number is the protocol's. */
static int
result_check(struct span text, struct error *err)
{
	char	 shown[N_EXCERPT];

	if (text.n == 0 || text.at[0] != '0' || (text.n > 1 && text.at[1] != ' '))
		return error_set(err, "the search ended with result '%s': the "
		    "export is incomplete", excerpt(shown, text));
	return 0;
}

/*
 * What ldapsearch prints beside entries without -LLL: continuation
 * references, and how the search ended, once for every page.
 */
static int
trailer_line(struct records *r, struct field *field, struct error *err)
{
	struct span	 text = { field->at, field->n };
	int		 id = field->label->id;

	if (id == LABEL_DN)
		return error_set(err, "a blank line is missing before dn");
	if (id == LABEL_RESULT) {
		trail_result(&r->trail);
		return result_check(text, err);
	}
	if (id == LABEL_SEARCH)
		trail_search(&r->trail);
	else if (id == LABEL_PAGES)
		trail_pages(&r->trail, text, field->number);
	return 0;
}

static int
version_check(const struct field *field, struct error *err)
{
	struct span	 text = { field->at, field->n };
	char		 shown[N_EXCERPT];

	if (!span_is(text, "1"))
		return error_set(err, "LDIF version '%s' is not 1",
		    excerpt(shown, text));
	return 0;
}

static int
entry_begin(struct records *r, struct field *field, struct error *err)
{
	struct entry	*entry = &r->entry[r->n_entry];

	r->block = BLOCK_ENTRY;
	*entry = (struct entry){ .source = r->source, .line = field->number,
	    .replaces = r->snapshot.replaces };
	r->first = r->n_value;
	r->snapshot.replaces = false;
	if (r->ranged)
		memset(r->range, 0, sizeof(r->range));
	r->ranged = false;
	return field_decode(r, field, &entry->dn, err);
}

static int
block_begin(struct records *r, struct field *field, struct error *err)
{
	int	 id = field->label->id;
	char	 shown[N_EXCERPT];

	if (id == LABEL_DN)
		return entry_begin(r, field, err);
	if (id == LABEL_VERSION)
		return version_check(field, err);
	if (id == LABEL_INCLUDE)
		return include_refuse(err);
	if (id == LABEL_REF || id == LABEL_SEARCH) {
		r->block = BLOCK_TRAILER;
		return trailer_line(r, field, err);
	}
	return error_set(err, "an entry begins with its dn, not with '%s'",
	    excerpt(shown, field->name));
}

static int
block_line(struct records *r, const struct line *line, struct error *err)
{
	static int	(*const read_in[])(struct records *, struct field *,
			    struct error *) = {
		[BLOCK_NONE] = block_begin,
		[BLOCK_ENTRY] = entry_line,
		[BLOCK_TRAILER] = trailer_line
	};
	struct field	 field;

	if (field_parse(r, line, &field, err) < 0)
		return -1;
	return read_in[r->block](r, &field, err);
}

/* Hands on what there is. */
static int
entries_end(struct records *r, struct error *err)
{
	const struct value	*value = r->value;
	const size_t		 n = r->n_entry;
	struct entry		*entry;

	r->n_entry = r->n_value = 0;
	for (entry = r->entry; entry < r->entry + n; entry++) {
		entry->value = value;
		value += entry->n_value;
		if (r->sink->add(r->sink->arg, entry, err) < 0) {
			r->fault = entry->line;
			return -1;
		}
	}
	return 0;
}

static int
block_end(struct records *r, struct error *err)
{
	struct entry	*entry = &r->entry[r->n_entry];
	enum block	 block = r->block;

	r->block = BLOCK_NONE;
	if (block != BLOCK_ENTRY)
		return 0;
	r->snapshot.n_entry++;
	r->trail.n_entry++;
	if (r->ranged && ranges_close(r, err) < 0) {
		r->fault = entry->line;
		return -1;
	}
	entry->n_value = r->n_value - r->first;
	r->n_entry++;
	return r->n_entry == N_TOGETHER || r->n_value > N_VALUES ? entries_end(r, err) : 0;
}

static int
comment_line(struct records *r, const struct line *line, struct error *err)
{
	struct span	 text = { line->at, (size_t)(line->end - line->at) };

	trail_comment(&r->trail, text, line->number);
	if (snapshot_is_first(text)) {
		if (r->apart || line->number > 1)
			return error_set(err, "a snapshot begins here: give it a -d of its own");
		r->snapshot.is = true;
		return 0;
	}
	return r->snapshot.is ? snapshot_comment(&r->snapshot, r->pool, r->sink, text, err) : 0;
}

/* Does the line that ends at LF go on in the next one? */
static inline bool
is_continued(const char *lf, const char *end)
{
	return lf + 1 < end && lf[1] == ' ';
}

/* Takes the value from AT to END, of the line that begins with LABEL. */
static inline int
quick_value(struct records *r, const struct label *label, char *at, const char *end, struct error *err)
{
	struct value	*value;
	size_t		 n = (size_t)(end - at);

	if (n > 0 && at[n - 1] == '\r')
		n--;
	if (label->base64 && !base64_decode(r, at, &n))
		return base64_fault((struct span){ at - label->n, label->n_name }, err);
	value = value_new(r);
	value->id = (enum attribute_id)label->id;
	value->text = (struct span){ at, n };
	return 0;
}

/*
 * Goes past lines as nearly all of an entry are: labels that were to be
 * expected, values that are not folded or not for us.  All others are taken
 * apart, and the last ones of the text, behind which too little may be read.
 */
static int
quick_lines(struct records *r, struct error *err)
{
	const char	*const end = r->end;
	struct newlines	 newlines = r->newlines;
	struct label	*label, *last = r->labels.last;
	char		*at, *text, *lf;
	int		 status = 0;

	for (at = r->at; last != NULL && end - at >= (ptrdiff_t)sizeof(label->text); at = lf + 1) {
		label = label_behind(last, at);
		if (label == NULL || !label->usual)
			break;
		text = at + label->n;
		lf = newline_next(&newlines);
		if (label->id == LABEL_FOREIGN) {
			for (; is_continued(lf, end); lf = newline_next(&newlines), r->number++)
				newline_pass(&newlines);
		} else {
			if (is_continued(lf, end) || *text == ' ')
				break;
			if ((status = quick_value(r, label, text, lf, err)) < 0) {
				r->fault = r->number;
				break;
			}
		}
		newline_pass(&newlines);
		r->number++;
		last = label;
	}
	r->at = at;
	r->newlines = newlines;
	r->labels.last = last;
	return status;
}

static int
lines_read(struct records *r, struct error *err)
{
	struct line	 line;

	for (;;) {
		if (r->block == BLOCK_ENTRY && quick_lines(r, err) < 0)
			return -1;
		if (!line_next(r, &line))
			return block_end(r, err);
		if (line.at == line.end) {
			if (block_end(r, err) < 0)
				return -1;
		} else if ((*line.at == '#' ? comment_line : block_line)(r, &line, err) < 0) {
			r->fault = line.number;
			return -1;
		}
	}
}

/* The room for what is found stays. */
static void
text_begin(struct records *r, char *text, size_t n)
{
	const size_t	 n_found = n / NEWLINE_BLOCK + 1;

	if (n_found > r->n_found) {
		r->found = pool_alloc(r->pool, n_found * sizeof(*r->found));
		r->n_found = n_found;
	}
	r->at = text;
	r->end = text + n;
	newlines_find(text, n, r->found);
	r->newlines = newlines_of(text, r->found);
}

int
records_read(struct records *r, char *text, size_t n, struct error *err)
{
	struct error	 before = { "" };

	text_begin(r, text, n);
	if (lines_read(r, err) == 0)
		return entries_end(r, err);
	/* What was still to be handed on came before. */
	if (entries_end(r, &before) < 0)
		*err = before;
	return -1;
}

size_t
records_line(const struct records *r)
{
	return r->number;
}

void
records_origin(const struct records *r, struct pool *pool, struct source_origin *origin)
{
	if (r->snapshot.origin.name != NULL)
		origin->name = pool_copy(pool, r->snapshot.origin.name);
	if (r->snapshot.origin.time != NULL)
		origin->time = pool_copy(pool, r->snapshot.origin.time);
}

size_t
records_fault(const struct records *r)
{
	return r->fault;
}

void
records_join(struct records *r, const struct records *apart)
{
	const size_t	 before = r->number - 1;

	r->number += apart->number - 1;
	trail_join(&r->trail, &apart->trail, before);
	if (apart->fault != 0)
		r->fault = before + apart->fault;
}

int
records_close(struct records *r, struct error *err)
{
	r->fault = 0;
	if (snapshot_close(&r->snapshot, err) < 0)
		return -1;
	return trail_close(&r->trail, &r->fault, err);
}
