#include <stdlib.h>
#include <string.h>

#include "cmd/gone.h"
#include "plans/text.h"
#include "tests/draft.h"
#include "tests/test.h"

static size_t	n_asked;

/* DNS that knows what begins with "there", and is silent about "quiet". */
static enum resolved
ask(const char *host)
{
	n_asked++;
	return strncmp(host, "there", 5) == 0 ? RESOLVED_YES :
	    strncmp(host, "quiet", 5) == 0 ? RESOLVED_UNKNOWN : RESOLVED_NO;
}

static const char	ldif[] =
    "dn: CN=WEB01,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: WEB01$\n"
    "dNSHostName: web01.corp.example\nmsDS-AdditionalDnsHostName: alias.corp.example\n"
    "servicePrincipalName: HOST/web01.corp.example\nservicePrincipalName: HTTP/alias.corp.example\n"
    "servicePrincipalName: TERMSRV/cluster.corp.example\n\n"
    "dn: CN=CLUSTER,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: CLUSTER$\n"
    "servicePrincipalName: HOST/cluster.corp.example\n\n"
    "dn: CN=DC1,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: DC1$\nuserAccountControl: 532480\n"
    "servicePrincipalName: ldap/gone.corp.example\n\n"
    "dn: CN=BOX,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: BOX$\ndNSHostName: box.prod.example\n\n"
    "dn: CN=svc,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: svc\n"
    "servicePrincipalName: HTTP/gone.corp.example\nservicePrincipalName: cifs/GONE.corp.example\n"
    "servicePrincipalName: HTTP/there.corp.example\nservicePrincipalName: HTTP/quiet.corp.example\n"
    "servicePrincipalName: HTTP/box.prod.example\nservicePrincipalName: HTTP/short\nservicePrincipalName: HTTP/192.0.2.1\nservicePrincipalName: HTTP/a b.corp.example\n";

/* Each host once, and only those that nobody bears. */
static void
hosts(void)
{
	struct directory	 directory = { 0 };
	struct facts		 facts = { .directory = &directory };
	struct pool		 pool = { 0 };

	directory_of(&directory, ldif, NULL);
	n_asked = 0;
	gone_find(&facts, &pool, ask);
	SAME_INT(n_asked, 3, "gone, quiet and there");
	if (SAME_INT(facts.n_gone, 2, "two SPNs of one host")) {
		SAME(facts.gone[0].spn, "HTTP/gone.corp.example", "as they are registered");
		SAME(facts.gone[1].spn, "cifs/GONE.corp.example", "as they are registered");
		SAME(facts.gone[1].account->sam, "svc", "on whom");
	}
	SAME_INT(facts.n_unanswered, 1, "one host without an answer");
	OK(facts.dns_asked, "that DNS was asked");
	pool_free(&pool);
	directory_free(&directory);
}

void
t_gone(void)
{
	test_suite("gone");
	test_add("hosts that neither the directory nor DNS knows", hosts);
}
