"""Kills a run on a state in PostgreSQL at every point where a power cut could matter, and the server at any time. The next
normal run ends like an uninterrupted one, with the same state and the same bytes."""

import contextlib
import os
import random
import socket
import tempfile
import threading
import time
import unittest
from collections import Counter

import postgresql_world
from postgresql_world import PostgreSQLWorld
from world import NOW, SANITIZED

THOROUGH = bool(os.environ.get("HEADWATER_THOROUGH"))
RESTARTS = 60 if THOROUGH else 2 if SANITIZED else 6
CUTS = 100 if THOROUGH else 2 if SANITIZED else 6  # each way
KILLS = 40 if THOROUGH else 2 if SANITIZED else 6
OCCURRENCES = 1000 if THOROUGH else 2 if SANITIZED else 5  # of each point

# Settings that differ between two states that say the same: how often it was written, whose it is, and the mark of the last
# publication, which has the time of the published file.
PASSING = "('version', 'identity', 'shown')"


def setUpModule():
    postgresql_world.set_up_module()


class Wire:
    """A socket before the server's that cuts every connection once so many bytes went one way."""

    def __init__(self, folder, server, requests=None, answers=None):
        self.limits = [requests, answers]
        self.counts = [0, 0]
        self.server = server + "/.s.PGSQL.5432"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(folder + "/.s.PGSQL.5432")
        self.listener.listen(16)
        self.sockets = []
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self.listener.accept()
                theirs = socket.socket(socket.AF_UNIX)
                theirs.connect(self.server)
                self.sockets += [ours, theirs]
                for way, ends in enumerate(((ours, theirs), (theirs, ours))):
                    threading.Thread(target=self.carry, args=(way, *ends), daemon=True).start()

    def carry(self, way, here, there):
        with contextlib.suppress(OSError):
            while data := here.recv(65536):
                room = len(data) if self.limits[way] is None else self.limits[way] - self.counts[way]
                self.counts[way] += len(data)
                there.sendall(data[:max(0, room)])
                if room <= len(data) and self.limits[way] is not None:
                    break
        for end in (here, there):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        for end in [*self.sockets, self.listener]:
            end.close()


