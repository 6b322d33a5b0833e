#!/usr/bin/env python3
"""chromium.py SPNPLAN: does Chromium ask for what spnplan predicts, and get in?

Runs inside the lab, with web servers of its own (webs.py).  Chromium visits names,
with each way in which it and MIT Kerberos can be told to follow them;
the trace of MIT Kerberos names the SPN that it asks for in the end.  Then it
signs in where the node has the key of the account that holds the SPN, and does
not where it has another.  Without Chromium there is nothing to do, and the last
line says so.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

import webs
from predicted import predicted

LAB = pathlib.Path(os.environ["LAB_DIR"])
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AT_ONCE = 4
SECONDS = 40			# for one answer
PAUSE = 0.2

# .10 leads back to edge, .12 to web02, .21 to web01.
RECORDS = [("vip.contoso.test", "A", "198.51.100.10"), ("byname.contoso.test", "CNAME", "vip.contoso.test"),
           ("plain.contoso.test", "A", "198.51.100.12"), ("turned.contoso.test", "A", "198.51.100.21"),
           ("intranet.contoso.test", "A", "198.51.100.11"), ("shop.contoso.test", "A", "198.51.100.11")]
SITES = ["vip.contoso.test byname.contoso.test", "plain.contoso.test plain", "turned.contoso.test",
         "intranet.contoso.test", "shop.contoso.test"]
ALIAS, SHORT, PLAIN, TURNED, PORTED = NAMES = [
    "byname.contoso.test", "plain", "plain.contoso.test", "turned.contoso.test", "vip.contoso.test:8080"]
DNS = [{"name": "byname.contoso.test", "record": "CNAME", "canonical": "vip.contoso.test"}]
LEADS_BACK = [{"name": "vip.contoso.test", "reverse": "edge.contoso.test"},
              {"name": "plain.contoso.test", "reverse": "web02.contoso.test"},
              {"name": "plain", "reverse": "web02.contoso.test"},
              {"name": "turned.contoso.test", "reverse": "web01.contoso.test"},
              dict(DNS[0], reverse="edge.contoso.test")]
STOP, PORT = {"disable_negotiate_cname_lookup": True}, {"enable_negotiate_port": True}

# What krb5.conf says (dns_canonicalize_hostname, rdns), what the policies of Chromium
# say, how a description puts that, the client that it asks like, and what it visits.
SETTINGS = [
    ("the defaults", "true", "true", {}, LEADS_BACK, {}, "chrome-linux", NAMES),
    ("rdns = false", "true", "false", {}, DNS, {}, "chrome-linux", NAMES),
    ("no CNAMEs for either", "false", "true", STOP, DNS, {"canonicalizeCname": False}, "chrome-linux", NAMES),
    ("EnableAuthNegotiatePort", "true", "true", PORT, LEADS_BACK, {"portInSpn": True}, "chrome-linux",
     [ALIAS, PORTED]),
    # One alone does not stop it, and where MIT Kerberos takes what it is given it is as on Windows.
    ("no CNAMEs for Chromium alone", "true", "true", STOP, LEADS_BACK, {}, "chrome-linux", [ALIAS, SHORT]),
    ("no CNAMEs for MIT Kerberos alone", "false", "true", {}, DNS, {}, "chrome", [ALIAS, SHORT, TURNED])]


class Browser:
    """Chromium with a profile of its own, steered through a pipe: messages of the
    DevTools protocol, each ended by a zero byte."""

    def __init__(self, folder, policies, kerberos):
        self.trace, self.last, self.unread = folder / "trace", 0, b""
        profile = folder / "profile"
        profile.mkdir()
        (profile / "Local State").write_text(json.dumps({"auth": policies}))
        shutil.copy(LAB / "cc/alice", folder / "tickets")
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", 'exec "$@" 3<&%d 4>&%d' % (theirs_in, theirs_out), "bash", CHROMIUM,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
             "--user-data-dir=%s" % profile, "--auth-server-allowlist=*"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(theirs_in, theirs_out), env=dict(
                os.environ, HOME=str(folder), TMPDIR=str(folder),
                XDG_CONFIG_HOME=str(folder), XDG_CACHE_HOME=str(folder),
                KRB5_TRACE=str(self.trace), KRB5_CONFIG=str(kerberos), KRB5CCNAME="FILE:%s" % (folder / "tickets")))
        os.close(theirs_in)
        os.close(theirs_out)
        page = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.call("Page.enable", self.session)

    def call(self, method, session=None, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        return self.until("id", self.last).get("result", {})

    def until(self, member, value):
        while True:
            while b"\0" not in self.unread:
                if not select.select([self.into], [], [], SECONDS)[0]:
                    raise OSError("Chromium does not answer")
                data = os.read(self.into, 1 << 16)
                if not data:
                    raise OSError("Chromium has ended")
                self.unread += data
            one, self.unread = self.unread.split(b"\0", 1)
            message = json.loads(one)
            if message.get(member) == value:
                return message

    def load(self, url):
        self.call("Page.navigate", self.session, url=url)
        self.until("method", "Page.loadEventFired")

    def visit(self, url):
        """The first challenge makes Chromium load the library of Kerberos, and only
        a later visit uses it.  What it asks for, and what the page says then."""
        asked, deadline = [], time.monotonic() + SECONDS
        while not asked and time.monotonic() < deadline:
            self.load(url)
            time.sleep(PAUSE)
            if self.trace.exists():
                asked = re.findall(r"Getting credentials \S+ -> (HTTP/[^@\s]*)@", self.trace.read_text())
        self.load(url)
        said = self.call("Runtime.evaluate", self.session, expression="document.body.innerText")
        return " ".join(sorted(set(asked))), said["result"].get("value", "").strip()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)


def visit(name, policies, kerberos):
    with tempfile.TemporaryDirectory(dir=LAB, ignore_cleanup_errors=True) as folder:
        browser = Browser(pathlib.Path(folder), policies, kerberos)
        try:
            return browser.visit("http://%s/" % name)
        except OSError as why:
            return str(why), ""
        finally:
            browser.close()


def configuration(folder, canonicalize, rdns):
    text = (LAB / "etc/krb5.conf").read_text()
    file = folder / ("krb5-%s-%s.conf" % (canonicalize, rdns))
    for name, value in (("dns_canonicalize_hostname", canonicalize), ("rdns", rdns)):
        text = re.sub(r"(?m)^%s = .*$" % name, "%s = %s" % (name, value), text)
    file.write_text(text)
    return file


def row(held, what, why):
    print("%s %s" % ("ok" if held else "not ok", what))
    if not held:
        print("    " + why)
    return held


def compare(spnplan, folder, workers):
    """Whether it asks as predicted, for each visit."""
    wanted = []
    for what, canonicalize, rdns, policies, dns, clients, client, names in SETTINGS:
        kerberos = configuration(folder, canonicalize, rdns)
        spns = predicted(spnplan, folder, NAMES, dns, clients, client)
        wanted += [(what, name, spns[name], workers.submit(visit, name, policies, kerberos)) for name in names]
    return [row(job.result()[0] == spn, "Chromium, %s: %s" % (what, name),
                "asks for %s, predicted is %s" % (job.result()[0], spn)) for what, name, spn, job in wanted]


def sign_in(folder):
    """svc-web holds HTTP/intranet; svc-sql holds HTTP/shop, which is wrong."""
    kerberos, held = configuration(folder, "false", "false"), []
    for name, there in (("intranet.contoso.test", True), ("shop.contoso.test", False)):
        webs.key("web01", name, LAB / "keytab/svc-web.keytab")
        said = visit(name, {}, kerberos)[1]
        held.append(row(said != "" and (said == "web01") == there, "Chromium %s %s" % (
            "signs in at" if there else "is refused at", name), "the page says '%s'" % said))
    return held


def main():
    if CHROMIUM is None:
        print("chromium: skipped, there is none here")
        return
    try:
        webs.up(*SITES)
        webs.records(*RECORDS)
        with tempfile.TemporaryDirectory(dir=LAB) as folder, \
                concurrent.futures.ThreadPoolExecutor(AT_ONCE) as workers:
            held = compare(os.path.abspath(sys.argv[1]), pathlib.Path(folder), workers)
            held += sign_in(pathlib.Path(folder))
    except webs.Missing as why:
        print("chromium: skipped, %s" % why)
        return
    finally:
        webs.down()
    print("chromium: %d visits, %d of them as predicted" % (len(held), sum(held)))
    sys.exit(not all(held))


main()
