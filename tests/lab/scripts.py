"""What spnplan writes for people to run, run in the lab.

The setspn scripts by way of their interpreter, as the operator; the LDIF
changes as they are, by ldapmodify, as the administrator.
"""
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from changes import Directory  # noqa: E402

DC1 = "ldap://dc1.contoso.test"
CHANGED = ("serviceprincipalname", "useraccountcontrol", "msds-allowedtodelegateto",
           "msds-allowedtoactonbehalfofotheridentity", "msds-groupmsamembership",
           "msds-supportedencryptiontypes", "objectclass")


def spns(lab, sources):
    out = lab.work / "holdings"
    done = lab.run(lab.setspn, *sources, "-o", out, "--holdings")
    if done.status != 0:
        raise OSError(str(done))
    return sorted(out.read_text().lower().split("\n"))


def ticket(lab, spn, account):
    """Is there one that ACCOUNT can decrypt?  Without what earlier ones left behind."""
    cache = lab.work / "cache"
    shutil.copy(lab.dir / "cc/alice", cache)
    keytab = lab.dir / "keytab" / (account.split("\\")[1].rstrip("$") + ".keytab")
    return lab.run("kvno", "-k", keytab, spn, env=["KRB5CCNAME=FILE:%s" % cache])


def apply(rows, lab, script, what):
    changes = lab.work / "changes.ldif"
    done = lab.run(lab.setspn, "--operator", "delegated", "--ldapmodify", *lab.export(),
                   "-o", changes, script)
    rows.row(done.status == 0, what + ": setspn refuses nothing", done)
    done = lab.openldap("ldapmodify", "-Q", "-Y", "GSSAPI", "-H", DC1, "-f", changes,
                        account="operator")
    rows.row(done.status == 0, what + ": the directory takes it from the operator", done)


def scripts(rows, lab):
    script, rollback = lab.work / "apply.cmd", lab.work / "rollback.cmd"
    before, before_spns = lab.report("rollout.json", "-d", DC1), spns(lab, lab.export())
    done = lab.check("rollout.json", "-d", DC1, "--format", "setspn=%s" % script,
                     "--rollback-file", rollback, command="plan")
    rows.row(done.status < 2 and script.exists() and rollback.exists(), "plan writes both scripts", done)
    planned = [(d["spn"], d["account"], d["state"]) for d in before.get("decisions", ())
               if d["outcome"] == "register"]
    rows.row(sorted(state for _, _, state in planned) == ["elsewhere"] + 4 * ["missing"],
             "four SPNs are missing and one is elsewhere", before.get("error", planned))
    for spn, account, _ in planned:
        done = ticket(lab, spn, account)
        rows.row(done.status != 0, "before: no ticket that %s decrypts for %s" % (account, spn), done)

    apply(rows, lab, script, "plan")
    for spn, account, _ in planned:
        done = ticket(lab, spn, account)
        rows.row(done.status == 0 and "keytab entry valid" in done.out,
                 "after: a ticket that %s decrypts for %s" % (account, spn), done)
    done = lab.check("rollout.json", "-d", DC1)
    rows.row(done.status == 0, "check is clean", done)

    apply(rows, lab, rollback, "rollback")
    for spn, account, _ in planned:
        done = ticket(lab, spn, account)
        rows.row(done.status != 0, "rolled back: no ticket that %s decrypts for %s" % (account, spn), done)
    rows.row(spns(lab, lab.export()) == before_spns, "rolled back: every SPN is where it was", "")
    rows.row(lab.report("rollout.json", "-d", DC1) == before, "rolled back: the report of before", "")


#
# LDIF
#

def content(lab):
    """All that a change can touch, of every object that was exported."""
    files = [pathlib.Path(word) for word in lab.export() if word != "-d"]
    return {dn: {name: values for name, values in attributes.items() if name in CHANGED}
            for dn, attributes in Directory(files).content().items()}


def pieces(file):
    """What is applied in one go: the file ends at each STOP until that is cut off."""
    return [piece for piece in re.split(
        r"(?m)^# STOP: .*\n# .*\ndn: CN=STOP .*\nchangetype: delete\n", file.read_text())
        if "\nchangetype: " in piece]


def modify(lab, text):
    file = lab.work / "modify.ldf"
    file.write_text(text)
    return lab.openldap("ldapmodify", "-Q", "-Y", "GSSAPI", "-H", DC1, "-f", file,
                        account="Administrator")


def modify_all(rows, lab, file, what):
    done = [modify(lab, piece) for piece in pieces(file)]
    wrong = [each for each in done if each.status != 0]
    rows.row(done and not wrong, what + ": the directory takes it", wrong[0] if wrong else "nothing")


def written(rows, lab, farm, what):
    """The changes and the way back, planned against the directory as it is."""
    files = lab.work / (what + ".ldf"), lab.work / (what + "-back.ldf")
    for file, words in zip(files, ([], ["--rollback"])):
        done = lab.check(farm, "-d", DC1, "--format", "ldif=%s" % file, *words, command="plan")
        rows.row(done.status < 2 and file.exists(), "%s: plan writes %s" % (what, file.name), done)
    return files


def refused(rows, lab, file, what):
    before = content(lab)
    done = modify(lab, file.read_text())
    rows.row(done.status != 0 and content(lab) == before,
             what + ": the second run is refused and changes nothing", done)


def changes(rows, lab):
    """SPNs, one of them taken from another account, delegation, and a DN that is no ASCII."""
    before = content(lab)
    there, back = written(rows, lab, "changes.json", "changes")
    modify_all(rows, lab, there, "changes")
    done = lab.check("changes.json", "-d", DC1)
    rows.row(done.status == 0, "changes: check is clean", done)
    refused(rows, lab, there, "changes")
    modify_all(rows, lab, back, "changes back")
    rows.row(content(lab) == before, "changes back: every object is as it was", "")


def managed(rows, lab):
    """A new managed account with its group."""
    before = content(lab)
    there, back = written(rows, lab, "managed.json", "managed")
    modify_all(rows, lab, there, "managed")
    after = content(lab)
    new = [values for dn, values in after.items() if dn not in before and "msds-groupmsamembership" in values]
    rows.row(len(new) == 1 and b"HTTP/new.contoso.test" in new[0].get("serviceprincipalname", []),
             "managed: there is the account, with its SPN", new)
    refused(rows, lab, there, "managed")
    modify_all(rows, lab, back, "managed back")
    rows.row(content(lab) == before, "managed back: every object is as it was", "")
