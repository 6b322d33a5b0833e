#!/usr/bin/env python3
"""clients.py SPNPLAN: does MIT Kerberos ask for what spnplan predicts?

Runs inside the lab, where it may change what names resolve to: there the first
name of an address in the hosts file is its canonical name, and what the address
leads back to.  kvno(1) names the SPN that it asks for.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from predicted import predicted

LAB = pathlib.Path(os.environ["LAB_DIR"])
HOSTS = """
203.0.113.1	vip.contoso.test alias.contoso.test
203.0.113.2	plain.contoso.test plain
203.0.113.3	back.contoso.test
203.0.113.3	turned.contoso.test
"""
NAMES = ["alias.contoso.test", "plain", "plain.contoso.test", "turned.contoso.test"]
DNS = [{"name": "alias.contoso.test", "record": "CNAME", "canonical": "vip.contoso.test"},
       {"name": "turned.contoso.test", "reverse": "back.contoso.test"}]

# What krb5.conf says of following names, and how a description puts that.
SETTINGS = [
    ("the defaults", "true", "true", DNS, {}),
    ("rdns = false", "true", "false", DNS[:1], {}),
    ("dns_canonicalize_hostname = false", "false", "false", DNS, {"canonicalizeCname": False})]


def asked(configuration, name):
    done = subprocess.run(["kvno", "-S", "HTTP", name], capture_output=True, text=True,
                          env=dict(os.environ, KRB5_CONFIG=str(configuration)))
    said = re.search(r"getting credentials for (HTTP/[^@]*)@", done.stderr)
    return said.group(1) if said else done.stderr


def main():
    spnplan, wrong = sys.argv[1], 0
    hosts, plain = LAB / "etc/hosts", (LAB / "etc/hosts").read_text()
    text = (LAB / "etc/krb5.conf").read_text()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        configuration = folder / "krb5.conf"
        hosts.write_text(plain + HOSTS)
        for what, canonicalize, rdns, dns, clients in SETTINGS:
            configuration.write_text(re.sub(r"(?m)^rdns = .*$", "rdns = " + rdns, re.sub(
                r"(?m)^dns_canonicalize_hostname = .*$", "dns_canonicalize_hostname = " + canonicalize, text)))
            for name, spn in predicted(spnplan, folder, NAMES, dns, clients, "mit").items():
                said = asked(configuration, name)
                wrong += said != spn
                print("%s MIT Kerberos, %s: %s" % ("ok" if said == spn else "not ok", what, name))
                if said != spn:
                    print("    asks for %s, predicted is %s" % (said, spn))
        hosts.write_text(plain)
    print("clients: %d names asked for, %d otherwise than predicted" % (len(SETTINGS) * len(NAMES), wrong))
    sys.exit(wrong > 0)


main()
