#include "krb/session.h"

#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "plans/printable.h"
#include "plans/spn.h"
#include "plans/text.h"

/* Codes of a KRB-ERROR (RFC 4120 7.5.9).  The library asks again over TCP what
 * is too big for UDP. */
enum { NAME_UNKNOWN = 7, TOO_BIG = 52, GENERIC = 60, CODE_MOST = 127 };

/* A ticket of this session. */
struct got {
	const char	*spn;
	const char	*principal;	/* as it was asked for, with its realm */
};

struct session {
	struct pool	 pool;
	krb5_context	 context;
	krb5_ccache	 user;		/* the user's own; never written to */
	krb5_ccache	 own;		/* in memory */
	char		*own_name;
	krb5_principal	 client;
	const char	*client_text;
	const char	*no_tgt;	/* why there is none */
	const char	*no_kdc;	/* why none was reached */
	struct got	*got;
	size_t		 n_got;
	size_t		 n_reply;	/* of KDCs, to the ticket that is asked for, */
	int		 code;		/* and the error that says most among them */
};

static const char *
words(struct pool *pool, krb5_context context, krb5_error_code code)
{
	const char	*text = krb5_get_error_message(context, code), *copy;

	copy = printable(pool, text);
	krb5_free_error_message(context, text);
	return copy;
}

/* Ours for the rest of the session. */
static const char *
principal_text(struct pool *pool, krb5_context context, krb5_const_principal principal, int flags)
{
	const char	*copy = NULL;
	char		*text;

	if (krb5_unparse_name_flags(context, principal, flags, &text) == 0) {
		copy = pool_copy(pool, text);
		krb5_free_unparsed_name(context, text);
	}
	return copy;
}

/*
 * The user's cache
 */

/* Seconds since 1970 go past 2038 without a sign. */
static bool
is_over(krb5_context context, const krb5_creds *creds)
{
	krb5_timestamp	 now;

	return krb5_timeofday(context, &now) == 0 && (uint32_t)creds->times.endtime <= (uint32_t)now;
}

/* Of the user's own realm, one that is still good where there are several. */
static krb5_error_code
tgt_find(struct session *session, krb5_creds *tgt)
{
	krb5_context	 context = session->context;
	const krb5_data	*realm = krb5_princ_realm(context, session->client);
	krb5_creds	 wanted = { .client = session->client };
	krb5_error_code	 code;

	code = krb5_build_principal_ext(context, &wanted.server, realm->length, realm->data,
	    KRB5_TGS_NAME_SIZE, KRB5_TGS_NAME, realm->length, realm->data, 0);
	if (code == 0)
		code = krb5_timeofday(context, &wanted.times.endtime);
	if (code == 0)
		code = krb5_cc_retrieve_cred(context, session->user, KRB5_TC_MATCH_TIMES, &wanted, tgt);
	if (code == KRB5_CC_NOTFOUND)
		code = krb5_cc_retrieve_cred(context, session->user, 0, &wanted, tgt);
	krb5_free_principal(context, wanted.server);
	return code;
}

static krb5_error_code
own_fill(struct session *session, krb5_creds *tgt)
{
	krb5_error_code	 code;

	if ((code = krb5_cc_new_unique(session->context, "MEMORY", NULL, &session->own)) != 0 ||
	    (code = krb5_cc_initialize(session->context, session->own, session->client)) != 0 ||
	    (code = krb5_cc_store_cred(session->context, session->own, tgt)) != 0)
		return code;
	return krb5_cc_get_full_name(session->context, session->own, &session->own_name);
}

static krb5_error_code
tgt_take(struct session *session)
{
	krb5_context	 context = session->context;
	krb5_creds	 tgt = { 0 };
	krb5_error_code	 code;

	if ((code = krb5_cc_default(context, &session->user)) != 0 ||
	    (code = krb5_cc_get_principal(context, session->user, &session->client)) != 0 ||
	    (code = tgt_find(session, &tgt)) != 0)
		return code;
	code = is_over(context, &tgt) ? KRB5KRB_AP_ERR_TKT_EXPIRED : own_fill(session, &tgt);
	krb5_free_cred_contents(context, &tgt);
	if (code == 0)
		session->client_text = principal_text(&session->pool, context, session->client, 0);
	return code;
}

struct session *
session_open(struct error *err)
{
	struct pool	 pool = { 0 };
	struct session	*session = pool_alloc(&pool, sizeof(*session));
	krb5_error_code	 code;

	session->pool = pool;
	if ((code = krb5_init_context(&session->context)) != 0) {
		error_set(err, "Kerberos cannot be set up here (%s): see krb5.conf",
		    words(&session->pool, NULL, code));
		pool = session->pool;
		pool_free(&pool);
		return NULL;
	}
	if ((code = tgt_take(session)) != 0)
		session->no_tgt = words(&session->pool, session->context, code);
	return session;
}

