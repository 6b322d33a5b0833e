#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "plans/spn.h"

#define BIT(fault)	(1u << SPN_##fault)

static const struct {
	const char	*text, *class, *host, *port, *service;
} good[] = {
	/* Two parts. */
	{ "HOST/web01", "HOST", "web01", "", "" },
	{ "HTTP/web01.corp.example", "HTTP", "web01.corp.example", "", "" },
	{ "RestrictedKrbHost/x", "RestrictedKrbHost", "x", "", "" },
	{ "TERMSRV/x", "TERMSRV", "x", "", "" },
	{ "WSMAN/x", "WSMAN", "x", "", "" },
	{ "FIMService/x", "FIMService", "x", "", "" },
	{ "MSServerCluster/x", "MSServerCluster", "x", "", "" },
	{ "SP/ExcelServices", "SP", "ExcelServices", "", "" },
	{ "exchangeAB/EXCH", "exchangeAB", "EXCH", "", "" },
	{ "kadmin/changepw", "kadmin", "changepw", "", "" },
	/* Classes of several words, as those of Hyper-V. */
	{ "Microsoft Virtual Console Service/hv01.corp.example", "Microsoft Virtual Console Service",
	    "hv01.corp.example", "", "" },
	{ "Hyper-V Replica Service/HV01", "Hyper-V Replica Service", "HV01", "", "" },
	{ "ldap/4c0c1b5f._msdcs.corp.example", "ldap",
	    "4c0c1b5f._msdcs.corp.example", "", "" },
	{ "MSSQLSvc/-sqlread:31436", "MSSQLSvc", "-sqlread", "31436", "" },
	/* A port, the smallest and the largest. */
	{ "HTTP/web01:8080", "HTTP", "web01", "8080", "" },
	{ "HTTP/web01:1", "HTTP", "web01", "1", "" },
	{ "HTTP/web01:65535", "HTTP", "web01", "65535", "" },
	{ "MSSQLSvc/sql01.corp.example:1433", "MSSQLSvc",
	    "sql01.corp.example", "1433", "" },
	/* What is not all digits is the name of an instance. */
	{ "MSSQLSvc/sql01:INST", "MSSQLSvc", "sql01", "INST", "" },
	{ "MSSQLSvc/sql01:65536A", "MSSQLSvc", "sql01", "65536A", "" },
	/* Three parts. */
	{ "ldap/dc1.corp.example/CORP", "ldap", "dc1.corp.example", "",
	    "CORP" },
	{ "GC/dc1.corp.example/corp.example", "GC", "dc1.corp.example", "",
	    "corp.example" },
	{ "E3514235-4B06-11D1-AB04-00C04FC2DCD2/guid/corp.example",
	    "E3514235-4B06-11D1-AB04-00C04FC2DCD2", "guid", "",
	    "corp.example" },
	{ "Dfsr-12F9A27C-BF97-4787-9364-D31B6C55EB04/dc1.corp.example",
	    "Dfsr-12F9A27C-BF97-4787-9364-D31B6C55EB04", "dc1.corp.example",
	    "", "" },
	{ "ldap/dc1:389/CORP", "ldap", "dc1", "389", "CORP" },
	/* A host may end in a dot. */
	{ "HTTP/web01.corp.example.", "HTTP", "web01.corp.example.", "", "" },
	/* The literals of IPv6 stand in brackets. */
	{ "HTTP/[2001:db8::1]", "HTTP", "[2001:db8::1]", "", "" },
	{ "HTTP/[2001:db8::1]:8080", "HTTP", "[2001:db8::1]", "8080", "" },
	{ "HTTP/[x", "HTTP", "[x", "", "" },
	/* Or not: no colon of theirs stands before a port. */
	{ "HTTP/2001:db8::1", "HTTP", "2001:db8::1", "", "" },
	{ "HTTP/FE80::1%4", "HTTP", "FE80::1%4", "", "" },
	{ "HTTP/::1", "HTTP", "::1", "", "" },
	{ "ldap/fe80::/corp.example", "ldap", "fe80::", "", "corp.example" },
	{ "HTTP/::ffff:192.0.2.1", "HTTP", "::ffff:192.0.2.1", "", "" },
	{ "HTTP/2001:db8:0:0:0:0:0:1", "HTTP", "2001:db8:0:0:0:0:0:1", "", "" },
	/* These are none. */
	{ "MSSQLSvc/db:1433", "MSSQLSvc", "db", "1433", "" },
	{ "MSSQLSvc/db:fade", "MSSQLSvc", "db", "fade", "" },
	{ "MSSQLSvc/db:1433:1", "MSSQLSvc", "db", "1433:1", "" },
	{ "MSSQLSvc/sql01::1", "MSSQLSvc", "sql01", ":1", "" },
	/* Letters of any script. */
	{ "HTTP/m\xc3\xbcnchen.example", "HTTP", "m\xc3\xbcnchen.example", "",
	    "" },
	{ "HTTP/\xe6\x9d\xb1\xe4\xba\xac", "HTTP",
	    "\xe6\x9d\xb1\xe4\xba\xac", "", "" },
	/* Persian needs the zero-width non-joiner. */
	{ "HTTP/\xd9\x86\xe2\x80\x8c\xd8\xa7", "HTTP",
	    "\xd9\x86\xe2\x80\x8c\xd8\xa7", "", "" },
};

