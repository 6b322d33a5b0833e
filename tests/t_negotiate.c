#include "tests/test.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "krb/ask.h"
#include "krb/base64.h"
#include "tests/kdc.h"
#include "tests/web.h"

/*
 * Servers asked with a ticket of our own KDC: they accept it as web servers do,
 * with a keytab.
 */

#define URL	"http://portal.corp.example/"
#define SPN	"HTTP/portal.corp.example"
#define NONE	"HTTP/nobody.corp.example"

enum { AES256 = 18, AES128 = 17 };

static const struct kdc_answer	given[] = {
	{ SPN, .etype = AES256, .kvno = 5 },
	{ NULL }
};

enum manner {
	PROVES,
	SILENT,		/* accepts, and does not prove itself */
	REDIRECTS	/* accepts, proves itself and sends the user away */
};

static const struct row {
	const char	*expected;	/* as told() tells it */
	const char	*first;		/* what it says without a token */
	const char	*spn;
	enum manner	 manner;
	int		 etype;		/* of the key that it has; 0: none */
	unsigned	 kvno;
	const char	*refuses;	/* what it says to any token */
	int		 drops;
	size_t		 n_request, n_connection;
} row[] = {
#define OFFERS(what)	"HTTP/1.1 401 No\r\nWWW-Authenticate: " what "\r\nContent-Length: 0\r\n\r\n"
#define SENT		" for " SPN
	/* The token goes over the connection on which it was offered. */
	{ "401 200" SENT " verified completed ap-rep", OFFERS("Negotiate"), SPN, PROVES, AES256, 5, NULL, 0, 2, 1 },
	{ "401 200" SENT " verified completed ap-rep", OFFERS("NTLM, NEGOTIATE"), SPN, PROVES, AES256, 5, NULL, 0, 2, 1 },
	{ "401 200" SENT " verified completed ap-rep", OFFERS("Negotiate:Kerberos"), SPN, PROVES, AES256, 5, NULL, 0, 2, 1 },
	/* Or over another, where that has been closed, and that is noted. */
	{ "401 200" SENT " verified completed ap-rep closes", OFFERS("Negotiate"), SPN, PROVES, AES256, 5, NULL, 1, 2, 2 },
	/* A server that accepts without proof. */
	{ "401 200" SENT " none", OFFERS("Negotiate"), SPN, SILENT, AES256, 5, NULL, 0, 2, 1 },
	/* Where the user is sent with a token is not followed. */
	{ "401 302" SENT " verified completed ap-rep", OFFERS("Negotiate"), SPN, REDIRECTS, AES256, 5, NULL, 0, 2, 1 },
	/* Servers without the key, with an older one, with one of another kind. */
	{ "401 401" SENT " failed (?) reject krb-error", OFFERS("Negotiate"), SPN, PROVES, 0, 0, NULL, 0, 2, 1 },
	{ "401 401" SENT " failed (?) reject krb-error", OFFERS("Negotiate"), SPN, PROVES, AES256, 4, NULL, 0, 2, 1 },
	{ "401 401" SENT " failed (?) reject krb-error", OFFERS("Negotiate"), SPN, PROVES, AES128, 5, NULL, 0, 2, 1 },
	/* What is no proof: no token, one of NTLM, bytes, another's. */
	{ "401 401" SENT " none", OFFERS("Negotiate"), SPN, .refuses = OFFERS("Negotiate"), .n_request = 2, .n_connection = 1 },
	{ "401 401" SENT " failed (Invalid token was supplied) ntlm-challenge", OFFERS("Negotiate"), SPN,
	  .refuses = OFFERS("Negotiate TlRMTVNTUAACAAAAAAAAADgAAAAFAgIAAAECAwQFBgcAAAAAAAAAAAAAAAA4AAAACgBjRQAAAA8="),
	  .n_request = 2, .n_connection = 1 },
	{ "401 200" SENT " failed (Invalid token was supplied) unknown", OFFERS("Negotiate"), SPN,
	  .refuses = "HTTP/1.1 200 OK\r\nWWW-Authenticate: Negotiate AAAA\r\nContent-Length: 0\r\n\r\n",
	  .n_request = 2, .n_connection = 1 },
	{ "401 200" SENT " none", OFFERS("Negotiate"), SPN,
	  .refuses = "HTTP/1.1 200 OK\r\nWWW-Authenticate: NTLM AAAA\r\nContent-Length: 0\r\n\r\n",
	  .n_request = 2, .n_connection = 1 },
	/* No answer at all. */
	{ "401 0" SENT " none", OFFERS("Negotiate"), SPN, .refuses = "", .drops = 1, .n_request = 2, .n_connection = 2 },
	/* Nothing is sent where it is not asked for, */
	{ "401 0 none", OFFERS("NTLM"), SPN, PROVES, AES256, 5, NULL, 0, 1, 1 },
	{ "401 0 none", OFFERS("Basic realm=\"Negotiate\""), SPN, PROVES, AES256, 5, NULL, 0, 1, 1 },
	{ "200 0 none", "HTTP/1.1 200 OK\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n", SPN,
	  PROVES, AES256, 5, NULL, 0, 1, 1 },
	/* to another server, */
	{ "302 0 none", "HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\nContent-Length: 0\r\n"
	  "WWW-Authenticate: Negotiate\r\n\r\n", SPN, PROVES, AES256, 5, NULL, 0, 1, 1 },
	/* or where there is no ticket. */
	{ "401 0 none", OFFERS("Negotiate"), NONE, PROVES, AES256, 5, NULL, 0, 1, 1 },
	{ "401 0 none", OFFERS("Negotiate"), NULL, PROVES, AES256, 5, NULL, 0, 1, 1 },
};