const char *
session_client(const struct session *session)
{
	return session->client_text;
}

void
session_close(struct session *session)
{
	struct pool	 pool = session->pool;
	krb5_context	 context = session->context;

	krb5_free_string(context, session->own_name);
	krb5_free_principal(context, session->client);
	if (session->own != NULL)
		krb5_cc_destroy(context, session->own);
	if (session->user != NULL)
		krb5_cc_close(context, session->user);
	krb5_free_context(context);
	pool_free(&pool);
}

/*
 * Tickets
 */

/* "class/host" or "class/host:port", in the realm that krb5.conf gives the host,
 * else in the one that the KDCs refer to. */
static krb5_error_code
server_build(krb5_context context, struct pool *pool, const char *text, krb5_principal *server)
{
	char		**realm = NULL;
	struct spn	 spn;
	krb5_error_code	 code;

	spn_parse(&spn, span_of(text));
	code = krb5_parse_name_flags(context, text, KRB5_PRINCIPAL_PARSE_NO_REALM, server);
	if (code != 0)
		return code;
	(*server)->type = KRB5_NT_SRV_HST;
	code = krb5_get_host_realm(context, pool_ncopy(pool, spn.host.at, spn.host.n), &realm);
	if (code == 0)
		code = krb5_set_principal_realm(context, *server, realm[0]);
	krb5_free_host_realm(context, realm);
	return code;
}

/* Each answer of a KDC passes here, and is left as it is.  Where the home realm
 * does not know a name the library goes on to guess. */
static krb5_error_code
reply_note(krb5_context context, void *arg, krb5_error_code code, const krb5_data *realm,
    const krb5_data *message, const krb5_data *reply, krb5_data **new_reply_out)
{
	struct session	*session = arg;
	krb5_error	*error;

	(void)realm;
	(void)message;
	*new_reply_out = NULL;
	if (code != 0)
		return code;
	session->n_reply++;
	if (krb5_rd_error(context, reply, &error) != 0)
		return 0;
	if (error->error != TOO_BIG && (session->code == 0 || session->code == NAME_UNKNOWN))
		session->code = error->error <= CODE_MOST ? (int)error->error : GENERIC;
	krb5_free_error(context, error);
	return 0;
}

static const char *
data_text(struct pool *pool, const krb5_data *data)
{
	return printable(pool, pool_ncopy(pool, data->data, data->length));
}

/* The account's key, 0 and -1 where the ticket cannot be read. */
static void
key_read(krb5_context context, const krb5_creds *creds, int *etype, long *kvno)
{
	krb5_ticket	*ticket;

	*etype = 0;
	*kvno = -1;
	if (krb5_decode_ticket(&creds->ticket, &ticket) != 0)
		return;
	*etype = ticket->enc_part.enctype;
	if (ticket->enc_part.kvno != 0)
		*kvno = (long)ticket->enc_part.kvno;
	krb5_free_ticket(context, ticket);
}

static void
names_read(krb5_context context, struct pool *pool, const krb5_creds *creds, struct seen_ticket *seen)
{
	krb5_ticket	*ticket;

	if (krb5_decode_ticket(&creds->ticket, &ticket) != 0)
		return;
	seen->realm = data_text(pool, &ticket->server->realm);
	seen->server = principal_text(pool, context, ticket->server,
	    KRB5_PRINCIPAL_UNPARSE_NO_REALM | KRB5_PRINCIPAL_UNPARSE_DISPLAY);
	if (seen->server != NULL)
		seen->server = printable(pool, seen->server);
	krb5_free_ticket(context, ticket);
}

/* What a client would send to any server with it. */
static size_t
token_size(struct session *session, const char *spn)
{
	struct pool		 scratch = { 0 };
	struct error		 err = { "" };
	struct handshake	*handshake = session_greet(session, &scratch, spn, &err);
	struct span		 token = { NULL, 0 };

	if (handshake != NULL)
		handshake_step(handshake, &scratch, token, &token, &err);
	handshake_end(handshake);
	pool_free(&scratch);
	return token.n;
}

