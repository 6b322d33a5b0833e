#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "krb/decode.h"
#include "plans/printable.h"
#include "tests/tokens.h"

/* MS-NLMP 4.2.4.3, the messages of its example with NTLMv2. */
#define NLMP_CHALLENGE \
	NTLM_2 "0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000 060070170000000f" \
	"~'Server' 02000c00~'Domain' 01000c00~'Server' 00000000"
#define NLMP_AUTHENTICATE \
	NTLM_3 "180018006c000000 5400540084000000 0c000c0048000000 0800080054000000 100010005c000000" \
	"10001000d8000000 358288e2 0501280a0000000f ~'Domain' ~'User' ~'COMPUTER'" \
	"86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa 68cd0ab851e51c96aabc927bebef6a1c" \
	"0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000 02000c00~'Domain' 01000c00~'Server'" \
	"00000000 00000000 c5dad2544fc9799094ce1ce90bc9d03e"

/* From the tests of jcmturner/gokrb5: an AP-REQ in the frame, without SPNEGO. */
#define GOKRB5_AP_REQ \
	"6082026306092a864886f71201020201006e8202523082024ea003020105a10302010ea20703050000000000a382015d61820159" \
	"30820155a003020105a10d1b0b544553542e474f4b524235a2233021a003020101a11a30181b04485454501b10686f73742e7465" \
	"73742e676f6b726235a382011830820114a003020112a103020103a28201060482010230621d868c97f30bf401e03bbffcd724bd" \
	"9d067dce2afc31f71a356449b070cdafcc1ff372d0eb1e7a708b50c0152f3996c45b1ea312a803907fb97192d39f20cdcaea2987" \
	"6190f51de6e2b4a4df0460122ed97f363434e1e120b0e76c172b4424a536987152ac0b73013ab88af4b13a3fcdc63f739039dd46" \
	"d839709cf5b51bb0ce6cb3af05fab3844caac280929955495235e9d0424f8a1fb9b4bd4f6bba971f40b97e9da60b9dabfcf0b1fe" \
	"ebfca02c9a19b327a0004aa8e19192726cf347561fa8ac74afad5d6a264e50cf495b93aac86c77b2bc2d184234f6c2767dbea431" \
	"485a25687b9044a20b601e968efaefffa1fc5283ff32aa6a53cb6c5cdd2eddcb26a481d73081d4a003020112a103020103a281c7" \
	"0481c4a1b29e420324f7edf9efae39df7bcaaf196a3160cf07e72f52a4ef8a965721b2f3343719c50699046e4fcc18ca26c2bfc7" \
	"e4a9eddfc9d9cfc57ff2f6bdbbd1fc40ac442195bc669b9a0dbba12563b3e4cac9f4022fc01b8aa2d1ab84815bb078399ff7f4d5" \
	"f9815eef896a0c7e3c049e6fd9932b97096cdb5861425b9d81753d0743212ded1a0fb55a00bf71a46be5ce5e1c8a5cc327b91434" \
	"7d9efcb6cb31ca363b1850d95c7b6c4c3cc6301615ad907318a0c5379d343610fab17eca9c7dc0a5a60658"

struct row {
	const char	*bytes;
	const char	*says;		/* as describe() writes it */
};

