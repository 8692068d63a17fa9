"""Digests: one entry for each day, made once, caught up once, in every format, whatever kills the run."""

import json
import os
import re
import unittest
import xml.etree.ElementTree as ElementTree

from top_test import TopWorld, after, rss, text, words
from world import ATOM

DAILY = "  - {path: day.json, title: My day, at: '07:00', stories: 5}\n"


class DigestTest(TopWorld):
    def digests(self, name="day.json"):
        """The digests: (title, date, the titles of their stories)."""
        return [(item["title"], item["date_published"], re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a></h3>", item["content_html"]))
                for item in self.items(name)]

    def run_at(self, hours, *options, **how):
        return self.headwater("run", "--force", *options, now=after(hours), **how)

    def files(self):
        """The documents, each with the time when it was written."""
        return {name: (self.read(os.path.join(self.folder, name)), os.stat(os.path.join(self.folder, name)).st_mtime_ns)
                for name in os.listdir(self.folder) if name.startswith("day.")}

    def test_one_a_day(self):
        self.configure(DAILY)
        self.run_at(11)
        [(title, date, stories)] = self.digests()
        self.assertEqual((title, date), ("Monday, March 2, 2026", after(11)))
        self.assertEqual(stories[0], "The bridge is closed", "what most outlets told comes first")
        self.assertEqual(len(stories), 5)
        self.tell("river.example", [("A parade", text(300), 20)])
        self.run_at(21)
        self.assertEqual(len(self.digests()), 1, "not due before the morning")
        self.run_at(31.25)
        second, first = self.digests()
        self.assertEqual(first, (title, date, stories), "a digest never changes")
        self.assertEqual(second, ("Tuesday, March 3, 2026", after(31.25), ["A parade"]), "only what is new")

    def test_nothing_is_written_twice(self):
        """Without a new digest no byte changes, however the stories do; and a digest that is due is made without news."""
        self.configure(DAILY + "  - {path: day.atom, at: '07:00'}\n  - {path: day.html, at: '07:00'}\n")
        self.run_at(11)
        before = self.files()
        self.tell("late.example", [("The bridge is closed", text(0), 12)])
        self.configure(DAILY + "  - {path: day.atom, at: '07:00'}\n  - {path: day.html, at: '07:00'}\n")
        self.run_at(20)
        self.assertEqual(self.files(), before)
        self.run_at(32)
        self.run_at(33)
        self.assertEqual(len(self.digests()), 1, "the bridge was in a digest; a digest without stories is no entry")
        self.assertEqual(self.files(), before)

    def test_missed_days_are_caught_up_once(self):
        self.configure(DAILY)
        self.run_at(11)
        self.tell("river.example", [(f"Day {day}", text(300 + day), 24 * day) for day in range(1, 5)])
        self.run_at(24 * 4 + 9.5)
        self.assertEqual([(d[1], sorted(d[2])) for d in self.digests()][0],
                         (after(105.5), ["Day 1", "Day 2", "Day 3", "Day 4"]))
        self.assertEqual(len(self.digests()), 2)
        self.run_at(24 * 4 + 10)
        self.assertEqual(len(self.digests()), 2)

    def test_days_and_time_zone(self):
        """On Wednesdays at seven in Tokyo: 22:00 UTC on Tuesdays."""
        self.configure("  - {path: day.json, at: '7:00', on: [wednesday], title: Week}\n",
                       "{timezone: Asia/Tokyo, languages: [de]}")
        self.run_at(11)
        self.assertEqual([d[0] for d in self.digests()], ["Montag, 2. März 2026"], "the first one: for last Wednesday")
        self.tell("river.example", [("A parade", text(300), 40)])
        self.run_at(45.9)
        self.assertEqual(len(self.digests()), 1)
        self.run_at(46)
        self.assertEqual(self.digests()[0][:2], ("Mittwoch, 4. März 2026", after(46)))

    def test_minimum_and_filters(self):
        self.configure("  - {path: day.json, at: '07:00', min_outlets: 2}\n"
                       "  - {path: other.json, at: '07:00', rules: [drop: bridge], stories: 3}\n")
        self.run_at(11)
        self.assertEqual([d[2] for d in self.digests()], [["The bridge is closed"]])
        [other] = self.digests("other.json")
        self.assertEqual(len(other[2]), 3)
        self.assertNotIn("The bridge is closed", other[2])

    def test_every_format(self):
        self.configure("".join(f"  - {{path: day.{format}, at: '07:00', stories: 2}}\n"
                               for format in ("atom", "rss", "json", "html")) + "  - {path: merged.atom, title: All}\n")
        self.run_at(11)
        atom = ElementTree.fromstring(self.read(os.path.join(self.folder, "day.atom")))
        [entry] = atom.iter(ATOM + "entry")
        self.assertEqual(entry.findtext(ATOM + "title"), "Monday, March 2, 2026")
        self.assertIsNone(entry.find(ATOM + "source"))
        self.assertNotEqual(atom.findtext(ATOM + "id"),
                            ElementTree.fromstring(self.read()).findtext(ATOM + "id"))
        [item] = ElementTree.fromstring(self.read(os.path.join(self.folder, "day.rss"))).iter("item")
        self.assertEqual(item.findtext("description").count("<h3"), 2)
        page = self.read(os.path.join(self.folder, "day.html")).decode()
        self.assertEqual((page.count("<article"), page.count("<h2>Monday, March 2, 2026</h2>")), (2, 1))
        self.assertLess(page.index("The bridge is closed</a>"), page.index("Notice"))
        for name in ("day.atom", "day.json"):
            rendered = self.headwater("render", "--format", name[4:], now=after(20)).stdout
            self.assertEqual(rendered.encode(), self.read(os.path.join(self.folder, name)))

    def test_entries_that_only_tell_their_update(self):
        """Old entries of an Atom feed are no news although no element says when they were published; a card shows that day, too."""
        self.feeds = {"old.atom": []}
        self.write("old.atom", "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:old</id><title>Old</title><updated>2019-05-04T03:02:00Z</updated>" +
                   "".join(f"<entry><id>urn:old:{n}</id><title>Notice {words(n, 3)}</title><updated>{date}</updated>"
                           f"<link href='https://old.example/{n}'/><summary>{text(n)}</summary></entry>"
                           for n, date in enumerate(("2019-05-04T03:02:00Z", "2026-03-02T03:02:00Z"))) + "</feed>")
        self.configure(DAILY + "  - {path: index.html}\n")
        self.run_at(11)
        self.assertEqual([d[2] for d in self.digests()], [[f"Notice {words(1, 3)}"]])
        page = self.read(os.path.join(self.folder, "index.html")).decode()
        self.assertEqual(re.findall("<h2>([^<]*)|<time datetime=\"([^\"]*)", page),
                         [("Monday, March 2, 2026", ""), ("", "2026-03-02T03:02:00Z"), ("Saturday, May 4, 2019", ""), ("", "2019-05-04T03:02:00Z")])
        [found] = json.loads(self.headwater("search", "--json", words(0, 3), now=after(11)).stdout)
        self.assertEqual(found["published"], "2019-05-04T03:02:00Z")

    def test_long_addresses(self):
        """The limits of a feed's own content cut no digest: each of its stories is there, however long the addresses are."""
        self.feeds = {}
        for outlet in range(9):
            host = f"outlet{outlet}.example"
            self.tell(host, [(words(n, 3), text(n), n / 4) for n in range(20)])
            self.write(host + ".xml", re.sub(f"<link>(https://{host}/[0-9]+)", r"<link>\1-" + "long" * 400, rss(host, self.feeds[host + ".xml"])))
        self.configure("".join(f"  - {{path: day.{format}, at: '07:00'}}\n" for format in ("atom", "rss", "json", "html")))
        self.run_at(11)
        self.assertEqual(len(self.digests()[0][2]), 20)
        for name in ("day.atom", "day.rss"):
            self.assertEqual(self.read(os.path.join(self.folder, name)).count(b"&lt;h3"), 20, name)
        self.assertEqual(self.read(os.path.join(self.folder, "day.html")).count(b"<h3"), 20)

    def test_an_older_digest_survives_its_stories(self):
        self.configure(DAILY, "{archive: 2d, window: 1d}")
        self.run_at(11)
        [first] = self.digests()
        for name in self.feeds:
            self.feeds[name] = []
        self.tell("river.example", [("A parade", text(300), 24 * 2)])
        for name in self.feeds:
            self.tell(name[:-4], [])
        self.run_at(24 * 2 + 1)
        self.run_at(24 * 2 + 8)
        self.headwater("prune", now=after(24 * 2 + 9))
        self.headwater("render", now=after(24 * 2 + 9))
        self.assertEqual(self.digests()[1], first)

    def test_a_killed_run_makes_none_twice(self):
        """Killed at each commit and before publishing; the next run has exactly one digest with all its stories."""
        self.configure(DAILY)
        log = self.path("points")
        self.headwater("run", "--force", now=after(3), env={"HEADWATER_FAILPOINT_LOG": log})
        self.tell("river.example", [("A parade", text(300), 5)])
        count = 0
        with open(log, encoding="utf-8") as file:
            commits = sum(line.split()[0].startswith("store-commit-before") for line in file)
        self.assertGreater(commits, 3)
        for point in [f"store-commit-before:{n}" for n in range(1, commits + 1, 4)] + ["run-polled", "files-published"]:
            killed = self.run_at(8 + count, env={"HEADWATER_FAILPOINT": point}, status=None)
            count += killed.returncode != 0
            self.assertLessEqual(len([d for d in self.digests() if d[2]]), 2)
        self.assertGreater(count, 2)
        self.run_at(20)
        digests = self.digests()
        self.assertEqual(len(digests), 2, "one for the first morning, one for the second")
        self.assertEqual([story for d in digests for story in d[2]].count("A parade"), 1)


if __name__ == "__main__":
    unittest.main()
