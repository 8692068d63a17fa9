#!/usr/bin/env python3
"""headline_test.py HEADWATER: items that consist of a headline, or of a headline and its first words, in many languages.

The items are those of the newswire in tests/data, cut. A few more headlines of our own look alike and are different stories.
Needs the lexicon that ./bootstrap compiles beside the program; without it the test is skipped, and fails where CI is set."""
import json
import os
import re
import subprocess
import sys
import tempfile
from itertools import combinations

HERE = os.path.dirname(os.path.abspath(__file__))
NEWSWIRE = os.path.join(HERE, "..", "data", "newswire")
# by the length of the text that is left: the share of the pairs in two languages that must be found
FOUND_MIN = {0: 0.55, 80: 0.7, 160: 0.7}
# and the false pairs. In 80 characters, half of two different stories is the same source-node number of the newswire.
FALSE_MAX = {0: 0, 80: 1, 160: 0}
APART = [  # each headline is a story of its own
    ("en", "Two dead in train crash near Lyndon"), ("fr", "Grève des trains : deux jours sans service autour de Marseille"),
    ("de", "Zwei Tote bei Busunfall nahe Oberwinkel"), ("es", "Un tren cargado de naranjas cruza Toledo por primera vez"),
    ("en", "Norland elects a new president"), ("it", "Il presidente di Suderia visita una scuola di vela"),
    ("de", "Fußball: Oberwinkel gewinnt 3:1 in Harrow"), ("fr", "Football : Deux-Rives gagne 2 à 0 à Moulins"),
    ("en", "Central bank raises rates to 4.5 percent"), ("es", "El banco central baja los tipos al 3,25 por ciento"),
    ("pt", "Tempestade deixa 40 mil casas sem luz em Porto Velho"), ("en", "Storm leaves 12,000 homes without power in Duluth"),
]


def newswire(binary):
    """(item, story) of each item that feeds and stories.tsv agree on."""
    stories = {}
    with open(os.path.join(NEWSWIRE, "stories.tsv"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                _, link, story, _ = line.rstrip("\n").split("\t")
                stories[link] = story
    for name in sorted(os.listdir(NEWSWIRE)):
        if not name.endswith((".atom", ".xml", ".rdf", ".json")):
            continue
        feed = json.loads(subprocess.run([binary, "parse", os.path.join(NEWSWIRE, name)], capture_output=True, check=True).stdout)
        for item in feed["items"]:
            if item.get("link") in stories:
                yield {"id": item["link"], "feed": name, "lang": item.get("language") or feed.get("language"),
                       "title": item.get("title", ""),
                       "text": re.sub(r"<[^>]*>|\s+", " ", item.get("content") or item.get("summary") or "").strip(),
                       "published": item.get("published") or item.get("updated")}, stories[item["link"]]


def cluster(binary, items):
    lines = "".join(json.dumps(item) + "\n" for item in items)
    found = subprocess.run([binary, "cluster", "--quiet"], input=lines.encode(), capture_output=True, check=True).stdout
    return {o["id"]: o["node"] for o in map(json.loads, found.splitlines())}


def newswire_judge(binary, items, length):
    told = [dict(item, text=item["text"][:length]) for item, _ in items]
    nodes = cluster(binary, told)
    wanted = found = 0
    false = []
    for (a, one), (b, other) in combinations(items, 2):
        if one == other and a["lang"] != b["lang"]:
            wanted += 1
            found += nodes[a["id"]] == nodes[b["id"]]
        elif one != other and nodes[a["id"]] == nodes[b["id"]]:
            false.append((a["title"], b["title"]))
    good = len(false) <= FALSE_MAX[length] and found >= FOUND_MIN[length] * wanted
    print(f"headline and {length} characters: {found} of {wanted} pairs in two languages found, {len(false)} false", *false,
          "" if good else "FAILED")
    return good


def apart_judge(binary, before):
    items = [item for item, _ in before] + [{"id": str(i), "feed": f"https://{i}.example/", "lang": lang, "title": title, "text": "",
              "published": f"2026-03-02T08:{i:02d}:00Z"} for i, (lang, title) in enumerate(APART)]
    nodes = cluster(binary, items)
    joined = [(APART[int(a)][1], APART[int(b)][1]) for a, b in combinations(map(str, range(len(APART))), 2)
              if nodes[a] == nodes[b]]
    print("headlines of different stories joined:", *joined or ["none"], "FAILED" if joined else "")
    return not joined


def main(binary):
    if not os.path.exists(os.path.join(os.path.dirname(binary), "lexicon.bin")):
        print("skipped: no lexicon is compiled beside the program (headwater lexicon build)")
        return 1 if os.environ.get("CI") else 77
    items = sorted(newswire(binary), key=lambda row: row[0]["published"] or "")
    results = [newswire_judge(binary, items, length) for length in FOUND_MIN] + [apart_judge(binary, items)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
