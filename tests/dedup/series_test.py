#!/usr/bin/env python3
"""series_test.py HEADWATER DAYS: in a year of series, every instance is one story, and its copies are found."""
import collections
import json
import shutil
import subprocess
import sys
import tempfile

import series

FOUND_MIN = 0.99  # of the copies


def main(built, days):
    with tempfile.TemporaryDirectory() as folder:
        return check(shutil.copy(built, folder), days)  # without the lexicon that was compiled beside it


def check(binary, days):
    items = series.year(1, int(days))
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    done = subprocess.run([binary, "cluster", "--quiet"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    node = {row["id"]: row["node"] for row in rows}
    text = {item["id"]: f"{item['published'][:10]} {item['title']} | {item['text'][:80]}" for item in items}
    instances, stories = collections.defaultdict(set), collections.defaultdict(dict)
    for item in items:
        name = item["id"].rsplit("-", 1)[0]
        instances[node[item["id"]]].add(name)
        stories[name].setdefault(node[item["id"]], item["id"])
    joined = {key: names for key, names in instances.items() if len(names) > 1}
    copies = len(items) - len(stories)
    lost = sum(len(nodes) - 1 for nodes in stories.values())
    print(f"{len(items)} items, {len(stories)} instances: {len(joined)} nodes with several, {lost} of {copies} copies not found")
    for names in list(joined.values())[:5]:
        print("joined:", *(f"\n    {text[next(iter(stories[name].values()))]}" for name in sorted(names)[:4]))
    for name, nodes in [pair for pair in stories.items() if len(pair[1]) > 1][:5]:
        print("apart:", *(f"\n    {text[item]}" for item in nodes.values()))
    return 1 if joined or lost > (1 - FOUND_MIN) * copies else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
