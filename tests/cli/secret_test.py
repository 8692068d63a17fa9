"""The secret of a state: keys and story numbers depend on it; a state from before secrets existed keeps everything."""

import os
import sqlite3
import unittest

from world import LATER, World

HERE = os.path.dirname(os.path.abspath(__file__))
EVENING = "2025-10-10T20:00:00Z"
NIGHT = "2025-10-10T23:00:00Z"
CONFIG = """outputs:
  - path: merged.atom
feeds:
  - url: http://quay.example/feed
    name: Quay Notes
  - url: http://plots.example/feed
    name: Allotment Board
"""

BRIDGE = ("<id>{id}</id><title>The swing bridge turns again</title><link href='https://quay.example/bridge'/>"
          "<updated>2025-10-08T10:00:00Z</updated><published>2025-10-08T10:00:00Z</published>"
          "<content>After eleven months of repair the swing bridge over the inner dock opened to boats on Wednesday. "
          "Two divers had replaced the bearing ring.{more}</content>")
PILOTS = ("<id>tag:quay.example,2025:2</id><title>Pilots move into the old signal house</title>"
          "<link href='https://quay.example/pilots'/><updated>2025-10-09T10:00:00Z</updated>"
          "<published>2025-10-09T10:00:00Z</published><content>The harbour pilots leave their barge and move into the "
          "signal house of 1911. The roof was made watertight in summer, and the stairs follow.</content>")
FERRY = ("<id>tag:quay.example,2025:3</id><title>A ferry for bicycles alone</title><link href='https://quay.example/ferry'/>"
         "<updated>2025-10-10T10:00:00Z</updated><content>From Monday a small ferry takes forty bicycles across the "
         "outer harbour every half hour.</content>")
WATER = ("<title>Water is turned off on Saturday</title><link>https://plots.example/water</link>"
         "<pubDate>Wed, 08 Oct 2025 09:00:00 GMT</pubDate><description>All taps on the northern field run dry from noon, "
         "and frost covers are handed out at the gate.</description>")
SEEDS = ("<title>Seed swap in the long shed</title><pubDate>Thu, 09 Oct 2025 09:00:00 GMT</pubDate><description>Bring what "
         "you saved of beans and marigolds; labels and envelopes are there.</description>")
BRIEF = ("<guid isPermaLink='false'>tag:quay.example,2025:2</guid><title>Pilots move</title>"
         "<pubDate>Fri, 10 Oct 2025 09:00:00 GMT</pubDate><description>Pilots move into the signal house of 1911."
         "</description>")


def atom(*entries):
    return ("<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay Notes</title><id>tag:quay.example,2025:feed</id>"
            "<updated>2025-10-09T10:00:00Z</updated>" + "".join(f"<entry>{e}</entry>" for e in entries) + "</feed>")


def rss(*items):
    return ("<rss version='2.0'><channel><title>Allotment Board</title><link>https://plots.example/</link>"
            "<description>-</description>" + "".join(f"<item>{i}</item>" for i in items) + "</channel></rss>")


