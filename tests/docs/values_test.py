"""The values that headwater-feeds.yaml(5) and docs/feeds-yaml.md name are the values: each is tried in a file, and the words
that the program itself lists for a key are all in the manual."""

import os
import re
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HEADWATER_PROGRAM"]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# A file with one key, by the heading of the manual and of docs/feeds-yaml.md.
SECTIONS = {
    "settings": ("settings", "settings: {%s}\nfeeds: ['https://a.example/']\n"),
    "outputs": ("An output", "outputs: [{path: a.atom, %s}]\nfeeds: ['https://a.example/']\n"),
    "feeds": ("A feed", "feeds: [{url: 'https://a.example/', %s}]\n"),
}
BOOLEAN = {"true", "false"}


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def entries(section):
    """(key, its part of the manual) of a section."""
    text = read("docs", "man", "headwater-feeds.yaml.5").split(f"\n.Ss {section}\n")[1]
    for part in re.split(r"^\.It Ic ", re.split(r"^\.S[sh] ", text, flags=re.MULTILINE)[0], flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        for key in re.findall(r"[a-z_]+", heading.replace("Ic ", "")):
            yield key, body


def marked(body):
    """The values that a part of the manual marks: "newest", "order: tellings"."""
    for line in re.findall(r"^\.Cm (.*)$", body, re.MULTILINE):
        yield from filter(None, (word.strip(" :()") for word in line.split(",")))


class ValuesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "feeds.yaml")

    def expected(self, section, key, value):
        """What the program expects of a key instead of this value; None when it takes the value."""
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(SECTIONS[section][1] % f"{key}: {value}")
        result = subprocess.run([PROGRAM, "check", "--config", self.file], capture_output=True, text=True, timeout=60,
                                env={"PATH": os.environ["PATH"], "HOME": os.path.dirname(self.file)})
        found = re.search(rf": {key} is \"{re.escape(value)}\", expected (.*)$", result.stderr, re.MULTILINE)
        self.assertNotIn("unknown key", result.stderr)
        return found[1] if found else None

    def words(self, section, key):
        """The words that the program lists for a key; empty when it takes other values."""
        expected = self.expected(section, key, "nonsense") or ""
        return set(re.split(r", | or ", expected)) if re.fullmatch(r"[a-z]+(, [a-z]+)* or [a-z]+", expected) else set()

    def test_every_marked_value_is_one(self):
        tried = 0
        for section in SECTIONS:
            keys = dict(entries(section))
            known = set().union(*(self.words(section, key) for key in keys))
            for key, body in keys.items():
                for value in marked(body):
                    other, _, rest = value.partition(": ")
                    with self.subTest(section, key=key, value=value):
                        tried += 1
                        if rest:
                            self.assertIsNone(self.expected(section, other, rest))
                        else:
                            self.assertTrue(value in known or self.expected(section, key, value) is None)
        self.assertGreater(tried, 20)

    def test_every_word_is_marked(self):
        choices = 0
        for section, (heading, _) in SECTIONS.items():
            table = read("docs", "feeds-yaml.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
            for key, body in entries(section):
                words = self.words(section, key)
                if not words:
                    continue
                with self.subTest(section, key=key):
                    row = re.search(rf"^\| `{key}` \|(.*)$", table, re.MULTILINE)[1]
                    if words == BOOLEAN:
                        self.assertTrue(BOOLEAN & (set(marked(body)) | set(re.findall(r"`(\w+)`", row))), row)
                        continue
                    choices += 1
                    self.assertLessEqual(words, set(marked(body)))
                    self.assertLessEqual(words, set(re.findall(r"`(\w+)`", row)))
        self.assertGreaterEqual(choices, 5)

    def test_the_defaults_are_those_of_the_table(self):
        """A default in parentheses in the manual is the one in docs/feeds-yaml.md."""
        table = read("docs", "feeds-yaml.md").split("\n## settings\n")[1].split("\n## ")[0]
        compared = 0
        for key, body in entries("settings"):
            told = re.search(r"\((\d+[a-zA-Z]*)\)", body)
            if told:
                compared += 1
                self.assertRegex(table, rf"(?m)^\| `{key}` \| `?{told[1]}`? \|")
        self.assertGreater(compared, 8)


if __name__ == "__main__":
    unittest.main()
