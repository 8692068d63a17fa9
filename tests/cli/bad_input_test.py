"""Bad input as it occurs on the web: each bad feed is reported in one clear line, and no other feed is affected."""

import json
import os
import re
import unittest

from world import World

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
BAD = {
    "empty.xml": b"",
    "page.html": b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><p>Not here</p></body></html>",
    "binary.xml": bytes(range(256)) * 40,
    "picture.xml": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "words.xml": b"Service temporarily unavailable\n",
    "other.json": b'{"error": "rate limited"}',
}


class BadInputTest(World):
    def run_with(self, names):
        with open(os.path.join(self.folder, "feeds.yaml"), "a", encoding="utf-8") as file:
            for name in names:
                file.write(f'  - {{url: "file:{name}", name: "bad {name}"}}\n')
        return self.headwater("run")

    def test_what_is_no_feed(self):
        for name, data in BAD.items():
            self.write(name, data)
        result = self.run_with([*BAD, "absent.xml"])
        for name in [*BAD, "absent.xml"]:
            lines = [l for l in result.stderr.split("\n") if f"bad {name}" in l]
            self.assertEqual(len(lines), 1, f"{name}: {result.stderr}")
            self.assertRegex(lines[0], r"bad \S+: .{8,}")
        self.assertEqual(len(self.entries()), len({e.id for e in self.entries()}))
        self.assertIn(b"Puerto Almir", self.read())

    def test_what_a_terminal_would_obey(self):
        """JSON and HTML pages may contain control characters; none reaches a terminal unescaped."""
        items = [{"id": f"ctl-{i}", "title": f"t{i} \x9b31m \u202e", "content_text": f"words {i}"} for i in (1, 2)]
        self.write("controls.json", json.dumps({"version": "https://jsonfeed.org/version/1.1",
                                                "title": "F\x9b31m", "items": items}).encode())
        self.run_with(["controls.json"])
        page = '<html><head>' + "".join(f'<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1/{i}" '
                                        'title="t \x1b[31m">' for i in (1, 2)) + "</head></html>"
        self.write("page.html", page.encode())
        shown = self.headwater("explain", "ctl-1", "ctl-2").stdout
        shown += self.headwater("add", "file:" + os.path.join(self.folder, "page.html")).stdout
        self.assertIn("t1 ?31m ?", shown)
        self.assertIn("# t ?[31m", shown)
        self.assertNotRegex(shown, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")

    def test_a_truncated_feed_gives_what_it_has(self):
        whole = self.read(self.path("wire", "harbour-courier.xml"))
        cut = whole[:whole.index(b"Seed treaty") + 40]
        self.write("cut.xml", re.sub(rb"harbour-courier\.example", b"cut.example", cut))
        self.run_with(["cut.xml"])
        self.assertIn(b"https://cut.example/markets/2025-10-09", self.read())
        self.assertIn(b"https://cut.example/world/kyrgyzstan-lake", self.read())

    def test_items_that_lack_things(self):
        bare = ["<item><title>Only a title about a very small lighthouse</title></item>",
                "<item><description>Only a text about an umbrella that was found</description></item>",
                "<item><link>https://bare.example/only-a-link</link></item>",
                "<item><guid>only-an-id</guid></item>",
                "<item></item>",
                "<item><title>A date like no other</title><pubDate>yesterday, perhaps</pubDate></item>"]
        self.write("bare.xml", RSS + "".join(bare) + "</channel></rss>")
        self.run_with(["bare.xml"])
        first = self.read()
        for words in (b"very small lighthouse", b"umbrella that was found", b"bare.example/only-a-link",
                      b"A date like no other"):
            self.assertIn(words, first)
        self.headwater("run", "--force")
        self.assertEqual(self.read(), first, "seen again, they are the same items")

    def test_a_feed_cannot_write_to_the_terminal(self):
        self.write("escape.xml", "<html>\x1b[2J\x1b]0;owned\x07</html>")
        result = self.run_with(["escape.xml"])
        self.assertNotIn("\x1b", result.stderr + result.stdout)

    def test_a_feed_of_100_megabytes(self):
        item = "<item><guid>g%d</guid><title>t</title><description>" + "w" * 100000 + "</description></item>"
        with open(os.path.join(self.folder, "huge.xml"), "w", encoding="ascii") as file:
            file.write(RSS)
            for i in range(1000):
                file.write(item % i)
            file.write("</channel></rss>")
        result = self.run_with(["huge.xml"])
        self.assertRegex(result.stderr, r"bad huge\.xml: .*larger than")
        self.assertIn(b"Puerto Almir", self.read())


if __name__ == "__main__":
    unittest.main()
