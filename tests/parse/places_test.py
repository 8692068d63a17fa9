"""Times with the name of a place ("America/New_York") against the IANA database of this machine: what the parser reads of them is
right, in winter, in summer, and on the days around each change of the clock.

Usage: places_test.py HEADWATER
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import zoneinfo

FIRST_YEAR, LAST_YEAR = 2007, 2026
KNOWN_MIN = 400  # of the places of the database


def moments(zone):
    """Noons in January and July of each year, and of the days before and after a change."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        days = [datetime.datetime(year, month, 15, 12, tzinfo=zone) for month in (1, 7)]
        day = datetime.datetime(year, 1, 1, 12, tzinfo=zone)
        while day.year == year:
            after = day + datetime.timedelta(days=1)
            if day.utcoffset() != after.utcoffset():
                days += [day, after]
            day = after
        yield from sorted(set(days))


def items():
    for name in sorted(zoneinfo.available_timezones()):
        if "/" not in name or name.startswith(("Etc/", "SystemV/", "posix/", "right/")):
            continue
        for moment in moments(zoneinfo.ZoneInfo(name)):
            yield name, moment


def parse(binary, wanted):
    """What the parser makes of each moment. None where it does not know the place, or not in that year."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
        file.write("<rss version='2.0'><channel><title>Clock</title>")
        for i, (name, moment) in enumerate(wanted):
            file.write(f"<item><guid>{i}</guid><title>{i}</title><pubDate>{moment:%d %b %Y %H:%M:%S} {name}</pubDate></item>")
        file.write("</channel></rss>")
        file.flush()
        said = subprocess.run([binary, "parse", file.name], capture_output=True, check=True).stdout
    read = {int(item["id"]): item.get("published") for item in json.loads(said)["items"]}
    return [read[i] for i in range(len(wanted))]


def main(binary):
    if not zoneinfo.available_timezones():
        print("skipped: no time zone database")
        return 1 if os.environ.get("CI") else 77
    wanted, wrong, known = list(items()), [], set()
    for at in range(0, len(wanted), 1000):
        part = wanted[at:at + 1000]
        for (name, moment), read in zip(part, parse(binary, part)):
            right = f"{moment.astimezone(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
            if read == right:
                known.add(name)
            elif read is not None:
                wrong.append(f"{moment:%d %b %Y %H:%M} {name}: {read}, not {right}")
    print(f"{len(known)} places known, {len(wanted)} times, {len(wrong)} wrong")
    print(*wrong[:20], sep="\n")
    return 1 if wrong or len(known) < KNOWN_MIN else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
