"""A whole run with too little memory: it ends by itself, says so, and the next one has every item and every link.

A feed for which memory is short fails alone and is asked again, later than the others: which telling founds a story may so
differ, and with it the story's number.
"""

import os
import random
import shutil
import socket
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cli"))

from world import SANITIZED, World  # noqa: E402

TRIED = 400 if os.environ.get("HEADWATER_THOROUGH") else 6 if SANITIZED else 16
SEED = int(os.environ.get("HEADWATER_SEED", "20251010"))


class StarvedRunTest(World):
    def setUp(self):
        """With pages of stories, the top stories, a digest and a hub, too."""
        super().setUp()
        path = os.path.join(self.folder, "feeds.yaml")
        refusing = socket.socket()  # bound, and does not listen
        self.addCleanup(refusing.close)
        refusing.bind(("127.0.0.1", 0))
        hub = f"http://127.0.0.1:{refusing.getsockname()[1]}/"
        text = self.read(path).decode().replace("  - path: merged.atom\n", "  - path: merged.atom\n"
                                                f"    self: https://news.example/\n    hub: {hub}\n", 1)
        self.write("feeds.yaml", text.replace("outputs:\n", "outputs:\n  - {path: story, format: stories}\n"
                                              "  - {path: top.json, order: tellings, min_outlets: 2}\n"
                                              "  - {path: day.html, at: '07:00'}\n  - {path: day.json, at: '07:00'}\n", 1))

    def ends(self):
        """What must be the same: the items by key, and the addresses of all that is published."""
        with sqlite3.connect(self.state) as database:
            keys = sorted(row[0] for row in database.execute("SELECT key FROM item"))
        pages = os.listdir(os.path.join(self.folder, "story"))
        self.assertGreaterEqual(len(pages), len(self.entries()))
        self.assertFalse([name for name in pages if not name.endswith(".html")])
        return keys, sorted(href for entry in self.entries() for href in entry.hrefs() if href)

    def test_run(self):
        counted = self.path("count")
        self.headwater("run", env={"HEADWATER_STARVE": "0", "HEADWATER_STARVE_COUNT": counted})
        expected = self.ends()
        count = int(self.read(counted))
        chance = random.Random(SEED)
        failed = 0
        for i in range(TRIED):
            at = f"{int(chance.uniform(i, i + 1) / TRIED * count) + 1}{'+' if i % 2 else ''}"
            with self.subTest(at=at, of=count):
                shutil.rmtree(self.path("state"), ignore_errors=True)
                if os.path.exists(self.output):
                    os.remove(self.output)
                result = self.headwater("run", env={"HEADWATER_STARVE": at}, status=None)
                self.assertIn(result.returncode, (0, 1), result.stderr)
                if result.returncode != 0:
                    failed += 1
                    self.assertIn("memory", result.stderr)
                verified = self.headwater("verify", status=None)
                self.assertTrue(verified.returncode == 0 or "there is no state" in verified.stderr, verified.stderr)
                self.headwater("run", "--force")
                self.headwater("verify")
                self.assertEqual(self.ends(), expected)
        print(f"{count} allocations, {TRIED} tried, {failed} of them ended the run")


if __name__ == "__main__":
    unittest.main()
