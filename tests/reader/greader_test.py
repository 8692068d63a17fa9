"""The Google Reader API over the newswire: every story once, whatever its tellings; read and starred by each user."""

import json
import os
import random
import subprocess
import time
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

from served import ALL, ATOM, EARLY, LATE, READ, STARRED, STATE, UNREAD, Client, Served, node_of, short

SECONDS = 1760083200  # EARLY


class GreaderTest(Served):
    def test_marks_outlive_a_run(self):
        """A run opens and closes the state while the site reads it and a reader writes to it."""
        self.serve()
        Client(self.port).ask("/health")
        here = self.client()
        first, second = here.ids()[:2]
        here.edit([first], add=STARRED)
        self.headwater("run", "--force", "--now", LATE)
        here.edit([second], add=STARRED)
        self.server.terminate()
        self.server.wait()
        self.serve()
        self.assertEqual(set(self.client().ids(STARRED)), {first, second})

    def test_every_story_once(self):
        client, entries = self.client(), self.entries()
        self.assertGreater(len(entries), 15)
        ids = client.ids()
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(set(ids), set(entries))
        items = client.items()
        self.assertEqual([short(item["id"]) for item in items], ids)
        self.assertEqual(client.ids(ALL, ("r", "o")), ids[::-1])
        for item in items:
            entry = entries[short(item["id"])]
            self.assertEqual(item["title"], entry.findtext(ATOM + "title"))
            self.assertEqual(item["summary"]["content"], entry.findtext(ATOM + "content"))
            self.assertEqual(item["alternate"][0]["href"], entry.find(ATOM + "link[@rel='alternate']").get("href"))
            self.assertEqual(item["author"], entry.findtext(ATOM + "author/" + ATOM + "name"))
            self.assertEqual(item["timestampUsec"], str(SECONDS * 1000000))
            self.assertEqual(item["crawlTimeMsec"], str(SECONDS * 1000))
            self.assertIn(ALL, item["categories"])
            self.assertNotIn(READ, item["categories"])

    def test_feeds_and_folders(self):
        client = self.client()
        feeds = client.api("subscription/list")["subscriptions"]
        self.assertEqual([feed["title"] for feed in feeds],
                         ["Meridian Wire", "The Harbour Courier", "La Gazette des Deux Rives", "Northern Ledger",
                          "Der Rheinbote"])
        self.assertEqual([label["label"] for label in feeds[0]["categories"]], ["Wires", "World"])
        self.assertEqual([label["id"] for label in feeds[1]["categories"]], ["user/-/label/World"])
        self.assertEqual([feed["url"] for feed in feeds], [""] * 5, "the path of a file is nobody's business")
        self.assertEqual(client.api("tag/list")["tags"],
                         [{"id": STARRED}, {"id": "user/-/label/Wires", "type": "folder"},
                          {"id": "user/-/label/World", "type": "folder"}])
        by_feed = {feed["id"]: client.ids(feed["id"]) for feed in feeds}
        self.assertEqual(sorted(sum(by_feed.values(), [])), sorted(client.ids()), "each story is in one feed")
        self.assertEqual(client.ids("user/-/label/Wires"), by_feed[feeds[0]["id"]])
        self.assertEqual(sorted(client.ids("user/-/label/World")),
                         sorted(by_feed[feeds[0]["id"]] + by_feed[feeds[1]["id"]]))
        titles = [client.api("stream/contents/" + urllib.parse.quote(stream, safe=""))["title"]
                  for stream in (feeds[1]["id"], "user/-/label/World", ALL, "feed/1")]
        self.assertEqual(titles, ["The Harbour Courier", "World", "headwater", "headwater"])
        for item in client.items(feeds[1]["id"]):
            self.assertEqual(item["origin"], {"streamId": feeds[1]["id"], "title": "The Harbour Courier",
                                              "htmlUrl": "https://harbour-courier.example/"})
            self.assertIn("user/-/label/World", item["categories"])

    def test_secrets_of_addresses_stay(self):
        with open(self.path("feeds.yaml"), "a", encoding="utf-8") as file:
            file.write("  - https://private.example/feed.xml?token=secret&page=7\n")
        feeds = self.client().ask("/reader/api/0/subscription/list")
        self.assertIn("https://private.example/feed.xml?page=7", [feed["url"] for feed in feeds.json["subscriptions"]])
        self.assertNotIn("secret", feeds.text)

    def test_counts(self):
        client = self.client()
        feeds = [feed["id"] for feed in client.api("subscription/list")["subscriptions"]]
        client.edit(client.ids(feeds[0])[:2], add=READ)
        counts = {row["id"]: row for row in client.api("unread-count")["unreadcounts"]}
        for stream in (*feeds, "user/-/label/World", "user/-/label/Wires", ALL):
            self.assertEqual(counts[stream]["count"], len(client.unread(stream)), stream)
            self.assertEqual(counts[stream]["newestItemTimestampUsec"],
                             str(SECONDS * 1000000) if counts[stream]["count"] else "0")

    def test_read_and_starred(self):
        client = self.client()
        ids = client.ids()
        long_id = "tag:google.com,2005:reader/item/%016x" % (int(ids[1]) % (1 << 64))
        for given, add, remove in ((ids[0], READ, None), (long_id, READ, UNREAD), (ids[2], STARRED, None),
                                   (ids[3], READ, None), (ids[3], UNREAD, READ), (ids[4], STARRED, None),
                                   (ids[4], None, STARRED), (ids[5], READ, None), (ids[5], None, READ)):
            answer = client.edit([given], add, remove)
            self.assertEqual((answer.status, answer.text), (200, "OK"))
        self.assertEqual(client.ids(READ), ids[:2])
        self.assertEqual(client.ids(STARRED), [ids[2]])
        self.assertEqual(client.unread(), ids[2:])
        self.assertEqual(client.ids(ALL, ("it", READ)), ids[:2])
        self.assertEqual(client.ids(STATE + "broadcast"), [])
        items = {short(item["id"]): item["categories"] for item in client.items()}
        self.assertIn(READ, items[ids[1]])
        self.assertIn(STARRED, items[ids[2]])

    def test_many_at_once(self):
        client = self.client()
        ids = client.ids()
        self.assertEqual(client.edit(ids * 100, add=READ).status, 200)
        self.assertEqual(client.unread(), [])

    def test_users_are_apart(self):
        self.headwater("user", "add", "bob", input="battery staple")
        ada, bob = self.client(), self.client("bob", "battery staple")
        ids = ada.ids()
        ada.edit(ids[:3], add=READ)
        bob.edit(ids[:1], add=STARRED)
        self.assertEqual((ada.ids(READ), ada.ids(STARRED)), (ids[:3], []))
        self.assertEqual((bob.ids(READ), bob.ids(STARRED)), ([], ids[:1]))
        self.assertEqual(self.client().ids(READ), ids[:3], "another device of the same user")

    def test_items_by_id(self):
        client = self.client()
        ids = client.ids()
        page = client.ask("/reader/api/0/stream/items/contents", form=[("i", i) for i in (ids[3], ids[1], "77")])
        self.assertEqual([short(item["id"]) for item in page.json["items"]], [ids[3], ids[1]])
        by_query = client.api("stream/items/contents", ("i", ids[0]), ("i", ids[2]))
        self.assertEqual([short(item["id"]) for item in by_query["items"]], [ids[0], ids[2]])

    def test_items_by_id_in_parts(self):
        """What is too much for one answer is in the next: "c" counts the ids that are done, found or not."""
        self.run_with(*self.long_feeds(), now=LATE)
        client = self.client()
        ids = client.ids()
        asked = [name for i in ids for name in (i, "77")] + ids[:1]
        found, parts, more = [], [], []
        while True:
            page = client.ask("/reader/api/0/stream/items/contents", form=[*(("i", i) for i in asked), *more]).json
            found += [short(item["id"]) for item in page["items"]]
            parts.append(len(page["items"]))
            if "continuation" not in page:
                break
            self.assertLess(len(parts), 9, "the same part again and again")
            more = [("c", page["continuation"])]
        self.assertEqual(found, ids + ids[:1])
        self.assertGreater(len(parts), 1)
        for given, status in (("", 200), ("0", 200), (str(len(asked)), 200), ("9" * 18, 200), ("x", 400), ("-1", 400), ("9" * 30, 400)):
            answer = client.ask("/reader/api/0/stream/items/contents", form=[("i", ids[-1]), ("c", given)])
            self.assertEqual(answer.status, status, given)
            if status == 200:
                self.assertEqual(len(answer.json["items"]), given in ("", "0"))

    def long_feeds(self):
        """Four feeds of 30 stories with 230 KB of text each: more than an answer of items has."""
        names, letters = [], random.Random(3)
        for feed in range(4):
            items = []
            for item in range(30):
                words = ["".join(letters.choices("bcdfgklmnprstvz", k=7)) for _ in range(400)]
                text = " ".join(words) + ". "
                items.append({"id": f"{feed}-{item}", "url": f"https://long{feed}.example/{item}", "title": " ".join(words[:8]),
                              "date_published": "2025-10-10T09:00:00Z", "content_html": "<p>%s</p>" % (text * (230000 // len(text)))})
            names.append(f"long{feed}.json")
            with open(self.path(names[-1]), "w", encoding="utf-8") as file:
                json.dump({"version": "https://jsonfeed.org/version/1.1", "title": f"Long {feed}", "items": items}, file)
        return names

    def test_new_stories(self):
        """A telling that joins a story marks nothing unread; a new story comes once, and "mark all" spares it."""
        client = self.client()
        before = client.ids()
        client.edit(before, add=READ)
        self.run_with("corriere-del-golfo.atom", "faro-austral.json", "imera-aigaiou.atom", "late.xml", now=LATE)
        fresh = client.unread()
        self.assertEqual(set(fresh), set(client.ids()) - set(before))
        titles = [item["title"] for item in client.items(ALL, ("xt", READ))]
        self.assertIn("A beekeeper maps the meadows of Oddervik", titles)
        self.assertEqual(client.ids(ALL, ("ot", SECONDS + 3600)), fresh)
        self.assertEqual(client.ids(ALL, ("nt", SECONDS)), before)
        client.edit(before, add=UNREAD)
        self.assertEqual(client.change("mark-all-as-read", ("s", ALL), ("ts", (SECONDS + 60) * 1000000)).text, "OK")
        self.assertEqual(client.unread(), fresh)
        late = next(feed["id"] for feed in client.api("subscription/list")["subscriptions"]
                    if feed["title"] == "Late Edition")
        client.change("mark-all-as-read", ("s", late))
        self.assertEqual(len(client.unread()), len(fresh) - 1)
        client.change("mark-all-as-read", ("s", ALL))
        self.assertEqual(client.unread(), [])

    def test_mark_all_spares_what_comes_meanwhile(self):
        """A run stores its stories with the time of its start: older than a client's last look, and yet not seen."""
        client = self.client()
        before, looked = client.ids(), int(time.time()) - 1
        self.run_with("late.xml", now=LATE)
        client.change("mark-all-as-read", ("s", ALL), ("ts", looked * 1000000))
        [late] = client.unread()
        self.assertNotIn(late, before)
        [item] = client.items(ALL, ("xt", READ))
        client.change("mark-all-as-read", ("s", ALL), ("ts", item["timestampUsec"]))
        self.assertEqual(client.unread(), [], "the time of an item instead of a clock's")

    def test_what_came_while_a_run_took_long(self):
        """Its stories have the time of its start, hours before a client asked last, and are new to it all the same."""
        client = self.client()
        before, looked = client.ids(), int(time.time()) - 1
        self.assertEqual(client.ids(ALL, ("ot", looked)), [])
        self.run_with("late.xml", now=LATE)
        [late] = client.ids(ALL, ("ot", looked))
        self.assertNotIn(late, before)
        self.assertEqual(client.ids(ALL, ("ot", looked * 1000000)), [late])
        self.assertEqual(client.ids(ALL, ("ot", looked + 86400)), [], "a time after it came")

    def test_rules(self):
        client = self.client()
        alone = next(item for item in client.items() if "<ul><li>" not in item["summary"]["content"])
        title, first = alone["title"], short(alone["id"])
        client.edit([first], add=READ)
        self.run_with(rules=f'\n  - drop: {{title: "{title}"}}')
        self.serve()
        client = self.client()
        self.assertNotIn(first, client.ids())
        self.assertEqual(client.api("stream/items/contents", ("i", first))["items"], [])
        self.run_with()
        self.serve()
        self.assertIn(first, self.client().ids(READ), "what a rule hid comes back, read as it was")

    def test_atom(self):
        client = self.client()
        ids = client.ids()
        client.edit(ids[:1], add=READ)
        found, query = [], {"n": "9"}
        while True:
            answer = client.ask("/reader/atom/" + urllib.parse.quote(ALL), query=query)
            self.assertEqual(answer.headers["Content-Type"], "application/atom+xml; charset=utf-8")
            root = ElementTree.fromstring(answer.body)
            found += root.findall(ATOM + "entry")
            more = root.findtext("{http://www.google.com/schemas/reader/atom/}continuation")
            if more is None:
                break
            query["c"] = more
        self.assertEqual([short(entry.findtext(ATOM + "id")) for entry in found], ids)
        labels = [{category.get("label") for category in entry.findall(ATOM + "category")} for entry in found]
        self.assertEqual([("read" in row, "fresh" in row) for row in labels], [(True, False)] + [(False, True)] * (len(ids) - 1))
        entries = self.entries()
        for entry in found:
            published = entries[short(entry.findtext(ATOM + "id"))]
            self.assertEqual(entry.findtext(ATOM + "content"), published.findtext(ATOM + "content"))

    def test_feeds_are_kept_elsewhere(self):
        client = self.client()
        for path in ("subscription/edit", "subscription/quickadd", "rename-tag", "disable-tag"):
            answer = client.change(path, ("s", "feed/https://new.example/"), ("ac", "subscribe"))
            self.assertEqual(answer.status, 403)
            self.assertIn("feeds.yaml", answer.text)

    def test_malformed(self):
        client = self.client()
        ids = client.ids()
        client.edit(ids[1:2], add=STARRED)
        api = "/reader/api/0/"
        for path, query in (("stream/items/ids", [("s", "nowhere")]), ("stream/items/ids", [("n", "-1")]),
                            ("stream/items/ids", [("c", "x")]), ("stream/contents/feed/x", []), ("stream/contents/user%2F-%2Flabel%2F%FF", []),
                            ("stream/items/contents", [("i", "x")]), ("stream/items/ids", [("s", "\x01")])):
            self.assertEqual(client.ask(api + path, query=query).status, 400, (path, query))
        for path, form in (("edit-tag", [("i", "x"), ("a", READ)]), ("edit-tag", [("i", ids[0]), ("a", "nothing")]),
                           ("edit-tag", [("i", ids[0]), ("i", "x"), ("a", READ)]),
                           ("edit-tag", [("i", ids[0]), ("a", "user/-/label/Mine")]),
                           ("edit-tag", [("i", ids[0]), ("a", READ), ("a", "user/-/label/Mine")]),
                           ("edit-tag", [("i", ids[0]), ("r", UNREAD), ("r", READ), ("a", READ), ("a", "feed/7")]),
                           ("edit-tag", [("i", ids[1]), ("r", STARRED), ("a", "nothing")]),
                           ("edit-tag", [("i", ids[1]), ("r", "nothing"), ("a", STARRED)]),
                           ("mark-all-as-read", []), ("mark-all-as-read", [("s", ALL), ("ts", "x")]),
                           ("stream/items/contents", [("i", "7")] * 1001)):
            self.assertEqual(client.ask(api + path, form=form).status, 400, (path, form[:3]))
        for path, method, status in (("edit-tag", "GET", 405), ("user-info", "POST", 405), ("nothing", "GET", 404),
                                     ("", "GET", 404), ("stream/contents/../../x", "GET", 400)):
            self.assertEqual(client.ask(api + path, method=method).status, status, path)
        for path, allowed in ((api + "edit-tag", "POST"), (api + "user-info", "GET, HEAD"), (api + "token", "GET, HEAD, POST"),
                              ("/reader/atom/" + ALL, "GET, HEAD"), ("/accounts/ClientLogin", "GET, HEAD, POST"),
                              ("/fever/", "GET, HEAD, POST")):
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                for base in ("", *["/api/greader.php"] * (path != "/fever/")):
                    answer = client.ask(base + path, method=method)
                    told = None if method in allowed else (405, allowed)
                    self.assertEqual((answer.status, answer.headers["Allow"]) if answer.status == 405 else None, told, (path, method))
        self.assertEqual((client.unread(), client.ids(STARRED)), (ids, ids[1:2]), "a request is done as a whole or not at all")

    def test_unknown_streams_are_empty(self):
        client = self.client()
        self.assertEqual(client.ids("feed/1"), [])
        self.assertEqual(client.ids("user/-/label/Nothing"), [])

    def test_publications_do_not_change(self):
        client = self.client()
        client.edit(client.ids(), add=READ)
        with open(self.path("merged.atom"), "rb") as file:
            before = file.read()
        os.unlink(self.path("merged.atom"))
        self.run_with(now=LATE)
        with open(self.path("merged.atom"), "rb") as file:
            self.assertEqual(file.read(), before)

    def test_a_state_that_is_busy(self):
        """A change that has to wait too long is refused, to be sent again; nothing is half done."""
        client = self.client()
        ids = client.ids()
        with self.busy():
            answer = client.edit(ids[:3], add=READ)
            self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "5"))
            self.assertEqual(client.unread(), ids, "reading goes on")
        self.assertEqual(client.edit(ids[:3], add=READ).status, 200)
        self.assertEqual(client.ids(READ), ids[:3])

    def test_beside_a_run(self):
        client = self.client()
        ids = client.ids()
        run = subprocess.Popen([os.environ["HEADWATER_PROGRAM"], "run", "--force", "--quiet", "--config",
                                self.path("feeds.yaml"), "--state", self.state, "--now", LATE])
        marked = []
        for i in ids:
            self.assertEqual(client.edit([i], add=READ).status, 200)
            marked.append(i)
        self.assertEqual(run.wait(timeout=120), 0)
        self.assertEqual(client.unread(), [])

    def test_state_comes_later(self):
        with self.absent():
            self.serve()
            client = self.client
            self.assertRaises(AssertionError, client)
        self.assertEqual(set(client().ids()), set(self.entries()))

    def test_starred_stories_are_kept(self):
        client = self.client()
        ids = client.ids()
        client.edit(ids[:1], add=STARRED)
        for name in os.listdir(self.folder):
            if name.endswith((".xml", ".rdf", ".atom", ".json")):
                os.unlink(self.path(name))
        self.headwater("prune", "--now", "2027-10-10T08:00:00Z")
        self.assertEqual(client.ids(), ids[:1])


if __name__ == "__main__":
    unittest.main()