class SecretTest(World):
    def serve(self, quay, plots):
        for host, body in (("quay", quay), ("plots", plots)):
            self.write(f"http___{host}.example_feed.http", "HTTP/1.1 200 OK\n\n" + body)

    def poll(self, quay, plots, now, state=None, **env):
        self.write("feeds.yaml", CONFIG)
        self.serve(quay, plots)
        options = ["--force", "--replay", self.folder]
        return self.headwater("run", *options, *(["--state", state] if state else []), now=now, env=env)

    def ids(self):
        return {entry.title: entry.id for entry in self.entries()}

    def first(self):
        return self.poll(atom(BRIDGE.format(id="tag:quay.example,2025:1", more=""), PILOTS), rss(WATER, SEEDS), LATER)

    def older_state(self):
        """A state from when keys were hashes that anyone could compute, after the first() poll."""
        os.makedirs(os.path.dirname(self.state))
        with open(os.path.join(HERE, "data", "state-3.sql"), encoding="utf-8") as dump, sqlite3.connect(self.state) as state:
            state.executescript(dump.read())
            return dict(state.execute("SELECT json_extract(b.json, '$.title'), r.node FROM item i JOIN body b ON b.item = i.id "
                                      "JOIN record r ON r.key = i.key"))

    def test_an_older_state_is_carried_over(self):
        nodes = self.older_state()
        moved = BRIDGE.format(id="tag:quay.example,2026:bridge", more="")  # its feed gave it a different id
        result = self.poll(atom(FERRY, moved, PILOTS), rss(WATER.replace("noon", "ten"), SEEDS), EVENING)
        self.assertIn("1 new item, 1 updated", result.stdout.replace("items", "item"))
        with sqlite3.connect(self.state) as state:
            rows = state.execute("SELECT json_extract(b.json, '$.title'), r.node FROM item i JOIN body b ON b.item = i.id "
                                 "JOIN record r ON r.key = i.key AND r.superseded = 0").fetchall()
        self.assertEqual(len(rows), 5)
        self.assertEqual({title: node for title, node in rows if title in nodes}, nodes)
        before = self.ids()
        result = self.poll(atom(FERRY, moved, PILOTS), rss(WATER.replace("noon", "ten"), SEEDS, BRIEF), NIGHT)
        self.assertIn("1 new item, 0 updated", result.stdout.replace("items", "item"))
        self.assertEqual(self.ids(), before)  # the brief joins the pilots' story because it has the id of an older item
        self.headwater("verify")

    def test_two_states_name_things_differently(self):
        given = {"HEADWATER_STATE_SECRET": "0123456789abcdef0123456789ABCDEF"}
        quay, plots, seen = atom(PILOTS), rss(WATER), []
        for number, env in enumerate((given, given, {"HEADWATER_STATE_SECRET": "00" * 16})):
            os.path.exists(self.output) and os.unlink(self.output)
            self.poll(quay, plots, LATER, state=self.path(f"{number}.db"), **env)
            seen.append(self.ids())
        self.assertEqual(seen[0], seen[1])
        self.assertNotEqual(seen[0], seen[2])

    def test_a_secret_is_given_once(self):
        self.first()
        before = self.ids()
        self.poll(atom(BRIDGE.format(id="tag:quay.example,2025:1", more=""), PILOTS), rss(WATER, SEEDS), EVENING,
                  HEADWATER_STATE_SECRET="11" * 16)
        self.assertEqual(self.ids(), before)

    def test_a_secret_that_is_none(self):
        self.write("feeds.yaml", CONFIG)
        result = self.headwater("run", env={"HEADWATER_STATE_SECRET": "secret"}, status=2)
        self.assertIn("HEADWATER_STATE_SECRET: a secret must have 32 hexadecimal digits", result.stderr)

    def test_a_damaged_copy_costs_nothing(self):
        self.first()
        before = self.ids()
        with sqlite3.connect(self.state) as state:
            state.execute("UPDATE secret SET bytes = zeroblob(16), since = 5 WHERE copy = 1")
        result = self.poll(atom(FERRY, BRIDGE.format(id="tag:quay.example,2025:1", more=""), PILOTS), rss(WATER, SEEDS), EVENING)
        self.assertIn("one of two copies of the state's secret is damaged", result.stderr)
        self.assertEqual({title: i for title, i in self.ids().items() if title in before}, before)
        self.assertIn("damaged copy of the state's secret", self.headwater("verify", status=None).stdout)
        self.headwater("verify", "--rebuild")
        self.headwater("verify")

    def test_a_lost_secret_loses_no_item(self):
        self.first()
        before = self.ids()
        with sqlite3.connect(self.state) as state:
            state.execute("DELETE FROM secret")
        self.assertIn("it is lost", self.headwater("verify", status=None).stdout)
        result = self.poll(atom(FERRY, BRIDGE.format(id="tag:quay.example,2025:1", more=""), PILOTS), rss(WATER, SEEDS), EVENING)
        self.assertIn("the state's secret is lost", result.stderr)
        self.assertEqual({title: i for title, i in self.ids().items() if title in before}, before)
        self.headwater("verify")


if __name__ == "__main__":
    unittest.main()
