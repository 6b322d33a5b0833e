#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "krb/decode.h"
#include "krb/format.h"
#include "krb/library.h"
#include "plans/list.h"
#include "plans/value.h"

/* One key of the keytab, and what it is to the ticket. */
struct key {
	const char	*name;		/* "HTTP/portal.corp.example@CORP.EXAMPLE" */
	long		 kvno;
	int		 etype;
	bool		 decrypts;
};

/* A ticket, and a keytab. */
struct trial {
	struct pool		*pool;
	krb5_context		 context;
	const struct token	*token;
	const char		*name;		/* whose the ticket is for */
	krb5_enc_data		 cipher;	/* of the ticket, */
	krb5_data		 plain;		/* and room for what comes of it */

	struct key		*key;
	size_t			 n_key;
};

/* What comes out proves the key, by its checksum, and is not looked at. */
static bool
decrypts(struct trial *trial, const krb5_keyblock *key)
{
	enum { USAGE_TICKET = 2 };	/* RFC 4120 7.5.1 */
	const unsigned	 size = trial->cipher.ciphertext.length;
	krb5_error_code	 code;

	if (key->enctype != trial->cipher.enctype)
		return false;
	trial->plain.length = size;
	code = krb5_c_decrypt(trial->context, key, USAGE_TICKET, NULL, &trial->cipher, &trial->plain);
	explicit_bzero(trial->plain.data, size);
	return code == 0;
}

static krb5_error_code
key_add(struct trial *trial, const krb5_keytab_entry *entry)
{
	struct key	 key = { .kvno = (long)entry->vno, .etype = entry->key.enctype };
	char		*name;
	krb5_error_code	 code;

	code = krb5_unparse_name_flags(trial->context, entry->principal, KRB5_PRINCIPAL_UNPARSE_DISPLAY, &name);
	if (code != 0)
		return code;
	key.name = value_text(trial->pool, span_of(name));
	krb5_free_unparsed_name(trial->context, name);
	key.decrypts = decrypts(trial, &entry->key);
	trial->key = pool_more(trial->pool, trial->key, trial->n_key, sizeof(key));
	trial->key[trial->n_key++] = key;
	return 0;
}

static krb5_error_code
keytab_read(struct trial *trial, krb5_keytab keytab)
{
	krb5_keytab_entry	 entry;
	krb5_kt_cursor		 cursor;
	krb5_error_code		 code;

	if ((code = krb5_kt_start_seq_get(trial->context, keytab, &cursor)) != 0)
		return code;
	while (code == 0 && (code = krb5_kt_next_entry(trial->context, keytab, &entry, &cursor)) == 0) {
		code = key_add(trial, &entry);
		krb5_free_keytab_entry_contents(trial->context, &entry);
	}
	krb5_kt_end_seq_get(trial->context, keytab, &cursor);
	return code == KRB5_KT_END ? 0 : code;
}

/*
 * Why no key does
 */

enum { NAMED = 1, OF_ETYPE = 2, OF_KVNO = 4 };

/* Some keytabs keep eight bits of the version only. */
static bool
same_kvno(const struct trial *trial, const struct key *key)
{
	return key->kvno == trial->token->kvno || key->kvno == (trial->token->kvno & 0xff);
}

static unsigned
traits(const struct trial *trial, const struct key *key)
{
	return (strcmp(key->name, trial->name) == 0 ? NAMED : 0) |
	    (key->etype == trial->token->etype ? OF_ETYPE : 0) |
	    (trial->token->kvno == -1 || same_kvno(trial, key) ? OF_KVNO : 0);
}

static bool
any(const struct trial *trial, unsigned wanted)
{
	for (size_t i = 0; i < trial->n_key; i++) {
		if ((traits(trial, &trial->key[i]) & wanted) == wanted)
			return true;
	}
	return false;
}

static const char *
name_of(struct pool *pool, const struct key *key)
{
	(void)pool;
	return key->name;
}

static const char *
kvno_of(struct pool *pool, const struct key *key)
{
	return pool_printf(pool, "%ld", key->kvno);
}

static const char *
etype_of(struct pool *pool, const struct key *key)
{
	return pool_printf(pool, "%d", key->etype);
}