static const struct row	rows[] = {
	/* What a Windows server offers first, with hints ([MS-SPNG] 2.2.1); from
	 * the test data of jborean93/pyspnego. */
	{ "60{" SPNEGO "a0{30{a0{30{" NEGOEX MS_KRB5 KRB5 U2U NTLM "}}"
	    "a3{30{a0{1b{'not_defined_in_RFC4178@please_ignore'}}}}}}}",
	    "120 framed neg-token-init [negoex ms-krb5 krb5 krb5-u2u ntlm]" },

	/* Kerberos was chosen, and that is all; from the tests of jcmturner/gokrb5. */
	{ "a1143012a0030a0100a10b06092a864882f712010202", "22 neg-token-resp [ms-krb5] state 0" },

	/* The other values of negState, none, and one that is none. */
	{ RESP("a0{0a{01}}"), "9 neg-token-resp [] state 1" },
	{ RESP("a0{0a{02}}"), "9 neg-token-resp [] state 2" },
	{ RESP("a0{0a{03}}"), "9 neg-token-resp [] state 3" },
	{ RESP(""), "4 neg-token-resp []" },
	{ RESP("a0{0a{04}}"), "9 neg-token-resp [] (its negState is none of RFC 4178)" },

	/* Without the frame; an identifier that nobody knows; a token of no
	 * bytes is none; no list at all, as RFC 2478 allowed. */
	{ "a0{30{a0{30{" NTLM "}}}}", "20 neg-token-init [ntlm]" },
	{ INIT("06{2a0304}" IAKERB, "a2{04{}}"), "35 framed neg-token-init [1.2.3.4 iakerb]" },
	{ "60{" SPNEGO "a0{30{}}}",
	    "14 framed neg-token-init [] (its list of mechanisms cannot be read to the end)" },

	/* One holds another; which is the inner one decides what is in it, not
	 * what the list says first. */
	{ INIT(KRB5 NTLM, "a2{04{60{" KRB5 "0100" PLAIN_AP_REQ "}}}"),
	    "360 framed neg-token-init [krb5 ntlm] > 305 framed ap-req spn=HTTP/portal.corp.example "
	    "realm=CORP.EXAMPLE etype 18 kvno 5 of 80 mutual" },
	{ INIT(MS_KRB5 KRB5, "a2{04{" NTLM_1 "00000000}}"),
	    "60 framed neg-token-init [ms-krb5 krb5] > 16 ntlm-negotiate" },
	{ RESP("a0{0a{00}} a1{" KRB5 "} a2{04{60{" KRB5 "0200" AP_REP "}}}"),
	    "150 neg-token-resp [krb5] state 0 > 122 framed ap-rep" },
	{ RESP("a0{0a{02}} a2{04{60{" KRB5 "0300" KRB_ERROR("29", "") "}}}"),
	    "127 neg-token-resp [] state 2 > 114 framed krb-error spn=HTTP/portal.corp.example realm=CORP.EXAMPLE "
	    "code 41 time=20261121103000Z" },
	{ RESP("a0{0a{01}} a1{" NTLM "} a2{04{" NLMP_CHALLENGE "}}"),
	    "132 neg-token-resp [ntlm] state 1 > 104 ntlm-challenge domain=Domain target=Server" },
	{ RESP("a2{04{" NLMP_AUTHENTICATE "}}"),
	    "244 neg-token-resp [] > 232 ntlm-authenticate domain=Domain user=User workstation=COMPUTER" },
	{ INIT(NEGOEX, "a2{04{'NEGOEXTS'00000000}}"), "46 framed neg-token-init [negoex] > 12 negoex" },

	/* Kerberos: another number and user to user in the frame, and no frame;
	 * names of one and three parts; no kvno, one with a sign, great ones;
	 * encryption types with a sign. */
	{ GOKRB5_AP_REQ, "615 framed ap-req spn=HTTP/host.test.gokrb5 realm=TEST.GOKRB5 etype 18 kvno 3 of 258" },
	{ "60{" MS_KRB5 "0100" PLAIN_AP_REQ "}",
	    "305 framed ap-req spn=HTTP/portal.corp.example realm=CORP.EXAMPLE etype 18 kvno 5 of 80 mutual" },
	{ "60{" U2U "0100" AP_REQ("60000000", TICKET(HTTP_PORTAL, SEALED("17", KVNO("02")))) "}",
	    "306 framed ap-req spn=HTTP/portal.corp.example realm=CORP.EXAMPLE etype 23 kvno 2 of 80 mutual" },
	{ AP_REQ("00000000", TICKET(NAME("01", "1b{'svc-web'}"), SEALED("12", ""))),
	    "265 ap-req spn=svc-web realm=CORP.EXAMPLE etype 18 kvno -1 of 80" },
	{ AP_REQ("00000000", TICKET(NAME("03", "1b{'HTTP'} 1b{'a'} 1b{'b'}"), SEALED("12", KVNO("00c8000002")))),
	    "277 ap-req spn=HTTP/a/b realm=CORP.EXAMPLE etype 18 kvno 3355443202 of 80" },
	{ AP_REQ("00000000", TICKET(HTTP_PORTAL, SEALED("ff7b", KVNO("fffe0001")))),
	    "292 ap-req spn=HTTP/portal.corp.example realm=CORP.EXAMPLE etype -133 kvno 4294836225 of 80" },
	{ AP_REP, "107 ap-rep" },
	{ KRB_ERROR("25", "ab{1b{'clock skew'}} ac{04{00}}"),
	    "118 krb-error spn=HTTP/portal.corp.example realm=CORP.EXAMPLE code 37 text=clock skew "
	    "time=20261121103000Z" },
	{ "60{" U2U "0400 30{a0{02{05}} a1{02{10}} a2{" HTTP_PORTAL "} a3{1b{'CORP.EXAMPLE'}}}}",
	    "84 framed tgt-req spn=HTTP/portal.corp.example realm=CORP.EXAMPLE" },
	{ "60{" U2U "0401 30{a0{02{05}} a1{02{11}} a2{" TICKET(HTTP_PORTAL, SEALED("12", "")) "}}}",
	    "193 framed tgt-rep" },

	/* Names that nobody should have. */
	{ AP_REQ("00000000", TICKET(NAME("02", "1b{'HTTP'} 1b{e900 1b5b316d}"), SEALED("12", ""))),
	    "270 ap-req spn=HTTP/\\xE9\\x00\\x1B[1m realm=CORP.EXAMPLE etype 18 kvno -1 of 80" },
	{ AP_REQ("00000000", TICKET(NAME("02", ""), SEALED("12", ""))),
	    "253 ap-req realm=CORP.EXAMPLE etype 18 kvno -1 of 80 (its ticket cannot be read)" },
	{ AP_REQ("00000000", TICKET(NAME("02", "1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}1b{}"),
	    SEALED("12", ""))),
	    "290 ap-req realm=CORP.EXAMPLE etype 18 kvno -1 of 80 (its ticket cannot be read)" },

	/* What does not fit together. */
	{ "60{" KRB5 "0100" AP_REP "}",
	    "122 framed unknown (is no ap-req, which its token identifier says it is)" },
	{ "60{" KRB5 "0104" PLAIN_AP_REQ "}",
	    "305 framed unknown (has the token identifier 01 04, which sets up no context)" },
	{ "60{" KRB5 "01}", "14 framed unknown (has no token identifier)" },
	{ "60{" IAKERB "0501 30{}}",
	    "14 framed unknown (is of the mechanism 1.3.6.1.5.2.5, which is not decoded)" },
	{ "60{" SPNEGO PLAIN_AP_REQ "}", "300 framed unknown (is neither NegTokenInit nor NegTokenResp)" },
	{ "60{" SPNEGO "}", "10 framed unknown (is a frame with nothing in it)" },
	{ "60{30{}}", "4 framed unknown (names no mechanism)" },
	{ "60{06{80}}", "5 framed unknown (names no mechanism)" },
	{ "6e{04{00}}", "5 unknown (is no message of Kerberos)" },
	{ "6e{30{a3{61{30{}}}}}", "10 ap-req etype 0 kvno -1 of 0 (its ticket cannot be read)" },
	{ "7e{30{a6{02{ffffffff}}}}", "12 krb-error code 0 (its error code cannot be read)" },
	{ "a0{04{}}", "4 unknown (is no message of SPNEGO)" },
	{ RESP("a0{0a{00}}") "0000", "11 neg-token-resp [] state 0 (has bytes behind its end: 2)" },
	{ INIT(KRB5 "06{80}" NTLM, ""),
	    "44 framed neg-token-init [krb5] (its list of mechanisms cannot be read to the end)" },
	{ RESP("a1{06{}}"), "8 neg-token-resp [] (its mechanism cannot be read)" },
	{ RESP("a2{04{" RESP("a2{04{" RESP("a2{04{" RESP("a2{04{" RESP("a2{04{" RESP("") "}}") "}}") "}}") "}}") "}}"),
	    "44 neg-token-resp [] > 36 neg-token-resp [] > 28 neg-token-resp [] > 20 neg-token-resp [] > 12 "
	    "neg-token-resp [] > 4 unknown (is inside more than 4 others)" },

	/* No DER: no length, a length without end, one of nine bytes. */
	{ "60", "1 unknown (is cut within its first bytes, or is no DER)" },
	{ "6082", "2 unknown (is cut within its first bytes, or is no DER)" },
	{ "608206", "3 unknown (is cut within its first bytes, or is no DER)" },
	{ "6080", "2 unknown (is cut within its first bytes, or is no DER)" },
	{ "6089 010101010101010101", "11 unknown (is cut within its first bytes, or is no DER)" },

	/* None of these. */
	{ "", "0 unknown (is empty)" },
	{ "04{00}", "3 unknown (is of no known format)" },
	{ "'Bearer'", "6 unknown (is of no known format)" },

	/* Raw NTLM: the example of the specification; flags without names and
	 * names without flags; a client of old without flags in its last
	 * message, which is not Unicode; characters beyond the first 65536. */
	{ NLMP_CHALLENGE, "104 ntlm-challenge domain=Domain target=Server" },
	{ NLMP_AUTHENTICATE, "232 ntlm-authenticate domain=Domain user=User workstation=COMPUTER" },
	{ NTLM_1 "b78208e2 0000000000000000 0000000000000000 0a0063450000000f", "40 ntlm-negotiate" },
	{ NTLM_1 "07320000 0400040024000000 0400040020000000 'WORKCORP'",
	    "40 ntlm-negotiate domain=CORP workstation=WORK" },
	{ NTLM_1 "07020000 0400040024000000 0400040020000000 'WORKCORP'", "40 ntlm-negotiate" },
	{ NTLM_1 "07220000 0400040024000000 0400040020000000 'WORKCORP'", "40 ntlm-negotiate workstation=WORK" },
	{ NTLM_1 "07020000", "16 ntlm-negotiate" },
	{ NTLM_2 "0400040020000000 02020000 0123456789abcdef 'CORP'", "36 ntlm-challenge target=CORP" },
	{ NTLM_2 "0400040020000000 01020000 0123456789abcdef 3dd800de", "36 ntlm-challenge target=😀" },
	{ NTLM_2 "0600060020000000 01020000 0123456789abcdef 3dd8 4100 00de",
	    "38 ntlm-challenge target=\\xED\\xA0\\xBDA\\xED\\xB8\\x80" },
	{ NTLM_2 "0500050020000000 01020000 0123456789abcdef 4100 0000 42", "37 ntlm-challenge target=A\\x00" },
	{ NTLM_3 "0000000000000000 0000000000000000 0400040034000000 0500050038000000 040004003d000000"
	    "'CORP' 'alice' 'WORK'", "65 ntlm-authenticate domain=CORP user=alice workstation=WORK" },
	{ NTLM_3 "0000000000000000 0000000000000000 0000000040000000 0000000040000000 0000000040000000"
	    "0000000040000000 158208e2", "64 ntlm-authenticate" },

	/* Which SPN the client wanted, where its answer says so. */
	{ NTLM_3 "0000000000000000 5a005a0040000000 0000000000000000 0000000000000000 0000000000000000"
	    "0000000000000000 01000000"
	    "00000000000000000000000000000000 0101000000000000 0000000000000000 0000000000000000 00000000"
	    "0600040002000000 09002000~'HTTP/web.corp.ex' 00000000", "156 ntlm-authenticate spn=HTTP/web.corp.ex" },

	/* Fields that point anywhere, pairs that have no end, and no such type. */
	{ NTLM_3 "ffffffff00000000 ffffffffffffffff 0400040000000000 04000400ffffffff 0400040041000000"
	    "0000000000000000 02000000 'WORK'", "68 ntlm-authenticate (ends after 68 of 4295032830 bytes)" },
	{ NTLM_2 "0000000000000000 01028000 0123456789abcdef 0000000000000000 0800080030000000 0100ff004100 4200",
	    "56 ntlm-challenge" },
	{ "'NTLMSSP'00 04000000", "12 unknown (is an NTLM message of no known type)" },
	{ "'NTLMSSP'00 0100", "10 unknown (is cut within its first bytes)" },
	{ "'NTLMSSP'00", "8 unknown (is cut within its first bytes)" },
};

