"""Rules: what feeds.yaml keeps and drops, and which rule decided."""

import json
import os
import re
import unittest

from world import LATER, World


class RulesTest(World):
    def rules(self, text, where="\nfeeds:"):
        """The feeds.yaml of the newswire with rules added."""
        path = os.path.join(self.folder, "feeds.yaml")
        plain = path + ".plain"
        if not os.path.exists(plain):
            os.rename(path, plain)
        with open(plain, encoding="utf-8") as file:
            yaml = file.read()
        self.assertIn(where, yaml)
        self.write("feeds.yaml", yaml.replace(where, text + where, 1))

    def titles(self):
        return sorted(entry.title for entry in self.entries())

    def items(self, name="northern-ledger.atom"):
        text = self.read(os.path.join(self.folder, name)).decode()
        return re.findall(r"<title>([^<]+)</title>", text)[1:]

    def test_a_dropped_item_comes_back(self):
        self.headwater("run")
        before = self.titles()
        word = max(re.findall(r"[A-Za-z]+", before[0]), key=len)
        hidden = [title for title in before if re.search(rf"\b{word}\b", title, re.IGNORECASE)]
        self.rules(f"\nrules:\n  - drop: {{title: {word.upper()}}}\n")
        self.headwater("run", now=LATER)
        after = self.titles()
        self.assertTrue(set(after).isdisjoint(hidden))
        self.assertLess(len(hidden), len(before))
        self.assertGreaterEqual(len(after), len(before) - len(hidden))
        self.rules("")
        self.headwater("run", now=LATER)
        self.assertEqual(self.titles(), before)

    def test_a_story_whose_source_is_dropped(self):
        """The user's language still decides who leads, although the version that the others were matched with is not shown."""
        self.rules("\nrules:\n  - drop: {feed: Meridian Wire}\n")
        path = os.path.join(self.folder, "feeds.yaml")
        self.write("feeds.yaml", self.read(path).replace(b"languages: [en, fr]", b"languages: [de, fr]"))
        self.headwater("run")
        [lead] = [title for title in self.titles() if "Lindvag" in title]
        self.assertTrue(lead.startswith("Norwegen: Frachtschiff rammt"), lead)

    def test_what_is_dropped_is_counted(self):
        self.rules("\nrules:\n  - drop: {feed: Northern Ledger}\n")
        text = self.headwater("run").stdout
        feeds = {f["name"]: f for f in json.loads(self.headwater("status", "--json").stdout)["feeds"]}
        count = feeds["Northern Ledger"]["items"]
        self.assertGreater(count, 0)
        self.assertEqual(feeds["Northern Ledger"]["dropped"], count)
        self.assertEqual(sum(f["dropped"] for f in feeds.values()), count)
        self.assertIn(f"({count} kept out by rules)", text)
        self.assertIn(f"({count} dropped)", self.headwater("status", env={"COLUMNS": "200"}).stdout)
        self.assertNotIn(b"Northern Ledger", self.read())

    def test_a_feed_and_an_output_have_their_own(self):
        self.headwater("run")
        everything = len(self.entries())
        self.rules("  - path: english.atom\n    rules:\n      - keep: {language: en}\n"
                   "  - path: none.atom\n    rules:\n      - keep: {title: /^no such title$/}\n")
        self.headwater("run", now=LATER)
        count = lambda name: self.read(os.path.join(self.folder, name)).count(b"<entry>")
        self.assertEqual(len(self.entries()), everything)
        self.assertEqual(count("none.atom"), 0)
        self.assertTrue(0 < count("english.atom") < everything)
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", text.replace("name: Northern Ledger}", "name: Northern Ledger, rules: [drop: '*']}"))
        self.headwater("run", status=2)
        self.write("feeds.yaml", text.replace("name: Northern Ledger}",
                                              "name: Northern Ledger, rules: [drop: {link: /./}]}"))
        self.headwater("run", now=LATER)
        self.assertNotIn(b"Northern Ledger", self.read())

    def test_archives_do_not_change(self):
        self.rules("    self: https://me.example/merged.atom\n    archives: true\n")
        self.headwater("run")
        archives = lambda: {n: self.read(os.path.join(self.folder, n)) for n in os.listdir(self.folder)
                            if re.match(r"merged-\d{4}-\d\d-\d\d\.atom$", n)}
        before = archives()
        self.rules("    self: https://me.example/merged.atom\n    archives: true\n"
                   "rules:\n  - drop: {link: /./}\n")
        self.headwater("run", now=LATER)
        self.assertEqual(archives(), before)
        self.assertEqual(self.entries(), [])

    def test_list(self):
        self.assertIn("has no rules", self.headwater("rules").stdout)
        self.rules("\nrules:\n  - keep: {author: [Ana, /^Bo/i], title: cup}\n  - drop: sponsored\n")
        table = self.headwater("rules").stdout
        self.assertIn("keep author: Ana or /^Bo/i, title: cup", table)
        self.assertIn("drop any: sponsored", table)
        rules = json.loads(self.headwater("rules", "--json").stdout)
        self.assertEqual([(r["scope"], r["action"], r["when"]) for r in rules],
                         [("feeds", "keep", {"author": ["Ana", "/^Bo/i"], "title": ["cup"]}),
                          ("feeds", "drop", {"any": ["sponsored"]})])
        lines = self.read(os.path.join(self.folder, "feeds.yaml")).decode().splitlines()
        self.assertIn("drop: sponsored", lines[rules[1]["line"] - 1][rules[1]["column"] - 1:])

    def test_which_rule_decides(self):
        self.headwater("run")
        lead = self.entries()[0]
        link = next(href for rel, href, _ in lead.links if rel == "alternate")
        text = self.headwater("rules", "--test", link).stdout
        self.assertIn("The item is kept.", text)
        self.rules("\nrules:\n  - keep: {link: nowhere.example}\n  - drop: {link: /./}\n")
        text = self.headwater("rules", "--test", link).stdout
        self.assertRegex(text, r"drop  all feeds\n +line \d+: drop link: /\./; \"/\./\" matches")
        self.assertIn("The item is dropped: it is stored", text)
        told = json.loads(self.headwater("rules", "--json", "--test", link).stdout)
        self.assertTrue(told["drop"])
        self.assertEqual([(l["scope"], l["drop"]) for l in told["lists"]], [("feed", False), ("feeds", True)])

    def test_an_item_of_a_file(self):
        self.rules("\nrules:\n  - drop: {title: quiz, tag: fun}\n")
        self.write("item.json", json.dumps({"title": "The Friday Quiz", "link": "https://a.example/1"}))
        item = os.path.join(self.folder, "item.json")
        test = lambda *more: json.loads(self.headwater("rules", "--json", "--test", item, *more).stdout)["drop"]
        self.assertFalse(test())
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", text.replace("name: Northern Ledger}", "name: Northern Ledger, tags: fun}"))
        self.assertTrue(test("--feed", "Northern Ledger"))
        self.assertFalse(test("--feed", "Meridian Wire"))
        self.assertIn("feeds.yaml has no feed", self.headwater("rules", "--test", item, "--feed", "x", status=2).stderr)
        self.assertIn("--feed needs --test", self.headwater("rules", "--feed", "x", status=2).stderr)
        self.write("item.json", "{")
        self.assertIn("item.json:1:", self.headwater("rules", "--test", item, status=None).stderr)
        self.write("item.json", "[]")
        self.assertIn("not a JSON object", self.headwater("rules", "--test", item, status=None).stderr)

    def test_an_item_that_is_nowhere(self):
        self.headwater("run")
        self.assertIn("https://nowhere.example/",
                      self.headwater("rules", "--test", "https://nowhere.example/", status=None).stderr)

    def test_hostile_titles_end(self):
        """An expression that takes too long does not match, and the run says so."""
        entries = "".join(f"<item><guid>{i}</guid><title>{'a' * 200}!{i}</title></item>" for i in range(5))
        self.write("northern-ledger.atom", f"<rss version='2.0'><channel>{entries}</channel></rss>")
        self.rules("\nrules:\n  - drop: {title: '/^(a+)+$/'}\n")
        result = self.headwater("run")
        self.assertIn("took too long", result.stderr)
        self.assertIn("aaaa", " ".join(self.titles()))


if __name__ == "__main__":
    unittest.main()
