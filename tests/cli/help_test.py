"""Every command has help; unknown arguments are rejected with exit status 2 and a hint."""

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
                for line in re.findall("^  -.*", result.stdout, re.MULTILINE):
                    self.assertRegex(line, r"^.{24} \S")

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
                (("--now", "noon", "run"), 2), (("--config",), 2), (("help",), 0), (("help", "run"), 0), (("-h",), 0),
                (("run", "-h"), 0), (("help", "nonsense"), 2)]
        for arguments, status in rows:
            with self.subTest(arguments):
                self.assertEqual(headwater(*arguments).returncode, status)
        self.assertEqual(headwater("help").stdout, headwater("--help").stdout)
        self.assertEqual(headwater("-h").stdout, headwater("--help").stdout)
        self.assertEqual(headwater("help", "run").stdout, headwater("run", "--help").stdout)

    def test_what_was_meant(self):
        rows = [(("rnu",), "unknown command rnu, did you mean run?"),
                (("help", "storys"), "unknown command storys, did you mean story?"),
                (("nonsense",), "unknown command nonsense (see headwater --help)"),
                (("--nonsense",), "unknown option --nonsense (see headwater --help)"),
                (("run", "--forse"), "unknown option --forse, did you mean --force?"),
                (("stories", "--limit"), "--limit needs a value (N)"),
                (("join",), "A is missing (see headwater join --help)"),
                (("explain", "a"), "B is missing (see headwater explain --help)"),
                (("lexicon",), "build|learn|show|forget is missing (see headwater lexicon --help)")]
        for arguments, words in rows:
            with self.subTest(arguments):
                result = headwater(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn(words + "\n", result.stderr)

    def test_the_version(self):
        self.assertRegex(headwater("--version").stdout, r"^headwater \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
