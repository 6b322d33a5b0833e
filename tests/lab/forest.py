#!/usr/bin/python3
"""The domain controllers of the lab, made without starting one.

    forest.py provision DIR HOST DOMAIN NETBIOS ROOT [STORE]
    forest.py trust ROOTDIR CHILDDIR
    forest.py graft ROOTDIR... CHILDDIR
    forest.py announce DIR HOST
    forest.py locate DIR HOST DOMAIN ADDRESS
    forest.py records DIR [NAME A|CNAME|PTR VALUE]...
    forest.py alter DIR LDIF
    forest.py samba DIR yes|no

Works on the databases in DIR through Samba's own modules, so no password
is ever an argument: DIR/../secrets/administrator is where it is read from.
"""

import os
import re
import shutil
import sys
import time

import ldb
import samba
import samba.provision
from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import dnsp, drsblobs, lsa, misc, security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.provision.sambadns import (ARecord, CNAMERecord, SRVRecord, add_at_record,
                                      add_domain_record, get_dnsadmins_sid)
from samba.samdb import SamDB


def dn_of(domain):
    return ",".join("DC=" + label for label in domain.split("."))


def sam_open(where):
    return SamDB(url=os.path.join(where, "private", "sam.ldb"),
                 session_info=system_session(),
                 lp=LoadParm(filename_for_non_global_lp=os.path.join(where, "etc", "smb.conf")))


def raw_open(path):
    """The bare database: no Samba module checks what is written to it.  Without
    batch_mode the cost of each entry grows with the size of the transaction."""
    return ldb.Ldb(path, options=["modules:", "batch_mode:1"])


def partition_path(where, base):
    return os.path.join(where, "private", "sam.ldb.d", base.upper() + ".ldb")


class Quiet:
    """Provisioning tells far more than anybody reads; errors are exceptions."""

    def info(self, *args):
        pass

    debug = info

    def warning(self, text, *args):
        print(text % args, file=sys.stderr)

    error = warning


def add_ldif_in_the_forest(database, path, substitutions=None, controls=("relax:0",)):
    """Some templates of Samba's say CN=Configuration below the domain, which
    holds for the forest root only; a child has its configuration elsewhere."""
    with open(path, encoding="utf-8") as template:
        text = template.read()
    if substitutions:
        text = text.replace("CN=Configuration,${DOMAINDN}", "${CONFIGDN}")
        text = samba.substitute_var(text, substitutions)
    samba.check_all_substituted(text)
    database.add_ldif(text, list(controls))


def provision(where, host, domain, netbios, root, store="tdb"):
    with open(os.path.join(where, "..", "secrets", "administrator"), encoding="ascii") as f:
        password = f.read()
    configuration = LoadParm()
    configuration.load(os.path.join(where, "etc", "smb.conf"))
    samba.provision.setup_add_ldif = add_ldif_in_the_forest
    # The access lists of the sysvol share need privileges that a user
    # namespace does not give, and the lab serves no files.
    samba.provision.provision(
        Quiet(), system_session(), targetdir=where, lp=configuration,
        samdb_fill=samba.provision.FILL_FULL, skip_sysvolacl=True,
        realm=domain.upper(), domain=netbios, rootdn=dn_of(root), hostname=host,
        hostip=configuration.get("interfaces")[0], adminpass=password,
        serverrole="active directory domain controller",
        dom_for_fun_level=dsdb.DS_DOMAIN_FUNCTION_2008_R2,
        dns_backend="SAMBA_INTERNAL" if domain == root else "NONE",
        backend_store=store, backend_store_size=1 << 30, batch_mode=True)
    if domain == root:
        reverse_zone(where, host)
    announce(where, host)


def announce(where, host):
    """The SPNs that a running domain controller would give itself, without
    which no client can bind to it: sPNMappings does not cover ldap."""
    database = sam_open(where)
    domain = database.domain_dns_name()
    fqdn = "%s.%s" % (host, domain)
    database.modify(ldb.Message.from_dict(
        database,
        {"dn": "CN=%s,OU=Domain Controllers,%s" % (host, database.get_default_basedn()),
         "servicePrincipalName": ["ldap/" + fqdn, "ldap/" + host.upper(),
                                  "ldap/%s/%s" % (fqdn, domain)]},
        ldb.FLAG_MOD_ADD))


