#!/bin/bash
#
# A real Active Directory domain for the tests: Samba as domain controller, in
# namespaces of its own, everything else below DIR.
#
#   lab.sh up DIR [--bulk N] [--lmdb] [--second] [--child] [--read-only]
#                              provision, fill (fill.py says with what), start;
#                              --lmdb: a database as large domains have it, of
#                              one domain controller
#   lab.sh run DIR COMMAND...  run COMMAND inside, with the lab's environment
#   lab.sh stop DIR [HOST]     one domain controller, dc1 by default
#   lab.sh start DIR [HOST [SAMBA-OPTION...]]
#   lab.sh certificate DIR NAME [HOST]
#                              restart HOST with DIR/tls/NAME.pem: its own name,
#                              other-host, expired, stranger (not of our CA)
#   lab.sh down DIR            leaves nothing behind, DIR neither
#
#   dc1.contoso.test         198.51.100.1  CONTOSO, global catalog, DNS
#   dc2.contoso.test         198.51.100.2  --second: as dc1 was when it joined,
#                                          nothing replicates afterwards
#   dc3.child.contoso.test   198.51.100.3  --child: CHILD, in the same forest; each
#                                          global catalog holds the other domain
#                                          as it was when the lab was made
#   dc4.contoso.test         198.51.100.4  --read-only, otherwise as dc2
#   webs.py has              198.51.100.10 to 21
#
#   DIR/environment          what COMMAND finds in its environment; with alice's
#                            ticket unless it sets KRB5CCNAME
#   DIR/cc/NAME              tickets: Administrator alice operator expired (bob)
#   DIR/keytab/NAME.keytab   of every account
#   DIR/secrets/NAME         passwords, no newline: administrator alice operator (bob)
#   DIR/tls/NAME.pem, .key   ca, stranger-ca and the certificates named above
#   DIR/etc/ldap.conf        for OpenLDAP's tools, which LDAPNOINIT=1 in the
#                            environment keeps from any: env -u LDAPNOINIT
#                            LDAPCONF=$LAB_LDAPCONF ldapsearch ...
#   DIR/log/HOST             what Samba says
#
# The namespaces (network, process, mount, host name) belong to the lab alone:
# ports never collide, nothing outside is reachable, and when the first process
# is killed everything is gone.  Root is not needed where user namespaces are
# allowed.  No password is an argument of a command: forest.py reads the one of
# Administrator from DIR/secrets.  Exit 77: cannot be had here, and the line before
# says why.

set -u

PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
ready_seconds=60
begin_seconds=5		# until a domain controller has written who it is

say()
{
	echo "lab: $*" >&2
}

fail()
{
	say "$*"
	exit 1
}

skip()
{
	say "skipped: $*"
	exit 77
}

#
# Namespaces.  The first process of the lab waits and reaps; it is known by its
# id outside and by the namespace it was given, so no stranger is ever killed.
#

holder_pid()
{
	local pid namespace
	read -r pid namespace 2>/dev/null < "$dir/holder" || return 1
	[ "$(readlink "/proc/$pid/ns/pid" 2>/dev/null)" = "$namespace" ] && echo "$pid"
}

# Runs as the first process inside.  /proc is still the one of outside when it
# asks for its own id.
hold()
{
	local pid rest address file
	read -r pid rest < /proc/self/stat
	ip link set lo up || exit
	for address in 1 2 3 4 10 11 12 13 20 21; do
		ip address add "198.51.100.$address/32" dev lo || exit
	done
	for file in hosts resolv.conf nsswitch.conf; do
		mount --bind "$dir/etc/$file" "/etc/$file" || exit
	done
	mount -t proc proc /proc || exit
	# faketime leaves files there when it is killed.
	mount -t tmpfs tmpfs /dev/shm || exit
	# A client asks for ldap/<this host> where it is connected by ldapi.
	hostname dc1.contoso.test || exit
	echo "$pid $(readlink /proc/self/ns/pid)" > "$dir/holder.new"
	mv "$dir/holder.new" "$dir/holder"
	sleep infinity &
	wait
}

enter_namespaces()
{
	local flags pid
	# Root does without a user namespace only where there is none to be had.
	for flags in "--user --map-root-user" ""; do
		# shellcheck disable=SC2086
		setsid unshare $flags --net --mount --uts --pid --fork --kill-child \
		    "$here/lab.sh" hold "$dir" < /dev/null > "$dir/log/namespaces" 2>&1 &
		pid=$!
		while kill -0 $pid 2>/dev/null; do
			[ -e "$dir/holder" ] && disown $pid && return
			sleep 0.02
		done
		wait $pid
		[ "$(id -u)" = 0 ] || break
	done
	skip "needs root or user namespaces: $(tail -n 1 "$dir/log/namespaces")"
}

