"""backup, restore, verify, prune and stories, as a user runs them."""

import json
import os
import sqlite3
import unittest

from world import LATER, NOW, World, gold

YEARS_LATER = "2028-01-01T00:00:00Z"


RSS = "<rss version='2.0'><channel><item><guid>{0}</guid><title>{0}</title></item></channel></rss>"


def feeds_of(folder):
    return [name for name in os.listdir(folder)
            if name.endswith((".atom", ".xml", ".rdf", ".json")) and not name.startswith("merged")]


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
        self.assertEqual(self.headwater("verify").stdout, "The state is intact.\n")

    def test_progress_on_a_terminal_only(self):
        for words in (("verify",), ("verify", "--rebuild")):
            with self.subTest(words):
                shown = self.terminal(*words, stream="stderr")
                self.assertRegex(shown, r"^checked 0 %\r\033\[Kchecked \d+ %")
                self.assertTrue(shown.endswith("\r\033[K"), "the line is taken away at the end")
                self.assertEqual(self.terminal(*words, "--quiet", stream="stderr"), "")
                self.assertEqual(self.headwater(*words).stderr, "")

    def test_restore_where_no_state_is(self):
        before, copy = self.counts(), self.path("copy.db")
        self.headwater("backup", copy)
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.state + suffix):
                os.remove(self.state + suffix)
        self.headwater("restore", copy)
        self.assertEqual(self.counts(), before)

    def test_the_state_is_no_copy_of_itself(self):
        before = self.dump()
        os.symlink(self.state, self.path("link.db"))
        for command in ("backup", "restore"):
            for path in (self.state, self.path("link.db")):
                self.assertIn("is the state itself", self.headwater(command, path, status=2).stderr)
        self.assertEqual(self.dump(), before)
        self.assertEqual(self.headwater("verify").stdout, "The state is intact.\n")

    def test_nothing_makes_a_state_by_the_way(self):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.state + suffix):
                os.remove(self.state + suffix)
        nothing, yaml = self.path("nothing.db"), os.path.join(self.folder, "feeds.yaml")
        for command, status, words in (
                (("restore", nothing), 66, "there is no file " + nothing), (("restore", yaml), 65, "not a headwater state"),
                (("prune",), 66, "there is no state at"), (("verify", "--rebuild"), 66, "there is no state at"),
                (("backup", nothing), 66, "there is no state at"), (("stories",), 66, "there is no state at")):
            with self.subTest(command):
                self.assertIn(words, self.headwater(*command, status=status).stderr)
                self.assertFalse(os.path.exists(self.state))

    def test_what_is_no_copy_is_refused(self):
        before = self.dump()
        self.headwater("restore", self.path("nothing.db"), status=66)
        self.assertIn("is not a headwater state",
                      self.headwater("restore", os.path.join(self.folder, "feeds.yaml"), status=65).stderr)
        self.assertEqual(self.dump(), before)

    def test_pruned_items_stay_known(self):
        self.headwater("prune", now=YEARS_LATER)
        again = self.headwater("run", "--force", now=YEARS_LATER).stdout
        self.assertIn("0 new items", again)
        self.assertEqual(self.counts(), (0, 0))

    def test_an_old_item_is_known_by_another_id(self):
        """After the window, items are no longer compared; after the archive time, little is left of them."""
        name = sorted(n for n in feeds_of(self.folder) if n.endswith(".xml"))[0]
        item = ("<rss version='2.0'><channel><item><guid isPermaLink='false'>{}</guid><title>The ferry sank</title>"
                "<link>https://harbour.test/ferry</link><pubDate>Wed, 08 Oct 2025 08:00:00 GMT</pubDate>"
                "<description>{}</description></item></channel></rss>")
        for id, text, now, told in (("1", "Nobody was hurt.", "2025-10-12T08:00:00Z", "1 new item"),
                                    ("a", "Nobody was hurt.", "2025-10-13T08:00:00Z", "0 new items"),
                                    ("b", "No one was hurt.", "2026-02-01T08:00:00Z", "0 new items"),
                                    ("", RSS, "2027-10-01T08:00:00Z", ""),
                                    ("c", "Nobody is hurt.", YEARS_LATER, "0 new items")):
            with self.subTest(id):
                self.write(name, item.format(id, text) if id else RSS.format("another"))
                self.assertIn(told, self.headwater("run", "--force", now=now).stdout)

    def test_a_run_lets_go_once_a_day(self):
        """Each feed has one new item and no longer has its earlier ones."""
        for name in feeds_of(self.folder):
            self.write(name, RSS.format(name))
        self.assertNotIn("pruned", self.headwater("run", now="2025-10-11T08:00:00Z").stdout)
        self.assertIn(f"; {len(gold())} old items pruned;", self.headwater("run", now=YEARS_LATER).stdout)
        self.assertEqual(self.counts()[0], len(feeds_of(self.folder)))
        status = json.loads(self.headwater("status", "--json").stdout)
        self.assertEqual(status["pruned_at"], YEARS_LATER)
        self.assertGreater(status["state_bytes"], status["state_free_bytes"])
        self.assertIn("last pruned: 2 h ago",
                      self.headwater("status", now="2028-01-01T02:00:00Z").stdout)
        self.assertNotIn("pruned", self.headwater("run", "--force", now="2028-01-01T02:00:00Z").stdout)

    def test_the_setting_says_how_long(self):
        path = os.path.join(self.folder, "feeds.yaml")
        self.write("feeds.yaml", self.read(path).replace(b"settings:\n", b"settings:\n  archive: 1000d\n"))
        self.headwater("prune", now=YEARS_LATER)
        self.assertEqual(self.counts()[0], len(gold()))
        self.headwater("prune", "--keep", "500", now=YEARS_LATER)
        self.assertEqual(self.counts()[0], 0)

    def test_what_is_in_its_feed_stays(self):
        self.headwater("run", "--force", now=YEARS_LATER)
        self.headwater("prune", now=YEARS_LATER)
        self.assertEqual(self.counts()[0], len(gold()))

    def test_verify_tells_and_fails(self):
        with sqlite3.connect(self.state) as database:
            database.execute("DELETE FROM body WHERE item = 1")
        result = self.headwater("verify", status=1)
        self.assertEqual(result.stdout, "1 item without a text\n")
        self.assertIn("restore a backup for the rest", result.stderr)
        self.assertEqual(json.loads(self.headwater("verify", "--json", status=1).stdout),
                         {"intact": False, "findings": ["1 item without a text"], "repairs": []})

    def test_a_damaged_row_costs_itself_alone(self):
        """A run reports the damage once and continues; status and metrics count it, verify lists it, --rebuild repairs it."""
        with sqlite3.connect(self.state) as database:
            database.execute("UPDATE body SET json = '{' WHERE item = 1")
            database.execute("UPDATE feed SET state = '?' WHERE id = 2")
        figures = self.path("figures.prom")
        result = self.headwater("run", "--force", "--metrics", figures, now=LATER)
        self.assertEqual(result.stderr.count("warning: set aside 2 damaged rows of the state: "), 1, result.stderr)
        self.assertEqual(len(self.entries()) > 0, True)
        self.assertIn("headwater_state_set_aside 2\n", self.read(figures).decode())
        self.assertIn("The last run set aside 2 damaged rows of the state", self.headwater("status", now=LATER).stdout)
        result = self.headwater("verify", status=1)
        self.assertRegex(result.stdout, r"^item [0-9a-f]{16} of file://\S+ is damaged\n$")
        copy = self.path("copy.db")
        self.headwater("backup", copy)
        repaired = json.loads(self.headwater("verify", "--rebuild", "--json", "--state", copy).stdout)
        self.assertEqual((repaired["intact"], repaired["findings"]), (True, []))
        self.assertIn("1 item was lost; it returns if its feed still has it", repaired["repairs"])
        result = self.headwater("verify", "--rebuild")
        self.assertIn("repaired: 1 item was lost; it returns if its feed still has it\n", result.stdout)
        self.headwater("run", "--force", now="2025-10-10T16:00:00Z")
        self.assertEqual(self.counts()[0], len(gold()))
        self.assertNotIn("damaged", self.headwater("status", now="2025-10-10T16:00:00Z").stdout)

    def test_words(self):
        self.assertIn("--keep needs a number of days, not \"soon\"",
                      self.headwater("prune", "--keep", "soon", status=2).stderr)
        self.assertIn("--keep must be at least the window setting, which is 30 days",
                      self.headwater("prune", "--keep", "7", status=2).stderr)