# Samba cannot make a child domain, but it serves one that is there.  The child
# is provisioned as if it were alone, below the root's name; then both are made
# to hold the same configuration and schema, and each the other's domain as a
# global catalog does: read only, and no attribute outside the partial set.

def values(message, element):
    return [bytes(value) for value in message[element]]


def elements(message):
    return {name: values(message, name) for name in message
            if name.lower() not in ("dn", "distinguishedname")}


def raw_add(database, dn, attributes):
    database.add(ldb.Message.from_dict(database, {"dn": str(dn), **attributes},
                                       ldb.FLAG_MOD_ADD))


def objects(database):
    return database.search(None, ldb.SCOPE_SUBTREE, "(objectGUID=*)")


def guids(databases):
    return {str(m.dn).lower(): str(ndr_unpack(misc.GUID, m["objectGUID"][0]))
            for database in databases
            for m in database.search(None, ldb.SCOPE_SUBTREE, "(objectGUID=*)", ["objectGUID"])}


def renumbered(attributes, guid_of):
    """Links are stored with the GUID of what they name."""
    def one(match):
        return b"<GUID=" + guid_of.get(match.group(1), match.group(1)) + b">"
    return {name: [re.sub(rb"<GUID=([0-9a-f-]{36})>", one, value) for value in found]
            for name, found in attributes.items()}


def share_configuration(root, child, configuration, schema, child_base):
    here = [raw_open(partition_path(root, base)) for base in (configuration, schema)]
    there = [raw_open(partition_path(child, base)) for base in (configuration, schema)]
    ours, theirs = guids(here), guids(there)
    guid_of = {theirs[dn].encode(): ours[dn].encode() for dn in theirs if dn in ours}

    domain = raw_open(partition_path(child, child_base))
    domain.transaction_start()
    for message in objects(domain):
        old = elements(message)
        new = renumbered(old, guid_of)
        changed = {name: new[name] for name in new if new[name] != old[name]}
        if changed:
            domain.modify(ldb.Message.from_dict(domain, {"dn": str(message.dn), **changed},
                                                ldb.FLAG_MOD_REPLACE))
    domain.transaction_commit()

    here[0].transaction_start()
    for dn in theirs:
        if dn not in ours:
            message = there[0].search(dn, ldb.SCOPE_BASE)[0]
            raw_add(here[0], message.dn, renumbered(elements(message), guid_of))
    here[0].transaction_commit()


def partial_attributes(root, schema):
    found = raw_open(partition_path(root, schema)).search(
        None, ldb.SCOPE_SUBTREE, "(isMemberOfPartialAttributeSet=TRUE)", ["lDAPDisplayName"])
    return {str(m["lDAPDisplayName"]).lower() for m in found} | {
        # what every replica holds
        "objectclass", "objectguid", "objectsid", "objectcategory", "name", "cn", "ou", "dc",
        "instancetype", "ntsecuritydescriptor", "replpropertymetadata",
        "usncreated", "usnchanged", "whencreated", "whenchanged"}


def replicate_partially(source, source_base, target, target_base, keep):
    path = partition_path(target, source_base)
    rules = raw_open(partition_path(target, target_base))
    replica = raw_open(path)
    replica.transaction_start()
    for dn in ("@ATTRIBUTES", "@INDEXLIST", "@OPTIONS"):
        for message in rules.search(dn, ldb.SCOPE_BASE):
            raw_add(replica, dn, elements(message))
    replica.transaction_commit()
    os.chmod(path, 0o600)

    replica = raw_open(path)	# the rules hold from the next time it is opened
    replica.transaction_start()
    for message in objects(raw_open(partition_path(source, source_base))):
        kept = {name: found for name, found in elements(message).items() if name.lower() in keep}
        writable = 4
        kept["instanceType"] = [str(int(str(message["instanceType"])) & ~writable)]
        raw_add(replica, message.dn, kept)
    replica.transaction_commit()

    top = raw_open(os.path.join(target, "private", "sam.ldb"))
    entry = source_base.upper() + ":sam.ldb.d/" + source_base.upper() + ".ldb"
    top.modify(ldb.Message.from_dict(top, {"dn": "@PARTITION", "partition": [entry]},
                                     ldb.FLAG_MOD_ADD))


