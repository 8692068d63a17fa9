"""run: one line of counts, JSON for scripts, and an exit status by which a timer's unit fails when nothing could be read."""

import json
import os

from world import LATER, World, unittest

FEEDS = ("harbour-courier.xml", "northern-ledger.atom", "rheinbote.rdf")


class RunTest(World):
    def setUp(self):
        super().setUp()
        self.configure("merged.atom")

    def configure(self, *outputs):
        self.write("feeds.yaml", "outputs: [%s]\nfeeds:\n" % ", ".join(outputs)
                   + "".join(f"  - {{url: \"file:{name}\", name: {name}}}\n" for name in FEEDS))

    def remove(self, *names):
        for name in names:
            os.remove(os.path.join(self.folder, name))

    def test_one_line(self):
        first = self.headwater("run")
        self.assertRegex(first.stdout, r"^Polled 3 of 3 feeds: 0 unchanged, 0 failed; \d+ new items, 0 updated; "
                                       rf"\d+ items in \d+ stories; wrote {self.output}\.\n$")
        again = self.headwater("run", "--force", now=LATER)
        self.assertRegex(again.stdout, r"^Polled 3 of 3 feeds: 3 unchanged[^\n]* stories\.\n$")
        self.assertEqual(again.stderr, "", "a missing lexicon was told by the first run")
        early = self.headwater("run", now=LATER)
        self.assertRegex(early.stdout, r"^Polled 0 of 3 feeds: none is due \(--force polls them anyway\); \d+ items")
        self.assertEqual(self.headwater("run", "--quiet", "--force", now=LATER).stdout, "")

    def test_several_files(self):
        self.configure("merged.atom", "merged.rss", "list.opml")
        self.assertTrue(self.headwater("run").stdout.endswith(f"; wrote {self.output} and 2 more files.\n"))
        os.remove(os.path.join(self.folder, "merged.rss"))
        self.assertTrue(self.headwater("run", now=LATER).stdout.endswith(f"; wrote {self.folder}/merged.rss.\n"))

    def test_one_of_each(self):
        self.write("one.xml", "<rss version='2.0'><channel><title>One</title><item><title>Alone</title>"
                              "<link>https://one.example/1</link></item></channel></rss>")
        self.write("feeds.yaml", "feeds: ['file:one.xml']\n")
        self.assertIn("Polled 1 of 1 feed: 0 unchanged, 0 failed; 1 new item, 0 updated; 1 item in 1 story;",
                      self.headwater("run").stdout)

    def test_rules_are_told(self):
        self.write("feeds.yaml", self.read(os.path.join(self.folder, "feeds.yaml")) + b"rules: [drop: {title: /./}]\n")
        self.assertRegex(self.headwater("run").stdout, r"; (\d+) new items, 0 updated \(\1 kept out by rules\);")

    def test_exit_status(self):
        self.headwater("run", status=0)
        self.remove(*FEEDS[:2])
        some = self.headwater("run", "--force", status=0)
        self.assertIn("2 failed", some.stdout)
        self.assertEqual(some.stderr.count("warning: "), 2)
        strict = self.headwater("run", "--force", "--strict", status=1)
        self.assertIn("error: headwater run: 2 of 3 feeds failed\n", strict.stderr)
        self.assertIn("2 failed", strict.stdout)
        self.remove(FEEDS[2])
        every = self.headwater("run", "--force", status=1)
        self.assertIn("error: headwater run: every feed that was polled failed\n", every.stderr)
        self.assertIn("Polled 3 of 3 feeds: 0 unchanged, 3 failed", every.stdout)
        self.assertTrue(self.entries(), "what was published stays")
        self.headwater("run", status=0)  # nothing is due, so nothing failed

    def test_the_only_feed(self):
        self.write("feeds.yaml", "feeds: ['file:absent.xml']\n")
        self.assertIn("error: headwater run: the only feed that was polled failed\n", self.headwater("run", status=1).stderr)

    def test_json(self):
        self.remove(FEEDS[0])
        result = json.loads(self.headwater("run", "--json").stdout)
        self.assertEqual([result[name] for name in ("feeds", "due", "polled", "unchanged", "failed", "put_off")],
                         [3, 3, 3, 0, 1, 0])
        [failure] = result["failures"]
        self.assertEqual((failure["name"], failure["status"], failure["errors_in_row"]), (FEEDS[0], 0, 1))
        self.assertIn("No such file", failure["error"])
        self.assertGreater(result["items"], result["stories"])
        self.assertEqual((result["new"], result["written"], result["outputs"]), (result["items"], 1, [self.output]))
        self.remove(*FEEDS[1:])
        every = self.headwater("run", "--json", "--force", status=1)
        self.assertEqual(len(json.loads(every.stdout)["failures"]), 3)
        self.assertIn("--explain has no JSON", self.headwater("run", "--json", "--explain", status=2).stderr)

    def test_an_error_that_was_cut(self):
        """An error is kept to a limit in bytes, which may be within a character; the JSON is UTF-8 all the same."""
        for name in ("a", "bc"):
            self.write("feeds.yaml", f"feeds: ['file:{name + 200 * chr(0xE9)}.xml']\n")
            for words in (("run", "--json", "--force"), ("status", "--json")):
                with self.subTest(name=name, words=words):
                    text = self.headwater(*words, status=None).stdout
                    self.assertIn("cannot open ", json.dumps(json.loads(text)))


if __name__ == "__main__":
    unittest.main()
