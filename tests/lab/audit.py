#!/usr/bin/python3
"""audit.py SPNPLAN: does an audit find what is planted, and nothing else?

Runs inside the lab.  Accounts with a fault each are put into the database, with
times that no domain controller would let anybody write.  The audit of the
server, of a snapshot of it and of an export by the commands of "help export"
is the same.  Where a description says whose key is needed, the LDIF of the
audit mends the clash, and its rollback brings it back.  Not tried with
duplicates: Samba does not let anybody take them off.  Prints a line "ok ..." or "not ok ..." for each.
"""
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import ldb
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack

HERE = pathlib.Path(__file__).resolve().parent
LAB = pathlib.Path(os.environ["LAB_DIR"])
SERVER = "ldap://dc1.contoso.test"
BASE = "DC=contoso,DC=test"
DATABASE = LAB / "dc1/private/sam.ldb.d" / (BASE.upper() + ".ldb")
PASSWORD = base64.b64encode("A-password-of-the-lab-1".encode("utf-16-le")).decode()
NORMAL, FOREVER, MACHINE = 0x200, 0x10000, 0x1000
DAY = 86400 * 10 ** 7
NOW = int((time.time() + 11644473600) * 10 ** 7)
OLD = NOW - 200 * DAY

# sAMAccountName, class, userAccountControl, what else; then what the database
# alone can be made to hold, and what an audit says of it.
PLANTED = [
    ("svc-a-right", "user", NORMAL | FOREVER, {}, {}, []),
    ("svc-a-expired", "user", NORMAL | FOREVER, {"accountExpires": NOW - DAY}, {}, ["account-expired"]),
    ("svc-a-locked", "user", NORMAL | FOREVER, {}, {"lockoutTime": NOW}, ["account-locked-out"]),
    ("svc-a-stale", "user", NORMAL, {}, {"pwdLastSet": OLD},
     ["account-password-expired", "account-aes-keys-missing"]),
    ("svc-a-old", "user", NORMAL | FOREVER, {}, {"pwdLastSet": OLD}, ["account-aes-keys-missing"]),
    ("svc-a-both", "user", NORMAL | FOREVER, {"msDS-SupportedEncryptionTypes": 28}, {"pwdLastSet": OLD},
     ["account-keys-old"]),
    ("svc-a-rc4", "user", NORMAL | FOREVER, {"msDS-SupportedEncryptionTypes": 4}, {},
     ["account-encryption-types"]),
    ("svc-a-des", "user", NORMAL | FOREVER | 0x200000, {}, {}, ["account-des-only"]),
    ("svc-a-admin", "user", NORMAL | FOREVER, {"adminCount": 1}, {}, ["account-privileged"]),
    ("svc-a-all", "user", NORMAL | FOREVER | 0x80000, {}, {}, ["delegation-unconstrained"]),
    ("svc-a-any", "user", NORMAL | FOREVER | 0x1000000,
     {"msDS-AllowedToDelegateTo": "cifs/web01.contoso.test"}, {}, ["delegation-any-protocol"]),
    ("svc-a-list", "user", NORMAL | FOREVER | 0x100000,
     {"msDS-AllowedToDelegateTo": ["HTTP/gone.contoso.test", "HTTP/legacy.contoso.test",
                                   "cifs/dc1.contoso.test"]}, {},
     ["delegation-list-unheld", "delegation-list-disabled", "delegation-list-controller",
      "delegation-sensitive"]),
    ("svc-a-back", "user", NORMAL | FOREVER, {},
     {"msDS-AllowedToActOnBehalfOfOtherIdentity": "O:BAD:(A;;0xf01ff;;;%s-99999)(A;;0xf01ff;;;AU)"},
     ["delegation-resource-unknown", "delegation-resource-anyone"]),
    ("svc-a-shadow", "user", NORMAL | FOREVER, {"servicePrincipalName": "HTTP/web01.contoso.test"}, {}, []),
    ("svc-a-reports", "user", NORMAL | FOREVER, {"servicePrincipalName": "HTTP/reports.contoso.test"}, {}, []),
    ("svc-a-guarded", "user", NORMAL | FOREVER, {}, {}, ["holder-protected"]),
    ("gmsa-a$", "msDS-GroupManagedServiceAccount", MACHINE,
     {"msDS-ManagedPasswordInterval": 30}, {}, ["gmsa-without-hosts", "gmsa-outbound-only"]),
    ("A01$", "computer", MACHINE, {"dNSHostName": "a01.contoso.test", "operatingSystem": "Windows Server 2025"},
     {"lastLogonTimestamp": NOW + DAY}, ["computer-host-missing"])]
# What fill.py has left.
FILLED = {("duplicate-exact", "svc-old, svc-web"), ("duplicate-case", "svc-web, WEB02$"),
          ("holder-disabled", "svc-old"), ("account-password-not-set", "WEB09$"),
          ("delegation-resource-mixed", "SQL01$")}
CLASHES = {("host-shadow", "svc-a-shadow, WEB01$"), ("spn-is-user-name", "svc-upn, svc-a-reports")}


def row(held, what, why=""):
    print("%s audit: %s" % ("ok" if held else "not ok", what))
    if not held:
        print(why)


def run(*words, user="alice"):
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, env=dict(os.environ, KRB5CCNAME="FILE:%s" % (LAB / "cc" / user)))


