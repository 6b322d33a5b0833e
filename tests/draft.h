#ifndef TESTS_DRAFT_H
#define TESTS_DRAFT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/descriptor.h"
#include "plans/directory.h"
#include "plans/sid.h"
#include "tests/test.h"

/*
 * Directories from texts, for the suites that need one: inline, because a
 * suite is one file.
 */

enum { VALUES_MOST = 32 };

/*
 * Entries as in LDIF: "dn: ...", then "attribute: value", a blank line
 * between them.  An objectGUID is its 16 bytes; an objectSid is the text of
 * it, "@7" stands for S-1-5-7, and "@" for bytes that are no SID.  "@S-1-..."
 * is a security descriptor for whom it names, one in each entry.  In place of
 * "dn", "replaces" is that of an entry that does.
 */
struct draft {
	struct entry	 entry;
	struct value	 value[VALUES_MOST];
	unsigned char	 sid[68];
	unsigned char	 descriptor[256];
};

/* Everything is allowed to one. */
static inline struct span
draft_descriptor(struct draft *draft, struct span text)
{
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct ace		 ace = { .kind = ACE_ALLOW, .mask = RIGHT_FULL_CONTROL };
	struct descriptor	 descriptor = { .ace = &ace, .n_ace = 1 };
	struct span		 bytes;

	ace.sid = pool_ncopy(&pool, text.at + 1, text.n - 1);
	if (descriptor_write(&pool, &descriptor, &bytes, &err) != 0)
		abort();
	memcpy(draft->descriptor, bytes.at, bytes.n);
	pool_free(&pool);
	return (struct span){ (const char *)draft->descriptor, bytes.n };
}

static inline struct span
draft_sid(struct draft *draft, struct span text)
{
	struct pool	 pool = { 0 };
	struct span	 sid = sid_bytes(&pool, pool_ncopy(&pool, text.at, text.n));

	if (text.at[0] != '@') {
		memcpy(draft->sid, sid.at, sid.n);
		text.n = sid.n;
	} else {
		memcpy(draft->sid, "\1\1\0\0\0\0\0\5", 8);
		draft->sid[8] = text.n < 2 ? 0 : (unsigned char)(text.at[1] - '0');
		text.n = text.n < 2 ? 11 : 12;
	}
	pool_free(&pool);
	text.at = (const char *)draft->sid;
	return text;
}

static inline void
draft_value(struct draft *draft, struct span name, struct span text)
{
	struct value	*value = &draft->value[draft->entry.n_value];
	int		 id = attribute_find(name);

	if (span_is(name, "dn") || span_is(name, "replaces")) {
		draft->entry.dn = text;
		draft->entry.replaces = span_is(name, "replaces");
		return;
	}
	if (id < 0 || draft->entry.n_value == VALUES_MOST) {
		fprintf(stderr, "no attribute '%.*s'\n",
		    (int)name.n, name.at);
		abort();
	}
	if (id == ATTR_OBJECT_SID)
		text = draft_sid(draft, text);
	else if (attribute[id].as == AS_BYTES && text.n > 2 && memcmp(text.at, "@S-", 3) == 0)
		text = draft_descriptor(draft, text);
	value->id = (enum attribute_id)id;
	value->text = text;
	draft->entry.n_value++;
}

/* Reads one entry from TEXT on and returns where the next begins. */
static inline const char *
draft_read(struct draft *draft, const char *text, const char *source,
    size_t *line)
{
	struct span	 name, value;

	memset(draft, 0, sizeof(*draft));
	draft->entry.source = source;
	draft->entry.line = *line;
	draft->entry.value = draft->value;
	while (*text != '\0' && *text != '\n') {
		name.at = text;
		name.n = strcspn(text, ":");
		value.at = name.at + name.n + 2;
		value.n = strcspn(value.at, "\n");
		draft_value(draft, name, value);
		text = value.at + value.n;
		text += *text == '\n';
		(*line)++;
	}
	(*line)++;
	return *text == '\n' ? text + 1 : text;
}

