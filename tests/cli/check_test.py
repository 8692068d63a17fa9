"""check: mistakes, warnings and reminders, as text and as JSON."""

import json
import os

from world import World, unittest

FEED = "feeds: ['file:rheinbote.rdf']\n"


class CheckTest(World):
    def check(self, text, *options, status=0):
        self.write("feeds.yaml", text)
        return self.headwater("check", *options, status=status)

    def place(self, line, column):
        return f"{self.folder}/feeds.yaml:{line}:{column}: "

    def test_right(self):
        result = self.check(FEED)
        self.assertEqual(result.stdout, f"{self.folder}/feeds.yaml: 1 feed, 1 enabled, 1 output\n")
        self.assertNotIn("feeds.yaml:", result.stderr)

    def test_warnings_do_not_keep_a_run_from_its_work(self):
        text = ("outputs: [{path: merged.atom, archives: true}]\n"
                "feeds: ['file:rheinbote.rdf', 'file:absent.xml']\n")
        result = self.check(text, status=1)
        self.assertIn(f"warning: {self.place(1, 11)}archives without self, expected both: none are written\n", result.stderr)
        self.assertIn(f"warning: {self.place(2, 31)}url {self.folder}/absent.xml: No such file or directory, expected a "
                      "readable file\n", result.stderr)
        self.assertIn("error: headwater check: 2 warnings about ", result.stderr)
        self.assertIn("2 feeds, 2 enabled, 1 output", result.stdout)
        run = self.headwater("run")
        self.assertIn("1 failed", run.stdout)
        self.assertNotIn("archives", run.stderr)
        self.assertTrue(self.entries())

    def test_a_lexicon_that_is_not_there(self):
        result = self.check("settings: {lexicon: absent.bin}\n" + FEED, status=1)
        self.assertIn(f"warning: {self.place(1, 21)}lexicon {self.folder}/absent.bin: No such file", result.stderr)
        self.assertIn("opml", self.headwater("export").stdout)

    def test_an_output_must_not_replace_what_is_read(self):
        os.symlink("rheinbote.rdf", os.path.join(self.folder, "link.rdf"))
        before = self.read(os.path.join(self.folder, "rheinbote.rdf"))
        for path in ("rheinbote.rdf", "./rheinbote.rdf", "link.rdf", "../wire/rheinbote.rdf"):
            with self.subTest(path):
                result = self.check(f"outputs: ['{path}']\n" + FEED, status=2)
                self.assertIn(self.place(1, 11) + "path is the file of a feed, ", result.stderr)
                self.headwater("run", status=2)
        self.assertEqual(self.read(os.path.join(self.folder, "rheinbote.rdf")), before)

    def test_an_output_must_not_be_polled(self):
        text = "outputs: [{path: a.atom, self: 'https://a.example/a.atom'}]\nfeeds: ['https://a.example/a.atom']\n"
        self.assertIn(self.place(1, 11) + "self is the address of a feed, ", self.check(text, status=2).stderr)

    def test_languages(self):
        text = "settings: {languages: [%s]}\n" + FEED
        self.check(text % "EN, pt_br, Zh-HANT, eng")
        for written, meant in (("english", "en"), ("Deutsch", "de"), ("jp", "ja"), ("portugese", "pt")):
            with self.subTest(written):
                self.assertIn(f"{self.place(1, 24)}languages is \"{written}\", expected a language tag such as en, pt-BR or "
                              f"zh-Hant; did you mean {meant}?\n", self.check(text % written, status=2).stderr)

    def test_languages_of_stories(self):
        self.headwater("run")
        german = self.headwater("stories", "--language", "de", "--json").stdout
        self.assertGreater(len(json.loads(german)), 1)
        for tag in ("DE", "deu", "De"):
            self.assertEqual(self.headwater("stories", "--language", tag, "--json").stdout, german)
        self.assertIn('not "german", did you mean de?\n', self.headwater("stories", "--language", "german", status=2).stderr)

    def json(self, text, status=0):
        return json.loads(self.check(text, "--json", status=status).stdout)

    def test_json(self):
        right = self.json("outputs: [a.atom, b.html]\n" + FEED)
        self.assertEqual([right[name] for name in ("valid", "feeds", "enabled", "outputs", "mistakes", "warnings")],
                         [True, 1, 1, 2, [], []])
        self.assertEqual(right["file"], os.path.join(self.folder, "feeds.yaml"))
        warned = self.json("feeds:\n  - https://a.example/\n  - {url: 'file:absent: \"é\".xml'}\n", status=1)
        [warning] = warned["warnings"]
        self.assertEqual((warning["line"], warning["column"]), (3, 5))
        self.assertEqual(warning["text"], f"url {self.folder}/absent: \"é\".xml: No such file or directory, expected a "
                                          "readable file")
        self.assertIn("settings has no contact, ", warned["reminders"][0])
        wrong = self.json("settings: {interval: often, languages: [english]}\nfeedz: []\n", status=2)
        self.assertFalse(wrong["valid"])
        self.assertEqual([(m["line"], m["column"]) for m in wrong["mistakes"]], [(1, 22), (1, 41), (2, 1), (1, 1)])
        self.assertEqual(wrong["mistakes"][0]["text"],
                         'interval is "often", expected a duration such as 90s, 30m, 2h or 30d')


if __name__ == "__main__":
    unittest.main()