static char *
mechs(struct pool *pool, const struct token *token)
{
	const struct mech	*row;
	char			*text = pool_copy(pool, "");

	for (size_t i = 0; i < token->n_mech; i++) {
		row = mech_find(token->mech[i]);
		text = pool_printf(pool, "%s%s%s", text, i > 0 ? " " : "", row != NULL ? row->word : token->mech[i]);
	}
	return text;
}

static char *
member(struct pool *pool, char *text, const char *name, const char *value)
{
	return value != NULL ? pool_printf(pool, "%s %s=%s", text, name, printable(pool, value)) : text;
}

/* All of a token in one line. */
static char *
describe(struct pool *pool, const struct token *token)
{
	char	*text;

	text = pool_printf(pool, "%zu %s%s", token->size, token->framed ? "framed " : "", token_word[token->kind]);
	if (token->kind == TOKEN_NEG_INIT || token->kind == TOKEN_NEG_RESP)
		text = pool_printf(pool, "%s [%s]", text, mechs(pool, token));
	if (token->neg_state != NEG_ABSENT)
		text = pool_printf(pool, "%s state %d", text, token->neg_state);
	text = member(pool, text, "spn", token->spn);
	text = member(pool, text, "realm", token->realm);
	if (token->kind == TOKEN_AP_REQ)
		text = pool_printf(pool, "%s etype %d kvno %ld of %zu%s", text, token->etype, token->kvno,
		    token->ticket_size, token->mutual ? " mutual" : "");
	if (token->kind == TOKEN_KRB_ERROR)
		text = pool_printf(pool, "%s code %d", text, token->code);
	text = member(pool, text, "text", token->text);
	text = member(pool, text, "time", token->time);
	text = member(pool, text, "domain", token->domain);
	text = member(pool, text, "user", token->user);
	text = member(pool, text, "workstation", token->workstation);
	text = member(pool, text, "target", token->target);
	if (token->fault != NULL)
		text = pool_printf(pool, "%s (%s)", text, token->fault);
	return token->inner == NULL ? text : pool_printf(pool, "%s > %s", text, describe(pool, token->inner));
}