def trust_secret():
    password = list(samba.generate_random_machine_password(60, 60).encode("utf-16-le"))
    clear = drsblobs.AuthInfoClear()
    clear.size, clear.password = len(password), password
    secret = drsblobs.AuthenticationInformation()
    secret.LastUpdateTime = samba.unix2nttime(int(time.time()))
    secret.AuthType = lsa.TRUST_AUTH_TYPE_CLEAR
    secret.AuthInfo = clear
    array = drsblobs.AuthenticationInformationArray()
    array.count, array.array = 1, [secret]
    blob = drsblobs.trustAuthInOutBlob()
    blob.count, blob.current = 1, array
    return ndr_pack(blob)


def add_partner(database, partner, secret):
    name = partner.domain_dns_name()
    both_ways = lsa.LSA_TRUST_DIRECTION_INBOUND | lsa.LSA_TRUST_DIRECTION_OUTBOUND
    database.add({
        "dn": "CN=%s,CN=System,%s" % (name, database.get_default_basedn()),
        "objectClass": "trustedDomain",
        "trustPartner": name,
        "flatName": partner.domain_netbios_name(),
        "trustType": str(lsa.LSA_TRUST_TYPE_UPLEVEL),
        "trustDirection": str(both_ways),
        "trustAttributes": str(lsa.LSA_TRUST_ATTRIBUTE_WITHIN_FOREST),
        "trustAuthIncoming": secret,
        "trustAuthOutgoing": secret,
        "securityIdentifier": ndr_pack(security.dom_sid(partner.get_domain_sid()))})


def trust(root, child):
    root_sam, child_sam = sam_open(root), sam_open(child)
    secret = trust_secret()
    add_partner(root_sam, child_sam, secret)
    add_partner(child_sam, root_sam, secret)


def graft(roots, child):
    root_sam, child_sam = sam_open(roots[0]), sam_open(child)
    root_base, child_base = (str(db.get_default_basedn()) for db in (root_sam, child_sam))
    configuration = "CN=Configuration," + root_base
    schema = "CN=Schema," + configuration
    root_cross, child_cross = ("CN=%s,CN=Partitions,%s" % (db.domain_netbios_name(), configuration)
                               for db in (root_sam, child_sam))
    del root_sam, child_sam	# they must not see their files change

    for root in roots:
        share_configuration(root, child, configuration, schema, child_base)
    for base in (configuration, schema):
        shutil.copy(partition_path(roots[0], base), partition_path(child, base))

    keep = partial_attributes(roots[0], schema)
    for root in roots:
        replicate_partially(child, child_base, root, root_base, keep)
    replicate_partially(roots[0], root_base, child, child_base, keep)

    # Only the root's controllers say who the child's parent is: the KDC of
    # Samba refuses to work in a domain that has one.
    for root in roots:
        database = raw_open(partition_path(root, configuration))
        parent = "<GUID=%s>;%s" % (guids([database])[root_cross.lower()], root_cross)
        database.modify(ldb.Message.from_dict(
            database, {"dn": child_cross, "trustParent": parent}, ldb.FLAG_MOD_ADD))


