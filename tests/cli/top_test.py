"""The top stories: what most outlets report comes first, however many newer stories there are, and sinks with time."""

import email.utils
import json
import os
import random
import unittest
from datetime import datetime, timedelta, timezone

from world import World

NIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=timezone.utc)


def words(seed, count):
    """Words of their own for each seed, so that no two articles have any in common."""
    choose = random.Random(seed)
    return " ".join("".join(choose.choice("bdfgklmnprstvz") + choose.choice("aeiou") for _ in range(4))
                    for _ in range(count))


def text(seed):
    """An article of its own for each seed."""
    return words(seed, 60)


def rss(host, rows):
    """A feed of this host. rows: (title, article, hours after midnight)."""
    items = "".join(
        f"<item><title>{title}</title><link>https://{host}/{number}</link><guid>{host}-{title}</guid>"
        f"<pubDate>{email.utils.format_datetime(NIGHT + timedelta(hours=hours))}</pubDate>"
        f"<description>{article}</description></item>" for number, (title, article, hours) in enumerate(rows))
    return (f"<rss version='2.0'><channel><title>{host}</title><link>https://{host}/</link>"
            f"<description>-</description>{items}</channel></rss>")


def after(hours):
    return (NIGHT + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


class TopWorld(World):
    """Seventeen outlets tell one story at midnight; then one outlet tells forty others, one every quarter of an hour."""

    def configure(self, outputs, settings="{languages: [en]}"):
        self.write("feeds.yaml", f"settings: {settings}\noutputs:\n{outputs}feeds:\n" +
                   "".join(f"  - file:{name}\n" for name in sorted(self.feeds)))

    def setUp(self):
        super().setUp()
        self.feeds = {}
        for outlet in range(17):
            self.tell(f"outlet{outlet}.example", [("The bridge is closed", text(0), 0)])
        self.tell("river.example", [(f"Notice {words(n, 3)}", text(n), n / 4) for n in range(1, 41)])

    def tell(self, host, rows):
        """Adds items to a feed."""
        self.feeds.setdefault(host + ".xml", []).extend(rows)
        self.write(host + ".xml", rss(host, self.feeds[host + ".xml"]))

    def items(self, name):
        return json.loads(self.read(os.path.join(self.folder, name)))["items"]

    def titles(self, name):
        return [item["title"] for item in self.items(name)]


class TopTest(TopWorld):
    def test_the_whole_window_is_sorted_before_it_is_cut(self):
        self.configure("  - {path: top.json, order: tellings, limit: 20}\n  - {path: new.json, limit: 20}\n")
        notices, self.feeds["river.example.xml"] = self.feeds["river.example.xml"], []
        self.tell("river.example", notices[:5])
        self.headwater("run", now=after(2))
        self.tell("river.example", notices[5:])
        self.headwater("run", "--force", now=after(11))
        self.assertNotIn("The bridge is closed", self.titles("new.json"))
        top = self.titles("top.json")
        self.assertEqual(len(top), 20)
        self.assertEqual(top[0], "The bridge is closed")
        self.assertEqual(top[1:], [f"Notice {words(n, 3)}" for n in range(40, 21, -1)], "equal votes: the newest first")
        self.assertEqual(len(self.items("top.json")[0]["_headwater"]["tellings"]), 16)

    def test_time_alone_changes_nothing(self):
        self.configure("  - {path: top.json, order: tellings, limit: 20}\n  - {path: top.html, order: tellings}\n")
        self.headwater("run", now=after(11))
        before = [self.read(os.path.join(self.folder, name)) for name in ("top.json", "top.html")]
        for hours in (23, 200):
            self.headwater("run", "--force", now=after(hours))
            self.assertEqual(before, [self.read(os.path.join(self.folder, name)) for name in ("top.json", "top.html")])

    def test_stories_sink(self):
        """One outlet 61 hours later is worth more than 17; with a longer half life it is not."""
        self.configure("  - {path: top.json, order: tellings, limit: 3}\n"
                       "  - {path: slow.json, order: tellings, limit: 3, half_life: 3d}\n")
        self.tell("river.example", [("A parade", text(50), 61)])
        self.headwater("run", now=after(62))
        self.assertEqual(self.titles("top.json")[:2], ["A parade", "The bridge is closed"])
        self.assertEqual(self.titles("slow.json")[:2], ["The bridge is closed", "A parade"])

    def test_one_outlet_with_many_feeds_has_one_vote(self):
        self.configure("  - {path: top.json, order: tellings, limit: 2}\n")
        rows = [("A loud notice", text(60), 1)]
        for number in range(20):
            name = f"loud{number}.xml"
            self.feeds[name] = rows
            self.write(name, rss("loud.example", rows).replace("<guid>", f"<guid>{number}"))
        self.configure("  - {path: top.json, order: tellings, limit: 2}\n")
        self.headwater("run", now=after(11))
        self.assertEqual(self.titles("top.json"), ["The bridge is closed", f"Notice {words(40, 3)}"])

    def test_archives_and_the_document_have_everything(self):
        """The current document of an output with archives has all stories of the day, besides the top ones."""
        self.configure("  - {path: top.json, order: tellings, limit: 2, archives: true, self: https://me.example/top.json}\n")
        self.headwater("run", now=after(30))
        self.tell("river.example", [(f"Morning {words(70 + n, 3)}", text(70 + n), 31) for n in range(4)])
        self.headwater("run", "--force", now=after(32))
        self.assertTrue(os.path.exists(os.path.join(self.folder, "top.json")))
        self.tell("river.example", [(f"Next day {words(80 + n, 3)}", text(80 + n), 55) for n in range(4)])
        self.headwater("run", "--force", now=after(56))
        day = self.items("top-2026-03-03.json")
        self.assertEqual(len(day), 45, "all of the day that is over")
        self.tell("river.example", [(f"Later {words(90 + n, 3)}", text(90 + n), 57) for n in range(3)])
        self.headwater("run", "--force", now=after(58))
        titles = self.titles("top.json")
        self.assertEqual(len(titles), len(set(titles)))
        for n in range(3):
            self.assertIn(f"Later {words(90 + n, 3)}", titles)


if __name__ == "__main__":
    unittest.main()