static void
tokens(void)
{
	struct pool	 pool = { 0 };
	struct span	 bytes;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bytes = notation(&pool, rows[i].bytes);
		SAME(describe(&pool, token_decode(&pool, bytes)), rows[i].says, rows[i].bytes);
	}
	pool_free(&pool);
}

/* Nothing is read in a token that is cut, but what the whole one says. */
static void
is_part(const struct token *cut, const struct token *whole, const char *row)
{
	OK(cut->kind == TOKEN_UNKNOWN || cut->kind == whole->kind, row);
	OK(cut->n_mech <= whole->n_mech, row);
	OK(cut->spn == NULL || SAME(cut->spn, whole->spn, row), row);
	OK(cut->realm == NULL || SAME(cut->realm, whole->realm, row), row);
	OK(cut->etype == 0 || cut->etype == whole->etype, row);
	OK(cut->kvno == -1 || cut->kvno == whole->kvno, row);
	OK(cut->user == NULL || SAME(cut->user, whole->user, row), row);
	OK(cut->domain == NULL || SAME(cut->domain, whole->domain, row), row);
	if (cut->inner != NULL && OK(whole->inner != NULL, row))
		is_part(cut->inner, whole->inner, row);
}

/* The bytes lie at the end of what is allocated, for who looks behind it. */
static void
cut_at(struct span whole, size_t n, const char *row)
{
	struct pool		 pool = { 0 };
	char			*bytes = malloc(n > 0 ? n : 1);
	const struct token	*token;
	size_t			 length;

	if (n > 0)
		memcpy(bytes, whole.at, n);
	token = token_decode(&pool, (struct span){ bytes, n });
	length = token_length((struct span){ bytes, n });
	SAME_INT((long long)token->size, (long long)n, row);
	OK(length == 0 || n < 16 || length <= whole.n, row);
	OK(token->fault != NULL || n >= token_length(whole), row);
	is_part(token, token_decode(&pool, whole), row);
	free(bytes);
	pool_free(&pool);
}

