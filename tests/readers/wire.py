"""A served newswire for tests with other programs: run, serve, and what the merged feed itself says."""

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
SETTINGS = "settings: {languages: [en, fr]}\n"
OUTPUTS = """outputs:
  - {format: atom, path: out/merged.atom, title: River, self: "http://river.example/merged.atom"}
  - {format: rss, path: out/merged.rss, title: River, self: "http://river.example/merged.rss"}
  - {format: json, path: out/merged.json, title: River, self: "http://river.example/merged.json"}
  - {format: html, path: out/index.html, title: River}
"""
FEEDS = sorted(name for name in os.listdir(NEWSWIRE)
               if name.endswith((".xml", ".rdf", ".atom", ".json")))
LATER = """<?xml version="1.0"?><rss version="2.0"><channel><title>Late Edition</title><link>https://late.example/</link>
<item><guid isPermaLink="false">late-1</guid><title>A beekeeper maps the meadows of Oddervik</title>
<link>https://late.example/1</link><pubDate>Fri, 10 Oct 2025 10:00:00 GMT</pubDate>
<description>For nine summers she has walked the same eleven meadows with a notebook and a folding chair.</description>
</item></channel></rss>"""


class Entry:
    def __init__(self, element):
        self.id = element.findtext(ATOM + "id")
        self.title = element.findtext(ATOM + "title")
        self.published = element.findtext(ATOM + "published")
        self.updated = element.findtext(ATOM + "updated")
        self.content = element.findtext(ATOM + "content")
        self.link = next((l.get("href") for l in element.findall(ATOM + "link")
                          if l.get("rel") == "alternate"), None)


class Wire(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-readers-")
        self.addCleanup(shutil.rmtree, self.folder)
        for name in FEEDS:
            shutil.copy(os.path.join(NEWSWIRE, name), self.path(name))
        with open(self.path("late.xml"), "w", encoding="utf-8") as file:
            file.write(LATER)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def environment(self, **extra):
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TERM": "dumb", **extra}

    def run_with(self, feeds, now):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(SETTINGS + OUTPUTS + "feeds:\n" + "".join(f"  - file:{name}\n" for name in feeds))
        subprocess.run([PROGRAM, "run", "--force", *self.common(), "--now", now], check=True, capture_output=True,
                       timeout=120, env=self.environment())

    def common(self):
        return ["--config", self.path("feeds.yaml"), "--state", self.path("state.db")]

    def serve(self):
        server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *self.common()],
                                  stdout=subprocess.PIPE, text=True, env=self.environment())
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.site = re.search(r"http://[^/]*", server.stdout.readline())[0]

    def entries(self):
        root = ElementTree.parse(self.path("out", "merged.atom")).getroot()
        return {entry.id: entry for entry in map(Entry, root.iter(ATOM + "entry"))}
