"""newsboat as a client of the Google Reader API: two devices of one user see each story once, and read it once.

Debian's newsboat speaks the API as of FeedHQ, with Atom documents; its address can be set.
"""

import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import time
import unittest

from wire import FEEDS, PROGRAM, Wire, missing, node_of

PASSWORD = "correct horse battery"
CONFIG = """use-proxy no
urls-source "feedhq"
feedhq-url "{}"
feedhq-login "ada"
feedhq-password "{}"
feedhq-flag-star "s"
feedhq-min-items 1000
feedhq-show-special-feeds no
confirm-exit no
"""
PREFIX = "tag:google.com,2005:reader/item/"


class Screen:
    """newsboat in a terminal."""

    def __init__(self, command, env):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, env)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait(self, until, seconds=60):
        """Reads what is shown until the function returns true; what it returned."""
        end, shown = time.monotonic() + seconds, b""
        while not (result := until(shown.decode(errors="replace"))):
            if time.monotonic() > end:
                raise AssertionError("waited in vain; shown: " + repr(shown[-2000:]))
            if select.select([self.terminal], [], [], 0.1)[0]:
                shown += os.read(self.terminal, 65536)
        return result

    def end(self):
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


class SyncTest(Wire):
    options = ["--users"]

    def setUp(self):
        super().setUp()
        self.run_with(FEEDS[:len(FEEDS) // 2], "2025-10-10T08:00:00Z")
        self.headwater("user", "add", "ada", input=PASSWORD)
        self.serve()

    def headwater(self, *words, **how):
        return subprocess.run([PROGRAM, *words, *self.common()], check=True, capture_output=True, text=True, timeout=120,
                              env=self.environment(), **how).stdout

    def user(self):
        return json.loads(self.headwater("user", "list", "--json"))[0]

    def command(self, device):
        with open(self.path(device + ".config"), "w", encoding="utf-8") as file:
            file.write(CONFIG.format(self.site, PASSWORD))
        return ["newsboat", "-u", self.path("urls"), "-c", self.path(device + ".db"), "-C", self.path(device + ".config")]

    def reload(self, device):
        result = subprocess.run([*self.command(device), "-x", "reload"], capture_output=True, text=True, timeout=120,
                                env=self.environment())
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        with sqlite3.connect(self.path(device + ".db")) as cache:
            rows = cache.execute("SELECT guid, title, url, unread FROM rss_item").fetchall()
        for guid, _, _, _ in rows:
            self.assertTrue(guid.startswith(PREFIX), guid)
        found = {str(int(guid.removeprefix(PREFIX), 16)): row for guid, *row in rows}
        self.assertEqual(len(found), len(rows))
        return found

    def unread(self, rows):
        return {node for node, row in rows.items() if row[2]}

    def screen(self, device):
        screen = Screen(self.command(device), self.environment(TERM="xterm", LINES="40", COLUMNS="100"))
        self.addCleanup(screen.end)
        screen.wait(lambda shown: "Harbour Courier" in shown)
        return screen

    def test_two_devices(self):
        entries = {node_of(identifier): entry for identifier, entry in self.entries().items()}
        desk = self.reload("desk")
        self.assertEqual({node: row[:2] for node, row in desk.items()},
                         {node: [entry.title, entry.link] for node, entry in entries.items()}, "each story once")
        self.assertEqual(self.unread(desk), set(entries))

        screen = self.screen("desk")
        screen.type("\n")  # opens the first feed
        screen.wait(lambda shown: "Articles in feed" in shown)
        screen.type("\n")  # reads its first article
        screen.wait(lambda shown: "Link: " in shown)
        screen.type("q")  # leaving it, newsboat tells the server
        screen.wait(lambda shown: self.user()["read"] == 1)
        screen.type("\x05s\n")  # flags it
        screen.wait(lambda shown: self.user()["starred"] == 1)
        screen.type("n")  # goes to the next feed with unread articles
        screen.wait(lambda shown: "unread, " in shown)
        screen.type("A")  # marks all of it
        read = screen.wait(lambda shown: (count := self.user()["read"]) > 1 and count)

        phone = self.reload("phone")
        self.assertEqual(len(phone), len(desk))
        self.assertEqual(len(self.unread(phone)), len(entries) - read)

        self.run_with([*FEEDS, "late.xml"], "2025-10-10T09:00:00Z")
        fresh = {node_of(i) for i in self.entries()} - set(entries)
        self.assertEqual(self.unread(self.reload("phone")), self.unread(phone) | fresh,
                         "a story that gained a telling is unread again")


if __name__ == "__main__":
    if shutil.which("newsboat") is None:
        missing("newsboat is not installed")
    unittest.main()
