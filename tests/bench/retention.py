"""retention.py PROGRAM [DAYS]: how large a state grows with 60 new items a day and an archive of 40 days.

Prints for every twentieth day: items, stories, bytes of the state, of them free, seconds of that day's run.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
DAYS = int(sys.argv[2]) if len(sys.argv) > 2 else 260
NEW, SHOWN = 60, 100  # items a day; items in the document
START = datetime.datetime(2026, 1, 1, 8)
SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprst" for vowel in "aeiou"]


def words_make(chance):
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(20000)]


def item(chance, words, name, now):
    text = " ".join(chance.choices(words, k=150))
    return (f"<item><guid>{name}</guid><title>{' '.join(chance.choices(words, k=8))}</title>"
            f"<pubDate>{now:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text}</description></item>")


def headwater(folder, command, *options):
    return subprocess.run([PROGRAM, command, "--config", os.path.join(folder, "feeds.yaml"),
                           "--state", os.path.join(folder, "state.db"), *options],
                          check=True, capture_output=True, text=True).stdout


def main():
    chance = random.Random(5)
    words, shown = words_make(chance), []
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "feeds.yaml"), "w", encoding="utf-8") as file:
            file.write("settings:\n  archive: 40d\nfeeds: ['file:feed.xml']\n")
        for day in range(1, DAYS + 1):
            now = START + datetime.timedelta(days=day)
            shown = (shown + [item(chance, words, f"{day}-{i}", now) for i in range(NEW)])[-SHOWN:]
            with open(os.path.join(folder, "feed.xml"), "w", encoding="utf-8") as file:
                file.write("<rss version='2.0'><channel><title>t</title>" + "".join(shown) + "</channel></rss>")
            began = time.monotonic()
            headwater(folder, "run", "--force", "--now", f"{now:%Y-%m-%dT%H:%M:%SZ}")
            if day % 20 == 0:
                told = json.loads(headwater(folder, "status", "--json"))
                print(day, told["items"], told["stories"], told["state_bytes"], told["state_free_bytes"],
                      f"{time.monotonic() - began:.2f}", flush=True)
        print(headwater(folder, "verify"), end="")


main()