# Inside, with the environment of the lab.
inside()
{
	local pid user='' environment
	pid=$(holder_pid) || fail "'$dir' is not up"
	[ "$(readlink "/proc/$pid/ns/user")" = "$(readlink /proc/self/ns/user)" ] || user=--user
	mapfile -t environment < "$dir/environment"
	nsenter $user --net --mount --uts --pid --preserve-credentials --target "$pid" -- \
	    env --chdir="$PWD" "${environment[@]}" "$@"
}

#
# Files that the lab's programs read.
#

environment()
{
	cat <<-EOF
	LAB_DIR=$dir
	LAB_HOST=dc1.contoso.test
	LAB_DOMAIN=contoso.test
	LAB_BASE=DC=contoso,DC=test
	LAB_REALM=CONTOSO.TEST
	LAB_CA=$dir/tls/ca.pem
	LAB_STRANGER_CA=$dir/tls/stranger-ca.pem
	LAB_LDAPCONF=$dir/etc/ldap.conf
	LAB_LDAPI=ldapi://$(printf %s "$dir/dc1/private/ldapi" | sed 's,/,%2F,g; s, ,%20,g')
	KRB5_CONFIG=$dir/etc/krb5.conf
	KRB5CCNAME=FILE:$dir/cc/alice
	LDAPTLS_CACERT=$dir/tls/ca.pem
	LDAPNOINIT=1
	EOF
}

kerberos_configuration()
{
	cat <<-EOF
	[libdefaults]
		default_realm = CONTOSO.TEST
		dns_lookup_kdc = false
		dns_lookup_realm = false
		dns_canonicalize_hostname = false
		rdns = false
		allow_rc4 = true
	[realms]
		CONTOSO.TEST = {
			kdc = 198.51.100.1
			$([ -z "$second" ] || echo "kdc = 198.51.100.2")
		}
		CHILD.CONTOSO.TEST = {
			kdc = 198.51.100.3
		}
	[domain_realm]
		.contoso.test = CONTOSO.TEST
		contoso.test = CONTOSO.TEST
		.child.contoso.test = CHILD.CONTOSO.TEST
		child.contoso.test = CHILD.CONTOSO.TEST
	EOF
}

# samba_configuration HOST DOMAIN NETBIOS ADDRESS
samba_configuration()
{
	local own=$dir/$1 services="ldap, cldap, kdc"
	[ "$2" = contoso.test ] && services+=", dns"
	cat <<-EOF
	[global]
		netbios name = $1
		workgroup = $3
		realm = $2
		server role = active directory domain controller
		server services = $services
		interfaces = $4
		bind interfaces only = yes
		prefork children = 2
		private dir = $own/private
		state directory = $own/state
		cache directory = $own/cache
		lock directory = $own/lock
		pid directory = $own/run
		ncalrpc dir = $own/run/ncalrpc
		binddns dir = $own/bind-dns
		logging = file
		log file = $dir/log/$1
		max log size = 0
		tls keyfile = $own/tls/key.pem
		tls certfile = $own/tls/certificate.pem
		tls cafile = $dir/tls/ca.pem
	[sysvol]
		path = $own/state/sysvol
	[netlogon]
		path = $own/state/sysvol/$2/scripts
	EOF
}

write_files()
{
	mkdir -p "$dir"/{etc,log,secrets,keytab,cc,tls}
	chmod 700 "$dir" "$dir"/{secrets,keytab,cc,tls}
	environment > "$dir/environment"
	kerberos_configuration > "$dir/etc/krb5.conf"
	printf '%s\n' "nameserver 198.51.100.1" "search contoso.test" > "$dir/etc/resolv.conf"
	# No service that listens outside, such as systemd-resolved, is asked.
	printf '%s\n' "passwd: files" "group: files" "hosts: files dns" > "$dir/etc/nsswitch.conf"
	cat > "$dir/etc/hosts" <<-EOF
	127.0.0.1	localhost
	198.51.100.1	dc1.contoso.test dc1
	198.51.100.2	dc2.contoso.test dc2
	198.51.100.3	dc3.child.contoso.test dc3
	198.51.100.4	dc4.contoso.test dc4
	EOF
	cat > "$dir/etc/ldap.conf" <<-EOF
	TLS_CACERT	$dir/tls/ca.pem
	TLS_REQCERT	demand
	SASL_NOCANON	on
	EOF
	# The domain asks for letters of both cases and a digit.
	{ tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 24; printf 'Aa1'; } |
	    (umask 077 && cat > "$dir/secrets/administrator")
}

