"""newsboat, subscribed to serve: each story appears once, none becomes unread again, and new ones appear once.

The test of feedparser covers the 304 response to a second poll: newsboat with -x reload sends no
validators.
"""

import shutil
import sqlite3
import subprocess
import unittest

from wire import FEEDS, OUTPUTS, Wire, missing, node_of


class NewsboatTest(Wire):
    def reload(self, kind):
        """A separate newsboat for each format, because it keeps each id only once over all feeds."""
        with open(self.path("urls"), "w", encoding="utf-8") as file:
            file.write(f"{self.site}/merged.{kind}\n")
        with open(self.path("config"), "w", encoding="utf-8") as file:
            file.write("use-proxy no\n")
        result = subprocess.run(["newsboat", "-u", self.path("urls"), "-c", self.path(kind + ".db"), "-C",
                                 self.path("config"), "-x", "reload"], capture_output=True, text=True, timeout=120,
                                env=self.environment())
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def rows(self, kind, where="1"):
        with sqlite3.connect(self.path(kind + ".db")) as cache:
            return cache.execute(f"SELECT guid, title, url, unread FROM rss_item WHERE {where}").fetchall()

    def read_all(self, kind):
        with sqlite3.connect(self.path(kind + ".db")) as cache:
            cache.execute("UPDATE rss_item SET unread = 0")

    def live(self, kind):
        self.run_with(FEEDS[:len(FEEDS) // 2], "2025-10-10T08:00:00Z")
        self.serve()
        self.reload(kind)
        first = self.entries()
        rows = self.rows(kind)
        self.assertEqual(sorted(row[0] for row in rows), sorted(first), "each story once")
        for guid, title, url, unread in rows:
            self.assertEqual((title, url, unread), (first[guid].title, first[guid].link, 1))

        self.read_all(kind)
        self.reload(kind)
        self.assertEqual(self.rows(kind, "unread = 1"), [])

        self.run_with(FEEDS, "2025-10-10T09:00:00Z")
        second = self.entries()
        joined = [i for i in first if first[i].content != second[i].content]
        self.assertTrue(joined, "no story gained a telling: the test shows nothing")
        self.assertEqual([first[i].updated for i in first], [second[i].updated for i in first])
        self.reload(kind)
        fresh = {row[0] for row in self.rows(kind, "unread = 1")}
        self.assertEqual(fresh, second.keys() - first.keys(), "a story that gained a telling is unread again")

        self.read_all(kind)
        self.run_with([*FEEDS, "late.xml"], "2025-10-10T11:00:00Z")
        self.reload(kind)
        [new] = self.rows(kind, "unread = 1")
        self.assertEqual(new[1:3], ("A beekeeper maps the meadows of Oddervik", "https://late.example/1"))

    def pages(self, kind):
        """An entry ends with a link to its story's page; when that becomes the entry's own link, nothing is unread."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        self.reload(kind)
        with sqlite3.connect(self.path(kind + ".db")) as cache:
            for guid, content in cache.execute("SELECT guid, content FROM rss_item"):
                self.assertRegex(content, f'<a href="http://river.example/story/{node_of(guid)}.html"[^>]*>All about this story</a>')
        self.read_all(kind)
        self.run_with(FEEDS, "2025-10-10T09:00:00Z", outputs=OUTPUTS.replace("title: River,", "title: River, link: story,"))
        self.reload(kind)
        self.assertEqual(self.rows(kind, "unread = 1"), [])
        for guid, _, url, _ in self.rows(kind):
            self.assertEqual(url, f"http://river.example/story/{node_of(guid)}.html")

    def top(self, kind):
        """A feed of what two outlets told: a story is new when the second tells it, once, with the date of that moment."""
        outputs = OUTPUTS.replace("title: River,", "title: River, min_outlets: 2,", 2)
        self.run_with(FEEDS[:len(FEEDS) // 2], "2025-10-10T08:00:00Z", outputs=outputs)
        self.serve()
        self.reload(kind)
        first = {row[0] for row in self.rows(kind)}
        self.read_all(kind)
        self.run_with(FEEDS, "2025-10-10T09:00:00Z", outputs=outputs)
        self.reload(kind)
        fresh = {row[0] for row in self.rows(kind, "unread = 1")}
        self.assertTrue(fresh)
        self.assertEqual(fresh & first, set())
        dated = self.rows(kind, "unread = 1 AND pubDate = strftime('%s', '2025-10-10 09:00:00')")
        self.assertEqual({row[0] for row in dated}, fresh)

    def digest(self, kind):
        """One entry a day, which never becomes unread again, and which shows its stories as text."""
        outputs = OUTPUTS.replace("title: River,", "title: River, at: '07:00',", 2)
        self.run_with(FEEDS[:len(FEEDS) // 2], "2025-10-10T08:00:00Z", outputs=outputs)
        self.serve()
        self.reload(kind)
        [row] = self.rows(kind)
        self.assertEqual((row[1], row[3]), ("Friday, October 10, 2025", 1))
        with sqlite3.connect(self.path(kind + ".db")) as cache:
            [(content,)] = cache.execute("SELECT content FROM rss_item").fetchall()
        self.assertIn("<h3", content)
        self.read_all(kind)
        self.run_with(FEEDS, "2025-10-10T20:00:00Z", outputs=outputs)
        self.reload(kind)
        self.assertEqual(self.rows(kind, "unread = 1"), [])
        self.run_with([*FEEDS, "late.xml"], "2025-10-11T08:00:00Z", outputs=outputs)
        self.reload(kind)
        [row] = self.rows(kind, "unread = 1")
        self.assertEqual(row[1], "Saturday, October 11, 2025")

    def test_top_atom(self):
        self.top("atom")

    def test_top_rss(self):
        self.top("rss")

    def test_digest_atom(self):
        self.digest("atom")

    def test_digest_rss(self):
        self.digest("rss")

    def test_pages_atom(self):
        self.pages("atom")

    def test_pages_rss(self):
        self.pages("rss")

    def test_atom(self):
        self.live("atom")

    def test_rss(self):
        self.live("rss")


if __name__ == "__main__":
    if shutil.which("newsboat") is None:
        missing("newsboat is not installed")
    unittest.main()
