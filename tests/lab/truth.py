#!/usr/bin/python3
"""truth.py SPNPLAN [ROW...]: what is planned, what is found and what happens.

Runs inside the lab.  Each row of topologies.py is made for real: accounts, SPNs
and passwords in the directory, keys on the web servers, names in DNS.  Then check
is asked about a description of it, alice goes there with curl --negotiate, through
the name, as anybody would, and to each node, and diagnose is asked why.

A row agrees where plan, findings, the SPN that is asked for, what the KDC says, what
each node answers and what diagnose makes of it are as the row has it; where check
finds nothing exactly if curl gets in everywhere, unless the row says what lies beyond
a directory or is unlike Windows; and where diagnose says of each node what curl gets
there.  Prints a line "ok ..." or "not ok ..." for each row, then the table.
"""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import fill
import iis
import webs
from samba import dsdb
from topologies import ROWS

LAB = pathlib.Path(os.environ["LAB_DIR"])
KEYTABS = LAB / "keytab"
SOURCE = ["-d", "ldap://dc1.contoso.test"]
LEADS_TO = {"edge": webs.PASSED, "back": webs.PASSED_REVERSED, "tls": webs.ENDED}
TRIES = 40				# rows ask at the same time, so turns are not by turns
SILENCE = 3				# seconds
KRB5_BASE = -1765328384
# What krb5.conf says of names, and of encryption types.
CLIENTS = {
    "typed": {}, "late": {}, "front": {},
    "canonical": {"dns_canonicalize_hostname": "true"},
    "reverse": {"dns_canonicalize_hostname": "true", "rdns": "true"},
    "aes": {"permitted_enctypes": "aes256-cts aes128-cts"}}


class Made:
    """A row with its names filled in."""

    def __init__(self, row):
        self.row = row
        self.host = self.expand("@")
        self.name = self.expand(row.name)
        self.own = "%s-h" % row.id

    def expand(self, name):
        return name.replace("@own", "%s-h.contoso.test" % self.row.id) \
            .replace("@", "%s.contoso.test" % self.row.id)

    def account(self, role):
        """sAMAccountName."""
        if role == "own":
            return self.own.upper() + "$"
        return role if role.endswith("$") else "%s-%s" % (role, self.row.id)

    def spn(self, name):
        return "HTTP/" + self.expand(name)

    def keytab(self, role):
        return KEYTABS / (self.account(role).rstrip("$") + ".keytab")

    def keys(self, role):
        """As they are come by: that of a computer when it joins, under its name; that of
        an account with ktpass, under the SPNs that it is to answer for."""
        if role == "own" or role.endswith("$"):
            return [self.keytab(role)]
        names = {"@", self.row.name, *self.row.names, *self.row.held.get("svc", [])}
        return ["%s=%s" % (self.keytab(role), self.spn(name)) for name in sorted(names)]

    def roles(self):
        row = self.row
        named = {role for roles in row.keys.values() for role in roles} | set(row.held) | set(row.planted)
        named |= {json.dumps(row.runs).count('"svc"') and "svc", row.balancer.get("mode") and "front",
                  "own" if "@own" in (row.name, row.alias) or row.servers else None}
        return [role for role in ("own", "svc", "other", "front") if role in named]

    def server(self, node):
        return self.own.upper() if node in self.row.servers else node.upper()

    def records(self):
        row = self.row
        leads_to = LEADS_TO.get(row.at) or webs.NODES[row.nodes[0]]
        rows = [(self.own + ".contoso.test", "A", leads_to)] if "own" in self.roles() else []
        if row.alias:
            rows.append((self.host, "CNAME", self.expand(row.alias)))
        elif row.name != "@own":
            rows.append((self.host, "A", leads_to))
        if row.alias and row.alias != "@own":
            rows.append((row.alias, "A", leads_to))
        return rows

    def site(self):
        """As webs.py has it."""
        aliases = {self.name, self.own + ".contoso.test"} - {self.host}
        return "%s=%s %s" % (self.host, self.row.site, " ".join(sorted(aliases)))

    #
    # The description of it.
    #

    def named(self, members):
        if isinstance(members, dict):
            return {name: self.named(value) for name, value in members.items()}
        return "CONTOSO\\" + self.account(members) if members in ("svc", "other") else members

    def balancers(self):
        row = self.row
        if not row.at and not row.alias:
            return []
        dns = {"name": self.name, "record": "A"}
        if row.alias:
            dns.update(record="CNAME", canonical=self.expand(row.alias))
        if row.at == "back":
            dns["reverse"] = "web01.contoso.test"
        more = dict(row.balancer)
        if more.get("mode") == "authenticates":
            more["accounts"] = ["CONTOSO\\" + self.account("front")]
        return [{"name": "edge", "kind": "haproxy", "mode": "tls-offload" if row.at == "tls" else "pass-through",
                 "names": [dns], "servers": [self.server(node) for node in row.nodes], **more}]

    def computer(self, node):
        dns = {"dns": self.expand(self.row.dns)} if self.row.dns else {}
        return {"name": self.server(node), **dns}

    def farm(self):
        row = self.row
        servers = [self.server(node) for node in row.nodes]
        site = {"name": row.id, "names": [self.name] + [self.expand(name) for name in row.names],
                "servers": servers, **self.named(row.runs)}
        site["clients"] = {"canonicalizeCname": row.client in ("canonical", "reverse")}
        balancers = self.balancers()
        if balancers:
            site["loadBalancer"] = "edge"
        sites = [site]
        if row.special == "parted":
            sites = [dict(site, servers=servers[:1]),
                     dict(site, name=row.id + "2", servers=servers[1:],
                          pool={"identity": "SpecificUser", "account": "CONTOSO\\" + self.account("other")})]
        return {"domains": [{"name": "CONTOSO", "dns": "contoso.test"}],
                "servers": [self.computer(node) for node in row.nodes],
                "loadBalancers": balancers, "sites": sites}


