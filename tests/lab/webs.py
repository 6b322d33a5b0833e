#!/usr/bin/env python3
"""Web servers and a balancer, inside the lab.

    webs.py up [NAME[=KIND] [ALIAS...]]...   one argument for each site
    webs.py key NODE NAME [KEYTAB[=SPN]]...  what NODE decrypts with for the site NAME
    webs.py down

Runs inside (lab.sh run DIR tests/lab/webs.py ...).  All that it makes is below
LAB_DIR/webs; what it starts is known by its process id, and ends with the lab.

    web01.contoso.test   198.51.100.11   three nodes, of Apache with mod_auth_gssapi
    web02.contoso.test   198.51.100.12
    web03.contoso.test   198.51.100.13   its clock is an hour ahead
    edge.contoso.test    198.51.100.10   HAProxy before web01 and web02, in turn:
                         198.51.100.21     connections go through; .21 leads back to web01
    tls.contoso.test     198.51.100.20   HAProxy before the same, TLS ends there

Each node serves each site on ports 80, 443 (DIR/tls/ca.pem) and 8080, and on
8081, where it takes no header of more than 1,000 bytes.  The balancer passes all
of these on; where TLS ends at it, it has 443 and the nodes have 80.  Answers say
whose they are: X-Node, and X-User where somebody has signed in.

NAME and ALIAS are what clients type: full names are looked for in the DNS of the
lab, where the caller puts them (forest.py records).  KIND says what a site offers:

    negotiate        Kerberos, with the keys given by "key"; without one, none works
    open             no sign-in at all
    ntlm             NTLM alone: a challenge, which no answer satisfies
    negotiate-ntlm   Negotiate, but all it answers to a token is NTLM

The last two stand in for servers of Windows and verify nothing.

The keys of a KEYTAB are taken under the names that they have there, which are those
of accounts, or as ktpass would write them, under that of an SPN.  They are read with
each request, so they may change at any time.  Exit 77: what it takes is not
installed, and the line before says what.
"""
import base64
import glob
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
LAB = pathlib.Path(os.environ["LAB_DIR"])
TOP = LAB / "webs"
DOMAIN = "contoso.test"
NODES = {"web01": "198.51.100.11", "web02": "198.51.100.12", "web03": "198.51.100.13"}
LATE = "web03"
BALANCED = ("web01", "web02")
PASSED, PASSED_REVERSED, ENDED = "198.51.100.10", "198.51.100.21", "198.51.100.20"
RECORDS = [("%s.%s" % (node, DOMAIN), address) for node, address in NODES.items()] + [
    ("edge." + DOMAIN, PASSED), ("tls." + DOMAIN, ENDED)]
PLAIN, TLS, OTHER, NARROW = 80, 443, 8080, 8081
NEEDED = ("apache2", "haproxy", "curl", "faketime")
MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi", "alias", "dir",
           "headers", "ssl")
MODULE = "/usr/lib/apache2/modules/mod_%s.so"
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
SECONDS = 20
SKIPPED = 77
NTLM_CHALLENGE = base64.b64encode(
    b"NTLMSSP\0" + b"\2\0\0\0" + b"\0\0\0\0\x38\0\0\0" + b"\5\2\2\0" + bytes(range(8)) +
    bytes(8) + b"\0\0\0\0\x38\0\0\0" + b"\x0a\0\x63\x45\0\0\0\x0f").decode()

NODE = """ServerRoot {own}
ServerName {node}.{domain}
PidFile {own}/pid
ErrorLog {own}/error.log
LogLevel info
DocumentRoot {own}/root
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
KeepAliveTimeout 2
{modules}
{listen}
SSLCertificateFile {lab}/tls/webs.pem
SSLCertificateKeyFile {lab}/tls/webs.key
SSLSessionCache none
Header always set X-Node {node}
DirectoryIndex index.html
<Directory {own}/root>
	AllowOverride None
	Require all granted
</Directory>
"""

HOST = """<VirtualHost {address}:{port}>
	ServerName {name}
	{aliases}
	{tls}
	{limit}
	{offer}
</VirtualHost>
"""

