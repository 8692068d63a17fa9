"""Python's feedparser, the reference for what feed readers accept, reports no problems."""

import json
import subprocess
import unittest

from wire import FEEDS, Wire, missing

SYSTEM_PYTHON = "/usr/bin/python3"  # the version that Debian's python3-feedparser is built for
SCRIPT = """
import json, sys, time, feedparser
first = feedparser.parse(sys.argv[1])
again = feedparser.parse(sys.argv[1], etag=first.get("etag"))
stamp = lambda t: time.strftime("%Y-%m-%dT%H:%M:%SZ", t) if t else None
print(json.dumps({"bozo": str(first.get("bozo_exception", "")), "status": [first.status, again.status],
    "version": first.version, "id": first.feed.get("id"),
    "entries": [[e.id, e.title, e.get("link"), stamp(e.get("published_parsed")), e.get("source", {}).get("title"),
                 len(e.get("content", [])) + ("summary" in e)] for e in first.entries]}))
"""


class FeedparserTest(Wire):
    def test_every_entry(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        entries = self.entries()
        for kind, version in (("atom", "atom10"), ("rss", "rss20")):
            result = subprocess.run([SYSTEM_PYTHON, "-c", SCRIPT, f"{self.site}/merged.{kind}"], capture_output=True,
                                    check=True, timeout=120, env=self.environment())
            seen = json.loads(result.stdout)
            self.assertEqual((seen["bozo"], seen["status"], seen["version"]), ("", [200, 304], version))
            self.assertEqual(sorted(row[0] for row in seen["entries"]), sorted(entries))
            for guid, title, link, published, source, texts in seen["entries"]:
                entry = entries[guid]
                self.assertEqual((title, link, published), (entry.title, entry.link, entry.published))
                self.assertGreater(texts, 0)
                self.assertTrue(source or kind == "rss", "every entry says where it comes from")


if __name__ == "__main__":
    if subprocess.run([SYSTEM_PYTHON, "-c", "import feedparser"], capture_output=True).returncode != 0:
        missing("python3-feedparser is not installed")
    unittest.main()
