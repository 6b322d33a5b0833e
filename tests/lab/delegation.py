#!/usr/bin/python3
"""delegation.py SPNPLAN FARM: does the KDC grant what the plan says, and nothing else?

Runs inside the lab.  The LDIF of the plan is applied, and the front ends act for
alice: with the ticket that she brings, as constrained delegation needs it, and
without any, as only protocol transition may.  The rollback takes it all back.

The KDC of this Samba grants nothing that is resource-based and its LDAP server
takes no such descriptor, so that one goes straight into the database, and what
is proven is that Samba's own tool reads in it what the plan says.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import gssapi

LAB = pathlib.Path(os.environ["LAB_DIR"])
SOURCE = ["-d", "ldap://dc1.contoso.test"]
SQL, OTHER = "MSSQLSvc/sql01.contoso.test:1433", "HTTP/portal.contoso.test"
# Front end, target, with a ticket of hers, without.
GRANTED = [("kcd", SQL, True, False), ("any", SQL, True, True), ("kcd", OTHER, False, False),
           ("any", OTHER, False, False), ("resource", SQL, False, False)]
RESOURCE = "msDS-AllowedToActOnBehalfOfOtherIdentity"
PRINCIPAL = gssapi.NameType.kerberos_principal


def row(held, what, why=""):
    print("%s delegation: %s" % ("ok" if held else "not ok", what))
    if not held:
        print(why)


def run(*words, user="Administrator"):
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=dict(os.environ, KRB5CCNAME="FILE:%s" % (LAB / "cc" / user)))


def name(text):
    return gssapi.Name(text, PRINCIPAL)


def with_ticket(folder, front, target):
    """She comes with a ticket, and the front end shows it to the KDC."""
    keytab = "FILE:%s" % (LAB / "keytab" / ("svc-%s.keytab" % front))
    hers = "FILE:%s" % (folder / "alice")
    user = gssapi.Credentials(usage="initiate", store={"ccache": hers})
    service = gssapi.Credentials(usage="both", name=name("svc-" + front), store={
        "keytab": keytab, "client_keytab": keytab, "ccache": "FILE:%s" % (folder / ("ticket-" + front))})
    accepted = gssapi.SecurityContext(creds=service, usage="accept")
    accepted.step(gssapi.SecurityContext(
        name=name("HTTP/%s.contoso.test" % front), creds=user, usage="initiate").step())
    try:
        gssapi.SecurityContext(name=name(target), creds=accepted.delegated_creds, usage="initiate").step()
        return True
    except gssapi.exceptions.GSSError:
        return False


def without(folder, front, target):
    """She comes in another way, and the front end asks in her name."""
    keytab = LAB / "keytab" / ("svc-%s.keytab" % front)
    cache = "FILE:%s" % (folder / ("without-" + front))
    subprocess.run(["kinit", "-f", "-c", cache, "-k", "-t", keytab, "svc-" + front], check=True)
    return subprocess.run(["kvno", "-q", "-c", cache, "-k", keytab, "-U", "alice", "-P", target],
                          capture_output=True).returncode == 0


def granted(when, expected):
    for front, target, ticket, none in GRANTED:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            subprocess.run(["kinit", "-f", "-c", folder / "alice", "-k", "-t",
                            LAB / "keytab/alice.keytab", "alice"], check=True)
            for held, way, act in ((ticket, "with a ticket", with_ticket),
                                   (none, "without one", without)):
                due = held and expected
                row(act(folder, front, target) == due, "%s: %s %s towards %s as alice, %s" % (
                    when, front, "may act" if due else "may not act", target, way))


def state():
    """What delegation is made of, on every account."""
    found = run("ldapsearch", "-Q", "-N", "-LLL", "-o", "ldif-wrap=no", "-H", SOURCE[1], "-b",
                "DC=contoso,DC=test", "-E", "pr=500/noprompt", "(sAMAccountName=svc-*)",
                "userAccountControl", "msDS-AllowedToDelegateTo", RESOURCE)
    return sorted(record for record in found.stdout.split("\n\n") if record.startswith("dn:"))


def apply(folder, script):
    """The exit statuses of those who take the records.  The domain FAR is not there, so
    that its step is not in the file, and the file stops where that would come first."""
    records = [text for text in re.split(r"\n\n+", script.read_text().replace("\r\n", "\n"))
               if re.search("^changetype:", text, re.M) and "CN=STOP " not in text]
    resource, others = folder / "resource.ldif", folder / "others.ldif"
    resource.write_text("\n\n".join(text for text in records if RESOURCE in text) + "\n")
    others.write_text("\n\n".join(text for text in records if RESOURCE not in text) + "\n")
    return (run("ldapmodify", "-c", "-Q", "-N", "-H", SOURCE[1], "-f", others),
            run("ldbmodify", "--relax", "-H", LAB / "dc1/private/sam.ldb", resource))


def readable():
    shown = run("samba-tool", "delegation", "show", "svc-sql", "-s", LAB / "dc1/etc/smb.conf",
                "-H", LAB / "dc1/private/sam.ldb")
    return shown.returncode == 0 and "CN=svc-resource," in shown.stdout, shown.stdout


def open_errors(spnplan, farm):
    done = run(spnplan, "check", farm, *SOURCE, user="alice")
    return [line for line in done.stdout.split("\n")
            if re.match("  error  delegation-(missing|not-named): CONTOSO.*to CONTOSO", line)]


def main():
    spnplan, farm = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        script, rollback = folder / "apply.ldf", folder / "rollback.ldf"
        before = state()
        run(spnplan, "plan", farm, *SOURCE, "--format", "ldif=%s" % script, user="alice")
        run(spnplan, "plan", farm, *SOURCE, "--rollback", "--format", "ldif=%s" % rollback, user="alice")
        row(len(open_errors(spnplan, farm)) == 3, "three front ends lack what is planned")
        granted("before", False)

        taken = apply(folder, script)
        row(not any(done.returncode for done in taken), "the directory takes the LDIF",
            "".join(done.stdout for done in taken))
        granted("after", True)
        row(*(readable()[0], "samba-tool reads who may act towards svc-sql", readable()[1]))
        row(not open_errors(spnplan, farm), "check misses nothing any more")

        after = state()
        apply(folder, script)
        row(state() == after, "a second run changes nothing")
        run(spnplan, "plan", farm, *SOURCE, "--format", "ldif=%s" % (folder / "again.ldf"), user="alice")
        row("changetype" not in (folder / "again.ldf").read_text(), "a second plan has nothing to do",
            (folder / "again.ldf").read_text())

        taken = apply(folder, rollback)
        row(not any(done.returncode for done in taken), "the directory takes the rollback",
            "".join(done.stdout for done in taken))
        granted("rolled back", False)
        row(state() == before, "rolled back: everything is as it was")
    print("delegation: resource-based delegation is read back, not granted: this KDC knows none of it")


main()
