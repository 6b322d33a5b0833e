#!/bin/bash
#
# Proves the lab itself, with the tools of OpenLDAP, MIT krb5 and BIND only, so
# that a test of spnplan that fails in the lab has spnplan to blame.  Makes two
# labs, one with everything, the other beside it.  Where there can be none, all
# is skipped.

set -u

here=$(cd "$(dirname "$0")" && pwd)
lab=$here/lab.sh
top=$(mktemp -d)
all=$top/all
plain=$top/plain
dc1=dc1.contoso.test
base=DC=contoso,DC=test
checked=0
failed=0

cleanup()
{
	"$lab" down "$all"
	"$lab" down "$plain"
	rm -rf "$top"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

run()
{
	"$lab" run "$all" "$@"
}

# as ACCOUNT COMMAND...: with the ticket of ACCOUNT
as()
{
	run env KRB5CCNAME="FILE:$all/cc/$1" "${@:2}"
}

# The tools of OpenLDAP read the lab's ldap.conf; the lab's LDAPNOINIT is for spnplan.
openldap()
{
	as "$1" env -u LDAPNOINIT LDAPCONF="$all/etc/ldap.conf" LDAPTLS_CACERT="$authority" "${@:2}"
}
authority=$all/tls/ca.pem

# search ACCOUNT HOST[:PORT] ARGUMENT...
search()
{
	openldap "$1" ldapsearch -Q -Y GSSAPI -o ldif-wrap=no -LLL -H "ldap://$2" "${@:3}"
}

# simple URL ARGUMENT...: simple bind as alice
simple()
{
	openldap alice ldapsearch -x -LLL -H "$1" -D alice@contoso.test -y "$all/secrets/alice" \
	    -b DC=contoso,DC=test -s base "${@:2}" dc
}

# check WHAT PATTERN COMMAND...: the output has PATTERN
check()
{
	local output
	checked=$((checked + 1))
	output=$("${@:3}" 2>&1)
	if printf '%s\n' "$output" | grep -qE -- "$2"; then
		echo "ok $1"
	else
		failed=$((failed + 1))
		printf 'not ok %s\n        wanted: %s\n%s\n' "$1" "$2" "$output" | head -n 30
	fi
}

# count PATTERN COMMAND...
count()
{
	"${@:2}" | grep -cE -- "$1"
}

# modify ACCOUNT add|delete CN SPN
modify()
{
	printf '%s\n' "dn: CN=$3,OU=Services,DC=contoso,DC=test" "changetype: modify" \
	    "$2: servicePrincipalName" "servicePrincipalName: $4" |
	    openldap "$1" ldapmodify -Q -Y GSSAPI -H ldap://dc1.contoso.test
}

pages()
{
	search alice dc1.contoso.test -E pr=1000/noprompt -b OU=Bulk,DC=contoso,DC=test \
	    "(objectClass=computer)" 1.1
}

# The domains of both labs have the same name; the GUID tells them apart.
domain_guids()
{
	local dir
	for dir in "$all" "$plain"; do
		"$lab" run "$dir" env -u LDAPNOINIT LDAPCONF="$dir/etc/ldap.conf" \
		    ldapsearch -Q -Y GSSAPI -LLL -H ldap://$dc1 -b $base -s base objectGUID
	done | grep ^objectGUID | sort -u
}

crossref_guids()
{
	local host
	for host in dc1.contoso.test dc2.contoso.test dc3.child.contoso.test dc4.contoso.test; do
		search alice $host -b CN=Partitions,CN=Configuration,$base "(cn=CHILD)" objectGUID
	done | grep ^objectGUID | sort -u
}

stopped()
{
	"$lab" stop "$all" "$1"
	run ldapsearch -x -H "ldap://$1.contoso.test" -b "" -s base
}

# web NODE URL ARGUMENT...: as that node, or as whoever the name leads to, answers;
# its head in one line
web()
{
	local node=$1
	run curl -s -i -o - --max-time 10 --cacert "$all/tls/ca.pem" --negotiate -u : \
	    ${node:+--connect-to "::$node.contoso.test:"} "${@:2}" | tr -d '\r' | sed '/^$/,$d' | tr '\n' ' '
}

web_key()
{
	run "$here/webs.py" key "$1" site.contoso.test ${2:+"$all/keytab/$2.keytab"}
}

# Four connections, each to the next node.
both_nodes()
{
	local i
	for i in 1 2 3 4; do
		web '' "$@"
		echo
	done | grep -io "200 OK.*X-Node: web0[12]" | grep -o 'web0[12]' | sort -u
}

webs_up()
{
	run "$here/webs.py" up "site.contoso.test site alias.contoso.test" open.contoso.test=open \
	    ntlm.contoso.test=ntlm both.contoso.test=negotiate-ntlm &&
	run "$here/forest.py" records "$all/dc1" site.contoso.test A 198.51.100.10 \
	    open.contoso.test A 198.51.100.11 ntlm.contoso.test A 198.51.100.11 \
	    both.contoso.test A 198.51.100.11 alias.contoso.test CNAME site.contoso.test \
	    ended.contoso.test A 198.51.100.20
}

# Whatever is left of a lab that was taken down.
remains()
{
	local namespace
	namespace=$("$lab" run "$1" readlink /proc/self/ns/net)
	"$lab" down "$1"
	ls -d "$1" 2>/dev/null
	readlink /proc/[0-9]*/ns/net | grep -F "$namespace"
}

"$lab" up "$plain" &
job=$!
"$lab" up "$all" --bulk 3000 --second --child --read-only
status=$?
wait $job || status=$?
if [ $status = 77 ]; then
	echo "0 passed, 0 failed, $(grep -c '^\s*check "' "$0") skipped"
	exit
fi
[ $status = 0 ] || exit $status

# Binds.
check "GSSAPI signs and seals" "SASL SSF: 256" \
    openldap alice ldapsearch -Y GSSAPI -O minssf=56 -H ldap://$dc1 -b $base -s base dc
check "GSSAPI without a layer: strong auth required" "\(8\)" \
    openldap alice ldapsearch -Q -Y GSSAPI -O maxssf=0 -H ldap://$dc1 -b $base -s base dc
check "simple bind in the clear: strong auth required" "\(8\)" simple ldap://$dc1
check "simple bind inside LDAPS" "^dc: contoso" simple ldaps://$dc1
check "simple bind inside StartTLS" "^dc: contoso" simple ldap://$dc1 -ZZ
check "GSSAPI over ldapi" "^dc: contoso" openldap alice ldapsearch -Q -Y GSSAPI -LLL \
    -H "ldapi://${all//\//%2F}%2Fdc1%2Fprivate%2Fldapi" -b $base -s base dc
check "anonymous search: operations error" "^result: 1 " \
    openldap alice ldapsearch -x -H ldap://$dc1 -b $base
check "expired ticket" "Ticket expired" search expired $dc1 -b $base -s base dc
check "clock an hour ahead" "Clock skew too great" \
    as alice env -u LDAPNOINIT LDAPCONF="$all/etc/ldap.conf" faketime -f +1h \
    ldapsearch -Q -Y GSSAPI -H ldap://$dc1 -b $base -s base dc
check "no ticket" "No Kerberos credentials" search nobody $dc1 -b $base -s base dc

# Certificates.
authority=$all/tls/stranger-ca.pem
check "authority not ours" "Can't contact" simple ldaps://$dc1
authority=$all/tls/ca.pem
for name in other-host expired stranger; do
	"$lab" certificate "$all" $name
	check "certificate refused: $name" "Can't contact" simple ldaps://$dc1
done
"$lab" certificate "$all" dc1
check "certificate accepted again" "^dc: contoso" simple ldaps://$dc1

# What is read.
check "global catalog, base empty" "^dn: CN=svc-child,OU=Services,DC=child" \
    search alice $dc1:3268 -b "" "(servicePrincipalName=HTTP/global.contoso.test)" 1.1
check "of the other domain it has the partial set only" "^0$" count ^msDS- \
    search alice $dc1:3268 -b "" "(cn=svc-child)" "*"
check "the domain's own controller has the rest" "^msDS-AllowedToDelegateTo: MSSQLSvc" \
    search alice dc3.child.contoso.test -b DC=child,$base "(cn=svc-child)" msDS-AllowedToDelegateTo
check "both domains are in the configuration" "^nETBIOSName: CHILD" \
    search alice $dc1 -b CN=Partitions,CN=Configuration,$base "(systemFlags=3)" nETBIOSName
check "and the child knows its parent" "^trustParent: CN=CONTOSO," \
    search alice $dc1 -b CN=Partitions,CN=Configuration,$base "(cn=CHILD)" trustParent
check "all domain controllers hold the same configuration" "^1$" count . crossref_guids
check "bob of CHILD reads CONTOSO" "^dc: contoso" search bob $dc1 -b $base -s base dc
check "second domain controller" "^dn: CN=svc-old" \
    search alice dc2.contoso.test -b $base "(servicePrincipalName=HTTP/wiki.contoso.test)" 1.1
check "read-only domain controller" "^msDS-isRODC: TRUE" \
    search alice dc4.contoso.test -b $base "(cn=dc4)" msDS-isRODC
check "3,000 entries in pages" "^3000$" count "^dn: CN=BULK" pages
check "four pages, the last one empty" "^4$" count "^# pagedresults" pages
check "referrals come with a domain search" "^# refldap://contoso.test/DC=child" \
    search alice $dc1 -b $base "(cn=nothing)"
check "values in ranges" "^servicePrincipalName;range=1500-\*: " \
    search alice $dc1 -b $base "(cn=svc-many)" "servicePrincipalName;range=1500-*"
check "what alice may not read is only named" "^1$" count . \
    search alice $dc1 -b CN=svc-hidden,OU=Hidden,$base -s base
check "others may" "^servicePrincipalName: HTTP/hidden" \
    search operator $dc1 -b CN=svc-hidden,OU=Hidden,$base -s base servicePrincipalName

# Names.
for name in _ldap._tcp.dc._msdcs.contoso.test _gc._tcp.contoso.test; do
	check "$name" "dc2.contoso.test" run dig +short srv $name
done
check "_ldap._tcp.dc._msdcs.child.contoso.test" "389 dc3.child.contoso.test" \
    run dig +short srv _ldap._tcp.dc._msdcs.child.contoso.test

# Tickets.
check "registered SPN" "kvno = " run kvno HTTP/portal.contoso.test
check "HOST/ answers for HTTP/" "kvno = " run kvno HTTP/web01.contoso.test
check "unregistered SPN: 7" "not found in Kerberos database" run kvno HTTP/unplanned.contoso.test
check "duplicate SPN: 7" "not found in Kerberos database" run kvno HTTP/wiki.contoso.test
check "account without keys: 14" "no support for encryption type" run kvno HTTP/web09.contoso.test
check "SPN of the other domain" "kvno = " run kvno HTTP/child.child.contoso.test@CHILD.CONTOSO.TEST

# Writes.
check "alice may not register" "\(50\)" modify alice add svc-web HTTP/unplanned.contoso.test
check "the operator may" "modifying entry" modify operator add svc-web HTTP/unplanned.contoso.test
check "and the KDC gives a ticket" "kvno = " run kvno HTTP/unplanned.contoso.test
check "a second holder is refused" "\(19\)" modify operator add svc-sql HTTP/unplanned.contoso.test
check "the second domain controller lags" "^0$" count ^dn: \
    search alice dc2.contoso.test -b $base "(servicePrincipalName=HTTP/unplanned.*)" 1.1
check "the operator takes it back" "modifying entry" \
    modify operator delete svc-web HTTP/unplanned.contoso.test

# Web servers.
webs_up
if [ $? != 77 ]; then
	check "the operator registers the site" "modifying entry" \
	    modify operator add svc-web HTTP/site.contoso.test
	check "a node without a key" "401 Unauthorized" web web01 http://site.contoso.test/
	web_key web01 svc-web
	web_key web02 svc-old
	web_key web03 svc-web
	check "a node with the key" "200 OK.*X-User: alice@CONTOSO.TEST" web web01 http://site.contoso.test/
	check "a node with the key of another account" "401 Unauthorized.*X-Node: web02" \
	    web web02 http://site.contoso.test/
	check "a node whose clock is an hour ahead" "401 Unauthorized.*X-Node: web03" \
	    web web03 http://site.contoso.test/
	check "the balancer: one node works, one does not" "^web01$" both_nodes http://site.contoso.test/
	web_key web02 svc-web
	for url in http://site.contoso.test https://site.contoso.test http://site.contoso.test:8080; do
		check "the balancer passes on: $url" "^2$" count . both_nodes $url/
	done
	check "TLS ends at the balancer" "^2$" count . both_nodes https://site.contoso.test/ \
	    --connect-to ::ended.contoso.test:
	check "headers are too large" "400 Bad Request" web web01 http://site.contoso.test:8081/
	check "a site without sign-in" "200 OK" web '' http://open.contoso.test/
	check "a site of NTLM alone" "401 Unauthorized.*WWW-Authenticate: NTLM" web '' http://ntlm.contoso.test/
	check "a site that answers with NTLM" "WWW-Authenticate: Negotiate TlRMTVNTUAACA" \
	    web '' http://both.contoso.test/ -H "Authorization: Negotiate YII="
	check "short name" "site.contoso.test has address" run host site
	check "alias" "is an alias for site.contoso.test" run host alias.contoso.test
	check "an address leads back to its name" "edge.contoso.test" run host 198.51.100.10
	run "$here/webs.py" down
	check "web servers taken down" "^0$" count "apache2|haproxy" run ps -e
	check "the operator takes it back again" "modifying entry" \
	    modify operator delete svc-web HTTP/site.contoso.test
else
	echo "skipped: the checks of web servers"
fi

# Labs.
check "a stopped domain controller" "Can't contact" stopped dc2
check "the other lab is another domain" "^2$" count . domain_guids
check "nothing outside can be reached" "unreachable" run dig +time=1 +tries=1 @192.0.2.53 example.org
check "a lab taken down leaves nothing" "^0$" count . remains "$plain"

echo "$((checked - failed)) passed, $failed failed"
[ $failed = 0 ]
