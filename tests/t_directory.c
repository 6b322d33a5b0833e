#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plans/directory.h"
#include "tests/draft.h"

#define GUID_A	"objectGUID: aaaaaaaaaaaaaaaa\n"
#define GUID_B	"objectGUID: bbbbbbbbbbbbbbbb\n"

/* -- what becomes of entries -- */

static const struct {
	const char	*row;
	const char	*text, *more;
	const char	*accounts;	/* as dump_account writes them */
} models[] = {
	{ "everything",
	    "dn: CN=Web 01,OU=Web,DC=Corp,DC=Example\n"
	    "objectClass: top\nobjectClass: user\nobjectClass: computer\n"
	    "objectGUID: 0123456789abcdef\nobjectSid: @7\n"
	    "sAMAccountName: WEB01$\nuserAccountControl: 4096\n"
	    "servicePrincipalName: HOST/web01\n"
	    "servicePrincipalName: HTTP/web01\n"
	    "userPrincipalName: web01@corp.example\n"
	    "dNSHostName: web01.corp.example\n"
	    "msDS-AdditionalDnsHostName: b.corp.example\n"
	    "msDS-AdditionalDnsHostName: a.corp.example\n"
	    "operatingSystem: Windows Server 2025\n", NULL,
	    "CN=Web 01,OU=Web,DC=Corp,DC=Example | corp.example | WEB01$ | "
	    "computer | 1000 | S-1-5-7 | web01.corp.example | "
	    "web01@corp.example | Windows Server 2025 | a.ldif:1\n"
	    "\ta.corp.example\n\tb.corp.example\n"
	    "\tHOST/web01\n\tHTTP/web01\n" },
	{ "numbers have 32 bits, whatever their sign",
	    "dn: CN=a\nobjectClass: user\n"
	    "userAccountControl: -2147483648\n\n"
	    "dn: CN=b\nobjectClass: user\n"
	    "userAccountControl: 4294967295\n", NULL,
	    "CN=a | - | - | user | 80000000 | - | - | - | - | a.ldif:1\n"
	    "CN=b | - | - | user | ffffffff | - | - | - | - | a.ldif:5\n" },
	{ "sorted by domain, then name, then DN; what lacks one comes first",
	    "dn: CN=1,DC=b\nsAMAccountName: x\n\n"
	    "dn: CN=2,DC=a\nsAMAccountName: y\n\n"
	    "dn: CN=3,DC=a\nsAMAccountName: X\n\n"
	    "dn: CN=4,DC=a\nservicePrincipalName: s\n\n"
	    "dn: CN=5\nsAMAccountName: z\n\n"
	    "dn: CN=6,DC=a\nsAMAccountName: a-very-long-account-name-2\n\n"
	    "dn: CN=7,DC=a\nsAMAccountName: A-very-long-account-name-1\n",
	    NULL,
	    "CN=5 | - | z | unknown |  | - | - | - | - | a.ldif:13\n"
	    "CN=4,DC=a | a | - | unknown |  | - | - | - | - | a.ldif:10\n"
	    "\ts\n"
	    "CN=7,DC=a | a | A-very-long-account-name-1 | unknown |  | "
	    "- | - | - | - | a.ldif:19\n"
	    "CN=6,DC=a | a | a-very-long-account-name-2 | unknown |  | "
	    "- | - | - | - | a.ldif:16\n"
	    "CN=3,DC=a | a | X | unknown |  | - | - | - | - | a.ldif:7\n"
	    "CN=2,DC=a | a | y | unknown |  | - | - | - | - | a.ldif:4\n"
	    "CN=1,DC=b | b | x | unknown |  | - | - | - | - | a.ldif:1\n" },
	{ "no accounts",
	    "dn: OU=Web,DC=a\nobjectClass: organizationalUnit\n\n"
	    "dn: CN=g,DC=a\nobjectClass: group\nsAMAccountName: g\n\n"
	    "dn: CN=n,DC=a\n\n"
	    "dn: CN=h,DC=a\ndNSHostName: h.a\n", NULL, "" },
	{ "whoever holds an SPN counts, whatever it is",
	    "dn: CN=x\nobjectClass: applicationProcess\n"
	    "servicePrincipalName: HTTP/x\n", NULL,
	    "CN=x | - | - | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/x\n" },
	{ "deleted objects hold nothing",
	    "dn: CN=a,DC=x\nobjectClass: user\nisDeleted: TRUE\n"
	    "servicePrincipalName: HTTP/x\n\n"
	    "dn: CN=b\\0ADEL:1,CN=Deleted Objects,DC=x\nobjectClass: user\n"
	    "servicePrincipalName: HTTP/x\n\n"
	    "dn: CN=c\nobjectClass: user\nisDeleted: FALSE\n", NULL,
	    "CN=c | - | - | user |  | - | - | - | - | a.ldif:10\n" },
	{ "spellings stay, sorted as names and then as bytes; doubles go",
	    "dn: CN=a\nservicePrincipalName: http/b\n"
	    "servicePrincipalName: HTTP/c\nservicePrincipalName: HTTP/B\n"
	    "servicePrincipalName: HTTP/a\nservicePrincipalName: http/b\n",
	    NULL,
	    "CN=a | - | - | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/a\n\tHTTP/B\n\thttp/b\n\tHTTP/c\n" },
	{ "bytes that are no text are kept to be seen",
	    "dn: CN=a\nservicePrincipalName: HTTP/\xff\xc3\xbc\xc3\n"
	    "sAMAccountName: \xe2\x82x\n", NULL,
	    "CN=a | - | \\xE2\\x82x | unknown |  | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/\\xFF\xc3\xbc\\xC3\n" },
	/* An object that is met again. */
	{ "by its GUID",
	    "dn: CN=a,DC=x\nobjectGUID: 0123456789abcdef\n"
	    "sAMAccountName: a\nservicePrincipalName: HTTP/b\n",
	    "\ndn: cn=A, dc=x\nobjectGUID: 0123456789abcdef\n"
	    "sAMAccountName: a\nservicePrincipalName: HTTP/a\n"
	    "servicePrincipalName: HTTP/b\nobjectClass: user\n"
	    "userAccountControl: 512\n",
	    "CN=a,DC=x | x | a | user | 200 | - | - | - | - | a.ldif:1\n"
	    "\tHTTP/a\n\tHTTP/b\n" },
	{ "by its DN, which may be written in many ways",
	    "dn: CN=a\\2C b,DC=x\nservicePrincipalName: HTTP/a\n",
	    "dn: cn=A\\, B, dc=X\nsAMAccountName: s\n",
	    "CN=a\\2C b,DC=x | x | s | unknown |  | - | - | - | - | "
	    "a.ldif:1\n\tHTTP/a\n" },
	{ "first without its GUID, then with it, then without",
	    "dn: CN=a\nsAMAccountName: a\n\n"
	    "dn: CN=a\nobjectGUID: 0123456789abcdef\nobjectClass: user\n\n"
	    "dn: CN=a\noperatingSystem: x\n\n"
	    "dn: CN=a\nobjectGUID: 0123456789abcdef\n"
	    "userPrincipalName: u\n", NULL,
	    "CN=a | - | a | user |  | - | - | u | x | a.ldif:1\n" },
	{ "the more specific class counts, in either order",
	    "dn: CN=a\nobjectClass: user\n\ndn: CN=b\nobjectClass: computer\n",
	    "dn: CN=a\nobjectClass: computer\n\ndn: CN=b\nobjectClass: user\n",
	    "CN=a | - | - | computer |  | - | - | - | - | a.ldif:1\n"
	    "CN=b | - | - | computer |  | - | - | - | - | a.ldif:4\n" },
	{ "what no entry shows to be an account alone, two may",
	    "dn: CN=a\ndNSHostName: h\n",
	    "dn: CN=a\nobjectClass: computer\n",
	    "CN=a | - | - | computer |  | - | h | - | - | a.ldif:1\n" },
	/* An object that changed while it was read: of all its values the last
	 * entry's count, wherever it was. */
	{ "an SPN less",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nservicePrincipalName: HTTP/a\n"
	    "servicePrincipalName: HTTP/b\nuserAccountControl: 512\n\n"
	    "replaces: CN=a,DC=x\n" GUID_A "objectClass: user\nservicePrincipalName: HTTP/b\n"
	    "userAccountControl: 514\n", NULL,
	    "CN=a,DC=x | x | - | user | 202 | - | - | - | - | a.ldif:8\n\tHTTP/b\n" },
	{ "moved, and again",
	    "dn: CN=a,OU=u,DC=x\n" GUID_A "objectClass: user\n\n"
	    "replaces: CN=a,OU=v,DC=x\n" GUID_A "objectClass: user\n\n"
	    "replaces: CN=a,OU=w,DC=x\n" GUID_A "objectClass: user\n", NULL,
	    "CN=a,OU=w,DC=x | x | - | user |  | - | - | - | - | a.ldif:9\n" },
	{ "deleted",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\n\n"
	    "replaces: CN=a\\0ADEL:1,CN=Deleted Objects,DC=x\n" GUID_A "isDeleted: TRUE\nobjectClass: user\n",
	    NULL, "" },
	{ "no holder any more, nor an account",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: container\nservicePrincipalName: HTTP/a\n\n"
	    "replaces: CN=a,DC=x\n" GUID_A "objectClass: container\n", NULL, "" },
	{ "one that is new",
	    "replaces: CN=a,DC=x\n" GUID_A "objectClass: user\n", NULL,
	    "CN=a,DC=x | x | - | user |  | - | - | - | - | a.ldif:1\n" },
	/* Another that has its DN now, or its name: then that one has neither. */
	{ "another of that DN",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: a\n\n"
	    "replaces: cn=A, DC=x\n" GUID_B "objectClass: user\nsAMAccountName: b\n", NULL,
	    "cn=A, DC=x | x | b | user |  | - | - | - | - | a.ldif:6\n" },
	{ "another of that name",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: Stra\xc3\x9f" "e\n\n"
	    "replaces: CN=b,DC=x\n" GUID_B "objectClass: user\nsAMAccountName: STRA\xc3\x9f" "E\n", NULL,
	    "CN=b,DC=x | x | STRA\xc3\x9f" "E | user |  | - | - | - | - | a.ldif:6\n" },
	{ "in another domain two have a name",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: a\n\n"
	    "replaces: CN=a,DC=y\n" GUID_B "objectClass: user\nsAMAccountName: a\n", NULL,
	    "CN=a,DC=x | x | a | user |  | - | - | - | - | a.ldif:1\n"
	    "CN=a,DC=y | y | a | user |  | - | - | - | - | a.ldif:6\n" },
	{ "who was deleted takes nobody's name",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: a\n\n"
	    "replaces: CN=a,DC=x\n" GUID_B "objectClass: user\nsAMAccountName: a\nisDeleted: TRUE\n", NULL,
	    "CN=a,DC=x | x | a | user |  | - | - | - | - | a.ldif:1\n" },
	{ "two that change places",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: a\n\n"
	    "dn: CN=b,DC=x\n" GUID_B "objectClass: user\nsAMAccountName: b\n\n"
	    "replaces: CN=b,DC=x\n" GUID_A "objectClass: user\nsAMAccountName: b\n\n"
	    "replaces: CN=a,DC=x\n" GUID_B "objectClass: user\nsAMAccountName: a\n", NULL,
	    "CN=a,DC=x | x | a | user |  | - | - | - | - | a.ldif:16\n"
	    "CN=b,DC=x | x | b | user |  | - | - | - | - | a.ldif:11\n" },
	/* What came later, or from elsewhere, stays. */
	{ "what comes behind it adds to it",
	    "replaces: CN=a,DC=x\n" GUID_A "objectClass: user\n\n"
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nservicePrincipalName: HTTP/a\n", NULL,
	    "CN=a,DC=x | x | - | user |  | - | - | - | - | a.ldif:1\n\tHTTP/a\n" },
	{ "another source is another look at it",
	    "dn: CN=a,DC=x\n" GUID_A "objectClass: user\nservicePrincipalName: HTTP/a\n",
	    "replaces: CN=a,DC=x\n" GUID_A "objectClass: user\n",
	    "CN=a,DC=x | x | - | user |  | - | - | - | - | a.ldif:1\n\tHTTP/a\n" },
};