static void
same_span(struct span span, const char *expected, const char *row)
{
	char	 text[128];

	snprintf(text, sizeof(text), "%.*s", (int)span.n,
	    span.n == 0 ? "" : span.at);
	SAME(text, expected, row);
}

static void
parts(void)
{
	struct spn	 spn;
	size_t		 i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		spn_parse(&spn, span_of(good[i].text));
		SAME_INT(spn.fault, 0, good[i].text);
		same_span(spn.class, good[i].class, good[i].text);
		same_span(spn.host, good[i].host, good[i].text);
		same_span(spn.port, good[i].port, good[i].text);
		same_span(spn.service, good[i].service, good[i].text);
	}
}

static const struct {
	struct span	 text;
	unsigned	 fault;
	const char	*host;		/* what of it is still of use */
} bad[] = {
#define BYTES(text)	{ text, sizeof(text) - 1 }
	{ BYTES("web01"), BIT(NO_SLASH), "" },
	{ BYTES(""), BIT(NO_SLASH), "" },
	{ { NULL, 0 }, BIT(NO_SLASH), "" },
	/* Empty parts. */
	{ BYTES("/web01"), BIT(EMPTY_PART), "web01" },
	{ BYTES("HTTP/"), BIT(EMPTY_PART), "" },
	{ BYTES("HTTP//x"), BIT(EMPTY_PART), "" },
	{ BYTES("HTTP/:80"), BIT(EMPTY_PART), "" },
	{ BYTES("HTTP/web01:"), BIT(EMPTY_PART), "web01" },
	{ BYTES("HTTP/[::1]:"), BIT(EMPTY_PART), "[::1]" },
	{ BYTES("/"), BIT(EMPTY_PART), "" },
	{ BYTES("//"), BIT(EMPTY_PART) | BIT(TRAILING_SLASH), "" },
	{ BYTES("HTTP/web01/"), BIT(TRAILING_SLASH), "web01" },
	{ BYTES("HTTP/web01:80/"), BIT(TRAILING_SLASH), "web01" },
	{ BYTES("HTTP/web01//"), BIT(TRAILING_SLASH) | BIT(EMPTY_PART),
	    "web01" },
	/* The class of https:// is HTTP. */
	{ BYTES("HTTPS/web01"), BIT(HTTPS), "web01" },
	{ BYTES("https/web01:443"), BIT(HTTPS), "web01" },
	/* An address: what it lacks as a name is not said as well. */
	{ BYTES("http://web01"), BIT(URL), "web01" },
	{ BYTES("https://web01:99999/"), BIT(URL), "web01" },
	{ BYTES("https://web01/a/b/c/"), BIT(URL), "web01" },
	{ BYTES("HTTP/http://web01"), BIT(URL), "web01" },
	{ BYTES("http:/web01"), BIT(URL), "web01" },
	{ BYTES("://"), BIT(URL), "" },
	{ BYTES("https://*.corp.example"), BIT(URL) | BIT(WILDCARD),
	    "*.corp.example" },
	/* A backslash, with or without the slash. */
	{ BYTES("HTTP\\web01"), BIT(BACKSLASH), "" },
	{ BYTES("HTTP/CORP\\web01"), BIT(BACKSLASH), "CORP\\web01" },
	{ BYTES("HTTP/*.corp.example"), BIT(WILDCARD), "*.corp.example" },
	/* Dashes that are no hyphens. */
	{ BYTES("HTTP/web\xe2\x80\x90" "01"), BIT(DASH),
	    "web\xe2\x80\x90" "01" },
	{ BYTES("HTTP/web\xe2\x80\x91" "01"), BIT(DASH),
	    "web\xe2\x80\x91" "01" },
	{ BYTES("HTTP/web\xe2\x80\x93" "01"), BIT(DASH),
	    "web\xe2\x80\x93" "01" },
	{ BYTES("HTTP/web\xe2\x80\x95" "01"), BIT(DASH),
	    "web\xe2\x80\x95" "01" },
	{ BYTES("HTTP/web\xe2\x88\x92" "01"), BIT(DASH),
	    "web\xe2\x88\x92" "01" },
	/* A realm is read past. */
	{ BYTES("HTTP/web01@CORP.EXAMPLE"), BIT(REALM), "web01" },
	{ BYTES("HTTP/web01:80@CORP.EXAMPLE"), BIT(REALM), "web01" },
	{ BYTES("HTTP/a@b/c"), BIT(REALM), "a@b" },
	{ BYTES("web01@CORP.EXAMPLE"), BIT(REALM) | BIT(NO_SLASH), "" },
	/* Spaces. */
	{ BYTES("HTTP/web01 "), BIT(SPACE), "web01 " },
	{ BYTES("HTTP /web01"), BIT(SPACE), "web01" },
	{ BYTES(" HTTP/web01"), BIT(SPACE), "web01" },
	{ BYTES("Hyper-V  Replica Service/hv01"), BIT(SPACE), "hv01" },
	{ BYTES("Hyper-V\xc2\xa0" "Replica Service/hv01"), BIT(SPACE), "hv01" },
	{ BYTES("Hyper-V Replica Service/hv 01"), BIT(SPACE), "hv 01" },
	{ BYTES("setspn -S HTTP/web01"), BIT(SPACE), "web01" },
	{ BYTES("Hyper-V Replica Service"), BIT(SPACE) | BIT(NO_SLASH), "" },
	{ BYTES("HTTP/web\xc2\xa0" "01"), BIT(SPACE), "web\xc2\xa0" "01" },
	{ BYTES("HTTP/web\xe3\x80\x80"), BIT(SPACE), "web\xe3\x80\x80" },
	/* What cannot be seen, and what is no text. */
	{ BYTES("HTTP/web01\r\n"), BIT(CONTROL), "web01\r\n" },
	{ BYTES("HTTP/web01\x7f"), BIT(CONTROL), "web01\x7f" },
	{ BYTES("HTTP/web\xe2\x80\x8b" "01"), BIT(CONTROL),
	    "web\xe2\x80\x8b" "01" },
	{ BYTES("\xef\xbb\xbfHTTP/web01"), BIT(CONTROL), "web01" },
	{ BYTES("HTTP/web\xff"), BIT(CONTROL), "web\xff" },
	{ BYTES("HTTP/w\0b"), BIT(CONTROL), "w" },
	{ BYTES("HTTP/web\xe2\x80\x8c" "01"), BIT(CONTROL), "web\xe2\x80\x8c" "01" },
	{ BYTES("HTTP/\xd9\x86\xe2\x80\x8c"), BIT(CONTROL), "\xd9\x86\xe2\x80\x8c" },
	{ BYTES("HTTP/x\xe3\x85\xa4"), BIT(CONTROL), "x\xe3\x85\xa4" },
	{ BYTES("HTTP/x\xef\xb8\x8f"), BIT(CONTROL), "x\xef\xb8\x8f" },
	/* The same as the directory keeps it. */
	{ BYTES("HTTP/web\\xFF"), BIT(CONTROL), "web\\xFF" },
	{ BYTES("HTTP/web\\x00"), BIT(CONTROL), "web\\x00" },
	{ BYTES("HTTP/web\\x41"), BIT(BACKSLASH), "web\\x41" },
	{ BYTES("HTTP/web\\xF"), BIT(BACKSLASH), "web\\xF" },
	{ BYTES("HTTP\\xen01"), BIT(BACKSLASH), "" },
	/* Too many parts. */
	{ BYTES("HTTP/a/b/c"), BIT(PARTS), "a" },
	{ BYTES("HTTP/a/b/c/"), BIT(PARTS) | BIT(TRAILING_SLASH), "a" },
	/* All digits, but no port. */
	{ BYTES("HTTP/web01:0"), BIT(PORT), "web01" },
	{ BYTES("HTTP/web01:65536"), BIT(PORT), "web01" },
	{ BYTES("HTTP/web01:99999999999999999999999"), BIT(PORT), "web01" },
	/* Other classes have names of instances there. */
	{ BYTES("HTTP/web01:http"), BIT(PORT), "web01" },
	{ BYTES("HTTP/web01:8080:1"), BIT(PORT), "web01" },
	/* Several at once. */
	{ BYTES("HTTPS/*.corp.example /"), BIT(HTTPS) | BIT(WILDCARD) |
	    BIT(SPACE) | BIT(TRAILING_SLASH), "*.corp.example " },
#undef BYTES
};

