"""The newswire, served to users; and a client that speaks the Google Reader protocol as its documents describe it."""

import contextlib
import http.client
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import postgresql

PROGRAM = os.environ["HEADWATER_PROGRAM"]
SERVER = os.environ.get("HEADWATER_POSTGRESQL")
NEWSWIRE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "newswire")
ATOM = "{http://www.w3.org/2005/Atom}"
EARLY, LATE = "2025-10-10T08:00:00Z", "2025-10-10T11:00:00Z"
STATE = "user/-/state/com.google/"
ALL, READ, STARRED, UNREAD = (STATE + name for name in ("reading-list", "read", "starred", "kept-unread"))
PASSWORD = "correct horse battery"
CONFIG = """settings: {languages: [en, fr]}
outputs:
  - {path: merged.atom, title: River, limit: 1000}
rules: %s
feeds:
  - {url: "file:meridian-wire.json", name: Meridian Wire, tags: [Wires, World]}
  - {url: "file:harbour-courier.xml", name: The Harbour Courier, network: delta, tags: [World]}
  - {url: "file:gazette-deux-rives.xml", network: delta}
  - file:northern-ledger.atom
  - file:rheinbote.rdf
"""
LATER = """<?xml version="1.0"?><rss version="2.0"><channel><title>Late Edition</title><link>https://late.example/</link>
<item><guid isPermaLink="false">late-1</guid><title>A beekeeper maps the meadows of Oddervik</title>
<link>https://late.example/1</link><pubDate>Fri, 10 Oct 2025 10:00:00 GMT</pubDate>
<description>For nine summers she has walked the same eleven meadows with a notebook and a folding chair.</description>
</item></channel></rss>"""


class Answer:
    def __init__(self, answer):
        self.status, self.body = answer.status, answer.read()
        self.headers = answer.headers

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One device of a user."""

    def __init__(self, port, base=""):
        self.port, self.base, self.headers, self.edit_token = port, base, {}, None

    def ask(self, path, query=(), form=None, headers=None, method=None, raw=None):
        """form: pairs of a POST; raw: its body as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {**self.headers, **(headers or {})}
        body = raw
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if query:
            path += "?" + urllib.parse.urlencode(query)
        try:
            connection.request(method or ("GET" if body is None else "POST"), self.base + path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def login(self, name="ada", password=PASSWORD):
        answer = self.ask("/accounts/ClientLogin", form=[("Email", name), ("Passwd", password)])
        if answer.status == 200:
            self.headers["Authorization"] = "GoogleLogin auth=" + re.search(r"(?m)^Auth=(.*)$", answer.text)[1]
            self.edit_token = self.ask("/reader/api/0/token").text
        return answer

    def api(self, path, *query):
        answer = self.ask("/reader/api/0/" + path, query=[*query, ("output", "json")])
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status} {answer.text}")
        return answer.json

    def change(self, path, *form):
        return self.ask("/reader/api/0/" + path, form=[*form, ("T", self.edit_token)])

    def ids(self, stream=ALL, *query):
        """All ids of a stream, from page to page."""
        found, more = [], ()
        while True:
            page = self.api("stream/items/ids", ("s", stream), ("n", 10), *query, *more)
            found += [reference["id"] for reference in page["itemRefs"]]
            if "continuation" not in page:
                return found
            more = (("c", page["continuation"]),)

    def unread(self, stream=ALL):
        return self.ids(stream, ("xt", READ))

    def items(self, stream=ALL, *query):
        """All items of a stream, from page to page."""
        found, more = [], ()
        while True:
            page = self.api("stream/contents/" + urllib.parse.quote(stream, safe=""), ("n", 7), *query, *more)
            found += page["items"]
            if "continuation" not in page:
                return found
            more = (("c", page["continuation"]),)

    def edit(self, ids, add=None, remove=None):
        form = [("i", i) for i in ids] + [("a", add)] * bool(add) + [("r", remove)] * bool(remove)
        return self.change("edit-tag", *form)


