"""headwater run with the test's own server, at chosen times."""

import datetime
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

from server import Reply, Server  # noqa: E402

PROGRAM = os.environ["HEADWATER_PROGRAM"]
NOON = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.timezone.utc)  # a Wednesday


def item(number, when="Wed, 04 Mar 2026 09:00:00 GMT"):
    return ("<item><guid>item-%s</guid><title>Story number %s of the river</title><link>http://news.example/%s</link>"
            "<pubDate>%s</pubDate><description>Water rose in the night, says witness %s.</description></item>"
            % (number, number, number, when, number))


def rss(*numbers, extra=""):
    items = "".join(item(number) for number in numbers or (1,))
    return ('<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
            "<title>News</title><link>http://news.example/</link><description>d</description>%s%s</channel></rss>"
            % (extra, items)).encode()


class PollerTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.server = Server()
        self.addCleanup(self.server.__exit__)

    def path(self, name):
        return os.path.join(self.folder, name)

    def subscribe(self, *feeds, settings="", gap=0):
        """Each feed is an address, or (address, "key: value, ..."). Without keys, private addresses are allowed."""
        lines = ["settings: {host_gap: %d, timeout: 20, %s}" % (gap, settings), "feeds:"]
        for feed in feeds:
            url, keys = (feed, "allow_private: true") if isinstance(feed, str) else feed
            lines.append("  - {url: '%s', name: '%s', %s}" % (url, url, keys))
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def command(self, hours, *options):
        now = (NOON + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [PROGRAM, "run", "--config", self.path("feeds.yaml"), "--state", "sqlite:" + self.path("state.db"),
                "--now", now, *options]

    @staticmethod
    def environment():
        env = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))}
        return {**env, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def run_at(self, hours, *options):
        """One run this many hours after noon; returns its output."""
        done = subprocess.run(self.command(hours, *options), capture_output=True, text=True, timeout=120,
                              env=self.environment(), check=False)
        if done.returncode not in (0, 1):
            raise AssertionError("exit status %d\n%s" % (done.returncode, done.stderr))
        return done.stdout + done.stderr

    def other(self, command, *options):
        """Another command on the same files; returns its output."""
        line = [PROGRAM, command, *self.command(0)[2:], *options]
        return subprocess.run(line, capture_output=True, text=True, timeout=120, env=self.environment(), check=False)

    def explain(self, hours, *options):
        """The decision about the only feed, as text."""
        lines = [line for line in self.run_at(hours, "--explain", *options).splitlines() if "http://" in line]
        self.assertEqual(len(lines), 1, lines)
        return lines[0].split(": ", 1)[1]

    def poll(self, *replies, every=100):
        """One feed at /feed that sends these replies, polled once for each; returns its requests. The polls are far
        enough apart that only the tested point can prevent one."""
        self.server.play("/feed", *replies)
        self.subscribe(self.server.url("/feed"))
        for number in range(len(replies)):
            self.run_at(number * every)
        return self.server.asked("/feed")

    def said_after(self, *replies, extra_hours=0):
        """The same, plus the text about when the feed is polled next."""
        self.poll(*replies)
        return self.explain((len(replies) - 1) * 100 + extra_hours)

    def public(self, *urls):
        """Feeds of public hosts, which the server simulates as a proxy."""
        return [(url, "proxy: '%s'" % self.server.url("")) for url in urls]


__all__ = ["NOON", "PollerTest", "Reply", "Server", "item", "rss"]
