"""What feeds.yaml says about a single feed beyond its address."""

import json
import os
import sqlite3
import stat
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


RSS = "<rss version='2.0'><channel><title>{0}</title>{1}</channel></rss>"
ITEM = "<item><guid>{0}</guid><link>{1}</link><title>{2}</title><description>{3}</description></item>"


def rss(title, *items):
    return RSS.format(title, "".join(ITEM.format(*item) for item in items))


PAGE = """<!DOCTYPE html><html lang="en"><head><title>The Quay</title></head><body>
<div class="ad teaser"><h3><a href="/ad">Buy now</a></h3></div>
<div class="teaser"><h3><a href="/bridge">The swing bridge turns again</a></h3><time datetime="2025-10-09T10:00:00Z">x</time>
<p class="lead">After eleven months the <b>swing bridge</b> opened to boats.<script>alert(1)</script></p></div>
<div class="teaser"><h3><a href="/pilots">Pilots move</a></h3><p class="lead">Into the signal house.</p></div></body></html>"""


class ScrapeTest(SourcesTest):
    """Items from a web page."""

    def scrape(self, rows, page=PAGE):
        self.write("http___quay.example_news.http", "HTTP/1.1 200 OK\nETag: \"1\"\n\n" + page)
        self.write("feeds.yaml", "outputs: [merged.atom]\nfeeds:\n  - url: http://quay.example/news\n    name: Quay\n"
                   "    scrape:\n" + "".join(f"      {row}\n" for row in rows))

    def run_it(self, now="2025-10-10T08:00:00Z", **how):
        return self.headwater("run", "--force", "--replay", self.folder, now=now, **how)

    def test_items(self):
        self.scrape(["item: div.teaser:not(.ad)", "content: .lead", "title: h3 > a"])
        self.run_it()
        entries = {entry.title: entry for entry in self.entries()}
        self.assertEqual(sorted(entries), ["Pilots move", "The swing bridge turns again"])
        self.assertIn("http://quay.example/bridge", entries["The swing bridge turns again"].hrefs())
        self.assertIn("<b>swing bridge</b>", entries["The swing bridge turns again"].text)
        self.assertNotIn(b"alert", self.read())
        self.assertNotIn("quay.example", self.headwater("export").stdout)

    def test_another_way_of_reading(self):
        """The page is the same, and is read again when the expressions change."""
        self.scrape(["item: .teaser:not(.ad)"])
        self.run_it()
        self.scrape(["item: .ad"])
        self.run_it(now=LATER)
        self.assertIn("Buy now", [entry.title for entry in self.entries()])

    def test_a_page_that_changed_its_form(self):
        self.scrape(["item: .teaser"])
        self.run_it()
        before = self.read()
        self.scrape(["item: .teaser"], page=PAGE.replace("teaser", "card"))
        self.run_it(now=LATER, status=None)
        [feed] = json.loads(self.headwater("status", "--json").stdout)["feeds"]
        self.assertEqual(feed["error"], "nothing on the page matches item of scrape")
        self.assertEqual(self.read(), before)

    def test_mistakes(self):
        for rows, words in ((["item: 'a:hover'"], ":6:15: item: :hover is not known"),
                            (["item: //a[b"], ":6:18: item: XPath: "),
                            (["title: h2"], ":6:7: scrape has no item, expected one"),
                            (["item: a", "titel: h2"], ':7:7: unknown key "titel" of scrape, did you mean "title"?'),
                            (["item: [a]"], ":6:13: item is a list, expected a CSS selector or an XPath expression")):
            self.scrape(rows)
            self.assertIn("feeds.yaml" + words, self.headwater("check", status=2).stderr)

    def test_tried_with_parse(self):
        self.write("page.html", PAGE)
        page = os.path.join(self.folder, "page.html")
        parse = lambda *more, **how: self.headwater("parse", page, "--url", "https://quay.example/news", *more, **how)
        items = json.loads(parse("--scrape", "item=.teaser", "--scrape", "content=.lead").stdout)["items"]
        self.assertEqual([item["link"] for item in items],
                         ["https://quay.example/" + name for name in ("ad", "bridge", "pilots")])
        self.assertEqual(items[1]["published"], "2025-10-09T10:00:00Z")
        for option, words in (("item=a[", "--scrape item, at character 3: no attribute"),
                              ("items=a", "--scrape items=a: expected PART=EXPRESSION"),
                              ("title=h2", "--scrape without item")):
            self.assertIn(words, parse("--scrape", option, status=2).stderr)
        self.assertIn("an HTML page, not a feed", parse(status=65).stderr)


