"""Nothing new, nothing done: runs that follow one another."""

import os
import unittest

from world import LATER, NOW, World, has_command


class AgainTest(World):
    def setUp(self):
        super().setUp()
        self.headwater("run")
        self.first, self.inode = self.read(), os.stat(self.output).st_ino

    def assert_untouched(self):
        self.assertEqual(self.read(), self.first)
        self.assertEqual(os.stat(self.output).st_ino, self.inode, "the file was written again")

    def test_what_is_not_due_is_not_polled(self):
        before = self.dump()
        os.remove(os.path.join(self.folder, "harbour-courier.xml"))  # asking for it would fail
        result = self.headwater("run", now=NOW)
        self.assertNotIn("harbour", (result.stdout + result.stderr).lower())
        self.assert_untouched()
        self.assertEqual(self.dump(), before)

    def test_force_with_nothing_new(self):
        items = {t: rows for t, rows in self.dump().items() if "feed" not in t}
        self.headwater("run", "--force", now=LATER)
        self.assert_untouched()
        self.assertEqual({t: len(rows) for t, rows in self.dump().items() if "feed" not in t},
                         {t: len(rows) for t, rows in items.items()})

    @unittest.skipUnless(has_command("render"), "no render command")
    def test_render_makes_the_same_bytes(self):
        os.remove(self.output)
        self.headwater("render", now=LATER)
        self.assertEqual(self.read(), self.first)

    def test_a_second_world_gives_the_same_bytes(self):
        os.remove(self.output)
        os.rename(self.path("state"), self.path("old-state"))
        self.headwater("run")
        self.assertEqual(self.read(), self.first)

    def test_in_two_runs_or_in_one(self):
        """How the stream was cut into runs does not show."""
        os.remove(self.output)
        os.rename(self.path("state"), self.path("old-state"))
        whole = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        head = whole.split("  - {url: \"file:rheinbote.rdf\"")[0]
        self.write("feeds.yaml", head)
        self.headwater("run")
        self.write("feeds.yaml", whole)
        self.headwater("run")
        self.assertEqual(self.read(), self.first)


if __name__ == "__main__":
    unittest.main()
