#!/usr/bin/python3
"""hidden.py SPNPLAN FOLDER: units that the reader may not see.

Runs inside a lab with 3,000 computers in four units of one unit.  Rights are denied
to alice on that unit and on one of the four, in both modes of the forest; over four
connections spnplan must read what it reads over one.  Then of one computer she may
not read when it changed, which has to be said.  Prints a line "ok ..." or "not ok ..."
for each.
"""
import os
import pathlib
import subprocess
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

SERVER = "ldap://dc1.contoso.test"
BASE = "DC=contoso,DC=test"
BULK = "OU=Bulk," + BASE
SITE = "OU=Site1," + BULK
SERVICE = "CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration," + BASE
ONE = "CN=BULK2001," + SITE
USN_CHANGED = "bf967a6f-0de6-11d0-a285-00aa003049e2"	# in the schema
COMPUTERS, IN_SITE = 3000, 750

# Rights, as in SDDL, denied on the unit and on the one in it; how many computers
# one search shows.
DENIED = [("", "", COMPUTERS), ("LC", "", COMPUTERS), ("", "LC", COMPUTERS - IN_SITE), ("RP", "", COMPUTERS),
          ("LCRPLO", "", COMPUTERS), ("LC", "LO", COMPUTERS), ("LC", "LC", COMPUTERS - IN_SITE)]


def row(held, what, why=""):
    print("%s %s" % ("ok" if held else "not ok", what))
    if not held:
        print(why, file=sys.stderr)


class Domain:
    def __init__(self, where):
        settings = LoadParm()
        settings.load(os.path.join(where, "etc", "smb.conf"))
        self.sam = SamDB(url=settings.samdb_url(), session_info=system_session(), lp=settings)
        self.rights = SDUtils(self.sam)
        found = self.sam.search(BASE, ldb.SCOPE_SUBTREE, "(sAMAccountName=alice)", ["objectSid"])[0]
        self.alice = str(ndr_unpack(security.dom_sid, found["objectSid"][0]))

    def deny(self, dn, rights, attribute=""):
        before = self.rights.read_sd_on_dn(dn)
        if rights:
            self.rights.dacl_add_ace(dn, "(%sD;;%s;%s;;%s)" % (
                "O" if attribute else "", rights, attribute, self.alice))
        return before

    def allow(self, dn, before):
        self.rights.modify_sd_on_dn(dn, before)

    def heuristics(self, value):
        self.sam.modify(ldb.Message.from_dict(
            self.sam, {"dn": SERVICE, "dSHeuristics": value}, ldb.FLAG_MOD_REPLACE))


class Reader:
    def __init__(self, spnplan, folder):
        self.spnplan, self.file = spnplan, pathlib.Path(folder, "hidden.ldif")

    def records(self, connections):
        done = subprocess.run(
            [self.spnplan, "snapshot", "-d", SERVER, "-o", self.file, "--connections", str(connections)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        text = self.file.read_text() if done.returncode == 0 else ""
        return sorted(part for part in text.split("\n\n") if part.startswith("dn: ")), done.stderr


def main(spnplan, folder):
    domain, reader = Domain(os.path.join(os.environ["LAB_DIR"], "dc1")), Reader(spnplan, folder)
    for mode, heuristics in (("", []), ("List Object mode, ", "001")):
        domain.heuristics(heuristics)
        for on_bulk, on_site, shown in DENIED:
            # In that mode either right is enough to see what is in a unit.
            if mode and (on_site == "LC" or on_bulk == "LCRPLO"):
                continue
            before = domain.deny(BULK, on_bulk), domain.deny(SITE, on_site)
            one, four = reader.records(1), reader.records(4)
            domain.allow(BULK, before[0])
            domain.allow(SITE, before[1])
            n = sum("\nsAMAccountName: BULK" in part for part in one[0])
            row(one[0] == four[0] and n == shown and (mode != "") == ("List Object mode" in four[1]),
                "%s%s denied on the unit, %s on one in it: %d computers" % (
                    mode, on_bulk or "nothing", on_site or "nothing", n), (len(one[0]), len(four[0]), four[1]))
    domain.heuristics([])
    before = domain.deny(ONE, "RP", USN_CHANGED)
    one, four = reader.records(1), reader.records(4)
    domain.allow(ONE, before)
    row(one[0] == four[0] and all("what changed of 1 account of " + BASE in said for _, said in (one, four)),
        "uSNChanged denied on one computer", (one[1], four[1]))
    print("hidden: %d ways to hide units" % len(DENIED))


main(*sys.argv[1:])