#
# The directory.
#

def add_account(domain, made, role):
    row, name = made.row, made.account(role)
    held = [made.spn(one) for one in row.held.get(role, [])]
    if role == "own":
        domain.server(made.own.upper())
        if held:
            add_spns(domain, name, held)
        return
    attributes = {"msDS-SupportedEncryptionTypes": fill.ALL_KEYS, "keys": row.special != "keyless"}
    flags = 0
    if role == "svc":
        attributes.update(row.attributes)
        flags = row.flags
    if role == "front":
        held = ["host/%s.contoso.test" % name]	# none of its own: the KDC lets it act for nobody
        attributes["userPrincipalName"] = "%s@%s" % (held[0], domain.name.upper())
        flags = dsdb.UF_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION
        if row.special == "may":
            attributes["msDS-AllowedToDelegateTo"] = [made.spn("@")]
    domain.service(name, held, flags, **attributes)


def add_spns(domain, name, spns):
    domain.sam.modify(fill.ldb.Message.from_dict(
        domain.sam, {"dn": domain.dn(name), fill.SPN: spns}, fill.ldb.FLAG_MOD_ADD))


def fill_directory(rows):
    domain = fill.Domain(str(LAB / "dc1"))
    domain.sam.transaction_start()
    domain.server("WEB03")
    for made in rows:
        for role in made.roles():
            add_account(domain, made, role)
        for role in made.row.held:
            if role.endswith("$"):
                add_spns(domain, role, [made.spn(one) for one in made.row.held[role]])
    domain.sam.transaction_commit()
    for made in rows:
        for role, names in made.row.planted.items():
            fill.plant(domain, made.account(role), [made.spn(one) for one in names])
    domain.export_keys()
    domain.keyed = []
    for made in rows:
        if made.row.special == "stale":
            name, keytab = made.account("svc"), made.keytab("svc")
            keytab.rename(made.keytab("svc.old"))
            domain.replace(domain.dn(name), "clearTextPassword", "Another-password-1".encode("utf-16-le"))
            domain.keyed.append(name)
    domain.export_keys()


#
# The web servers and whoever goes there.
#

def give_keys(made):
    for node, roles in made.row.keys.items():
        webs.key(node, made.host, *[one for role in roles for one in made.keys(role)])


