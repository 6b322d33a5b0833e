#include "tests/test.h"

#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "krb/decode.h"
#include "tests/tokens.h"

#define KEYTAB	"MEMORY:t_token_keys"
#define OTHER	"HTTP/other.corp.example@CORP.EXAMPLE"
#define PORTAL	"HTTP/portal.corp.example@CORP.EXAMPLE"

enum { AES256 = 18, AES128 = 17, RC4 = 23, KEYS_MOST = 8 };

struct key {
	const char	*name;
	int		 etype;
	unsigned	 kvno;
	const char	*password;
};

struct row {
	const char	*title;
	struct key	 sealed;		/* with which the ticket is made; kvno 0: it does not say */
	struct key	 keytab[KEYS_MOST];	/* the last has no name */
	const char	*key;
	const char	*failed;
};

static const struct row rows[] = {
	/* The key is there: alone, among others, of every encryption type. */
	{ "one key", { PORTAL, AES256, 5, "secret" }, { { PORTAL, AES256, 5, "secret" } }, PORTAL, NULL },
	{ "AES128", { PORTAL, AES128, 5, "secret" }, { { PORTAL, AES128, 5, "secret" } }, PORTAL, NULL },
	{ "RC4", { PORTAL, RC4, 5, "secret" }, { { PORTAL, RC4, 5, "secret" } }, PORTAL, NULL },
	{ "no kvno", { PORTAL, AES256, 0, "secret" }, { { PORTAL, AES256, 5, "secret" } }, PORTAL, NULL },
	{ "after a change", { PORTAL, AES256, 4, "old" },
	    { { PORTAL, AES256, 5, "new" }, { PORTAL, AES256, 4, "old" } }, PORTAL, NULL },

	/* A key decrypts whatever its version is, and whoever it is of; that of
	 * the ticket's own name counts first. */
	{ "kvno of another domain controller", { PORTAL, AES256, 5, "secret" }, { { PORTAL, AES256, 1, "secret" } },
	    PORTAL, NULL },
	{ "key of another name", { PORTAL, AES256, 5, "secret" }, { { OTHER, AES256, 5, "secret" } }, OTHER, NULL },
	{ "keys of two names", { PORTAL, AES256, 5, "secret" },
	    { { OTHER, AES256, 5, "secret" }, { PORTAL, AES256, 5, "secret" }, { OTHER, AES256, 5, "secret" } },
	    PORTAL, NULL },

	/* None: why, from the coarsest on. */
	{ "no key at all", { PORTAL, AES256, 5, "secret" }, { { NULL } }, NULL, "the keytab has no keys" },
	{ "another etype", { PORTAL, RC4, 5, "secret" },
	    { { PORTAL, AES256, 5, "secret" }, { PORTAL, AES128, 5, "secret" }, { OTHER, RC4, 5, "x" } }, NULL,
	    "the keytab's keys of " PORTAL " are of etype 17, 18, the ticket is of etype 23" },
	{ "another kvno", { PORTAL, AES256, 5, "new" },
	    { { PORTAL, AES256, 3, "x" }, { PORTAL, AES256, 4, "y" }, { PORTAL, AES128, 5, "new" } }, NULL,
	    "the keytab's keys of " PORTAL " with etype 18 are of kvno 3, 4, the ticket is of kvno 5" },
	{ "another password", { PORTAL, AES256, 5, "secret" }, { { PORTAL, AES256, 5, "Secret" } }, NULL,
	    "the keytab's keys of " PORTAL " with etype 18 and kvno 5 do not decrypt the ticket: "
	    "they are made of another password, or salt" },
	{ "eight bits of the kvno", { PORTAL, AES256, 261, "secret" }, { { PORTAL, AES256, 5, "Secret" } }, NULL,
	    "the keytab's keys of " PORTAL " with etype 18 and kvno 5 do not decrypt the ticket: "
	    "they are made of another password, or salt" },
	{ "no kvno, another password", { PORTAL, AES256, 0, "secret" },
	    { { PORTAL, AES256, 5, "x" }, { PORTAL, AES256, 4, "y" } }, NULL,
	    "the keytab's keys of " PORTAL " with etype 18 and kvno 4, 5 do not decrypt the ticket: "
	    "they are made of another password, or salt" },

	/* Keys of others alone: the same of those, which are named. */
	{ "another name", { PORTAL, AES256, 5, "secret" },
	    { { OTHER, AES256, 5, "x" }, { OTHER, AES128, 5, "x" }, { "svc-web@CORP.EXAMPLE", AES256, 4, "x" } }, NULL,
	    "the keytab has no key of " PORTAL ", and its keys of " OTHER ", svc-web@CORP.EXAMPLE with etype 18 and "
	    "kvno 5 do not decrypt the ticket: they are made of another password, or salt" },
	{ "another name and kvno", { PORTAL, AES256, 5, "secret" }, { { "svc-web@CORP.EXAMPLE", AES256, 4, "x" } }, NULL,
	    "the keytab has no key of " PORTAL ", and its keys of svc-web@CORP.EXAMPLE with etype 18 are of kvno 4, "
	    "the ticket is of kvno 5" },
	{ "capitals, and another etype", { PORTAL, AES256, 5, "secret" },
	    { { "HTTP/Portal.corp.example@CORP.EXAMPLE", RC4, 5, "x" } }, NULL,
	    "the keytab has no key of " PORTAL ", of which capitals are a part, and its keys of "
	    "HTTP/Portal.corp.example@CORP.EXAMPLE are of etype 23, the ticket is of etype 18" },
	{ "many names", { PORTAL, RC4, 5, "secret" },
	    { { "a@X", AES256, 1, "x" }, { "b@X", AES256, 1, "x" }, { "c@X", AES256, 1, "x" }, { "d@X", AES256, 1, "x" },
	    { "e@X", AES256, 1, "x" }, { "f@X", AES256, 1, "x" } }, NULL,
	    "the keytab has no key of " PORTAL ", and its keys of a@X, b@X, c@X, d@X and 2 more are of etype 18, "
	    "the ticket is of etype 23" },
};

