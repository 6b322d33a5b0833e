#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/export.h"
#include "ldap/snapshot.h"
#include "tests/heard.h"

/*
 * What is written as a snapshot comes back as it was; what is not whole does
 * not.
 */

struct text {
	const char	*at;
	size_t		 n;
};

static ssize_t
memory_read(void *arg, void *to, size_t n)
{
	struct text	*text = arg;

	if (n > text->n)
		n = text->n;
	memcpy(to, text->at, n);
	text->at += n;
	text->n -= n;
	return (ssize_t)n;
}

static int
read_back(const char *at, size_t n, struct heard *heard, struct error *err)
{
	struct text	 text = { at, n };
	struct input	 input = { memory_read, &text };
	struct sink	 sink = heard_sink(heard);

	heard_init(heard, "x");
	return export_parse(&input, "x", "x", &sink, err);
}

#define SPAN(text)	{ text, sizeof(text) - 1 }

/* Values that LDIF has to encode: blanks, NUL, line breaks, beginnings of its own. */
static const struct value	value[] = {
	{ ATTR_OBJECT_CLASS, SPAN("user") },
	{ ATTR_SAM, SPAN(" blank") },
	{ ATTR_UPN, SPAN("blank ") },
	{ ATTR_SPN, SPAN(":colon") },
	{ ATTR_SPN, SPAN("<less") },
	{ ATTR_SPN, SPAN("# none") },
	{ ATTR_SPN, SPAN("") },
	{ ATTR_SPN, SPAN("a\nb\rc") },
	{ ATTR_OBJECT_GUID, SPAN("\0\1\2\3\xff") },
	{ ATTR_OBJECT_SID, SPAN("a") },
	{ ATTR_OBJECT_SID, SPAN("ab\xc3\xa4") },
};

static void
round_trip(void)
{
	static const struct entry	entry = { SPAN("CN=\xc3\xa4,DC=x"), value,
					    sizeof(value) / sizeof(*value), "x", 0, false };
	static const struct entry	again = { SPAN("CN=b"), value, 1, "x", 0, true };
	struct heard			given, heard;
	struct sink			sink = heard_sink(&given);
	struct error			err = { "" };
	char				*text = NULL;
	size_t				n = 0;
	FILE				*out = open_memstream(&text, &n);

	heard_init(&given, "x");
	OK(sink.add(sink.arg, &entry, &err) == 0, NULL);
	OK(sink.add(sink.arg, &again, &err) == 0, NULL);
	OK(sink.add(sink.arg, &entry, &err) == 0, NULL);
	snapshot_begin(out);
	entry_write(out, &entry);
	entry_write(out, &again);
	entry_write(out, &entry);
	fputc('\n', out);
	snapshot_origin(out, &(struct source_origin){ "dir of\n100%.ldif", "2026" });
	snapshot_covers(out, "x", 1u << ATTR_SAM | 1u << ATTR_SPN);
	snapshot_end(out, 3);
	fclose(out);
	OK(read_back(text, n, &heard, &err) == 0, err.text);
	SAME(heard.text, given.text, "entries");
	SAME(heard.covers, "x ", "covers");
	OK(strstr(text, "\n# source dir%20of%0A100%25.ldif\n# time 2026\n"
	    "# covers x sAMAccountName,servicePrincipalName\n# end 3\n") != NULL, text);
	heard_free(&given);
	heard_free(&heard);
	free(text);
}

/* What is said of a text that is read; NULL: it is taken. */
static const struct {
	const char	*text;
	const char	*expected;
} broken[] = {
	{ "# spnplan snapshot 1\n\ndn: CN=a\n\n# covers x cn\n# end 1\n", NULL },
	{ "# spnplan snapshot 1\n\ndn: CN=a\n", "x: the snapshot has no end, so it is not whole" },
	{ "# spnplan snapshot 1\n\ndn: CN=a\n\n# end 2\n", "x:5: the snapshot has 1 entries, and its end speaks of 2" },
	{ "# spnplan snapshot 1\n# end\n", "x: the snapshot has no end, so it is not whole" },
	{ "# spnplan snapshot 1\n# end x\n", "x:2: the end of the snapshot cannot be read" },
	{ "# spnplan snapshot 1\n# end 0\n# more\n", "x:3: the snapshot goes on after its end" },
	{ "# spnplan snapshot 1\n# end 0\n\ndn: CN=a\n", "x: the snapshot goes on after its end" },
	{ "# spnplan snapshot 1\n# source \n# end 0\n", "x:2: the source of the snapshot cannot be read" },
	{ "# spnplan snapshot 1\n# covers %zz\n# end 0\n", "x:2: what the snapshot covers cannot be read" },
	/* Comments of any other export say nothing. */
	{ "# covers x cn\n# end 7\ndn: CN=a\n", NULL },
	{ "# spnplan snapshot 10\ndn: CN=a\n", NULL },
	{ "dn: CN=a\n\n# spnplan snapshot 10\ndn: CN=b\n", NULL },
	/* What it says is of the whole file, so it stands alone in one. */
	{ "\n# spnplan snapshot 1\n# end 0\n", "x:2: a snapshot begins here: give it a -d of its own" },
	{ "dn: CN=a\n\n# spnplan snap\n shot 1\n# end 0\n", "x:3: a snapshot begins here: give it a -d of its own" },
	{ "# spnplan snapshot 1\n# spnplan snapshot 1\n# end 0\n",
	    "x:2: a snapshot begins here: give it a -d of its own" },
	{ "# spnplan snapshot 1\n# end 0\n# spnplan snapshot 1\n# end 0\n",
	    "x:3: a snapshot begins here: give it a -d of its own" },
};

static void
broken_snapshots(void)
{
	struct heard	 heard;
	size_t		 i;

	for (i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct error	 err = { "" };

		OK((read_back(broken[i].text, strlen(broken[i].text), &heard, &err) != 0) ==
		    (broken[i].expected != NULL), broken[i].text);
		SAME(err.text, broken[i].expected == NULL ? "" : broken[i].expected, broken[i].text);
		heard_free(&heard);
	}
}

/* Cut anywhere, up to the line break at its end, it is no snapshot. */
static void
cut_snapshots(void)
{
	static const char	 text[] = "# spnplan snapshot 1\n\ndn: CN=a\ncn: b\n\n# covers x cn\n# end 1\n";
	struct heard		 heard;
	size_t			 n, wrong = 0;

	for (n = sizeof("# spnplan snapshot 1"); n < sizeof(text) - 2; n++) {
		struct error	 err = { "" };

		wrong += read_back(text, n, &heard, &err) == 0;
		heard_free(&heard);
	}
	SAME_INT((long long)wrong, 0, "cut snapshots taken for whole");
}

void
t_snapshot(void)
{
	test_suite("snapshot");
	test_add("what was written comes back", round_trip);
	test_add("a snapshot that is not whole is an error", broken_snapshots);
	test_add("a snapshot cut anywhere is an error", cut_snapshots);
}
