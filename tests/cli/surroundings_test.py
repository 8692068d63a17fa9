"""Odd surroundings: locale, time zone, clock, standard output, folders. The output does not depend on them."""

import os
import subprocess
import unittest

from world import LATER, NOW, World


class SurroundingsTest(World):
    def fresh(self, env):
        """The output of a first run in these surroundings."""
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
        self.assertIn(result.returncode, (0, 1), result.stderr)
        self.assertGreater(len(self.entries()), 20)

    def test_standard_output_is_full(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = subprocess.run(self.arguments("status"), env=self.environment(), stdout=full,
                                    stderr=subprocess.PIPE, text=True, timeout=120)
        self.assertNotEqual(result.returncode, 0)
        self.assertNotEqual(result.stderr, "")

    def test_the_state_lies_where_systemd_or_the_user_says(self):
        arguments = [a for a in self.arguments("run") if a != "--state" and not a.startswith("sqlite:")]
        rows = [({"STATE_DIRECTORY": self.path("var")}, "var/state.db"),
                ({"XDG_STATE_HOME": self.path("xdg")}, "xdg/headwater/state.db"),
                ({}, "home/.local/state/headwater/state.db")]
        for env, where in rows:
            with self.subTest(where):
                subprocess.run(arguments, env=self.environment(env), check=True, capture_output=True)
                self.assertTrue(os.path.exists(self.path(where)))

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
