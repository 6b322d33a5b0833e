#!/usr/bin/env python3
"""meanwhile.py SPNPLAN FOLDER: what changes while it is read.

Runs inside a lab with 3,000 computers in four units.  A proxy stands before the
real server and stops, once, when half of the answers have gone through; while it
does, SPNs go from one computer to another, computers move and are deleted, and
new ones take their names.  What was read then is the directory as it is
afterwards: its snapshot gives the report of the server.  Prints a line "ok ..."
or "not ok ..." for each.
"""
import collections
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading

HOST, ADDRESS, PORT = "dc1.contoso.test", "198.51.100.1", 389
BULK = "OU=Bulk,DC=contoso,DC=test"
SITES = 4
PAIRS = 24


def row(held, what, why=""):
    print("%s %s" % ("ok" if held else "not ok", what))
    if not held:
        print(why, file=sys.stderr)


class Proxy:
    """Hands on what clients and the server say, and calls MEANWHILE when the server
    has said so many bytes."""

    def __init__(self, after=None, meanwhile=None):
        self.left, self.meanwhile = after, meanwhile
        self.said, self.lock = 0, threading.Lock()
        self.listener = socket.create_server((ADDRESS, 0))
        self.url = "ldap://%s:%d" % (HOST, self.listener.getsockname()[1])
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection((ADDRESS, PORT))
            threading.Thread(target=self.hand_on, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self.hand_on, args=(server, client, True), daemon=True).start()

    def hand_on(self, source, to, answers):
        try:
            while data := source.recv(65536):
                if answers:
                    self.count(len(data))
                to.sendall(data)
            to.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def count(self, n):
        with self.lock:
            self.said += n
            if self.meanwhile and self.said >= self.left:
                self.meanwhile, meanwhile = None, self.meanwhile
                meanwhile()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def cache(name):
    return "FILE:" + os.path.join(os.environ["LAB_DIR"], "cc", name)


def modify(ldif):
    environment = dict(os.environ, LDAPCONF=os.environ["LAB_LDAPCONF"], KRB5CCNAME=cache("Administrator"))
    environment.pop("LDAPNOINIT", None)
    subprocess.run(["ldapmodify", "-Q", "-Y", "GSSAPI", "-H", "ldap://" + HOST], input=ldif, text=True,
                   check=True, stdout=subprocess.DEVNULL, env=environment)


def computer(number, site=None):
    return "CN=BULK%04d,OU=Site%d,%s" % (number, number % SITES if site is None else site, BULK)


def spn_change(kind, number, spn):
    return "dn: %s\nchangetype: modify\n%s: servicePrincipalName\nservicePrincipalName: %s\n\n" % (
        computer(number), kind, spn)


def new_computer(number, site):
    return "dn: %s\nchangetype: add\nobjectClass: computer\nsAMAccountName: BULK%04d$\n" \
        "userAccountControl: 4096\nservicePrincipalName: HOST/BULK%04d\n\n" % (computer(number, site), number, number)


class Changes:
    """Those of one run, to computers that no other run changes."""

    def __init__(self, first, deletes):
        self.pairs = [(first + n, first + 2 * PAIRS - 1 - n) for n in range(2 * PAIRS)]
        self.renewed = range(first + 2 * PAIRS, first + 3 * PAIRS)
        self.moved = range(first + 3 * PAIRS, first + 4 * PAIRS)
        self.deleted = range(first + 4 * PAIRS, first + 5 * PAIRS) if deletes else ()

    def prepare(self):
        modify("".join(spn_change("add", one, "HTTP/meanwhile%d" % one) for one, _ in self.pairs))

    def make(self):
        ldif = ""
        for one, other in self.pairs:
            spn = "HTTP/meanwhile%d" % one
            ldif += spn_change("delete", one, spn) + spn_change("add", other, spn)
        for number in self.renewed:
            ldif += "dn: %s\nchangetype: delete\n\n" % computer(number)
            ldif += new_computer(number, (number + number // SITES) % SITES)
        for number in self.moved:
            ldif += "dn: %s\nchangetype: modrdn\nnewrdn: CN=BULK%04d\ndeleteoldrdn: 1\nnewsuperior: OU=Site%d,%s\n\n" % (
                computer(number), number, (number + 1) % SITES, BULK)
        for number in self.deleted:
            ldif += "dn: %s\nchangetype: delete\n\n" % computer(number)
        modify(ldif)


def twice(text):
    """SPNs that two computers have for who does not know what replaces what."""
    return sum(n > 1 for n in collections.Counter(re.findall("^servicePrincipalName: HTTP/meanwhile.*", text, re.M)).values())


class Reader:
    def __init__(self, spnplan, folder, user, connections):
        self.spnplan, self.file = spnplan, pathlib.Path(folder, "meanwhile.ldif")
        self.environment = dict(os.environ, KRB5CCNAME=cache(user))
        self.connections = str(connections)

    def run(self, *words):
        return subprocess.run([self.spnplan, *words], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, env=self.environment)

    def snapshot(self, proxy):
        done = self.run("snapshot", "-d", proxy.url, "-o", str(self.file), "--connections", self.connections)
        proxy.close()
        return done

    def report(self, source):
        done = self.run("audit", "-d", source, "--format", "json", "--now", "2026-11-21T12:00:00Z")
        return done, {name: part for name, part in json.loads(done.stdout or "{}").items() if name != "sources"}


def main(spnplan, folder):
    first, counts = 0, []
    for user, deletes in (("alice", False), ("Administrator", True)):
        for connections in (1, 4):
            what = "%s, %d connection%s" % (user, connections, "s" * (connections > 1))
            reader = Reader(spnplan, folder, user, connections)
            changes = Changes(first, deletes)
            first += 5 * PAIRS
            changes.prepare()
            undisturbed = Proxy()
            reader.snapshot(undisturbed)
            done = reader.snapshot(Proxy(undisturbed.said // 2, changes.make))
            text = reader.file.read_text() if done.returncode == 0 else ""
            offline, then = reader.report(str(reader.file))
            live, now = reader.report("ldap://" + HOST)
            row(done.returncode == 0 and live.returncode < 2 and then == now,
                "what changed meanwhile counts as it is: %s" % what, (done, offline.stderr, live.stderr))
            counts.append(twice(text))
            row(counts[-1] > 0, "and was read both before and after: %s" % what)
    print("meanwhile: %d SPNs went from one to another, %s were read on both" % (
        2 * PAIRS, ", ".join(map(str, counts))))


main(*sys.argv[1:])
