"""A served newswire for tests with other programs: run, serve, and the content of the merged feed."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = os.environ["HEADWATER_PROGRAM"]
NEWSWIRE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "newswire")
ATOM = "{http://www.w3.org/2005/Atom}"
SETTINGS = "settings: {{languages: {}, pictures: {}}}\n"
OUTPUTS = """outputs:
  - {format: atom, path: out/merged.atom, title: River, self: "http://river.example/merged.atom"}
  - {format: rss, path: out/merged.rss, title: River, self: "http://river.example/merged.rss"}
  - {format: json, path: out/merged.json, title: River, self: "http://river.example/merged.json"}
  - {format: html, path: out/index.html, title: River}
  - {format: stories, path: out/story, self: "http://river.example/story/"}
"""
FEEDS = sorted(name for name in os.listdir(NEWSWIRE)
               if name.endswith((".xml", ".rdf", ".atom", ".json")))
LATER = """<?xml version="1.0"?><rss version="2.0"><channel><title>Late Edition</title><link>https://late.example/</link>
<item><guid isPermaLink="false">late-1</guid><title>A beekeeper maps the meadows of Oddervik</title>
<link>https://late.example/1</link><pubDate>Fri, 10 Oct 2025 10:00:00 GMT</pubDate>
<description>For nine summers she has walked the same eleven meadows with a notebook and a folding chair.</description>
</item></channel></rss>"""


def missing(words, also=None):
    """Ends a test whose program is not installed: skipped, but failed where CI is set, unless what would install it (also) is not
    there either."""
    print(words)
    fails = os.environ.get("CI") and (also is None or shutil.which(also))
    raise SystemExit(1 if fails else 77)


class Entry:
    def __init__(self, element):
        self.id = element.findtext(ATOM + "id")
        self.title = element.findtext(ATOM + "title")
        self.published = element.findtext(ATOM + "published")
        self.updated = element.findtext(ATOM + "updated")
        self.content = element.findtext(ATOM + "content")
        self.link = next((l.get("href") for l in element.findall(ATOM + "link")
                          if l.get("rel") == "alternate"), None)


def node_of(identifier):
    """The node in the id of an entry (docs/decisions/ids-and-dates.md)."""
    _, second, third, fourth, fifth = identifier.rsplit(":", 1)[1].split("-")
    return str(int(second[2:] + third[1:] + fourth[1:] + fifth))


class Wire(unittest.TestCase):
    options = []  # of serve

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-readers-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)  # feed readers may delete files meanwhile
        for name in FEEDS:
            shutil.copy(os.path.join(NEWSWIRE, name), self.path(name))
        with open(self.path("late.xml"), "w", encoding="utf-8") as file:
            file.write(LATER)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def environment(self, **extra):
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", **extra}

    def run_with(self, feeds, now, languages="[en, fr]", pictures="true", outputs=OUTPUTS):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(languages, pictures) + outputs + "feeds:\n" +
                       "".join(f"  - file:{name}\n" for name in feeds))
        subprocess.run([PROGRAM, "run", "--force", *self.common(), "--now", now], check=True, capture_output=True,
                       timeout=120, env=self.environment())

    def common(self):
        return ["--config", self.path("feeds.yaml"), "--state", self.path("state.db")]

    def serve(self):
        server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *self.options, *self.common()],
                                  stdout=subprocess.PIPE, text=True, env=self.environment())
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.site = re.search(r"http://[^/]*", server.stdout.readline())[0]

    def entries(self):
        root = ElementTree.parse(self.path("out", "merged.atom")).getroot()
        return {entry.id: entry for entry in map(Entry, root.iter(ATOM + "entry"))}


class Live(Wire):
    """A subscription over several days. A feed reader returns in seen(kind) its titles, links and dates by id."""

    def wanted(self, entries):
        return {entry.id: (entry.title, entry.link, entry.published) for entry in entries.values()}

    def live(self, kind):
        self.run_with(FEEDS[:len(FEEDS) // 2], "2025-10-10T08:00:00Z")
        self.serve()
        first = self.entries()
        self.assertEqual(self.seen(kind), self.wanted(first))
        self.assertEqual(self.seen(kind), self.wanted(first), "a second poll brings nothing")

        self.run_with(FEEDS, "2025-10-10T09:00:00Z")
        second = self.entries()
        joined = [i for i in first if first[i].content != second[i].content]
        self.assertTrue(joined, "no story gained a telling: the test shows nothing")
        self.assertEqual(self.seen(kind).keys(), {**self.wanted(first), **self.wanted(second)}.keys())

        before = self.seen(kind).keys()
        self.run_with([*FEEDS, "late.xml"], "2025-10-10T11:00:00Z")
        [new] = self.seen(kind).keys() - before
        self.assertEqual(self.seen(kind)[new][:2],
                         ("A beekeeper maps the meadows of Oddervik", "https://late.example/1"))
