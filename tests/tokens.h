#ifndef TESTS_TOKENS_H
#define TESTS_TOKENS_H

#include "tests/notation.h"

/* Parts of tokens, in the notation. */
#define SPNEGO		"06{2b0601050502}"
#define KRB5		"06{2a864886f712010202}"
#define MS_KRB5		"06{2a864882f712010202}"
#define U2U		"06{2a864886f71201020203}"
#define NTLM		"06{2b06010401823702020a}"
#define NEGOEX		"06{2b06010401823702021e}"
#define IAKERB		"06{2b0601050205}"

#define NAME(type, parts)	"30{a0{02{" type "}} a1{30{" parts "}}}"
#define HTTP_PORTAL		NAME("02", "1b{'HTTP'} 1b{'portal.corp.example'}")
#define CIPHER			"000102030405060708090a0b0c0d0e0f"
#define SEALED_AS(etype, kvno, cipher)	"30{a0{02{" etype "}} " kvno " a2{04{" cipher "}}}"
#define SEALED(etype, kvno)	SEALED_AS(etype, kvno, CIPHER CIPHER CIPHER CIPHER CIPHER)
#define KVNO(kvno)		"a1{02{" kvno "}}"
#define TICKET(sname, sealed)	"61{30{a0{02{05}} a1{1b{'CORP.EXAMPLE'}} a2{" sname "} a3{" sealed "}}}"
#define AP_REQ(options, ticket)	"6e{30{a0{02{05}} a1{02{0e}} a2{03{00" options "}} a3{" ticket "}" \
	"a4{" SEALED("12", "") "}}}"
#define PLAIN_AP_REQ		AP_REQ("20000000", TICKET(HTTP_PORTAL, SEALED("12", KVNO("05"))))
#define AP_REP			"6f{30{a0{02{05}} a1{02{0f}} a2{" SEALED("12", "") "}}}"
#define KRB_ERROR(code, more)	"7e{30{a0{02{05}} a1{02{1e}} a4{18{'20261121103000Z'}} a5{02{00}}" \
	"a6{02{" code "}} a9{1b{'CORP.EXAMPLE'}} aa{" HTTP_PORTAL "} " more "}}"

#define INIT(mechs, rest)	"60{" SPNEGO "a0{30{a0{30{" mechs "}} " rest "}}}"
#define RESP(parts)		"a1{30{" parts "}}"

#define NTLM_1			"'NTLMSSP'00 01000000"
#define NTLM_2			"'NTLMSSP'00 02000000"
#define NTLM_3			"'NTLMSSP'00 03000000"

#endif