# certificate_make CA NAME DNS-NAME DAYS
certificate_make()
{
	local tls=$dir/tls
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" \
	    -addext "subjectAltName=DNS:$3" -keyout "$tls/$2.key" -out "$tls/$2.csr" &&
	openssl x509 -req -in "$tls/$2.csr" -copy_extensions copyall -days "$4" \
	    -CA "$tls/$1.pem" -CAkey "$tls/$1.key" -out "$tls/$2.pem"
}

authority_make()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
	    -subj "/CN=spnplan lab $1" -keyout "$dir/tls/$1.key" -out "$dir/tls/$1.pem"
}

certificates_make()
{
	authority_make ca &&
	authority_make stranger-ca &&
	certificate_make ca dc1 dc1.contoso.test 30 &&
	certificate_make ca dc2 dc2.contoso.test 30 &&
	certificate_make ca dc3 dc3.child.contoso.test 30 &&
	certificate_make ca dc4 dc4.contoso.test 30 &&
	certificate_make ca webs '*.contoso.test' 30 &&
	certificate_make ca other-host other.contoso.test 30 &&
	certificate_make ca expired dc1.contoso.test -1 &&
	certificate_make stranger-ca stranger dc1.contoso.test 30
}

certificate_install()
{
	local host=$1 name=$2
	[ -e "$dir/tls/$name.pem" ] || fail "no certificate '$name'"
	(umask 077 && cp "$dir/tls/$name.key" "$dir/$host/tls/key.pem")
	cp "$dir/tls/$name.pem" "$dir/$host/tls/certificate.pem"
}

#
# Domain controllers.
#

# controller_make HOST DOMAIN NETBIOS ADDRESS
controller_make()
{
	local own=$dir/$1
	mkdir -p "$own"/{etc,run,lock,cache,tls}
	samba_configuration "$@" > "$own/etc/smb.conf"
	certificate_install "$1" "$1"
}

# controller_provision HOST DOMAIN NETBIOS ADDRESS FILL-AS [BULK]
controller_provision()
{
	local own=$dir/$1
	controller_make "$1" "$2" "$3" "$4"
	inside "$here/forest.py" provision "$own" "$1" "$2" "$3" contoso.test "$store" &&
	inside "$here/fill.py" "$5" "$own" "${@:6}" &&
	inside "$here/forest.py" samba "$own" no
}

# controller_join HOST ROLE ADDRESS
# Needs services of dc1 that the lab does without otherwise.
controller_join()
{
	local own=$dir/$1
	inside "$here/forest.py" locate "$dir/dc1" "$1" contoso.test "$3" &&
	controller_make "$1" contoso.test CONTOSO "$3" &&
	controller_start dc1 --option="server services=ldap, cldap, kdc, dns, rpc, drepl" &&
	inside kinit -k -t "$dir/keytab/Administrator.keytab" -c "$dir/cc/join" Administrator &&
	inside samba-tool domain join contoso.test "$2" -s "$own/etc/smb.conf" \
	    --targetdir="$own" --server=dc1.contoso.test --dns-backend=SAMBA_INTERNAL \
	    --use-kerberos=required --use-krb5-ccache="$dir/cc/join" &&
	inside "$here/forest.py" samba "$own" no &&
	controller_stop dc1 &&
	inside "$here/forest.py" announce "$dir/dc1" "$1" &&
	{ [ "$2" = RODC ] || inside "$here/forest.py" announce "$own" "$1"; } &&
	rm "$dir/cc/join"
}

# The rootDSE answers, a ticket is given: both or it is not up.
controller_ready()
{
	local host=$1 name account
	case $host in
	dc1) name=dc1.contoso.test account=alice@CONTOSO.TEST ;;
	dc[24]) name=$host.contoso.test account=alice@CONTOSO.TEST ;;
	dc3) name=dc3.child.contoso.test account=bob@CHILD.CONTOSO.TEST ;;
	esac
	inside ldapsearch -LLL -x -o nettimeout=2 -H "ldap://$name" -b "" -s base dnsHostName \
	    2>/dev/null | grep -qi "^dnsHostName: $name" || return
	[[ $host = dc[24] ]] ||
	inside kinit -k -t "$dir/keytab/${account%@*}.keytab" -c "MEMORY:ready" "$account" 2>/dev/null
}

# controller_start HOST [OPTION]
controller_start()
{
	local host=$1 deadline begun
	[ -d "$dir/$host/private" ] || fail "no domain controller '$host'"
	controller_pid "$host" > /dev/null && return
	inside samba -s "$dir/$host/etc/smb.conf" -l "$dir/log" -D "${@:2}" || return
	begun=$((SECONDS + begin_seconds))
	deadline=$((SECONDS + ready_seconds))
	until controller_ready "$host"; do
		if [ $SECONDS -ge $deadline ] ||
		    { [ $SECONDS -ge $begun ] && ! controller_pid "$host" > /dev/null; }; then
			say "'$host' is not ready after $ready_seconds seconds or has ended; its log:"
			tail -n 20 "$dir/log/$host" >&2
			return 1
		fi
		sleep 0.1
	done
}

