"""rss-parser, of the feed parsers of npm the one most used, subscribed to serve."""

import json
import os
import shutil
import subprocess
import unittest

from wire import Live

SKIPPED = 77
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rss_parser.js")


def modules():
    """Where npm keeps what is installed for all; None where there is no rss-parser."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    root = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True).stdout.strip()
    return root if os.path.isdir(os.path.join(root, "rss-parser")) else None


class NpmTest(Live):
    def read(self, kind):
        result = subprocess.run(["node", SCRIPT, f"{self.site}/merged.{kind}"], capture_output=True, text=True, timeout=60,
                                env=self.environment(NODE_PATH=modules()))
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def seen(self, kind):
        """What the reader has, by id; it keeps no state, so that which is new is known by its ids."""
        feed = self.read(kind)
        self.assertEqual((feed["status"], feed["again"]), ([200, 304], ""))
        self.assertEqual(feed["title"], "River")
        self.assertEqual(len({item["id"] for item in feed["items"]}), len(feed["items"]), "each story once")
        self.assertTrue(all(item["text"] > 0 for item in feed["items"]))
        return {item["id"]: (item["title"], item["link"], item["date"].replace(".000Z", "Z"))
                for item in feed["items"]}

    def test_atom(self):
        self.live("atom")

    def test_rss(self):
        self.live("rss")


if __name__ == "__main__":
    if modules() is None:
        print("rss-parser is not installed (npm install --global rss-parser)")
        raise SystemExit(SKIPPED)
    unittest.main()
