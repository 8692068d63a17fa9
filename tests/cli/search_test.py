"""headwater search: what is found, in which order, and that nothing in a query or a text does harm."""

import json
import os
import unittest

from world import LATER, World

# News of one harbour, in our own words; a day apart each, the first item oldest.
ITEMS = [
    ("en", "Harbour reopens after storm", "The old harbour reopens on Monday, the mayor said. Ferries sail again."),
    ("de", "Großer Hafen öffnet wieder", "Nach dem Sturm dürfen Schiffe die Straße zum Hafen wieder befahren."),
    ("el", "Το λιμάνι άνοιξε ξανά", "Μετά την καταιγίδα το παλιό λιμάνι δέχεται πάλι πλοία."),
    ("ar", "إعادة افتتاح الميناء القديم", "عادت السفن إلى الميناء بعد العاصفة، وفق ما قالته رئيسة البلدية."),
    ("zh", "老港口重新开放", "风暴过后，渡轮又从老港口出发，市长说修复用了两周。"),
    ("ja", "古い港が再開した", "嵐の後、渡し船がふたたび古い港から出た。市長が語った。"),
    ("th", "ท่าเรือเก่าเปิดอีกครั้ง", "หลังพายุ เรือข้ามฟากออกจากท่าเรือเก่าได้อีกครั้ง"),
    ("en", "Election of the harbour council", "Voters choose <b>nine</b> members; <script>alert(1)</script> candidates speak."),
    ("en", "Gardens in bloom", "Far from the harbour, the botanical garden shows its tulips."),
]


def feed(items=ITEMS, title="Port News"):
    from xml.sax.saxutils import escape
    rows = "".join(
        f"<item><guid isPermaLink='false'>{title}-{i}</guid><link>https://port.example/{title.replace(' ', '-')}/{i}</link>"
        f"<dc:language>{language}</dc:language><pubDate>{i + 1:02d} Oct 2025 06:00:00 GMT</pubDate>"
        f"<title>{escape(name)}</title><description>{escape(text)}</description></item>"
        for i, (language, name, text) in enumerate(items))
    return ("<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
            f"<title>{title}</title><link>https://port.example/</link><description/>{rows}</channel></rss>")


