#!/usr/bin/env python3
"""A simulated year of runs against a world that changes, and what must hold all the while.

    year.py HEADWATER SMALL_LEXICON [--feeds 200] [--days 365] [--minutes 15] [--seed 1] [--archive 90d]

One process a run, with the clock passed in and recorded answers for a network. Prints a line of JSON a simulated month and
one at the end. Fails when an item was published under two stories, when one that stood in a healthy feed is in no story,
when the state or the time of a run grows without end, or when a run fails. The output shows the newest stories only: what
joined an older one is asked of the state, once a month.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import world

START = 1767225600  # 2026-01-01
SETTLED = 2 * world.DAY  # so long an item must have stood in its feed to count as offered
ASKED = 45 * world.DAY  # items so young are asked of the state: longer than a month, shorter than any archive


def clock(now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))


class Year:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.world = world.World(os.path.join(folder, "answers"), options.feeds, options.days, options.seed, START)
        self.path = lambda name: os.path.join(folder, name)
        with open(self.path("feeds.yaml"), "w", encoding="ascii") as file:
            file.write(f"settings: {{archive: {options.archive}, window: 30d, lexicon: {self.path('lexicon.bin')}}}\n"
                       "outputs: [{path: merged.json, limit: 400}]\nfeeds:\n")
            file.writelines(f"  - {feed.url}\n" for feed in self.world.feeds)
        subprocess.run([options.small_lexicon, self.path("lexicon.bin")], check=True)
        self.entry_of, self.stories_of = {}, {}  # item's link -> entry; entry -> true stories
        self.twice, self.seconds, self.months, self.sizes = [], [], [], []
        self.polls = self.below = 0

    def run(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run(
            [self.options.headwater, "run", "--config", self.path("feeds.yaml"), "--state", self.path("state.db"),
             "--now", clock(self.world.now), "--replay", self.world.folder],
            capture_output=True, text=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the processor: the machine may have more to do
        self.seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if result.returncode != 0:
            sys.exit(f"{clock(self.world.now)}: status {result.returncode}: {result.stderr}")
        self.polls += int(result.stdout.split()[1]) if result.stdout.startswith("Polled") else 0

    def look(self):
        """What is published now: each item's link belongs to one entry, for good."""
        with open(self.path("merged.json"), encoding="utf-8") as file:
            document = json.load(file)
        for entry in document["items"]:
            self.note(entry["id"], [entry["url"]] + [t["url"] for t in entry.get("_headwater", {}).get("tellings", [])])

    def note(self, entry, links):
        for link in filter(None, links):
            before = self.entry_of.setdefault(link, entry)
            if before != entry:
                self.twice.append((clock(self.world.now), link, before, entry))
                self.entry_of[link] = entry
            self.stories_of.setdefault(entry, set()).add(link.split("/story-")[1].split("/")[0])

    def ask(self):
        """Items that no output has shown: the state tells which story they joined."""
        for feed in self.world.feeds:
            for item in feed.items[::-1]:
                if item.time <= self.world.now - ASKED:
                    break
                if item.link in self.entry_of:
                    continue
                told = subprocess.run([self.options.headwater, "story", item.link, "--json", "--state",
                                       self.path("state.db")], capture_output=True, text=True)
                if told.returncode == 0:
                    story = json.loads(told.stdout)
                    self.note(story["id"], [t["link"] for t in story["tellings"]])
                    self.below += 1

    def month_tell(self, days):
        self.ask()
        size = os.path.getsize(self.path("state.db"))
        times = sorted(self.seconds)
        line = {"day": days, "runs": len(times), "run_cpu_ms_median": round(statistics.median(times) * 1000, 1),
                "run_cpu_ms_p99": round(times[int(len(times) * 0.99)] * 1000, 1), "polls": self.polls,
                "stories": self.world.stories, "items": sum(len(f.items) for f in self.world.feeds),
                "published": len(self.stories_of), "state_mib": round(size / 2**20, 2)}
        print(json.dumps(line), flush=True)
        self.months.append(statistics.median(times))
        self.sizes.append(size)
        self.seconds, self.polls = [], 0

    def go(self):
        step = self.options.minutes * 60
        month = max(1, min(30, self.options.days // 4)) * world.DAY
        last_look = 0
        for number in range(self.options.days * world.DAY // step):
            self.world.advance(step)
            self.run()
            written = os.stat(self.path("merged.json")).st_mtime_ns
            if written != last_look:
                self.look()
                last_look = written
            if (number + 1) * step % month == 0:
                self.month_tell((number + 1) * step // world.DAY)

    def offered(self):
        """Items that a feed showed for long enough while it answered, so that each must have been published."""
        for feed in self.world.feeds:
            ends = min(self.world.now, START + feed.dies * world.DAY if feed.dies is not None else self.world.now)
            for at, item in enumerate(feed.items):
                gone = feed.items[at + feed.shown].time if at + feed.shown < len(feed.items) else ends
                healthy = gone - item.time - sum(
                    max(0, min(gone, START + e * world.DAY + 2 * world.DAY) - max(item.time, START + s * world.DAY))
                    for s, e, _ in feed.failing)
                if healthy > SETTLED:
                    yield item

    def verdict(self):
        self.ask()
        offered = list(self.offered())
        lost = [i.link for i in offered if i.link not in self.entry_of]
        told = {}
        for feed in self.world.feeds:
            for item in feed.items:
                if item.link in self.entry_of:
                    told.setdefault(item.story.number, {}).setdefault(self.entry_of[item.link], set()).add(item.kind)
        split = {n: e for n, e in told.items() if len(e) > 1}
        apart = [kind for e in split.values() for kinds in e.values() if "new" not in kinds for kind in kinds]
        mixed = sum(len(s) > 1 for s in self.stories_of.values())
        findings = subprocess.run([self.options.headwater, "verify", "--config", self.path("feeds.yaml"),
                                   "--state", self.path("state.db")], capture_output=True, text=True)
        summary = {"offered": len(offered), "lost": len(lost), "items_under_two_entries": len(self.twice),
                   "below_the_output": self.below, "stories_told": len(told), "stories_split": len(split),
                   "apart_from_their_first": {k: apart.count(k) for k in sorted(set(apart))},
                   "entries_of_two_stories": mixed, "events": self.world.events,
                   "verify": (findings.stdout + findings.stderr).strip()}
        print(json.dumps(summary))
        wrong = [f"lost: {lost[:3]}"] if lost else []
        wrong += [f"twice: {self.twice[:3]}"] if self.twice else []
        wrong += ["verify"] if findings.returncode != 0 else []
        wrong += [f"copies not recognised: {kinds.count('copy')}"] if apart.count("copy") > len(told) // 200 else []
        if len(self.months) >= 10:  # the archive's days are over and the state lets go what comes
            wrong += ["the state grows"] if self.sizes[-1] > 1.25 * self.sizes[-5] else []
            wrong += ["runs get slower"] if self.months[-1] > 1.5 * min(self.months[-6:-3]) else []
        return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("headwater")
    parser.add_argument("small_lexicon")
    for name, default in (("feeds", 200), ("days", 365), ("minutes", 15), ("seed", 1)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--archive", default="90d")
    options = parser.parse_args()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 4 << 30 else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        year = Year(options, folder)
        year.go()
        wrong = year.verdict()
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