class ProgramsTest(SourcesTest):
    """exec and filter."""

    def program(self, name, script):
        self.write(name, "#!/bin/sh\n" + script)
        os.chmod(os.path.join(self.folder, name), stat.S_IRWXU)

    def feeds(self, *rows, settings=""):
        self.write("feeds.yaml", settings + "outputs: [merged.atom]\nfeeds:\n" + "".join(f"  - {row}\n" for row in rows))

    def status(self):
        return {f["name"]: f for f in json.loads(self.headwater("status", "--json").stdout)["feeds"]}

    def titles(self):
        return sorted(entry.title for entry in self.entries())

    def test_output_is_a_feed(self):
        self.write("tides.rss", rss("Tides", (1, "tide?at=1", "High water at noon", "Four metres.")))
        self.program("tides.sh", 'test "$1" = "--station" && test "$2" = "le port" && cat "$(dirname "$0")/tides.rss"\n')
        self.feeds('{name: Tides, url: "https://tides.example/brest/", exec: [./tides.sh, --station, le port]}',
                   "{exec: [./tides.sh]}")
        self.headwater("run")
        self.assertEqual(self.titles(), ["High water at noon"])
        self.assertIn("https://tides.example/brest/tide?at=1", self.entries()[0].hrefs())
        status = self.status()
        self.assertEqual(status["Tides"]["error"], None)
        self.assertIn("ended with exit status 1", status["tides.sh"]["error"])
        self.assertRegex(status["tides.sh"]["url"], "^exec:[0-9a-f]{16}$")
        self.assertNotIn(b"le port", self.read())

    def test_planned_like_any_other(self):
        """The interval and the pause after a failure hold, and a feed that fails keeps what it had."""
        self.program("count.sh", 'echo x >> "$(dirname "$0")/runs"; test -e "$(dirname "$0")/broken" && exit 9; '
                                 'cat "$(dirname "$0")/one.rss"\n')
        self.write("one.rss", rss("One", (1, "https://a.example/1", "The only item", "Text.")))
        self.feeds("{name: One, exec: ./count.sh}")
        runs = lambda: len(self.read(os.path.join(self.folder, "runs")).split())
        self.headwater("run")
        self.headwater("run", now="2025-10-10T08:10:00Z")
        self.assertEqual(runs(), 1)
        self.write("broken", "")
        self.headwater("run", now=LATER, status=None)
        self.headwater("run", now="2025-10-10T12:10:00Z", status=None)
        self.assertEqual(runs(), 2)
        self.assertEqual(self.titles(), ["The only item"])

    def test_filter(self):
        self.write("list.json", json.dumps({"rows": [{"n": 1, "t": "First row"}, {"n": 2, "t": "Second row"}]}))
        self.write("convert.py", "import json, sys\n"
                   "rows = json.load(sys.stdin)['rows']\n"
                   "items = [{'id': str(r['n']), 'title': r['t'] + ' of ' + sys.argv[1], 'content_text': 'x'} for r in rows]\n"
                   "print(json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': 'L', 'items': items}))\n")
        row = "{{name: List, url: 'file:list.json', filter: [python3, {0}/convert.py, {1}]}}"
        self.feeds(row.format(self.folder, "ten"))
        self.headwater("run")
        self.assertEqual(self.titles(), ["First row of ten", "Second row of ten"])
        self.feeds(row.format(self.folder, "ten"))
        self.headwater("run", now=LATER)
        self.assertEqual(self.status()["List"]["status"], 304)
        self.feeds(row.format(self.folder, "six"))  # the document is the same, the reading is not
        self.headwater("run", "--force", now=LATER)
        self.assertEqual(self.titles(), ["First row of six", "Second row of six"])

    def test_filter_of_a_large_document(self):
        items = [(i, f"https://a.example/{i}", f"Item number {i}", "text " * 300) for i in range(1500)]
        self.write("large.rss", rss("Large", *items))
        self.feeds("{url: 'file:large.rss', name: Large, filter: [cat]}", "{name: Same, exec: [cat, %s]}"
                   % os.path.join(self.folder, "large.rss"))
        self.headwater("run")
        self.assertEqual([f["items"] for f in self.status().values()], [1500, 1500])

    def test_limits(self):
        self.feeds("{name: Slow, timeout: 1s, exec: [sh, -c, 'echo waiting >&2; sleep 1000']}",
                   "{name: Endless, exec: ['yes']}", "{name: Missing, exec: [./no-such-program]}",
                   "{name: Page, exec: [echo, '<html><body>no feed</body></html>']}",
                   "{name: Good, url: 'file:northern-ledger.atom'}", settings="settings: {max_bytes: 1MB}\n")
        self.headwater("run", status=None)
        status = self.status()
        for name, words in (("Slow", "the program took longer than 1 s: waiting"),
                            ("Endless", "the program wrote more than 1048576 bytes"),
                            ("Missing", f"cannot start {self.folder}/no-such-program"), ("Page", "an HTML page, not a feed")):
            self.assertIn(words, status[name]["error"])
        self.assertGreater(status["Good"]["items"], 0)

    def test_switched_off(self):
        self.write("one.rss", rss("One", (1, "https://a.example/1", "The only item", "Text.")))
        self.feeds(f"{{name: Exec, exec: [sh, -c, 'touch {self.folder}/ran; cat {self.folder}/one.rss']}}",
                   "{name: Filter, url: 'file:one.rss', filter: [cat]}", "{name: Plain, url: 'file:northern-ledger.atom'}")
        self.headwater("run", env={"HEADWATER_PROGRAMS": "off"}, status=None)
        status = self.status()
        for name in ("Exec", "Filter"):
            self.assertIn("programs are switched off here (HEADWATER_PROGRAMS=off)", status[name]["error"])
        self.assertIsNone(self.read(os.path.join(self.folder, "ran")))
        self.assertIsNone(status["Plain"]["error"])
        self.headwater("run", "--force", env={"HEADWATER_PROGRAMS": "on"}, now=LATER)
        self.assertEqual(self.titles().count("The only item"), 1)

    def test_the_environment_has_no_secrets(self):
        self.program("env.sh", 'env > "$(dirname "$0")/env"; exit 1\n')
        self.feeds("{name: Env, exec: ./env.sh, bearer: 'env:MY_TOKEN'}")
        self.headwater("run", env={"MY_TOKEN": "t0ps3cret"}, status=None)
        text = self.read(os.path.join(self.folder, "env")).decode()
        self.assertIn("HEADWATER_FEED=Env\n", text)
        self.assertNotIn("t0ps3cret", text)
        self.assertNotIn("HEADWATER_STATE_SECRET", text)

    def test_lists_of_subscriptions(self):
        """No list makes a program run, and no list shows one."""
        self.write("list.opml", """<opml version="2.0"><body>
            <outline text="a" xmlUrl="exec:~/bin/feed.sh --all"/><outline text="b" xmlUrl="filter:jq .:https://b.example/f"/>
            <outline text="c" xmlUrl="https://c.example/feed" exec="rm" filter="rm"/></body></opml>""")
        self.feeds("{name: Mine, exec: [cat, secret-token]}",
                   "{name: Named, url: 'https://named.example/', exec: [cat, secret-token]}",
                   "{name: Piped, url: 'https://piped.example/feed', filter: [jq, secret-token]}")
        self.headwater("import", os.path.join(self.folder, "list.opml"), status=None)
        added = self.read(os.path.join(self.folder, "feeds.yaml")).decode().split("secret-token]}")[-1]
        self.assertIn("https://c.example/feed", added)
        self.assertNotIn("feed.sh", added)
        self.assertNotIn("rm", added)
        self.assertNotIn("exec", added)
        listed = self.headwater("export").stdout
        self.assertIn("https://piped.example/feed", listed)
        for word in ("Mine", "named.example", "secret-token", "exec:"):
            self.assertNotIn(word, listed)

    def test_mistakes(self):
        for row, words in (("{name: a, exec: []}", ":4:21: exec is a list, expected a program and its arguments"),
                           ("{name: a, exec: {a: b}}", ":4:21: exec is a map, expected a program"),
                           ("{name: a, exec: [cat, [x]]}", ":4:27: exec is a list, expected a program"),
                           ("{name: a, exec: ''}", ":4:21: exec is empty, expected a program"),
                           ("{url: 'exec:cat'}", ":4:11: url is \"exec:cat\", expected an address"),
                           ("{filter: [cat]}", ":4:5: a feed has no url and no exec, expected one")):
            self.feeds(row)
            self.write("feeds.yaml", b"# a comment\n" + self.read(os.path.join(self.folder, "feeds.yaml")))
            self.assertIn("feeds.yaml" + words, self.headwater("check", status=2).stderr, row)


if __name__ == "__main__":
    unittest.main()