OFFERS = {
    "open": "",
    "negotiate": """<Location "/">
		AuthType GSSAPI
		AuthName lab
		GssapiAllowedMech krb5
		GssapiCredStore keytab:FILE:{own}/keytab/{name}
		Require valid-user
		Header always set X-User expr=%{{REMOTE_USER}}
	</Location>""",
    "ntlm": """Redirect 401 /
	Header always set WWW-Authenticate NTLM""",
    "negotiate-ntlm": """Redirect 401 /
	Header always set WWW-Authenticate Negotiate
	Header always set WWW-Authenticate "Negotiate {challenge}" "expr=-n req('Authorization')" """,
}

EDGE = """global
	daemon
	pidfile {top}/haproxy.pid
	maxconn 200
	nbthread 1

defaults
	timeout connect 5s
	timeout client 10s
	timeout server 10s
"""

THROUGH = """
frontend through{port}
	mode tcp
{binds}
	default_backend nodes{port}

backend nodes{port}
	mode tcp
	balance roundrobin
{servers}
"""

END = """
frontend ended
	mode http
	bind {address}:443 ssl crt {top}/edge.pem
{routes}
	default_backend nodes
"""

BEHIND = """
backend {name}
	mode http
	balance roundrobin
{servers}
"""


class Unavailable(Exception):
    """Why there are no web servers."""


class Missing(Unavailable):
    """What this machine lacks."""


def needed():
    for program in NEEDED:
        if not shutil.which(program, path=PATH):
            raise Missing("no program '%s'; tests/lab/packages names the packages" % program)
    for module in MODULES:
        if not pathlib.Path(MODULE % module).exists():
            raise Missing("no module %s of Apache; tests/lab/packages names the packages" % module)


class Site:
    def __init__(self, text):
        first, *self.aliases = text.split()
        self.name, _, kind = first.partition("=")
        self.kind = kind or "negotiate"


def node_host(own, site, address, port):
    return HOST.format(
        address=address, port=port, name=site.name,
        aliases="ServerAlias " + " ".join(site.aliases) if site.aliases else "",
        tls="SSLEngine on" if port == TLS else "",
        limit="LimitRequestFieldSize 1000" if port == NARROW else "",
        offer=OFFERS[site.kind].format(own=own, name=site.name, challenge=NTLM_CHALLENGE))


def node_configuration(node, sites):
    own = TOP / node
    ports = (PLAIN, TLS, OTHER, NARROW)
    text = NODE.format(
        own=own, node=node, domain=DOMAIN, lab=LAB,
        modules="\n".join("LoadModule %s_module %s" % (name, MODULE % name) for name in MODULES),
        listen="\n".join("Listen %s:%d" % (NODES[node], port) for port in ports))
    # A name that is no site's is answered by the first.
    hosts = [Site(node + ".invalid=open"), *sites]
    return text + "\n".join(node_host(own, site, NODES[node], port) for port in ports for site in hosts)


def edge_configuration(routed):
    def servers(port):
        return "\n".join("\tserver %s %s:%d" % (node.upper(), NODES[node], port) for node in BALANCED)
    text = EDGE.format(top=TOP)
    for port in (PLAIN, TLS, OTHER, NARROW):
        text += THROUGH.format(port=port, servers=servers(port), binds="\n".join(
            "\tbind %s:%d" % (address, port) for address in (PASSED, PASSED_REVERSED)))
    routes = ["\tuse_backend %s if { hdr(host) -i %s }" % (name.split(".")[0], name) for name in routed]
    text += END.format(address=ENDED, top=TOP, routes="\n".join(routes))
    for name in ["nodes", *routed]:
        text += BEHIND.format(name=name.split(".")[0], servers=servers(PLAIN))
    return text