static void
model(void)
{
	struct directory	 directory;
	char	*text;
	size_t	 i, j, size;
	FILE	*out;

	for (i = 0; i < sizeof(models) / sizeof(*models); i++) {
		if (directory_of(&directory, models[i].text,
		    models[i].more)) {
			out = open_memstream(&text, &size);
			for (j = 0; j < n_accounts(&directory); j++)
				dump_account(out, account_at(&directory, j));
			fclose(out);
			SAME(text, models[i].accounts, models[i].row);
			free(text);
		}
		directory_free(&directory);
	}
}

/* -- keys, times, delegation and managed accounts -- */

static const struct {
	const char	*row;
	const char	*text, *more;
	const char	*has;		/* as dump_more writes it */
} details[] = {
	{ "everything",
	    "dn: CN=a\nobjectClass: user\n"
	    "msDS-AllowedToDelegateTo: http/b\nmsDS-AllowedToDelegateTo: HTTP/c\n"
	    "msDS-AllowedToDelegateTo: HTTP/a\nmsDS-AllowedToDelegateTo: HTTP/B\n"
	    "msDS-AllowedToActOnBehalfOfOtherIdentity: bytes\n"
	    "msDS-GroupMSAMembership: others\n"
	    "msDS-SupportedEncryptionTypes: 24\n"
	    "pwdLastSet: 133801234567890123\nlastLogonTimestamp: 3\n"
	    "accountExpires: 4\nlockoutTime: 5\n"
	    "whenCreated: 20261121103000.0Z\nadminCount: 1\n"
	    "primaryGroupID: 513\nmsDS-User-Account-Control-Computed: 8388608\n"
	    "msDS-KeyVersionNumber: 2\n"
	    "msDS-ManagedAccountPrecededByLink: CN=old\n"
	    "msDS-SupersededManagedAccountLink: CN=new\n"
	    "msDS-SupersededServiceAccountState: 2\n", NULL,
	    "created 134397306000000000\nexpires 4\nlast_logon 3\n"
	    "pwd_last_set 133801234567890123\netypes 24\n"
	    "uac_computed 8388608\nprimary_group 513\nkey_version 2\n"
	    "lockout 5\nadmin_count 1\nsuperseded_state 2\n"
	    "delegates_to HTTP/a\ndelegates_to HTTP/B\ndelegates_to http/b\n"
	    "delegates_to HTTP/c\nacts_for bytes\npassword_readers others\n"
	    "superseded_by CN=new\npreceded_by CN=old\n" },
	{ "nothing", "dn: CN=a\nobjectClass: user\n", NULL, "" },
	/* What 0 says differs; never is written in two ways. */
	{ "zeros",
	    "dn: CN=a\nobjectClass: user\npwdLastSet: 0\n"
	    "msDS-SupportedEncryptionTypes: 0\naccountExpires: 0\n"
	    "lockoutTime: 0\nadminCount: 0\nmsDS-User-Account-Control-Computed: 0\n",
	    NULL, "pwd_last_set 0\netypes 0\nuac_computed 0\n" },
	{ "never",
	    "dn: CN=a\nobjectClass: user\naccountExpires: 0\n",
	    "dn: CN=a\naccountExpires: 9223372036854775807\n", "" },
	/* Seen twice with a time between, in either order. */
	{ "what moves by itself",
	    "dn: CN=a\nobjectClass: user\nlastLogonTimestamp: 7\n"
	    "lockoutTime: 0\nmsDS-User-Account-Control-Computed: 16\n",
	    "dn: CN=a\nlastLogonTimestamp: 6\nlockoutTime: 9\n"
	    "msDS-User-Account-Control-Computed: 0\n",
	    "last_logon 7\nuac_computed 16\nlockout 9\n" },
	{ "lists and bytes of two entries",
	    "dn: CN=a\nobjectClass: user\nmsDS-AllowedToDelegateTo: b\n"
	    "msDS-GroupMSAMembership: x\n",
	    "dn: CN=a\nmsDS-AllowedToDelegateTo: a\n"
	    "msDS-AllowedToDelegateTo: b\nmsDS-GroupMSAMembership: x\n",
	    "delegates_to a\ndelegates_to b\npassword_readers x\n" },
	{ "no bytes are not none",
	    "dn: CN=a\nobjectClass: user\nmsDS-GroupMSAMembership: \n", NULL,
	    "password_readers \n" },
	{ "the beginning of 1601, and what follows a leap day",
	    "dn: CN=a\nobjectClass: user\nwhenCreated: 16010101000000.0Z\n\n"
	    "dn: CN=b\nobjectClass: user\nwhenCreated: 20000301000000Z\n", NULL,
	    "created 125963424000000000\n" },
};

