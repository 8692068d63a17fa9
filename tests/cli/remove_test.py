"""remove: what goes from feeds.yaml and what stays there; what feeds that are hidden or gone have told, in the outputs."""

import json
import os
import stat

from world import LATER, World, unittest

CONFIG = """# mine
settings: {languages: [en, fr]}
outputs: [merged.atom]
feeds:
  # the north
  - {url: "file:northern-ledger.atom", name: Northern Ledger}  # first
  - file:harbour-courier.xml
  # the rest
  - url: file:rheinbote.rdf
    name: Der Rheinbote
"""
EVEN_LATER = "2025-10-10T16:00:00Z"


class RemoveTest(World):
    def setUp(self):
        super().setUp()
        self.config = os.path.join(self.folder, "feeds.yaml")
        self.write("feeds.yaml", CONFIG)

    def text(self):
        return self.read(self.config).decode()

    def titles(self):
        return sorted(entry.title for entry in self.entries())

    def told_by(self, name):
        """The keys of the items of this feed in the state."""
        return [t["key"] for s in json.loads(self.headwater("stories", "--limit", "500", "--json").stdout)
                for t in json.loads(self.headwater("story", s["node"], "--json").stdout)["tellings"]
                if t["feed"].endswith(name)]

    def test_comments_stay(self):
        said = self.headwater("remove", "der rheinbote", status=66)
        self.assertIn("there is no state at ", said.stderr)
        self.assertIn("rheinbote", self.text(), "an error comes before a change")
        self.headwater("run")
        os.chmod(self.config, 0o600)
        said = self.headwater("remove", "Northern Ledger").stdout
        self.assertEqual(self.text(), CONFIG.replace('  - {url: "file:northern-ledger.atom", name: Northern Ledger}  # first\n', ""))
        self.assertRegex(said, rf"^file:///\S+/northern-ledger\.atom has been removed from {self.config}\.\n"
                               r"Its \d+ items stay published in their stories; \"unsubscribed: hide\" in settings hides "
                               r"them\.\n$")
        self.assertEqual(stat.S_IMODE(os.stat(self.config).st_mode), 0o600)
        self.headwater("check")

    def test_how_a_feed_may_be_named(self):
        self.headwater("run")
        url = json.loads(self.headwater("feeds", "--json").stdout)[0]["url"]
        self.write("feeds.yaml", CONFIG + "  - https://a.example/feed\n")
        before = self.text()
        for word, gone in ((url, "northern"), ("Northern Ledger", "northern"), ("NORTHERN ledger", "northern"),
                           ("harbour-courier.xml", "harbour"), ("https://a.example/feed", "a.example"),
                           ("a.example/feed", "a.example"), ("feed:https://a.example/feed", "a.example"),
                           ("a.example", "a.example"), ("file:rheinbote.rdf", "rheinbote"),
                           ("file:./rheinbote.rdf", "rheinbote"), ("file:" + os.path.join(self.folder, "rheinbote.rdf"), "rheinbote"),
                           ("FILE:" + os.path.join(self.folder, "rheinbote.rdf"), "rheinbote")):
            with self.subTest(word):
                self.write("feeds.yaml", before)
                self.headwater("remove", "--quiet", word)
                self.assertNotIn(gone, self.text())

    def test_what_is_not_there(self):
        self.headwater("run")
        for word, words in (("Northern Leger", 'has no feed "Northern Leger", did you mean "Northern Ledger"?'),
                            ("https://b.example/", "(headwater feeds lists them)")):
            self.assertIn(words, self.headwater("remove", word, status=66).stderr)
        self.write("feeds.yaml", CONFIG.replace("Der Rheinbote", "northern ledger"))
        self.headwater("remove", "northern ledger", "--quiet")
        self.write("feeds.yaml", CONFIG.replace("Der Rheinbote", "Northern Ledger"))
        said = self.headwater("remove", "Northern Ledger", status=2).stderr
        self.assertIn("several feeds are named \"Northern Ledger\"; name one by its address", said)
        self.assertIn("line 6: Northern Ledger (file:///", said)
        self.assertIn("line 9: Northern Ledger (file:///", said)
        self.write("feeds.yaml", CONFIG + "feedz: []\n")
        self.assertIn('unknown key "feedz"', self.headwater("remove", "Northern Ledger", status=2).stderr)

    def test_the_last_one(self):
        self.headwater("run")
        for name in ("Northern Ledger", "harbour-courier.xml"):
            self.headwater("remove", name)
        self.assertIn("No feeds are left; headwater add URL adds one.\n", self.headwater("remove", "Der Rheinbote").stdout)
        self.assertEqual(self.text(), "".join(line + "\n" for line in CONFIG.splitlines() if "file:" not in line
                                              and "name:" not in line))

    def test_what_cannot_be_edited(self):
        """The anchor of another feed's tags is in the lines of this one."""
        self.headwater("run")
        self.write("feeds.yaml", CONFIG.replace("Ledger}", "Ledger, tags: &t [x]}") + "    tags: *t\n")
        before = self.text()
        self.assertIn("cannot change ", self.headwater("remove", "Northern Ledger", status=2).stderr)
        self.assertEqual(self.text(), before)

    def test_stories_of_a_feed_that_left(self):
        """They stay published by default; unsubscribed: hide leaves them out, keep brings them back."""
        self.headwater("run")
        before = self.titles()
        gone = self.told_by("northern-ledger.atom")
        self.assertGreater(len(gone), 3)
        self.headwater("remove", "Northern Ledger")
        self.headwater("run", now=LATER)
        self.assertEqual(self.titles(), before)
        self.assertEqual(self.told_by("northern-ledger.atom"), gone)
        self.write("feeds.yaml", self.text().replace("languages:", "unsubscribed: hide, languages:"))
        self.headwater("run", now=LATER)
        after = self.titles()
        self.assertLess(len(after), len(before))
        text = self.read().decode()
        self.assertNotIn("northern-ledger.example", text)
        self.assertIn("its feed is hidden (publish, unsubscribed): no output shows it.",
                      self.headwater("rules", "--test", gone[0]).stdout)
        self.assertEqual(self.told_by("northern-ledger.atom"), gone, "nothing is lost")
        self.write("feeds.yaml", self.text().replace("unsubscribed: hide", "unsubscribed: keep"))
        self.headwater("run", now=LATER)
        self.assertEqual(self.titles(), before)

    def test_hide(self):
        self.headwater("run")
        before, first = self.titles(), self.read()
        said = self.headwater("remove", "--hide", "Northern Ledger").stdout
        self.assertIn("now has enabled: false and publish: false in ", said)
        self.assertRegex(said, r"From the next run on, its \d+ items are not published; without these keys they are again\.\n")
        self.assertEqual(self.text(), CONFIG.replace("name: Northern Ledger}", "name: Northern Ledger, enabled: false, "
                                                     "publish: false}"))
        [hidden] = json.loads(self.headwater("feeds", "--is", "hidden", "--json").stdout)
        self.assertEqual((hidden["name"], hidden["state"], hidden["hidden"]), ("Northern Ledger", "disabled", True))
        self.assertIn(" disabled, hidden ", self.headwater("feeds").stdout)
        self.assertIn("Polled 0 of 2 feeds", self.headwater("run", now=NOW_AGAIN).stdout)
        self.assertNotIn("northern-ledger.example", self.read().decode())
        self.assertLess(len(self.titles()), len(before))
        self.write("feeds.yaml", CONFIG)
        self.headwater("run", now=NOW_AGAIN)
        self.assertEqual(self.read(), first)

    def test_a_hidden_feed_is_still_recognised(self):
        """publish: false alone: the feed is polled, and a story that it shares with others shows theirs."""
        self.write("feeds.yaml", CONFIG.replace("Ledger}", "Ledger, publish: no}"))
        self.headwater("run")
        hidden = self.told_by("northern-ledger.atom")
        self.assertGreater(len(hidden), 3)
        self.assertNotIn("northern-ledger.example", self.read().decode())
        shown = {href for entry in self.entries() for href in entry.hrefs()}
        shared = 0
        for story in json.loads(self.headwater("stories", "--tellings", "2", "--json").stdout):
            tellings = json.loads(self.headwater("story", story["node"], "--json").stdout)["tellings"]
            others = {t["link"] for t in tellings if t["key"] not in hidden}
            shared += len(others) < len(tellings)
            self.assertLessEqual(others, shown)
        self.assertGreater(shared, 1)

    def test_a_hidden_feed_that_is_removed(self):
        self.write("feeds.yaml", CONFIG.replace("Ledger}", "Ledger, publish: false}"))
        self.headwater("run")
        self.assertIn("items are published again, which publish: false had hidden; \"unsubscribed: hide\" in settings",
                      self.headwater("remove", "Northern Ledger").stdout)
        self.write("feeds.yaml", CONFIG.replace("settings: {", "settings: {unsubscribed: hide, "))
        self.assertIn("items are not published (unsubscribed: hide); they stay in the state.\n",
                      self.headwater("remove", "Northern Ledger").stdout)

    def test_a_feed_that_told_nothing(self):
        self.headwater("run")
        self.write("feeds.yaml", CONFIG + "  - https://a.example/feed\n")
        self.assertTrue(self.headwater("remove", "a.example").stdout.endswith("\nThe state has no items of it.\n"))

    def test_a_state_that_cannot_be_read(self):
        with open(self.path("none.db"), "w", encoding="utf-8") as file:
            file.write("no state at all" * 100)
        result = self.headwater("remove", "Northern Ledger", "--state", self.path("none.db"))
        self.assertIn("The state could not be read; what it has of the feed stays there.\n", result.stdout)
        self.assertIn("none.db", result.stderr)
        self.assertNotIn("northern", self.text())

    def test_a_search_shows_hidden_feeds_only_on_demand(self):
        self.headwater("run")
        key = self.told_by("northern-ledger.atom")[0]
        self.headwater("remove", "--hide", "Northern Ledger")
        title = json.loads(self.headwater("rules", "--test", key, "--json").stdout)
        self.assertTrue(title["hidden"])
        words = title["title"].split()[:4]
        self.assertNotIn("northern-ledger.example", self.headwater("search", "--json", *words).stdout)


NOW_AGAIN = "2025-10-10T08:01:00Z"

if __name__ == "__main__":
    unittest.main()