static void
must(krb5_error_code code)
{
	if (code != 0)
		abort();
}

static void
make_key(krb5_context context, const struct key *key, krb5_keyblock *made)
{
	char		 password[32], salt[] = "CORP.EXAMPLEsvc-web";
	krb5_data	 secret = { .data = password }, with = { .data = salt, .length = sizeof(salt) - 1 };

	secret.length = (unsigned)snprintf(password, sizeof(password), "%s", key->password);
	must(krb5_c_string_to_key(context, key->etype, &secret, &with, made));
}

static void
keytab_add(krb5_context context, krb5_keytab keytab, const struct key *key)
{
	krb5_keytab_entry	 entry = { .vno = key->kvno };

	must(krb5_parse_name(context, key->name, &entry.principal));
	make_key(context, key, &entry.key);
	must(krb5_kt_add_entry(context, keytab, &entry));
	krb5_free_keytab_entry_contents(context, &entry);
}

static char *
hex(struct pool *pool, const char *bytes, size_t n)
{
	char	*text = pool_alloc(pool, 2 * n + 1);

	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", (unsigned)(unsigned char)bytes[i]);
	return text;
}

/* As the KDC does; what is in it does not matter. */
static char *
cipher(struct pool *pool, krb5_context context, const struct key *key)
{
	char		 inside[] = "the encrypted part of a ticket";
	krb5_data	 plain = { .data = inside, .length = sizeof(inside) };
	krb5_enc_data	 sealed = { .enctype = key->etype };
	krb5_keyblock	 block;
	size_t		 n;

	make_key(context, key, &block);
	must(krb5_c_encrypt_length(context, key->etype, plain.length, &n));
	sealed.ciphertext.data = pool_alloc(pool, n);
	sealed.ciphertext.length = (unsigned)n;
	must(krb5_c_encrypt(context, &block, 2, NULL, &plain, &sealed));
	krb5_free_keyblock_contents(context, &block);
	return hex(pool, sealed.ciphertext.data, n);
}

static struct span
token_for(struct pool *pool, krb5_context context, const struct key *key, const char *options)
{
	char	*kvno = key->kvno == 0 ? pool_copy(pool, "") : pool_printf(pool, KVNO("%04x"), key->kvno);
	char	*text = pool_printf(pool, INIT(KRB5 NTLM, "a2{04{60{" KRB5 "0100"
		    AP_REQ("%s", TICKET(HTTP_PORTAL, SEALED_AS("%02x", "%s", "%s"))) "}}}"),
		    options, (unsigned)key->etype, kvno, cipher(pool, context, key));

	return notation(pool, text);
}