static krb5_error_code
ticket_get(struct session *session, struct pool *pool, const char *spn, struct seen_ticket *seen)
{
	krb5_context	 context = session->context;
	krb5_creds	 wanted = { .client = session->client }, *creds = NULL;
	struct got	 got = { .spn = pool_copy(&session->pool, spn) };
	krb5_error_code	 code;

	session->n_reply = 0;
	session->code = 0;
	code = server_build(context, pool, spn, &wanted.server);
	if (code == 0) {
		krb5_set_kdc_recv_hook(context, reply_note, session);
		code = krb5_get_credentials(context, 0, session->own, &wanted, &creds);
	}
	if (code == 0) {
		got.principal = principal_text(&session->pool, context, wanted.server, 0);
		session->got = pool_more(&session->pool, session->got, session->n_got, sizeof(got));
		session->got[session->n_got++] = got;
		names_read(context, pool, creds, seen);
		key_read(context, creds, &seen->etype, &seen->kvno);
		seen->session_etype = creds->keyblock.enctype;
		seen->size = token_size(session, spn);
	}
	krb5_free_creds(context, creds);
	krb5_free_principal(context, wanted.server);
	return code;
}

static bool
is_no_kdc(krb5_error_code code)
{
	return code == KRB5_KDC_UNREACH || code == KRB5_REALM_UNKNOWN || code == KRB5_REALM_CANT_RESOLVE;
}

/* The words for what the KDC said, not for what became of the guesses after. */
static void
failure_read(struct session *session, struct pool *pool, krb5_error_code code, struct seen_ticket *seen)
{
	krb5_error_code	 said = ERROR_TABLE_BASE_krb5 + session->code;

	/* Where it said that in its armour (RFC 6113 5.4.4), only the library knows. */
	if (session->code == GENERIC && code > ERROR_TABLE_BASE_krb5 && code <= ERROR_TABLE_BASE_krb5 + CODE_MOST)
		said = code;
	if (session->code != 0)
		seen->code = (int)(said - ERROR_TABLE_BASE_krb5);
	seen->failed = words(pool, session->context, session->code != 0 ? said : code);
	seen->no_kdc = session->code == 0 && is_no_kdc(code);
	/* The user's own are silent; they are not waited for again. */
	if (seen->no_kdc && session->n_reply == 0)
		session->no_kdc = pool_copy(&session->pool, seen->failed);
}

/* The newest that is good, of what may be several (with and without a realm). */
static void
cache_look(struct session *session, const char *spn, struct seen_ticket *seen)
{
	krb5_context	 context = session->context;
	struct pool	 scratch = { 0 };
	krb5_cc_cursor	 cursor;
	krb5_creds	 creds;
	const char	*name;
	uint32_t	 start, newest = 0;

	if (session->user == NULL || krb5_cc_start_seq_get(context, session->user, &cursor) != 0)
		return;
	while (krb5_cc_next_cred(context, session->user, &cursor, &creds) == 0) {
		name = principal_text(&scratch, context, creds.server, KRB5_PRINCIPAL_UNPARSE_NO_REALM);
		start = (uint32_t)(creds.times.starttime != 0 ? creds.times.starttime : creds.times.authtime);
		if (name != NULL && spn_cmp(name, spn) == 0 && !is_over(context, &creds) && start >= newest) {
			newest = start;
			seen->cached = true;
			key_read(context, &creds, &seen->cached_etype, &seen->cached_kvno);
		}
		krb5_free_cred_contents(context, &creds);
	}
	krb5_cc_end_seq_get(context, session->user, &cursor);
	pool_free(&scratch);
}

void
session_ticket(struct session *session, struct pool *pool, const char *spn, struct seen_ticket *seen)
{
	krb5_error_code	 code;

	*seen = (struct seen_ticket){ .spn = pool_copy(pool, spn), .kvno = -1, .cached_kvno = -1 };
	cache_look(session, spn, seen);
	if (session->no_tgt != NULL || session->no_kdc != NULL) {
		seen->no_tgt = session->no_tgt != NULL;
		seen->no_kdc = !seen->no_tgt;
		seen->failed = pool_copy(pool, seen->no_tgt ? session->no_tgt : session->no_kdc);
	} else if ((code = ticket_get(session, pool, spn, seen)) != 0)
		failure_read(session, pool, code, seen);
}

struct handshake *
session_greet(struct session *session, struct pool *pool, const char *spn, struct error *err)
{
	size_t	 i;

	for (i = 0; i < session->n_got && strcmp(session->got[i].spn, spn) != 0; i++)
		;
	if (i == session->n_got || session->got[i].principal == NULL) {
		error_set(err, "there is no ticket for '%s'", spn);
		return NULL;
	}
	return handshake_new(pool, session->own_name, session->got[i].principal, err);
}
