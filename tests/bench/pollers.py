#!/usr/bin/env python3
"""Pollers and the placer on PostgreSQL, beside headwater run on SQLite, over feeds of a local nginx. Prints JSON Lines.

    pollers.py --build build/release [--feeds 4000] [--hosts 4000] [--pollers 1 2 4] [--lexicon FILE]

First every item is new: deliveries put into the inbox a second by one poller, and taken out a second by the placer, with
items placed a second; the same feeds by one headwater run on SQLite. Then one item of each feed is new. Then every feed answers 304: polls a second by each
number of pollers. The server, the database and all programs share the machine.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import polling
import postgresql


class Measurement:
    def __init__(self, site, folder, arguments, database):
        self.site, self.folder, self.arguments, self.database = site, folder, arguments, database
        self.program = os.path.join(arguments.build, "headwater")
        feeds = "".join("  - {url: '%s', allow_private: true}\n" % url for url in site.urls)
        with open(os.path.join(folder, "feeds.yaml"), "w", encoding="utf-8") as file:
            file.write("settings: {host_gap: 0, concurrency: 64}\noutputs: [{path: merged.atom, format: atom}]\nfeeds:\n" + feeds)
        self.rounds = 0

    def start(self, command, state, *options):
        options = [*options, "--lexicon", self.arguments.lexicon] if self.arguments.lexicon and command != "poll" else options
        return subprocess.Popen([self.program, command, "--config", os.path.join(self.folder, "feeds.yaml"), "--state", state, "--now",
                                 "2026-03-%02dT12:00:00Z" % (2 + 2 * self.rounds), "--quiet", *options], stdout=subprocess.DEVNULL)

    def seconds(self, *commands):
        began = time.monotonic()
        processes = [self.start(*command) for command in commands]
        codes = [process.wait() for process in processes]
        if any(codes):
            raise SystemExit("a program failed: %s" % codes)
        return time.monotonic() - began

    def tell(self, what, seconds, count, **more):
        print(json.dumps({"bench": "pollers", "measured": what, "count": count, "seconds": round(seconds, 2),
                          "per_second": round(count / seconds), **more}), flush=True)

    def news(self):
        """Every feed has one item more."""
        for number in range(len(self.site.urls)):
            text = polling.feed_text(number)
            more = re.search("<item>.*?</item>", polling.feed_text(number + 1000000)).group(0)
            with open(os.path.join(self.site.folder, "www", "%d.xml" % number), "w", encoding="utf-8") as file:
                file.write(text.replace("<item>", more + "<item>", 1))

    def all(self):
        address, feeds = self.database.address("bench"), len(self.site.urls)
        self.tell("deliveries by one poller", self.seconds(("poll", address)), feeds)
        placing = self.seconds(("place", address))
        items = int(self.database.query("SELECT count(*) FROM bench.item")[0])
        self.tell("deliveries placed", placing, feeds)
        self.tell("items placed", placing, items)
        file = "sqlite:" + os.path.join(self.folder, "state.db")
        self.tell("items of headwater run on SQLite", self.seconds(("run", file)), items)
        self.news()
        self.rounds += 1
        self.seconds(("poll", address))
        self.tell("deliveries placed with one new item of %d" % (polling.ITEMS + 1), self.seconds(("place", address)), feeds)
        self.tell("the same by headwater run on SQLite", self.seconds(("run", file)), feeds)
        for pollers in self.arguments.pollers:
            self.rounds += 1
            self.tell("304s", self.seconds(*[("poll", address)] * pollers), feeds, pollers=pollers)
        self.tell("304s of headwater run on SQLite", self.seconds(("run", file)), feeds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--feeds", type=int, default=4000)
    parser.add_argument("--hosts", type=int, default=4000)
    parser.add_argument("--pollers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--lexicon")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgresql.server() as database:
        os.chmod(folder, 0o755)  # for the workers of a server that was started as root
        with polling.Site(folder, arguments.feeds, arguments.hosts) as site:
            Measurement(site, folder, arguments, database).all()


if __name__ == "__main__":
    main()
