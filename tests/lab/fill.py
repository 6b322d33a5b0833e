#!/usr/bin/python3
"""What the domains of the lab hold.

    fill.py root DIR [BULK]
    fill.py child DIR

DIR is the folder of a domain controller that is not running.  Keytabs go to
DIR/../keytab, the passwords of the people to DIR/../secrets.  BULK computers,
two SPNs each, are put into four units below OU=Bulk.

    CONTOSO                                    what it is there for
    WEB01$ WEB02$ SQL01$                       HOST/, RestrictedKrbHost/
    WEB09$                                     no password, so no keys
    gmsa-portal$   HTTP/portal[.contoso.test]  right; WEB01$ and WEB02$ may use it
    svc-web        HTTP/intranet.contoso.test  right; delegates to svc-sql
    svc-web        HTTP/global.contoso.test    once more in CHILD, on svc-child
    svc-web        HTTP/wiki.contoso.test      once more on svc-old (planted)
    svc-web        HTTP/files.contoso.test     once more on WEB02$, in capitals (planted)
    svc-sql        MSSQLSvc/sql01...[:1433]    right; SQL01$ may act for others on it
    svc-sql        HTTP/shop.contoso.test      the wrong account
    svc-old        HTTP/legacy.contoso.test    disabled
    svc-upn        UPN HTTP/reports...         what ktpass leaves behind
    svc-zürich     HTTP/zürich.contoso.test    comma and umlaut in its DN
    svc-many       2,000 SPNs                  more than fit one range (planted)
    svc-kcd svc-any svc-resource               HTTP/kcd, any, resource.contoso.test
    svc-hidden     HTTP/hidden.contoso.test    alice may not read it
    nobody         HTTP/unplanned.contoso.test
    operator                                   may write SPNs below OU=Servers, OU=Services
    alice                                      has no rights but to read

    CHILD
    WEB03$, svc-child (HTTP/child.child..., HTTP/global.contoso.test), bob
"""

import os
import sys
import time
import uuid

import ldb
import samba
from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import misc, security
from samba.ndr import ndr_pack, ndr_unpack
from samba.net import Net
from samba.credentials import Credentials
from samba.param import LoadParm
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

ALL_KEYS = str(security.KERB_ENCTYPE_RC4_HMAC_MD5 |
               security.KERB_ENCTYPE_AES128_CTS_HMAC_SHA1_96 |
               security.KERB_ENCTYPE_AES256_CTS_HMAC_SHA1_96)
SPN = "servicePrincipalName"
SITES = 4
FILETIME_1970 = 11644473600	# seconds since 1601
SPN_GUID = "f3a64788-5306-11d1-a9c5-0000f80367c1"


class Domain:
    def __init__(self, where):
        self.where = where
        self.lp = LoadParm()
        self.lp.load(os.path.join(where, "etc", "smb.conf"))
        self.sam = SamDB(url=self.lp.samdb_url(), session_info=system_session(), lp=self.lp)
        self.base = str(self.sam.get_default_basedn())
        self.name = self.sam.domain_dns_name()
        self.keyed = []

    def unit(self, name):
        self.sam.add({"dn": "OU=%s,%s" % (name, self.base), "objectClass": "organizationalUnit"})

    def account(self, kind, sam_name, place, flags, **attributes):
        """An account with a random password, in PLACE; the password is returned."""
        password = samba.generate_random_password(20, 20)
        cn = attributes.pop("cn", sam_name.rstrip("$"))
        dn = ldb.Dn(self.sam, "OU=%s,%s" % (place, self.base))
        dn.add_child(ldb.Dn(self.sam, "CN=x"))
        dn.set_component(0, "CN", cn)
        if attributes.pop("keys", True):
            attributes["clearTextPassword"] = password.encode("utf-16-le")
            self.keyed.append(sam_name)
        self.sam.add({"dn": str(dn), "objectClass": kind, "sAMAccountName": sam_name,
                      "userAccountControl": str(flags), **attributes})
        return password

    def person(self, name):
        password = self.account("user", name, "People", dsdb.UF_NORMAL_ACCOUNT,
                                userPrincipalName="%s@%s" % (name, self.name))
        save_secret(self.where, name, password)

    def service(self, name, spns, flags=0, **attributes):
        if spns:
            attributes[SPN] = spns
        self.account("user", name, "Services",
                     dsdb.UF_NORMAL_ACCOUNT | dsdb.UF_DONT_EXPIRE_PASSWD | flags, **attributes)

    def server(self, name, **attributes):
        fqdn = "%s.%s" % (name.lower(), self.name)
        attributes.setdefault("msDS-SupportedEncryptionTypes", ALL_KEYS)
        self.account("computer", name + "$", "Servers", dsdb.UF_WORKSTATION_TRUST_ACCOUNT,
                     dNSHostName=fqdn, operatingSystem="Windows Server 2022 Datacenter",
                     **{SPN: [c + h for c in ("HOST/", "RestrictedKrbHost/")
                              for h in (name, fqdn)]},
                     **attributes)

    def found(self, sam_name, attributes):
        return self.sam.search(self.base, ldb.SCOPE_SUBTREE,
                               "(sAMAccountName=%s)" % ldb.binary_encode(sam_name), attributes)[0]

    def sid(self, sam_name):
        value = self.found(sam_name, ["objectSid"])["objectSid"][0]
        return str(ndr_unpack(security.dom_sid, value))

    def dn(self, sam_name):
        return str(self.found(sam_name, []).dn)

    def replace(self, dn, name, value):
        self.sam.modify(ldb.Message.from_dict(self.sam, {"dn": dn, name: value},
                                              ldb.FLAG_MOD_REPLACE))

    def permit(self, dn, ace):
        SDUtils(self.sam).dacl_add_ace(dn, ace)

    def partition(self):
        """The bare database of the domain, which no module of Samba guards."""
        path = os.path.join(self.where, "private", "sam.ldb.d", self.base.upper() + ".ldb")
        with open(path, "rb") as file:
            kind = "tdb" if file.read(3) == b"TDB" else "mdb"
        return ldb.Ldb(kind + "://" + path, options=["modules:", "batch_mode:1"])

    def export_keys(self):
        folder = os.path.join(self.where, "..", "keytab")
        samba.enable_net_export_keytab()
        net = Net(Credentials(), self.lp)
        for name in self.keyed:
            path = os.path.realpath(os.path.join(folder, name.rstrip("$") + ".keytab"))
            net.export_keytab(keytab=path, principal=name)


