"""Headers are the manual: each starts with its purpose, and every prototype has a comment.

A comment belongs to the prototypes that follow it without a blank line, or to the line that it ends.
"""

import re
import unittest

import source



def comment_lines(text):
    """The numbers of all lines that contain part of a comment."""
    result = set()
    for match in source.TOKEN.finditer(text):
        if match.lastgroup == "comment":
            first = text.count("\n", 0, match.start()) + 1
            result.update(range(first, first + match[0].count("\n") + 1))
    return result


def undocumented(text):
    """The names of prototypes without a comment."""
    comments = comment_lines(text)
    rows = text.split("\n")
    for piece in source.pieces(text):
        if piece.kind != "prototype" or piece.last in comments:
            continue
        above = piece.first - 1
        while above >= 1 and above not in comments and rows[above - 1].strip():
            above -= 1
        if above not in comments:
            yield piece.name


class HeaderTest(unittest.TestCase):
    def test_every_prototype_has_a_comment(self):
        found = [f"{n}: {name}" for n in source.program_files(".h")
                 for name in undocumented(source.read(n))]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_headers_open_with_a_comment_and_have_a_guard(self):
        for name in source.program_files(".h"):
            text = source.read(name)
            guard = re.sub(r"\W", "_", name.upper())
            guard = guard if name.startswith("dedup/") else guard.replace("AGGREGATOR_", "HEADWATER_")
            with self.subTest(name):
                self.assertTrue(text.startswith("/*"), "no opening comment")
                self.assertIn(f"#ifndef {guard}\n#define {guard}\n", text)

    def test_the_rule_finds_what_it_should(self):
        text = ("/* what it is for */\n\nint a(void);\n\n/* says b and c */\nint b(int x,\n      int y);\n"
                "int c(void);\n\nint d(void); /* says d */\n\nint e(void);\n")
        self.assertEqual(list(undocumented(text)), ["a", "e"])


if __name__ == "__main__":
    unittest.main()
