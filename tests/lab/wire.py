#!/usr/bin/env python3
"""wire.py SPNPLAN FARM LAB: faults between spnplan and a domain controller.

Runs inside the lab.  A proxy stands before the real server, which answers as
ever, and does one thing to the answer in each run:

    cut      ends the connection, in order
    reset    ends it with an error
    garble   inverts a byte, where TLS or SASL guard them
    hang     lets no more through

after so many units, which are messages of LDAP, frames of SASL or records of
TLS, or after so many bytes.  Whatever it does, the report is the one of an
undisturbed run, or there is none and the exit status is 2 and a line says why;
and the report is there only where nothing of it was lost.
Prints a line "ok ..." or "not ok ..." for each kind of connection and fault.
"""
import concurrent.futures
import pathlib
import re
import select
import socket
import struct
import subprocess
import sys
import threading

HOST, ADDRESS = "dc1.contoso.test", "198.51.100.1"
WORKERS = 8
TIMEOUT = 1			# of spnplan, in seconds
SECONDS = 20
STEP = 7			# bytes from one cut to the next; any prime
RIGHT, REFUSED = "right", "refused"
CAUSE = re.compile(rb"^spnplan: .*'[^']+': .*\S", re.M)


def message_length(data):
    """Of the message of LDAP (X.690 8.1.3) that DATA begins with, if it is whole."""
    if len(data) < 2:
        return None
    n = data[1] & 0x7f if data[1] & 0x80 else 0
    if len(data) < 2 + n:
        return None
    return 2 + n + (int.from_bytes(data[2:2 + n], "big") if n else data[1])


def frame_length(data):
    """SASL's (RFC 4422 3.7) once the bind is done; none is so long that it begins
    as a message does."""
    if data[0] == 0x30:
        return message_length(data)
    return 4 + int.from_bytes(data[:4], "big") if len(data) >= 4 else None


def record_length(data):
    """RFC 8446 5.1"""
    return 5 + int.from_bytes(data[3:5], "big") if len(data) >= 5 else None


class Fault:
    """KIND after UNITS units and BYTES bytes of what the server says."""

    def __init__(self, kind="", units=0, part=0.0, byte=0):
        self.kind, self.units, self.part, self.byte = kind, units, part, byte

    def __str__(self):
        return "%s at %.1f units and %d bytes" % (self.kind, self.units + self.part, self.byte)


class Proxy:
    """For one run: takes one connection and hands on what both sides say."""

    def __init__(self, way, fault):
        self.way, self.fault = way, fault
        self.units, self.bytes, self.pending = 0, 0, b""
        self.listener = way.listen(self)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.over = threading.Event()
        self.thread.start()

    def close(self):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def serve(self):
        while not self.over.is_set():
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            with client, self.way.connect() as server:
                self.hand_on(client, server)

    def hand_on(self, client, server):
        while not self.over.is_set():
            for side in select.select([client, server], [], [], 0.05)[0]:
                try:
                    data = side.recv(65536)
                    if data and side is client:
                        server.sendall(data)
                    elif data and self.forward(client, data):
                        continue
                except OSError:
                    data = b""
                if not data or side is server:
                    return

    def forward(self, client, data):
        """Unit by unit, or byte by byte where the fault counts those."""
        if self.fault.byte:
            left = self.fault.byte - self.bytes
            self.bytes += len(data)
            client.sendall(data[:left])
            return len(data) < left
        self.pending += data
        while self.pending:
            n = self.way.length(self.pending)
            if n is None or len(self.pending) < n:
                return True
            unit, self.pending = self.pending[:n], self.pending[n:]
            self.bytes += n
            self.units += 1
            if self.fault.kind and self.units == self.fault.units + 1:
                return self.disturb(client, unit)
            client.sendall(unit)
        return True

    def disturb(self, client, unit):
        at = int(len(unit) * self.fault.part)
        if self.fault.kind == "garble":
            client.sendall(unit[:at] + bytes([unit[at] ^ 0xff]) + unit[at + 1:])
            return True
        client.sendall(unit[:at])
        if self.fault.kind == "hang":
            self.over.wait()
        elif self.fault.kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


