#!/usr/bin/env python3
"""poison_test.py HEADWATER: one hostile feed sends thousands of items made of the words of other feeds' stories, so that
these words look common, or items that share every key with them. Most copies of the stories in other feeds are still found,
and none joins a wrong story. The bounds below state how much effect a flood has."""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dedup"))
import series  # noqa: E402

FLOOD, DAYS = 3000, 8
FOUND_MIN = {"none": 1.0, "words at random": 0.95, "whole stories with other ends": 0.7}

def flood(kind, stories, rnd):
    """The hostile items, all published just before the copies."""
    words = [word for story in stories for word in story["text"].split()]
    for n in range(FLOOD if kind != "none" else 0):
        if kind == "words at random":
            text = " ".join(rnd.sample(words, 60))
        else:
            text = rnd.choice(stories)["text"] + f" Pills {n}."
        yield {"id": f"evil-{n}", "feed": "https://evil.example/feed", "lang": "en", "title": f"Pills {n}", "text": text,
               "published": "2026-01-01T05:59:00Z"}


def told(binary, items):
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    done = subprocess.run([binary, "cluster", "--quiet"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return {row["id"]: row["node"] for row in map(json.loads, done.stdout.splitlines())}


def main(built):
    with tempfile.TemporaryDirectory() as folder:
        return check(shutil.copy(built, folder))  # away from the lexicon that was compiled beside the program


def check(binary):
    items = series.year(5, DAYS)
    first = [item for item in items if item["id"].endswith("-0")]
    copies = [item for item in items if not item["id"].endswith("-0")]
    failures = 0
    for kind, bound in FOUND_MIN.items():
        node = told(binary, first + list(flood(kind, first, random.Random(1))) + copies)
        home = {item["id"].rsplit("-", 1)[0]: node[item["id"]] for item in first}
        found = sum(node[item["id"]] == home[item["id"].rsplit("-", 1)[0]] for item in copies)
        elsewhere = sum(node[item["id"]] in home.values() and node[item["id"]] != home[item["id"].rsplit("-", 1)[0]]
                        for item in copies)
        merged = len(home) - len(set(home.values()))
        print(f"{kind}: {found} of {len(copies)} copies found, {elsewhere} under another story, {merged} stories merged")
        failures += found < bound * len(copies) or elsewhere > 0 or merged > 0
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
