"""A JSON Feed in pages, and its archives, over HTTP: followed from link to link every story comes once."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

PROGRAM = os.environ["HEADWATER_PROGRAM"]
SITE = "http://river.example"
CONFIG = """settings: {languages: [en]}
outputs:
  - {path: out/all.json, title: River, self: "http://river.example/all.json", limit: 1000}
  - {path: out/days.json, title: River, self: "http://river.example/days.json", limit: 5, archives: true}
feeds:
"""
PAGE_BYTES = 250 * 1024


def feed(day):
    """Twenty-four stories of a day, of 12 KB each, in words that no other has."""
    items = [{"id": f"{day}-{i}", "title": f"Story {i} of day {day}", "url": f"https://{day}.example/{i}",
              "content_html": "<p>" + " ".join(f"w{day}x{i}y{j}" for j in range(1100)) + "</p>"} for i in range(24)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"Day {day}", "items": items})


class PagesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="headwater-pages-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.common = ["--config", self.path("feeds.yaml"), "--state", self.path("state.db")]
        for day in (1, 2, 3):
            with open(self.path(f"{day}.json"), "w", encoding="utf-8") as file:
                file.write(feed(day))
            self.run_on(day)
        server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *self.common], stdout=subprocess.PIPE,
                                  text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.site = re.search(r"http://[^/]*", server.stdout.readline())[0]

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run_on(self, day):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG + "".join(f"  - file:{d}.json\n" for d in range(1, day + 1)))
        subprocess.run([PROGRAM, "run", "--quiet", "--force", *self.common, "--now", f"2025-10-0{day}T08:00:00Z"], check=True,
                       capture_output=True)

    def ask(self, path, **headers):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(urllib.request.Request(self.site + path, headers=headers), timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def follow(self, path):
        """The bodies from here on, by their paths; each is small, and is not sent twice."""
        found = {}
        while path is not None:
            self.assertNotIn(path, found, "the links lead in a circle")
            status, headers, body = self.ask(path)
            self.assertEqual((status, headers["Content-Type"]), (200, "application/feed+json"), path)
            self.assertLess(len(body), PAGE_BYTES, path)
            self.assertEqual(self.ask(path, **{"If-None-Match": headers["ETag"]})[::2], (304, b""))
            found[path] = body
            following = json.loads(body).get("next_url")
            self.assertTrue(following is None or following.startswith(SITE + "/"))
            path = following and following.removeprefix(SITE)
        return found

    def stories(self, found):
        return [item["id"] for body in found.values() for item in json.loads(body)["items"]]

    def test_pages(self):
        pages = self.follow("/all.json")
        self.assertGreater(len(pages), 3)
        ids = self.stories(pages)
        self.assertEqual((len(ids), len(set(ids))), (72, 72))
        for path in ("/all-p1.json", "/all-p0.json", "/all-p99.json", "/all-2025-10-01.json"):
            self.assertEqual(self.ask(path)[0], 404, path)
        shutil.rmtree(self.path("out"))
        self.assertEqual(self.follow("/all.json"), pages, "the same is made of the state where there are no files")
        self.assertEqual(self.ask("/all-p99.json")[0], 404)

    def test_archives(self):
        chain = self.follow("/days.json")
        ids = self.stories(chain)
        self.assertEqual((len(ids), len(set(ids))), (72, 72), "a reader that was away misses nothing")
        days = [path for path in chain if re.search(r"-2025-10-0\d(-p\d)?\.json", path)]
        self.assertGreater(len(days), 2)
        with open(self.path("4.json"), "w", encoding="utf-8") as file:
            file.write(feed(1).replace("https://1.example", "https://copy.example").replace("1-", "4-"))
        self.run_on(4)  # copies of what is archived
        for path in days:
            self.assertEqual(self.ask(path)[2], chain[path], "an archive never changes")


if __name__ == "__main__":
    unittest.main()