class Seen:
    """What curl got."""
    asks, code = "", 0

    def __init__(self):
        self.answers, self.user, self.offers = {}, {}, {}

    def traced(self, text):
        asked = re.findall(r"(?:Getting credentials \S+ ->|after requesting) (HTTP/[^@]*)@", text)
        results = re.findall(r"(?:TGS request result:|Got cred;) (-?\d+)/", text)
        if asked and not self.asks:
            self.asks = asked[-1]
            self.code = int(results[-1]) - KRB5_BASE if results and results[-1] != "0" else 0

    def answer(self, text):
        """The node that it is of, or None."""
        node = re.search("(?im)^x-node: (\\S+)", text)
        status = re.match(r"HTTP/\S+ (\d+)", text)
        if not status:
            return None
        return (node.group(1) if node else "?", int(status.group(1)),
                bool(re.search("(?im)^x-user: alice@CONTOSO.TEST", text)),
                re.findall("(?im)^www-authenticate: *(\\S+)", text))


def configuration(folder, made):
    text = (LAB / "etc/krb5.conf").read_text()
    for name, value in CLIENTS[made.row.client].items():
        text, found = re.subn(r"(?m)^\s*%s = .*$" % name, "%s = %s" % (name, value), text)
        if not found:
            text = text.replace("[libdefaults]", "[libdefaults]\n%s = %s" % (name, value))
    (folder / "krb5.conf").write_text(text)
    return str(folder / "krb5.conf")


class Visitor:
    """alice, or a balancer in her name."""

    def __init__(self, made, folder):
        self.made, self.folder, self.seen = made, folder, Seen()
        self.url = made.row.url % made.name
        self.clock = ["faketime", "-f", "+1h"] if made.row.client == "late" else []
        cache = folder / "cache"
        self.environment = dict(os.environ, KRB5_CONFIG=configuration(folder, made),
                                KRB5CCNAME="FILE:%s" % cache, KRB5_TRACE=str(folder / "trace"))
        if made.row.client == "front":
            self.act(cache)
        else:
            shutil.copy(LAB / "cc/alice", cache)

    def run(self, *words):
        return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, check=False,
                              capture_output=True, text=True, env=self.environment)

    def act(self, cache):
        """The balancer asks for a ticket in her name, which curl then finds."""
        made, own = self.made, self.folder / "front"
        keytab = made.keytab("front")
        self.run("kinit", "-f", "-c", own, "-k", "-t", keytab, made.account("front"))
        (self.folder / "trace").write_text("")
        self.run("kvno", "-q", "-c", own, "-k", keytab, "-U", "alice", "-P", made.spn("@"), "--out-cache", cache)
        self.seen.traced((self.folder / "trace").read_text())

    def curl(self, *words):
        done = self.run(*self.clock, "curl", "-s", "-i", "--max-time", "10", "--cacert", os.environ["LAB_CA"],
                        "--negotiate", "-u", ":", *words, self.url)
        return self.seen.answer(done.stdout)

    def go(self):
        """Through the name until each node behind it has answered, then to each."""
        row, seen = self.made.row, self.seen
        by_name = {}
        behind = row.nodes if row.at else row.nodes[:1]
        for _ in range(TRIES):
            found = self.curl()
            seen.traced((self.folder / "trace").read_text())
            if found:
                by_name[found[0]] = found[1]
            if set(by_name) == set(behind):
                break
        for node in row.nodes:
            found = self.curl("--connect-to", "::%s:" % webs.NODES[node])
            if found:
                seen.answers[node], seen.user[node], seen.offers[node] = found[1:]
        seen.by_name = by_name
        return seen


#
# What spnplan says, and whether all agree.
#

def predicted_spn(report, name):
    """What curl asks for, through MIT Kerberos."""
    found = [p["spn"] for p in report["predictions"] if (p["client"], p["name"]) == ("mit", name)]
    return found[0] or "" if found else ""


class Said:
    """What a check of the description says of the SPN that is asked for."""

    def __init__(self, report, made):
        self.spn = predicted_spn(report, made.name) if made.row.client != "front" else made.spn("@")
        outcomes = [d["outcome"] for d in report["decisions"] if self.spn in (d["spn"], "")]
        self.plan = outcomes[0] if outcomes else ""
        # The balancer has the names of all that are imported.
        findings = [f for f in report["findings"] if not made.row.imported or made.host in f["subject"]]
        self.errors, warnings = [sorted({f["id"] for f in findings if f["severity"] == severity})
                                 for severity in ("error", "warning")]
        self.warnings = [warning for warning in warnings if warning in made.row.warnings]

    def verdict(self):
        if self.plan == "ask":
            return "unknown"
        if self.plan == "none-needed":
            return "no Kerberos"
        return "Kerberos" if self.plan in ("register", "covered") and not self.errors else "fails"


