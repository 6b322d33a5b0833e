#include <stdint.h>
#include <string.h>

#include "krb/format.h"
#include "plans/value.h"

#define SIGNATURE	"NTLMSSP"	/* and its NUL */

/* NegotiateFlags, [MS-NLMP] 2.2.2.5. */
enum {
	FLAG_UNICODE = 0x00000001,
	FLAG_DOMAIN = 0x00001000,
	FLAG_WORKSTATION = 0x00002000,
	FLAG_TARGET_INFO = 0x00800000,
	FLAG_KEY = 0x40000000
};

/* Where the messages have what (2.2.1.1 to 2.2.1.3).  A field is its length,
 * twice, and its offset. */
enum {
	TYPE_AT = 8, FIELD_SIZE = 8, FIELD_MOST = 6,
	NEGOTIATE_DOMAIN = 16, NEGOTIATE_WORKSTATION = 24,
	CHALLENGE_TARGET = 12, CHALLENGE_INFO = 40,
	LM_RESPONSE = 12, NT_RESPONSE = 20, DOMAIN = 28, USER = 36, WORKSTATION = 44, KEY = 52
};

/* AV_PAIR, 2.2.2.1. */
enum { AV_END = 0, AV_COMPUTER = 1, AV_DOMAIN = 2, AV_DNS_COMPUTER = 3, AV_TARGET = 9 };

/* NTLMv2_RESPONSE, 2.2.2.7 and 2.2.2.8: where its pairs begin. */
enum { ANSWER_PAIRS = 44 };

static const struct form {
	enum token_kind	 kind;
	unsigned	 header;	/* bytes of the shortest that there are */
	unsigned	 flags_at;
	struct {
		unsigned	 at;
		uint32_t	 flag;	/* without which it is not there */
	}		 field[FIELD_MOST];	/* behind the last: { 0, 0 } */
} form[] = {
	{ TOKEN_NTLM_NEGOTIATE, 16, 12, { { NEGOTIATE_DOMAIN, FLAG_DOMAIN },
	    { NEGOTIATE_WORKSTATION, FLAG_WORKSTATION } } },
	{ TOKEN_NTLM_CHALLENGE, 32, 20, { { CHALLENGE_TARGET, 0 }, { CHALLENGE_INFO, FLAG_TARGET_INFO } } },
	{ TOKEN_NTLM_AUTHENTICATE, 52, 60, { { LM_RESPONSE, 0 }, { NT_RESPONSE, 0 }, { DOMAIN, 0 }, { USER, 0 },
	    { WORKSTATION, 0 }, { KEY, FLAG_KEY } } }
};

struct ntlm {
	struct span		 bytes;
	const struct form	*form;
	uint32_t		 flags;
	size_t			 length;	/* as it says */
};

/* 0 where there are not so many bytes. */
static uint32_t
number_at(struct span bytes, size_t at, size_t n)
{
	uint32_t	 number = 0;

	if (bytes.n < n || at > bytes.n - n)
		return 0;
	while (n-- > 0)
		number = number << 8 | (unsigned char)bytes.at[at + n];
	return number;
}

static size_t
field_begin(struct span bytes, size_t at)
{
	return number_at(bytes, at + 4, 4);
}

static size_t
field_size(struct span bytes, size_t at)
{
	return number_at(bytes, at, 2);
}

/* The oldest of type 3 have neither flags nor a key: there the values begin. */
static bool
has_flags(const struct ntlm *ntlm)
{
	const unsigned	 end = ntlm->form->flags_at + 4;

	if (ntlm->form->kind != TOKEN_NTLM_AUTHENTICATE)
		return true;
	for (size_t at = LM_RESPONSE; at < KEY; at += FIELD_SIZE) {
		if (field_size(ntlm->bytes, at) > 0 && field_begin(ntlm->bytes, at) < end)
			return false;
	}
	return true;
}

static bool
has_field(const struct ntlm *ntlm, size_t i)
{
	const uint32_t	 flag = ntlm->form->field[i].flag;

	return ntlm->form->field[i].at != 0 && (ntlm->flags & flag) == flag;
}

static void
at_least(size_t *length, size_t n)
{
	if (*length < n)
		*length = n;
}

/* False where it has no type that there is. */
static bool
ntlm_open(struct ntlm *ntlm, struct span bytes)
{
	const uint32_t	 type = number_at(bytes, TYPE_AT, 4);
	size_t		 i, at;

	if (type < 1 || type > sizeof(form) / sizeof(*form))
		return false;
	*ntlm = (struct ntlm){ .bytes = bytes, .form = &form[type - 1] };
	at_least(&ntlm->length, ntlm->form->header);
	if (has_flags(ntlm)) {
		ntlm->flags = number_at(bytes, ntlm->form->flags_at, 4);
		at_least(&ntlm->length, ntlm->form->flags_at + 4);
	}
	for (i = 0; i < FIELD_MOST; i++) {
		if (!has_field(ntlm, i))
			continue;
		at = ntlm->form->field[i].at;
		at_least(&ntlm->length, at + FIELD_SIZE);
		if (field_size(bytes, at) > 0)
			at_least(&ntlm->length, field_begin(bytes, at) + field_size(bytes, at));
	}
	return true;
}