static void
detail(void)
{
	struct directory	 directory;
	char			*text;
	size_t			 i, j, size;
	FILE			*out;

	for (i = 0; i < sizeof(details) / sizeof(*details); i++) {
		if (directory_of(&directory, details[i].text,
		    details[i].more)) {
			out = open_memstream(&text, &size);
			for (j = 0; j < n_accounts(&directory); j++)
				dump_more(out, account_at(&directory, j));
			fclose(out);
			SAME(text, details[i].has, details[i].row);
			free(text);
		}
		directory_free(&directory);
	}
}

/* NUL bytes cannot be written in a text. */
static void
nul(void)
{
	struct directory	 directory = { 0 };
	struct error		 err = { "" };
	struct value		 value = { ATTR_SPN, { "HTTP/a\0b", 8 } };
	struct entry		 entry = { { "CN=a", 4 }, &value, 1, "x", 0 };

	SAME_INT(directory_add(&directory, &entry, &err), 0, err.text);
	value.text = span_of(NULL);
	SAME_INT(directory_add(&directory, &entry, &err), 0, err.text);
	entry.dn.at = "CN=\0";
	SAME_INT(directory_add(&directory, &entry, &err), -1, NULL);
	SAME(err.text, "CN=\\x00: 'CN=' is no distinguished name: "
	    "a value holds a NUL byte", NULL);
	directory_close(&directory, &err);
	if (SAME_INT((long long)account_at(&directory, 0)->n_spn, 2, NULL)) {
		SAME(account_at(&directory, 0)->spn[0], "", NULL);
		SAME(account_at(&directory, 0)->spn[1], "HTTP/a\\x00b", NULL);
	}
	directory_free(&directory);
}

