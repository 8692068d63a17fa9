"""Consecutive runs: without new items, a run changes nothing."""

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
        os.remove(os.path.join(self.folder, "harbour-courier.xml"))  # requesting it would fail
        result = self.headwater("run", now=NOW)
        self.assertNotIn("harbour", (result.stdout + result.stderr).lower())
        self.assert_untouched()
        self.assertEqual(self.dump(), before)

    def points(self, *args, now=NOW):
        log = self.path("points")
        open(log, "w", encoding="utf-8").close()
        self.headwater("run", *args, now=now, env={"HEADWATER_FAILPOINT_LOG": log})
        with open(log, encoding="utf-8") as file:
            return set(file.read().split())

    def test_what_was_published_is_not_rendered_again(self):
        self.assertNotIn("files-published", self.points())
        self.assertIn("files-published", self.points("--force"))
        self.assert_untouched()

    def test_a_file_that_is_gone_or_changed_comes_back(self):
        os.remove(self.output)
        self.headwater("run", now=NOW)
        self.assertEqual(self.read(), self.first)
        with open(self.output, "ab") as file:
            file.write(b"more")
        self.headwater("run", now=NOW)
        self.assertEqual(self.read(), self.first)

    def test_another_configuration_is_published(self):
        whole = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", whole.replace("feeds:", "feeds: # all of them", 1))
        self.assertIn("files-published", self.points())
        self.assert_untouched()
        self.assertNotIn("files-published", self.points())

    def test_a_feed_of_another_address_is_published(self):
        path = os.path.join(self.folder, "harbour-courier.xml")
        text = self.read(path).decode()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("courier.example/</link>", "courier.example/us</link>", 1))
        self.headwater("run", now="2025-10-12T08:00:00Z")
        self.assertTrue(b"https://harbour-courier.example/us" in self.read())

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
        """The result does not depend on how the items are divided into runs."""
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