# What a domain controller registers in DNS when it starts; the lab's do not.
REVERSE = "100.51.198.in-addr.arpa"
SERVICES = (
    ("_ldap._tcp.%(domain)s", 389),
    ("_ldap._tcp.dc._msdcs.%(domain)s", 389),
    ("_ldap._tcp.%(site)s._sites.dc._msdcs.%(domain)s", 389),
    ("_kerberos._tcp.%(domain)s", 88),
    ("_kerberos._udp.%(domain)s", 88),
    ("_kerberos._tcp.dc._msdcs.%(domain)s", 88),
    ("_gc._tcp.%(forest)s", 3268),
    ("_ldap._tcp.gc._msdcs.%(forest)s", 3268),
)


def locate(where, host, domain, address):
    database = sam_open(where)
    names = {"domain": domain, "forest": database.forest_dns_name(),
             "site": samba.provision.DEFAULTSITE}
    register(database, "%s.%s" % (host, domain), ARecord(address))
    for name, port in SERVICES:
        register(database, name % names, SRVRecord("%s.%s" % (host, domain), port))


def register(database, name, record):
    forest = database.forest_dns_name()
    zone, partition = forest, "DomainDnsZones"
    if name.endswith("_msdcs." + forest):
        zone, partition = "_msdcs." + forest, "ForestDnsZones"
    elif name.endswith("." + REVERSE):
        zone = REVERSE
    dn = "DC=%s,DC=%s,CN=MicrosoftDNS,DC=%s,%s" % (
        name[:-len(zone) - 1], zone, partition, dn_of(forest))
    try:
        database.modify(ldb.Message.from_dict(
            database, {"dn": dn, "dnsRecord": ndr_pack(record)}, ldb.FLAG_MOD_ADD))
    except ldb.LdbError as error:
        if error.args[0] == ldb.ERR_NO_SUCH_OBJECT:
            database.add({"dn": dn, "objectClass": "dnsNode", "dnsRecord": ndr_pack(record)})
        elif error.args[0] != ldb.ERR_ATTRIBUTE_OR_VALUE_EXISTS:
            raise


def reverse_zone(where, host):
    """What addresses lead back to; the DNS server learns of zones when it starts."""
    database = sam_open(where)
    base = str(database.get_default_basedn())
    add_domain_record(database, base, "DC=DomainDnsZones", REVERSE,
                      security.dom_sid(database.get_domain_sid()), get_dnsadmins_sid(database, base))
    add_at_record(database, "DC=%s,CN=MicrosoftDNS,DC=DomainDnsZones,%s" % (REVERSE, base), "",
                  host, database.domain_dns_name(), None, None)


def ptr_record(name):
    record = dnsp.DnssrvRpcRecord()
    record.wType, record.rank, record.dwTtlSeconds = dnsp.DNS_TYPE_PTR, dnsp.DNS_RANK_ZONE, 900
    record.data = name
    return record


def reverse_name(address):
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"


def records(where, *words):
    """A PTR record is named by its address."""
    make = {"A": ARecord, "CNAME": CNAMERecord, "PTR": ptr_record}
    database = sam_open(where)
    database.transaction_start()
    for name, kind, value in zip(words[::3], words[1::3], words[2::3]):
        register(database, reverse_name(name) if kind == "PTR" else name, make[kind](value))
    database.transaction_commit()


def alter(where, changes):
    """Also where a domain controller runs: it sees them as if they had replicated."""
    with open(changes, encoding="utf-8") as f:
        sam_open(where).modify_ldif(f.read(), ["relax:0"])


def says_samba(where, yes):
    """If it does not say that it is Samba, it is asked as Windows is."""
    names = ["Samba Team (https://www.samba.org)"] if yes == "yes" else []
    database = sam_open(where)
    message = ldb.Message(ldb.Dn(database, "@ROOTDSE"))
    message["vendorName"] = ldb.MessageElement(names, ldb.FLAG_MOD_REPLACE, "vendorName")
    database.modify(message)


def main(arguments):
    commands = {
        "provision": provision,
        "announce": announce,
        "trust": trust,
        "graft": lambda *where: graft(where[:-1], where[-1]),
        "locate": locate,
        "records": records,
        "alter": alter,
        "samba": says_samba,
    }
    commands[arguments[0]](*arguments[1:])


main(sys.argv[1:])
