"""sfeed reads the merged feed correctly: ids, titles, links, times, and each story once."""

import shutil
import subprocess
import unittest
import urllib.request
from datetime import datetime, timezone

from wire import FEEDS, Wire, missing



class SfeedTest(Wire):
    def test_every_entry(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        entries = self.entries()
        for kind in ("atom", "rss"):
            with urllib.request.urlopen(f"{self.site}/merged.{kind}", timeout=20) as answer:
                body = answer.read()
            rows = [line.split("\t") for line in subprocess.run(["sfeed"], input=body, capture_output=True, check=True)
                    .stdout.decode().splitlines()]
            self.assertEqual(sorted(row[5] for row in rows), sorted(entries), kind)
            for time, title, link, _, media, guid, *_ in rows:
                entry = entries[guid]
                published = datetime.fromtimestamp(int(time), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
                self.assertEqual((title, link, published, media),
                                 (entry.title, entry.link, entry.published, "html"))


if __name__ == "__main__":
    if shutil.which("sfeed") is None:
        missing("sfeed is not installed")
    unittest.main()