/* -- what cannot be -- */

static const struct {
	const char	*text, *more;
	const char	*error;
} wrongs[] = {
	/* Single values that differ: both places. */
	{ "\ndn: CN=a\nsAMAccountName: A\n",
	    "\n\ndn: CN=a\nsAMAccountName: B\n",
	    "b.ldif:3: CN=a: sAMAccountName is 'B', but 'A' at a.ldif:2" },
	{ "dn: CN=a\n" GUID_A "userAccountControl: 512\n\n"
	    "dn: CN=a\nsAMAccountName: a\n",
	    "dn: CN=a\n" GUID_A "userAccountControl: 514\n",
	    "b.ldif:1: CN=a: userAccountControl is '514', but '512' at "
	    "a.ldif:1" },
	{ "dn: CN=a\nobjectSid: @1\nsAMAccountName: a\n",
	    "dn: CN=a\nobjectSid: @2\nsAMAccountName: a\n",
	    "b.ldif:1: CN=a: objectSid is 'S-1-5-2', but 'S-1-5-1' at "
	    "a.ldif:1" },
	{ "dn: CN=a\nuserPrincipalName: a\n",
	    "dn: CN=a\nuserPrincipalName: A\n",
	    "b.ldif:1: CN=a: userPrincipalName is 'A', but 'a' at a.ldif:1" },
	{ "dn: CN=a\nobjectClass: user\nmsDS-SupportedEncryptionTypes: 0\n",
	    "dn: CN=a\nmsDS-SupportedEncryptionTypes: 4\n",
	    "b.ldif:1: CN=a: msDS-SupportedEncryptionTypes is '4', but '0' at "
	    "a.ldif:1" },
	{ "dn: CN=a\nobjectClass: user\nadminCount: 0\n",
	    "dn: CN=a\nobjectClass: user\nadminCount: 1\n",
	    "b.ldif:1: CN=a: adminCount is '1', but '0' at a.ldif:1" },
	{ "dn: CN=a\nobjectClass: user\nadminCount: 1\nadminCount: 0\n", "",
	    "a.ldif:1: CN=a: adminCount is '0', but '1' too" },
	{ "dn: CN=a\nobjectClass: user\nmsDS-GroupMSAMembership: x\n",
	    "dn: CN=a\nmsDS-GroupMSAMembership: xy\n",
	    "b.ldif:1: CN=a: msDS-GroupMSAMembership has other bytes than at a.ldif:1" },
	{ "dn: CN=a\nobjectClass: user\nmsDS-GroupMSAMembership: x\n"
	    "msDS-GroupMSAMembership: y\n", "",
	    "a.ldif:1: CN=a: msDS-GroupMSAMembership has other bytes too" },
	{ "dn: CN=a\nsAMAccountName: A\nsAMAccountName: B\n", "",
	    "a.ldif:1: CN=a: sAMAccountName is 'B', but 'A' too" },
	/* Objects that are mixed up. */
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A,
	    "dn: CN=a\nsAMAccountName: a\n" GUID_B,
	    "b.ldif:1: CN=a: its objectGUID is another one than at "
	    "a.ldif:1" },
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A,
	    "dn: CN=b\nsAMAccountName: a\n" GUID_A,
	    "b.ldif:1: CN=b: its objectGUID is that of 'CN=a' at a.ldif:1" },
	{ "dn: CN=a\nsAMAccountName: a\n" GUID_A
	    "\ndn: CN=b\nsAMAccountName: b\n",
	    "dn: CN=b\nsAMAccountName: b\n" GUID_A,
	    "b.ldif:1: CN=b: its objectGUID is that of 'CN=a' at a.ldif:1" },
	{ "dn: CN=x\nobjectClass: crossRef\nsystemFlags: 3\n"
	    "nCName: DC=corp,DC=x\nnETBIOSName: CORP\n",
	    "dn: CN=y\nobjectClass: crossRef\nsystemFlags: 3\n"
	    "nCName: dc=CORP,dc=x\nnETBIOSName: KORP\n",
	    "b.ldif:1: CN=y: nETBIOSName is 'KORP', but 'CORP' at "
	    "a.ldif:1" },
	/* Values that no directory has. */
	{ "dn: CN=a\nuserAccountControl: yes\n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: \n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: -\n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: 4294967296\n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: -2147483649\n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\nuserAccountControl: 99999999999999999999999\n", "",
	    "CN=a: userAccountControl is not a number" },
	{ "dn: CN=a\npwdLastSet: 9223372036854775808\n", "",
	    "CN=a: pwdLastSet is not a number of 64 bits" },
	{ "dn: CN=a\npwdLastSet: -9223372036854775809\n", "",
	    "CN=a: pwdLastSet is not a number of 64 bits" },
	{ "dn: CN=a\npwdLastSet: 1x\n", "",
	    "CN=a: pwdLastSet is not a number of 64 bits" },
	{ "dn: CN=a\nobjectClass: user\nwhenCreated: 20261121103000.0\n", "",
	    "CN=a: whenCreated is not a time" },
	{ "dn: CN=a\nobjectClass: user\nwhenCreated: 20261321103000.0Z\n", "",
	    "CN=a: whenCreated is not a time" },
	{ "dn: CN=a\nobjectClass: user\nwhenCreated: 2026112110300Z\n", "",
	    "CN=a: whenCreated is not a time" },
	{ "dn: CN=a\nobjectClass: user\nwhenCreated: 202611211030x0Z\n", "",
	    "CN=a: whenCreated is not a time" },
	{ "dn: CN=x\nsystemFlags: x\nnCName: DC=x\n", "",
	    "CN=x: systemFlags is not a number" },
	{ "dn: CN=a\nsAMAccountName: a\nobjectGUID: 0123456789abcde\n", "",
	    "CN=a: objectGUID is not a GUID" },
	{ "dn: CN=a\nsAMAccountName: a\nobjectSid: @\n", "",
	    "CN=a: objectSid is not a SID" },
	{ "dn: web01\nsAMAccountName: a\n", "",
	    "web01: 'web01' is no distinguished name: "
	    "a '=' is missing" },
};