def record(sam, kind, uac, more):
    lines = ["dn: CN=%s,OU=Services,%s" % (sam.rstrip("$"), BASE), "changetype: add", "objectClass: " + kind,
             "sAMAccountName: " + sam, "userAccountControl: %d" % uac,
             "servicePrincipalName: nfs/%s.contoso.test" % sam.rstrip("$")]
    if kind != "msDS-GroupManagedServiceAccount":
        lines.append("clearTextPassword:: " + PASSWORD)
    for name, values in more.items():
        lines += ["%s: %s" % (name, v) for v in (values if isinstance(values, list) else [values])]
    return "\n".join(lines) + "\n"


def plant(folder):
    file = folder / "planted.ldif"
    file.write_text("\n".join(record(*account[:4]) for account in PLANTED) +
                    "\ndn: CN=Protected Users,CN=Users,%s\nchangetype: modify\nadd: member\n"
                    "member: CN=svc-a-guarded,OU=Services,%s\n" % (BASE, BASE))
    done = run(HERE / "forest.py", "alter", LAB / "dc1", file)
    row(done.returncode == 0, "accounts are planted", done.stderr)
    database = ldb.Ldb(str(DATABASE), options=["modules:"])
    domain = ndr_unpack(security.dom_sid, database.search(BASE, ldb.SCOPE_BASE)[0]["objectSid"][0])
    for sam, _, _, _, raw, _ in PLANTED:
        for name, value in raw.items():
            if isinstance(value, str):
                value = ndr_pack(security.descriptor.from_sddl(value % domain, domain))
            database.modify(ldb.Message.from_dict(
                database, {"dn": "CN=%s,OU=Services,%s" % (sam.rstrip("$"), BASE),
                           name: value if isinstance(value, bytes) else str(value)}, ldb.FLAG_MOD_REPLACE))


def audit(spnplan, *sources):
    """Sources and options."""
    done = run(spnplan, "audit", *sources, "--format", "json")
    report = json.loads(done.stdout) if done.returncode < 2 else {"findings": [], "error": done.stderr}
    return {name: value for name, value in report.items() if name != "sources"}


def export(spnplan, folder):
    text = run(spnplan, "help", "export").stdout
    script = "cd '%s'\n" % folder + "\n".join(re.findall(r"^  ldapsearch(?:.*\\\n)+.*$", text, re.M))
    for plain, ours in [("dc1.corp.contoso.com", "dc1.contoso.test"), ("DC=corp,DC=contoso,DC=com", BASE),
                        ("DC=contoso,DC=com", BASE)]:
        script = script.replace(plain, ours)
    done = run("env", "-u", "LDAPNOINIT", "LDAPCONF=" + os.environ["LAB_LDAPCONF"], "bash", "-e", "-c", script)
    row(done.returncode == 0, "an export is made", done.stderr)
    return ["-d", folder / "corp.ldf", "-d", folder / "configuration.ldf", "--exported", "standard"]


def apply(file):
    done = run("env", "-u", "LDAPNOINIT", "LDAPCONF=" + os.environ["LAB_LDAPCONF"], "ldapmodify", "-Q", "-Y", "GSSAPI",
               "-H", SERVER, "-f", file, user="Administrator")
    row(done.returncode == 0, "the directory takes " + file.name, done.stderr)


def found_in(report, with_steps=False):
    done = {step["n"] for step in report.get("changes", ()) if step["action"] == "remove" and not step["blocked"]}
    return {(f["id"], f["subject"].replace("CONTOSO\\", "")) for f in report["findings"]
            if not with_steps or done & set(f["remedy"])}


def mend(spnplan, folder):
    there, back = folder / "there.ldf", folder / "back.ldf"
    words = [HERE / "farms/clashes.json", "-d", SERVER]
    before = audit(spnplan, *words)
    row(found_in(before, True) >= CLASHES, "what the description settles has steps", before.get("error", before["findings"]))
    run(spnplan, "audit", *words, "--format", "ldif=%s" % there)
    run(spnplan, "audit", *words, "--format", "ldif=%s" % back, "--rollback")
    apply(there)
    after = audit(spnplan, *words)
    row(not found_in(after) & CLASHES, "and they mend it", after.get("error", after["findings"]))
    apply(back)
    row(audit(spnplan, *words) == before, "and the way back leads back", "")


def main(spnplan, *_):
    expected = {(id, sam) for sam, *_, ids in PLANTED for id in ids} | FILLED | CLASHES
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        plant(folder)
        live = audit(spnplan, "-d", SERVER)
        found = found_in(live)
        row(found == expected, "finds what is planted and nothing else",
            "missing %s, too many %s, %s" % (expected - found, found - expected, live.get("error")))
        taken = run(spnplan, "snapshot", "-d", SERVER, "-o", folder / "snapshot.ldif")
        row(audit(spnplan, "-d", folder / "snapshot.ldif") == live and taken.returncode == 0,
            "a snapshot gives the report of the server", taken.stderr)
        gone = {f["subject"].split(" ")[0] for f in audit(spnplan, "-d", SERVER, "--dns")["findings"]
                if f["id"] == "spn-host-gone"}
        row("HTTP/legacy.contoso.test" in gone and not any("dc1." in spn or "/web01." in spn for spn in gone),
            "DNS knows of hosts that are gone", gone)
        row(audit(spnplan, *export(spnplan, folder)) == live, "an export gives the report of the server")
        mend(spnplan, folder)
    print("audit: %d faults planted, %d found" % (len(expected), len(found & expected)))


main(*sys.argv[1:])