def node_of(identifier):
    """The node in the id of an entry (docs/decisions/ids-and-dates.md), as the protocol's short id."""
    _, second, third, fourth, fifth = identifier.rsplit(":", 1)[1].split("-")
    node = int(second[2:] + third[1:] + fourth[1:] + fifth)
    return str(node - (1 << 64) if node >> 63 else node)


def short(identifier):
    node = int(identifier.rsplit("/", 1)[1], 16)
    return str(node - (1 << 64) if node >> 63 else node)


class Served(unittest.TestCase):
    users = True
    states = 0

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="headwater-reader-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name in os.listdir(NEWSWIRE):
            if name.endswith((".xml", ".rdf", ".atom", ".json")):
                shutil.copy(os.path.join(NEWSWIRE, name), self.folder)
        with open(self.path("late.xml"), "w", encoding="utf-8") as file:
            file.write(LATER)
        self.server = None
        # HEADWATER_POSTGRESQL: the same in PostgreSQL; see tests/support/postgresql.py
        Served.states += 1
        self.schema = f"reader{Served.states}"
        self.state = f"{SERVER}&schema={self.schema}" if SERVER else self.path("state.db")
        self.run_with()
        self.headwater("user", "add", "ada", input=PASSWORD + "\n")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def headwater(self, *words, check=True, **how):
        return subprocess.run([PROGRAM, *words, "--config", self.path("feeds.yaml"), "--state", self.state],
                              check=check, capture_output=True, text=True, timeout=120, **how)

    def run_with(self, *feeds, now=EARLY, rules="[]"):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write((CONFIG % rules if rules != "[]" else CONFIG.replace("rules: %s\n", ""))
                       + "".join(f"  - file:{name}\n" for name in feeds))
        self.headwater("run", "--force", "--now", now)

    def serve(self):
        if self.server is not None:
            self.server.kill()
            self.server.wait()
        self.server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *["--users"] * self.users, "--config",
                                        self.path("feeds.yaml"), "--state", self.state],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.stderr.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        self.port = int(self.server.stdout.readline().rstrip("/\n").rsplit(":", 1)[1])

    def client(self, name="ada", password=PASSWORD, base=""):
        if self.server is None:
            self.serve()
        client = Client(self.port, base)
        answer = client.login(name, password)
        self.assertEqual(answer.status, 200, answer.text)
        return client

    @contextlib.contextmanager
    def busy(self):
        """Another program is in the middle of writing the state."""
        if SERVER:
            writer = subprocess.Popen([postgresql.programs() + "/psql", "-qAtX", "-d", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            writer.stdin.write(f"BEGIN; LOCK TABLE {self.schema}.mark IN SHARE ROW EXCLUSIVE MODE; SELECT 'locked';\n")
            writer.stdin.flush()
            self.assertEqual(writer.stdout.readline(), "locked\n")
            yield
            writer.communicate()
        else:
            with contextlib.closing(sqlite3.connect(self.state, isolation_level=None)) as writer:
                writer.execute("BEGIN IMMEDIATE")
                yield

    @contextlib.contextmanager
    def absent(self):
        """There is no state, until the end."""
        aside = self.path("aside.db")
        rename = "ALTER SCHEMA %s RENAME TO %s"
        if SERVER:
            self.query(rename % (self.schema, "aside"))
            yield
            self.query(rename % ("aside", self.schema))
        else:
            os.rename(self.state, aside)
            yield
            os.rename(aside, self.state)

    def query(self, text):
        subprocess.run([postgresql.programs() + "/psql", "-qAtX", "-d", SERVER, "-c", text], check=True)

    def dump(self):
        """All that the state has, as text."""
        if SERVER:
            return subprocess.run([postgresql.programs() + "/pg_dump", "-d", SERVER, "-n", self.schema], check=True, capture_output=True, text=True).stdout
        with contextlib.closing(sqlite3.connect(self.state)) as database:
            return "\n".join(database.iterdump())

    def entries(self):
        """The published entries by their short ids."""
        root = ElementTree.parse(self.path("merged.atom")).getroot()
        return {node_of(entry.findtext(ATOM + "id")): entry for entry in root.iter(ATOM + "entry")}
