"""The newswire gives exactly the stories that it was written to contain (tests/data/newswire/stories.tsv)."""

import subprocess
import unittest
from collections import defaultdict

from world import LATER, World, gold

ROWS = gold()
STORY_OF = {link: story for _, link, story, _ in ROWS}


class NewswireTest(World):
    def setUp(self):
        super().setUp()
        self.result = self.headwater("run")

    def told(self):
        """For each entry, the links of its items."""
        return {entry.id: entry.hrefs() & STORY_OF.keys() for entry in self.entries()}

    def test_every_item_is_in_one_entry(self):
        entries_of = defaultdict(list)
        for entry, links in self.told().items():
            for link in links:
                entries_of[link].append(entry)
        for link in STORY_OF:
            self.assertEqual(len(entries_of[link]), 1, link)

    def test_the_stories_are_those_that_were_written(self):
        wanted = defaultdict(set)
        for link, story in STORY_OF.items():
            wanted[story].add(link)
        found = {frozenset(links) for links in self.told().values()}
        for story, links in sorted(wanted.items()):
            with self.subTest(story):
                self.assertIn(frozenset(links), found)
        self.assertEqual(len(found), len(wanted))

    def test_leads_are_in_the_readers_language(self):
        """Every story with an English telling is shown in English."""
        english = {"meridian-wire.json", "harbour-courier.xml", "northern-ledger.atom", "tremor-watch.xml"}
        has_english = {story for feed, _, story, _ in ROWS if feed in english}
        feed_of = {link: feed for feed, link, _, _ in ROWS}
        for entry in self.entries():
            lead = next(href for rel, href, _ in entry.links if rel == "alternate" and href in STORY_OF)
            links = entry.hrefs() & STORY_OF.keys()
            if STORY_OF[lead] in has_english and len(links) > 1:
                self.assertIn(feed_of[lead], english, entry.title)

    def test_a_marker_is_the_stories_number(self):
        [seeds] = [e for e in self.entries() if "Wanjiru Kamotho" in e.text]
        self.assertIn("4410027", seeds.id)
        [football] = [e for e in self.entries() if "Calafquén" in e.title]
        self.assertNotIn("4410027", football.id)

    def test_a_correction_stays_the_same_story(self):
        before = {e.id: e for e in self.entries()}
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        self.headwater("run", "--force", now=LATER)
        after = {e.id: e for e in self.entries()}
        self.assertEqual(before.keys(), after.keys())
        [bridge] = [e for e in after.values() if "Halvard Strand" in e.text and "Lindvag" in e.title
                    and "meridian" in "".join(e.hrefs())]
        self.assertIn("closed until spring", bridge.text)
        self.assertEqual(bridge.updated, before[bridge.id].updated, "its lead did not change")

    def test_another_program_reads_it(self):
        subprocess.run(["xmllint", "--noout", "--nonet", self.output], check=True)

    def test_the_summary_says_where_and_what(self):
        said = self.result.stdout + self.result.stderr
        for word in ("merged.atom", "12", "51"):
            self.assertIn(word, said)


if __name__ == "__main__":
    unittest.main()
