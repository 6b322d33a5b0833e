#!/usr/bin/env python3
"""moves.py SPNPLAN FOLDER: a directory that changes while it is read.

Runs inside a lab with 3,000 computers in four units.  Over four connections
spnplan finds what it finds over one.  Then one of the units goes from one place
to another and back, again and again, while snapshots are made: each has all the
computers, or there is none.  Prints a line "ok ..." or "not ok ..." for each.
"""
import os
import pathlib
import re
import subprocess
import sys
import threading

SERVER = "ldap://dc1.contoso.test"
BASE = "DC=contoso,DC=test"
PLACES = ("OU=Bulk", "OU=People")
SNAPSHOTS = 4
COMPUTERS = 3000
MOVE = """dn: OU=Site3,%s,DC=contoso,DC=test
changetype: modrdn
newrdn: OU=Site3
deleteoldrdn: 1
newsuperior: %s,DC=contoso,DC=test
"""


def row(held, what, why=""):
    print("%s %s" % ("ok" if held else "not ok", what))
    if not held:
        print(why, file=sys.stderr)


def snapshot(spnplan, file, *words):
    return subprocess.run([spnplan, "snapshot", "-d", SERVER, "-o", file, *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def records(file):
    return sorted(record for record in file.read_text().split("\n\n") if record.startswith("dn: "))


class Mover(threading.Thread):
    """From one place to the other, and at last where it was."""

    def __init__(self):
        super().__init__()
        self.over, self.moves = threading.Event(), 0
        self.environment = dict(os.environ, LDAPCONF=os.environ["LAB_LDAPCONF"], KRB5CCNAME="FILE:" +
                                os.path.join(os.environ["LAB_DIR"], "cc/Administrator"))
        self.environment.pop("LDAPNOINIT", None)

    def run(self):
        while not self.over.is_set():
            for here, there in (PLACES, PLACES[::-1]):
                done = subprocess.run(["ldapmodify", "-Q", "-Y", "GSSAPI", "-H", SERVER],
                                      input=MOVE % (here, there), text=True, check=False,
                                      stdout=subprocess.DEVNULL, env=self.environment)
                self.moves += done.returncode == 0


def main(spnplan, folder):
    one, four, moved = [pathlib.Path(folder, name) for name in ("one.ldif", "four.ldif", "moved.ldif")]
    done = [snapshot(spnplan, one, "--connections", "1"), snapshot(spnplan, four, "--connections", "4")]
    row(all(d.returncode == 0 for d in done) and records(one) == records(four) and len(records(one)) > COMPUTERS,
        "the same over four connections and over one", done)

    mover = Mover()
    mover.start()
    counts, refused, said = [], 0, ""
    try:
        for _ in range(SNAPSHOTS):
            done = snapshot(spnplan, moved)
            if done.returncode == 0:
                counts.append(len(set(re.findall("^sAMAccountName: BULK.*", moved.read_text(), re.M))))
            else:
                refused += done.returncode == 2
                said += done.stderr
    finally:
        mover.over.set()
        mover.join()
    row(len(counts) + refused == SNAPSHOTS and set(counts) <= {COMPUTERS} and mover.moves > 1,
        "a unit moves to and fro: %d times all computers, %d times refused" % (len(counts), refused),
        "%s, %d moves, %s" % (counts, mover.moves, said))
    print("moves: %d while %d snapshots were made" % (mover.moves, SNAPSHOTS))


main(*sys.argv[1:])