static void
cuts(void)
{
	struct pool	 pool = { 0 };
	struct span	 whole;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		whole = notation(&pool, rows[i].bytes);
		if (token_decode(&pool, whole)->fault != NULL)
			continue;
		SAME_INT((long long)token_length(whole) <= (long long)whole.n, 1, rows[i].bytes);
		for (size_t n = 0; n < whole.n; n++)
			cut_at(whole, n, rows[i].bytes);
	}
	pool_free(&pool);
}

/* What a ticket is for stands before what is long. */
static void
cut_tickets(void)
{
	static const struct row	 cut[] = {
		{ "140", "140 framed ap-req spn=HTTP/host.test.gokrb5 realm=TEST.GOKRB5 etype 18 kvno 3 of 258 "
		    "(ends after 140 of 615 bytes)" },
		{ "120", "120 framed ap-req spn=HTTP/host.test.gokrb5 realm=TEST.GOKRB5 etype 0 kvno -1 of 0 "
		    "(ends after 120 of 615 bytes)" },
		{ "90", "90 framed ap-req realm=TEST.GOKRB5 etype 0 kvno -1 of 0 (ends after 90 of 615 bytes)" },
		{ "30", "30 framed ap-req etype 0 kvno -1 of 0 (ends after 30 of 615 bytes)" },
		{ "10", "10 framed unknown (ends after 10 of 615 bytes)" },
	};
	struct pool	 pool = { 0 };
	struct span	 bytes = notation(&pool, GOKRB5_AP_REQ);

	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		bytes.n = (size_t)atoi(cut[i].bytes);
		SAME(describe(&pool, token_decode(&pool, bytes)), cut[i].says, cut[i].bytes);
	}
	pool_free(&pool);
}

