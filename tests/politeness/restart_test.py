"""A run is killed at each point where it could matter. The next run does not request a feed again, and when the
interval is over nothing is missing."""

import re
import subprocess
import unittest
from collections import Counter

from poller import PollerTest, Reply, rss

# Occurrences of a point that are tried: the first and the last.
PATHS = {"/new": Reply(body=rss(1, 2), headers={"ETag": '"1"'}), "/also": Reply(body=rss(3)),
         "/moved": Reply(301, headers={"Location": "/there"}), "/absent": Reply(404)}


def contents(run):
    """What a run says the state contains."""
    return re.search(r"\d+ items? in \d+ stor(y|ies)", run.stdout)[0]


class Restart(PollerTest):
    def run_to(self, hours, **env):
        return subprocess.run(self.command(hours), capture_output=True, text=True, timeout=120, check=False,
                              env={**self.environment(), **env})

    def begin(self):
        """A new environment in which nothing has been requested."""
        self.setUp()
        for path, reply in PATHS.items():
            self.server.play(path, reply)
        self.server.play("/there", Reply(body=rss(4)))
        self.subscribe(*[self.server.url(path) for path in PATHS])

    def points(self):
        """The points that an uninterrupted run reaches, and its result."""
        self.begin()
        run = self.run_to(0, HEADWATER_FAILPOINT_LOG=self.path("points"))
        with open(self.path("points"), encoding="utf-8") as file:
            return Counter(file.read().split()), contents(run)

    def asked_twice(self):
        return [path for path in [*PATHS, "/there"] if len(self.server.asked(path)) > 1]

    def test_26_killed_at_each_point(self):
        reached, end = self.points()
        self.assertEqual(reached["feed-asking"], len(PATHS))
        for name, count in sorted(reached.items()):
            for occurrence in sorted({1, count}):
                where = "%s:%d" % (name, occurrence)
                self.begin()
                self.assertEqual(self.run_to(0, HEADWATER_FAILPOINT=where).returncode, -9, where)
                self.run_to(0.9)
                self.assertEqual(self.asked_twice(), [], where)
                self.assertEqual(contents(self.run_to(30)), end, where)

    def test_26_what_was_under_way_is_said(self):
        self.server.play("/feed", Reply(body=b"<rss", headers={"Content-Length": "5000"}, then="hang"))
        self.subscribe(self.server.url("/feed"))
        self.run_to(0, HEADWATER_FAILPOINT="feed-asking")
        self.assertRegex(self.explain(0), r"^in 1 h.*: a run requested it but ended before the response$")


if __name__ == "__main__":
    unittest.main()
