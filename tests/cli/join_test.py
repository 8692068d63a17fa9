"""join and split by what stories and story print: numbers of stories, and of tellings in them."""

import json
import os

from world import LATER, World, unittest


class JoinTest(World):
    def setUp(self):
        super().setUp()
        self.headwater("run")
        listed = json.loads(self.headwater("stories", "--json", "--limit", "100").stdout)
        self.alone = [s["node"] for s in listed if s["tellings"] == 1]
        self.shared = [s["node"] for s in listed if s["tellings"] > 2]

    def story(self, word):
        return json.loads(self.headwater("story", "--json", word).stdout)

    def keys(self, word):
        return [telling["key"] for telling in self.story(word)["tellings"]]

    def refused(self, words, *arguments, status=2):
        before = self.dump()
        result = self.headwater(*arguments, status=status)
        self.assertEqual(result.stdout, "")
        self.assertIn(words, result.stderr)
        self.assertEqual(self.dump(), before)

    def test_the_numbers_are_printed(self):
        node = self.shared[0]
        self.assertIn(node, self.headwater("stories").stdout)
        lines = self.headwater("story", node).stdout.splitlines()
        numbered = [line for line in lines if line[:3] in (" 1.", "*1.", " 2.", "*2.", " 3.", "*3.")]
        self.assertEqual(len(numbered), len([t for t in self.keys(node)][:3]))
        self.assertEqual(sum(line.startswith("*") for line in numbered), 1)
        for i, telling in enumerate(self.story(node)["tellings"]):
            self.assertEqual(self.keys(f"{node}/{i + 1}"), self.keys(node))
            self.assertIn(f"{i + 1}. {telling['title']}", "\n".join(lines))

    def test_two_stories(self):
        a, b = self.alone[:2]
        keys = self.keys(a) + self.keys(b)
        said = self.headwater("join", a, b).stdout
        self.assertRegex(said, rf"^The two stories are now one story, ({a}|{b})\.\n$")
        self.assertEqual(sorted(self.keys(a)), sorted(keys))
        self.assertEqual(self.story(a)["node"], self.story(b)["node"])
        number = self.keys(a).index(keys[1]) + 1
        self.assertRegex(self.headwater("split", f"{a}/{number}").stdout, r"^The item is now a story of its own, \d+\.\n$")
        self.assertEqual(self.keys(keys[1]), [keys[1]])
        self.assertEqual(self.keys(keys[0]), [keys[0]])

    def test_stories_with_several_tellings(self):
        """All of them come together, and a later run leaves them so."""
        a, b = self.shared[:2]
        keys = sorted(self.keys(a) + self.keys(b))
        self.headwater("join", a, b)
        self.assertEqual(sorted(self.keys(a)), keys)
        self.headwater("run", "--force", now=LATER)
        self.assertEqual(sorted(self.keys(b)), keys)

    def test_a_telling_and_an_entry(self):
        """A telling brings its story, and the id of an entry of the merged feed names a story, too."""
        entry = self.entries()[0].id
        other = next(node for node in self.shared if self.story(node)["node"] != self.story(entry)["node"])
        keys = sorted(self.keys(entry) + self.keys(other))
        self.assertIn("The two items and their stories are now one story", self.headwater("join", f"{other}/2", entry).stdout)
        self.assertEqual(sorted(self.keys(other)), keys)

    def test_the_same_twice(self):
        node, key = self.shared[0], self.keys(self.shared[0])[1]
        self.refused(f"both names are of story {node}, so there is nothing to join", "join", node, node)
        self.refused(f"both names are of item {key}, so there is nothing to join", "join", key, f"{node}/2")
        self.refused(f"both names are of item {key}, so there is nothing to join", "join", key, key)

    def test_together_already(self):
        node = self.shared[0]
        said = self.headwater("join", f"{node}/1", f"{node}/2").stdout
        self.assertEqual(said, f"The two were in story {node} already; now no score separates them.\n")
        alone = self.alone[0]
        self.assertEqual(self.headwater("split", alone).stdout,
                         f"The item is alone in story {alone}; now no score joins it with another.\n")

    def test_which_telling_is_meant(self):
        node, count = self.shared[0], len(self.keys(self.shared[0]))
        self.refused(f"story {node} has {count} tellings; name one of them, such as {node}/2 (headwater story {node} numbers "
                     "them)", "split", node)
        self.refused(f"story {node} has {count} tellings, not {count + 1}", "split", f"{node}/{count + 1}", status=66)
        for word in (f"{node}/0", f"{node}/", f"{node}/x", f"/{node}", f"{node}/1/1", "99999999999999999999999/1"):
            with self.subTest(word):
                self.refused(f'there is no story or item "{word}" (', "split", word, status=66)

    def test_explain_and_rules(self):
        node = self.shared[0]
        pair = json.loads(self.headwater("explain", f"{node}/1", f"{node}/2", "--json").stdout)
        self.assertTrue(pair["same_node"])
        self.assertIn("name one of them", self.headwater("explain", node, f"{node}/2", status=2).stderr)
        title = self.story(node)["tellings"][1]["title"]
        self.assertEqual(json.loads(self.headwater("rules", "--test", f"{node}/2", "--json").stdout)["title"], title)

    def test_a_feed_cannot_take_the_place_of_a_story(self):
        """An item whose id is the number of a story is not what that number names."""
        node = self.alone[0]
        self.write("rheinbote.rdf", f"<rss version='2.0'><channel><title>R</title><item><guid>{node}</guid><title>Mine"
                                    "</title></item></channel></rss>")
        self.headwater("run", "--force", now=LATER)
        before = self.keys(node)
        self.headwater("split", node)
        self.assertEqual(self.keys(node), before)
        self.assertNotIn("Mine", [t["title"] for t in self.story(node)["tellings"]])

    def test_no_state_is_made(self):
        for words in (("join", "1", "2"), ("split", "1")):
            result = self.headwater(*words, "--state", self.path("none", "state.db"), status=66)
            self.assertIn("there is no state at ", result.stderr)
            self.assertFalse(os.path.exists(self.path("none")))


if __name__ == "__main__":
    unittest.main()
