"""Several outputs of one state, each with its own filter, order, limit and title.

The example is a user of one feed reader who publishes a feed in each of three languages.
"""

import json
import os
import re
import unittest
import xml.etree.ElementTree as ElementTree
from collections import defaultdict

from world import ATOM, LATER, World, gold

CONFIG = """settings: {{languages: [en, fr, de]}}
outputs:
  - {{path: out/english.atom, title: In English, languages: [en]}}
  - {{path: out/francais.rss, title: En français, languages: [fr], order: oldest}}
  - {{path: out/deutsch.json, title: Auf Deutsch, languages: [de], order: outlet}}
{outputs}
feeds:
"""
LANGUAGES = {"en": {"meridian-wire.json", "harbour-courier.xml", "northern-ledger.atom", "tremor-watch.xml"},
             "fr": {"gazette-deux-rives.xml"}, "de": {"rheinbote.rdf"}}
FEEDS = sorted({feed for feed, _, _, _ in gold()})
SCIENCE = {"tremor-watch.xml", "minato-shinpo.rdf"}


def told_by(feeds):
    """The stories that one of these feeds has."""
    return {story for feed, _, story, _ in gold() if feed in feeds}


class OutputsTest(World):
    def configure(self, outputs=""):
        tags = {name: ", tags: [science]" if name in SCIENCE else "" for name in FEEDS}
        self.write("feeds.yaml", CONFIG.format(outputs=outputs) +
                   "".join(f"  - {{url: 'file:{name}'{tags[name]}}}\n" for name in FEEDS))

    def document(self, name):
        return self.read(os.path.join(self.folder, "out", name)).decode()

    def english(self):
        return ElementTree.fromstring(self.document("english.atom"))

    def french(self):
        return ElementTree.fromstring(self.document("francais.rss")).find("channel")

    def german(self):
        return json.loads(self.document("deutsch.json"))

    def ids(self):
        """The ids in the feed of each language, in its order."""
        return {"en": [e.findtext(ATOM + "id") for e in self.english().iter(ATOM + "entry")],
                "fr": [e.findtext("guid") for e in self.french().iter("item")],
                "de": [e["id"] for e in self.german()["items"]]}

    def test_three_languages_three_feeds(self):
        self.configure()
        self.headwater("run")
        ids = self.ids()
        for language, feeds in LANGUAGES.items():
            self.assertEqual(len(set(ids[language])), len(ids[language]))
            self.assertEqual(len(ids[language]), len(told_by(feeds)), language)
        self.assertEqual((self.english().findtext(ATOM + "title"), self.french().findtext("title"),
                          self.german()["title"]), ("In English", "En français", "Auf Deutsch"))
        # The bridge is in all three languages: one story with one id, and in each feed a lead in its own language.
        [everywhere] = set(ids["en"]) & set(ids["fr"]) & set(ids["de"])
        titles = [next(e.findtext(ATOM + "title") for e in self.english().iter(ATOM + "entry")
                       if e.findtext(ATOM + "id") == everywhere),
                  next(e.findtext("title") for e in self.french().iter("item") if e.findtext("guid") == everywhere),
                  next(e["title"] for e in self.german()["items"] if e["id"] == everywhere)]
        for title in titles:
            self.assertIn("Lindvag", title)
        self.assertEqual(len(set(titles)), 3)
        self.assertTrue(all(item["language"] == "de" for item in self.german()["items"]))

    def test_languages_are_named_in_the_feeds_own(self):
        self.configure()
        self.headwater("run")
        for name, words in (("english.atom", ("French", "German")), ("francais.rss", ("anglais", "allemand")),
                            ("deutsch.json", ("Englisch", "Französisch"))):
            text = self.document(name)
            for word in words:
                self.assertIn(f"({word}): ", text)
            self.assertNotIn("(English): " if name != "english.atom" else "(anglais): ", text)

    def test_the_feeds_are_not_one(self):
        """Each output has its own id, which is the same in every run."""
        self.configure("  - {path: out/german.atom, title: Auf Deutsch, languages: [de]}\n")
        self.headwater("run")
        german = ElementTree.fromstring(self.document("german.atom")).findtext(ATOM + "id")
        english = self.english().findtext(ATOM + "id")
        self.assertNotEqual(english, german)
        self.headwater("run", "--force", now=LATER)
        self.assertEqual(self.english().findtext(ATOM + "id"), english)

    def test_a_copy_moves_nothing_in_any(self):
        self.configure()
        late = "rheinbote.rdf"
        text = self.read(os.path.join(self.folder, late))
        self.write(late, re.sub(rb"<item .*</item>", b"", text, flags=re.DOTALL))
        self.headwater("run")
        before = {e.findtext(ATOM + "id"): e.findtext(ATOM + "updated") for e in self.english().iter(ATOM + "entry")}
        guids = [(e.findtext("guid"), e.findtext("pubDate")) for e in self.french().iter("item")]
        self.write(late, text)
        self.headwater("run", "--force", now=LATER)
        after = {e.findtext(ATOM + "id"): e.findtext(ATOM + "updated") for e in self.english().iter(ATOM + "entry")}
        self.assertEqual(before, after)
        self.assertEqual(guids, [(e.findtext("guid"), e.findtext("pubDate")) for e in self.french().iter("item")])
        self.assertIn("rheinbote.example", self.document("english.atom"), "the copies have joined")
        files = {name: self.document(name) for name in os.listdir(os.path.join(self.folder, "out"))}
        self.headwater("run", "--force", now="2025-10-10T13:00:00Z")
        self.assertEqual(files, {name: self.document(name) for name in files}, "nothing new: nothing written")

    def test_orders(self):
        self.configure("".join(f"  - {{path: out/{order}.json, order: {order}, limit: 30}}\n"
                               for order in ("newest", "oldest", "updated", "tellings", "outlet")))
        self.headwater("run")
        shown = defaultdict(list)
        for order in ("newest", "oldest", "updated", "tellings", "outlet"):
            for item in json.loads(self.document(order + ".json"))["items"]:
                shown[order].append((item["id"], item["date_published"], item["date_modified"],
                                     len(item["_headwater"]["tellings"]), item["_headwater"]["outlet"]))
        newest = shown["newest"]
        for order in ("oldest", "updated", "outlet"):
            self.assertEqual(sorted(shown[order]), sorted(newest), "these orders choose nothing")
        self.assertGreater(shown["tellings"][0][3], 0)
        for order, column, falling in (("newest", 1, True), ("oldest", 1, False), ("updated", 2, True)):
            values = [row[column] for row in shown[order]]
            self.assertEqual(values, sorted(values, reverse=falling), order)
        outlets = [row[4] for row in shown["outlet"]]
        self.assertEqual(len(set(outlets)), sum(1 for a, b in zip(outlets, [None, *outlets]) if a != b),
                         "an outlet's stories stand together")
        dates = [e.findtext("pubDate") for e in self.french().iter("item")]
        self.assertEqual(self.ids()["fr"], [row[0] for row in shown["oldest"] if row[0] in self.ids()["fr"]], dates)

    def test_limit_and_tags(self):
        self.configure("  - {path: out/few.json, limit: 3}\n  - {path: out/science.json, tags: [science]}\n"
                       "  - {path: out/both.json, tags: [science], languages: [ja], limit: 2}\n")
        self.headwater("run")
        ids = {name: [item["id"] for item in json.loads(self.document(name + ".json"))["items"]]
               for name in ("few", "science", "both")}
        self.assertEqual(len(ids["few"]), 3)
        self.assertEqual(len(ids["science"]), len(told_by(SCIENCE)))
        self.assertEqual(len(ids["both"]), 2)
        self.assertLess(set(ids["both"]), set(ids["science"]))


if __name__ == "__main__":
    unittest.main()