class ArchiveTest(World):
    def archives(self):
        return {name: self.read(os.path.join(self.folder, name)) for name in os.listdir(self.folder)
                if name.startswith("merged-2")}

    def test_archives_outlive_their_stories(self):
        path = os.path.join(self.folder, "feeds.yaml")
        self.write("feeds.yaml", self.read(path).replace(
            b"  - path: merged.atom\n", b"  - path: merged.atom\n    self: https://me.example/merged.atom\n"
            b"    archives: true\n"))
        self.headwater("run")
        for name, now in (("first", "2025-10-12T08:00:00Z"), ("second", "2025-10-14T08:00:00Z"),
                          ("third", YEARS_LATER)):
            self.write("northern-ledger.atom", RSS.format(name))
            self.headwater("run", "--force", now=now)
            before = self.archives()
        self.assertEqual(sorted(before), ["merged-2025-10-10.atom", "merged-2025-10-12.atom", "merged-2025-10-14.atom"])
        for name in feeds_of(self.folder):
            self.write(name, RSS.format(name))
        self.headwater("run", "--force", now="2030-01-01T08:00:00Z")
        self.headwater("run", "--force", now="2030-01-02T09:00:00Z")
        self.assertEqual(len(self.entries()), len(feeds_of(self.folder)))
        self.assertEqual({name: self.archives()[name] for name in before}, before)
        self.assertIn(b"https://me.example/merged-2028-01-01.atom", self.read())


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
        self.assertEqual(self.stories("--since", NOW[:10]), every)
        self.assertEqual(self.stories("--since", "1h"), every)
        self.assertEqual(self.stories("--until", "1h"), [])
        self.assertEqual(self.stories("--until", YEARS_LATER), every)
        self.assertEqual(self.stories("--feed", "rheinbote"), self.stories("--feed", "Rheinbote"))
        self.assertEqual(self.stories("--feed", "ВЕЧЕРНИЙ"), self.stories("--feed", "вечерн"))
        self.assertEqual(self.stories("--feed", "/"), every)
        self.assertTrue(0 < len(self.stories("--feed", "Rheinbote")) < len(every))

    def test_table(self):
        lines = self.headwater("stories", env={"COLUMNS": "90"}).stdout.splitlines()
        count = len(self.stories())
        self.assertEqual(len(lines), 1 + count + 2)
        self.assertEqual(lines[-2:], ["", f"{count} stories"])
        self.assertTrue(all(line.startswith("0 s ago ") for line in lines[1:-2]), lines[:2])
        later = self.headwater("stories", now="2025-11-10T12:00:00Z").stdout.splitlines()
        self.assertTrue(all(line.startswith("31 d ago ") for line in later[1:-2]), later[:2])
        self.assertEqual(self.headwater("stories", "--limit", "1").stdout.splitlines()[-1],
                         "1 story; --limit N lists more")
        self.assertEqual(self.headwater("stories", "--until", "1h").stdout.splitlines()[-1], "0 stories")
        for word in ("--limit", "--tellings"):
            self.assertIn("needs a number", self.headwater("stories", word, "-1", status=2).stderr)
        for word in ("--since", "--until"):
            self.assertIn("needs a time such as", self.headwater("stories", word, "soon", status=2).stderr)
        self.assertIn("--feed needs a word", self.headwater("stories", "--feed", " ", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