struct acceptor {
	const struct row	*row;
	struct pool		 pool;
	const char		*keytab;
	bool			 delegated;
	size_t			 n_value;	/* bytes of the header's value */
};

/* What to say back: a token, or one that says why not. */
static struct span
accept_token(struct acceptor *acceptor, struct span bytes, bool *accepted)
{
	gss_key_value_element_desc	 element[] = { { "keytab", acceptor->keytab }, { "rcache", "none:" } };
	gss_key_value_set_desc		 store = { 2, element };
	gss_cred_id_t			 own = GSS_C_NO_CREDENTIAL, lent = GSS_C_NO_CREDENTIAL;
	gss_ctx_id_t			 context = GSS_C_NO_CONTEXT;
	gss_buffer_desc			 in = { bytes.n, pool_ncopy(&acceptor->pool, bytes.at, bytes.n) };
	gss_buffer_desc			 out = GSS_C_EMPTY_BUFFER;
	OM_uint32			 major, minor, flags = 0;
	struct span			 copy;

	major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, GSS_C_NO_OID_SET, GSS_C_ACCEPT,
	    &store, &own, NULL, NULL);
	if (!GSS_ERROR(major))
		major = gss_accept_sec_context(&minor, &context, own, &in, GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
		    &out, &flags, NULL, &lent);
	*accepted = major == GSS_S_COMPLETE;
	acceptor->delegated = acceptor->delegated || lent != GSS_C_NO_CREDENTIAL || (flags & GSS_C_DELEG_FLAG) != 0;
	copy = (struct span){ pool_ncopy(&acceptor->pool, out.length > 0 ? out.value : "", out.length), out.length };
	gss_release_buffer(&minor, &out);
	gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
	gss_release_cred(&minor, &lent);
	gss_release_cred(&minor, &own);
	return copy;
}

static const char *
answer(struct web *web, const char *request)
{
	static const char	 field[] = "\r\nAuthorization: ", scheme[] = "Negotiate ";
	struct acceptor		*acceptor = web->arg;
	const struct row	*now = acceptor->row;
	const char		*value = strstr(request, field);
	struct span		 text, rest, token;
	bool			 accepted;

	if (value == NULL)
		return now->first;
	value += strlen(field);
	acceptor->n_value = strcspn(value, "\r");
	if (strncmp(value, scheme, strlen(scheme)) != 0)
		abort();
	if (now->refuses != NULL)
		return now->refuses;
	text = (struct span){ value + strlen(scheme), acceptor->n_value - strlen(scheme) };
	token = accept_token(acceptor, base64_read(&acceptor->pool, text, &rest), &accepted);
	if (now->manner == SILENT)
		return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	return pool_printf(&acceptor->pool, "HTTP/1.1 %s\r\nWWW-Authenticate: Negotiate %s\r\nLocation: /next\r\n"
	    "Content-Length: 0\r\n\r\n", !accepted ? "401 No" : now->manner == REDIRECTS ? "302 Found" : "200 OK",
	    base64_write(&acceptor->pool, token));
}

