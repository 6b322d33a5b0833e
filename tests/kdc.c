#include "tests/kdc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "krb/der.h"
#include "tests/notation.h"

#define HEAD(type)	"a0{02{05}} a1{02{" type "}}"
#define ETYPE_SESSION	ENCTYPE_AES256_CTS_HMAC_SHA1_96

/* All that is called here works, or the test is no good. */
static void
must(long code, const char *what)
{
	if (code != 0) {
		fprintf(stderr, "%s: %s\n", what, code == -1 ? strerror(errno) : error_message(code));
		abort();
	}
}

/*
 * What it writes (RFC 4120 5)
 */

static char *
hex(struct pool *pool, const void *bytes, size_t n)
{
	const unsigned char	*at = bytes;
	char			*text = pool_alloc(pool, 2 * n + 1);
	size_t			 i;

	for (i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", at[i]);
	return text;
}

static char *
number(struct pool *pool, unsigned long n)
{
	return pool_printf(pool, "02{00%08lx}", n & 0xffffffff);
}

static char *
moment(struct pool *pool, long later)
{
	time_t		 at = time(NULL) + later;
	struct tm	 tm;
	char		 text[32];

	strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", gmtime_r(&at, &tm));
	return pool_printf(pool, "18{'%s'}", text);
}

/* "HTTP/portal.corp.example" */
static char *
name(struct pool *pool, const char *text)
{
	const char	*slash = strchr(text, '/');
	int		 n = slash == NULL ? (int)strlen(text) : (int)(slash - text);

	return pool_printf(pool, "30{a0{02{02}} a1{30{1b{'%.*s'}%s}}}", n, text,
	    slash == NULL ? "" : pool_printf(pool, "1b{'%s'}", slash + 1));
}

static char *
key_text(struct pool *pool, const krb5_keyblock *key)
{
	return pool_printf(pool, "30{a0{%s} a1{04{%s}}}", number(pool, (unsigned long)key->enctype),
	    hex(pool, key->contents, key->length));
}

static char *
sealed(struct kdc *kdc, const krb5_keyblock *key, krb5_keyusage usage, long kvno, const char *plain)
{
	struct pool	*pool = &kdc->pool;
	struct span	 bytes = notation(pool, plain);
	krb5_data	 in = { .length = (unsigned)bytes.n, .data = pool_ncopy(pool, bytes.at, bytes.n) };
	krb5_enc_data	 out = { .enctype = key->enctype };
	size_t		 n;

	must(krb5_c_encrypt_length(kdc->context, key->enctype, bytes.n, &n), "krb5_c_encrypt_length");
	out.ciphertext.length = (unsigned)n;
	out.ciphertext.data = pool_alloc(pool, n);
	must(krb5_c_encrypt(kdc->context, key, usage, NULL, &in, &out), "krb5_c_encrypt");
	return pool_printf(pool, "30{a0{%s} %s a2{04{%s}}}", number(pool, (unsigned long)key->enctype),
	    kvno < 0 ? "" : pool_printf(pool, "a1{%s}", number(pool, (unsigned long)kvno)),
	    hex(pool, out.ciphertext.data, n));
}

/* The service's key is made of its version. */
static krb5_keyblock
service_key(struct kdc *kdc, int etype, unsigned kvno)
{
	krb5_keyblock	 key;
	krb5_data	 word = { .length = 7, .data = pool_copy(&kdc->pool, "service") };
	krb5_data	 salt = { .data = pool_printf(&kdc->pool, "%u", kvno) };

	salt.length = (unsigned)strlen(salt.data);
	must(krb5_c_string_to_key(kdc->context, etype, &word, &salt, &key), "krb5_c_string_to_key");
	return key;
}

static char *
ticket(struct kdc *kdc, const char *spn, const krb5_keyblock *session, const krb5_keyblock *key, unsigned kvno)
{
	struct pool	*pool = &kdc->pool;
	char		*plain = pool_printf(pool, "63{30{a0{03{00 40800000}} a1{%s} a2{1b{'" KDC_REALM "'}} a3{%s}"
			    "a4{30{a0{02{01}} a1{04{}}}} a5{%s} a7{%s}}}", key_text(pool, session),
			    name(pool, "alice"), moment(pool, 0), moment(pool, 3600));

	return pool_printf(pool, "61{30{a0{02{05}} a1{1b{'" KDC_REALM "'}} a2{%s} a3{%s}}}", name(pool, spn),
	    sealed(kdc, key, KRB5_KEYUSAGE_KDC_REP_TICKET, kvno, plain));
}

static char *
error_reply(struct kdc *kdc, const char *spn, int code)
{
	struct pool	*pool = &kdc->pool;

	return pool_printf(pool, "7e{30{" HEAD("1e") "a4{%s} a5{02{00}} a6{%s} a9{1b{'" KDC_REALM "'}} aa{%s}}}",
	    moment(pool, 0), number(pool, (unsigned long)code), name(pool, spn));
}

static char *
ticket_reply(struct kdc *kdc, const char *spn, const struct kdc_answer *answer, unsigned long nonce)
{
	struct pool	*pool = &kdc->pool;
	krb5_keyblock	 session, key = service_key(kdc, answer->etype, answer->kvno);
	char		*given, *plain, *reply;

	must(krb5_c_make_random_key(kdc->context, ETYPE_SESSION, &session), "krb5_c_make_random_key");
	given = ticket(kdc, spn, &session, &key, answer->kvno);
	plain = pool_printf(pool, "7a{30{a0{%s} a1{30{}} a2{%s} a4{03{00 40800000}} a5{%s} a7{%s}"
	    "a9{1b{'" KDC_REALM "'}} aa{%s}}}", key_text(pool, &session), number(pool, nonce), moment(pool, 0),
	    moment(pool, 3600), name(pool, spn));
	reply = pool_printf(pool, "6d{30{" HEAD("0d") "a3{1b{'" KDC_REALM "'}} a4{%s} a5{%s} a6{%s}}}",
	    name(pool, "alice"), given, sealed(kdc, &kdc->session, KRB5_KEYUSAGE_TGS_REP_ENCPART_SESSKEY, -1, plain));
	krb5_free_keyblock_contents(kdc->context, &session);
	krb5_free_keyblock_contents(kdc->context, &key);
	return reply;
}

/*
 * What it reads: KDC-REQ (RFC 4120 5.4.1), the server's name and the nonce
 */

static const char *
sname_read(struct pool *pool, struct span body)
{
	struct der	 sname, parts, part;
	char		*text = NULL;

	if (der_member(body, 3, DER_SEQUENCE, &sname) && der_member(sname.body, 1, DER_SEQUENCE, &parts))
		while (der_next(&parts.body, &part))
			text = pool_printf(pool, "%s%s%.*s", text == NULL ? "" : text, text == NULL ? "" : "/",
			    (int)part.body.n, part.body.at);
	return text;
}

static struct span
answer(struct kdc *kdc, struct span request)
{
	static const struct kdc_answer	 none = { .code = 7 };
	const struct kdc_answer		*row = kdc->answer;
	struct der			 frame, sequence, body, nonce;
	const char			*spn;
	unsigned long			 number_used = 0;
	size_t				 i;

	if (!der_first(request, DER_APPLICATION | 12, &frame) || !der_first(frame.body, DER_SEQUENCE, &sequence) ||
	    !der_member(sequence.body, 4, DER_SEQUENCE, &body) || (spn = sname_read(&kdc->pool, body.body)) == NULL ||
	    !der_member(body.body, 7, DER_INTEGER, &nonce))
		abort();
	for (i = 0; i < nonce.body.n; i++)
		number_used = number_used << 8 | (unsigned char)nonce.body.at[i];
	kdc->asked = pool_printf(&kdc->pool, "%s%s ", kdc->asked, spn);
	while (row->spn != NULL && strcmp(row->spn, spn) != 0)
		row++;
	if (row->spn == NULL)
		row = &none;
	return notation(&kdc->pool, row->raw != NULL ? row->raw :
	    row->code != 0 ? error_reply(kdc, spn, row->code) : ticket_reply(kdc, spn, row, number_used));
}

/* An empty request is its end. */
static void *
serve(void *arg)
{
	enum { REQUEST = 65536 };
	struct kdc		*kdc = arg;
	char			*request = malloc(REQUEST);
	struct sockaddr_in	 from;
	struct span		 reply;
	ssize_t			 n;

	for (;;) {
		socklen_t	 n_from = sizeof(from);

		if ((n = recvfrom(kdc->fd, request, REQUEST, 0, (struct sockaddr *)&from, &n_from)) <= 0)
			break;
		reply = answer(kdc, (struct span){ request, (size_t)n });
		sendto(kdc->fd, reply.at, reply.n, 0, (struct sockaddr *)&from, n_from);
	}
	free(request);
	return NULL;
}

/*
 * The user's side
 */

void
kdc_cache(struct kdc *kdc, const char *spn, int etype, unsigned kvno, int life)
{
	krb5_keyblock	 key = service_key(kdc, etype, kvno), session;
	krb5_creds	 creds = { .ticket_flags = 0x40800000 };
	krb5_ccache	 cache;
	struct span	 bytes;
	char		*server = pool_printf(&kdc->pool, "%s@" KDC_REALM, spn);
	bool		 tgt = strncmp(spn, "krbtgt/", 7) == 0;

	must(krb5_c_make_random_key(kdc->context, ETYPE_SESSION, &session), "krb5_c_make_random_key");
	bytes = notation(&kdc->pool, ticket(kdc, spn, tgt ? &kdc->session : &session, &key, kvno));
	creds.keyblock = tgt ? kdc->session : session;
	creds.ticket = (krb5_data){ .length = (unsigned)bytes.n, .data = pool_ncopy(&kdc->pool, bytes.at, bytes.n) };
	creds.times.authtime = creds.times.starttime = (krb5_timestamp)time(NULL);
	creds.times.endtime = creds.times.authtime + life;
	must(krb5_parse_name(kdc->context, KDC_USER, &creds.client), "krb5_parse_name");
	must(krb5_parse_name(kdc->context, server, &creds.server), server);
	must(krb5_cc_resolve(kdc->context, kdc->cache, &cache), kdc->cache);
	if (tgt)
		must(krb5_cc_initialize(kdc->context, cache, creds.client), kdc->cache);
	must(krb5_cc_store_cred(kdc->context, cache, &creds), kdc->cache);
	krb5_cc_close(kdc->context, cache);
	krb5_free_principal(kdc->context, creds.client);
	krb5_free_principal(kdc->context, creds.server);
	krb5_free_keyblock_contents(kdc->context, &session);
	krb5_free_keyblock_contents(kdc->context, &key);
}

void
kdc_key(struct kdc *kdc, const char *spn, int etype, unsigned kvno)
{
	krb5_keytab_entry	 entry = { .vno = kvno, .key = service_key(kdc, etype, kvno) };
	krb5_keytab		 keytab;

	must(krb5_parse_name(kdc->context, pool_printf(&kdc->pool, "%s@" KDC_REALM, spn), &entry.principal), spn);
	must(krb5_kt_resolve(kdc->context, kdc->keytab, &keytab), kdc->keytab);
	must(krb5_kt_add_entry(kdc->context, keytab, &entry), kdc->keytab);
	krb5_kt_close(kdc->context, keytab);
	krb5_free_principal(kdc->context, entry.principal);
	krb5_free_keyblock_contents(kdc->context, &entry.key);
}

static char *
configuration(struct kdc *kdc, unsigned port)
{
	char	*path = pool_printf(&kdc->pool, "%s/krb5.conf", kdc->directory);
	FILE	*f = fopen(path, "w");

	if (f == NULL)
		must(-1, path);
	fprintf(f, "[libdefaults]\ndefault_realm = " KDC_REALM "\ndns_lookup_kdc = false\ndns_lookup_realm = false\n"
	    "allow_rc4 = true\n[realms]\n" KDC_REALM " = {\nkdc = 127.0.0.1:%u\n}\n", port);
	fclose(f);
	return path;
}

static const char	*const variable[2] = { "KRB5_CONFIG", "KRB5CCNAME" };

static void
surroundings(struct kdc *kdc, unsigned port)
{
	const char	*value[2];
	size_t		 i;

	value[0] = configuration(kdc, port);
	value[1] = kdc->cache;
	for (i = 0; i < 2; i++) {
		kdc->outside[i] = getenv(variable[i]);
		if (kdc->outside[i] != NULL)
			kdc->outside[i] = pool_copy(&kdc->pool, kdc->outside[i]);
		setenv(variable[i], value[i], 1);
	}
}

static unsigned
listen_to(struct kdc *kdc)
{
	struct sockaddr_in	 address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t		 n = sizeof(address);

	kdc->fd = socket(AF_INET, SOCK_DGRAM, 0);
	must(bind(kdc->fd, (struct sockaddr *)&address, n), "bind");
	must(getsockname(kdc->fd, (struct sockaddr *)&address, &n), "getsockname");
	return ntohs(address.sin_port);
}

void
kdc_start(struct kdc *kdc)
{
	unsigned	 port = listen_to(kdc);

	kdc->directory = pool_copy(&kdc->pool, "/tmp/spnplan-kdc-XXXXXX");
	if (mkdtemp(kdc->directory) == NULL)
		must(-1, kdc->directory);
	kdc->cache = pool_printf(&kdc->pool, "FILE:%s/cache", kdc->directory);
	kdc->keytab = pool_printf(&kdc->pool, "FILE:%s/keytab", kdc->directory);
	kdc->asked = pool_copy(&kdc->pool, "");
	surroundings(kdc, port);
	must(krb5_init_context(&kdc->context), "krb5_init_context");
	must(krb5_c_make_random_key(kdc->context, ETYPE_SESSION, &kdc->session), "krb5_c_make_random_key");
	kdc_cache(kdc, "krbtgt/" KDC_REALM, ETYPE_SESSION, 1, kdc->life != 0 ? kdc->life : 3600);
	if (kdc->deaf)
		close(kdc->fd);
	else
		must(pthread_create(&kdc->thread, NULL, serve, kdc), "pthread_create");
}

static void
end(struct kdc *kdc)
{
	struct sockaddr_in	 address;
	socklen_t		 n = sizeof(address);

	must(getsockname(kdc->fd, (struct sockaddr *)&address, &n), "getsockname");
	sendto(kdc->fd, "", 0, 0, (struct sockaddr *)&address, n);
	pthread_join(kdc->thread, NULL);
	close(kdc->fd);
}

void
kdc_stop(struct kdc *kdc)
{
	static const char	*const file[] = { "krb5.conf", "cache", "keytab" };
	size_t			 i;

	if (!kdc->deaf)
		end(kdc);
	for (i = 0; i < 2; i++)
		if (kdc->outside[i] != NULL)
			setenv(variable[i], kdc->outside[i], 1);
		else
			unsetenv(variable[i]);
	for (i = 0; i < sizeof(file) / sizeof(*file); i++)
		unlink(pool_printf(&kdc->pool, "%s/%s", kdc->directory, file[i]));
	rmdir(kdc->directory);
	krb5_free_keyblock_contents(kdc->context, &kdc->session);
	krb5_free_context(kdc->context);
	pool_free(&kdc->pool);
}