static void
wrong(void)
{
	struct directory	 directory;
	struct error		 err;
	size_t			 i;

	for (i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
		memset(&directory, 0, sizeof(directory));
		err.text[0] = '\0';
		if (add_text(&directory, "a.ldif", wrongs[i].text, &err) == 0 &&
		    add_text(&directory, "b.ldif", wrongs[i].more, &err) == 0)
			SAME_INT(directory_close(&directory, &err), -1,
			    wrongs[i].error);
		SAME(err.text, wrongs[i].error, wrongs[i].text);
		directory_free(&directory);
	}
}

/* -- domains and what is known of them -- */

#define CROSS_REF(nc, netbios, flags) \
	"dn: CN=" netbios ",CN=Partitions,CN=Configuration,DC=x\n" \
	"objectClass: crossRef\nnCName: " nc "\nnETBIOSName: " netbios "\n" \
	"systemFlags: " flags "\ndnsRoot: x\n\n"

static void
domains(void)
{
	static const char	 text[] =
	    CROSS_REF("DC=Corp,DC=X", "CORP", "3")
	    CROSS_REF("DC=lab,DC=x", "LAB", "7")
	    CROSS_REF("DC=DomainDnsZones,DC=x", "DNS", "5")
	    CROSS_REF("CN=Configuration,DC=x", "CONF", "1")
	    CROSS_REF("DC=one,DC=y", "TWICE", "3")
	    CROSS_REF("DC=two,DC=y", "TWICE", "-1")
	    "dn: CN=a,DC=corp,DC=x\nobjectClass: user\n\n"
	    "dn: OU=a,DC=elsewhere,DC=x\nobjectClass: organizationalUnit\n\n"
	    "dn: CN=a,DC=b,DC=x\nobjectClass: user\n\n"
	    CROSS_REF("DC=b,DC=x", "B", "3");
	static const struct {
		const char	*dns, *netbios;
		size_t		 n_entry;
	} rows[] = {
		{ "b.x", "B", 1 }, { "corp.x", "CORP", 1 },
		{ "lab.x", "LAB", 0 }, { "one.y", "TWICE", 0 },
		{ "two.y", "TWICE", 0 },
	};
	struct directory	 directory;
	const struct domain	*found;
	size_t			 i;

	if (!directory_of(&directory, text, NULL) ||
	    !SAME_INT((long long)directory.n_domain,
	    sizeof(rows) / sizeof(*rows), NULL)) {
		directory_free(&directory);
		return;
	}
	for (i = 0; i < directory.n_domain; i++) {
		SAME(directory.domain[i].dns, rows[i].dns, NULL);
		SAME(directory.domain[i].netbios, rows[i].netbios,
		    rows[i].dns);
		SAME_INT((long long)directory.domain[i].n_entry,
		    (long long)rows[i].n_entry, rows[i].dns);
		OK(directory_domain(&directory, rows[i].dns) ==
		    &directory.domain[i], rows[i].dns);
	}
	found = directory_domain(&directory, "CORP.x");
	OK(found == &directory.domain[1], "either case");
	OK(directory_domain(&directory, "corp") == NULL, NULL);
	OK(directory_domain(&directory, "corp.x.y") == NULL, NULL);
	OK(directory_domain(&directory, "") == NULL, NULL);
	directory_free(&directory);
}

