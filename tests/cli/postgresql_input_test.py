"""Hostile input on a state in PostgreSQL: what SQLite keeps, it keeps, and no feed ends a run."""

import json
import os
import random
import unittest

import postgresql_world
from postgresql_world import PostgreSQLWorld
from world import LATER, NOW

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>http://bad.example/</link>'
END = b"</channel></rss>"


def setUpModule():
    postgresql_world.set_up_module()


def noise(count, seed=7):
    """Letters that no compression makes short: an index of PostgreSQL takes rows of 2,700 bytes."""
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=count))


def item(words, **parts):
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return f"<item><title>{words}</title>{inner}</item>".encode()


# Feeds whose texts PostgreSQL's text or its indexes would refuse as they are.
FEEDS = {
    "not-utf8.xml": RSS + b"<item><title>Overlong \xc0\xaf and half \xe2\x82 and \xff\xfe of the harbour wall</title><guid>u1</guid></item>"
                          b"<item><title>A lone surrogate \xed\xa0\x80 in the lighthouse</title><guid>\xed\xbf\xbf</guid></item>" + END,
    "latin.xml": b'<?xml version="1.0" encoding="windows-1252"?>' + RSS[21:] + b"<item><title>Fen\xeatre \x81 \x8d ferm\xe9e</title><guid>l\xe9</guid></item>" + END,
    "nul.xml": RSS + b"<item><title>Before\x00after the bridge of stone</title><guid>n\x00ul</guid></item>"
                     b"<item><title>Referred &#0; to &#xD800; and &#xFFFE; once more</title><guid>r&#0;</guid></item>" + END,
    "long.xml": RSS + item("A long link to the vineyard", link=f"http://long.example/{noise(20000)}", guid=noise(20000, 8))
                    + item("A long name of a host in the mountains", link=f"http://{noise(9000, 9)}.example/{noise(100)}")
                    + item("Many categories of sugar", category=noise(5000, 10), author=noise(6000, 11)) + END,
    "nul.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "N\0ul \ud800 title", "language": "e\0n",
                            "home_page_url": "http://nul.example/\0", "items": [
                                {"id": "a\0b", "title": "A \0 nul in a title about orchards", "content_text": "The \0 orchard \udfff bears.", "url": "http://nul.example/a\0"},
                                {"id": "\ud800", "title": "Half a pair \ud83d of shoes", "content_html": "<p>shoes \udc00</p>"},
                                {"id": 10 ** 400, "title": "A number as an identity of its own"},
                                {"id": -9223372036854775808, "title": "The smallest number there is in the ledger"}]}).encode(),
    "dates.xml": RSS + b"".join(item(f"Item {i} of the almanac of odd days {date}", guid=f"d{i}", pubDate=date) for i, date in enumerate(
        ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT", "99999999999999999999",
         "-9223372036854775808", "9223372036854775807", "Mon, 01 Jan 292277026596 00:00:00 GMT"))) + END,
    "ttl.xml": RSS + b"<ttl>9223372036854775807</ttl>" + item("The ttl is long in the valley", guid="t") + END,
    "large.xml": RSS + item("A large body about the archive of rain", guid="big", description="word " * 1400000) + END,
}


class PostgreSQLInputTest(PostgreSQLWorld):
    def add(self, names):
        with open(os.path.join(self.folder, "feeds.yaml"), "a", encoding="utf-8") as file:
            for name in names:
                file.write(f'  - {{url: "file:{name}", name: "bad {name}"}}\n')

    def both(self, steps):
        """steps(state) on two states that begin alike: the same outputs, the same stories, the same errors."""
        theirs = self.outputs_of("sqlite:" + self.state, steps)
        ours = self.outputs_of(self.address, steps)
        self.assertEqual(ours[1], theirs[1])
        self.assertEqual(ours[0], theirs[0])
        self.assertEqual(self.stories(self.address), self.stories("sqlite:" + self.state))
        for state in (self.address, "sqlite:" + self.state):
            self.on(state, "verify")

    def test_texts_that_postgresql_refuses(self):
        for name, data in FEEDS.items():
            self.write(name, data)
        self.states_alike()
        self.add(FEEDS)

        def steps(state):
            self.on(state, "run")
            lines = self.on(state, "run", "--force", now=LATER).stderr.splitlines()
            self.on(state, "prune")
            return sorted(line for line in lines if "bad " in line)
        self.both(steps)
        self.assertIn("harbour wall", self.stories(self.address))
        self.assertIn("archive of rain", self.stories(self.address))

    def test_pages_of_hosts_with_long_names(self):
        """What is noted of a site is found by its origin, which an item's link makes as long as it likes."""
        links = (f"http://{noise(9000, 9)}.example/x", f"http://{noise(8000, 3)}/y", f"http://{noise(2900, 4)}.example/", f"http://127.0.0.1:1/{noise(9000, 5)}", "http://b\xfccher.example:99999/z")
        self.write("hosts.xml", RSS + b"".join(item(f"Host {i} has a name in the list of mountains", link=link) for i, link in enumerate(links)) + END)
        self.states_alike()
        with open(os.path.join(self.folder, "feeds.yaml"), "a", encoding="utf-8") as file:
            file.write('  - {url: "file:hosts.xml", name: "bad hosts", fulltext: true}\n')

        def steps(state):
            return [sorted(line for line in self.on(state, "run", *options, now=now).stderr.splitlines() if "bad " in line)
                    for options, now in (((), NOW), (("--force",), LATER))]
        self.both(steps)


if __name__ == "__main__":
    unittest.main()
