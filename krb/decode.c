#include "krb/decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "krb/base64.h"
#include "krb/format.h"

/* No header is as long: HTTP.SYS takes 16 MiB of them at most, 64 KiB of one. */
enum { TOKEN_MOST = 1024 * 1024, DEPTH_MOST = 4 };

#define SPNEGO		"1.3.6.1.5.5.2"
#define NEGOEX_MAGIC	"NEGOEXTS"	/* [MS-NEGOEX] 2.2.6.2 */

void
token_fault(struct pool *pool, struct token *token, const char *fmt, ...)
{
	char	 text[256];
	va_list	 ap;

	if (token->fault != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	token->fault = pool_copy(pool, text);
}

/* The mechanisms whose tokens are Kerberos messages. */
static bool
is_kerberos(const char *oid)
{
	static const char *const	 kerberos[] = {
		"1.2.840.113554.1.2.2", "1.2.840.48018.1.2.2", "1.2.840.113554.1.2.2.3", "1.3.5.1.5.2"
	};

	for (size_t i = 0; i < sizeof(kerberos) / sizeof(*kerberos); i++) {
		if (strcmp(oid, kerberos[i]) == 0)
			return true;
	}
	return false;
}

/* RFC 2743 3.1: the mechanism, and what that makes of the rest. */
static void
frame_read(const struct reading *reading, const struct der *frame, struct token *token)
{
	struct pool	*pool = reading->pool;
	struct span	 rest = frame->body;
	const char	*oid;
	struct der	 der;

	token->framed = true;
	oid = der_next(&rest, &der) ? der_oid(pool, &der) : NULL;
	if (oid == NULL)
		token_fault(pool, token, "names no mechanism");
	else if (is_kerberos(oid))
		kerberos_read_framed(reading, rest, token);
	else if (ntlm_is(rest))
		ntlm_read(pool, rest, token);
	else if (strcmp(oid, SPNEGO) != 0)
		token_fault(pool, token, "is of the mechanism %s, which is not decoded", oid);
	else if (der_next(&rest, &der))
		spnego_read(reading, &der, token);
	else
		token_fault(pool, token, "is a frame with nothing in it");
}

static const struct format {
	unsigned char	 type;
	void		(*read)(const struct reading *, const struct der *, struct token *);
} format[] = {
	{ DER_APPLICATION + 0, frame_read },
	{ DER_CONTEXT + 0, spnego_read },
	{ DER_CONTEXT + 1, spnego_read },
	{ DER_APPLICATION + 14, kerberos_read },
	{ DER_APPLICATION + 15, kerberos_read },
	{ DER_APPLICATION + 30, kerberos_read },
	{ 0, NULL }
};

static const struct format *
format_of(struct span bytes)
{
	const struct format	*row = format;

	while (row->read != NULL && (bytes.n == 0 || (unsigned char)bytes.at[0] != row->type))
		row++;
	return row->read != NULL ? row : NULL;
}

static void
der_read(const struct reading *reading, const struct format *row, struct span bytes, struct token *token)
{
	struct pool	*pool = reading->pool;
	struct der	 der;

	if (!der_next(&bytes, &der)) {
		token_fault(pool, token, "is cut within its first bytes, or is no DER");
		return;
	}
	if (der_is_cut(&der))
		token_fault(pool, token, "ends after %zu of %zu bytes", token->size, der.whole);
	row->read(reading, &der, token);
	if (bytes.n > 0)
		token_fault(pool, token, "has bytes behind its end: %zu", bytes.n);
}

static bool
negoex_is(struct span bytes)
{
	return bytes.n >= strlen(NEGOEX_MAGIC) && memcmp(bytes.at, NEGOEX_MAGIC, strlen(NEGOEX_MAGIC)) == 0;
}

const struct token *
token_read(const struct reading *reading, struct span bytes)
{
	const struct format	*row = format_of(bytes);
	struct pool		*pool = reading->pool;
	struct token		*token = pool_alloc(pool, sizeof(*token));

	*token = (struct token){ .size = bytes.n, .neg_state = NEG_ABSENT, .kvno = -1 };
	if (bytes.n > TOKEN_MOST)
		token_fault(pool, token, "is larger than 1 MiB");
	else if (reading->depth > DEPTH_MOST)
		token_fault(pool, token, "is inside more than %d others", DEPTH_MOST);
	else if (ntlm_is(bytes))
		ntlm_read(pool, bytes, token);
	else if (negoex_is(bytes))
		token->kind = TOKEN_NEGOEX;
	else if (row != NULL)
		der_read(reading, row, bytes, token);
	else
		token_fault(pool, token, bytes.n == 0 ? "is empty" : "is of no known format");
	return token;
}

const struct token *
token_decode(struct pool *pool, struct span bytes)
{
	return token_read(&(struct reading){ .pool = pool }, bytes);
}

const struct token *
token_decode_base64(struct pool *pool, struct span text)
{
	struct span	 rest;

	return token_decode(pool, base64_read(pool, text, &rest));
}

size_t
token_length(struct span bytes)
{
	struct der	 der;

	if (ntlm_is(bytes))
		return ntlm_length(bytes);
	return format_of(bytes) != NULL && der_next(&bytes, &der) ? der.whole : 0;
}