static enum coverage
cover(const struct directory *directory, const char *dns,
    enum attribute_id id)
{
	const struct domain	*domain = directory_domain(directory, dns);

	return domain == NULL ? COVERAGE_ABSENT : domain->covers[id];
}

static void
coverage(void)
{
	/* In "a" every account shows its name and only one its SPN. */
	static const char	 first[] =
	    CROSS_REF("DC=c", "C", "3")
	    "dn: CN=1,DC=a\nsAMAccountName: 1\nuserAccountControl: 1\n\n"
	    "dn: CN=2,DC=a\nsAMAccountName: 2\nservicePrincipalName: s\n\n"
	    "dn: CN=3,DC=a\nobjectClass: group\n\n"
	    "dn: CN=1,DC=b\nservicePrincipalName: s\n\n";
	/* The other source has the rest of an object of it. */
	static const char	 second[] =
	    "dn: CN=2,DC=a\nsAMAccountName: 2\nuserAccountControl: 1\n\n"
	    "dn: CN=2,DC=b\nservicePrincipalName: t\nsAMAccountName: 2\n\n";
	static const struct {
		const char	*dns;
		enum attribute_id	 id;
		enum coverage	 before, after;	/* b.ldif is said to be whole */
	} rows[] = {
		{ "a", ATTR_SAM, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "a", ATTR_UAC, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "a", ATTR_SPN, COVERAGE_UNKNOWN, COVERAGE_COMPLETE },
		{ "a", ATTR_UPN, COVERAGE_UNKNOWN, COVERAGE_UNKNOWN },
		{ "b", ATTR_SPN, COVERAGE_COMPLETE, COVERAGE_COMPLETE },
		{ "b", ATTR_SAM, COVERAGE_UNKNOWN, COVERAGE_UNKNOWN },
		{ "c", ATTR_SPN, COVERAGE_ABSENT, COVERAGE_ABSENT },
		{ "d", ATTR_SPN, COVERAGE_ABSENT, COVERAGE_ABSENT },
	};
	/* Of the first alone. */
	static const struct {
		const char	*dns;
		enum attribute_id	 id;
		enum coverage	 covers;
	} alone[] = {
		{ "a", ATTR_SAM, COVERAGE_COMPLETE }, { "a", ATTR_UAC, COVERAGE_UNKNOWN },
		{ "a", ATTR_SPN, COVERAGE_UNKNOWN }, { "b", ATTR_SPN, COVERAGE_COMPLETE },
		{ "b", ATTR_SAM, COVERAGE_UNKNOWN }, { "c", ATTR_SPN, COVERAGE_ABSENT },
	};
	struct directory	 directory;
	struct error		 err = { "" };
	size_t			 i;

	if (directory_of(&directory, first, NULL)) {
		for (i = 0; i < sizeof(alone) / sizeof(*alone); i++)
			SAME_INT(cover(&directory, alone[i].dns, alone[i].id), alone[i].covers, alone[i].dns);
		SAME_INT((long long)directory.n_account, 3, "alone");
		SAME_INT((long long)directory.n_spn, 2, "alone");
		SAME_INT((long long)directory.n_group, 1, "alone");
	}
	directory_free(&directory);

	if (directory_of(&directory, first, second))
		for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			SAME_INT(cover(&directory, rows[i].dns, rows[i].id),
			    rows[i].before, rows[i].dns);
	OK(!directory_domain(&directory, "a")->all_accounts, NULL);
	directory_free(&directory);

	/* It may be said before the entries come, and after. */
	memset(&directory, 0, sizeof(directory));
	directory_exported(&directory, "b.ldif", ATTR_SPN);
	add_text(&directory, "a.ldif", first, &err);
	add_text(&directory, "b.ldif", second, &err);
	directory_exported(&directory, "c.ldif", ATTR_UPN);
	directory_close(&directory, &err);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		SAME_INT(cover(&directory, rows[i].dns, rows[i].id),
		    rows[i].after, rows[i].dns);
	OK(directory_domain(&directory, "a")->all_accounts, NULL);
	OK(directory_domain(&directory, "b")->all_accounts, NULL);
	OK(!directory_domain(&directory, "c")->all_accounts, NULL);
	directory_free(&directory);
}