controller_pid()
{
	local pid
	pid=$(cat "$dir/$1/run/samba.pid" 2>/dev/null) && inside kill -0 "$pid" 2>/dev/null &&
	    echo "$pid"
}

controller_stop()
{
	local pid
	pid=$(controller_pid "$1") || return 0
	inside kill "$pid"
	while inside kill -0 "$pid" 2>/dev/null; do
		sleep 0.05
	done
}

#
# Commands.
#

needed()
{
	local program
	for program in unshare nsenter ip openssl samba samba-tool kinit kvno ldapsearch; do
		command -v "$program" > /dev/null ||
		    skip "no program '$program'; tests/lab/packages names the packages"
	done
	/usr/bin/python3 -c 'import samba.provision, samba.dckeytab' 2>/dev/null ||
	    skip "no Python modules of Samba; tests/lab/packages names the packages"
}

tickets_get()
{
	local account
	for account in Administrator alice operator; do
		inside kinit -k -t "$dir/keytab/$account.keytab" -c "$dir/cc/$account" "$account" || return
	done
	[ -z "$child" ] ||
	    inside kinit -k -t "$dir/keytab/bob.keytab" -c "$dir/cc/bob" bob@CHILD.CONTOSO.TEST
	inside kinit -k -t "$dir/keytab/alice.keytab" -l 1s -c "$dir/cc/expired" alice
}

forest_make()
{
	local roots=("$dir/dc1") child_job=''
	if [ -n "$child" ]; then
		controller_provision dc3 child.contoso.test CHILD 198.51.100.3 child &
		child_job=$!
	fi
	controller_provision dc1 contoso.test CONTOSO 198.51.100.1 root "$bulk" || return
	if [ -n "$child" ]; then
		wait $child_job &&
		inside "$here/forest.py" trust "$dir/dc1" "$dir/dc3" &&
		inside "$here/forest.py" locate "$dir/dc1" dc3 child.contoso.test 198.51.100.3 || return
	fi
	if [ -n "$second" ]; then
		controller_join dc2 DC 198.51.100.2 || return
		roots+=("$dir/dc2")
	fi
	if [ -n "$readonly" ]; then
		controller_join dc4 RODC 198.51.100.4 || return
		roots+=("$dir/dc4")
	fi
	if [ -n "$child" ]; then
		inside "$here/forest.py" graft "${roots[@]}" "$dir/dc3" || return
	fi
}

lab_up()
{
	local bulk=0 store=tdb second='' child='' readonly='' host
	while [ $# -gt 0 ]; do
		case $1 in
		--bulk) bulk=${2:?} && shift ;;
		--lmdb) store=mdb ;;
		--second) second=yes ;;
		--child) child=yes ;;
		--read-only) readonly=yes ;;
		*) fail "unknown option '$1'" ;;
		esac
		shift
	done
	[ $store = tdb ] || [ -z "$second$child$readonly" ] || fail "--lmdb is for one domain controller"
	needed
	mkdir -p "$dir" || exit
	[ -z "$(ls -A "$dir")" ] || fail "'$dir' is not empty"
	trap 'lab_down' EXIT
	trap 'exit 1' INT TERM
	write_files
	enter_namespaces
	certificates_make > "$dir/log/openssl" 2>&1 ||
	    fail "openssl: $(tail -n 1 "$dir/log/openssl")"
	forest_make > "$dir/log/provision" 2>&1 ||
	    fail "provisioning failed: $(tail -n 20 "$dir/log/provision")"
	for host in dc1 ${second:+dc2} ${child:+dc3} ${readonly:+dc4}; do
		controller_start "$host" || exit
	done
	tickets_get || fail "no tickets"
	trap - EXIT INT TERM
}

lab_down()
{
	local pid
	if pid=$(holder_pid); then
		kill -KILL "$pid"
		while [ -e "/proc/$pid" ]; do
			sleep 0.02
		done
	fi
	if [ -e "$dir/environment" ]; then
		rm -rf "$dir"
	fi
}

usage()
{
	sed -n '/^#   lab/,/^#$/s/^#   //p' "$0" >&2
	exit 2
}

[ $# -ge 2 ] || usage
command=$1
dir=$(realpath -m "$2")
shift 2
case $command in
up) lab_up "$@" ;;
down) lab_down ;;
run) inside "$@" ;;
stop) controller_stop "${1:-dc1}" ;;
start) controller_start "${1:-dc1}" "${@:2}" ;;
certificate)
	controller_stop "${2:-dc1}" &&
	certificate_install "${2:-dc1}" "$1" &&
	controller_start "${2:-dc1}" ;;
hold) hold ;;
*) usage ;;
esac