/* As people copy it out of a browser, a log or a mail. */
static void
base64(void)
{
	static const struct row	 text[] = {
		{ "TlRMTVNTUAABAAAABwIAAA==", "16 ntlm-negotiate" },
		{ "TlRMTVNTUAABAAAABwIAAA", "16 ntlm-negotiate" },
		{ " TlRMTVNTUAAB\r\n\tAAAABwIAAA= =\n", "16 ntlm-negotiate" },
		{ "TlRMTVNTUAABAAAABwI", "14 ntlm-negotiate (ends after 14 of 16 bytes)" },
		{ "TlRMTVNTUAABAAAABw...", "13 ntlm-negotiate (ends after 13 of 16 bytes)" },
		{ "TlRMTVNTUAABAAAABw\xe2\x80\xa6", "13 ntlm-negotiate (ends after 13 of 16 bytes)" },
		{ "oQcwBaADCgEB", "9 neg-token-resp [] state 1" },
		{ "oQcwBaADCgE", "8 neg-token-resp [] (ends after 8 of 9 bytes)" },
		{ "oQcwBaADCgEBoQcw", "12 neg-token-resp [] state 1 (has bytes behind its end: 3)" },
		{ "/+8=", "2 unknown (is of no known format)" },
		{ "T", "0 unknown (is empty)" },
		{ "", "0 unknown (is empty)" },
		{ "====", "0 unknown (is empty)" },
		{ "\xff", "0 unknown (is empty)" },
	};
	struct pool	 pool = { 0 };

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		SAME(describe(&pool, token_decode_base64(&pool, span_of(text[i].bytes))), text[i].says, text[i].bytes);
	pool_free(&pool);
}

/* Larger than any header, and more mechanisms than there are. */
static void
bounds(void)
{
	enum { SIZE = 1024 * 1024 + 1, MECHS = 33 };
	struct pool		 pool = { 0 };
	char			*large = pool_alloc(&pool, SIZE), *list = pool_copy(&pool, "");
	const struct token	*token;

	memcpy(large, "NTLMSSP\0\1\0\0\0", 12);
	SAME(token_decode(&pool, (struct span){ large, SIZE })->fault, "is larger than 1 MiB", NULL);
	SAME(token_decode(&pool, (struct span){ large, SIZE - 1 })->fault, NULL, NULL);
	for (int i = 0; i < MECHS; i++)
		list = pool_printf(&pool, "%s" KRB5, list);
	token = token_decode(&pool, notation(&pool, pool_printf(&pool, "a0{30{a0{30{%s}}}}", list)));
	SAME_INT((long long)token->n_mech, MECHS - 1, NULL);
	SAME(token->fault, "its list of mechanisms cannot be read to the end", NULL);
	pool_free(&pool);
}

void
t_token(void)
{
	test_suite("token");
	test_add("tokens as they are sent", tokens);
	test_add("a token cut at any byte says nothing else", cuts);
	test_add("a token that is cut says what its ticket is for", cut_tickets);
	test_add("base64 as people copy it", base64);
	test_add("neither large tokens nor long lists", bounds);
}
