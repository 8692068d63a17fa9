"""What feeds.yaml says about a single feed beyond its address."""

import os
import sqlite3
import unittest

from world import LATER, World


class SourcesTest(World):
    def feed(self, name, more):
        """Adds keys to a feed of the newswire."""
        path = os.path.join(self.folder, "feeds.yaml")
        text = self.read(path).decode()
        self.assertIn(f"name: {name}", text)
        self.write("feeds.yaml", text.replace(f"name: {name}", f"{more}, name: {name}"))

    def stories(self):
        """The items of each story: the file of the feed, and the key."""
        nodes = {}
        with sqlite3.connect(self.state) as database:
            for node, url, key in database.execute(
                    "SELECT node, url, record.key FROM record JOIN item USING (key) JOIN feed ON item.feed = feed.id "
                    "WHERE superseded = 0 ORDER BY doc"):
                nodes.setdefault(node, []).append((os.path.basename(url), str(key % (1 << 64))))
        return list(nodes.values())

    def shares(self, name):
        """How many other items each item of the feed shares its story with; and items of the feed in one story."""
        alike, most = [], 0
        for story in self.stories():
            own = [item for item in story if item[0] == name]
            alike += [len(story) - 1] * len(own)
            most = max(most, len(own))
        self.assertGreater(len(alike), 0)
        return alike, most


class FoldTest(SourcesTest):
    ledger = "northern-ledger.atom"

    def test_never(self):
        self.feed("Northern Ledger", "fold: never")
        self.headwater("run")
        self.assertEqual(set(self.shares(self.ledger)[0]), {0})
        self.assertIn(max(self.shares("meridian-wire.json")[0]), range(2, 20))

    def test_never_is_for_what_arrives(self):
        """What was joined stays joined: nothing that was published falls apart."""
        self.headwater("run")
        before = self.shares(self.ledger)
        self.assertGreater(max(before[0]), 0)
        self.feed("Northern Ledger", "fold: never")
        self.headwater("run", now=LATER)
        self.assertEqual(self.shares(self.ledger), before)

    def test_a_join_of_the_user_wins(self):
        self.feed("Northern Ledger", "fold: never")
        self.headwater("run")
        keys = dict(item for story in self.stories() for item in story)
        pair = keys[self.ledger], keys["meridian-wire.json"]
        self.assertIn("the user keeps the items of this feed apart", self.headwater("explain", *pair).stdout)
        self.headwater("join", *pair)
        self.assertGreater(max(self.shares(self.ledger)[0]), 0)

    def test_others(self):
        entry = ("<item><guid>{0}</guid><link>https://a.example/{0}</link><title>Freighter strikes the north pier in Lindvag"
                 "</title><description>The harbour of Lindvag will be closed for two days after the freighter Castor struck the"
                 " north pier on Friday, the harbour master said. Nobody was hurt. {1}</description></item>")
        feed = "<rss version='2.0'><channel><title>x</title>{}</channel></rss>"
        same = [entry.format(*row) for row in ((1, ""), (2, "Updated."))]
        for name, fold in (("twice.rss", ""), ("apart.rss", ", fold: others")):
            self.write(name, feed.format("".join(same)))
            self.write("feeds.yaml", f"feeds:\n  - {{url: 'file:{name}', name: Twice{fold}}}\n")
            self.headwater("run")
            self.assertEqual(self.shares(name)[1], 1 if fold else 2)

    def test_a_mistake(self):
        self.feed("Northern Ledger", "fold: sometimes")
        self.assertRegex(self.headwater("check", status=2).stderr,
                         r"feeds.yaml:\d+:\d+: fold is \"sometimes\", expected all, others or never")


if __name__ == "__main__":
    unittest.main()