/* What the keys with those traits have, each once. */
static const char *
listed(const struct trial *trial, unsigned wanted, const char *(*of)(struct pool *, const struct key *))
{
	const char	**text = pool_alloc(trial->pool, trial->n_key * sizeof(*text));
	struct list	  list = { .most = 4 };
	size_t		  i, n = 0;

	for (i = 0; i < trial->n_key; i++) {
		if ((traits(trial, &trial->key[i]) & wanted) == wanted)
			text[n++] = of(trial->pool, &trial->key[i]);
	}
	qsort(text, n, sizeof(*text), text_order);
	for (i = 0; i < n; i++) {
		if (i == 0 || strcmp(text[i - 1], text[i]) != 0)
			list_add(trial->pool, &list, text[i]);
	}
	return list_text(trial->pool, &list);
}

/* Has it the name, but for capitals? */
static bool
named_alike(const struct trial *trial)
{
	for (size_t i = 0; i < trial->n_key; i++) {
		if (text_same(trial->key[i].name, trial->name))
			return true;
	}
	return false;
}

/* Of the keys with the ticket's name; where there are none, of all: whoever
 * holds the name may have keys of another. */
static const char *
why_not(const struct trial *trial)
{
	struct pool		*pool = trial->pool;
	const struct token	*token = trial->token;
	const unsigned		 of = any(trial, NAMED) ? NAMED : 0;
	const char		*who;

	if (trial->n_key == 0)
		return "the keytab has no keys";
	if (of == NAMED)
		who = pool_printf(pool, "the keytab's keys of %s", trial->name);
	else
		who = pool_printf(pool, "the keytab has no key of %s%s, and its keys of %s", trial->name,
		    named_alike(trial) ? ", of which capitals are a part" : "", listed(trial, 0, name_of));
	if (!any(trial, of | OF_ETYPE))
		return pool_printf(pool, "%s are of etype %s, the ticket is of etype %d", who,
		    listed(trial, of, etype_of), token->etype);
	if (!any(trial, of | OF_ETYPE | OF_KVNO))
		return pool_printf(pool, "%s with etype %d are of kvno %s, the ticket is of kvno %ld", who, token->etype,
		    listed(trial, of | OF_ETYPE, kvno_of), token->kvno);
	return pool_printf(pool, "%s with etype %d and kvno %s do not decrypt the ticket: they are made of another "
	    "password, or salt", who, token->etype, listed(trial, of | OF_ETYPE | OF_KVNO, kvno_of));
}

/* A key of the ticket's own name counts before others. */
static const char *
key_found(const struct trial *trial)
{
	const char	*found = NULL;

	for (size_t i = 0; i < trial->n_key; i++) {
		if (trial->key[i].decrypts && (found == NULL || (traits(trial, &trial->key[i]) & NAMED) != 0))
			found = trial->key[i].name;
	}
	return found;
}

static int
keytab_try(struct trial *trial, const char *path, struct error *err)
{
	krb5_keytab	 keytab = NULL;
	krb5_error_code	 code;

	if (library_context(&trial->context, err) != 0)
		return -1;
	if ((code = krb5_kt_resolve(trial->context, path, &keytab)) == 0)
		code = keytab_read(trial, keytab);
	if (code != 0)
		library_fault(trial->context, code, path, err);
	if (keytab != NULL)
		krb5_kt_close(trial->context, keytab);
	krb5_free_context(trial->context);
	return code == 0 ? 0 : -1;
}

int
token_try_keys(struct pool *pool, struct span bytes, const char *keytab, struct seen_token *seen, struct error *err)
{
	struct sealed		 sealed = { .session = false };
	const struct reading	 reading = { .pool = pool, .sealed = &sealed };
	struct trial		 trial = { .pool = pool, .token = token_inmost(token_read(&reading, bytes)) };

	seen->key = seen->key_failed = NULL;
	if (trial.token->kind != TOKEN_AP_REQ)
		seen->key_failed = "it holds no ticket";
	else if (sealed.cipher.n == 0 || trial.token->spn == NULL || trial.token->realm == NULL)
		seen->key_failed = "the ticket is cut";
	else if (sealed.session)
		seen->key_failed = "the ticket is for user to user: the key of a session decrypts it, which no keytab has";
	if (seen->key_failed != NULL)
		return 0;
	trial.name = pool_printf(pool, "%s@%s", trial.token->spn, trial.token->realm);
	trial.cipher.enctype = trial.token->etype;
	trial.cipher.ciphertext.length = (unsigned)sealed.cipher.n;
	trial.cipher.ciphertext.data = pool_ncopy(pool, sealed.cipher.at, sealed.cipher.n);
	trial.plain.data = pool_alloc(pool, sealed.cipher.n);
	if (keytab_try(&trial, keytab, err) == -1)
		return -1;
	seen->key = key_found(&trial);
	if (seen->key == NULL)
		seen->key_failed = why_not(&trial);
	return 0;
}