def spnplan_says(*words):
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode not in (0, 1):
        raise ValueError(done.stderr)
    return done.stdout


def check(spnplan, farm):
    return json.loads(spnplan_says(spnplan, "check", farm, *SOURCE, "--format", "json"))


def import_farm(spnplan, made, farm):
    """From the configuration that the balancer runs with, and from one of IIS for each
    node, as it would be had they been of Windows."""
    servers = []
    for node in webs.BALANCED:
        file = farm.with_name(node + ".config")
        file.write_text(iis.configuration(node.upper(), made.farm()["sites"]))
        servers += ["--server", "%s=%s" % (node.upper(), file)]
    spnplan_says(spnplan, "import", "-q", "haproxy", webs.TOP / "haproxy.cfg", "iis", *servers,
                 "--domain", "CONTOSO=contoso.test", "-o", farm)


class Diagnosis:
    """What diagnose says of each node, and what is wrong."""

    def __init__(self, made, report):
        names = {made.server(node): node for node in made.row.nodes}
        self.verdicts = {names[one["node"]]: one["verdict"] for one in report["verdicts"] if one["node"] in names}
        self.errors = sorted({f["id"] for f in report["findings"] if f["severity"] == "error"})
        self.subjects = {f["subject"] for f in report["findings"]}
        self.spns = {answer["spn"] for answer in report["evidence"]["answers"] if "spn" in answer}

    def cell(self):
        verdicts = list(dict.fromkeys(self.verdicts.values()))
        return " ".join(verdicts) + (": " + " ".join(self.errors) if self.errors else "")


def diagnose(spnplan, visitor, farm):
    """None for a balancer that comes in the name of a user.  No directory lets anybody
    in whose clock is wrong."""
    if visitor.made.row.client == "front":
        return None
    source = [] if visitor.clock else SOURCE
    done = visitor.run(*visitor.clock, spnplan, "diagnose", visitor.url, "--farm", farm, *source,
                       "--ca-file", os.environ["LAB_CA"], "--format", "json")
    if done.returncode not in (0, 1):
        raise ValueError(done.stderr)
    return Diagnosis(visitor.made, json.loads(done.stdout))


def witnessed(seen):
    if not any("negotiate" in offer.lower() for offers in seen.offers.values() for offer in offers):
        return "no Kerberos"
    return "Kerberos" if all(seen.user.values()) and set(seen.answers.values()) == {200} else "fails"


def differences(made, said, seen):
    row = made.row
    due = {"plan": row.plan, "errors": list(row.errors), "warnings": list(row.warnings),
           "asks": made.spn(row.asks) if row.asks else "", "code": row.code,
           "answers": dict(zip(row.nodes, row.answers))}
    found = {"plan": said.plan, "errors": said.errors, "warnings": said.warnings, "asks": seen.asks,
             "code": seen.code, "answers": seen.answers}
    if row.plan == "none-needed":	# curl asks for a ticket before anybody wants one
        found.update(asks="", code=0)
    wrong = ["%s: %s, not %s" % (name, found[name], due[name]) for name in due if found[name] != due[name]]
    wrong += ["%s through the name: %d" % item for item in seen.by_name.items()
              if seen.answers.get(item[0]) != item[1]]
    behind = row.nodes if row.at else row.nodes[:1]
    if set(seen.by_name) != set(behind):
        wrong.append("through the name: %s" % seen.by_name)
    if row.asks and said.spn != seen.asks:
        wrong.append("predicted is %s" % said.spn)
    verdicts = said.verdict(), witnessed(seen)
    if not said.warnings and verdicts[0] != "unknown" and \
            (verdicts[0] != verdicts[1]) != bool(row.beyond or row.unlike):
        wrong.append("spnplan: %s, curl: %s" % verdicts)
    return wrong