def save_secret(where, name, secret):
    path = os.path.join(where, "..", "secrets", name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w",
              encoding="ascii") as f:
        f.write(secret)


def access_list(domain, *sam_names):
    """The security descriptor that says who may use an account."""
    aces = "".join("(A;;0xf01ff;;;%s)" % domain.sid(name) for name in sam_names)
    owner = security.dom_sid(domain.sam.get_domain_sid())
    return ndr_pack(security.descriptor.from_sddl("O:BAD:" + aces, owner))


def plant(domain, sam_name, spns):
    """Past the uniqueness that the directory would insist on.  The account must
    hold an SPN already, or other domain controllers would not be sent these."""
    dn = domain.dn(sam_name)
    database = domain.partition()
    database.modify(ldb.Message.from_dict(database, {"dn": dn, SPN: spns}, ldb.FLAG_MOD_ADD))


def add_bulk(domain, count):
    """Copies of one computer, straight into the database: 3,000 in a second,
    where Samba's checks of each would take half a minute.  Their passwords are
    said to be set, though there are no keys: they have joined.  In four units, as
    many as connections read them.  Their RIDs are taken from the pool as the RID
    manager does."""
    domain.unit("Bulk")
    for site in range(SITES):
        domain.unit("Site%d,OU=Bulk" % site)
    domain.account("computer", "BULK0000$", "Site0,OU=Bulk", dsdb.UF_WORKSTATION_TRUST_ACCOUNT, keys=False,
                   dNSHostName="bulk0000." + domain.name, **{SPN: ["HOST/BULK0000"]})
    database = domain.partition()
    first = database.search(domain.dn("BULK0000$"), ldb.SCOPE_BASE)[0]
    model = {name: [bytes(value) for value in first[name]] for name in first
             if name.lower() not in ("dn", "distinguishedname")}
    model["pwdLastSet"] = [b"%d" % ((int(time.time()) + FILETIME_1970) * 10**7)]
    manager = database.search("CN=RID Manager$,CN=System," + domain.base, ldb.SCOPE_BASE)[0]
    pool = int(manager["rIDAvailablePool"][0])
    database.transaction_start()
    database.modify(ldb.Message.from_dict(
        database, {"dn": manager.dn, "rIDAvailablePool": str(pool + count)}, ldb.FLAG_MOD_REPLACE))
    for i in range(1, count):
        name = "BULK%04d" % i
        fqdn = "%s.%s" % (name.lower(), domain.name)
        sid = "%s-%d" % (domain.sam.get_domain_sid(), (pool & 0xffffffff) + i)
        copy = dict(model)
        copy.update({
            "dn": "CN=%s,OU=Site%d,OU=Bulk,%s" % (name, i % SITES, domain.base), "cn": name, "name": name,
            "sAMAccountName": name + "$", "dNSHostName": fqdn,
            SPN: ["HOST/" + name, "HOST/" + fqdn],
            "objectGUID": ndr_pack(misc.GUID(str(uuid.uuid4()))),
            "objectSid": ndr_pack(security.dom_sid(sid))})
        database.add(ldb.Message.from_dict(database, copy, ldb.FLAG_MOD_ADD))
    database.transaction_commit()


