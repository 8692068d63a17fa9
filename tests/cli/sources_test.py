"""What feeds.yaml says about a single feed beyond its address."""

import http.server
import json
import os
import sqlite3
import stat
import threading
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


ARTICLE = """<!DOCTYPE html><html><head><title>{title} - The Quay</title></head><body><nav><a href="/">Home</a></nav>
<div class="cookie-banner"><p>We use cookies, as everybody does, and you may accept them, or refuse them, today.</p></div>
<article><h1>{title}</h1><p>{first}</p><p>{second}</p><script>alert(1)</script><img src="/bridge.jpg" alt="bridge"></article>
<footer>All rights reserved</footer></body></html>"""
BRIDGE = {"title": "The swing bridge turns again",
          "first": "The swing bridge over the inner dock of Lindvag opened to boats on Wednesday, after eleven months of repair.",
          "second": "Two divers had replaced the bearing ring, which had worn out in the years of the heavy barges, and the town "
                    "paid 1.2 million for the work, said harbour master Ane Holt."}
PILOTS = {"title": "Pilots move into the old signal house",
          "first": "The harbour pilots leave their barge and move into the signal house of 1911, the port said on Thursday morning.",
          "second": "The roof was made watertight in summer, the stairs follow in spring, and the barge is for sale, with its "
                    "stove, for whoever comes first, said pilot Jon Brekke."}


