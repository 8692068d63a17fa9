"""Rules for all text files: clean line ends, no paths of a particular machine, consistent lists."""

import re
import unittest

import source

OURS = (".c", ".h", ".cc", ".cpp", ".py", ".sh", ".cmake", ".md", ".yaml", ".txt", ".service", ".timer",
        ".socket", "bootstrap")
# A home folder or the folder of this checkout does not exist on other machines.
FOREIGN_PATH = re.compile(r"/home/(?!(you|someone)\b)[a-z]\w*/|/Users/\w+/|" + re.escape(source.ROOT + "/"))
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def our_texts():
    """Test data is skipped, because it is unusual on purpose."""
    return [(n, source.read(n)) for n in source.files(*OURS) if not n.startswith("tests/data/")
            and "/data/" not in n and "/corpus/" not in n and "/golden/" not in n]


class TextTest(unittest.TestCase):
    def offending_lines(self, pattern, only=OURS):
        return [f"{name}:{number}" for name, text in our_texts() if name.endswith(only)
                for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)]

    def test_no_path_of_one_machine(self):
        self.assertEqual(self.offending_lines(FOREIGN_PATH), [])

    def test_nothing_is_left_unfinished(self):
        found = self.offending_lines(UNFINISHED, (".c", ".h", ".cc", ".cpp", ".sh", ".md"))
        self.assertEqual(found, [])

    def test_lines_end_cleanly(self):
        self.assertEqual(self.offending_lines(re.compile(r"[ \t\r]$")), [])
        self.assertEqual([n for n, text in our_texts() if text and not text.endswith("\n")], [])

    def test_every_package_has_its_reason(self):
        script = source.read("bootstrap")
        listed = {word for block in re.findall(r"_packages=\(([^)]*)\)", script) for word in block.split()}
        listed = {re.sub(r"^(dict-freedict|apertium)-.*", r"\1-*", word) for word in listed}
        explained = set(re.findall(r"^\| `([^`]+)` \|", source.read("docs/decisions/dependencies.md"),
                                   re.MULTILINE))
        self.assertGreater(len(listed), 15)
        self.assertEqual(listed, explained)

    def test_manuals_know_every_key_and_command(self):
        keys = re.findall(r'^    \{"([a-z_]+)", &kind_', source.read("aggregator/config/config_keys.c"), re.MULTILINE)
        commands = re.findall(r"&command_([a-z]+)(?:_feed)?,", source.read("aggregator/command/command_table.c"))
        for name, words in (("headwater-feeds.yaml.5", keys), ("headwater.1", commands)):
            marked = set(re.findall(r"\bIc ([a-z_]+)", source.read("docs/man/" + name)))
            self.assertGreater(len(words), 10)
            self.assertEqual(set(words) - marked, set(), name)


if __name__ == "__main__":
    unittest.main()