static const char *
told(struct pool *pool, const struct seen_answer *seen, bool any)
{
	static const char	*const state[] = { "completed", "incomplete", "reject", "request-mic" };
	const struct token	*token = seen->n_offer > 0 ? seen->offer[0].token : NULL;
	char			*text = pool_printf(pool, "%d %d%s%s %s", seen->first_status, seen->status,
				    seen->spn == NULL ? "" : " for ", seen->spn == NULL ? "" : seen->spn,
				    mutual_word[seen->mutual]);

	if (seen->mutual_failed != NULL)
		text = pool_printf(pool, "%s (%s)", text, any ? "?" : seen->mutual_failed);
	if (token != NULL && seen->mutual != MUTUAL_NONE && token->kind == TOKEN_NEG_RESP)
		text = pool_printf(pool, "%s %s", text, token->neg_state < 0 ? "no state" : state[token->neg_state]);
	if (token != NULL && seen->mutual != MUTUAL_NONE)
		text = pool_printf(pool, "%s %s", text, token_word[token_inmost(token)->kind]);
	return seen->closes ? pool_printf(pool, "%s closes", text) : text;
}

static void
ask_one(struct pool *pool, struct session *session, struct kdc *kdc, const struct row *now)
{
	struct acceptor		 acceptor = { .row = now, .keytab = kdc->keytab };
	struct web		 web = { .answer = answer, .arg = &acceptor, .drops = now->drops };
	struct ask_options	 options = { .url = URL, .timeout = 10 };
	struct node		 node = { .host = "127.0.0.1", .port = web.port, .spn = now->spn };
	struct seen_answer	 seen;
	struct error		 err = { "" };

	unlink(kdc->keytab + strlen("FILE:"));
	kdc_key(kdc, now->etype == 0 ? NONE : SPN, now->etype == 0 ? AES256 : now->etype, now->kvno);
	web_start(&web);
	if (OK(servers_ask(session, pool, &options, &node, 1, &seen, &err) == 0, err.text)) {
		SAME(told(pool, &seen, strchr(now->expected, '?') != NULL), now->expected, now->first);
		SAME_INT((long long)seen.sent, (long long)acceptor.n_value, now->expected);
		OK((seen.spn != NULL) == (seen.sent > 0), now->expected);
	}
	web_stop(&web);
	OK(strstr(web.request[0], "uthorization") == NULL, web.request[0]);
	OK(!acceptor.delegated, now->expected);
	SAME_INT((long long)web.n_request, (long long)now->n_request, now->expected);
	SAME_INT((long long)web.n_connection, (long long)now->n_connection, now->expected);
	pool_free(&acceptor.pool);
}

static void
tokens(void)
{
	struct kdc		 kdc = { .answer = given };
	struct pool		 pool = { 0 };
	struct error		 err = { "" };
	struct session		*session;
	struct seen_ticket	 ticket;
	size_t			 i;

	kdc_start(&kdc);
	if (OK((session = session_open(&err)) != NULL, err.text)) {
		session_ticket(session, &pool, SPN, &ticket);
		session_ticket(session, &pool, NONE, &ticket);
		for (i = 0; i < sizeof(row) / sizeof(*row); i++)
			ask_one(&pool, session, &kdc, &row[i]);
		SAME(kdc.asked, SPN " " NONE " " NONE " ", "the KDC is asked for tickets, not by each request");
		session_close(session);
	}
	kdc_stop(&kdc);
	pool_free(&pool);
}

void
t_negotiate(void)
{
	test_suite("negotiate");
	test_add("tokens are sent where they are asked for, and their answers verified", tokens);
}