def contradictions(made, diagnosis, seen):
    """Between the row, diagnose and curl.  Diagnose may go there with the ticket of other
    clients than curl, if there is a finding about what curl asks for."""
    row, wrong = made.row, []
    if diagnosis.verdicts != dict(zip(row.nodes, row.verdicts)):
        wrong.append("diagnose says %s" % diagnosis.verdicts)
    if diagnosis.errors != sorted(row.finds):
        wrong.append("diagnose finds %s, not %s" % (diagnosis.errors, sorted(row.finds)))
    if seen.asks in diagnosis.spns or seen.asks not in diagnosis.subjects:
        wrong += ["%s: diagnose says %s, curl gets %s" % (node, verdict, seen.answers.get(node))
                  for node, verdict in diagnosis.verdicts.items()
                  if (verdict == "kerberos") != (seen.user.get(node, False))]
    return wrong


def try_row(spnplan, made):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        farm = folder / "farm.json"
        try:
            if made.row.imported:
                import_farm(spnplan, made, farm)
            else:
                farm.write_text(json.dumps(made.farm()))
            said = Said(check(spnplan, farm), made)
            visitor = Visitor(made, folder)
            diagnosis = diagnose(spnplan, visitor, farm)
        except ValueError as why:
            return [str(why)], [""] * 5
        seen = visitor.go()
    ticket = "" if not seen.asks else "ticket" if seen.code == 0 else "KDC %d" % seen.code
    cells = [said.plan, " ".join(said.errors + said.warnings) or "-", ticket,
             " ".join(str(seen.answers.get(node, "-")) for node in made.row.nodes),
             diagnosis.cell() if diagnosis else "-"]
    wrong = differences(made, said, seen)
    if diagnosis:
        wrong += contradictions(made, diagnosis, seen)
    return wrong, cells


def silent(made, spnplan):
    """Nodes that take connections and say nothing cost one timeout together."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as sockets:
        dead = []
        for port in (9001, 9002, 9003):
            sockets.enter_context(socket.create_server((webs.ENDED, port)))
            dead += ["--node", "%s:%d" % (webs.ENDED, port)]
        visitor = Visitor(made, pathlib.Path(folder))
        start = time.monotonic()
        done = visitor.run(spnplan, "diagnose", visitor.url, "--node", webs.NODES["web01"], *dead,
                           "--timeout", SILENCE, "--format", "json")
        took = time.monotonic() - start
    verdicts = [one["verdict"] for one in json.loads(done.stdout)["verdicts"]] if done.returncode < 2 else []
    held = sorted(verdicts) == ["kerberos"] * 2 + ["unreached"] * 3 and SILENCE <= took < 2 * SILENCE
    print("%s truth: three silent nodes cost one timeout" % ("ok" if held else "not ok"))
    if not held:
        print("    %s in %.1f seconds; %s" % (verdicts, took, done.stderr))
    return held


def main(spnplan, *wanted):
    rows = [Made(row) for row in ROWS if not wanted or row.id in wanted]
    try:
        webs.up(*[made.site() for made in rows],
                routed=[made.host for made in rows if made.row.imported])
    except webs.Missing as why:
        print("truth: skipped: %s" % why)
        return 0
    try:
        fill_directory(rows)
        webs.records(*[record for made in rows for record in made.records()])
        for made in rows:
            give_keys(made)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            outcome = list(pool.map(lambda made: try_row(spnplan, made), rows))
        held = all(silent(made, spnplan) for made in rows if made.row.id == "shared")
    finally:
        webs.down()
    for made, (wrong, _) in zip(rows, outcome):
        print("%s truth: %s (%s)" % ("not ok" if wrong else "ok", made.row.what, made.row.id))
        for line in wrong:
            print("    " + line)
    print_table(rows, outcome)
    return not held or any(wrong for wrong, _ in outcome)


def agreed(row):
    return "agree" + ("; " + (row.beyond or row.unlike) if row.beyond or row.unlike else "")


def print_table(rows, outcome):
    lines = [["row", "plan", "check", "ticket", "curl", "diagnose", ""]] + [
        ["%s (%s)" % (made.row.what, made.row.id), *cells, "differ" if wrong else agreed(made.row)]
        for made, (wrong, cells) in zip(rows, outcome)]
    widths = [max(len(line[i]) for line in lines) for i in range(7)]
    for line in lines:
        print("truth  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    print("truth: %d rows tried, %d agree" % (len(rows), sum(not wrong for wrong, _ in outcome)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
