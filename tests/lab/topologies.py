"""The rows of the truth table: each farm right, and wrong in every way that matters.

A row is a farm of its own: its host name, accounts and keys belong to no other
row, so all of them stand in one directory and on the same web servers at once.
In a row, "svc" and "other" are its accounts, "front" is that of a balancer, and
"own" is its computer, with DNS name and HOST/ SPNs; WEB01$ and WEB02$ are those
of the nodes.
"@" is the host name of the row, "@own" the own name of its computer.
"""
from dataclasses import dataclass, field

ONE, BOTH = ("web01",), ("web01", "web02")
WORKS, REFUSED = 200, 401
UNKNOWN_SERVER, NO_KEY, SKEW = 7, 14, 37

# What a site runs as, as its description says it.
MACHINE = {}
ACCOUNT = {"pool": {"identity": "SpecificUser", "account": "svc"},
           "windowsAuthentication": {"useAppPoolCredentials": True}}
BYPASSED = {"pool": ACCOUNT["pool"]}
MIXED = dict(ACCOUNT, perServer={"WEB02": {"windowsAuthentication": {"useAppPoolCredentials": False}}})
OTHER = dict(ACCOUNT, pool={"identity": "SpecificUser", "account": "other"})


@dataclass
class Row:
    """What it is called, and how it is made."""
    what: str
    id: str				# its host name is ID.contoso.test
    runs: dict				# members of the site
    keys: dict				# node: accounts whose keys it has
    held: dict = field(default_factory=dict)	# account: what it holds; HTTP/ may be left out
    planted: dict = field(default_factory=dict)	# the same, past the uniqueness of the directory
    name: str = "@"			# what clients type
    names: list = field(default_factory=list)	# what they may type as well
    nodes: tuple = ONE
    at: str = ""			# where the name leads to; default: the node
    alias: str = ""			# it is a CNAME of this
    servers: dict = field(default_factory=dict)	# node: "own", where it is that computer
    dns: str = ""			# full name of that computer; default: "@own"
    balancer: dict = field(default_factory=dict)	# more members
    site: str = "negotiate"		# kind of webs.py
    url: str = "http://%s/"
    client: str = "typed"		# of truth.py
    flags: int = 0			# userAccountControl of svc
    attributes: dict = field(default_factory=dict)	# of svc
    imported: bool = False		# described by "import", from HAProxy and IIS
    special: str = ""			# keyless: no password; stale: a second password; parted: two
					# sites; may: front may act towards svc

    # What has to come out.
    plan: str = "register"		# of the SPN that the client asks for; "": not planned
    errors: tuple = ()			# findings of check; all of them,
    warnings: tuple = ()		# and those that say that it may fail
    asks: str = "@"			# host of the SPN; "": none
    code: int = 0			# of the KDC
    answers: tuple = ()			# status of each node
    verdicts: tuple = ()		# what diagnose says of each; default: what follows from these
    finds: tuple = None			# and its errors; default: the same
    beyond: str = ""			# what is wrong, where no directory shows it
    unlike: str = ""			# what the lab does that Windows does not

    def __post_init__(self):
        lacks = "no-ticket" if self.code else "cannot-decrypt"
        self.verdicts = self.verdicts or tuple("kerberos" if status == WORKS else lacks for status in self.answers)
        if self.finds is None:
            self.finds = tuple(id for id, held in [
                ("answer-cannot-decrypt", "cannot-decrypt" in self.verdicts),
                ("look-nodes-differ", len(set(self.verdicts)) > 1),
                ("ticket-no-key", self.code == NO_KEY), ("ticket-nobody", self.code == UNKNOWN_SERVER)] if held)


def row(what, id, runs, keys, *, answers, **more):
    return Row(what, id, runs, keys, answers=answers, **more)


def farm(what, id, keys, answers, runs=ACCOUNT, at="edge", **more):
    """Two nodes behind the balancer."""
    more.setdefault("held", {"svc": ["@"]})
    return Row(what, id, runs, dict(zip(BOTH, keys)), nodes=BOTH, at=at, answers=answers, **more)


