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


class StoriesTest(TopWorld):
    def listed(self, *options, **how):
        return [(story["title"], story["tellings"], story["outlets"])
                for story in json.loads(self.headwater("stories", "--json", *options, **how).stdout)]

    def test_order_of_tellings(self):
        self.configure("  - {path: merged.atom}\n")
        self.headwater("run", now=after(1))
        self.tell("river.example", [("A parade", text(50), 61)])
        self.headwater("run", "--force", now=after(62))
        top = self.listed("--order", "tellings", "--limit", "3", now=after(63))
        self.assertEqual(top[:2], [("A parade", 1, 1), ("The bridge is closed", 17, 17)])
        self.assertEqual(len(top), 3)
        self.assertEqual(self.listed("--order", "newest", "--limit", "1", now=after(63)), top[:1])
        self.assertEqual(self.listed("--outlets", "2", now=after(63)), [("The bridge is closed", 17, 17)])
        table = self.headwater("stories", "--order", "tellings", "--limit", "2", now=after(63)).stdout
        self.assertLess(table.index("A parade"), table.index("The bridge is closed"))
        self.assertIn("2 stories; --limit N lists more", table)

    def test_the_last_thirty_days(self):
        self.configure("  - {path: merged.atom}\n")
        self.headwater("run", now=after(1))
        late = after(24 * 40)
        self.assertEqual(self.listed("--order", "tellings", now=late), [])
        self.assertEqual(self.listed("--order", "tellings", "--since", "50d", "--limit", "1", now=late),
                         [("The bridge is closed", 17, 17)])

    def test_an_unknown_order(self):
        self.configure("  - {path: merged.atom}\n")
        self.headwater("run", now=after(1))
        refused = self.headwater("stories", "--order", "best", status=2)
        self.assertIn('--order needs newest or tellings, not "best"', refused.stderr)


class MinimumTest(TopWorld):
    """A feed of stories that enough outlets have told: each enters once, when it passes."""

    TOP = "  - {path: top.json, min_outlets: 3, title: Top}\n"

    def setUp(self):
        super().setUp()
        for host in ("a", "b", "c", "d"):
            self.tell(f"{host}.example", [])

    def told(self, host, hours, *options, **how):
        """An outlet tells of the ferry; a run follows."""
        self.tell(host, [("The ferry sank", text(200), hours)])
        return self.headwater("run", "--force", *options, now=after(hours), **how)

    def rows(self, name="top.json"):
        return [(item["title"], item["date_published"], item["date_modified"]) for item in self.items(name)]

    def test_a_story_enters_when_it_passes(self):
        self.configure(self.TOP + "  - {path: tellings.atom, min_tellings: 4}\n  - {path: merged.atom}\n")
        self.headwater("run", now=after(11))
        bridge = ("The bridge is closed", after(11), after(11))
        self.assertEqual(self.rows(), [bridge], "told by seventeen; nothing else by three")
        for host, hours in (("a.example", 12), ("b.example", 13)):
            self.told(host, hours)
            self.assertEqual(self.rows(), [bridge])
        self.told("c.example", 14)
        ferry = ("The ferry sank", after(14), after(14))
        self.assertEqual(self.rows(), [ferry, bridge])
        ids = [item["id"] for item in self.items("top.json")]
        before = self.read(os.path.join(self.folder, "tellings.atom"))
        self.assertNotIn(b"ferry", before)
        self.told("d.example", 15)
        self.assertEqual(self.rows(), [ferry, bridge], "a fourth outlet changes no date")
        self.assertEqual([item["id"] for item in self.items("top.json")], ids)
        self.assertIn(b"ferry", self.read(os.path.join(self.folder, "tellings.atom")))
        merged = self.read(os.path.join(self.folder, "merged.atom")).decode()
        self.assertIn(f"<published>{after(12)}</published>", merged, "elsewhere the story keeps its own date")

    def test_a_story_does_not_leave(self):
        """Neither when tellings are hidden, nor when an older entry is outside the window."""
        self.configure(self.TOP, "{window: 1d}")
        for host, hours in (("a.example", 12), ("b.example", 13), ("c.example", 14)):
            self.told(host, hours)
        expected = self.rows()
        self.assertEqual(expected[0], ("The ferry sank", after(14), after(14)))
        self.configure(self.TOP + "rules: [drop: {feed: [b.example, c.example]}]\n", "{window: 1d}")
        self.tell("river.example", [("A parade", text(201), 80)])
        self.headwater("run", "--force", now=after(81))
        self.assertEqual(self.rows(), expected)
        self.headwater("render", now=after(82))
        self.assertEqual(self.rows(), expected)

    def test_a_cut_run_changes_no_date(self):
        """The files are written, the state is not; the next run ends with the same dates."""
        self.configure(self.TOP + "  - {path: top.rss, min_outlets: 3}\n")
        for host, hours in (("a.example", 12), ("b.example", 13)):
            self.told(host, hours)
        self.assertNotEqual(self.told("c.example", 14, status=None, env={"HEADWATER_FAILPOINT": "files-published"})
                            .returncode, 0)
        cut = self.rows(), self.read(os.path.join(self.folder, "top.rss"))
        self.assertEqual(cut[0][0], ("The ferry sank", after(14), after(14)))
        self.told("d.example", 15)
        self.assertEqual(self.rows(), cut[0])
        rss = self.read(os.path.join(self.folder, "top.rss")).decode()
        self.assertIn("<pubDate>" + (NIGHT + timedelta(hours=14)).strftime("%a, %d %b %Y %H:%M:%S"), rss)

    def test_the_feed_is_not_the_merged_feed(self):
        self.configure("  - {path: top.atom, min_outlets: 3}\n  - {path: more.atom, min_outlets: 2}\n"
                       "  - {path: merged.atom}\n")
        self.headwater("run", now=after(11))
        ids = {self.read(os.path.join(self.folder, name)).decode().split("<id>")[1].split("<")[0]
               for name in ("top.atom", "more.atom", "merged.atom")}
        self.assertEqual(len(ids), 3)

    def test_the_first_in_the_order_of_tellings(self):
        self.configure("  - {path: top.json, min_outlets: 3, order: tellings, limit: 1}\n")
        for host, hours in (("a.example", 12), ("b.example", 13), ("c.example", 14)):
            self.told(host, hours)
        self.assertEqual(self.titles("top.json"), ["The bridge is closed"])
        for host in ("a.example", "b.example", "c.example"):
            self.tell(host, [("The comet", text(202), 60)])
        self.headwater("run", "--force", now=after(61))
        self.assertEqual(self.titles("top.json"), ["The comet"])


if __name__ == "__main__":
    unittest.main()
