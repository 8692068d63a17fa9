"""Every command explains itself; what is not understood is refused with exit status 2 and a hint."""

import os
import re
import subprocess
import unittest

PROGRAM = os.environ["HEADWATER_PROGRAM"]


def headwater(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


def commands():
    text = headwater("--help").stdout
    return re.findall(r"^  (\S+) +\S", text.split("Commands:\n")[1].split("\n\n")[0], re.MULTILINE)


class HelpTest(unittest.TestCase):
    def test_the_table_is_sorted(self):
        self.assertEqual(commands(), sorted(set(commands())))

    def test_every_command_has_help(self):
        for name in commands():
            with self.subTest(name):
                result = headwater(name, "--help")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual(result.stderr, "")
                self.assertTrue(result.stdout.startswith(f"usage: headwater {name}"))
                self.assertIn("--config FILE", result.stdout)
                self.assertLessEqual(max(map(len, result.stdout.split("\n"))), 100)

    def test_every_command_refuses_what_it_does_not_know(self):
        for name in commands():
            with self.subTest(name):
                result = headwater(name, "--no-such-option")
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertEqual(result.stdout, "")
                self.assertIn("unknown option --no-such-option", result.stderr)
                self.assertEqual(result.stderr.count("\n"), 1)

    def test_the_program(self):
        rows = [(("--help",), 0), (("--version",), 0), ((), 2), (("nonsense",), 2), (("--nonsense",), 2),
                (("--now", "noon", "run"), 2), (("--config",), 2)]
        for arguments, status in rows:
            with self.subTest(arguments):
                self.assertEqual(headwater(*arguments).returncode, status)
        self.assertRegex(headwater("--version").stdout, r"^headwater \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
