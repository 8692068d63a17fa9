"""Everything published from the newswire and from odd feeds conforms to its format and passes validators."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone

import odd
import rules

PROGRAM = os.environ["HEADWATER_PROGRAM"]
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSWIRE = os.path.join(TESTS, "data", "newswire")
GRAMMAR = os.path.join(TESTS, "render", "grammar")
GOLDEN = os.path.join(TESTS, "render", "golden")
NOW = datetime(2025, 10, 12, tzinfo=timezone.utc)
OUTPUTS = """settings: {languages: [en, fr]}
outputs:
  - {path: out/all.atom, title: "All <of> it & more", self: "https://me.example/out/all.atom", archives: true, limit: 5}
  - {path: out/all.rss, title: "All <of> it & more", self: "https://me.example/out/all.rss", archives: true, limit: 5}
  - {path: out/all.json, title: "All <of> it & more", self: "https://me.example/out/all.json", archives: true, limit: 5}
  - {path: out/long.json, title: Long, self: "https://me.example/out/long.json", limit: 1000}
  - {path: out/none.atom, title: None, tags: [nobody], self: "https://me.example/out/none.atom"}
  - {path: out/none.rss, title: None, tags: [nobody], self: "https://me.example/out/none.rss"}
  - {path: out/none.json, title: None, tags: [nobody], self: "https://me.example/out/none.json"}
  - {path: out/index.html, title: All, self: "https://me.example/out/"}
  - {path: out/feeds.opml, title: All}
  - {path: out/page.atom, title: All, self: "https://me.example/out/page.atom", link: story}
  - {path: out/page.rss, title: All, self: "https://me.example/out/page.rss", link: story}
  - {path: out/page.json, title: All, self: "https://me.example/out/page.json", link: story}
  - {path: out/day.atom, title: "A <day>", at: "07:00", self: "https://me.example/out/day.atom"}
  - {path: out/day.rss, title: "A <day>", at: "07:00", self: "https://me.example/out/day.rss"}
  - {path: out/day.json, title: "A <day>", at: "07:00", self: "https://me.example/out/day.json"}
  - {path: out/day.html, title: "A <day>", at: "07:00", self: "https://me.example/out/day.html"}
  - {path: out/two.atom, title: Two, min_outlets: 2, self: "https://me.example/out/two.atom"}
  - {path: out/two.rss, title: Two, min_outlets: 2, order: tellings, self: "https://me.example/out/two.rss"}
  - {path: out/story, format: stories, self: "https://me.example/out/story/"}
feeds:
"""


class ValidateTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-validate-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run_on(self, feeds, now):
        refusing = socket.socket()  # bound, and does not listen
        self.addCleanup(refusing.close)
        refusing.bind(("127.0.0.1", 0))
        hub = f"http://127.0.0.1:{refusing.getsockname()[1]}/?a=1&b"
        outputs = re.sub(r'(?<=self: "https://me.example/out/)((?:all\.\w+|day\.html)?)"',
                         rf'\1", hub: ["{hub}", "{hub}2"]', OUTPUTS)
        self.assertEqual(outputs.count("hub: "), 5)
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(outputs + "".join(f"  - file:{name}\n" for name in feeds))
        subprocess.run([PROGRAM, "run", "--force", "--quiet", "--config", self.path("feeds.yaml"), "--state",
                        self.path("state.db"), "--now", now], check=True, timeout=200, capture_output=True)

    def published(self):
        for folder in ("", "story"):
            for name in sorted(os.listdir(self.path("out", folder)) if os.path.isdir(self.path("out", folder)) else []):
                if os.path.isfile(self.path("out", folder, name)):
                    with open(self.path("out", folder, name), "rb") as file:
                        yield name, file.read()

    def silent(self, complaints, known):
        self.assertEqual([c for c in complaints if not c.startswith(tuple(known))][:5], [])

    def grammar_check(self, name, grammar):
        result = subprocess.run(["xmllint", "--nonet", "--noout", "--relaxng", os.path.join(GRAMMAR, grammar),
                                 self.path("out", name)], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, "\n".join(result.stderr.splitlines()[:8]))

    def check(self, now=NOW, known=()):
        """Checks each document and the number of each kind. Complaints that start with a known word are accepted."""
        seen = {}
        for name, text in self.published():
            kind = name.rsplit(".", 1)[1]
            archive = "-2025-" in name
            seen[kind, archive] = seen.get((kind, archive), 0) + 1
            with self.subTest(name):
                if kind in ("atom", "rss"):
                    self.grammar_check(name, kind + ".rng")
                    # headwater has written a digest itself: it has no source
                    own = ("source: none",) if name.startswith("day.") else ()
                    self.silent(getattr(rules, kind)(text, now, archive), (*known, *own))
                elif kind == "json":
                    self.silent(rules.json_feed(text, now), known)
                elif kind == "opml":
                    ElementTree.fromstring(text)
                else:
                    self.assertEqual(list(rules.characters(text.decode())), [])
                    self.assertEqual(list(rules.page(text.decode())), [])
        return seen

    def test_newswire(self):
        feeds = sorted(name for name in os.listdir(NEWSWIRE) if name.endswith((".xml", ".rdf", ".atom", ".json")))
        for name in feeds:
            shutil.copy(os.path.join(NEWSWIRE, name), self.path(name))
        for count, day in ((4, "08"), (8, "09"), (12, "10")):
            self.run_on(feeds[:count], f"2025-10-{day}T08:00:00Z")
        seen = self.check()
        for kind in ("atom", "rss", "json"):
            self.assertEqual(seen[kind, True], 2, "an archive for each of two days")

    def test_odd_feeds(self):
        for name, make in odd.FEEDS.items():
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write(make())
        self.run_on(["odd.xml", "odd-0.atom", "large.json"], "2025-10-10T08:00:00Z")
        self.run_on(sorted(odd.FEEDS), "2025-10-11T08:00:00Z")
        seen = self.check()
        self.assertGreater(seen["json", True], 1, "an archive in pages")

    def test_golden_documents(self):
        os.mkdir(self.path("out"))
        for name in os.listdir(GOLDEN):
            shutil.copy(os.path.join(GOLDEN, name), self.path("out", name))
        # Names are cleaned before rendering; the test of the renderers has one that is not.
        self.check(datetime(2026, 12, 1, tzinfo=timezone.utc), known=("markup: author '<b>Bobby",))


if __name__ == "__main__":
    unittest.main()
