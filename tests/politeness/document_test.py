"""docs/politeness.md is accurate: every point has a test, and every test that it names exists."""

import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POINTS = 35


def rows():
    """(number, [(file, test)]) for each row of the table."""
    with open(os.path.join(ROOT, "docs", "politeness.md"), encoding="utf-8") as file:
        for line in file:
            found = re.match(r"\| (\d+) \|(.*)\|(.*)\|$", line)
            if found:
                yield int(found[1]), re.findall(r"`([\w/.]+)::(\w+)`", found[3])


def is_there(path, name):
    """A method of a test case, or a function that its main() runs."""
    try:
        with open(os.path.join(ROOT, "tests", path), encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        return False
    if path.endswith(".py"):
        return re.search(r"^    def %s\(self\):" % name, text, re.M) is not None
    return "static void %s(" % name in text and re.search(r"cmocka_unit_test\w*\(%s\b" % name, text) is not None


class Document(unittest.TestCase):
    def test_every_point_is_there_once(self):
        self.assertEqual([number for number, _ in rows()], list(range(1, POINTS + 1)))

    def test_every_point_has_a_test(self):
        self.assertEqual([number for number, tests in rows() if not tests], [])

    def test_every_test_is_there(self):
        missing = ["%d: %s::%s" % (number, *test) for number, tests in rows() for test in tests if not is_there(*test)]
        self.assertEqual(missing, [])

    def test_a_test_that_is_not_there_would_be_found(self):
        self.assertFalse(is_there("politeness/points_test.py", "test_99_of_nothing"))
        self.assertFalse(is_there("plan/absent_test.c", "test_what_decides"))


if __name__ == "__main__":
    unittest.main()
