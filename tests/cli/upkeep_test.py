"""backup, restore, verify, prune and stories, as an operator uses them."""

import json
import os
import sqlite3
import unittest

from world import NOW, World, gold

YEARS_LATER = "2028-01-01T00:00:00Z"


class UpkeepTest(World):
    def setUp(self):
        super().setUp()
        self.headwater("run")

    def counts(self):
        status = json.loads(self.headwater("status", "--json").stdout)
        return status["items"], status["stories"]

    def test_backup_and_restore(self):
        before, copy = self.dump(), self.path("copy.db")
        self.headwater("backup", copy)
        self.assertEqual(os.stat(copy).st_mode & 0o777, 0o600)
        self.headwater("prune", now=YEARS_LATER)
        self.assertEqual(self.counts(), (0, 0))
        self.headwater("restore", copy)
        self.assertEqual(self.dump(), before)
        self.assertEqual(self.headwater("verify").stdout, "The state is whole.\n")

    def test_restore_where_no_state_is(self):
        before, copy = self.counts(), self.path("copy.db")
        self.headwater("backup", copy)
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.state + suffix):
                os.remove(self.state + suffix)
        self.headwater("restore", copy)
        self.assertEqual(self.counts(), before)

    def test_what_is_no_copy_is_refused(self):
        before = self.dump()
        self.headwater("restore", self.path("nothing.db"), status=66)
        self.assertIn("is not a state of headwater",
                      self.headwater("restore", os.path.join(self.folder, "feeds.yaml"), status=1).stderr)
        self.assertEqual(self.dump(), before)

    def test_pruned_items_stay_known(self):
        self.headwater("prune", now=YEARS_LATER)
        again = self.headwater("run", "--force", now=YEARS_LATER).stdout
        self.assertIn("0 new items", again)
        self.assertEqual(self.counts(), (0, 0))

    def test_what_is_in_its_feed_stays(self):
        self.headwater("run", "--force", now=YEARS_LATER)
        self.headwater("prune", now=YEARS_LATER)
        self.assertEqual(self.counts()[0], len(gold()))

    def test_verify_tells_and_fails(self):
        with sqlite3.connect(self.state) as database:
            database.execute("DELETE FROM body WHERE item = 1")
        self.assertEqual(self.headwater("verify", status=1).stdout, "1 items without a text\n")

    def test_words(self):
        self.assertIn("--keep needs a number of days, not \"soon\"",
                      self.headwater("prune", "--keep", "soon", status=2).stderr)


class StoriesTest(World):
    def setUp(self):
        super().setUp()
        self.headwater("run")

    def stories(self, *options):
        return json.loads(self.headwater("stories", "--json", *options).stdout)

    def test_filters(self):
        every = self.stories()
        self.assertEqual(sum(s["tellings"] for s in every), len(gold()))
        self.assertEqual(self.stories("--limit", "3"), every[:3])
        self.assertEqual(self.stories("--tellings", "3"), [s for s in every if s["tellings"] >= 3])
        self.assertEqual(self.stories("--language", "de"),
                         [s for s in every if "de" in s["languages"].split()])
        self.assertEqual(self.stories("--since", NOW), every)
        self.assertEqual(self.stories("--since", YEARS_LATER), [])
        self.assertTrue(0 < len(self.stories("--feed", "Rheinbote")) < len(every))

    def test_table(self):
        lines = self.headwater("stories", env={"COLUMNS": "90"}).stdout.splitlines()
        self.assertEqual(len(lines), 1 + len(self.stories()))
        for word in ("--limit", "--tellings"):
            self.assertIn("needs a number", self.headwater("stories", word, "-1", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
