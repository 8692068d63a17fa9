"""status and story: the output for users and for scripts."""

import json
import os
import re
import subprocess
import unittest
from unicodedata import combining, east_asian_width

from world import LATER, NOW, PROGRAM, World, gold


def width(line):
    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in line)


class StatusTest(World):
    def test_before_the_first_run(self):
        """As state_test says, a state that is given must be there; the one that nobody names need not."""
        result = subprocess.run([PROGRAM, "status", "--now", NOW], cwd=self.folder, env=self.environment(),
                                capture_output=True, text=True, check=True)
        lines = result.stdout.splitlines()
        self.assertEqual(lines[0].split(), ["FEED", "LAST", "POLL", "RESULT", "NEXT", "WHY", "ITEMS"])
        self.assertTrue(all("never" in line for line in lines[1:-2]))
        self.assertTrue(lines[-1].endswith("0 items in 0 stories, 0 of them further tellings of a story"))
        self.assertFalse(os.path.exists(self.path("home")), "status made a state")

    def test_table_fits_the_terminal(self):
        self.headwater("run")
        for columns in (60, 80, 200):
            text = self.headwater("status", env={"COLUMNS": str(columns)}).stdout
            table = text.split("\n\n")[0].splitlines()
            with self.subTest(columns):
                self.assertLessEqual(max(map(width, table)), columns)
                self.assertEqual(len({width(line) for line in table}), 1, text)
                self.assertEqual("WHY" in table[0], columns == 200, "it goes before others are cut")
                self.assertNotIn(" in …", text)
        self.assertNotIn("\033", text)

    def test_an_address_keeps_its_end(self):
        self.headwater("run")
        table = self.headwater("feeds", env={"COLUMNS": "80"}).stdout.split("\n\n")[0].splitlines()
        self.assertLessEqual(max(map(width, table)), 80)
        self.assertRegex("\n".join(table), r" …\S*rbour-courier\.xml(\n|$)")

    def test_colours(self):
        self.headwater("run")
        self.assertIn("\033[32m", self.terminal("status"))
        self.assertNotIn("\033", self.terminal("status", NO_COLOR="1"))
        self.assertNotIn("\033", self.terminal("status", TERM="dumb"))

    def test_a_failure_is_shown(self):
        os.remove(os.path.join(self.folder, "harbour-courier.xml"))
        self.headwater("run", status=None)
        self.headwater("run", "--force", status=None, now=LATER)
        feeds = {f["name"]: f for f in json.loads(self.headwater("status", "--json", now=LATER).stdout)["feeds"]}
        failed = feeds["The Harbour Courier"]
        self.assertEqual(failed["errors_in_row"], 2)
        self.assertTrue(failed["error"])
        self.assertEqual(failed["items"], 0)
        self.assertIsNone(feeds["Northern Ledger"]["error"])
        self.assertIn("(2 times)", self.headwater("status", now=LATER).stdout)

    def test_json(self):
        self.headwater("run")
        status = json.loads(self.headwater("status", "--json").stdout)
        self.assertEqual(sum(f["items"] for f in status["feeds"]), status["items"])
        self.assertEqual(status["items"], len(gold()))
        self.assertEqual(status["items"] - status["stories"], status["folded"])


class FeedsTest(World):
    def feeds(self, *options):
        return json.loads(self.headwater("feeds", "--json", *options, now=LATER).stdout)

    def test_states_and_tags(self):
        path = os.path.join(self.folder, "feeds.yaml")
        text = self.read(path).decode().replace("name: Northern Ledger}", "name: Northern Ledger, tags: [sea, far]}") \
            .replace("name: Der Rheinbote}", "name: Der Rheinbote, enabled: false}")
        self.write("feeds.yaml", text)
        os.remove(os.path.join(self.folder, "harbour-courier.xml"))
        self.headwater("run", status=None)
        feeds = {feed["name"]: feed for feed in self.feeds()}
        self.assertEqual(len(feeds), 12)
        self.assertEqual(feeds["Northern Ledger"]["state"], "ok")
        self.assertEqual(feeds["Northern Ledger"]["tags"], ["sea", "far"])
        self.assertGreater(feeds["Northern Ledger"]["items"], 0)
        self.assertEqual(feeds["Der Rheinbote"]["state"], "disabled")
        self.assertTrue(feeds["The Harbour Courier"]["error"])
        self.assertEqual([f["name"] for f in self.feeds("--is", "failing")], ["The Harbour Courier"])
        self.assertEqual([f["name"] for f in self.feeds("--tag", "sea")], ["Northern Ledger"])
        self.assertEqual(self.feeds("--tag", "sea", "--is", "failing"), [])
        self.assertIn("--is is \"bad\", expected", self.headwater("feeds", "--is", "bad", status=2).stderr)

    def test_table(self):
        self.headwater("run")
        for columns in (70, 120):
            text = self.headwater("feeds", env={"COLUMNS": str(columns)}).stdout
            table = text.split("\n\n")[0].splitlines()
            self.assertEqual(len(table), 13)
            self.assertLessEqual(max(map(width, table)), columns)
        self.assertTrue(text.endswith("\n12 of 12 feeds\n"))


class StoryTest(World):
    def setUp(self):
        super().setUp()
        self.headwater("run")

    def story(self, word):
        return json.loads(self.headwater("story", "--json", word).stdout)

    def test_every_name_finds_it(self):
        for entry in self.entries()[:4]:
            by_id = self.story(entry.id)
            self.assertEqual(by_id["id"], entry.id)
            self.assertEqual(self.story(by_id["node"]), by_id)
            for telling in by_id["tellings"]:
                self.assertEqual(self.story(telling["key"]), by_id)
                self.assertEqual(self.story(telling["link"]), by_id)

    def test_evidence(self):
        for entry in self.entries()[:8]:
            tellings = self.story(entry.id)["tellings"]
            channels = [t["evidence"]["channel"] for t in tellings]
            self.assertEqual(channels.count("founder"), 1, channels)
            self.assertEqual({t["link"] for t in tellings} - entry.hrefs(), set())

    def test_text_for_people(self):
        entry = max(self.entries(), key=lambda e: len(e.hrefs()))
        text = self.headwater("story", entry.id).stdout
        self.assertIn(entry.id, text)
        self.assertIn("joined by", text)
        self.assertIn("    founder\n", text)
        self.assertRegex(text, r"\n    T 0\.\d{3}, P 0\.\d{3}, C 0\.000; \d+ words match\n")
        self.assertNotIn("{", text)
        self.assertEqual(len(re.findall(r"^\*\d+\. ", text, re.MULTILINE)), 1)

    def test_what_is_not_there(self):
        for word in ("1", "nothing", "urn:uuid:68656164-7700-8000-8000-000000000001"):
            result = self.headwater("story", word, status=66)
            self.assertEqual(result.stderr,
                             f'error: headwater story: there is no story or item "{word}" (headwater stories '
                             "lists them)\n")
        os.remove(self.state)
        self.assertIn("there is no state", self.headwater("story", "1", status=66).stderr)


if __name__ == "__main__":
    unittest.main()