/* Every bit of a set by its word. */
static void
fault_words(unsigned fault, char *text, size_t size)
{
	size_t	 bit;

	text[0] = '\0';
	for (bit = 0; bit < N_SPN_FAULT; bit++)
		if ((fault & 1u << bit) != 0)
			snprintf(text + strlen(text), size - strlen(text),
			    "%s ", spn_fault[bit].word);
}

static void
faults(void)
{
	char		 found[256], expected[256];
	struct spn	 spn;
	size_t		 i, bit;
	unsigned	 met = 0;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		spn_parse(&spn, bad[i].text);
		fault_words(spn.fault, found, sizeof(found));
		fault_words(bad[i].fault, expected, sizeof(expected));
		SAME(found, expected, bad[i].text.at);
		same_span(spn.host, bad[i].host, bad[i].text.at);
		met |= bad[i].fault;
	}
	for (bit = 0; bit < N_SPN_FAULT; bit++) {
		if (!OK(spn_fault[bit].word != NULL, NULL))
			continue;
		OK(spn_fault[bit].says != NULL, spn_fault[bit].word);
		OK((met & 1u << bit) != 0, spn_fault[bit].word);
	}
}

static void
pointless(void)
{
	static const struct {
		const char	*text;
		unsigned	 bits;
	} rows[] = {
		{ "HTTP/192.0.2.1", BIT(ADDRESS) }, { "HTTP/192.0.2.1:8080", BIT(ADDRESS) },
		{ "cifs/[2001:db8::1]", BIT(ADDRESS) }, { "cifs/2001:db8::1", BIT(ADDRESS) },
		{ "HTTP/2001:db8:0:0:0:0:0:1/x", BIT(ADDRESS) | BIT(THREE_PARTS) },
		{ "HTTP/web01:443", BIT(DEFAULT_PORT) }, { "HTTP/web01/x", BIT(THREE_PARTS) },
		{ "HTTP/web01.corp.example.", 0 }, { "HTTP/192.0.2.example", 0 }, { "MSSQLSvc/db:fade", 0 },
		{ "MSSQLSvc/cafe:1433", 0 }, { "MSSQLSvc/db:1433:1", 0 }
	};
	struct spn	 spn;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		spn_parse(&spn, span_of(rows[i].text));
		SAME_INT(spn_pointless(&spn), rows[i].bits, rows[i].text);
	}
}

static void
comparison(void)
{
	SAME_INT(spn_cmp("HTTP/Web01", "http/web01"), 0, NULL);
	SAME_INT(spn_cmp("HTTP/m\xc3\xbcnchen", "HTTP/munchen"), 0, NULL);
	OK(spn_cmp("HTTP/web", "HTTP/web.corp.example") < 0,
	    "short and qualified are two names");
	OK(spn_cmp("HTTP/web:80", "HTTP/web") > 0, "so is one with a port");
}

void
t_spn(void)
{
	test_suite("spn");
	test_add("names come apart", parts);
	test_add("faults are found, and only they", faults);
	test_add("what no client asks for by itself is told", pointless);
	test_add("names compare as in the directory", comparison);
}
