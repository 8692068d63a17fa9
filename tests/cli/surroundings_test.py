"""Unusual environments: locale, time zone, clock, standard output, folders. The output does not depend on them."""

import json
import os
import sqlite3
import pty
import shutil
import subprocess
import unittest

from world import LATER, NOW, PROGRAM, World


class SurroundingsTest(World):
    def fresh(self, env):
        """The output of a first run in this environment."""
        if os.path.exists(self.path("state")):
            os.rename(self.path("state"), self.path(f"state-{len(os.listdir(self.root))}"))
            os.remove(self.output)
        self.headwater("run", env=env)
        return self.read()

    def test_locale_and_time_zone(self):
        plain = self.fresh({})
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "no_SUCH.locale"}, {"TZ": "Pacific/Kiritimati"},
                    {"TZ": "Nonsense/Zone"}, {"TZ": ":::"}, {"JOURNAL_STREAM": "8:1"}, {"NO_COLOR": "1"},
                    {"COLUMNS": "7"}):
            with self.subTest(env):
                self.assertEqual(self.fresh(env), plain)

    def test_the_clock_is_set_back(self):
        self.headwater("run", now=LATER)
        first = self.read()
        self.headwater("run", "--force", now="2024-10-10T08:00:00Z")
        self.assertEqual(self.read(), first)
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        self.headwater("run", "--force", now="2024-10-11T08:00:00Z")
        self.assertIn(b"closed until spring", self.read())
        self.assertEqual(len(self.entries()), first.count(b"<entry"))

    def test_standard_output_is_closed(self):
        result = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *self.arguments("run")],
                                env=self.environment(), capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(result.stderr.splitlines()[-1], "error: headwater run: cannot write to standard output")
        self.assertGreater(len(self.entries()), 20)

    def test_standard_output_is_full(self):
        """An error while printing is reported once, in one line."""
        self.headwater("run")
        story = str(json.loads(self.headwater("stories", "--json").stdout)[0]["node"])
        keys = [str(t["key"]) for t in json.loads(self.headwater("story", story, "--json").stdout)["tellings"]]
        feed = os.path.join(self.folder, "northern-ledger.atom")
        for words in (("status",), ("status", "--json"), ("feeds", "--json"), ("stories", "--json"), ("story", story),
                      ("story", story, "--json"), ("rules", "--json"), ("parse", feed), ("export",), ("check",),
                      ("explain", keys[0], keys[-1], "--json"), ("verify",), ("run", "--help"), ("run", "--explain")):
            with self.subTest(words), open("/dev/full", "w", encoding="ascii") as full:
                result = subprocess.run(self.arguments(*words), env=self.environment(), stdout=full,
                                        stderr=subprocess.PIPE, text=True, timeout=120)
                self.assertEqual((result.returncode, result.stderr.count("cannot write to standard output\n")), (1, 1),
                                 result.stderr)
        for word in ("--help", "--version", "--complete"):
            with self.subTest(word), open("/dev/full", "w", encoding="ascii") as full:
                result = subprocess.run([PROGRAM, word], env=self.environment(), stdout=full,
                                        stderr=subprocess.PIPE, text=True, timeout=120)
                self.assertEqual((result.returncode, result.stderr),
                                 (1, "error: headwater: cannot write to standard output\n"))

    def test_progress_is_for_terminals(self):
        terminal, other = pty.openpty()
        subprocess.run(self.arguments("run"), env=self.environment(), stdout=subprocess.DEVNULL, stderr=other,
                       check=True, timeout=120)
        os.close(other)
        words = os.read(terminal, 1 << 16).decode()
        os.close(terminal)
        self.assertRegex(words, "polled [0-9]+ of 12 feeds, 0 failed, [0-9]+ new items")
        self.assertTrue(words.endswith("\r\033[K"), "the line is removed at the end")
        self.assertNotIn("polled", self.headwater("run", "--force", now=LATER).stderr)
        self.assertEqual(self.headwater("run", "--force", "--quiet", now=LATER).stderr, "")

    def test_progress_fits_a_narrow_terminal(self):
        """A line that is too wide wraps and cannot be erased, so it would stay once for each feed."""
        shown = self.terminal("run", stream="stderr", columns=24).split("\r\033[K")
        self.assertIn("polled 12 of 12 feeds, ", shown)
        self.assertLessEqual(max(len(line) for line in shown if line.startswith("polled")), 23)

    def test_the_state_lies_where_systemd_or_the_user_says(self):
        arguments = [a for a in self.arguments("run") if a != "--state" and not a.startswith("sqlite:")]
        rows = [({"STATE_DIRECTORY": self.path("var")}, "var/state.db"),
                ({"XDG_STATE_HOME": self.path("xdg")}, "xdg/headwater/state.db"),
                ({}, "home/.local/state/headwater/state.db")]
        for env, where in rows:
            with self.subTest(where):
                subprocess.run(arguments, env=self.environment(env), check=True, capture_output=True)
                self.assertTrue(os.path.exists(self.path(where)))

    def test_a_run_that_was_dated_years_ahead(self):
        """The next run polls all feeds, reports this once, and compares its items with the earlier ones."""
        self.headwater("run", now="2025-10-09T08:00:00Z")
        self.headwater("run", "--force", now="2035-10-10T08:00:00Z")
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        result = self.headwater("run")
        self.assertEqual(result.stderr.count("times in the future"), 1, result.stderr)
        self.assertIn("Polled 12 of 12 feeds", result.stdout)
        self.assertNotIn("times in the future", self.headwater("run", now=LATER).stderr)
        self.assertNotIn("2035-", self.headwater("status").stdout + self.read().decode())
        with sqlite3.connect(self.state) as database:
            newest = database.execute("SELECT max(t) FROM (SELECT max(first_seen, last_seen, changed) AS t FROM item "
                                      "UNION ALL SELECT time FROM record UNION ALL SELECT updated FROM story)")
            self.assertLess(newest.fetchone()[0], 1760126400)
        self.assertEqual(self.headwater("verify").stdout, "The state is intact.\n")

    def test_a_first_run_that_was_dated_years_ahead(self):
        self.headwater("run", now="2035-10-10T08:00:00Z")
        self.assertIn("Polled 12 of 12 feeds", self.headwater("run").stdout)
        self.assertNotIn("2035-", self.read().decode())
        self.assertEqual(self.headwater("verify").stdout, "The state is intact.\n")

    def test_a_damaged_page(self):
        """The state opens but cannot be read completely, so nothing is published from the rest."""
        self.headwater("run")
        old = self.read()
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        with open(self.state, "r+b") as file:
            page = int.from_bytes(file.read(18)[16:], "big")
            for number in range(2, os.path.getsize(self.state) // page):  # all but the first and the last
                file.seek(number * page)
                file.write(b"\xa5" * page)
        result = self.headwater("run", "--force", now=LATER, status=1)
        self.assertIn("the state is damaged; restore a backup", result.stderr)
        self.assertEqual(self.read(), old)
        self.assertIn("damaged", self.headwater("verify", status=1).stdout)

    def test_a_state_that_may_not_be_written(self):
        self.headwater("run")
        old = self.read()
        folder = os.path.dirname(self.state)
        closed = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                  'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"', folder]
        if subprocess.run([*closed, "true"], capture_output=True).returncode != 0:
            self.skipTest("namespaces of users are not to be had here")
        result = subprocess.run(closed + self.arguments("run", "--force", now=LATER), env=self.environment(),
                                capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, "(?i)read-only|may not be written")
        self.assertIn("state", result.stderr)
        self.assertEqual(self.read(), old)
        reading = subprocess.run(closed + self.arguments("status"), env=self.environment(), capture_output=True,
                                 text=True, timeout=120)
        self.assertEqual(reading.returncode, 0, reading.stderr)

    def test_a_lexicon_that_is_not_there(self):
        absent = self.path("absent.bin")
        result = self.headwater("run", "--lexicon", absent, status=66)
        self.assertEqual(result.stderr, f"error: headwater run: reading {absent}: No such file or directory\n")
        self.write("broken.bin", b"no lexicon at all" * 100)
        result = self.headwater("run", "--lexicon", os.path.join(self.folder, "broken.bin"), status=65)
        self.assertIn("broken.bin", result.stderr)

    def test_an_installed_lexicon_of_another_version(self):
        """After an upgrade, feeds are polled until the lexicon is rebuilt, and the log says what is missing."""
        if any(os.path.exists(f"{folder}/lexicon.bin") for folder in
               ("/usr/share/headwater", "/usr/local/share/headwater", "/var/cache/headwater-lexicon")):
            self.skipTest("a lexicon is installed here")
        program = os.path.join(self.folder, "headwater")
        shutil.copy(PROGRAM, program)
        self.write("lexicon.bin", b"no lexicon at all" * 100)
        result = subprocess.run([program, *self.arguments("run")[1:]], env=self.environment(),
                                capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("lexicon.bin is damaged, of another version, or not a lexicon: translations", result.stderr)

    def test_a_damaged_state(self):
        self.headwater("run", now=NOW)
        size = os.path.getsize(self.state)
        with open(self.state, "r+b") as file:
            file.write(b"not a database at all" * (size // 21))
        for leftover in (self.state + "-wal", self.state + "-shm"):
            if os.path.exists(leftover):
                os.remove(leftover)
        old = self.read()
        result = self.headwater("run", "--force", status=1)
        self.assertIn("state.db", result.stderr)
        self.assertEqual(self.read(), old)


if __name__ == "__main__":
    unittest.main()