def imported(what, id, answers, keys=(("svc",), ("svc",)), **more):
    return farm(what, id, keys, answers, at="tls", url="https://%s/", imported=True, **more)


# Alone on a node whose address leads back to web01: where nobody holds the name there
# is still the ticket that a client gets who follows that, and which is of no use.
FOLLOWED = {"verdicts": ("cannot-decrypt",), "finds": ("answer-cannot-decrypt", "ticket-nobody")}

# Diagnose goes with the ticket of those who follow names, unlike curl in these rows.
OTHERS_WORK = {"verdicts": ("kerberos",), "finds": ()}
OTHERS_FAIL = {"verdicts": ("cannot-decrypt",), "finds": ("answer-cannot-decrypt",)}

RIGHT, SHARED = {"web01": ["svc"]}, [["svc"], ["svc"]]
ALL, NONE = (WORKS, WORKS), (REFUSED, REFUSED)

ROWS = [
    # One server that decrypts as the machine.
    row("own name: HOST/ answers", "own", MACHINE, {"web01": ["own"]}, name="@own", asks="@own",
        servers={"web01": "own"}, plan="covered", answers=(WORKS,)),
    row("own name, and no HOST/ for it", "bare", MACHINE, {"web01": ["own"]}, servers={"web01": "own"},
        dns="@", plan="covered", errors=("host-spn-missing",), code=UNKNOWN_SERVER, answers=(REFUSED,),
        **FOLLOWED),
    row("own name on an account", "shadow", MACHINE, {"web01": ["own"]}, name="@own", asks="@own",
        servers={"web01": "own"}, planted={"svc": ["@own"]}, plan="covered", errors=("spn-shadowed", "spn-stranger"),
        answers=(REFUSED,)),
    row("virtual name", "virtual", MACHINE, {"web01": ["own"]}, servers={"web01": "own"},
        held={"own": ["@"]}, answers=(WORKS,)),
    row("virtual name, not registered", "unheld", MACHINE, {"web01": ["own"]}, servers={"web01": "own"},
        errors=("spn-missing",), code=UNKNOWN_SERVER, answers=(REFUSED,), **FOLLOWED),
    row("pool account holds the name, machine decrypts", "bypassed", BYPASSED, {"web01": ["own"]},
        servers={"web01": "own"}, held={"svc": ["@"]}, plan="propose", errors=("farm-kernel-mode",),
        answers=(REFUSED,)),
    row("pool account has no part in it", "partless", BYPASSED, {"web01": ["own"]},
        servers={"web01": "own"}, held={"own": ["@"]}, answers=(WORKS,)),
    row("alias of the own name, followed", "alias", MACHINE, {"web01": ["own"]}, alias="@own", asks="@own",
        servers={"web01": "own"}, held={"own": ["@"]}, client="canonical", plan="covered", answers=(WORKS,)),
    row("alias of the own name, not followed", "aliased", MACHINE, {"web01": ["own"]}, alias="@own",
        servers={"web01": "own"}, held={"own": ["@"]}, answers=(WORKS,)),
    row("the same, alias not registered", "aliasless", MACHINE, {"web01": ["own"]}, alias="@own",
        servers={"web01": "own"}, errors=("spn-missing",), code=UNKNOWN_SERVER, answers=(REFUSED,),
        **OTHERS_WORK),

    # One server that decrypts as an account.
    row("virtual name on the account", "single", ACCOUNT, RIGHT, held={"svc": ["@"]}, answers=(WORKS,)),
    row("the same, over TLS", "secure", ACCOUNT, RIGHT, held={"svc": ["@"]}, url="https://%s/",
        answers=(WORKS,)),
    row("not registered", "missing", ACCOUNT, RIGHT, errors=("spn-missing",), code=UNKNOWN_SERVER,
        answers=(REFUSED,), **FOLLOWED),
    row("on another account", "wrong", ACCOUNT, RIGHT, held={"other": ["@"]}, errors=("spn-stranger", "spn-wrong-account"),
        answers=(REFUSED,)),
    row("own name on the account", "ownacct", ACCOUNT, RIGHT, name="@own", asks="@own",
        servers={"web01": "own"}, planted={"svc": ["@own"]}, answers=(WORKS,)),
    row("own name, not registered: HOST/ answers", "ownhost", ACCOUNT, RIGHT, name="@own", asks="@own",
        servers={"web01": "own"}, errors=("spn-answered-by-host",), answers=(REFUSED,)),
    row("own name of another computer", "taken", ACCOUNT, RIGHT, name="@own", asks="@own",
        planted={"svc": ["@own"]}, answers=(WORKS,)),
    row("the same, not registered: its HOST/ answers", "nottaken", ACCOUNT, RIGHT, name="@own", asks="@own",
        errors=("spn-answered-by-host",), answers=(REFUSED,)),
    row("alias of a computer, followed", "cname", ACCOUNT, RIGHT, alias="@own", asks="@own",
        held={"svc": ["@"]}, client="canonical", plan="refused", errors=("cname-to-computer",),
        answers=(REFUSED,)),
    row("alias of a computer, not followed", "cnamed", ACCOUNT, RIGHT, alias="@own", held={"svc": ["@"]},
        answers=(WORKS,), **OTHERS_FAIL),

    # Several servers.
    farm("one account, passed on", "shared", SHARED, ALL),
    farm("one account, TLS to the nodes", "through", SHARED, ALL, url="https://%s/"),
    farm("one account, TLS ends at the balancer", "ended", SHARED, ALL, at="tls", url="https://%s/"),
    farm("short name", "short", SHARED, ALL, name="short", names=["@"], held={"svc": ["@", "short"]}),
    farm("port that is not the default", "port", SHARED, ALL, url="http://%s:8080/"),
    farm("registered with the port only", "portonly", SHARED, NONE, url="http://%s:8080/",
         held={"svc": ["@:8080"]}, errors=("spn-missing",), code=UNKNOWN_SERVER),
    farm("own name of one node", "node", [["own"], ["WEB02$"]], (WORKS, REFUSED), MACHINE, name="@own",
         asks="@own", servers={"web01": "own"}, held={}, at="", plan="covered",
         beyond="the name is that of one node, and only that one is called by it"),
    farm("machine keys behind one name", "machines", [["WEB01$"], ["WEB02$"]], (WORKS, REFUSED), MACHINE,
         held={"WEB01$": ["@"]}, plan="propose", errors=("farm-machine-identity",)),
    farm("one node decrypts as the machine", "mixed", [["svc"], ["WEB02$"]], (WORKS, REFUSED),
         MIXED, plan="propose", errors=("farm-kernel-mode",)),
    farm("accounts differ", "differ", [["svc"], ["other"]], (WORKS, REFUSED),
         dict(ACCOUNT, perServer={"WEB02": {"pool": OTHER["pool"]}}), plan="refused", errors=("keys-differ",)),
    farm("not registered", "lost", SHARED, NONE, held={}, errors=("spn-missing",), code=UNKNOWN_SERVER),
    farm("registered twice", "twice", SHARED, NONE, planted={"other": ["@"]}, errors=("spn-duplicate", "spn-stranger"),
         code=UNKNOWN_SERVER, finds=("ticket-duplicate",)),
    farm("account is disabled", "disabled", SHARED, ALL, flags=2, errors=("account-disabled",),
         unlike="the KDC of Samba gives tickets for a disabled account"),
    farm("account has no keys", "keyless", [[], []], NONE, special="keyless", code=NO_KEY,
         warnings=("account-password-not-set",)),
    farm("account knows RC4 alone, client AES alone", "rc4", SHARED, NONE, client="aes",
         attributes={"msDS-SupportedEncryptionTypes": "4"}, code=NO_KEY,
         warnings=("account-encryption-types",)),
    farm("the same, and a client that still knows RC4", "rc4both", SHARED, ALL,
         attributes={"msDS-SupportedEncryptionTypes": "4"}, warnings=("account-encryption-types",)),
    farm("one node has the key of another account", "keys", [["svc"], ["other"]], (WORKS, REFUSED),
         beyond="the key that a node really has"),
    farm("one node has the key before the last password", "stale", [["svc"], ["svc.old"]], (WORKS, REFUSED),
         special="stale", beyond="the key that a node really has"),
    Row("one node has another time", "late", ACCOUNT, {"web01": ["svc"], "web03": ["svc"]},
        held={"svc": ["@"]}, nodes=("web01", "web03"), answers=(WORKS, REFUSED), verdicts=("kerberos", "clock"),
        finds=("answer-clock", "look-nodes-differ"), beyond="the clock of a node"),
    farm("the client has another time", "early", SHARED, NONE, client="late", code=SKEW,
         finds=("ticket-clock",), beyond="the clock of the client"),
    farm("alias, followed", "nick", SHARED, ALL, alias="nick-to.contoso.test", asks="nick-to.contoso.test",
         held={"svc": ["@", "nick-to.contoso.test"]}, client="canonical"),
    farm("alias, followed to what is not registered", "nickless", SHARED, NONE,
         alias="nickless-to.contoso.test", asks="nickless-to.contoso.test", client="canonical",
         errors=("spn-missing",), code=UNKNOWN_SERVER, verdicts=("kerberos", "kerberos")),
    farm("the same alias, not followed", "nicked", SHARED, ALL, alias="nicked-to.contoso.test",
         finds=("ticket-nobody",)),
    farm("address leads back to a computer", "back", SHARED, NONE, at="back", asks="web01.contoso.test",
         client="reverse", plan="", warnings=("reverse-to-computer",), verdicts=("kerberos", "kerberos")),
    farm("one name, two sites, two accounts", "parted", [["svc"], ["other"]], (WORKS, REFUSED),
         special="parted", plan="refused", errors=("name-conflict",)),

    # The same from the balancer's own configuration and that of IIS on each node.
    imported("imported: right", "taken-in", ALL),
    imported("imported: not registered", "taken-out", NONE, held={}, errors=("spn-missing",),
             code=UNKNOWN_SERVER),
    imported("imported: on another account", "taken-off", NONE, held={"other": ["@"]},
             errors=("spn-stranger", "spn-wrong-account")),
    imported("imported: one node decrypts as the machine", "taken-half", (WORKS, REFUSED), keys=[["svc"], ["WEB02$"]],
             runs=MIXED, plan="propose", errors=("farm-kernel-mode",)),

    # What is no matter of accounts.
    farm("local users", "local", [["own"], ["other"]], NONE, held={}, plan="refused",
         runs=dict(ACCOUNT, pool={"identity": "SpecificUser", "account": ".\\web"}),
         errors=("identity-unusable",), code=UNKNOWN_SERVER),
    farm("no Windows authentication", "open", [[], []], ALL, {"windowsAuthentication": {"enabled": False}},
         site="open", held={}, plan="none-needed", asks="", verdicts=("anonymous", "anonymous")),
    farm("NTLM alone", "ntlm", [[], []], NONE, {"windowsAuthentication": {"providers": ["NTLM"]}},
         site="ntlm", held={}, plan="none-needed", asks="", verdicts=("no-negotiate", "no-negotiate"),
         finds=("answer-no-negotiate", "ticket-nobody")),
    farm("a token is answered with NTLM", "mixup", [[], []], NONE, site="negotiate-ntlm",
         verdicts=("wants-ntlm", "wants-ntlm"), finds=("answer-wants-ntlm",), beyond="what a node answers"),
    farm("headers may not be as large as the token", "narrow", SHARED, (400, 400), url="http://%s:8081/",
         verdicts=("too-large", "too-large"), finds=("answer-too-large",), beyond="the limit of a node"),
    farm("a setting is unknown", "unknown", SHARED, ALL, dict(ACCOUNT, pool={"identity": "unknown"}),
         plan="ask", errors=("setting-unknown",)),
    farm("the balancer asks for tickets", "acts", SHARED, ALL, client="front", special="may",
         balancer={"kind": "f5", "mode": "authenticates", "requests": ["HTTP/%h"]}),
    farm("the same, and its account may not", "mayact", SHARED, NONE, client="front",
         balancer={"kind": "f5", "mode": "authenticates", "requests": ["HTTP/%h"]},
         errors=("delegation-missing",), code=13),
]