class PostgreSQLCrashTest(PostgreSQLWorld):
    def setUp(self):
        """The start is a state with the items of the first feed, in a schema of its own that each try copies."""
        super().setUp()
        self.whole = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", self.whole.split("  - {url: \"file:harbour-courier.xml\"")[0])
        self.on(self.address, "run")
        self.write("feeds.yaml", self.whole)
        self.before = {path: self.read(path) for path in self.files()}
        self.tries = 0
        self.points = self.path("points")
        started = time.monotonic()
        self.start_again()
        self.on(self.there, "run", env={"HEADWATER_FAILPOINT_LOG": self.points})
        self.seconds = time.monotonic() - started
        self.end, self.end_rows = self.outputs(), self.rows()

    def files(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.folder) for name in names]

    def start_again(self):
        """self.there: a copy of the start."""
        self.tries += 1
        self.try_schema = f"{self.schema}_{self.tries}"
        self.there = self.server.address(self.try_schema)
        for path in self.files():
            if path not in self.before:
                os.remove(path)
            elif self.read(path) != self.before[path]:  # a feed that is written is another version of it
                self.write(path, self.before[path])
        if self.tries > 1:
            self.server.query(f"DROP SCHEMA {self.schema}_{self.tries - 1} CASCADE")
        self.on(self.address, "copy-state", self.address, self.there)

    def rows(self):
        """The rows of all tables as sorted text. The numbers of feeds and items have gaps after a transaction that was lost:
        their rows are named by address and key."""
        tables = self.server.query(f"SELECT tablename FROM pg_tables WHERE schemaname = '{self.try_schema}' ORDER BY 1")
        parts = []
        for table in tables:
            row, joins = "to_jsonb(this)", ""
            if table in ("feed", "item", "key_run", "ruling", "user"):
                row += " - 'id'"
            if table == "item":
                row, joins = row + " - 'feed' || to_jsonb(f.url)", f"JOIN {self.try_schema}.feed f ON f.id = this.feed"
            if table in ("body", "name"):
                row, joins = row + " - 'item' || to_jsonb(i.key)", f"JOIN {self.try_schema}.item i ON i.id = this.item"
            if table == "setting":
                joins = f"WHERE name NOT IN {PASSING}"
            parts.append(f"SELECT '{table}: ' || CAST({row} AS text) FROM {self.try_schema}.\"{table}\" this {joins}")
        return sorted(self.server.query(" UNION ALL ".join(parts)))

    def assert_recovers(self, where):
        self.on(self.there, "run", now=NOW)
        self.assertEqual(self.outputs(), self.end, where)
        self.assertEqual(self.rows(), self.end_rows, where)

    def test_at_every_point(self):
        with open(self.points, encoding="utf-8") as file:
            reached = Counter(file.read().split())
        self.assertGreaterEqual(len(reached), 3, "the points of file_replace and of the store")
        for name, count in sorted(reached.items()):
            for occurrence in sorted({1, count} | set(range(1, count, max(1, count // (OCCURRENCES - 1))))):
                self.start_again()
                where = f"{name}:{occurrence}"
                result = self.on(self.there, "run", env={"HEADWATER_FAILPOINT": where}, status=None)
                self.assertEqual(result.returncode, -9, where + result.stderr)
                self.assert_recovers(where)
        print(f"killed at {dict(reached)}")

    def test_at_any_time(self):
        generator = random.Random(int(os.environ.get("HEADWATER_SEED", "20251010")))
        for _ in range(KILLS):
            self.start_again()
            process = self.start("run", "--state", self.there)
            time.sleep(generator.uniform(0, self.seconds))
            process.kill()
            process.communicate()
            self.assert_recovers("killed")

    def test_a_server_that_crashes(self):
        """As a power cut of the server: the run ends with one clear line, or had ended."""
        generator = random.Random(int(os.environ.get("HEADWATER_SEED", "20251010")))
        ends = Counter()
        for _ in range(RESTARTS):
            self.start_again()
            process = self.start("run", "--state", self.there)
            time.sleep(generator.uniform(0, self.seconds))
            self.server.restart("immediate")
            _, errors = process.communicate(timeout=60)
            if process.returncode != 0:
                lines = [line for line in errors.splitlines() if line.startswith("error: ")]
                self.assertEqual(len(lines), 1, errors)
                self.assertRegex(lines[0], "connection|database|not ready")
            ends[process.returncode] += 1
            self.assert_recovers(errors)
        print(f"ends of runs whose server crashed: {dict(ends)}")

    def through_a_wire(self, **limits):
        """A run whose connections are cut; the bytes that went each way."""
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            wire = Wire(folder, self.server.folder, **limits)
            result = self.on(self.there.replace(self.server.folder, folder), "run", status=None)
            wire.close()
        return result, wire.counts

    def test_a_connection_that_breaks(self):
        """Anywhere: in the middle of a pipeline, of long lists of rows, and of a commit whose answer never comes."""
        generator = random.Random(int(os.environ.get("HEADWATER_SEED", "20251010")))
        self.start_again()
        result, counts = self.through_a_wire()
        self.assertEqual(result.returncode, 0, result.stderr)
        for way, total in zip(("requests", "answers"), counts):
            for _ in range(CUTS):
                self.start_again()
                at = generator.randrange(total)
                result, _ = self.through_a_wire(**{way: at})
                self.assertIn(result.returncode, (0, 1), f"{way} {at}: {result.stderr}")
                if result.returncode != 0:
                    self.assertRegex(result.stderr.splitlines()[-1], "^error: headwater run: .*(connection|database)", f"{way} {at}")
                self.assert_recovers(f"{way} cut after {at} bytes")


if __name__ == "__main__":
    unittest.main()