class Tcp:
    def __init__(self, name, scheme, port, length, options):
        self.name, self.scheme, self.port = name, scheme, port
        self.length, self.options = length, options
        self.guarded = True

    def listen(self, proxy):
        listener = socket.create_server((ADDRESS, 0))
        proxy.url = "%s://%s:%d" % (self.scheme, HOST, listener.getsockname()[1])
        return listener

    def connect(self):
        return socket.create_connection((ADDRESS, self.port))


class Local:
    """Samba lets whoever may open this one read: nothing is guarded, and units are
    messages of LDAP from the first to the last."""

    name, options, guarded = "ldapi", [], False
    length = staticmethod(message_length)
    made = 0

    def __init__(self, lab):
        self.path = str(lab / "dc1/private/ldap_priv/ldapi")
        self.folder = lab / "wire"
        self.folder.mkdir()

    def listen(self, proxy):
        self.made += 1
        path = str(self.folder / str(self.made))
        proxy.url = "ldapi://" + path.replace("/", "%2F")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        return listener

    def connect(self):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.path)
        return server


class Wire:
    def __init__(self, spnplan, farm, way):
        self.spnplan, self.farm, self.way = spnplan, farm, way
        done, proxy = self.run(Fault())
        self.right, self.units, self.bytes = done, proxy.units, proxy.bytes

    def run(self, fault):
        proxy = Proxy(self.way, fault)
        try:
            done = subprocess.run(
                [self.spnplan, "check", self.farm, "-d", proxy.url, "--format", "json",
                 "--timeout", str(TIMEOUT)] + self.way.options,
                stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        finally:
            proxy.close()
        return (done.returncode, done.stdout.replace(proxy.url.encode(), b"URL"),
                done.stderr), proxy

    def judge(self, fault):
        """REFUSED, RIGHT, or else what is wrong with it."""
        try:
            done = self.run(fault)[0]
        except subprocess.TimeoutExpired:
            return "%s: not done in %d seconds" % (fault, SECONDS)
        if done[:2] == self.right[:2]:
            return RIGHT
        if done[0] == 2 and not done[1] and CAUSE.search(done[2]):
            return REFUSED
        return "%s: exit status %d, %r" % (fault, done[0], done[2][-300:])

    def needs(self, fault):
        """Must it do harm?  A byte of what Kerberos says in the bind need not, nor the
        goodbye of TLS."""
        return fault.kind != "garble" and (fault.byte or fault.units < self.units - 1)

    def faults(self):
        """By the row that they are counted in."""
        whole = range(self.units)
        rows = {kind + " at every unit": [Fault(kind, n) for n in whole]
                for kind in ("cut", "reset", "hang")}
        rows["cut within every unit"] = [Fault("cut", n, part) for n in whole
                                         for part in (0.1, 0.5, 0.9)]
        if self.way.guarded:
            rows["garbled within every unit"] = [Fault("garble", n, part) for n in whole
                                                 for part in (0.2, 0.5, 0.99)]
        else:
            rows["cut at every %dth byte" % STEP] = [
                Fault("cut", byte=n) for n in range(1, self.bytes, STEP)]
        return rows


def main(spnplan, farm, lab):
    lab = pathlib.Path(lab)
    password = ["--user", "alice@contoso.test", "--password-file", str(lab / "secrets/alice"),
                "--ca-file", str(lab / "tls/ca.pem")]
    ways = [Tcp("GSSAPI", "ldap", 389, frame_length, []),
            Tcp("LDAPS", "ldaps", 636, record_length, password),
            Local(lab)]
    tried = wrong = 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        for way in ways:
            wire = Wire(spnplan, farm, way)
            if wire.right[0] > 1:
                print("not ok %s undisturbed: %s" % (way.name, wire.right[2].decode()))
                wrong += 1
                continue
            for name, faults in wire.faults().items():
                said = list(workers.map(wire.judge, faults))
                why = [line for line in said if line not in (RIGHT, REFUSED)]
                unharmed = ["%s: not noticed" % fault for fault, line in zip(faults, said)
                            if line == RIGHT and wire.needs(fault)]
                print("%s %s, %s: %d faults, %d refused, %d wrong answers" % (
                    "not ok" if why or unharmed else "ok", way.name, name, len(faults),
                    said.count(REFUSED), len(why)))
                print("".join("    %s\n" % line for line in (why + unharmed)[:5]), end="", flush=True)
                tried, wrong = tried + len(faults), wrong + len(why)
    print("faults on the wire: %d tried, %d wrong answers" % (tried, wrong))


main(*sys.argv[1:])
