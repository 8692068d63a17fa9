"""Under systemd: what a run writes to the journal, which is a socket here; a separate stream gets the rest."""

import os
import re
import socket
import subprocess
import threading
import unittest

from world import LATER, World

MANUAL = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                      "docs", "man", "headwater.1")


def fields(datagram):
    """The fields of one entry in systemd's native protocol."""
    found, at = {}, 0
    while at < len(datagram):
        end = datagram.index(b"\n", at)
        name, equals, value = datagram[at:end].partition(b"=")
        if not equals:
            size = int.from_bytes(datagram[end + 1:end + 9], "little")
            value, end = datagram[end + 9:end + 9 + size], end + 9 + size
        found[name.decode()], at = value.decode(), end + 1
    return found


class JournalTest(World):
    def setUp(self):
        super().setUp()
        self.journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.journal.close)
        self.journal.bind(self.path("journal"))

    def listen(self, entries):
        """Reads until an empty datagram, because an unread socket buffers only a few."""
        while datagram := self.journal.recv(1 << 16):
            entries.append(fields(datagram))

    def check_manual(self, entries):
        """headwater(1) lists all our fields and all kinds of events."""
        with open(MANUAL, encoding="utf-8") as file:
            manual = re.findall(r"\S+", file.read())
        for entry in entries:
            for word in [n for n in entry if n.startswith("HEADWATER_")] + [v for n, v in entry.items() if n == "MESSAGE_ID"]:
                self.assertTrue(word in manual, word)

    def run_for_the_journal(self, *options, journal="journal", both=False, now=LATER):
        """(stdout, stderr, entries) of a run whose standard error is the journal's stream; with both, standard output, too."""
        stream = os.open(self.path("stream"), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        info = os.fstat(stream)
        env = {"JOURNAL_STREAM": f"{info.st_dev}:{info.st_ino}", "HEADWATER_JOURNAL_SOCKET": self.path(journal)}
        entries = []
        listener = threading.Thread(target=self.listen, args=(entries,))
        listener.start()
        try:
            result = subprocess.run(self.arguments("run", *options, now=now), env=self.environment(env), text=True,
                                    stdout=stream if both else subprocess.PIPE, stderr=stream, timeout=280)
        finally:
            os.close(stream)
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
                end.sendto(b"", self.path("journal"))
            listener.join()
        self.assertEqual(result.returncode, 0)
        self.check_manual(entries)
        return result.stdout, self.read(self.path("stream")).decode(), entries

    def test_a_run_tells_its_counts(self):
        printed, stream, entries = self.run_for_the_journal()
        self.assertEqual(stream, "")
        end = entries[-1]
        self.assertEqual((end["PRIORITY"], end["SYSLOG_IDENTIFIER"], end["CODE_FILE"]), ("6", "headwater", "run_log.c"))
        self.assertRegex(end["MESSAGE_ID"], r"^[0-9a-f]{32}$")
        self.assertIn(f"Polled {end['HEADWATER_POLLED']} of ", printed)
        self.assertIn(f"{end['HEADWATER_NEW']} new items", printed)
        self.assertIn(f"{end['HEADWATER_ITEMS']} items in {end['HEADWATER_STORIES']} stories", printed)

    def test_nothing_stands_there_twice(self):
        _, stream, entries = self.run_for_the_journal(both=True)
        self.assertEqual(stream, "")
        self.assertIn("HEADWATER_POLLED", entries[-1])

    def test_a_feed_that_fails_is_named(self):
        self.headwater("run")
        os.remove(os.path.join(self.folder, "rheinbote.rdf"))
        _, _, entries = self.run_for_the_journal("--force", "--quiet")
        [entry] = entries
        self.assertEqual((entry["PRIORITY"], entry["HEADWATER_ERRORS_IN_ROW"]), ("4", "1"))
        self.assertTrue(entry["HEADWATER_FEED"].endswith("rheinbote.rdf"), entry)
        self.assertIn("no such file", entry["MESSAGE"].lower())

    def test_each_item_names_its_story(self):
        _, _, entries = self.run_for_the_journal("--verbose")
        placed = [e for e in entries if "HEADWATER_STORY" in e]
        self.assertEqual(str(len(placed)), entries[-1]["HEADWATER_NEW"])
        told = next(e for e in placed if "HEADWATER_CHANNEL" in e)
        self.assertIn("PRIORITY", told)
        self.assertIn(f"joins story {told['HEADWATER_STORY']} ({told['HEADWATER_CHANNEL']})", told["MESSAGE"])
        story = self.headwater("story", told["HEADWATER_STORY"], now=LATER).stdout
        self.assertIn(re.search('"(.*)"', told["MESSAGE"])[1], story)

    def test_without_a_journal_lines_carry_their_priority(self):
        self.headwater("run")
        os.remove(os.path.join(self.folder, "rheinbote.rdf"))
        _, stream, entries = self.run_for_the_journal("--force", "--quiet", journal="nowhere")
        self.assertEqual(entries, [])
        self.assertRegex(stream, r"^<4>[^\n]*\n$")


if __name__ == "__main__":
    unittest.main()
