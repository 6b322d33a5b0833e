#!/usr/bin/python3
"""trust.py SPNPLAN FARM: is it seen who may authenticate over a selective trust?

Runs inside the lab.  The other forest is not there: what our side of the trust
says is enough, and whoever asks is a user without rights, who may read just the
DACL of an account.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

LAB = pathlib.Path(os.environ["LAB_DIR"])
DATABASE = ["-H", LAB / "dc1/private/sam.ldb"]
ACCOUNT = "CN=svc-kcd,OU=Services,DC=contoso,DC=test"
ALLOWED = "68b1d179-0d15-4d4f-ab71-46152e79a7bc"
FINDING = "error  not-allowed-to-authenticate: HTTP/kcd.contoso.test"
TRUST = """dn: CN=users.test,CN=System,DC=contoso,DC=test
objectClass: trustedDomain
trustPartner: users.test
flatName: USERS
trustDirection: 2
trustType: 2
trustAttributes: %d
securityIdentifier: S-1-5-21-7-8-9
"""


def row(held, what, done):
    print("%s trust: %s" % ("ok" if held else "not ok", what))
    if not held:
        print(done.stdout)


def run(*words):
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    spnplan, farm = sys.argv[1:3]
    check = [spnplan, "check", farm, "-d", "ldap://dc1.contoso.test"]
    with tempfile.NamedTemporaryFile("w", suffix=".ldif") as file:
        file.write(TRUST % 0x18)
        file.flush()
        done = run("ldbadd", "--relax", *DATABASE, file.name)
    row(done.returncode == 0, "there is a selective trust", done)
    done = run(*check)
    row(FINDING in done.stdout, "nobody may authenticate", done)
    done = run("samba-tool", "dsacl", "set", "-s", LAB / "dc1/etc/smb.conf", *DATABASE, "--objectdn=" + ACCOUNT,
               "--sddl=(OA;;CR;%s;;S-1-5-21-7-8-9-1200)" % ALLOWED)
    row(done.returncode == 0, "a group of theirs is let in", done)
    done = run(*check)
    row(FINDING not in done.stdout and "not-allowed" not in done.stdout, "and that is seen", done)
    print("trust: its own side alone")


main()
