#include "krb/format.h"

#include <limits.h>

#include "plans/value.h"

/* Members by their tags: RFC 4120 5.2.2, 5.2.9, 5.3, 5.5.1 and 5.9.1, and
 * draft-swift-win2k-krb-user2user 4. */
enum {
	NAME_STRING = 1,
	SEALED_ETYPE = 0, SEALED_KVNO = 1, SEALED_CIPHER = 2,
	TICKET_REALM = 1, TICKET_SNAME = 2, TICKET_SEALED = 3,
	REQ_OPTIONS = 2, REQ_TICKET = 3,
	ERROR_TIME = 4, ERROR_CODE = 6, ERROR_REALM = 9, ERROR_SNAME = 10, ERROR_TEXT = 11,
	TGT_SNAME = 2, TGT_REALM = 3
};
enum { TICKET = DER_APPLICATION + 1, OPTION_SESSION = 0x40, OPTION_MUTUAL = 0x20, NAME_PARTS_MOST = 16 };

static const char *
string_read(struct pool *pool, struct span sequence, unsigned tag, unsigned char type)
{
	struct der	 der;

	if (!der_member(sequence, tag, type, &der) || der_is_cut(&der))
		return NULL;
	return value_text(pool, der.body);
}

/* The parts of a PrincipalName, with "/" between them. */
static const char *
name_read(struct pool *pool, struct span sequence, unsigned tag)
{
	const char	*name = NULL, *part;
	struct der	 der;
	struct span	 rest;
	int		 n;

	if (!der_member(sequence, tag, DER_SEQUENCE, &der) || der_is_cut(&der) ||
	    !der_member(der.body, NAME_STRING, DER_SEQUENCE, &der))
		return NULL;
	rest = der.body;
	for (n = 0; n < NAME_PARTS_MOST && der_next(&rest, &der); n++) {
		part = value_text(pool, der.body);
		name = name == NULL ? part : pool_printf(pool, "%s/%s", name, part);
	}
	return rest.n == 0 ? name : NULL;
}

/* Whether it is there, and fits. */
static bool
number_read(struct span sequence, unsigned tag, long *number)
{
	struct der	 der;

	return der_member(sequence, tag, DER_INTEGER, &der) && der_integer(&der, number);
}

/* Of EncryptedData: with which key it was made, and how long it is. */
static bool
sealed_read(const struct reading *reading, struct span ticket, struct token *token)
{
	struct der	 der, cipher;
	long		 number;

	if (!der_member(ticket, TICKET_SEALED, DER_SEQUENCE, &der))
		return false;
	if (number_read(der.body, SEALED_ETYPE, &number) && number >= INT_MIN && number <= INT_MAX)
		token->etype = (int)number;
	/* UInt32, of which some write the upper half with a sign. */
	if (number_read(der.body, SEALED_KVNO, &number))
		token->kvno = number & 0xffffffff;
	if (!der_member(der.body, SEALED_CIPHER, DER_OCTET_STRING, &cipher))
		return false;
	token->ticket_size = cipher.whole - (cipher.bytes.n - cipher.body.n);
	if (reading->sealed != NULL && !der_is_cut(&cipher))
		reading->sealed->cipher = cipher.body;
	return !der_is_cut(&cipher);
}

static bool
ap_req_read(const struct reading *reading, struct span sequence, struct token *token)
{
	struct der	 der;
	unsigned	 options = 0;

	if (der_member(sequence, REQ_OPTIONS, DER_BIT_STRING, &der) && der.body.n >= 2)
		options = (unsigned char)der.body.at[1];
	token->mutual = (options & OPTION_MUTUAL) != 0;
	if (reading->sealed != NULL)
		reading->sealed->session = (options & OPTION_SESSION) != 0;
	if (!der_member(sequence, REQ_TICKET, TICKET, &der) || !der_first(der.body, DER_SEQUENCE, &der))
		return false;
	token->realm = string_read(reading->pool, der.body, TICKET_REALM, DER_GENERAL_STRING);
	token->spn = name_read(reading->pool, der.body, TICKET_SNAME);
	return sealed_read(reading, der.body, token) && token->realm != NULL && token->spn != NULL;
}

