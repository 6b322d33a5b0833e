#!/usr/bin/env python3
"""tickets.py SPNPLAN: what the KDCs of the lab say of SPNs, by kvno and by spnplan.

Runs inside the lab, with its second domain.  Each asks with a copy of the same
tickets; what spnplan saw is read from what --save wrote.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LAB = pathlib.Path(os.environ["LAB_DIR"])
PORTAL = "HTTP/portal.contoso.test"
ETYPES = {"aes256-cts-hmac-sha1-96": 18, "aes128-cts-hmac-sha1-96": 17, "arcfour-hmac": 23}

# Who asks for what, and the code of the KRB-ERROR that there must be.
ROWS = [
    ("alice", PORTAL, 0),
    ("alice", "HTTP/dc1.contoso.test", 0),		# through HOST/
    ("alice", "HTTP/legacy.contoso.test", 0),		# RC4
    ("alice", "HTTP/child.child.contoso.test", 0),	# the KDC refers to the other domain
    ("bob", PORTAL, 0),
    ("alice", "HTTP/nobody.contoso.test", 7),
    ("alice", "HTTP/nobody.child.contoso.test", 7),
    ("alice", "HTTP/wiki.contoso.test", 7),		# two holders
    ("alice", "HTTP/web09.contoso.test", 14),		# no keys
]


class Tickets:
    def __init__(self, spnplan, folder):
        self.spnplan, self.folder = spnplan, folder
        self.passed = self.wrong = 0

    def row(self, held, what, *why):
        self.passed, self.wrong = self.passed + bool(held), self.wrong + (not held)
        print("%s %s" % ("ok" if held else "not ok", what))
        if not held:
            print("    %s" % "; ".join(map(str, why)).replace("\n", " "))

    def run(self, *words, **environment):
        return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, **environment), check=False)

    def cache(self, user, name):
        shutil.copy(LAB / "cc" / user, self.folder / name)
        return "FILE:%s" % (self.folder / name)

    def seen(self, spn, *before, **environment):
        """The ticket as spnplan saw it."""
        file = self.folder / "evidence.json"
        file.unlink(missing_ok=True)
        done = self.run(*before, self.spnplan, "diagnose", spn, "--save", file, **environment)
        if done.returncode == 2 and not file.exists():
            raise OSError(done.stderr)
        return json.loads(file.read_text())["evidence"]["tickets"][0]

    def witness(self, spn, *before, **environment):
        """What kvno gets: realm, etype of the session and of the ticket, version; or its words."""
        done = self.run(*before, "kvno", "-S", *spn.split("/"), **environment)
        version = re.search(r"kvno = (\d+)", done.stdout)
        if not version:
            return done.stderr.strip()
        listed = self.run("klist", "-e", **environment).stdout
        found = re.search(r"%s@(\S*)\n(?:\s+Ticket server: \S*@(\S+)\n)?.*Etype \(skey, tkt\): "
                          r"(?:DEPRECATED:)?([\w-]+), (?:DEPRECATED:)?([\w-]+)" % re.escape(spn), listed)
        return (found[2] or found[1], ETYPES[found[3]], ETYPES[found[4]], int(version[1]))

    def compare(self, what, code, spn, user, *before):
        expected = self.witness(spn, *before, KRB5CCNAME=self.cache(user, "witness"))
        seen = self.seen(spn, *before, KRB5CCNAME=self.cache(user, "seen"))
        if code != 0:
            held = seen.get("code") == code and isinstance(expected, str) and seen["failed"] in expected
        else:
            held = expected == tuple(seen.get(name) for name in ("realm", "sessionEtype", "etype", "kvno")) \
                and seen["server"] == spn and seen["size"] > 500
        self.row(held, what, "kvno: %s" % (expected,), "spnplan: %s" % seen)

    def untouched(self):
        """The user's own cache, where a ticket of the same name lies too."""
        cache, trace = self.cache("alice", "own"), self.folder / "trace"
        self.run("kvno", PORTAL, KRB5CCNAME=cache)
        before = (self.folder / "own").read_bytes(), self.run("klist", "-e", KRB5CCNAME=cache).stdout
        seen = self.seen(PORTAL, KRB5CCNAME=cache, KRB5_TRACE=str(trace))
        after = (self.folder / "own").read_bytes(), self.run("klist", "-e", KRB5CCNAME=cache).stdout
        self.row(before == after, "the user's tickets are as they were", before[1], after[1])
        self.row(seen.get("cached") and (seen["cachedEtype"], seen["cachedKvno"]) == (seen["etype"], seen["kvno"]),
                 "and are compared", seen)
        sent = len(re.findall("Sending (?:initial )?(?:TCP|UDP) request", trace.read_text()))
        self.row(sent == 1, "one request to the KDC for one SPN", "%d" % sent)

    def alone(self):
        """Without a ticket to ask with, and without a KDC."""
        for what, cache in [("a ticket that is over", "expired"), ("no ticket", "nobody")]:
            seen = self.seen(PORTAL, KRB5CCNAME="FILE:%s" % (LAB / "cc" / cache))
            self.row(seen.get("noTicketGrantingTicket") and "code" not in seen, what, seen)
        configuration = self.folder / "krb5.conf"
        configuration.write_text(re.sub(r"(?m)kdc = (\S+)$", r"kdc = \1:1088",
                                        pathlib.Path(os.environ["KRB5_CONFIG"]).read_text()))
        seen = self.seen(PORTAL, KRB5_CONFIG=str(configuration), KRB5CCNAME=self.cache("alice", "seen"))
        self.row(seen.get("noKdc") and "code" not in seen, "no KDC", seen)


def main():
    with tempfile.TemporaryDirectory() as folder:
        tickets = Tickets(sys.argv[1], pathlib.Path(folder))
        for user, spn, code in ROWS:
            tickets.compare("%s for %s: %s" % (spn, user, code or "a ticket"), code, spn, user)
        tickets.compare("a clock an hour ahead: 37", 37, PORTAL, "alice", "faketime", "-f", "+1h")
        tickets.untouched()
        tickets.alone()
    print("tickets: %d of %d as kvno gets them, or as they must be" %
          (tickets.passed, tickets.passed + tickets.wrong))
    sys.exit(tickets.wrong > 0)


main()
