"""What goes wrong in anybody's first hour: one line that says what it was and how to go on, and the exit status for it."""

import unittest

from world import World


class MistakesTest(World):
    def refused(self, status, words, *arguments, **how):
        result = self.headwater(*arguments, status=status, **how)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(words, result.stderr)

    def test_items_that_are_not_there(self):
        self.headwater("run")
        self.refused(66, "no item has the key, the id or the link a\n", "explain", "a", "b")
        known = "https://harbour-courier.example/sea/lindvag"
        self.refused(66, "no item has the key, the id or the link b\n", "explain", known, "b")
        self.refused(66, "no item has the key, the id or the link b\n", "join", known, "b")
        self.refused(66, "no item has the key, the id or the link b\n", "split", "b")


if __name__ == "__main__":
    unittest.main()