static bool
error_read(const struct reading *reading, struct span sequence, struct token *token)
{
	struct pool	*pool = reading->pool;
	long		 code;

	token->time = string_read(pool, sequence, ERROR_TIME, DER_TIME);
	token->realm = string_read(pool, sequence, ERROR_REALM, DER_GENERAL_STRING);
	token->spn = name_read(pool, sequence, ERROR_SNAME);
	token->text = string_read(pool, sequence, ERROR_TEXT, DER_GENERAL_STRING);
	if (!number_read(sequence, ERROR_CODE, &code) || code < 0 || code > INT_MAX)
		return false;
	token->code = (int)code;
	return true;
}

static bool
tgt_req_read(const struct reading *reading, struct span sequence, struct token *token)
{
	token->spn = name_read(reading->pool, sequence, TGT_SNAME);
	token->realm = string_read(reading->pool, sequence, TGT_REALM, DER_GENERAL_STRING);
	return true;
}

/* What RFC 4121 4.1 puts before each message in the frame, and its tag. */
static const struct message {
	unsigned char	 id[2];
	unsigned char	 type;
	enum token_kind	 kind;
	bool		 (*read)(const struct reading *, struct span sequence, struct token *);	/* NULL: nothing is in the clear */
	const char	*fault;
} message[] = {
	{ { 1, 0 }, DER_APPLICATION + 14, TOKEN_AP_REQ, ap_req_read, "its ticket cannot be read" },
	{ { 2, 0 }, DER_APPLICATION + 15, TOKEN_AP_REP, NULL, NULL },
	{ { 3, 0 }, DER_APPLICATION + 30, TOKEN_KRB_ERROR, error_read, "its error code cannot be read" },
	{ { 4, 0 }, DER_SEQUENCE, TOKEN_TGT_REQ, tgt_req_read, "its server's name cannot be read" },
	{ { 4, 1 }, DER_SEQUENCE, TOKEN_TGT_REP, NULL, NULL }
};
enum { N_MESSAGE = sizeof(message) / sizeof(*message) };

static void
message_read(const struct reading *reading, const struct message *row, const struct der *der, struct token *token)
{
	struct der	 sequence = *der;

	if (der->type != DER_SEQUENCE && !der_first(der->body, DER_SEQUENCE, &sequence)) {
		token_fault(reading->pool, token, "is no message of Kerberos");
		return;
	}
	token->kind = row->kind;
	if (row->read != NULL && !row->read(reading, sequence.body, token))
		token_fault(reading->pool, token, "%s", row->fault);
}

void
kerberos_read(const struct reading *reading, const struct der *der, struct token *token)
{
	for (size_t i = 0; i < N_MESSAGE; i++) {
		if (message[i].type == der->type) {
			message_read(reading, &message[i], der, token);
			return;
		}
	}
}

void
kerberos_read_framed(const struct reading *reading, struct span rest, struct token *token)
{
	const unsigned char	*id = (const unsigned char *)rest.at;
	const struct message	*row = message;
	struct der		 der;

	if (rest.n < sizeof(row->id)) {
		token_fault(reading->pool, token, "has no token identifier");
		return;
	}
	while (row < message + N_MESSAGE && (id[0] != row->id[0] || id[1] != row->id[1]))
		row++;
	rest = (struct span){ rest.at + sizeof(row->id), rest.n - sizeof(row->id) };
	if (row == message + N_MESSAGE)
		token_fault(reading->pool, token, "has the token identifier %02x %02x, which sets up no context",
		    id[0], id[1]);
	else if (der_first(rest, row->type, &der))
		message_read(reading, row, &der, token);
	else
		token_fault(reading->pool, token, "is no %s, which its token identifier says it is",
		    token_word[row->kind]);
}
