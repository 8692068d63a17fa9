"""rss-parser, the most used feed parser of npm, subscribed to serve."""

import json
import os
import shutil
import subprocess
import unittest

from wire import Live, missing

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rss_parser.js")


MODULES = os.path.join(os.path.dirname(SCRIPT), "..", "..", "build", "node_modules")


def modules():
    """The folder where ./bootstrap installs it, or that of global npm packages; None without rss-parser."""
    if shutil.which("node") is None:
        return None
    roots = [MODULES]
    if shutil.which("npm") is not None:
        roots.append(subprocess.run(["npm", "root", "--global"], capture_output=True, text=True).stdout.strip())
    return next((root for root in roots if os.path.isdir(os.path.join(root, "rss-parser"))), None)


class NpmTest(Live):
    def read(self, kind):
        result = subprocess.run(["node", SCRIPT, f"{self.site}/merged.{kind}"], capture_output=True, text=True, timeout=60,
                                env=self.environment(NODE_PATH=modules()))
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def seen(self, kind):
        """The items of the feed reader by id; it has no state, so new items are recognised by their ids."""
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
        missing("rss-parser is not there (./bootstrap test puts it into build/node_modules)", also="npm")
    unittest.main()
