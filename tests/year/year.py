#!/usr/bin/env python3
"""A simulated year of runs in a changing world, and the conditions that must always hold.

    year.py HEADWATER WORLD_LEXICON [--feeds 200] [--days 365] [--minutes 15] [--seed 1] [--archive 90d]

One process per run, with a given clock and recorded responses instead of a network. Prints a line of JSON per simulated
month and one at the end. Fails if an item was published in two stories, if an item of a healthy feed is in no story, if the
state or the time of a run grows without limit, or if a run fails. The output has only the newest stories, so items that
joined an older one are looked up in the state once a month.

Two tellings that are not similar are two entries until a third that is similar to both joins them. Such late joins are
counted; more than one story in 200 is a failure, as are more than one story in 1000 that share an entry.
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
SETTLED = 2 * world.DAY  # an item counts as offered after this time in its feed
ASKED = 45 * world.DAY  # items younger than this are looked up in the state: longer than a month, shorter than any archive


def clock(now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))


def node_of(entry):
    """The number of a story in its id, which has the form of a UUID: "urn:uuid:68656164-77NN-8NNN-8NNN-NNNNNNNNNNNN"."""
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
        if taken["status"] != 0 and "that was polled failed\n" not in text:  # it may be due alone
            sys.exit(f"{clock(self.world.now)}: status {taken['status']}: {text}")
        self.seconds.append(taken["seconds"])  # processor time, because the machine may have other work
        self.resident = max(self.resident, taken["resident"])
        polled = re.search(r"^Polled (\d+) .*?(\d+) new item", text, re.MULTILINE)
        self.polls += int(polled[1]) if polled else 0
        self.taken += int(polled[2]) if polled else 0

    def look(self):
        """Checks the current output: the link of each item belongs permanently to one entry."""
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
        """Two entries that turned out to be one story stay merged; the state has the first as an alias."""
        with contextlib.closing(sqlite3.connect(self.path("state.db"))) as state:
            found = state.execute("SELECT target FROM alias WHERE node = ?", (node_of(before),)).fetchone()
        return found is not None and found[0] == node_of(entry)

    def ask(self):
        """Items that no output has shown: looks up in the state which story they joined."""
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
        """Items that a responding feed had for long enough that each must have been published."""
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
        if len(self.months) >= 10:  # the archive time is over and the state prunes what comes
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