class SearchTest(World):
    def setUp(self):
        super().setUp()
        self.write("port.xml", feed())
        self.yaml()
        self.headwater("run")

    def yaml(self, settings="", outputs="  - merged.atom\n", rest=""):
        self.write("feeds.yaml", f"settings:\n  contact: us@port.example\n{settings}outputs:\n{outputs}"
                                 f"feeds:\n  - file:port.xml\n{rest}")

    def found(self, *words, **how):
        return json.loads(self.headwater("search", "--json", *words, **how).stdout)

    def titles(self, *words, **how):
        return [story["title"] for story in self.found(*words, **how)]

    def test_every_script(self):
        rows = [
            (["reopens"], 0), (["REOPENS", "ferries"], 0), (["hafen"], 1), (["grosser"], 1), (["OFFNET", "strasse"], 1),
            (["λιμανι"], 2), (["ΛΙΜΆΝΙ"], 2), (["الميناء", "العاصفة"], 3), (["港口"], 4), (["老港口重新"], 4),
            (["再開"], 5), (["渡し船"], 5), (["ท่าเรือ"], 6), (["พายุ"], 6), (['"voters choose nine"'], 7), (["elect*"], 7),
        ]
        for words, item in rows:
            with self.subTest(words):
                self.assertEqual(self.titles(*words), [ITEMS[item][1]])
        self.assertEqual(sorted(self.titles("港")), sorted([ITEMS[4][1], ITEMS[5][1]]))

    def test_order_and_exclusion(self):
        """Two titles before a text; and what the words leave out."""
        names = self.titles("harbour")
        self.assertEqual((sorted(names[:2]), names[2]), (sorted([ITEMS[0][1], ITEMS[7][1]]), ITEMS[8][1]))
        self.assertEqual(self.titles("--", "harbour", "-election", "-\"botanical garden\""), [ITEMS[0][1]])
        self.assertEqual(self.titles("harbour", "--limit", "1"), names[:1])
        self.assertEqual(self.titles("harbour election tulips"), [])

    def test_options(self):
        self.assertEqual(self.titles("harbour", "--language", "de"), [])
        self.assertEqual(len(self.titles("harbour", "--language", "en")), 3)
        self.assertEqual(self.titles("harbour", "--feed", "other"), [])
        self.assertEqual(len(self.titles("harbour", "--feed", "PORT news")), 3)
        self.assertEqual(self.titles("harbour", "--until", "2025-10-10"), [])
        self.assertEqual(len(self.titles("harbour", "--since", "1h")), 3)
        for options, words in [(["--since", "soon"], "--since needs a time"), (["--limit", "0"], "--limit needs a number"),
                               ([], "no word to search for in \"-rain\"")]:
            result = self.headwater("search", *(options + ["harbour"] if options else ["--", "-rain"]), status=2)
            self.assertIn(words, result.stderr)

    def test_text_output(self):
        lines = self.headwater("search", "election").stdout.splitlines()
        self.assertEqual(lines[0], " 1. Election of the harbour council")
        self.assertRegex(lines[1], r"^   Port News, en, 2025-10-08 06:00, story \d+$")
        self.assertEqual(lines[2:], ["   Voters choose nine members; candidates speak.", "   https://port.example/Port-News/7",
                                     "", "1 story"])
        self.assertEqual(self.headwater("search", "nothing-like-it").stdout, "0 stories\n")
        self.assertIn("\x1b[1mElection\x1b[0m of the", self.terminal("search", "election"))
        self.assertNotIn("\x1b", self.terminal("search", "election", NO_COLOR="1"))

    def test_what_is_found_can_be_named(self):
        """The item by its key, the story by its number, as in what other commands print."""
        found, = self.found("election")
        story = json.loads(self.headwater("story", found["node"], "--json").stdout)
        self.assertEqual([t["key"] for t in story["tellings"]], [found["item"]])
        self.assertIn(ITEMS[7][1], self.headwater("story", found["item"]).stdout)

    def test_marks(self):
        story, = self.found("港口")
        for field in ("title", "excerpt"):
            for begin, end in story[field + "_marks"]:
                self.assertEqual(story[field][begin:end], "港口")
        self.assertEqual((len(story["title_marks"]), len(story["excerpt_marks"])), (1, 1))

    def test_a_story_once(self):
        """With the telling that matches; without it when a rule hides it, although the story stays."""
        text = ("Nine tugs came from three towns to clear the northern channel of logs that last week's flood had carried "
                "down the valley. The pilots expect to finish by Thursday, and the fish market will open a day later.")
        self.write("one.xml", feed([("en", "Nine tugs clear the channel of logs", text)], "First Wire"))
        self.write("two.xml", feed([("en", "Tugs clear channel of logs from the flood", text)], "Second Wire"))
        feeds = "  - file:one.xml\n  - file:two.xml\n"
        self.yaml(rest=feeds)
        self.headwater("run", now=LATER)
        story, = self.found("tugs")
        self.assertEqual(story["tellings"], 2)
        self.assertEqual([s["outlet"] for s in self.found("tugs", "--feed", "Second Wire")], ["Second Wire"])
        self.yaml(rest=feeds + "rules:\n  - drop: {feed: First Wire}\n")
        self.assertEqual([(s["outlet"], s["tellings"]) for s in self.found("tugs")], [("Second Wire", 1)])
        self.yaml(rest=feeds + "rules:\n  - drop: {text: tugs}\n")
        self.assertEqual(self.found("tugs"), [])
        self.assertEqual(len(self.found("tugs", "--all")), 1)

    def test_only_what_an_output_selects(self):
        self.yaml(outputs="  - {path: merged.atom, languages: [de]}\n  - {path: f.opml}\n")
        self.assertEqual(self.titles("harbour"), [])
        self.assertEqual(len(self.titles("harbour", "--all")), 3)
        self.yaml(outputs="  - path: merged.atom\n    rules:\n      - drop: {title: election}\n")
        self.assertEqual(len(self.titles("harbour")), 2)
        self.yaml(outputs="  - {path: f.opml}\n")
        self.assertEqual(len(self.titles("harbour")), 3, "a list of feeds selects no stories: all are shown")

    def test_the_setting(self):
        self.yaml("  search: false\n")
        size = os.path.getsize(self.state)
        self.headwater("run", now=LATER)
        result = self.headwater("search", "harbour", status=None)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the state has no search index; headwater run builds it", result.stderr)
        self.assertLessEqual(os.path.getsize(self.state), size)
        self.yaml()
        log = self.headwater("run", now=LATER).stderr
        self.assertIn("built the search index from 9 items", log)
        self.assertEqual(len(self.titles("harbour")), 3)

    def test_a_changed_item(self):
        self.write("port.xml", feed().replace("Gardens in bloom", "Orchards in bloom"))
        self.headwater("run", "--force", now=LATER)
        self.assertEqual(self.titles("gardens"), [])
        self.assertEqual(self.titles("orchards"), ["Orchards in bloom"])

    def test_without_a_state(self):
        os.unlink(self.state)
        for end in ("-wal", "-shm"):
            if os.path.exists(self.state + end):
                os.unlink(self.state + end)
        self.assertIn("there is no state", self.headwater("search", "harbour", status=66).stderr)

    def test_hostile_queries(self):
        """No query is an error of syntax, and none takes long."""
        queries = ["harbour'; DROP TABLE item; --", '"""""', "a" * 100000, "* " * 1000, "AND OR NOT NEAR", "harbour NEAR/2 {x}",
                   "title:harbour", "^harbour", "(harbour", "harbour)", "ha*ur", "\\", "%", "\x01\x1b[31mharbour", "-" * 500,
                   " ".join(f"w{i}" for i in range(3000)), '"' + "harbour " * 3000, "harbour*" * 50]
        for query in queries:
            with self.subTest(query[:40]):
                result = self.headwater("search", "--", query, status=None)
                self.assertIn(result.returncode, (0, 2), result.stderr)
                self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertEqual(len(self.titles("harbour")), 3)


if __name__ == "__main__":
    unittest.main()