/* What the message has of the field at AT, if that is there. */
static struct span
field_read(const struct ntlm *ntlm, size_t at)
{
	const size_t	 begin = field_begin(ntlm->bytes, at), n = field_size(ntlm->bytes, at);

	for (size_t i = 0; i < FIELD_MOST; i++) {
		if (has_field(ntlm, i) && ntlm->form->field[i].at == at && begin >= ntlm->form->header &&
		    n > 0 && n <= ntlm->bytes.n && begin <= ntlm->bytes.n - n)
			return (struct span){ ntlm->bytes.at + begin, n };
	}
	return (struct span){ NULL, 0 };
}

/* UTF-16LE; what is half a character is escaped. */
static const char *
wide_text(struct pool *pool, struct span wide)
{
	char		*text = pool_alloc(pool, wide.n / 2 * 3 + 1);
	uint32_t	 c, low;
	size_t		 i, n = 0;

	for (i = 0; i + 2 <= wide.n; i += 2) {
		c = number_at(wide, i, 2);
		low = number_at(wide, i + 2, 2);
		if (c >= 0xd800 && c <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		n += text_utf8_put(text + n, c);
	}
	return n > 0 ? value_text(pool, (struct span){ text, n }) : NULL;
}

static const char *
text_read(struct pool *pool, const struct ntlm *ntlm, size_t at)
{
	const struct span	 bytes = field_read(ntlm, at);

	if (bytes.n == 0)
		return NULL;
	if (ntlm->form->kind != TOKEN_NTLM_NEGOTIATE && (ntlm->flags & FLAG_UNICODE) != 0)
		return wide_text(pool, bytes);
	return value_text(pool, bytes);
}

/* The value of the first pair with that identifier, or NULL. */
static const char *
pair_read(struct pool *pool, struct span pairs, uint32_t id)
{
	enum { HEAD = 4 };
	size_t	 n;

	while (pairs.n >= HEAD && number_at(pairs, 0, 2) != AV_END) {
		n = number_at(pairs, 2, 2);
		if (n > pairs.n - HEAD)
			break;
		if (number_at(pairs, 0, 2) == id)
			return wide_text(pool, (struct span){ pairs.at + HEAD, n });
		pairs = (struct span){ pairs.at + HEAD + n, pairs.n - HEAD - n };
	}
	return NULL;
}

static void
challenge_read(struct pool *pool, const struct ntlm *ntlm, struct token *token)
{
	const struct span	 pairs = field_read(ntlm, CHALLENGE_INFO);

	token->domain = pair_read(pool, pairs, AV_DOMAIN);
	token->target = pair_read(pool, pairs, AV_DNS_COMPUTER);
	if (token->target == NULL)
		token->target = pair_read(pool, pairs, AV_COMPUTER);
	if (token->target == NULL)
		token->target = text_read(pool, ntlm, CHALLENGE_TARGET);
}

/* The answer itself is passed over: the pairs behind it are in the clear. */
static void
authenticate_read(struct pool *pool, const struct ntlm *ntlm, struct token *token)
{
	const struct span	 answer = field_read(ntlm, NT_RESPONSE);

	token->domain = text_read(pool, ntlm, DOMAIN);
	token->user = text_read(pool, ntlm, USER);
	token->workstation = text_read(pool, ntlm, WORKSTATION);
	if (answer.n > ANSWER_PAIRS)
		token->spn = pair_read(pool, (struct span){ answer.at + ANSWER_PAIRS, answer.n - ANSWER_PAIRS },
		    AV_TARGET);
}

static void
negotiate_read(struct pool *pool, const struct ntlm *ntlm, struct token *token)
{
	token->domain = text_read(pool, ntlm, NEGOTIATE_DOMAIN);
	token->workstation = text_read(pool, ntlm, NEGOTIATE_WORKSTATION);
}

bool
ntlm_is(struct span bytes)
{
	return bytes.n >= sizeof(SIGNATURE) && memcmp(bytes.at, SIGNATURE, sizeof(SIGNATURE)) == 0;
}

size_t
ntlm_length(struct span bytes)
{
	struct ntlm	 ntlm;

	return ntlm_open(&ntlm, bytes) ? ntlm.length : 0;
}

void
ntlm_read(struct pool *pool, struct span bytes, struct token *token)
{
	struct ntlm	 ntlm;

	if (!ntlm_open(&ntlm, bytes)) {
		if (bytes.n < TYPE_AT + 4)
			token_fault(pool, token, "is cut within its first bytes");
		token_fault(pool, token, "is an NTLM message of no known type");
		return;
	}
	token->kind = ntlm.form->kind;
	if (ntlm.length > bytes.n)
		token_fault(pool, token, "ends after %zu of %zu bytes", bytes.n, ntlm.length);
	if (token->kind == TOKEN_NTLM_NEGOTIATE)
		negotiate_read(pool, &ntlm, token);
	else if (token->kind == TOKEN_NTLM_CHALLENGE)
		challenge_read(pool, &ntlm, token);
	else
		authenticate_read(pool, &ntlm, token);
}