/* -- what HOST/ answers for -- */

#define MAPPINGS	"dn: CN=Directory Service,CN=Windows NT,CN=x\n"
#define DEFAULT_CLASSES	"alerter,appmgmt,cisvc,clipsrv,browser,dhcp," \
	"dnscache,replicator,eventlog,eventsystem,policyagent,oakley," \
	"dmserver,dns,mcsvc,fax,msiserver,ias,messenger,netlogon,netman," \
	"netdde,netddedsm,nmagent,plugplay,protectedstorage,rasman," \
	"rpclocator,rpc,rpcss,remoteaccess,rsvp,samss,scardsvr,scesrv," \
	"seclogon,scm,dcom,cifs,spooler,snmp,schedule,tapisrv,trksvr," \
	"trkwks,ups,time,wins,www,http,w3svc,iisadmin,msdtc"

static const struct {
	const char	*row, *text;
	const char	*yes, *no;
	bool		 read;
} mappings[] = {
	{ "none", "", "HTTP", "ldap", false },
	{ "the default", MAPPINGS "sPNMappings: host=" DEFAULT_CLASSES "\n",
	    "w3svc", "ldap", true },
	{ "another", MAPPINGS "sPNMappings: HOST= HTTP , ftp,,\n", "http",
	    "cifs", true },
	{ "trimmed", MAPPINGS "sPNMappings: HOST= HTTP , ftp,,\n", "FTP", "",
	    true },
	{ "other aliases", MAPPINGS "sPNMappings: ldap=http\n"
	    "sPNMappings: host=a\nsPNMappings: host=b\n", "b", "http", true },
	{ "junk", MAPPINGS "sPNMappings: host\nsPNMappings: =\n"
	    "sPNMappings: host=\xff,\xc3\xa9,z\n", "z", "e", true },
	{ "nothing", MAPPINGS "sPNMappings: host=\n", NULL, "http", true },
	{ "deleted", MAPPINGS "isDeleted: TRUE\nsPNMappings: host=a\n",
	    "http", "a", false },
};