def fill_root(where, bulk="0"):
    domain = Domain(where)
    domain.sam.transaction_start()
    for unit in ("Servers", "Services", "People", "Hidden"):
        domain.unit(unit)
    for name in ("alice", "operator"):
        domain.person(name)
    # Accounts take over what their unit permits when they are made.
    for unit in ("Servers", "Services"):
        domain.permit("OU=%s,%s" % (unit, domain.base),
                      "(OA;CIIO;RPWP;%s;;%s)" % (SPN_GUID, domain.sid("operator")))

    for name in ("WEB01", "WEB02", "SQL01"):
        domain.server(name)
    domain.server("WEB09", keys=False)
    # One host through a group in the group.
    for group, members in (("WebFarmSpare", ["WEB02$"]), ("WebFarmHosts", ["WEB01$", "WebFarmSpare"])):
        domain.sam.add({"dn": "CN=%s,OU=Servers,%s" % (group, domain.base), "objectClass": "group",
                        "sAMAccountName": group, "member": [domain.dn(name) for name in members]})
    domain.account("msDS-GroupManagedServiceAccount", "gmsa-portal$", "Services",
                   dsdb.UF_WORKSTATION_TRUST_ACCOUNT,
                   dNSHostName="gmsa-portal.contoso.test",
                   **{"msDS-ManagedPasswordInterval": "30",
                      "msDS-GroupMSAMembership": access_list(domain, "WebFarmHosts"),
                      "msDS-SupportedEncryptionTypes": ALL_KEYS,
                      SPN: ["HTTP/portal.contoso.test", "HTTP/portal"]})

    sql = ["MSSQLSvc/sql01.contoso.test:1433", "MSSQLSvc/sql01.contoso.test"]
    domain.service("svc-sql", sql + ["HTTP/shop.contoso.test"])
    domain.service("svc-web", ["HTTP/intranet.contoso.test", "HTTP/global.contoso.test",
                               "HTTP/wiki.contoso.test", "HTTP/files.contoso.test"],
                   **{"msDS-SupportedEncryptionTypes": ALL_KEYS, "msDS-AllowedToDelegateTo": sql})
    domain.service("svc-old", ["HTTP/legacy.contoso.test"], dsdb.UF_ACCOUNTDISABLE)
    domain.service("svc-upn", [],
                   userPrincipalName="HTTP/reports.contoso.test@" + domain.name.upper())
    domain.service("svc-zürich", ["HTTP/zürich.contoso.test"], cn="Dienst, Zürich")
    for name in ("kcd", "any", "resource"):
        domain.service("svc-" + name, ["HTTP/%s.contoso.test" % name],
                       **{"msDS-SupportedEncryptionTypes": ALL_KEYS})
    domain.service("svc-many", ["MSSQLSvc/many.contoso.test:10000"])
    domain.replace(domain.dn("SQL01$"), "msDS-AllowedToActOnBehalfOfOtherIdentity",
                   access_list(domain, "svc-web"))

    domain.account("user", "svc-hidden", "Hidden", dsdb.UF_NORMAL_ACCOUNT,
                   **{SPN: ["HTTP/hidden.contoso.test"]})
    # On the object itself: what is inherited comes after what is granted there.
    domain.permit(domain.dn("svc-hidden"), "(D;;RP;;;%s)" % domain.sid("alice"))
    domain.sam.transaction_commit()

    if int(bulk):
        add_bulk(domain, int(bulk))
    plant(domain, "svc-old", ["HTTP/wiki.contoso.test"])
    plant(domain, "WEB02$", ["HTTP/FILES.CONTOSO.TEST"])
    plant(domain, "svc-many", ["MSSQLSvc/many.contoso.test:%d" % port
                               for port in range(10001, 12000)])
    domain.keyed.append("Administrator")
    domain.export_keys()


def fill_child(where):
    domain = Domain(where)
    domain.sam.transaction_start()
    for unit in ("Servers", "Services", "People"):
        domain.unit(unit)
    domain.person("bob")
    domain.server("WEB03")
    domain.service("svc-child", ["HTTP/child.child.contoso.test", "HTTP/global.contoso.test"],
                   **{"msDS-SupportedEncryptionTypes": ALL_KEYS,
                      "msDS-AllowedToDelegateTo": ["MSSQLSvc/sql01.contoso.test:1433"]})
    domain.sam.transaction_commit()
    domain.export_keys()


def main(what, *arguments):
    {"root": fill_root, "child": fill_child}[what](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