static void
keys(void)
{
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	struct seen_token	 seen = { .token = NULL };
	krb5_context		 context;
	krb5_keytab		 keytab;

	must(krb5_init_context(&context));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		/* It lasts while it is open. */
		must(krb5_kt_resolve(context, KEYTAB, &keytab));
		for (const struct key *key = rows[i].keytab; key->name != NULL; key++)
			keytab_add(context, keytab, key);
		OK(token_try_keys(&pool, token_for(&pool, context, &rows[i].sealed, "20000000"), KEYTAB, &seen, &err) == 0,
		    rows[i].title);
		SAME(seen.key, rows[i].key, rows[i].title);
		SAME(seen.key_failed, rows[i].failed, rows[i].title);
		must(krb5_kt_close(context, keytab));
	}
	krb5_free_context(context);
	pool_free(&pool);
}

/* What no key can be tried on. */
static void
no_ticket(void)
{
	static const struct key	 key = { PORTAL, AES256, 5, "secret" };
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	struct seen_token	 seen = { .token = NULL };
	struct span		 bytes;
	krb5_context		 context;

	must(krb5_init_context(&context));
	OK(token_try_keys(&pool, notation(&pool, NTLM_1 "07020000"), KEYTAB, &seen, &err) == 0, NULL);
	SAME(seen.key_failed, "it holds no ticket", NULL);
	bytes = token_for(&pool, context, &key, "60000000");
	OK(token_try_keys(&pool, bytes, KEYTAB, &seen, &err) == 0, NULL);
	SAME(seen.key_failed, "the ticket is for user to user: the key of a session decrypts it, which no keytab has",
	    NULL);
	bytes.n = 200;
	OK(token_try_keys(&pool, bytes, KEYTAB, &seen, &err) == 0, NULL);
	SAME(seen.key_failed, "the ticket is cut", NULL);
	bytes = token_for(&pool, context, &key, "20000000");
	OK(token_try_keys(&pool, bytes, "FILE:/nowhere/keytab", &seen, &err) == -1, NULL);
	SAME(err.text, "FILE:/nowhere/keytab: Key table file '/nowhere/keytab' not found", NULL);
	SAME(seen.key, NULL, NULL);
	krb5_free_context(context);
	pool_free(&pool);
}

/* Shorter than any checksum: there is nothing to be decrypted. */
static void
short_tickets(void)
{
	static const struct key	 key[] = {
		{ PORTAL, AES256, 5, "x" }, { PORTAL, AES128, 5, "x" }, { PORTAL, RC4, 5, "x" }
	};
	struct error		 err = { "" };
	struct pool		 pool = { 0 };
	struct seen_token	 seen = { .token = NULL };
	krb5_context		 context;
	krb5_keytab		 keytab;
	char			*text;

	must(krb5_init_context(&context));
	must(krb5_kt_resolve(context, KEYTAB, &keytab));
	for (size_t i = 0; i < sizeof(key) / sizeof(*key); i++)
		keytab_add(context, keytab, &key[i]);
	for (size_t i = 0; i < sizeof(key) / sizeof(*key); i++) {
		for (unsigned n = 1; n < 40; n++) {
			text = pool_printf(&pool, AP_REQ("00000000", TICKET(HTTP_PORTAL, SEALED_AS("%02x", "", "%0*d"))),
			    (unsigned)key[i].etype, (int)(2 * n), 0);
			OK(token_try_keys(&pool, notation(&pool, text), KEYTAB, &seen, &err) == 0, text);
			OK(seen.key == NULL && seen.key_failed != NULL, text);
		}
	}
	must(krb5_kt_close(context, keytab));
	krb5_free_context(context);
	pool_free(&pool);
}

void
t_token_keys(void)
{
	test_suite("token_keys");
	test_add("which key decrypts a ticket, or why none does", keys);
	test_add("what has no ticket to be decrypted", no_ticket);
	test_add("tickets too short for any key", short_tickets);
}
