#include "ldap/snapshot.h"

#include <string.h>

#define FIRST	"# spnplan snapshot 1"
#define SOURCE	"# source "
#define TIME	"# time "
#define COVERS	"# covers "
#define END	"# end "
#define REPLACES	"# replaces"

/*
 * Writing
 */

static void
word_write(FILE *out, const char *word)
{
	const unsigned char	*at = (const unsigned char *)word;

	for (; *at != '\0'; at++)
		fprintf(out, *at > ' ' && *at <= '~' && *at != '%' ? "%c" : "%%%02X", *at);
}

void
snapshot_begin(FILE *out)
{
	fputs(FIRST "\n", out);
}

static void
comment_write(FILE *out, const char *begins, const char *word)
{
	fputs(begins, out);
	word_write(out, word);
	fputc('\n', out);
}

void
snapshot_origin(FILE *out, const struct source_origin *origin)
{
	comment_write(out, SOURCE, origin->name);
	if (origin->time != NULL)
		comment_write(out, TIME, origin->time);
}

void
snapshot_covers(FILE *out, const char *dns, uint64_t attributes)
{
	const char	*before = " ";
	size_t		 i;

	fputs(COVERS, out);
	word_write(out, dns);
	for (i = 0; i < N_ATTRIBUTE; i++) {
		if (!attributes_have(attributes, (enum attribute_id)i))
			continue;
		fprintf(out, "%s%s", before, attribute[i].name);
		before = ",";
	}
	fputc('\n', out);
}

void
snapshot_end(FILE *out, size_t n_entry)
{
	fprintf(out, END "%zu\n", n_entry);
}

/* May it stand as it is (RFC 2849, SAFE-STRING, and no blank at its end)? */
static bool
is_safe(struct span text)
{
	size_t	 i;

	if (text.n > 0 && (strchr(" :<", text.at[0]) != NULL || text.at[text.n - 1] == ' '))
		return false;
	for (i = 0; i < text.n; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return true;
}

/* There are a million entries, and nobody else writes. */
static void
text_write(FILE *out, const char *text, size_t n)
{
	if (n > 0)
		fwrite_unlocked(text, 1, n, out);
}

static void
base64_write(FILE *out, struct span text)
{
	static const char	 digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char		 in[3];
	char			 four[4];
	size_t			 i, n;

	for (i = 0; i < text.n; i += 3) {
		n = text.n - i < 3 ? text.n - i : 3;
		memset(in, 0, sizeof(in));
		memcpy(in, text.at + i, n);
		four[0] = digit[in[0] >> 2];
		four[1] = digit[(in[0] & 3) << 4 | in[1] >> 4];
		four[2] = n > 1 ? digit[(in[1] & 15) << 2 | in[2] >> 6] : '=';
		four[3] = n > 2 ? digit[in[2] & 63] : '=';
		text_write(out, four, sizeof(four));
	}
}

void
line_write(FILE *out, const char *name, struct span text)
{
	text_write(out, name, strlen(name));
	if (is_safe(text)) {
		text_write(out, ": ", 2);
		text_write(out, text.at, text.n);
	} else {
		text_write(out, ":: ", 3);
		base64_write(out, text);
	}
	putc_unlocked('\n', out);
}

void
entry_write(FILE *out, const struct entry *entry)
{
	size_t	 i;

	fputs(entry->replaces ? "\n" REPLACES "\n" : "\n", out);
	line_write(out, "dn", entry->dn);
	for (i = 0; i < entry->n_value; i++)
		line_write(out, attribute[entry->value[i].id].name, entry->value[i].text);
}

/*
 * Reading
 */

static int
hex(char c)
{
	return text_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Up to the next blank; goes past that.  NULL: it is none. */
static char *
word_read(struct pool *pool, struct span *text)
{
	char	*word = pool_alloc(pool, text->n + 1), *to = word;
	size_t	 i;

	for (i = 0; i < text->n && text->at[i] != ' '; i++) {
		if (text->at[i] != '%')
			*to++ = text->at[i];
		else if (text->n - i > 2 && hex(text->at[i + 1]) >= 0 && hex(text->at[i + 2]) >= 0) {
			*to++ = (char)(hex(text->at[i + 1]) * 16 + hex(text->at[i + 2]));
			i += 2;
		} else
			return NULL;
	}
	i += i < text->n;
	text->at += i;
	text->n -= i;
	return to == word ? NULL : word;
}

bool
snapshot_begins(struct span text)
{
	return span_pass(&text, FIRST);
}

bool
snapshot_is_first(struct span comment)
{
	return span_pass(&comment, FIRST) && comment.n == 0;
}

/* "objectClass,objectGUID"; what a later version reads too says nothing here. */
static uint64_t
attributes_read(struct span text)
{
	const char	*comma;
	struct span	 name;
	uint64_t	 bits = 0;
	int		 id;

	while (text.n > 0) {
		comma = memchr(text.at, ',', text.n);
		name = (struct span){ text.at, comma == NULL ? text.n : (size_t)(comma - text.at) };
		if ((id = attribute_find(name)) >= 0)
			bits |= ATTRIBUTE_BIT(id);
		text.at += name.n + (comma != NULL);
		text.n -= name.n + (comma != NULL);
	}
	return bits;
}

static int
take_end(struct snapshot *snapshot, struct span text, struct error *err)
{
	size_t	 n;

	if (!span_count(text, &n) && text.n > 0)
		return error_set(err, "the end of the snapshot cannot be read");
	if (text.n == 0 || n != snapshot->n_entry)
		return error_set(err, "the snapshot has %zu entries, and its end speaks of %.*s",
		    snapshot->n_entry, text.n < 20 ? (int)text.n : 20, text.at);
	snapshot->ended = true;
	snapshot->n_at_end = n;
	return 0;
}

static int
take_word(struct pool *pool, struct span text, const char **word_out, struct error *err)
{
	if ((*word_out = word_read(pool, &text)) == NULL)
		return error_set(err, "the source of the snapshot cannot be read");
	return 0;
}

static int
take_covers(struct pool *pool, const struct sink *sink, struct span text, struct error *err)
{
	char	*dns = word_read(pool, &text);

	if (dns == NULL)
		return error_set(err, "what the snapshot covers cannot be read");
	if (sink->covers != NULL)
		sink->covers(sink->arg, dns, attributes_read(text));
	return 0;
}

int
snapshot_comment(struct snapshot *snapshot, struct pool *pool, const struct sink *sink,
    struct span comment, struct error *err)
{
	if (snapshot->ended)
		return error_set(err, "the snapshot goes on after its end");
	if (span_pass(&comment, SOURCE))
		return take_word(pool, comment, &snapshot->origin.name, err);
	if (span_pass(&comment, TIME))
		return take_word(pool, comment, &snapshot->origin.time, err);
	if (span_pass(&comment, COVERS))
		return take_covers(pool, sink, comment, err);
	if (span_pass(&comment, END))
		return take_end(snapshot, comment, err);
	snapshot->replaces |= comment.n == strlen(REPLACES) && span_pass(&comment, REPLACES);
	return 0;
}

int
snapshot_close(const struct snapshot *snapshot, struct error *err)
{
	if (snapshot->is && !snapshot->ended)
		return error_set(err, "the snapshot has no end, so it is not whole");
	if (snapshot->is && snapshot->n_entry != snapshot->n_at_end)
		return error_set(err, "the snapshot goes on after its end");
	return 0;
}