static inline int
add_text(struct directory *directory, const char *source, const char *text,
    struct error *err)
{
	struct draft	 draft;
	size_t		 line = 1;

	while (*text != '\0') {
		text = draft_read(&draft, text, source, &line);
		if (directory_add(directory, &draft.entry, err) == -1)
			return -1;
	}
	return 0;
}

/* A closed directory of one source, or of two. */
static inline bool
directory_of(struct directory *directory, const char *text, const char *more)
{
	struct error	 err = { "" };

	memset(directory, 0, sizeof(*directory));
	/* Not 0, with which other keys would agree. */
	directory->seed = 20261121;
	if (add_text(directory, "a.ldif", text, &err) == -1 ||
	    (more != NULL &&
	    add_text(directory, "b.ldif", more, &err) == -1))
		return OK(false, err.text);
	return SAME_INT(directory_close(directory, &err), 0, err.text);
}

static inline size_t
n_accounts(const struct directory *directory)
{
	size_t	 n;

	directory_accounts(directory, &n);
	return n;
}

static inline const struct account *
account_at(const struct directory *directory, size_t i)
{
	size_t	 n;

	return directory_accounts(directory, &n)[i];
}

static inline const char *
or_none(const char *text)
{
	return text == NULL ? "-" : text;
}

static inline void
dump_account(FILE *out, const struct account *account)
{
	size_t	 i;

	fprintf(out, "%s | %s | %s | %s | ", account->dn,
	    account->domain == NULL ? "-" : account->domain->dns,
	    or_none(account->sam), account_kind[account->kind].word);
	if (account->has_uac)
		fprintf(out, "%lx", (unsigned long)account->uac);
	fprintf(out, " | %s | %s | %s | %s | %s:%zu\n", or_none(account->sid),
	    or_none(account->dns_name), or_none(account->upn),
	    or_none(account->os), account->source, account->line);
	for (i = 0; i < account->n_other_dns_name; i++)
		fprintf(out, "\t%s\n", account->other_dns_name[i]);
	for (i = 0; i < account->n_spn; i++)
		fprintf(out, "\t%s\n", account->spn[i]);
}

/* What else an account has, each on a line of its own, as far as it has it. */
static inline void
dump_more(FILE *out, const struct account *account)
{
	const struct account_more	*more = account->more;
	const struct {
		const char	*name;
		long long	 number;
		bool		 is;
	} number[] = {
		{ "created", account->created, account->created != 0 },
		{ "expires", account->expires, account->expires != 0 },
		{ "last_logon", account->last_logon, account->last_logon != 0 },
		{ "pwd_last_set", account->pwd_last_set, account->has_pwd_last_set },
		{ "etypes", account->etypes, account->has_etypes },
		{ "uac_computed", account->uac_computed, account->has_uac_computed },
		{ "primary_group", account->primary_group, account->primary_group != 0 },
		{ "key_version", account->key_version, account->key_version != 0 },
		{ "lockout", more->lockout, more->lockout != 0 },
		{ "admin_count", more->admin_count, more->admin_count != 0 },
		{ "superseded_state", more->superseded_state, more->superseded_state != 0 },
	};
	size_t	 i;

	for (i = 0; i < sizeof(number) / sizeof(*number); i++)
		if (number[i].is)
			fprintf(out, "%s %lld\n", number[i].name, number[i].number);
	for (i = 0; i < more->n_delegates_to; i++)
		fprintf(out, "delegates_to %s\n", more->delegates_to[i]);
	if (more->acts_for.at != NULL)
		fprintf(out, "acts_for %.*s\n", (int)more->acts_for.n, more->acts_for.at);
	if (more->password_readers.at != NULL)
		fprintf(out, "password_readers %.*s\n", (int)more->password_readers.n, more->password_readers.at);
	if (more->superseded_by != NULL)
		fprintf(out, "superseded_by %s\n", more->superseded_by);
	if (more->preceded_by != NULL)
		fprintf(out, "preceded_by %s\n", more->preceded_by);
}

#endif