def as_nobody():
    """Apache does not serve as root.  In a user namespace there is nobody else to be,
    so another one shows the same user by another number."""
    inner = ["unshare", "--user", "--map-user=48", "--map-group=48"]
    if subprocess.run([*inner, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return inner
    keep = "+dac_override,+net_bind_service"
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "--inh-caps=" + keep, "--ambient-caps=" + keep]


def environment(node):
    found = dict(os.environ, PATH=PATH, KRB5RCACHENAME="none:")
    if node == LATE:
        found.update(LD_PRELOAD=glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")[0], FAKETIME="+1h",
                     FAKETIME_DONT_FAKE_MONOTONIC="1")
    return found


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise Unavailable("%s: %s" % (" ".join(map(str, words)), done.stdout.strip()))


def start_node(node, sites):
    own = TOP / node
    for folder in ("root", "keytab"):
        (own / folder).mkdir(parents=True)
    (own / "root/index.html").write_text(node + "\n")
    (own / "httpd.conf").write_text(node_configuration(node, sites))
    run(*as_nobody(), "apache2", "-f", own / "httpd.conf", "-k", "start", env=environment(node))


def start_edge(routed):
    (TOP / "edge.pem").write_text(
        "".join((LAB / "tls" / name).read_text() for name in ("webs.pem", "webs.key")))
    (TOP / "haproxy.cfg").write_text(edge_configuration(routed))
    run("haproxy", "-q", "-f", TOP / "haproxy.cfg", env=dict(os.environ, PATH=PATH))


def serving(pid_file):
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, 0)
        return pid
    except (OSError, ValueError):
        return None


def pid_files():
    return [TOP / node / "pid" for node in NODES] + [TOP / "haproxy.pid"]


def answers(address):
    return subprocess.run(["curl", "-s", "-o", TOP / "ready", "--max-time", "2", "http://%s/" % address],
                          check=False).returncode == 0


def up(*sites, routed=()):
    """SITES as above.  The names that are ROUTED have a back end of their own where TLS
    ends, as the names of a farm have that somebody would import."""
    needed()
    TOP.mkdir()
    pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")
    records(*[(name, "A", address) for name, address in RECORDS], (PASSED, "PTR", "edge." + DOMAIN),
            (ENDED, "PTR", "tls." + DOMAIN), (PASSED_REVERSED, "PTR", "web01." + DOMAIN),
            *[(address, "PTR", "%s.%s" % (node, DOMAIN)) for node, address in NODES.items()])
    sites = [Site(text) for text in sites]
    for node in NODES:
        start_node(node, sites)
    start_edge(routed)
    deadline = time.monotonic() + SECONDS
    while not all(answers(address) for _, address in RECORDS[:4]):
        if time.monotonic() > deadline:
            raise Unavailable("no answer of the web servers within %d seconds" % SECONDS)
        time.sleep(0.05)


def records(*rows):
    """Into the DNS of the lab: name, type, value each."""
    run(HERE / "forest.py", "records", LAB / "dc1", *[word for row in rows for word in row])


def counted(data, at):
    """Where the text that begins AT in an entry of a keytab ends."""
    return at + 2 + struct.unpack_from(">H", data, at)[0]


def entries(keytab):
    """Those of a keytab, version 2, in which a size below zero is a gap."""
    data, at = pathlib.Path(keytab).read_bytes(), 2
    while at < len(data):
        size = struct.unpack_from(">i", data, at)[0]
        if size > 0:
            yield data[at + 4:at + 4 + size]
        at += 4 + abs(size)


def under(entry, spn):
    """An entry as it would be for the SPN."""
    realm = counted(entry, 2)
    rest = realm
    for _ in range(struct.unpack_from(">H", entry)[0]):
        rest = counted(entry, rest)
    parts = [part.encode() for part in spn.split("/")]
    return struct.pack(">H", len(parts)) + entry[2:realm] + b"".join(
        struct.pack(">H", len(part)) + part for part in parts) + entry[rest:]


def key(node, name, *keytabs):
    """KEYTABS as above; none: no key any more."""
    file = TOP / node / "keytab" / name
    file.unlink(missing_ok=True)
    whole = b""
    for one in keytabs:
        keytab, _, spn = str(one).partition("=")
        for entry in entries(keytab):
            entry = under(entry, spn) if spn else entry
            whole += struct.pack(">i", len(entry)) + entry
    if keytabs:
        file.write_bytes(b"\5\2" + whole)


def down():
    running = [pid for pid in map(serving, pid_files()) if pid]
    for pid in running:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS
    for file in pid_files():
        while serving(file) and time.monotonic() < deadline:
            time.sleep(0.02)
    shutil.rmtree(TOP, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] not in (["up"], ["key"], ["down"]):
        sys.exit(__doc__)
    try:
        {"up": up, "key": key, "down": down}[sys.argv[1]](*sys.argv[2:])
    except Unavailable as why:
        print("webs: %s" % why, file=sys.stderr)
        sys.exit(SKIPPED if isinstance(why, Missing) else 1)