static void
host_classes(void)
{
	struct directory	 directory;
	size_t			 i, j;

	for (i = 0; i < sizeof(mappings) / sizeof(*mappings); i++) {
		const char	*row = mappings[i].row;

		if (directory_of(&directory, mappings[i].text, NULL)) {
			SAME_INT(directory.has_mappings, mappings[i].read,
			    row);
			if (mappings[i].yes != NULL)
				OK(directory_host_answers(&directory,
				    span_of(mappings[i].yes)), row);
			OK(!directory_host_answers(&directory,
			    span_of(mappings[i].no)), row);
			for (j = 1; j < directory.n_host_class; j++)
				OK(strcmp(directory.host_class[j - 1],
				    directory.host_class[j]) < 0, row);
		}
		directory_free(&directory);
	}
}

/* The list in the code is the one that a new forest has. */
static void
host_default(void)
{
	struct directory	 directory;
	size_t			 i;

	if (directory_of(&directory, MAPPINGS "sPNMappings: host="
	    DEFAULT_CLASSES "\n", NULL))
		for (i = 0; i < directory.n_host_class; i++)
			SAME(directory_host_default[i],
			    directory.host_class[i], NULL);
	OK(directory_host_default[directory.n_host_class] == NULL, NULL);
	directory_free(&directory);
}

void
t_directory(void)
{
	test_suite("directory");
	test_add("entries become accounts", model);
	test_add("what accounts have besides", detail);
	test_add("NUL bytes are kept to be seen", nul);
	test_add("contradictions and junk are errors", wrong);
	test_add("domains and their names", domains);
	test_add("coverage is what the entries and the user say", coverage);
	test_add("HOST/ answers for what sPNMappings lists", host_classes);
	test_add("the default classes are those of a new forest",
	    host_default);
}
