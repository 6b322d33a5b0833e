"""LDIF change records (RFC 2849), applied to a directory in LDIF as AD would.

Written from RFC 2849, RFC 4511 4.6 to 4.8 and [MS-ADTS] 3.1.1.5; shares no
code with spnplan.  A record is applied whole or not at all, and the first one
that is refused ends the file, as with ldifde and ldapmodify.  Not modelled:
the schema, rights, and what a domain controller adds by itself.
"""
import base64
import re
import unicodedata


class Refused(Exception):
    """The LDAP result, and the number of the record, from 1."""

    def __init__(self, result, dn):
        super().__init__("%s: %s" % (result, dn))
        self.result, self.dn = result, dn
        self.number = 0


def fold(value):
    """As the directory compares text: case and marks do not count."""
    try:
        text = unicodedata.normalize("NFKD", value.decode())
    except UnicodeDecodeError:
        return value
    kept = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return unicodedata.normalize("NFKD", kept)


def dn_key(dn):
    return ",".join(part.strip() for part in fold(dn).split(","))


def line_read(line):
    name, _, value = line.partition(b":")
    if not re.fullmatch(rb"[A-Za-z][\w.;-]*", name):
        raise ValueError("no LDIF: %r" % line)
    if value.startswith(b":"):
        return name.decode().lower(), base64.b64decode(value[1:].strip(), validate=True)
    if value.startswith(b"<"):
        raise ValueError("names a file: %r" % line)
    value = value.lstrip(b" ")
    if value != value.rstrip(b" ") or not value.isascii():
        raise ValueError("is to be in base64: %r" % line)
    return name.decode().lower(), value


def records_read(text):
    """The lines of each record, unfolded, without comments."""
    text = text.replace(b"\r\n", b"\n").replace(b"\n ", b"")
    for block in re.split(rb"\n\n+", text):
        lines = [line for line in block.split(b"\n") if line and not line.startswith(b"#")]
        if lines and not lines[0].lower().startswith(b"version:"):
            yield lines


class Directory:
    """Objects by DN; of each the values by attribute, in lower case."""

    def __init__(self, files):
        self.objects, self.name = {}, {}
        for file in files:
            for lines in records_read(file.read_bytes()):
                self.take(lines)

    def take(self, lines):
        values = {}
        for line in lines:
            name, _, value = line.partition(b":")
            value = base64.b64decode(value[1:]) if value.startswith(b":") else value.strip(b" ")
            values.setdefault(name.decode().lower(), []).append(value)
        if "dn" not in values:
            return
        dn = values.pop("dn")[0]
        values.pop("changetype", None)
        self.name.setdefault(dn_key(dn), dn)
        known = self.objects.setdefault(dn_key(dn), {})
        for name, more in values.items():
            known[name] = known.get(name, []) + [v for v in more if v not in known.get(name, [])]

    def content(self):
        return {key: {name: sorted(more) for name, more in values.items() if more}
                for key, values in self.objects.items()}

    def write(self, file):
        with open(file, "wb") as out:
            for key in sorted(self.objects):
                out.write(b"dn:: %s\n" % base64.b64encode(self.name[key]))
                for name, more in self.objects[key].items():
                    for value in more:
                        out.write(b"%s:: %s\n" % (name.encode(), base64.b64encode(value)))
                out.write(b"\n")

    def forest(self, key):
        """In which the object is: crossRef objects lie below its root."""
        domains = {dn_key(name): at.partition(",cn=configuration,")[2] for at, values in self.objects.items()
                   for name in values.get("ncname", [])}
        below = [name for name in domains if key.endswith("," + name)]
        return domains[max(below, key=len)] if below else None

    def holder(self, spn, but):
        for key, values in self.objects.items():
            if key != but and self.forest(key) == self.forest(but) and any(fold(spn) == fold(v) for v in values.get("serviceprincipalname", [])):
                return key
        return None

    def may_be(self, key, name, value, dn):
        if name == "serviceprincipalname" and self.holder(value, key):
            raise Refused("constraintViolation", dn)

    def add(self, dn, lines):
        key = dn_key(dn)
        if key in self.objects:
            raise Refused("entryAlreadyExists", dn)
        values = {}
        for name, value in map(line_read, lines):
            self.may_be(key, name, value, dn)
            values.setdefault(name, []).append(value)
        self.objects[key], self.name[key] = values, dn

    def delete(self, dn, lines):
        if lines:
            raise ValueError("more than a deletion: %r" % lines[0])
        if dn_key(dn) not in self.objects:
            raise Refused("noSuchObject", dn)
        del self.objects[dn_key(dn)]

    def modify(self, dn, lines):
        key = dn_key(dn)
        if key not in self.objects:
            raise Refused("noSuchObject", dn)
        values = {name: list(more) for name, more in self.objects[key].items()}
        if not lines or lines[-1] != b"-":
            raise ValueError("the modification has no end: %r" % dn)
        for block in b"\n".join(lines)[:-2].split(b"\n-\n"):
            (operation, name), *given = map(line_read, block.split(b"\n"))
            name = name.decode().lower()
            if not given or any(other != name for other, _ in given):
                raise ValueError("not the values of %s: %r" % (name, block))
            for _, value in given:
                self.one(operation, key, name, value, values.setdefault(name, []), dn)
        self.objects[key] = values

    def one(self, operation, key, name, value, values, dn):
        there = [v for v in values if v == value or fold(v) == fold(value)]
        if operation == "add":
            if there:
                raise Refused("attributeOrValueExists", dn)
            self.may_be(key, name, value, dn)
            values.append(value)
        elif operation == "delete":
            if not there:
                raise Refused("noSuchAttribute", dn)
            values.remove(there[0])
        else:
            raise ValueError("'%s' is not expected" % operation)

    def apply(self, records):
        """Refused says where it ended."""
        for number, lines in enumerate(records, 1):
            (_, dn), (_, change), *rest = [line_read(line) for line in lines[:2]] + lines[2:]
            try:
                {b"add": self.add, b"delete": self.delete, b"modify": self.modify}[change](dn, rest)
            except Refused as why:
                why.number = number
                raise