class FullTextTest(SourcesTest):
    """The pages of items, for their text."""

    def response(self, url, body="", status="200 OK", head=""):
        name = "".join(c if c.isalnum() and c.isascii() or c in ".-" else "_" for c in url)
        self.write(name + ".http", f"HTTP/1.1 {status}\n{head}\n" + body)

    def quay(self, *items, more="fulltext: true", settings="", rows="", url="http://quay.example/feed"):
        self.write("feeds.yaml", f"settings: {{host_gap: 0s{settings}}}\noutputs: [merged.atom]\nfeeds:\n"
                   f"  - {{url: '{url}', name: Quay, {more}}}\n{rows}")
        self.response(url, rss("Quay", *items))

    def setUp(self):
        super().setUp()
        self.bridge = (1, "http://quay.example/bridge?a=1", BRIDGE["title"], "A teaser of the bridge.")
        self.pilots = (2, "http://quay.example/pilots", PILOTS["title"], "A teaser of the pilots.")
        self.response("http://quay.example/robots.txt", status="404 Not Found")
        self.response(self.bridge[1], ARTICLE.format(**BRIDGE), head="Content-Type: text/html\n")
        self.response(self.pilots[1], ARTICLE.format(**PILOTS))

    def run_it(self, now="2025-10-10T08:00:00Z", *options, **how):
        return self.headwater("run", "--replay", self.folder, *options, now=now, **how)

    def texts(self):
        return {entry.title: entry.text for entry in self.entries()}

    def pages(self):
        with sqlite3.connect(self.state) as database:
            return dict(database.execute("SELECT url, tries FROM page WHERE asked IS NOT NULL"))

    def site(self):
        """When its robots.txt was read, and when it may be asked again."""
        with sqlite3.connect(self.state) as database:
            return database.execute("SELECT robots_at, not_before FROM site WHERE origin = 'http://quay.example'").fetchone()

    def test_in_the_run_that_finds_the_item(self):
        self.quay(self.bridge, self.pilots)
        self.assertIn("2 full texts", self.run_it().stdout)
        texts = self.texts()
        self.assertIn("Two divers had replaced", texts[BRIDGE["title"]])
        self.assertIn("http://quay.example/bridge.jpg", texts[BRIDGE["title"]])
        self.assertIn("The roof was made watertight", texts[PILOTS["title"]])
        for word in ("cookies", "All rights", "alert", "Home"):
            self.assertNotIn(word, texts[BRIDGE["title"]])
        before = self.read()
        self.run_it("2025-10-10T12:00:00Z")
        self.assertEqual(self.read(), before)
        self.assertEqual(set(self.pages().values()), {1})

    def test_recognised_by_its_full_text(self):
        """The teasers share nothing with the other outlet's report; the texts of the pages do."""
        other = f"{BRIDGE['first']} {BRIDGE['second']}"
        self.write("other.rss", rss("Other", (9, "https://other.example/9", "Lindvag: boats may pass", other)))
        rows = "  - {url: 'file:other.rss', name: Other}\n"
        self.quay(self.bridge, more="enabled: true", rows=rows)
        self.run_it()
        self.assertEqual(len(self.stories()), 2)
        os.remove(self.state)
        self.quay(self.bridge, rows=rows)
        self.run_it()
        self.assertEqual(len(self.stories()), 1)
        self.headwater("verify")

    def test_a_failure_leaves_the_feeds_text(self):
        self.response(self.bridge[1], status="500 Internal Server Error")
        self.response(self.pilots[1], "<html><title>The Quay</title><body><p>Before you go on, we and our 812 partners "
                      "store data on your device, and use them, for purposes that you can choose. Your choice holds for "
                      "this site, and you can take it back at any time, below, in the settings of your account.</p>")
        self.quay(self.bridge, self.pilots)
        self.run_it()
        self.assertIn("A teaser of the bridge.", self.texts()[BRIDGE["title"]])
        self.assertIn("A teaser of the pilots.", self.texts()[PILOTS["title"]])
        self.response(self.bridge[1], ARTICLE.format(**BRIDGE))
        self.run_it("2025-10-10T08:30:00Z")  # too soon
        self.assertEqual(self.pages(), {self.bridge[1]: 1, self.pilots[1]: 1})
        self.run_it("2025-10-10T09:30:00Z")
        self.assertIn("Two divers", self.texts()[BRIDGE["title"]])
        self.assertEqual(self.pages(), {self.bridge[1]: 2, self.pilots[1]: 1})

    def test_three_tries(self):
        self.response(self.bridge[1], status="502 Bad Gateway")
        self.quay(self.bridge)
        for hour in range(8, 24):
            self.run_it(f"2025-10-10T{hour:02}:00:00Z")
        self.assertEqual(self.pages(), {self.bridge[1]: 3})

    def test_robots(self):
        """robots.txt is obeyed, kept for a day, and forbids everything while it cannot be read."""
        self.response("http://quay.example/robots.txt",
                      "User-agent: *\nDisallow: /\n\nUser-agent: headwater\nDisallow: /pilots\nDisallow: /*?a=\nAllow: /*a=1$")
        self.quay(self.bridge, self.pilots)
        self.run_it()
        self.assertEqual(self.pages(), {self.bridge[1]: 1})
        self.assertIn("A teaser of the pilots.", self.texts()[PILOTS["title"]])
        self.response("http://quay.example/robots.txt", status="503 Service Unavailable")
        third = (3, "http://quay.example/third", "A third report", "A teaser.")
        self.quay(self.bridge, self.pilots, third)
        self.response(third[1], ARTICLE.format(**dict(BRIDGE, title="A third report")))
        self.run_it("2025-10-10T12:00:00Z")  # the copy of the morning
        self.assertIn(third[1], self.pages())
        os.remove(self.state)
        result = self.run_it("2025-10-10T12:00:00Z")
        self.assertEqual(self.pages(), {})
        self.assertIn("http://quay.example/robots.txt cannot be read", result.stderr)
        self.assertEqual(len(self.entries()), 3)
        self.response("http://quay.example/robots.txt", status="404 Not Found")
        self.run_it("2025-10-10T13:30:00Z")
        self.assertEqual(len(self.pages()), 3)

    def test_many_sites_with_a_large_robots(self):
        """Together their texts are larger than what a run may take for pages; in the second run they come from the state."""
        self.response("http://h0.example/robots.txt", "User-agent: *\nDisallow: /no\n" + "# a line that says nothing\n" * 18000)
        first = os.path.join(self.folder, "http___h0.example_robots.txt.http")
        for i in range(1, 140):
            os.link(first, os.path.join(self.folder, f"http___h{i}.example_robots.txt.http"))
        items = []
        for now, word in (("2025-10-10T08:00:00Z", "one"), ("2025-10-10T12:00:00Z", "two")):
            items += [(f"{word}{i}", f"http://h{i}.example/{'no' if i == 7 else 'yes'}/{word}", f"Number {i} {word}", "A teaser.")
                      for i in range(140)]
            self.quay(*items, settings=", pages_per_hour: 1000")
            self.run_it(now)
            self.assertEqual(set(self.pages()), {item[1] for item in items if "/no/" not in item[1]})

    def test_a_link_that_no_server_takes(self):
        self.quay((1, "http://quay.example/" + "x" * 8192, "A title", "A teaser."))
        self.run_it()
        with sqlite3.connect(self.state) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM page").fetchone(), (0,))

    def test_at_most_so_many_an_hour(self):
        items = [(i, f"http://quay.example/{i}", f"Report {word} of the day", "A teaser.")
                 for i, word in enumerate("alpha bravo charlie delta echo".split())]
        for item in items:
            self.response(item[1], ARTICLE.format(**dict(BRIDGE, title=item[2], first=item[2] + BRIDGE["first"])))
        self.quay(*items, settings=", pages_per_hour: 2")
        self.run_it()
        self.assertEqual(len(self.pages()), 2)
        self.run_it("2025-10-10T08:59:00Z")
        self.assertEqual(len(self.pages()), 2)
        self.run_it("2025-10-10T09:01:00Z")
        self.assertEqual(len(self.pages()), 4)
        self.run_it("2025-10-10T10:02:00Z")
        self.assertEqual(len(self.pages()), 5)

    def test_a_server_that_wants_rest(self):
        self.response(self.bridge[1], status="429 Too Many Requests", head="Retry-After: 7200\n")
        self.quay(self.bridge)
        self.run_it()
        self.quay(self.bridge, self.pilots)
        self.run_it("2025-10-10T09:30:00Z", "--force")
        self.assertEqual(self.pages(), {self.bridge[1]: 1})
        self.response(self.bridge[1], ARTICLE.format(**BRIDGE))
        self.run_it("2025-10-10T10:30:00Z")
        self.assertEqual(self.pages(), {self.bridge[1]: 2, self.pilots[1]: 1})

    def test_a_feed_that_wants_rest(self):
        """The pages of its own server wait as well, those of a server with a similar name do not."""
        for server, tries in (("quay.example:80", 1), ("quay.example:8080", 2), ("quay.example.org", 2)):
            url = f"http://{server}/feed"
            self.response(self.bridge[1], status="502 Bad Gateway")
            self.quay(self.bridge, url=url)
            self.run_it()
            self.response(url, status="429 Too Many Requests", head="Retry-After: 7200\n")
            self.run_it("2025-10-10T09:30:00Z", "--force", status=1)
            self.assertEqual((server, self.pages()), (server, {self.bridge[1]: tries}))
            os.remove(self.state)

    def test_a_site_that_rests_is_asked_nothing(self):
        """Its robots.txt, which is a day old, has to wait as well, and no answer to it ends the wait."""
        self.response(self.bridge[1], status="429 Too Many Requests", head=f"Retry-After: {36 * 3600}\n")
        self.quay(self.bridge)
        self.run_it()
        before = self.site()
        self.response(self.bridge[1], ARTICLE.format(**BRIDGE))
        for hour in (9, 12, 15):
            self.quay(self.bridge, self.pilots, (hour, f"http://other.example/{hour}", f"Another of {hour}", "On another site."))
            self.run_it(f"2025-10-11T{hour:02}:00:00Z")
            self.assertEqual(self.site(), before)
            self.assertNotIn(self.pilots[1], self.pages())
        self.run_it("2025-10-11T20:30:00Z")
        pages = self.pages()
        self.assertEqual((pages[self.bridge[1]], pages[self.pilots[1]]), (2, 1))

    def test_a_wait_has_a_limit(self):
        """That of a page, and that of a robots.txt."""
        for url in (self.bridge[1], "http://quay.example/robots.txt"):
            self.response(self.bridge[1], ARTICLE.format(**BRIDGE))
            self.response(url, status="503 Service Unavailable", head=f"Retry-After: {10 * 365 * 86400}\n")
            self.quay(self.bridge, settings=", retry_after_max: 3h")
            self.run_it()
            self.assertEqual(self.site()[1], 1760094000)  # 11:00
            self.response(self.bridge[1], ARTICLE.format(**BRIDGE))
            self.response("http://quay.example/robots.txt", status="404 Not Found")
            self.run_it("2025-10-10T11:01:00Z")
            self.assertIn("Two divers", self.texts()[BRIDGE["title"]])
            os.remove(self.state)

    def test_a_robots_that_wants_rest(self):
        """Though an old copy of it is known."""
        self.quay(self.bridge)
        self.run_it()
        for head, hour in (("Retry-After: 7200\n", 9), ("", 12)):
            self.response("http://quay.example/robots.txt", status="429 Too Many Requests", head=head)
            self.quay(self.bridge, self.pilots)
            self.run_it(f"2025-10-11T{hour:02}:00:00Z", "--force")
            self.assertEqual(self.pages(), {self.bridge[1]: 1})
            self.response("http://quay.example/robots.txt", status="404 Not Found")
            self.run_it(f"2025-10-11T{hour:02}:45:00Z", "--force")
            self.assertEqual(self.pages(), {self.bridge[1]: 1})
        self.run_it("2025-10-11T13:30:00Z", "--force")
        self.assertEqual(self.pages(), {self.bridge[1]: 1, self.pilots[1]: 1})

    def test_an_unreachable_robots_without_a_wait(self):
        """It forbids everything, whatever Retry-After says."""
        self.response("http://quay.example/robots.txt", status="503 Service Unavailable", head="Retry-After: 0\n")
        self.quay(self.bridge)
        self.run_it()
        self.assertEqual(self.pages(), {})

    def test_killed_at_any_page(self):
        """No item is lost or told twice, and the next run ends where the killed one would have."""
        self.quay(self.bridge, self.pilots)
        self.run_it()
        whole = {title: text for title, text in self.texts().items()}
        for place in ("feed-committed", "page-before-commit", "page-committed:1", "page-before-commit:2", "page-committed:2"):
            os.remove(self.state)
            os.remove(self.output)
            self.assertEqual(self.run_it(env={"HEADWATER_FAILPOINT": place}, status=None).returncode, -9, place)
            self.run_it()
            self.assertEqual(self.texts(), whole, place)
            self.headwater("verify")

    def test_cuts_between_runs(self):
        """One run for both items, or a run for each: the stories are the same."""
        self.quay(self.bridge, self.pilots)
        self.run_it()
        together = self.stories()
        os.remove(self.state)
        self.quay(self.bridge)
        self.run_it()
        self.quay(self.bridge, self.pilots)
        self.run_it("2025-10-10T12:00:00Z", "--force")
        self.assertEqual(sorted(self.stories()), sorted(together))

    def test_an_edited_item_keeps_its_text(self):
        self.quay(self.bridge)
        self.run_it()
        edited = (*self.bridge[:3], "A teaser of the bridge, edited.")
        self.response(self.bridge[1], status="500 Internal Server Error")
        self.quay(edited)
        self.run_it("2025-10-10T12:00:00Z")
        self.assertIn("Two divers had replaced", self.texts()[BRIDGE["title"]])
        self.assertEqual(self.pages(), {self.bridge[1]: 1})  # asked again, from the start
        self.response(self.bridge[1], ARTICLE.format(**dict(BRIDGE, second=BRIDGE["second"] + " It was sunny.")))
        self.run_it("2025-10-10T14:00:00Z")
        self.assertIn("It was sunny.", self.texts()[BRIDGE["title"]])
        self.assertEqual(len(self.entries()), 1)

    def test_where_the_text_is(self):
        self.quay(self.bridge, more="fulltext: 'article p:last-of-type'")
        self.run_it()
        text = self.texts()[BRIDGE["title"]]
        self.assertNotIn("opened to boats", text)
        self.quay(self.bridge, more="fulltext: 'article:hover'")
        self.assertIn(":hover is not known", self.headwater("check", status=2).stderr)

    def test_private_addresses(self):
        """An item cannot make headwater request a machine of the user's network: without --replay, over the network."""
        hits = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                hits.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.write("feed.rss", rss("Feed", (1, f"http://127.0.0.1:{server.server_port}/x", "A title", "Text.")))
            self.write("feeds.yaml", "settings: {host_gap: 0s}\noutputs: [merged.atom]\nfeeds:\n"
                       "  - {url: 'file:feed.rss', name: F, fulltext: true}\n"
                       "  - {url: 'file:northern-ledger.atom', name: L, allow_private: true}\n")
            self.headwater("run")
            self.assertEqual(hits, [])
            server.shutdown()

    def test_over_http(self):
        """robots.txt first, then the page, with our name, and nothing of the page's own."""
        hits = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                hits.append((self.path, self.headers["User-Agent"], self.headers["Accept"]))
                body = b"User-agent: *\nDisallow: /no" if self.path == "/robots.txt" else feed if self.path == "/feed" \
                    else ARTICLE.format(**BRIDGE).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            home = f"http://127.0.0.1:{server.server_port}"
            feed = rss("Feed", (1, home + "/bridge#top", BRIDGE["title"], "Teaser."),
                       (2, home + "/no/2", "Not this", "Teaser.")).encode()
            self.write("feeds.yaml", "settings: {host_gap: 0s, contact: me@example.org}\noutputs: [merged.atom]\nfeeds:\n"
                       f"  - {{url: '{home}/feed', name: F, allow_private: true, fulltext: true}}\n")
            self.headwater("run")
            server.shutdown()
        self.assertEqual([path for path, _, _ in hits], ["/feed", "/robots.txt", "/bridge"])
        self.assertTrue(all(agent.startswith("headwater/") for _, agent, _ in hits))
        self.assertIn("text/html", hits[2][2])
        self.assertIn("Two divers", self.texts()[BRIDGE["title"]])


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
                              ("items=a", "--scrape items=a: expected PART=SELECTOR"),
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
        items = [(i, f"https://a.example/{i}", f"Item number {i}", f"text{i} " * 9000) for i in range(40)]
        self.write("large.rss", rss("Large", *items))
        self.feeds("{url: 'file:large.rss', name: Large, filter: [cat]}", "{name: Same, exec: [cat, %s]}"
                   % os.path.join(self.folder, "large.rss"))
        self.headwater("run")
        self.assertEqual([f["items"] for f in self.status().values()], [40, 40])

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
