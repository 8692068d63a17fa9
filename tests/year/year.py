#!/usr/bin/env python3
"""A simulated year of runs against a world that changes, and what must hold all the while.

    year.py HEADWATER WORLD_LEXICON [--feeds 200] [--days 365] [--minutes 15] [--seed 1] [--archive 90d]

One process a run, with the clock passed in and recorded answers for a network. Prints a line of JSON a simulated month and
one at the end. Fails when an item was published under two stories, when one that stood in a healthy feed is in no story,
when the state or the time of a run grows without end, or when a run fails. The output shows the newest stories only: what
joined an older one is asked of the state, once a month.

Two tellings of which neither is like the other are two entries until a third that is like both makes them one: such late
joins are counted, and fail where they are more than one story in 200, as do stories that share an entry where they are
more than one in 1000.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import sqlite3
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


def node_of(entry):
    """The number of a story in its id, which has the form of an UUID: "urn:uuid:68656164-77NN-8NNN-8NNN-NNNNNNNNNNNN"."""
    _, first, second, third, fourth = entry.split("-")
    number = int(first[2:] + second[1:] + third[1:] + fourth)
    return number - 2**64 if number >= 2**63 else number


class Year:
    def __init__(self, options, folder, runner):
        self.options, self.folder, self.runner = options, folder, runner
        self.world = world.World(os.path.join(folder, "answers"), options.feeds, options.days, options.seed, START)
        self.path = lambda name: os.path.join(folder, name)
        with open(self.path("feeds.yaml"), "w", encoding="ascii") as file:
            file.write(f"settings: {{archive: {options.archive}, window: 30d, lexicon: {self.path('lexicon.bin')}}}\n"
                       "outputs: [{path: merged.json, limit: 400}]\nfeeds:\n")
            file.writelines(f"  - {feed.url}\n" for feed in self.world.feeds)
        subprocess.run([options.world_lexicon, self.path("lexicon.bin")], check=True, text=True,
                       input="".join(world.VOCABULARY.dictionary()))
        self.entry_of, self.stories_of = {}, {}  # item's link -> entry; entry -> true stories
        self.twice, self.late, self.seconds, self.months, self.sizes = [], [], [], [], []
        self.polls = self.taken = self.below = self.resident = 0
        self.all_runs = self.all_polls = 0

    def run(self):
        json.dump({"command": [self.options.headwater, "run", "--config", self.path("feeds.yaml"), "--state",
                               self.path("state.db"), "--now", clock(self.world.now), "--replay", self.world.folder],
                   "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, "said": self.path("said")},
                  self.runner.stdin)
        self.runner.stdin.write("\n")
        self.runner.stdin.flush()
        taken = json.loads(self.runner.stdout.readline())
        with open(self.path("said"), encoding="utf-8") as said:
            text = said.read()
        if taken["status"] != 0:
            sys.exit(f"{clock(self.world.now)}: status {taken['status']}: {text}")
        self.seconds.append(taken["seconds"])  # of the processor: the machine may have more to do
        self.resident = max(self.resident, taken["resident"])
        polled = re.search(r"^Polled (\d+) .*?(\d+) new item", text, re.MULTILINE)
        self.polls += int(polled[1]) if polled else 0
        self.taken += int(polled[2]) if polled else 0

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
                (self.late if self.is_merged(before, entry) else self.twice).append(
                    (clock(self.world.now), link, before, entry))
                self.entry_of[link] = entry
            self.stories_of.setdefault(entry, set()).add(link.split("/story-")[1].split("/")[0])

    def is_merged(self, before, entry):
        """Two entries that turned out to tell one story are one from then on: the state has the first as an alias."""
        with contextlib.closing(sqlite3.connect(self.path("state.db"))) as state:
            found = state.execute("SELECT target FROM alias WHERE node = ?", (node_of(before),)).fetchone()
        return found is not None and found[0] == node_of(entry)

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
        self.all_runs += len(times)
        self.all_polls += self.polls
        line = {"day": days, "runs": len(times), "run_cpu_ms_median": round(statistics.median(times) * 1000, 1),
                "run_cpu_ms_p95": round(times[int(len(times) * 0.95)] * 1000, 1),
                "run_cpu_ms_most": round(times[-1] * 1000, 1), "requests": self.polls, "items_taken": self.taken,
                "true_stories": self.world.stories, "true_items": sum(len(f.items) for f in self.world.feeds),
                "stories_published": len(self.stories_of), "twice": len(self.twice),
                "joined_late": len(self.late),
                "state_mib": round(size / 2**20, 2), "resident_mib": round(self.resident / 1024, 1)}
        print(json.dumps(line), flush=True)
        self.months.append(statistics.median(times))
        self.sizes.append(size)
        self.seconds, self.polls, self.resident = [], 0, 0

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
        summary = {"runs": self.all_runs, "requests": self.all_polls, "items_taken": self.taken, "offered": len(offered), "lost": len(lost), "items_under_two_entries": len(self.twice),
                   "entries_joined_late": len(self.late),
                   "below_the_output": self.below, "stories_told": len(told), "stories_split": len(split),
                   "apart_from_their_first": {k: apart.count(k) for k in sorted(set(apart))},
                   "entries_of_two_stories": mixed, "events": self.world.events,
                   "verify": (findings.stdout + findings.stderr).strip()}
        print(json.dumps(summary))
        wrong = [f"lost: {lost[:3]}"] if lost else []
        wrong += [f"twice: {self.twice[:3]}"] if self.twice else []
        wrong += [f"joined late: {self.late[:3]}"] if len(self.late) > 1 + len(told) // 200 else []
        wrong += ["verify"] if findings.returncode != 0 else []
        wrong += [f"copies not recognised: {kinds.count('copy')}"] if apart.count("copy") > len(told) // 200 else []
        wrong += [f"stories mixed: {mixed}"] if mixed > len(told) // 1000 else []
        if len(self.months) >= 10:  # the archive's days are over and the state lets go what comes
            wrong += ["the state grows"] if self.sizes[-1] > 1.25 * self.sizes[-5] else []
            wrong += ["runs get slower"] if self.months[-1] > 1.5 * min(self.months[-6:-3]) else []
        return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("headwater")
    parser.add_argument("world_lexicon")
    for name, default in (("feeds", 200), ("days", 365), ("minutes", 15), ("seed", 1)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--archive", default="90d")
    options = parser.parse_args()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 4 << 30 else None
    command = [sys.executable, "-B", "-S", os.path.join(os.path.dirname(os.path.abspath(__file__)), "runner.py")]
    with tempfile.TemporaryDirectory(dir=memory) as folder, \
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as runner:
        year = Year(options, folder, runner)
        year.go()
        wrong = year.verdict()
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
