"""Kills a run at every point where a power cut could matter, and at random times. The next normal run ends like an
uninterrupted one, with the same state and the same bytes."""

import os
import random
import shutil
import time
import unittest
import xml.etree.ElementTree as ElementTree
from collections import Counter

from world import NOW, SANITIZED, World

# For each point: its first occurrence, its last, and some in between. HEADWATER_THOROUGH tries all.
OCCURRENCES_TRIED = 1000 if os.environ.get("HEADWATER_THOROUGH") else 2 if SANITIZED else 12
RANDOM_KILLS = 3 if SANITIZED else 10


def chosen(count):
    if count <= OCCURRENCES_TRIED:
        return list(range(1, count + 1))
    step = count / OCCURRENCES_TRIED
    return sorted({1, count} | {1 + int(i * step) for i in range(OCCURRENCES_TRIED)})


def lasting(rows):
    """Without the fingerprint of the last publication, which contains the time of the published file."""
    return [row for row in rows if not row.startswith("('shown'")]


class CrashTest(World):
    def setUp(self):
        """The start is a state with the items of the first feed; the end is the result of an uninterrupted run."""
        super().setUp()
        self.whole = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", self.whole.split("  - {url: \"file:harbour-courier.xml\"")[0])
        self.headwater("run")
        self.write("feeds.yaml", self.whole)
        shutil.copytree(self.path("state"), self.path("start-state"))
        self.start_output = self.read()
        self.points = self.path("points")
        self.headwater("run", env={"HEADWATER_FAILPOINT_LOG": self.points})
        self.end_output, self.end_dump = self.read(), self.dump()

    def back_to_the_start(self):
        shutil.rmtree(self.path("state"))
        shutil.copytree(self.path("start-state"), self.path("state"))
        with open(self.output, "wb") as file:
            file.write(self.start_output)

    def assert_recovers(self, where):
        between = self.read()
        ElementTree.fromstring(between)  # old or new, but complete
        self.headwater("run", now=NOW)
        self.assertEqual(self.read(), self.end_output, where)
        dump = self.dump()
        for table in self.end_dump:
            self.assertEqual(lasting(dump[table]), lasting(self.end_dump[table]), f"{where}: {table}")

    def test_at_every_point(self):
        with open(self.points, encoding="utf-8") as file:
            reached = Counter(file.read().split())
        self.assertGreaterEqual(len(reached), 3, "the points of file_replace and of the store")
        for name, count in sorted(reached.items()):
            for occurrence in chosen(count):
                self.back_to_the_start()
                where = f"{name}:{occurrence}"
                result = self.headwater("run", env={"HEADWATER_FAILPOINT": where}, status=None)
                self.assertEqual(result.returncode, -9, where + result.stderr)
                self.assert_recovers(where)
        print(f"killed at {dict(reached)}")

    def test_at_any_time(self):
        seed = int(os.environ.get("HEADWATER_SEED", "20251010"))
        generator = random.Random(seed)
        started = time.monotonic()
        self.back_to_the_start()
        self.headwater("run")
        unbroken = time.monotonic() - started
        for _ in range(RANDOM_KILLS):
            self.back_to_the_start()
            process = self.start("run")
            time.sleep(generator.uniform(0, unbroken))
            process.kill()
            process.communicate()
            self.assert_recovers(f"seed {seed}")


if __name__ == "__main__":
    unittest.main()
