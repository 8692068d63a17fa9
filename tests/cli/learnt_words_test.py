"""headwater lexicon learn, show and forget: words of an invented language, learnt from its translations into English."""

import json
import os
import random
import sqlite3
import unittest

from world import World

STORIES, OUTLETS, CLAUSES = 150, 4, 12
LETTERS = "bdfgklmnprstv"


def words(count, pattern, seed):
    """Invented words; a pattern has c for a consonant and v for a vowel."""
    draw = random.Random(seed)
    made = []
    while len(made) < count:
        word = "".join(draw.choice(LETTERS if letter == "c" else "aeiou") for letter in pattern)
        if word not in made:
            made.append(word)
    return made


ENGLISH = words(150, "cvccvcvc", 1)
OTHER = words(150, "vccvcvcvc", 2)
NAMES = [name.capitalize() for name in words(900, "cvcvccvc", 3)]


def story(number, clauses=CLAUSES):
    """The same facts in both languages: names, a number and a word in every clause."""
    draw = random.Random(number)
    said = {"en": [], "et": []}
    for _ in range(clauses):
        word = draw.randrange(len(ENGLISH))
        first, second, third = draw.sample(NAMES, 3)
        count = draw.randrange(100, 999)
        said["en"].append(f"{first} {ENGLISH[word]} {second} and {count} of {third}")
        said["et"].append(f"{first} {OTHER[word]} {second} ja {count} on {third}")
    return {language: (text[0], ". ".join(text) + ".") for language, text in said.items()}


def feed(language, outlet, stories, clauses=CLAUSES):
    rows = "".join(
        f"<item><guid isPermaLink='false'>{language}{outlet}-{number}</guid>"
        f"<link>https://{language}{outlet}.example/{number}</link>"
        f"<pubDate>{1 + number // 20:02d} Oct 2025 {number % 20:02d}:{outlet:02d}:00 GMT</pubDate>"
        f"<title>{title}</title><description>{text}</description></item>"
        for number in stories for title, text in [story(number, clauses)[language]])
    return (f"<rss version='2.0'><channel><title>{language} {outlet}</title><language>{language}</language>"
            f"<link>https://{language}{outlet}.example/</link><description/>{rows}</channel></rss>")


class LearntWordsTest(World):
    def setUp(self):
        super().setUp()
        self.lines = []
        for outlet in range(OUTLETS):
            for language, shift in (("en", 0), ("et", 1)):
                name = f"{language}{outlet}.xml"
                mine = [n for n in range(STORIES) if (n + n // OUTLETS * shift) % OUTLETS == outlet]
                self.write(name, feed(language, outlet, mine))
                self.lines.append(f"  - file:{name}\n")
        self.yaml()

    def yaml(self, settings=""):
        self.write("feeds.yaml", settings + "feeds:\n" + "".join(self.lines) +
                   "outputs:\n  - {path: merged.atom, format: atom}\n")

    def learnt(self):
        """The stored bytes."""
        with sqlite3.connect(self.state) as database:
            return [bytes(data) for data, in database.execute("SELECT data FROM note WHERE name = 'learnt'")]

    def shown(self, *arguments, status=0):
        result = self.headwater("lexicon", "show", *arguments, status=status)
        return result.stdout if status == 0 else result.stderr

    def test_words_are_learnt_shown_and_forgotten(self):
        self.headwater("run")
        count = self.shown()
        self.assertRegex(count, r"^\d+ words learnt; lessons are kept of \d+\n$")
        self.assertGreaterEqual(int(count.split()[0]), 60, "of 300, which with a compiled lexicon seem to be known in part")
        shown = ((word, english, self.headwater("lexicon", "show", word, status=None).stdout) for word, english in zip(OTHER, ENGLISH))
        word, english, text = next(row for row in shown if f"{row[1]} (en)" in row[2])
        self.assertRegex(text, rf"^{word} \(et\): learnt from \d+ stories of \d+ feeds; means what these words do: ")
        self.assertEqual(self.shown(word, "--language", "et"), text)
        self.assertIn(f'no meaning was learnt of "{word}"', self.shown(word, "--language", "fi", status=66))

        self.headwater("lexicon", "forget", word)
        self.assertIn(f'no meaning was learnt of "{word}"', self.shown(word, status=66))
        self.assertIn(f'nothing was learnt of "{word}"', self.headwater("lexicon", "forget", word, status=66).stderr)
        self.headwater("lexicon", "learn")
        self.assertIn(f"{english} (en)", self.shown(word))

        self.headwater("lexicon", "forget", "--all")
        self.assertEqual(self.shown(), "0 words learnt; lessons are kept of 0\n")

    def test_learning_twice_is_learning_once(self):
        self.headwater("run")
        self.headwater("lexicon", "learn")
        once = self.learnt()
        self.assertEqual(len(once), 1)
        self.headwater("lexicon", "learn")
        self.assertEqual(self.learnt(), once)
        self.headwater("run", now="2025-10-11T08:00:00Z")
        self.assertEqual(self.learnt(), once, "items that are known teach nothing")

    def test_explain_tells_what_is_learnt(self):
        self.headwater("run")
        number = STORIES + 1
        for language in ("en", "et"):
            self.write(f"{language}9.xml", feed(language, 9, [number], clauses=5))
            self.lines.append(f"  - file:{language}9.xml\n")
        self.yaml()
        self.headwater("run", now="2025-10-11T08:00:00Z")
        items = [f"https://{language}9.example/{number}" for language in ("en", "et")]
        matches = json.loads(self.headwater("explain", *items, "--json").stdout)["matches"]
        pairs = {(match["left"].lower(), match["right"].lower()): match["learnt_stories"] for match in matches}
        learnt = {pair for pair, stories in pairs.items() if stories > 0}
        self.assertTrue(learnt)
        self.assertLessEqual(learnt, set(zip(ENGLISH, OTHER)))
        self.assertEqual([pair for pair in pairs if pair[0] == pair[1] and pairs[pair] > 0], [], "names are not learnt")
        self.assertRegex(self.headwater("explain", *items).stdout, r" learnt from \d+ stories of \d+ feeds\n")

    def test_it_can_be_switched_off(self):
        self.yaml("settings: {learn: false}\n")
        self.headwater("run")
        self.assertEqual(self.learnt(), [])

    def test_bad_arguments(self):
        for arguments, text in [(("forget",), "forget needs a word, or --all"), (("learn", "x"), 'unexpected argument "x"'),
                                (("teach",), 'unknown action "teach", expected build, forget, learn or show'),
                                (("forget", "x", "--all"), "forget needs a word, or --all")]:
            with self.subTest(arguments):
                self.assertIn(text, self.headwater("lexicon", *arguments, status=2).stderr)


if __name__ == "__main__":
    unittest.main()
